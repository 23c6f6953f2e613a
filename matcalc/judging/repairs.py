"""The smallest change that makes what somebody wrote right, found by trying the known mistakes and by values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice
from math import isfinite
from types import MappingProxyType

import numpy as np

from matcalc.checking.arithmetic import Array, RoundingError, UndefinedError
from matcalc.checking.comparing import Comparing
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError, ShapeError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Cotangent, Hadamard, Node, Symbol
from matcalc.forms.traversal import walk
from matcalc.judging.changes import Change, changes, changes_of_whole
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.composed import scaled
from matcalc.judging.findings import Repair
from matcalc.judging.mends import Mend
from matcalc.judging.missing import Pool, pool_of
from matcalc.judging.right import have_equal_values
from matcalc.judging.written import NOTHING_KNOWN, ClashError, Known, Written, known_of, node_of, shape_of, stand_in

MOST_CHANGES = 20_000
"""That are looked at; most of them do not fit by their shapes."""

MOST_TRIED = 4_000
"""Whose values are compared, the smallest first."""

NEAR = 1e-5
"""A difference, relative to the largest entry, beyond which nothing more is looked at."""

MOST_FIRST = 60
"""First changes of two."""

TOGETHER = frozenset(
    (
        *(Mend.TRANSPOSE_DROPPED, Mend.TRANSPOSE_ADDED, Mend.OUTER_TURNED, Mend.ORDER_SWAPPED, Mend.RESULT_TURNED),
        *(Mend.ENTRYWISE_FOR_PRODUCT, Mend.PRODUCT_FOR_ENTRYWISE, Mend.SIGN, Mend.NUMBER, Mend.INVERSE_DROPPED),
        *(Mend.INVERSE_ADDED, Mend.LENGTH, Mend.FUNCTION_FOR_DERIVATIVE),
    )
)
"""Kinds of changes of which two are tried together."""

LARGEST = 150
"""Parts of an expression beyond which it is changed as a whole only."""


@dataclass(frozen=True, slots=True)
class Found:
    """The changes that make an expression right, one or two, and the repair that they are."""

    changes: tuple[Change, ...]
    repair: Repair


Candidate = tuple[tuple[Change, ...], Node]

MOST_TIMES = 2_000
"""Changes that are tried with a number before the whole as well."""

LARGEST_NUMBER = 100
"""Above and below the line, of a number by which people may be off."""


def repaired(wanted: Node, said: Written, setting: Setting) -> Found | None:
    """The smallest change, in the order of Mend and from the outside to the inside; else two; None where there is none.

    Its values are those of `wanted` at points of two sizes.
    """
    is_large = sum(1 for _ in said.walk()) > LARGEST
    pool = _pool(wanted, setting)
    try:
        if is_large:
            return _first(wanted, _whole(wanted, said, pool), set(), setting)
        known, tried = known_of(said), set[Node]()
        fitting = list(_fitting(wanted, changes(said, pool), known))
        single = _single(fitting)
        return (
            _first(wanted, single, tried, setting)
            or _first(wanted, _unchanged(said), set(), setting, is_up_to_a_number=True)
            or _first(wanted, _pairs(wanted, said, pool, known), tried, setting)
            or _first(wanted, single[:MOST_TIMES], set(), setting, is_up_to_a_number=True)
            or _first(wanted, _stretched(fitting), tried, setting)
        )
    except InputError:
        return None


def _first(
    wanted: Node,
    candidates: Sequence[Candidate],
    tried: set[Node],
    setting: Setting,
    *,
    is_up_to_a_number: bool = False,
) -> Found | None:
    """The first candidate that has the values of what is wanted, or a multiple of them where that is looked for."""

    def search(comparing: Comparing) -> Candidate | None:
        aim = comparing.drawn.in_float(wanted)
        for candidate in candidates:
            if candidate[1] in tried:
                continue
            look_at_clock("check")
            tried.add(candidate[1])  # also what is right at these points alone, as 4 det(A) for det(2 A)
            number = _number_to(aim, candidate[1], comparing, is_any=is_up_to_a_number)
            found = None if number is None else _so_many_times(number, candidate)
            if found is not None and _have_equal_values(wanted, found[1], comparing):
                return found
        return None

    while (found := setting.at_points(search)) is not None:
        changes_made, node = found
        if compared(wanted, node, (), setting).are_equal:
            return Found(changes_made, _repair(changes_made, node))
    return None


def _so_many_times(number: Fraction, candidate: Candidate) -> Candidate:
    """A candidate that a number is put before."""
    if number == 1:
        return candidate
    made, _ = candidate
    whole = made[-1].whole
    mend = Mend.SIGN if number == -1 else Mend.NUMBER
    more = Change(mend, scaled(number, whole), whole, scaled(number, whole))
    return (*(one for one in made if one.after is not one.before), more), more.whole.node


def _unchanged(said: Written) -> list[Candidate]:
    """What was said, before which a number may be missing; nothing where its shapes do not fit."""
    try:
        return [((Change(Mend.NUMBER, said, said, said),), said.node)]
    except ShapeError:
        return []


Fitting = Sequence[tuple[Change, Node]]
"""Changes after which the shapes fit, with what is made."""


def _single(fitting: Fitting) -> list[Candidate]:
    """One change each, the smallest first."""
    found = sorted(fitting, key=lambda one: one[0].mend.rank)
    return [((change,), node) for change, node in found[:MOST_TRIED] if not _stretches(change)]


def _whole(wanted: Node, said: Written, pool: Pool) -> list[Candidate]:
    """One change of the whole each: a sign, a number, the transpose."""
    found = _fitting(wanted, changes_of_whole(said, pool), NOTHING_KNOWN)
    return [((change,), node) for change, node in found]


def _stretched(fitting: Fitting) -> list[Candidate]:
    """Sums over what stretches a row or a column, which nobody means where two other changes do."""
    found = (one for one in fitting if _stretches(one[0]))
    return [((change,), node) for change, node in islice(found, MOST_TRIED)]


def _stretches(change: Change) -> bool:
    if change.mend is not Mend.SUM_FORGOTTEN or not isinstance(change.before.like, Hadamard):
        return False
    return len({part.like.shape for part in change.before.parts if not part.like.shape.is_scalar}) > 1


def _pairs(wanted: Node, said: Written, pool: Pool, known: Known) -> list[Candidate]:
    """Two changes of the kinds that people make together."""
    plain = Pool((), (), pool.lengths, ())
    found: list[Candidate] = []
    firsts = [change for change in changes(said, plain) if change.mend in TOGETHER]
    for first in firsts[:MOST_FIRST]:
        seconds = (change for change in changes(first.whole, plain) if change.mend in TOGETHER)
        found += [((first, change), node) for change, node in _fitting(wanted, seconds, known)]
        if len(found) > MOST_TRIED:
            break
    return sorted(found, key=lambda one: max(change.mend.rank for change in one[0]))[:MOST_TRIED]


def _number_to(aim: Array, node: Node, comparing: Comparing, *, is_any: bool) -> Fraction | None:
    """1 where the values are equal at first sight, which is quick to see; else the number between, if any will do."""
    try:
        value = comparing.drawn.in_float(node)
    except (UndefinedError, RoundingError, InvariantError):
        return None
    try:  # what is the same at all points, or in all entries, may be there once
        value, aim = np.broadcast_arrays(value, aim)
    except ValueError:
        return None
    peak = int(np.abs(aim).argmax())
    height, reached = float(aim.flat[peak]), float(value.flat[peak])
    number = _fraction(height / reached) if is_any and reached else Fraction(1)
    near = NEAR * abs(height)
    if not number or abs(float(number) * reached - height) > 2 * near:
        return None
    return number if np.allclose(float(number) * value, aim, rtol=NEAR, atol=near) else None


def _fraction(number: float) -> Fraction:
    """The simple fraction that a number is; 0 where it is none."""
    if not isfinite(number) or abs(number) > LARGEST_NUMBER:
        return Fraction(0)
    return Fraction(number).limit_denominator(LARGEST_NUMBER)


def _have_equal_values(wanted: Node, node: Node, comparing: Comparing) -> bool:
    try:
        return have_equal_values(wanted, node, comparing)
    except InvariantError:
        return False


def _repair(made: tuple[Change, ...], node: Node) -> Repair:
    name = "+".join(change.mend.name.lower() for change in made)
    what = " and ".join(dict.fromkeys(change.mend.value for change in made))
    if len(made) > 1:
        return Repair(name, what, node)
    (change,) = made
    after = node if change.after is change.whole else stand_in(change.after)
    return Repair(name, what, node, stand_in(change.before), after)


def _fitting(wanted: Node, made: Iterable[Change], known: Known) -> Iterator[tuple[Change, Node]]:
    """The changes after which the shapes fit, each expression once; the smallest change that makes it comes first.

    known: of the parts of what is changed.
    """
    seen: dict[Node, int] = {}
    for change in islice(made, MOST_CHANGES):
        try:
            if shape_of(change.whole, known) != wanted.shape:
                continue
            node = node_of(change.whole, known)
        except (ClashError, ShapeError):
            continue
        if seen.get(node, change.mend.rank + 1) > change.mend.rank:
            seen[node] = change.mend.rank
            yield change, node


def _pool(wanted: Node, setting: Setting) -> Pool:
    """What may be missing, without what is asked for itself."""
    is_asked = isinstance(wanted, Cotangent | Jacobian | Symbol)
    right = setting.right if is_asked else (*setting.right, wanted)
    temporary = {definition.symbol for definition in setting.program.definitions if definition.is_temporary}
    symbols = tuple(symbol for symbol in setting.program.symbols if symbol not in temporary)
    pool = pool_of(right, setting.given.lengths, symbols)
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
