"""The smallest change that makes what somebody wrote right, found by trying the known mistakes and by values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from matcalc.checking.comparing import Comparing
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError, ShapeError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.traversal import walk
from matcalc.judging.changes import Change, Pool, changes, pool_of
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.findings import Repair
from matcalc.judging.right import have_equal_values
from matcalc.judging.written import ClashError, Written, shape_of, stand_in

MOST_CHANGES = 20_000
"""That are looked at; most of them do not fit by their shapes."""

MOST_TRIED = 2_500
"""Whose values are compared, the smallest first."""

LARGEST = 150
"""Parts of an expression beyond which it is too large to be changed everywhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """A change that makes an expression right, and the repair that it is."""

    change: Change
    repair: Repair


def repaired(wanted: Node, said: Written, setting: Setting) -> Found | None:
    """The smallest change, in the order of Mend and from the outside to the inside; None where there is none.

    Its values are those of `wanted` at points of two sizes.
    """
    if sum(1 for _ in said.walk()) > LARGEST:
        return None
    pool = _pool(wanted, setting)
    candidates = sorted(_fitting(wanted, said, pool), key=lambda one: one[0].mend.rank)[:MOST_TRIED]
    held_off: set[Node] = set()

    def search(comparing: Comparing) -> tuple[Change, Node] | None:
        for change, node in candidates:
            if node in held_off:
                continue
            look_at_clock("check")
            if _have_equal_values(wanted, node, comparing):
                return change, node
            held_off.add(node)
        return None

    try:
        while (found := setting.at_points(search)) is not None:
            change, node = found
            if compared(wanted, node, (), setting).are_equal:
                return Found(change, _repair(change, node))
            held_off.add(node)
    except InputError:
        return None
    return None


def _have_equal_values(wanted: Node, node: Node, comparing: Comparing) -> bool:
    try:
        return have_equal_values(wanted, node, comparing)
    except InvariantError:
        return False


def _repair(change: Change, node: Node) -> Repair:
    before, after = stand_in(change.before), stand_in(change.after)
    return Repair(change.mend.name.lower(), change.mend.value, node, before, after)


def _fitting(wanted: Node, said: Written, pool: Pool) -> Iterator[tuple[Change, Node]]:
    """The changes after which the shapes fit, each expression once; the smallest change that makes it comes first."""
    seen: dict[Node, int] = {}
    for count, change in enumerate(changes(said, pool)):
        if count >= MOST_CHANGES:
            return
        look_at_clock("check")
        try:
            if shape_of(change.whole) != wanted.shape:
                continue
            node = change.whole.node
        except (ClashError, ShapeError):
            continue
        if seen.get(node, change.mend.rank + 1) > change.mend.rank:
            seen[node] = change.mend.rank
            yield change, node


def _pool(wanted: Node, setting: Setting) -> Pool:
    """What may be missing, without what is asked for itself."""
    is_asked = isinstance(wanted, Cotangent | Jacobian | Symbol)
    right = setting.right if is_asked else (*setting.right, wanted)
    pool = pool_of(right, setting.given.lengths, tuple(setting.program.symbols))
    return replace(
        pool,
        terms=tuple(each for each in pool.terms if each is not wanted),
        factors=tuple(each for each in pool.factors if each is not wanted),
        symbols=tuple(each for each in pool.symbols if each is not wanted),
    )


def right_if_symmetric(wanted: Node, said: Node, setting: Setting) -> tuple[Symbol, ...]:
    """The fewest square matrices that have to be symmetric for what is said to be right; none where that is not so."""
    if wanted.shape != said.shape:
        return ()
    square = [
        symbol
        for symbol in setting.program.inputs
        if symbol.shape.is_matrix
        and symbol.shape.rows == symbol.shape.cols
        and Property.SYMMETRIC not in setting.facts.of(symbol)
        and symbol.member is None
    ]
    tried = [(one,) for one in square] + ([tuple(square)] if len(square) > 1 else [])
    return next((each for each in tried if _holds_if_symmetric(each, wanted, said, setting)), ())


def _holds_if_symmetric(symbols: tuple[Symbol, ...], wanted: Node, said: Node, setting: Setting) -> bool:
    used = set(walk(said)) | set(walk(wanted))
    is_of_interest = any(symbol in used for symbol in symbols) or bool(setting.program.definitions)
    if not is_of_interest:
        return False
    symmetric = Facts(MappingProxyType({symbol: frozenset((Property.SYMMETRIC,)) for symbol in symbols}))
    try:
        facts = setting.facts.joined(symmetric)
        return compared(wanted, said, (), replace(setting, facts=facts)).are_equal
    except (InputError, InvariantError):
        return False
