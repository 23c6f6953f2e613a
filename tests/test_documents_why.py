"""The closing section: the reason for each operator, with its indices and shapes, and the answer to the fitting."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from unicodedata import normalize

import pytest
from documents_derived import derived
from shipped import VARIED
from test_rules_roles import steps_of_networks

from matcalc.api import derive
from matcalc.api.reasons import with_reasons
from matcalc.checking.adjoints import verify_adjoints
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.local_maps import checked_local_maps, local_maps
from matcalc.documents.operators import form_of, operator_sentence
from matcalc.documents.page import Bullets, Heading, Paragraph, Table
from matcalc.documents.presentation import Detail, Presentation
from matcalc.documents.text import plain
from matcalc.documents.why import why_blocks
from matcalc.engine.differential_route import differential_route
from matcalc.engine.matrix_route import MatrixRoute
from matcalc.errors import InputError, VerificationError
from matcalc.forms.index_form import Entry
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Scale
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.problems.library import load_problem
from matcalc.rules.roles import Operator, Played, move_of


@cache
def section(problem: str, **options: object) -> tuple[tuple[str, ...], ...]:
    """The rows of the table of operators, as plain text."""
    return rows_of(derive(problem, **options) if options else derived(problem))


def composed(text: str) -> str:
    """The text with each accent and its letter as one character, as it is typed below."""
    return normalize("NFC", text)


def rows_of(derivation) -> tuple[tuple[str, ...], ...]:
    derived_ = derivation.derived
    printer = UnicodePrinter(glyphs_of(derived_.problem, *derived_.programs))
    table = next(block for block in why_blocks(derived_) if isinstance(block, Table))
    return tuple(tuple(composed(plain(cell, printer)) for cell in row) for row in table.rows)


def answer_of(derivation) -> str:
    """What stands under the question, as plain text."""
    derived_ = with_reasons(derivation.derived) if derivation.presentation.why else derivation.derived
    printer = UnicodePrinter(glyphs_of(derived_.problem, *derived_.programs))
    blocks = list(why_blocks(derived_))
    start = blocks.index(Heading(("Is it a fitting?",), 2))
    found = []
    for block in blocks[start + 1 :]:
        if isinstance(block, Paragraph):
            found.append(plain(block.words, printer))
        elif isinstance(block, Table):
            found += [" | ".join(plain(cell, printer) for cell in row) for row in block.rows]
        elif isinstance(block, Bullets):
            found += [plain(item, printer) for item in block.items]
    return composed("\n".join(found))


def typed(expression: str, wrt: str, shapes: str, **options: object):
    return derive(expression, wrt=wrt, shapes=shapes, **options)


def test_the_dense_layer_says_why_of_each_result():
    assert section("dense-layer") == (
        (
            "∇_{z⁽ᵏ⁺¹⁾} E",
            "ā⁽ᵏ⁺¹⁾ ⊙ f′(z⁽ᵏ⁺¹⁾), a Hadamard product: i stands in both factors and nothing is summed: they are "
            "multiplied entry by entry, in any order. A matrix product would sum over an index, and (m × 1)(m × 1) "
            "does not conform.",
        ),
        (
            "∇_{a⁽ᵏ⁾} E",
            "W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾, a matrix–vector product: i is summed and is the first index of W⁽ᵏ⁾, but a matrix product "
            "sums over the second of its left factor: W⁽ᵏ⁾ enters transposed. j is left and comes first: "
            "(n × m)(m × 1) = n × 1. Neither W⁽ᵏ⁾ z̄⁽ᵏ⁺¹⁾, (m × n)(m × 1), nor z̄⁽ᵏ⁺¹⁾ W⁽ᵏ⁾ᵀ, (m × 1)(n × m), conforms.",
        ),
        (
            "∇_{W⁽ᵏ⁾} E",
            "z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ, an outer product: i and j are free, each in one factor only, and nothing is summed. The row "
            "index i is that of z̄⁽ᵏ⁺¹⁾, so z̄⁽ᵏ⁺¹⁾ stands first: (m × 1)(1 × n) = m × n. a⁽ᵏ⁾ z̄⁽ᵏ⁺¹⁾ᵀ, the other "
            "order, is its transpose, n × m.",
        ),
        (
            "∇_{b⁽ᵏ⁾} E",
            "z̄⁽ᵏ⁺¹⁾: i is free, and each term has one factor; nothing is summed or multiplied, so no operator.",
        ),
    )


SAID = [  # problem or expression, options, where, what the row says
    ("dense-layer-scalar-weights", {}, "∇_{a⁽ᵏ⁾} E", "j is summed and is the second index of w⁽ᵏ⁾"),
    ("dense-layer-scalar-weights", {}, "∇_{a⁽ᵏ⁾} E", "no transpose"),
    ("dense-layer-scalar-weights", {}, "∇_{w⁽ᵏ⁾} E", "The row index i is that of a⁽ᵏ⁾, so a⁽ᵏ⁾ stands first"),
    ("dense-layer-batch", {}, "∇_X E", "j is summed, the second index of Z̄ and the second of W"),
    ("dense-layer-batch", {}, "∇_X E", "so W enters transposed"),
    ("dense-layer-batch", {}, "∇_X E", "Z̄ W does not conform: (s × m)(n × m)."),
    ("dense-layer-batch", {}, "∇_W E", "X enters transposed"),
    ("dense-layer-batch", {}, "∇_b E", "i stands in no other factor: the rows of Z̄ are added up"),
    ("two-layer-network", {}, "∇_{a⁽¹⁾} E", "Likewise W⁽¹⁾ᵀ z̄⁽¹⁾ in ∇_x E."),
    ("two-layer-network", {}, "∇_{W⁽²⁾} E", "Likewise z̄⁽¹⁾ xᵀ in ∇_{W⁽¹⁾} E."),
    ("two-layer-network", {}, "∇_{a⁽²⁾} E", "Likewise z̄⁽²⁾ in ∇_{b⁽²⁾} E and z̄⁽¹⁾ in ∇_{b⁽¹⁾} E."),
    ("lemma-softmax", {}, "∂p/∂u", "1 pᵀ has the same shape and is its transpose: only the place of i"),
    ("lemma-softmax", {}, "∂p/∂x", "diag(p), a diagonal matrix: δ_ij is 0 unless i = j"),
    ("s * sum(x)", {"wrt": "s", "shapes": "x: n"}, "∇_s E", "i is summed and stands in x alone: its entries are added"),
    ("lemma-logsumexp", {}, "∇_u l", "i is free and in no factor"),
    ("x.T @ A @ x", {"wrt": "x", "shapes": "A: n×n"}, "∇_x E", "A x conforms as well, A being square: the place of k"),
    ("sum(A * B)", {"wrt": "A", "shapes": "A: m×n, B: m×n"}, "∇_A E", "each term has one factor"),
    (
        "tr(A @ X)",
        {"wrt": "X", "shapes": "A: m×n, X: n×m"},
        "∇_X E",
        "j is the row index of the result and the second index of A: transposed",
    ),
    ("sum(v * (A @ x))", {"wrt": "A", "shapes": "A: m×n, v: m, x: n"}, "∇_A E", "so v stands first"),
    ("x.T @ x * sum(A @ y)", {"wrt": "y", "shapes": "x: n, A: m×n, y: n"}, "∇_y E", "the rows of A are added up"),
    ("det(A + t * B)", {"wrt": "t", "shapes": "A: n×n, B: n×n, t:"}, "∇_t E", "crosswise: no transpose is needed"),
    ("s * sum(A * B)", {"wrt": "s", "shapes": "A: m×n, B: m×n, s:"}, "∇_s E", "in one order: one factor enters trans"),
    ("A @ x", {"wrt": "A", "shapes": "A: m×n, x: n"}, "∂y_i/∂A_kj", "i, k and j are free, 3 indices"),
    ("diag(v) @ A @ x", {"wrt": "v", "shapes": "A: m×n, v: m, x: n"}, "∂y/∂v", "on the diagonal, 0 elsewhere"),
]


@pytest.mark.parametrize(("problem", "options", "where", "said"), SAID)
def test_a_row_says_its_reason(problem, options, where, said):
    rows = rows_of(derive(problem, **options))
    assert any(said in words and left == where for left, words in rows), rows


def test_a_result_without_matrix_form_says_so_with_its_einsum():
    (_, words), *_ = [row for row in rows_of(typed("A @ x", "A", "A: m×n, x: n")) if "index form" in row[1]]
    assert "it stays in index form. In code: `einsum(" in words


FOUR_JOINED = {
    "shapes": "A: n×n, B: n×n, C: n×n, D: n×n, F: n×n, G: n×n",
    "lets": ["s = sum i j k l: A[i,j] B[i,k] C[i,l] D[j,k] F[j,l] G[k,l]"],
}


def test_a_network_with_four_indices_joined_to_each_other_stays_in_index_form():
    rows = rows_of(typed("s", "A", **FOUR_JOINED))
    assert any("share their indices as the factors of an operator do" in words for _, words in rows), rows


def test_what_was_derived_above_is_no_operator_of_the_next_result():
    rows = rows_of(typed("(x - a) / norm(x - a)", "x", "x: n, a: n"))
    (words,) = [words for left, words in rows if left == "∂y/∂x"]
    assert words.startswith("J_{t₁}: i and j are free, and each term has one factor")


def test_equal_reasons_are_said_once():
    said = [re.sub(r"^.*?: ", "", words).split(" Likewise ")[0] for _, words in section("deep-network")]
    assert len(set(said)) == len(said)


def test_moves_of_other_lengths_are_of_another_kind():
    square = [form_of(move_of(step)) for step in _collapse_steps(typed("y.T @ A @ x", "x", "y: n, A: n×n, x: n"))]
    oblong = [form_of(move_of(step)) for step in _collapse_steps(typed("y.T @ A @ x", "x", "y: m, A: m×n, x: n"))]
    assert len(square) == len(oblong) == 1
    assert square != oblong


def _collapse_steps(derivation):
    chain = derivation.differentiation.gradients[-1].chain
    return [step for step in chain.steps if move_of(step) is not None]


# What the sentences say is true: the words are read again and looked up in the terms they are about.

SUMMED_AT = re.compile(r"(\w+) is summed(?: and is|,) the (first|second) index of (\w+)(?: and the (first|second) of)?")
CONFORMING = re.compile(r"\((\d+) × (\d+)\)\((\d+) × (\d+)\) = (\d+) × (\d+)")
SHAPES = re.compile(r"\((\d+) × (\d+)\)\((\d+) × (\d+)\)")


def require_true_words(words: str, move) -> set[str]:
    """Raises AssertionError for a wrong word; the kinds of statement that were found."""
    found = set()
    by_name = {role.index.name: role for role in move.roles}
    for name, ordinal, array, _ in SUMMED_AT.findall(words):
        role = by_name[name]
        assert role.part is Played.SUMMED, words
        axis = {"first": 0, "second": 1}[ordinal]
        assert any(
            isinstance(each.factor, Entry) and input_text(each.factor.array) == array and each.axis == axis
            for each in role.stands
        ), words
        found.add("summed at")
    for rows, inner, again, cols, m, n in CONFORMING.findall(words):
        assert inner == again, words
        assert (rows, cols) == (m, n), words
        found.add("conforms")
    for sentence in re.split(r"(?<=\.) ", words):
        if "does not conform" in sentence or sentence.startswith("Neither"):
            wrong = SHAPES.findall(sentence)
            assert wrong, words
            for _, inner, again, _ in wrong:
                assert inner != again, words
                found.add("does not conform")
        if "conforms as well" in sentence:
            found.add("square")
            sides = {axis for entry in move.used if len(entry.places) == 2 for axis in entry.array.shape.axes}
            assert len(sides) < 3, words
    if "enters transposed" in words or "both enter transposed" in words:
        found.add("transposed")
    free = re.match(r"(\w+) and (\w+) are free", words)
    if free:
        assert all(by_name[name].part is Played.FREE for name in free.groups()), words
        found.add("free")
    row = re.search(r"The row index (\w+) is that of (\w+),", words)
    if row:
        assert move.made.places[0].name == row.group(1), words
        assert any(input_text(each.factor.array) == row.group(2) for each in by_name[row.group(1)].stands), words
        found.add("row index")
    return found


def sentences_of_networks(seed: int, count: int):
    printer = UnicodePrinter(Glyphs({}))
    for _, step in steps_of_networks(seed, count):
        move = move_of(step)
        words = operator_sentence(move) if move is not None else None
        if words is not None and all(entry.array.children == () for entry in move.used if isinstance(entry, Entry)):
            yield "".join(_typed(part, printer) for part in words), move


def _typed(part, printer) -> str:
    """Arrays by their names in the input language, so that they can be looked up; the rest as it is printed."""
    if isinstance(part, str):
        return part.replace("\N{NO-BREAK SPACE}", " ")
    if hasattr(part, "children"):
        return input_text(part)
    return printer.part(part)


def test_the_words_about_random_networks_are_true():
    found = set()
    for words, move in sentences_of_networks(7, 400):
        found |= require_true_words(words, move)
    assert found == {"summed at", "conforms", "does not conform", "square", "transposed", "free", "row index"}


def test_wrong_words_are_caught():
    wrong = 0
    for words, move in sentences_of_networks(3, 200):
        if move.operator is not Operator.MATRIX_VECTOR:
            continue
        turned = words.replace("the first index", "the 2nd index").replace("the second index", "the first index")
        turned = turned.replace("the 2nd index", "the second index")
        matrix = next(entry for entry in move.used if len(entry.places) == 2)
        assert turned != words
        if matrix.places[0] != matrix.places[1]:
            wrong += 1
            with pytest.raises(AssertionError):
                require_true_words(turned, move)
    assert wrong > 5


# The answer.


def test_the_dense_layer_is_no_fitting():
    text = answer_of(derive("dense-layer", why=True))
    assert text.splitlines()[1:] == [
        "a⁽ᵏ⁺¹⁾ | dz⁽ᵏ⁺¹⁾ ↦ f′(z⁽ᵏ⁺¹⁾) ⊙ dz⁽ᵏ⁺¹⁾ | ā⁽ᵏ⁺¹⁾ ↦ ā⁽ᵏ⁺¹⁾ ⊙ f′(z⁽ᵏ⁺¹⁾)",
        "z⁽ᵏ⁺¹⁾ | dW⁽ᵏ⁾ ↦ dW⁽ᵏ⁾ a⁽ᵏ⁾ | z̄⁽ᵏ⁺¹⁾ ↦ z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ",
        "z⁽ᵏ⁺¹⁾ | da⁽ᵏ⁾ ↦ W⁽ᵏ⁾ da⁽ᵏ⁾ | z̄⁽ᵏ⁺¹⁾ ↦ W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾",
        "z⁽ᵏ⁺¹⁾ | db⁽ᵏ⁾ ↦ db⁽ᵏ⁾ | z̄⁽ᵏ⁺¹⁾ ↦ z̄⁽ᵏ⁺¹⁾",
    ]
    assert text.startswith("No. The equation of z⁽ᵏ⁺¹⁾ fixes the linear map")
    assert "⟨W⁽ᵏ⁾ da⁽ᵏ⁾, z̄⁽ᵏ⁺¹⁾⟩ = ⟨da⁽ᵏ⁾, W⁽ᵏ⁾ᵀ z̄⁽ᵏ⁺¹⁾⟩ whatever da⁽ᵏ⁾ and z̄⁽ᵏ⁺¹⁾ are" in text


def test_a_page_without_differentials_answers_with_the_chain_rule():
    text = answer_of(derive("dense-layer"))
    assert text.startswith("No. The chain rule gave ∂E/∂a⁽ᵏ⁾_j = Σ_i z̄⁽ᵏ⁺¹⁾_i · ∂z⁽ᵏ⁺¹⁾_i/∂a⁽ᵏ⁾_j.")
    assert "⟨(∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾) da⁽ᵏ⁾, z̄⁽ᵏ⁺¹⁾⟩ = ⟨da⁽ᵏ⁾, (∂z⁽ᵏ⁺¹⁾/∂a⁽ᵏ⁾)ᵀ z̄⁽ᵏ⁺¹⁾⟩" in text


def test_where_no_differential_route_leads_the_answer_says_so():
    text = answer_of(typed("s", "A", **FOUR_JOINED, why=True))
    assert text.startswith("The differential route does not apply (the equation of s is given entry by entry")
    assert "\nNo. A small change" in text


def test_an_output_that_is_an_array_has_maps_and_no_gradient():
    text = answer_of(derive("lemma-softmax", why=True))
    assert text.startswith("No. A small change ds of s changes p to first order by a linear map of ds.")


def test_a_single_equation_has_the_map_of_its_output():
    assert answer_of(typed("a.T @ x", "x", "a: n, x: n", why=True)).splitlines() == [
        "No. The equation of E fixes the linear map that carries a small change forwards: dx ↦ aᵀ dx. Only one array "
        "gives it by an inner product, the sum of the products of corresponding entries: aᵀ dx = ⟨dx, a⟩ whatever dx "
        "is. So every formula below, its operator and the order of its factors, follows from an equation; no index "
        "and no shape is needed to find it.",
        "E | dx ↦ aᵀ dx | 1 ↦ a",
    ]


def test_what_moves_with_a_stack_moves_alone_in_its_map():
    text = answer_of(derive("dense-layer-bias-column", why=True))
    assert "dW⁽ᵏ⁾ ↦ [dW⁽ᵏ⁾ 0]" in text
    assert "db⁽ᵏ⁾ ↦ [0 db⁽ᵏ⁾]" in text


def test_a_stretched_number_is_written_out_in_its_map():
    assert "dm ↦ (−dm) 1 | d̄ ↦ −1ᵀ d̄" in answer_of(derive("lemma-variance", why=True))


ONE_LAYER = Path(__file__).parent / "one_layer_of_many.toml"


def test_maps_of_one_kind_are_said_once():
    assert "ā⁽ᴸ⁾ ⊙ f′(z⁽ᴸ⁾); likewise by z⁽ᵏ⁾ in a⁽ᵏ⁾" in answer_of(derive(str(ONE_LAYER), why=True))


def test_long_maps_stand_in_lines_of_their_own():
    text = answer_of(typed("a.T @ inv(A @ X @ B + C @ X @ D) @ b", "X", "a: n, b: n, X: n×n, A: n×n", why=True))
    assert " has the adjoint " in text


def route_of(problem: str) -> MatrixRoute:
    loaded = load_problem(problem)
    route = differential_route(loaded.program, [asked.request for asked in loaded.requests])
    assert isinstance(route, MatrixRoute)
    return route


SCALAR = [name for name in VARIED if load_problem(name).program.output.shape.is_scalar]


@pytest.mark.parametrize("name", SCALAR)
def test_every_map_has_the_adjoint_that_is_said(name):
    route = route_of(name)
    found = checked_local_maps(route, load_problem(name).choices.facts)
    assert found
    for pair in found:
        assert pair.local.shape == pair.of.shape
        assert pair.adjoint.shape == pair.by.shape


def test_most_problems_have_the_differential_route():
    assert len(SCALAR) >= 7


def test_a_wrong_adjoint_is_caught():
    route = route_of("dense-layer")
    for pair in local_maps(route):
        wrong = replace(pair, adjoint=Scale(2, pair.adjoint))
        with pytest.raises(VerificationError, match="that a local map has its adjoint does not hold"):
            verify_adjoints([wrong.pairing], route, show=input_text)


def test_a_page_with_a_wrong_adjoint_is_not_shown(monkeypatch):
    def wrong(route):
        return tuple(replace(pair, adjoint=Scale(2, pair.adjoint)) for pair in local_maps(route))

    found = derive("dense-layer", why=True)
    monkeypatch.setattr("matcalc.documents.local_maps.local_maps", wrong)
    with pytest.raises(VerificationError, match="that a local map has its adjoint does not hold"):
        found.text()


# When it is shown.


@pytest.mark.parametrize(
    ("layouts", "detail", "why", "shown"),
    [
        ((Layout.GRADIENT,), Detail.NORMAL, None, False),
        ((Layout.GRADIENT,), Detail.BRIEF, None, False),
        ((Layout.GRADIENT,), Detail.FULL, None, True),
        (tuple(Layout), Detail.NORMAL, None, True),
        (tuple(Layout), Detail.NORMAL, False, False),
        ((Layout.NUMERATOR,), Detail.NORMAL, True, True),
        ((Layout.GRADIENT,), Detail.FULL, False, False),
    ],
)
def test_the_section_is_shown_with_all_layouts_in_full_detail_and_where_it_is_asked_for(layouts, detail, why, shown):
    assert Presentation(detail, layouts, why=why).gives_reasons is shown


@pytest.mark.parametrize(
    ("asked", "detail"),
    [
        ({"why": True}, "brief"),
        ({"layout": "all"}, "normal"),
        ({}, "full"),
        ({"why": True, "route": "jacobian"}, "full"),
    ],
)
def test_wherever_the_section_is_shown_it_has_the_local_maps(asked, detail):
    text = composed(derive("dense-layer", wrt="a", **asked).text(detail))
    assert "dz⁽ᵏ⁺¹⁾ ↦ f′(z⁽ᵏ⁺¹⁾) ⊙ dz⁽ᵏ⁺¹⁾" in text
    assert "No. The equation of z⁽ᵏ⁺¹⁾ fixes" in text


def test_a_record_in_json_needs_no_reasons(monkeypatch):
    monkeypatch.setattr("matcalc.api.derivation.with_reasons", lambda _: pytest.fail("a route that JSON does not show"))
    assert derive("a.T @ x", wrt="x", shapes="x: n").to_json("full")


def test_the_local_maps_of_a_hessian_are_those_of_the_gradient_without_facts():
    found = derive("x.T @ A @ x", wrt="x", shapes="A: n×n", assume="A symmetric", order=2, why=True)
    assert "dx ↦ xᵀ A dx + dxᵀ A x" in composed(found.text()) or "dx ↦ dxᵀ A x + xᵀ A dx" in composed(found.text())


def test_a_page_without_indices_has_no_table_of_them():
    text = composed(derive("dense-layer", route="differential", why=True).text())
    assert "operator and reason" not in text
    assert "No. The equation of z⁽ᵏ⁺¹⁾ fixes" in text


def test_a_page_without_indices_and_adjoints_answers_in_words():
    text = derive("lemma-softmax", route="jacobian", why=True).text()
    assert "operator and reason" not in text
    assert "No. To first order each equation is a linear map" in text


@pytest.mark.parametrize("form", ["text", "latex", "markdown"])
def test_the_section_stands_before_the_summary(form):
    page = derive("dense-layer", why=True).render(form)
    places = [page.index(words) for words in ("Why these operators", "Is it a fitting?", "Summary")]
    assert places == sorted(places)
    assert "Why these operators" not in derived("dense-layer").render(form)


def test_what_is_neither_yes_nor_no_is_an_error():
    with pytest.raises(InputError, match="why is True or False, not"):
        derive("dense-layer", why="yes")
