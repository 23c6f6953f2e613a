"""A problem with all that was derived from it.

Most runs print a page. What that does not need, results as objects and functions of arrays, is imported where it is
asked for.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from matcalc.api.arguments import choice, columns_of, folder_of, yes_or_no
from matcalc.api.reasons import with_reasons
from matcalc.checking.verification import Verification
from matcalc.documents.chains import Detail
from matcalc.documents.derived import Derived, Second
from matcalc.documents.formats import LATEX_ALGORITHM, Format
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import COLUMNS, PdfEngine, Printing
from matcalc.documents.render import formulas, render
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.problem import Problem

if TYPE_CHECKING:
    from matcalc.api.callables import Part, Several
    from matcalc.api.isolated_result import IsolatedResult
    from matcalc.api.picture import Picture
    from matcalc.api.result import Result
    from matcalc.api.shown_step import ShownStep
    from matcalc.api.web_page import WebPage
    from matcalc.chain import Step
    from matcalc.checking.claims.clash import Clash
    from matcalc.codegen import Compiled


@dataclass(frozen=True, repr=False)
class Derivation:
    """A problem with all that was derived from it. Every step and every result in it has been checked.

    presentation: how documents show it. limits: of the derivation, and of each result that is written out. print()
    shows it as text; a notebook typesets it.
    """

    derived: Derived
    presentation: Presentation = field(default_factory=Presentation)
    limits: Limits = field(default_factory=Limits)

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self.derived.problem

    @property
    def differentiation(self) -> Differentiation:
        """The index route: equations, gradients and their chains."""
        return self.derived.differentiation

    @property
    def verification(self) -> Verification:
        """What was checked of the index route."""
        return self.derived.verification

    @property
    def seconds(self) -> tuple[Second, ...]:
        """The second derivatives, where they were asked for."""
        return self.derived.seconds

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """Where what the problem states a second time does not go with its equations."""
        return self.derived.clashes

    @property
    def wrt(self) -> list[str]:
        """The names of the variables, in the order in which they were asked for."""
        return [asked.request.wrt.name for asked in self.problem.requests]

    @property
    def result(self) -> Result:
        """The one derivative that was asked for. Raises InputError where there are several."""
        if len(self.wrt) != 1:
            names = ", ".join(self.wrt)
            raise InputError(f"there is a result for each of {names}: take one of them, results[{self.wrt[0]!r}]")
        return self.results[self.wrt[0]]

    @cached_property
    def results(self) -> Mapping[str, Result]:
        """The derivatives that were asked for, by the variable's name, in the order in which they were asked.

        Where the first and the second are, it is the second; `gradients` has the first.
        """
        from matcalc.api.by_name import last_results

        return MappingProxyType(last_results(self.gradients, self.derived, self.limits, self._glyphs))

    @cached_property
    def gradients(self) -> Mapping[str, Result]:
        """The first derivatives by the same variables: where second ones were asked for, what those differentiate."""
        from matcalc.api.by_name import first_results

        return MappingProxyType(first_results(self.derived, self.limits, self._glyphs))

    @cached_property
    def solutions(self) -> Mapping[str, IsolatedResult]:
        """What was solved for, by name; where something was solved for again with more put in, the last."""
        from matcalc.api import by_name

        return MappingProxyType(by_name.solutions(self.derived, self._glyphs))

    @cached_property
    def _glyphs(self) -> Glyphs:
        return glyphs_of(self.problem, *self.derived.programs, notation=self.presentation.notation)

    @property
    def definitions(self) -> Mapping[str, str]:
        """What the page introduced or computed, by name, in the input language: t1, p, grad_z.

        Raises InputError where second derivatives by several variables have one name for two things: jac_z, where z is
        an array of the input.
        """
        found: dict[str, str] = {}
        for result in self.results.values():
            for name, text in result.definitions.items():
                if found.setdefault(name, text) != text:
                    raise InputError(
                        f"{name} is not the same in all results: take the definitions of one of them, "
                        f"results[{result.wrt!r}].definitions"
                    )
        return MappingProxyType(found)

    def lambdify(self, backend: str = "numpy") -> Compiled | Several:
        """The derivative as a function of arrays, passed by keyword; of several variables, a dict of derivatives.

        A vector is 1-D, a matrix 2-D, a scalar 0-D or a float. The axes of the result are those of the output, then
        those of the variable. Raises InputError for a backend that is not known; the function, for arrays that do not
        fit.
        """
        from matcalc.api.callables import backend_of, callable_of

        known = backend_of(backend)
        return callable_of(self._checked_parts, known)

    def code(self, backend: str = "numpy") -> str:
        """The code behind `lambdify` as text: it runs by itself, as it stands, in a file.

        A function that takes arrays by keyword, with a docstring of its formulas and shapes; of several variables it
        returns a dict. Of second derivatives: a function for the gradients, and one for each Hessian. Then one for each
        solution. "latex-algorithm": each of those as an algorithm in LaTeX, for a paper. "torch-autograd" and
        "jax-custom-vjp": a torch.autograd.Function or a jax.custom_vjp, whose forward pass computes the expression and
        whose backward pass the first derivatives. Raises InputError for a backend that is not known, and where there
        are no such passes: for Jacobians, for families of arrays.
        """
        if backend == LATEX_ALGORITHM:
            from matcalc.documents.algorithms import algorithms
            from matcalc.documents.latex_algorithm import latex_algorithms

            layout = self.presentation.layout
            return latex_algorithms(algorithms(self.derived, self._glyphs, layout), self._glyphs, layout)
        from matcalc.api.callables import backend_of
        from matcalc.api.code import code_of
        from matcalc.api.vjp import PASSES, passes_of

        if isinstance(backend, str) and backend in PASSES:
            return passes_of(self.problem, self._checked_parts[0], self.gradients, backend)
        known = backend_of(backend, (*PASSES, LATEX_ALGORITHM))
        return code_of(self.problem, self._checked_parts, (self.gradients, self.results), self.solutions, known)

    def _parts(self) -> tuple[Part, ...]:
        from matcalc.api.callables import parts_of

        return parts_of(self.differentiation, self.seconds, self.wrt, self.problem.choices.facts)

    @cached_property
    def _checked_parts(self) -> tuple[Part, ...]:
        """The parts, of which code in NumPy agrees with the page. Raises InvariantError where it does not."""
        from matcalc.api.code_check import require_agreement

        parts = self._parts()
        require_agreement(parts)
        return parts

    @cached_property
    def value(self) -> Compiled:
        """The expression itself as a function of arrays, passed by keyword."""
        from matcalc.codegen import forward_value

        return forward_value(self.problem.program, facts=self.problem.choices.facts)

    @property
    def steps(self) -> tuple[ShownStep, ...]:
        """Every step in the order of a document: forward equations first, then the gradients, then other routes.

        Substeps stand before the step that they explain. Each shows itself: print() as text, a notebook typeset.
        """
        from matcalc.api.shown_step import shown_steps

        return shown_steps(self.derived.steps, self._glyphs, self.presentation.layout)

    def graph(self) -> Picture:
        """The computation graph: what each array is computed from, with shapes, and where gradients flow back.

        A notebook shows it; `.svg` is the text of a file, `.latex` a tikzpicture, print() lists the edges.
        """
        from matcalc.api.pictures import picture_of_graph

        return picture_of_graph(self.derived, self._glyphs, self.presentation.layout)

    def network(self, of: str | Step) -> Picture:
        """A term as a tensor network: factors in a row, indices between them.

        of: the name of an array, for what is collapsed to the gradient there; or a step of `steps`, for the term that
        it works on. Raises InputError for a name without a gradient, for a gradient without a product or a sum, for
        what is no step of this derivation, and for a step that begins in matrix form.
        """
        from matcalc.api.pictures import picture_of_gradient, picture_of_step

        if isinstance(of, str):
            return picture_of_gradient(self.derived, of, self._glyphs, self.presentation.layout)
        return picture_of_step(self.derived, of, self._glyphs, self.presentation.layout)

    def text(self, detail: str = "normal", columns: int = COLUMNS) -> str:
        """Unicode text for a terminal, at most so many columns wide. detail: "brief", "normal" or "full".

        Raises InputError for fewer than 30 columns.
        """
        return self._text("text", detail, columns)

    def latex(self, detail: str = "normal") -> str:
        """A LaTeX document that compiles as it is."""
        return self._text("latex", detail)

    def markdown(self, detail: str = "normal") -> str:
        """Markdown with $$ blocks, as notebooks and GitHub typeset it."""
        return self._text("markdown", detail)

    def pdf(self, detail: str = "normal", engine: str = "typst") -> bytes:
        """The bytes of a PDF file. engine: "typst", or "tex" where a program of TeX is installed.

        Raises InputError where the engine is not there.
        """
        made = self.render("pdf", detail, pdf_engine=engine)
        assert isinstance(made, bytes)
        return made

    def html(self, detail: str = "normal") -> WebPage:
        """A web page in one file, with steps to reveal; it opens with this detail and can be switched to the others.

        It is a text, and a notebook shows it as a page.
        """
        from matcalc.api.web_page import WebPage

        return WebPage(self._text("html", detail))

    def to_json(self, detail: str = "full") -> str:
        """JSON as docs/output.schema.json describes it."""
        return self._text("json", detail)

    def render(
        self,
        form: str,
        detail: str = "normal",
        columns: int = COLUMNS,
        *,
        fragment: bool = False,
        templates: str | os.PathLike[str] | None = None,
        pdf_engine: str = "typst",
    ) -> str | bytes:
        """The document as "text" of so many columns, "latex", "markdown", "html", "ipynb", "json" or "pdf".

        fragment: of LaTeX the body alone, to be put into another document. templates: a folder whose templates are used
        before those of matcalc. pdf_engine: "typst" or "tex". Raises InputError for any other word, for columns that
        are no whole number of at least 30, and for a folder, a template or an engine that can not be used.
        """
        presentation = replace(self.presentation, detail=choice(Detail, detail, "detail"))
        is_fragment, engine = yes_or_no(fragment, "fragment") or False, choice(PdfEngine, pdf_engine, "pdf_engine")
        printing = Printing(columns_of(columns), is_fragment, folder_of(templates), engine)
        target = choice(Format, form, "format")
        shows_full = target is Format.HTML and presentation.why is None
        gives_reasons = target is not Format.JSON and (presentation.gives_reasons or shows_full)
        return render(self._with_reasons if gives_reasons else self.derived, target, presentation, printing)

    def _text(self, form: str, detail: str, columns: int = COLUMNS) -> str:
        made = self.render(form, detail, columns)
        assert isinstance(made, str)
        return made

    @cached_property
    def _with_reasons(self) -> Derived:
        with limited(self.limits):
            return with_reasons(self.derived)

    def __hash__(self) -> int:
        return hash((self.problem.program, self.problem.title))

    def __getstate__(self) -> dict[str, object]:
        """What was derived, without what was made of it since."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

    def __str__(self) -> str:
        return self.text(self.presentation.detail.value)

    def __repr__(self) -> str:
        return f"<Derivation {self.problem.title!r} by {', '.join(self.wrt)}>"

    def _repr_markdown_(self) -> str:
        return self.markdown(self.presentation.detail.value)

    def _repr_latex_(self) -> str:
        return formulas(self.derived, self.presentation)
