"""Every line of a document against the one before: which are right, which step is the first wrong one, and why."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import Any

from matcalc.api.arguments import limits_of
from matcalc.documents.text import plain
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError
from matcalc.judging.findings import Kind
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.after_a_fault import as_steps
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.clash_words import clash_words
from matcalc.manuscripts.conventions import conventions_of
from matcalc.manuscripts.diagnoses import diagnosed
from matcalc.manuscripts.judge import Judge
from matcalc.manuscripts.led_equations import equations_judged
from matcalc.manuscripts.local_facts import claims_of
from matcalc.manuscripts.manuscript import Form, Manuscript, manuscript_of, read_manuscript
from matcalc.manuscripts.plain_lines import check_plain_lines
from matcalc.manuscripts.reading import read
from matcalc.manuscripts.right_if import place_of, right_if
from matcalc.manuscripts.solved_for import resting_on, solutions_judged, solutions_of
from matcalc.manuscripts.source import MOST_BYTES
from matcalc.manuscripts.taken_as import taken_as, taken_as_given
from matcalc.manuscripts.terminal import printer_of
from matcalc.manuscripts.verdict_lines import Checked, Line, in_order

NOT_OF_DOCUMENTS = ("problem", "wrt", "shapes", "lets", "upstream", "assume", "layout", "syntax")
"""What belongs to a single claim: a document says all of it itself."""


def check_file(path: str | Path, *, limits: Limits | None = None, **options: Any) -> Checked:
    """Every line of a file against the one before. path: - is standard input, read as plain text.

    options: those of a single claim, which a document has no use for. Raises InputError for one that is set, and where
    the file can not be read or states nothing.
    """
    usual = {"layout": "gradient", "syntax": "matcalc"}
    for name in NOT_OF_DOCUMENTS:
        if options.get(name) and options[name] != usual.get(name):
            flag = {"shapes": "shape", "lets": "let"}.get(name, name)
            raise InputError(
                f"--{flag} belongs to a single claim: what a document is about stands in the document itself"
            )
    with limited(limits_of(limits)):
        return check_manuscript(standard_input() if str(path) == "-" else read_manuscript(path))


def standard_input() -> Manuscript:
    """What stands on standard input, as a plain text."""
    return manuscript_of(sys.stdin.buffer.read(MOST_BYTES + 1), "standard input.txt")


def check_manuscript(manuscript: Manuscript) -> Checked:
    """Every line of a document against the one before.

    Raises InputError where nothing in it states anything.
    """
    if manuscript.form is not Form.TEX and not manuscript.pieces:
        return check_plain_lines(manuscript)
    known = read(manuscript)
    solved = solutions_of(known.understood)
    told_of = {id(one.equation.said) for one in solved}
    claims = tuple(claim for claim in claims_of(known.understood) if id(claim.said) not in told_of)
    is_readable = bool(claims) or any(len(chain.said) > 1 for chain in known.understood.chains)
    if not is_readable and not known.unread:
        raise InputError(f"{manuscript.name}: there is no equation in its mathematics, so there is nothing to check")
    printer = printer_of(known.understood)
    judge = Judge(known.understood, printer.glyphs)
    conventions = conventions_of(known.understood, claims)
    elsewhere = [claim for one in conventions.readings for claim in one.other.claims]
    may_be = right_if(manuscript, known, [claim for claim in claims if claim.held is None], printer.glyphs)
    steps: list[tuple[Claim, Verdict]] = []
    for _, members in groupby(claims, key=lambda claim: claim.chain):
        judged = [
            (claim, may_be[at] if (at := place_of(claim)) in may_be else judge.verdict(claim, is_diagnosed=False))
            for claim in members
        ]
        steps += as_steps(judged, known.understood)
    steps = equations_judged(steps, known.understood, printer.glyphs)
    solutions = tuple(solutions_judged(solved, known.understood, steps, printer.glyphs))
    steps = [*resting_on(solutions, steps, printer.glyphs)]
    lines = []
    for claim, verdict in diagnosed(steps, judge):
        is_mixed = claim in elsewhere and verdict.kind is Kind.WRONG
        chain, length = claim.chain.number, sum(one.meaning is not None for one in claim.chain.said)
        lines.append(Line(claim.line, claim.said.typed, chain, length, verdict, is_mixed=is_mixed))
    lines = sorted((*lines, *(line for _, line in solutions)), key=lambda line: line.chain)
    told = {line.chain for _, line in solutions if line.verdict.kind is Kind.WRONG}
    misfits = {one for equation, one in known.understood.left_out if equation.chain and equation.chain.number in told}
    unread = tuple(one for one in known.unread if one not in misfits)  # else said twice
    clashes = () if conventions.is_one else clash_words(conventions, known.understood)
    said = (*known.twice, *(plain(sentence, printer) for sentences in clashes for sentence in sentences))
    names = tuple(taken_as(known.understood, printer))
    given = tuple(taken_as_given(known.understood))
    return Checked(manuscript.name, in_order(lines), unread, said, names, given, is_readable)
