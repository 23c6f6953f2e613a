"""Functions of arrays: the derivatives, and the expression itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from matcalc.codegen import Compiled, Form, compiled
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

    @property
    def parameters(self) -> tuple[str, ...]:
        """What can be passed, by the names of the input language."""
        return tuple(dict.fromkeys(name for part in self._parts.values() for name in part.parameters))

    def __call__(self, /, *unnamed: object, **arrays: object) -> dict[str, Any]:
        """The results by name. Raises InputError for arrays that do not fit or have no name."""
        return {name: part(*unnamed, **arrays) for name, part in self._parts.items()}


def callable_of(
    differentiation: Differentiation, seconds: Sequence[Second], wrt: Sequence[str], backend: str
) -> Compiled | Several:
    """The derivatives by the variables as a function of arrays: one array, or a dict where there are several."""
    if backend not in BACKENDS:
        raise InputError(f"there is no backend {backend!r}; known: {', '.join(BACKENDS)}")
    if not seconds:
        return _compiled(differentiation, wrt)
    by_name = {second.derivative.of.name: second.derivative.differentiation for second in seconds}
    parts = {name: _compiled(by_name.get(name, differentiation), [name]) for name in wrt}
    return parts[wrt[0]] if len(wrt) == 1 else Several(parts)


def _compiled(differentiation: Differentiation, wrt: Sequence[str]) -> Compiled:
    output = differentiation.program.output.shape
    named = {
        Cotangent(gradient.of, output): _form(gradient)
        for gradient in differentiation.gradients
        if gradient.chain is not None and derivative_shape(output, gradient.of.shape) is not None
    }
    forms = {name: _form(differentiation.gradient(name)) for name in wrt}
    return compiled(differentiation.program, forms[wrt[0]] if len(wrt) == 1 else forms, named)


def _form(gradient: VariableGradient) -> Form:
    return Form(gradient.value) if isinstance(gradient.value, Node) else Form(gradient.value, gradient.free)
