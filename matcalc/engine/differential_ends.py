"""What stands at a differential: of a scalar output an inner product with it, of any other a matrix before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from matcalc.engine.differential_order import ADJOINTS, COLUMNS
from matcalc.forms.differentials import Differential, Inner, Jacobian
from matcalc.forms.matrix_form import Cotangent, Node, Product, Symbol
from matcalc.rules.differential_columns import matrix_and_column, unstacked_column
from matcalc.rules.map_matrices import stacked
from matcalc.rules.registry import Rule


class Ends(Protocol):
    """Where the chains of a kind of output start, by which rules they go on, and what is read off where they end."""

    @property
    def rules(self) -> Sequence[Rule[Node]]:
        """The first inserts what was found for the differential of an equation."""

    def name(self, variable: Symbol) -> Node:
        """The derivative by a variable, by its name."""

    def start(self, symbol: Symbol) -> Node:
        """The part of the differential of the output that comes through a symbol."""

    def alone(self, term: Node) -> tuple[Symbol, Node] | None:
        """The variable of a term with its differential alone, and what stands at it; None for any other term."""


@dataclass(frozen=True, slots=True)
class InnerProducts:
    """Of a scalar output: ⟨ȳ, dy⟩."""

    output: Symbol
    rules: Sequence[Rule[Node]] = ADJOINTS

    def name(self, variable: Symbol) -> Node:
        return Cotangent(variable)

    def start(self, symbol: Symbol) -> Node:
        moved = Differential(symbol)
        return moved if symbol is self.output else Inner(Cotangent(symbol), moved)

    def alone(self, term: Node) -> tuple[Symbol, Node] | None:
        match term:
            case Inner(left=left, right=Differential(arg=Symbol() as variable)):
                return variable, left
            case _:
                return None


@dataclass(frozen=True, slots=True)
class Columns:
    """Of any other output: a matrix times vec(dy)."""

    output: Symbol
    rules: Sequence[Rule[Node]] = COLUMNS

    def name(self, variable: Symbol) -> Node:
        return Jacobian(self.output, variable)

    def start(self, symbol: Symbol) -> Node:
        column = stacked(Differential(symbol))
        return column if symbol is self.output else Product((Jacobian(self.output, symbol), column))

    def alone(self, term: Node) -> tuple[Symbol, Node] | None:
        matrix, column = matrix_and_column(term)
        match unstacked_column(column):
            case Differential(arg=Symbol() as variable):
                return variable, matrix
            case _:
                return None
