"""The source of a function that computes results from arrays passed by keyword."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from matcalc.codegen.body import Body
from matcalc.codegen.cheaper import Cheaper
from matcalc.codegen.form import Form, entry_array
from matcalc.codegen.helpers import HELPERS, REAL_ONLY, preamble
from matcalc.codegen.index_code import IndexCode
from matcalc.codegen.matrix_code import MatrixCode
from matcalc.codegen.names import Names
from matcalc.codegen.order import Computation, computation
from matcalc.codegen.parameters import Kind, Parameter, array_key, function_key
from matcalc.codegen.sizes import Binding, bindings
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.matrix_form import Apply, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk


@dataclass(frozen=True, slots=True)
class Source:
    """Code: `text` stands by itself; `body` is the part after the imports; `name` the function in it."""

    text: str
    body: str
    name: str
    parameters: tuple[Parameter, ...]
    takes_complex: bool


def written(
    program: Program, wanted: Mapping[str, Form], derivatives: Mapping[Cotangent, Form], name: str, is_one: bool
) -> Source:
    """The source of a function that computes everything in `wanted`; is_one: it returns the one value, not a dict."""
    plan = computation(program, wanted.values(), derivatives)
    return _Writer(program, wanted, plan, name).source(is_one)


class _Writer:
    def __init__(self, program: Program, wanted: Mapping[str, Form], plan: Computation, name: str) -> None:
        self._plan = plan
        self._program = program
        names = Names(("np", "math", "None", "True", "False", *HELPERS))
        self._name = names.take(name)
        self._arrays: dict[Symbol | Cotangent, str] = {
            array: names.take(array_key(array)) for array in dict.fromkeys((*program.inputs, *plan.given))
        }
        cheaper = Cheaper(root for form in (*dict(plan.defined).values(), *wanted.values()) for root in form.arrays())
        self._defined = [(symbol, _lowered(form, cheaper)) for symbol, form in plan.defined]
        self._wanted = {key: _lowered(form, cheaper) for key, form in wanted.items()}
        forms = [*[form for _, form in self._defined], *self._wanted.values()]
        roots = [root for form in forms for root in form.arrays()]
        self._functions = _functions(roots, names)
        self._body = Body(names)
        self._matrices = MatrixCode(roots, self._body, self._functions)
        self._indexed = IndexCode(self._matrices)
        self._names = names

    def source(self, is_one: bool) -> Source:
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
        body = preamble(self._body.helpers) + _function(self._name, parameters, lines)
        imports = "import math\n\nimport numpy as np\n" if REAL_ONLY & self._body.helpers else "import numpy as np\n"
        return Source(f"{imports}\n\n{body}", body, self._name, parameters, not REAL_ONLY & self._body.helpers)

    def _define(self, symbol: Symbol | Cotangent, form: Form) -> None:
        name = self._names.take(array_key(symbol))
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
        told = bindings([*self._plan.given, *self._program.inputs])
        needed = dict.fromkeys(used)
        for binding in reversed(told.values()):
            if binding.name in needed:
                needed.update(dict.fromkeys(sorted(binding.factor.names | binding.rest.names)))
        lines = [self._size_line(binding) for binding in told.values() if binding.name in needed]
        arrays = {binding.array for binding in told.values() if binding.name in needed}
        return lines, arrays, [name for name in needed if name not in told]

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
            made.append(Parameter(_free(key, name, made), name, kind))
        for size in asked:
            name = self._body.size(Dimension.named(size)).text
            made.append(Parameter(_free(size, name, made), name, Kind.SIZE))
        return tuple(made)


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


def _functions(roots: Iterable[Node], names: Names) -> dict[Function | None, str]:
    """The unknown functions that are called, None for the unknown scalar E."""
    found: dict[Function | None, str] = {}
    for root in roots:
        for part in walk(root):
            if isinstance(part, Apply) and not part.function.is_known and part.function not in found:
                found[part.function] = names.take(function_key(part.function))
            if isinstance(part, ScalarFunction) and None not in found:
                found[None] = names.take("E")
    return found


def _function(name: str, parameters: tuple[Parameter, ...], lines: list[str]) -> str:
    ordered = sorted(parameters, key=lambda parameter: not parameter.is_required)
    texts = [parameter.name if parameter.is_required else f"{parameter.name}=None" for parameter in ordered]
    head = f"def {name}({'*, ' if texts else ''}{', '.join(texts)}):"
    shapes = ", ".join(
        f"{parameter.name} ({_shape(parameter.array)})" for parameter in parameters if parameter.array is not None
    )
    doc = [f'"""Arrays: {shapes}. A vector has one axis."""'] if shapes else []
    return "\n".join((head, *(f"    {line}" for line in (*doc, *lines)), ""))


def _shape(array: Node) -> str:
    return re.sub(r"[^\w×+*() -]", "_", str(array.shape))
