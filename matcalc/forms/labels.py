"""Labels: the t of h⁽ᵗ⁾. They say which array of a family is meant; an index says which entry of an array."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from matcalc.forms.dimensions import Dimension
from matcalc.forms.interning import OnlyOne
from matcalc.forms.shapes import Shape

_LABELLED = re.compile(r"(?P<base>[^\[\]]+)\[(?P<at>[^\[\]]+)\]")
_STEP = re.compile(r"(?P<origin>[^\W\d]\w*)?(?P<offset>[+-]?\d+)?")


@dataclass(frozen=True, slots=True, eq=False)
class Label(OnlyOne):
    """A named label that runs from 1 to what `last` names. Equal labels are the same object."""

    name: str
    last: str


@dataclass(frozen=True, slots=True, eq=False)
class At(OnlyOne):
    """Where a member of a family stands: t − 1, T, 0.

    origin: a label that runs; the name of where labels end; "" for the number `offset` itself.
    """

    origin: Label | str
    offset: int = 0

    @property
    def label(self) -> Label | None:
        """The label that it moves with."""
        return self.origin if isinstance(self.origin, Label) else None

    def moved(self, label: Label, to: At) -> At:
        """The same place with `to` in place of the label."""
        return At(to.origin, to.offset + self.offset) if self.origin is label else self

    def __str__(self) -> str:
        name = self.origin.name if isinstance(self.origin, Label) else self.origin
        if not name:
            return str(self.offset)
        return f"{name}{self.offset:+d}" if self.offset else name


@dataclass(frozen=True, slots=True, eq=False)
class Family(OnlyOne):
    """Arrays of one name, one for each value of a label. shape: of the member at the label, such as n[k] × n[k-1]."""

    name: str
    label: Label
    shape: Shape


@dataclass(frozen=True, slots=True, eq=False)
class Member(OnlyOne):
    """Which array of which family."""

    family: Family
    at: At


def place_of(text: str, label: Label) -> At | None:
    """What the text t-1, T or 0 says of a family that runs over `label`; None where it says nothing of it."""
    match = _STEP.fullmatch("".join(text.split()).replace("−", "-"))
    if match is None or not (match["origin"] or match["offset"]):
        return None
    offset = int(match["offset"] or 0)
    if not match["origin"]:
        return At("", offset)
    if match["origin"] == label.name:
        return At(label, offset)
    return At(label.last, offset) if match["origin"] == label.last else None


def split_name(name: str) -> tuple[str, str]:
    """The name and the label of h[t-1]; the label is empty where there is none."""
    match = _LABELLED.fullmatch(name)
    return (match["base"], match["at"]) if match is not None else (name, "")


def length_moved(length: Dimension, label: Label, to: At) -> Dimension:
    """A length with `to` in place of the label: n[k-1] becomes n[k] where k becomes k + 1."""
    return _with_places(length, label, lambda at: at.moved(label, to))


def shape_moved(shape: Shape, label: Label, to: At) -> Shape:
    """A shape with `to` in place of the label."""
    return Shape(length_moved(shape.rows, label, to), length_moved(shape.cols, label, to))


def shape_of_all(first: Shape, label: Label) -> Shape:
    """The shape of every member of a family, by that of the one at 0: n[0] becomes n[k]."""

    def counted(at: At) -> At:
        return At(label, at.offset) if at.origin == "" else at

    return Shape(_with_places(first.rows, label, counted), _with_places(first.cols, label, counted))


def _with_places(length: Dimension, label: Label, image: Callable[[At], At]) -> Dimension:
    """A length with the image of what stands in the brackets of each name."""
    if not any("[" in name for name in length.names):
        return length
    total = Dimension.number(0)
    for names, count in length.terms:
        product = Dimension.number(count)
        for name in names:
            base, text = split_name(name)
            at = place_of(text, label) if text else None
            product *= Dimension.named(name if at is None else f"{base}[{image(at)}]")
        total += product
    return total


def labels_of_length(length: Dimension) -> frozenset[str]:
    """The names of what stands in the brackets of a length: k and L of n[k-1] + n[L]."""
    found = (_STEP.fullmatch(split_name(name)[1]) for name in length.names)
    return frozenset(match["origin"] for match in found if match is not None and match["origin"])
