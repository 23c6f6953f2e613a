"""The input language, read: matrix expressions, index expressions, definitions. No text is ever evaluated.

What can be written is in grammar.lark; what it means is in the readers, that of ranges imported for an index form.
Places count from 1, as in mathematics (x[n+1]); spans count from 0 and leave out their end, as in Python (A[0:n, :]).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.notation.index_in import IndexDefinitionPart, IndexReader, MatrixDefinitionPart
from matcalc.notation.leaves_in import NO_FUNCTIONS
from matcalc.notation.matrix_in import MatrixReader
from matcalc.notation.names import LETTERS, check_name
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.syntax import parse_tree

__all__ = ["ParsedDefinition", "parse_definition", "parse_index", "parse_matrix", "parse_result", "parse_shape"]

EQUATION = re.compile(rf"\s*(?P<name>[{LETTERS}][{LETTERS}0-9_]*)\s*(?:\[[^\]]*\]\s*)?=(?!=)")
INDEX_FORM = re.compile(r"^[^=]*\[|\bsum\s+[^\W\d]")


@dataclass(frozen=True, slots=True)
class ParsedDefinition:
    """name = body, as it was typed, and the shape that follows from it."""

    name: str
    body: Node | IndexDefinition
    shape: Shape


def parse_matrix(
    text: str,
    symbols: Mapping[str, Symbol],
    output: Shape = SCALAR,
    lengths: frozenset[str] = frozenset(),
    functions: Mapping[str, Dimension] = NO_FUNCTIONS,
) -> Node:
    """The node that a matrix expression stands for. output: the shape of what jac_ is the derivative of.

    lengths: names of lengths besides those of the arrays. functions: unknown functions of whole arrays, with the length
    of their values.

    Raises LanguageError for text that can not be read, ShapeError for shapes that do not fit, both with a caret.
    """
    reader = MatrixReader(text, symbols, output, lengths, functions)
    return reader.array(reader.read(parse_tree(text, "matrix"))).node


def parse_index(
    text: str, symbols: Mapping[str, Symbol], free: Sequence[Index] = (), output: Shape = SCALAR
) -> IndexSum:
    """The index form that an index expression stands for; how far indices run is read off the arrays.

    free: the indices that may stand unsummed. Without any, every index that no sum binds is free.
    output: as in parse_matrix.
    Raises LanguageError for text that can not be read and for indices that do not fit, ShapeError for shapes.
    """
    from matcalc.notation.ranges import Ranges

    part = IndexReader(text, symbols, output).read(parse_tree(text, "index_sum"))
    ranges = Ranges(text, symbols, collects=not free)
    for index in free:
        ranges.declare(index.name, 0, index.range)
    return ranges.index_sum(part)


def parse_definition(text: str, symbols: Mapping[str, Symbol]) -> ParsedDefinition:
    """A definition: `z = W @ a + b`, or in index form `z[j] = sum i: w[i,j] a[i] + b[j]`.

    Raises LanguageError and ShapeError as parse_matrix and parse_index do, and LanguageError for a name that is
    taken and for an index of the left side that is not used on the right.
    """
    reader = IndexReader(text, symbols)
    has_labels = bool(reader.families)
    start = "index_definition" if not has_labels and INDEX_FORM.search(text) else "matrix_definition"
    part = reader.read(parse_tree(text, start))
    assert isinstance(part, (MatrixDefinitionPart, IndexDefinitionPart))
    name = _new_name(part, text, symbols)
    if isinstance(part, MatrixDefinitionPart):
        body = reader.array(part.body).node
        return ParsedDefinition(name, body, body.shape)
    return _index_definition(name, part, text, symbols)


def parse_result(
    text: str, symbols: Mapping[str, Symbol], output: Shape = SCALAR, lengths: frozenset[str] = frozenset()
) -> Node | IndexDefinition:
    """What the text of a derivative stands for: a matrix expression, or an equation in index form.

    Its left side may have four indices, two of the output and two of the variable: `J[i,j,k,l] = A[i,k] B[l,j]`.
    output, lengths: as in parse_matrix. Raises LanguageError and ShapeError as parse_definition does.
    """
    if EQUATION.match(text) is None:
        return parse_matrix(text, symbols, output, lengths)
    part = IndexReader(text, symbols, output, lengths).read(parse_tree(text, "index_definition"))
    assert isinstance(part, IndexDefinitionPart)
    name = _new_name(part, text, symbols)
    _check_count(name, part, 4, "four indices, two of the output and two of the variable", text)
    return _entries(part, text, symbols)


def _new_name(part: MatrixDefinitionPart | IndexDefinitionPart, text: str, symbols: Mapping[str, Symbol]) -> str:
    name, column = str(part.name), part.name.start_pos or 0
    if name in symbols:
        raise LanguageError(f"{name} is defined already; give this definition another name", text, column)
    return check_name(name)


def _index_definition(
    name: str, part: IndexDefinitionPart, text: str, symbols: Mapping[str, Symbol]
) -> ParsedDefinition:
    _check_count(name, part, 2, "two indices, as every array of a program", text)
    made = _entries(part, text, symbols)
    return ParsedDefinition(name, made, _shape([index.range for index in made.places]))


def _check_count(name: str, part: IndexDefinitionPart, most: int, words: str, text: str) -> None:
    if len(part.places) > most:
        raise LanguageError(f"{name} has at most {words}", text, part.places[most].column)


def _entries(part: IndexDefinitionPart, text: str, symbols: Mapping[str, Symbol]) -> IndexDefinition:
    """The two sides of an equation in index form."""
    from matcalc.notation.ranges import Ranges

    ranges = Ranges(text, symbols, collects=False)
    variables = []
    for place in part.places:
        if place.name in ranges.outer:
            raise LanguageError(f"{place.name} stands twice on the left side", text, place.column)
        seen = f"{place.name}:{place.length}"
        variables.append(ranges.declare(place.name, place.column, place.length, seen))
    body = ranges.index_sum(part.body)
    for variable in variables:
        if variable.range is None:
            message = (
                f"{variable.name} is not used on the right side, so nothing tells how far it runs; write "
                f"{variable.name}:n on the left where it runs to n"
            )
            raise LanguageError(message, text, variable.column)
    return IndexDefinition(tuple(variable.index for variable in variables), body)


def _shape(lengths: list[Dimension]) -> Shape:
    rows, cols = (*lengths, ONE, ONE)[:2]
    return Shape(rows, cols)
