"""The magics %derive and %%derive of IPython: the command `derive`, which displays and gives back its derivation."""

from __future__ import annotations

import keyword
import shlex
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.asked import STDIN, Asked, DeriveCommand, asked, asked_in_text, typed_besides
from matcalc.cli.commands import derive
from matcalc.cli.failures import our_fault
from matcalc.errors import InputError, InstallationError, printable

if TYPE_CHECKING:
    from matcalc.api import Derivation

NAME = "derive"
PLACE = "the cell"

ASKED = ("wrt", "shapes", "lets", "upstream", "assume", "order", "hvp", "solve", "syntax", "route", "layout", "why")
SHOWN = ("notation", "detail", "max_steps", "max_seconds")
"""The options of the command that a cell has too; the others are about files."""


class Refused(Exception):
    """What a cell shows in place of a traceback."""

    def _render_traceback_(self) -> list[str]:
        return [f"error: {self}"]


def register(shell: Any) -> None:
    """Add the magics to a running IPython, which is no dependency."""

    def magic(line: str, cell: str | None = None) -> Derivation | None:
        return run(line, cell, shell.user_ns)

    magic.__doc__ = _HELP
    magic._ipython_magic_no_var_expand = True  # type: ignore[attr-defined]  # {x} is no variable of Python here
    shell.register_magic_function(magic, "line_cell", NAME)


def run(line: str, cell: str | None, names: dict[str, Any]) -> Derivation | None:
    """The derivation that a line and the cell below it ask for; None where help was asked for, which is printed.

    names: of the notebook; `-o NAME` puts it there. Raises Refused with a message, whatever went wrong.
    """
    try:
        return _run(line, cell, names)
    except click.exceptions.Exit:
        return None
    except click.ClickException as error:
        raise Refused(printable(error.format_message())) from None
    except (InputError, InstallationError) as error:
        raise Refused("\n".join(map(printable, str(error).split("\n")))) from None
    except Exception as error:
        raise Refused(our_fault(error, "what is in this cell.")) from None


def _run(line: str, cell: str | None, names: dict[str, Any]) -> Derivation:
    from matcalc import api
    from matcalc.documents.chains import Detail

    try:
        words = shlex.split(line)
    except ValueError:
        raise InputError("a quotation mark is opened in the first line and never closed") from None
    with _COMMAND.make_context(f"%{NAME}" if cell is None else f"%%{NAME}", words) as context:
        options = dict(context.params)
    stored = _name(options.pop("stored"))
    question = _question(options.pop("problem"), cell, options)
    detail, limits = Detail(options.pop("detail")), api.Limits(options.pop("max_steps"), options.pop("max_seconds"))
    with question.placing():
        found = api.derive(
            question.problem,
            wrt=list(options.pop("wrt")) or None,
            shapes=question.shapes,
            lets=question.lets,
            assume=question.assume,
            notation=",".join(options.pop("notation")),
            limits=limits,
            **options,
        )
    found = replace(found, presentation=replace(found.presentation, detail=detail))
    if stored is not None:
        names[stored] = found
    return found


def _question(problem: str | None, cell: str | None, options: dict[str, Any]) -> Asked:
    """What is derived: what the line names, or the program in the cell."""
    shapes, lets, assume = (options.pop(name) for name in ("shapes", "lets", "assume"))
    if problem == STDIN:
        problem = None
    is_empty = cell is None or not any(line.partition("#")[0].strip() for line in cell.splitlines())
    if problem is not None:
        if not is_empty:
            raise InputError(f"the first line says what is derived, {problem}: leave the rest of the cell empty")
        return asked(problem, options["wrt"], shapes, lets, assume)
    if cell is None or is_empty:
        raise InputError(f"there is nothing to derive: name a problem, as in %{NAME} dense-layer, or write equations")
    if not options["wrt"]:
        raise InputError("a program says what is differentiated, not by what: add --wrt to the first line")
    return asked_in_text(cell, PLACE, typed_besides("", shapes, lets, assume))


def _name(stored: str | None) -> str | None:
    if stored is not None and (not stored.isidentifier() or keyword.iskeyword(stored)):
        raise InputError(f"-o {stored}: that is no name in Python; take one such as d")
    return stored


_COMMAND = DeriveCommand(
    NAME,
    params=[
        click.Argument(["problem"], required=False, metavar="[NAME|EXPRESSION|FILE]"),
        *(option for option in derive.params if option.name in (*ASKED, *SHOWN)),
        click.Option(["-o", "stored"], metavar="NAME", help="Keep the derivation under this name, too."),
    ],
    help="Derive and check, as `matcalc derive` does; a cell holds a program, its last line what is differentiated.",
    context_settings={"help_option_names": ["-h", "--help"]},
)

_HELP = """Derive and check, as `matcalc derive` does. %derive --help lists the options.

    %derive dense-layer --wrt W

    %%derive --wrt W a --shape "W: m×n, a: n" --upstream z
    z = W @ a + b

The last line of a cell is what is differentiated. The derivation is displayed; it is _ afterwards, and with -o d also d.
"""
