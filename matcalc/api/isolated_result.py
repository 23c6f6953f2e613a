"""What a user gets of a solved condition."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.api.callables import backend_of
from matcalc.codegen import NUMPY, About, Backend, Compiled, Form, Source, compiled, source_of
from matcalc.documents.derived import Isolated
from matcalc.errors import InputError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text
from matcalc.solution import SolvingStep


@dataclass(frozen=True, slots=True, repr=False)
class IsolatedResult:
    """What an input is where its condition holds. str() gives it in the input language."""

    _isolated: Isolated
    _program: Program
    _glyphs: Glyphs
    _facts: Facts

    @property
    def unknown(self) -> str:
        """The name of the input."""
        return self._isolated.solve.unknown.name

    @property
    def value(self) -> Node | None:
        """What it is; None where it could not be isolated, and `equation` is what is left."""
        return self._isolated.solution.value

    @property
    def text(self) -> str:
        """The value in the input language. Raises InputError where it could not be isolated."""
        return input_text(self._required)

    @property
    def equation(self) -> str:
        """The last line, in the input language, with an equals sign."""
        end = self._isolated.solution.end
        return f"{input_text(end.left)} = {input_text(end.right)}"

    @property
    def needs(self) -> tuple[str, ...]:
        """Where the solution holds, clause by clause, with arrays in the input language; empty where it always does."""
        return tuple(
            "".join(input_text(part) if isinstance(part, Node) else str(part) for part in clause)
            for clause in self._isolated.solution.needs
        )

    @property
    def latex(self) -> str:
        """The value in LaTeX, without dollar signs."""
        return LatexPrinter(self._glyphs).expression(self._required)

    @property
    def steps(self) -> tuple[SolvingStep, ...]:
        """What was done to both sides, line by line."""
        return self._isolated.solution.steps

    def lambdify(self, backend: str = "numpy") -> Compiled:
        """The value as a function of arrays, passed by keyword."""
        return compiled(
            self._program, Form(self._required), name="solution", backend=backend_of(backend), facts=self._facts
        )

    @property
    def condition(self) -> str:
        """What is 0 there, in words."""
        wanted = self._isolated.solve.wanted
        if isinstance(wanted, Symbol):
            return f"the gradient of {self._program.output.name} at {wanted.name}"
        return input_text(wanted)

    def source(self, name: str, about: About, backend: Backend = NUMPY) -> Source:
        """The code of `lambdify`, called `name`."""
        return source_of(self._program, Form(self._required), None, name, about, backend, self._facts)

    @property
    def _required(self) -> Node:
        if self._isolated.solution.refused:
            raise InputError(f"there is no solution for {self.unknown}: the page says why {self.equation} is none")
        if self.value is None:
            raise InputError(f"{self.unknown} could not be isolated: what is left is {self.equation}")
        return self.value

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Solution for {self.unknown}: {self.equation}>"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"
