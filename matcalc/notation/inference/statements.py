"""A line of a program: an equation or an expression, in matrix form or in index form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from matcalc.notation.syntax import parse_tree
from matcalc.notation.text_in import EQUATION, INDEX_FORM

if TYPE_CHECKING:
    from lark import Token, Tree

_INDEX_SUM = re.compile(r"\bsum\s+[^\W\d]")


@dataclass(frozen=True)
class Statement:
    """name: what it defines, None for an expression alone. start: the rule of the grammar that reads it."""

    text: str
    name: str | None
    start: str

    @property
    def is_index_form(self) -> bool:
        return self.start.startswith("index")

    @cached_property
    def tree(self) -> Tree[Token]:
        """Its syntax, read once. Raises LanguageError."""
        return parse_tree(self.text, self.start)


def statement(text: str) -> Statement:
    """What kind of line `text` is; its syntax is not looked at yet."""
    if equation := EQUATION.match(text):
        start = "index_definition" if INDEX_FORM.search(text) else "matrix_definition"
        return Statement(text, equation["name"], start)
    return Statement(text, None, "index_sum" if _INDEX_SUM.search(text) else "matrix")
