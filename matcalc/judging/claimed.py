"""A claim about a problem, or about expressions whose shapes are inferred, and the verdict on it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from matcalc.api.arguments import OWN_SYNTAX, kind, limits_of, names_of, texts_of, translated
from matcalc.api.derivation import Derivation
from matcalc.checking.claims.results import Asked
from matcalc.documents.glyphs import glyphs_of
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError, LanguageError, LimitError, ShapeError, did_you_mean
from matcalc.forms.facts import Facts
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.judging.claim_text import ClaimText, claim_text, require_claim
from matcalc.judging.claims import (
    Wanted,
    derivative_wanted,
    entries_wanted,
    equation_wanted,
    gradient_wanted,
    judged_side,
    program_of_sides,
)
from matcalc.judging.comparison import Setting, glyphs_for
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.inference import infer_shapes, statement
from matcalc.notation.statements_in import StatedSubject, stated_subject
from matcalc.notation.syntax import parse_tree
from matcalc.notation.text_in import parse_matrix
from matcalc.problems.assumptions import facts_of, read_assumptions
from matcalc.problems.expression import program_of_typed
from matcalc.problems.library import load_problem
from matcalc.problems.problem import Problem, fault_of_variable, variables_of
from matcalc.problems.program_text import equations_in
from matcalc.problems.shapes import declared_shapes
from matcalc.problems.tables import shown
from matcalc.problems.typed import Typed


@dataclass(frozen=True, slots=True)
class Said:
    """What a person says besides a claim."""

    wrt: tuple[str, ...]
    shapes: dict[str, Shape]
    lets: tuple[str, ...]
    assume: tuple[str, ...]
    upstream: tuple[str, ...]
    layout: Layout
    syntax: str
    is_diagnosed: bool = True


NOTHING_ELSE = Said((), {}, (), (), (), Layout.GRADIENT, OWN_SYNTAX)


def check_claim(
    claim: str,
    problem: Any = None,
    *,
    wrt: Any = None,
    shapes: Any = None,
    lets: Any = None,
    assume: Any = None,
    upstream: Any = None,
    layout: str = "gradient",
    syntax: str = OWN_SYNTAX,
    limits: Limits | None = None,
    is_diagnosed: bool = True,
) -> Verdict:
    """The verdict on a claim, with the right one, a repair and an example where it is wrong.

    claim: an equation as in the language of statements (grad_W = …, D(z, a) = …, z = …, each of them also entry by
    entry), a derivative of an expression (d/dX logdet(X) = …, grad_X(logdet(X)) = …), an equality of two expressions,
    or the right side of a derivative alone, with wrt. problem: a name, a path, a Problem or a Derivation; None where
    the claim says all, and then shapes that are not declared are inferred. Raises InputError for what can not be read.
    is_diagnosed: whether more is said of a wrong claim than that it is wrong, which takes most of the time.
    """
    if not isinstance(claim, str):
        raise InputError(f'a claim is a text, such as "grad_W = grad_z @ a.T", not {kind(claim)}')
    said = Said(
        names_of(wrt, "wrt"),
        declared_shapes(shapes),
        texts_of(lets, "lets", '["z = W @ a + b"]'),
        texts_of(assume, "assume", '["A symmetric"]'),
        texts_of(upstream, "upstream", '"a1"'),
        _layout(layout),
        syntax,
        is_diagnosed,
    )
    text = claim_text(claim)
    with limited(limits_of(limits)):
        try:
            if problem is None and not said.lets:
                return _of_expressions(text, said)
            return _of_ground(text, _ground(problem, said), said)
        except LimitError as error:
            return Verdict(undecided(error), Glyphs({}))


def is_claim_about(text: str, problem: Any) -> bool:
    """Whether a text is a claim about a problem, and no answer, which may be an equation J[i,j] = … of a new name."""
    try:
        claim = claim_text(text)
    except InputError:
        return False
    if claim.left is None:
        return False
    if claim.is_derivative or not claim.is_stated:
        return True
    stated = stated_subject(text)
    if stated.is_gradient or stated.by is not None:
        return True
    try:
        program = _ground(problem, NOTHING_ELSE).program
    except InputError:
        return False
    return stated.name in {symbol.name for symbol in program.symbols}


def _judged(side: str, wanted: Wanted, said: Said, *, is_finished: bool = True) -> Verdict:
    return judged_side(side, wanted, is_finished=is_finished, is_diagnosed=said.is_diagnosed)


def _layout(word: object) -> Layout:
    for layout in Layout:
        if layout.value == word:
            return layout
    raise InputError(f"there is no layout {word!r}; known: {', '.join(layout.value for layout in Layout)}")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim is about. notation: how its names are printed."""

    program: Program
    facts: Facts
    notation: Glyphs


