"""The command that marks worksheets that were handed in."""

from __future__ import annotations

import os
from pathlib import Path

import click

from matcalc.cli.failures import UnreadableInput
from matcalc.cli.progress import counting
from matcalc.errors import InputError, printable

MOST_PROCESSES = 64


@click.command()
@click.argument("key", metavar="KEY.json", type=click.Path())
@click.argument("submissions", metavar="SUBMISSIONS/", type=click.Path())
@click.option(
    "-o", "--output", metavar="FOLDER", help="Write to FOLDER, a new one.  [default: SUBMISSIONS-grades, beside it]"
)
@click.option("--force", is_flag=True, help="Write to a folder that is there, over files of an earlier run.")
@click.option("--with-answers", is_flag=True, help="Feedback says the right answers, too.")
@click.option(
    "--max-seconds", type=float, default=60.0, show_default=True, help="Give up a submission after so many seconds."
)
@click.option(
    "-j", "--jobs", type=click.IntRange(1, MOST_PROCESSES), help="Mark so many at a time.  [default: one a processor]"
)
@click.pass_context
def grade(
    context: click.Context,
    key: str,
    submissions: str,
    output: str | None,
    force: bool,
    with_answers: bool,
    max_seconds: float,
    jobs: int | None,
) -> None:
    """Mark what was handed in for a worksheet: its JSON with an "answer" beside each blank, or its notebook, filled in.

    KEY.json is the key that matcalc worksheet --key -o NAME.json writes. Formulas are compared by value, and nothing
    that is handed in is run. Writes grades.csv with a row for each blank, totals.csv, and feedback/NAME.md for each
    submission. What no machine should judge is for a reader: its points stay empty.

    Exits with 0 where all submissions were read and marked, with 1 where one was not, which is then named, and with 2
    where the key or the folder can not be read.

    \b
    Examples:
      matcalc worksheet dense-layer --blank results --key -o sheet.json
      matcalc grade sheet-key.json submissions/
      matcalc grade sheet-key.json submissions/ -o grades --with-answers -j 4
    """
    if not max_seconds > 0:
        raise click.UsageError(f"--max-seconds is a number above 0, not {max_seconds:g}")
    from matcalc.grading.grade import Limits, files_in
    from matcalc.grading.grade import grade as graded
    from matcalc.grading.key import read_key
    from matcalc.grading.report import report, require_room, write_report

    target = output or _beside(submissions)
    try:
        known = read_key(key)
        require_room(target, over=force)
        files = files_in(submissions, besides=(key, target))
        limits = Limits(max_seconds, jobs or min(os.cpu_count() or 1, MOST_PROCESSES))
        with counting("marking", len(files)) as on_file:
            marked = graded(known, submissions, files, limits, on_file)
        write_report(target, report(marked, known, with_answers=with_answers))
    except InputError as error:
        raise UnreadableInput(str(error)) from None
    failed = [one for one in marked if one.reason or one.stopped]
    for one in failed:
        click.echo(f"{printable(one.file)}: {printable(one.reason or one.stopped)}", err=True)
    read = len(marked) - len(failed)
    counted = "submission" if len(marked) == 1 else "submissions"
    click.echo(f"{read} of {len(marked)} {counted} marked: {printable(str(Path(target) / 'grades.csv'))}")
    context.exit(1 if failed else 0)


def _beside(folder: str) -> str:
    """The name of the new folder: that of the other, with -grades."""
    plain = os.path.normpath(folder)
    return f"{os.path.abspath(folder) if os.path.basename(plain) in ('', '.', '..') else plain}-grades"
