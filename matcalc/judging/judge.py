"""What somebody wrote judged against what is wanted: by values alone, with a diagnosis where it is wrong."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Expression
from matcalc.checking.comparing import TooLargeError
from matcalc.checking.drawn import NoValueError
from matcalc.documents.page import Part
from matcalc.errors import InputError, LimitError
from matcalc.forms.index_form import IndexSum, apart, moved
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import IndexDefinition
from matcalc.judging.comparison import Said, Setting, compared
from matcalc.judging.counterexamples import counterexample
from matcalc.judging.diagnosis import diagnosed
from matcalc.judging.findings import Counterexample, Finding, Kind
from matcalc.judging.written import Written

DIFFERENT = Finding(Kind.WRONG, ("Wrong: the two sides differ.",))


def judge(
    wanted: Said, said: Said | Written, setting: Setting, *, free: tuple[Index, ...] = (), is_diagnosed: bool = True
) -> Finding:
    """Whether what is said is right, being what is wanted; if not, what is wrong with it, and what mends it.

    said: an expression; or what was written, where its shapes do not fit. free: the indices of a wanted IndexSum.
    is_diagnosed: whether more is said of what is wrong than that it is. Both sides are compared by their values alone,
    at random points of two sizes.
    """
    places = wanted.places if isinstance(wanted, IndexDefinition) else free
    try:
        if isinstance(said, Written):
            return diagnosed(wanted, said, setting) if isinstance(wanted, Node) and is_diagnosed else DIFFERENT
        if isinstance(wanted, Node) and isinstance(said, Node) and wanted.shape != said.shape:
            found = _wrong(wanted, said, setting if is_diagnosed else None)
            return replace(found, counterexample=example_of(wanted, said, setting)) if is_diagnosed else found
        own = said.places if isinstance(said, IndexDefinition) else places
        result = compared(_body(wanted), _renamed(_body(said), own, places), places, setting)
    except (NoValueError, TooLargeError, LimitError, InputError) as error:
        return undecided(error)
    if result.are_equal:
        return Finding(Kind.RIGHT, ("Right.",), how=result.how)
    found = replace(_wrong(wanted, said, setting if is_diagnosed else None), how=result.how)
    return replace(found, counterexample=example_of(wanted, said, setting, places)) if is_diagnosed else found


def undecided(error: InputError | str) -> Finding:
    """A finding that says why nothing is found."""
    reason = str(error).partition("\n")[0].rstrip(".")
    return undecided_as(reason)


def undecided_as(*reason: Part) -> Finding:
    """The same with mathematics in the reason, which has no full stop."""
    return Finding(Kind.UNDECIDED, ("This can not be decided: ", *reason, "."))


def _body(said: Said) -> Expression:
    return said.body if isinstance(said, IndexDefinition) else said


def _renamed(body: Expression, own: tuple[Index, ...], places: tuple[Index, ...]) -> Expression:
    """What is said with its free indices `own` called as in `places`."""
    if own == places or not isinstance(body, IndexSum):
        return body
    supply, terms = IndexSupply.over((), ()), []
    for term in body.terms:
        term = apart(term, places, supply)
        terms.append(moved(term, dict(zip(own, places, strict=True))))
    return IndexSum(tuple(terms))


def example_of(wanted: Said, said: Said, setting: Setting, free: tuple[Index, ...] = ()) -> Counterexample | None:
    """Small arrays on which two sides differ, in their shapes or in their entries; None where none are found."""
    left, right = _body(wanted), _body(said)
    own = said.places if isinstance(said, IndexDefinition) else free
    try:
        return counterexample(left, _renamed(right, own, free), setting, free)
    except InputError:
        return None


def _wrong(wanted: Said, said: Said, setting: Setting | None) -> Finding:
    """setting: None where no diagnosis is asked for."""
    if setting is not None and isinstance(wanted, Node) and isinstance(said, Node):
        return diagnosed(wanted, said, setting)
    return DIFFERENT
