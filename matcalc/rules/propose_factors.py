"""Proposals for sums: a factor that some of the terms share is taken out of them.

Each must make the expression cheaper to be taken. Among the factors of one kind the one that saves most is proposed.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import Add, Eye, Hadamard, Node, Number, Product
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import base_and_exponent, hadamard, product, raised, scaled, split_number, total
from matcalc.rules.likeness import likeness
from matcalc.rules.registry import Rewrite, Scope, node_rule

WORTH_AN_IDENTITY = 4
"""What a factor weighs that is taken out of two terms of which one is that factor alone: B A⁻ᵀ − A⁻ᵀ stays as it is."""


@dataclass(frozen=True, slots=True)
class _Chain:
    """One term of a sum: a number, scalars, and a chain of matrix factors."""

    number: Fraction
    scalars: tuple[Node, ...]
    factors: tuple[Node, ...]
    keys: tuple[Hashable, ...]

    def without(self, taken: int, from_right: bool) -> Node:
        """The term without its first or last `taken` factors."""
        kept = self.factors[: len(self.factors) - taken] if from_right else self.factors[taken:]
        if kept:
            rest = product(kept)
        else:
            edge = self.factors[0].shape.rows if from_right else self.factors[-1].shape.cols
            rest = Number(Fraction(1)) if edge.is_one else Eye(edge)
        return scaled(self.number, hadamard([*self.scalars, rest]) if self.scalars else rest)


def _chain(term: Node) -> _Chain:
    number, part = split_number(term)
    scalars: list[Node] = []
    if isinstance(part, Hadamard):
        products = [arg for arg in part.args if isinstance(arg, Product) or not arg.shape.is_scalar]
        if len(products) == 1:
            scalars = [arg for arg in part.args if arg is not products[0]]
            part = products[0]
    factors = part.args if isinstance(part, Product) else (part,)
    return _Chain(number, tuple(scalars), factors, tuple(likeness(factor) for factor in factors))


def _weight(parts: Iterable[Node]) -> int:
    """How much there is to read in some factors."""
    return sum(1 for part in parts for _ in walk(part))


def _outer_factor(root: Node, from_right: bool) -> Rewrite | None:
    if not isinstance(root, Add):
        return None
    chains = [_chain(arg) for arg in root.args]
    groups: dict[Hashable, list[int]] = {}
    for at, chain in enumerate(chains):
        if not isinstance(chain.factors[0], Number):
            groups.setdefault(chain.keys[-1 if from_right else 0], []).append(at)
    best: tuple[int, list[int], int] | None = None
    for members in groups.values():
        long = [at for at in members if len(chains[at].factors) > 1]
        group = long if len(long) > 1 else members
        if len(group) < 2 or not long:
            continue
        taken = _common([chains[at].keys[::-1] if from_right else chains[at].keys for at in group])
        factors = chains[group[0]].factors
        saved = (len(group) - 1) * _weight(factors[-taken:] if from_right else factors[:taken])
        if best is None or saved > best[0]:
            best = saved, group, taken
    if best is None:
        return None
    _, group, taken = best
    rests = [chains[at].without(taken, from_right) for at in group]
    if any(rest.shape != rests[0].shape for rest in rests):
        return None
    factors = chains[group[0]].factors
    taken_out = factors[-taken:] if from_right else factors[:taken]
    is_alone = len(group) == 2 and any(isinstance(split_number(rest)[1], Eye) for rest in rests)
    if is_alone and _weight(taken_out) < WORTH_AN_IDENTITY:
        return None
    common = product(taken_out)
    sign = Fraction(-1 if all(chains[at].number < 0 for at in group) else 1)
    inner = total([scaled(sign, rest) for rest in rests])
    made = scaled(sign, product([inner, common] if from_right else [common, inner]))
    words = "the same last factor: " if from_right else "the same first factor: "
    return Rewrite(with_group(root, group, made), why(words, common))


def _common(sequences: Sequence[Sequence[Hashable]]) -> int:
    """How many items all sequences have in common from the start."""
    count = 0
    for items in zip(*sequences, strict=False):
        if any(item != items[0] for item in items):
            break
        count += 1
    return count


def with_group(root: Add, group: Sequence[int], made: Node) -> Node:
    """The sum with `made` in the place of the first term of a group, the others of the group gone."""
    terms = [made if at == group[0] else arg for at, arg in enumerate(root.args) if at == group[0] or at not in group]
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


@node_rule(
    name="take out a common last factor",
    stage=Stage.SIMPLIFY,
    statement="A X + B X = (A + B) X",
    source="distributivity",
    examples=(
        ("A @ x + B @ x", "(A + B) @ x"),
        ("2 * (A @ x) - s * B @ x", "(2 * A - s * B) @ x"),
        ("A @ x + B @ x + z", "(A + B) @ x + z"),
        ("A @ x + x", None),
        ("A @ inv(B @ B) @ x + inv(B @ B) @ x", "(A + eye(3)) @ inv(B @ B) @ x"),
        ("-A @ x - B @ x", "-(A + B) @ x"),
        ("A @ x + A @ y", None),
        ("A @ x + B @ y", None),
    ),
    on=(Add,),
)
def take_out_last(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One product fewer, or more."""
    return _outer_factor(root, from_right=True)


