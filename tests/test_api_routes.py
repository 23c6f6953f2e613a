"""All routes of a derivation: which lead to what was asked for, and that they meet."""

import pytest
from hypothesis import given, settings
from programs import program
from shipped import VARIED
from test_random_expressions import random_rows

from matcalc import LimitError, Limits, derive, network
from matcalc.checking.comparing import TooLargeError, at_points
from matcalc.checking.routes import verify_route
from matcalc.documents.derived import Routed
from matcalc.engine.differential_route import differential_route
from matcalc.engine.finishing import LONGEST_WRITTEN
from matcalc.engine.jacobian_route import jacobian_route
from matcalc.engine.limits import limited, spend
from matcalc.engine.matrix_route import RouteName
from matcalc.engine.requests import Request
from matcalc.engine.route import differentiate
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Add, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter

OTHERS = (RouteName.DIFFERENTIAL, RouteName.JACOBIAN)

FORMS_OF_THEIR_OWN = {
    ("lemma-softmax", "x", "differential"),
    ("lemma-softmax", "x", "jacobian"),
}
"""By problem, variable and route: where a route ends in another form than the index route does."""


def test_all_routes_lead_there_and_meet_on_every_problem():
    """Prints, with pytest -s, which routes lead where, and which end in the form of the index route."""
    other_forms = set()
    for name in VARIED:
        found = derive(name, route="all").derived
        leads = {route.name for route in found.routes if isinstance(route, Routed)}
        assert leads == set(OTHERS), name
        assert set(derive(name).wrt) <= {meeting.of.name for meeting in found.meetings}
        print(f"\n{name:<28}", *(f"{route.value}: {'yes' if route in leads else 'no'}" for route in OTHERS), end="")
        for meeting in found.meetings:
            assert [route for route, _ in meeting.others] == list(OTHERS)
            differing = {route.value for route, other in meeting.others if other.value is not meeting.index.value}
            other_forms |= {(name, meeting.of.name, route) for route in differing}
            print(
                f"  {meeting.of.name}" + (f" (another form by {', '.join(sorted(differing))})" if differing else ""),
                end="",
            )
    assert other_forms == FORMS_OF_THEIR_OWN


TYPED = {  # an expression that is typed has the name E from us: no gradient is said in it
    ("logsumexp(A)", "A"): "exp(A - logsumexp(A))",
    ("norm(A @ x)", "x"): "A.T @ A @ x / norm(A @ x)",
    ("det(B)", "B"): "det(B) * inv(B).T",
}


@pytest.mark.parametrize(("text", "wrt"), TYPED)
def test_no_gradient_is_said_in_the_name_that_we_gave_the_output(text, wrt):
    shapes = {name: shape for name, shape in {"A": "m×n", "B": "n×n", "x": "n"}.items() if name in text}
    (meeting,) = derive(text, wrt=wrt, shapes=shapes, route="all").derived.meetings
    assert [input_text(other.value) for _, other in meeting.others] == [TYPED[text, wrt]] * 2


@pytest.mark.parametrize("route", [differentiate, differential_route, jacobian_route])
def test_what_is_asked_for_is_written_out_however_long_it_is(route):
    terms = ["x", *(f"a{number}" for number in range(LONGEST_WRITTEN))]
    made = program([f"z = {' + '.join(terms)}", "E = sum(z**3)"], dict.fromkeys(terms, "n"))
    (array,) = (symbol for symbol in made.symbols if symbol.name == "z")
    (gradient,) = route(made, [Request(array, (array,))]).gradients
    assert input_text(gradient.value) == f"3 * ({' + '.join(terms)})**2"


@settings(max_examples=60, deadline=None)
@given(random_rows())
def test_all_routes_that_lead_there_meet_on_random_expressions(row):
    """A step, a result or a meeting that does not hold is an error; benchmarks.random_routes runs thousands."""
    try:
        found = derive(row.expression, wrt=row.wrt, shapes=dict(row.axes), route="all").derived
    except InputError:
        return
    (meeting,) = found.meetings
    assert [name for name, _ in meeting.others] == [route.name for route in found.taken]
    assert found.taken


def test_a_deep_network_is_derived_by_all_routes():
    found = derive(network(20), wrt=["W1", "b20"], route="all").derived
    assert all(meeting.is_one_form for meeting in found.meetings)


