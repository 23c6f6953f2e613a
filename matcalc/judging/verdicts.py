"""A verdict on what somebody wrote, which shows itself: as text, in a notebook, and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from matcalc.chain import Numerals
from matcalc.documents.markdown import typeset
from matcalc.documents.page import Sentence
from matcalc.documents.text import shown_by_ipython
from matcalc.forms.layout import Layout
from matcalc.judging.findings import Counterexample, Finding, How, Kind, Repair, Rows
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter

SCHEMA = 1
"""Of as_dict: raised where a key changes its meaning or goes."""

UNREADABLE = 2
"""The exit code of what can not be read."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether what somebody wrote is right, and what is wrong with it. True where it is right, finished or not.

    place: where it can not be read, or its shapes do not fit, the text with a caret below; else empty. layout: that in
    which derivatives by arrays are printed. is_read: whether it could be read.
    """

    finding: Finding
    glyphs: Glyphs
    place: str = ""
    layout: Layout = Layout.GRADIENT
    is_read: bool = True

    @property
    def kind(self) -> Kind:
        """Right, unfinished (right, and something is left to do), wrong or undecided."""
        return self.finding.kind

    @property
    def is_right(self) -> bool:
        """Whether it is right, finished or not."""
        return self.kind in (Kind.RIGHT, Kind.UNFINISHED)

    @property
    def exit_code(self) -> int:
        """That of `matcalc check`: of its kind, or 2 where it could not be read."""
        return self.kind.exit_code if self.is_read else UNREADABLE

    @property
    def words(self) -> Sentence:
        """The verdict in a sentence or more."""
        return self.finding.words

    @property
    def diagnosis(self) -> Sentence:
        """What is wrong, and what is needed; empty where that is not known."""
        return self.finding.diagnosis

    @property
    def repair(self) -> Repair | None:
        """The smallest change that makes it right, where one was found."""
        return self.finding.repair

    @property
    def counterexample(self) -> Counterexample | None:
        """Small arrays on which the two sides differ, where some were found."""
        return self.finding.counterexample

    @property
    def how(self) -> How | None:
        """How the values were compared; None where it did not come to that."""
        return self.finding.how

    def as_dict(self) -> dict[str, object]:
        """The verdict as plain data, the same keys for every verdict.

        schema: 1. kind: right, unfinished, wrong or undecided. right: whether it is right, finished or not. words,
        diagnosis: texts. place: lines of the input with a caret, or empty. repair: name, what, text, before, after, or
        null. counterexample: given, assumed, left, right, exactly, or null. how: exactly, error, bound, points, sizes,
        or null.
        """
        finding = self.finding
        return {
            "schema": SCHEMA,
            "kind": self.kind.value,
            "right": self.is_right,
            "words": self._plain(self.words),
            "diagnosis": self._plain(self.diagnosis),
            "place": self.place,
            "repair": None if finding.repair is None else finding.repair.as_dict(),
            "counterexample": None if finding.counterexample is None else finding.counterexample.as_dict(),
            "how": None if finding.how is None else finding.how.as_dict(),
        }

    def to_json(self) -> str:
        """The text of as_dict in JSON, keys in its order."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def text(self) -> str:
        """The verdict as text, with how the values were compared in the last line."""
        how = self.finding.how
        return str(self) if how is None else f"{self}\n{how.words[0].upper()}{how.words[1:]}."

    def __bool__(self) -> bool:
        return self.is_right

    def __str__(self) -> str:
        parts = [self._plain(each) for each in self._paragraphs()]
        return "\n".join(parts[:1] + [self.place] * bool(self.place) + parts[1:])

    def __repr__(self) -> str:
        known = {Kind.RIGHT: "right", Kind.UNFINISHED: "right, unfinished", Kind.UNDECIDED: "undecided"}
        return f"<Verdict: {known.get(self.kind, 'not right')}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002  # as IPython calls it
        """What a notebook keeps as plain text, and a terminal shows: the words, not the escapes of Markdown."""
        shown_by_ipython(str(self), printer)

    def _repr_markdown_(self) -> str:
        first, *others = (typeset(each, LatexPrinter(self.glyphs, self.layout)) for each in self._paragraphs())
        code = "".join(f"\n    {line}" for line in self.place.splitlines())
        below = "".join(f"\n\n{each}" for each in others)
        return f"{first}\n{code}{below}" if code else f"{first}{below}"

    def _paragraphs(self) -> list[Sentence]:
        """The verdict, then what is wrong, then the example, then how it is known."""
        finding = self.finding
        found = [finding.words]
        if finding.diagnosis:
            found.append(finding.diagnosis)
        if finding.counterexample is not None:
            found.append(said_of(finding.counterexample))
        return found

    def _plain(self, words: Sentence) -> str:
        return UnicodePrinter(self.glyphs, self.layout).prose(words)  # type: ignore[arg-type]


def said_of(example: Counterexample) -> Sentence:
    """A counter-example in words."""
    words: list[Any] = ["For example, "]
    if example.given or example.assumed:
        words = ["For example, take "]
    for number, (name, rows) in enumerate(example.given.items()):
        words += [", "] * bool(number) + [example.names[name], " = ", Numerals(rows)]
    for number, each in enumerate(example.assumed):
        words.append(f"{', ' if number or example.given else ''}{each}")
    if example.exactly:
        return (
            *words,
            ": the left side is ",
            Numerals(example.left),
            ", the right side ",
            Numerals(example.right),
            ".",
        )
    left, right = map(_decimals, (example.left, example.right))
    return (*words, f": the left side is about {left}, the right side about {right}.")


def _decimals(rows: Rows) -> str:
    """Rounded numbers, as arrays are printed in text."""
    text = "; ".join(" ".join(f"{float(number):g}" for number in row) for row in rows).replace("-", "−")
    return text if len(rows) == len(rows[0]) == 1 else f"[{text}]"
