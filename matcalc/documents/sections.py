"""One section for each derivative: how it is derived, and the result in a box."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from matcalc.chain import Gradient
from matcalc.documents.chains import Detail, chain_lines
from matcalc.documents.conventions import index_ranges
from matcalc.documents.on_demand import einsum_of, named_sums
from matcalc.documents.oriented import result_blocks, shape_in, stacked, turned, where_entries_stand
from matcalc.documents.page import (
    Block,
    Box,
    ChainBlock,
    Code,
    Equation,
    Heading,
    Line,
    Mathematics,
    Network,
    Paragraph,
    Sentence,
)
from matcalc.documents.presentation import Presentation
from matcalc.documents.steps import condition, opening
from matcalc.documents.vocabulary import clashing_names, indices, shown_indices
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.simplification import stopped
from matcalc.engine.structured import in_distinct_entries, is_declared_diagonal
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.shapes import Axes, Shape
from matcalc.problems.problem import Problem


def result_equation(gradient: VariableGradient, output: Symbol, problem: Problem) -> Equation:
    """∇_x E = value, δ = value where the gradient has a letter of its own, ∂E/∂x_ij = value without matrix form."""
    if isinstance(gradient.value, Node):
        return Equation(_name(gradient.of, output, problem), gradient.value)
    rows, columns = _split(gradient, output)
    return Equation(of_factor(Partial(of_factor(Entry(output, rows)), Entry(gradient.of, columns))), gradient.value)


def _split(gradient: VariableGradient, output: Symbol) -> tuple[tuple[Index, ...], tuple[Index, ...]]:
    axes = len(output.shape.axes)
    return gradient.free[:axes], gradient.free[axes:]


def _name(of: Symbol, output: Symbol, problem: Problem) -> Mathematics:
    style = problem.styles.get(of.name)
    has_letter = style is not None and style.cotangent and output.shape.is_scalar
    return Cotangent(of) if has_letter else Gradient(of, output)


def sections(
    problem: Problem, differentiation: Differentiation, number: int, presentation: Presentation, level: int = 1
) -> Iterator[Block]:
    """The sections of all derivatives, counted on from `number`. level: of their headings."""
    clashing = clashing_names(indices(differentiation))
    output = differentiation.program.output
    detail, layout = presentation.detail, presentation.layout
    for gradient in differentiation.gradients:
        if gradient.chain is None:
            continue
        number += 1
        equation = result_equation(gradient, output, problem)
        yield Heading((f"{number}. ", *_heading(gradient, equation, output, layout), *condition(gradient)), level)
        array: Mathematics | None = Gradient(gradient.of, output) if isinstance(gradient.value, Node) else None
        lines = tuple(chain_lines(gradient.chain, detail, array))
        if opening := _opening(gradient, lines, clashing):
            yield Paragraph(opening)
        as_written = turned(gradient, output, layout)
        if isinstance(gradient.value, Node):
            yield from result_blocks(lines, equation, gradient.value.shape, as_written, presentation)
        else:
            yield ChainBlock(_with_network(lines, gradient, named=output is problem.program.output))
            yield Box(equation, shape_in(layout, gradient, output))
            yield from where_entries_stand(gradient, output, layout)
            yield from (Paragraph(sentence) for sentence in named_sums(gradient.value))
        if said := stopped(gradient.chain, *([gradient.stacked] if gradient.stacked is not None else [])):
            yield Paragraph((*said, "."))
        if gradient.requested and (code := _code(gradient)) is not None:
            unturned = ", where the axes are the same in every layout" if layout.turns(output.shape) else ""
            yield Paragraph((f"In code{unturned}: ", Code(code), "."))
        yield from _stacked(gradient, output, problem, presentation)
        yield from _distinct(gradient, problem, detail)


def _with_network(lines: tuple[Line, ...], gradient: VariableGradient, *, named: bool) -> tuple[Line, ...]:
    """Lines that end in index form, the last of which shows that as a network. named: whether its array names it."""
    assert isinstance(gradient.value, IndexSum)
    assert gradient.chain is not None
    if not lines:
        return lines
    is_collapsed = any(line.networks for line in lines)
    code = f"d.network({gradient.of.name!r})" if named and not is_collapsed else ""
    *before, last = lines
    network = Network(gradient.value, gradient.chain.free, code=code)
    return (*before, replace(last, networks=(*last.networks, network)))


def results(
    gradient: VariableGradient, output: Symbol, problem: Problem, layout: Layout
) -> Iterator[tuple[Equation, Shape | Axes]]:
    """What a section puts in boxes: the derivative, as the layout writes it and as a gradient, or as one matrix, and
    the gradient by distinct entries.
    """
    as_written = turned(gradient, output, layout)
    if as_written is not None and isinstance(gradient.value, Node):
        yield as_written.equation, as_written.matrix.shape
    if as_written is None or output.shape.is_scalar or isinstance(gradient.value, IndexSum):
        yield result_equation(gradient, output, problem), shape_in(layout, gradient, output)
    if isinstance(gradient.value, IndexSum) and (matrix := gradient.matrix) is not None:
        if as_written is None:
            yield Equation(Gradient(stacked(gradient.of), stacked(output)), matrix), matrix.shape
        else:
            yield as_written.equation, as_written.matrix.shape
    if gradient.distinct is not None:
        assert isinstance(gradient.distinct.end, Node)
        yield Equation(_by_distinct(gradient, problem), gradient.distinct.end), gradient.distinct.end.shape


def _code(gradient: VariableGradient) -> str | None:
    return einsum_of(gradient.value, gradient.free) if isinstance(gradient.value, IndexSum) else None


def _stacked(
    gradient: VariableGradient, output: Symbol, problem: Problem, presentation: Presentation
) -> Iterator[Block]:
    """The derivative as one matrix, where it has more than two indices and a matrix holds it."""
    matrix = gradient.matrix_of_stacked
    if gradient.stacked is None or matrix is None:
        return
    rows, columns = stacked(output), stacked(gradient.of)
    yield Paragraph(
        (
            "With the columns of each matrix stacked into one vector, a pair of indices (i, j) is one place, and the "
            "derivative is one matrix, the rows for ",
            rows,
            ", the columns for ",
            columns,
            ":",
        )
    )
    named = result_equation(gradient, output, problem).left
    lines = chain_lines(gradient.stacked, presentation.detail)
    shown = tuple(replace(line, left=named) if line.left == gradient.stacked.start else line for line in lines)
    equation = Equation(Gradient(columns, rows), matrix)
    as_written = turned(gradient, output, presentation.layout)
    yield from result_blocks(shown, equation, matrix.shape, as_written, presentation)


def _distinct(gradient: VariableGradient, problem: Problem, detail: Detail) -> Iterator[Block]:
    """The gradient by the distinct entries of a symmetric or diagonal variable."""
    chain = gradient.distinct
    if chain is None:
        return
    assert isinstance(chain.end, Node)
    short = Equation(Cotangent(gradient.of), Gradient(gradient.of, problem.program.output))
    left = _by_distinct(gradient, problem)
    if is_declared_diagonal(gradient.of, problem.choices.facts):
        why: Sentence = (
            " is diagonal, as declared. The gradient above, ",
            short,
            ", takes all its entries as independent variables. Where only those on the diagonal are variables and the "
            "others stay 0, the diagonal of the gradient is what is left:",
        )
    else:
        why = (
            " is symmetric, as declared. The gradient above, ",
            short,
            ", takes all its entries as independent variables. Where only the distinct entries are variables, an entry "
            "and its mirror image being one, the two contributions add and the diagonal is counted once:",
        )
    yield Paragraph((gradient.of, *why))
    lines = (replace(line, left=None) for line in chain_lines(chain, detail))
    yield ChainBlock((Line(left, chain.start), *lines))
    yield Box(Equation(left, chain.end), chain.end.shape)


def _by_distinct(gradient: VariableGradient, problem: Problem) -> Node:
    return in_distinct_entries(Cotangent(gradient.of), gradient.of, problem.choices.facts)


def _heading(gradient: VariableGradient, equation: Equation, output: Symbol, layout: Layout) -> Sentence:
    as_written = turned(gradient, output, layout)
    if as_written is not None and isinstance(gradient.value, Node):
        return (as_written.name,)
    if isinstance(equation.left, Cotangent):
        return (Equation(equation.left, Gradient(gradient.of, output)),)
    return (equation.left,)


def _opening(gradient: VariableGradient, lines: tuple[Line, ...], clashing: frozenset[str]) -> Sentence:
    words: Sentence = ()
    if not gradient.requested:
        words += ("Not asked for, but the sections below use it.",)
    if said := opening(gradient):
        words += (" ", *said) if words else said
    if local := [index for index in shown_indices(lines) if index.name in clashing]:
        words += (" " if words else "", "In this section ", *index_ranges(local), ".")
    return words
