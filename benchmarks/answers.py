"""Judge the keys of sheets over the library, and mistakes, as the page of a sheet and as matcalc.check do.

    python -m benchmarks.answers [NAME …]

Every key of a sheet at level 3, and every result at level 5, is given as printed, as typed, in LaTeX and as a page
copies it; a result also to matcalc.check, as printed and as typed. All have to be right, and no mistake may be: a
transpose dropped, factors swapped, ⊙ for a matrix product. Each that is judged otherwise is printed, and the exit code
is then 1. The scripts of the page run under Node.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass

from matcalc import worksheet
from matcalc.api.derivation import Derivation
from matcalc.documents.checks import Checks
from matcalc.documents.html import JUDGES, SHORTER
from matcalc.documents.text import plain
from matcalc.errors import InputError, InvariantError
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node
from matcalc.judging.check import check
from matcalc.judging.mistakes import mistakes
from matcalc.judging.right import right_answer
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.problems.library import list_problems
from matcalc.resources import data_folder
from matcalc.worksheets.judged import checks_of
from matcalc.worksheets.sheet import Answer, Exercise

PROCESSES = 2
RIGHT = "Right"
LEVELS = (3, 5)

JUDGE = """
const { programs, judged, texts } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const pages = programs.map(answers.opened);
process.stdout.write(JSON.stringify(texts.map(
  ([label, text]) => answers.judge(text, judged[label], pages[judged[label].program]).words
)));
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """A text, who judged it, whether it has to be right, and what was said of it."""

    problem: str
    judge: str
    way: str
    text: str
    should: bool
    words: str

    @property
    def is_as_it_should_be(self) -> bool:
        return self.words.startswith(RIGHT) == self.should

    def __str__(self) -> str:
        return f"{self.problem}: {self.judge}, {self.way}: {self.text!r} is said to be: {self.words}"


def ways_to_write(answer: Answer, exercise: Exercise) -> Iterator[tuple[str, str]]:
    """A key as a student may give it."""
    right = answer.right[0]
    if not isinstance(right, Node | IndexSum):
        return
    yield "printed", plain(answer.right[:1], UnicodePrinter(exercise.glyphs, exercise.layout))
    with suppress(InvariantError):  # no way to type it
        yield "typed", input_text(right)
    latex = LatexPrinter(exercise.glyphs, exercise.layout).part(right)
    yield "LaTeX", latex
    yield "copied", rf"\displaystyle {latex.replace(*SHORTER)}"


def wrong_ways(derivation: Derivation, wrt: str, printer: UnicodePrinter) -> Iterator[str]:
    """Results with mistakes that people make, as printed: the language lets * stretch a column beside a row, not ⊙."""
    try:
        right = right_answer(derivation, wrt)
        yield from (plain((one.made,), printer) for one in mistakes(right, derivation))
    except InputError:
        return  # in index form, or of families: no mistakes are made of it


def of_problem(name: str) -> list[Judged]:
    """All texts of a problem, as they are judged."""
    found: list[Judged] = []
    for level in LEVELS:
        (exercise,) = worksheet(name, level=level, seed=1).sheets[0].exercises
        checks = checks_of(exercise)
        texts = [
            (answer.label, f"key {answer.label}, level {level}, {way}", text, True)
            for answer in exercise.answers
            for way, text in ways_to_write(answer, exercise)
        ]
        if level == LEVELS[-1]:
            assert exercise.derivation is not None
            printer = UnicodePrinter(exercise.glyphs, exercise.layout)
            for wrt, result in exercise.derivation.results.items():
                labels = [answer.label for answer in exercise.answers if answer.right[:1] == (result.value,)]
                wrong = tuple(wrong_ways(exercise.derivation, wrt, printer))
                texts += ((label, f"mistake, {wrt}", text, False) for label in labels[:1] for text in wrong)
                by_check = [("mistake", text, False) for text in wrong]
                by_check.append(("printed", plain((result.value,), printer), True))
                by_check.append(("typed", result.text, True))
                for way, text, should in by_check:
                    words = str(check(text, exercise.derivation, wrt=wrt)).replace("\n", " ")
                    found.append(Judged(name, "check", f"{way}, {wrt}", text, should, words))
        texts = [each for each in texts if each[0] in checks.judged]
        said = in_page(checks, [(label, text) for label, _, text, _ in texts])
        found += (
            Judged(name, "page", way, text, should, words)
            for (_, way, text, should), words in zip(texts, said, strict=True)
        )
    return found


def in_page(checks: Checks, texts: Sequence[tuple[str, str]]) -> list[str]:
    """What the scripts of a page say of texts that are typed for the answers with these labels."""
    given = {"programs": checks.programs, "judged": dict(checks.judged), "texts": texts}
    scripts = "\n".join((data_folder("templates") / name).read_text(encoding="utf-8") for name in JUDGES)
    done = subprocess.run(  # noqa: S603 — our own scripts
        ("node", "-e", scripts + JUDGE),  # noqa: S607 — wherever Node is
        input=json.dumps(given),
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    said: list[str] = json.loads(done.stdout)
    return said


def main(names: Sequence[str] = ()) -> int:
    """Judge the keys and mistakes of problems, of all of the library where none is named, and print the table."""
    table: Counter[tuple[str, str, bool]] = Counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        for found in pool.map(of_problem, names or list_problems()):
            for judged in found:
                table[judged.judge, "right" if judged.should else "mistakes", judged.is_as_it_should_be] += 1
                if not judged.is_as_it_should_be:
                    print(judged, flush=True)
    for judge in ("page", "check"):
        for kind in ("right", "mistakes"):
            good, bad = table[judge, kind, True], table[judge, kind, False]
            print(f"{judge:<8}{kind:<10}{good + bad:>8,} texts{bad:>8,} judged otherwise")
    return int(any(not good for _, _, good in table))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
