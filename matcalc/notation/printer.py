"""What every printer of mathematics offers, and the part that does not depend on the target: index form and prose."""

from __future__ import annotations

from abc import abstractmethod
from copy import copy
from fractions import Fraction

from matcalc.chain import Blank, Derivative, Expression, Gradient, Holes, InLayout, Numerals, Prose
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, of_factor, range_conditions
from matcalc.forms.indices import Index, Paired, Place, Shifted, Within, beyond, is_taken_away
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Apply, Cotangent, Node, Number, Ones, Power, Symbol
from matcalc.forms.shapes import SCALAR, Axes, Shape
from matcalc.notation.glyphs import KRONECKER, glyph_of
from matcalc.notation.holes import with_holes
from matcalc.notation.levels import Level, Printed
from matcalc.notation.matrix_printer import Divisor, MatrixPrinter, is_of_length

ONE = Fraction(1)

MOST_AXES = 2
"""Of a matrix. What has more axes has no transpose."""

CLINGS_LEFT = (",", ".", ";", ":", ")", "?", "!")
CLINGS_RIGHT = ("(",)

Mathematics = (
    Expression
    | Factor
    | Place
    | Within
    | Shape
    | Axes
    | Dimension
    | Gradient
    | Derivative
    | InLayout
    | Blank
    | Holes
    | Numerals
)


