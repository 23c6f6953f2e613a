"""Code for families of arrays: a loop over the label forwards, one backwards, sums over it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.codegen.backends import NUMPY, Backend
from matcalc.codegen.body import Body
from matcalc.codegen.cheaper import Cheaper
from matcalc.codegen.docstring import About
from matcalc.codegen.einsum_code import matrix_code
from matcalc.codegen.helpers import HELPERS
from matcalc.codegen.label_sums import column_and_row, product_of_stacks, sum_of_list
from matcalc.codegen.matrix_code import MatrixCode
from matcalc.codegen.members import Members, base, varies
from matcalc.codegen.module import RESERVED
from matcalc.codegen.names import Names
from matcalc.codegen.parameters import Kind, Parameter, array_key, function_key, like_line, symbol_of, united
from matcalc.codegen.shared_steps import ends_unread, with_shared
from matcalc.codegen.sizes import bindings
from matcalc.codegen.source import Source, functions_in
from matcalc.codegen.steps import Item, Named, Plan, loops, plan_of_gradients, plan_of_values
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import label_of, labels_in
from matcalc.forms.labels import Label
from matcalc.forms.matrix_form import Cotangent, LabelSum, Node, Number, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.forms.traversal import replaced, walk

INDENT = "    "


def loops_source(
    differentiation: Differentiation,
    wanted: Sequence[str],
    name: str,
    about: About | None = None,
    backend: Backend = NUMPY,
) -> Source:
    """The source of a function that computes the gradients at the variables of these names.

    A family is passed and returned as an array with one axis more, the first, or where its members have different
    shapes as a list. Raises InputError where there is no such code.
    """
    variables = {one: differentiation.gradient(one).of for one in wanted}
    plan = plan_of_gradients(differentiation, tuple(variables.values()))
    is_one = len(variables) == 1
    results: dict[str, Named] = {"" if is_one else one: Cotangent(of) for one, of in variables.items()}
    return _Writer(differentiation.program, plan, results, name, backend).source(about)


def values_source(
    program: Program, wanted: Mapping[str, Symbol], name: str = "value", backend: Backend = NUMPY
) -> Source:
    """The source of a function that computes arrays of a program with families, by name; under "" the one value."""
    return _Writer(program, plan_of_values(program, tuple(wanted.values())), wanted, name, backend).source(None)


def value_source(program: Program, backend: Backend = NUMPY) -> Source:
    """The source of a function that computes the output. Raises InputError where no formula gives its value."""
    if program.given:
        raise InputError(
            f"{program.output.name} is any function of families of arrays here: no formula gives its value"
        )
    return values_source(program, {"": program.output}, backend=backend)


class _Writer:
    def __init__(self, program: Program, plan: Plan, wanted: Mapping[str, Named], name: str, backend: Backend) -> None:
        self._program, self._plan, self._wanted = program, with_shared(plan), wanted
        names = Names((*RESERVED, *backend.reserved, *HELPERS[backend.module]))
        self._members = Members(self._plan, program.inputs, program.labels, names)
        self._name = names.take(name)
        items = (*self._plan.forward, *self._plan.backward)
        self._functions = functions_in((value for item in items for value in item.values), names)
        self._body = Body(names, backend)
        self._stacks: dict[Named, str] = {}

    def source(self, about: About | None) -> Source:
        body = self._body
        forward = [line for group in loops(self._plan.forward) for line in self._group(group, backwards=False)]
        backward = [line for group in loops(self._plan.backward) for line in self._group(group, backwards=True)]
        results = {key: self._result(array) for key, array in self._wanted.items()}
        size_lines, told, asked = self._sizes()
        parameters = (*self._parameters(told), *asked)
        head = [*self._members.end_lines(), *self._members.first_lines(body.backend), *size_lines]
        if body.uses_like:
            head.append(like_line(parameters))
        returned = united(self._type_of(symbol_of(array)) for array in self._wanted.values())
        return Source.of_body(body, self._name, parameters, about, (head, forward, backward), results, returned)

    def _type_of(self, symbol: Symbol) -> str:
        """The type of a result."""
        backend = self._body.backend
        if label_of(symbol) is not None:
            return f"list[{backend.array}]" if varies(symbol) else backend.array
        return backend.array if symbol.shape.axes else backend.scalar

    # lines

    def _group(self, group: tuple[Item, ...], *, backwards: bool) -> Iterator[str]:
        label = group[0].label
        if label is None:
            (item,) = group
            yield from self._assigned(item.value, self._members.text(item.target))
            return
        letter, end = self._members.letter(label), self._members.ends[label.last]
        every = (*self._plan.forward, *self._plan.backward)
        stop = end if ends_unread(group, every, self._wanted.values()) else f"{end} + 1"
        yield f"for {letter} in {f'range({end}, 0, -1)' if backwards else f'range(1, {stop})'}:"
        outside = self._stacks
        for item in group:
            target = self._members.text(item.target)
            inner = self._assigned_in_loop(item.value, target)
            if item.before_last:
                yield f"{INDENT}if {letter} < {end}:"
                inner = [INDENT + line for line in inner]
                if item.last is not None:
                    inner += ["else:", *(INDENT + line for line in self._assigned_in_loop(item.last, target))]
            yield from (INDENT + line for line in inner)
        self._stacks = outside

    def _assigned_in_loop(self, root: Node, target: str) -> list[str]:
        """The same, without arrays that are kept: they may be others the next time."""
        self._stacks = {}
        if self._body.backend.is_torch and isinstance(root, Number):
            return [
                f"{target} = {self._body.made('tensor', repr(float(root.value))).text}"
            ]  # what is stacked is no number
        return self._assigned(root, target)

    def _assigned(self, root: Node, target: str) -> list[str]:
        """The lines after which the target has the value of a node, sums over labels in it worked out before."""
        if isinstance(root, LabelSum):
            return self._summed(root, target)
        lines, root = self._without_sums(root)
        root = Cheaper([root]).of(root)
        code = matrix_code(self._program, [root], self._body, self._functions)
        lines += self._lines_of(code, root)
        text = lines.pop()
        return [*lines, f"{target} = {text}"]

    def _without_sums(self, root: Node) -> tuple[list[str], Node]:
        """The lines that work out the sums over labels in a node, and the node with names for them."""
        lines: list[str] = []
        names: dict[Node, Node] = {}
        for part in dict.fromkeys(_outermost_sums(root)):
            name = self._body.names.temporary()
            lines += self._summed(part, name)
            names[part] = symbol = Symbol(name, part.shape)
            self._members.know(symbol)
        return lines, replaced(root, names)

    def _summed(self, part: LabelSum, name: str) -> list[str]:
        if any(part.label in labels_in(inner) for inner in _outermost_sums(part.arg)):
            raise InputError("there is no code for a sum over one family inside a sum over another yet")
        before, summand = self._without_sums(part.arg)
        summand = Cheaper([summand]).of(summand)
        if (pieces := column_and_row(summand)) is not None:
            coefficient, *sides = pieces
            (above, left), (below, right) = (self._stacked(side, part.label) for side in sides)
            text = product_of_stacks(coefficient, (left, right), part.label, self._body.backend)
            return [*before, *above, *below, f"{name} = {text}"]
        if isinstance(summand, Symbol | Cotangent) and summand in self._stacks:
            return [*before, f"{name} = {self._body.call('sum', self._stacks[summand], axis=0).text}"]
        lines, summands = self._listed(summand, part.label)
        text = sum_of_list(summands, self._body, is_scalar=not summand.shape.axes)
        return [*before, *lines, f"{name} = {text}"]

    def _stacked(self, side: Node, label: Label) -> tuple[list[str], str]:
        """A vector for each value of a label as the rows of an array: the lines that work it out, and its text."""
        side = side.arg if isinstance(side, Transpose) else side
        if side in self._stacks:
            return [], self._stacks[side]
        if not isinstance(side, Symbol | Cotangent) or label_of(symbol_of(side)) is not label:
            lines, vectors = self._listed(side, label)
            return lines, self._body.call("stack", vectors).text
        place = symbol_of(side).member
        is_before = place is not None and place.at.offset < 0
        self._stacks[side] = name = self._body.names.take(f"{base(side)}_{'before' if is_before else 'all'}")
        return [f"{name} = {self._body.call('stack', self._members.listed(side, label)).text}"], name

    def _listed(self, node: Node, label: Label) -> tuple[list[str], str]:
        """The values of a node for each value of a label: the lines that work them out, and the text of their list."""
        code = matrix_code(self._program, [node], self._body, self._functions)
        *inner, text = self._lines_of(code, node)
        over = self._members.over(label)
        if not inner:
            return [], f"[{text} {over}]"
        name = self._body.names.temporary()
        array = self._body.backend.array if node.shape.axes else self._body.backend.scalar
        lines = [*inner, f"{name}.append({text})"]
        return [f"{name}: list[{array}] = []", f"{over}:", *(INDENT + line for line in lines)], name

    def _lines_of(self, code: MatrixCode, root: Node) -> list[str]:
        """The lines that compute a node, and the text of its value as the last."""
        for part in walk(root):
            if isinstance(part, Symbol | Cotangent):
                code.know(part, self._members.text(part))
        before = len(self._body.lines)
        text = code.full(root).text
        lines = self._body.lines[before:]
        del self._body.lines[before:]
        return [*lines, text]

    def _result(self, array: Named) -> str:
        label = label_of(symbol_of(array))
        if label is None:
            return self._members.text(array)
        if array in self._stacks:
            return self._stacks[array]
        members = self._members.listed(array, label)
        return members if varies(symbol_of(array)) else self._body.call("stack", members).text

    # what stands before the loops

    def _sizes(self) -> tuple[list[str], set[Named], list[Parameter]]:
        """The lines that read sizes off arrays, the arrays that are read, the sizes that must be passed."""
        told = bindings(self._members.required)
        lines: list[str] = []
        arrays: set[Named] = set()
        asked: list[Parameter] = []
        for name in self._body.sizes_used:
            text = self._body.size(Dimension.named(name)).text
            binding = told.get(name)
            if "[" in name:
                raise InputError(f"there is no code for these equations: the length {name} stands in a value by itself")
            if binding is None or binding.rest.terms or not binding.factor.is_one:
                asked.append(Parameter(name, text, Kind.SIZE))
                continue
            array = binding.array
            assert isinstance(array, Symbol | Cotangent)
            one = "" if label_of(symbol_of(array)) is None else "[1]"
            lines.append(f"{text} = {self._members.arrays[array]}{one}.shape[{binding.axis}]")
            arrays.add(array)
        return lines, arrays, asked

    def _parameters(self, told: set[Named]) -> Iterator[Parameter]:
        required = set(self._members.required) | told
        for array, name in self._members.arrays.items():
            kind = Kind.ARRAY if label_of(symbol_of(array)) is None else Kind.FAMILY
            yield Parameter(array_key(array), name, kind, array, array in required)
        for function, name in self._functions.items():
            assert function is not None
            yield Parameter(function_key(function), name, Kind.FUNCTION, function=function)
        for label in self._program.labels:
            if not any(label_of(symbol_of(array)) is label for array in self._members.required):
                yield Parameter(label.last, self._members.ends[label.last], Kind.SIZE)


def _outermost_sums(root: Node) -> Iterator[LabelSum]:
    """The sums over labels in a node that stand in no other."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, LabelSum):
            yield part
        else:
            waiting.extend(reversed(part.children))
