"""What is said beside a row: the reasons of a derivation, as short as the place asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.chain import Chain
from matcalc.documents.page import Equation, Part, Sentence, with_equations
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import IndexSum, Partial
from matcalc.forms.shapes import Axes, Shape

ABOVE = (("from the equation above",), ("each local derivative comes from its own equation",))
"""Clauses about local derivatives that stand in lines of their own."""

APART = "; "
"""Between two clauses of a reason."""

SHORT_NAME = " is short for "

WHAT_A_PRODUCT_DOES = "a matrix product sums over"
"""How a clause begins that a reader knows without it."""

HERE = "here "

MOST_CHARACTERS = 130
"""How long a reason at the side of a row is, formulas counted by what is seen of them."""


def clauses(sentence: Sentence) -> tuple[Sentence, ...]:
    """The clauses of a reason, which have a semicolon between them."""
    found: list[list[Part]] = [[]]
    for part in with_equations(sentence):
        if not isinstance(part, str):
            found[-1].append(part)
            continue
        first, *others = part.split(APART)
        found[-1] += [first] if first else []
        found += [[other] if other else [] for other in others]
    return tuple(tuple(clause) for clause in found if clause)


def joined(of: Sequence[Sentence]) -> Sentence:
    """Clauses as one reason."""
    words: Sentence = ()
    for clause in of:
        words = (*words, APART, *clause) if words else clause
    return words


def without_short_names(sentence: Sentence) -> Sentence:
    """The reason without what a gradient is called for short: in a document it has the name that it has there."""
    return joined([clause for clause in clauses(sentence) if SHORT_NAME not in clause])


def without_what_is_above(sentence: Sentence) -> Sentence:
    """The reason without the clauses that speak of lines which a document does not have."""
    return joined([clause for clause in clauses(sentence) if clause not in ABOVE])


def without_lengths(sentence: Sentence) -> Sentence:
    """The reason without the lengths of arrays, for a document that does not name them."""
    return joined([left for clause in clauses(sentence) if (left := _without_lengths(clause))])


def in_short(sentence: Sentence, length: int = MOST_CHARACTERS) -> Sentence:
    """The first clauses that say something about this case, as many as fit."""
    found = clauses(sentence)
    own = [clause for clause in found if not _begins(clause, WHAT_A_PRODUCT_DOES)] or list(found)
    kept: list[Sentence] = []
    for clause in own:
        short = _without_here(clause)
        if kept and _width((*joined(kept), *short)) > length:
            break
        kept.append(short)
    return joined(kept)


def of_local(chains: Sequence[Chain]) -> Sentence:
    """The local derivatives that are put in, each with the equation that it comes from: y = f(x), so ∂y/∂x = f'(x)."""
    return joined([said for chain in chains for said in _of_local(chain)])


def definition_of(chain: Chain) -> Equation | None:
    """What the first step of a local derivative puts in: the equation of what is differentiated."""
    first = chain.steps[0].after if chain.steps else None
    before, after = _derived(chain.start), _derived(first)
    if before is None or after is None or before == after:
        return None
    return Equation(before, after)


def _of_local(chain: Chain) -> Iterator[Sentence]:
    result = Equation(chain.start, chain.end)
    if (definition := definition_of(chain)) is None:
        yield (result,)
    else:
        yield (definition, ", so ", result)


def _derived(part: object) -> IndexSum | None:
    """What is differentiated, of an expression that is a derivative and nothing else."""
    factor = part.single if isinstance(part, IndexSum) else None
    return factor.of if isinstance(factor, Partial) else None


def _begins(clause: Sentence, words: str) -> bool:
    return isinstance(clause[0], str) and clause[0].startswith(words)


def _without_here(clause: Sentence) -> Sentence:
    first, *others = clause
    return (first.removeprefix(HERE), *others) if isinstance(first, str) else clause


def _without_lengths(clause: Sentence) -> Sentence:
    """A clause up to the colon before the first length in it; nothing of one that is about lengths from the start."""
    at = next((number for number, part in enumerate(clause) if isinstance(part, Dimension | Shape | Axes)), None)
    if at is None:
        return clause
    for number in range(at - 1, -1, -1):
        part = clause[number]
        if isinstance(part, str) and ": " in part:
            before = part.rpartition(": ")[0]
            return (*clause[:number], before) if before else clause[:number]
    return ()


def _width(sentence: Sentence) -> int:
    """How long a sentence is, a formula being about as long as a word."""
    return sum(len(part) if isinstance(part, str) else 6 for part in sentence)
