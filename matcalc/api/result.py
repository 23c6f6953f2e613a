"""One derivative: its value in every notation, and the steps that lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from matcalc.api.meanings import Meanings
from matcalc.chain import Chain, Expression, Step
from matcalc.documents.sections import result_shape
from matcalc.engine.differentiation import VariableGradient
from matcalc.forms.shapes import Axes, Shape
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text


@dataclass(frozen=True, slots=True)
class Result:
    """The derivative by one variable, with the steps that lead to it.

    wrt: the variable's name. shape: the axes of the output, then those of the variable; the gradient of a scalar has
    the shape of the variable. value: matrix form, or index form where matrix notation can not hold it. indices: the
    free indices of the index form, those of the output first. str() gives it in the input language, where the
    cotangent of z is grad_z.
    """

    wrt: str
    shape: Shape | Axes
    value: Expression
    indices: tuple[str, ...]
    chain: Chain | None
    _meanings: Meanings
    _glyphs: Glyphs

    @property
    def text(self) -> str:
        """The value in the input language; it can be read back and means the same."""
        return input_text(self.value)

    @property
    def latex(self) -> str:
        """The value in LaTeX, without dollar signs."""
        return LatexPrinter(self._glyphs).expression(self.value)

    @property
    def steps(self) -> tuple[Step, ...]:
        """The steps from ∂E/∂x to the value, substeps before the step that they explain; none where it was given."""
        return () if self.chain is None else tuple(step for _, step in self.chain.walk())

    @property
    def definitions(self) -> Mapping[str, str]:
        """What the page introduced or computed, by name, in the input language: t1, p, grad_z."""
        return self._meanings.texts

    def expanded(self) -> Result:
        """The same derivative in the names of the input and given cotangents alone; it has no steps.

        Raises InputError where that has more than 5,000 operators and names.
        """
        return replace(self, value=self._meanings.expanded(self.value), chain=None)

    def __str__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


def result_of(gradient: VariableGradient, meanings: Meanings, glyphs: Glyphs) -> Result:
    """The result that a gradient of the engine is."""
    indices = tuple(index.name for index in gradient.free)
    return Result(gradient.of.name, result_shape(gradient), gradient.value, indices, gradient.chain, meanings, glyphs)
