"""The source of a function that computes results from arrays passed by keyword."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from matcalc.codegen.body import Body
from matcalc.codegen.cheaper import Cheaper
from matcalc.codegen.docstring import About, docstring
from matcalc.codegen.form import Form, entry_array
from matcalc.codegen.helpers import HELPERS, REAL_ONLY, preamble
from matcalc.codegen.index_code import IndexCode
from matcalc.codegen.matrix_code import MatrixCode
from matcalc.codegen.names import Names
from matcalc.codegen.order import Computation, computation
from matcalc.codegen.parameters import Kind, Parameter, array_key, function_key
from matcalc.codegen.sizes import Binding, told_by_code
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, IndexSum
from matcalc.forms.matrix_form import Apply, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class Source:
    """Code: the function `name` and the helpers that it calls."""

    function: str
    helpers: frozenset[str]
    name: str
    parameters: tuple[Parameter, ...]

    @property
    def body(self) -> str:
        """The code after the imports."""
        return preamble(self.helpers) + self.function

    @property
    def text(self) -> str:
        """The code, which stands by itself."""
        return joined((self,))

    @property
    def takes_complex(self) -> bool:
        """Whether complex numbers can be passed."""
        return not REAL_ONLY & self.helpers


def written(
    program: Program,
    wanted: Mapping[str, Form],
    derivatives: Mapping[Cotangent, Form],
    name: str,
    is_one: bool,
    about: About | None = None,
) -> Source:
    """The source of a function that computes everything in `wanted`; is_one: it returns the one value, not a dict."""
    plan = computation(program, wanted.values(), derivatives)
    return _Writer(program, wanted, plan, name).source(is_one, about)


def joined(sources: Sequence[Source]) -> str:
    """The code of several functions, which stands by itself: imports, helpers, functions."""
    helpers = frozenset().union(*(source.helpers for source in sources))
    imports = "import math\n\nimport numpy as np\n" if REAL_ONLY & helpers else "import numpy as np\n"
    functions = "\n\n".join(source.function for source in sources)
    return f"{imports}\n\n{preamble(helpers)}{functions}"


class _Writer:
    def __init__(self, program: Program, wanted: Mapping[str, Form], plan: Computation, name: str) -> None:
        self._plan = plan
        self._program = program
        names = Names(("np", "math", "None", "True", "False", *HELPERS))
        self._arrays: dict[Symbol | Cotangent, str] = {
            array: names.take(array_key(array)) for array in dict.fromkeys((*program.inputs, *plan.given))
        }
        self._name = names.take(name)
        cheaper = Cheaper(root for form in (*dict(plan.defined).values(), *wanted.values()) for root in form.arrays())
        self._defined = [(symbol, _lowered(form, cheaper)) for symbol, form in plan.defined]
        self._names_of = _names_of(plan, program, names)
        self._wanted = {key: _lowered(form, cheaper) for key, form in wanted.items()}
        forms = [*[form for _, form in self._defined], *self._wanted.values()]
        roots = [root for form in forms for root in form.arrays()]
        self._functions = functions_in(roots, names)
        self._body = Body(names)
        self._matrices = MatrixCode(roots, self._body, self._functions)
        self._indexed = IndexCode(self._matrices)

    def source(self, is_one: bool, about: About | None) -> Source:
        for array, name in self._arrays.items():
            self._matrices.know(array, name)
        for symbol, form in self._defined:
            self._define(symbol, form)
        results = {key: self._result(form) for key, form in self._wanted.items()}
        size_lines, told_by, asked = self._sizes()
        parameters = self._parameters(told_by, asked)
        lines = [*size_lines, *self._body.lines]
        if is_one:
            lines.append(f"return {next(iter(results.values()))}")
        else:
            lines.append("return {")
            lines += [f"    {key!r}: {text}," for key, text in results.items()]
            lines.append("}")
        function = function_text(self._name, parameters, lines, about)
        return Source(function, frozenset(self._body.helpers), self._name, parameters)

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
        told = told_by_code([*self._plan.given, *self._program.inputs])
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


def _is_plain(length: Dimension) -> bool:
    """Whether a length is a sum of names and numbers: no product."""
    return all(len(names) < 2 and (not names or abs(count) == 1) for names, count in length.terms)


def _names_of(plan: Computation, program: Program, names: Names) -> dict[Symbol | Cotangent, str]:
    """What the code calls each array that it computes; where p = t1, a temporary name, both are p."""
    temporary = {definition.symbol for definition in program.definitions if definition.is_temporary}
    own: dict[object, Symbol | Cotangent] = {
        form.value: symbol for symbol, form in plan.defined if form.value in temporary and symbol not in temporary
    }
    called = [(symbol, own.get(symbol, symbol)) for symbol, _ in plan.defined]
    taken = {symbol: names.take(array_key(symbol)) for symbol in dict.fromkeys(symbol for _, symbol in called)}
    return {symbol: taken[name] for symbol, name in called}


def _free(key: str, name: str, made: list[Parameter]) -> str:
    """The key, or where an array has it already, the name in the code."""
    return name if any(parameter.key == key for parameter in made) else key


def _lowered(form: Form, cheaper: Cheaper) -> Form:
    """The same values, computed with less."""
    if isinstance(form.value, Node):
        return Form(cheaper.of(form.value))
    terms = []
    for term in form.value.terms:
        factors = [
            Entry(cheaper.of(entry_array(factor)), factor.places) if isinstance(factor, Entry) else factor
            for factor in term.factors
        ]
        terms.append(replace(term, factors=tuple(factors)))
    return Form(IndexSum(tuple(terms)), form.free)


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


def function_text(name: str, parameters: tuple[Parameter, ...], lines: list[str], about: About | None) -> str:
    """A function of keyword arguments, the required ones first, with its docstring."""
    ordered = sorted(parameters, key=lambda parameter: not parameter.is_required)
    texts = [parameter.name if parameter.is_required else f"{parameter.name}=None" for parameter in ordered]
    head = f"def {name}({'*, ' if texts else ''}{', '.join(texts)}):"
    doc = docstring(about, tuple(ordered))
    return "\n".join((head, *(f"    {line}".rstrip() for line in (*doc, *lines)), ""))
