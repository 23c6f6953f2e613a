"""What the names of a page stand for that the input does not have: t1, p = softmax(x), grad_z."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from matcalc.api.checked import checked
from matcalc.documents.result_text import result_text
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.higher import SecondDerivative
from matcalc.engine.limits import Limits, limited
from matcalc.engine.written_out import with_gradient_written_out
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import IndexDefinition, Program
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX
from matcalc.notation.text_in import parse_result
from matcalc.notation.text_out import equation_text, input_text


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
        if self._second is not None and (value := self._gradient_value()) is not None:
            found[self._second.gradient.name] = _text(self._second.gradient.name, value)
        for forward in self._differentiation.forward:
            if forward.definition.is_temporary and forward.matrix_form is not None:
                found.setdefault(forward.definition.symbol.name, input_text(forward.matrix_form))
        prefix = GRADIENT_PREFIX if self._differentiation.program.output.shape.is_scalar else JACOBIAN_PREFIX
        for gradient in self._differentiation.gradients:
            if gradient.chain is not None and isinstance(gradient.value, Node):
                found[f"{prefix}{gradient.of.name}"] = input_text(gradient.value)
        return MappingProxyType(found)

    def text(self, gradient: VariableGradient) -> str:
        """The value of a derivative in the input language; an index form as an equation."""
        return result_text(gradient, self._differentiation.program)

    def read(self, text: str) -> Node | IndexDefinition:
        """What a text in the names of the derivation stands for. Raises LanguageError and ShapeError."""
        program = self._differentiation.program
        symbols = {symbol.name: symbol for symbol in program.symbols}
        return parse_result(text, symbols, program.output.shape, program.lengths | self._program.lengths)

    def expanded(self, gradient: VariableGradient) -> VariableGradient:
        """The gradient in the names of the input and given cotangents alone, simplified and checked once more.

        Raises InputError where that is too long, and where a limit is passed.
        """
        with limited(self._limits):
            whole = with_gradient_written_out(self._differentiation, gradient.of.name, self._facts)
            checked(whole, self._program, self._facts)
        return whole.gradient(gradient.of.name)

    def _gradient_value(self) -> Node | IndexDefinition | None:
        assert self._second is not None
        for definition in self._second.program.definitions:
            if definition.symbol is self._second.gradient:
                return definition.body
        return None


def _text(name: str, body: Node | IndexDefinition) -> str:
    return input_text(body) if isinstance(body, Node) else equation_text(name, body.places, body.body)
