"""Functions of arrays: the derivatives, and the expression itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcalc.codegen import BACKENDS, NUMPY, About, Backend, Compiled, Form, Source, loops_source, source_of
from matcalc.codegen.order import derivative_forms, form_of
from matcalc.documents.derived import Second
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Cotangent


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


@dataclass(frozen=True, slots=True)
class Part:
    """What one function computes: the derivatives of one order by the variables `wrt`, derived together."""

    differentiation: Differentiation
    wrt: tuple[str, ...]
    order: int = 1
    facts: Facts = NONE

    def compiled(self, backend: Backend = NUMPY) -> Compiled:
        """The function."""
        return Compiled(self.source("derivative", None, backend))

    def source(self, name: str, about: About | None, backend: Backend = NUMPY) -> Source:
        """The code of the function, called `name`."""
        if self.differentiation.program.labels:
            return loops_source(self.differentiation, self.wrt, name, about, backend)
        named = derivative_forms(self.differentiation)
        return source_of(self.differentiation.program, self._wanted(named), named, name, about, backend, self.facts)

    def _wanted(self, named: Mapping[Cotangent, Form]) -> Form | dict[str, Form]:
        """What is computed: of several derivatives each under its name, grad_W."""
        if len(self.wrt) == 1:
            return form_of(self.differentiation.gradient(self.wrt[0]))
        called = {cotangent.of: cotangent for cotangent in named}
        gradients = {name: self.differentiation.gradient(name) for name in self.wrt}
        return {
            name: Form(called[gradient.of]) if gradient.of in called else form_of(gradient)
            for name, gradient in gradients.items()
        }


def parts_of(
    differentiation: Differentiation, seconds: Sequence[Second], wrt: Sequence[str], facts: Facts
) -> tuple[Part, ...]:
    """The first derivatives together, then the second ones that were asked for, each by itself."""
    first = Part(differentiation, tuple(wrt), facts=facts)
    derivatives = (second.derivative for second in seconds)
    return (first, *(Part(each.differentiation, (each.of.name,), 2, facts) for each in derivatives))


def callable_of(parts: Sequence[Part], backend: Backend) -> Compiled | Several:
    """The derivatives as a function of arrays: one array, or a dict where there are several.

    Where the first and the second by a variable are among the parts, it is the second.
    """
    first, *seconds = parts
    if not seconds:
        return first.compiled(backend)
    by_name = {second.wrt[0]: second for second in seconds}
    each = {name: by_name.get(name) or Part(first.differentiation, (name,), facts=first.facts) for name in first.wrt}
    if len(each) == 1:
        return seconds[0].compiled(backend)
    return Several({name: part.compiled(backend) for name, part in each.items()})


def backend_of(name: object, others: Sequence[str] = ()) -> Backend:
    """The backend of that name. Raises InputError for what is no known one; others: what could be asked for, too."""
    if not isinstance(name, str) or name not in BACKENDS:
        raise InputError(f"there is no backend {name!r}; known: {', '.join((*BACKENDS, *others))}")
    return BACKENDS[name]
