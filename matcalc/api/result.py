"""One derivative: its value in every notation, and the steps that lead to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from matcalc.api.arguments import kind
from matcalc.api.meanings import Meanings
from matcalc.api.shown_step import ShownStep, shown_steps
from matcalc.chain import Chain, Expression
from matcalc.documents.einsum import einsum_text
from matcalc.documents.oriented import result_shape
from matcalc.engine.differentiation import VariableGradient
from matcalc.errors import InputError
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import Axes, Shape
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text


@dataclass(frozen=True, slots=True, repr=False)
class Result:
    """The derivative by one variable, with the steps that lead to it. str() gives it in the input language.

    There, the cotangent of z is grad_z, or jac_z where the output is an array.
    """

    _gradient: VariableGradient
    _meanings: Meanings
    _glyphs: Glyphs

    @property
    def wrt(self) -> str:
        """The variable's name."""
        return self._gradient.of.name

    @property
    def shape(self) -> Shape | Axes:
        """The axes of the output, then those of the variable; the gradient of a scalar has the variable's shape."""
        return result_shape(self._gradient)

    @property
    def value(self) -> Expression:
        """Matrix form, or index form where matrix notation can not hold it."""
        return self._gradient.value

    @property
    def stacked(self) -> str | None:
        """The derivative as one matrix, ∂vec(output)/∂vec(variable)ᵀ, in the input language.

        None where it has no more than two axes, since `text` is a matrix then, and where no matrix holds it.
        """
        matrix = self._gradient.matrix_of_stacked
        return None if matrix is None else input_text(matrix)

    @property
    def distinct(self) -> str | None:
        """The gradient by the distinct entries of a variable that is declared symmetric, in the input language.

        `text` takes all entries as independent. None where the variable is not declared symmetric.
        """
        chain = self._gradient.distinct
        return None if chain is None else input_text(chain.end)

    @property
    def einsum(self) -> str | None:
        """An index form as calls of einsum, axes as in `indices`; None for a matrix form."""
        return einsum_text(self.value, self._gradient.free) if isinstance(self.value, IndexSum) else None

    @property
    def indices(self) -> tuple[str, ...]:
        """The free indices of the index form: those of the output, then those of the variable."""
        return tuple(index.name for index in self._gradient.free)

    @property
    def chain(self) -> Chain | None:
        """The record of the derivation; None where the gradient was given."""
        return self._gradient.chain

    @property
    def text(self) -> str:
        """The value in the input language; `read` reads it back.

        An index form is an equation: J[i,j,k:p] = A[i,j], its indices as in `indices`; where no array tells how far one
        of them runs, its length stands beside it.
        """
        return self._meanings.text(self._gradient)

    @property
    def latex(self) -> str:
        """The value in LaTeX, without dollar signs."""
        return LatexPrinter(self._glyphs).expression(self.value)

    @property
    def steps(self) -> tuple[ShownStep, ...]:
        """The steps from ∂E/∂x to the value, substeps before the step that they explain; none where it was given."""
        return () if self.chain is None else shown_steps(self.chain.walk(), self._glyphs)

    @property
    def definitions(self) -> Mapping[str, str]:
        """What the page introduced or computed, by name, in the input language: t1, p, grad_z."""
        return self._meanings.texts

    def expanded(self) -> Result:
        """The same derivative in the names of the input, of its equations, and given cotangents alone.

        Raises InputError where that has more than 2,000 operators and names.
        """
        return replace(self, _gradient=self._meanings.expanded(self._gradient))

    def read(self, text: str) -> Node | IndexDefinition:
        """What a text in the names of this derivative stands for, such as its own: read(str(result)) is its value.

        An equation in index form may have four indices, two of the output and two of the variable. Raises LanguageError
        for what can not be read and ShapeError for shapes that do not fit, both with a caret; InputError for no text.
        """
        if not isinstance(text, str):
            raise InputError(f"what is read is a text, such as str(result), not {kind(text)}")
        return self._meanings.read(text)

    def to_sympy(self) -> Any:
        """The value as an object of SymPy: a MatrixExpr or Expr, a sum of Sum/Indexed for an index form.

        SymPy has no softmax, norm or mean: they are written with what it has.
        """
        from matcalc.forms.sympy_export import to_sympy

        return to_sympy(self.value)

    def to_sympy_indexed(self) -> Any:
        """One entry of the derivative in Sum/Indexed, its free indices named as in `indices`."""
        from matcalc.forms.sympy_indexed import to_sympy_indexed

        return to_sympy_indexed(self.value, self._gradient.free)

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<Result by {self.wrt}: {self.text}>"

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"
