"""Likeness: which expressions are equal although they are written differently.

Sums and elementwise products in any order, a number and its transpose (xᵀ A y = yᵀ Aᵀ x), a trace and its cyclic
shifts, a scalar that stands anywhere in a product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from weakref import WeakKeyDictionary

from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    EntrySum,
    Eye,
    Hadamard,
    Node,
    Ones,
    Power,
    Product,
    Scale,
    Symbol,
    Trace,
    Transpose,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron

Key = tuple[Hashable, Hashable]
"""What an expression is like, and what its transpose is like. Equal keys: equal values."""

_known: WeakKeyDictionary[Node, Key] = WeakKeyDictionary()

TURNED = "turned"
SCALED = "scaled"


def likeness(root: Node) -> Hashable:
    """Equal for two expressions that differ only in the ways above, so that they have equal values."""
    return _key(root)[0]


def turned_likeness(root: Node) -> Hashable:
    """The likeness of the transpose."""
    return _key(root)[1]


def is_symmetric(root: Node) -> bool:
    """Whether an expression is its own transpose by its structure: A + Aᵀ, AᵀA, A diag(v) Aᵀ, x xᵀ."""
    key = _key(root)
    return key[0] == key[1]


def _key(root: Node) -> Key:
    if (known := _known.get(root)) is not None:
        return known
    for part in walk(root, _known):
        _known[part] = _made(part, [_known[child] for child in part.children])
    return _known[root]


def _made(part: Node, below: list[Key]) -> Key:
    match part:
        case Symbol() if not part.shape.is_scalar:
            return part, (TURNED, part)
        case Ones() | Zeros():
            return (type(part), part.shape), (type(part), part.shape.transposed())
        case Transpose():
            return below[0][1], below[0][0]
        case Diag() | Eye():
            return _twice((type(part), part.size if isinstance(part, Eye) else below[0][0]))
        case Add():
            return _bag(Add, [key[0] for key in below]), _bag(Add, [key[1] for key in below])
        case Scale():
            return (Scale, part.coefficient, below[0][0]), (Scale, part.coefficient, below[0][1])
        case Apply():
            return (Apply, part.function, below[0][0]), (Apply, part.function, below[0][1])
        case Power():
            return (Power, part.exponent, below[0][0]), (Power, part.exponent, below[0][1])
        case Inverse():
            return (Inverse, below[0][0]), (Inverse, below[0][1])
        case Kron():
            return (Kron, *(key[0] for key in below)), (Kron, *(key[1] for key in below))
        case Determinant() | LogDeterminant() | EntrySum(axis=None):
            return _twice((type(part), frozenset(below[0])))
        case Trace():
            return _twice((Trace, frozenset((*_rotations(below[0][0]), *_rotations(below[0][1])))))
        case Hadamard():
            return _entrywise(part, [key[0] for key in below]), _entrywise(part, [key[1] for key in below])
        case Product():
            return _product(part, below)
    fields: tuple[str, ...] = type(part).__match_args__  # type: ignore[attr-defined]  # set by @dataclass
    own = tuple(value for name in fields if not isinstance(value := getattr(part, name), Node | tuple))
    made = (type(part), *own, *(key[0] for key in below)) if below else part
    return _twice(made) if part.shape.is_scalar else (made, (TURNED, made))


def _twice(key: Hashable) -> Key:
    return key, key


def _bag(kind: type[Node], keys: Sequence[Hashable]) -> Hashable:
    return kind, frozenset(Counter(keys).items())


def _rotations(key: Hashable) -> list[Hashable]:
    """A product under a trace may begin with any of its factors."""
    if isinstance(key, tuple) and key[0] is Product:
        factors = key[1:]
        return [(Product, *factors[at:], *factors[:at]) for at in range(len(factors))]
    return [key]


def _entrywise(part: Hadamard, keys: list[Hashable]) -> Hashable:
    numbers: list[Hashable] = []
    arrays: list[Hashable] = []
    for arg, key in zip(part.args, keys, strict=True):
        inner, rest = _parted(key) if not arg.shape.is_scalar else ([key], None)
        numbers += inner
        arrays += [rest] if rest is not None else []
    return _scaled(numbers, arrays[0] if len(arrays) == 1 else _bag(Hadamard, arrays) if arrays else None)


def _product(part: Product, below: list[Key]) -> Key:
    """Cut where an axis of length 1 is summed: each piece that is a number may stand anywhere."""
    numbers: list[Hashable] = []
    rest: list[Key] = []
    for first, stop in pieces(part.args):
        here = below[first:stop]
        if part.args[first].shape.rows.is_one and part.args[stop - 1].shape.cols.is_one:
            ways = (_sequence([key[0] for key in here]), _sequence([key[1] for key in reversed(here)]))
            numbers.append(frozenset(ways) if stop - first > 1 else ways[0])
        else:
            rest += here
    there = _scaled(numbers, _sequence([key[0] for key in rest]) if rest else None)
    back = _scaled(numbers, _sequence([key[1] for key in reversed(rest)]) if rest else None)
    return there, back


def pieces(factors: Sequence[Node]) -> list[tuple[int, int]]:
    """Where a matrix product can be cut, because the axis between two factors has length 1: first and stop of each."""
    cuts = [at for at in range(1, len(factors)) if factors[at].shape.rows.is_one]
    return list(zip([0, *cuts], [*cuts, len(factors)], strict=True))


def _sequence(keys: Sequence[Hashable]) -> Hashable:
    flat: list[Hashable] = []
    for key in keys:
        flat += key[1:] if isinstance(key, tuple) and key[0] is Product else (key,)
    return flat[0] if len(flat) == 1 else (Product, *flat)


def _scaled(numbers: list[Hashable], rest: Hashable) -> Hashable:
    if not numbers:
        return rest
    if rest is None and len(numbers) == 1:
        return numbers[0]
    return SCALED, frozenset(Counter(numbers).items()), rest


def _parted(key: Hashable) -> tuple[list[Hashable], Hashable]:
    """The numbers in a key, and the key without them."""
    if isinstance(key, tuple) and key[0] == SCALED:
        return list(Counter(dict(key[1])).elements()), key[2]
    return [], key
