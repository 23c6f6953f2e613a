"""Callables from results."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from matcalc.codegen.arguments import checked
from matcalc.codegen.docstring import About
from matcalc.codegen.form import Form
from matcalc.codegen.helpers import BUILTINS
from matcalc.codegen.loops import value_source
from matcalc.codegen.source import Source, written
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Cotangent
from matcalc.forms.program import Program

Array = npt.NDArray[Any]
Wanted = Form | Mapping[str, Form]


class Compiled:
    """A function of arrays passed by keyword; it returns float64 or, of complex arrays, complex128.

    A vector is 1-D, a matrix 2-D, a scalar 0-D or a float; axes declared 1 may be there, too. Symbols that are not
    needed may be passed, and left out. An unknown function f is passed as a callable f, f′ as f_1, f″ as f_2; the given
    gradient at z as grad_z; a dimension that no array shows by its name; the unknown scalar E, where its value is
    needed, as a callable E. Complex numbers are carried through analytically, nothing is conjugated, so that a complex
    step differentiates the code.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        namespace: dict[str, Any] = {"np": np, "math": math, "__builtins__": BUILTINS}
        exec(compile(source.body, f"<{source.name}>", "exec"), namespace)  # noqa: S102  # text of our own making
        self._function: Callable[..., Any] = namespace[source.name]

    @property
    def source(self) -> str:
        """The code, which runs by itself; it does not check its arguments."""
        return self._source.text

    @property
    def parameters(self) -> tuple[str, ...]:
        """What can be passed, by the names of the input language."""
        return tuple(parameter.key for parameter in self._source.parameters)

    def __call__(self, /, *unnamed: object, **arguments: object) -> Any:
        """The result, or a dict of results. Raises InputError for arguments that do not fit or have no name."""
        if unnamed:
            example = ", ".join(f"{name}=…" for name in self.parameters[:2])
            raise InputError(f"arrays are passed by keyword, as in {self._source.name}({example})")
        passed = checked(self._source.parameters, arguments, self._source.takes_complex)
        try:
            result = self._function(**passed)
        except np.linalg.LinAlgError:
            raise InputError("a matrix that has to be inverted is singular for these arrays") from None
        except ZeroDivisionError:
            raise InputError("a number of the expression is divided by zero") from None
        if isinstance(result, dict):
            return {key: _own(value) for key, value in result.items()}
        return _own(result)

    def __repr__(self) -> str:
        return f"<{self._source.name}({', '.join(self.parameters)})>"


def _own(value: Any) -> Any:
    """A result as numbers that are nobody else's: never a view of an argument; of a family, a list of such."""
    if isinstance(value, list):
        return [_own(one) for one in value]
    kind = np.complex128 if np.iscomplexobj(value) else np.float64
    return np.array(value, dtype=kind)[()]


def compiled(
    program: Program, wanted: Wanted, derivatives: Mapping[Cotangent, Form] | None = None, name: str = "derivative"
) -> Compiled:
    """A callable that computes one form, or several by name with what they share computed once.

    derivatives: what the cotangents grad_z and jac_z in the forms stand for; of one that is not among them, the value
    is passed as grad_z or jac_z. Raises InputError for a number or a term that NumPy can not hold.
    """
    return Compiled(numpy_source(program, wanted, derivatives, name))


def numpy_source(
    program: Program,
    wanted: Wanted,
    derivatives: Mapping[Cotangent, Form] | None = None,
    name: str = "derivative",
    about: About | None = None,
) -> Source:
    """The code of `compiled`, with a docstring that says what it is about."""
    forms = {"": wanted} if isinstance(wanted, Form) else wanted
    return written(program, forms, derivatives or {}, name, isinstance(wanted, Form), about)


def forward_value(program: Program) -> Compiled:
    """A callable that computes the output of the program."""
    if program.labels:
        return Compiled(value_source(program))
    return compiled(program, Form(program.output), name="value")
