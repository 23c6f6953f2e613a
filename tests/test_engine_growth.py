"""The work of a derivation grows with the number of its equations, however many read one array. Counted in calls."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile

import pytest
from programs import derived, program

from matcalc.checking.replay import verify
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.errors import LimitError
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text
from matcalc.problems.network import network
from matcalc.rules.differentiate import TERMS_WRITTEN

Family = Callable[[int], tuple[Program, list[Request]]]

LINEAR = 2.2
"""How much the calls may grow where the size is doubled; a quadratic part that matters would show."""


def asked(made: Program, names: list[str]) -> tuple[Program, list[Request]]:
    return made, [Request(symbol) for symbol in made.symbols if symbol.name in names]


def layers(count: int) -> tuple[Program, list[Request]]:
    problem = network(count)
    return problem.program, [one.request for one in problem.requests]


def readers_in(count: int) -> list[str]:
    total = " + ".join(f"z{number}" for number in range(count))
    return [*(f"z{number} = f{number}(x)" for number in range(count)), f"E = sum({total})"]


def readers_of_one_array(count: int) -> tuple[Program, list[Request]]:
    return asked(program(readers_in(count), {"x": "n"}), ["x"])


def blocks_of_a_stack(count: int) -> tuple[Program, list[Request]]:
    names = [f"x{number}" for number in range(count)]
    return asked(program([f"E = sum(f(vstack({', '.join(names)})))"], dict.fromkeys(names, "n")), names)


def solves_in_a_row(count: int) -> tuple[Program, list[Request]]:
    lines = [f"y{number + 1} = inv(K{number}) @ y{number}" for number in range(count)]
    shapes = {"y0": "n", **{f"K{number}": "n×n" for number in range(count)}}
    return asked(program([*lines, f"E = sum(y{count})"], shapes), ["y0", "K0"])


def every_pair(count: int) -> tuple[Program, list[Request]]:
    return layers(count**2)


def calls(family: Family, count: int) -> int:
    """The calls of functions while the gradients of a program of that size are derived."""
    made, requests = family(count)
    with Profile() as profile:
        differentiate(made, requests)
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize(
    ("family", "count"), [(layers, 20), (readers_of_one_array, 40), (blocks_of_a_stack, 160), (solves_in_a_row, 20)]
)
def test_twice_the_equations_are_twice_the_work(family: Family, count: int) -> None:
    calls(family, 2)  # what is imported or worked out once
    assert calls(family, 2 * count) < LINEAR * calls(family, count)


def test_the_count_of_calls_tells_what_is_quadratic() -> None:
    calls(every_pair, 2)
    assert calls(every_pair, 8) > LINEAR * calls(every_pair, 4)


def inserted_terms(count: int) -> tuple[int, tuple[object, ...]]:
    """How many terms are inserted for the derivative of a sum of `count` terms by one of them, and the reason."""
    found = derived(readers_in(count), {"x": "n"}, ["z7"])
    assert input_text(found.gradient("z7").value) == "ones(n)"
    (step,) = [step for _, step in found.gradient("z7").chain.walk() if step.rule == "insert the definition"]
    return len(step.after.terms[0].factors[0].of.terms), step.reason


def test_a_long_equation_is_inserted_without_the_terms_that_do_not_contain_the_variable() -> None:
    words = ", without the terms that do not contain "
    count, reason = inserted_terms(TERMS_WRITTEN)
    assert (count, words in reason) == (TERMS_WRITTEN, False)
    count, reason = inserted_terms(TERMS_WRITTEN + 1)
    assert (count, words in reason) == (1, True)


def test_what_is_left_out_of_a_long_equation_is_checked() -> None:
    count = TERMS_WRITTEN + 1
    products = " + ".join(f"z{number} * z{number + 1}" for number in range(count - 1))
    lines = [*(f"z{number} = f{number}(x)" for number in range(count)), f"E = sum(x * z0 + {products})"]
    found = derived(lines, {"x": "n"}, ["x", "z3"])
    assert verify(found, program(lines, {"x": "n"}), show=input_text).count > 0
    assert input_text(found.gradient("z3").value) == "z2 + z4"


def test_a_product_that_is_too_long_is_refused_before_the_product_rule() -> None:
    factors = " ".join(["s"] * 2_500)
    with pytest.raises(LimitError, match=r"too large: 2,501 factors after the rule 'insert the definition'"):
        derived([f"z[i] = y[i] {factors}"], {"y": "n", "s": "scalar"}, ["s"], ["z"])
