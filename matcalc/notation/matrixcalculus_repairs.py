"""Operands that do not fit, in matrixcalculus.org's dialect: what they are, and what was likely meant."""

from __future__ import annotations

import re

from matcalc.errors import proposed
from matcalc.forms.dimensions import ONE
from matcalc.notation.matrixcalculus_parts import Part
from matcalc.notation.matrixcalculus_sizes import Lengths

_PLAIN = re.compile(r"\w+'?|\(.*\)'?")


class Misfit:
    """Words about the operands in one text."""

    def __init__(self, text: str, lengths: Lengths) -> None:
        self.text = text
        self.lengths = lengths

    def described(self, part: Part) -> str:
        """The shape, or what kind of array it is where nothing tells the lengths."""
        is_row, is_column = self._is_row(part), self._is_column(part)
        if all(self.lengths.length(axis) is None or self.lengths.is_one(axis) for axis in (part.rows, part.cols)):
            return (
                "a scalar" if is_row and is_column else "a vector" if is_column else "a row" if is_row else "a matrix"
            )
        sides = [self.lengths.length(axis) for axis in (part.rows, part.cols)]
        return "×".join("?" if side is None else str(side) for side in sides)

    def sides(self, left: Part, right: Part) -> str:
        """What the two operands are."""
        return f"{self._typed(left)} is {self.described(left)} and {self._typed(right)} is {self.described(right)}"

    def likely_products(self, left: Part, right: Part) -> str:
        """The products that may be meant by one that does not fit."""
        first, second, may_be = self._typed(left), self._typed(right), self._may_be_equal
        forms = (
            (f"{self._turned(left)}*{second}", may_be(left.rows, right.rows)),
            (f"{first}*{self._turned(right)}", may_be(left.cols, right.cols)),
            (f"{second}*{first}", may_be(right.cols, left.rows)),
            (f"{first}.*{second}", may_be(left.rows, right.rows) and may_be(left.cols, right.cols)),
        )
        return proposed([form for form, fits in forms if fits])

    def likely(self, left: Part, right: Part, operator: str) -> str:
        """What was likely meant by an elementwise operation: a vector turned, or repeated along a matrix."""
        left_kind, right_kind = self._kind(left), self._kind(right)
        if {left_kind, right_kind} == {"row", "column"}:
            return proposed([f"{self._typed(left)} {operator} {self._turned(right)}"])
        if "matrix" in (left_kind, right_kind) and left_kind != right_kind:
            sides = f"{self._repeated(left, left_kind)} {operator} {self._repeated(right, right_kind)}"
            where = "row" if "row" in (left_kind, right_kind) else "column"
            return f"; did you mean {sides}, the vector in every {where}?"
        return ""

    def _may_be_equal(self, left: int, right: int) -> bool:
        lengths = self.lengths.length(left), self.lengths.length(right)
        return lengths[0] == lengths[1] or (None in lengths and ONE not in lengths)

    def _kind(self, part: Part) -> str:
        return "column" if self._is_column(part) else "row" if self._is_row(part) else "matrix"

    def _repeated(self, part: Part, kind: str) -> str:
        text = self._typed(part)
        return {"column": f"{text}*vector(1)'", "row": f"vector(1)*{text}"}.get(kind, text)

    def _is_row(self, part: Part) -> bool:
        return self.lengths.is_one(part.rows)

    def _is_column(self, part: Part) -> bool:
        return self.lengths.is_one(part.cols)

    def _typed(self, part: Part) -> str:
        """What was typed, in brackets where it is more than a name."""
        text = self.text[part.start : part.end]
        return text if _PLAIN.fullmatch(text) else f"({text})"

    def _turned(self, part: Part) -> str:
        text = self._typed(part)
        return text[:-1] if text.endswith("'") else f"{text}'"
