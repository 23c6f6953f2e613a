"""The adjoints that a derivation used, in general letters, each with its proof."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import count

from matcalc.documents.lists import listed
from matcalc.documents.page import Block, Equation, Paragraph, Sentence, Table
from matcalc.engine.differential_route import adjoints_used
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.reductions import Softmax
from matcalc.forms.traversal import replaced, walk
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.shapes_in import parse_shape
from matcalc.rules.adjoint_table import Adjoint


def adjoint_blocks(route: MatrixRoute, taken: frozenset[str]) -> Iterator[Block]:
    """A table of the adjoints in a route. taken: names of arrays that the table must not use for its own."""
    if not (used := adjoints_used(route)):
        return
    yield Paragraph(("A linear map and its adjoint give one inner product. Used here, for any arrays that fit:",))
    short: dict[Node, Symbol] = {}
    yield Table(("map", "adjoint", "proof"), tuple(_row(adjoint, taken, short) for adjoint in used), wide=2)
    if short:
        yield Paragraph(("Here ", *listed([Equation(name, softmax) for softmax, name in short.items()]), "."))


def _row(adjoint: Adjoint, taken: frozenset[str], short: dict[Node, Symbol]) -> tuple[Sentence, ...]:
    """short: a letter for each softmax in the table, so that its lines stay short; new ones are added."""
    names = {name: free_name(name, taken) for name, _ in adjoint.shapes}
    symbols = {name: Symbol(names[name], parse_shape(shape)) for name, shape in adjoint.shapes}

    def read(text: str) -> Node:
        array = parse_derived(text, symbols)
        for part in walk(array):
            if isinstance(part, Softmax) and part not in short:
                used = taken.union(symbol.name for symbol in short.values())
                short[part] = Symbol(free_name("p" if part.shape.is_vector else "P", used), part.shape)
        return replaced(array, short)

    first, *rest = (read(text) for text in adjoint.proof)
    proof: Sentence = reduce(lambda before, one: (*before, " = ", one), rest, (first,))
    return (
        (read(adjoint.of), " ↦ ", read(adjoint.image)),
        (read(adjoint.by), " ↦ ", read(adjoint.adjoint)),
        proof,
    )


def free_name(name: str, taken: frozenset[str]) -> str:
    """The name, with a number where the page has it already."""
    if name not in taken:
        return name
    return next(one for number in count(1) if (one := f"{name}{number}") not in taken)
