"""The source of a function that computes results from arrays passed by keyword."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from matcalc.codegen.backends import NUMPY, Backend
from matcalc.codegen.body import Body
from matcalc.codegen.cheaper import cheapest
from matcalc.codegen.declared import Declared
from matcalc.codegen.docstring import About, docstring
from matcalc.codegen.einsum_code import matrix_code
from matcalc.codegen.form import Form
from matcalc.codegen.helpers import HELPERS, preamble
from matcalc.codegen.index_code import IndexCode
from matcalc.codegen.module import RESERVED, module
from matcalc.codegen.names import Names
from matcalc.codegen.order import Computation, computation
from matcalc.codegen.parameters import Kind, Parameter, annotation, array_key, function_key, in_order, like_line, united
from matcalc.codegen.repeated import Line, without_repeats
from matcalc.codegen.shared_factors import with_shared_factors
from matcalc.codegen.sizes import Binding, told_by_code
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import NONE, Facts, Property
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class Source:
    """Code of a function that computes results from arrays passed by keyword.

    sizes, forward, backward: the lines of its body, which read sizes off the arrays, compute values and compute
    derivatives. results: what it returns, by key; under the key "" the one value that it returns alone. helpers: what
    it calls. real_only: the functions in it that take no complex numbers. returned: the type of each result.
    """

    name: str
    parameters: tuple[Parameter, ...]
    doc: tuple[str, ...]
    sizes: tuple[str, ...]
    forward: tuple[str, ...]
    backward: tuple[str, ...]
    results: Mapping[str, str]
    returned: str
    backend: Backend
    helpers: frozenset[str]
    real_only: frozenset[str]
    uses_math: bool

    @classmethod
    def of_body(
        cls,
        body: Body,
        name: str,
        parameters: tuple[Parameter, ...],
        about: About | None,
        lines: tuple[Sequence[str], Sequence[str], Sequence[str]],
        results: Mapping[str, str],
        returned: str,
    ) -> Source:
        """Of a body that was written. lines: sizes, forward, backward. returned: the type of each result."""
        return cls(
            name=name,
            parameters=parameters,
            doc=tuple(docstring(about, in_order(parameters))),
            sizes=tuple(lines[0]),
            forward=tuple(lines[1]),
            backward=tuple(lines[2]),
            results=results,
            returned=returned,
            backend=body.backend,
            helpers=frozenset(body.helpers),
            real_only=frozenset(body.real_only),
            uses_math=body.uses_math,
        )

    @property
    def annotated(self) -> str:
        """What it returns, as a type."""
        return self.returned if "" in self.results else f"dict[str, {self.returned}]"

    @property
    def function(self) -> str:
        """The function alone, in lines of any length."""
        lines = [*self.doc, *self.sizes, *self._computed()]
        return "\n".join((self._head(), *(f"    {line}".rstrip() for line in lines), ""))

    @property
    def body(self) -> str:
        """The code after the imports."""
        return preamble(self.helpers, self.backend) + self.function

    @property
    def own_imports(self) -> frozenset[str]:
        """The lines that bring what it needs of Python itself."""
        return frozenset({"import math"} if self.uses_math else ())

    @property
    def text(self) -> str:
        """The code, which stands by itself."""
        return module((self,))

    def _head(self) -> str:
        texts = [annotation(parameter, self.backend) for parameter in in_order(self.parameters)]
        return f"def {self.name}({'*, ' if texts else ''}{', '.join(texts)}) -> {self.annotated}:"

    def _computed(self) -> list[str]:
        """The lines that compute, and what is returned: without a name for it that stands nowhere else."""
        lines = [*self.forward, *self.backward]
        if "" in self.results:
            result = self.results[""]
            if lines and lines[-1].startswith(f"{result} = "):
                return [*lines[:-1], f"return {lines[-1].removeprefix(f'{result} = ')}"]
            return [*lines, f"return {result}"]
        pairs = (f'"{key}": {text}' for key, text in self.results.items())
        return [*lines, f"return {{{', '.join(pairs)}}}"]


def written(
    program: Program,
    wanted: Mapping[str, Form],
    derivatives: Mapping[Cotangent, Form],
    name: str,
    about: About | None = None,
    backend: Backend = NUMPY,
    facts: Facts = NONE,
    *,
    reserved: Iterable[str] = (),
    arriving: Container[Node] = (),
) -> Source:
    """The source of a function that computes everything in `wanted`; under the key "" it is the one value.

    reserved: names that it leaves alone. arriving: arrays that are there late, so that no size is read off them.
    """
    plan = computation(program, wanted.values(), derivatives, facts)
    return _Writer(program, wanted, plan, name, backend, facts, reserved, arriving).source(about)


class _Writer:
    def __init__(
        self,
        program: Program,
        wanted: Iterable[str],
        plan: Computation,
        name: str,
        backend: Backend,
        facts: Facts,
        reserved: Iterable[str],
        arriving: Container[Node],
    ) -> None:
        self._plan = plan
        self._arriving = arriving
        self._program = program
        names = Names((*RESERVED, *backend.reserved, *HELPERS[backend.module], *reserved))
        self._arrays: dict[Symbol | Cotangent, str] = {
            array: names.take(array_key(array)) for array in dict.fromkeys((*program.inputs, *plan.given))
        }
        self._name = names.take(name)
        declared = Declared(facts, program.inputs, plan.defined)
        defined = [(symbol, form.mapped(declared.of)) for symbol, form in plan.defined]
        ends = [form.mapped(declared.of) for form in plan.wanted]
        image = cheapest(_arrays_of(defined, ends), declared.of)
        defined = [(symbol, form.mapped(image)) for symbol, form in defined]
        ends = [form.mapped(image) for form in ends]
        joined = with_shared_factors(_arrays_of(defined, ends))
        self._defined = [(symbol, form.mapped(joined)) for symbol, form in defined]
        self._names_of = {symbol: names.take(array_key(symbol)) for symbol, _ in plan.defined}
        self._wanted = {key: form.mapped(joined) for key, form in zip(wanted, ends, strict=True)}
        roots = list(_arrays_of(self._defined, self._wanted.values()))
        self._functions = functions_in(roots, names)
        self._body = Body(names, backend)
        definite = (symbol for symbol in program.inputs if Property.SPD in facts.of(symbol))
        self._matrices = matrix_code(program, roots, self._body, self._functions, definite, declared.of)
        self._indexed = IndexCode(self._matrices)

    def source(self, about: About | None) -> Source:
        body = self._body
        for array, name in self._arrays.items():
            self._matrices.know(array, name)
        forward = 0
        for symbol, form in self._defined:
            self._define(symbol, form)
            if isinstance(symbol, Symbol):
                forward = len(body.lines)
        texts = {key: self._result(form) for key, form in self._wanted.items()}
        size_lines, told_by, asked = self._sizes()
        parameters = self._parameters(told_by, asked)
        if body.uses_like:
            size_lines = [like_line(parameters), *size_lines]
        before, after, results = self._without_repeats(forward, texts)
        lines = size_lines, before, after
        returned = united(map(self._type_of, self._wanted.values()))
        return Source.of_body(body, self._name, parameters, about, lines, results, returned)

    def _without_repeats(
        self, forward: int, results: Mapping[str, str]
    ) -> tuple[list[str], list[str], Mapping[str, str]]:
        """The lines that compute values, those that compute derivatives, and the results. forward: of the former."""
        lines = []
        for at, text in enumerate(self._body.lines):
            name, _, right = text.partition(" = ")
            lines.append(Line(name, right, is_forward=at < forward))
        ends = [Line("", text) for text in results.values()]
        arrays, backend = set(self._arrays.values()), self._body.backend
        made = without_repeats([*lines, *ends], arrays, backend.module, self._body.names)
        ended = dict(zip(results, (line.text for line in made if not line.name), strict=True))
        named = [line for line in made if line.name]
        before = [line.assignment for line in named if line.is_forward]
        return before, [line.assignment for line in named if not line.is_forward], ended

    def _type_of(self, form: Form) -> str:
        """The type of a result; numbers of which no array is made stay numbers."""
        backend = self._body.backend
        if form.axes:
            return backend.array
        if backend.scalar != backend.array or any(one.shape.axes for one in self._inputs_of(form)):
            return backend.scalar
        return backend.number if any(True for _ in self._inputs_of(form)) else f"float | {backend.array}"

    def _inputs_of(self, form: Form) -> Iterator[Node]:
        """What is passed of that which a form is made of, directly or by way of definitions."""
        defined: dict[Node, Form] = dict(self._defined)
        seen: set[Node] = set()
        waiting = [form]
        while waiting:
            for part in (part for root in waiting.pop().arrays() for part in walk(root)):
                if part in self._arrays:
                    yield part
                elif part in defined and part not in seen:
                    seen.add(part)
                    waiting.append(defined[part])

    def _define(self, symbol: Symbol | Cotangent, form: Form) -> None:
        name = self._names_of[symbol]
        if isinstance(form.value, Node):
            self._matrices.define(symbol, form.value, name)
        else:
            self._body.assigned(self._indexed.value(form.value, form.free), name)
            self._matrices.know(symbol, name)

    def _result(self, form: Form) -> str:
        if isinstance(form.value, Node):
            return self._matrices.full(form.value).text
        return self._indexed.value(form.value, form.free).text

    def _sizes(self) -> tuple[list[str], set[Node], list[str]]:
        """The lines that read sizes off the arrays, the arrays that are read, the sizes that must be passed."""
        used = self._body.sizes_used
        told = told_by_code([one for one in (*self._plan.given, *self._program.inputs) if one not in self._arriving])
        needed = dict.fromkeys(used)
        for length in [length for array in self._plan.given for length in array.shape.axes if not _is_plain(length)]:
            if any(name in needed and name not in told for name in length.names):
                needed.update(dict.fromkeys(sorted(length.names)))  # what is passed is compared with the array
        for binding in reversed(told.values()):
            if binding.name in needed:
                needed.update(dict.fromkeys(sorted(binding.factor.names | binding.rest.names)))
        lines = [self._size_line(binding) for binding in told.values() if binding.name in needed]
        arrays = {binding.array for binding in told.values() if binding.name in needed}
        lines += self._length_checks({*self._plan.given, *arrays}, needed.keys())
        return lines, arrays, [name for name in needed if name not in told]

    def _length_checks(self, arrays: Set[Node], known: Set[str]) -> Iterator[str]:
        """That axes are as long as they should be, where a quotient is rounded or a size is passed."""
        for array, name in self._arrays.items():
            for axis, length in enumerate(array.shape.axes if array in arrays else ()):
                if length.names and length.names <= known and not _is_plain(length):
                    places = self._body.size(length)
                    yield f"if {name}.shape[{axis}] != {places.text}:"
                    yield f'    raise ValueError("axis {axis + 1} of {name} must be {length} long")'

    def _size_line(self, binding: Binding) -> str:
        assert isinstance(binding.array, Symbol | Cotangent)
        text = f"{self._arrays[binding.array]}.shape[{binding.axis}]"
        rest, factor = self._body.size(binding.rest), self._body.size(binding.factor)
        if rest.text != "0":
            text += f" - {rest.atom}"
        if not binding.factor.is_one:
            text = f"({text}) // {factor.atom}" if rest.text != "0" else f"{text} // {factor.atom}"
        return f"{self._body.size(Dimension.named(binding.name)).text} = {text}"

    def _parameters(self, told_by: set[Node], asked: list[str]) -> tuple[Parameter, ...]:
        made = []
        for array, name in self._arrays.items():
            required = array in self._plan.given or array in told_by
            made.append(Parameter(array_key(array), name, Kind.ARRAY, array, required))
        for function, name in self._functions.items():
            kind = Kind.SCALAR_FUNCTION if function is None else Kind.FUNCTION
            key = "E" if function is None else function_key(function)
            made.append(Parameter(_free(key, name, made), name, kind, function=function))
        for size in asked:
            name = self._body.size(Dimension.named(size)).text
            made.append(Parameter(_free(size, name, made), name, Kind.SIZE))
        return tuple(made)


def _arrays_of(defined: Iterable[tuple[Node, Form]], ends: Iterable[Form]) -> Iterator[Node]:
    """The matrix forms of which definitions and results are made."""
    return (root for form in (*(form for _, form in defined), *ends) for root in form.arrays())


def _is_plain(length: Dimension) -> bool:
    """Whether a length is a sum of names and numbers: no product."""
    return all(len(names) < 2 and (not names or abs(count) == 1) for names, count in length.terms)


def _free(key: str, name: str, made: list[Parameter]) -> str:
    """The key, or where an array has it already, the name in the code."""
    return name if any(parameter.key == key for parameter in made) else key


def functions_in(roots: Iterable[Node], names: Names) -> dict[Function | None, str]:
    """The unknown functions that are called, with their names in the code; None for the unknown scalar E."""
    found: dict[Function | None, str] = {}
    for root in roots:
        for part in walk(root):
            if isinstance(part, Apply) and not part.function.is_known and part.function not in found:
                found[part.function] = names.take(function_key(part.function))
            if isinstance(part, ScalarFunction) and None not in found:
                found[None] = names.take("E")
    return found
