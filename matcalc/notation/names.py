"""What may be the name of an array, and which names have a meaning of their own."""

import re

from matcalc.errors import LanguageError
from matcalc.forms.functions import KNOWN, RESERVED

LETTERS = "A-Za-zΓΔΘΛΞΠΣΥΦΨΩα-ξπ-ω"
"""The letters of names: Latin and Greek, without the Greek ones that look Latin."""

NAME = re.compile(f"[{LETTERS}][{LETTERS}0-9_]*")

ALLOWED = "names are letters a–z, A–Z and Greek letters (not those that look Latin), digits and underscores"

GRADIENT_PREFIX = "grad_"
JACOBIAN_PREFIX = "jac_"

PREFIXES = {GRADIENT_PREFIX: "gradients", JACOBIAN_PREFIX: "Jacobians"}
"""How names begin that stand for derivatives of the output, and for which."""

DELTA = "delta"
"""The Kronecker delta."""

AXIS = "axis"
"""Of a sum: the name of an argument."""

PI = "pi"
PI_NAMES = (PI, "π")

STRUCTURAL = (
    *("sum", "mean", "var", "softmax", "log_softmax", "logsumexp", "norm", "norm1", "norm2sq", "dot", "outer"),
    *("tr", "det", "logdet", "inv", "diag", "diag_of", "kron", "vec", "unvec", "commutation"),
    *("hstack", "vstack", "ones", "zeros", "eye"),
)
"""Functions that are not elementwise."""

FUNCTION_NAMES = frozenset((*KNOWN, *RESERVED, *STRUCTURAL))


def check_name(name: str) -> str:
    """`name`, if an array may be called so.

    Raises LanguageError where it is no name, that of a function, an argument or a number, or begins with grad_ or jac_.
    """
    match = NAME.match(name)
    if match is None or match.end() != len(name):
        place = match.end() if match else 0
        raise LanguageError(f"{name!r} is not a name: {ALLOWED}, a letter first", name, place)
    if name in FUNCTION_NAMES:
        raise LanguageError(f"{name} is the name of a function; call the array something else", name, 0)
    if name == AXIS:
        raise LanguageError(f"{AXIS} is what a sum goes along, sum(A, axis=0); call the array something else", name, 0)
    if name == PI:
        raise LanguageError(f"{PI} is the number 3.14159…; call the array something else, such as π or p", name, 0)
    for prefix, stands_for in PREFIXES.items():
        if name.startswith(prefix):
            raise LanguageError(f"names that begin with {prefix} stand for {stands_for}; choose another", name, 0)
    return name
