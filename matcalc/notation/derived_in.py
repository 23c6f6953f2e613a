"""The reader of what derivations write besides what people type: differential(A), inner(A, B), jacobian(y, x)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from matcalc.forms.matrix_form import Node, Symbol
from matcalc.notation.matrix_in import MatrixReader
from matcalc.notation.operations import DERIVED
from matcalc.notation.parts import ArrayPart, CallPart
from matcalc.notation.syntax import parse_tree

if TYPE_CHECKING:
    from lark import Token, Tree


class DerivedReader(MatrixReader):
    """Reads what MatrixReader does, and the functions of DERIVED."""

    def _call_of(self, call: CallPart, arguments: tuple[ArrayPart, ...], tree: Tree[Token]) -> ArrayPart:
        operation = DERIVED.get(call.name)
        if operation is None or len(arguments) != operation.least:
            return super()._call_of(call, arguments, tree)
        nodes = tuple(argument.node for argument in arguments)
        depth = max(argument.depth for argument in arguments) + operation.levels
        return self._made(lambda: operation.make(nodes, None), depth, tree)


def parse_derived(text: str, symbols: Mapping[str, Symbol]) -> Node:
    """The node that an expression of a derivation stands for: the examples of rules are written so.

    Raises LanguageError and ShapeError as parse_matrix does.
    """
    reader = DerivedReader(text, symbols)
    return reader.array(reader.read(parse_tree(text, "matrix"))).node
