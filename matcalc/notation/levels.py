"""How tightly printed mathematics holds together: what decides where brackets go, for every target."""

from enum import IntEnum

from matcalc.notation.glyphs import Glyph


class Level(IntEnum):
    """From loosest to tightest. A part is put in brackets where it stands in a place that needs a tighter one.

    SCRIPTED has a superscript and takes no more scripts; SUBSCRIPTED still takes a superscript; ATOM takes both.
    """

    SUM = 0
    SIGNED = 1
    ENTRYWISE = 2
    PRODUCT = 3
    SCRIPTED = 4
    SUBSCRIPTED = 5
    ATOM = 6


def level_of(glyph: Glyph) -> Level:
    """How tightly a name holds together."""
    if glyph.layer:
        return Level.SCRIPTED
    return Level.SUBSCRIPTED if glyph.has_subscript else Level.ATOM


Printed = tuple[str, Level]
"""The text of a part, and how tightly it holds together."""
