"""The equations of a document that go together; one that does not is left out, and told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.equations import Equation, equations_in, implicit_in
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.said import Chain, Unread
from matcalc.manuscripts.sizing import shapes_of
from matcalc.manuscripts.understood import program_of
from matcalc.notation.latex_in.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Fitted:
    """shapes: of what no equation defines. left_out: the equations that do not go with those before them, each with
    why.
    """

    equations: Mapping[str, Equation]
    shapes: Mapping[str, Shape]
    program: Program | None
    left_out: tuple[tuple[Equation, Unread], ...] = ()


def fitted(
    chains: Sequence[Chain],
    unknown: Collection[str],
    vocabulary: Vocabulary,
    said: Mapping[str, Shape],
    square: Collection[str],
    manuscript: Manuscript,
) -> Fitted:
    """The equations of chains as one program, without those that do not fit; what such a chain names is given then.
    unknown: the names that no equation defines, as what the document solves for.

    Each round leaves out one of them, so it ends. Raises InputError where what does not fit is no equation.
    """
    equations = equations_in(chains, unknown)
    vocabulary = _with_arguments_on_the_way(vocabulary, chains, equations)
    left_out: list[tuple[Equation, Unread]] = []
    while True:
        try:
            shapes = shapes_of(equations, chains, vocabulary, said, square)
            return Fitted(equations, shapes, program_of(equations, shapes, vocabulary), tuple(left_out))
        except (LanguageError, ShapeError) as error:
            misfit = next((one for one in equations.values() if one.text == error.text), None)
            if misfit is None:
                message = str(error).partition("\n")[0]
                raise InputError(f"{manuscript.name}: {message}") from error
            told = _told(misfit, error, manuscript)
            left_out += [(one, told) for one in equations.values() if one.chain is misfit.chain and one.said]
            equations = {name: one for name, one in equations.items() if one.chain is not misfit.chain}


def _with_arguments_on_the_way(
    vocabulary: Vocabulary, chains: Sequence[Chain], equations: Mapping[str, Equation]
) -> Vocabulary:
    """What E is said to be a function of counts where that is computed, or solved for: a text may name the weights too,
    on which it depends through everything.
    """
    known = equations.keys() | {name for _, names in implicit_in(chains, equations) for name in names}
    kept = {name: said for name, said in vocabulary.arguments.items() if not known.isdisjoint(said)}
    return replace(vocabulary, arguments=kept)


def _told(equation: Equation, error: LanguageError | ShapeError, manuscript: Manuscript) -> Unread:
    """Why an equation is left out, at its place in the document."""
    said = equation.said or (None if equation.chain is None else equation.chain.said[0])
    assert said is not None
    span = said.member.span
    if equation.said is not None and said.meaning is not None and error.column is not None:
        column = error.column - equation.start
        span = said.meaning.expression.source(column) if column >= 0 else span
    line, column = manuscript.line_and_column(span.start)
    _, _, excerpt = str(manuscript.error("", span.start)).partition("\n")
    why, _, _ = str(error).partition("\n")
    return Unread(span, line, column, f"{why}\n{excerpt}", is_misfit=True, is_claim=True)
