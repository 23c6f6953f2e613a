"""A claim about a problem, or about expressions whose shapes are inferred, and the verdict on it."""

from __future__ import annotations

from typing import Any

from matcalc.api.arguments import OWN_SYNTAX, kind, limits_of, names_of, texts_of
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError, LanguageError, LimitError, ShapeError, did_you_mean
from matcalc.forms.facts import Facts
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.judging.claim_text import ClaimText, claim_text
from matcalc.judging.comparison import Setting
from matcalc.judging.expression_claims import of_expressions
from matcalc.judging.ground import Ground, Said, ground_of, judged, misfit, variable
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted, derivative_wanted, entries_wanted, equation_wanted, gradient_wanted
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.statements_in import StatedSubject, stated_subject
from matcalc.notation.syntax import parse_tree
from matcalc.notation.text_in import parse_matrix
from matcalc.problems.shapes import declared_shapes
from matcalc.problems.tables import shown

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
                return of_expressions(text, said)
            return _of_ground(text, ground_of(problem, said), said)
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
        program = ground_of(problem, NOTHING_ELSE).program
    except InputError:
        return False
    return stated.name in {symbol.name for symbol in program.symbols}


def _layout(word: object) -> Layout:
    for layout in Layout:
        if layout.value == word:
            return layout
    raise InputError(f"there is no layout {word!r}; known: {', '.join(layout.value for layout in Layout)}")


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
    by = variable(program, said.wrt[0])
    if program.output.shape.is_scalar:
        return judged(text.said, gradient_wanted(program, by, facts, notation), said)
    return judged(text.said, derivative_wanted(program, by, facts, notation, said.layout), said)


def require_named(said: Said) -> None:
    """Raises InputError unless one variable is named."""
    if len(said.wrt) != 1:
        raise InputError("an answer alone needs to know what it answers: name one variable with --wrt (wrt=)")


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
    by = variable(inner, text.by)
    if text.is_gradient:
        if not of.shape.is_scalar:
            raise InputError(
                f"{of.name} has the shape {of.shape} and no gradient: claim D({of.name}, {by.name}) = … instead"
            )
        return judged(text.said, gradient_wanted(inner, by, facts, notation), said)
    return judged(text.said, derivative_wanted(inner, by, facts, notation, said.layout), said)


def _ending_in(program: Program, of: Symbol) -> Program:
    if of in program.inputs:
        raise InputError(f"{of.name} is an input: nothing is its derivative but 0 and 1")
    return program.ending_in(of)


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
        by = variable(inner, stated.by)
        wanted = derivative_wanted(inner, by, facts, notation, said.layout)
        return judged(text.said, wanted if stated.places is None else entries_wanted(wanted, stated, of, by), said)
    if stated.is_gradient:
        if not program.output.shape.is_scalar:
            output = program.output
            raise InputError(
                f"{output.name} has the shape {output.shape} and no gradient: claim D({output.name}, {of.name}) = …"
            )
        wanted = gradient_wanted(program, variable(program, of.name), facts, notation)
    else:
        if of in program.inputs:
            raise InputError(f"{of.name} is an input: nothing is known of it, so nothing can be checked")
        wanted = equation_wanted(program, of, facts, notation)
    wanted = wanted if stated.places is None else entries_wanted(wanted, stated, of, None)
    return judged(text.said, wanted, said, is_finished=stated.is_gradient)


def _of_equality(text: ClaimText, program: Program, facts: Facts, notation: Glyphs, said: Said) -> Verdict:
    """left = right, two expressions in the arrays of a program."""
    assert text.left is not None
    symbols = {symbol.name: symbol for symbol in program.symbols}
    setting = Setting(program, facts, notation=notation, held=frozenset(program.inputs))
    try:
        left = parse_matrix(text.left, symbols, program.output.shape)
    except ShapeError as error:
        return misfit(error, notation, "left")
    except LanguageError as error:
        parse_tree(text.left, "matrix")
        return Verdict(undecided(error), notation, str(error).partition("\n")[2])
    return judged(text.said, Wanted(left, setting), said, is_finished=False)
