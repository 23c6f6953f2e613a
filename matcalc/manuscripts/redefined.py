"""Names that a document defines anew, as in: Next, let f = xᵀx. From there on the new equation counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcalc.errors import InputError
from matcalc.forms.program import Program
from matcalc.manuscripts.equations import Equation, offered_by
from matcalc.manuscripts.fitting import Fitted
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.understood import program_with

MOST = 20
"""So many new equations of names are taken in; each asks for all shapes again."""

_REACH = 80
"""So many characters before a formula are asked for words that bring in something new."""

_ANEW = re.compile(r"\b(?:let|now|next|define|consider|instead|suppose|take)\b[^.;:$]*\$*\s*\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Later:
    """programs: of the chains behind a new equation, by their numbers. equations: the new ones."""

    programs: Mapping[int, Program]
    equations: tuple[Equation, ...]


def later_equations(
    chains: Sequence[Chain], first: Fitted, fit: Callable[[Sequence[Chain]], Fitted], manuscript: Manuscript
) -> Later:
    """What counts from each new equation on. fit: the equations of some chains as one program."""
    programs: dict[int, Program] = {}
    found: list[Equation] = []
    dropped: set[int] = set()
    equations = dict(first.equations)
    for chain, name in _anew(chains, manuscript):
        known = equations.get(name)
        if known is None or known.chain is None or known.chain.number >= chain.number or len(found) == MOST:
            continue
        dropped.add(known.chain.number)
        try:
            fitted = fit([one for one in chains if one.number not in dropped])
        except InputError:
            continue
        equations = dict(fitted.equations)
        if fitted.program is None or name not in equations:
            continue
        found.append(equations[name])
        for one in chains:
            if one.number >= chain.number:
                programs[one.number] = _program(fitted.program, one)
    return Later(programs, tuple(found))


def _program(program: Program, chain: Chain) -> Program:
    try:
        return program_with(program, chain) or program
    except InputError:
        return program


def _anew(chains: Sequence[Chain], manuscript: Manuscript) -> Iterator[tuple[Chain, str]]:
    """The chains that words bring in as something new, each with the name that it is about."""
    for chain in chains:
        start = chain.statement.span.start
        before = manuscript.text[max(0, start - _REACH) : start]
        if _ANEW.search(before) and (equation := next(offered_by(chain), None)) is not None:
            yield chain, equation.name
