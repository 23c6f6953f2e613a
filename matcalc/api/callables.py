"""Functions of arrays: the derivatives, and the expression itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matcalc.codegen import About, Compiled, Form, Source, compiled, loops_source, numpy_source
from matcalc.codegen.order import derivative_forms, form_of
from matcalc.documents.derived import Second
from matcalc.documents.formats import LATEX_ALGORITHM
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InputError

BACKENDS = ("numpy",)
CODES = (*BACKENDS, LATEX_ALGORITHM)


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

    def compiled(self) -> Compiled:
        """The function."""
        if self.differentiation.program.labels:
            return Compiled(loops_source(self.differentiation, self.wrt, "derivative"))
        return compiled(self.differentiation.program, self._wanted(), derivative_forms(self.differentiation))

    def source(self, name: str, about: About) -> Source:
        """The code of the function, called `name`."""
        if self.differentiation.program.labels:
            return loops_source(self.differentiation, self.wrt, name, about)
        return numpy_source(
            self.differentiation.program, self._wanted(), derivative_forms(self.differentiation), name, about
        )

    def _wanted(self) -> Form | dict[str, Form]:
        forms = {name: form_of(self.differentiation.gradient(name)) for name in self.wrt}
        return forms[self.wrt[0]] if len(self.wrt) == 1 else forms


def parts_of(differentiation: Differentiation, seconds: Sequence[Second], wrt: Sequence[str]) -> tuple[Part, ...]:
    """The first derivatives together, then the second ones that were asked for, each by itself."""
    first = Part(differentiation, tuple(wrt))
    derivatives = (second.derivative for second in seconds)
    return (first, *(Part(each.differentiation, (each.of.name,), 2) for each in derivatives))


def callable_of(parts: Sequence[Part]) -> Compiled | Several:
    """The derivatives as a function of arrays: one array, or a dict where there are several.

    Where the first and the second by a variable are among the parts, it is the second.
    """
    first, *seconds = parts
    if not seconds:
        return first.compiled()
    by_name = {second.wrt[0]: second for second in seconds}
    each = {name: by_name.get(name) or Part(first.differentiation, (name,)) for name in first.wrt}
    if len(each) == 1:
        return seconds[0].compiled()
    return Several({name: part.compiled() for name, part in each.items()})


def check_backend(backend: object, known: Sequence[str] = BACKENDS) -> None:
    """Raises InputError for what is no known backend."""
    if backend not in known:
        raise InputError(f"there is no backend {backend!r}; known: {', '.join(known)}")
