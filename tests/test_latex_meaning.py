"""What formulas say in the input language: names and their kinds, products, derivatives, index form."""

from __future__ import annotations

import pytest

from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.names import vocabulary_of
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.translating import meanings_of
from matcalc.notation.latex_in.vocabulary import Decision, Declared, Kind
from tests.latex_meanings import LAYERS, Line


def read(lines: tuple[str, ...]) -> tuple[str, list[Statement]]:
    """A text with one line of mathematics after another, and its statements."""
    text, statements = "\n".join(lines), []
    start = 0
    for line in lines:
        statements += read_statements(text, start, start + len(line), macros_in(text))
        start += len(line) + 1
    return text, statements


@pytest.mark.parametrize("number", range(len(LAYERS)))
def test_layers_of_a_network_say_what_they_say(number: int) -> None:
    text, statements = read(tuple(line.latex for line in LAYERS))
    vocabulary = vocabulary_of(statements, Declared(), text)
    line: Line = LAYERS[number]
    found = meanings_of(statements[number], vocabulary, text)
    says = tuple(None if one is None else (one.subject, one.expression.text) for one in found)
    assert says == line.says
    assert {one.free for one in found if one is not None} == {line.free}
    assert tuple(dict.fromkeys(let.definition for one in found if one for let in one.lets)) == line.lets


def test_names_of_a_network_have_their_kinds_and_what_decided_them() -> None:
    text, statements = read(tuple(line.latex for line in LAYERS))
    vocabulary = vocabulary_of(statements, Declared(), text)
    found = {name.name: (name.kind, name.decided) for name in vocabulary.names.values()}
    assert found == {
        "z": (Kind.VECTOR, Decision.BOLD),
        "W": (Kind.MATRIX, Decision.BOLD),
        "a": (Kind.VECTOR, Decision.BOLD),
        "a_next": (Kind.VECTOR, Decision.BOLD),
        "f": (Kind.FUNCTION, Decision.USE),
        "E": (Kind.OUTPUT, Decision.USE),
        "b": (Kind.VECTOR, Decision.BOLD),
    }
    assert [name.name for name in vocabulary.differentiated] == ["E"]


def test_a_name_knows_how_the_document_types_it() -> None:
    text, statements = read(tuple(line.latex for line in LAYERS))
    names = {name.name: name for name in vocabulary_of(statements, Declared(), text).names.values()}
    assert names["W"].array == r"\mathbf{W}^{(k)}"
    assert names["W"].entry == r"W_{%s}^{(k)}"
    assert (names["a_next"].style.symbol, names["a_next"].style.layer) == ("a", "k+1")


def test_places_in_a_text_lead_back_to_the_document() -> None:
    text, statements = read((r"\mathbf z = \mathbf W \mathbf a + \mathbf b",))
    meaning = meanings_of(statements[0], vocabulary_of(statements, Declared(), text), text)[1]
    assert meaning is not None
    column = meaning.expression.text.index("b")
    span = meaning.expression.source(column)
    assert text[span.start : span.end] == r"\mathbf b"
