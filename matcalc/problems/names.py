"""Which names a user may give to an array, and how it may be printed."""

import re

from matcalc.errors import LanguageError
from matcalc.notation.glyphs import PrintStyle
from matcalc.notation.names import DELTA, LETTERS, check_name
from matcalc.problems.tables import Table, shown

LONGEST_NAME = 40

_GLYPH = re.compile(rf"[{LETTERS}][{LETTERS}0-9_]{{0,19}}")
_LAYER = re.compile(rf"[{LETTERS}0-9+−-]{{1,12}}")


def fault_of_name(name: str) -> str | None:
    """Why an array can not be called `name`, or None where it can."""
    if len(name) > LONGEST_NAME:
        return f"the name {shown(name)} has {len(name)} characters; at most {LONGEST_NAME} are allowed"
    if name == DELTA:
        return f"{name} is the Kronecker delta; call the array something else"
    try:
        check_name(name)
    except LanguageError as error:
        sentence, _, _ = str(error).partition("\n")
        return sentence
    return None


def print_style(table: Table) -> PrintStyle:
    """How a name is printed: structure, never markup. Raises InputError for anything else."""
    table.require(("symbol", "layer", "cotangent"), ())
    letters = "at most 20 letters (Latin or Greek), digits and underscores, a letter first"
    for key, pattern, allowed in (
        ("symbol", _GLYPH, letters),
        ("layer", _LAYER, "at most 12 letters, digits, + and −, such as k+1"),
        ("cotangent", _GLYPH, letters),
    ):
        text = table.optional_text(key)
        if text is not None and not pattern.fullmatch(text):
            raise table.error(f"{key} = {shown(text)} can not be printed; it may have {allowed}")
    return PrintStyle(table.optional_text("symbol"), table.optional_text("layer"), table.optional_text("cotangent"))