def test_the_hessian_is_derived_by_all_routes():
    found = derive("x.T @ A @ x", wrt="x", shapes="A: n×n", order=2, route="all").derived
    (second,) = found.seconds
    (meeting,) = second.meetings
    assert meeting.is_one_form
    assert [route.name for route in second.routes] == list(OTHERS)


def test_a_route_that_does_not_lead_there_says_so_and_names_those_that_do():
    lets = ["s = sum i j k l: A[i,j] A[i,k] A[i,l] A[j,k] A[j,l] A[k,l]"]
    found = derive("s**2", wrt="A", shapes="A: n×n", lets=lets, route="all")
    printer = UnicodePrinter(Glyphs({}))
    for route in found.derived.routes:
        assert "the equation of s" in printer.prose(route.reason)
    text = " ".join(found.text().split())
    assert text.count("This route does not lead there: the equation of s") == 2
    assert text.count("There is a way by the index route.") == 2


def test_one_route_is_shown_without_the_others():
    text = derive("dense-layer", route="differential").text()
    assert "By differentials" in text
    assert "δ_" not in text
    assert "∂E/∂z⁽ᵏ⁺¹⁾_i" not in text
    assert "By Jacobians" not in text


def test_a_power_of_0_in_a_product_is_no_factor_to_be_found_again():
    found = derive("sum(t*x*s)", wrt="x", lets=["t = x**0 * s"], shapes="x: n, s: n", route="all")
    assert str(found.result) == "t * s"
    assert len(found.derived.taken) == 2


@pytest.mark.parametrize("word", ["indices", "", None, 3, ["index"]])
def test_a_route_that_is_not_known_is_refused_with_those_that_are(word):
    with pytest.raises(InputError, match="known: index, differential, jacobian, all"):
        derive("dense-layer", route=word)


KRON = {"wrt": "A", "shapes": "A: m×n, x: r, B: p×q, C: m*p*r×n*q"}


def test_a_route_too_large_to_check_is_none_where_several_are_asked_for():
    found = derive("sum(kron(kron(A, x), B) * C)", **KRON, route="all")
    assert not found.derived.taken
    text = " ".join(found.text().split())
    assert text.count("This route does not lead there: too large to check: ") == 2
    with pytest.raises(InputError, match=r"^too large to check: [\d,]+ numbers in one array where .* 2,000,000 are"):
        derive("sum(kron(kron(A, x), B) * C)", **KRON, route="jacobian")


def test_a_route_too_large_to_check_does_not_take_the_others_with_it(monkeypatch):
    def refusing(route, *asked, **how):
        if route.name is RouteName.JACOBIAN:
            raise TooLargeError("too large to check: 9 numbers")
        return verify_route(route, *asked, **how)

    monkeypatch.setattr("matcalc.checking.routes.verify_route", refusing)
    found = derive("x.T @ A @ x", wrt="x", shapes="A: n×n, x: n", route="all")
    assert [route.name for route in found.derived.taken] == [RouteName.DIFFERENTIAL]
    assert [[name for name, _ in meeting.others] for meeting in found.derived.meetings] == [[RouteName.DIFFERENTIAL]]
    text = " ".join(found.text().split())
    assert "lead there: too large to check: 9 numbers. There is a way by the index route and the diff" in text


def test_a_route_that_takes_too_long_does_not_take_the_others_with_it(monkeypatch):
    def endless(*_):
        while True:
            spend("check")

    monkeypatch.setattr("matcalc.engine.jacobian_route.jacobian_route", endless)
    asked = {"wrt": "x", "shapes": "A: n×n, x: n", "limits": Limits(steps=500)}
    found = derive("x.T @ A @ x", **asked, route="all")
    assert [route.name for route in found.derived.taken] == [RouteName.DIFFERENTIAL]
    assert "does not lead there: this derivation took more than 9/10 of 500 steps" in " ".join(found.text().split())
    with pytest.raises(LimitError, match="took more than 500 steps, in the stage check"):
        derive("x.T @ A @ x", **asked, route="jacobian")


def test_a_comparison_looks_at_the_clock(monkeypatch):
    monkeypatch.setattr("matcalc.checking.drawn.look_at_clock", print)
    monkeypatch.setattr("matcalc.checking.derivatives.look_at_clock", print)
    a = Symbol("a", SCALAR)
    program = Program((a,), (Definition(Symbol("E", SCALAR), Add((a, a))),), Symbol("E", SCALAR))
    with limited(Limits(seconds=1e-9)), pytest.raises(LimitError, match="in the stage check"):
        at_points(program, program, lambda comparing: comparing.sides(a, a, ()), show=str)
