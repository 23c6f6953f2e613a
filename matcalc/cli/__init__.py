"""Floor 9: the command line. What it does not need at once it imports in the command that does."""

from matcalc.cli.commands import main

__all__ = ["main"]
