"""From text to a syntax tree: the limits, the grammar, and what is said about text that does not fit it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError
from matcalc.notation.names import ALLOWED, FUNCTION_NAMES, NAME

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput

MAX_LENGTH = 20_000
MAX_NESTING = 100
LONGEST_WORD = 100
LONGEST_SHOWN = 40

STARTS = ("matrix", "index_sum", "matrix_definition", "index_definition")

HINTS = {
    "^": "a power is written **, a transpose .T",
    "'": "a transpose is written .T, a derivative f'(z)",
    "=": "an equation is read only as a definition, such as z = W @ a + b",
    ".": "the only thing after a dot is T, the transpose",
    ":": "a colon stands in a slice, A[0:n, :], or after the indices of a sum, sum i: x[i]",
    '"': "there is no text in the language",
    "**": "an exponent is a number: x**2, x**-1, x**(1/2)",
}

NO_INNER_SUM = (
    "an index equation allows no sum or product of entries inside a function or bracket: name it in an equation of "
    "its own"
)
_SUM_OF_NAME = re.compile(r"\bsum\s+([^\W\d]\w*)\s*$")
_EXPONENT = re.compile(r"\*\*\s*(\([^()]*|[-−]\s*)?$")
_WORD_AXIS = re.compile(r"\baxis$")
_LONG_WORD = re.compile(rf"[^\W\d]\w{{{LONGEST_WORD},}}")
_BEFORE_PRODUCT = re.compile(r"\[[^\[\]:]+\]$")
_AFTER_PRODUCT = re.compile(r"\w+\s*\[[^\[\]:]+\]")


@cache
def _grammar() -> Lark:
    from matcalc.notation.parsers import parser

    return parser(Path(__file__).with_name("grammar.lark"), STARTS, propagate_positions=True)


def parse_tree(text: str, start: str) -> Tree[Token]:
    """The syntax tree of `text`. Raises LanguageError where the text is too long, too deep, or does not fit."""
    from lark.exceptions import UnexpectedInput

    if len(text) > MAX_LENGTH:
        raise LanguageError(f"the text has {len(text)} characters; at most {MAX_LENGTH} are read", text, 0)
    _check_nesting(text)
    if (word := _LONG_WORD.search(text)) is not None:
        raise LanguageError(f"a name has at most {LONGEST_WORD} characters", text, word.start())
    if not text.strip():
        raise LanguageError("there is nothing to read: the expression is empty", text, 0)
    try:
        return _grammar().parse(text, start=start)
    except UnexpectedInput as error:
        raise _explained(text, start, error) from None


def evaluated(root: Tree[Token], meaning: Callable[[Tree[Token], list[Any]], Any]) -> Any:
    """The meaning of a tree, made of the meanings of its parts; tokens mean themselves. Not recursive."""
    from lark import Tree

    results: list[Any] = []
    stack: list[tuple[Tree[Token] | Token, bool]] = [(root, False)]
    while stack:
        item, ready = stack.pop()
        if not isinstance(item, Tree):
            results.append(item)
        elif ready:
            first = len(results) - len(item.children)
            results[first:] = [meaning(item, results[first:])]
        else:
            stack.append((item, True))
            stack.extend((child, False) for child in reversed(item.children))
    return results[0]


def too_deep(text: str, column: int) -> LanguageError:
    return LanguageError(
        f"the expression is nested more than {MAX_NESTING} levels deep; name a part of it", text, column
    )


def is_in_bracket(text: str, column: int) -> bool:
    """Whether `column` lies in a round bracket that is not that of a derivative D(…)."""
    opened: list[bool] = []
    for place, character in enumerate(text[:column]):
        if character == "(":
            opened.append(_word_before(text, place) != "D")
        elif character == ")" and opened:
            opened.pop()
    return any(opened)


def _is_inner_sum(text: str, column: int, found: str) -> bool:
    """Whether what does not fit is the index of a sum, or an entry beside another factor, in a bracket."""
    before = text[:column].rstrip()
    beside = (found[0].isalnum() or found[0] == "(") and (
        _BEFORE_PRODUCT.search(before) or (before[-1:].isalnum() and _AFTER_PRODUCT.match(text, column))
    )
    return is_in_bracket(text, column) and (bool(beside) or _word_before(text, column) == "sum")


def _word_before(text: str, column: int) -> str:
    """The word that ends at `column`, spaces between; empty where none does."""
    before = text[:column].rstrip()
    start = len(before)
    while start and (before[start - 1].isalnum() or before[start - 1] == "_"):
        start -= 1
    return before[start:]


def _check_nesting(text: str) -> None:
    depth = 0
    for column, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        if depth > MAX_NESTING:
            raise too_deep(text, column)


def _explained(text: str, start: str, error: UnexpectedInput) -> LanguageError:
    from lark.exceptions import UnexpectedToken

    column = error.pos_in_stream
    if isinstance(error, UnexpectedToken):
        if error.token.type == "$END":
            unbracketed = _SUM_OF_NAME.search(text)
            hint = f"; write sum({unbracketed[1]})" if unbracketed else ""
            return LanguageError(f"the expression ends too early{hint}", text, len(text.rstrip()))
        column = error.token.start_pos
        found = str(error.token)
    else:
        found = text[column] if column is not None else ""
    column = column or 0
    if text[column - 1 : column + 1] == "**":
        found, column = "**", column - 1
    if start.startswith("index") and _is_inner_sum(text, column, found):
        return LanguageError(NO_INNER_SUM, text, column)
    found = found if len(found) <= LONGEST_SHOWN else f"{found[: LONGEST_SHOWN - 1]}…"
    shown = found if found.isprintable() else f"character U+{ord(found[0]):04X}"
    return LanguageError(f"{shown} is not expected here{_hint(text, column, found)}", text, column)


def _hint(text: str, column: int, found: str) -> str:
    before = text[:column].rstrip()
    if _EXPONENT.search(before):
        return f"; {HINTS['**']}"
    if _WORD_AXIS.search(before):
        return "; axis is no array: it says along which axis to sum, as in sum(A, axis=0)"
    if found == "**":
        return "; an exponent is a number, and a power of a power is written with brackets, (x**2)**3"
    if found in HINTS:
        return f"; {HINTS[found]}"
    if found[0].isalpha() and not NAME.match(found):
        return f"; {ALLOWED}"
    if found == ")" and before.endswith("(") and (word := _word_before(text, len(before) - 1)):
        return f"; {word} takes an argument"
    side_by_side = before[-1:].isalnum() or before[-1:] in (")", "]", "_")
    if side_by_side and (found[0].isalnum() or found[0] == "("):
        if "\n" in text[len(before) : column]:
            return "; a line begins there: an expression is one line, the equations before it go into lets= (--let)"
        if before.split()[-1:] == ["sum"]:
            return "; index notation is read in a definition, such as z[j] = sum i: w[i,j] a[i]"
        if (word := _word_before(text, column)) in FUNCTION_NAMES:
            return f"; what a function is of stands in brackets, {word}(…)"
        return "; between two arrays write @ for the matrix product, * for the elementwise one"
    return ""
