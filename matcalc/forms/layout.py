"""How derivatives are laid out. ∇_x E has the shape of x in every layout, and arrays from code never change."""

from __future__ import annotations

from enum import Enum


class Layout(Enum):
    """The orientation of every printed derivative, and with it the order of the chain rule.

    GRADIENT: the derivative of a scalar has the shape of the variable; a Jacobian is output × variable.
    DENOMINATOR: the same gradients; a Jacobian is variable × output, the transpose, and the chain runs from the
    variable to the output. NUMERATOR: a Jacobian is output × variable, and so is the derivative of a scalar: ∂E/∂x is
    a row, or the transpose of the gradient; the chain runs from the output to the variable.
    """

    GRADIENT = "gradient"
    DENOMINATOR = "denominator"
    NUMERATOR = "numerator"
