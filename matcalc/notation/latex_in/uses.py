"""What a name is seen doing in a document."""

from __future__ import annotations

from enum import Enum


class Use(Enum):
    """What a name is seen doing."""

    TRANSPOSED = "transposed"
    INVERTED = "inverted"
    IN_TRACE = "in tr, det or an inverse"
    ENTRYWISE = "beside ⊙"
    IN_NORM = "in a norm"
    IN_SOFTMAX = "in a softmax"
    AFTER_MATRIX = "after a matrix"
    ARGUMENT = "in brackets after a capital"
    AFTER_ROW = "after a transposed letter"
    TOP = "on top of ∂"
    BELOW = "below ∂"
    AFTER_NABLA = "after ∇"
    CALLED = "before brackets"
    PRIMED = "with a prime"
    DIAGONAL = "in diag"
    DIVISOR = "divided by"
    AT_NABLA = "at the foot of ∇"
    AFTER_BARE_NABLA = "after ∇ without a foot"
    AFTER_VECTOR = "after a transposed small letter"
    EACH = "a vector for each index of a sum"


DERIVED = frozenset({Use.TOP, Use.BELOW, Use.AFTER_NABLA, Use.AFTER_BARE_NABLA})
"""Uses in derivatives."""
