"""What a formula says in the input language, with a map of places back to the LaTeX it was made of."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from matcalc.notation.latex_in.formula import Span


@dataclass(frozen=True, slots=True)
class Translation:
    """A text of the input language. places: pairs of a column in it and the place in the document of what starts there,
    in the order of the columns; the first column is 0.
    """

    text: str
    places: tuple[tuple[int, Span], ...]

    def source(self, column: int) -> Span:
        """The place in the document of what stands at a column of the text."""
        return self.places[max(bisect_right(self.places, column, key=lambda place: place[0]) - 1, 0)][1]


@dataclass(frozen=True, slots=True)
class Let:
    """An array that a formula has no name for: z* of ∂(Wᵀ a)/∂a, defined as its own equation before it is used.

    free: the indices of the left side, name[i, j] = body; () and None as in Meaning.
    """

    name: str
    body: Translation
    free: tuple[str, ...] | None = None

    @property
    def definition(self) -> str:
        """The equation, as `parse_definition` reads it."""
        at = f"[{', '.join(self.free)}]" if self.free else ""
        return f"{self.name}{at} = {self.body.text}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one member of a chain says.

    expression: a text that `parse_statement` reads for the indices `free`: matrix form where `free` is None, else index
    form. subject: the left side of a statement, where the member is one: z, z[j], grad_a, grad_a[i], D(z, a),
    D(z[i], a[j]); "" where it is an expression only. free: the letters of the indices that stand unsummed, in the
    order of the subject where it has one, else of their appearance; None for matrix form. lets: what has to be defined
    before. output: the scalar that the gradients in it are of; "" where there are none, and for the document's only
    one.
    """

    expression: Translation
    subject: str = ""
    free: tuple[str, ...] | None = None
    lets: tuple[Let, ...] = ()
    output: str = ""
