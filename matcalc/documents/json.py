"""A derivation as JSON, as docs/output.schema.json describes it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from matcalc.chain import Chain, Expression, Prose, Step
from matcalc.checking.claims.clash import Clash
from matcalc.checking.routes import Meeting
from matcalc.checking.verification import StepCheck, Verification
from matcalc.documents.chains import DEEPEST
from matcalc.documents.clashes import notices
from matcalc.documents.correlations import correlations
from matcalc.documents.derived import Derived, Isolated, Route, Second
from matcalc.documents.einsum import einsum_text
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.oriented import shape_in
from matcalc.documents.presentation import Presentation
from matcalc.documents.residuals import inverse_said
from matcalc.documents.result_text import result_text
from matcalc.documents.text import plain
from matcalc.engine.differentiation import Differentiation, Forward, Residual, VariableGradient
from matcalc.engine.matrix_route import EquationChain, NoRoute, RouteGradient, RouteName
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import IndexSum
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.shapes import Axes
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.problems.problem import Problem
from matcalc.solution import Condition, SolvingStep

Value = None | bool | int | float | str | list["Value"] | dict[str, "Value"]


def to_json(derived: Derived, presentation: Presentation) -> str:
    """The derivation as a JSON object, indented, with a newline at the end. Its detail says which steps are listed."""
    from importlib.metadata import version  # takes longer to import than the rest of this module

    problem, differentiation, verification = derived.problem, derived.differentiation, derived.verification
    glyphs = glyphs_of(problem, *derived.programs, notation=presentation.notation)
    record = _Record(glyphs, differentiation.program, verification, presentation)
    results = [record.result(gradient) for gradient in differentiation.gradients if gradient.chain is not None]
    document: dict[str, Value] = {
        "version": version("matcalc-derive"),
        "program": problem.name,
        "title": problem.title,
        "conventions": record.conventions(problem, differentiation),
        "forward": [record.forward(equation) for equation in differentiation.forward],
        "results": list(results),
        "checked": _checked(verification),
    }
    if differentiation.residuals:
        document["residuals"] = [
            _residual(each, glyphs, verification, presentation) for each in differentiation.residuals
        ]
    if problem.stated is not None:
        document["clashes"] = [_clash(clash, problem, glyphs, presentation.layout) for clash in derived.clashes]
    if derived.routes:
        document["routes"] = [_route(route, glyphs, presentation) for route in derived.routes]
        document["meetings"] = [_meeting(meeting) for meeting in derived.meetings]
    if derived.seconds:
        document["second"] = [_second(each, glyphs, presentation) for each in derived.seconds]
    if derived.solutions:
        document["solutions"] = [_solution(one, derived.program, glyphs, presentation) for one in derived.solutions]
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _residual(residual: Residual, glyphs: Glyphs, verification: Verification, presentation: Presentation) -> Value:
    """How the residual of an equation depends on its unknown."""
    record = _Record(glyphs, residual.differentiation.program, verification, presentation)
    gradients = (gradient for gradient in residual.differentiation.gradients if gradient.chain is not None)
    return {
        "unknown": residual.unknown.name,
        "residual": residual.symbol.name,
        "jacobian": residual.jacobian.name,
        "inverse": plain(inverse_said(residual), UnicodePrinter(glyphs, presentation.layout)),
        "results": [record.result(gradient) for gradient in gradients],
    }


def _given_in(body: Node | IndexDefinition) -> str:
    if isinstance(body, Implicit):
        return "equation"
    return "index form" if isinstance(body, IndexDefinition) else "matrix form"


def _route(route: Route, glyphs: Glyphs, presentation: Presentation) -> Value:
    """A route without indices: its chains, equation by equation, and its results; or why there is none."""
    if isinstance(route, NoRoute):
        return {"name": route.name.value, "reason": plain(route.reason, UnicodePrinter(glyphs, presentation.layout))}
    record = _Record(glyphs, route.route.program, route.verification, presentation)
    return {
        "name": route.name.value,
        "forward": [record.equation(each) for each in route.route.forward],
        "backward": [record.equation(each) for each in route.route.backward],
        "results": [record.route_result(gradient) for gradient in route.route.gradients],
        "checked": _checked(route.verification),
    }


def _clash(clash: Clash, problem: Problem, glyphs: Glyphs, layout: Layout) -> Value:
    printer = UnicodePrinter(glyphs, layout)
    (notice,) = notices((clash,), problem.program.output, glyphs)
    return {
        "name": clash.name.value,
        "place": clash.statement.place,
        "statement": clash.statement.text,
        "against": clash.against,
        "index": None if clash.index is None else clash.index.name,
        "shows": plain(clash.shows, printer),
        "ways": [plain(way, printer) for way in notice.ways],
    }


def _meeting(meeting: Meeting) -> Value:
    return {
        "wrt": meeting.of.name,
        "routes": [name.value for name in (RouteName.INDEX, *(name for name, _ in meeting.others))],
        "same_form": meeting.is_one_form,
        "exact": meeting.exact,
    }


def _second(second: Second, glyphs: Glyphs, presentation: Presentation) -> Value:
    """A second derivative: the gradient as an equation, and what was derived from it."""
    derivative = second.derivative
    record = _Record(glyphs, derivative.differentiation.program, second.verification, presentation)
    gradients = [gradient for gradient in derivative.differentiation.gradients if gradient.chain is not None]
    routes: dict[str, Value] = {}
    if second.routes:
        routes["routes"] = [_route(route, glyphs, presentation) for route in second.routes]
        routes["meetings"] = [_meeting(meeting) for meeting in second.meetings]
    return {
        **routes,
        "wrt": derivative.of.name,
        "gradient": derivative.gradient.name,
        "direction": None if derivative.direction is None else derivative.direction.name,
        "forward": [record.forward(equation) for equation in derivative.differentiation.forward],
        "results": [record.result(gradient) for gradient in gradients],
        "checked": _checked(second.verification),
    }


def _solution(one: Isolated, program: Program, glyphs: Glyphs, presentation: Presentation) -> Value:
    """A condition that is solved, line by line."""
    solution, check = one.solution, one.check
    verification = Verification(check.steps, (), check.points, check.sizes, check.seed)
    record = _Record(glyphs, program, verification, presentation)
    return {
        "for": one.solve.unknown.name,
        "gradient_at": one.solve.wanted.name if isinstance(one.solve.wanted, Symbol) else None,
        "using": [symbol.name for symbol in one.solve.using],
        "start": record.condition(solution.start),
        "lines": [record.line(step) for step in solution.steps],
        "solution": record.notations(solution.value),
        "refused": plain(solution.refused, UnicodePrinter(glyphs, presentation.layout)) or None,
        "needs": [plain(each, UnicodePrinter(glyphs, presentation.layout)) for each in solution.needs],
        "checked": {
            "lines": len(solution.steps),
            "exact": check.exact,
            "worst_error": check.error,
            "conditions": check.conditions,
            "holds_exactly": check.holds_exactly,
            "remainder": check.remainder,
            "points": check.points,
            "sizes": dict(check.sizes),
            "sizes_put_in": dict(check.sizes_put_in),
            "seed": check.seed,
        },
    }


class _Record:
    """Makes JSON values of expressions and steps, in both notations."""

    def __init__(
        self, glyphs: Glyphs, program: Program, verification: Verification, presentation: Presentation
    ) -> None:
        self._program = program
        self._layouts = presentation.layouts
        self._unicode = UnicodePrinter(glyphs, presentation.layout)
        self._latex = LatexPrinter(glyphs, presentation.layout)
        self._checks: dict[int, StepCheck] = {id(check.step): check for check in verification.steps}
        self._deepest = DEEPEST[presentation.detail]

    def conventions(self, problem: Problem, differentiation: Differentiation) -> Value:
        program = differentiation.program
        symbols: list[Value] = [
            {
                "name": symbol.name,
                "unicode": self._unicode.part(symbol),
                "latex": self._latex.part(symbol),
                "meaning": problem.meanings.get(symbol.name, ""),
                "shape": _shape(symbol),
            }
            for symbol in program.symbols
        ]
        return {
            "symbols": symbols,
            "layout": self._layouts[0].value,
            "output": program.output.name,
            "given": [symbol.name for symbol in program.given],
        }

    def forward(self, equation: Forward) -> Value:
        symbol, body = equation.definition.symbol, equation.definition.body
        return {
            "name": symbol.name,
            "given_in": _given_in(body),
            "matrix_form": self.notations(equation.matrix_form),
            "index_form": self.notations(equation.index_form),
            "indices": [index.name for index in equation.free],
            "shape": _shape(symbol),
            "steps": [] if equation.chain is None else list(self._steps(equation.chain, 0)),
        }

    def result(self, gradient: VariableGradient) -> Value:
        assert gradient.chain is not None
        return {
            "wrt": gradient.of.name,
            "requested": gradient.requested,
            "text": result_text(gradient, self._program),
            "unicode": self._unicode.part(gradient.value),
            "latex": self._latex.part(gradient.value),
            "shape": [str(index.range) for index in gradient.free],
            "indices": [index.name for index in gradient.free],
            "layouts": [self._laid_out(gradient, layout) for layout in self._layouts],
            **self._in_index_form(gradient),
            "steps": list(self._steps(gradient.chain, 0)),
        }

    def _in_index_form(self, gradient: VariableGradient) -> dict[str, Value]:
        """What is said of an index form besides: its code, the names of its sums."""
        if not isinstance(gradient.value, IndexSum):
            return {}
        code = einsum_text(gradient.value, gradient.free)
        remarks: list[Value] = [plain(sentence, self._unicode) for sentence in correlations(gradient.value)]
        return {**({} if code is None else {"einsum": code}), **({"remarks": remarks} if remarks else {})}

    def equation(self, equation: EquationChain) -> Value:
        return {"name": equation.of.name, "steps": list(self._steps(equation.chain, 0))}

    def route_result(self, gradient: RouteGradient) -> Value:
        return {
            "wrt": gradient.of.name,
            "requested": gradient.requested,
            "text": input_text(gradient.value),
            "unicode": self._unicode.part(gradient.value),
            "latex": self._latex.part(gradient.value),
            "shape": _shape(gradient.value),
            "steps": list(self._steps(gradient.chain, 0)),
        }

    def condition(self, condition: Condition) -> Value:
        return {"left": self.notations(condition.left), "right": self.notations(condition.right)}

    def line(self, step: SolvingStep) -> Value:
        """An operation on both sides, and what they become."""
        return {
            "rule": step.rule,
            "reason": self._reason(step.reason),
            "source": step.source,
            "after": self.condition(step.after),
            "steps": [*self._steps(step.left, 0), *self._steps(step.right, 0)],
            "checked": True,
        }

    def _laid_out(self, gradient: VariableGradient, layout: Layout) -> Value:
        """The derivative as one layout writes it; what has no matrix form has the axes in the layout's order."""
        matrix = gradient.matrix
        if matrix is None:
            shape = shape_in(layout, gradient, self._program.output)
            axes: list[Value] = [str(length) for length in shape.lengths] if isinstance(shape, Axes) else []
            return {"layout": layout.value, "matrix_form": None, "shape": axes}
        turned = gradient.turned.end if gradient.turned and layout.turns(self._program.output.shape) else matrix
        assert isinstance(turned, Node)
        rows: list[Value] = [str(turned.shape.rows), str(turned.shape.cols)]
        return {"layout": layout.value, "matrix_form": self.notations(turned), "shape": rows}

    def _steps(self, chain: Chain, depth: int) -> Iterator[Value]:
        """Steps inside a step come before it, one deeper."""
        for step in chain.steps:
            if depth < self._deepest:
                for inner in step.substeps:
                    yield from self._steps(inner, depth + 1)
            yield self._step(step, depth)

    def _step(self, step: Step, depth: int) -> Value:
        check = self._checks[id(step)]
        return {
            "rule": step.rule,
            "stage": step.stage.value,
            "depth": depth,
            "before": self._unicode.part(step.before),
            "after": self._unicode.part(step.after),
            "before_latex": self._latex.part(step.before),
            "after_latex": self._latex.part(step.after),
            "reason": self._reason(step.reason),
            "source": step.source,
            "checked": True,
            "exact": check.exact,
            "error": check.error,
        }

    def _reason(self, reason: Prose) -> str:
        return plain(reason, self._unicode)

    def notations(self, expression: Expression | None) -> Value:
        """An expression as every printer writes it."""
        if expression is None:
            return None
        return {
            "text": input_text(expression),
            "unicode": self._unicode.part(expression),
            "latex": self._latex.part(expression),
        }


def _shape(array: Node) -> list[Value]:
    """Rows and columns; a vector has rows only, a scalar nothing."""
    return [str(length) for length in array.shape.axes]


def _checked(verification: Verification) -> Value:
    sizes: dict[str, Value] = dict(verification.sizes)
    return {
        "steps": verification.count,
        "exact": verification.exact_count,
        "worst_error": verification.worst_error,
        "results": len(verification.results),
        "points": verification.points,
        "sizes": sizes,
        "seed": verification.seed,
    }
