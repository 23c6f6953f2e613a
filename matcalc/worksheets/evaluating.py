"""Exercises in numbers: the equations with small whole numbers in them, and a box for each derivative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.api.derivation import Derivation
from matcalc.chain import Blank, Gradient, Numerals
from matcalc.checking.sizes import Sizes
from matcalc.documents.lists import and_list, listed
from matcalc.documents.page import Block, Box, ChainBlock, Equation, Heading, Line, Paragraph, Part, Sentence, Table
from matcalc.documents.text import plain
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Number, Symbol
from matcalc.forms.shapes import derivative_shape
from matcalc.forms.traversal import walk
from matcalc.judging.right import question_of
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.deriving import Wanted, asked_for
from matcalc.worksheets.headings import below, conventions_without
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.numbers import Numbers, numbers_for
from matcalc.worksheets.pages import page_of
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.typed_numbers import HOW_TO_TYPE, accepted_numbers

POINTS = 3

COLUMNS_EACH = 5
"""The width of one entry that is written by hand, with its sign."""

VALUES = ("value", "derivative", "second derivative", "third derivative")
"""What the columns of a table of values hold, by the order of the derivative."""

Rows = tuple[tuple[Fraction, ...], ...]


def to_evaluate(derivation: Derivation, number: int, lot: str, *, marks: bool = False) -> Exercise:
    """The exercise of that number on a sheet: a box for each derivative that is asked for and is a matrix.

    lot: what the numbers are drawn by. marks: whether boxes are printed as ???. Raises InputError where there is no
    such derivative, or there are no such numbers.
    """
    page, glyphs = page_of(derivation)
    title, layout = derivation.problem.title, derivation.presentation.layout
    values = _Values(derivation, numbers_for(derivation, lot), UnicodePrinter(glyphs, layout))
    wanted = [(one.words, values.result(one)) for one in asked_for(derivation)]
    asked = [(words, rows) for words, rows in wanted if rows is not None]
    if not asked:
        raise InputError(f"{title!r} has no numeric form: its derivatives are no matrices")
    results = [block.equation.right for block in page.sections if isinstance(block, Box)]
    labels = [f"{number}.{count}" for count in range(1, len(asked) + 1)]
    blanks = [_blank(label, rows, marks=marks) for label, (_, rows) in zip(labels, asked, strict=True)]
    return Exercise(
        number,
        title,
        (
            Paragraph(("Evaluate the derivatives at the numbers below. ", *HOW_TO_TYPE)),
            *conventions_without(page.opening, results, page.forward, Reader(glyphs, layout)),
            *map(below, page.forward),
            Heading(("Numbers",), 2),
            *values.given(),
            Heading(("Asked",), 2),
            *_questions([(words, blank) for (words, _), blank in zip(asked, blanks, strict=True)]),
        ),
        (
            Heading(("Numbers",), 2),
            *values.given(),
            Heading(("Values",), 2),
            ChainBlock(tuple(values.lines())),
            *map(below, page.forward),
            *map(below, page.sections),
        ),
        tuple(
            Answer(label, Asked.NUMBERS, (Numerals(rows),), POINTS, HINT, accepted=accepted_numbers(rows))
            for label, (_, rows) in zip(labels, asked, strict=True)
        ),
        glyphs,
        layout,
        note=_note(number, [plain(words, values.printer) for words, rows in wanted if rows is None]),
    )


def _note(number: int, left_out: Sequence[str]) -> str:
    """What is to be said of derivatives that have no values in rows and columns; empty where there are none."""
    if not left_out:
        return ""
    have = "has" if len(left_out) == 1 else "have"
    return f"exercise {number} leaves out {and_list(left_out)}, which {have} more axes than a matrix"


HINT = ("Derive it in letters first, and put the numbers in last.",)


def _questions(asked: Sequence[tuple[Sentence, Blank]]) -> Iterator[Block]:
    """What is asked for, with its boxes: gradients one below the other, what has a name in words in a sentence each."""
    lines = [Line(words[0], blank) for words, blank in asked if isinstance(words[0], Gradient)]
    if lines:
        yield ChainBlock(tuple(lines))
    for words, blank in asked:
        if not isinstance(words[0], Gradient):
            yield Paragraph((*words, ": ", blank))


def _blank(label: str, rows: Rows, *, marks: bool) -> Blank:
    return Blank(label, COLUMNS_EACH * max(len(rows[0]), 2), len(rows), marks)


@dataclass(frozen=True, slots=True)
class _Values:
    """What the numbers are, in the order of the derivation."""

    derivation: Derivation
    numbers: Numbers
    printer: UnicodePrinter

    def result(self, wanted: Wanted) -> Rows | None:
        """A derivative that is asked for; None where it has more axes than a matrix."""
        question = question_of(self.derivation, wanted.wrt, wanted.order)
        return self._derivative(question.gradient, question.differentiation)

    def given(self) -> Iterator[Block]:
        """The dimensions, the arrays, and the values of unknown functions."""
        program = self.derivation.problem.program
        sizes = [
            Equation(Dimension.named(name), Number(Fraction(size)))
            for name, size in self.numbers.sizes.items()
            if name in program.lengths
        ]
        arrays: list[Part] = [Equation(symbol, Numerals(rows)) for symbol, rows in self.numbers.inputs.items()]
        arrays += [
            Equation(Gradient(of, program.output), Numerals(rows)) for of, rows in self.numbers.cotangents.items()
        ]
        yield Paragraph(("Let ", *listed([*sizes, *arrays]), "."))
        functions = dict.fromkeys(function.name for function in self.numbers.tables)
        yield from (self._table(name) for name in functions)

    def _table(self, name: str) -> Table:
        """The values of a function and of its derivatives at the arguments that occur."""
        tables = {function.order: table for function, table in self.numbers.tables.items() if function.name == name}
        orders = sorted(tables)
        arguments = sorted({argument for table in tables.values() for argument in table})
        printed = self.printer.function(Function(name))
        rows = tuple(
            tuple((_number(argument),) for argument in (at, *(tables[order].get(at) for order in orders)))
            for at in arguments
        )
        return Table((f"argument of {printed}", *(VALUES[order] for order in orders)), rows, wide=0)

    def lines(self) -> Iterator[Line]:
        """Every array that the equations define, and every derivative on the way, with its value."""
        said: set[object] = set()
        differentiations = [self.derivation.differentiation]
        differentiations += [each.derivative.differentiation for each in self.derivation.seconds]
        for differentiation in differentiations:
            for definition in differentiation.program.definitions:
                rows = self.numbers.named.get(definition.symbol)
                if rows is not None and definition.symbol not in said:
                    said.add(definition.symbol)
                    yield from self._applied(definition.body, said)
                    yield Line(definition.symbol, Numerals(rows), through=_matrix_form(definition.body))
            for gradient in differentiation.gradients:
                rows = self._derivative(gradient, differentiation)
                if rows is not None:
                    yield from self._applied(gradient.value, said)
                    left = Gradient(gradient.of, differentiation.program.output)
                    yield Line(left, Numerals(rows), through=_matrix_form(gradient.value))

    def _applied(self, value: object, said: set[object]) -> Iterator[Line]:
        """The derivatives of unknown functions in a value, at arrays that have names."""
        for part in walk(value) if isinstance(value, Node) else ():
            if isinstance(part, Apply) and part.function.order and part not in said:
                table, rows = self.numbers.tables.get(part.function), self._rows(part.arg)
                if table is not None and rows is not None:
                    said.add(part)
                    yield Line(part, Numerals(tuple(tuple(table[entry] for entry in row) for row in rows)))

    def _rows(self, node: Node) -> Rows | None:
        given = self.numbers.inputs.get(node) if isinstance(node, Symbol) else None
        return self.numbers.named.get(node) if given is None else given

    def _derivative(self, gradient: VariableGradient, differentiation: Differentiation) -> Rows | None:
        """The rows of a derivative; None where it has more than two axes, and where it is not known."""
        output = differentiation.program.output.shape
        shape = derivative_shape(output, gradient.of.shape)
        if shape is None:
            return None
        is_first = differentiation is self.derivation.differentiation
        if gradient.requested:
            sizes = Sizes(self.numbers.sizes.items())
            values = self.numbers.gradients if is_first else self.numbers.results
            found = values[gradient.of.name].reshape(sizes.of(shape.rows), sizes.of(shape.cols))
            return tuple(map(tuple, found))
        if not is_first and output.is_scalar:
            return None  # its short name is that of a gradient of the first output
        return self.numbers.named.get(Cotangent(gradient.of, output))


def _matrix_form(value: object) -> Node | None:
    return value if isinstance(value, Node) else None


def _number(value: Fraction | None) -> Part:
    return "–" if value is None else Number(value)
