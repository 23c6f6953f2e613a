"""Shapes that were typed: compared length by length, by the values that lengths have for some sizes."""

from __future__ import annotations

import ast
import re
import unicodedata

from matcalc.grading.formulas import of_words
from matcalc.grading.key import Blank
from matcalc.grading.marks import Judged, Ruling
from matcalc.judging.normalised import MOST_CHARACTERS

SIZES = ((101, 211, 307, 401, 503, 601, 701, 809), (127, 223, 331, 419, 523, 631, 727, 829))
"""What the names of lengths stand for, in the order of the names, at two points."""

_SCALAR = re.compile(r"(?:an?\s+)?(?:scalar|number)", re.IGNORECASE)
_SIDES = re.compile(r"\s*(?:×|\\times|,|\bby\b|\*)\s*|\s+x\s+")
_COMPACT = re.compile(r"([^\sx]+)x([^\sx]+)")
_FACTORS = re.compile(r"(?<=[0-9)])\s*(?=[^\W\d]|\()|(?<=\w)\s+(?=\w)")
"""What stands between factors: 2n, 2 n, n q."""

_RAISED = re.compile(r"⁽[^⁽⁾]*⁾")
_LAYER = re.compile(r"\^\s*\{?\s*\(\s*(\w+)\s*(?:([-+])\s*(\w+)\s*)?\)\s*\}?")
"""A layer behind a name: n⁽ᵏ⁻¹⁾, n^(k-1), n^{(k-1)}."""

_SIDE_BY_SIDE = re.compile(r"\s*[^\W\d]\w*\s+[^\W\d]\w*\s*")

NOT_READ = "This can not be read as a shape, such as m × n."


def judge_shape(answer: str, blank: Blank) -> Judged:
    """What is found of a shape: m × n, m x n, m by n, (m, n); m is m × 1. What is none is for a reader."""
    found = sides_of(answer)
    wanted = sides_of(blank.right.text)
    if wanted is None:
        return of_words(Ruling.READER, "The shape in the key can not be compared.")
    if found is None:
        return of_words(Ruling.READER, NOT_READ)
    names = sorted({name for side in (*found, *wanted) for name in _names(side)})
    if len(names) > len(SIZES[0]):
        return of_words(Ruling.READER, NOT_READ)
    is_right = all(_values(found, names, sizes) == _values(wanted, names, sizes) for sizes in SIZES)
    if not is_right and _SIDE_BY_SIDE.fullmatch(answer):
        return of_words(Ruling.READER, "This can be read as a length, m times n, or as a shape, m × n.")
    return Judged(Ruling.RIGHT) if is_right else Judged(Ruling.WRONG)


def sides_of(text: str) -> list[ast.expr] | None:
    """The lengths of a shape; those of a column are m and 1. None where a text is none."""
    if len(text) > MOST_CHARACTERS:
        return None
    bare = _with_layers(text.strip().strip("$`").strip())
    if _SCALAR.fullmatch(bare):
        bare = "1 × 1"
    enclosed = re.fullmatch(r"\(([^()]*)\)|\[([^\[\]]*)\]", bare)
    if enclosed is not None:
        bare = (enclosed[1] or enclosed[2] or "").rstrip().removesuffix(",")
    pieces = _SIDES.split(bare)
    if len(pieces) == 1 and (compact := _COMPACT.fullmatch(bare)) is not None:
        pieces = [compact[1], compact[2]]
    sides = [_length(piece) for piece in pieces]
    found = [side for side in sides if side is not None]
    if len(found) < len(sides):
        return None
    return [*found, ast.Constant(1)] if len(found) == 1 else found


def _with_layers(text: str) -> str:
    """A text in which a name with its layer is one name."""
    lowered = _RAISED.sub(lambda found: f"^{unicodedata.normalize('NFKC', found[0])}", text).replace("−", "-")
    signs = {"+": "_plus_", "-": "_minus_", None: ""}
    return _LAYER.sub(lambda found: f"_layer_{found[1]}{signs[found[2]]}{found[3] or ''}", lowered)


def _length(text: str) -> ast.expr | None:
    """A length: names and whole numbers with + and −, a factor in front."""
    try:
        read = ast.parse(_FACTORS.sub("*", text.strip()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return read if _is_length(read) else None


def _is_length(part: ast.expr) -> bool:
    match part:
        case ast.Name():
            return True
        case ast.Constant(value=int(value)):
            return not isinstance(value, bool)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Mult(), right=right):
            return _is_length(left) and _is_length(right)
    return False


def _names(side: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(side) if isinstance(part, ast.Name)}


def _values(sides: list[ast.expr], names: list[str], sizes: tuple[int, ...]) -> list[int]:
    return [_value(side, dict(zip(names, sizes, strict=False))) for side in sides]


def _value(side: ast.expr, sizes: dict[str, int]) -> int:
    match side:
        case ast.Name(id=name):
            return sizes[name]
        case ast.Constant(value=int(value)):
            return value
        case ast.BinOp(left=left, op=operator, right=right):
            one, other = _value(left, sizes), _value(right, sizes)
            if isinstance(operator, ast.Mult):
                return one * other
            return one + other if isinstance(operator, ast.Add) else one - other
    raise TypeError(side)
