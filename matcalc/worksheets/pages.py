"""The page of a derivation that an exercise is made of."""

from __future__ import annotations

from dataclasses import replace

from matcalc.api.derivation import Derivation
from matcalc.documents.chains import Detail
from matcalc.documents.compose import Worked, worked
from matcalc.documents.glyphs import glyphs_of
from matcalc.notation.glyphs import Glyphs


def page_of(derivation: Derivation) -> tuple[Worked, Glyphs]:
    """The page in normal detail and without figures, and how its names are printed."""
    derived = derivation.derived
    presentation = replace(derivation.presentation, detail=Detail.NORMAL, figures=False)
    glyphs = glyphs_of(derived.problem, *derived.programs, notation=presentation.notation)
    return worked(derived, presentation, glyphs), glyphs
