"""What is printed into a document is read back, and has the value of the step that it prints."""

from dataclasses import replace
from functools import cache

import pytest
from manuscript_of_a_layer import LAYER, name, vocabulary

from matcalc import derive
from matcalc.checking.comparing import at_points
from matcalc.documents.chains import Detail
from matcalc.errors import VerificationError
from matcalc.forms.index_form import IndexSum, Partial
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Add, Node
from matcalc.manuscripts.habits import GradientHabit, Habits
from matcalc.manuscripts.printing import printer_for
from matcalc.manuscripts.steps import rows_of
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.translating import meanings_of
from matcalc.notation.latex_in.vocabulary import Customs, Kind
from matcalc.notation.statements_in import Orientation, parse_statement
from matcalc.notation.text_in import parse_index
from matcalc.notation.text_out import input_text

CUSTOMS = Customs(sums=frozenset("ijlp"), functions=frozenset(("f", "sigma")), kronecker=True)
PLAIN = vocabulary(
    name("W", Kind.MATRIX, "W", "W_{%s}"),
    name("a", Kind.VECTOR, "x", "x_{%s}", letter="x"),
    name("b", Kind.VECTOR, "b", "b_{%s}"),
    name("z", Kind.VECTOR, r"\hat z", r"\hat z_{%s}", letter="z", accents=("hat",)),
    name("a_next", Kind.VECTOR, "s", "s_{%s}", letter="s"),
    name("f", Kind.FUNCTION, r"\sigma", letter="sigma"),
    name("E", Kind.OUTPUT, "L", letter="L"),
)
HABITS = [
    Habits(transpose, in_brackets, gradient, bold=bold)
    for transpose, in_brackets, gradient, bold in (
        ("^{T}", False, GradientHabit.NABLA, r"\mathbf"),
        (r"^\top", True, GradientHabit.NABLA_AT, r"\boldsymbol"),
        ("^T", False, GradientHabit.PARTIAL, ""),
    )
]


@cache
def layer():
    return derive("dense-layer")


def read(text, vocabulary, free):
    """What a formula says: index form for the indices `free`, or matrix form."""
    (statement,) = read_statements(text, 0, len(text), macros_in(""))
    known = replace(vocabulary, differentiated=vocabulary.outputs, customs=CUSTOMS)
    (meaning,) = meanings_of(statement, known, text)
    program = layer().differentiation.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    said = meaning.expression.text
    if meaning.free is not None:
        return parse_index(said, symbols, free)
    return parse_statement(said, symbols, None, orientation=Orientation(Layout.GRADIENT, program.output))


def holds(pairs):
    """Whether both of each pair have one value. Raises VerificationError where they do not."""
    program = layer().differentiation.program

    def compare(comparing):
        for one, other, free in pairs:
            comparing.sides(one, other, free)
        return True

    return at_points(program, program, compare, show=input_text)


def is_named(part):
    """Whether every derivative in an expression is that of a named array, as formulas can be read that differentiate
    nothing else.
    """
    if isinstance(part, Node):
        return True
    factors = [factor for term in part.terms for factor in term.factors]
    return all(factor.of.single is not None and is_entry(factor) for factor in factors if isinstance(factor, Partial))


def is_entry(partial):
    return partial.of.single.array in layer().differentiation.program.symbols


def printed(wrt, detail, names, habits):
    """Every right side that can be read: as printed, what it prints, and its free indices."""
    chain = layer().differentiation.gradient(wrt).chain
    printer = printer_for(layer(), names, habits)
    for row in rows_of(chain, detail, Node):
        if row.depth == 0 and is_named(row.right):
            yield printer.part(row.right), row.right, chain.free if isinstance(row.right, IndexSum) else ()


@pytest.mark.parametrize("habits", HABITS, ids=lambda habits: habits.gradient.name)
@pytest.mark.parametrize("names", [LAYER, PLAIN], ids=["layers", "plain"])
@pytest.mark.parametrize("wrt", ["z", "a", "W", "b"])
def test_what_is_printed_is_read_back(wrt, names, habits):
    rows = [row for detail in Detail for row in printed(wrt, detail, names, habits)]
    assert len(rows) > 6
    assert holds([(read(text, names, free), shown, free) for text, shown, free in rows])


def test_what_is_printed_wrong_is_seen():
    rows = list(printed("a", Detail.NORMAL, LAYER, HABITS[0]))
    text, shown, free = rows[-1]
    with pytest.raises(VerificationError):
        holds([(read(text, LAYER, free), Add((shown, shown)), free)])
