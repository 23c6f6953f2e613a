"""dW as the name of a gradient, where a text says that dW = ∂L/∂W: one name, and no d times W."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.notation.latex_in.formula import (
    Face,
    Formula,
    Fraction,
    Letter,
    Mark,
    Pieces,
    Run,
    Scripted,
    Sign,
    Span,
    Statement,
)
from matcalc.notation.latex_in.scripts import bare, parts_of, seen
from matcalc.notation.latex_in.sightings import family
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.notation.latex_in.within import mapped, with_formulas


def with_d_names(pieces: Pieces) -> Pieces:
    """The statements of each piece of mathematics, d and W one letter wherever some statement says what dW is."""
    names = frozenset(key for piece in pieces for statement in piece for key in _named(statement))
    if not names:
        return pieces

    def joined(formula: Formula) -> Formula:
        return _joined(formula, names)

    return tuple(tuple(with_formulas(statement, joined) for statement in piece) for piece in pieces)


def _named(statement: Statement) -> Iterator[Key]:
    """The array W of a chain that begins with dW by itself and says that it is ∂L/∂W or ∇_W L."""
    first, *others = (member.formula for member in statement.members)
    match () if first is None else parts_of(first):
        case (d, named) if _is_d(d) and (key := _key(named)) is not None:
            if any(key == _variable(formula) for formula in others if formula is not None):
                yield key


def _variable(formula: Formula) -> Key | None:
    """The array by which a formula is the derivative of something, and nothing else."""
    formula = bare(formula)
    parts = parts_of(formula)
    variable: Formula | None = None
    if isinstance(formula, Fraction):
        above, below = parts_of(formula.above), parts_of(formula.below)
        if above and below and _is_partial(above[0]) and _is_partial(below[0]):
            variable = Run(below[1:], formula.below.span)
    elif parts and isinstance(parts[0], Scripted) and _is(parts[0].base, Sign.NABLA):
        variable = parts[0].low
    return None if variable is None else _key(variable)


def _key(formula: Formula) -> Key | None:
    named = seen(formula, Customs())
    return None if named is None or named.high else family(named.key)


def _is(formula: Formula, sign: Sign) -> bool:
    formula = bare(formula)
    return isinstance(formula, Mark) and formula.sign is sign


def _is_partial(formula: Formula) -> bool:
    return _is(formula, Sign.PARTIAL)


def _is_d(formula: Formula) -> bool:
    formula = bare(formula)
    return isinstance(formula, Letter) and formula.name == "d" and not formula.accents and formula.face is not Face.BOLD


def _joined(formula: Formula, names: frozenset[Key]) -> Formula:
    if isinstance(formula, Fraction) and all(
        parts and _is_d(parts[0]) for parts in (parts_of(formula.above), parts_of(formula.below))
    ):
        return formula  # dL/dW is a derivative
    made = mapped(formula, lambda part: _joined(part, names))
    if not isinstance(made, Run):
        return made
    items = tuple(_items(made.items, names))
    return replace(made, items=items) if len(items) < len(made.items) else made


def _items(items: Sequence[Formula], names: frozenset[Key]) -> Iterator[Formula]:
    at = 0
    while at < len(items):
        following = items[at + 1] if at + 1 < len(items) and _is_d(items[at]) else None
        if following is not None and _key_without_powers(following) in names:
            yield _with_d(following, items[at].span.start)
            at += 2
        else:
            yield items[at]
            at += 1


def _key_without_powers(formula: Formula) -> Key | None:
    named = seen(formula, Customs())
    return None if named is None else family(named.key)


def _with_d(formula: Formula, start: int) -> Formula:
    """A letter with its scripts, and d before the letter; it begins where that stands."""
    span = Span(start, formula.span.end)
    if isinstance(formula, Letter):
        return replace(formula, name=f"d{formula.name}", span=span)
    made = mapped(formula, lambda part: _with_d(part, start))
    return replace(made, span=span)
