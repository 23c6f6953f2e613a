"""pdflatex on a document that a test has made."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

needs_pdflatex = pytest.mark.skipif(shutil.which("pdflatex") is None, reason="pdflatex is not installed")


def log_of(tex: str, folder: Path) -> str:
    """What pdflatex says of a document, which it has to typeset without an error."""
    (folder / "a.tex").write_text(tex, encoding="utf-8")
    run = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "a.tex"],
        cwd=folder,
        capture_output=True,
        timeout=60,
        check=False,
    )
    log = run.stdout.decode("latin-1")
    assert run.returncode == 0, log[-2000:]
    return log
