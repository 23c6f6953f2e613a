"""The comparisons of a self-test: each derivative with differences of what it is the derivative of."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.codegen.calls import Calls
from matcalc.codegen.draws import Draws
from matcalc.codegen.source import Source
from matcalc.codegen.tested import Functions, Point, Tested, TestedSolution, UntestableError
from matcalc.forms.matrix_form import Symbol


class Comparisons:
    """Texts of the comparisons of all derivatives of a file."""

    def __init__(self, functions: Functions, point: Point, calls: Calls, draws: Draws) -> None:
        self._functions, self._point, self._calls, self._draws = functions, point, calls, draws
        self._words = calls.words

    @property
    def needs_list(self) -> bool:
        """Whether a list of arrays is differentiated by."""
        return any(self._is_list(symbol) for symbol in self._functions.tested[0].wrt)

    def lines(self) -> Iterator[str]:
        """The lines after which the errors are known, by what is compared."""
        first, *seconds = self._functions.tested
        yield f"{self._words.found} = {self._calls.called(first.source, self._words.arrays)}"
        entries = [self._first(first, symbol) for symbol in first.wrt]
        entries += [self._second(first, second) for second in seconds]
        for solution in self._functions.solutions:
            if solution.wanted is not None and solution.wanted in first.wrt:
                before, entry = self._solution(first, solution, solution.wanted)
                yield from before
                entries.append(entry)
            else:
                yield f"# {solution.source.name} is not tested: what is 0 there is not one of these derivatives"
        yield f"{self._words.errors} = {{{', '.join(entries)}}}"

    def _first(self, first: Tested, symbol: Symbol) -> str:
        found = f"{self._words.found}[{symbol.name!r}]" if len(first.wrt) > 1 else self._words.found
        shifts = self._functions.shifts
        name = self._calls.shift(symbol) if symbol in shifts else self._calls.inputs[symbol.name].name
        arguments = f"({self._words.output}, {name!r}, {self._words.point if shifts else self._words.arrays})"
        label = f"{first.kind.removesuffix('s')} at {symbol.name}"
        if self._is_list(symbol):
            pairs = f"enumerate(zip({found}, {self._words.differences_of_list}{arguments}), 1)"
            label = label.replace("[", " [")
            return f'**{{f"{label}, member {{k}}": {self._words.error}(*pair) for k, pair in {pairs}}}'
        return f"{label!r}: {self._words.error}({found}, {self._words.differences}{arguments})"

    def _is_list(self, symbol: Symbol) -> bool:
        return len(set(self._point.lengths(symbol))) > 1

    def _second(self, first: Tested, second: Tested) -> str:
        """Against differences of the function of the first derivatives."""
        if self._functions.is_any:
            raise UntestableError(f"{self._functions.output} is any function, of which the second derivative is open")
        if self._functions.equation is not None and self._functions.equation.jacobians:
            raise UntestableError("the Jacobians of an unknown function move with its arguments")
        (symbol,) = second.wrt
        name = self._calls.inputs[symbol.name].name
        found = self._calls.called(second.source, self._words.arrays)
        at = f"[{symbol.name!r}]" if len(first.wrt) > 1 else ""
        label = f"{second.kind} at {symbol.name}"
        if second.direction is None:
            is_plain = not at and not self._calls.extras(first.source)
            called = self._calls.called(first.source, "arrays", follows=True)
            function = first.source.name if is_plain else f"lambda **arrays: {called}{at}"
            expected = f"{self._words.differences}({function}, {name!r}, {self._words.arrays})"
        else:
            direction = second.direction.name  # where the product is 0 it is no argument: any direction will do
            is_there = direction in self._calls.passed or direction in self._calls.inputs
            v = self._calls.array(direction if is_there else symbol.name)
            moved = f"{{**{self._words.arrays}, {name!r}: {self._words.arrays}[{name!r}] + t * {v}}}"
            function = f"lambda t: {self._calls.called(first.source, moved, follows=True)}{at}"
            zero = self._draws.zeros(())
            expected = f'{self._words.differences}({function}, "t", {{"t": {zero}}})'
        return f"{label!r}: {self._words.error}({found}, {expected})"

    def _solution(self, first: Tested, solution: TestedSolution, wanted: Symbol) -> tuple[list[str], str]:
        """The gradient where the solution is put in, against 0; and the lines before, which put it in."""
        if self._functions.equation is not None:
            raise UntestableError(f"{solution.unknown.name} moves the solution of an equation")
        sources = {one.unknown: one.source for one in self._functions.solutions}
        after = [one for one in solution.before if _requires(sources[one], solution.unknown)]
        before = [one for one in solution.before if one not in after]
        at = self._calls.names.take(f"at_{solution.unknown.name}")
        lines: list[str] = []
        for symbol in (*before, solution.unknown, *after):
            name = self._calls.inputs[symbol.name].name
            if lines:
                lines.append(f"{at}[{name!r}] = {self._calls.called(sources[symbol], at)}")
            else:
                arrays = self._words.arrays
                lines.append(f"{at} = {{**{arrays}, {name!r}: {self._calls.called(sources[symbol], arrays)}}}")
        gradient = self._calls.called(first.source, at)
        if len(first.wrt) > 1:
            gradient += f"[{wanted.name!r}]"
        (lengths,) = self._point.lengths(wanted)
        label = f"{first.kind.removesuffix('s')} at {wanted.name}, where {solution.unknown.name} is the solution"
        return lines, f"{label!r}: {self._words.error}({gradient}, {self._draws.zeros(lengths)})"


def _requires(source: Source, symbol: Symbol) -> bool:
    return any(one.array is symbol and one.is_required for one in source.parameters)
