"""The value of an index expression, read from its text: every index is an axis of one large array, dummies are summed.

A term is a run of factors side by side, with numbers and `sum j k:` among them; a factor is an entry A[i,k], a delta
or a number, and its array may be any matrix expression: (A @ B)[i,k], f'(z)[i]. A pair (i,j) is a place of a long
axis whose first index runs fastest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .index_ranges import Axis, settle
from .namespace import Array
from .oracle import without_primes

HEAD = re.compile(r"\s*(?:\w+|(?:\w+\s*)?\[([^\]=]*)\])\s*=(?!=)")
BINDER = re.compile(r"\s*sum\s+([A-Za-z]\w*(?:\s*,?\s*[A-Za-z]\w*)*)\s*:")
ENTRY_CALL = re.compile(r"([A-Za-z_]\w*'*)\((.+)(\[[^\[\]]*\])\)")
POWER = re.compile(r"(.*?)\*\*\s*(-?\d+(?:\.\d+)?|\(-?\d+(?:/\d+)?\))", re.S)


@dataclass(frozen=True)
class Factor:
    """array[places] ** exponent, or a number where there are no places."""

    base: str
    places: tuple[str, ...]
    exponent: str

    @property
    def is_delta(self) -> bool:
        return self.base in ("delta", "d")


def index_value(
    text: str, free: Sequence[str], ranges: Mapping[str, int], value: Callable[[str], Array], sizes: Mapping[str, int]
) -> Array:
    """The array over the indices `free`, whose lengths are in `ranges`. `value` gives that of a matrix expression."""
    total = np.zeros([ranges[name] for name in free], complex)
    for sign, term in terms_of(text):
        total = total + sign * _term(term, free, dict(ranges), value, sizes)
    return total


def head_of(text: str) -> tuple[tuple[str, ...], str]:
    """The indices before the =, without the lengths that are said there, and what follows it."""
    match = HEAD.match(text)
    if match is None:
        raise ValueError(f"no head as in J[i,j] = … : {text}")
    names = (name.partition(":")[0].strip() for name in (match[1] or "").split(","))
    return tuple(name for name in names if name), text[match.end() :]


def is_index_text(text: str) -> bool:
    return HEAD.match(text) is not None


def _term(
    text: str,
    free: Sequence[str],
    ranges: dict[str, int],
    value: Callable[[str], Array],
    sizes: Mapping[str, int],
) -> Array:
    factors, dummies = factors_of(text)
    arrays = {factor.base: value(factor.base) for factor in factors if factor.places and not factor.is_delta}
    axes: list[Axis] = []
    for factor in factors:
        if factor.base in arrays:
            lengths = arrays[factor.base].shape
            kept = lengths if len(factor.places) == 2 else (max(lengths),)
            axes += [
                Axis(place, length, without_primes(factor.base), is_rows=number == 0 and lengths[0] > 1)
                for number, (place, length) in enumerate(zip(factor.places, kept, strict=True))
            ]
    settle(axes, ranges, value)
    names = [*free, *dummies]
    grid = dict(zip(names, np.ogrid[tuple(slice(ranges[name]) for name in names)], strict=True)) if names else {}
    result: NDArray[np.complex128] = np.ones([ranges[name] for name in names], complex)
    for factor in factors:
        if not factor.places:
            scalar = value(factor.base)
            part = np.asarray(scalar, complex).reshape(())
        else:
            places = [_place(place, grid, ranges, sizes) for place in factor.places]
            if factor.is_delta:
                part = (places[0] == places[1]).astype(complex)
            else:
                array = arrays[factor.base]
                part = array[tuple(places)] if len(places) == 2 else array.ravel(order="F")[places[0]]
        result = result * part ** eval(factor.exponent)
    return result.sum(axis=tuple(range(len(free), len(names))))


def _place(
    text: str, grid: Mapping[str, NDArray[np.int_]], ranges: Mapping[str, int], sizes: Mapping[str, int]
) -> NDArray[np.int_]:
    """Where a place is on its axis, counted from 0. A place without an index, as in x[n + 1], is counted from 1."""
    if text.startswith("("):
        first, second = _split(text[1:-1], ",")
        length = _range(first, ranges)
        return _place(first, grid, ranges, sizes) + _place(second, grid, ranges, sizes) * length
    place = np.asarray(eval(text, {"__builtins__": {}}, {**sizes, **grid}))
    return place if place.ndim else place - 1


def _range(text: str, ranges: Mapping[str, int]) -> int:
    if text.startswith("("):
        first, second = _split(text[1:-1], ",")
        return _range(first, ranges) * _range(second, ranges)
    return ranges[text]


def terms_of(text: str) -> list[tuple[int, str]]:
    """The terms with their signs; a + or - in brackets, or right after an operator, does not part them."""
    terms, depth, start, sign = [], 0, 0, 1
    for column, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth or letter not in "+-":
            continue
        before = text[start:column].rstrip()
        if before and before[-1] in "*/:@":
            continue
        if before:
            terms.append((sign, before))
            sign = 1
        sign = -sign if letter == "-" else sign
        start = column + 1
    terms.append((sign, text[start:]))
    return terms


def factors_of(text: str) -> tuple[list[Factor], list[str]]:
    """The factors of a term, and the dummies of its sum signs."""
    factors, dummies = [], []
    rest, divided = text.strip(), False
    while rest:
        if match := BINDER.match(rest):
            dummies.extend(re.findall(r"[A-Za-z]\w*", match[1]))
            rest = rest[match.end() :].strip()
            continue
        if rest[0] == "-":
            factors.append(Factor("-1", (), "1"))
            rest = rest[1:].strip()
            continue
        piece, rest = _piece(rest)
        factors.append(_factor(piece, divided))
        rest = rest.strip()
        divided = rest.startswith("/")
        if rest[:1] in ("*", "/"):
            rest = rest[1:].strip()
    return factors, dummies


def _piece(text: str) -> tuple[str, str]:
    """One factor with its exponent, and the rest."""
    depth = 0
    for column, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if depth or column == 0:
            continue
        if letter == "*" and (text[column + 1 : column + 2] == "*" or text[column - 1] == "*"):
            continue
        if letter == "-" and text[:column].rstrip().endswith("**"):
            continue
        if letter in " */":
            return text[:column], text[column:]
    return text, ""


def _factor(piece: str, divided: bool) -> Factor:
    exponent = "1"
    if match := POWER.fullmatch(piece):
        piece, exponent = match[1], match[2]
    if match := ENTRY_CALL.fullmatch(piece):
        piece = f"{match[1]}({match[2]}){match[3]}"
    places: tuple[str, ...] = ()
    if piece.endswith("]"):
        start = _opening(piece)
        if ":" not in piece[start:]:
            places = tuple(place.strip() for place in _split(piece[start + 1 : -1], ","))
            piece = piece[:start]
    return Factor(piece, places, f"-({exponent})" if divided else exponent)


def _opening(text: str) -> int:
    depth = 0
    for column in range(len(text) - 1, -1, -1):
        depth += (text[column] in ")]") - (text[column] in "([")
        if depth == 0:
            return column
    raise ValueError(f"brackets in {text}")


def _split(text: str, separator: str) -> list[str]:
    pieces, depth, start = [], 0, 0
    for column, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == separator and depth == 0:
            pieces.append(text[start:column].strip())
            start = column + 1
    return [*pieces, text[start:].strip()]
