"""What formulas say in the input language: names and their kinds, products, derivatives, index form."""

from __future__ import annotations

import pytest

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.names import vocabulary_of
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.translating import meanings_of
from matcalc.notation.latex_in.vocabulary import Decision, Declared, Key, Kind
from tests.latex_corpus import CORPUS
from tests.latex_meanings import LAYERS, REFUSED, Line


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


def declared_of(text: str) -> Declared:
    """Shapes as a table says them: "a: m, a^l-1: n, w: m n", a name in all its layers or in one."""
    shapes: dict[Key, tuple[str, ...]] = {}
    for piece in filter(None, text.split(", ")):
        name, _, lengths = piece.partition(": ")
        letter, _, layer = name.partition("^")
        shapes[Key(letter, layer=layer)] = tuple(lengths.split())
    return Declared(shapes)


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_meaning_or_two_is_said(name: str) -> None:
    latex = next(line.latex for line in CORPUS if line.id == name)
    statements = read_statements(latex, 0, len(latex), macros_in(latex))
    vocabulary = vocabulary_of(statements, Declared(), latex)
    with pytest.raises(LatexError) as caught:
        _ = [meanings_of(statement, vocabulary, latex) for statement in statements]
    assert caught.value.message == REFUSED[name]
    assert latex[caught.value.span.start : caught.value.span.end]


def meanings_in(*lines: str, shapes: str = "") -> list[list[str]]:
    """What each member of each line says."""
    text, statements = read(lines)
    vocabulary = vocabulary_of(statements, declared_of(shapes), text)
    return [
        [one.expression.text for one in meanings_of(statement, vocabulary, text) if one] for statement in statements
    ]


def test_a_name_defined_as_a_gradient_is_that_gradient_in_every_layer() -> None:
    lines = (
        r"z^l = w^l a^{l-1} + b^l",
        r"\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}",
        r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j",
        r"\delta^L = \nabla_a C \odot \sigma'(z^L)",
        r"a^L = \sigma(z^L)",
    )
    found = meanings_in(*lines)
    assert found[1] == ["grad_z[j]", "grad_z[j]"]
    assert found[2][1] == "a_before[k] * grad_z[j]"
    assert found[3] == ["grad_z_L", "grad_a_L * sigma'(z_L)"]


def test_a_bar_is_a_gradient_everywhere_once_the_document_says_so_of_one_name() -> None:
    lines = (r"\bar z = \frac{\partial \mathcal L}{\partial z}", r"\bar z = \bar a \odot f'(z)", r"a = f(z)", "z = W x")
    assert meanings_in(*lines)[1] == ["grad_z", "grad_a * f'(z)"]


def test_what_decides_of_a_kind_comes_in_order() -> None:
    text, statements = read((r"\mathbf b = W x_i + \mathbf s",))
    shaped = vocabulary_of(statements, declared_of("b: m n"), text)
    plain = vocabulary_of(statements, Declared(), text)
    kinds = {name.name: (name.kind, name.decided) for name in plain.names.values()}
    assert kinds["b"] == (Kind.VECTOR, Decision.BOLD)
    assert kinds["x"] == (Kind.VECTOR, Decision.USE)
    assert kinds["W"] == (Kind.MATRIX, Decision.LETTER)
    assert {name.name: name.decided for name in shaped.names.values()}["b"] is Decision.SHAPE


def test_identities_and_ones_get_the_length_of_what_is_beside_them() -> None:
    text, statements = read((r"\mathbf y = \mathbf A^T \mathbf 1 + \lambda \mathbf I \mathbf y",))
    vocabulary = vocabulary_of(statements, declared_of("A: m n"), text)
    found = meanings_of(statements[0], vocabulary, text)[1]
    assert found is not None
    assert found.expression.text == "A.T @ ones(m) + lambda * eye(n) @ y"
    assert vocabulary.shapes == {"A": ("m", "n"), "y": ("n",)}


@pytest.mark.parametrize(
    ("latex", "says"),
    [
        (r"C = \sum_{i,j} W_{ij}^2", "sum i, j: W[i, j]**2"),
        (r"C = \sum_{i,j} {W^{(k)}_{ij}}^2", "sum i, j: W[i, j]**2"),
        (r"y_i = \sum_j W^T_{ij} x_j", "sum j: W[j, i] * x[j]"),
        (r"y_i = \sum_j (W^2)_{ij} x_j", "sum j, p: W[i, p] * W[p, j] * x[j]"),
        (r"y_i = \sum_j (A^T A)^{-1}_{ij} x_j", "sum j: inv(A.T @ A)[i, j] * x[j]"),
    ],
)
def test_a_power_beside_indices_is_that_of_the_entry_and_a_transpose_is_of_the_matrix(latex: str, says: str) -> None:
    assert meanings_in(latex)[0][1] == says


def test_a_vector_of_vectors_is_what_depends_on_them_where_it_is_differentiated() -> None:
    latex = r"\frac{\partial}{\partial \mathbf x} \mathbf f(\mathbf g(\mathbf x)) = \mathbf A"
    assert meanings_in(latex) == [["D(f, x)", "A"]]


def test_the_logarithm_of_a_multiple_of_pi_is_of_all_of_it() -> None:
    assert meanings_in(r"r = \log 2\pi s + \log 2\pi - t") == [["r", "log(2 * pi * s) + log(2 * pi) - t"]]


@pytest.mark.parametrize(
    ("latex", "shapes", "says"),
    [
        (r"\log_2 x", "", "the subscript of \\log_2 is not read"),
        (r"a/b c", "", "a/b c is read in two ways, (a/b) c and a/(b c); write brackets"),
        (r"\log x y", "", "\\log x y is read in two ways; write brackets around what the function is of"),
        (r"\mathbf x^2", "", None),
        (
            r"\sum_{i,j} A_{ij}^{-1}",
            "",
            "A_{ij}^{-1} is read in two ways; write (A^{-1})_{ij} for an entry of the inverse, or 1/A_{ij}",
        ),
        (r"(A B)^2_{ij}", "", None),
        (r"W_{:,i}^T \mathbf z", "", None),
        (r"W^{(k)\top}_{i,:} \mathbf z", "", None),
        (r"(A B)_{:,i}^T \mathbf z", "", None),
        (r"\mathbf a \otimes \mathbf b", "", None),
        (r"W_i x", "W: m n", None),
        (r"\mathbf A \otimes \mathbf B \odot \mathbf C", "", "⊗ beside ⊙ is read in two ways; write brackets"),
        (r"\|\mathbf X\|", "", None),
        (r"X^n", "X: m m", None),
    ],
)
def test_two_readings_are_an_error(latex: str, shapes: str, says: str | None) -> None:
    with pytest.raises(LatexError) as caught:
        meanings_in(latex, shapes=shapes)
    assert says in (None, caught.value.message)
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    "latex", ["A " * 300, "(" * 30 + "A B) " * 30 + "A " * 150, "a_{i} b_{ij} " * 120, r"\sum_i " * 150 + "x_i"]
)
def test_long_formulas_end_in_an_error_or_a_text(latex: str) -> None:
    text = f"x = {latex}"
    statements = read_statements(text, 0, len(text), macros_in(text))
    vocabulary = vocabulary_of(statements, Declared(), text)
    with pytest.raises(LatexError):
        meanings_of(statements[0], vocabulary, text)