def _ground(problem: Any, said: Said) -> Ground:
    """The problem that a claim is about. Raises InputError for what is none."""
    if problem is None:
        return _of_lets(said)
    if isinstance(problem, Derivation):
        known = problem.problem
    elif isinstance(problem, Problem):
        known = problem
    elif isinstance(problem, (str, os.PathLike)):
        known = load_problem(problem)
    else:
        raise InputError(f"a problem is a name, a path, a Problem or a Derivation, not {kind(problem)}")
    for name, given in (("shapes", said.shapes), ("lets", said.lets), ("upstream", said.upstream)):
        if given:
            raise InputError(f"{name} belong to a claim without a problem: a problem has its own")
    if said.syntax != OWN_SYNTAX:
        raise InputError(f"a problem is written in the input language: leave the syntax {said.syntax} out")
    facts = known.choices.facts.joined(facts_of(read_assumptions(said.assume), known.program))
    return Ground(known.program, facts, glyphs_of(known, known.program))


def _of_lets(said: Said) -> Ground:
    """The program that the equations before a claim make: its output is the last, or E where something is upstream."""
    if said.syntax != OWN_SYNTAX:
        raise InputError(f"the syntax {said.syntax} has no equations: leave --let (lets=) out")
    lets = tuple(equation for text in said.lets for equation in equations_in(text))
    lines = [statement(let) for let in lets]
    last = lines[-1].name
    if last is None:
        raise LanguageError("an equation before a claim is written name = …, z = W @ a + b", lets[-1], 0)
    return _of_typed(Typed(last, (), said.shapes, lets, said.upstream, None, said.assume))


def _of_typed(typed: Typed) -> Ground:
    program, _ = program_of_typed(typed)
    return Ground(program, facts_of(read_assumptions(typed.assume), program), glyphs_for(program))


def _of_ground(text: ClaimText, ground: Ground, said: Said) -> Verdict:
    program, facts, notation = ground.program, ground.facts, ground.notation
    if program.labels:
        label = program.labels[0].name
        return Verdict(
            undecided(f"claims about families of arrays, one for every {label}, are not compared: check an answer"),
            notation,
        )
    if text.left is None:
        return _of_answer(text, program, facts, notation, said)
    if text.is_derivative:
        return _of_derivative(text, program, facts, notation, said)
    if text.is_stated:
        stated = stated_subject(text.text)
        symbols = {symbol.name: symbol for symbol in program.symbols}
        names = [name for name in (stated.name, stated.by) if name]
        if all(name in symbols for name in names) or stated.is_gradient or stated.by:
            return _of_statement(text, stated, program, facts, notation, said)
    return _of_equality(text, program, facts, notation, said)


def _of_answer(text: ClaimText, program: Program, facts: Facts, notation: Glyphs, said: Said) -> Verdict:
    require_named(said)
    by = _variable(program, said.wrt[0])
    if program.output.shape.is_scalar:
        return _judged(text.said, gradient_wanted(program, by, facts, notation), said)
    return _judged(text.said, derivative_wanted(program, by, facts, notation, said.layout), said)


def require_named(said: Said) -> None:
    """Raises InputError unless one variable is named."""
    if len(said.wrt) != 1:
        raise InputError("an answer alone needs to know what it answers: name one variable with --wrt (wrt=)")


def _variable(program: Program, name: str) -> Symbol:
    variables = variables_of(program)
    if fault := fault_of_variable(program, variables, name):
        raise InputError(fault)
    return variables[name]


def _of_derivative(text: ClaimText, program: Program, facts: Facts, notation: Glyphs, said: Said) -> Verdict:
    """d/dX z, ∂E/∂W, ∇_W E of arrays of a problem."""
    name = text.of.strip()
    symbols = {symbol.name: symbol for symbol in program.symbols}
    if name and name not in symbols:
        known = ", ".join(definition.symbol.name for definition in program.definitions)
        message = f"{shown(name)} is no array of the problem: differentiate one of {known}, or leave the problem out"
        raise LanguageError(message, text.text, 0)
    of = symbols[name] if name else program.output
    inner = _ending_in(program, of)
    by = _variable(inner, text.by)
    if text.is_gradient:
        if not of.shape.is_scalar:
            raise InputError(
                f"{of.name} has the shape {of.shape} and no gradient: claim D({of.name}, {by.name}) = … instead"
            )
        return _judged(text.said, gradient_wanted(inner, by, facts, notation), said)
    return _judged(text.said, derivative_wanted(inner, by, facts, notation, said.layout), said)


def _ending_in(program: Program, of: Symbol) -> Program:
    if of in program.inputs:
        raise InputError(f"{of.name} is an input: nothing is its derivative but 0 and 1")
    return Asked(program, ()).ending_in(of)


