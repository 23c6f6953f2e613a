"""The part of a page about conditions that are solved: an equation a line, the reasons, the solution in a box."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Gradient
from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.checked import counted, precision, sizes_said
from matcalc.documents.derived import Derived, Isolated
from matcalc.documents.lists import listed
from matcalc.documents.page import Block, Box, ChainBlock, Equation, Heading, Line, Paragraph, Part, Sentence
from matcalc.documents.signs import signs_besides
from matcalc.engine.isolation import PUT_IN
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.traversal import symbols_in
from matcalc.solution import Condition


def solved_blocks(derived: Derived, detail: Detail) -> Iterator[Block]:
    """A section for each condition that is solved."""
    lines = [line for one in derived.solutions for line in _conditions(one)]
    besides = signs_besides([side for line in lines for side in (line.left, line.right)], derived.parts)
    signs = tuple(part for sentence in besides for part in (" ", *sentence))
    for number, one in enumerate(derived.solutions):
        yield Heading(("Solved for ", one.solve.unknown))
        yield Paragraph((*_opening(one, derived), *(() if number else signs)))
        yield ChainBlock(tuple(_lines(one, detail)))
        yield from _end(one)


def solution_rows(derived: Derived) -> Iterator[tuple[Sentence, Sentence, Sentence]]:
    """The solutions as a table of results has them: what is solved for, its value and its shape.

    Where something is solved for again with more put in, the last.
    """
    last = {one.solve.unknown: one for one in derived.solutions}
    for one in last.values():
        if (value := one.solution.value) is not None:
            unknown = one.solve.unknown
            yield (unknown, ", solved"), (value,), (unknown.shape,)


def _conditions(one: Isolated) -> tuple[Condition, ...]:
    return (one.solution.start, *(step.after for step in one.solution.steps))


def _opening(one: Isolated, derived: Derived) -> Sentence:
    unknown = one.solve.unknown
    if one.is_continued:
        return (unknown, ", as found above, with ", *listed(one.solve.using), " put in:")
    follows = "Each line follows from the one above by one operation on both sides."
    if not isinstance(one.solve.wanted, Symbol):
        return (one.solve.wanted, " is to be 0. ", follows)
    return (Gradient(one.solve.wanted, derived.problem.program.output), " is to be 0. ", follows)


def _lines(one: Isolated, detail: Detail) -> Iterator[Line]:
    start = one.solution.start
    is_gradient = isinstance(one.solve.wanted, Symbol) and not one.is_continued
    reason = ("the gradient, in the names of the input, set to 0",) if is_gradient else ()
    yield Line(start.left, start.right, reason=reason)
    for step in one.solution.steps:
        if detail is Detail.FULL and step.rule != PUT_IN:
            for chain in (step.left, step.right):
                yield from chain_lines(chain, detail, depth=1)
        yield Line(step.after.left, step.after.right, step.rule, step.reason)


def _end(one: Isolated) -> Iterator[Block]:
    unknown, value = one.solve.unknown, one.solution.value
    if one.solution.refused:
        yield Paragraph(("This is no solution: ", *one.solution.refused, "."))
        return
    end = one.solution.end
    if value is None and not any(unknown in symbols_in(side) for side in (end.left, end.right)):
        yield Paragraph(
            (unknown, " does not stand in the last line, so there is nothing that it could be isolated from.")
        )
        return
    if value is None:
        yield Paragraph(("No rule leads further: ", unknown, " is not isolated. The last line is what is left."))
        return
    yield Box(Equation(unknown, value), unknown.shape)
    if needs := one.solution.needs:
        words: list[Part] = []
        for each in needs:
            words += ["; and where " if words else "This holds where ", *each]
        yield Paragraph((*words, "."))


def checked_solutions(derived: Derived) -> Iterator[Sentence]:
    """What was checked of each solution; how it is done is said once."""
    for number, one in enumerate(derived.solutions):
        check, unknown, lines = one.check, one.solve.unknown, len(one.solution.steps)
        if not lines and not check.conditions:
            continue
        if number:
            words: list[Part] = ["Solved for ", unknown, ", checked likewise"]
        else:
            words = ["Solved for ", unknown, ": at random points with a random ", unknown]
            words += [", where the equation does not hold, the operation on both sides of a line gives both sides of "]
            words += ["the next one, and undone it leads back"]
        words += [" (", *sizes_said(check.sizes), f"; seed {check.seed}): "]
        how = "exactly, in arithmetic modulo a prime" if check.exact else f"in floating point, {precision(check.error)}"
        words += [f"{counted(lines, 'line')} {'agrees' if lines == 1 else 'agree'} {how}."]
        yield (*words, *(_put_in(one, is_first=not number) if check.conditions else ()))


def _put_in(one: Isolated, *, is_first: bool) -> Iterator[Part]:
    check, is_gradient = one.check, isinstance(one.solve.wanted, Symbol)
    yield f" Put into the {'gradient' if is_gradient else 'condition'}"
    if is_gradient and is_first:
        yield ", found by differentiating the forward equations numerically,"
    if check.sizes_put_in != check.sizes:
        yield " ("
        yield from sizes_said(check.sizes_put_in)
        yield ")"
    yield " the solution makes it exactly 0" if check.holds_exactly else " the solution makes it 0"
    if not check.holds_exactly:
        yield f" {precision(check.remainder)}" if check.remainder else ", to the last digit"
    if check.conditions > 1:
        yield "; the condition of what was put in before holds there too"
    yield "."
