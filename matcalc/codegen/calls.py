"""How the code below the functions of a file calls them: with random arrays by name, and what is passed besides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from matcalc.codegen.backends import Backend
from matcalc.codegen.differences import Types
from matcalc.codegen.helpers import HELPERS
from matcalc.codegen.module import RESERVED
from matcalc.codegen.names import Names
from matcalc.codegen.parameters import Parameter, type_of, united
from matcalc.codegen.source import Source
from matcalc.codegen.tested import Functions
from matcalc.forms.matrix_form import Cotangent, Symbol

_OWN = ("print", "max", "all", "next", "iter", "SystemExit", "rng", "keys", "jax", "enumerate")


@dataclass(frozen=True, slots=True)
class Words:
    """What the code below the functions calls its own functions and variables, where no array has the name.

    differences, differences_of_list, error: functions that compare; newton: that solves. arrays: the random arrays, and
    point: these with what is added to others. found, errors: what is compared, and the results. output: what is
    differentiated.
    """

    differences: str
    differences_of_list: str
    error: str
    arrays: str
    found: str
    point: str
    errors: str
    name: str
    value: str
    newton: str
    output: str


def names_below(backend: Backend, functions: Iterable[str]) -> Names:
    """The supply of names for the code below functions that are called so."""
    return Names((*RESERVED, *backend.reserved, *HELPERS[backend.module], *_OWN, *functions))


class Calls:
    """Texts of calls. names: the supply of names that are free beside the functions.

    passed: the texts of what is passed besides the arrays, by the keys of the parameters, filled as these are drawn.
    residual: the name of the function of the arrays alone that is 0 at the solution of the equation.
    """

    def __init__(self, functions: Functions) -> None:
        self._functions = functions
        self.names = names_below(functions.forward.backend, (one.name for one in functions.sources))
        fields = ("differences", "differences_of_list", "error", "arrays", "found", "point", "errors", "name", "value")
        taken = {field: self.names.take(field) for field in (*fields, "newton")}
        own = self.names.take("solution" if functions.is_solution and not functions.is_any else functions.output)
        is_plain = not functions.is_any and not any(map(self.is_passed, functions.forward.parameters))
        self.words = Words(**taken, output=functions.forward.name if is_plain else own)
        self.passed: dict[str, str] = {}
        self.residual = "" if functions.equation is None else functions.equation.residual.name

    @cached_property
    def inputs(self) -> dict[str, Parameter]:
        """The arrays of all functions, by their keys."""
        own = self._functions.derivatives
        shared = set.intersection(*({one.key for one in source.parameters} for source in own))
        besides = {symbol.name for symbol in self._functions.shifts.values()}
        if self._functions.equation is not None:
            besides.add(self._functions.equation.unknown.name)
        return {
            one.key: one
            for one in self._functions.forward.parameters
            if isinstance(one.array, Symbol) and one.key in shared and one.key not in besides
        }

    def is_passed(self, parameter: Parameter) -> bool:
        """Whether a parameter is none of the arrays, nor what is added to one."""
        shifts = self._functions.shifts.values()
        return parameter.is_required and parameter.key not in self.inputs and parameter.array not in shifts

    @cached_property
    def types(self) -> Types:
        """What is differentiated and passed, as types."""
        functions, backend = self._functions, self._functions.forward.backend
        shifts = functions.shifts.values()
        passed = [*self.inputs.values(), *(one for one in functions.forward.parameters if one.array in shifts)]
        first, *seconds = functions.tested
        value = backend.scalar if functions.is_any else functions.forward.returned
        derivatives = united(one.source.returned for one in functions.tested)
        return Types(
            output=value,
            values=united([value, *([first.source.returned] if seconds else [])]),
            derivatives=backend.array if derivatives == f"list[{backend.array}]" else derivatives,
            passed=backend.array if all(type_of(one, backend) == backend.array for one in passed) else "Any",
        )

    def extras(self, source: Source, *, without: str = "", arrays: str = "") -> list[str]:
        """The arguments of a function besides the arrays.

        without: the key of one that is left out. arrays: where the solution of the equation is to be found anew, the
        dict of the arrays that it follows.
        """
        passed = dict(self.passed)
        if arrays and (equation := self._functions.equation) is not None:
            passed[equation.unknown.name] = self.newton(arrays, passed[equation.unknown.name])
        asked = (one for one in source.parameters if self.is_passed(one) and one.key != without)
        return [f"{one.name}={passed[one.key]}" for one in asked]

    def newton(self, arrays: str, start: str) -> str:
        """The solution of the equation, from a start."""
        assert self._functions.equation is not None
        name = repr(self._functions.equation.name)
        return f"{self.words.newton}({self.residual}, {name}, {{**{arrays}, {name}: {start}}})"

    def called(self, source: Source, arrays: str, *, follows: bool = False) -> str:
        """A call of a function with the arrays in the dict of that name, and with a solution that follows them."""
        own = {one.key: one.name for one in source.parameters}
        extras = self.extras(source, arrays=arrays if follows else "")
        if all(own[key] == parameter.name for key, parameter in self.inputs.items()):
            return f"{source.name}({', '.join((f'**{arrays}', *extras))})"
        pairs = (f"{own[key]}={arrays}[{parameter.name!r}]" for key, parameter in self.inputs.items())
        return f"{source.name}({', '.join((*pairs, *extras))})"

    def array(self, key: str) -> str:
        """What an array is called below the functions."""
        return self.passed.get(key) or f"{self.words.arrays}[{self.inputs[key].name!r}]"

    def shift(self, symbol: Symbol) -> str:
        """What the code calls that which is added to an array."""
        shift = self._functions.shifts[symbol]
        return next(one.name for one in self._functions.forward.parameters if one.array is shift)

    def gradient_at(self, symbol: Symbol) -> str | None:
        """What is passed as the gradient at an array, None where no function takes it."""
        parameters = (one for source in self._functions.sources for one in source.parameters)
        keys = (one.key for one in parameters if isinstance(one.array, Cotangent) and one.array.of is symbol)
        return next((self.passed[key] for key in keys if key in self.passed), None)
