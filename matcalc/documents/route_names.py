"""What the routes are called on a page."""

from matcalc.engine.matrix_route import RouteName

TITLES = {
    RouteName.INDEX: "By indices",
    RouteName.DIFFERENTIAL: "By differentials",
    RouteName.JACOBIAN: "By Jacobians",
}

SPOKEN = {
    RouteName.INDEX: "index",
    RouteName.DIFFERENTIAL: "differential",
    RouteName.JACOBIAN: "Jacobian",
}
"""In the middle of a sentence: the … route."""
