"""The end of a file of generated code: run as a script, it compares its derivatives with finite differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcalc.codegen.backends import Backend
from matcalc.codegen.differences import differences_text, error_text, of_list_text
from matcalc.codegen.draws import Draw, Draws, NotDrawnError
from matcalc.codegen.helpers import HELPERS
from matcalc.codegen.module import RESERVED
from matcalc.codegen.names import Names
from matcalc.codegen.parameters import Kind, Parameter, symbol_of
from matcalc.codegen.source import Source
from matcalc.forms.facts import Facts
from matcalc.forms.families import label_of
from matcalc.forms.matrix_form import Cotangent, Symbol

TOLERANCE = "1e-6"

_OWN = ("print", "max", "all", "next", "iter", "SystemExit", "rng", "keys", "jax", "enumerate")

Lengths = tuple[int, ...]


class UntestableError(ValueError):
    """Why a file can not be tested by finite differences, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Tested:
    """A function of the file. kind: what it computes. wrt: the variables, in the order of its results.

    order: 2 of a Hessian. direction: what that is multiplied by, None where it is all of it.
    """

    source: Source
    kind: str
    wrt: tuple[Symbol, ...]
    order: int = 1
    direction: Symbol | None = None


@dataclass(frozen=True, slots=True)
class TestedSolution:
    """A function of the file that computes where the gradient at `wanted` is 0; None where something else is 0 there.

    before: what was solved for before and is put in.
    """

    source: Source
    unknown: Symbol
    wanted: Symbol | None
    before: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """Where a file is tested. lengths: of the axes of an array, of a family those of each member."""

    facts: Facts
    draw_of: Callable[[Symbol], Draw]
    lengths: Callable[[Symbol], Sequence[Lengths]]
    size: Callable[[str], int]
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Functions:
    """The functions of a file. forward: what is differentiated, which returns the arrays of `values`, by their keys.

    shifts: what is added to an array in it, by the array. output: what is differentiated, as the equations call it;
    where it is any function of the values, `is_any`.
    """

    tested: tuple[Tested, ...]
    solutions: tuple[TestedSolution, ...]
    forward: Source
    values: Mapping[str, Symbol]
    shifts: Mapping[Symbol, Symbol]
    output: str
    is_any: bool

    @property
    def derivatives(self) -> tuple[Source, ...]:
        """All but `forward`."""
        return (*[one.source for one in self.tested], *[one.source for one in self.solutions])

    @property
    def sources(self) -> tuple[Source, ...]:
        """All of them, in the order of the file."""
        return (*self.derivatives, self.forward)


def self_test(functions: Functions, point: Point) -> str:
    """The code that stands below the functions. Raises UntestableError."""
    try:
        return _Writer(functions, point).text()
    except NotDrawnError as error:
        raise UntestableError(f"no random numbers are known for what is declared of {error}") from None


