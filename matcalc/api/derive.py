"""derive() = differentiate, then check."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matcalc.api.arguments import (
    columns_of,
    is_sympy,
    kind,
    limits_of,
    names_of,
    settings_of,
    texts_of,
    translated,
    yes_or_no,
)
from matcalc.api.checked import checked
from matcalc.api.derivation import Derivation
from matcalc.api.layouts import compared, layouts_named
from matcalc.api.letters import letters_of
from matcalc.api.lint import clashes_of
from matcalc.api.routes import met, route_names, routed
from matcalc.documents.derived import Derived, Isolated, Second
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import COLUMNS
from matcalc.engine.differentiation import Differentiation
from matcalc.engine.limits import Limits, limited
from matcalc.engine.matrix_route import RouteName
from matcalc.engine.orientation import laid_out
from matcalc.engine.route import differentiate
from matcalc.engine.written_out import with_gradient_written_out
from matcalc.errors import InputError
from matcalc.notation.settings import notation_of
from matcalc.problems.assumptions import read_assumptions
from matcalc.problems.choices import as_asked, with_choices
from matcalc.problems.library import known_names, load_problem
from matcalc.problems.problem import Problem, ProblemRequest
from matcalc.problems.shapes import declared_shapes
from matcalc.problems.typed import Typed


@dataclass(frozen=True, slots=True)
class Shown:
    """What documents are to show: which routes, and how. settings: of notation, before those of the problem."""

    routes: tuple[RouteName, ...]
    presentation: Presentation
    settings: Mapping[str, str]


Texts = Sequence[str] | str
Lengths = tuple[str | int, ...]


def derive(
    problem: Problem | str | os.PathLike[str] | Any,
    *,
    wrt: Texts | Any | None = None,
    shapes: Mapping[str, Lengths | str] | str | None = None,
    lets: Texts | Sequence[Any] | None = None,
    order: int | None = None,
    assume: Texts | None = None,
    upstream: Texts | None = None,
    hvp: str | None = None,
    solve: Texts | None = None,
    syntax: str = "matcalc",
    route: str = "index",
    layout: str = "gradient",
    why: bool | None = None,
    figures: bool = False,
    notation: Mapping[str, str] | str | None = None,
    limits: Limits | None = None,
) -> Derivation:
    """Derive the derivatives of an expression or a problem by the variables `wrt`, and check every step.

    problem: a Problem, the name of one that comes with matcalc, the path of a TOML file, or, with `wrt`, an expression
    or an equation in the input language, or an expression of SymPy. wrt: one name or several. order: 2 for the
    Hessian, 1 for the gradient of a problem that asks for it. hvp: the name of an array of the variable's shape; the
    Hessian times it is derived. solve: names of variables; that the gradient at each is 0 is solved for it. assume:
    facts such as "A symmetric", "sum(y) = 1". limits: the most steps and seconds.

    For an expression: shapes, such as "X: m×n, w: n" or {"X": ("m", "n")}; what is left out is inferred where the
    expression forces it. lets: equations before it, a list of them or the lines of a text. upstream: names of arrays;
    then E, any function of them, is differentiated, and its gradients at them are given; at c_out = c where E sees c
    through other equations too. syntax: "matrixcalculus" for the language of that site.

    route: "index", "differential", "jacobian" or "all", which documents show; that they meet is checked. layout:
    "gradient", "denominator" or "numerator", in which documents print derivatives; "all", for the first with a table of
    the three. Arrays and results never change. why: whether documents close with "Why these operators"; where nobody
    says, those with all layouts and those in full detail do. figures: whether documents show the computation graph, and
    what is collapsed as tensor networks. notation: settings such as {"cotangent": "delta"} or
    "cotangent=delta, layer=square", before those of a TOML file.

    A gradient has the shape of its variable, a Jacobian the axes of the output before those of the variable. Raises
    InputError where the input is wrong; VerificationError where a step did not hold and InvariantError where the
    engine broke a promise to itself, both of them faults of matcalc.
    """
    chosen = limits_of(limits)
    has_figures = bool(yes_or_no(figures, "figures"))
    presentation = Presentation(layouts=layouts_named(layout), why=yes_or_no(why, "why"), figures=has_figures)
    shown = Shown(route_names(route), presentation, settings_of(notation))
    is_foreign, is_typed = is_sympy(problem), _is_expression(problem, wrt)
    equations = () if is_foreign else _equations(texts_of(lets, "lets", '["z = W @ a + b"]'))
    text, known_shapes = "", declared_shapes(shapes)
    if is_typed:
        text, known_shapes = translated(str(problem), known_shapes, equations, syntax)
    typed = Typed(
        expression=text,
        wrt=names_of(wrt, "wrt"),
        shapes=known_shapes,
        lets=equations,
        upstream=texts_of(upstream, "upstream", '"a1"'),
        order=order,
        assume=texts_of(assume, "assume", '["A symmetric"]'),
        hvp=_one_name(hvp),
    )
    with limited(chosen):
        if is_foreign:
            known = _imported(problem, lets, wrt, typed)
        else:
            known = _typed(typed) if is_typed else _known(problem, wrt, typed)
        if solve:
            from matcalc.problems.solves import solves_for

            known = replace(known, solves=solves_for(known, names_of(solve, "solve")))
        return _derived(known, shown, chosen)


def show(problem: Problem | str | os.PathLike[str], columns: int = COLUMNS) -> str:
    """A problem as one would write it down: equations, shapes, what is given, what is asked.

    Raises InputError for fewer than 30 columns.
    """
    from matcalc.documents.show import show as shown

    return shown(problem if isinstance(problem, Problem) else load_problem(problem), columns_of(columns))


def _is_expression(problem: object, wrt: object) -> bool:
    """Whether a text is an expression: it is no known problem and no TOML file, and there is something to derive by."""
    if not isinstance(problem, str) or wrt is None:
        return False
    return problem not in known_names() and not problem.endswith(".toml")


def _equations(texts: Sequence[str]) -> tuple[str, ...]:
    if not texts:
        return ()
    from matcalc.problems.program_text import equations_in

    return tuple(equation for text in texts for equation in equations_in(text))


def _typed(typed: Typed) -> Problem:
    """The problem of an expression, read by what a known problem does not need: the inference of shapes."""
    from matcalc.problems.expression import problem_of_expression

    return problem_of_expression(typed)


def _imported(expression: object, lets: object, wrt: object, typed: Typed) -> Problem:
    """The problem of an expression of SymPy."""
    from matcalc.problems.imported import problem_of_sympy

    if not typed.wrt:
        raise InputError("name what to differentiate by: wrt=X, a symbol of SymPy or its name")
    if typed.shapes:
        raise InputError("shapes belong to an expression in text; those of SymPy's symbols are their own")
    if lets is not None and not isinstance(lets, Sequence):
        raise InputError(f"lets are a list of equations, such as [Eq(z, W*a + b)], not {kind(lets)}")
    variables = wrt if isinstance(wrt, (list, tuple)) else [wrt]
    return problem_of_sympy(expression, tuple(lets or ()), [one for one in variables if is_sympy(one)], typed)


def _known(problem: object, wrt: object, typed: Typed) -> Problem:
    """A problem that has its equations, asked for what is wanted."""
    if not isinstance(problem, (Problem, str, os.PathLike)):
        raise InputError(
            "what is derived is an expression, a Problem, the name of one that comes with matcalc or the path of a "
            f"TOML file, not {kind(problem)}"
        )
    for name, given in (("shapes", typed.shapes), ("lets", typed.lets), ("upstream", typed.upstream)):
        if given:
            belongs = "name what to differentiate by, with wrt" if wrt is None else "a problem has its own"
            verb = "belongs" if name == "upstream" else "belong"
            raise InputError(f"{name} {verb} to an expression: {belongs}")
    known = problem if isinstance(problem, Problem) else load_problem(problem)
    if wrt is not None:
        known = known.asking_for(typed.wrt)
    own = known.choices
    assumptions = read_assumptions(typed.assume)
    if typed.order is not None or typed.hvp is not None:
        return with_choices(known, typed.order, assumptions, typed.hvp)
    return as_asked(known, assumptions, own.direction.name if own.direction is not None else None)


def _one_name(hvp: object) -> str | None:
    names = names_of(hvp, "hvp")
    if len(names) > 1:
        raise InputError(f"hvp is one name, not {len(names)}: a Hessian is multiplied by one array")
    return names[0] if names else None


def _derived(problem: Problem, shown: Shown, limits: Limits) -> Derivation:
    requests = [asked.request for asked in problem.requests]
    choices = problem.choices
    facts = choices.facts_at_first
    first = differentiate(problem.program, requests, letters_of(problem), facts)
    twice = [asked for asked in problem.requests if asked.order == 2]
    for asked in twice:
        first = with_gradient_written_out(first, asked.request.wrt.name, facts)
    layouts = shown.presentation.layouts
    first = laid_out(first, layouts, facts)
    verification = checked(first, problem.program, facts)
    seconds = _seconds(problem, twice, first, shown)
    routes = routed(shown.routes, problem.program, requests, facts, layouts[0])
    meetings = met(first, problem.program, routes, requests, facts)
    comparison = compared(layouts, first, problem.program, routes, facts)
    derived = Derived(
        problem,
        first,
        verification,
        seconds,
        shown.routes,
        routes,
        meetings,
        comparison,
        clashes=clashes_of(problem),
        solutions=_isolated(problem, first),
    )
    notation = notation_of({**problem.notation, **shown.settings})
    return Derivation(derived, replace(shown.presentation, notation=notation), limits)


def _isolated(problem: Problem, first: Differentiation) -> tuple[Isolated, ...]:
    if not problem.solves:
        return ()
    from matcalc.api.solutions import isolated

    return isolated(problem, first)


def _seconds(
    problem: Problem, twice: Sequence[ProblemRequest], first: Differentiation, shown: Shown
) -> tuple[Second, ...]:
    """The second derivatives. twice: what asks for one."""
    if not twice:
        return ()
    from matcalc.engine.higher import second_derivative

    direction, facts = problem.choices.direction, problem.choices.facts
    layouts = shown.presentation.layouts
    found = []
    reserved = letters_of(problem)
    introduced = first.introduced_in(problem.program)
    for asked in twice:
        derivative = second_derivative(first, problem.program, asked.request, direction, facts, reserved, introduced)
        derivative = replace(derivative, differentiation=laid_out(derivative.differentiation, layouts, facts))
        introduced += derivative.differentiation.introduced_in(problem.program)
        reserved |= {one.symbol.name for one in introduced}
        introduced = ()  # jac_t1 would be ∂g/∂t1 and ∂h/∂t1
        verification = checked(derivative.differentiation, derivative.program, facts)
        again = [derivative.request]
        routes = routed(shown.routes, derivative.program, again, facts, layouts[0])
        meetings = met(derivative.differentiation, derivative.program, routes, again, facts)
        found.append(Second(derivative, verification, routes, meetings))
    return tuple(found)
