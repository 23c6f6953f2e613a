"""Temporaries: names for the parts of a one-line expression that no term can hold.

A term holds numbers, deltas and entries of named arrays. So the argument of an elementwise function or power, and
every sum under a product, is given a name of its own; the same part gets the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain, count

from matcalc.forms.families import generic, labels_in, member
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import Entry, Factor, IndexSum
from matcalc.forms.labels import At, Family
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Diag,
    DiagOf,
    EntrySum,
    Hadamard,
    HStack,
    LabelSum,
    Node,
    Number,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Size,
    Slice,
    Symbol,
    Trace,
    Transpose,
    VStack,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.program import Definition, IndexDefinition, Program, arrays_of
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron, Unvec, Vec

LINEAR = (Transpose, Scale, EntrySum, Mean, Trace, Diag, DiagOf, Slice, Vec, Unvec)
"""Operators that pass a sum through."""

ENTRIES = Softmax | LogSumExp | Norm | Variance | Inverse | Determinant | LogDeterminant
"""What stands in a term as it is, its argument being a named array."""


LETTERS = "tuvsrq"
"""Of short names."""


class _ShortNames:
    """The short names of the parts of equations that have the same unknown, or none.

    names: those that are free. introduced: what parts are called already. definitions: grows by that of each name.
    """

    def __init__(
        self,
        names: Iterator[str],
        introduced: Iterable[Definition],
        definitions: list[Definition],
        unknown: Symbol | None,
    ) -> None:
        self._names = names
        self._known = {one.body: one.symbol for one in introduced if one.unknown is unknown}
        self._made: dict[Node, Symbol] = {}
        self._definitions = definitions
        self._unknown = unknown

    def of(self, part: Node) -> Symbol:
        """The name of a part, which is defined from the first time on."""
        if part not in self._made:
            self._made[part] = self._known.get(part) or _named_as(next(self._names), part)
            self._definitions.append(Definition(self._made[part], part, is_temporary=True, unknown=self._unknown))
        return self._made[part]


def with_temporaries(
    program: Program, wanted: Iterable[Symbol], reserved: Iterable[str] = (), introduced: Collection[Definition] = ()
) -> Program:
    """The same program with short names t1, t2, … introduced where a term could not hold an expression.

    wanted: the variables to differentiate by. reserved: names that are taken elsewhere. introduced: short names that
    stand in the same document: the same part has the same name, and no other part has one of these.
    """
    taken = {one.symbol.name for one in introduced} | {label.name for label in program.labels}
    names = _names(names_in(program).union(reserved, taken))
    definitions: list[Definition] = []
    short_names: dict[Symbol | None, _ShortNames] = {}
    for definition in program.definitions:
        if isinstance(definition.body, ScalarFunction | Implicit):
            definitions.append(definition)
            continue
        body: Node | IndexDefinition
        unknown = definition.unknown
        if unknown not in short_names:  # what stands in a residual is no part of anything else
            short_names[unknown] = _ShortNames(names, introduced, definitions, unknown)
        if isinstance(definition.body, IndexDefinition):
            body = _entries_named(definition.body, short_names[unknown])
        else:
            body = _named(definition.body, short_names[unknown])
        definitions.append(replace(definition, body=body))
    return _output_named(Program(program.inputs, tuple(definitions), program.output), names, wanted)


def names_in(program: Program) -> set[str]:
    """Every name that a program uses: arrays, dimensions and functions."""
    taken = {symbol.name for symbol in program.symbols}
    taken |= {name for symbol in program.symbols for side in symbol.shape.axes for name in side.names}
    for definition in program.definitions:
        for part in (part for array in arrays_of(definition.body) for part in walk(array)):
            taken |= {name for side in part.shape.axes for name in side.names}
            if isinstance(part, Apply):
                taken.add(part.function.name)
    return taken


def first_free(letters: str, taken: Collection[str]) -> str:
    """The first of some letters that is not taken; after them, the first letter with a number."""
    names = chain(letters, (f"{letters[0]}{number}" for number in count(1)))
    return next(name for name in names if name not in taken)


def _names(taken: set[str]) -> Iterator[str]:
    """t1, t2, …; where t is the user's own, another letter, so that t₁ is not taken for an entry of t."""
    letter = first_free(LETTERS, taken)
    return (name for number in count(1) if (name := f"{letter}{number}") not in taken)


def _named(root: Node, short_names: _ShortNames) -> Node:
    """`root` with what needs a name replaced by its name, innermost first."""
    done: dict[Node, Node] = {}
    named = short_names.of
    for part in walk(root):
        children = tuple(done[child] for child in part.children)
        match part:
            case Apply():
                (child,) = children
                children = (child if _is_bare(child) or _is_constant(part) else named(child),)
            case Power():
                children = tuple(child if _is_entry(child) else named(child) for child in children)
            case LogSumExp() | Softmax() | Norm() | Variance() | Inverse() | Determinant() | LogDeterminant():
                children = tuple(child if isinstance(child, Symbol) else named(child) for child in children)
            case Product() | Hadamard() | Kron():
                children = tuple(_sums_named(child, named) for child in children)
            case _:
                pass
        done[part] = part if children == part.children else part.rebuilt(children)
    return done[root]


