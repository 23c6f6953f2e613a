"""What linters say of files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def ruff(folder: Path, *command: str) -> str:
    """What ruff has to say, with the rules and the width it has when nobody sets any."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def assert_clean(folder: Path) -> None:
    assert ruff(folder, "check", "--output-format", "concise") == ""
    assert ruff(folder, "format", "--check") == ""
