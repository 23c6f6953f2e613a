"""The dense layer in every format, to the character. `python tests/golden/update.py` writes the files anew."""

from pathlib import Path

import pytest
from documents_derived import document

from matcalc.documents.chains import Detail
from matcalc.documents.render import Format

GOLDEN = [("txt", Format.TEXT), ("tex", Format.LATEX), ("md", Format.MARKDOWN), ("json", Format.JSON)]


@pytest.mark.parametrize(("ending", "form"), GOLDEN)
def test_dense_layer_is_as_it_was(ending, form):
    expected = (Path(__file__).parent / "golden" / f"dense-layer.{ending}").read_text(encoding="utf-8")
    assert document("dense-layer", form, Detail.NORMAL) == expected
