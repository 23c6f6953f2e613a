"""Steps after a result: gradients in it that the equations of the document give are put in, and what comes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.chain import Chain, Gradient, Step
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.documents.page import Equation, Mathematics, Sentence
from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.order import FACTS
from matcalc.engine.simplification import simplify
from matcalc.forms.index_form import IndexSum, apart, arrays_in, moved
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.traversal import replaced, walk
from matcalc.manuscripts.reasons import joined
from matcalc.manuscripts.said import Said
from matcalc.manuscripts.steps import Row
from matcalc.manuscripts.understood import Understood
from matcalc.manuscripts.widths import width_of
from matcalc.notation.printer import Printer
from matcalc.rules import simplify_numbers, simplify_powers, simplify_structure, simplify_transposes
from matcalc.rules.registry import Scope

WIDEST = 24.0
"""How wide a right side is at most, in em, that goes on from a result by putting gradients in."""

OF_FACTS = frozenset(rule.name for rule in FACTS)
"""Steps that use what the document says of its arrays."""

QUIET = frozenset(
    rule.name
    for rule in (
        simplify_numbers.numbers_to_front,
        simplify_numbers.scalars_to_front,
        simplify_numbers.order_factors,
        simplify_numbers.positive_first,
        simplify_structure.drop_parentheses,
        simplify_transposes.transpose_product,
        simplify_transposes.transpose_parts,
    )
)
"""Steps that are told only where no other stands beside them: one sees them."""

WITH_THE_ONE_BEFORE = frozenset((simplify_powers.count_equal_factors.name,))
"""Steps for the sake of which the one before them is made."""


def derivatives_kept(claimed: Said | None, understood: Understood) -> frozenset[str]:
    """The arrays whose gradients stay: those that the claimed right side has, or the document where none is claimed."""
    said = [claimed] if claimed is not None else [one for chain in understood.chains for one in chain.said]
    return frozenset(name for one in said for name in one.variables)


def with_gradients_put_in(result: Node, derivation: Derivation, kept: Collection[str]) -> Iterator[Row]:
    """A row for each gradient in a result that was derived itself, and some for what it is simplified to.

    kept: the names of those that stay. It ends, as what a gradient is read from comes later in the program.
    """
    for put, equation in _put_in(result, derivation, kept):
        yield Row(None, put, (equation,))
        result = put
    if any(isinstance(part, Cotangent) for part in walk(result)):
        return
    yield from _rows_of(_simplified(result, derivation))


def entry_with_gradients_put_in(
    gradient: VariableGradient, derivation: Derivation, kept: Collection[str]
) -> Iterator[Row]:
    """The row of one entry of a result in which gradients are put in; none where there is none to put in.

    An entry of what is no matrix form, or has no index form, is left as it is.
    """
    if not isinstance(gradient.value, Node):
        return
    reason: Sentence = ()
    result = gradient.value
    for put, equation in _put_in(result, derivation, kept):
        reason = (*reason, *([", "] * bool(reason)), equation)
        result = put
    if not reason:
        return
    shorter = _simplified(result, derivation)
    assert isinstance(shorter.end, Node)
    by_facts = _by_facts(shorter)
    program = derivation.differentiation.program
    reserved = frozenset(symbol.name for symbol in program.symbols) | program.lengths
    form = entry_by_entry(shorter.end, gradient.free, reserved)
    yield Row(None, _in_letters(form, gradient.free), joined([reason, by_facts]) if by_facts else reason)


def left_open(result: Mathematics, derivation: Derivation, kept: Collection[str]) -> Symbol | None:
    """An array whose derivative stands in the entry that steps end with, though its own steps say what it is.

    kept: the names of those that may.
    """
    arrays = arrays_in(result) if isinstance(result, IndexSum) else ()
    found = {part.of for array in arrays for part in walk(array) if isinstance(part, Cotangent)}
    derived = (one.of for one in derivation.differentiation.gradients if one.chain is not None)
    return next((of for of in derived if of in found and of.name not in kept), None)


def _rows_of(chain: Chain) -> Iterator[Row]:
    """A row for each step of a simplification that says something, with those that are seen behind it."""
    group: list[Step] = []
    for step in chain.steps:
        is_told = step.rule not in QUIET | WITH_THE_ONE_BEFORE
        if group and is_told and any(one.rule not in QUIET for one in group):
            yield _row_of(group)
            group = []
        group.append(step)
    if group:
        yield _row_of(group)


def _row_of(steps: Sequence[Step]) -> Row:
    told = [step for step in steps if step.rule not in QUIET] or steps
    return Row(None, steps[-1].after, _together(step.reason for step in told))


def _simplified(result: Node, derivation: Derivation) -> Chain:
    return simplify(Chain((), result, ()), Scope(IndexSupply.over((), ()), facts=derivation.problem.choices.facts))


def _by_facts(chain: Chain) -> Sentence:
    """What the document says of its arrays and a simplification has used."""
    return _together(step.reason for step in chain.steps if step.rule in OF_FACTS)


def _together(reasons: Iterable[Sentence]) -> Sentence:
    """Reasons in one sentence, each once."""
    return joined(list(dict.fromkeys(reasons)))


def _in_letters(form: IndexDefinition, free: tuple[Index, ...]) -> IndexSum:
    """The entry of a form at these indices."""
    if form.places == free:
        return form.body
    supply, letters = IndexSupply.over((), ()), dict(zip(form.places, free, strict=True))
    return IndexSum(tuple(moved(apart(term, free, supply), letters) for term in form.body.terms))


def _put_in(result: Node, derivation: Derivation, kept: Collection[str]) -> Iterator[tuple[Node, Equation]]:
    differentiation = derivation.differentiation
    output = differentiation.program.output
    for gradient in reversed(differentiation.gradients):
        value, short = gradient.value, Cotangent(gradient.of, output.shape)
        if gradient.chain is None or gradient.of.name in kept or not isinstance(value, Node) or value is short:
            continue
        if short in walk(result):
            result = replaced(result, {short: value})
            yield result, Equation(Gradient(gradient.of, output), value)


def narrow(rows: Sequence[Row], printer: Printer, *, keeps_last: bool) -> Iterator[Row]:
    """The rows that are not too wide; what made the others is said with the next one. keeps_last: it is the result."""
    before: Sentence = ()
    for row in rows:
        reason = joined([before, row.reason])
        if width_of(printer.part(row.right)) < WIDEST or (keeps_last and row is rows[-1]):
            yield replace(row, reason=reason)
            reason = ()
        before = reason
