"""Why a ??? is not filled, in words."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.chain import Prose
from matcalc.checking.claims.statement import EquationOf
from matcalc.documents.page import Sentence
from matcalc.manuscripts.holes import Hole
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.reading import Read
from matcalc.manuscripts.strays import Stray

CONDITION_BEHIND = (
    "the steps hold under the condition in its sentence, which would no longer stand beside them: say it before the "
    "formula, as in: If $A$ is symmetric, …"
)


@dataclass(frozen=True, slots=True)
class Refused:
    """A ??? that was not filled. why: sentences. is_wrong: whether what is claimed there is wrong.

    hole: None where it stands in no formula that was read.
    """

    hole: Hole | None
    line: int
    why: tuple[Sentence, ...]
    is_wrong: bool = False


def nothing_to_fill(known: Read) -> str:
    """Of a document in which no ??? was read."""
    name = known.manuscript.name
    if known.unread:
        first = known.unread[0]
        return (
            f"{name}: there is no ??? in what could be read; line {first.line}, column {first.column}: {first.message}"
        )
    return f"{name}: there is no ??? in its mathematics: write one between what is asked for and what it comes to"


def not_read(stray: Stray) -> Sentence:
    """Of a ??? that stands in no equation that was read."""
    place = f"column {stray.column}: "
    if stray.message:
        return (f"{place}the formula was not read: {stray.message}",)
    return (f"{place}it stands on neither side of an equation: write it between what is asked for and what it is",)


def no_derivative(hole: Hole, manuscript: Manuscript) -> Prose:
    """Of a ??? in a chain that is about no derivative."""
    line, column = manuscript.line_and_column(hole.chain.said[hole.at].member.span.start)
    place = f"line {line}, column {column}: "
    if isinstance(hole.subject, EquationOf):
        return (f"{place}the left side is {hole.subject.of.name} itself; steps are derived for derivatives",)
    return (
        f"{place}there is nothing to derive ??? from: its left side is no derivative of what the equations of the "
        "document define; give the equations before it",
    )
