"""What the engine hands out: the equations in both forms, and one gradient a variable, each with its chain."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.chain import Chain, Expression
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Definition, Program


@dataclass(frozen=True, slots=True)
class Forward:
    """One equation of the program in both forms.

    chain: from the entry of the matrix form to the index form; where the equation was given in index form, from
    that to the entry of the matrix form and to the array itself. None for an unknown scalar function E(a), which
    has no index form.
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
    matrix form exists; the given cotangent itself where it is given.
    """

    of: Symbol
    free: tuple[Index, ...]
    consumers: tuple[Symbol, ...]
    value: Expression
    chain: Chain | None
    requested: bool


@dataclass(frozen=True, slots=True)
class Differentiation:
    """All that was derived from one program. gradients stand in the order in which they were derived: backwards."""

    program: Program
    forward: tuple[Forward, ...]
    gradients: tuple[VariableGradient, ...]

    def gradient(self, name: str) -> VariableGradient:
        """The gradient at the variable of that name. Raises KeyError where there is none."""
        for gradient in self.gradients:
            if gradient.of.name == name:
                return gradient
        raise KeyError(name)
