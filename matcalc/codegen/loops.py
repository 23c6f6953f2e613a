"""Code for families of arrays: a loop over the label forwards, one backwards, sums over it.

The member h[t] of a family is h[t] in the code, too: a list begins with what stands at 0, a given h[0] or None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from matcalc.codegen.backends import NUMPY, Backend
from matcalc.codegen.body import Body
from matcalc.codegen.cheaper import Cheaper
from matcalc.codegen.docstring import About
from matcalc.codegen.einsum_code import matrix_code
from matcalc.codegen.helpers import HELPERS
from matcalc.codegen.matrix_code import MatrixCode
from matcalc.codegen.module import RESERVED
from matcalc.codegen.names import Names
from matcalc.codegen.parameters import Kind, Parameter, array_key, function_key, like_line, symbol_of
from matcalc.codegen.shared_steps import ends_unread, with_shared
from matcalc.codegen.sizes import bindings
from matcalc.codegen.source import Source, functions_in
from matcalc.codegen.steps import Item, Named, Plan, loops, plan_of_gradients, plan_of_values
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import generic, label_of, labels_in, member
from matcalc.forms.labels import At, Family, Label, labels_of_length
from matcalc.forms.matrix_form import Cotangent, LabelSum, Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import replaced, walk

INDENT = "    "
LONGEST_LINE = 100


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
        self._labels = self._program.labels
        names = Names((*RESERVED, *backend.reserved, *HELPERS[backend.module]))
        self._letters = {label: names.take(label.name) for label in self._labels}
        self._ends = {label.last: names.take(label.last) for label in self._labels}
        passed = tuple(self._passed())
        # a name of the user's own stays: h_0 is the array h_0, and h[0] gives way to it
        taken = {array: names.take(_key(array)) for array in sorted(passed, key=lambda one: "[" in array_key(one))}
        self._arrays = {array: taken[array] for array in passed}
        self._lists: dict[tuple[Family, bool], str] = {}
        for array in self._arrays:
            if label_of(symbol_of(array)) is not None:
                self._lists[_family(array)] = self._arrays[array]
        items = (*self._plan.forward, *self._plan.backward)
        self._names: dict[Named, str] = {}
        for item in items:
            if item.label is None:
                self._names[item.target] = names.take(_key(item.target))
            elif _family(item.target) not in self._lists:
                self._lists[_family(item.target)] = names.take(_base(item.target))
        self._name = names.take(name)
        self._functions = functions_in((value for item in items for value in item.values), names)
        self._body = Body(names, backend)

    def _passed(self) -> Iterator[Named]:
        """The arrays that can be passed: inputs and given gradients."""
        given = [one for one in self._plan.given if isinstance(one, Cotangent)]
        yield from self._program.inputs
        yield from given

    def source(self, about: About | None) -> Source:
        body = self._body
        forward = [line for group in loops(self._plan.forward) for line in self._group(group, backwards=False)]
        backward = [line for group in loops(self._plan.backward) for line in self._group(group, backwards=True)]
        results = {key: self._result(array) for key, array in self._wanted.items()}
        size_lines, told, asked = self._sizes()
        parameters = (*self._parameters(told), *asked)
        head = [*self._end_lines(), *self._list_lines(), *size_lines]
        if body.uses_like:
            head.append(like_line(parameters))
        one = symbol_of(self._wanted[""]) if "" in results else None
        is_list = one is not None and label_of(one) is not None and _varies(one)
        array = f"list[{body.backend.array}]" if is_list else body.backend.array
        return Source.of_body(body, self._name, parameters, about, (head, forward, backward), results, array)

    # lines

    def _group(self, group: tuple[Item, ...], *, backwards: bool) -> Iterator[str]:
        label = group[0].label
        if label is None:
            (item,) = group
            yield from self._assigned(item.value, self._names[item.target])
            return
        letter, end = self._letters[label], self._ends[label.last]
        every = (*self._plan.forward, *self._plan.backward)
        stop = end if ends_unread(group, every, self._wanted.values()) else f"{end} + 1"
        yield f"for {letter} in {f'range({end}, 0, -1)' if backwards else f'range(1, {stop})'}:"
        for item in group:
            target = f"{self._lists[_family(item.target)]}[{letter}]"
            inner = list(self._assigned(item.value, target))
            if item.before_last:
                yield f"{INDENT}if {letter} < {end}:"
                inner = [INDENT + line for line in inner]
                if item.last is not None:
                    inner += ["else:", *(INDENT + line for line in self._assigned(item.last, target))]
            yield from (INDENT + line for line in inner)

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
            names[part] = Symbol(name, part.shape)
            self._names[Symbol(name, part.shape)] = name
        return lines, replaced(root, names)

    def _summed(self, part: LabelSum, name: str) -> list[str]:
        letter, end = self._letter(part.label), self._ends[part.label.last]
        over = f"for {letter} in range(1, {end} + 1)"
        if any(part.label in labels_in(inner) for inner in _outermost_sums(part.arg)):
            raise InputError("there is no code for a sum over one family inside a sum over another yet")
        before, summand = self._without_sums(part.arg)
        summand = Cheaper([summand]).of(summand)
        code = matrix_code(self._program, [summand], self._body, self._functions)
        *inner, text = self._lines_of(code, summand)
        line = f"{name} = sum({text} {over})"
        if not inner and len(line) <= LONGEST_LINE:
            return [*before, line]
        return [
            *before,
            f"{name} = 0",
            f"{over}:",
            *(INDENT + each for each in inner),
            f"{INDENT}{name} = {name} + {text}",
        ]

    def _lines_of(self, code: MatrixCode, root: Node) -> list[str]:
        """The lines that compute a node, and the text of its value as the last."""
        for part in walk(root):
            if isinstance(part, Symbol | Cotangent):
                code.know(part, self._text(part))
        before = len(self._body.lines)
        text = code.full(root).text
        lines = self._body.lines[before:]
        del self._body.lines[before:]
        return [*lines, text]

    def _text(self, array: Named) -> str:
        """What an array is called in the code."""
        symbol = symbol_of(array)
        if symbol.member is None or (_family(array) not in self._lists):
            return self._names.get(array) or self._arrays[array]
        at = symbol.member.at
        if array in self._names:
            return self._names[array]  # the gradient at h[0] is no part of the recursion
        origin = self._letter(at.origin) if isinstance(at.origin, Label) else self._ends.get(at.origin, "")
        if not origin:
            return f"{self._lists[_family(array)]}[{at.offset}]"
        shift = f" {'+' if at.offset > 0 else '-'} {abs(at.offset)}" if at.offset else ""
        return f"{self._lists[_family(array)]}[{origin}{shift}]"

    def _letter(self, label: Label) -> str:
        if label not in self._letters:  # one of a sum that had to be called otherwise
            self._letters[label] = self._body.names.take(label.name)
        return self._letters[label]

    def _result(self, array: Named) -> str:
        if label_of(symbol_of(array)) is None:
            return self._text(array)
        name = self._lists[_family(array)]
        return f"{name}[1:]" if _varies(symbol_of(array)) else self._body.call("stack", f"{name}[1:]").text

    # what stands before the loops

    def _end_lines(self) -> Iterator[str]:
        for label in self._labels:
            families = [array for array in self._required() if label_of(symbol_of(array)) is label]
            if families:
                yield f"{self._ends[label.last]} = len({self._arrays[families[0]]})"

    def _list_lines(self) -> Iterator[str]:
        """Lists that begin with what stands at 0, so that the member h[t] is h[t]."""
        required = set(self._required())
        for (family, is_gradient), name in self._lists.items():
            first: Symbol | Cotangent = member(family, At("", 0))
            start = self._arrays[first] if not is_gradient and first in required else "None"
            whole = member(family, At(family.label))
            array: Named = Cotangent(whole) if is_gradient else whole
            end = self._ends[family.label.last]
            last = Cotangent(member(family, At(family.label.last)))
            if array in self._arrays:
                if array in required:
                    yield f"{name} = [{start}, *{name}]"
            elif is_gradient and last in self._arrays:
                yield f"{name} = [None] * {end} + [{self._arrays[last]}]"
            elif start == "None":
                yield f"{name} = [None] * ({end} + 1)"
            else:
                yield f"{name} = [{start}] + [None] * {end}"

    def _required(self) -> tuple[Named, ...]:
        given = set(self._plan.given)
        return tuple(array for array in self._arrays if array in given)

    def _sizes(self) -> tuple[list[str], set[Named], list[Parameter]]:
        """The lines that read sizes off arrays, the arrays that are read, the sizes that must be passed."""
        told = bindings(self._required())
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
            one = f"{self._arrays[array]}[1]" if label_of(symbol_of(array)) is not None else self._arrays[array]
            lines.append(f"{text} = {one}.shape[{binding.axis}]")
            arrays.add(array)
        return lines, arrays, asked

    def _parameters(self, told: set[Named]) -> Iterator[Parameter]:
        required = set(self._required()) | told
        for array, name in self._arrays.items():
            kind = Kind.ARRAY if label_of(symbol_of(array)) is None else Kind.FAMILY
            yield Parameter(array_key(array), name, kind, array, array in required)
        for function, name in self._functions.items():
            assert function is not None
            yield Parameter(function_key(function), name, Kind.FUNCTION, function=function)
        for label in self._labels:
            if not any(label_of(symbol_of(array)) is label for array in self._required()):
                yield Parameter(label.last, self._ends[label.last], Kind.SIZE)


def _outermost_sums(root: Node) -> Iterator[LabelSum]:
    """The sums over labels in a node that stand in no other."""
    waiting = [root]
    while waiting:
        part = waiting.pop()
        if isinstance(part, LabelSum):
            yield part
        else:
            waiting.extend(reversed(part.children))


def _family(array: Named) -> tuple[Family, bool]:
    symbol = symbol_of(array)
    assert symbol.member is not None
    return symbol.member.family, isinstance(array, Cotangent)


def _base(array: Named) -> str:
    family, is_gradient = _family(array)
    return f"grad_{family.name}" if is_gradient else family.name


def _key(array: Named) -> str:
    """What the code calls an array that is passed: x for x[t], h_0 for h[0]."""
    one = symbol_of(array).member
    if one is None:
        return array_key(array)
    return _base(array) if one.at.label is not None else f"{_base(array)}_{one.at}"


def _varies(symbol: Symbol) -> bool:
    """Whether the members of a family have different shapes."""
    return any(labels_of_length(side) for side in generic(symbol).shape.axes)
