"""Several things in one sentence."""

from __future__ import annotations

from matcalc.chain import listed
from matcalc.forms.matrix_form import Number


def test_what_is_listed_has_commas_and_one_and():
    assert listed([]) == ()
    assert listed(["a"]) == ("a",)
    assert listed(["a", "b"]) == ("a", " and ", "b")
    one, two, three = map(Number, (1, 2, 3))
    assert listed([one, two, three]) == (one, ", ", two, " and ", three)
