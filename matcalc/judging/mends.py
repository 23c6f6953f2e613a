"""What goes wrong in what somebody wrote, and in which order the changes that mend it are tried."""

from __future__ import annotations

from enum import Enum


class Mend(Enum):
    """What the mistake is that a change mends, in words. The smallest change first; of several that do, the first.

    A mark before an operator, what is there before what is not, a factor before a term.
    """

    TRANSPOSE_DROPPED = "a transpose is missing"
    TRANSPOSE_ADDED = "a transpose is too many"
    OUTER_TURNED = "the outer product is the other way round"
    ORDER_SWAPPED = "two factors are in the wrong order"
    ENTRYWISE_FOR_PRODUCT = "⊙ stands for a matrix product"
    PRODUCT_FOR_ENTRYWISE = "a matrix product stands for ⊙"
    SIGN = "a sign is wrong"
    NUMBER = "a number is wrong"
    BRACKETS = "brackets are missing, or stand in the wrong place"
    LENGTH = "a length is missing or too many"
    POWER = "a power is wrong"
    FUNCTION_FOR_DERIVATIVE = "a function stands for its derivative"
    DERIVATIVE_FOR_FUNCTION = "a derivative stands for its function"
    INVERSE_DROPPED = "an inverse is missing"
    INVERSE_ADDED = "an inverse is too many"
    RESULT_TURNED = "the result is turned into its transpose"
    DERIVATIVE_FORGOTTEN = "the derivative of a function is forgotten"
    UPSTREAM_FORGOTTEN = "the gradient from above is forgotten"
    DIAGONAL_FORGOTTEN = "a vector stands for the diagonal matrix of it"
    PRODUCT_RULE = "a product of derivatives stands for the derivative of a product"
    QUOTIENT_RULE = "a quotient of derivatives stands for the derivative of a quotient"
    TAKEN_APART = "a function is taken apart that can not be"
    TERM_ADDED = "a term is too many"
    FACTOR_ADDED = "a factor is too many"
    NAME = "one array stands for another"
    SUM_FORGOTTEN = "a sum is forgotten"
    SUM_ADDED = "a sum is too many"
    TWIN_FORGOTTEN = "the transposed twin of a term is forgotten"
    OTHER_ORDER = "the same product in the other order is missing"
    TERM_FORGOTTEN = "a term is forgotten"
    FACTOR_FORGOTTEN = "a factor is forgotten"

    @property
    def rank(self) -> int:
        """The place in the order."""
        return list(Mend).index(self)
