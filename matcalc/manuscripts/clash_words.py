"""What is said of conventions that a document mixes: which lines go with which reading, and what follows of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.chain import Prose, listed
from matcalc.checking.claims.saying import arrays_listed, equation, joined, said
from matcalc.checking.claims.statement import EquationOf, Reading, Statement
from matcalc.checking.claims.turning import changed_over, plain
from matcalc.documents.page import Sentence
from matcalc.engine.matrix_equations import matrix_form
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, ScalarFunction, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import replaced
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.conventions import Contradiction, Conventions, Side, TwoLayouts, TwoReadings
from matcalc.manuscripts.understood import Understood
from matcalc.manuscripts.written_out import sentence_with_lets_written_out

ORDINALS = ("first", "second")
LINES = ("column", "row")
"""What a sum over the first index of a matrix runs along, and one over the second."""


def clash_words(conventions: Conventions, understood: Understood) -> Iterator[tuple[Sentence, ...]]:
    """A paragraph for each clash: a heading, then sentences."""
    program = understood.program
    assert program is not None
    for readings in conventions.readings:
        yield tuple(_two_readings(readings, understood, program))
    if conventions.contradictions:
        heading: Sentence = ("Lines that contradict each other, each right in one of the two readings only:",)
        yield (heading, *(_contradiction(one, program) for one in conventions.contradictions))
    for layouts in conventions.layouts:
        yield _layouts(layouts, program)
    if conventions.left_out:
        yield (_left_out(conventions.left_out),)


def lines_of(claims: Sequence[Claim]) -> str:
    """lines 16, 28 and 30."""
    numbers = [str(number) for number in sorted({claim.line for claim in claims})]
    return f"line{'s' * (len(numbers) > 1)} {''.join(map(str, listed(numbers)))}"


def _two_readings(clash: TwoReadings, understood: Understood, program: Program) -> Iterator[Sentence]:
    verb = "is" if len(clash.arrays) == 1 else "are"
    yield (*arrays_listed(clash.arrays), f" {verb} read in two ways that do not go together.")
    yield ("First, ", *_declared(clash, understood), *_shapes(clash.arrays), *_goes(clash.declared))
    turned = tuple(Symbol(array.name, array.shape.transposed()) for array in clash.arrays)
    yield ("Second, ", *_other(clash, turned, program), *_shapes(turned), *_goes(clash.other))
    plain, entries = arrays_listed(clash.arrays), "with the indices of its entries changed over"
    yield ("The first is taken here. Keep one: the lines of the other want ", *plain, f" transposed, {entries}.")


def _declared(clash: TwoReadings, understood: Understood) -> Sentence:
    """The equations by which an array is read as it is in the program, with their lines."""
    found: list[Prose] = []
    for definition in clash.declared.program.definitions:
        if isinstance(definition.body, ScalarFunction) or set(clash.arrays).isdisjoint(definition.uses):
            continue
        source = understood.equations[definition.symbol.name].said
        line = f"by line {source.line}, " if source is not None else ""
        found.append((line, *equation(definition)))
    return joined(found[:2])


def _other(clash: TwoReadings, turned: Sequence[Symbol], program: Program) -> Sentence:
    """The first line that goes with the other reading, and what its indices show."""
    claims = clash.other.claims
    first = clash.other.equation or claims[0]
    assert first.held is not None
    assert isinstance(first.statement, Statement)
    body = first.held.reading.body
    words: Sentence = (f"by line {first.line}, ", *said(first.statement.subject, body, program.output))
    for array in turned:
        if (found := _summed(first, array)) is not None:
            index, place = found
            words = (*words, ", where the sum over ", index, f" takes the {ORDINALS[place]} index of ", array)
    if isinstance(first.statement.subject, EquationOf) and isinstance(body, IndexDefinition):
        own = next(one for one in clash.other.program.definitions if one.symbol.name == first.statement.subject.of.name)
        form = matrix_form(Definition(own.symbol, body), IndexSupply.over((), ()))
        if form is not None:
            words = (*words, ": as matrices ", *said(EquationOf(own.symbol), form, program.output))
    return words


def _summed(claim: Claim, array: Symbol) -> tuple[Index, int] | None:
    """The index of an array over which a claim in index form sums, and which of the two it is."""
    body = None if claim.held is None else claim.held.reading.body
    if not isinstance(body, IndexDefinition):
        return None
    for factor in (factor for term in body.body.terms for factor in term.factors):
        if isinstance(factor, Entry) and isinstance(factor.array, Symbol) and factor.array.name == array.name:
            for place, index in enumerate(factor.places):
                if isinstance(index, Index) and index not in body.places:
                    return index, place
    return None


def _shapes(arrays: Sequence[Symbol]) -> Sentence:
    return ("; ", *joined([(array, " is ", array.shape) for array in arrays]), ".")


def _goes(side: Side) -> Sentence:
    """Which lines go with a reading, and which gradients follow from it."""
    lines: Sentence = (f" {lines_of(side.claims).capitalize()} go with it.",) if side.claims else ()
    if len({claim.line for claim in side.claims}) == 1:
        lines = (f" {lines_of(side.claims).capitalize()} goes with it.",)
    if not side.results:
        return lines
    return (*lines, " Then ", *joined([(result.left, " = ", result.right) for result in side.results]), ".")


def _contradiction(clash: Contradiction, program: Program) -> Sentence:
    earlier, later = clash.earlier, clash.later
    words: Sentence = (f"line {earlier.line}, ", *_stated(earlier, program), f", and line {later.line}, ")
    words = (*words, *_stated(later, program))
    if clash.is_slice and (found := _rows_and_columns(earlier, later)) is not None:
        words = (*words, *found)
    return (*words, ".")


def _rows_and_columns(earlier: Claim, later: Claim) -> Sentence | None:
    """Which line of a matrix each of two sums takes."""
    held = later.held
    assert held is not None
    if not isinstance(held.reading.body, IndexDefinition) or earlier.held is None:
        return None
    factors = [factor for term in held.reading.body.body.terms for factor in term.factors]
    for factor in factors:
        if isinstance(factor, Entry) and isinstance(factor.array, Symbol) and len(factor.places) == 2:
            one, other = _summed(earlier, factor.array), _summed(later, factor.array)
            if one is None or other is None or one[1] == other[1]:
                continue
            array, free = factor.array, factor.places[1 - other[1]]
            return (
                f": that is {LINES[other[1]]} ",
                free,
                " of ",
                array,
                f", where the line before takes {LINES[one[1]]} ",
                free,
            )
    return None


def _stated(claim: Claim, program: Program) -> Sentence:
    assert claim.held is not None
    assert isinstance(claim.statement, Statement)
    words = said(claim.statement.subject, _as_written(claim.held.reading), program.output)
    return sentence_with_lets_written_out(words, claim.chain, claim.program)


def _as_written(reading: Reading) -> Node | IndexDefinition:
    """What a line says, without a transpose of a transpose. A vector is a row or a column as in the equations, even
    where the line is read with it the other way round.
    """
    if not isinstance(reading.body, Node):
        return reading.body
    images: dict[Node, Node] = {}
    for vector in (symbol for symbol in reading.turned if not symbol.shape.is_matrix):
        images[changed_over(vector)] = Transpose(vector)
        images[Cotangent(changed_over(vector))] = Transpose(Cotangent(vector))
    return plain(replaced(reading.body, images))


def _layouts(clash: TwoLayouts, program: Program) -> tuple[Sentence, ...]:
    heading: Sentence = ("Derivatives by vectors are laid out in two ways.",)
    sentences: list[Sentence] = []
    for claim in (clash.earlier, clash.later):
        assert claim.held is not None
        layouts = [layout.value for layout in Layout if layout in claim.held.layouts]
        stated = _stated(claim, program) if isinstance(claim.statement, Statement) else ()
        sentences.append((f"Line {claim.line}, ", *stated, f", is right in {' and '.join(layouts)} layout only."))
    return heading, *sentences


def _left_out(claims: Sequence[Claim]) -> Sentence:
    biases = dict.fromkeys(
        one.held.left_out for one in claims if one.held is not None and one.held.left_out is not None
    )
    lines = lines_of(claims).capitalize()
    verb = "leaves" if len({claim.line for claim in claims}) == 1 else "leave"
    return (
        f"{lines} {verb} out ",
        *arrays_listed([one for one in biases if one is not None]),
        ", which other lines have.",
    )
