"""Sheets from an order: each exercise derived, varied and asked."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.chain import Expression
from matcalc.worksheets.asking import DERIVE_IT, Asking, Form, Style
from matcalc.worksheets.blanking import with_blanks
from matcalc.worksheets.deriving import to_derive
from matcalc.worksheets.handed_out import Worksheets
from matcalc.worksheets.ordered import MOST_VARIANTS, Ordered, placing, require_exercises, whole
from matcalc.worksheets.sheet import Exercise, SheetHead, Worksheet, asks
from matcalc.worksheets.together import require_apart


def sheets_of(
    orders: Sequence[Ordered],
    count: int | None,
    head: SheetHead,
    *,
    hints_at_end: bool,
    with_mistakes: bool = True,
    on_sheet: Callable[[], None] = lambda: None,
) -> Worksheets:
    """The sheets of an order: one, or so many variants.

    with_mistakes: whether results have those that a key shows. on_sheet is called whenever a sheet is made.
    """
    require_exercises(orders)
    if count is not None:
        whole(count, "variants", 1, MOST_VARIANTS)
    derived = [_derived(order) for order in orders]
    if not head.title:
        head = replace(head, title=f"Worksheet: {derived[0].problem.title}" if len(derived) == 1 else "Worksheet")
    rows = _exercises(orders, derived, count, with_mistakes)
    sheets = []
    for exercises in rows:
        require_apart(exercises)
        sheets.append(Worksheet(head, exercises))
        on_sheet()
    read = tuple(os.path.realpath(file) for order in orders for file in order.files if os.path.isfile(file))
    return Worksheets(tuple(sheets), hints_at_end, read)


def _derived(order: Ordered) -> Derivation:
    with placing(order):
        return derive(order.problem, wrt=list(order.wrt) or None, **dict(order.options))


def _exercises(
    orders: Sequence[Ordered], derived: Sequence[Derivation], count: int | None, with_mistakes: bool
) -> Iterator[tuple[Exercise, ...]]:
    """The exercises of each sheet: those of the problems, or for each sheet a variant of each exercise."""
    both = enumerate(zip(derived, orders, strict=True), 1)
    if count is None:
        yield tuple(_exercise(one, (1, n), order, with_mistakes) for n, (one, order) in both)
        return
    programs = [one.problem.program for one in derived]
    found = []
    for number, (one, order) in both:
        before = programs[: number - 1]
        turn, turns = before.count(programs[number - 1]), programs.count(programs[number - 1])
        found.append(_varied(one, order, number, count, with_mistakes, (turn, turns)))
    yield from zip(*found, strict=True)


def _varied(
    derivation: Derivation, order: Ordered, number: int, count: int, with_mistakes: bool, turn: tuple[int, int]
) -> Iterator[Exercise]:
    """Variants of an exercise that ask for as much as the one of the problem itself, which no seed changes.

    turn: which exercise of the same equations this is, and of how many; they get different ones.
    """
    from matcalc.worksheets.variants import Variant, variants

    wanted = asks(_exercise(derivation, (1, number), order, with_mistakes=False))
    made: dict[int, Exercise] = {}

    def is_alike(variant: Variant) -> bool:
        made[variant.number] = _exercise(variant.derivation, (variant.number, number), order, with_mistakes)
        return asks(made[variant.number]) == wanted

    found = variants(
        derivation.problem, count, order.asking.seed, derivation.limits, turn=turn[0], turns=turn[1], is_alike=is_alike
    )
    for variant in found:
        yield made.pop(variant.number)


def _exercise(derivation: Derivation, place: tuple[int, int], order: Ordered, with_mistakes: bool) -> Exercise:
    """An exercise of a sheet. place: the number of the sheet, and that of the exercise on it."""
    with placing(order):
        exercise = replace(
            _asked(derivation, place, order.asking, with_mistakes),
            problem=derivation.problem,
            results=_results(derivation),
            derivation=derivation,
        )
    if order.points is None:
        return exercise
    return replace(exercise, answers=tuple(replace(one, points=order.points) for one in exercise.answers))


def _asked(derivation: Derivation, place: tuple[int, int], asking: Asking, with_mistakes: bool) -> Exercise:
    variant, number = place
    if asking.form is Form.CHOICE:
        from matcalc.worksheets.choosing import to_choose

        return to_choose(derivation, number, asking)
    if asking.form is Form.NUMBERS:
        from matcalc.worksheets.evaluating import to_evaluate

        return to_evaluate(derivation, number, f"{asking.seed} {variant} {number}", marks=asking.style is Style.MARKS)
    if asking.level == DERIVE_IT:
        return to_derive(derivation, number, with_mistakes=with_mistakes)
    return with_blanks(derivation, number, asking, with_mistakes=with_mistakes)


def _results(derivation: Derivation) -> tuple[tuple[str, int, Expression], ...]:
    """The derivatives that the page derives of what is asked for, by the variable and the order."""
    derived = derivation.derived
    firsts = [asked.request.wrt.name for asked in derived.problem.requests]
    seconds = [(each.derivative.request.wrt.name, each.derivative.differentiation) for each in derived.seconds]
    return (
        *((name, 1, derived.differentiation.gradient(name).value) for name in firsts),
        *((name, 2, second.gradient(name).value) for name, second in seconds),
    )
