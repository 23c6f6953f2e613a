"""Our own documents, checked: no line of a right derivation may be called wrong, and a spoiled one has to be.

    python -m benchmarks.own_documents --count 24 --seed 0

Problems of the library are derived, by turns in all routes and layouts and at each detail, and the Markdown is checked
as if somebody had typed it. In each document a step is then spoiled in a few ways, in the LaTeX itself: a transpose
dropped, two factors swapped, a sign turned. The exit code is 1 where a line of a right document is called wrong or a
document is refused.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import matcalc
from benchmarks.random_expressions import TooLongError, at_most
from matcalc.errors import InputError
from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked
from matcalc.problems.library import list_problems

PROCESSES = 2
SECONDS = 90
WAYS = (
    ("index", "gradient", "full"),
    ("differential", "numerator", "normal"),
    ("jacobian", "denominator", "full"),
    ("all", "all", "normal"),
    ("index", "denominator", "brief"),
    ("index", "numerator", "full"),
)
"""Route, layout and detail, by turns."""

SPOILED = 2
"""Lines of each document that are spoiled."""

TRANSPOSE = re.compile(r"\^\{\\top\}")
FACTORS = re.compile(
    r"(?P<first>\\boldsymbol\{\w\}(?:_\{\w+\}|\^\{\\top\})*)\\, (?P<second>\\boldsymbol\{\w\}(?:_\{\w+\}|\^\{\\top\})*)"
)
SIGN = re.compile(r" (?P<sign>[+-]) ")


@dataclass(frozen=True)
class Document:
    """A document of ours as it is checked. lines: of each verdict so many; called_wrong: the lines that are."""

    name: str
    counts: Counter[str]
    called_wrong: tuple[str, ...]
    seconds: float
    refused: str = ""
    spoiled: tuple[tuple[str, str, str], ...] = ()
    """Of each spoiled line how, the verdict on it, and the line."""


def document(name: str, route: str, layout: str, detail: str) -> str:
    """A problem of the library, derived, as Markdown."""
    return matcalc.derive(name, route=route, layout=layout).markdown(detail=detail)


def checked(text: str) -> Checked:
    """The verdicts on a document."""
    return check_manuscript(manuscript_of(text.encode(), "document.md"))


def spoilings(typed: str) -> Iterator[tuple[str, str]]:
    """A step with a mistake in it, each with its name. Whether it is one the arrays decide: uᵀv is vᵀu."""
    if (found := TRANSPOSE.search(typed)) is not None:
        yield "transpose dropped", typed[: found.start()] + typed[found.end() :]
    if (found := FACTORS.search(typed)) is not None and found["first"] != found["second"]:
        swapped = f"{found['second']}\\, {found['first']}"
        yield "factors swapped", typed[: found.start()] + swapped + typed[found.end() :]
    if (found := SIGN.search(typed)) is not None:
        turned = {"+": " - ", "-": " + "}[found["sign"]]
        yield "sign turned", typed[: found.start()] + turned + typed[found.end() :]


def spoiled(text: str, right: Checked, count: int, seed: int) -> Iterator[tuple[str, str, str]]:
    """Some lines that are right in a document, each spoiled alone: how, the verdict on it, and the line."""
    chance = random.Random(seed)  # noqa: S311 — test data
    lines = text.split("\n")
    offered = [
        (line.number, line.typed, how, other)
        for line in right.lines
        if line.verdict.is_right and lines[line.number - 1].count(line.typed) == 1
        for how, other in spoilings(line.typed)
    ]
    for number, typed, how, other in chance.sample(offered, min(count, len(offered))):
        changed = list(lines)
        changed[number - 1] = changed[number - 1].replace(typed, other)
        verdicts = [line.verdict.kind for line in checked("\n".join(changed)).lines if line.number == number]
        kinds = {Kind.WRONG, Kind.UNDECIDED, Kind.UNFINISHED, Kind.RIGHT} & set(verdicts)
        worst = next((kind for kind in (Kind.WRONG, Kind.UNDECIDED, Kind.UNFINISHED) if kind in kinds), None)
        yield how, "not read" if not verdicts else "right" if worst is None else worst.value, other


def outcome(job: tuple[str, str, str, str, int, int]) -> Document:
    """One problem in one way."""
    name, route, layout, detail, spoils, seed = job
    shown = f"{name}, route {route}, layout {layout}, detail {detail}"
    start = time.process_time()
    try:
        with at_most(SECONDS):
            text = document(name, route, layout, detail)
            found = checked(text)
    except (InputError, TooLongError) as error:
        refused = "too slow" if isinstance(error, TooLongError) else str(error).partition("\n")[0]
        return Document(shown, Counter(), (), time.process_time() - start, refused)
    counts = Counter(line.verdict.kind.value for line in found.lines)
    counts["not read"] = len(found.unread)
    called_wrong = tuple(f"line {line.number}: {line.typed}\n        {line.verdict}" for line in found.wrong)
    seconds = time.process_time() - start
    try:
        with at_most(SECONDS):
            changed = tuple(spoiled(text, found, spoils, seed))
    except TooLongError:
        changed = ()
    return Document(shown, counts, called_wrong, seconds, spoiled=changed)


def report(found: Sequence[Document]) -> None:
    """The sums, every line that is called wrong, and what became of the spoiled ones."""
    for one in found:
        if one.called_wrong or one.refused:
            print(f"{one.name}: {one.refused or f'{len(one.called_wrong)} called wrong'}")
            for line in one.called_wrong:
                print(f"    {line}")
    counts = sum((one.counts for one in found), Counter[str]())
    total = max(sum(counts.values()), 1)
    said = ", ".join(f"{verdict} {count} ({100 * count / total:.1f} %)" for verdict, count in counts.most_common())
    print(f"{len(found)} documents, {sum(bool(one.refused) for one in found)} refused: {said}")
    for how in sorted({each[0] for one in found for each in one.spoiled}):
        verdicts = Counter(each[1] for one in found for each in one.spoiled if each[0] == how)
        print(f"{how}: {', '.join(f'{verdict} {count}' for verdict, count in verdicts.most_common())}")
    for one in found:
        for how, verdict, line in one.spoiled:
            if verdict in (Kind.RIGHT.value, Kind.UNFINISHED.value):
                print(f"    {one.name}: {how}, and still right: {line}")
    times = sorted(one.seconds for one in found)
    print(f"median {times[len(times) // 2]:.1f} s, slowest {times[-1]:.1f} s")


def main() -> int:
    """Check so many documents on two processes and print what became of their lines."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=24, help="documents")
    parser.add_argument("--seed", type=int, default=0, help="which problem comes first, and what is spoiled")
    parser.add_argument("names", nargs="*", help="problems; all of the library by turns without any")
    asked = parser.parse_args()
    names = asked.names or list_problems()
    places = [(asked.seed + at) for at in range(asked.count)]
    jobs = [(names[at % len(names)], *WAYS[at % len(WAYS)], SPOILED, asked.seed) for at in places]
    with ProcessPoolExecutor(PROCESSES) as pool:
        found = list(pool.map(outcome, jobs))
    report(found)
    return int(any(one.called_wrong or one.refused for one in found))


if __name__ == "__main__":
    sys.exit(main())
