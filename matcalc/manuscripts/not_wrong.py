"""What does not hold and is not wrong for that: a step that gives a new value, an equation to be solved, an open ∂."""

from __future__ import annotations

from collections.abc import Iterable

from matcalc.chain import listed
from matcalc.checking.claims.saying import arrays_listed
from matcalc.checking.claims.statement import DerivativeOf
from matcalc.documents.page import Sentence
from matcalc.forms.program import Program
from matcalc.judging.findings import Finding
from matcalc.judging.judge import undecided, undecided_as
from matcalc.manuscripts.claims import Claim, anchor_of, is_of_unknown, pair_of
from matcalc.manuscripts.equations import implicit_in
from matcalc.manuscripts.lost import lost_between
from matcalc.manuscripts.open_derivatives import moving_in, open_derivative, reads_not
from matcalc.manuscripts.said import Said
from matcalc.manuscripts.terminal import short
from matcalc.manuscripts.understood import Understood, needed_for, with_output
from matcalc.manuscripts.unsaid import unsaid
from matcalc.notation.statements_in import words_of

NEW_VALUE = (
    "the left side stands on the right as well, perhaps by another name: a step that gives an array a new value is no "
    "equation, nor is one that is to be solved; give the new one a name of its own"
)

UNKNOWN = "this is no identity: if at all, it holds for some values of the arrays, as those for which something is 0"


NOTHING_IN_COMMON = (
    "the two sides have no array in common, so this is no identity: it may say what one of them is; write that by "
    "itself on the left"
)

NOT_KNOWN = " is not known here: its equation could not be read or does not go with the others, or is that of a layer"


def not_wrong(claim: Claim, understood: Understood) -> Finding | None:
    """Why nothing can be said of a claim that does not hold; None where it is wrong."""
    derivative = None if claim.statement is None else open_derivative(claim.statement, claim.program)
    if derivative is not None:
        of, by = derivative
        if of.name in {let.name for said in claim.chain.said if said.meaning is not None for let in said.meaning.lets}:
            return undecided(f"what is differentiated is made of a sum with {by.name} in it; give that sum a name")
        alone = ("the derivative of ", of, " by ", by, " may be meant in the equation of ", of, " alone")
        return undecided_as(*alone, ", or through all that depends on ", by, "; write out which")
    if (pair := reads_not(claim.statement, claim.program)) is not None:
        of, by = pair
        return undecided_as("the equation of ", of, " as it is read here does not have ", by, " in it")
    if (condition := understood.condition_of(claim.chain)) is not None:
        return undecided(f"it does not hold everywhere, and is claimed for {short(condition.text)} alone")
    if names := _missing(claim, understood):
        return undecided_as(*not_known(names, claim.program))
    if (line := _solved_implicitly(claim, understood)) is not None:
        return undecided(f"line {line} sets an expression to 0, so that its arrays depend on each other there")
    if is_of_unknown(claim.chain, understood) or claim.said.expression == "0":
        return undecided(UNKNOWN)
    if _has_nothing_in_common(claim):
        return undecided(NOTHING_IN_COMMON)
    if _gives_a_new_value(claim):
        return undecided(NEW_VALUE)
    return unsaid(claim, understood)


def rests_on_held(claim: Claim) -> Finding | None:
    """Why nothing can be said of a claim that holds where the derivative of an expression is taken in that alone; None
    where it holds through all equations.
    """
    match anchor_of(claim.chain, claim.program).known:
        case DerivativeOf(of=of, by=by) if of.name == claim.chain.differentiated and of is not claim.program.output:
            moving = arrays_listed(moving_in(with_output(claim.program, of), by))
            where = ("it holds where ", *moving, " is held, and not where it changes with ", by)
            return undecided_as(*where, "; write out which is meant")
    return None


