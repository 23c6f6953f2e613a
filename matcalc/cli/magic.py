"""The magics %derive and %%derive of IPython: the command `derive`, which displays and gives back its derivation."""

from __future__ import annotations

import keyword
import shlex
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from matcalc.cli.asked import STDIN, Asked, DeriveCommand, asked, asked_in_text, typed_besides
from matcalc.cli.commands import derive
from matcalc.cli.failures import our_fault
from matcalc.errors import InputError, InstallationError, printable
from matcalc.problems.library import known_names

if TYPE_CHECKING:
    from matcalc.api import Derivation

NAME = "derive"
PLACE = "the cell"

ASKED = ("wrt", "shapes", "lets", "upstream", "assume", "order", "hvp", "solve", "syntax", "route", "layout", "why")
SHOWN = ("notation", "detail", "max_steps", "max_seconds")
"""The options of the command that a cell has too; the others are about files."""


class RefusedError(Exception):
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

    names: of the notebook; `-o NAME` puts it there. Raises RefusedError with a message, whatever went wrong.
    """
    try:
        return _run(line, cell, names)
    except click.exceptions.Exit:
        return None
    except click.NoSuchOption as error:
        raise RefusedError(f"{printable(error.format_message())} %{NAME} --help lists the options.") from None
    except click.ClickException as error:
        raise RefusedError(printable(error.format_message())) from None
    except (InputError, InstallationError) as error:
        raise RefusedError("\n".join(map(printable, str(error).split("\n")))) from None
    except Exception as error:
        raise RefusedError(our_fault(error, "what is in this cell.")) from None


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
    question, wrt = _question(options.pop("words"), cell, options)
    detail, limits = Detail(options.pop("detail")), api.Limits(options.pop("max_steps"), options.pop("max_seconds"))
    with question.placing():
        found = api.derive(
            question.problem,
            wrt=wrt or None,
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


def _question(words: Sequence[str], cell: str | None, options: dict[str, Any]) -> tuple[Asked, list[str]]:
    """What is derived, and by what: the problem that the line names, or the program in the cell.

    Above a program, words of the line are variables: --wrt W a.
    """
    shapes, lets, assume, wrt = (options.pop(name) for name in ("shapes", "lets", "assume", "wrt"))
    program = cell if cell and any(line.partition("#")[0].strip() for line in cell.splitlines()) else None
    if program is None:
        if len(words) != 1 or words[0] == STDIN:
            raise InputError(f"name one problem, as in %{NAME} dense-layer, or write a program below %%{NAME}")
        return asked(words[0], wrt, shapes, lets, assume), list(wrt)
    if named := [word for word in words if word.endswith(".toml") or word in known_names()]:
        raise InputError(f"the first line says what is derived, {named[0]}: leave the rest of the cell empty")
    if not wrt:
        raise InputError("a program says what is differentiated, not by what: add --wrt to the first line")
    return asked_in_text(program, PLACE, typed_besides("", shapes, lets, assume)), [*wrt, *words]


def _name(stored: str | None) -> str | None:
    if stored is not None and (not stored.isidentifier() or keyword.iskeyword(stored)):
        raise InputError(f"-o {stored}: that is no name in Python; take one such as d")
    return stored


_COMMAND = DeriveCommand(
    NAME,
    params=[
        click.Argument(["words"], nargs=-1, metavar="[NAME|EXPRESSION|FILE|VARIABLE...]"),
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

The last line of a cell is what is differentiated. The derivation is displayed; afterwards it is _, and d with -o d.
"""
