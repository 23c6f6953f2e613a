"""A handful of documents, to the character. `python tests/golden/update.py` writes the files anew."""

from pathlib import Path

import pytest
from golden_documents import GOLDEN


@pytest.mark.parametrize("name", GOLDEN)
def test_a_document_is_as_it_was(name):
    expected = (Path(__file__).parent / "golden" / name).read_text(encoding="utf-8")
    assert GOLDEN[name]() == expected
