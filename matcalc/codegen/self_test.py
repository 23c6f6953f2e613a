"""The end of a file of generated code: run as a script, it compares its derivatives with finite differences."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.codegen.backends import Backend
from matcalc.codegen.calls import Calls
from matcalc.codegen.comparisons import Comparisons
from matcalc.codegen.differences import differences_text, error_text, newton_text, of_list_text
from matcalc.codegen.draws import Draw, Draws, NotDrawnError, unknown_functions
from matcalc.codegen.parameters import Kind, Parameter, symbol_of
from matcalc.codegen.tested import Equation, Functions, Point, UntestableError
from matcalc.forms.families import label_of
from matcalc.forms.matrix_form import Cotangent, Symbol

TOLERANCE = "1e-6"


def self_test(functions: Functions, point: Point, tolerance: str = TOLERANCE) -> str:
    """The code that stands below the functions. Raises UntestableError."""
    try:
        return _Writer(functions, point, tolerance).text()
    except NotDrawnError as error:
        raise UntestableError(f"no random numbers are known for what is declared of {error}") from None


class _Writer:
    def __init__(self, functions: Functions, point: Point, tolerance: str) -> None:
        self._functions = functions
        self._point = point
        self._tolerance = tolerance
        self._backend: Backend = functions.forward.backend
        self._draws = Draws(self._backend, point.facts, point.generator)
        self._calls = Calls(functions)
        self._words = self._calls.words
        self._unknown = unknown_functions(
            (one for source in functions.sources for one in source.parameters), self._backend
        )

    def text(self) -> str:
        backend, words = self._backend, self._words
        comparisons = Comparisons(self._functions, self._point, self._calls, self._draws)
        main = list(self._main(comparisons))
        types = self._calls.types
        listed = [of_list_text(backend, types, words.differences_of_list, words.differences)]
        solving = [newton_text(backend, types, words.newton, words.differences)]
        parts = [
            differences_text(backend, types, words.differences),
            *(solving if self._functions.equation is not None else []),
            *(listed if comparisons.needs_list else []),
            error_text(backend, types, words.error),
            'if __name__ == "__main__":\n' + "\n".join(f"    {line}".rstrip() for line in main) + "\n",
        ]
        return "\n\n".join(parts)

    def _main(self, comparisons: Comparisons) -> Iterator[str]:
        """The lines below `if __name__`."""
        drawn = list(self._drawn())
        body = [*self._differentiated(), *comparisons.lines()]
        yield from self._draws.start(self._point.seed)
        yield from drawn
        yield from body
        name, value, errors = self._words.name, self._words.value, self._words.errors
        yield f"for {name}, {value} in {errors}.items():"
        yield f'    print(f"{{{name}}}: {{{value}:.1e}}")'
        yield f"if not all({value} < {self._tolerance} for {value} in {errors}.values()):"
        yield f'    raise SystemExit("a derivative differs from finite differences by more than {self._tolerance}")'

    def _drawn(self) -> Iterator[str]:
        """The lines that make the arrays, and what is passed besides them."""
        lines: list[str] = []
        entries: list[str] = []
        for parameter in self._calls.inputs.values():
            before, text = self._array(symbol_of(parameter.array), parameter.name)
            lines += before
            entries.append(f"{parameter.name!r}: {text}")
        others: list[str] = []
        for source in self._functions.sources:
            for parameter in source.parameters:
                is_new = parameter.key not in self._calls.passed and self._calls.is_passed(parameter)
                if is_new and not self._is_found(parameter):
                    others += self._other(parameter)
        yield from lines
        annotated = ": dict[str, Any]" if self._calls.types.passed == "Any" else ""
        yield f"{self._words.arrays}{annotated} = {{{', '.join(entries)}}}"
        if shifts := self._functions.shifts:
            zeros = (f"{self._calls.shift(symbol)!r}: {self._zeros(symbol)}" for symbol in shifts)
            yield f"{self._words.point} = {{**{self._words.arrays}, {', '.join(zeros)}}}"
        yield from others
        if self._functions.equation is not None:
            yield from self._solved(self._functions.equation)

    def _is_found(self, parameter: Parameter) -> bool:
        """Whether it is the solution of the equation or a Jacobian there."""
        equation = self._functions.equation
        return equation is not None and parameter.array in (equation.unknown, *equation.jacobians)

    def _solved(self, equation: Equation) -> Iterator[str]:
        """The lines that find the solution from a random start, and work out the Jacobians there."""
        calls, words, unknown = self._calls, self._words, equation.unknown
        point = words.point if self._functions.shifts else words.arrays
        if extras := calls.extras(equation.residual, without=unknown.name):
            calls.residual = calls.names.take(equation.value.name)
            call = f"{equation.residual.name}({', '.join(('**arrays', *extras))})"
            yield from ("", f"def {calls.residual}(**arrays: {calls.types.passed}) -> {self._backend.array}:")
            yield from (f"    return {call}", "")
        name = calls.names.take(unknown.name)
        _, start = self._array(unknown, name, is_input=False)
        yield f"{name} = {calls.newton(point, start)}"
        calls.passed[unknown.name] = name
        asked = {one.array for source in self._functions.derivatives for one in source.parameters if one.is_required}
        for jacobian, by in equation.jacobians.items():
            if jacobian in asked:
                at = f"{{**{point}, {equation.name!r}: {name}}}"
                key = equation.name if by is unknown else calls.inputs[by.name].name
                made = calls.names.take(jacobian.name)
                yield f"{made} = {words.differences}({calls.residual}, {key!r}, {at})"
                calls.passed[jacobian.name] = made

    def _other(self, parameter: Parameter) -> Iterator[str]:
        """The lines that make what is passed besides the arrays."""
        passed = self._calls.passed
        if parameter.array is not None:
            if isinstance(parameter.array, Cotangent) and not self._is_given(parameter.array):
                raise UntestableError(f"{parameter.key} is a derivative that no formula gives")
            name = self._calls.names.take(parameter.name)
            before, text = self._array(symbol_of(parameter.array), name, is_input=False)
            yield from before
            yield f"{name} = {text}"
            passed[parameter.key] = name
        elif parameter.kind is Kind.SIZE:
            passed[parameter.key] = str(self._point.size(parameter.key))
        elif parameter.function is not None:
            passed[parameter.key] = self._unknown[parameter.function]
        else:
            raise UntestableError(f"{parameter.key} is any function")

    def _is_given(self, array: Cotangent) -> bool:
        return self._functions.is_any and array.of in self._functions.values.values()

    def _array(self, symbol: Symbol, name: str, *, is_input: bool = True) -> tuple[list[str], str]:
        """The text of a random array, and the lines before it, which work out `name`."""
        members = self._point.lengths(symbol)
        draw = self._point.draw_of(symbol) if is_input else Draw()
        if label_of(symbol) is None or len(set(members)) == 1:
            lengths = members[0] if label_of(symbol) is None else (len(members), *members[0])
            if not is_input:
                return [], self._draws.array(draw, lengths)
            *before, last = self._draws.declared(symbol, draw, lengths).lines(self._calls.names.take(name))
            return before, last
        if is_input and self._point.facts.of(symbol):
            raise NotDrawnError(symbol.name)
        return [], f"[{', '.join(self._draws.array(draw, one) for one in members)}]"

    def _zeros(self, symbol: Symbol) -> str:
        members = self._point.lengths(symbol)
        if label_of(symbol) is None:
            return self._draws.zeros(members[0])
        if len(set(members)) == 1:
            return self._draws.zeros((len(members), *members[0]))
        return f"[{', '.join(map(self._draws.zeros, members))}]"

    def _differentiated(self) -> Iterator[str]:
        """The lines that define what is differentiated, where that is not the function `forward` itself."""
        functions, output = self._functions, self._words.output
        if output == functions.forward.name:
            return
        if functions.is_solution and functions.equation is not None:
            call = self._calls.newton("arrays", self._calls.passed[functions.equation.unknown.name])
        else:
            extras = self._calls.extras(functions.forward, arrays="arrays")
            call = f"{functions.forward.name}({', '.join(('**arrays', *extras))})"
        yield from ("", f"def {output}(**arrays: {self._calls.types.passed}) -> {self._calls.types.output}:")
        if not functions.is_any:
            yield f"    return {call}"
        elif "" in functions.values:
            yield f"    return {self._product(functions.values[''], call)}"
        else:
            terms = (self._product(symbol, f"values[{key!r}]") for key, symbol in functions.values.items())
            yield from (f"    values = {call}", f"    return {' + '.join(terms)}")
        yield ""

    def _product(self, symbol: Symbol, value: str) -> str:
        """The sum over all entries of an array times the gradient that is given there."""
        gradient = self._calls.gradient_at(symbol)
        if gradient is None:
            raise UntestableError(f"the gradient at {symbol.name} is passed to no function")
        word = self._backend.word("sum")
        if len(set(self._point.lengths(symbol))) > 1:
            return f"sum({word}(one * other) for one, other in zip({gradient}, {value}))"
        return f"{word}({gradient} * {value})"