class _Writer:
    def __init__(self, functions: Functions, point: Point) -> None:
        self._functions = functions
        self._point = point
        self._backend: Backend = functions.forward.backend
        self._draws = Draws(self._backend, point.facts)
        own = (one.name for one in functions.sources)
        names = Names((*RESERVED, *self._backend.reserved, *HELPERS[self._backend.module], *_OWN, *own))
        self._differences, self._of_list = names.take("differences"), names.take("differences_of_list")
        self._error, self._arrays, self._found = names.take("error"), names.take("arrays"), names.take("found")
        self._point_name, self._errors = names.take("point"), names.take("errors")
        self._name, self._value = names.take("name"), names.take("value")
        self._output = names.take(functions.output)
        self._names = names
        self._needs_list = False
        self._passed: dict[str, str] = {}
        """The texts of what is passed besides the arrays, by the key of the parameter."""

    @cached_property
    def _inputs(self) -> dict[str, Parameter]:
        """The arrays of all functions, by their keys."""
        own = self._functions.derivatives
        shared = set.intersection(*({one.key for one in source.parameters} for source in own))
        shifts = {symbol.name for symbol in self._functions.shifts.values()}
        return {
            one.key: one
            for one in self._functions.forward.parameters
            if isinstance(one.array, Symbol) and one.key in shared and one.key not in shifts
        }

    def text(self) -> str:
        backend = self._backend
        main = list(self._main())
        parts = [
            differences_text(backend, self._differences),
            *([of_list_text(backend, self._of_list, self._differences)] if self._needs_list else []),
            error_text(backend, self._error),
            'if __name__ == "__main__":\n' + "\n".join(f"    {line}".rstrip() for line in main) + "\n",
        ]
        return "\n\n".join(parts)

    # below `if __name__`

    def _main(self) -> Iterator[str]:
        drawn = list(self._drawn())
        body = [*self._differentiated(), *self._compared()]
        yield from self._draws.start(self._point.seed)
        yield from drawn
        yield from body
        name, value = self._name, self._value
        yield f"for {name}, {value} in {self._errors}.items():"
        yield f'    print(f"{{{name}}}: {{{value}:.1e}}")'
        yield f"if not all({value} < {TOLERANCE} for {value} in {self._errors}.values()):"
        yield f'    raise SystemExit("a derivative differs from finite differences by more than {TOLERANCE}")'

    def _drawn(self) -> Iterator[str]:
        """The lines that make the arrays, and what is passed besides them."""
        lines: list[str] = []
        entries: list[str] = []
        for parameter in self._inputs.values():
            before, text = self._array(symbol_of(parameter.array), parameter.name)
            lines += before
            entries.append(f"{parameter.name!r}: {text}")
        others: list[str] = []
        for source in self._functions.sources:
            for parameter in source.parameters:
                if parameter.key not in self._passed and self._is_passed(parameter):
                    others += self._other(parameter)
        yield from lines
        yield f"{self._arrays} = {{{', '.join(entries)}}}"
        if shifts := self._functions.shifts:
            zeros = (f"{self._shift(symbol)!r}: {self._zeros(symbol)}" for symbol in shifts)
            yield f"{self._point_name} = {{**{self._arrays}, {', '.join(zeros)}}}"
        yield from others

    def _is_passed(self, parameter: Parameter) -> bool:
        """Whether a parameter is none of the arrays, nor what is added to one."""
        shifts = self._functions.shifts.values()
        return parameter.is_required and parameter.key not in self._inputs and parameter.array not in shifts

    def _other(self, parameter: Parameter) -> Iterator[str]:
        """The lines that make what is passed besides the arrays."""
        if parameter.array is not None:
            if isinstance(parameter.array, Cotangent) and not self._is_given(parameter.array):
                raise UntestableError(f"{parameter.key} is a derivative that no formula gives")
            name = self._names.take(parameter.name)
            before, text = self._array(symbol_of(parameter.array), name, is_input=False)
            yield from before
            yield f"{name} = {text}"
            self._passed[parameter.key] = name
        elif parameter.kind is Kind.SIZE:
            self._passed[parameter.key] = str(self._point.size(parameter.key))
        elif parameter.function is not None:
            self._passed[parameter.key] = self._function(parameter)
        else:
            raise UntestableError(f"{parameter.key} is any function")

    def _is_given(self, array: Cotangent) -> bool:
        return self._functions.is_any and array.of in self._functions.values.values()

    def _function(self, parameter: Parameter) -> str:
        """sin for f, cos for f_1; for the next function its derivatives from cos on."""
        assert parameter.function is not None
        functions = dict.fromkeys(
            one.function.name for source in self._functions.sources for one in source.parameters if one.function
        )
        turn = (list(functions).index(parameter.function.name) + parameter.function.order) % 4
        text = self._backend.word("sin" if turn % 2 == 0 else "cos")
        return text if turn < 2 else f"lambda x: -{text}(x)"

    def _array(self, symbol: Symbol, name: str, *, is_input: bool = True) -> tuple[list[str], str]:
        """The text of a random array, and the lines before it, which work out `name`."""
        members = self._point.lengths(symbol)
        draw = self._point.draw_of(symbol) if is_input else Draw()
        if label_of(symbol) is None or len(set(members)) == 1:
            lengths = members[0] if label_of(symbol) is None else (len(members), *members[0])
            if not is_input:
                return [], self._draws.array(draw, lengths)
            variable = self._names.take(name)
            lines = self._draws.declared(symbol, draw, lengths, variable)
            return lines[:-1], lines[-1]
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

    def _shift(self, symbol: Symbol) -> str:
        """What the code calls that which is added to an array."""
        shift = self._functions.shifts[symbol]
        return next(one.name for one in self._functions.forward.parameters if one.array is shift)

    # calls

    def _extras(self, source: Source) -> list[str]:
        return [f"{one.name}={self._passed[one.key]}" for one in source.parameters if self._is_passed(one)]

    def _called(self, source: Source, arrays: str) -> str:
        """A call of a function with the arrays in the dict of that name."""
        own = {one.key: one.name for one in source.parameters}
        if all(own[key] == parameter.name for key, parameter in self._inputs.items()):
            return f"{source.name}({', '.join((f'**{arrays}', *self._extras(source)))})"
        pairs = (f"{own[key]}={arrays}[{parameter.name!r}]" for key, parameter in self._inputs.items())
        return f"{source.name}({', '.join((*pairs, *self._extras(source)))})"

    def _differentiated(self) -> Iterator[str]:
        """The lines that define what is differentiated, where that is not the function `forward` itself."""
        functions = self._functions
        source = functions.forward
        call = f"{source.name}({', '.join(('**arrays', *self._extras(source)))})"
        if not functions.is_any:
            if self._extras(source):
                yield from (
                    "",
                    f"def {self._output}(**arrays: {self._backend.array}) -> {self._backend.array}:",
                    f"    return {call}",
                    "",
                )
            else:
                self._output = source.name
            return
        yield from ("", f"def {self._output}(**arrays: {self._backend.array}) -> {self._backend.array}:")
        if "" in functions.values:
            yield f"    return {self._product(functions.values[''], call)}"
        else:
            terms = (self._product(symbol, f"values[{key!r}]") for key, symbol in functions.values.items())
            yield from (f"    values = {call}", f"    return {' + '.join(terms)}")
        yield ""

    def _product(self, symbol: Symbol, value: str) -> str:
        """The sum over all entries of an array times the gradient that is given there."""
        key = next(
            (key for key in self._passed if self._gradient_of(key) is symbol),
            None,
        )
        if key is None:
            raise UntestableError(f"the gradient at {symbol.name} is passed to no function")
        word, gradient = self._backend.word("sum"), self._passed[key]
        if len(set(self._point.lengths(symbol))) > 1:
            return f"sum({word}(one * other) for one, other in zip({gradient}, {value}))"
        return f"{word}({gradient} * {value})"

    def _gradient_of(self, key: str) -> Symbol | None:
        parameters = (one for source in self._functions.sources for one in source.parameters if one.key == key)
        array = next(parameters).array
        return array.of if isinstance(array, Cotangent) else None

    @staticmethod
    def _requires(source: Source, symbol: Symbol) -> bool:
        return any(one.array is symbol and one.is_required for one in source.parameters)

    def _text(self, key: str) -> str:
        """What an array is called below the functions."""
        return self._passed.get(key) or f"{self._arrays}[{self._inputs[key].name!r}]"

    # comparisons

    def _compared(self) -> Iterator[str]:
        first, *seconds = self._functions.tested
        yield f"{self._found} = {self._called(first.source, self._arrays)}"
        entries = [self._first(first, symbol) for symbol in first.wrt]
        entries += [self._second(first, second) for second in seconds]
        for solution in self._functions.solutions:
            if solution.wanted is not None and solution.wanted in first.wrt:
                entries.append(self._solution(first, solution, solution.wanted))
            else:
                yield f"# {solution.source.name} is not tested: what is 0 there is not one of these derivatives"
        yield f"{self._errors} = {{{', '.join(entries)}}}"

    def _first(self, first: Tested, symbol: Symbol) -> str:
        found = f"{self._found}[{symbol.name!r}]" if len(first.wrt) > 1 else self._found
        shifts = self._functions.shifts
        name = self._shift(symbol) if symbol in shifts else self._inputs[symbol.name].name
        arguments = f"({self._output}, {name!r}, {self._point_name if shifts else self._arrays})"
        label = f"{first.kind.removesuffix('s')} at {symbol.name}"
        if len(set(self._point.lengths(symbol))) > 1:
            self._needs_list = True
            pairs = f"enumerate(zip({found}, {self._of_list}{arguments}), 1)"
            label = label.replace("[", " [")
            return f'**{{f"{label}, member {{k}}": {self._error}(*pair) for k, pair in {pairs}}}'
        return f"{label!r}: {self._error}({found}, {self._differences}{arguments})"

    def _second(self, first: Tested, second: Tested) -> str:
        """Against differences of the function of the first derivatives."""
        if self._functions.is_any:
            raise UntestableError(f"{self._functions.output} is any function, of which the second derivative is open")
        (symbol,) = second.wrt
        name = self._inputs[symbol.name].name
        found = self._called(second.source, self._arrays)
        at = f"[{symbol.name!r}]" if len(first.wrt) > 1 else ""
        label = f"{second.kind} at {symbol.name}"
        if second.direction is None:
            is_plain = not at and not self._extras(first.source)
            function = first.source.name if is_plain else f"lambda **arrays: {self._called(first.source, 'arrays')}{at}"
            expected = f"{self._differences}({function}, {name!r}, {self._arrays})"
        else:
            v = self._text(second.direction.name)
            moved = f"{{**{self._arrays}, {name!r}: {self._arrays}[{name!r}] + t * {v}}}"
            function = f"lambda t: {self._called(first.source, moved)}{at}"
            zero = self._draws.zeros(())
            expected = f'{self._differences}({function}, "t", {{"t": {zero}}})'
        return f"{label!r}: {self._error}({found}, {expected})"

    def _solution(self, first: Tested, solution: TestedSolution, wanted: Symbol) -> str:
        """The gradient where the solution is put in, against 0."""
        sources = {one.unknown: one.source for one in self._functions.solutions}
        at = self._arrays
        after = [one for one in solution.before if self._requires(sources[one], solution.unknown)]
        before = [one for one in solution.before if one not in after]
        for symbol in (*before, solution.unknown, *after):
            name = self._inputs[symbol.name].name
            at = f"{{**{at}, {name!r}: {self._called(sources[symbol], at)}}}"
        gradient = self._called(first.source, at)
        if len(first.wrt) > 1:
            gradient += f"[{wanted.name!r}]"
        (lengths,) = self._point.lengths(wanted)
        label = f"{first.kind.removesuffix('s')} at {wanted.name}, where {solution.unknown.name} is the solution"
        return f"{label!r}: {self._error}({gradient}, {self._draws.zeros(lengths)})"
