"""What the engine hands out: the equations in both forms, and one gradient a variable, each with its chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.chain import Chain, Expression
from matcalc.forms.index_form import Entry, IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Definition, Program

if TYPE_CHECKING:
    from matcalc.rules.invertible import Invertible


@dataclass(frozen=True, slots=True)
class Forward:
    """One equation of the program in both forms.

    chain: from the entry of the matrix form to the index form; where the equation was given in index form, from
    that to the entry of the matrix form and to the array itself. None for an unknown scalar function E(a) and for the
    solution of an equation, which have no index form.
    """

    definition: Definition
    free: tuple[Index, ...]
    matrix_form: Node | None
    index_form: IndexSum | None
    chain: Chain | None


@dataclass(frozen=True, slots=True)
class VariableGradient:
    """The gradient of the output at one variable.

    consumers: the definitions through which the output sees the variable. chain: from ∂E/∂x_i through the chain
    rule and the collapse to `value`; None where the gradient is given. value: matrix form, or index form where no
    matrix form exists; the given cotangent itself where it is given. stacked: a value with three or four free indices
    continued to the entry of one matrix, whose rows are the places of vec(output) and whose columns are those of
    vec(of); None for any other value, and where no matrix holds it. distinct: where the variable is declared symmetric,
    the gradient by its distinct entries alone. turned: where a layout asks for it, from the transpose of the value, or
    of the matrix of `stacked`, to its simplest form. before_last: of a member of a family, that the derivation holds
    for all but the last of them, for which there is a gradient of its own.
    """

    of: Symbol
    free: tuple[Index, ...]
    consumers: tuple[Symbol, ...]
    value: Expression
    chain: Chain | None
    requested: bool
    stacked: Chain | None = None
    distinct: Chain | None = None
    turned: Chain | None = None
    before_last: bool = False

    @property
    def matrix_of_stacked(self) -> Node | None:
        """The matrix ∂vec(output)/∂vec(of)ᵀ, where there is one."""
        entry = self.stacked.end.single if self.stacked is not None and isinstance(self.stacked.end, IndexSum) else None
        return entry.array if isinstance(entry, Entry) else None

    @property
    def matrix(self) -> Node | None:
        """The value where it has a matrix form, else the matrix of `stacked`."""
        return self.value if isinstance(self.value, Node) else self.matrix_of_stacked


@dataclass(frozen=True, slots=True)
class Differentiation:
    """All that was derived from one program. gradients stand in the order in which they were derived: backwards.

    residuals: how the residual of each array that solves an equation depends on that array.
    """

    program: Program
    forward: tuple[Forward, ...]
    gradients: tuple[VariableGradient, ...]
    residuals: tuple[Residual, ...] = ()

    @property
    def held(self) -> frozenset[Symbol]:
        """The inputs by which nothing is differentiated."""
        return frozenset(self.program.inputs) - {self.program.output, *(gradient.of for gradient in self.gradients)}

    def gradient(self, name: str) -> VariableGradient:
        """The gradient at the variable of that name. Raises KeyError where there is none."""
        for gradient in self.gradients:
            if gradient.of.name == name:
                return gradient
        raise KeyError(name)

    def introduced_in(self, program: Program) -> tuple[Definition, ...]:
        """The names that it has introduced, also those of its residuals, besides those of the program."""
        programs = (*(residual.differentiation.program for residual in self.residuals), self.program)
        last = {one.symbol: one for each in programs for one in each.definitions}  # in a residual, x is no unknown
        known = set(program.symbols)
        return tuple(one for symbol, one in last.items() if symbol not in known)


@dataclass(frozen=True, slots=True)
class Residual:
    """The derivative of a residual r by the unknown x that makes it 0; x moves alone.

    jacobian: the name of ∂r/∂x. differentiation: of a program of its own, in which the unknown is an input.
    inverse: why, or where, ∂r/∂x has an inverse, without which x is no function of what else r reads.
    """

    unknown: Symbol
    jacobian: Symbol
    differentiation: Differentiation
    inverse: Invertible

    @property
    def symbol(self) -> Symbol:
        """The residual."""
        return self.differentiation.program.output
