"""The program as it was given: what the engine rewrote it to has to mean the same."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from programs import program

from matcalc.checking.replay import verify
from matcalc.engine import route
from matcalc.engine.requests import Request
from matcalc.engine.temporaries import with_temporaries
from matcalc.errors import VerificationError
from matcalc.forms.matrix_form import Add, Node, Scale, Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.notation.text_out import input_text

SHAPES = {"A": "m×n", "x": "n", "b": "m", "c": "m"}
LINES = ["z = tanh(A @ x + b) * c", "E = sum(log(z * z + c * c))"]


def checked(made: Program) -> int:
    requests = [Request(symbol) for symbol in made.inputs]
    return verify(route.differentiate(made, requests), made, show=input_text).count


Rewriting = Callable[..., Program]


def bodies_changed(change: Callable[[Definition], Node | IndexDefinition]) -> Rewriting:
    def broken(made: Program, wanted: Iterable[Symbol], *names: Collection[Any]) -> Program:
        made = with_temporaries(made, wanted, *names)
        definitions = tuple(replace(definition, body=change(definition)) for definition in made.definitions)
        return replace(made, definitions=definitions)

    return broken


def without_a_summand(definition: Definition) -> Node | IndexDefinition:
    body = definition.body
    return body.args[0] if definition.is_temporary and isinstance(body, Add) else body


def twice_the_temporary(definition: Definition) -> Node | IndexDefinition:
    body = definition.body
    return Scale(Fraction(2), body) if definition.is_temporary and isinstance(body, Node) else body


def a_little_more(definition: Definition) -> Node | IndexDefinition:
    body = definition.body
    more = Fraction(10**12 + 1, 10**12)  # float64 would see it nowhere, the exact arithmetic does
    return Scale(more, body) if definition.is_temporary and isinstance(body, Node) else body


@pytest.mark.parametrize("change", [without_a_summand, twice_the_temporary, a_little_more])
def test_broken_temporaries_are_caught(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[Definition], Node | IndexDefinition]
) -> None:
    made = program(LINES, SHAPES)
    assert checked(made) > 0
    monkeypatch.setattr(route, "with_temporaries", bodies_changed(change))
    with pytest.raises(VerificationError, match=r"the equation of z is not the one that was given: .*\n  before: z\n"):
        checked(made)


def test_broken_temporaries_are_caught_where_only_float64_has_values(monkeypatch: pytest.MonkeyPatch) -> None:
    made = program(["E = sum((x * x + b * b)**(1/2))"], {"x": "n", "b": "n"})
    assert checked(made) > 0
    monkeypatch.setattr(route, "with_temporaries", bodies_changed(without_a_summand))
    with pytest.raises(VerificationError, match="the equation of E is not the one that was given"):
        checked(made)


def test_an_equation_in_index_form_is_compared_too() -> None:
    made = program(["z[i] = sum j: A[i,j] x[j] + b[i]", "E = sum(z * z)"], SHAPES)
    other = program(["z[i] = sum j: A[i,j] x[j]", "E = sum(z * z)"], SHAPES)
    found = route.differentiate(other, [Request(made.inputs[0])])
    assert verify(found, other, show=input_text).count > 0
    with pytest.raises(VerificationError, match="the equation of z is not the one that was given"):
        verify(found, made, show=input_text)


@pytest.mark.parametrize(
    ("lines", "shapes", "said"),
    [
        (["E = sum(u)", "F = E + sum(x)"], {"u": "n", "x": "n"}, "F was differentiated, not E"),
        (["E = sum(u) + sum(y)"], {"u": "n", "x": "n", "y": "n"}, "y: not an input of both"),
        (["E = sum(u)"], {"u": "n"}, "x: not an input of both"),
        (["v = 2 * u", "E = sum(u)"], {"u": "n", "x": "n"}, "w: no equation is left"),
    ],
)
def test_a_program_with_other_symbols_is_another(lines: list[str], shapes: dict[str, str], said: str) -> None:
    original = program(["w = 2 * u", "E = sum(u)"], {"u": "n", "x": "n"})
    other = program(lines, shapes)
    found = route.differentiate(other, [Request(Symbol("u", original.inputs[0].shape))])
    with pytest.raises(VerificationError, match=said):
        verify(found, original, show=input_text)


def test_a_program_that_reads_a_symbol_which_is_gone_is_another() -> None:
    """Not by its name but by its value: a temporary may be called anything."""
    original = program(["z = x + b", "E = sum(z * z)"], {"x": "n", "b": "n"})
    extra = program(["t = x + b", "z = t", "E = sum(z * z)"], {"x": "n", "b": "n"})
    found = route.differentiate(extra, [Request(original.inputs[0])])
    assert verify(found, original, show=input_text).count > 0
