"""All routes in all layouts where lengths are 1: a 1×1 matrix is a scalar, a row and a column have no second axis."""

import pytest

from matcalc.api import derive
from matcalc.documents.derived import Routed
from matcalc.engine.differential_order import ADJOINTS, COLUMNS, DIFFERENTIALS
from matcalc.engine.jacobian_order import JACOBIAN
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Node
from matcalc.notation.text_out import input_text

SQUARE = (
    "sum(diag_of(A))",
    "sum(diag_of(A)**2)",
    "diag_of(A) * x",
    "tr(A @ B)",
    "A * tr(A)",
    "det(A)",
    "logdet(A)",
    "sum(inv(A) * B)",
    "x.T @ A @ x",
)
ANY = (
    "A.T",
    "A @ B.T",
    "sum(A)",
    "mean(A)",
    "var(A)",
    "norm(A)",
    "norm1(A)",
    "logsumexp(A)",
    "sum(tanh(A) * B)",
    "f(A)",
    "A / sum(A)",
    "sum(A, axis=0)",
    "sum(A, axis=1)",
    "mean(A, axis=0)",
    "mean(A, axis=1)",
    "sum(var(A, axis=0))",
    "sum(var(A, axis=1))",
    "softmax(A, axis=0)",
    "softmax(A, axis=1)",
    "sum(softmax(A, axis=0) * B)",
    "sum(kron(A, y)**2)",
    "sum(log_softmax(A, axis=1) * B)",
    "sum(logsumexp(A, axis=0))",
    "sum(hstack(A, B)**2)",
    "sum(vstack(A, B)**2)",
    "sum(hstack(A, B)[:, 0:1]**2)",
    "sum(kron(A, B)**2)",
    "vec(A) * vec(B)",
    "sum((A + y)**2)",
    "sum((A * y.T)**2)",
)
CASES = [
    *((text, {"A": "1×1", "B": "1×1", "x": "1"}) for text in SQUARE),
    *((text, {"A": "1×1", "B": "1×1", "y": "1"}) for text in ANY),
    *((text, {"A": "1×n", "B": "1×n", "y": "1"}) for text in ANY if "y.T" not in text),
    *((text, {"A": "n×1", "B": "n×1", "y": "n"}) for text in ANY if "y.T" not in text),
]


NOT_THERE = {  # rules for what has no place in these expressions, or is simpler at length 1
    "use the given gradient",
    "move the map of a softmax over",
    "move diag over",
    "move unvec over",
    "write a Kronecker product with a vector as a product",
    "write a Kronecker product by vec",
    "leave out the Jacobian of what is held",
}


def named(shapes: dict[str, str], text: str) -> dict[str, str]:
    spoken = text.replace("axis", "")
    return {name: shape for name, shape in shapes.items() if name in spoken}


@pytest.mark.parametrize(("text", "shapes"), CASES)
@pytest.mark.parametrize("layout", Layout)
def test_all_routes_lead_there_and_meet(text: str, shapes: dict[str, str], layout: Layout) -> None:
    """A step, a result or a meeting that does not hold is an error of derive."""
    found = derive(text, wrt="A", shapes=named(shapes, text), route="all", layout=layout.value)
    assert [type(route) for route in found.derived.routes] == [Routed, Routed]
    assert len(found.derived.meetings) == 1


def test_the_diagonal_of_a_matrix_of_one_entry_is_that_entry() -> None:
    found = derive("sum(diag_of(A)**2)", wrt="A", shapes={"A": "1×1"}, route="differential")
    (meeting,) = found.derived.meetings
    ((_, gradient),) = meeting.others
    assert isinstance(gradient.value, Node)
    assert input_text(gradient.value) == "2 * diag_of(A)"


def test_every_rule_of_these_routes_is_used() -> None:
    used: set[str] = set()
    for text, shapes in CASES:
        found = derive(text, wrt="A", shapes=named(shapes, text), route="all", layout="denominator").derived
        for taken in found.taken:
            used.update(step.rule for chain in taken.route.chains for step in chain.steps)
    rules = {rule.name for order in (DIFFERENTIALS, ADJOINTS, COLUMNS, JACOBIAN) for rule in order}
    assert rules - used == NOT_THERE
