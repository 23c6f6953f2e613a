"""What is differentiated: the unknown function E of [upstream], or the last definition, a scalar or an array."""

from __future__ import annotations

from matcalc.forms.matrix_form import Node, ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR
from matcalc.forms.traversal import walk
from matcalc.notation.operations import SCALAR_FUNCTION
from matcalc.problems.equations import Equations
from matcalc.problems.handed_on import with_copies
from matcalc.problems.tables import Table, nearest, shown


def with_output(top: Table, read: Equations) -> Program:
    """The program that the equations and [upstream] make. Its last definition is the output."""
    *_, last = read.definitions.values()
    definitions = tuple(read.definitions.values())
    if "upstream" in top.values:
        last = Definition(Symbol(SCALAR_FUNCTION, SCALAR), _upstream(top.table("upstream"), read))
        definitions = (*definitions, last)
    for number, definition in enumerate(definitions, 1):
        if contains_unknown(definition, last):
            place = f"[[define]] {number} ({definition.symbol.name})"
            raise top.error(f"{place}: the unknown function E(…) can only be the whole of the last definition")
    inputs = tuple(read.inputs.values())
    return Program(inputs, with_copies(inputs, definitions), last.symbol)


def _upstream(table: Table, read: Equations) -> ScalarFunction:
    table.require(("of",), ("of",))
    if SCALAR_FUNCTION in read.symbols:
        raise table.error(
            f"{SCALAR_FUNCTION} is the function of [upstream], and an array has that name already: rename the array, "
            "or leave [upstream] out to differentiate the last definition"
        )
    names = table.text_or_texts("of")
    if not names:
        raise table.error("of is empty: name at least one array")
    for at, name in enumerate(names):
        if name not in read.symbols:
            raise table.error(f"of: there is no array called {shown(name)}{nearest(name, tuple(read.symbols))}")
        if name in names[:at]:
            raise table.error(f"of: {name} is named twice")
    return ScalarFunction(tuple(read.symbols[name] for name in names))


def contains_unknown(definition: Definition, last: Definition) -> bool:
    """Whether an unknown scalar function, of which only the gradient is given, stands where it can not be derived."""
    body = definition.body
    if not isinstance(body, Node) or (definition is last and isinstance(body, ScalarFunction)):
        return False
    return any(isinstance(part, ScalarFunction) for part in walk(body))
