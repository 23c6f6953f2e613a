"""Variants: equal to the original under its names, as many as asked for, the same in every process."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from random import Random
from zlib import crc32

import numpy as np
import pytest
from processes import printed_under_every_seed

from matcalc.api import derive, load_problem, show
from matcalc.checking.claims.turned_program import ending_in
from matcalc.codegen.compile import forward_value
from matcalc.engine.limits import Limits
from matcalc.errors import InputError, LimitError
from matcalc.forms.functions import KNOWN
from matcalc.forms.matrix_form import ScalarFunction
from matcalc.forms.program import Program
from matcalc.notation.glyphs import GREEK
from matcalc.problems.expression import Typed, problem_of_expression
from matcalc.problems.library import list_problems
from matcalc.problems.problem import Problem
from matcalc.problems.shapes import declared_shapes
from matcalc.worksheets.changes import with_order
from matcalc.worksheets.conventions import Role, role_of
from matcalc.worksheets.letters import cut
from matcalc.worksheets.renaming import Renaming, renamed
from matcalc.worksheets.sameness import without_names, wording
from matcalc.worksheets.sheet import asks
from matcalc.worksheets.variants import variants, varied_problems
from matcalc.worksheets.varied import Varied
from matcalc.worksheets.words import names_nothing
from matcalc.worksheets.worksheet import worksheet

Arrays = dict[str, np.ndarray]

EVALUATED = (  # every kind of change, with and without E as an unknown function
    *("dense-layer", "dense-layer-batch", "two-layer-network", "self-attention", "gru-cell", "lora-layer"),
    *("bilinear-form", "trace-of-four-factors", "weighted-least-squares", "vae-loss", "layer-normalization"),
    *("dense-layer-scalar-weights", "quadratic-form", "trace-of-square", "embedding-lookup"),
)
DERIVED = ("dense-layer", "two-layer-network", "bilinear-form", "lora-layer", "trace-of-four-factors")


def typed(expression: str, wrt: str, shapes: str, lets: tuple[str, ...] = ()) -> Problem:
    return problem_of_expression(Typed(expression, (wrt,), declared_shapes(shapes), lets))


def inputs_of(problem: Problem) -> Arrays:
    """Random arrays for the inputs, all dimensions different."""
    lengths = sorted(problem.program.lengths)
    sizes = {name: 3 + at for at, name in enumerate(lengths)}
    rng = np.random.default_rng(crc32(problem.name.encode()))
    return {
        symbol.name: rng.uniform(0.3, 1.5, [axis.evaluate(sizes) for axis in symbol.shape.axes])
        for symbol in problem.program.inputs
    }


def value(program: Program, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    """What the program makes of the arrays, every unknown function being the sine; of E what it is a function of."""
    if isinstance(program.definitions[-1].body, ScalarFunction):
        (given,) = program.given
        program = ending_in(program, given.name)
    function = forward_value(program)
    passed = {name: arrays.get(name, np.sin) for name in function.parameters}
    return np.asarray(function(**passed))


def mapped(made: Varied, arrays: Arrays) -> Arrays:
    """The arrays of the original as the variant holds them."""
    name = Renaming(made.names).name
    return {name(old): array.T if old in made.turned else array for old, array in arrays.items()}


@pytest.mark.parametrize("name", EVALUATED)
def test_a_variant_computes_what_the_original_does(name: str) -> None:
    problem = load_problem(name)
    arrays = inputs_of(problem)
    wanted = value(problem.program, arrays)
    compared = 0
    for made in varied_problems(problem, 7, 3):
        if set(made.functions) & set(KNOWN):
            continue
        given = [one.name for one in problem.program.given] or [problem.program.output.name]
        found = value(made.problem.program, mapped(made, arrays))
        np.testing.assert_allclose(found.T if given[0] in made.turned else found, wanted, rtol=1e-12)
        compared += 1
    assert compared >= 2


def test_the_comparison_notices_a_variant_that_computes_something_else() -> None:
    problem = load_problem("dense-layer")
    arrays = inputs_of(problem)
    made = varied_problems(problem, 1, 3)[0]
    other = mapped(made, arrays)
    other[Renaming(made.names).name("b")] = 2 * arrays["b"]
    assert not np.allclose(value(made.problem.program, other), value(problem.program, arrays))


@pytest.mark.parametrize("name", DERIVED)
def test_the_gradients_of_a_variant_are_difference_quotients(name: str) -> None:
    problem = load_problem(name)
    (variant,) = variants(problem, 1, 5)
    made = variant.varied.problem
    arrays = mapped(variant.varied, inputs_of(problem))
    program = made.program
    weights = np.random.default_rng(1).uniform(size=np.shape(value(program, arrays)))
    given = {f"grad_{one.name}": weights for one in program.given}
    function = variant.derivation.lambdify()
    passed = {name: arrays.get(name, given.get(name)) for name in function.parameters}
    unknown = {name: (np.cos if name.endswith("_1") else np.sin) for name, array in passed.items() if array is None}
    found = function(**{**passed, **unknown})
    gradients = found if isinstance(found, dict) else {variant.derivation.wrt[0]: found}
    inputs = {symbol.name for symbol in program.inputs}
    assert inputs & set(gradients)
    for wrt in inputs & set(gradients):
        slopes = np.empty_like(arrays[wrt])
        for place in np.ndindex(slopes.shape):
            step = np.zeros_like(slopes)
            step[place] = 1e-5
            ends = [value(program, {**arrays, wrt: arrays[wrt] + sign * step}) for sign in (1, -1)]
            slopes[place] = (
                np.sum(weights * (ends[0] - ends[1])) / 2e-5 if program.given else (ends[0] - ends[1]) / 2e-5
            )
        np.testing.assert_allclose(gradients[wrt], slopes, atol=1e-6, rtol=1e-6)


@pytest.mark.parametrize("name", list_problems())
def test_each_problem_has_variants_all_different(name: str) -> None:
    problem = load_problem(name)
    made = varied_problems(problem, 3, 11)
    exercises = {wording(problem), *(wording(one.problem) for one in made)}
    assert len(exercises) == 4
    for one in made:
        assert one.words
        assert not any(asked.expect or asked.expect_first for asked in one.problem.requests)
        assert not any(solve.expect for solve in one.problem.solves)


@pytest.mark.parametrize("name", list_problems())
def test_no_word_of_a_variant_names_what_it_does_not_have(name: str) -> None:
    problem = load_problem(name)
    for made in varied_problems(problem, 2, 2):
        for text in words_of(made.problem, problem):
            there = {old for old in lost(made, problem) if re.search(rf"(?<!\w){re.escape(old)}(?!\w)", text)}
            assert not there - {"a", "A"}, (text, there)
            assert not re.search(r"[`ᵀ=⊙]", text), text


def lost(made: Varied, problem: Problem) -> set[str]:
    """Names of the original that the variant has not."""
    new = {symbol.name for symbol in made.problem.program.symbols} | made.problem.program.lengths
    return ({symbol.name for symbol in problem.program.symbols} | problem.program.lengths | {*made.functions}) - new


def words_of(made: Problem, original: Problem) -> Iterator[str]:
    yield from (made.title, made.about, made.use, made.source, *made.remarks, *made.meanings.values())
    assert made.source == ""


@pytest.mark.parametrize(
    ("text", "is_free"),
    [
        ("a bias", True),
        ("A layer with a bias.", True),
        ("weights of layer k", True),
        ("activations of layer k+1", True),
        ("the gradient at a is given", False),
        ("the matrix A", False),
        ("row i feeds output i", False),
        ("windows of p by q pixels", False),
        ("Xᵀ(Xw)", False),
        ("the log of `y`", False),
        ("minus theta", False),
        ("one of 3 classes", True),
    ],
)
def test_words_that_name_something_are_found(text: str, is_free: bool) -> None:
    assert names_nothing(text, {"theta", "a", "W"}, {"k"}) is is_free


def test_other_functions_leave_no_word_for_the_old_one() -> None:
    problem = load_problem("lstm-cell")
    exchanged = [made for made in varied_problems(problem, 8, 1) if set(made.functions) & set(KNOWN)]
    assert exchanged
    for made in exchanged:
        assert made.problem.title == "Gradients of E"
        assert not made.problem.about
        assert set(made.functions) == {"tanh"}
        assert "candidate" not in made.problem.meanings.values()


def test_a_probability_keeps_its_sigmoid() -> None:
    """The logarithm of a hyperbolic tangent is no number."""
    problem = load_problem("binary-cross-entropy")
    assert all(not made.functions for made in varied_problems(problem, 15, 1))


def test_declared_arrays_are_not_turned_and_facts_go_along() -> None:
    problem = load_problem("weighted-least-squares")
    for made in varied_problems(problem, 10, 1):
        (declared,) = made.problem.choices.facts.properties
        assert declared in made.problem.program.inputs
        assert made.names.get("D", "D") == declared.name
        assert "D" not in made.turned


def test_conditions_to_solve_go_along() -> None:
    for variant in variants(load_problem("least-squares"), 2, 4):
        (unknown,) = variant.derivation.solutions
        assert unknown == variant.varied.names.get("w", "w")
        assert variant.derivation.solutions[unknown].value is not None


def test_the_order_of_terms_and_the_names_of_dimensions_make_no_other_exercise() -> None:
    problem = load_problem("dense-layer")
    assert wording(renamed(problem, Renaming(lengths={"m": "n", "n": "m"}))) == wording(problem)
    mixed = [with_order(problem, Random(seed)) for seed in range(8)]
    assert any(one.program != problem.program for one in mixed)
    assert {wording(one) for one in mixed} == {wording(problem)}


@pytest.mark.parametrize("spaces", ["z=W@a+b", "z  =  W @ a  +  b"])
def test_white_space_makes_no_other_exercise(spaces: str) -> None:
    shapes = "W: m×n, a: n, b: m"
    one, other = (typed("sum(z**2)", "W", shapes, (let,)) for let in ("z = W @ a + b", spaces))
    assert wording(one) == wording(other)


def test_what_differs_is_another_exercise() -> None:
    problem = load_problem("dense-layer")
    others = [
        renamed(problem, Renaming(names={"W": "V"})),
        renamed(problem, Renaming(functions={"f": "g"})),
        problem.asking_for(["W"]),
        replace(problem, choices=replace(problem.choices, order=1), requests=problem.requests[:2]),
    ]
    assert len({wording(problem), *map(wording, others)}) == 5


def test_a_variant_does_not_depend_on_how_many_are_asked_for() -> None:
    problem = load_problem("two-layer-network")
    few, many = (varied_problems(problem, count, 9) for count in (3, 10))
    assert many[:3] == few
    assert varied_problems(problem, 3, 8) != few


def test_too_few_variants_are_said_to_be_so() -> None:
    problem = typed("det(X)", "X", "X: n×n")
    with pytest.raises(
        InputError, match=r"1,000 variants of .* asked for, and only (\d+) were found: ask for \1 or fewer"
    ):
        varied_problems(problem, 1000, 1)


@pytest.mark.parametrize(
    ("count", "seed", "message"),
    [
        (0, 1, "from 1 to 1,000"),
        (1001, 1, "from 1 to 1,000"),
        (True, 1, "a whole number"),
        ("5", 1, "a whole number"),
        (5, 1.5, "the seed: a whole number"),
    ],
)
def test_counts_that_are_none(count: object, seed: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        variants(load_problem("dense-layer"), count, seed)  # type: ignore[arg-type]


def test_limits_are_kept() -> None:
    with pytest.raises(LimitError, match="more than 3 steps"):
        next(variants(load_problem("dense-layer"), 1, 1, Limits(steps=3)))


def test_a_variant_is_a_problem_like_any_other() -> None:
    (variant,) = variants(load_problem("dense-layer"), 1, 1)
    assert variant.number == 1
    assert variant.changes == variant.varied.words
    assert variant.derivation.verification is not None
    again = derive(variant.varied.problem)
    assert str(again) == str(variant.derivation)
    assert show(variant.varied.problem)


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    code = (
        "from matcalc.api import load_problem\n"
        "from matcalc.worksheets.variants import variants\n"
        "for name in ('dense-layer', 'bilinear-form'):\n"
        "    for variant in variants(load_problem(name), 1, 7):\n"
        "        print(variant.changes, variant.derivation.latex())\n"
    )
    assert r"\documentclass" in printed_under_every_seed(code)


@pytest.mark.parametrize("name", ["dense-layer", "scaled-dot-product-attention", "convolution-1d", "lstm-cell"])
def test_no_letter_of_one_array_becomes_that_of_another(name: str) -> None:
    problem = load_problem(name)
    letters = {symbol.name for symbol in problem.program.symbols}
    renamings = [made.names for made in varied_problems(problem, 6, 1)]
    assert any(renamings)
    for names in renamings:
        assert not letters & set(names.values()), names


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("scaled-dot-product-attention", ("Q", "K", "V")),
        ("multi-head-attention", ("Q", "K", "V")),
        ("lstm-cell", ("i", "f", "o", "g", "c")),
        ("newton-step", ("g", "H")),
    ],
)
def test_an_array_for_which_people_have_one_letter_keeps_it(name: str, kept: tuple[str, ...]) -> None:
    for made in varied_problems(load_problem(name), 4, 1):
        assert not set(kept) & set(made.names), made.names


def test_no_letter_stands_for_an_array_beside_its_capital() -> None:
    for name in ("ridge-regression", "quadratic-form", "gru-cell"):
        problem = load_problem(name)
        for made in varied_problems(problem, 5, 1):
            letters = {cut(symbol.name).base for symbol in made.problem.program.symbols}
            assert not {one for one in letters if one.islower() and one.upper() in letters}, made.names


def test_a_letter_and_its_name_are_one() -> None:
    """σ under the name sigma is no other exercise."""
    problem = load_problem("canonical-correlation")
    for made in varied_problems(problem, 5, 1):
        assert not {"sigma_1", "Sigma_11"} & set(made.names.values())
    images = {made.names.get("lam", "λ") for made in varied_problems(load_problem("ridge-regression"), 20, 1)}
    assert len(images) > 2
    assert images <= {"λ", *GREEK} - {"lambda"}


def test_a_gate_keeps_its_function() -> None:
    for name in ("lstm-cell", "gru-cell", "gated-linear-unit"):
        assert all("sigmoid" not in made.functions for made in varied_problems(load_problem(name), 4, 1))


def test_variants_differ_in_more_than_names_as_long_as_they_can() -> None:
    problem = load_problem("scaled-dot-product-attention")
    kinds = [without_names(made.problem) for made in varied_problems(problem, 5, 7)]
    assert len({without_names(problem), *kinds}) == 6
    layer = load_problem("dense-layer")
    renaming = Renaming({"W": "V", "a": "h", "a_next": "h_next"}, functions={"f": "g"})
    assert without_names(renamed(layer, renaming)) == without_names(layer) != wording(layer)


def test_where_the_usual_letters_are_used_up_there_are_others() -> None:
    problem = load_problem("softmax-layer")
    images = [made.names.get("p", "p") for made in varied_problems(problem, 20, 1)]
    assert set(images[:5]) <= {"p", "q", "r"}
    assert not set(images) <= {"p", "q", "r"}


@pytest.mark.parametrize(
    ("meaning", "role"),
    [
        ("weights of the input gate, from the input", Role.WEIGHT),
        ("input gate", Role.INPUT_GATE),
        ("signal variance", Role.VARIANCE),
        ("mean of the features", Role.MEAN),
        ("residual, F at x and the parameters", Role.RESIDUAL),
        ("observed values", Role.TARGET),
        ("values, a row for each key", Role.VALUE),
        ("logarithm of the variance", None),
        ("attention weights, each row adds up to 1", Role.PROBABILITY),
    ],
)
def test_what_an_array_is_called_says_what_it_is_for(meaning: str, role: Role | None) -> None:
    program = typed("sum(x**2)", "x", "x: n").program
    assert role_of(program.inputs[0], meaning, program) is role


def test_what_is_added_to_a_product_is_a_bias_without_words() -> None:
    problem = typed("sum(z**2)", "W", "W: m×n, a: n, q: m", ("z = W @ a + q",))
    images = {made.names.get("q", "q") for made in varied_problems(problem, 8, 1)}
    assert images <= {"q", "b", "c"}
    assert len(images) > 1


def test_the_clauses_of_a_meaning_that_still_hold_are_kept() -> None:
    for made in varied_problems(load_problem("dense-layer"), 3, 1):
        assert made.problem.meanings[made.names.get("W", "W")] == "weights of layer k"


def test_all_variants_ask_for_as_much_as_the_problem_itself() -> None:
    """Of the inverse of a transpose more is asked: there is a step more to be derived."""
    problem = load_problem("log-determinant")
    (own,) = (asks(sheet.exercises[0]) for sheet in worksheet(problem, level=3).sheets)
    drawn = [worksheet(one.problem, level=3).sheets[0] for one in varied_problems(problem, 3, 7)]
    assert {asks(sheet.exercises[0]) for sheet in drawn} > {own}
    sheets = worksheet(problem, level=3, variants=6, seed=7).sheets
    assert [asks(sheet.exercises[0]) for sheet in sheets] == [own] * 6
    assert len({repr(sheet.exercises[0].problem) for sheet in sheets}) == 6


def test_too_few_variants_that_ask_for_as_much_are_said_to_be_so() -> None:
    problem = load_problem("log-determinant")
    found = variants(problem, 3, 1, is_alike=lambda variant: variant.number == 1)
    assert next(found).number == 1
    with pytest.raises(InputError, match="only one was found with as many blanks and points as its own sheet has: ask"):
        next(found)
