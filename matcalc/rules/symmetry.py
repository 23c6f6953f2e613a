"""Which arrays are their own transpose: by their structure, by what their names stand for, by what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import Add, Node, Symbol, Transpose
from matcalc.forms.traversal import replaced, symbols_in
from matcalc.rules.likeness import is_symmetric


def symmetric_names(right_sides: Mapping[Symbol, Node], facts: Facts) -> dict[Symbol, tuple[Symbol, ...]]:
    """The names that are symmetric by their equations, with the declared arrays that they owe it to.

    right_sides: in the order of the equations. Linear in what stands there.
    """
    found: dict[Symbol, tuple[Symbol, ...]] = {}
    for name, body in right_sides.items():
        if not name.shape.is_matrix or name.shape.rows != name.shape.cols:
            continue
        used = symbols_in(body)
        declared = tuple(symbol for symbol in used if Property.SYMMETRIC in facts.of(symbol))
        known = [symbol for symbol in used if symbol in found]
        if is_symmetric_where(body, ()):
            found[name] = ()
        elif is_symmetric_where(body, (*declared, *known)):
            owed = dict.fromkeys((*declared, *(symbol for one in known for symbol in found[one])))
            found[name] = tuple(owed)
    return found


def is_symmetric_where(root: Node, symmetric: Iterable[Node]) -> bool:
    """Whether an array is its own transpose where these are. A + Aᵀ, which is symmetric, stands in for each of them."""
    stand_ins: dict[Node, Node] = {array: Add((array, Transpose(array))) for array in symmetric}
    return is_symmetric(replaced(root, stand_ins) if stand_ins else root)
