"""Shapes that a text states: X ∈ ℝ^{m×n}, an m×n matrix X, and lines such as shapes: X: m×n, y: m."""

from __future__ import annotations

import re
from collections.abc import Iterator

from matcalc.errors import LanguageError
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.subjects import Subject, names_in
from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Group,
    Letter,
    Mark,
    Number,
    Relation,
    Run,
    Scripted,
    Sign,
    Span,
    Statement,
)
from matcalc.notation.latex_in.vocabulary import Key
from matcalc.notation.shapes_in import parse_shape

Lengths = tuple[str, ...]
"""The lengths of an array, ("m", "n"); one of a vector, none of a scalar."""

_REAL = (Face.DOUBLE, Face.BOLD, Face.PLAIN)
_SIGNS = {Sign.PLUS: "+", Sign.MINUS: "-"}
_LINE = re.compile(
    r"(?:^|(?<=[\r\n]))[ \t]*(?:[-*>%`][ \t]*)*shapes?[ \t]*:[ \t]*(?P<list>\$?\w[\w{}^()\\+]{0,60}\$?[ \t]*:[^\r\n]*)",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"[,;]?\s*(?P<name>[^\W\d]\w*)\s*:\s*(?P<shape>[^:;]*?)\s*(?=[,;]\s*[^\W\d]\w*\s*:|[.`]*\s*\Z)")


def memberships_in(statement: Statement) -> Iterator[tuple[Subject, Lengths]]:
    """What X ∈ ℝ^{m×n} says, also at the end of a definition X = … ∈ ℝ^{m×n}."""
    members = statement.members
    for at, member in enumerate(members):
        if (
            member.relation is not Relation.IN
            or member.formula is None
            or (lengths := space_of(member.formula)) is None
        ):
            continue
        before = members[0].formula
        if before is None or any(one.relation not in (Relation.EQUAL, Relation.DEFINED) for one in members[1:at]):
            continue
        for subject in names_in(before):
            if not (subject.is_applied or subject.named.places or subject.named.high or subject.named.primes):
                yield subject, lengths


def size_in(statement: Statement) -> Lengths | None:
    """The lengths that m × n names; None for anything else."""
    if len(statement.members) != 1 or (formula := statement.members[0].formula) is None:
        return None
    return _lengths(formula)


def shape_lines(manuscript: Manuscript) -> Iterator[tuple[Key, Lengths, Span]]:
    """What lines of shapes say. Raises InputError, which names the line, for a shape that can not be read."""
    for line in _LINE.finditer(manuscript.text):
        at, end = line.span("list")
        while at < end:
            found = _ENTRY.match(manuscript.text, at, end)
            if found is None:
                if manuscript.text[at:end].strip(" \t.`"):
                    raise manuscript.error("this is not read as a shape: write shapes: X: m×n, y: m", at)
                break
            letter, _, label = found["name"].partition("_")
            try:
                shape = parse_shape(found["shape"])
            except LanguageError as error:
                message = str(error).split("\n", 1)[0]
                raise manuscript.error(message, found.start("shape") + error.column) from None
            yield Key(letter, label=label), lengths_of(shape), Span(*found.span("name"))
            at = found.end()


def lengths_of(shape: Shape) -> Lengths:
    """The lengths of a shape as text."""
    if shape.is_scalar:
        return ()
    rows, cols = (str(length).replace(" ", "") for length in (shape.rows, shape.cols))
    return (rows,) if shape.cols.is_one else (rows, cols)


def typed_size(word: str) -> Lengths | None:
    """The lengths in a word of prose: m×n, 3x4, m-by-n."""
    found = re.fullmatch(r"(\w+)(?: ?× ?|-by-|(?<=[0-9])x(?=[0-9]))(\w+)", word)
    return (found[1], found[2]) if found else None


def length_of(formula: Formula) -> str | None:
    """One length: n, 3, n+1, n_1 as a name."""
    match formula:
        case Letter(name=name):
            return name
        case Number(text=text) if text.isdigit():
            return text
        case Group(fence=Fence.ROUND | Fence.NONE, inside=inside):
            return length_of(inside)
        case Scripted(base=Letter(name=name), low=low, high=None, primes=0) if low is not None:
            label = length_of(low)
            return label and f"{name}_{label.replace('+', '_plus_').replace('-', '_minus_')}"
        case Run(items=items) if items:
            parts = [_SIGNS.get(one.sign) if isinstance(one, Mark) else length_of(one) for one in items]
            if len(items) % 2 == 0 or None in parts or any(part in "+-" for part in parts[::2] if part):
                return None
            return "".join(part for part in parts if part) if all(part in ("+", "-") for part in parts[1::2]) else None
    return None


def space_of(formula: Formula) -> Lengths | None:
    """The lengths of ℝ^{m×n} and {0, 1}^{m×n}; none of ℝ, None of anything else."""
    match formula:
        case Letter(name="R", face=face) if face in _REAL:
            return ()
        case Scripted(base=Letter(name="R", face=face), low=None, high=high, primes=0) if face in _REAL and high:
            return _lengths_above(high)
        case Scripted(base=base, low=None, high=high, primes=0) if high and _is_set(base):
            return _lengths_above(high)
    return None


def _lengths_above(high: Formula) -> Lengths | None:
    one = length_of(high)
    return _lengths(high) if one is None else (() if one == "1" else (one,))


def _is_set(formula: Formula) -> bool:
    """Whether something in braces is a set of numbers, {0, 1} or {±1}."""
    if not isinstance(formula, Group) or formula.fence not in (Fence.CURLY, Fence.NONE):
        return False
    items = formula.inside.items if isinstance(formula.inside, Run) else (formula.inside,)
    return any(isinstance(one, Number) for one in items) and all(isinstance(one, Number | Mark) for one in items)


def _lengths(formula: Formula) -> Lengths | None:
    if isinstance(formula, Group) and formula.fence is Fence.NONE:
        return _lengths(formula.inside)
    if not isinstance(formula, Run):
        return None
    cuts = [at for at, item in enumerate(formula.items) if isinstance(item, Mark) and item.sign is Sign.TIMES]
    if len(cuts) != 1:
        return None
    rows = length_of(Run(formula.items[: cuts[0]], formula.span))
    cols = length_of(Run(formula.items[cuts[0] + 1 :], formula.span))
    if rows is None or cols is None:
        return None
    return (rows,) if cols == "1" else (rows, cols)
