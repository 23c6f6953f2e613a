"""What a text says of its names in words, each with the place of the words that say it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.notation.latex_in.formula import Formula, Span
from matcalc.notation.latex_in.vocabulary import Declared, Each, Key, Kind

Said = TypeVar("Said")


@dataclass(frozen=True, slots=True)
class Declaration:
    """One thing that is said of a name: a kind, its lengths, or the known function that it is."""

    key: Key
    place: Span
    kind: Kind | None = None
    lengths: tuple[str, ...] | None = None
    function: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The left side of an equation that the text calls given, such as ∇a of Given ∇a = ∂E/∂a."""

    formula: Formula
    place: Span


@dataclass(frozen=True)
class Declarations:
    """All that a text says of its names, in order. Where it says two different things of one, neither counts.

    sizes: the places of the pieces of mathematics that only say how large something is. hypotheses: what is taken as
    given, in order. each: what is said of each of several arrays, x_i ∈ ℝᵈ, in order. lines: as in
    Declared.
    """

    all: tuple[Declaration, ...]
    given: tuple[Given, ...] = ()
    sizes: frozenset[int] = frozenset()
    hypotheses: tuple[Hypothesis, ...] = ()
    each: tuple[Each, ...] = ()
    lines: Mapping[Key, tuple[Key, int]] = field(default_factory=dict)

    @cached_property
    def declared(self) -> Declared:
        """Shapes and kinds."""
        return Declared(
            self._agreed(lambda one: one.lengths),
            self._agreed(lambda one: one.kind),
            each=self.each,
            lines=self.lines,
        )

    @cached_property
    def functions(self) -> Mapping[Key, str]:
        """The known functions that letters stand for: sigmoid of σ."""
        return self._agreed(lambda one: one.function or None)

    @cached_property
    def contradictions(self) -> tuple[tuple[Declaration, Declaration], ...]:
        """Pairs that say different things of one name."""
        return tuple(pair for what in _ASPECTS for pair in self._differing(what))

    def _differing(self, what: Callable[[Declaration], object]) -> Iterator[tuple[Declaration, Declaration]]:
        first: dict[Key, Declaration] = {}
        for one in self.all:
            if what(one) is not None and what(first.setdefault(one.key, one)) != what(one):
                yield first[one.key], one

    def _agreed(self, what: Callable[[Declaration], Said | None]) -> dict[Key, Said]:
        """What is said of each name, where that is always the same."""
        said: dict[Key, Said] = {}
        differing: set[Key] = set()
        for one in self.all:
            if (value := what(one)) is not None and said.setdefault(one.key, value) != value:
                differing.add(one.key)
        return {key: value for key, value in said.items() if key not in differing}


_ASPECTS: Sequence[Callable[[Declaration], object]] = (
    lambda one: one.lengths,
    lambda one: one.kind,
    lambda one: one.function or None,
)
