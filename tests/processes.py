"""Python in processes of its own, in which sets and dictionaries of words have other orders."""

import os
import subprocess
import sys


def printed_under_every_seed(code: str, *words: str) -> str:
    """What code prints, given these arguments, which must be something, and the same under each seed of hashes."""
    command = [sys.executable, "-c", code, *words]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONPATH": os.pathsep.join(sys.path)}
    runs = [
        subprocess.run(command, env={**environment, "PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("0", "12345")
    ]
    first, second = (run.stdout for run in runs)
    assert first == second != b""
    return first.decode()
