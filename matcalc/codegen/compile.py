"""Callables from results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from matcalc.codegen.arguments import checked
from matcalc.codegen.backends import NUMPY, Backend
from matcalc.codegen.docstring import About
from matcalc.codegen.form import Form
from matcalc.codegen.loops import value_source
from matcalc.codegen.parameters import Parameter
from matcalc.codegen.runtime import runtime_of
from matcalc.codegen.source import Source, written
from matcalc.errors import InputError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.matrix_form import Cotangent
from matcalc.forms.program import Program

Wanted = Form | Mapping[str, Form]


class Compiled:
    """A function of arrays passed by keyword; with NumPy it returns float64 or, of complex arrays, complex128.

    A vector is 1-D, a matrix 2-D, a scalar 0-D or a float; axes declared 1 may be there, too. Symbols that are not
    needed may be passed, and left out. An unknown function f is passed as a callable f, f′ as f_1, f″ as f_2; the given
    gradient at z as grad_z; a dimension that no array shows by its name; the unknown scalar E, where its value is
    needed, as a callable E. NumPy's takes complex numbers too, where no function in it is one of real numbers alone
    (sigmoid, softmax, …): nothing is conjugated, so that a complex step differentiates the code.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._runtime = runtime_of(source.backend)
        namespace = self._runtime.namespace()
        exec(compile(source.body, f"<{source.name}>", "exec"), namespace)  # noqa: S102  # text of our own making
        self._function = namespace[source.name]

    @property
    def source(self) -> str:
        """The code, which runs by itself; it does not check its arguments."""
        return self._source.text

    @property
    def asked(self) -> tuple[Parameter, ...]:
        """What can be passed, of which kind it is and what it stands for."""
        return self._source.parameters

    @property
    def parameters(self) -> tuple[str, ...]:
        """What can be passed, by the names of the input language."""
        return tuple(parameter.key for parameter in self._source.parameters)

    def __call__(self, /, *unnamed: object, **arguments: object) -> Any:
        """The result, or a dict of results. Raises InputError for arguments that do not fit or have no name."""
        if unnamed:
            example = ", ".join(f"{name}=…" for name in self.parameters[:2])
            raise InputError(f"arrays are passed by keyword, as in {self._source.name}({example})")
        passed = checked(self._source.parameters, arguments, self._runtime, self._source.real_only)
        try:
            result = self._function(**passed)
        except self._runtime.singular:
            raise InputError("a matrix that has to be inverted is singular for these arrays") from None
        except self._runtime.refusals as refused:
            raise InputError(f"these arrays can not be computed with: {str(refused).splitlines()[0]}") from None
        except ZeroDivisionError:
            raise InputError("a number of the expression is divided by zero") from None
        except OverflowError:
            raise InputError("a number of the expression is too large for floating-point arithmetic") from None
        if isinstance(result, dict):
            return {key: self._own(value) for key, value in result.items()}
        return self._own(result)

    def _own(self, value: Any) -> Any:
        """A result as numbers that are nobody else's, never a view of an argument; of a family, a list of such."""
        if isinstance(value, list):
            return [self._own(one) for one in value]
        return self._runtime.own(value)

    def __repr__(self) -> str:
        return f"<{self._source.name}({', '.join(self.parameters)})>"


def compiled(
    program: Program,
    wanted: Wanted,
    derivatives: Mapping[Cotangent, Form] | None = None,
    name: str = "derivative",
    backend: Backend = NUMPY,
    facts: Facts = NONE,
) -> Compiled:
    """A callable that computes one form, or several by name with what they share computed once.

    derivatives: what the cotangents grad_z and jac_z in the forms stand for; of one that is not among them, the value
    is passed as grad_z or jac_z. facts: what is declared of the arrays, which saves work. Raises InputError for a
    number or a term that no float or einsum can hold.
    """
    return Compiled(source_of(program, wanted, derivatives, name, backend=backend, facts=facts))


def source_of(
    program: Program,
    wanted: Wanted,
    derivatives: Mapping[Cotangent, Form] | None = None,
    name: str = "derivative",
    about: About | None = None,
    backend: Backend = NUMPY,
    facts: Facts = NONE,
) -> Source:
    """The code of `compiled`, with a docstring that says what it is about."""
    forms = {"": wanted} if isinstance(wanted, Form) else wanted
    return written(program, forms, derivatives or {}, name, about, backend, facts)


def forward_value(program: Program, backend: Backend = NUMPY, facts: Facts = NONE) -> Compiled:
    """A callable that computes the output of the program."""
    if program.labels:
        return Compiled(value_source(program, backend))
    return compiled(program, Form(program.output), name="value", backend=backend, facts=facts)
