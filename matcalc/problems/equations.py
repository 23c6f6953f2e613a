"""[shapes] and [[define]]: the arrays and the equations of a problem."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from matcalc.errors import InputError, LanguageError
from matcalc.forms.families import label_of
from matcalc.forms.index_form import Partial
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Symbol
from matcalc.forms.program import Definition, IndexDefinition, arrays_of
from matcalc.forms.traversal import walk
from matcalc.notation.labelled_in import fault_of_members
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.text_in import ParsedDefinition, parse_definition, parse_shape
from matcalc.problems.families import Families, base_of, fault_of_lengths, read_labels
from matcalc.problems.names import fault_of_name
from matcalc.problems.tables import Table, shown

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
    stated of a defined array besides its equation.
    """

    inputs: dict[str, Symbol] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    dimensions: frozenset[str] = frozenset()
    arrays: frozenset[str] = frozenset()
    families: Families = field(default_factory=lambda: Families({}))
    again: list[Again] = field(default_factory=list)


def read_equations(top: Table) -> Equations:
    """The arrays and equations of a problem. Raises InputError that begins with the place of what is wrong."""
    read = Equations()
    tables = top.tables("define")
    names = [_name_of(table, has_labels="over" in top.values) for table in tables]
    read.families = _families(top, tables, names)
    _read_inputs(top.table("shapes"), read)
    if not tables:
        raise top.error("there is no equation: add a [[define]] with a `name` and an `expr`")
    read.arrays = frozenset(map(base_of, (*read.inputs, *names)))
    for table, name in zip(tables, names, strict=True):
        _read_definition(table, name, read)
    return read


def _families(top: Table, tables: Sequence[Table], names: Sequence[str]) -> Families:
    """The labels of a problem, with the names that are defined for every value of one."""
    families = Families(read_labels(top))
    for table, name in zip(tables, names, strict=True):
        base, at = families.at(table, name)
        if at is not None and at.label is not None:
            families.own[base] = at.label
    return families


def _read_inputs(shapes: Table, read: Equations) -> None:
    for name in shapes.values:
        _check_name(shapes, read.families.at(shapes, name)[0], read)
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
    if fault := fault_of_body(parsed.body, read.arrays):
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
            return parse_definition(text, read.symbols), text
        except InputError as error:
            errors.append(error)
    first = errors[0]
    if isinstance(first, LanguageError):
        later = read.arrays - set(map(base_of, read.symbols))
        said = _without_first(first, read) or used_too_early(first, base_of(name), later, "[[define]]")
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
