"""What is said where the shapes of undeclared arrays can not be told, or do not go together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from itertools import chain, count

from matcalc.errors import LanguageError, ShapeError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.inference.leaves import Found
from matcalc.notation.inference.lengths import ClashError, substituted, unknowns

MOST_NAMED = 6
LETTERS = "nmkpqrs"

_WORD = re.compile(r"[^\W\d]\w*")


def misfit(clash: ClashError, declared: Mapping[str, Shape], *, in_document: bool = False) -> ShapeError:
    """The error for lengths that clash: what is demanded, both lengths, which arrays were not declared, a caret.

    Where the two are the sides of one declared array, it says that the array would have to be square. in_document:
    whether shapes are declared by what a document says, and not by an option.
    """
    relation = clash.relation
    assert relation is not None
    names = sorted(relation.place.names)
    them = "it" if len(names) == 1 else "them"
    left, right = (_shown(side) for side in (clash.left, clash.right))
    whose = f"the shape of {names[0]} was" if len(names) == 1 else f"the shapes of {_listed(names)} were"
    text, column = relation.place.text, relation.place.column
    because = likely = ""
    if (found := _declared_with(clash, text, column, declared)) is not None:
        name, column = found
        shape = declared[name]
        because, likely = f", as {name} is {shape}", f"; did you mean {name}: {Shape(shape.cols, shape.cols)}?"
    where = "in the document, as in X ∈ ℝ^{m×n}" if in_document else "with --shape (shapes= in Python)"
    return ShapeError.located(
        f"{relation.rule}, and here {left} meets {right}{because}; {whose} not declared, and none fits every place: "
        f"mend the expression, or declare {them} {where}{likely}",
        text,
        column,
    )


def _declared_with(clash: ClashError, text: str, column: int, declared: Mapping[str, Shape]) -> tuple[str, int] | None:
    """The first declared array from `column` on whose two sides are the lengths that clash, and where it stands."""
    for word in _WORD.finditer(text, column):
        shape = declared.get(word[0])
        if shape is not None and {shape.rows, shape.cols} == {clash.left, clash.right}:
            return word[0], word.start()
    return None


def not_told(
    found: Mapping[str, Found],
    shapes: Mapping[str, Shape],
    declared: Iterable[str],
    taken: frozenset[str],
    scalars: frozenset[str],
    long: frozenset[str],
) -> LanguageError:
    """The error that asks for the shapes that nothing tells, says what is known of them, and how to declare them.

    taken: names that no length can have. scalars: the arrays that are most likely scalars. long: the unknown lengths
    over which an index runs, so that they are not 1.
    """
    missing = [name for name, shape in shapes.items() if unknowns(shape.rows) or unknowns(shape.cols)]
    asked = missing[:MOST_NAMED]
    first = asked[0]
    fresh = letters(taken | set(shapes) | set(declared))
    likely = {name: SCALAR if _is_open(shapes[name]) and name in scalars else shapes[name] for name in asked}
    proposals = _proposals(likely, fresh, long)
    known = [f"{name} is {_sides(shapes[name])}" for name in asked if _is_partly_known(shapes[name])]
    whose = f"the shape of {first}" if len(missing) == 1 else f"the shapes of {_listed(missing)}"
    sentence = f"nothing tells {whose}{'; known so far: ' + ', '.join(known) if known else ''}"
    flag = ", ".join(f"{name}: {proposals[name]}" for name in asked)
    them = "it" if len(missing) == 1 else "them"
    advice = f'declare {them}, such as --shape "{flag}" (shapes="{flag}" in Python)'
    return LanguageError(f"{sentence}; {advice}{_typo(first, declared)}", found[first].text, found[first].column)


def _typo(name: str, declared: Iterable[str]) -> str:
    names = sorted(declared)
    same = [other for other in names if other.lower() == name.lower()]
    close = same or (get_close_matches(name, names, n=1, cutoff=0.75) if len(name) > 2 else [])
    return f"; or did you mean {close[0]}?" if close else ""


def _proposals(shapes: Mapping[str, Shape], fresh: Iterator[str], long: frozenset[str]) -> dict[str, str]:
    """A shape for each array that agrees with what is known; an open second side is 1 where the name is a vector's."""
    images: dict[str, Dimension] = {}
    for name, shape in shapes.items():
        for side in (shape.rows, shape.cols):
            for unknown in sorted(unknowns(side) - images.keys()):
                is_vector = name[0].islower() and side is shape.cols and side != shape.rows and unknown not in long
                images[unknown] = Dimension.number(1) if is_vector else Dimension.named(next(fresh))
    return {
        name: str(Shape(substituted(shape.rows, images), substituted(shape.cols, images)))
        for name, shape in shapes.items()
    }


def letters(taken: Iterable[str], first: str = LETTERS) -> Iterator[str]:
    """Names for lengths that nothing else has; those of `first` before others."""
    names = frozenset(taken)
    return (name for name in chain(first, (f"n{number}" for number in count(1))) if name not in names)


def _is_partly_known(shape: Shape) -> bool:
    return shape.rows == shape.cols or not _is_open(shape)


def _is_open(shape: Shape) -> bool:
    return bool(unknowns(shape.rows) and unknowns(shape.cols))


def _sides(shape: Shape) -> str:
    square = ", square" if shape.rows == shape.cols else ""
    return f"{_shown(shape.rows)}×{_shown(shape.cols)}{square}"


def _shown(length: Dimension) -> str:
    """A length as people write it, ? where nothing tells it."""
    return "?" if unknowns(length) else str(length)


def _listed(names: list[str]) -> str:
    shown = names if len(names) <= MOST_NAMED else [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"
