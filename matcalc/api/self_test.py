"""The self-test of generated code: at a point where the code has values, and is seen to be right in NumPy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from matcalc.checking.seeds import seeded
from matcalc.checking.signs import MIXED, NEGATIVE, POSITIVE, signs_of_inputs
from matcalc.checking.sizes import choose_sizes
from matcalc.codegen import NUMPY, Backend, Form, Source, source_of
from matcalc.codegen.draws import NORMAL, Draw
from matcalc.codegen.equations import equation_to_solve, is_implicit
from matcalc.codegen.gradient_check import gradient_check
from matcalc.codegen.loops import values_source
from matcalc.codegen.module import unformatted
from matcalc.codegen.random_numbers import Generator, generator_of
from matcalc.codegen.self_test import self_test as text_of
from matcalc.codegen.shifts import with_shifts
from matcalc.codegen.tested import Functions, Lengths, Point, Tested, TestedSolution, UntestableError
from matcalc.codegen.vjp import Passed
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import label_of, member
from matcalc.forms.labels import At, split_name
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.notation.text_out import input_text
from matcalc.problems.problem import Problem

FORWARD = "forward"
RESIDUAL = "residual"

NO_EXAMPLES: Mapping[Node, Node] = MappingProxyType({})

WAYS = tuple(
    (way, draw)
    for draw, way in product((Draw((0.5, 1.5)), Draw((0.1, 0.9)), Draw((2.0, 3.0)), Draw((0.01, 0.3))), range(4))
)
"""To draw the arrays, one after the other: which of them positive (matcalc.checking.signs), and between what."""

STRICTER = "1e-7"
"""What the test is tried with in NumPy: other libraries and machines round in another way."""

SEEDS = (0, 1, 2)
"""Files have the first one. What passes with all of these passes by no chance: a singular matrix may be solved once."""

SIZE_SEEDS = (0, 1, 2, 3)
"""Of sizes that are tried: a matrix may need more rows than columns, or more columns than rows."""

FEW = 2
"""Derivatives that are tried in NumPy from each end of many, and from their middle; the file tests all of them."""

MEMBERS = 3
"""Of a family of arrays."""

WIDTHS = (4, 3, 5, 2, 6)
"""Of layers, from the one at 0 on, and of lengths of programs with families."""


def self_test(
    problem: Problem, make: Callable[[Backend], tuple[tuple[Tested, ...], tuple[TestedSolution, ...]]], backend: Backend
) -> tuple[tuple[Source, ...], str]:
    """The further functions of a file, and the code below them which compares its derivatives with finite differences.

    make: the functions that are tested, for a backend. Where there is no such test, the code says why as it is run.
    """
    try:
        functions = _functions(problem, *make(NUMPY), NUMPY)
        point = _passing(functions, problem, generator_of(backend))
        if backend is not NUMPY:
            functions = _functions(problem, *make(backend), backend)
        return functions.further, text_of(functions, point)
    except UntestableError as reason:
        return (), _not_tested(reason)


def check_of_passes(problem: Problem, tested: Tested, passed: Passed) -> str:
    """The code below a function with its passes, by which the library checks them where the gradients are right.

    tested: the gradients in NumPy. Where there is no such test, the code says why as it is run.
    """
    try:
        functions = _functions(problem, (tested,), (), NUMPY)
        drawn = {one.key for one in passed.made.arrays}  # these alone, in the same order: they get the same numbers
        parameters = tuple(one for one in functions.forward.parameters if one.is_required or one.key in drawn)
        tried = replace(functions, forward=replace(functions.forward, parameters=parameters))
        return gradient_check(passed.made, tested.wrt, _passing(tried, problem, generator_of(passed.backend)))
    except UntestableError as reason:
        return _not_tested(reason)


def _not_tested(reason: UntestableError) -> str:
    """A file that is run without its test fails, so that nobody takes it for one that passed."""
    return f'if __name__ == "__main__":\n    raise SystemExit({f"not tested by finite differences: {reason}"!r})\n'


def _functions(
    problem: Problem, tested: tuple[Tested, ...], solutions: tuple[TestedSolution, ...], backend: Backend
) -> Functions:
    program = problem.program
    inputs = set(program.inputs)
    moved = [symbol for symbol in tested[0].wrt if symbol not in inputs]
    if fixed := [one.symbol.name for one in program.definitions if one.symbol in moved and is_implicit(one)]:
        raise UntestableError(f"{fixed[0]} is the solution of an equation, and can not be moved by itself")
    shifted, shifts = with_shifts(program, moved)
    wanted = program.given or (program.output,)
    values = {"": wanted[0]} if len(wanted) == 1 else {one.name: one for one in wanted}
    if program.labels:
        source = values_source(shifted, values, FORWARD, backend)
    else:
        forms = {key: Form(one) for key, one in values.items()}
        source = source_of(shifted, forms, None, FORWARD, backend=backend)
    source = replace(source, doc=(_doc(list(values.values()), shifts),))
    equation = equation_to_solve(program, shifted, RESIDUAL, backend)
    if equation is not None:
        doc = _doc([equation.value], shifts, equation.examples)
        equation = replace(equation, residual=replace(equation.residual, doc=(doc,)))
    return Functions(tested, solutions, source, values, shifts, program.output.name, bool(program.given), equation)


def _doc(values: Sequence[Symbol], shifts: Mapping[Symbol, Symbol], examples: Mapping[Node, Node] = NO_EXAMPLES) -> str:
    text = f"The value of {', '.join(one.name for one in values)}"
    if shown := [f"{input_text(function)} = {input_text(image)}" for function, image in examples.items()]:
        text += f", where {' and '.join(shown)}"
    if added := ", ".join(f"{shift.name} is added to {symbol.name}" for symbol, shift in shifts.items()):
        text += f"; {added}"
    return f'"""{text}."""'


def _passing(functions: Functions, problem: Problem, generator: Generator) -> Point:
    """The first point at which the test passes in NumPy. Raises UntestableError where there is none."""
    program, facts = problem.program, problem.choices.facts
    functions = _sample(functions)
    for seed in SIZE_SEEDS:
        lengths, size = _sizes(program, seed)
        for way, draw in WAYS:
            point = Point(facts, _draws(program, way, draw), lengths, size, generator)
            if all(_passes(functions, replace(point, seed=seed)) for seed in SEEDS):
                return point
    raise UntestableError(
        "at none of the random points that were tried do they agree with it to six digits, so try it before you use it"
    )


def _sample(functions: Functions) -> Functions:
    """Of a network of many layers, a few derivatives: all of them take time quadratic in their number."""
    tested = []
    for one in functions.tested:
        middle = len(one.wrt) // 2
        few = (*one.wrt[:FEW], *one.wrt[middle : middle + FEW], *one.wrt[-FEW:])
        tested.append(one if len(one.wrt) <= len(few) else replace(one, wrt=few))
    return replace(functions, tested=tuple(tested))


def _draws(program: Program, way: int, draw: Draw) -> Callable[[Symbol], Draw]:
    signs = signs_of_inputs(program, way, seeded("self-test"))
    low, high = draw.between or (0.0, 0.0)
    by_sign = {MIXED: NORMAL, POSITIVE: draw, NEGATIVE: Draw((-high, -low))}
    return lambda symbol: by_sign[signs.get(symbol, MIXED)]


def _passes(functions: Functions, point: Point) -> bool:
    text = unformatted(functions.sources, text_of(functions, point, STRICTER))
    namespace: dict[str, Any] = {"__name__": "__main__", "print": lambda *_: None}
    try:
        with np.errstate(all="ignore"):
            exec(compile(text, "<self-test>", "exec"), namespace)  # noqa: S102  # text of our own making
    except (SystemExit, ArithmeticError, ValueError):
        return False
    return True


def _sizes(program: Program, seed: int) -> tuple[Callable[[Symbol], Sequence[Lengths]], Callable[[str], int]]:
    """The lengths of the axes of each array, and of each size."""
    if not program.labels:
        sizes = choose_sizes(program, seed)
        return lambda symbol: [tuple(map(sizes.of, symbol.shape.axes))], lambda name: sizes.of(Dimension.named(name))
    ends = {label.last: MEMBERS for label in program.labels}
    plain = [name for name in sorted(program.lengths) if "[" not in name and name not in ends]
    chosen = {name: WIDTHS[at % len(WIDTHS)] for at, name in enumerate(plain)} | ends
    layers = sorted({split_name(name)[0] for name in program.lengths if "[" in name})
    for at, base in enumerate(layers):
        widths = {f"{base}[{number}]": WIDTHS[(number + at) % len(WIDTHS)] for number in range(MEMBERS + 1)}
        chosen |= widths | {f"{base}[{last}]": widths[f"{base}[{MEMBERS}]"] for last in ends}

    def lengths(symbol: Symbol) -> Sequence[Lengths]:
        members = [symbol]
        if symbol.member is not None and label_of(symbol) is not None:
            members = [member(symbol.member.family, At("", number)) for number in range(1, MEMBERS + 1)]
        return [tuple(length.evaluate(chosen) for length in one.shape.axes) for one in members]

    return lengths, lambda name: chosen[name]
