"""The dialect of matrixcalculus.org, written anew in our language. No text is ever evaluated.

http://www.matrixcalculus.org/documentation: * is the matrix product, .* ./ .^ are elementwise, ' transposes, norm2 is
the Euclidean norm, vector(c) and matrix(c) are constant arrays as large as they have to be, eye likewise. A name of one
letter has its shape by its letter: a … g scalars, h … z vectors, A … Z matrices; a declared shape goes before that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from matcalc.errors import LanguageError
from matcalc.forms.shapes import Shape
from matcalc.notation.matrixcalculus_reader import Reader
from matcalc.notation.syntax import MAX_LENGTH, MAX_NESTING, too_deep

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput

HINTS = {
    "@": "the matrix product is written *",
    ".": "elementwise operators are .* ./ and .^, a transpose is '",
    ":": "arrays have no slices in this dialect",
    "[": "arrays have no entries in this dialect",
    "=": "an expression is read here, not an equation",
    "\\": "write inv(A) * b for the solution of A x = b",
    "*": "a power is written ^, or .^ for each entry",
}


@dataclass(frozen=True, slots=True)
class Translation:
    """The text in our language, and the shapes of the names that were not declared, which follow from their letters."""

    text: str
    shapes: Mapping[str, Shape]


def to_input_language(text: str, shapes: Mapping[str, Shape] | None = None) -> Translation:
    """`text`, which is in the dialect of matrixcalculus.org, in our language. shapes: of declared names.

    Raises LanguageError with a caret in `text` for what can not be read and for shapes that do not fit.
    """
    tree = _tree(text)
    return Translation(*Reader(text, shapes or {}).translated(tree))


@cache
def _grammar() -> Lark:
    from matcalc.notation.parsers import parser

    return parser(Path(__file__).with_name("matrixcalculus.lark"), ("sum",), propagate_positions=True)


def _tree(text: str) -> Tree[Token]:
    from lark.exceptions import UnexpectedInput

    if len(text) > MAX_LENGTH:
        raise LanguageError(f"the text has {len(text)} characters; at most {MAX_LENGTH} are read", text, 0)
    if not text.strip():
        raise LanguageError("there is nothing to read: the expression is empty", text, 0)
    depth = 0
    for column, letter in enumerate(text):
        depth += (letter == "(") - (letter == ")")
        if depth > MAX_NESTING:
            raise too_deep(text, column)
    try:
        return _grammar().parse(text)
    except UnexpectedInput as error:
        raise _explained(text, error) from None


def _explained(text: str, error: UnexpectedInput) -> LanguageError:
    from lark.exceptions import UnexpectedToken

    if isinstance(error, UnexpectedToken):
        if error.token.type == "$END":
            return LanguageError("the expression ends too early", text, len(text.rstrip()))
        column, found = error.token.start_pos or 0, str(error.token)
    else:
        column = error.pos_in_stream or 0
        found = text[column]
    before = text[:column].rstrip()[-1:]
    if found in HINTS:
        hint = f"; {HINTS[found]}"
    elif (before.isalnum() or before in (")", "'", "_")) and (found[0].isalnum() or found == "("):
        hint = "; between two arrays write * for the matrix product, .* for the elementwise one"
    else:
        hint = ""
    shown = found if found.isprintable() else f"character U+{ord(found[0]):04X}"
    return LanguageError(f"{shown} is not expected here{hint}", text, column)
