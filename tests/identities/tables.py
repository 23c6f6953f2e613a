"""All tables together."""

from .cookbook import COOKBOOK
from .course_notes import COURSE_NOTES
from .giles import GILES
from .machine_learning import MACHINE_LEARNING
from .magnus_neudecker import MAGNUS_NEUDECKER
from .matrixcalculus_org import MATRIXCALCULUS_ORG
from .sympy_errors import SYMPY_ERRORS
from .wikipedia import WIKIPEDIA

IDENTITIES = (
    *COOKBOOK,
    *WIKIPEDIA,
    *MAGNUS_NEUDECKER,
    *GILES,
    *COURSE_NOTES,
    *MATRIXCALCULUS_ORG,
    *MACHINE_LEARNING,
)

ALL = (*IDENTITIES, *SYMPY_ERRORS)
