"""What many tests use."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# no test is timed: a busy machine would fail it
settings.register_profile("untimed", deadline=None, suppress_health_check=(HealthCheck.too_slow,), print_blob=True)
settings.register_profile("repeatable", settings.get_profile("untimed"), derandomize=True)
settings.register_profile("searching", settings.get_profile("untimed"), max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

LAYER = """
title = "Layer"

[shapes]
W = "m×n"
a = "n"
b = "m"

[[define]]
name = "z"
expr = "W @ a + b"

[[define]]
name = "a_next"
expr = "f(z)"

[upstream]
of = "a_next"

[[derive]]
wrt = "W"
expect = "grad_z @ a.T"
"""


@pytest.fixture
def layer() -> str:
    """A dense layer, as short as a problem can be."""
    return LAYER


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    """Writes a text to a file x.toml and gives its path."""

    def write(text: str) -> Path:
        path = tmp_path / "x.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write
