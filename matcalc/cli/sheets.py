"""The command that makes worksheets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.asked import DeriveCommand, asked, completed_problem
from matcalc.cli.delivery import (
    check_fragment,
    check_pdf,
    check_pdf_engine,
    columns,
    deliver_all,
    format_of,
    fragment_option,
    pdf_engine_option,
    require_no_input,
)
from matcalc.cli.progress import announcing, counting
from matcalc.documents.formats import Format
from matcalc.documents.sheet_formats import EXTENSIONS, FORMATS, MOODLE, QTI
from matcalc.errors import InputError, printable

if TYPE_CHECKING:
    from matcalc.worksheets.course import Course
    from matcalc.worksheets.handed_out import Key, Worksheets
    from matcalc.worksheets.ordered import Ordered

BLANKED = ("steps", "reasons", "results", "operators", "shapes", "mixed")
HINTS = ("none", "footnotes", "appendix")
STYLES = ("boxes", "marks")
ASKS = ("blanks", "choice", "numbers")
EXCHANGED = (MOODLE, QTI, Format.JSON.value)
"""Formats that say with each answer what goes wrong, without a key."""


@click.command(cls=DeriveCommand)
@click.argument(
    "problems", metavar="NAME|EXPRESSION|FILE.toml...", nargs=-1, required=True, shell_complete=completed_problem
)
@click.option("--blank", type=click.Choice(BLANKED), help="What is asked for; steps are right sides.  [default: steps]")
@click.option("--level", type=int, help="From 1, one blank in a chain, to 5, derive all of it.  [default: 2]")
@click.option("--hints", type=click.Choice(HINTS), help="Where help for each blank stands.  [default: none]")
@click.option("--style", type=click.Choice(STYLES), help="Boxes, or question marks.  [default: boxes]")
@click.option(
    "--ask", type=click.Choice(ASKS), help="Blanks, answers to choose from, or values at numbers.  [default: blanks]"
)
@click.option("--variants", type=int, metavar="K", help="K sheets that look different and are equal in kind.")
@click.option("--seed", type=int, help="The same seed gives the same sheets.  [default: 0]")
@click.option("--key", is_flag=True, help="Write the answers, too: to NAME-key.EXT beside the sheet.")
@click.option("--title", help="The title of the sheet.")
@click.option("--course", help="A line below the title.")
@click.option("--name/--no-name", default=None, help="Lines for name and date, or none.")
@click.option("--wrt", multiple=True, metavar="VARIABLE", help="Differentiate by this variable; may be repeated.")
@click.option("--shape", "shapes", multiple=True, metavar="SHAPES", help='Shapes of an expression, as in "X: m×n".')
@click.option("--let", "lets", multiple=True, metavar="EQUATION", help="An equation before an expression.")
@click.option("--assume", multiple=True, metavar="FACT", help='Such as "A symmetric", "x positive".')
@click.option("--format", "form", type=click.Choice(FORMATS), help="Default: by the extension of -o, else text.")
@fragment_option
@pdf_engine_option
@click.option("--templates", metavar="FOLDER", help="Use the templates in FOLDER before those of matcalc.")
@click.option("-o", "--output", metavar="FILE", help="Write to FILE; it is replaced only when all is complete.")
def worksheet(
    problems: tuple[str, ...],
    key: bool,
    form: str | None,
    fragment: bool,
    pdf_engine: str,
    templates: str | None,
    output: str | None,
    variants: int | None,
    **options: Any,
) -> None:
    """Make a sheet of exercises: derivations some of whose lines are asked instead of told.

    An argument is a known problem or a FILE.toml; with --wrt it may be an expression. A FILE.toml that has [[exercise]]
    tables is a course: it says what is on the sheet, with title, course, seed, level and so on; options go before it.

    \b
    Examples:
      matcalc worksheet dense-layer -o sheet.tex --key
      matcalc worksheet dense-layer attention --blank mixed --level 3
      matcalc worksheet "x.T @ A @ x" --wrt x --shape "A: n×n" --blank operators
      matcalc worksheet course.toml -o sheet.md --key
    """
    from matcalc.files import target_of
    from matcalc.worksheets.making import sheets_of

    written = [] if output is None else _written(output, key)
    for one in written:
        target_of(one)
    require_no_input(written, problems, templates)
    form = format_of(output, EXTENSIONS, form)
    check_fragment(fragment, form)
    check_pdf_engine(form)
    if form == "pdf":
        check_pdf(pdf_engine, output)
    course = _ordered(problems, variants, options)
    require_no_input(written, [file for order in course.orders for file in order.files], None)
    with _counting(course.variants) as on_sheet:
        sheets = sheets_of(
            course.orders,
            course.variants,
            course.head,
            hints_at_end=course.hints_at_end,
            with_mistakes=key or form in EXCHANGED,
            on_sheet=on_sheet,
        )
    for exercise in sheets.sheets[0].exercises:
        if exercise.note:
            click.echo(exercise.note, err=True)
    with announcing("typesetting …"):
        made: list[Worksheets | Key] = [sheets, sheets.key] if key else [sheets]
        width = columns(output)
        pages = [one.render(form, width, fragment=fragment, templates=templates, pdf_engine=pdf_engine) for one in made]
    deliver_all(pages, written)


def _ordered(problems: Sequence[str], variants: int | None, options: dict[str, Any]) -> Course:
    """What is on the sheets: the problems, or what a course says."""
    from matcalc.worksheets.asking import HintPlace
    from matcalc.worksheets.course import USUAL, Course, is_course, read_course
    from matcalc.worksheets.ordered import asking_of, head_of

    if courses := [problem for problem in problems if is_course(problem)]:
        if len(problems) > 1:
            raise InputError(f"{printable(courses[0])} says all that is on its sheet: name nothing beside it")
        if any(options[one] for one in ("wrt", "shapes", "lets", "assume")):
            raise InputError("--wrt, --shape, --let and --assume belong to an expression: a course says its own")
        return read_course(courses[0], {**options, "variants": variants})
    said = {key: usual if options[key] is None else options[key] for key, usual in {**USUAL, "seed": 0}.items()}
    if options["ask"] == "choice" and options["blank"] is not None:
        raise InputError("--ask choice has no blanks: leave --blank out, or ask for blanks with --ask blanks")
    asking = asking_of(**said)
    head = head_of(options["title"], options["course"], options["name"])
    orders = tuple(_order(problem, options, asking) for problem in problems)
    return Course(head, orders, variants, asking.hints is HintPlace.APPENDIX)


def _order(problem: str, options: dict[str, Any], asking: Any) -> Ordered:
    """What a word on the command line stands for, with the options that belong to an expression."""
    from matcalc.worksheets.ordered import Ordered

    question = asked(problem, options["wrt"], options["shapes"], options["lets"], options["assume"])
    given: dict[str, Any] = {"shapes": question.shapes, "lets": question.lets, "assume": question.assume}
    return Ordered(question.problem, options["wrt"], asking, tuple((name, one) for name, one in given.items() if one))


def _written(output: str, key: bool) -> list[str]:
    """The files that are written."""
    from matcalc.worksheets.handed_out import key_path

    return [output, key_path(output)] if key else [output]


@contextmanager
def _counting(variants: int | None) -> Iterator[Callable[[], None]]:
    """Show how far it is where there are several sheets."""
    words = "deriving and checking"
    if variants is None or variants < 2:
        with announcing(f"{words} …"):
            yield lambda: None
        return
    with counting(words, variants) as on_sheet:
        yield on_sheet
