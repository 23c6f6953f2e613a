"""How a document uses scripts and letters: which letters are indices, lengths and functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.engine.limits import look_at_clock
from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Group,
    Letter,
    Relation,
    Run,
    Scripted,
    Sign,
    Statement,
)
from matcalc.notation.latex_in.functions import WORDS
from matcalc.notation.latex_in.layers_at_foot import layers_at_foot
from matcalc.notation.latex_in.product_builder import sign_of
from matcalc.notation.latex_in.reach import end_of_sum
from matcalc.notation.latex_in.samples import samples_above
from matcalc.notation.latex_in.scripts import LAYER_LETTERS, USUAL_INDICES, bare, parts_of, seen
from matcalc.notation.latex_in.vocabulary import Customs, Key
from matcalc.notation.latex_in.within import items_in

ACTIVATIONS = frozenset({"sigma", "phi", "varphi", "psi", "rho", "zeta"})
"""Letters that are elementwise functions where brackets follow them."""

FUNCTION_LETTERS = ACTIVATIONS | {"f", "g", "h"}
"""Those that are, unless an equation says what they are of one variable."""


def all_formulas(statements: Sequence[Statement]) -> Iterator[Formula]:
    """All that says something of arrays; not the sets that they are of."""
    members = (member for one in statements for member in one.members if member.relation is not Relation.IN)
    for member in members:
        if member.formula is not None:
            look_at_clock("reading")
            yield member.formula


def customs_of(statements: Sequence[Statement], lengths: frozenset[str]) -> Customs:
    """How a document uses scripts and letters. lengths: those that it declares."""
    formulas = list(all_formulas(statements))
    sums: set[str] = set()
    ends = set(lengths)
    for item in (item for formula in formulas for item in items_in(formula)):
        if sign_of(item) is Sign.SUM and isinstance(item, Scripted):
            sums.update(part.name for part in parts_of(item.low) if isinstance(part, Letter))
            ends.update(end for end in (end_of_sum(item),) if end is not None and not end.isdigit())
        elif isinstance(item, Scripted):
            sums.update(_beside_an_index(item.low))
    first = Customs(
        frozenset(sums),
        frozenset(),
        frozenset(ends),
        layers=layers_at_foot(formulas) - sums,
        samples=samples_above(formulas),
    )
    functions = frozenset(_functions(formulas))
    second = replace(first, functions=functions)
    entries, kronecker = _numbered(formulas, second)
    return replace(second, entries=entries, kronecker=kronecker)


def _beside_an_index(low: Formula | None) -> Iterator[str]:
    """The letters of layers that are indices too, l of W_{kl}: beside an index stands another one."""
    letters = [part.name for part in parts_of(low) if isinstance(part, Letter) and part.face is Face.PLAIN]
    if len(letters) == 2 == len(parts_of(low)) and not USUAL_INDICES.isdisjoint(letters):
        yield from (letter for letter in letters if letter in LAYER_LETTERS and letter.islower())


def _functions(formulas: Sequence[Formula]) -> Iterator[str]:
    """Letters that stand before brackets with a prime, or are such letters as f."""
    for formula in formulas:
        for item in items_in(formula):
            parts = parts_of(item) if isinstance(item, (Run, Group)) else ()
            for at, part in enumerate(parts):
                base = bare(part)
                primes = 0
                while isinstance(base, Scripted):
                    primes += base.primes
                    base = bare(base.base)
                if not isinstance(base, Letter) or base.is_command or base.name in WORDS:
                    continue
                follows = bare(parts[at + 1]) if at + 1 < len(parts) else None
                group = bare(follows.base) if isinstance(follows, Scripted) else follows
                called = isinstance(group, Group) and group.fence is Fence.ROUND
                if called and (primes or base.name in FUNCTION_LETTERS):
                    yield base.name


def _numbered(formulas: Sequence[Formula], customs: Customs) -> tuple[frozenset[Key], bool]:
    """The names whose numbers are indices, and whether δ_ij is the Kronecker delta."""
    lettered: set[Key] = set()
    numbered: set[Key] = set()
    partly: set[Key] = set()
    beside: set[Key] = set()
    kronecker = False
    for formula in formulas:
        scripted = {id(bare(item.base)) for item in items_in(formula) if isinstance(item, Scripted)}
        for item in items_in(formula):
            found = seen(item, customs) if isinstance(item, (Scripted, Letter)) else None
            if found is None or (isinstance(item, Letter) and id(item) in scripted):
                continue
            plain = replace(found.key, label="")
            if found.places and found.key.label.isdigit():
                partly.add(found.key)
            elif found.places:
                lettered.add(plain)
            if found.places:
                kronecker = kronecker or (found.key.letter == "delta" and len(found.places) == 2 and not plain.layer)
            elif found.key.label.isdigit() and not found.is_bold:
                numbered.add(found.key)
            if found.is_bold and not found.key.label and not found.places and not plain.letter[:1].isupper():
                lettered.add(plain)
        beside.update(_beside_dots(formula, customs))
    lettered |= {replace(key, label="") for key in partly - numbered}  # beside z_1, z_{1,j} is an entry of z_1
    return frozenset({replace(key, label="") for key in numbered} & (lettered | beside)), kronecker


def _beside_dots(formula: Formula, customs: Customs) -> Iterator[Key]:
    """Names in a list with … in it."""
    for item in items_in(formula):
        if isinstance(item, Group) and any(sign_of(part) is Sign.LEFT_OUT for part in parts_of(item.inside)):
            for inner in items_in(item.inside):
                found = seen(inner, customs) if isinstance(inner, Scripted) else None
                if found is not None:
                    yield replace(found.key, label="")
