"""What `import matcalc` offers: derive and check, and show what was derived."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import TypeVar

from matcalc.chain import Chain, Expression, Step
from matcalc.checking.replay import verify
from matcalc.checking.verification import Verification
from matcalc.documents import show as _show
from matcalc.documents.chains import Detail
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.render import Format, render, results_block
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.route import differentiate
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Apply, Node
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text
from matcalc.problems.library import list_problems, load_problem
from matcalc.problems.network import network
from matcalc.problems.problem import Problem

__all__ = [
    "Derivation",
    "Problem",
    "Result",
    "derive",
    "list_problems",
    "load_problem",
    "network",
    "show",
]


Choice = TypeVar("Choice", bound=Enum)


@dataclass(frozen=True, slots=True)
class Result:
    """The gradient at one variable, with the steps that lead to it.

    wrt: the variable's name. shape: that of the variable. value: matrix form, or index form where matrix notation can
    not hold it. str() gives it in the input language, where the cotangent of z is grad_z.
    """

    wrt: str
    shape: Shape
    value: Expression
    chain: Chain | None
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

    def __str__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"


@dataclass(frozen=True, slots=True)
class Derivation:
    """A problem with all that was derived from it. Every step and every result in it has been checked.

    print() shows it as text; a notebook typesets it.
    """

    problem: Problem
    differentiation: Differentiation
    verification: Verification

    @property
    def results(self) -> Mapping[str, Result]:
        """The gradients that were asked for, by the variable's name, in the order in which they were asked."""
        glyphs = glyphs_of(self.problem, self.differentiation.program)
        found = {gradient.of.name: gradient for gradient in self.differentiation.gradients}
        names = [asked.request.wrt.name for asked in self.problem.requests]
        return MappingProxyType({name: _result(found[name], glyphs) for name in names})

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step of the document in its order: forward equations first, then the gradients."""
        return tuple(self._walk())

    def _walk(self) -> Iterator[Step]:
        for equation in self.differentiation.forward:
            if equation.chain is not None:
                yield from (step for _, step in equation.chain.walk())
        for gradient in self.differentiation.gradients:
            if gradient.chain is not None:
                yield from (step for _, step in gradient.chain.walk())

    def text(self, detail: str = "normal") -> str:
        """Unicode text for a terminal, at most 100 columns wide. detail: "brief", "normal" or "full"."""
        return self.render("text", detail)

    def latex(self, detail: str = "normal") -> str:
        """A LaTeX document that compiles as it is."""
        return self.render("latex", detail)

    def markdown(self, detail: str = "normal") -> str:
        """Markdown with $$ blocks, as notebooks and GitHub typeset it."""
        return self.render("markdown", detail)

    def to_json(self, detail: str = "full") -> str:
        """JSON as docs/output.schema.json describes it."""
        return self.render("json", detail)

    def render(self, form: str, detail: str = "normal") -> str:
        """The document as "text", "latex", "markdown" or "json". Raises InputError for any other word."""
        return render(
            self.problem,
            self.differentiation,
            self.verification,
            _choice(Format, form, "format"),
            _choice(Detail, detail, "detail"),
        )

    def __str__(self) -> str:
        return self.text()

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_latex_(self) -> str:
        return results_block(self.problem, self.differentiation, self.verification)


def derive(problem: Problem | str | os.PathLike[str], *, wrt: Sequence[str] | str | None = None) -> Derivation:
    """Derive the gradients that a problem asks for, or those at the variables `wrt`, and check every step.

    problem: a Problem, the name of one that comes with matcalc, or the path of a TOML file. wrt: one name or several.
    A gradient has the shape of its variable. Raises InputError where the input is wrong; VerificationError where a step
    did not hold and InvariantError where the engine broke a promise to itself, both of them faults of matcalc.
    """
    if not isinstance(problem, Problem):
        problem = load_problem(problem)
    if isinstance(wrt, str):
        wrt = [wrt]
    if wrt is not None:
        problem = problem.asking_for(wrt)
    requests = [asked.request for asked in problem.requests]
    differentiation = differentiate(problem.program, requests, _letters(problem))
    return Derivation(problem, differentiation, verify(differentiation, problem.program, show=input_text))


def show(problem: Problem | str | os.PathLike[str]) -> str:
    """A problem as one would write it down: equations, shapes, what is given, what is asked."""
    return _show.show(problem if isinstance(problem, Problem) else load_problem(problem))


def _letters(problem: Problem) -> frozenset[str]:
    """What the page prints as a letter, so that no index looks like it: symbols, cotangents, layers, functions."""
    glyphs = glyphs_of(problem, problem.program)
    names = [symbol.name for symbol in problem.program.symbols]
    shown = [glyph for name in names for glyph in (glyphs.symbol(name), glyphs.cotangent(name)) if glyph is not None]
    letters = {glyph.base for glyph in shown}
    letters.update(letter for glyph in shown for letter in glyph.layer)
    for definition in problem.program.definitions:
        if isinstance(definition.body, Node):
            letters.update(part.function.name for part in walk(definition.body) if isinstance(part, Apply))
    return frozenset(letters)


def _result(gradient: VariableGradient, glyphs: Glyphs) -> Result:
    return Result(gradient.of.name, gradient.of.shape, gradient.value, gradient.chain, glyphs)


def _choice(options: type[Choice], word: str, what: str) -> Choice:
    for option in options:
        if option.value == word:
            return option
    raise InputError(f"there is no {what} {word!r}; known: {', '.join(option.value for option in options)}")
