"""The command that says whether a claim is right, and what is wrong with it."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from matcalc.cli.asked import STDIN, DeriveCommand, completed_problem, typed_besides
from matcalc.cli.delivery import columns, deliver
from matcalc.cli.failures import UnreadableInput
from matcalc.cli.progress import announcing

FORMATS = ("text", "json")
LAYOUTS = ("gradient", "denominator", "numerator")
SYNTAXES = ("matcalc", "matrixcalculus")
MOST_SECONDS = 60.0

DOCUMENTS = (".tex", ".md", ".txt")
"""Extensions of files with lines to check."""

OF_DOCUMENTS = "matcalc.manuscripts.checking"
"""Where check_file is, which takes a path (or -) and the options of this command by keyword, and gives what has text
(of a width), to_json and exit_code."""


@click.command(cls=DeriveCommand)
@click.argument("claim", metavar="CLAIM|FILE|-")
@click.option(
    "--problem", metavar="NAME|FILE.toml", shell_complete=completed_problem, help="The problem that it is about."
)
@click.option("--wrt", multiple=True, metavar="VARIABLE", help="Of an answer alone: the derivative by what it is.")
@click.option("--shape", "shapes", multiple=True, metavar="SHAPES", help='Shapes, such as "X: m×n, w: n, c:".')
@click.option("--let", "lets", multiple=True, metavar="EQUATION", help='An equation before it, "z = W @ a + b".')
@click.option("--upstream", multiple=True, metavar="ARRAY", help="Differentiate E, any function of this array.")
@click.option("--assume", multiple=True, metavar="FACT", help='Such as "A symmetric", "sum(y) = 1", "y in {-1, 1}".')
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    default="gradient",
    show_default=True,
    help="How ∂/∂ and d/d are laid out; ∇ and grad_ always have the shape of the variable.",
)
@click.option(
    "--syntax", type=click.Choice(SYNTAXES), default="matcalc", show_default=True, help="The language of the claim."
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Words, or an object."
)
@click.option(
    "--max-seconds", type=float, default=MOST_SECONDS, show_default=True, help="Undecided after so many seconds."
)
def check(
    claim: str,
    wrt: tuple[str, ...],
    shapes: tuple[str, ...],
    lets: tuple[str, ...],
    assume: tuple[str, ...],
    form: str,
    max_seconds: float,
    **choices: Any,
) -> None:
    """Say whether a claim is right; if not, what is wrong with it, what mends it, and numbers that show it.

    A claim is an equation: a gradient grad_W = …, a derivative D(z, a) = … or d/dX logdet(X) = …, an equation of the
    problem z = …, or any two expressions; with --wrt, the right side of a derivative alone. Values are compared at
    random points, never texts. A FILE (.tex, .md, .txt) has lines, each of which is compared with the one before.

    Exits with 0 where it is right (also where it is not simplified or in another layout, which is said), with 1 where
    it is wrong, with 2 where it can not be read (of a FILE: where nothing in it can), and with 4 where it can not be
    decided. What can not be read in a FILE, or does not go with its other equations, is told and left out; 4 where that
    is a claim, or a claim rests on it.

    \b
    Examples:
      matcalc check "grad_W = a @ grad_z.T" --problem dense-layer
      matcalc check "d/dX logdet(X) = inv(X)" --shape "X: n×n"
      matcalc check "(A @ B).T = A.T @ B.T" --shape "A: m×n, B: n×p"
    """
    from matcalc.errors import InputError

    said = typed_besides(claim, shapes, lets, assume)
    asked: dict[str, Any] = {
        "wrt": list(wrt) or None,
        "shapes": said.shapes or None,
        "lets": said.lets,
        "assume": said.assume,
        **{name: choice or None for name, choice in choices.items()},
    }
    with announcing("comparing …"):
        from matcalc.engine.limits import Limits

        try:
            asked["limits"] = Limits(seconds=max_seconds)
            if _is_document(claim):
                report = import_module(OF_DOCUMENTS).check_file(claim, **asked)
                text = report.to_json() if form == "json" else report.text(columns(None))
            else:
                from matcalc.judging import check as judging

                report = judging.check(claim, asked.pop("problem"), **asked)
                text = report.to_json() if form == "json" else report.text()
        except InputError as error:
            raise UnreadableInput(str(error)) from None
    deliver(f"{text}\n")
    click.get_current_context().exit(report.exit_code)


def _is_document(claim: str) -> bool:
    """Whether it is a file of lines, or standard input, and no claim; a folder is told where files are read."""
    is_path = os.path.splitext(claim)[1].lower() in DOCUMENTS or os.path.isdir(claim)
    return claim == STDIN or (is_path and "=" not in claim)
