"""Shapes as people type them: m×n, mxn, m x n, m,n, n, n+1, and nothing at all for a scalar."""

from __future__ import annotations

import re

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.names import ALLOWED, LETTERS, NAME
from matcalc.notation.numbers_in import LARGEST_SIZE, require_moderate

LONGEST_SHAPE = 200

SHORT = f"(?:[{LETTERS}][0-9]*|[0-9]+)"
SHORT_SIDE = rf"{SHORT}(?:\s*[+-]\s*{SHORT})*"
JOINED = re.compile(rf"({SHORT_SIDE})x({SHORT_SIDE})")
LABELLED = rf"{NAME.pattern}(?:\[\s*[^\W\d]?\w*\s*(?:[+-]\s*[0-9]+\s*)?\])?"
PIECE = re.compile(rf"\s*(?:(?P<sign>[+*-])|(?P<number>[0-9]+)|(?P<name>{LABELLED}))")


def parse_shape(text: str) -> Shape:
    """The shape that `text` names; one length is a vector, none a scalar.

    An x without spaces separates two lengths only where both are a letter with digits, or a number: mxn, 3x4, but
    pixels is one name. Raises LanguageError for anything else.
    """
    if len(text) > LONGEST_SHAPE:
        raise LanguageError(f"a shape has at most {LONGEST_SHAPE} characters", text, 0)
    if text.strip() in ("", "scalar"):
        return SCALAR
    cuts = [match.start() for match in re.finditer(r"[×,]|(?<=[\s)])x(?=[\s(])", text)]
    if not cuts and (joined := JOINED.fullmatch(text.strip())):
        cuts = [len(text) - len(text.lstrip()) + joined.end(1)]
    if len(cuts) > 1:
        if not text[cuts[0] + 1 : cuts[1]].strip():
            message = f"a second {text[cuts[1]]} follows {text[cuts[0]]} with no length between them; write m×n"
            raise LanguageError(message, text, cuts[1])
        message = f"an array has at most two axes, rows × columns, not {len(cuts) + 1}"
        raise LanguageError(message, text, cuts[1])
    if not cuts and "*" in text and not text.strip().startswith("("):
        message = "a shape is written with × (or x, or a comma), such as m×n; a vector of length m times n is (m*n)"
        raise LanguageError(message, text, text.index("*"))
    if not cuts:
        return Shape(_length(text, 0, len(text)), ONE)
    return Shape(_length(text, 0, cuts[0]), _length(text, cuts[0] + 1, len(text)))


def _length(text: str, start: int, end: int) -> Dimension:
    """A sum of products of names and whole numbers, perhaps in brackets, read from text[start:end]."""
    while start < end and text[start].isspace():
        start += 1
    end = start + len(text[start:end].rstrip())
    if end - start > 1 and text[start] == "(" and text[end - 1] == ")":
        start, end = start + 1, end - 1
    total, product, wants_size, column = ZERO, ONE, True, start
    while column < end:
        piece = PIECE.match(text, column, end)
        if piece is None or (piece["sign"] is None) != wants_size:
            raise LanguageError(
                _unreadable(text, column), text, column + len(text[column:]) - len(text[column:].lstrip())
            )
        if not piece["sign"]:
            product *= _size(text, piece)
            require_moderate(product, text, piece.start())
        elif piece["sign"] != "*":
            total, product = total + product, Dimension.number(1 if piece["sign"] == "+" else -1)
        wants_size = not wants_size
        column = piece.end()
        if not text[column:end].strip():
            break
    if wants_size:
        raise LanguageError("a length is missing here", text, end)
    total += product
    if all(count < 0 for _, count in total.terms):
        raise LanguageError(f"a length is at least 1, not {total}", text, start)
    return total


def _size(text: str, piece: re.Match[str]) -> Dimension:
    if piece["name"]:
        return Dimension.named("".join(piece["name"].split()))
    number = piece["number"]
    if len(number) > 7 or int(number) > LARGEST_SIZE:
        raise LanguageError(f"a length is at most {LARGEST_SIZE}", text, piece.start("number"))
    return Dimension.number(int(number))


def _unreadable(text: str, column: int) -> str:
    found = text[column:].lstrip()[:1]
    if found.isalpha() and not NAME.match(found):
        return f"{found} is not expected in a shape; {ALLOWED}"
    return f"{found or 'the end'} is not expected in a shape; write m×n, mxn, m,n, n or n+1"
