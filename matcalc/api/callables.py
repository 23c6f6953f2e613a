"""Functions of arrays: the derivatives, and the expression itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcalc.codegen import About, Compiled, Form, Source, compiled, numpy_source
from matcalc.documents.derived import Second
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.forms.shapes import derivative_shape

BACKENDS = ("numpy",)


class Several:
    """Functions of the same arrays, as one that returns a dict."""

    def __init__(self, parts: Mapping[str, Compiled]) -> None:
        self._parts = dict(parts)

    def __call__(self, /, *unnamed: object, **arrays: object) -> dict[str, Any]:
        """The results by name. Raises InputError for arrays that do not fit or have no name."""
        return {name: part(*unnamed, **arrays) for name, part in self._parts.items()}


@dataclass(frozen=True, slots=True)
class Part:
    """What one function computes: the derivatives by the variables `wrt`, derived together."""

    differentiation: Differentiation
    wrt: tuple[str, ...]

    def compiled(self) -> Compiled:
        """The function."""
        return compiled(self.differentiation.program, self._wanted(), self._named())

    def source(self, name: str, about: About) -> Source:
        """The code of the function, called `name`."""
        return numpy_source(self.differentiation.program, self._wanted(), self._named(), name, about)

    def _wanted(self) -> Form | dict[str, Form]:
        forms = {name: _form(self.differentiation.gradient(name)) for name in self.wrt}
        return forms[self.wrt[0]] if len(self.wrt) == 1 else forms

    def _named(self) -> dict[Cotangent, Form]:
        output = self.differentiation.program.output.shape
        return {
            Cotangent(gradient.of, output): _form(gradient)
            for gradient in self.differentiation.gradients
            if gradient.chain is not None and derivative_shape(output, gradient.of.shape) is not None
        }


def parts_of(differentiation: Differentiation, seconds: Sequence[Second], wrt: Sequence[str]) -> tuple[Part, ...]:
    """First derivatives are derived together; second derivatives by several variables, each by itself."""
    if not seconds:
        return (Part(differentiation, tuple(wrt)),)
    by_name = {second.derivative.of.name: second.derivative.differentiation for second in seconds}
    return tuple(Part(by_name[name], (name,)) for name in wrt)


def callable_of(parts: Sequence[Part]) -> Compiled | Several:
    """The derivatives as a function of arrays: one array, or a dict where there are several."""
    if len(parts) == 1:
        return parts[0].compiled()
    return Several({part.wrt[0]: part.compiled() for part in parts})


def check_backend(backend: object) -> None:
    """Raises InputError for what is no known backend."""
    if backend not in BACKENDS:
        raise InputError(f"there is no backend {backend!r}; known: {', '.join(BACKENDS)}")


def _form(gradient: VariableGradient) -> Form:
    return Form(gradient.value) if isinstance(gradient.value, Node) else Form(gradient.value, gradient.free)
