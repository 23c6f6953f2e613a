"""Code beside the page: what a function returns at random points, and what the forms of the page come to there.

The forms are evaluated as in the checks of the steps, with none of the rewriting that code goes through. The self-test
of a file can not stand in for this: the value that it differentiates is code, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from matcalc.api.callables import Part
from matcalc.checking.arithmetic import RoundingError, UndefinedError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.evaluate import Evaluation
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
        try:
            with np.errstate(all="ignore"):
                found, wanted = _at_a_point(part, code, draw)
        except (UndefinedError, RoundingError, InputError):
            continue
        if all(map(_agree, found, wanted)):
            return
        wrong += 1
        if wrong == TRIES:
            names = ", ".join(part.wrt)
            raise InvariantError(f"the code for the derivative at {names} does not agree with the page")


def _at_a_point(part: Part, code: Compiled, draw: int) -> tuple[list[Any], list[Any]]:
    """What the code returns and what the page says. Raises UndefinedError where the page has no finite value."""
    program = part.differentiation.program
    random = seeded("code", draw)
    arithmetic = FloatArithmetic(draw)
    points = Points(arithmetic, program, choose_sizes(program, draw), random, draw, facts=part.facts)
    known = dict(points.values)
    asked = (one.array for one in code.asked if one.array is not None)
    for array in dict.fromkeys((*map(Cotangent, program.given), *asked)):
        if array not in known:
            known[array] = arithmetic.drawn(random, (1, 1, *_lengths(array, points.sizes)))
    wanted = _by_page(part, points, known)
    found = code(**{one.key: _passed(one, points, known) for one in code.asked})
    return (list(found.values()) if len(part.wrt) > 1 else [found]), wanted


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
        values.append(value[0].reshape([sizes.of(axis) for axis in form.axes]))
    return values


def _value(form: Form, evaluation: Evaluation[Any]) -> Any:
    if isinstance(form.value, Node):
        return evaluation.node(form.value)
    return evaluation.index_sum(form.value, form.free)


def _with_axes(value: Any, form: Form, sizes: Sizes) -> Any:
    """A value with all its entries; an axis on which nothing depends may be absent from it."""
    if isinstance(form.value, Node):
        axes = _lengths(form.value, sizes)
    else:
        axes = tuple(sizes.of(index.range) for index in form.free)
    return np.broadcast_to(value, (len(value), 1, *axes))


def _lengths(array: Node, sizes: Sizes) -> tuple[int, ...]:
    return sizes.of(array.shape.rows), sizes.of(array.shape.cols)


def _passed(parameter: Parameter, points: Points[Any], known: Mapping[Node, Any]) -> Any:
    if parameter.function is not None:
        function = parameter.function
        return lambda x: points.arithmetic.apply(function, np.asarray(x))
    if parameter.array is None:
        return points.sizes.of(Dimension.named(parameter.key))
    return known[parameter.array][0].reshape([points.sizes.of(axis) for axis in parameter.array.shape.axes])


def _agree(found: Any, wanted: Any) -> bool:
    found = np.asarray(found)
    scale = max(SMALLEST_SCALE, float(np.abs(wanted).max(initial=0)))
    return found.shape == wanted.shape and bool((np.abs(found - wanted) <= TOLERANCE * scale).all())
