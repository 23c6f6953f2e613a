"""Random expressions over the whole language: the value and the derivative carried along, against plain loops."""

import numpy as np
from hypothesis import assume, given, settings
from plain_values import PlainValues, slope
from strategies import nodes

from matcalc.checking.arithmetic import UndefinedError
from matcalc.checking.complex_step import FloatArithmetic
from matcalc.checking.evaluate import Evaluation
from matcalc.checking.sizes import Sizes
from matcalc.forms.matrix_form import Apply, Cotangent, Node, ScalarFunction, Symbol
from matcalc.forms.traversal import walk

SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
LARGEST = 1e4
"""Of a value, and of a change of it, beyond which a difference quotient says little."""


def is_plain(node: Node) -> bool:
    """Whether the plain evaluator and the arithmetic mean the same numbers by it."""
    return not any(
        isinstance(part, ScalarFunction)
        or (isinstance(part, Apply) and (not part.function.is_known or part.function.order))
        for part in walk(node)
    )


@given(nodes(3))
@settings(deadline=None, max_examples=200)
@np.errstate(all="ignore")
def test_a_random_expression_has_its_plain_value_and_derivative(node: Node) -> None:
    assume(is_plain(node))
    plain, arithmetic = PlainValues(SIZES), FloatArithmetic(0)
    leaves = [part for part in walk(node) if isinstance(part, Symbol | Cotangent)]
    given_values = {leaf: plain.given(leaf) for leaf in leaves}
    directions = {
        leaf: np.random.default_rng(number).normal(size=given_values[leaf].shape) for number, leaf in enumerate(leaves)
    }

    def moved(by: float) -> np.ndarray:
        plain.set = {leaf: value + by * directions[leaf] for leaf, value in given_values.items()}
        return plain.node(node)

    known = {
        leaf: arithmetic.perturbed(value[None, None], directions[leaf][None, None])
        for leaf, value in given_values.items()
    }
    try:
        found = Evaluation(arithmetic, Sizes(SIZES.items()), known.get).node(node)
        expected = moved(0)
    except (UndefinedError, np.linalg.LinAlgError):
        assume(False)
        return
    assume(np.isfinite(expected).all() and np.abs(expected).max() < LARGEST)
    np.testing.assert_allclose(found[0, 0].real, expected, rtol=1e-9, atol=1e-9)
    fine, coarse = slope(moved, 1e-4), slope(moved, 2e-4)
    assume(np.isfinite(coarse).all() and np.abs(fine).max() < LARGEST)
    assume(np.allclose(fine, coarse, rtol=1e-6, atol=1e-6))  # no kink and no pole nearby
    np.testing.assert_allclose(arithmetic.derivative(found)[0, 0], fine, rtol=1e-4, atol=1e-4)
