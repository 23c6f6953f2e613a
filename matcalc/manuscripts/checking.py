"""Every line of a document against the one before: which are right, which step is the first wrong one, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from matcalc.chain import Expression
from matcalc.checking.claims.results import facts_in
from matcalc.checking.claims.saying import arrays_listed
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt
from matcalc.checking.claims.targets import targets
from matcalc.checking.claims.turning import in_problem
from matcalc.documents.columns import wrapped
from matcalc.documents.page import Sentence
from matcalc.errors import InputError, InvariantError, printable
from matcalc.forms.facts import Facts
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.judging.claims import (
    Wanted,
    derivative_wanted,
    entries_wanted,
    equation_wanted,
    gradient_wanted,
    judged_side,
)
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.judge import undecided
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.claims import Anchor, Claim, anchor_of, claims_in
from matcalc.manuscripts.clash_words import clash_words, lines_of
from matcalc.manuscripts.compared import Compared, sides_of
from matcalc.manuscripts.conventions import Conventions, conventions_of
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.reading import Read, read
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.terminal import INDENT, paragraphs, printer_of, short
from matcalc.manuscripts.understood import ending_in
from matcalc.manuscripts.written_out import with_lets_written_out
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.statements_in import stated_subject

SCHEMA = 1
"""Of as_dict: raised where a key changes its meaning or goes."""


@dataclass(frozen=True, slots=True)
class Line:
    """A member of a chain with the verdict on it. is_first: whether it is the first wrong step of its chain."""

    claim: Claim
    verdict: Verdict
    is_first: bool = False

    @property
    def line(self) -> int:
        return self.claim.line

    def as_dict(self) -> dict[str, object]:
        """line, typed, first (whether it is the first wrong step of its chain), and the keys of the verdict."""
        return {
            "line": self.line,
            "typed": self.claim.said.typed,
            "first": self.is_first,
            **self.verdict.as_dict(),
        }


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a document."""

    read: Read
    lines: tuple[Line, ...]
    conventions: Conventions

    @property
    def wrong(self) -> tuple[Line, ...]:
        """The lines that are wrong."""
        return tuple(line for line in self.lines if line.verdict.kind is Kind.WRONG)

    @property
    def exit_code(self) -> int:
        """1 where something is wrong, else 2 where a formula could not be read, 4 where one is undecided, else 0."""
        if self.wrong:
            return Kind.WRONG.exit_code
        if self.read.unread:
            return 2
        kinds = {line.verdict.kind for line in self.lines}
        return Kind.UNDECIDED.exit_code if Kind.UNDECIDED in kinds else 0

    def as_dict(self) -> dict[str, object]:
        """schema, right (whether all is), lines, unread (line, column and message of what could not be read)."""
        return {
            "schema": SCHEMA,
            "right": self.exit_code == 0,
            "lines": [line.as_dict() for line in self.lines],
            "unread": [{"line": one.line, "column": one.column, "message": one.message} for one in self.read.unread],
        }

    def to_json(self) -> str:
        """The text of as_dict in JSON, keys in its order."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=2)

    def text(self, columns: int) -> str:
        """The report for a terminal."""
        return "\n\n".join(_parts(self, columns))

    def __str__(self) -> str:
        return self.text(100)


def check_manuscript(manuscript: Manuscript) -> Checked:
    """Every line of a document against the one before.

    Raises InputError where nothing in it states anything, and where its equations can not be read.
    """
    known = read(manuscript)
    claims = claims_in(known.understood)
    if not claims and not known.unread and not known.understood.equations:
        raise InputError(f"{manuscript.name}: there is no equation in its mathematics, so there is nothing to check")
    glyphs = printer_of(known.understood).glyphs
    judge = _Judge(known, glyphs)
    lines: list[Line] = []
    for claim in claims:
        verdict = judge.verdict(claim)
        is_first = verdict.kind is Kind.WRONG and not any(
            one.claim.chain is claim.chain and one.verdict.kind is Kind.WRONG for one in lines
        )
        lines.append(Line(claim, verdict, is_first))
    return Checked(known, tuple(lines), conventions_of(known.understood, claims))


class _Judge:
    """Judges the claims of one document."""

    def __init__(self, known: Read, glyphs: Glyphs) -> None:
        self._understood = known.understood
        self._glyphs = glyphs

    def verdict(self, claim: Claim) -> Verdict:
        """The verdict on a member of a chain."""
        program = self._understood.program_of(claim.chain)
        assert program is not None
        facts = facts_in(self._understood.facts, program)
        try:
            if claim.held is not None and claim.held.is_as_declared and claim.held.left_out is None:
                found = self._looked_at_again(claim, program, facts)
                if found is not None:
                    return found
            return with_lets_written_out(self._not_right(claim, program, facts), claim.chain, program)
        except InputError as error:
            return Verdict(undecided(error), self._glyphs)

    def _looked_at_again(self, claim: Claim, program: Program, facts: Facts) -> Verdict | None:
        """What holds at one size, compared at others too; None where it does not hold there."""
        setting = Setting(program, facts, notation=self._glyphs)
        for left, right, free in _sides(claim, program):
            if isinstance(left, Node) and isinstance(right, Node) and left.shape != right.shape:
                continue
            found = compared(left, right, free, setting)
            if found.are_equal:
                return Verdict(Finding(Kind.RIGHT, ("Right.",), how=found.how), self._glyphs)
        return None

    def _not_right(self, claim: Claim, program: Program, facts: Facts) -> Verdict:
        """What is wrong with a member that does not hold with the equations of the document as they stand."""
        verdict = self._judged(claim, program, facts)
        held = claim.held
        if held is None or verdict.kind is not Kind.WRONG:
            return verdict
        if held.left_out is not None:
            words: Sentence = (held.left_out, " is left out, which another equation of the document has.")
        elif held.reading.turned and verdict.repair is None:
            words = ("It is right only where ", *arrays_listed(held.reading.turned), " is read the other way round.")
        else:
            return verdict
        finding = verdict.finding
        return Verdict(replace(finding, words=(*finding.words, " ", *words)), self._glyphs, verdict.place)

    def _judged(self, claim: Claim, program: Program, facts: Facts) -> Verdict:
        text, setting = claim.said.expression, Setting(program, facts, notation=self._glyphs)
        anchor = anchor_of(claim.chain, program)
        wrong = Finding(Kind.WRONG, ("Wrong: it is not equal to what stands before it.",))
        if "D(" in text:
            if claim.statement is None:
                return Verdict(undecided(claim.why), self._glyphs)
            return Verdict(wrong, self._glyphs)
        if anchor.known is not None:
            return judged_side(text, self._wanted(anchor, program, facts), is_finished=False)
        if not isinstance(claim.statement, Compared):
            return Verdict(undecided(claim.why), self._glyphs)
        declared = claim.statement.as_declared
        if declared is None or not isinstance(declared[0].body, Node):
            return Verdict(wrong, self._glyphs)
        return judged_side(text, Wanted(declared[0].body, setting), is_finished=False)

    def _wanted(self, anchor: Anchor, program: Program, facts: Facts) -> Wanted:
        """What a chain is about."""
        stated = stated_subject(f"{anchor.subject} = 0")
        match anchor.known:
            case GradientAt(of=by):
                wanted, of, variable = gradient_wanted(program, by, facts, self._glyphs), by, None
            case DerivativeOf(of=of, by=by):
                wanted, variable = derivative_wanted(ending_in(program, of), by, facts, self._glyphs), by
            case EquationOf(of=of):
                wanted, variable = equation_wanted(program, of, facts, self._glyphs), None
            case _:
                raise InvariantError("a chain is about an array or a derivative")
        return wanted if stated.places is None else entries_wanted(wanted, stated, of, variable)


def _sides(claim: Claim, program: Program) -> Iterator[tuple[Expression, Expression, tuple[Index, ...]]]:
    """What a claim is, as it was found to hold: two expressions, and their free indices."""
    held, statement = claim.held, claim.statement
    assert held is not None
    reading = held.reading
    if isinstance(statement, Compared):
        for left, right in statement.pairs:
            if right is reading:
                yield *sides_of(left, right), left.free or right.free
        return
    assert statement is not None
    for target in targets(statement.subject, reading, program.output):
        if reading.layout is None or reading.layout in target.layouts:
            yield target.value, in_problem(reading), reading.free


def _parts(checked: Checked, columns: int) -> Iterator[str]:
    understood, name = checked.read.understood, printable(checked.read.manuscript.name)
    printer = printer_of(understood)
    if not checked.conventions.is_one:
        clashes = paragraphs(clash_words(checked.conventions, understood), printer, columns)
        yield "\n".join([f"{name}: conventions clash.", *clashes])
    clashing = [claim for one in checked.conventions.readings for claim in one.other.claims]
    mixed = [line for line in checked.wrong if line.claim in clashing]
    for chain, lines in groupby(checked.lines, key=lambda line: line.claim.chain):
        told = [line for line in lines if line.verdict.kind is not Kind.RIGHT and line not in mixed]
        if told:
            yield "\n".join(_told(chain, told, columns))
    if mixed:
        numbers = lines_of([line.claim for line in mixed])
        said = f"Wrong with the equations as they stand, and right in the other reading: {numbers}."
        yield "\n".join(wrapped(said, columns))
    for one in checked.read.unread:
        yield "\n".join([f"line {one.line}, column {one.column}: not read: {one.message}"])
    yield _summary(checked, name)


def _told(chain: Chain, lines: Sequence[Line], columns: int) -> Iterator[str]:
    for line in lines:
        first = "the first wrong step" if line.is_first and len(chain.said) > 2 else line.verdict.kind.value
        yield f"line {line.line}, {first}: {short(line.claim.said.typed)}"
        for part in str(line.verdict).split("\n"):
            is_place = part.startswith(" ")
            shown = [part] if is_place else wrapped(part, columns - len(INDENT))
            yield "\n".join(f"{INDENT}{each}" for each in shown)


def _summary(checked: Checked, name: str) -> str:
    counts = Counter(line.verdict.kind for line in checked.lines)
    words = {Kind.RIGHT: "right", Kind.UNFINISHED: "right but not finished", Kind.WRONG: "wrong"}
    said = [f"{counts[kind]} {words.get(kind, kind.value)}" for kind in Kind if counts[kind]]
    unread = [f"{len(checked.read.unread)} not read"] if checked.read.unread else []
    first = next((line for line in checked.lines if line.is_first), None)
    where = "" if first is None else f"; the first wrong step is in line {first.line}"
    return f"{name}: {', '.join([*said, *unread]) or 'nothing claimed'}{where}."
