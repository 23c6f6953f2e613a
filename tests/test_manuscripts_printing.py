"""What is put into a document is written as the document writes."""

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from manuscript_of_a_layer import LAYER, PLAIN, name, statement, vocabulary

from matcalc import derive
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Apply, Cotangent, Hadamard, Ones, Product, Symbol, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.habits import GradientHabit, Habits, habits_of
from matcalc.manuscripts.printing import letters_for, level_of, printer_for
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.vocabulary import Kind
from matcalc.notation.levels import Level

BARE = Habits("^{T}", gradient=GradientHabit.NABLA)
PARTIAL = Habits("^T", gradient=GradientHabit.PARTIAL, bold="")


@cache
def layer():
    return derive("dense-layer")


def symbols():
    return {symbol.name: symbol for symbol in layer().problem.program.symbols}


def printed(node, names=LAYER, habits=BARE, letters=None):
    return printer_for(layer(), names, habits, letters).part(node)


@pytest.mark.parametrize(
    ("typed", "level"),
    [
        ("W", Level.ATOM),
        (r"\mathbf{W}", Level.ATOM),
        (r"\mathbf{W}^{(k)}", Level.SCRIPTED),
        ("W_{1}", Level.SUBSCRIPTED),
        ("W_{a^2}", Level.SUBSCRIPTED),
        (r"{\mathbf{W}^{(k)}}", Level.ATOM),
        (r"W\_", Level.ATOM),
        ("W_{ij}^{(k)}", Level.SCRIPTED),
        ("W^{(k)}_{ij}", Level.SCRIPTED),
    ],
)
def test_scripts_of_a_name_are_seen(typed, level):
    assert level_of(typed) is level


def test_names_are_those_of_the_document():
    weights, a, z = (symbols()[each] for each in "Waz")
    assert printed(Product((weights, a))) == r"\mathbf{W}^{(k)} \mathbf{a}^{(k)}"
    assert printed(Product((Transpose(weights), Cotangent(z)))) == r"{\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}"
    assert printed(Product((Cotangent(z), Transpose(a)))) == r"\nabla \mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^{T}"
    assert printed(Transpose(Cotangent(z))) == r"(\nabla \mathbf{z}^{(k+1)})^{T}"
    assert printed(Apply(Function("f", 1), z)) == r"f'(\mathbf{z}^{(k+1)})"


def test_a_name_without_scripts_takes_the_mark_itself():
    weights, z = symbols()["W"], symbols()["z"]
    assert printed(Product((Transpose(weights), Cotangent(z))), PLAIN, PARTIAL) == (
        r"W^T \frac{\partial \mathcal{L}}{\partial z}"
    )
    assert printed(Transpose(weights), PLAIN, Habits("'")) == "W'"
    assert printed(Apply(Function("f", 1), z), PLAIN, PARTIAL) == r"\sigma'(z)"


def test_the_mark_may_stand_behind_brackets():
    assert printed(Transpose(symbols()["W"]), habits=replace(BARE, in_brackets=True)) == r"(\mathbf{W}^{(k)})^{T}"


def test_gradients_are_written_in_three_ways():
    z = symbols()["z"]
    entry = Entry(Cotangent(z), (Index("i", z.shape.rows),))
    assert [printed(each) for each in (Cotangent(z), entry)] == [r"\nabla \mathbf{z}^{(k+1)}", r"\nabla z_{i}^{(k+1)}"]
    at = Habits()
    assert [printed(each, habits=at) for each in (Cotangent(z), entry)] == [
        r"\nabla_{\mathbf{z}^{(k+1)}} E",
        r"\frac{\partial E}{\partial z_{i}^{(k+1)}}",
    ]
    assert printed(Cotangent(z), PLAIN, PARTIAL) == r"\frac{\partial \mathcal{L}}{\partial z}"


def test_signs_and_bold_type_follow():
    z = symbols()["z"]
    circle = replace(BARE, entrywise=r"\circ", bold=r"\boldsymbol")
    assert r" \circ " in printed(Hadamard((z, z)), habits=circle)
    assert printed(Ones(z.shape), habits=circle) == r"\boldsymbol{1}"
    assert printed(Ones(z.shape), PLAIN, PARTIAL) == r"\mathbf{1}", "1 is a number"


def test_what_has_no_name_is_bold_as_names_are():
    t, alpha = Symbol("t1", symbols()["z"].shape), Symbol("alpha", symbols()["z"].shape)
    assert printed(Add((t, alpha))) == r"\mathbf{t}_{1} + \boldsymbol{\alpha}"
    assert printed(Transpose(t)) == r"\mathbf{t}_{1}^{T}"


@pytest.mark.parametrize(
    ("mark", "inverse"), [("^{T}", "W^{-T}"), ("^T", "W^{-T}"), (r"^\top", r"W^{-\top}"), ("'", "W^{-1}{}'")]
)
def test_the_transpose_of_an_inverse_has_the_same_mark(mark, inverse):
    square = Symbol("W", Shape(Dimension.named("n"), Dimension.named("n")))
    assert printed(Transpose(Inverse(square)), PLAIN, Habits(mark)) == inverse


def test_indices_have_the_letters_of_the_document():
    own = symbols()
    j, i, other = Index("j", own["a"].shape.rows), Index("i", own["z"].shape.rows), Index("l", own["z"].shape.rows)
    found = letters_for((j, i, other), {own["W"]: ("p", "q"), own["a"]: ("i",), own["z"]: ("j",)}, LAYER)
    assert found == {j: "i", i: "j", other: "l"}
    assert printed(Entry(own["W"], (i, j)), letters=found) == "W_{ji}^{(k)}"


