"""Code that reads an array at places that move with two indices: its windows, padded by zeros where it ends too early.

Positions count from 0 here. An index that is taken away is read backwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.indices import Index, Place, Shifted, is_natural, is_taken_away, lies_within


@dataclass(frozen=True, slots=True)
class Labelled:
    """The text of an array, and the index along each of its axes. overlaps: whether it shows entries several times."""

    text: str
    level: Level
    labels: tuple[Index, ...]
    overlaps: bool = False


@dataclass(frozen=True, slots=True)
class _Steps:
    """An index along an axis that is made of every `count`-th place, read backwards or not."""

    index: Index
    count: Dimension
    is_backwards: bool

    @property
    def span(self) -> Dimension:
        """How many places lie from the first to the last, both counted."""
        return self.count * (self.index.range - ONE) + ONE

    def text(self, body: Body) -> str:
        if self.count.is_one:
            return "::-1" if self.is_backwards else ":"
        return f"::{'-' if self.is_backwards else ''}{body.size(self.count).atom}"

    @property
    def forwards(self) -> _Steps:
        """The same places from the first to the last."""
        return replace(self, is_backwards=False)


@dataclass(frozen=True, slots=True)
class _Axis:
    """What is read along one axis: zeros put before and after it, the part that is cut out, the steps in that part.

    One index steps through the part itself; of two the first says where a window begins, the second steps inside it.
    """

    before: Dimension
    after: Dimension
    start: Dimension
    stop: Dimension | None
    steps: tuple[_Steps, ...]

    @property
    def is_padded(self) -> bool:
        return self.before is not ZERO or self.after is not ZERO


def needs_windows(places: Sequence[Place]) -> bool:
    """Whether a place is more than an index, a place that does not move, or one that is surely there i + n away."""
    return any(isinstance(place, Shifted) and not (place.is_block and lies_within(place)) for place in places)


def read_windows(array: Value, places: Sequence[Place], inner: Sequence[Index], body: Body) -> Labelled | None:
    """The entries of an array at places; None where that is no reading of windows.

    inner: the indices that had better run inside the windows, the first most of all.
    """
    axes = [_axis(place, inner) for place in places]
    found = [axis for axis in axes if axis is not None]
    if len(found) < len(axes):
        return None
    text = _padded(array, found, body)
    text = _subscripted(text, [_cut(axis, body) for axis in found])
    windows = [(number, axis.steps[1]) for number, axis in enumerate(found) if len(axis.steps) > 1]
    if windows:
        text = Value(_windows(text, windows, len(found), body), Level.ATOM)
    steps = [*(axis.steps[0] for axis in found if axis.steps), *(step for _, step in windows)]
    text = _stepped(text, steps, body)
    return Labelled(text.text, text.level, tuple(step.index for step in steps), overlaps=bool(windows))


def _axis(place: Place, inner: Sequence[Index]) -> _Axis | None:
    """How an axis is read at a place; None where it is not known what lies beyond it, or for more than two indices."""
    if isinstance(place, Index):
        return _Axis(ZERO, ZERO, ZERO, None, (_Steps(place, ONE, is_backwards=False),))
    if not isinstance(place, Shifted) or len(place.counted) > 2 or place.is_fixed:
        return None
    first = place.offset
    steps = []
    for index, times in place.counted:
        backwards = is_taken_away(times)
        size = ZERO - times if backwards else times
        if not (size - ONE).is_surely_natural:
            return None
        first = first + (size - size * (index.range + ONE) if backwards else size)
        steps.append(_Steps(index, size, backwards))
    steps.sort(key=lambda step: len(inner) - inner.index(step.index) if step.index in inner else 0)
    start = first - ONE
    length = sum((step.span - ONE for step in steps), start=ONE)
    before, after = _lacking(start, place), _lacking(place.range - start - length, place)
    if before is None or after is None:
        return None
    begin = start + before
    stop = begin + length
    return _Axis(before, after, begin, None if stop is before + place.range + after else stop, tuple(steps))


def _lacking(room: Dimension, place: Shifted) -> Dimension | None:
    """How many places are lacking, where there is room for so many; None where that depends on the sizes."""
    if is_natural(room, place):
        return ZERO
    return ZERO - room if is_natural(ZERO - room, place) else None


def _padded(array: Value, axes: Sequence[_Axis], body: Body) -> Value:
    if not any(axis.is_padded for axis in axes):
        return array
    widths = [(body.size(axis.before).text, body.size(axis.after).text) for axis in axes]
    if body.backend.is_typed:  # PyTorch counts from the last axis
        pads = f"({', '.join(f'{before}, {after}' for before, after in reversed(widths))})"
    elif all(before == after == widths[0][0] for before, after in widths):
        pads = widths[0][0]
    else:
        pairs = [f"({before}, {after})" for before, after in widths]
        pads = pairs[0] if len(pairs) == 1 else f"({', '.join(pairs)})"
    return body.call("pad", array.text, pads)


def _cut(axis: _Axis, body: Body) -> str:
    start = "" if axis.start is ZERO else body.size(axis.start).text
    return f"{start}:{'' if axis.stop is None else body.size(axis.stop).text}"


def _subscripted(array: Value, at: list[str]) -> Value:
    while at and at[-1] == ":":
        at.pop()
    return Value(f"{array.atom}[{', '.join(at)}]", Level.ATOM) if at else array


def _stepped(array: Value, steps: Sequence[_Steps], body: Body) -> Value:
    """The places that the steps lead to; PyTorch has no steps backwards and turns the axes over."""
    if body.backend.steps_back or not any(step.is_backwards for step in steps):
        return _subscripted(array, [step.text(body) for step in steps])
    axes = ", ".join(str(axis) for axis, step in enumerate(steps) if step.is_backwards)
    turned = body.call("flip", array.text, f"({axes},)")
    return _subscripted(turned, [step.forwards.text(body) for step in steps])


def _windows(array: Value, windows: Sequence[tuple[int, _Steps]], axes: int, body: Body) -> str:
    lengths = [body.size(step.span).text for _, step in windows]
    shape = lengths[0] if len(lengths) == 1 else f"({', '.join(lengths)})"
    where = "" if len(windows) == axes else f", axis={windows[0][0]}"
    return f"{body.function('sliding_window_view')}({array.text}, {shape}{where})"
