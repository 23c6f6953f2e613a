"""Pairs of places: read, with the ranges that follow, and written."""

import pytest

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum
from matcalc.forms.indices import Index, Paired, Place, fixed, shifted
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index
from matcalc.notation.text_out import input_text

ARRAYS = {"X": "m×n", "B": "p×q", "x": "n", "y": "m", "v": "(m*n)", "w": "(m*n + n)", "S": "(m*n)×p", "t": "(m*n*p)"}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in ARRAYS.items()}
m, n, p, q = (Dimension.named(name) for name in "mnpq")


def places(text: str, factor: int = 0) -> tuple[Place, ...]:
    """The places of one factor of the only term of a text."""
    found = parse_index(text, SYMBOLS).terms[0].factors[factor]
    if isinstance(found, Delta):
        return found.left, found.right
    assert isinstance(found, Entry)
    return found.places


ROW, COL = Index("i", m), Index("j", n)

READ: list[tuple[str, int, tuple[Place, ...]]] = [
    ("v[(i,j)] y[i] x[j]", 0, (Paired(ROW, COL),)),
    ("v[(i,j)] y[i]", 0, (Paired(ROW, COL),)),  # the other range is what is left of m n
    ("v[(j,i)] y[i]", 0, (Paired(COL, ROW),)),
    ("S[(i,j),k] X[i,j]", 0, (Paired(ROW, COL), Index("k", p))),
    ("vec(X)[(i,j)]", 0, (Paired(ROW, COL),)),
    ("vec(X.T)[(j,i)]", 0, (Paired(COL, ROW),)),
    ("vec(X)[(j,i)] y[i]", 0, (Paired(COL, ROW),)),
    ("kron(X, B)[(k,i),(l,j)]", 0, (Paired(Index("k", p), ROW), Paired(Index("l", q), COL))),
    ("kron(X, y)[(k,i),j]", 0, (Paired(Index("k", m), ROW), COL)),
    ("kron(X, B).T[(l,j),(k,i)]", 0, (Paired(Index("l", q), COL), Paired(Index("k", p), ROW))),
    ("(kron(X, B) @ kron(x, ones(q)))[(k,i)]", 0, (Paired(Index("k", p), ROW),)),
    ("(1 - tanh(kron(X, B))**2)[(k,i),(l,j)]", 0, (Paired(Index("k", p), ROW), Paired(Index("l", q), COL))),
    ("(2 * x.T * vec(X))[(i,j),k]", 0, (Paired(ROW, COL), Index("k", n))),
    ("commutation(m, n)[(j,i),(k,l)]", 0, (Paired(COL, ROW), Paired(Index("k", m), Index("l", n)))),
    ("delta[(i,j),k] v[k] y[i]", 0, (Paired(ROW, COL), Index("k", m * n))),
    ("delta[k,(i,j)] X[i,j]", 0, (Index("k", m * n), Paired(ROW, COL))),
    ("delta[(i,j),(k,l)] X[i,j] X[k,l]", 0, (Paired(ROW, COL), Paired(Index("k", m), Index("l", n)))),
    ("t[((i,j),k)] X[i,j]", 0, (Paired(Paired(ROW, COL), Index("k", p)),)),
    ("vec(X)[(1,j)]", 0, (Paired(fixed(ONE, m), COL),)),
    ("w[(i+0,j)] X[i,j]", 0, (Paired(shifted(ROW, ZERO, m + ONE), COL),)),
]


@pytest.mark.parametrize(("text", "factor", "expected"), READ)
def test_reads(text: str, factor: int, expected: tuple[Place, ...]) -> None:
    assert places(text, factor) == expected


@pytest.mark.parametrize("text", [text for text, *_ in READ])
def test_comes_back(text: str) -> None:
    read = parse_index(text, SYMBOLS)
    assert parse_index(input_text(read), SYMBOLS) == read


def test_pairs_are_summed_over_their_indices() -> None:
    text = "sum i j: S[(i,j),k] v[(i,j)] y[i]"
    read = parse_index(text, SYMBOLS)
    assert read.terms[0].dummies == (ROW, COL)
    assert input_text(read) == text
    assert isinstance(read, IndexSum)


UNREADABLE = [
    ("v[(i,j)]", "nothing tells how far i runs", 3),
    ("v[(i,j)] y[i] y[j]", "a pair of places needs an axis of length m times m = m*m, but v[(i,j)] has length m*n", 2),
    ("v[(i,j)] B[i,k]", "a pair of places needs an axis of length a multiple of p, but v[(i,j)] has length m*n", 2),
    ("y[(i,j)] y[i] x[j]", "a pair of places needs an axis of length m times n = m*n, but y[(i,j)] has length m", 2),
    ("vec(X)[(i,j,k)]", ", is not expected here", 11),
    ("vec(X)[(m+1,j)]", "reads place m + 1 of an axis of length m, which need not exist", 8),
    ("delta[(1,2),(3,4)]", "one of the two places of a delta must be an index alone", 0),
    ("v[(2,1)]", "nothing tells how long the two axes of this pair of places are", 2),
    ("v[(i,j)] sum i: y[i]", "i is used before the sum that binds it", 13),
    ("v[(i,0:n)]", ": is not expected here", 6),
]


@pytest.mark.parametrize(("text", "sentence", "column"), UNREADABLE)
def test_says_what_can_not_be_read(text: str, sentence: str, column: int) -> None:
    with pytest.raises(LanguageError) as caught:
        parse_index(text, SYMBOLS)
    assert sentence in str(caught.value)
    assert caught.value.column == column


@pytest.mark.parametrize(
    ("whole", "part", "quotient"),
    [
        (m * n, m, n),
        (m * n, n, m),
        (m * n + n, n, m + ONE),
        (m * n + n, m + ONE, n),
        (m * m - n * n, m + n, m - n),
        (Dimension.number(6), Dimension.number(3), Dimension.number(2)),
        (Dimension.number(6) * m, Dimension.number(4), None),
        (m * n, p, None),
        (m + n, m, None),
        (m, ZERO, None),
        (ZERO, m, ZERO),
    ],
)
def test_dimensions_divide(whole: Dimension, part: Dimension, quotient: Dimension | None) -> None:
    assert whole.over(part) == quotient
