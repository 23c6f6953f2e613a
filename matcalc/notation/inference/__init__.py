"""Shapes that nobody declared, read off the expressions in which the arrays stand."""

from matcalc.notation.inference.infer import infer_shapes
from matcalc.notation.inference.statements import Statement, statement
from matcalc.notation.inference.told import Told

__all__ = ["Statement", "Told", "infer_shapes", "statement"]
