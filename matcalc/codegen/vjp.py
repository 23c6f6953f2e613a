"""A function with the two passes that reverse-mode automatic differentiation asks of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.codegen.backends import Backend
from matcalc.codegen.form import Form
from matcalc.codegen.names import identifier
from matcalc.codegen.parameters import Kind, Parameter, annotation, array_key
from matcalc.codegen.passes import Gradient, Passes, passes
from matcalc.codegen.source import Source, written
from matcalc.codegen.upstream import times
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Cotangent, Number, Symbol, Zeros
from matcalc.forms.program import Program
from matcalc.forms.shapes import SCALAR


@dataclass(frozen=True, slots=True)
class Vjp:
    """parameters: what is passed, arrays first. arriving: what the gradients at the outputs are called.

    held: the arrays that it is not differentiated by, and that must not be differentiated by in silence.
    """

    source: Source
    passes: Passes
    parameters: tuple[Parameter, ...]
    arriving: tuple[str, ...]
    held: tuple[Parameter, ...]

    @property
    def arrays(self) -> tuple[Parameter, ...]:
        """The parameters that are arrays."""
        return tuple(one for one in self.parameters if one.kind is Kind.ARRAY)

    @property
    def others(self) -> tuple[Parameter, ...]:
        """Functions and sizes, by which nothing is differentiated."""
        return tuple(one for one in self.parameters if one.kind is not Kind.ARRAY)

    @property
    def head(self) -> str:
        """The parameters with their types."""
        return ", ".join(annotation(one, self.source.backend) for one in self.parameters)

    @property
    def passed(self) -> str:
        """The parameters as arguments."""
        return ", ".join(one.name for one in self.parameters)

    @property
    def returned(self) -> str:
        """The type of what the forward pass returns."""
        array, count = self.source.backend.array, len(self.passes.outputs)
        return array if count == 1 else f"tuple[{', '.join([array] * count)}]"

    @property
    def refusal(self) -> str:
        """What is said where the gradient at one of `held` is asked for."""
        *others, last = (one.name for one in self.held)
        names = f"{', '.join(others)} and {last}" if others else last
        return f"no gradient at {names} was derived"

    def gradients(self) -> Iterator[Gradient | None]:
        """The gradient at each array that is passed, None where it is 0 or nothing was derived."""
        return (self.passes.gradients.get(one.key) for one in self.arrays)


@dataclass(frozen=True, slots=True)
class Passed:
    """Code of a function with its passes, as a file takes it."""

    made: Vjp
    function: str
    own_imports: frozenset[str]

    @property
    def backend(self) -> Backend:
        """What it is written in."""
        return self.made.source.backend

    @property
    def helpers(self) -> frozenset[str]:
        """The functions that it calls."""
        return self.made.source.helpers


def vjp(
    program: Program,
    derivatives: Mapping[Cotangent, Form],
    wrt: Sequence[Symbol],
    name: str,
    backend: Backend,
    facts: Facts,
    *,
    reserved: Sequence[str],
    keeps_sizes: bool,
) -> Vjp:
    """The function that computes the output of a program, or the arrays of which it is any function.

    derivatives: the gradients at all arrays of the program that have one. wrt: the inputs to be differentiated by.
    reserved: names that stand around the code. keeps_sizes: as of `passes`. Raises InputError where an array would have
    to be passed that is no input.
    """
    outputs = program.given or (program.output,)
    if not program.given:
        scalar = Symbol(array_key(Cotangent(program.output)), SCALAR)
        derivatives = {cotangent: times(form, scalar) for cotangent, form in derivatives.items()}
    arriving = [Cotangent(output) for output in outputs] if program.given else [scalar]
    wanted = {symbol.name: Form(symbol) for symbol in outputs}
    wanted.update((one.name, Form(Cotangent(one))) for one in wrt if not _is_zero(derivatives[Cotangent(one)]))
    source = written(program, wanted, derivatives, name, None, backend, facts, reserved=reserved, arriving=arriving)
    _refuse_unknown(source, program, arriving)
    parameters = tuple(one for one in source.parameters if one.is_required and one.array not in arriving)
    late = {one.array: one.name for one in source.parameters if one.array in arriving}
    unread = {one: identifier(array_key(Cotangent(output))) for one, output in zip(arriving, outputs, strict=True)}
    return Vjp(
        source,
        passes(source, [output.name for output in outputs], list(late.values()), keeps_sizes=keeps_sizes),
        parameters,
        tuple(late.get(one, unread[one]) for one in arriving),
        tuple(one for one in parameters if one.kind is Kind.ARRAY and one.array not in wrt),
    )


def _is_zero(form: Form) -> bool:
    value = form.value
    return isinstance(value, Zeros) or value == Number(Fraction(0)) or getattr(value, "terms", None) == ()


def _refuse_unknown(source: Source, program: Program, arriving: Sequence[Cotangent | Symbol]) -> None:
    known = {*program.inputs, *arriving}
    for one in source.parameters:
        if one.kind is Kind.SCALAR_FUNCTION or (one.array is not None and one.array not in known and one.is_required):
            raise InputError(
                f"{one.key} has no formula here, so that there is no forward pass; the gradients alone are code for "
                f"{source.backend.name}"
            )


def indented(lines: Sequence[str], by: int = 1) -> list[str]:
    """The lines moved to the right."""
    return ["    " * by + line if line else "" for line in lines]


def tuple_text(texts: Sequence[str]) -> str:
    """A tuple in parentheses."""
    return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"


def function_name(name: str) -> str:
    """What the function for a problem is called: dense_layer for dense-layer."""
    return identifier("_".join(_words(name)).lower())


def class_name(name: str) -> str:
    """What the class for a problem is called, other than the function: DenseLayer for dense-layer."""
    title = identifier("".join(word[:1].upper() + word[1:] for word in _words(name)))
    return f"{title}Function" if title == function_name(name) else title


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", name) or ["x"]
