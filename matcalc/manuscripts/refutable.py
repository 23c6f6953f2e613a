"""Whether a line that has to follow from a gradient that is 0 is wrong where it does not: nothing else may be meant."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from matcalc.checking.claims.statement import DerivativeOf, GradientAt
from matcalc.documents.glyphs import functions_of
from matcalc.forms.functions import KNOWN
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.claims import Claim, anchor_of
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.understood import Understood, needed_for

Steps = Sequence[tuple[Claim, Verdict]]
"""Claims of a document with the verdicts on them."""


def is_refutable(chain: Chain, by: Symbol, names: Collection[str], understood: Understood, steps: Steps) -> bool:
    """Whether words lead to a chain by the gradient at an input, the document has that gradient right, and all is known
    that the chain may rest on. names: of the arrays in it.
    """
    program, led = understood.program, understood.led.get(chain.number)
    if program is None or led is None or led.by != by.name or understood.condition_of(chain) is not None:
        return False
    behind = {symbol.name for symbol in needed_for(program, {program.output.name}).symbols}
    if not _is_all_known(program, {*names} - {by.name}, behind, chain, understood):
        return False
    if _rests_on_more(chain, behind, understood):
        return False
    derived = {one.number for one in understood.chains if any(said.is_derived for said in one.said)}
    if any(own.output.name != program.output.name for at, own in understood.own.items() if at in derived):
        return False
    on_the_way = [verdict for claim, verdict in steps if claim.chain.number in led.through]
    gradients = [verdict for claim, verdict in steps if _is_gradient_at(by, claim)]
    return bool(gradients) and all(verdict.is_right for verdict in (*gradients, *on_the_way))


def _is_all_known(
    program: Program, names: Collection[str], behind: Collection[str], chain: Chain, understood: Understood
) -> bool:
    """Whether arrays are made of those that the output is made of, by equations and functions that are known, and the
    document speaks of them before.
    """
    spoken = frozenset().union(*(one.names for one in understood.chains[: chain.number]))
    arrays = {name.name for name in understood.vocabulary.names.values()}.intersection(names)
    if not arrays <= spoken & {symbol.name for symbol in program.symbols}:
        return False
    inputs = {symbol.name for symbol in needed_for(program, arrays).inputs} if arrays else set()
    first = chain.said[0].meaning
    lost = understood.lost.keys() - {"" if first is None else first.subject}
    is_lost = lost or understood.later or not understood.undefined.isdisjoint({*behind, *names})
    return not is_lost and inputs.issubset(behind) and functions_of(program).issubset(KNOWN)


def _rests_on_more(chain: Chain, behind: Collection[str], understood: Understood) -> bool:
    """Whether something is taken as given of the arrays, where a chain stands or near to it, that is not used here."""
    place = chain.statement.span.start
    taken = [one for one in understood.taken if not one.names.isdisjoint(behind)]
    return any(not one.is_used or (one.may_hold_at(place) and not one.holds_at(place)) for one in taken)


def _is_gradient_at(by: Symbol, claim: Claim) -> bool:
    match anchor_of(claim.chain, claim.program).known:
        case GradientAt(of=of):
            return of is by
        case DerivativeOf(of=of, by=variable):
            return of is claim.program.output and variable is by
    return False
