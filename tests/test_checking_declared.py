"""Points that obey what is declared of the inputs, in both arithmetics; directions stay free."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from programs import program

from matcalc.checking.arithmetic import Arithmetic
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.derivatives import Derivatives
from matcalc.checking.dual import Dual
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.exact import PRIME, ExactArithmetic
from matcalc.checking.points import Points
from matcalc.checking.signs import WAYS
from matcalc.checking.sizes import choose_sizes
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import NONE, Facts, Property
from matcalc.forms.matrix_form import Eye, Node, Product, Symbol, Transpose
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.text_in import parse_matrix

N = Dimension.named("n")
A, Y = Symbol("A", Shape(N, N)), Symbol("y", vector(N))
PROGRAM = program(["E = y.T @ A @ y"], {"A": "n×n", "y": "n"})
SYMMETRIC, SPD, ORTHOGONAL, DIAGONAL, POSITIVE = Property
ARITHMETICS: list[Arithmetic[np.ndarray | Dual]] = [ExactArithmetic(0), FloatArithmetic(0)]

EQUATIONS: dict[Property, tuple[Node, Node]] = {
    SYMMETRIC: (A, Transpose(A)),
    ORTHOGONAL: (Product((Transpose(A), A)), Eye(N)),
    DIAGONAL: (A, parse_matrix("diag(diag_of(A))", {"A": A})),
}

TOGETHER = [
    {SYMMETRIC},
    {SPD},
    {ORTHOGONAL},
    {DIAGONAL},
    {SYMMETRIC, ORTHOGONAL},
    {DIAGONAL, ORTHOGONAL},
    {DIAGONAL, SPD},
    {SYMMETRIC, POSITIVE},
    {SPD, POSITIVE},
]


def declared(*properties: Property, of: Symbol = A, total: Fraction | int | None = None) -> Facts:
    return Facts({of: frozenset(properties)}, () if total is None else ((of, Fraction(total)),))


def lines(*sums: tuple[int, Fraction | int], properties: tuple[Property, ...] = (), total: int | None = None) -> Facts:
    more = declared(*properties, total=total)
    return Facts(more.properties, more.sums, tuple((A, axis, Fraction(each)) for axis, each in sums))


def points(arithmetic: Arithmetic[np.ndarray | Dual], facts: Facts, draw: int = 0) -> Points[np.ndarray | Dual]:
    return Points(arithmetic, PROGRAM, choose_sizes(PROGRAM, 0), Random(draw), draw, facts=facts)


def agree(arithmetic: Arithmetic[np.ndarray | Dual], left: np.ndarray, right: np.ndarray) -> bool:
    return (
        bool((left == right).all())
        if isinstance(arithmetic, ExactArithmetic)
        else np.allclose(left, right, rtol=1e-9, atol=1e-9)
    )


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=["exact", "float"])
@pytest.mark.parametrize("properties", TOGETHER, ids=lambda kinds: " ".join(sorted(kind.value for kind in kinds)))
def test_what_is_declared_holds_at_every_draw(
    arithmetic: Arithmetic[np.ndarray | Dual], properties: set[Property]
) -> None:
    facts = declared(*properties)
    for draw in range(2 * WAYS):
        made = points(arithmetic, facts, draw)
        values = Evaluation(arithmetic, made.sizes, made.values.get)
        for kind, (left, right) in EQUATIONS.items():
            sides = [arithmetic.plain(values.node(side)) for side in (left, right)]
            assert agree(arithmetic, *sides) == (kind in facts.of(A)), kind
        matrices = arithmetic.plain(made.values[A])[:, 0]
        assert not agree(arithmetic, matrices[0], matrices[1]) or properties == {DIAGONAL, ORTHOGONAL}
        if not isinstance(arithmetic, ExactArithmetic):
            assert (matrices > 0).all() or POSITIVE not in properties
            if SPD in properties:
                assert np.linalg.eigvalsh(matrices).min() >= 1


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=["exact", "float"])
@pytest.mark.parametrize("total", [Fraction(1), Fraction(0), Fraction(-2, 3)], ids=str)
@pytest.mark.parametrize(
    ("of", "properties"), [(Y, ()), (A, ()), (A, (SYMMETRIC,)), (A, (DIAGONAL,)), (Y, (POSITIVE,)), (A, (SPD,))]
)
def test_entries_have_the_sum_that_is_declared(
    arithmetic: Arithmetic[np.ndarray | Dual], total: Fraction, of: Symbol, properties: tuple[Property, ...]
) -> None:
    facts = declared(*properties, of=of, total=total)
    if {POSITIVE, SPD} & set(properties) and total <= 0:
        with pytest.raises(InputError, match=r"is (positive|spd), so its entries can not sum to (0|-2/3)"):
            points(arithmetic, facts)
        return
    expected = arithmetic.plain(arithmetic.number(total)).item()
    for draw in range(2 * WAYS):
        made = arithmetic.plain(points(arithmetic, facts, draw).values[of])
        sums = made.sum(axis=(-1, -2)) % PRIME if isinstance(arithmetic, ExactArithmetic) else made.sum(axis=(-1, -2))
        assert sums.ravel().tolist() == pytest.approx([expected, expected])
        assert np.count_nonzero(made) == (made.size if DIAGONAL not in properties else 2 * made.shape[-1])
        if SYMMETRIC in facts.of(of):
            assert agree(arithmetic, made, made.swapaxes(-1, -2))
        if POSITIVE in properties and not isinstance(arithmetic, ExactArithmetic):
            assert made.min() > 0


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=["exact", "float"])
@pytest.mark.parametrize("total", [Fraction(1), Fraction(0), Fraction(-2, 3)], ids=str)
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("properties", [(), (POSITIVE,)], ids=["any", "positive"])
def test_each_line_has_the_sum_that_is_declared(
    arithmetic: Arithmetic[np.ndarray | Dual], total: Fraction, axis: int, properties: tuple[Property, ...]
) -> None:
    facts = lines((axis, total), properties=properties)
    if properties and total <= 0:
        with pytest.raises(InputError, match=r"A is positive, so its entries can not sum to (0|-2/3)"):
            points(arithmetic, facts)
        return
    expected = arithmetic.plain(arithmetic.number(total)).item()
    for draw in range(2 * WAYS):
        made = arithmetic.plain(points(arithmetic, facts, draw).values[A])
        across = made.sum(axis=-2 if axis == 0 else -1)
        sums = across % PRIME if isinstance(arithmetic, ExactArithmetic) else across
        assert sums.ravel().tolist() == pytest.approx([expected] * sums.size)
        assert np.count_nonzero(made) == made.size
        other = made.sum(axis=-1 if axis == 0 else -2)
        assert not np.allclose((other % PRIME if isinstance(arithmetic, ExactArithmetic) else other), expected)
        if properties and not isinstance(arithmetic, ExactArithmetic):
            assert made.min() > 0


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (lines((0, 1), (1, 1)), "the sum of each row or of each column of A is declared, and beside such a sum only"),
        (lines((1, 1), properties=(SYMMETRIC,)), "only positive entries can be, or entries of a set; drop one fact"),
        (lines((1, 1), total=3), "only positive entries can be, or entries of a set; drop one fact"),
        (declared(ORTHOGONAL, POSITIVE), "A can not be both orthogonal and positive: the columns"),
        (declared(ORTHOGONAL, SPD), r"A can not be both orthogonal and spd: only the identity is both; write eye\(n\)"),
        (declared(DIAGONAL, POSITIVE), "A can not be both diagonal and positive: a diagonal matrix has zeros"),
        (declared(ORTHOGONAL, total=1), "a sum of the entries of A, which is orthogonal, is not supported"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(facts: Facts, message: str) -> None:
    with pytest.raises(InputError, match=message):
        points(FloatArithmetic(0), facts)


def test_without_facts_nothing_changes() -> None:
    about_another = declared(SYMMETRIC, of=Symbol("B", A.shape))
    free, other = (points(FloatArithmetic(0), facts).values[A] for facts in (NONE, about_another))
    assert not np.allclose(free, free.swapaxes(-1, -2))
    np.testing.assert_array_equal(free, other)


@pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=["exact", "float"])
def test_derivatives_at_a_symmetric_point_are_by_all_entries(arithmetic: Arithmetic[np.ndarray | Dual]) -> None:
    """∂(yᵀ A y)/∂A = y yᵀ, not the 2 y yᵀ − diag(y²) of distinct entries, and ∂/∂y = 2 A y since A = Aᵀ."""
    made = points(arithmetic, declared(SYMMETRIC))
    derivatives = Derivatives(made)
    values = Evaluation(arithmetic, made.sizes, made.values.get)

    def value(text: str) -> np.ndarray:
        return arithmetic.plain(values.node(parse_matrix(text, {"A": A, "y": Y})))

    assert agree(arithmetic, arithmetic.plain(derivatives.cotangent(A)), value("y @ y.T"))
    assert agree(arithmetic, arithmetic.plain(derivatives.cotangent(Y)), value("2 * A @ y"))


def test_what_a_property_implies() -> None:
    assert declared(SPD).of(A) == {SPD, SYMMETRIC}
    assert declared(DIAGONAL, ORTHOGONAL).of(A) == {DIAGONAL, ORTHOGONAL, SYMMETRIC}
    assert declared(POSITIVE).of(A) == {POSITIVE}
    assert declared(SPD).of(Y) == NONE.of(A) == frozenset()
    assert declared(of=Y, total=1).sum_of(Y) == 1
    assert declared(of=Y, total=1).sum_of(Symbol("c", SCALAR)) is None
