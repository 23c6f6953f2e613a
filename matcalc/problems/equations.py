"""[shapes] and [[define]]: the arrays and the equations of a problem."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import label_of
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import Partial
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, arrays_of
from matcalc.forms.traversal import symbols_in, walk
from matcalc.forms.vector_functions import VectorFunction
from matcalc.notation.labelled_in import fault_of_members
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.text_in import ParsedDefinition, parse_definition, parse_matrix, parse_shape
from matcalc.problems.families import Families, base_of, fault_of_lengths, read_labels
from matcalc.problems.names import fault_of_name
from matcalc.problems.tables import Table, shown

IMPLICIT = ("name", "solves", "shape", "residual", "text")
"""The keys of a [[define]] whose array is the solution of an equation."""

_EQUATION = re.compile(r"\s*(?P<name>[^\W\d]\w*)\s*(?P<places>\[[^\]]*\]\s*)?=(?!=)")
_WORD = re.compile(r"\w+")
_STEP_BEFORE = re.compile(r"\s*\[[^\]]*[-−]")


@dataclass(frozen=True, slots=True)
class Again:
    """An equation that is stated a second time, in other words. name: what it defines. table: where it stands."""

    name: str
    text: str
    table: Table


@dataclass(slots=True)
class Equations:
    """The inputs and definitions read so far.

    symbols: the arrays of both, by name. words: what the defined names are, where it is said. dimensions: the names of
    the dimensions of the inputs. arrays: all names, also of the definitions that are not read yet. again: what is
    stated of a defined array besides its equation. residuals: the names that are 0 at the solution of their equation;
    no other equation reads them, nor the Jacobians of functions, which are among them. functions: unknown functions of
    whole arrays, with the length of their values.
    """

    inputs: dict[str, Symbol] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    dimensions: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()
    families: Families = field(default_factory=lambda: Families({}))
    again: list[Again] = field(default_factory=list)
    residuals: set[str] = field(default_factory=set)
    functions: dict[str, Dimension] = field(default_factory=dict)


def read_equations(top: Table) -> Equations:
    """The arrays and equations of a problem. Raises InputError that begins with the place of what is wrong."""
    read = Equations()
    tables = top.tables("define")
    names = [_name_of(table, has_labels="over" in top.values) for table in tables]
    read.families = _families(top, tables, names)
    _read_inputs(top.table("shapes"), read)
    if not tables:
        raise top.error("there is no equation: add a [[define]] with a `name` and an `expr`")
    residuals = [residual_of(table) for table in tables if "solves" in table.values]
    read.arrays = frozenset(map(base_of, (*read.inputs, *names, *residuals)))
    _read_functions(top.table("functions"), read)
    for table, name in zip(tables, names, strict=True):
        read_one = _read_implicit if "solves" in table.values else _read_definition
        read_one(table, name, read)
    return read


def _families(top: Table, tables: Sequence[Table], names: Sequence[str]) -> Families:
    """The labels of a problem, with the names that are defined for every value of one."""
    families = Families(read_labels(top))
    shapes = top.table("shapes")
    for key in shapes.values:
        base, at = families.at(shapes, key)
        if at is not None and at.label is not None:
            families.own[base] = at.label
    for table, name in zip(tables, names, strict=True):
        base, at = families.at(table, name)
        if at is not None and at.label is not None:
            families.own[base] = at.label
    return families


def _read_inputs(shapes: Table, read: Equations) -> None:
    for name in shapes.values:
        base, at = read.families.at(shapes, name)
        if at is None or at.label is not None or f"{base}[{at}]" in read.inputs:
            _check_name(shapes, base, read)
        text = shapes.text(name)
        try:
            shape = parse_shape(text)
        except InputError as error:
            raise shapes.error(f"{name}: {error}") from error
        symbol = read.families.symbol(shapes, name, shape, is_input=True)
        if fault := fault_of_lengths(symbol, read.families):
            raise shapes.error(f"{name}: {fault}")
        if symbol.name in read.inputs:
            raise shapes.error(f"{symbol.name} is declared twice: keep one of the two")
        read.inputs[symbol.name] = symbol
    read.symbols.update(read.inputs)
    read.dimensions = frozenset(
        name for symbol in read.inputs.values() for side in symbol.shape.axes for name in side.names
    )
    for name in read.inputs:
        if name in read.dimensions:
            raise shapes.error(f"{name} is the name of an array and of a dimension: call one of them something else")


def _name_of(table: Table, *, has_labels: bool) -> str:
    """The name that a definition defines, said by `name`, by the equation in `expr`, or by both.

    has_labels: that brackets say which array of a family is meant, and belong to the name.
    """
    if "solves" in table.values:
        table.require(IMPLICIT, ("name", "shape"))
        if has_labels:
            raise table.error("solves: an equation that is solved has no labels yet; leave [over] out")
        return table.text("name")
    table.require(("name", "expr", "also", "text"), ("expr",))
    name, equation = table.optional_text("name"), _EQUATION.match(table.text("expr"))
    if equation is None:
        if name is None:
            raise table.error("the key 'name' is missing, and `expr` is not an equation such as z = W @ a + b")
        return name
    found = equation["name"] + ("".join((equation["places"] or "").split()) if has_labels else "")
    if name is not None and name != found:
        raise table.error(f"name is {shown(name)}, and expr defines {found}: make them agree, or drop name")
    return found


def _read_definition(table: Table, name: str, read: Equations) -> None:
    table = replace(table, place=f"{table.place} ({shown(name)[1:-1]})")
    base = base_of(name)
    _check_name(table, base, read)
    if base in read.dimensions:
        raise table.error(f"{base} is the name of a dimension: call the array or the dimension something else")
    if read.families.labels and "also" in table.values:
        raise table.error("also: where arrays have labels, an equation is stated once")
    texts = _as_equations(table, name)
    parsed, chosen = _first_readable(texts, name, table, read)
    if fault := fault_of_body(parsed.body, read.arrays) or _fault_of_function(parsed.body, read):
        raise table.error(fault)
    symbol = read.families.symbol(table, name, parsed.shape, is_input=False)
    if isinstance(parsed.body, Node):
        if fault := _fault_of_labels(symbol, parsed.body, read):
            raise table.error(fault)
    elif read.families.labels:
        raise table.error("an equation in index notation has no labels: write it with matrices")
    read.definitions[symbol.name], read.symbols[symbol.name] = Definition(symbol, parsed.body), symbol
    read.again += [Again(name, text, table) for text in texts if text is not chosen]
    if "text" in table.values:
        read.words[symbol.name] = table.text("text")


def _fault_of_labels(symbol: Symbol, body: Node, read: Equations) -> str | None:
    """Why an equation may not read the members of families that it does, or not define what it does."""
    if fault := fault_of_members(body, symbol, frozenset(read.inputs.values()), frozenset(read.symbols.values())):
        return fault
    if symbol.member is None or label_of(symbol) is None:
        return None if symbol.member is None else f"{symbol.name} is one array; define it for every label"
    first = read.inputs.get(f"{symbol.member.family.name}[0]")
    if first is not None and first.member is not None and first.member.family is not symbol.member.family:
        return f"{symbol.name} has the shape {symbol.shape}, and by the shape of {first.name} it would have another"
    return None


def _read_functions(table: Table, read: Equations) -> None:
    """[functions]: F = "n" says that F(x, θ) is a vector of n numbers."""
    for name in table.values:
        if fault := fault_of_name(name):
            raise table.error(fault)
        if name in read.arrays or name in read.dimensions:
            raise table.error(
                f"{name} is the name of an array or a dimension already: call the function something else"
            )
        try:
            shape = parse_shape(table.text(name))
        except InputError as error:
            raise table.error(f"{name}: {error}") from error
        if not shape.is_vector:
            raise table.error(f'{name}: its value is a vector, such as {name} = "n", not {shape}')
        read.functions[name] = shape.rows


def _read_jacobians(body: Node, unknown: Symbol, table: Table, read: Equations) -> None:
    """F_x and F_theta for F(x, theta): arrays of the page, which no equation reads."""
    for part in walk(body):
        if not isinstance(part, VectorFunction):
            continue
        for by, name in part.jacobians:
            if name.name in read.arrays or name.name in read.dimensions or name.name in read.functions:
                raise table.error(
                    f"{name.name} is the Jacobian of {part.name} by {by.name} and has another meaning already: "
                    "rename that"
                )
            if name.name in read.definitions:
                raise table.error(f"{part.name} stands in the equations twice: it is read once")
            read.definitions[name.name] = Definition(name, Jacobian(part, by), unknown=unknown)
            read.symbols[name.name] = name
            read.residuals.add(name.name)


def residual_of(table: Table) -> str:
    """The name of the residual of an implicit definition."""
    return table.text("residual", "r")


def _read_implicit(table: Table, name: str, read: Equations) -> None:
    """x with `solves = "b - A @ x"`: two definitions, of the residual r = b − A x and of x, at which it is 0."""
    table = Table(f"{table.place} ({shown(name)[1:-1]})", table.values)
    residual = residual_of(table)
    for each in (name, residual):
        _check_name(table, each, read)
        if each in read.dimensions:
            raise table.error(f"{each} is the name of a dimension: call the array or the dimension something else")
    if residual == name:
        raise table.error(f"residual is {shown(name)}, the name of the solution itself: call it something else")
    try:
        unknown = Symbol(name, parse_shape(table.text("shape")))
    except InputError as error:
        raise table.error(f"shape: {error}") from error
    body = _residual(table, unknown, residual, read)
    _read_jacobians(body, unknown, table, read)
    symbol = Symbol(residual, body.shape)
    try:
        solution = Implicit(symbol)
    except ShapeError as error:
        raise table.error(f"solves: {error}") from error
    read.definitions[residual] = Definition(symbol, body, unknown=unknown)
    read.definitions[name] = Definition(unknown, solution)
    read.symbols.update({residual: symbol, name: unknown})
    read.residuals.add(residual)
    if "text" in table.values:
        read.words[name] = table.text("text")


def _residual(table: Table, unknown: Symbol, residual: str, read: Equations) -> Node:
    """What `solves` says to be 0. Raises InputError where that is not an equation for the unknown."""
    text, name = table.text("solves"), unknown.name
    if "=" in text:
        raise table.error("solves is the expression that is to be 0, not an equation: write A @ x - b for A @ x = b")
    try:
        known = {**_readable(read), name: unknown}
        body = parse_matrix(text, known, lengths=read.dimensions, functions=read.functions)
    except LanguageError as error:
        raise table.error(_explained(error, residual, read) or f"solves: {error}") from error
    except InputError as error:
        raise table.error(f"solves: {error}") from error
    if fault := fault_of_body(body, read.arrays):
        raise table.error(fault)
    if unknown not in symbols_in(body):
        raise table.error(f"solves: {name} does not stand in it, so it is no equation for {name}")
    if body.shape != unknown.shape:
        raise table.error(
            f"solves: it is {body.shape} and {name} is {unknown.shape}; as many equations as unknowns are needed"
        )
    return body


def _as_equations(table: Table, name: str) -> tuple[str, ...]:
    """What `expr` and `also` say, each as an equation."""
    also = table.text_or_texts("also") if "also" in table.values else ()
    for text in also:
        if not text.strip():
            raise table.error("also is empty: write the equation a second time, or leave it out")
    return tuple(text if _EQUATION.match(text) else f"{name} = {text}" for text in (table.text("expr"), *also))


def _first_readable(texts: Sequence[str], name: str, table: Table, read: Equations) -> tuple[ParsedDefinition, str]:
    """The first of several statements of one equation that goes with the declared shapes, and its text.

    Raises InputError, about the first of them, where none does.
    """
    errors: list[InputError] = []
    for text in texts:
        try:
            return parse_definition(text, _readable(read)), text
        except InputError as error:
            errors.append(error)
    first = errors[0]
    if isinstance(first, LanguageError):
        said = _without_first(first, read) or _explained(first, base_of(name), read)
        raise table.error(said or str(first)) from first
    raise table.error(str(first)) from first


def _without_first(error: LanguageError, read: Equations) -> str | None:
    """What is missing where an equation reads the step before of a family that has no first."""
    word = _WORD.match(error.text, error.column)
    label = read.families.own.get(word[0]) if word is not None else None
    if word is None or label is None or word[0] in set(map(base_of, read.symbols)):
        return None
    if not _STEP_BEFORE.match(error.text, word.end()):
        return None
    first = f"{word[0]}[0]"
    return f'{word[0]}[{label.name}-1] is {first} where {label.name} is 1: say its shape, "{first}" = …, in [shapes]'


def _fault_of_function(body: Node | IndexDefinition, read: Equations) -> str | None:
    """What a plain definition may not contain: a function of whole arrays."""
    for part in (part for root in arrays_of(body) for part in walk(root)):
        if isinstance(part, Apply) and part.function.name in read.functions:
            return f"{part.function.name} is one of [functions], and they stand in `solves` alone, with all they read"
    return None


def _readable(read: Equations) -> dict[str, Symbol]:
    """The arrays that a definition may read: all but the residuals."""
    return {name: symbol for name, symbol in read.symbols.items() if name not in read.residuals}


def _explained(error: LanguageError, name: str, read: Equations) -> str | None:
    """A clearer message about a name that may not stand in the definition of `name`."""
    word = _WORD.match(error.text, error.column)
    if word is not None and word[0] in read.residuals and word[0] != name:
        return f"{word[0]} belongs to an equation that is solved, and no other equation reads it: leave it out"
    return used_too_early(error, name, read.arrays - set(map(base_of, read.symbols)), "[[define]]")


def used_too_early(error: LanguageError, name: str | None, later: Collection[str], line: str) -> str | None:
    """A clearer message where the unknown word is one that is defined further down.

    name: what is being defined. later: the names that are not defined yet. line: what a definition is called.
    """
    word = _WORD.match(error.text, error.column)
    if word is None or word[0] not in later:
        return None
    if word[0] == name:
        return f"{name} is defined by itself: the right side may use only what stands before it"
    return f"{word[0]} is used before it is defined: move its {line} above this one"


def _check_name(table: Table, name: str, read: Equations) -> None:
    if fault := fault_of_name(name):
        raise table.error(fault)
    if name in read.families.labels or name in {label.last for label in read.families.labels.values()}:
        raise table.error(f"{name} is a label, by [over]: call the array something else")
    inputs = {base_of(each) for each in read.inputs if not each.endswith("[0]")}
    if name in inputs:
        raise table.error(f"{name} is defined twice: it is an input, in [shapes], already")
    if name in (defined := [base_of(each) for each in read.definitions]):
        number = defined.index(name) + 1
        raise table.error(f"{name} is defined twice: [[define]] {number} defines it already")


def fault_of_body(body: Node | IndexDefinition, arrays: frozenset[str]) -> str | None:
    """What a definition may not contain: gradients, derivatives, a function or dimension named as an array is."""
    if isinstance(body, IndexDefinition) and any(
        isinstance(factor, Partial) for term in body.body.terms for factor in term.factors
    ):
        return "a derivative is what is derived: a definition may not contain one"
    for part in (part for root in arrays_of(body) for part in walk(root)):
        if isinstance(part, Cotangent):
            return f"{GRADIENT_PREFIX}{part.of.name} is what is derived: a definition may not use it"
        if isinstance(part, Apply) and part.function.name in arrays:
            return f"{part.function.name} is an array here and can not be a function too: rename one of them"
        for name in sorted(name for side in part.shape.axes for name in side.names):
            if name in arrays:
                return f"{name} is an array here and can not be a dimension too: rename one of them"
    return None