@node_rule(
    name="take out a common first factor",
    stage=Stage.SIMPLIFY,
    statement="X A + X B = X (A + B)",
    source="distributivity",
    examples=(
        ("A @ x + A @ y", "A @ (x + y)"),
        ("A @ B @ x - 2 * A @ B @ y", "A @ B @ (x - 2 * y)"),
        ("A @ x + B @ x", None),
    ),
    on=(Add,),
)
def take_out_first(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One product fewer, or more."""
    return _outer_factor(root, from_right=False)


@node_rule(
    name="take out a common factor of every entry",
    stage=Stage.SIMPLIFY,
    statement="u ⊙ v + u ⊙ w = u ⊙ (v + w); s A + s B = s (A + B); s − s² = s (1 − s)",
    source="distributivity",
    examples=(
        ("x * z + x * y", "x * (z + y)"),
        ("s * A + s * B", "s * (A + B)"),
        ("x / s + z / s", "1 / s * (x + z)"),
        ("x - x**2", "x * (1 - x)"),
        ("x**2 * z + x**3", "x**2 * (z + x)"),
        ("x + y", None),
        ("x * y + z", None),
    ),
    on=(Add,),
)
def take_out_entrywise(root: Node, scope: Scope) -> Rewrite | None:
    """A proposal: it must shorten what it is put into. One product fewer, or more."""
    if not isinstance(root, Add):
        return None
    terms = [_Entrywise.of(arg) for arg in root.args]
    groups: dict[tuple[Hashable, bool], list[int]] = {}
    for at, term in enumerate(terms):
        for key, (_, exponent) in term.powers.items():
            groups.setdefault((key, exponent > 0), []).append(at)
    best: tuple[int, list[int], dict[Hashable, tuple[Node, Fraction]]] | None = None
    for members in groups.values():
        if len(members) < 2:
            continue
        common = _shared([terms[at] for at in members])
        saved = (len(members) - 1) * _weight(base for base, _ in common.values())
        if best is None or saved > best[0]:
            best = saved, members, common
    if best is None:
        return None
    _, members, common = best
    factors = [raised(base, exponent) for base, exponent in common.values()]
    inner = total([terms[at].over(common) for at in members])
    made = hadamard([*factors, inner])
    after = with_group(root, members, made)
    if after.shape != root.shape:
        return None
    return Rewrite(after, why("the same factor: ", hadamard(factors)))


@dataclass(frozen=True, slots=True)
class _Entrywise:
    """One term of a sum: a number and the powers of its elementwise factors, by likeness."""

    number: Fraction
    powers: dict[Hashable, tuple[Node, Fraction]]

    @staticmethod
    def of(term: Node) -> _Entrywise:
        number, part = split_number(term)
        powers: dict[Hashable, tuple[Node, Fraction]] = {}
        for factor in part.args if isinstance(part, Hadamard) else (part,):
            if isinstance(factor, Number):
                continue
            base, exponent = base_and_exponent(factor)
            key = likeness(base)
            first, before = powers.get(key, (base, Fraction(0)))
            powers[key] = (first, before + exponent)
        return _Entrywise(number, powers)

    def over(self, common: dict[Hashable, tuple[Node, Fraction]]) -> Node:
        """The term divided by what it has in common with others."""
        kept: list[Node] = []
        for key, (base, exponent) in self.powers.items():
            left = exponent - common[key][1] if key in common else exponent
            if left:
                kept.append(raised(base, left))
        return scaled(self.number, hadamard(kept) if kept else Number(Fraction(1)))


def _shared(terms: Sequence[_Entrywise]) -> dict[Hashable, tuple[Node, Fraction]]:
    """The powers that divide all terms: the lowest of those above 0, the highest of those below."""
    common: dict[Hashable, tuple[Node, Fraction]] = {}
    keys = set(terms[0].powers).intersection(*(set(term.powers) for term in terms[1:]))
    for key, (base, _) in terms[0].powers.items():
        if key in keys:
            exponents = [term.powers[key][1] for term in terms]
            if min(exponents) > 0:
                common[key] = base, min(exponents)
            elif max(exponents) < 0:
                common[key] = base, max(exponents)
    return common
