"""The steps that lead from a derivative to its result, as rows of a chain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from matcalc.api.derivation import Derivation
from matcalc.chain import Chain, Gradient, Stage
from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.page import Line, Mathematics, Sentence
from matcalc.documents.vocabulary import chain_indices
from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.local import INSERT
from matcalc.forms.index_form import IndexSum, all_indices
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.manuscripts.inserted import with_what_was_inserted
from matcalc.manuscripts.reasons import of_local, without_lengths, without_short_names, without_what_is_above
from matcalc.notation.printer import Printer
from matcalc.rules.chain_rule import apply_chain_rule
from matcalc.rules.jacobian_chain import chain_rule_of_gradient
from matcalc.rules.simplify_numbers import numbers_to_front

CHAIN_RULE = "chain rule: "

BRACKETS = re.compile(r"\\left(?![a-zA-Z])|\\right(?![a-zA-Z])|[()\s]")

CHAIN_RULES = (apply_chain_rule.name, chain_rule_of_gradient.name)


@dataclass(frozen=True, slots=True)
class Row:
    """left = right, because of `reason`. Without a left side it goes on from the row above.

    depth: 1 where it derives a part of the row above or below, 0 in the chain itself. is_of_numbers: whether it does
    no more than multiply numbers and put them in front.
    """

    left: Mathematics | None
    right: Mathematics
    reason: Sentence = ()
    depth: int = 0
    is_of_numbers: bool = False


def steps_for(
    derivation: Derivation,
    wrt: str,
    detail: Detail = Detail.NORMAL,
    *,
    as_entry: bool = False,
    says_lengths: bool = False,
) -> tuple[Row, ...]:
    """The chain from ∂E/∂x_i to the derivative by `wrt`, in the order in which one would write it down.

    as_entry: whether it ends in index form, as what is asked for is an entry. says_lengths: whether the document names
    the lengths of its arrays, so that reasons may. Empty where the derivative is given. Raises KeyError where nothing
    of that name is derived.
    """
    gradient = derivation.differentiation.gradient(wrt)
    if gradient.chain is None:
        return ()
    chain = in_entries(gradient.chain) if as_entry else gradient.chain
    rows = rows_of(chain, detail, None if as_entry else _named(gradient, derivation))
    rows = tuple(replace(row, reason=with_what_was_inserted(row.reason, derivation.differentiation)) for row in rows)
    return rows if says_lengths else tuple(replace(row, reason=without_lengths(row.reason)) for row in rows)


def rows_of(chain: Chain, detail: Detail, array: Mathematics | None) -> tuple[Row, ...]:
    """The rows of a chain. array: stands on the left of its end, where that is a matrix form."""
    lines = tuple(chain_lines(chain, detail, array))
    if detail is Detail.FULL:
        return tuple(Row(line.left, line.right, _reason(line), line.depth) for line in lines)
    return tuple(_with_numbers_folded(_folded(lines, chain)))


def indices_of(derivation: Derivation, wrt: str) -> tuple[Index, ...]:
    """Every index in the steps to the derivative by `wrt`, free ones first, then those of what is put in on the way."""
    gradients = derivation.differentiation.gradients
    chain = derivation.differentiation.gradient(wrt).chain
    if chain is None:
        return ()
    inserted = (one.chain for one in gradients if one.chain is not None and one.of.name != wrt)
    return tuple(dict.fromkeys((*chain_indices(chain), *(index for one in inserted for index in chain_indices(one)))))


def indices_in_rows(rows: Iterable[Row]) -> Iterator[Index]:
    """Every index of the right sides."""
    return (index for row in rows if isinstance(row.right, IndexSum) for index in all_indices(row.right))


def distinct(rows: Sequence[Row], printer: Printer) -> tuple[Row, ...]:
    """The rows without those that say nothing new in print: where a gradient has no short name, that it has one, and
    what a name stands for that is written out.
    """
    kept: list[Row] = []
    pending: Mathematics | None = None
    for row in rows:
        if row.left is not None and printer.part(row.left) == printer.part(row.right):
            pending = row.left
            continue
        if pending is not None and row.left is None:
            row = replace(row, left=pending)
        pending = None
        above = kept[-1] if kept else None
        if above is not None and _says_again(row, above, kept, printer):
            # of a number the entry is the number itself
            kept = [replace(one, left=row.left) if one.left is not None else one for one in kept]
            continue
        is_same = row.left is None and above is not None and above.depth == row.depth
        if is_same and above is not None and _seen(above, printer) == _seen(row, printer):
            kept[-1] = replace(above, right=row.right)
        else:
            kept.append(row)
    return tuple(kept)


def _seen(row: Row, printer: Printer) -> str:
    """The right side without brackets: a step that moves nothing else says nothing new."""
    return BRACKETS.sub("", printer.part(row.right))


def _says_again(row: Row, above: Row, kept: Sequence[Row], printer: Printer) -> bool:
    """Whether a row has in print the only left side there is, and the right side of the row above."""
    lefts = [one.left for one in kept if one.left is not None]
    if row.left is None or len(lefts) != 1 or printer.part(row.left) != printer.part(lefts[0]):
        return False
    return printer.part(row.right) == printer.part(above.right)


def in_entries(chain: Chain) -> Chain:
    """The chain up to where its indices are read back as operators."""
    return Chain(chain.free, chain.start, tuple(takewhile(lambda step: step.stage is not Stage.COLLAPSE, chain.steps)))


def _named(gradient: VariableGradient, derivation: Derivation) -> Mathematics | None:
    output: Symbol = derivation.differentiation.program.output
    return Gradient(gradient.of, output) if isinstance(gradient.value, Node) else None


def _folded(lines: Sequence[Line], chain: Chain) -> Iterator[Row]:
    """The lines of a chain, with each local derivative that is derived on the way in the reason of where it is put in.

    So nothing stands between two rows of the chain, and its left side is written once.
    """
    inner = iter([step.substeps for step in chain.steps if step.rule == INSERT])
    left: Mathematics | None = None
    for line in lines:
        if line.depth:
            continue
        own = line.left if line.left != left else None
        left = line.left or left
        words, local = without_short_names(_reason(line)), of_local(next(inner, ())) if INSERT in line.rule else ()
        words = without_what_is_above(words) if local else words
        if line.through is not None:
            yield Row(own, line.through, local or words)
            yield Row(None, line.right, words if local else ())
        else:
            yield Row(own, line.right, local or words, is_of_numbers=line.rule == numbers_to_front.name)


def _with_numbers_folded(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows, with numbers in matrix form multiplied and put in front where what they come from is written."""
    last: Row | None = None
    for row in rows:
        if last is not None and row.is_of_numbers and row.left is None and isinstance(last.right, Node):
            last = replace(last, right=row.right)
            continue
        if last is not None:
            yield last
        last = replace(row, is_of_numbers=False)
    if last is not None:
        yield last


def _reason(line: Line) -> Sentence:
    return (CHAIN_RULE, *line.reason) if line.rule in CHAIN_RULES else line.reason