def _of_statement(
    text: ClaimText, stated: StatedSubject, program: Program, facts: Facts, notation: Glyphs, said: Said
) -> Verdict:
    symbols = {symbol.name: symbol for symbol in program.symbols}
    for name in filter(None, (stated.name, stated.by)):
        if name not in symbols:
            raise LanguageError(
                f"there is no array called {shown(name)}: {did_you_mean(name[:60], symbols)}", text.text, 0
            )
    of = symbols[stated.name]
    if stated.by is not None:
        inner = _ending_in(program, of)
        by = _variable(inner, stated.by)
        wanted = derivative_wanted(inner, by, facts, notation, said.layout)
        return _judged(text.said, wanted if stated.places is None else entries_wanted(wanted, stated, of, by), said)
    if stated.is_gradient:
        if not program.output.shape.is_scalar:
            output = program.output
            raise InputError(
                f"{output.name} has the shape {output.shape} and no gradient: claim D({output.name}, {of.name}) = …"
            )
        wanted = gradient_wanted(program, _variable(program, of.name), facts, notation)
    else:
        if of in program.inputs:
            raise InputError(f"{of.name} is an input: nothing is known of it, so nothing can be checked")
        wanted = equation_wanted(program, of, facts, notation)
    wanted = wanted if stated.places is None else entries_wanted(wanted, stated, of, None)
    return _judged(text.said, wanted, said, is_finished=stated.is_gradient)


def _of_equality(text: ClaimText, program: Program, facts: Facts, notation: Glyphs, said: Said) -> Verdict:
    """left = right, two expressions in the arrays of a program."""
    assert text.left is not None
    symbols = {symbol.name: symbol for symbol in program.symbols}
    setting = Setting(program, facts, notation=notation, held=frozenset(program.inputs))
    try:
        left = parse_matrix(text.left, symbols, program.output.shape)
    except ShapeError as error:
        return _misfit(error, notation, "left")
    except LanguageError as error:
        parse_tree(text.left, "matrix")
        return Verdict(undecided(error), notation, str(error).partition("\n")[2])
    return _judged(text.said, Wanted(left, setting), said, is_finished=False)


def _misfit(error: ShapeError, notation: Glyphs, side: str) -> Verdict:
    message, _, place = str(error).partition("\n")
    words = (f"Wrong: the shapes of the {side} side do not fit: {message}.",)
    return Verdict(Finding(Kind.WRONG, words), notation, place)


def _of_expressions(text: ClaimText, said: Said) -> Verdict:
    """A claim that says all: a derivative of an expression, or an equality."""
    require_claim(text)
    if text.is_derivative and text.of:
        expression, shapes = translated(text.of, said.shapes, (), said.syntax)
        ground = _of_typed(Typed(expression, (text.by,), shapes, (), (), None, said.assume))
        program = ground.program
        by, right = _variable(program, text.by), _translated_side(text.said, program, said)
        if not text.is_gradient:
            wanted = derivative_wanted(program, by, ground.facts, ground.notation, said.layout)
            return _judged(right, wanted, said)
        if not program.output.shape.is_scalar:
            raise InputError(
                f"{text.of.strip()} has the shape {program.output.shape} and no gradient: claim d/d{by.name} (…) = …"
            )
        return _judged(right, gradient_wanted(program, by, ground.facts, ground.notation), said)
    if text.is_derivative or (text.is_stated and text.left is not None and text.left.startswith(("grad_", "D("))):
        raise InputError(
            f"{text.left} does not say of what: name a problem, or write the expression, as in d/dX logdet(X) = …"
        )
    return _of_two_expressions(text, said)


def _translated_side(side: str, program: Program, said: Said) -> str:
    shapes = {symbol.name: symbol.shape for symbol in program.symbols}
    return translated(side, shapes, (), said.syntax)[0]


def _of_two_expressions(text: ClaimText, said: Said) -> Verdict:
    assert text.left is not None
    left_text, shapes = translated(text.left, said.shapes, (), said.syntax)
    right_text, shapes = translated(text.said, shapes, (), said.syntax)
    lines = [statement(left_text), statement(right_text)]
    assumptions = read_assumptions(said.assume)
    square = [fact.name for fact in assumptions if fact.is_of_square]
    try:
        together = [statement(f"({left_text}) - ({right_text})")]
        inferred = infer_shapes(together, shapes, square)
    except InputError:
        try:
            inferred = infer_shapes(lines, shapes, square)
        except ShapeError as error:
            return _misfit(error, Glyphs({}), "left" if error.text == left_text else "right")
    inputs = {name: Symbol(name, shape) for name, shape in {**shapes, **inferred}.items()}
    try:
        left = parse_matrix(left_text, inputs)
    except ShapeError as error:
        return _misfit(error, Glyphs({}), "left")
    try:
        right: Node | None = parse_matrix(right_text, inputs)
    except ShapeError:
        right = None
    sides = [left] if right is None else [right, left]
    program = program_of_sides(tuple(inputs.values()), sides, inputs)
    facts = facts_of(assumptions, program)
    setting = Setting(program, facts, held=frozenset(program.inputs))
    return _judged(right_text, Wanted(left, setting), said, is_finished=False)
