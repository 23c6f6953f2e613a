"""What a target has to say for itself before mathematics can be printed for it: its signs and its scripts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.forms.functions import Function
from matcalc.notation.glyphs import Glyph
from matcalc.notation.levels import Level, Printed


@dataclass(frozen=True, slots=True)
class Marks:
    """The fixed signs of a target, each with the space it wants around it."""

    minus: str
    space: str
    dot: str
    derivative_space: str
    entrywise: str
    entrywise_over: str
    transpose: str
    inverse_transpose: str
    times: str
    kron: str
    ones: str
    zeros: str
    delta: str
    comma: str = ", "
    """Between the arguments of a function."""


class Target(ABC):
    """The signs and the constructions of one target. All arguments and results are text of that target."""

    marks: Marks
    differential: str
    """The d of dx."""
    fraction_level: Level
    """How tightly a derivative written as a fraction holds together."""

    @abstractmethod
    def derivative(self, of: str, by: str, *, simple: bool) -> str:
        """∂of/∂by; `of` needs brackets unless it is simple."""

    @abstractmethod
    def name(self, glyph: Glyph, *, barred: bool, bold: bool, places: str = "", transposed: bool = False) -> str:
        """A name with its accent, bar, subscript and layer, perhaps transposed or with the places of an entry."""

    @abstractmethod
    def letter(self, glyph: Glyph) -> str:
        """An index or a length: never bold."""

    @abstractmethod
    def function(self, function: Function) -> str:
        """The name of a function with its primes."""

    @abstractmethod
    def operator(self, name: str) -> str:
        """tr, diag, diag_of, eye: names of ours."""

    @abstractmethod
    def brackets(self, text: str) -> str:
        """Round brackets."""

    @abstractmethod
    def norm(self, text: str, low: str, exponent: Fraction) -> str:
        """A norm to a power. low: which norm (F, 1); empty for the Euclidean one of a vector."""

    @abstractmethod
    def absolute(self, text: str) -> str:
        """|text|."""

    @abstractmethod
    def inner(self, left: str, right: str) -> str:
        """⟨left, right⟩."""

    @abstractmethod
    def blocks(self, parts: list[Printed], *, beside: bool) -> str:
        """Blocks side by side, or on top of each other."""

    @abstractmethod
    def number(self, value: Fraction, below: Sequence[str] = ()) -> str:
        """A number by itself, divided by the product of the letters in `below`."""

    @abstractmethod
    def coefficient(self, value: Fraction, below: Sequence[str] = ()) -> str:
        """A positive number in front of something, divided by the product of the letters in `below`."""

    @abstractmethod
    def over(self, above: Printed, below: Printed) -> Printed:
        """One thing divided by a scalar."""

    @abstractmethod
    def raised(self, base: str, exponent: Fraction, *, entrywise: bool = False) -> str:
        """A power; `base` needs no brackets."""

    @abstractmethod
    def subscripted(self, base: str, subscript: str) -> str:
        """base with a subscript."""

    @abstractmethod
    def condition(self, left: str, right: str) -> str:
        """[left=right], which is 1 where the two are equal and 0 elsewhere."""

    @abstractmethod
    def between(self, low: str, middle: str, high: str) -> str:
        """low ≤ middle ≤ high."""

    @abstractmethod
    def truth(self, condition: str) -> str:
        """[condition], which is 1 where it holds and 0 elsewhere."""

    @abstractmethod
    def where(self, text: str, conditions: Sequence[str]) -> str:
        """An expression with the conditions under which its entries are read; beyond them they count as 0."""

    @abstractmethod
    def summation(self, index: str) -> str:
        """The sign of a sum over an index."""

    @abstractmethod
    def nabla(self, of: str, output: str) -> str:
        """∇_of output."""

    @abstractmethod
    def word(self, word: str) -> str:
        """A word of ours as a subscript."""

    @abstractmethod
    def plain(self, word: str) -> str:
        """A word of ours in the middle of mathematics."""
