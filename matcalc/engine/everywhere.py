"""The strategy of the Jacobian route."""

from matcalc.engine.node_strategies import everywhere

__all__ = ["everywhere"]
