"""All tables together."""

from .cookbook import COOKBOOK

IDENTITIES = COOKBOOK
SYMPY_ERRORS = ()
