"""How derivatives are laid out. ∇_x E has the shape of x in every layout, and arrays from code never change."""

from __future__ import annotations

from enum import Enum

from matcalc.forms.shapes import Shape


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

    def is_variable_first(self, output: Shape) -> bool:
        """Whether the derivative of such an output is variable × output: of a scalar, of the shape of the variable."""
        return self is Layout.DENOMINATOR or (self is Layout.GRADIENT and output.is_scalar)

    def turns(self, output: Shape) -> bool:
        """Whether the derivative of such an output is the transpose of what is derived.

        Derived are the gradient of a scalar, of the shape of the variable, and of an array output × variable.
        """
        return self.is_variable_first(output) is not output.is_scalar
