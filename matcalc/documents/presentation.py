"""How a derivation is to be shown, whatever the target."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.documents.chains import Detail
from matcalc.forms.layout import Layout
from matcalc.notation.settings import USUAL, Notation


@dataclass(frozen=True, slots=True)
class Presentation:
    """layouts: that of the page, then those that it is compared with.

    why: whether the section on the operators is shown; None where nobody says. notation: how names are printed.
    figures: whether the computation graph and the tensor networks of what is collapsed are shown.
    """

    detail: Detail = Detail.NORMAL
    layouts: tuple[Layout, ...] = (Layout.GRADIENT,)
    why: bool | None = None
    notation: Notation = USUAL
    figures: bool = False

    @property
    def layout(self) -> Layout:
        """That of the page."""
        return self.layouts[0]

    @property
    def gives_reasons(self) -> bool:
        """Whether a page closes with the reasons for its operators: if that is asked for, or if it shows all."""
        if self.why is not None:
            return self.why
        return len(self.layouts) > 1 or self.detail is Detail.FULL
