"""What the engine is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.matrix_form import Cotangent, Symbol


@dataclass(frozen=True, slots=True)
class Request:
    """The gradient at `wrt`; the names in `unfold` are written out in its last lines."""

    wrt: Symbol
    unfold: tuple[Symbol | Cotangent, ...] = ()
