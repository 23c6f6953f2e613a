"""Places that move with several indices, from the text to the code: convolutions, strides, padding, pooling."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.lib.stride_tricks import sliding_window_view
from plain_values import PlainValues

import matcalc
from matcalc.api.derivation import Derivation
from matcalc.chain import Chain
from matcalc.checking.sizes import Sizes
from matcalc.documents.correlations import correlations
from matcalc.engine.order import CONTRACT
from matcalc.engine.strategies import sweep
from matcalc.errors import InvariantError, LanguageError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum, Term, all_indices, range_conditions
from matcalc.forms.indices import (
    Index,
    IndexSupply,
    Paired,
    Place,
    Shifted,
    Within,
    beyond,
    fixed,
    lies_within,
    moving,
    shifted,
    substituted,
)
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.shapes import vector
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.problems.library import load_problem
from matcalc.rules.correlations import over_other_places, with_kernel_turned
from matcalc.rules.registry import Scope

m, n, q, s = map(Dimension.named, "mnqs")
MINUS, TWO = ZERO - ONE, ONE + ONE
x_axis = n + q - ONE
i, k, j = Index("i", n), Index("k", q), Index("j", x_axis)

SIZES = {"m": 6, "n": 4, "q": 3, "p": 2, "s": 2}


# the places


def test_a_place_has_its_indices_in_order_each_once() -> None:
    with pytest.raises(InvariantError, match="stand in order"):
        Shifted(((k, ONE), (i, ONE)), ZERO, n)
    with pytest.raises(InvariantError, match="stand in order"):
        Shifted(((i, ZERO),), ZERO, n)
    assert moving({k: ONE, i: MINUS, j: ONE}, ONE, q) == Shifted(((j, ONE), (k, ONE), (i, MINUS)), ONE, q)
    assert moving({i: ONE, k: ZERO}, ZERO, n) is i


def test_what_is_put_in_cancels_what_it_takes_away() -> None:
    window = moving({i: ONE, k: ONE}, MINUS, x_axis)
    kernel = moving({j: ONE, i: MINUS}, ONE, q)
    assert substituted(window, {k: kernel}) is j
    assert substituted(moving({i: ONE, k: TWO}, ZERO, x_axis), {k: i}) == moving({i: TWO + ONE}, ZERO, x_axis)
    with pytest.raises(InvariantError, match="a pair of places can not be moved"):
        substituted(window, {k: Paired(i, k)})


WITHIN: list[tuple[Place, bool]] = [
    (i, True),
    (moving({i: ONE, k: ONE}, MINUS, x_axis), True),
    (moving({i: ONE, k: ONE}, ZERO, x_axis), False),  # n + q is one too far
    (moving({i: ONE, k: ONE}, ZERO - TWO, x_axis), False),  # begins at 0
    (moving({j: ONE, i: MINUS}, ONE, q), False),
    (moving({i: ONE, k: MINUS}, q, x_axis), True),
    (moving({i: s, k: ONE}, ZERO - s, s * n - s + q), True),
    (moving({i: s - TWO}, ZERO, n), False),  # the count may be negative
    (shifted(Index("i", m - q + ONE), q - ONE, m), True),
    (moving({Index("i", m - q + ONE): MINUS}, m - q + TWO, m), True),
    (moving({Index("i", m): MINUS}, m + ONE, m - q), False),
    (fixed(ONE + ONE, m), True),  # somebody has read it
    (Paired(i, moving({j: ONE, i: MINUS}, ONE, q)), False),
]


@pytest.mark.parametrize(("place", "within"), WITHIN)
def test_which_places_surely_exist(place: Place, within: bool) -> None:
    assert lies_within(place) is within


def test_the_condition_that_a_place_exists() -> None:
    kernel = moving({j: ONE, i: MINUS}, ONE, q)
    assert isinstance(kernel, Shifted)
    assert beyond((i, kernel, fixed(m, n))) == (Within(kernel),)


# contraction


@st.composite
def sums_with_a_delta(draw: st.DrawFn) -> tuple[Term, tuple[Index, ...]]:
    """A sum over one or two of three indices, with a delta of places that move with them, and entries of arrays."""
    indices = [Index(name, Dimension.number(draw(st.integers(2, 4)))) for name in "ikj"]
    length = Dimension.number(draw(st.integers(2, 6)))

    def place(axis: Dimension) -> Index | Shifted:
        counts = {index: Dimension.number(draw(st.sampled_from([0, 1, 1, -1, 2]))) for index in indices}
        lowest, highest = (-3, 4) if any(count is not ZERO for count in counts.values()) else (1, 2)
        return moving(counts, Dimension.number(draw(st.integers(lowest, highest))), axis)

    entries: list[Entry] = [Entry(Symbol(f"v_{index.name}", vector(index.range)), (index,)) for index in indices]
    kept = [entry for entry in entries if draw(st.booleans())]
    window = [Entry(Symbol("x", vector(length)), (place(length),), Fraction(draw(st.integers(1, 2))))]
    dummies = tuple(indices[: draw(st.integers(1, 2))])
    factors = (Delta(place(length), place(length)), *kept, *(window if draw(st.booleans()) else []))
    return Term(Fraction(1), factors, dummies), tuple(index for index in indices if index not in dummies)


@given(sums_with_a_delta())
def test_contraction_keeps_the_value(case: tuple[Term, tuple[Index, ...]]) -> None:
    term, free = case
    before = IndexSum((term,))
    scope = Scope(IndexSupply(frozenset("vx")), free)
    after = sweep(Chain(free, before, ()), CONTRACT, scope).end
    plain = PlainValues()
    np.testing.assert_allclose(plain.entries(after, free), plain.entries(before, free), atol=1e-12)


# from equations to derivatives


@dataclass(frozen=True)
class Case:
    """An equation, the shapes of its inputs, and its derivatives by them, with E above and as Jacobians."""

    line: str
    shapes: Mapping[str, str]
    gradients: Mapping[str, str]
    jacobians: Mapping[str, str]

    def __str__(self) -> str:
        return self.line


TO_X, TO_W = "J[j:n + q - 1] = ", "J[k:q] = "

CASES = [
    Case(
        "y[i] = sum k: w[k] x[i+k-1]",
        {"w": "q", "x": "n+q-1"},
        {
            "w": TO_W + "sum i: grad_y[i] x[i + k - 1]",
            "x": TO_X + "sum i: grad_y[i] w[j - i + 1] where 1 <= j - i + 1 <= q",
        },
        {
            "w": "J[i:n,k:q] = x[i + k - 1]",
            "x": "J[i:n,j:n + q - 1] = w[j - i + 1] where 1 <= j - i + 1 <= q",
        },
    ),
    Case(  # how far i runs is solved from the axis of x
        "y[i] = sum k: w[k] x[i+k-1]",
        {"w": "q", "x": "m"},
        {"w": TO_W + "sum i: grad_y[i] x[i + k - 1]"},
        {"x": "J[i:m - q + 1,j:m] = w[j - i + 1] where 1 <= j - i + 1 <= q"},
    ),
    Case(  # one dimension for both, two letters
        "y[i] = sum k: w[k] x[i+k-1]",
        {"w": "n", "x": "(2*n-1)"},
        {"x": "J[j:2*n - 1] = sum i: grad_y[i] w[j - i + 1] where 1 <= j - i + 1 <= n"},
        {"w": "J[i:n,k:n] = x[i + k - 1]"},
    ),
    Case(  # zeros around the signal
        "y[i:n] = sum k: w[k] x[i+k-2] where 1 <= i+k-2 <= n",
        {"w": "3", "x": "n"},
        {"w": "J[k:3] = sum i: grad_y[i] x[i + k - 2] where 1 <= i + k - 2 <= n"},
        {"x": "J[i:n,l:n] = w[l - i + 2] where 1 <= l - i + 2 <= 3"},
    ),
    Case(
        "y[i] = sum k: w[k] x[s*i+k-s]",
        {"w": "q", "x": "(s*n-s+q)"},
        {
            "w": TO_W + "sum i: grad_y[i] x[s*i + k - s]",
            "x": "J[j:n*s + q - s] = sum i: grad_y[i] w[j - s*i + s] where 1 <= j - s*i + s <= q",
        },
        {"w": "J[i:n,k:q] = x[s*i + k - s]"},
    ),
    Case(  # the delta is not solved for k, but for i
        "y[i] = sum k: w[k] x[i+2*k-2]",
        {"w": "q", "x": "(n+2*q-2)"},
        {"x": "J[j:n + 2*q - 2] = sum k: grad_y[j - 2*k + 2] w[k] where 1 <= j - 2*k + 2 <= n"},
        {"x": "J[i:n,j:n + 2*q - 2] = sum k: w[k] delta[i + 2*k - 2,j]"},
    ),
    Case(  # no array says where the sum ends, so ones do
        "y[i] = sum k: ones(q)[k] x[i+k-1]",
        {"x": "n+q-1"},
        {"x": TO_X + "sum i: grad_y[i] ones(q)[j - i + 1] where 1 <= j - i + 1 <= q"},
        {"x": "J[i:n,j:n + q - 1] = ones(q)[j - i + 1] where 1 <= j - i + 1 <= q"},
    ),
    Case(  # nothing is beyond where the long sum is one over the short axis
        "y[j:n+q-1] = sum i: x[i] w[j-i+1] where 1 <= j-i+1 <= q",
        {"w": "q", "x": "n"},
        {"x": "J[i:n] = sum k: grad_y[i + k - 1] w[k]", "w": TO_W + "sum i: grad_y[i + k - 1] x[i]"},
        {"x": "J[j:n + q - 1,i:n] = w[j - i + 1] where 1 <= j - i + 1 <= q"},
    ),
    Case(
        "y[i] = sum k: w[k] x[i-k+q]",
        {"w": "q", "x": "n+q-1"},
        {"w": TO_W + "sum i: grad_y[i] x[i - k + q]"},
        {"x": "J[i:n,j:n + q - 1] = w[i - j + q] where 1 <= i - j + q <= q"},
    ),
    Case(  # 1/w has no value to count as 0, so the delta is solved for i or stays
        "y[i] = sum k: x[i+k-1] / w[k]",
        {"w": "q", "x": "n+q-1"},
        {"x": TO_X + "sum k: grad_y[j - k + 1] w[k]**-1 where 1 <= j - k + 1 <= n"},
        {"x": "J[i:n,j:n + q - 1] = sum k: delta[i + k - 1,j] w[k]**-1"},
    ),
    Case(
        "y[i] = sum k: w[k]**2 x[i+k-1]**3",
        {"w": "q", "x": "n+q-1"},
        {"x": "J[j] = 3 sum i: grad_y[i] w[j - i + 1]**2 x[j]**2 where 1 <= j - i + 1 <= q"},
        {"w": "J[i:n,k] = 2 w[k] x[i + k - 1]**3"},
    ),
    Case(  # three indices at one place
        "y[i] = sum k l: w[k] v[l] x[i+k+l-2]",
        {"w": "q", "v": "p", "x": "n+q+p-2"},
        {"w": TO_W + "sum i l: grad_y[i] v[l] x[i + k + l - 2]"},
        {"x": "J[i:n,j:n + p + q - 2] = sum l: w[j - i - l + 2] v[l] where 1 <= j - i - l + 2 <= q"},
    ),
    Case(
        "Y[i,j] = sum k l: W[k,l] X[i+k-1,j+l-1]",
        {"W": "p×q", "X": "(m+p-1)×(n+q-1)"},
        {
            "W": "J[k:p,l:q] = sum i j: grad_Y[i,j] X[i + k - 1,j + l - 1]",
            "X": "J[r:m + p - 1,s:n + q - 1] = sum i j: grad_Y[i,j] W[r - i + 1,s - j + 1] "
            "where 1 <= r - i + 1 <= p and 1 <= s - j + 1 <= q",
        },
        {"W": "J[i:m,j:n,k:p,l:q] = X[i + k - 1,j + l - 1]"},
    ),
    Case(  # along the columns only
        "Y[i,j] = sum k: w[k] X[i+k-1,j]",
        {"w": "p", "X": "(m+p-1)×n"},
        {"w": "J[k:p] = sum i j: grad_Y[i,j] X[i + k - 1,j]"},
        {"w": "J[i:m,j,k:p] = X[i + k - 1,j]"},
    ),
    Case(  # one index at both places
        "y[i] = sum k: w[k] X[i+k-1,i]",
        {"w": "p", "X": "(m+p-1)×m"},
        {"X": "J[j:m + p - 1,i] = grad_y[i] w[j - i + 1] where 1 <= j - i + 1 <= p"},
        {"w": "J[i,k:p] = X[i + k - 1,i]"},
    ),
    Case(
        "y[i:n] = 1/q sum k: x[(k,i)]",
        {"x": "(q*n)"},
        {"x": "kron(grad_y, ones(q)) / q"},
        {"x": "kron(eye(n), ones(q).T) / q"},
    ),
]


def derivations(case: Case) -> list[tuple[Derivation, Mapping[str, str]]]:
    """With E above: a sum of cubes, so that the gradient at y is no constant; and as Jacobians."""
    name, wrt = case.line[0], [variable for variable in case.shapes if variable != "v"]
    made = [
        matcalc.derive(output, wrt=wrt, lets=[case.line], shapes=case.shapes) for output in (f"sum({name}**3)", name)
    ]
    return list(zip(made, (case.gradients, case.jacobians), strict=True))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_derivatives_their_code_and_their_way_to_sympy(case: Case) -> None:
    for derived, expected in derivations(case):
        found = {name: result.text for name, result in derived.results.items() if name in expected}
        assert found == expected
        arrays = values(case.shapes)
        exact = by_complex_steps(derived, arrays)
        computed = derived.lambdify()(**arrays, **sizes_of(derived.lambdify().parameters, arrays))
        for name, result in derived.results.items():
            value = computed[name] if len(derived.wrt) > 1 else computed
            np.testing.assert_allclose(value, exact[name], rtol=1e-12, atol=1e-12)
            assert repr(result.read(result.text)) == repr(result.read(str(result)))
            result.to_sympy_indexed()
            for step in result.steps:
                step.to_sympy()


def values(shapes: Mapping[str, str]) -> dict[str, Any]:
    random = np.random.default_rng(0)
    axes = {name: parse_shape(text).axes for name, text in shapes.items()}
    return {
        name: 3 + random.standard_normal([length.evaluate(SIZES) for length in lengths])
        for name, lengths in axes.items()
    }


def sizes_of(parameters: tuple[str, ...], arrays: Mapping[str, Any]) -> dict[str, int]:
    return {name: SIZES[name] for name in parameters if name in SIZES and name not in arrays}


def by_complex_steps(derived: Derivation, arrays: Mapping[str, Any]) -> dict[str, Any]:
    """The derivatives of the code of the forward equations."""
    value = derived.value
    sizes = sizes_of(value.parameters, arrays)
    found = {}
    for name in derived.wrt:
        columns = []
        for at in np.ndindex(arrays[name].shape):
            moved = arrays[name].astype(complex)
            moved[at] += 1e-30j
            columns.append(np.imag(value(**{**arrays, name: moved}, **sizes)) / 1e-30)
        stacked = np.stack(columns, axis=-1)
        found[name] = stacked.reshape(*stacked.shape[:-1], *arrays[name].shape)
    return found


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_einsum_of_a_result_is_the_code_of_it(case: Case) -> None:
    arrays = values(case.shapes)
    derived = derivations(case)[1][0]
    code = derived.lambdify()
    computed = code(**arrays, **sizes_of(code.parameters, arrays))
    names = {"einsum": np.einsum, "sliding_window_view": sliding_window_view, "pad": np.pad, "eye": np.eye}
    for name, result in derived.results.items():
        if result.einsum is not None:
            value = computed[name] if len(derived.wrt) > 1 else computed
            text = eval(result.einsum, {**names, "ones": np.ones, **SIZES, **arrays})  # text of our own
            np.testing.assert_allclose(text, value)


@pytest.mark.parametrize("wrt", ["w", "x"])
def test_second_derivatives(wrt: str) -> None:
    """A minus stands in two places of the Hessian at x."""
    lets, shapes = ["y[i] = sum k: w[k] x[i+k-1]"], {"w": "q", "x": "n+q-1"}
    arrays = values(shapes)
    windows = sliding_window_view(arrays["x"], 3)
    toeplitz = np.array([np.concatenate([np.zeros(row), arrays["w"], np.zeros(3 - row)]) for row in range(4)])
    expected = 2 * (windows.T @ windows if wrt == "w" else toeplitz.T @ toeplitz)
    hessian = matcalc.derive("sum(y**2)", wrt=wrt, lets=lets, shapes=shapes, order=2)
    np.testing.assert_allclose(hessian.lambdify()(**arrays), expected)
    direction = np.arange(1.0, 1 + len(expected))
    shapes["v"] = shapes[wrt]
    product = matcalc.derive("sum(y**2)", wrt=wrt, lets=lets, shapes=shapes, hvp="v")
    np.testing.assert_allclose(product.lambdify()(**arrays, v=direction), expected @ direction)


# what the sums are called

SAID = UnicodePrinter(Glyphs({}))

SYMBOLS = {
    name: Symbol(name, parse_shape(shape))
    for name, shape in {
        "w": "q", "g": "n", "x": "n+q-1", "h": "(s*n-s+q)", "t": "n", "K": "p×q", "G": "m×n",
        "X": "(m+p-1)×(n+q-1)",
    }.items()
}  # fmt: skip

CALLED = [
    ("sum k: w[k] x[i+k-1]", "The sum over k is the valid correlation of x with w: w is moved over x and multiplied"),
    ("sum i: g[i] x[i+k-1]", "The sum over i is the valid correlation of x with g: g is moved over x and multiplied"),
    (
        "x[j] sum i: g[i] w[j-i+1] where 1 <= j-i+1 <= q",
        "The sum over i is the full convolution of g with w: w is flipped, its last entry first, and moved over g, "
        "around which q − 1 zeros are put on either side.",
    ),
    (
        "X[r,v] sum i j: G[i,j] K[r-i+1,v-j+1] where 1 <= r-i+1 <= p and 1 <= v-j+1 <= q",
        "The sum over i and j is the full convolution of G with K: K is turned by 180°, its rows and its columns in "
        "reverse order, and moved over G, around which p − 1 rows and q − 1 columns of zeros are put on either side.",
    ),
    ("sum k: w[k] x[i-k+q] t[i]", "The sum over k is the valid convolution of x with w: w is flipped"),
    (
        "t[i] sum k: w[k] g[i+k-1] where 1 <= i+k-1 <= n",
        "The sum over k is the correlation of g, with zeros put around it, with w",
    ),
    ("sum k: w[k] h[s*i+k-s] t[i]", "The sum over k is the valid correlation of h with w: w is moved s places at"),
    (
        "h[j] sum i: g[i] w[j-s*i+s] where 1 <= j-s*i+s <= q",
        "The sum over i is the convolution of g with w: w is flipped, its last entry first, and moved over g, whose "
        "entries are laid s places apart with zeros between, and around which zeros are put where it ends too early.",
    ),
    ("g[i] x[i+k-1] w[k]", None),  # nothing is summed
    ("sum k: w[k] w[k] x[i+k-1] t[i]", None),  # k stands in three factors
    ("sum k: w[k] x[i+k-1] x[i+k-1] t[i]", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "begins"), CALLED)
def test_sums_are_called_by_their_structure(text: str, begins: str | None) -> None:
    said = [SAID.prose(sentence) for sentence in correlations(parse_index(text, SYMBOLS))]
    assert said[0].startswith(begins) if begins else said == [], said


def test_matrices_with_equal_diagonals() -> None:
    (hankel,) = correlations(parse_index("x[i+k-1]", SYMBOLS, (i, k)))
    assert SAID.prose(hankel) == "As a matrix this is a Hankel matrix: its entries depend on i+k alone."
    (toeplitz,) = correlations(parse_index("w[j-i+1] where 1 <= j-i+1 <= q", SYMBOLS, (i, j)))
    assert SAID.prose(toeplitz) == (
        "As a matrix this is a Toeplitz matrix: its entries depend on j−i alone, and those on a diagonal beyond w "
        "are 0."
    )


@pytest.mark.parametrize(
    "text",
    [
        "x[j] sum i: g[i] w[j-i+1] where 1 <= j-i+1 <= q",
        "t[i] sum j: x[j] w[j-i+1] where 1 <= j-i+1 <= q",
        "X[r,v] sum i j: G[i,j] K[r-i+1,v-j+1] where 1 <= r-i+1 <= p and 1 <= v-j+1 <= q",
    ],
)
def test_a_turned_kernel_makes_the_same_sum(text: str) -> None:
    (term,) = parse_index(text, SYMBOLS).terms
    free = [index for index in all_indices(IndexSum((term,))) if index not in term.dummies]
    other = with_kernel_turned(term)
    assert other != term
    plain = PlainValues(SIZES)
    np.testing.assert_allclose(
        plain.entries(IndexSum((other,)), free), plain.entries(IndexSum((term,)), free), atol=1e-12
    )


def test_a_sum_over_other_places_is_none_where_all_places_are_there() -> None:
    (term,) = parse_index("sum i: g[i] x[i-k+q] w[k]", SYMBOLS).terms
    assert over_other_places(term) is None
    assert range_conditions(IndexSum((term,))) == ()


# on the page


def test_the_page_says_condition_name_and_code() -> None:
    text = matcalc.derive("convolution-1d").text()
    for words in (
        "w_{j−i+1}   where 1 ≤ j−i+1 ≤ q    (n + q − 1) │",
        "solve a Kronecker delta: δ_{i+k−1,j}",
        "w_{j−i+1} counts as 0 unless 1 ≤ j−i+1 ≤ q: elsewhere w has no entry.",
        'In code: `einsum("ab,b->a", sliding_window_view(pad(grad_y, q - 1), q), w[::-1])`.',
        "Deep-learning libraries call this a",
    ):
        assert words in text
    latex = matcalc.derive("convolution-1d").latex()
    assert r"w_{j-i+1} \quad \text{where } 1 \le j-i+1 \le q" in latex


def test_indicators_are_printed_as_conditions() -> None:
    derived = matcalc.derive("y", wrt="x", lets=["y[i] = sum k: ones(q)[k] x[i+k-1]"], shapes={"x": "n+q-1"})
    assert "∂y_i/∂x_j = [1 ≤ j−i+1 ≤ q]" in derived.text()
    assert r"\lbrack 1 \le j-i+1 \le q\rbrack" in derived.latex()


def test_the_other_routes_say_why_not() -> None:
    text = matcalc.derive("convolution-1d", wrt="w", route="all").text()
    assert text.count("This route does not lead there") == 2


def test_no_index_runs_further_than_the_text_tells() -> None:
    for line, sentence in (
        ("y[i:n] = sum k: w[k] x[i+k]", "x[i+k] reads place 2 to n + q of an axis of length n + q - 1"),
        ("y[i] = sum k: x[k] x[i+k-1]", "nothing tells how far i runs; it has to stand on an array by itself; write"),
        (
            "y[i:n] = sum k: w[1] x[i+k+k-1]",
            "nothing tells how far k runs; it has to stand on an array by itself; ones(n)[k]",
        ),
        ("y[i] = sum k: w[k] x[i*k]", "a place is a sum of indices, not a product such as i*k"),
        ("y[i:n] = sum k: w[k] x[i+k]**-1 where 1 <= i+k <= n+q-1", "which need not exist"),
    ):
        with pytest.raises(LanguageError) as caught:
            matcalc.derive("sum(y)", wrt="x", lets=[line], shapes={"w": "q", "x": "n+q-1", "y0": "n"})
        assert sentence in str(caught.value)


def test_sizes_of_a_checked_convolution_differ() -> None:
    derived = matcalc.derive("convolution-2d", wrt="K")
    sizes = Sizes(derived.verification.sizes)
    lengths = [sizes.of(length) for symbol in derived.problem.program.symbols for length in symbol.shape.axes]
    assert len(set(lengths)) == 6


@pytest.mark.parametrize(
    ("line", "shapes", "told"),
    [
        ("y[i] = sum k: w[k] x[i+k-1] + b", {"w": "q", "x": "n+q-1"}, {"t": "n", "b": "scalar"}),
        ("y[i] = sum k: w[k] x[i+k-1]", {"w": "q", "x": "m"}, {"t": "m - q + 1"}),
        ("y[i] = sum k: w[k] x[s*i+k-s]", {"w": "q", "x": "(s*n-s+q)"}, {"t": "n"}),
        ("y[i,j] = sum k l: w[k,l] x[i+k-1,j+l-1]", {"w": "p×q", "x": "(m+p-1)×(n+q-1)"}, {"t": "m×n"}),
    ],
)
def test_what_is_compared_with_a_convolution_has_its_shape(line: str, shapes: Any, told: Mapping[str, str]) -> None:
    derived = matcalc.derive("sum((y - t)**2)", wrt="w", lets=[line], shapes=shapes)
    found = {symbol.name: str(symbol.shape) for symbol in derived.problem.program.inputs}
    assert {name: found[name] for name in told} == dict(told)


def test_a_place_that_may_lie_beyond_tells_no_shape() -> None:
    line = "y[i] = sum k: w[k] x[i+k-2] where 1 <= i+k-2 <= n"
    with pytest.raises(LanguageError, match="nothing tells the shape of t"):
        matcalc.derive("sum((y - t)**2)", wrt="w", lets=[line], shapes={"w": "3", "x": "n"})


# The step of a convolution in code -----------------------------------------------------------------------------------


def strided(windows, length=None):
    """What a call is given, with two places from one window of three to the next."""
    rng = np.random.default_rng(4)
    length = 2 * windows + 1 if length is None else length
    return {"w": rng.standard_normal(3), "x": rng.standard_normal(length), "grad_y": rng.standard_normal(windows)}


@pytest.mark.parametrize("windows", [1, 4])
def test_code_takes_the_step_that_one_window_does_not_tell(windows):
    derivation = matcalc.derive("convolution-1d-stride")
    arrays = strided(windows)
    names = {}
    exec(derivation.code("numpy"), names)  # the text that is handed out
    for found in (derivation.lambdify()(**arrays, s=2), names["gradients"](**arrays, s=2)):
        expected = [sum(arrays["grad_y"][i] * arrays["x"][2 * i + k] for i in range(windows)) for k in range(3)]
        assert np.allclose(found["w"], expected)
        assert found["x"].shape == arrays["x"].shape


def test_a_length_that_does_not_fit_the_step_is_refused():
    derivation = matcalc.derive("convolution-1d-stride")
    names = {}
    exec(derivation.code("numpy"), names)  # the text that is handed out
    with pytest.raises(ValueError, match=r"axis 1 of x must be n\*s \+ q - s long"):
        names["gradients"](**strided(4, 10), s=2)
    with pytest.raises(matcalc.InputError, match=r"x \(axis 1\) has length 10; it must be n\*s \+ q - s, and n is 4"):
        derivation.lambdify()(**strided(4, 10), s=2)
    with pytest.raises(matcalc.InputError, match=r"missing: s \(size\)"):
        derivation.lambdify()(**strided(4))


def test_a_quotient_that_tells_a_size_leaves_no_remainder(written):
    text = 'title = "T"\n[shapes]\na = "(2*n)"\n[[define]]\nname = "E"\nexpr = "sum(a**2) * n"\n[[derive]]\nwrt = "a"'
    derivation = matcalc.derive(load_problem(written(text)))
    names = {}
    exec(derivation.code("numpy"), names)  # the text that is handed out
    assert np.allclose(names["gradient"](a=np.ones(4)), 4)
    with pytest.raises(ValueError, match=r"axis 1 of a must be 2\*n long"):
        names["gradient"](a=np.ones(5))