class Printer(MatrixPrinter):
    """Prints mathematics and prose for one target. Nothing in a name or in words can break out of the target."""

    @abstractmethod
    def text(self, words: str) -> str:
        """Words, escaped for the target."""

    @abstractmethod
    def inline(self, mathematics: str) -> str:
        """Printed mathematics, set off in the middle of words."""

    def is_letter(self, text: str) -> bool:
        """Whether a printed place is one letter, which needs no comma where it stands next to another."""
        return len(text) == 1 and text.isalpha()

    @abstractmethod
    def blank(self, blank: Blank) -> str:
        """A place to write in, with its label."""

    @abstractmethod
    def matrix(self, rows: list[list[str]]) -> str:
        """Printed entries in square brackets, row by row."""

    @abstractmethod
    def hole(self, *, raised: bool) -> str:
        """Room for one operator between two factors; raised: for a transpose, behind a factor."""

    @abstractmethod
    def labelled(self, mathematics: str, label: str) -> str:
        """Mathematics, followed by what it is called on a sheet."""

    def holes(self, holes: Holes) -> str:
        """Matrix form with a hole at every place where an operator or a transpose could stand, and its label."""
        return self.labelled(with_holes(holes.of, self), holes.label)

    def numerals(self, numerals: Numerals) -> str:
        """Numbers in brackets; a single one alone."""
        rows = [[self.expression(Number(entry)) for entry in row] for row in numerals.rows]
        return rows[0][0] if len(rows) == len(rows[0]) == 1 else self.matrix(rows)

    def expression(self, expression: Expression) -> str:
        """A whole expression in either form; mathematics without delimiters."""
        if isinstance(expression, Node):
            return self.printed(expression)[0]
        text = self._sum(expression)
        conditions = range_conditions(expression, of_ones=False)
        return self.where(text, [self.condition_of(each) for each in conditions]) if conditions else text

    def _sum(self, expression: IndexSum) -> str:
        return self.signed_sum([self._term(term) for term in expression.terms]) if expression.terms else "0"

    def condition_of(self, within: Within) -> str:
        """1 ≤ place ≤ length."""
        return self.between("1", self.place(within.place), self.dimension(within.place.range))

    def part(self, part: Mathematics) -> str:
        """Any piece of mathematics that prose may hold, without delimiters."""
        match part:
            case Node() | IndexSum():
                return self.expression(part)
            case Entry() | Delta() | Partial():
                return self.factor(part)
            case Index() | Shifted() | Paired():
                return self.place(part)
            case Within():
                return self.condition_of(part)
            case Shape() | Axes():
                return self.shape(part)
            case Dimension():
                return self.dimension(part)
            case Gradient():
                return self.gradient(part.of, part.output)
            case Derivative():
                return self.fraction(part.of, part.output)
            case InLayout():
                return self.laid_out(part.layout).part(part.part)
            case Blank():
                return self.blank(part)
            case Holes():
                return self.holes(part)
            case Numerals():
                return self.numerals(part)

    def laid_out(self, layout: Layout) -> Printer:
        """A printer that differs in the layout alone."""
        other = copy(self)
        other.layout = layout
        return other

    def prose(self, parts: Prose) -> str:
        """Words and mathematics in a line, with a space between unless punctuation clings to what it follows."""
        line = ""
        clings = True
        for part in parts:
            if isinstance(part, str):
                space = "" if clings or part.startswith(CLINGS_LEFT) or part[:1].isspace() else " "
                line += space + self.text(part)
                clings = part.endswith(CLINGS_RIGHT) or part[-1:].isspace()
            else:
                line += ("" if clings else " ") + self.inline(self.part(part))
                clings = False
        return line

    def symbol(self, symbol: Symbol) -> str:
        """The name of an array, with its layer."""
        return self.printed(symbol)[0]

    def cotangent(self, of: Symbol, output: Shape = SCALAR) -> str:
        """The short name of the derivative of the output at an array.

        Of a scalar: z̄, or what its style or the notation gives. Of an array: J with the name of the array as subscript.
        """
        return self.printed(Cotangent(of, output))[0]

    def gradient(self, of: Node, output: Node) -> str:
        """The gradient of a scalar, written out. Of an array ∂output/∂of, output × variable in every layout."""
        if output.shape.is_scalar:
            return self.scalar_gradient(self.printed(of), self.printed(output), of.shape)[0]
        has_transpose = 0 < len((*output.shape.axes, *of.shape.axes)) <= MOST_AXES
        if has_transpose and self.layout.turns(output.shape):
            return self.brackets(self.fraction(of, output)) + self.marks.transpose
        return self.fraction(of, output)

    def fraction(self, of: Node, output: Node) -> str:
        """∂output/∂of, turned as the layout has it."""
        text, level = self.printed(output)
        return self.derivative(text, self.operand(of, Level.SCRIPTED), simple=level >= Level.SCRIPTED)

    def term(self, term: Term) -> str:
        """One term with its sign."""
        return self.signed_sum([self._term(term)])

    def factor(self, factor: Factor) -> str:
        """One factor of a term."""
        return self._factor(factor)[0]

    def entry(self, array: Node, places: tuple[Place, ...]) -> str:
        """The entry of an array at places; the array itself where there are none."""
        return self._entry(array, places)[0]

    def index(self, index: Index) -> str:
        """The name of an index."""
        return self.letter(glyph_of(index.name))

    def place(self, place: Place) -> str:
        """Where an entry stands: i, or i+n, or n+1."""
        match place:
            case Index():
                return self.index(place)
            case Paired(first=first, second=second):
                return self.brackets(f"{self.place(first)},{self.place(second)}")
        pieces = [self._counted(index, count) for index, count in place.counted]
        if place.offset != ZERO or not pieces:
            pieces.append(self.dimension(place.offset).replace(" ", ""))
        begin, *others = pieces
        return begin + "".join(each if each.startswith(self.marks.minus) else f"+{each}" for each in others)

    def _counted(self, index: Index, count: Dimension) -> str:
        """An index as often as it counts in a place: i, −i, 2i, (s+1)i."""
        if is_taken_away(count):
            return self.marks.minus + self._counted(index, ZERO - count)
        if count.is_one:
            return self.index(index)
        times = self.dimension(count).replace(" ", "")
        return (times if len(count.terms) == 1 else self.brackets(times)) + self.index(index)

    def _term(self, term: Term) -> tuple[bool, str]:
        below = [divisor for factor in term.factors if (divisor := _divisor(factor))]
        factors = [factor for factor in term.factors if not _divisor(factor)]
        pieces = [f"{self.summation(self.letter(glyph_of(label.name)))} " for label in term.labels]
        pieces += [f"{self.summation(self.index(dummy))} " for dummy in term.dummies]
        before: bool | None = None
        for factor in factors:
            text, level = self._factor(factor)
            is_derivative = isinstance(factor, Partial) or self._is_written_out(factor)
            if before is not None:
                dotted = text[:1].isdigit() and level >= Level.SCRIPTED
                near = self.marks.derivative_space if before or is_derivative else self.marks.space
                pieces.append(self.marks.dot if dotted else near)
            pieces.append(text if level >= Level.SCRIPTED else self.brackets(text))
            before = is_derivative
        body = "".join(pieces)
        if not factors and (term.dummies or term.labels):
            body += "1"
        size = abs(term.coefficient)
        if size != 1 or below or not body:
            number = self.divided(size, below, alone=not body)
            body = self.beside(number, body) if body else number
        return term.coefficient < 0, body

    def _factor(self, factor: Factor) -> Printed:
        match factor:
            case Entry():
                return self._entry(factor.array, factor.places, factor.exponent)
            case Delta():
                return self._delta(factor), Level.SUBSCRIPTED
            case Partial():
                return self._partial(factor), Level.SCRIPTED

    def _delta(self, delta: Delta) -> str:
        """δ_ij; [i=j] where δ is a name or stands for gradients."""
        if self.glyphs.is_taken(KRONECKER):
            return self.condition(self.place(delta.left), self.place(delta.right))
        return self.subscripted(self.marks.delta, self._places((delta.left, delta.right)))

    def _is_written_out(self, factor: Factor) -> bool:
        """Whether an entry is that of a gradient without a short name, which is printed ∂E/∂z_i."""
        return isinstance(factor, Entry) and self._output_of(factor.array) is not None

    def _output_of(self, array: Node) -> Symbol | None:
        """What is differentiated, of the gradient of a scalar that has no short name."""
        if isinstance(array, Cotangent) and array.output.is_scalar:
            return self.glyphs.written_out(array.of.name)
        return None

    def _partial(self, partial: Partial) -> str:
        of = partial.of.single
        by = self._factor(partial.by)[0]
        if isinstance(of, Entry) and of.exponent == 1:
            text, level = self._factor(of)
            if level >= Level.SCRIPTED:
                return self.derivative(text, by, simple=True)
        return self.derivative(self._sum(partial.of), by, simple=False)

    def _entry(self, array: Node, places: tuple[Place, ...], exponent: Fraction = ONE) -> Printed:
        if exponent != 1 and not places:
            return self.power(array, exponent)
        if exponent == 1 and isinstance(array, Cotangent) and (output := self._output_of(array)) is not None:
            written = Partial(of_factor(Entry(output, ())), Entry(array.of, places))
            return self._partial(written), Level.SCRIPTED
        if exponent != 1:
            text, level = self._entry(array, places)
            return self.raised(text if level >= Level.SUBSCRIPTED else self.brackets(text), exponent), Level.SCRIPTED
        if not places:
            return self.printed(array)
        match array:
            case Ones() if conditions := beyond(places):
                return "".join(self.truth(self.condition_of(each)) for each in conditions), Level.SUBSCRIPTED
            case Symbol() | Cotangent() if (named := self.named_entry(array, self._places(places))) is not None:
                return named
            case Apply():
                return self.applied(array.function, self._entry(array.arg, places)[0], is_scalar=True), Level.ATOM
            case Power():
                return self._entry(array.arg, places, array.exponent)
        return self.subscripted(self.operand(array, Level.ATOM), self._places(places)), Level.SUBSCRIPTED

    def named_entry(self, array: Symbol | Cotangent, places: str) -> Printed | None:
        """An entry of an array that has a name, with its places as printed; None where the name takes no places."""
        if not self.has_glyph(array):
            return None
        glyph, barred = self.glyph(array)
        if glyph.has_subscript:
            return None
        text = self.name(glyph, barred=barred, bold=False, places=places)
        return text, Level.SCRIPTED if glyph.layer else Level.SUBSCRIPTED

    def _places(self, places: tuple[Place, ...]) -> str:
        texts = [self.place(place) for place in places]
        return ("" if all(map(self.is_letter, texts)) else ",").join(texts)


def _divisor(factor: Factor) -> Divisor | None:
    """The length, or the function of a length, that a term is divided by where it has this factor."""
    if not isinstance(factor, Entry):
        return None
    match factor.array:
        case Power(arg=array, exponent=inner):
            exponent = inner * factor.exponent
        case array:
            exponent = factor.exponent
    return (array, -exponent) if exponent < 0 and is_of_length(array) else None
