"""Paths: a variable used more than once, a variable nothing depends on, given gradients, and the order of the page."""

from __future__ import annotations

import pytest
from programs import derived, program

from matcalc.checking.replay import verify
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.errors import InputError, InvariantError
from matcalc.forms.index_form import IndexSum, all_indices
from matcalc.forms.matrix_form import Cotangent
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter


def results(differentiation):
    return {gradient.of.name: input_text(gradient.value) for gradient in differentiation.gradients}


def test_contributions_of_all_paths_add():
    lines = ["u = A @ x", "v = f(x)", "w = u * v + x"]
    shapes = {"A": "n×n", "x": "n"}
    found = derived(lines, shapes, ["x", "A"], ["w"])
    assert results(found) == {
        "w": "grad_w",
        "u": "grad_w * v",
        "v": "grad_w * u",
        "x": "A.T @ grad_u + grad_v * f'(x) + grad_w",
        "A": "grad_u @ x.T",
    }
    first = found.gradient("x").chain.steps[0]
    assert first.rule == "apply the chain rule"
    assert len(first.after.terms) == 3
    assert verify(found, program(lines, shapes, ["w"]), show=input_text).count > 0


def test_the_output_may_read_a_variable_directly_and_through_others():
    found = derived(["u = A @ x", "E = u.T @ x"], {"A": "n×n", "x": "n"}, ["x", "A", "u"])
    made = results(found)
    assert made["u"] == "x"
    assert made["x"] == "A.T @ grad_u + u"
    assert verify(found, program(["u = A @ x", "E = u.T @ x"], {"A": "n×n", "x": "n"}), show=input_text).count > 0


def test_a_residual_keeps_both_paths():
    found = derived(["z = W @ a", "h = f(z) + a"], {"W": "n×n", "a": "n"}, ["a"], ["h"])
    assert results(found)["a"] == "W.T @ grad_z + grad_h"


def test_only_what_is_needed_is_derived():
    found = derived(["z = W @ a + b", "h = f(z)", "g = tanh(h)"], {"W": "m×n", "a": "n", "b": "m"}, ["h"], ["g"])
    assert list(results(found)) == ["g", "h"]


def test_a_variable_comes_when_all_that_reads_it_is_done():
    lines = ["z1 = W1 @ x", "a1 = f(z1)", "z2 = W2 @ a1", "a2 = f(z2)"]
    wanted = ["W1", "W2", "x"]
    found = derived(lines, {"x": "n", "W1": "p×n", "W2": "m×p"}, wanted, ["a2"])
    assert list(results(found)) == ["a2", "z2", "W2", "a1", "z1", "W1", "x"]


def test_several_given_gradients_are_used_where_they_belong():
    found = derived(["u = f(x)", "v = g(x)"], {"x": "n"}, ["x"], ["u", "v"])
    assert results(found)["x"] == "grad_u * f'(x) + grad_v * g'(x)"
    assert verify(found, program(["u = f(x)", "v = g(x)"], {"x": "n"}, ["u", "v"]), show=input_text).count > 0


def test_a_gradient_given_where_a_later_equation_reads_the_variable_is_refused():
    with pytest.raises(InputError, match="the gradient at u is given, but E also sees u through v"):
        derived(["u = f(x)", "v = g(u)"], {"x": "n"}, ["x"], ["u", "v"])


def test_names_can_be_written_out_in_the_last_line():
    made = program(["a = f(z)", "y = W @ a"], {"z": "n", "W": "m×n"}, ["y"])
    symbols = {symbol.name: symbol for symbol in made.symbols}
    found = differentiate(made, [Request(symbols["z"], unfold=(Cotangent(symbols["a"]),))])
    assert results(found)["z"] == "W.T @ grad_y * f'(z)"
    assert found.gradient("z").chain.steps[-1].rule == "write out a name"


def test_a_name_that_comes_later_can_not_be_written_out():
    made = program(["a = f(z)", "y = W @ a"], {"z": "n", "W": "m×n"}, ["y"])
    symbols = {symbol.name: symbol for symbol in made.symbols}
    with pytest.raises(InputError, match="nothing to write out for grad_z before the gradient at a"):
        differentiate(made, [Request(symbols["a"], unfold=(Cotangent(symbols["z"]),))])


def test_a_chain_that_does_not_hang_together_is_refused():
    chain = derived(["h = f(x)"], {"x": "n"}, ["x"], ["h"]).gradient("x").chain
    with pytest.raises(InvariantError, match="does not begin where the one before it ended"):
        type(chain)(chain.free, chain.start, (chain.steps[0], chain.steps[2]))


def test_indices_keep_clear_of_names_dimensions_and_layers():
    made = program(["z = i @ j"], {"i": "k×l", "j": "l"}, ["z"])
    (symbol, *_) = [s for s in made.symbols if s.name == "j"]
    found = differentiate(made, [Request(symbol)], reserved=["p"])
    used = {index.name for chain, _ in found.gradient("j").chain.walk() for index in chain.free}
    assert used
    assert not used & {"i", "j", "k", "l", "p", "z"}


def reasons(found, name):
    printer = UnicodePrinter(Glyphs({}))
    return "\n".join(printer.prose(step.reason) for _, step in found.gradient(name).chain.walk())


def test_a_name_with_a_path_of_its_own_is_held_fixed_and_not_called_independent():
    found = derived(["h = f(z)", "q = h * z"], {"z": "m"}, ["z"], ["q"])
    assert "h_j is held fixed: what passes through it is a path of its own" in reasons(found, "z")
    assert "h_j does not depend on z" not in reasons(found, "z")
    assert "z_j does not depend on h" in reasons(found, "h")


def test_a_letter_runs_over_one_range_only():
    lines = ["E = dot(a, A @ a) + tr(A) * sum(W) + b.T @ W @ diag(a) @ a"]
    found = derived(lines, {"a": "n", "A": "n×n", "W": "m×n", "b": "m"}, ["W", "a", "A", "b"])
    ranges = {}
    for gradient in found.gradients:
        for chain, step in gradient.chain.walk():
            for index in (*chain.free, *(all_indices(step.after) if isinstance(step.after, IndexSum) else ())):
                assert ranges.setdefault(index.name, index.range) == index.range
    assert len(ranges) > 4


def test_a_result_that_gets_too_long_to_read_keeps_the_short_names():
    nested = "z"
    for _ in range(40):
        nested = f"f({nested}) * z"
    found = derived([f"y = {nested}"], {"z": "n"}, ["z"], ["y"])
    assert "grad_t1" in input_text(found.gradient("z").value)
    short = derived(["y = f(f(z) * z)"], {"z": "n"}, ["z"], ["y"])
    assert "grad_t1" not in input_text(short.gradient("z").value)


def test_an_expression_that_grows_too_large_is_refused_with_the_limit():
    product = " * ".join(["x"] * 60)
    with pytest.raises(InputError, match=r"too large: 3,600 factors after the rule .* 2,000 are the limit"):
        derived([f"E = sum({product})"], {"x": "n"}, ["x"])


@pytest.mark.parametrize("number", ["sqrt(n)", "exp(sqrt(n))", "sqrt(2)", "log(pi)"])
def test_a_function_of_a_length_or_a_number_needs_no_short_name(number: str) -> None:
    found = derived([f"y = x * x / {number}"], {"x": "n"}, ["x"], ["y"])
    assert not [definition for definition in found.program.definitions if definition.is_temporary]
    assert results(found)["x"] == f"2 * grad_y * x / {number}"
