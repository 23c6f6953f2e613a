"""What the names of a page stand for that the input does not have: t1, p = softmax(x), grad_z."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

from matcalc.api.checked import checked
from matcalc.chain import Expression
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.higher import LONGEST_GRADIENT, SecondDerivative, with_gradient_written_out, written_out
from matcalc.engine.temporaries import written_size
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.index_form import Entry, IndexSum, Term, arrays_in
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.forms.traversal import replaced
from matcalc.notation.names import GRADIENT_PREFIX, JACOBIAN_PREFIX
from matcalc.notation.text_out import input_text


class Meanings:
    """The names that a derivation introduced or computed.

    program: the one that was asked about. facts: what is declared of its inputs.
    second: where the names are those of a second derivative.
    """

    def __init__(
        self, differentiation: Differentiation, program: Program, facts: Facts, second: SecondDerivative | None = None
    ) -> None:
        self._differentiation = differentiation
        self._program = program
        self._facts = facts
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

        Raises InputError where that is too long.
        """
        arrays = [gradient.value] if isinstance(gradient.value, Node) else list(arrays_in(gradient.value))
        images = {array: replaced(replaced(array, self._images), self._of_gradient) for array in arrays}
        size = sum(written_size(image, {}) for image in images.values())
        if size > LONGEST_GRADIENT:
            raise InputError(
                f"written out, the result has {_many(size)} operators and names, more than {LONGEST_GRADIENT:,}: "
                "read it with the names that .definitions lists"
            )
        if isinstance(gradient.value, IndexSum):
            terms = tuple(_with_arrays(term, images) for term in gradient.value.terms)
            return replace(gradient, value=IndexSum(terms), chain=None)
        if self._of_gradient and images[gradient.value] is not replaced(gradient.value, self._images):
            return replace(gradient, value=images[gradient.value], chain=None)
        whole = with_gradient_written_out(self._differentiation, gradient.of.name, self._facts)
        checked(whole, self._program, self._facts)
        return whole.gradient(gradient.of.name)

    @cached_property
    def _images(self) -> dict[Node, Node]:
        return written_out(self._differentiation)

    @cached_property
    def _of_gradient(self) -> dict[Node, Node]:
        """What the gradient that is differentiated again stands for."""
        value = None if self._second is None else self._gradient_value()
        return {self._second.gradient: value} if self._second is not None and isinstance(value, Node) else {}

    def _gradient_value(self) -> Expression | None:
        assert self._second is not None
        for definition in self._second.program.definitions:
            if definition.symbol is self._second.gradient:
                return definition.body if isinstance(definition.body, Node) else definition.body.body
        return None


def _with_arrays(term: Term, images: Mapping[Node, Node]) -> Term:
    factors = (
        replace(factor, array=images[factor.array]) if isinstance(factor, Entry) else factor for factor in term.factors
    )
    return replace(term, factors=tuple(factors))


def _many(size: int) -> str:
    return f"{size:,}" if size < 10**9 else "over 1,000,000,000"
