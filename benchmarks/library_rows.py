"""The entries of the library as rows, one for each derivative that is asked for, for tools that read one program.

Where E is any function of an array Y, the row has sum(G_Y * Y), with G_Y given: its derivative is the same. Where the
derivative is by an array that an equation defines, that equation is left out and the array given.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator

from benchmarks.spelling import InexpressibleError
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.problems.library import list_problems, load_problem
from matcalc.resources import data_folder
from tests.identities.identity import Identity, Kind

PLAIN = {"name", "expr"}
"""What a definition has that is an expression: neither a family of arrays nor the solution of an equation."""


def library_rows() -> tuple[list[Identity], list[str]]:
    """The rows, and the entries that are no program of matrices: with families, index forms, equations to be solved."""
    found, others = [], []
    for name in list_problems():
        try:
            found += list(_rows(name))
        except InexpressibleError:
            others.append(name)
    return found, others


def _rows(name: str) -> Iterator[Identity]:
    with (data_folder("derivations") / f"{name}.toml").open("rb") as file:
        read = tomllib.load(file)
    program = load_problem(name).program
    if program.labels or not all(set(one) >= PLAIN and _is_expression(one["expr"]) for one in read["define"]):
        raise InexpressibleError(name)
    if any("axis" in fact for fact in read.get("assume", ())):
        raise InexpressibleError(name)  # the oracle draws no points where sums of rows are given
    shapes = {symbol.name: symbol.shape for symbol in program.inputs}
    defined = {definition.symbol.name: definition.symbol.shape for definition in program.definitions}
    lets = {one["name"]: one["expr"] for one in read["define"]}
    output = SCALAR
    if "upstream" in read:
        of = read["upstream"]["of"]
        given = [of] if isinstance(of, str) else of
        shapes |= {f"G_{array}": defined[array] for array in given}
        expression = " + ".join(f"sum(G_{array} * {array})" for array in given)
    else:
        last = next(reversed(lets))
        expression, output = lets.pop(last), defined[last]
    for asked in read.get("derive", []):
        wrt, order = asked["wrt"], asked.get("order", 1)
        if wrt not in {**shapes, **lets} or "hvp" in asked:
            continue
        own = shapes | ({wrt: defined[wrt]} if wrt in lets else {})
        yield Identity(
            name=f"{name}, {wrt}" + (", second" if order == 2 else ""),
            expression=expression,
            wrt=wrt,
            result="0",
            shapes=", ".join(f"{one}: {_sides(shape)}" for one, shape in own.items()),
            source=name,
            kind="hessian" if order == 2 else _kind(output, own[wrt]),
            lets=tuple(f"{one} = {text}" for one, text in lets.items() if one != wrt),
            assume=tuple(read.get("assume", ())),
        )


def _is_expression(text: str) -> bool:
    """Whether Python reads it: it is not in index form, and no name in it is a keyword."""
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return False
    return True


def _sides(shape: Shape) -> str:
    """As the rows have it: m×n, n, nothing for a scalar."""
    sides = (str(shape.rows), str(shape.cols)) if not shape.cols.is_one else (str(shape.rows),)
    return "" if shape.is_scalar else "×".join(sides)


def _kind(output: Shape, variable: Shape) -> Kind:
    if output.is_scalar:
        return "gradient"
    if variable.is_scalar:
        return "tangent"
    return "jacobian" if len(output.axes) + len(variable.axes) == 2 else "index"
