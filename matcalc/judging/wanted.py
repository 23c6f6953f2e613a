"""What the right side of a claim has to be: a gradient, a derivative in each layout, the right side of an equation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from matcalc.chain import Derivative, Gradient
from matcalc.checking.claims.results import Asked, simplified
from matcalc.checking.claims.statement import DerivativeOf, GradientAt
from matcalc.documents.page import Mathematics
from matcalc.engine.cost import cost
from matcalc.errors import InputError, InvariantError, VerificationError
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.index_form import Entry, Partial, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.oriented import oriented
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Unvec
from matcalc.judging.comparison import Said, Setting, compared
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.statements_in import StatedSubject
from matcalc.notation.text_out import input_text


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a right side has to be. value: that. layouts: other ways to write it, with the layouts that do.

    subject: of what the derivative is, and by what; None of an equation. left: the left side as mathematics.
    """

    value: Said
    setting: Setting
    left: Mathematics | None = None
    subject: GradientAt | DerivativeOf | None = None
    layouts: tuple[tuple[Node, frozenset[Layout]], ...] = ()
    free: tuple[Index, ...] | None = None
    own: Symbol | None = None


def gradient_wanted(program: Program, by: Symbol, facts: Facts, notation: Glyphs | None) -> Wanted:
    """∇_by of the output of a program, a scalar: it has the shape of `by`."""
    setting = Setting(program, facts, notation=notation)
    return Wanted(Cotangent(by), setting, Gradient(by, program.output), GradientAt(by))


def derivative_wanted(
    program: Program, by: Symbol, facts: Facts, notation: Glyphs | None, layout: Layout = Layout.GRADIENT
) -> Wanted:
    """∂output/∂by, in each layout."""
    of = program.output
    setting = Setting(program, facts, notation=notation)
    ways = _of_matrix_by_scalar(of, by) if of.shape.is_matrix and by.shape.is_scalar else oriented(of, by, of)
    value = next(node for node, layouts in ways if layout in layouts)
    return Wanted(value, setting, Derivative(by, of), DerivativeOf(of, by), tuple(ways))


def _of_matrix_by_scalar(of: Symbol, by: Symbol) -> tuple[tuple[Node, frozenset[Layout]], ...]:
    """∂of/∂by in the shape of `of`, or turned."""
    derivative = Unvec(Jacobian(of, by), of.shape.rows, of.shape.cols)
    turning = frozenset(layout for layout in Layout if layout.turns(of.shape))
    return (derivative, frozenset(Layout) - turning), (Transpose(derivative), turning)


def entries_wanted(wanted: Wanted, stated: StatedSubject, of: Symbol, by: Symbol | None) -> Wanted:
    """The same, entry by entry. Raises InputError for a wrong number of letters on the left side."""
    assert stated.places is not None
    arrays = [of] if by is None else [of, by]
    axes = [length for array in arrays for length in array.shape.axes]
    if len(axes) != len(stated.places):
        names = " and ".join(array.name for array in arrays)
        have = "has" if len(arrays) == 1 else "have"
        raise InputError(f"on the left side stand {len(stated.places)} letters, and {names} {have} {len(axes)} axes")
    free = tuple(Index(letter, length) for letter, length in zip(stated.places, axes, strict=True))
    if by is not None:
        count = len(of.shape.axes)
        partial = Partial(of_factor(Entry(of, free[:count])), Entry(by, free[count:]))
        return replace(wanted, value=IndexDefinition(free, of_factor(partial)), free=free, layouts=())
    assert isinstance(wanted.value, Node)
    return replace(wanted, value=IndexDefinition(free, of_factor(Entry(wanted.value, free))), free=free)


MOST_FORMS = 8
"""Ways in which a gradient is written down, each with more of the gradients on the way written out."""

LONGEST_FORM = 24
"""Operators of a gradient beyond which no more of it is written out."""


def right_of(wanted: Wanted) -> tuple[Node, ...]:
    """The right one as it is derived, then with the gradients on the way written out, step by step.

    Nothing where it is no matrix form in the names of the claim.
    """
    setting = wanted.setting
    if wanted.subject is None:
        return (wanted.value,) if isinstance(wanted.value, Node) and wanted.value.children else ()
    found: list[Node] = []
    try:
        for value in forms_of(wanted.subject, setting):
            form = _as_wanted(value, wanted)
            if form is not None:
                found.append(form)
            if form is None or cost(form).operators > LONGEST_FORM:
                break
    except (InputError, VerificationError, InvariantError):
        pass
    return tuple(found)


def forms_of(subject: GradientAt | DerivativeOf, setting: Setting) -> Iterator[Node | IndexDefinition]:
    """A derivative as it is derived, then with the gradients on the way written out, step by step."""
    yield derived(subject, setting.program, setting.facts)
    if isinstance(subject, GradientAt):
        asked = Asked(setting.program, (subject.of,), setting.facts, input_text)
        yield from islice(asked.written_out(subject.of), 1, MOST_FORMS)


def _as_wanted(value: Node | IndexDefinition, wanted: Wanted) -> Node | None:
    """What is derived, in the layout that is wanted; None where it is no matrix form in the names of the claim."""
    known = set(wanted.setting.program.symbols)
    if not isinstance(value, Node) or any(
        (isinstance(part, Symbol) and part not in known) or (isinstance(part, Cotangent) and part.of not in known)
        for part in walk(value)
    ):
        return None
    if isinstance(wanted.value, Node) and value.shape != wanted.value.shape:
        value = simplified(Transpose(value))
    if not isinstance(wanted.value, Node) or value.shape != wanted.value.shape:
        return None
    turned = bool(wanted.layouts) and wanted.value is not wanted.layouts[0][0] and value.shape.rows == value.shape.cols
    value = simplified(Transpose(value)) if turned else value
    return value if compared(wanted.value, value, (), wanted.setting).are_equal else None


def derived(subject: GradientAt | DerivativeOf, program: Program, facts: Facts = NONE) -> Node | IndexDefinition:
    """The derivative as the engine derives it, every step checked."""
    asked = Asked(program, (subject.of,), facts, input_text)
    return asked.follows(subject)


def equation_wanted(program: Program, of: Symbol, facts: Facts, notation: Glyphs | None) -> Wanted:
    """The right side of the equation of `of`."""
    return Wanted(of, Setting(program, facts, notation=notation, held=frozenset(program.inputs)), of, own=of)
