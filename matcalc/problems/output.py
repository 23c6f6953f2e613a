"""What is differentiated: the unknown function E of [upstream], or the last definition, a scalar or an array."""

from __future__ import annotations

from matcalc.forms.families import generic, label_of, member
from matcalc.forms.labels import At
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
    if last.symbol.member is not None:
        step = last.symbol.member.family.label.name
        raise top.error(
            f"the last equation is one for every {step}, and one array is differentiated: add up, L = sum {step}: …, "
            "or say with [upstream] what E is a function of"
        )
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
    found: list[Symbol] = []
    for name in names:
        if (symbol := _named(name, read)) is None:
            raise table.error(f"of: there is no array called {shown(name)}{nearest(name, tuple(read.symbols))}")
        if symbol in found:
            raise table.error(f"of: {name} is named twice")
        if any(symbol is not other and generic(symbol) is generic(other) for other in found):
            raise table.error(f"of: {symbol.name} is one of a family that is named already")
        found.append(symbol)
    return ScalarFunction(tuple(found))


def _named(name: str, read: Equations) -> Symbol | None:
    """The array that a name stands for: h for h[t] with every t, a[L] for the last."""
    name = "".join(name.split())
    for symbol in read.symbols.values():
        if symbol.name == name:
            return symbol
        if symbol.member is not None and label_of(symbol) is not None:
            family = symbol.member.family
            if name == family.name:
                return symbol
            if name == f"{family.name}[{family.label.last}]":
                return member(family, At(family.label.last))
    return None


def contains_unknown(definition: Definition, last: Definition) -> bool:
    """Whether an unknown scalar function, of which only the gradient is given, stands where it can not be derived."""
    body = definition.body
    if not isinstance(body, Node) or (definition is last and isinstance(body, ScalarFunction)):
        return False
    return any(isinstance(part, ScalarFunction) for part in walk(body))
