"""The part of a page about second derivatives: the gradient as an equation, and what is derived from it."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Gradient
from matcalc.documents.conventions import index_ranges
from matcalc.documents.derived import Derived, Second
from matcalc.documents.equations import equation_lines, equations_as_typed
from matcalc.documents.lists import listed
from matcalc.documents.on_demand import shown_routes
from matcalc.documents.page import Block, ChainBlock, Equation, Heading, Paragraph, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.documents.sections import sections
from matcalc.documents.short_names import short_names
from matcalc.documents.vocabulary import clashing_names, indices
from matcalc.engine.higher import SecondDerivative
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.problem import Problem


def second_blocks(
    derived: Derived, second: Second, number: int, presentation: Presentation, glyphs: Glyphs
) -> tuple[Block, ...]:
    """The blocks of one second derivative. number: of the sections before."""
    derivative, output = second.derivative, derived.differentiation.program.output
    own = _blocks if derived.shows_indices else _equations_alone
    blocks = (
        *own(derived.problem, derivative, number, presentation),
        *shown_routes(second.routes, presentation, level=2),
    )
    names = short_names(blocks, derivative.differentiation, glyphs)
    short: Sentence = (" From here on: ", *listed(names), ".") if names else ()
    letters = _letters(derivative) if derived.shows_indices else ()
    words = (*_words(derivative, output), *letters, *short)
    return (Heading(_heading(derivative)), Paragraph(words), *blocks)


def second_heading(second: Second) -> Sentence:
    """What is derived: a Hessian, or its product with a direction."""
    return _heading(second.derivative)


def _heading(second: SecondDerivative) -> Sentence:
    if second.direction is not None:
        return ("Hessian at ", second.of, " times ", second.direction)
    return ("Second derivative at ", second.of)


def _blocks(problem: Problem, second: SecondDerivative, number: int, presentation: Presentation) -> Iterator[Block]:
    differentiation = second.differentiation
    known = {definition.symbol for definition in problem.program.definitions}
    typed = {definition.symbol: definition.body for definition in second.program.definitions}
    for equation in differentiation.forward:
        symbol = equation.definition.symbol
        if symbol not in known and (
            lines := tuple(equation_lines(equation, typed.get(symbol, equation.definition.body), presentation.detail))
        ):
            yield ChainBlock(lines)
    yield from sections(problem, differentiation, number, presentation)


def _equations_alone(
    problem: Problem, second: SecondDerivative, _number: int, _presentation: Presentation
) -> Iterator[Block]:
    """What stands there where the index route is not shown."""
    known = {definition.symbol for definition in problem.program.definitions}
    new = tuple(definition for definition in second.program.definitions if definition.symbol not in known)
    yield ChainBlock(tuple(equations_as_typed(new)))


def _words(second: SecondDerivative, output: Symbol) -> Sentence:
    gradient = Equation(second.gradient, Gradient(second.of, output))
    if second.direction is not None:
        product = second.program.definitions[-1]
        return (
            "Let ",
            gradient,
            ", from above. The Hessian times ",
            second.direction,
            ", which does not depend on ",
            second.of,
            ", is the gradient of the inner product of the two: ",
            product.symbol,
            ", below.",
        )
    return ("Let ", gradient, ", from above. Its derivative by ", second.of, " is the Hessian of ", output, ".")


def _letters(second: SecondDerivative) -> Sentence:
    found = indices(second.differentiation)
    clashing = clashing_names(found)
    clear = [index for index in found if index.name not in clashing]
    return (" Indices: ", *index_ranges(clear), ".") if clear else ()
