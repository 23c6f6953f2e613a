"""The short names of a page: which gradients have one, and the words that introduce them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matcalc.chain import Gradient
from matcalc.documents.page import Block, Box, Bullets, ChainBlock, Equation, Figure, Heading, Paragraph, Part, Table
from matcalc.documents.vocabulary import nodes_in
from matcalc.engine.differentiation import Differentiation
from matcalc.forms.families import generic
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, of_factor
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.notation.glyphs import Glyphs


def short_names(blocks: Iterable[Block], differentiation: Differentiation, glyphs: Glyphs) -> tuple[Equation, ...]:
    """z̄ = ∇_z E for each short name in the blocks, in the order in which the gradients are derived; others after."""
    output = differentiation.program.output
    found = [node.of for block in blocks for node in cotangents_in(block) if node.output == output.shape]
    found = [generic(array) if generic(array) in set(found) else array for array in found]
    derived = [gradient.of for gradient in differentiation.gradients if gradient.of in set(found)]
    return tuple(
        Equation(Cotangent(array, output.shape), Gradient(array, output))
        for array in dict.fromkeys((*derived, *found))
        if not (output.shape.is_scalar and glyphs.written_out(array.name))
    )


def cotangents_in(block: Block) -> Iterator[Cotangent]:
    """Every cotangent in a block, in the order of the page, with repetition."""
    return (node for node in nodes_of(block) if isinstance(node, Cotangent))


def nodes_of(block: Block) -> Iterator[Node]:
    """Every node in a block, in the order of the page, with repetition."""
    return (node for part in parts_of(block) for array in _arrays(part) for node in array)


def parts_of(block: Block) -> Iterator[Part]:
    """Words and mathematics of a block, in the order of the page."""
    match block:
        case Heading(words=words) | Paragraph(words=words):
            yield from words
        case Bullets(items=sentences):
            yield from (part for sentence in sentences for part in sentence)
        case Table(rows=rows):
            yield from (part for row in rows for cell in row for part in cell)
        case ChainBlock(lines=lines):
            for line in lines:
                yield from () if line.left is None else (line.left,)
                yield from (line.right, *line.reason)
        case Box(equation=equation):
            yield equation
        case Figure(drawing=drawing, words=words):
            yield from words
            yield from (label.of for label in drawing.labels if not isinstance(label.of, str))


def _arrays(part: Part) -> Iterator[Iterator[Node]]:
    match part:
        case Equation(left=left, right=right):
            yield from _arrays(left)
            yield from _arrays(right)
        case Node() | IndexSum():
            yield nodes_in(part)
        case Entry() | Delta() | Partial():
            yield nodes_in(of_factor(part))
