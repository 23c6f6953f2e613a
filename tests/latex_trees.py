"""Trees of formulas without their places, as plain tuples."""

from dataclasses import fields, is_dataclass
from typing import Any

from matcalc.notation.latex_in.formula import Span


def outline(node: Any) -> Any:
    """A tree without the places of its parts: two texts are typed alike where these are equal."""
    if isinstance(node, tuple):
        return tuple(outline(item) for item in node)
    if not is_dataclass(node):
        return node
    values = ((field.name, getattr(node, field.name)) for field in fields(node))
    return (type(node).__name__, *(outline(value) for name, value in values if not isinstance(value, Span)))
