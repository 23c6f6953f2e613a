"""What the engine is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.matrix_form import Cotangent, Symbol


@dataclass(frozen=True, slots=True)
class Request:
    """The derivative by `wrt`. A name in `unfold` is written out: an array in the last lines, a derivative that was
    found before in the chain rule, entry by entry."""

    wrt: Symbol
    unfold: tuple[Symbol | Cotangent, ...] = ()
