"""Problems derived and checked, for tests of documents."""

from functools import cache

import dense_layer_by_hand as layer

from matcalc.api import Derivation, derive
from matcalc.checking.verification import ResultCheck, StepCheck, Verification
from matcalc.documents.chains import Detail
from matcalc.documents.derived import Derived
from matcalc.documents.render import Format
from matcalc.engine.differentiation import Differentiation

HOSTILE = r"\input{/etc/passwd} $x$ #% <script> `a` **b** _c_ | &amp; ~^ {" + "\N{ESCAPE}[31m"
"""Words that mean something to every target, to be printed as words."""


@cache
def derived(name: str, **asked: str | bool) -> Derivation:
    """A problem that comes with matcalc, derived and checked once, whatever tests ask for it."""
    return derive(name, **asked)


@cache
def document(name: str, form: Format, detail: Detail) -> str:
    """A problem that comes with matcalc as a document."""
    return derived(name).render(form.value, detail.value)


def unchecked(differentiation: Differentiation) -> Verification:
    """A verification that says that every step is exact: for derivations made by hand."""
    chains = [part.chain for part in (*differentiation.forward, *differentiation.gradients) if part.chain]
    steps = tuple(StepCheck(step, True, 0.0) for chain in chains for _, step in chain.walk())
    results = tuple(ResultCheck(gradient.of, True, 0.0) for gradient in differentiation.gradients if gradient.chain)
    return Verification(steps, results, 2, (("m", 3), ("n", 5)), 0)


def by_hand_derived(**changed: object) -> Derived:
    """The layer that was derived by hand."""
    return Derived(layer.problem(**changed), layer.DIFFERENTIATION, unchecked(layer.DIFFERENTIATION))
