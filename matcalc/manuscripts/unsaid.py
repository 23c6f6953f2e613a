"""What a claim rests on and the document does not say: how an array leads to another one, or what an array is."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.checking.claims.statement import DerivativeOf, GradientAt, Statement
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.judging.findings import Finding
from matcalc.judging.judge import undecided
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Decision
from matcalc.notation.statements_in import words_of


def unsaid(claim: Claim, understood: Understood) -> Finding | None:
    """Why nothing can be said of a claim that does not hold, where an array in it stands in no equation."""
    if not any(claim.program.definitions):
        return None
    read = {symbol for definition in claim.program.definitions for symbol in definition.uses}
    if (pair := _derivative(claim)) is not None:
        of, by = pair
        if by not in _behind(of, claim.program):
            return undecided(f"no equation here says how {of.name} depends on {by.name}")
    loose = sorted(set(_loose(claim, understood, claim.program)) - {symbol.name for symbol in read})
    if loose:
        return undecided(f"nothing here says what {', '.join(loose)} is: no equation defines or reads it")
    return None


def _behind(symbol: Symbol, program: Program) -> set[Symbol]:
    """An array and all on which its equations make it depend."""
    uses = {definition.symbol: definition.uses for definition in program.definitions}
    found, waiting = set[Symbol](), [symbol]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting += uses.get(one, ())
    return found


def _derivative(claim: Claim) -> tuple[Symbol, Symbol] | None:
    """What a claim says the derivative of, and by what."""
    match claim.statement.subject if isinstance(claim.statement, Statement) else None:
        case GradientAt(of=by):
            return claim.program.output, by
        case DerivativeOf(of=of, by=by):
            return of, by
    return None


def _loose(claim: Claim, understood: Understood, program: Program) -> Iterator[str]:
    """The inputs on the right side of a derivative of which only their letters or their use in claims tell anything."""
    if _derivative(claim) is None:
        return
    told = {one.name for one in understood.vocabulary.names.values() if one.decided in (Decision.USE, Decision.LETTER)}
    words = words_of(claim.said.expression)
    yield from (symbol.name for symbol in program.inputs if symbol.name in told & words)
