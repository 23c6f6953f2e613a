"""The closing section: why these operators, in this order, and why the derivation is no fitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.chain import Chain, Prose
from matcalc.documents.derived import Derived
from matcalc.documents.einsum import einsum_text
from matcalc.documents.fitting import fitting_blocks
from matcalc.documents.lists import listed
from matcalc.documents.operators import form_of, misfits, operator_sentence
from matcalc.documents.page import Block, Code, Heading, Mathematics, Paragraph, Part, Sentence, Table
from matcalc.documents.sections import result_equation
from matcalc.engine.collapse import KEEP, READ_OFF
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.forms.index_form import Entry, IndexSum
from matcalc.forms.indices import Index, Shifted
from matcalc.forms.matrix_form import Node
from matcalc.forms.traversal import walk
from matcalc.problems.problem import Problem
from matcalc.rules.roles import Move, move_of
from matcalc.rules.simplify_structure import is_zero

_SIMPLIFIED: Sentence = (" Here they are as they were read off, before they were simplified.",)


@dataclass(frozen=True, slots=True)
class _Row:
    """What is said of one place. Rows of one kind are said once; the others name their place and their array."""

    kind: object
    left: Mathematics
    array: Node | None
    words: Sentence


def why_blocks(derived: Derived) -> Iterator[Block]:
    """The whole section: a row for each kind of operator that was read off, then whether it is a fitting.

    A page without the index route has no indices to give reasons with: the adjoints say it all.
    """
    yield Heading(("Why these operators",))
    if derived.shows_indices and (roles := tuple(_roles(derived))):
        yield from roles
        yield Heading(("Is it a fitting?",), 2)
    yield from fitting_blocks(derived)


def _roles(derived: Derived) -> Iterator[Block]:
    differentiations = (derived.differentiation, *(each.derivative.differentiation for each in derived.seconds))
    rows = [row for part in differentiations for row in _rows(derived.problem, part)]
    if not rows:
        return
    yield Paragraph(
        (
            "In the index route each operator was read off a sum. Whether an index is summed, and where it stands, "
            "decides which operator it is and in which order its factors stand.",
            *(_SIMPLIFIED if any(map(_is_simplified, _gradients(differentiations))) else ()),
        )
    )
    yield Table(("in", "operator and reason"), tuple(_grouped(rows)), wide=1)
    if any(misfits(move) for gradient in _gradients(differentiations) for move, _ in _moves(gradient)):
        yield Paragraph(
            (
                "If two of these lengths are equal, a wrong form can have the right shape too, and no program objects "
                "to it. The places of the indices still rule it out.",
            )
        )


def _gradients(differentiations: Sequence[Differentiation]) -> Iterator[VariableGradient]:
    return (gradient for part in differentiations for gradient in part.gradients)


def _is_simplified(gradient: VariableGradient) -> bool:
    """Whether an array that was read off stands no longer in the result."""
    if not isinstance(gradient.value, Node):
        return False
    parts = set(walk(gradient.value))
    return any(move.made.array not in parts for move, _ in _moves(gradient))


def _moves(gradient: VariableGradient) -> Iterator[tuple[Move, Prose]]:
    """The operators that were read off, each with the reason of its step; arithmetic of numbers has no index."""
    for chain in (gradient.chain, gradient.stacked):
        for step in chain.steps if chain is not None else ():
            move = move_of(step)
            if move is not None and move.roles:
                yield move, step.reason


def _rows(problem: Problem, differentiation: Differentiation) -> Iterator[_Row]:
    for gradient in differentiation.gradients:
        if gradient.chain is None:
            continue
        left = result_equation(gradient, differentiation.program.output, problem).left
        found = [_operator(left, move, reason) for move, reason in _moves(gradient)]
        yield from found
        if isinstance(gradient.value, IndexSum):
            if len(gradient.free) > 2 or any(step.rule == KEEP for step in gradient.chain.steps):
                yield _Row(gradient, left, None, tuple(_index_form(gradient, gradient.value)))
        elif not found and gradient.free and (read := _read_off(gradient.chain)) is not None:
            yield _no_operator(left, read, gradient.free)


def _operator(left: Mathematics, move: Move, reason: Prose) -> _Row:
    name = move.operator.value
    article = "an" if name[0] in "aeiou" else "a"
    words = operator_sentence(move) or (*reason, ".")
    return _Row(form_of(move), left, move.made.array, (move.made.array, f", {article} {name}: ", *words))


def _read_off(chain: Chain) -> Node | None:
    """The array as it was read off, before names were written out in it: they may hold products of their own."""
    found = (step.after for step in chain.steps if step.rule == READ_OFF and isinstance(step.after, Node))
    return next(found, None)


def _no_operator(left: Mathematics, value: Node, free: tuple[Index, ...]) -> _Row:
    if is_zero(value):
        return _Row(None, left, value, (value, ": there is no path to it, so no operator."))
    stands = f" {'is' if len(free) == 1 else 'are'} free, and each term has one factor"
    words: Sentence = (": ", *listed(free), stands, "; nothing is summed or multiplied, so no operator.")
    return _Row(_no_operator, left, value, (value, *words))


def _index_form(gradient: VariableGradient, value: IndexSum) -> Iterator[Part]:
    if len(gradient.free) > 2:
        yield from (*listed(gradient.free), f" are free, {len(gradient.free)} indices, and a matrix has two")
    else:
        yield from _no_operator_reads(value)
    yield ": it stays in index form."
    if (code := einsum_text(value, gradient.free)) is not None:
        yield from (" In code: ", Code(code), ".")


def _no_operator_reads(value: IndexSum) -> Iterator[Part]:
    """Why no operator was read off: an array at a place that moves with several indices, or how the indices stand."""
    entries = (factor for term in value.terms for factor in term.factors if isinstance(factor, Entry))
    for entry in entries:
        for place in entry.places:
            if isinstance(place, Shifted) and not place.is_block:
                yield from (entry.array, " is read at the place ", place, f", which moves with {len(place.counted)} ")
                yield "indices, and each axis of a factor of an operator moves with one"
                return
    yield "no two of the factors that are left share their indices as the factors of an operator do"


def _grouped(rows: Sequence[_Row]) -> Iterator[tuple[Sentence, ...]]:
    kinds: dict[object, list[_Row]] = {}
    for row in rows:
        kinds.setdefault(row.kind, []).append(row)
    for first, *others in kinds.values():
        places = dict.fromkeys((other.left, other.array) for other in others)
        places.pop((first.left, first.array), None)
        likewise: list[Part] = []
        for number, (left, array) in enumerate(places):
            assert array is not None
            likewise += [" and " if number and number + 1 == len(places) else ", " if number else " Likewise "]
            likewise += [array, " in ", left]
        yield (first.left,), (*first.words, *likewise, *((".",) if places else ()))
