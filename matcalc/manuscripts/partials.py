"""What is wrong with a line that has ∂E/∂z in a matrix expression, in the layout in which least is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from matcalc.checking.claims.statement import DerivativeOf, GradientAt, Subject
from matcalc.documents.page import Sentence
from matcalc.errors import InputError, InvariantError
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.forms.oriented import in_layout
from matcalc.judging.comparison import Setting
from matcalc.judging.diagnosis import diagnosed
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import example_of
from matcalc.judging.leniently import read_leniently
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted, right_of
from matcalc.judging.written import ClashError, Written, shape_of
from matcalc.notation.statements_in import Orientation

LAYOUTS = (Layout.GRADIENT, Layout.DENOMINATOR, Layout.NUMERATOR)
"""The usual one first."""


WRONG = Finding(Kind.WRONG, ("Wrong: it is not equal to what stands before it.",))


def with_partials(text: str, left: str | Subject, setting: Setting, expected: Layout) -> Verdict:
    """The verdict on a wrong right side, in the layout in which the fewest changes mend it.

    left: what the left side is about, or its text where that is an expression. expected: the layout to be tried first.
    """
    found: list[tuple[int, Layout, Finding]] = []
    usual = WRONG
    for layout in dict.fromkeys((expected, *LAYOUTS)):
        try:
            finding = _in(layout, text, left, setting)
        except (InputError, InvariantError):
            continue
        if finding.repair is not None:
            found.append((finding.repair.name.count("+"), layout, finding))
        elif layout is expected:
            usual = replace(WRONG, diagnosis=finding.diagnosis, counterexample=finding.counterexample)
    if not found:
        return Verdict(usual, setting.glyphs)
    _, layout, finding = min(found, key=lambda each: each[0])
    return Verdict(replace(finding, words=_words(finding, layout, expected)), setting.glyphs, layout=layout)


def _in(layout: Layout, text: str, left: str | Subject, setting: Setting) -> Finding:
    program = setting.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    orientation = Orientation(layout, program.output)

    def written(side: str) -> Written:
        return read_leniently(side, symbols, program.output.shape, orientation=orientation)

    wanted, said = written(left).node if isinstance(left, str) else _subject(left, setting, layout), written(text)
    if isinstance(left, GradientAt | DerivativeOf):
        setting = replace(setting, right=right_of(Wanted(wanted, setting, subject=left)))
    finding = diagnosed(wanted, said, setting)
    try:
        shape_of(said)
        return replace(finding, counterexample=example_of(wanted, said.node, setting))
    except ClashError:
        return finding


def _subject(subject: Subject, setting: Setting, layout: Layout) -> Node:
    if isinstance(subject, DerivativeOf):
        return in_layout(subject.of, subject.by, setting.program.output, layout)
    return Cotangent(subject.of) if isinstance(subject, GradientAt) else subject.of


def _words(finding: Finding, layout: Layout, expected: Layout) -> Sentence:
    """What is found, and in which layout where it is not the one that is expected."""
    if layout is expected:
        return finding.words
    return (*finding.words, f" It is read in {layout.value} layout, in which least is wrong with it.")