def rests_on_lost(claim: Claim, understood: Understood) -> Finding | None:
    """Why nothing can be said of a claim that holds: what is differentiated may depend on the variable through an
    equation that is not known; None where it does not.
    """
    names = _lost_on_the_way(claim, understood)
    return undecided_as(*not_known(names, claim.program)) if names else None


def rests_on_nothing(claim: Claim) -> Finding | None:
    """Why nothing can be said of a claim that holds as both sides are 0: no equation leads from the variable to what is
    differentiated, and the right side has derivatives of it too. None where that is not so.
    """
    match pair_of(claim):
        case (of, by) if by not in needed_for(claim.program, {of.name}).symbols and claim.said.is_derived:
            leads = ("no equation that is read here leads from ", by, " to ", of)
            return undecided_as(*leads, ", so that both sides are 0; write out how it depends on it")
    return None


def not_known(names: Iterable[str], program: Program) -> Sentence:
    """That nothing is known of what defines these arrays, of a program or not."""
    symbols = {symbol.name: symbol for symbol in program.symbols}
    return ("what defines ", *listed([symbols.get(name, name) for name in names]), NOT_KNOWN)


def _missing(claim: Claim, understood: Understood) -> tuple[str, ...]:
    """The arrays on which a claim may depend and whose equations are not known."""
    is_derived = any(said.is_derived for said in claim.chain.said)
    named = understood.undefined & claim.chain.names
    of_layers = understood.undefined - understood.lost.keys() if is_derived else frozenset()
    on_the_way = _lost_on_the_way(claim, understood)
    lost = (understood.lost if is_derived else ()) if on_the_way is None else on_the_way
    return tuple(sorted({*named, *of_layers, *lost}))


def _lost_on_the_way(claim: Claim, understood: Understood) -> tuple[str, ...] | None:
    """The arrays without a known equation between what a claim differentiates and the variable; None where it is not
    about one derivative.
    """
    pair = pair_of(claim)
    return None if pair is None else lost_between(understood, claim.program, *pair)


def _solved_implicitly(claim: Claim, understood: Understood) -> int | None:
    """The line that sets an expression of arrays to 0, where a claim is about a derivative that goes through it alone:
    of what depends on one of the arrays in it, by another one.
    """
    match pair_of(claim):
        case (of, by):
            reached = {symbol.name for symbol in needed_for(claim.program, {of.name}).symbols}
            implicit = implicit_in(understood.chains, understood.equations)
            lines = (line for line, names in implicit if by.name in names and names & reached)
            return None if by.name in reached else next(lines, None)
    return None


def _has_nothing_in_common(claim: Claim) -> bool:
    """Whether two sides that name no array and no derivative depend on different inputs, as log p and xᵀx."""
    anchor = anchor_of(claim.chain, claim.program)
    sides = (claim.chain.said[anchor.at], claim.said)
    if anchor.known is not None or any(one.is_derived for one in sides):
        return False
    left, right = (set(needed_for(claim.program, _arrays(one, claim.program)).inputs) for one in sides)
    return bool(left and right) and left.isdisjoint(right)


def _arrays(said: Said, program: Program) -> frozenset[str]:
    """The arrays of a program that a member of a chain speaks of."""
    meaning = said.meaning
    subject = frozenset() if meaning is None else words_of(meaning.subject)
    return (said.words | subject) & {symbol.name for symbol in program.symbols}


def _gives_a_new_value(claim: Claim) -> bool:
    """Whether an array by itself is said to be something that is made of it, by itself or through other equations, as
    in a step w = w − η ∇_w E, and in z = f(t) where t = W z.
    """
    first = claim.chain.said[0].meaning
    if first is None or not first.subject.isidentifier():
        return False
    read = claim.said.words
    known = read & {symbol.name for symbol in claim.program.symbols}
    is_given = first.subject in {symbol.name for symbol in claim.program.inputs}
    behind = needed_for(claim.program, known).symbols if is_given and known else ()
    return first.subject in read or first.subject in {symbol.name for symbol in behind}
