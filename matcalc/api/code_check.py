"""Code beside the page: what a function returns at random points, and what the forms of the page come to there.

The forms are evaluated as in the checks of the steps, with none of the rewriting that code goes through. The self-test
of a file can not stand in for this: the value that it differentiates is code, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from matcalc.api.callables import Part
from matcalc.checking.arithmetic import Arithmetic, RoundingError, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.many_digits import ManyDigits
from matcalc.checking.points import Points
from matcalc.checking.seeds import seeded
from matcalc.checking.sizes import Sizes, choose_sizes
from matcalc.codegen import Compiled, Form
from matcalc.codegen.implicit import solved
from matcalc.codegen.order import derivative_forms, derivatives_of_itself, form_of
from matcalc.codegen.parameters import Kind, Parameter
from matcalc.errors import InputError, InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Cotangent, Node

DRAWS = 12
"""Of points until there is one at which everything has a value."""

TOLERANCE = 1e-6
"""Of the largest entry."""

SMALLEST_SCALE = 1e-3

NUDGE, LARGE_NOISE = 1 + 1e-13, 1e3
"""How far inputs are moved to see how inexact code is there, and how many times as inexact it may be."""

TRIES = 2
"""Points at which code and page differ until that counts: at one, a matrix may be nearly singular."""


def require_agreement(parts: Sequence[Part]) -> None:
    """Raises InvariantError where code in NumPy and the page do not agree.

    Families of arrays and solutions that have to be searched for are left to the self-test.
    """
    for part in parts:
        if not _has_search(part) and not part.differentiation.program.labels:
            _require_agreement(part)


def _has_search(part: Part) -> bool:
    program = part.differentiation.program
    equations = [one.symbol for one in program.definitions if isinstance(one.body, Implicit)]
    return any(solved(program, symbol) is None for symbol in equations)


def _require_agreement(part: Part) -> None:
    code = part.compiled()
    if any(one.kind is Kind.SCALAR_FUNCTION for one in code.asked):
        return
    wrong = 0
    for draw in range(DRAWS):
        agreed = _agreements(part, code, draw)
        if any(agreed):
            return
        wrong += bool(agreed)
        if wrong == TRIES:
            names = ", ".join(part.wrt)
            raise InvariantError(f"the code for the derivative at {names} does not agree with the page")


def _agreements(part: Part, code: Compiled, draw: int) -> list[bool]:
    """Whether code and page agree at a point, by float64 and, where that does not say so, by many digits."""
    found = []
    for arithmetic in (FloatArithmetic(draw), ManyDigits(draw)):
        with suppress(UndefinedError, RoundingError, InputError), np.errstate(all="ignore"):
            found.append(_agrees_at_a_point(part, code, arithmetic, draw))
            if found[-1]:
                break
    return found


def _agrees_at_a_point(part: Part, code: Compiled, arithmetic: Arithmetic[Any], draw: int) -> bool:
    """Whether they agree but for the noise of the code. Raises UndefinedError where the page has no finite value."""
    program = part.differentiation.program
    random = seeded("code", draw)
    points = Points(arithmetic, program, choose_sizes(program, draw), random, draw, facts=part.facts)
    known = dict(points.values)
    asked = (one.array for one in code.asked if one.array is not None)
    for array in dict.fromkeys((*map(Cotangent, program.given), *asked)):
        if array not in known:
            known[array] = arithmetic.drawn(random, (1, 1, *_lengths(array, points.sizes)))
    wanted = _by_page(part, points, known)
    passed = {one.key: _passed(one, points.sizes, known, draw) for one in code.asked}
    nudged = {key: one * NUDGE if isinstance(one, np.ndarray) else one for key, one in passed.items()}
    found, beside = (_results(code(**arrays)) for arrays in (passed, nudged))
    return all(map(_agree, found, beside, wanted))


def _results(found: Any) -> list[Any]:
    return list(map(np.asarray, found.values() if isinstance(found, dict) else [found]))


def _by_page(part: Part, points: Points[Any], known: dict[Node, Any]) -> list[Any]:
    """The derivatives; those that others are made of are added to what is known."""
    program, sizes = part.differentiation.program, points.sizes
    evaluation = Evaluation(points.arithmetic, sizes, known.get)
    for name, form in derivatives_of_itself(program):
        known.setdefault(name, _value(form, evaluation))
    for name, form in derivative_forms(part.differentiation).items():
        if name not in known:
            value = _with_axes(_value(form, evaluation), form, sizes)
            known[name] = value.reshape(-1, 1, *_lengths(name, sizes))
    values = []
    for variable in part.wrt:
        form = form_of(part.differentiation.gradient(variable))
        value = _with_axes(_value(form, evaluation), form, sizes)
        points.require_finite(value)
        values.append(np.asarray(value[0].reshape([sizes.of(axis) for axis in form.axes]), float))
    return values


def _value(form: Form, evaluation: Evaluation[Any]) -> Any:
    if isinstance(form.value, Node):
        return evaluation.arithmetic.plain(evaluation.node(form.value))
    return evaluation.arithmetic.plain(evaluation.index_sum(form.value, form.free))


def _with_axes(value: Any, form: Form, sizes: Sizes) -> Any:
    """A value with all its entries; an axis on which nothing depends may be absent from it."""
    if isinstance(form.value, Node):
        axes = _lengths(form.value, sizes)
    else:
        axes = tuple(sizes.of(index.range) for index in form.free)
    return np.broadcast_to(value, (len(value), 1, *axes))


def _lengths(array: Node, sizes: Sizes) -> tuple[int, ...]:
    return sizes.of(array.shape.rows), sizes.of(array.shape.cols)


def _passed(parameter: Parameter, sizes: Sizes, known: Mapping[Node, Any], draw: int) -> Any:
    if parameter.function is not None:
        function = parameter.function
        return lambda x: FloatArithmetic(draw).apply(function, np.asarray(x))
    if parameter.array is None:
        return sizes.of(Dimension.named(parameter.key))
    axes = [sizes.of(axis) for axis in parameter.array.shape.axes]
    return np.asarray(known[parameter.array][0].reshape(axes), float)


def _agree(found: Any, beside: Any, wanted: Any) -> bool:
    """beside: what the code returns close by; what is ill-conditioned moves there."""
    if found.shape != wanted.shape:
        return False
    scale = max(SMALLEST_SCALE, float(np.abs(wanted).max(initial=0)))
    noise = float(np.nan_to_num(np.abs(found - beside)).max(initial=0))
    return bool((np.abs(found - wanted) <= TOLERANCE * scale + LARGE_NOISE * noise).all())
