"""What an equation between products of names says of arrays, where it has a name: Aᵀ = A, QᵀQ = I, P² = P, AB = BA."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Group,
    Letter,
    Mark,
    Number,
    Relation,
    Scripted,
    Sign,
    Statement,
)
from matcalc.notation.latex_in.scripts import bare, is_count, is_negative, is_transpose, parts_of, seen
from matcalc.notation.latex_in.vocabulary import Customs, Key

SYMMETRIC_SPACES = frozenset(("S", "Sym", "sym"))


@dataclass(frozen=True, slots=True)
class Constraint:
    """A fact about the arrays of these keys: in the words of --assume where it is known there."""

    keys: tuple[Key, ...]
    fact: str


@dataclass(frozen=True, slots=True)
class _Factor:
    """A name in a product, or a number or the identity as "1", "0", "I"."""

    key: Key | None
    constant: str = ""
    is_transposed: bool = False
    is_inverse: bool = False

    @property
    def turned(self) -> _Factor:
        return replace(self, is_transposed=not self.is_transposed)


_Product = tuple[bool, tuple[_Factor, ...]]
"""Whether a sign − stands before it, and its factors."""


def constraints_in(statement: Statement) -> Iterator[Constraint]:
    """What a statement constrains: each equation of a chain with the member before it, A ∈ 𝕊ⁿ; A ≻ 0 and A ⪰ 0, which
    are written of symmetric matrices.
    """
    for before, after in zip(statement.members, statement.members[1:], strict=False):
        if before.formula is None or after.formula is None:
            continue
        if after.relation is Relation.EQUAL and (found := _equation(before.formula, after.formula)) is not None:
            yield found
        elif after.relation is Relation.IN and (fact := _space(after.formula)):
            yield from (Constraint((key,), fact) for key in _capitals(before.formula))
        elif after.relation in _DEFINITE and _is_number(after.formula, "0"):
            yield from (Constraint((key,), _DEFINITE[after.relation]) for key in _capitals(before.formula))


_DEFINITE = {Relation.DEFINITE: "spd", Relation.SEMIDEFINITE: "symmetric"}


def factors_of(formula: Formula) -> tuple[Key, ...]:
    """The names in a product of names, each once; none where it is something else."""
    found = _product(formula)
    return () if found is None else tuple(dict.fromkeys(one.key for one in found[1] if one.key is not None))


def _equation(left: Formula, right: Formula) -> Constraint | None:
    for one, other in ((left, right), (right, left)):
        if _is_number(other, "1") and (key := _normed(one)) is not None:
            return Constraint((key,), "a unit vector")
    first, second = _product(left), _product(right)
    if first is None or second is None:
        return None
    return _between(first, second) or _between(second, first)


def _between(one: _Product, other: _Product) -> Constraint | None:
    (is_minus, factors), (turns_minus, others) = one, other
    is_negated = is_minus != turns_minus
    keys = tuple(dict.fromkeys(factor.key for factor in (*factors, *others) if factor.key is not None))
    match factors, others:
        case (first,), (second,) if first.key == second.key is not None and first != second:
            if first.turned == second:
                return Constraint(keys, "skew-symmetric" if is_negated else "symmetric")
            if first.is_inverse != second.is_inverse and not is_negated:
                is_turned = first.is_transposed != second.is_transposed
                return Constraint(keys, "orthogonal" if is_turned else "its own inverse")
        case (first, second), (_Factor(constant=constant),) if constant and first.key == second.key and not is_negated:
            if first.turned == second and constant == "I":
                return Constraint(keys, "orthogonal")
            if first.turned == second and constant == "1":
                return Constraint(keys, "a unit vector")
            if first == second:
                return Constraint(keys, f"a matrix with the square {constant}")
        case (first, second), (third,) if first == second == third:
            return Constraint(keys, "idempotent")
        case (_, _), (_, _) if tuple(reversed(factors)) == others and factors != others and not _is_vector(keys):
            return Constraint(keys, "commuting")
        case (_, end), (value, same) if end == same and end.key is not None and value.key is not None:
            return Constraint(keys, "an eigenvector")
    return None


def _is_vector(keys: Sequence[Key]) -> bool:
    """Whether the one name there is looks like that of a vector: xᵀx is never xxᵀ, where A may be normal."""
    return len(keys) == 1 and keys[0].letter.islower()


def _product(formula: Formula) -> _Product | None:
    parts = [part for part in parts_of(formula) if not (isinstance(part, Mark) and part.sign is Sign.DOT)]
    is_minus = bool(parts) and isinstance(parts[0], Mark) and parts[0].sign is Sign.MINUS
    factors: list[_Factor] = []
    for part in parts[1:] if is_minus else parts:
        if (found := _factor(part)) is None:
            return None
        factors += found
    return (is_minus, tuple(factors)) if factors else None


def _factor(part: Formula) -> Sequence[_Factor] | None:
    if isinstance(part, Number):
        return (_Factor(None, part.text),) if part.text in ("0", "1") else None
    named = seen(part, Customs())
    if named is None or named.primes or named.places:
        return None
    is_identity = named.key.letter in ("I", "1") and not named.high
    factor, count = _Factor(None, "I") if is_identity else _Factor(named.key), 1
    for high in named.high:
        items = parts_of(high)
        if is_transpose(high):
            factor = factor.turned
        elif is_negative(high):
            factor = replace(factor, is_inverse=not factor.is_inverse)
        elif len(items) == 2 and isinstance(items[0], Mark) and items[0].sign is Sign.MINUS and is_transpose(items[1]):
            factor = replace(factor.turned, is_inverse=not factor.is_inverse)
        elif is_count(high) and isinstance(items[0], Number) and items[0].text == "2":
            count = 2
        else:
            return None
    return (factor,) * count


def _is_number(formula: Formula, text: str) -> bool:
    number = bare(formula)
    return isinstance(number, Number) and number.text == text


def _normed(formula: Formula) -> Key | None:
    """x of ‖x‖, ‖x‖₂ and ‖x‖²."""
    formula = bare(formula)
    while isinstance(formula, Scripted):
        formula = bare(formula.base)
    if not isinstance(formula, Group) or formula.fence is not Fence.DOUBLE_BAR:
        return None
    named = seen(formula.inside, Customs())
    return None if named is None or named.high else named.key


def _space(formula: Formula) -> str:
    """The fact that a set of matrices stands for: symmetric of 𝕊ⁿ and Sym(n), spd of 𝕊ⁿ₊₊; empty for any other."""
    first = parts_of(formula)[0] if parts_of(formula) else formula
    low = first.low if isinstance(first, Scripted) else None
    base = bare(first)
    while isinstance(base, Scripted):
        base = bare(base.base)
    if not isinstance(base, Letter):
        return ""
    if base.name == "O" and first is not formula:
        return "orthogonal"
    if base.name not in SYMMETRIC_SPACES or (base.name == "S" and base.face not in (Face.DOUBLE, Face.SCRIPT)):
        return ""
    signs = sum(isinstance(part, Mark) and part.sign is Sign.PLUS for part in parts_of(low))
    return "spd" if signs > 1 else "symmetric"


def _capitals(formula: Formula) -> Iterator[Key]:
    """The names of matrices in a list: 𝕊ⁿ of x is a sphere."""
    for part in parts_of(formula):
        named = seen(part, Customs())
        if named is not None and named.key.letter[:1].isupper() and not (named.high or named.places):
            yield named.key
