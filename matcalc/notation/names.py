"""What may be the name of an array, and which names have a meaning of their own."""

import re

from matcalc.errors import LanguageError
from matcalc.forms.functions import KNOWN, RESERVED

LETTERS = "A-Za-zΓΔΘΛΞΠΣΥΦΨΩα-ξπ-ω"
"""The letters of names: Latin and Greek, without the Greek ones that look Latin."""

NAME = re.compile(f"[{LETTERS}][{LETTERS}0-9_]*")

ALLOWED = "names are letters a–z, A–Z and Greek letters (not those that look Latin), digits and underscores"

GRADIENT_PREFIX = "grad_"

STRUCTURAL = ("sum", "tr", "diag", "diag_of", "dot", "outer", "norm2sq", "hstack", "vstack", "ones", "zeros", "eye")
"""Functions that are not elementwise."""

FUNCTION_NAMES = frozenset((*KNOWN, *RESERVED, *STRUCTURAL))


def check_name(name: str) -> str:
    """`name`, if an array may be called so.

    Raises LanguageError where it is no name, the name of a function, or begins with grad_.
    """
    match = NAME.match(name)
    if match is None or match.end() != len(name):
        place = match.end() if match else 0
        raise LanguageError(f"{name!r} is not a name: {ALLOWED}, a letter first", name, place)
    if name in FUNCTION_NAMES:
        raise LanguageError(f"{name} is the name of a function; call the array something else", name, 0)
    if name.startswith(GRADIENT_PREFIX):
        raise LanguageError(f"names that begin with {GRADIENT_PREFIX} stand for gradients; choose another", name, 0)
    return name
