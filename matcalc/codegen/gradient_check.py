"""The end of a file with a forward and a backward pass: run as a script, it has the library check the gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcalc.codegen.calls import names_below
from matcalc.codegen.draws import Drawn, Draws, NotDrawnError, unknown_functions
from matcalc.codegen.parameters import Kind, Parameter, symbol_of
from matcalc.codegen.tested import Point, UntestableError
from matcalc.codegen.vjp import Vjp, tuple_text
from matcalc.forms.matrix_form import Symbol

LONGEST_LAMBDA = 75
"""Up to the bracket that it can be broken at, twelve columns within a line; a longer one is a function with a name."""

UNMOVED = "no small change is known that keeps what is declared"


@dataclass(frozen=True, slots=True)
class Check:
    """What a library has. call: with {function} and {inputs}; the tolerance that it has by itself fits float64.

    error: what it raises. start: what stands before all. variable: follows an array by which is differentiated.
    takes_arrays: whether arrays that are not differentiated by can be among the inputs.
    """

    name: str
    call: str
    error: str
    start: tuple[str, ...] = ()
    variable: str = ""
    takes_arrays: bool = False


CHECKS: Mapping[str, Check] = {
    "torch": Check(
        name="gradcheck",
        call="torch.autograd.gradcheck({function}, {inputs})",
        error="RuntimeError",
        variable=".requires_grad_()",
        takes_arrays=True,
    ),
    "jnp": Check(
        name="check_grads",
        call='check_grads({function}, {inputs}, order=1, modes=["rev"], eps=1e-5)',
        error="AssertionError",
        start=("from jax.test_util import check_grads", ""),
    ),
}
"""By the module of the backend."""


def gradient_check(made: Vjp, wrt: Sequence[Symbol], point: Point) -> str:
    """The code that stands below the passes. Raises UntestableError."""
    try:
        lines = list(_Writer(made, wrt, point).lines())
    except NotDrawnError as error:
        raise UntestableError(f"no random numbers are known for what is declared of {error}") from None
    return 'if __name__ == "__main__":\n' + "\n".join(f"    {line}".rstrip() for line in lines) + "\n"


class _Writer:
    def __init__(self, made: Vjp, wrt: Sequence[Symbol], point: Point) -> None:
        self._made = made
        self._point = point
        backend = made.source.backend
        self._check = CHECKS[backend.module]
        self._draws = Draws(backend, point.facts, point.generator)
        self._drawn = {one.key: self._draw(one) for one in made.arrays}
        self._wrt = [one for one in made.arrays if one.array in wrt]
        self._moved = [one for one in self._wrt if self._can_move(one)]
        if not self._moved:
            raise UntestableError(f"{UNMOVED} of {' or of '.join(one.name for one in self._wrt)}")
        names = names_below(backend, (made.source.name, self._check.name, self._check.error, "error"))
        self._names = {one.key: names.take(one.name) for one in made.arrays}
        self._moving = names.take("moving")
        self._unknown = unknown_functions(made.others, backend)

    def _draw(self, parameter: Parameter) -> Drawn:
        symbol = symbol_of(parameter.array)
        (lengths,) = self._point.lengths(symbol)
        return self._draws.declared(symbol, self._point.draw_of(symbol), lengths)

    def lines(self) -> Iterator[str]:
        """The lines below `if __name__`."""
        check = self._check
        yield from (*check.start, *self._draws.start(self._point.seed))
        for parameter in sorted(self._made.arrays, key=lambda one: self._drawn[one.key].is_one_line):
            yield from self._array(parameter)
        function = self._function()
        if not self._is_plain and len(function.partition("(")[0]) > LONGEST_LAMBDA:
            yield from self._defined(function)
            function = self._moving
        yield "try:"
        yield f"    {check.call.format(function=function, inputs=tuple_text(self._inputs()))}"
        yield f"except {check.error} as error:"
        yield f'    raise SystemExit(f"{check.name} failed: {{error}}") from None'
        yield f'print("{check.name}: passed")'

    def _array(self, parameter: Parameter) -> Iterator[str]:
        name, drawn = self._names[parameter.key], self._drawn[parameter.key]
        if parameter in self._moved:
            if drawn.steps:
                yield f"# {name} is moved within what is declared of it"
            yield f"{name} = {drawn.text}{self._check.variable}"
            return
        if parameter in self._wrt:
            yield f"# the gradient at {name} is not tested: {UNMOVED} of it"
        *before, last = drawn.lines(name)
        yield from (*before, f"{name} = {last}")

    def _can_move(self, parameter: Parameter) -> bool:
        """Whether what is drawn can be moved, and what is declared made to hold of it each time."""
        drawn = self._drawn[parameter.key]
        return not drawn.is_discrete and len(drawn.steps) < 2

    @property
    def _is_plain(self) -> bool:
        """Whether the function takes what is moved as it is."""
        moved = self._moved
        inputs = self._made.arrays if self._check.takes_arrays else moved
        takes_others = len(inputs) == len(self._made.parameters)
        return takes_others and not any(self._drawn[one.key].steps for one in moved)

    def _function(self) -> str:
        call = self._made.source.name
        if self._is_plain:
            return call
        inputs, passed = ", ".join(self._inputs()), ", ".join(map(self._passed, self._made.parameters))
        return f"lambda {inputs}: {call}({passed})"

    def _defined(self, function: str) -> Iterator[str]:
        """The lines that define the same function as a lambda does."""
        array = self._made.source.backend.array
        heads = ", ".join(f"{name}: {array}" for name in self._inputs())
        yield from ("", f"def {self._moving}({heads}) -> {self._made.returned}:")
        yield from (f"    return {function.partition(': ')[2]}", "")

    def _inputs(self) -> list[str]:
        if self._is_plain:
            return [self._passed(one) for one in self._made.parameters]
        return [self._names[one.key] for one in self._moved]

    def _passed(self, parameter: Parameter) -> str:
        """An argument of the function."""
        if parameter.kind is Kind.SIZE:
            return str(self._point.size(parameter.key))
        if parameter.function is not None:
            return self._unknown[parameter.function]
        name = self._names[parameter.key]
        if parameter not in self._moved:
            return name
        for step in self._drawn[parameter.key].steps:
            name = step.format(it=name)
        return name
