"""The rows in matcalc: from the text to the derivation, with its checks and without them."""

from __future__ import annotations

from importlib import import_module
from unittest import mock

import matcalc
from matcalc.api.derivation import Derivation
from matcalc.checking.verification import Verification
from tests.identities.identity import Identity

UNCHECKED = Verification(steps=(), results=(), points=0, sizes=(), seed=0)


def derivation(row: Identity) -> Derivation:
    """Derived and checked."""
    return matcalc.derive(
        row.expression,
        wrt=row.wrt,
        shapes=dict(row.axes),
        lets=list(row.lets),
        order=row.order,
        assume=list(row.assume),
        hvp="v" if row.kind == "hvp" else None,
    )


def unchecked(row: Identity) -> Derivation:
    """Derived only: the one call that checks is left out."""
    with mock.patch.object(import_module("matcalc.api.derive"), "checked", return_value=UNCHECKED):
        return derivation(row)
