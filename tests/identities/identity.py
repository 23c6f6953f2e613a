"""One row of the tables: what is differentiated, by what, and what a publication says comes out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Kind = Literal["gradient", "tangent", "jacobian", "vec", "index", "hessian", "hvp"]
"""What the result is.

gradient: of a scalar by anything, in the shape of the variable. tangent: of anything by a scalar, in the shape of the
output. jacobian: of a vector by a vector, output × variable. vec: ∂vec(Y)/∂vec(X)ᵀ. index: J[…] = … with the indices of
the output first, for three or four of them. hessian: second derivatives of a scalar, by a matrix as those by vec(X).
hvp: the Hessian times the array v, in the shape of the variable.
"""


@dataclass(frozen=True, slots=True)
class Identity:
    """A published derivative. shapes: as "X: m×n, a: m, c:"; a name alone with its colon is a scalar.

    lets: definitions that go before the expression. assume: facts as the program takes them. note: what is to be
    said of the source: an erratum, another layout.
    """

    name: str
    expression: str
    wrt: str
    result: str
    shapes: str
    source: str
    kind: Kind = "gradient"
    lets: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()
    note: str = ""

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """The lengths of the axes of every array, by its name."""
        return MappingProxyType(axes_of(self.shapes))

    @property
    def order(self) -> int:
        return 2 if self.kind in ("hessian", "hvp") else 1


def axes_of(shapes: str) -> dict[str, tuple[str, ...]]:
    found = {}
    for entry in shapes.split(","):
        name, _, shape = entry.partition(":")
        found[name.strip()] = tuple(side.strip() for side in shape.split("×") if side.strip())
    return found


def rows(kind: Kind, shapes: str, source: str, entries: Sequence[tuple[str, ...]]) -> tuple[Identity, ...]:
    """Rows of one kind that share the shapes: (name, expression, wrt, result, where in the source[, note])."""
    used = axes_of(shapes)
    made = []
    for name, expression, wrt, result, where, *note in entries:
        own = ", ".join(
            f"{array}: {'×'.join(axes)}" for array, axes in used.items() if _names(array, expression + " " + wrt)
        )
        made.append(Identity(name, expression, wrt, result, own, f"{source}, {where}", kind, note="".join(note)))
    return tuple(made)


def _names(name: str, text: str) -> bool:
    return re.search(rf"(?<![\w.]){name}(?![\w(])", text) is not None
