"""Claims that say all: derivatives of expressions, and equalities of two, whose shapes are inferred."""

from __future__ import annotations

from matcalc.api.arguments import OWN_SYNTAX, translated
from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.judging.claim_text import ClaimText, require_claim
from matcalc.judging.claims import program_of_sides
from matcalc.judging.comparison import Setting
from matcalc.judging.ground import Ground, Said, judged, misfit, of_typed, variable
from matcalc.judging.spelled_out import from_paper, letters_in, with_letters_apart
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted, derivative_wanted, gradient_wanted
from matcalc.notation.calls import DERIVATIVE
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.inference import infer_shapes, statement
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.syntax import parse_tree
from matcalc.notation.text_in import parse_matrix
from matcalc.problems.assumptions import facts_of, read_assumptions
from matcalc.problems.typed import Typed


def of_expressions(text: ClaimText, said: Said) -> Verdict:
    """A claim that says all: a derivative of an expression, or an equality."""
    require_claim(text)
    if text.is_derivative and text.of:
        ground, right = _ground_of(text, said)
        program = ground.program
        by = variable(program, text.by)
        if not text.is_gradient:
            wanted = derivative_wanted(program, by, ground.facts, ground.notation, said.layout)
            return judged(right, wanted, said)
        if not program.output.shape.is_scalar:
            raise InputError(
                f"{text.of.strip()} has the shape {program.output.shape} and no gradient: claim d/d{by.name} (…) = …"
            )
        return judged(right, gradient_wanted(program, by, ground.facts, ground.notation), said)
    if text.is_derivative or (
        text.is_stated and text.left is not None and text.left.startswith((GRADIENT_PREFIX, f"{DERIVATIVE}("))
    ):
        raise InputError(
            f"{text.left} does not say of what: name a problem, or write the expression, as in d/dX logdet(X) = …"
        )
    return _of_two_expressions(text, said)


def _ground_of(text: ClaimText, said: Said) -> tuple[Ground, str]:
    """What a derivative of an expression is about, and its right side; both may be written as on paper."""

    def ground(of: str) -> Ground:
        expression, shapes = translated(of, said.shapes, (), said.syntax)
        return of_typed(Typed(expression, (text.by,), shapes, (), (), None, said.assume))

    letters = {text.by, *said.shapes} | letters_in(text.of, text.said)
    right = with_letters_apart(text.said, letters, said.shapes) if said.syntax == OWN_SYNTAX else text.said
    try:
        found = ground(text.of)
    except LanguageError:
        spelled = from_paper(with_letters_apart(text.of, letters, said.shapes))
        if said.syntax != OWN_SYNTAX or not _is_read(spelled):
            raise
        found = ground(spelled)
    return found, _translated_side(right, found.program, said)


def _is_read(text: str) -> bool:
    try:
        parse_tree(text, "matrix")
    except InputError:
        return False
    return True


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
            return misfit(error, Glyphs({}), "left" if error.text == left_text else "right")
    inputs = {name: Symbol(name, shape) for name, shape in {**shapes, **inferred}.items()}
    try:
        left = parse_matrix(left_text, inputs)
    except ShapeError as error:
        return misfit(error, Glyphs({}), "left")
    try:
        right: Node | None = parse_matrix(right_text, inputs)
    except ShapeError:
        right = None
    sides = [left] if right is None else [right, left]
    program = program_of_sides(tuple(inputs.values()), sides, inputs)
    facts = facts_of(assumptions, program)
    setting = Setting(program, facts, held=frozenset(program.inputs))
    return judged(right_text, Wanted(left, setting), said, is_finished=False)