def _entries_named(root: IndexDefinition, short_names: _ShortNames) -> IndexDefinition:
    """`root` with names for the arrays of its entries that are neither names nor functions of names."""

    def entry(factor: Factor) -> Factor:
        if not isinstance(factor, Entry):
            return factor
        factor = _turned_back(factor)
        if isinstance(factor.array, Symbol):
            return factor
        array = _named(factor.array, short_names)
        if not isinstance(array, Apply | Size | Number | Constant | ENTRIES):
            array = short_names.of(array)
        return replace(factor, array=array)

    terms = tuple(replace(term, factors=tuple(map(entry, term.factors))) for term in root.body.terms)
    return replace(root, body=IndexSum(terms))


def _turned_back(entry: Entry) -> Entry:
    """(Aᵀ)_ij as A_ji and f(Aᵀ)_ij as f(A)_ji: no rule differentiates the entry of a transpose."""
    match entry.array:
        case Transpose(arg=arg):
            return _turned_back(replace(entry, array=arg, places=entry.places[::-1]))
        case Apply(function=function, arg=Transpose(arg=arg)):
            return _turned_back(replace(entry, array=Apply(function, arg), places=entry.places[::-1]))
        case _:
            return entry


def _named_as(name: str, part: Node) -> Symbol:
    """The symbol that a part gets: a member of a family where the part moves with a label."""
    if not (labels := labels_in(part)):
        return Symbol(name, part.shape)
    (label,) = labels
    return member(Family(name, label, part.shape), At(label))


def _is_bare(part: Node) -> bool:
    return isinstance(part, Symbol) or (isinstance(part, Transpose) and isinstance(part.arg, Symbol))


def _is_entry(part: Node) -> bool:
    """Whether a term can hold powers of the entries of `part`."""
    return _is_bare(part) or _is_constant(part) or isinstance(part, ENTRIES)


def _is_constant(part: Node) -> bool:
    """Whether it is a number that moves with nothing: a term can hold it, and functions of it, as they are."""
    if isinstance(part, Apply):
        inner = part.arg.arg if isinstance(part.arg, Scale) else part.arg  # sqrt(2 * pi)
        return _is_constant(inner)
    return isinstance(part, Size | Number | Constant)


def _sums_named(part: Node, named: Callable[[Node], Node]) -> Node:
    """`part` with the sum it would distribute given a name, under the wrappers that pass a sum through."""
    if isinstance(part, Add | HStack | VStack | LabelSum):
        return named(part)
    if isinstance(part, LINEAR):
        inner = _sums_named(part.arg, named)
        return part if inner is part.arg else part.rebuilt((inner,))
    return part


def _output_named(program: Program, names: Iterator[str], wanted: Iterable[Symbol]) -> Program:
    """Give the right side of the output a name when a variable reaches the output both directly and otherwise.

    Otherwise ∂E/∂x would mean two things: the whole derivative and the direct contribution.
    """
    last = next((d for d in program.definitions if d.symbol is program.output), None)
    if last is None or isinstance(last.body, ScalarFunction | Implicit):
        return program
    moving = set(map(generic, wanted))
    for definition in program.definitions:
        if moving.intersection(map(generic, definition.uses)):
            moving.add(definition.symbol)
    direct = moving.intersection(map(generic, last.uses))
    feeding = set(map(generic, last.uses))
    for definition in reversed(program.definitions):
        if definition.symbol in feeding and definition is not last:
            feeding.update(map(generic, definition.uses))
            if direct.intersection(map(generic, definition.uses)):
                temporary = Symbol(next(names), last.symbol.shape)
                at = program.definitions.index(last)
                named = Definition(temporary, last.body, is_temporary=True)
                split = (named, Definition(last.symbol, temporary, last.is_temporary))
                definitions = (*program.definitions[:at], *split, *program.definitions[at + 1 :])
                return Program(program.inputs, definitions, program.output)
    return program


class Written:
    """Names with what they stand for, and how long expressions are once those are written out.

    names: may grow, by names that stood in no expression before. What is known of a part is kept, so that a long
    meaning is measured once, not for every expression that has its name. longest: the size of an expression above
    which its names stay; None where they never do.
    """

    def __init__(self, names: Mapping[Node, Node], longest: int | None = None) -> None:
        self.names = names
        self.longest = longest
        self._sizes: dict[Node, int] = {}

    def applies(self, root: Node) -> bool:
        """Whether the names in `root` are to be written out."""
        return bool(self.names) and (self.longest is None or self.size(root) <= self.longest)

    def size(self, root: Node) -> int:
        """How many operators and names `root` has when all names in it are written out, each where it stands."""
        sizes = self._sizes
        waiting = [root]
        while waiting:
            part = waiting[-1]
            below = (self.names[part],) if part in self.names else part.children
            if missing := [child for child in below if child not in sizes]:
                waiting.extend(missing)
            else:
                sizes[waiting.pop()] = (0 if part in self.names else 1) + sum(sizes[child] for child in below)
        return sizes[root]
