"""The body of a generated function: its lines, the names in it, and the sizes it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matcalc.codegen.backends import NUMPY, Backend
from matcalc.codegen.helpers import HELPERS
from matcalc.codegen.names import Names
from matcalc.codegen.values import Level, Value, call
from matcalc.forms.dimensions import Dimension

LONGEST = 56
"""Of a text that is used inside another; a longer one gets a name, so that lines stay short and brackets few."""


class Body:
    """Lines of code as they are written."""

    def __init__(self, names: Names, backend: Backend = NUMPY) -> None:
        self.names = names
        self.backend = backend
        self.lines: list[str] = []
        self.helpers: set[str] = set()
        self.real_only: set[str] = set()
        self.uses_math = False
        self.uses_like = False
        self.sizes_used: dict[str, None] = {}
        self._size_names: dict[str, str] = {}

    def function(self, name: str) -> str:
        """The backend's name for a function, or that of a helper function, which will stand above the code."""
        if name in HELPERS[self.backend.module]:
            self.helpers.add(name)
            return name
        return self.backend.word(name)

    def call(
        self, name: str, *arguments: str, axis: int | None = None, rows: bool = False, cols: bool = False
    ) -> Value:
        """A call of a function of the backend by NumPy's name for it. axis: of a reduction, None for all."""
        along = () if axis is None else (f"{self.backend.axis}={axis}",)
        return call(self.function(name), *arguments, *along, rows=rows, cols=cols)

    def math(self, name: str, argument: str) -> Value:
        """A call of Python's function of numbers."""
        self.uses_math = True
        return call(f"math.{name}", argument)

    def made(self, name: str, *arguments: str, rows: bool = False, cols: bool = False) -> Value:
        """A new array, of the type of the arrays that are passed where the backend needs to be told."""
        if self.backend.is_typed:
            self.uses_like = True
            arguments = (*arguments, "**like")
        return self.call(name, *arguments, rows=rows, cols=cols)

    def lengths(self, axes: Sequence[Dimension]) -> str:
        """The shape of an array as an argument."""
        texts = [self.size(length).text for length in axes]
        if len(texts) == 1:
            return f"({texts[0]},)" if self.backend.is_torch else texts[0]
        return f"({', '.join(texts)})"

    def size(self, length: Dimension) -> Value:
        """The length of an axis."""
        for name in sorted(length.names):
            self.sizes_used[name] = None
            if name not in self._size_names:
                self._size_names[name] = self.names.take(name)
        return size_text(length, self._size_names)

    def assigned(self, value: Value, name: str | None = None) -> Value:
        """A name for a value, written down as a line."""
        name = name or self.names.temporary()
        self.lines.append(f"{name} = {value.text}")
        return Value(name, Level.ATOM, value.rows, value.cols)

    def short(self, value: Value) -> Value:
        """The value itself, or a name for it where its text is long."""
        return self.assigned(value) if len(value.text) > LONGEST else value

    def named(self, value: Value) -> Value:
        """The value itself where it is a name, else a name for it: for what is written twice."""
        return value if value.text.isidentifier() else self.assigned(value)


def size_text(length: Dimension, names: Mapping[str, str]) -> Value:
    """The length of an axis, written with the names of sizes."""
    text = ""
    for parts, count in length.terms:
        factors = ([str(abs(count))] if abs(count) != 1 or not parts else []) + [names[part] for part in parts]
        sign = "-" if count < 0 else "+"
        text += f" {sign} {' * '.join(factors)}" if text else ("-" if count < 0 else "") + " * ".join(factors)
    level = Level.SUM if len(length.terms) > 1 else Level.TIMES if " * " in text else Level.ATOM
    return Value(text or "0", Level.NEGATIVE if text.startswith("-") else level)
