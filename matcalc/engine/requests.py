"""What the engine is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.forms.matrix_form import Cotangent, Symbol


@dataclass(frozen=True, slots=True)
class Request:
    """The derivative by `wrt`. The names in `unfold` are written out in its last lines.

    Derivatives among them are written out on the way there too, where they are not asked for themselves.
    A derivative that is no sum over an index is put into the chain rule already, entry by entry.
    """

    wrt: Symbol
    unfold: tuple[Symbol | Cotangent, ...] = ()
