"""What the names of a page stand for that the input does not have: t1, p = softmax(x), grad_z."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from matcalc.api.checked import checked
from matcalc.chain import Expression
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.higher import SecondDerivative
from matcalc.engine.limits import Limits, limited
from matcalc.engine.written_out import with_gradient_written_out
from matcalc.forms.facts import Facts
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX
from matcalc.notation.text_out import input_text


class Meanings:
    """The names that a derivation introduced or computed.

    program: the one that was asked about. facts: what is declared of its inputs. limits: of any work that is done here.
    second: where the names are those of a second derivative.
    """

    def __init__(
        self,
        differentiation: Differentiation,
        program: Program,
        facts: Facts,
        limits: Limits,
        second: SecondDerivative | None = None,
    ) -> None:
        self._differentiation = differentiation
        self._program = program
        self._facts = facts
        self._limits = limits
        self._second = second

    @cached_property
    def texts(self) -> Mapping[str, str]:
        """What each name stands for, in the input language, in the order of the page."""
        found: dict[str, str] = {}
        if self._second is not None and isinstance(value := self._gradient_value(), (Node, IndexSum)):
            found[self._second.gradient.name] = input_text(value)
        for forward in self._differentiation.forward:
            if forward.definition.is_temporary and forward.matrix_form is not None:
                found.setdefault(forward.definition.symbol.name, input_text(forward.matrix_form))
        prefix = GRADIENT_PREFIX if self._differentiation.program.output.shape.is_scalar else JACOBIAN_PREFIX
        for gradient in self._differentiation.gradients:
            if gradient.chain is not None and isinstance(gradient.value, Node):
                found[f"{prefix}{gradient.of.name}"] = input_text(gradient.value)
        return MappingProxyType(found)

    def expanded(self, gradient: VariableGradient) -> VariableGradient:
        """The gradient in the names of the input and given cotangents alone, simplified and checked once more.

        Raises InputError where that is too long, and where a limit is passed.
        """
        with limited(self._limits):
            whole = with_gradient_written_out(self._differentiation, gradient.of.name, self._facts)
            checked(whole, self._program, self._facts)
        return whole.gradient(gradient.of.name)

    def _gradient_value(self) -> Expression | None:
        assert self._second is not None
        for definition in self._second.program.definitions:
            if definition.symbol is self._second.gradient:
                return definition.body if isinstance(definition.body, Node) else definition.body.body
        return None
