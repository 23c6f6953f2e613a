"""The reader of statements about equations: z = …, grad_a = …, D(z, a) = …, each of them also entry by entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcalc.errors import LanguageError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import IndexSum, free_indices
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import DiagOf, Node, Symbol
from matcalc.forms.oriented import in_layout
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.forms.vectorized import Unvec
from matcalc.notation.calls import DERIVATIVE, is_elementwise
from matcalc.notation.index_in import IndexReader
from matcalc.notation.lines_in import lines_written_out
from matcalc.notation.names import GRADIENT_PREFIX, NAME
from matcalc.notation.operations import OPERATIONS
from matcalc.notation.parts import ArrayPart, CallPart
from matcalc.notation.ranges import Ranges
from matcalc.notation.syntax import parse_tree

if TYPE_CHECKING:
    from lark import Token, Tree

_OF = rf"(?P<name>{NAME.pattern})\s*(?:\[(?P<places>[^\[\]]*)\])?"
_BY = rf"(?P<by>{NAME.pattern})\s*(?:\[(?P<by_places>[^\[\]]*)\])?"
_SUBJECT = re.compile(rf"\s*{_OF}\s*=(?!=)")
_DERIVATIVE = re.compile(rf"\s*{DERIVATIVE}\(\s*{_OF}\s*,\s*{_BY}\s*\)\s*=(?!=)")

_DERIVATIVE_INSIDE = re.compile(rf"\b{DERIVATIVE}\s*\(")
_ENTRIES = re.compile(r"\[[^\[\]:]*\]|\bsum\s+[^\W\d]")
"""Entries and sums over a letter; A[:, 0:n] is a block, which stands in matrix expressions."""


@dataclass(frozen=True, slots=True)
class Orientation:
    """How derivatives by arrays are written inside matrix expressions. output: what is differentiated in the end."""

    layout: Layout
    output: Symbol


@dataclass(frozen=True, slots=True)
class StatedSubject:
    """What a statement is about, by its left side.

    name: z of z = …; a of grad_a = …; z of D(z, a) = …, then `by` is a. places: the letters in brackets, those of `by`
    last; None where there are no brackets. right: where the right side begins.
    """

    name: str
    is_gradient: bool
    by: str | None
    places: tuple[str, ...] | None
    right: int


class StatementReader(IndexReader):
    """Reads what IndexReader does, and the derivative of a function that is not elementwise as if it were.

    softmax'(z) is what people mean by it: the derivative of each entry by the same entry, which is diag_of(∂p/∂z).
    orientation: how D(z, a), the derivative of an array by a named one, stands inside a matrix expression; None where
    it does not.
    """

    def __init__(
        self, text: str, symbols: Mapping[str, Symbol], output: Shape = SCALAR, orientation: Orientation | None = None
    ) -> None:
        super().__init__(text, symbols, output)
        self._orientation = orientation

    def _call_of(self, call: CallPart, arguments: tuple[ArrayPart, ...], tree: Tree[Token]) -> ArrayPart:
        if call.name == DERIVATIVE and self._orientation is not None:
            return self._derivative(call, arguments, self._orientation, tree)
        if call.order != 1 or is_elementwise(call.name) or call.name not in OPERATIONS:
            return super()._call_of(call, arguments, tree)
        plain = CallPart(call.name, 0, call.axis, call.start)
        whole = super()._call_of(plain, arguments, tree)
        first = arguments[0].node if arguments else None
        if not isinstance(first, Symbol) or whole.node.shape != first.shape:
            message = f"{call.name}' is read where {call.name} makes of one named array another of its shape"
            raise LanguageError(message, self.text, call.start)
        entries: Node = DiagOf(Jacobian(whole.node, first))
        if first.shape.is_matrix:
            entries = Unvec(entries, first.shape.rows, first.shape.cols)
        return ArrayPart(entries, whole.depth + 2, whole.start, whole.end)

    def _derivative(
        self, call: CallPart, arguments: tuple[ArrayPart, ...], orientation: Orientation, tree: Tree[Token]
    ) -> ArrayPart:
        """D(z, a), z any expression."""
        nodes = [argument.node for argument in arguments]
        if len(nodes) != 2 or not isinstance(nodes[1], Symbol):
            message = f"{DERIVATIVE}(z, a) is the derivative of an array or expression by one named array"
            raise LanguageError(message, self.text, call.start)
        made = in_layout(nodes[0], nodes[1], orientation.output, orientation.layout)
        depth = max(argument.depth for argument in arguments) + 2
        return ArrayPart(made, depth, tree.meta.start_pos, tree.meta.end_pos)


def stated_subject(text: str) -> StatedSubject:
    """The left side of a statement. Raises LanguageError for anything but z, z[i], grad_a, grad_a[i], D(z, a)."""
    if (match := _DERIVATIVE.match(text)) is not None:
        return StatedSubject(match["name"], False, match["by"], _places(match, text), match.end())
    if (match := _SUBJECT.match(text)) is None:
        message = (
            "a statement is an equation: z = …, z[i] = …, grad_a = …, grad_a[i] = …, D(z, a) = … or D(z[i], a[j]) = …"
        )
        raise LanguageError(message, text, 0)
    name, is_gradient = match["name"], match["name"].startswith(GRADIENT_PREFIX)
    return StatedSubject(name.removeprefix(GRADIENT_PREFIX), is_gradient, None, _places(match, text), match.end())


def _places(match: re.Match[str], text: str) -> tuple[str, ...] | None:
    """The letters in all brackets of a left side; None where it has none."""
    groups = [group for group in ("places", "by_places") if match.groupdict().get(group) is not None]
    letters: list[str] = []
    for group in groups:
        for word in match[group].split(","):
            letter = word.strip()
            if NAME.fullmatch(letter) is None:
                raise LanguageError(
                    f"on the left side stand letters, as in z[i, j], not {letter!r}", text, match.start(group)
                )
            if letter in letters:
                raise LanguageError(f"{letter} stands twice on the left side", text, match.start(group))
            letters.append(letter)
    return tuple(letters) if groups else None


def parse_statement(
    text: str,
    symbols: Mapping[str, Symbol],
    free: tuple[Index, ...] | None,
    output: Shape = SCALAR,
    orientation: Orientation | None = None,
) -> Node | IndexDefinition:
    """The right side of a statement: a matrix expression, or for the indices `free` an index expression.

    free: those of the left side; None where it has no brackets. orientation: how D(z, a) is written inside a matrix
    expression, which may not have one where that is None. Raises LanguageError and ShapeError as parse_matrix and
    parse_index do.
    """
    if not text.strip():
        raise LanguageError("the right side is empty: write what is stated after the equals sign", text, 0)
    if free is None and not _ENTRIES.search(text):
        reader = StatementReader(text, symbols, output, orientation)
        return reader.array(reader.read(parse_tree(text, "matrix"))).node
    text = lines_written_out(text)
    part = StatementReader(text, symbols, output).read(parse_tree(text, "index_sum"))
    ranges = Ranges(text, symbols, collects=False)
    for index in free or ():
        ranges.declare(index.name, 0, index.range, f"the left side, where it is {index.name}")
    body = ranges.index_sum(part)
    assert isinstance(body, IndexSum)
    assert set(free_indices(body)) <= set(free or ())
    return IndexDefinition(free or (), body)


def has_derivative(text: str) -> bool:
    """Whether a text has a derivative by an array in it: D(z, a)."""
    return _DERIVATIVE_INSIDE.search(text) is not None


def words_of(text: str) -> frozenset[str]:
    """The names of arrays that may stand in a text; a gradient is that of its array."""
    return frozenset(word.removeprefix(GRADIENT_PREFIX) for word in NAME.findall(text))