def test_indices_avoid_names_and_layers():
    length = Dimension.named("n")
    own = vocabulary(name("i", Kind.SCALAR, "i"), name("x", Kind.VECTOR, "x^{(j)}", "x_{%s}^{(j)}", layer="j"))
    found = letters_for([Index(letter, length) for letter in "ijk"], {}, own)
    assert list(found.values()) == ["l", "p", "q"]


def test_many_indices_have_letters_still():
    found = letters_for([Index(f"i{number}", Dimension.named("n")) for number in range(50)], {}, LAYER)
    assert len(set(found.values())) == 50


TEXTS = [
    (r"{\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z} = \mathbf W^T", Habits("^{T}", gradient=GradientHabit.NABLA)),
    (r"X^\top y \circ z + X^\top", Habits(r"^\top", entrywise=r"\circ")),
    (r"\sum_{t=1}^T x_t", Habits()),
    (r"X^{\mathsf T} \nabla_{x} E", Habits(r"^{\mathsf T}")),
    (r"X^{\mathrm{T}}", Habits(r"^{\mathrm{T}}")),
    (r"(\mathbf{W}^{(k)})^T", Habits("^T", in_brackets=True)),
    (r"\frac{\partial E}{\partial z} \cdot \frac{\partial z}{\partial a}",
     Habits(gradient=GradientHabit.PARTIAL, between_derivatives=r"\cdot")),
    (r"\frac{\partial E}{\partial z} \frac{\partial z}{\partial a}", Habits(gradient=GradientHabit.PARTIAL)),
    (r"\mathbf{W}^{(k)}'", Habits("'")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "habits"), TEXTS)
def test_what_is_used_is_seen(text, habits):
    assert habits_of(text, [statement(text, text)], LAYER) == habits


def test_formulas_with_holes_count_before_all_others():
    text = r"$x^\top x^\top x^\top \nabla_x E$ and $\nabla \mathbf{x} = ??? = W^{T}$"
    parts = text.split("$")
    found = habits_of(text, [statement(text, parts[1]), statement(text, parts[3])], LAYER)
    assert (found.transpose, found.gradient) == ("^{T}", GradientHabit.NABLA)


@pytest.mark.parametrize(
    "typed", [r"\pd{E}{\mathbf{z}} = ???", r"\frac{dE}{d\mathbf{z}} = ???", r"\partial E/\partial\mathbf{z} = ???"]
)
def test_derivatives_are_written_as_the_document_does_by_macros_too(typed):
    text = rf"\newcommand{{\pd}}[2]{{\frac{{\partial #1}}{{\partial #2}}}}{typed}"
    start = len(text) - len(typed)
    found = habits_of(text, read_statements(text, start, len(text), macros_in(text)), LAYER)
    assert found.gradient is GradientHabit.PARTIAL


def test_a_quotient_that_begins_with_d_is_no_derivative():
    text = r"x = \frac{d}{d + 1} \mathbf{z}"
    assert (
        habits_of(text, read_statements(text, 0, len(text), macros_in(text)), LAYER).gradient is GradientHabit.NABLA_AT
    )


def test_bold_type_is_that_of_the_arrays():
    assert habits_of("", [], LAYER).bold == r"\mathbf"
    assert habits_of("", [], PLAIN).bold == ""
    assert habits_of("", [], vocabulary(name("x", Kind.VECTOR, r"\boldsymbol{x}"))).bold == r"\boldsymbol"


@given(st.text(alphabet=r"\{}^_T'()Wxpartilfcnb$&= ", max_size=200))
def test_any_text_has_habits(text):
    assert isinstance(habits_of(text, [statement(text, text)], LAYER), Habits)


DELTA = vocabulary(
    *LAYER.names.values(),
    name("delta", Kind.VECTOR, r"\boldsymbol{\delta}^{(k+1)}", r"\delta_{%s}^{(k+1)}", layer="k+1"),
)
WITH_DELTA = replace(
    DELTA, aliases={one.key: LAYER.names[key] for one in DELTA.names.values() for key in LAYER.names
                    if one.name == "delta" and LAYER.names[key].name == "z"}
)  # fmt: skip


@pytest.mark.parametrize("gradient", GradientHabit)
def test_a_gradient_has_the_name_that_the_document_gives_it(gradient):
    habits = replace(BARE, gradient=gradient)
    own = symbols()
    z, entry = own["z"], Entry(Cotangent(own["z"]), (Index("i", own["z"].shape.rows),))
    assert printed(Cotangent(z), WITH_DELTA, habits) == r"\boldsymbol{\delta}^{(k+1)}"
    assert printed(entry, WITH_DELTA, habits) == r"\delta_{i}^{(k+1)}"
    assert printed(Transpose(Cotangent(z)), WITH_DELTA, habits) == r"{\boldsymbol{\delta}^{(k+1)}}^{T}"
    assert printed(Cotangent(own["a"]), WITH_DELTA, habits) == printed(Cotangent(own["a"]), LAYER, habits)


def test_entries_are_bold_only_where_the_document_has_them_so():
    own = vocabulary(
        name("a", Kind.VECTOR, r"\mathbf{a}", "a_{%s}"), name("z", Kind.VECTOR, r"\mathbf{z}", r"\mathbf{z}_{%s}")
    )
    entry = Entry(symbols()["z"], (Index("i", symbols()["z"].shape.rows),))
    habits = habits_of("a_i", [statement("a_i", "a_i")], own)
    assert printed(entry, own, habits) == "z_{i}"
    habits = habits_of(r"\mathbf{z}_i", [statement(r"\mathbf{z}_i", r"\mathbf{z}_i")], own)
    assert printed(entry, own, habits) == r"\mathbf{z}_{i}"
