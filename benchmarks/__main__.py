"""Derive, grow, run and start, side by side with the peers, and say which targets are met.

    python -m benchmarks [deriving] [growth] [running] [starting]

Without a name all four parts are run, in a quarter of an hour on two cores. Each writes its section of
docs/benchmarks.md and its plot beside it. The exit code is 1 where a target is missed. Each part runs in a process of
its own.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

from benchmarks.parts import PARTS, section_of
from benchmarks.report import Section, page

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main(names: Sequence[str] = (), found: Callable[[str], Section] = section_of, path: Path = PAGE) -> int:
    """Run the parts, all where none is named; write their sections and print their targets."""
    missed = 0
    for name in names or PARTS:
        start = perf_counter()
        section = found(name)
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        path.write_text(page(before, [section], [part.capitalize() for part in PARTS]), encoding="utf-8")
        print(f"{section.title}, {perf_counter() - start:.0f} s")
        for target in section.targets:
            missed += target.missed
            print(f"  {target}", flush=True)
    print(f"targets missed: {missed}")
    return int(missed > 0)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="part")
    chosen = parser.parse_args().parts
    if unknown := [name for name in chosen if name not in PARTS]:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    sys.exit(main(chosen))
