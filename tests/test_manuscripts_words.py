"""What the words of a text declare of its names, and what they do not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcalc.errors import InputError
from matcalc.manuscripts.declarations import Declarations
from matcalc.manuscripts.manuscript import Manuscript, manuscript_of
from matcalc.manuscripts.words import declarations_in
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.vocabulary import Key, Kind


def declarations(text: str, form: str = "md") -> Declarations:
    return declared_by(manuscript_of(text.encode(), f"x.{form}"))


def declared_by(manuscript: Manuscript) -> Declarations:
    return declarations_in(
        manuscript,
        [
            read_statements(manuscript.text, piece.inside.start, piece.inside.end, manuscript.macros)
            for piece in manuscript.pieces
        ],
    )


def shown(key: Key) -> str:
    label = f"_{key.label}" if key.label else ""
    layer = f"^{key.layer}" if key.layer else ""
    return f"{''.join(key.accents)}{key.letter}{label}{layer}"


def kinds(text: str) -> dict[str, Kind]:
    return {shown(key): kind for key, kind in declarations(text).declared.kinds.items()}


V, M, S, F, O = Kind.VECTOR, Kind.MATRIX, Kind.SCALAR, Kind.FUNCTION, Kind.OUTPUT  # noqa: E741

KINDS = [
    (
        "Using column vectors $\\mathbf{a}^{(k)}$, $\\mathbf{z}^{(k+1)}$ and weight matrix $\\mathbf{W}^{(k)}$ plus "
        "bias vector $\\mathbf{b}^{(k)}$, then the operations are:",
        {"a^k": V, "z^k+1": V, "W^k": M, "b^k": V},
    ),
    ("a matrix $X$", {"X": M}),
    ("a row vector $r$", {"r": Kind.ROW}),
    ("$r$ and $s$ are row vectors", {"r": Kind.ROW, "s": Kind.ROW}),
    ("the vectors $x$ and $y$", {"x": V, "y": V}),
    ("vectors $x, y$ and the matrices $A$, $B$, and $C$", {"x": V, "y": V, "A": M, "B": M, "C": M}),
    ("$\\lambda$ is a scalar", {"lambda": S}),
    ("where $x$ and $y$ are vectors.", {"x": V, "y": V}),
    ("Let $A$ be a matrix and let $x$, $y$ be vectors", {"A": M, "x": V, "y": V}),
    ("the gradient of the error $E$ with respect to a vector ${\\mathbf{a}^{(k)}}$", {"E": O, "a^k": V}),
    ("a loss $L$", {"L": O}),
    ("the loss function $L(w)$", {"L": O}),
    ("$E$ is the error function", {"E": O}),
    ("the cost $\\mathcal{C}$", {"C": O}),
    ("an elementwise function $f$", {"f": F}),
    ("with activation function $\\phi$", {"phi": F}),
    ("the nonlinearity $\\sigma$", {"sigma": F}),
    ("where $f$ is applied element-wise", {"f": F}),
    ("$f$, which is applied elementwise,", {"f": F}),
    ("the weight matrix $W_{ij}$", {"W": M}),
    ("the vector $y = W x$", {"y": V}),
    ("a vector $\\hat{y}$", {"haty": V}),
    ("the vector $x_1$", {"x_1": V}),
    ("an $m \\times n$ matrix $A$", {"A": M}),
    ("$E$ denotes the error function and $W$ is a weight matrix", {"E": O, "W": M}),
    ("a matrix\n$X$", {"X": M}),
    ("a **matrix** $X$", {"X": M}),
    ("for vectors $x$, $f$ is a scalar", {"x": V, "f": S}),
    ("$x$, which is a vector,", {"x": V}),
    ("Suppose that $A$ is a matrix", {"A": M}),
    ("the columns of the matrix $X$ are vectors", {"X": M}),
    ("the product of $x$ and the vector $y$ is a scalar", {"y": V}),
    ("the loss $E$ is a scalar", {"E": O}),
    ("an unknown scalar function $E$ of a vector $a$", {"E": O, "a": V}),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_words_that_declare_a_kind(text: str, expected: dict[str, Kind]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "the matrix product $A$",
        "a matrix. $X$",
        "a matrix\n\n$X$",
        "a matrix:\n$X$",
        "- a matrix\n- $X$",
        "a matrix, $X$",
        "the vector with entries $x$",
        "the vector $x_i$",
        "a scalar $x_{ij}$",
        "the matrix $A^2$",
        "the vector $A x$",
        "the vector $f(x)$",
        "$x$ is not a vector",
        "this is no vector $x$",
        "If $x$ is a vector, then",
        "when $x$ is a matrix",
        "the function $f$",
        "$f$ is a vector-valued function",
        "the error $\\delta$",
        "the error $\\delta_j^{(l)}$",
        "the error $e$",
        "the error $\\mathbf{E}$",
        "$n$ is the number of rows",
        "$x$ is a scalar multiple of $y$",
        "$X$ is a vector space",
        "the bias $b$ and weights $W$",
        "$x$ has a vector",
        "matrix-vector products $y$",
        "`a matrix` is $X$",
        "the $i$-th neuron",
        "$m \\times n$ $A$",
        "the norm of $x$ is a scalar",
        "the difference between $x$ and $y$ is a vector",
        "the gradient with respect to $x$ is a matrix",
        "a scalar function $f$",
    ],
)
def test_words_that_declare_no_kind(text: str) -> None:
    assert kinds(text) == {}


SHAPES = [
    ("$X \\in \\mathbb{R}^{m \\times n}$", {"X": ("m", "n")}),
    ("$$X\\in\\mathbf{R}^{3\\times (n+1)}$$", {"X": ("3", "n+1")}),
    ("for $x, y \\in \\mathbb R^n$ and $c \\in \\mathbb{R}$", {"x": ("n",), "y": ("n",), "c": ()}),
    ("$y = W x \\in \\mathbb{R}^m$", {"y": ("m",)}),
    ("$W^{(k)} \\in \\mathbb{R}^{n_{k+1} \\times n_k}$", {"W^k": ("n_k_plus_1", "n_k")}),
    ("$x \\in \\mathbb{R}^{n \\times 1}$", {"x": ("n",)}),
    ("$r \\in \\mathbb{R}^{1 \\times n}$", {"r": ("1", "n")}),
    ("an $m \\times n$ matrix $A$", {"A": ("m", "n")}),
    ("$W$ is an $m \\times n$ matrix", {"W": ("m", "n")}),
    ("Let $A$ and $B$ be $n \\times n$ symmetric matrices", {"A": ("n", "n"), "B": ("n", "n")}),
    ("a 3×4 matrix $A$ and an m-by-n matrix $B$", {"A": ("3", "4"), "B": ("m", "n")}),
    ("an $n$-dimensional vector $x$ and a $k$-vector $y$", {"x": ("n",), "y": ("k",)}),
    ("a matrix $A$ of size $m \\times n$ and a vector $x$ of length $n$", {"A": ("m", "n"), "x": ("n",)}),
    ("$x$ is a vector of length $n$", {"x": ("n",)}),
    ("shapes: X: m×n, y: m", {"X": ("m", "n"), "y": ("m",)}),
    ("words\r\n> Shapes: X: m,n; w: n+1, c: scalar\r\nwords", {"X": ("m", "n"), "w": ("n+1",), "c": ()}),
    ("shape: W_1: mxn.", {"W_1": ("m", "n")}),
]


@pytest.mark.parametrize(("text", "expected"), SHAPES)
def test_shapes_that_a_text_states(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert {shown(key): lengths for key, lengths in declarations(text).declared.shapes.items()} == expected


@pytest.mark.parametrize(
    "text",
    [
        "$x \\in S$",
        "$x \\in \\{a, b\\}^n$",
        "$x_i \\in \\mathbb{R}$",
        "$A x \\in \\mathbb{R}^m$",
        "an $m \\times n$ grid $A$",
        "the shapes: they fit",
        "shapes: as follows",
        "a vector $x$ of size $m \\times n$",
        "the $n$-th vector $x$",
    ],
)
def test_what_states_no_shape(text: str) -> None:
    assert declarations(text).declared.shapes == {}


def test_a_line_of_shapes_that_can_not_be_read() -> None:
    with pytest.raises(InputError, match=r"x\.md, line 2, column 12: \) is not expected in a shape"):
        declarations("a\nshapes: X: )m")
    with pytest.raises(InputError, match=r"x\.md, line 1, column 14: an array has at most two axes"):
        declarations("shapes: X:m×n×k")


FACTS = [
    ("where $A$ is symmetric", {"A": ("symmetric",)}),
    ("a symmetric matrix $A$", {"A": ("symmetric",)}),
    ("Let $S$ be a symmetric positive definite matrix", {"S": ("spd",)}),
    ("$S$ is symmetric and $Q$ is orthogonal.", {"S": ("symmetric",), "Q": ("orthogonal",)}),
    ("orthogonal matrices $P$ and $Q$", {"P": ("orthogonal",), "Q": ("orthogonal",)}),
    ("the diagonal matrix $D$", {"D": ("diagonal",)}),
    ("where $D$ is diagonal", {"D": ("diagonal",)}),
    ("where $A$ and $B$ are symmetric", {"A": ("symmetric",), "B": ("symmetric",)}),
    ("$S$ is SPD", {"S": ("spd",)}),
]


def facts(text: str) -> dict[str, tuple[str, ...]]:
    """The facts that count from where they are said on, by names."""
    found: dict[str, tuple[str, ...]] = {}
    for one in declarations(text).hypotheses:
        if one.is_used and not one.is_case:
            for key in one.keys:
                found[shown(key)] = (*found.get(shown(key), ()), one.fact)
    return found


@pytest.mark.parametrize(("text", "expected"), FACTS)
def test_facts(text: str, expected: dict[str, tuple[str, ...]]) -> None:
    assert facts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "if $A$ is symmetric",
        "$A$ is not symmetric",
        "$A$ need not be symmetric",
        "$A$ is never a symmetric matrix",
        "unless $A$ is symmetric",
        "If we have a symmetric matrix $A$, then",
        "for any symmetric matrix $A$",
        "$A$ is skew symmetric",
        "a skew-symmetric matrix $A$",
        "$A$ is positive definite",
        "$x$ and $y$ are orthogonal",
        "$x$ is orthogonal to $y$",
        "a block diagonal matrix $D$",
        "$A$ is the symmetric part of $B$",
        "a symmetric function $f$",
        "$f$ is symmetric in its arguments",
        "$A^T A$ is symmetric",
        "$A^{-1}$ is symmetric",
    ],
)
def test_what_states_no_fact(text: str) -> None:
    assert facts(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$\\sigma$ is the logistic sigmoid", {"sigma": "sigmoid"}),
        ("the sigmoid function $\\sigma$", {"sigma": "sigmoid"}),
        ("$f$ is the logistic function", {"f": "sigmoid"}),
        ("where $g$ is the ReLU activation function", {"g": "relu"}),
        ("$f$ is the hyperbolic tangent", {"f": "tanh"}),
        ("$s$ denotes the softmax function", {"s": "softmax"}),
        ("$f$ is not the sigmoid", {}),
        ("$f$ is a sigmoid unit", {}),
        ("the sigmoid of $z$", {}),
        ("if $\\sigma$ is the sigmoid", {}),
    ],
)
def test_known_functions(text: str, expected: dict[str, str]) -> None:
    assert {shown(key): name for key, name in declarations(text).functions.items()} == expected


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Given $\\nabla a_j^{(k+1)} = \\frac{\\partial E}{\\partial a_j^{(k+1)}}$ as gradient of error function", 1),
        ("we are given the gradient $\\frac{\\partial E}{\\partial a} = g$", 1),
        ("given that $\\nabla_a E = g$", 1),
        ("Given $x = y$", 0),
        ("Given $x$, we find $\\nabla_x E = g$", 0),
        ("so $\\nabla_a E = g$", 0),
    ],
)
def test_given_gradients(text: str, number: int) -> None:
    assert len(declarations(text).given) == number


def test_a_declaration_has_the_place_of_its_words() -> None:
    text = "so\r\nlet the weight matrix $W$ be, where $x$ is a vector of length $n$."
    places = [(one.place.start, one.place.end) for one in declarations(text).all]
    assert [text[start:end] for start, end in places] == ["let the weight matrix $W$", "$x$ is a vector"]


def test_what_is_said_in_two_ways_does_not_count() -> None:
    found = declarations(
        "a vector $x$. The matrix $x$. A scalar $c$. $A \\in \\mathbb{R}^{m\\times n}$, $A \\in \\mathbb{R}^m$"
    )
    assert {shown(key): kind for key, kind in found.declared.kinds.items()} == {"c": S}
    assert found.declared.shapes == {}
    assert [(first.kind, second.kind) for first, second in found.contradictions][1:] == [(V, M)]


def test_latex_commands_and_comments_are_no_words() -> None:
    text = "a \\emph{weight matrix} $W$ and % a scalar $c$ or a\n a vector~$x$"
    assert {shown(key): kind for key, kind in declarations(text, "tex").declared.kinds.items()} == {"W": M, "x": V}


@pytest.mark.parametrize("between", [" ", "\n", "word ", "word. ", "% $\n"])
def test_long_prose_is_read_near_to_formulas(between: str) -> None:
    prose = between * (4_000 // len(between))
    text = f"{prose} a matrix $X$ {prose} a vector $x$ is a vector {prose}"
    found = declarations(text, "tex")
    assert {shown(key): kind for key, kind in found.declared.kinds.items()} == {"X": M, "x": V}


WORDS = st.sampled_from(
    [
        "a",
        "matrix",
        "vectors",
        "$x$",
        "$y$",
        "$A_{ij}$",
        "is",
        "are",
        ",",
        "and",
        "of size",
        "$m \\times n$",
        "if",
        "not",
        "symmetric",
        "given",
        "$\\nabla x = 1$",
        ".",
        "\n\n",
        "- ",
        "$n$",
        "-dimensional",
        "error",
        "function",
        "(",
        "$$f(x)$$",
    ]
)


@given(words=st.lists(WORDS, max_size=25))
def test_any_sentence_is_read(words: Sequence[str]) -> None:
    text = " ".join(words)
    found = declarations(text, "txt")
    for one in found.all:
        assert 0 <= one.place.start < one.place.end <= len(text)
        assert one.kind or one.lengths is not None or one.fact or one.function
