"""What the argument of `derive` is: a known problem, a file, standard input, or an expression."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from matcalc.errors import InputError, printable

if TYPE_CHECKING:
    from matcalc.problems.program_text import ProgramText

STDIN = "-"

MOST_BYTES = 1_000_000

_LOOKS_TYPED = re.compile(r"[(@*+/=\s^]")
_PATH = re.compile(r"\.{0,2}/.*|[\w.~/-]+\.[^\W\d]\w*")
_MINUS_NAME = re.compile(r"-[^\W\d]\w*(?:\.T)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """problem: a name, the path of a TOML file, or an expression.

    shapes, lets, assume: those of the options and of the program. program: what the problem was read from; None where
    it was typed as an argument.
    """

    problem: str
    shapes: str
    lets: tuple[str, ...]
    assume: tuple[str, ...]
    program: ProgramText | None = None

    @contextmanager
    def placing(self) -> Iterator[None]:
        """Say in which line of the program an error was found."""
        try:
            yield
        except InputError as error:
            if self.program is None:
                raise
            raise self.program.placed(error) from error


class DeriveCommand(click.Command):
    """A command whose argument may begin with a minus sign: -sum(x) is an expression, not an option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        negative = [word for word in args if word[:1] == "-" and word[1:2] != "-" and _LOOKS_TYPED.search(word)]
        if len(negative) == 1 and "--" not in args:
            args = [*(word for word in args if word is not negative[0]), "--", negative[0]]
        try:
            return super().parse_args(ctx, list(args))
        except click.NoSuchOption as error:
            word = next((word for word in args if word.startswith(error.option_name)), error.option_name)
            if not error.possibilities and _MINUS_NAME.fullmatch(word):
                hint = f"{error.message} An expression that begins with a minus sign is put in brackets: ({word})."
                raise click.NoSuchOption(error.option_name, hint, ctx=ctx) from None
            raise


def completed_problem(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The names that begin so; where there is none, the shell's own completion of files."""
    from matcalc.problems.library import known_names

    names = [CompletionItem(name) for name in known_names() if name.startswith(incomplete)]
    return names or [CompletionItem(incomplete, type="file")]


def typed_besides(argument: str, shapes: Sequence[str], lets: Sequence[str], assume: Sequence[str]) -> Asked:
    """What the options say."""
    joined = ", ".join(text.strip().rstrip(",;") for text in shapes)
    return Asked(argument, joined, tuple(lets), tuple(assume))


def asked(
    argument: str, wrt: Sequence[str], shapes: Sequence[str], lets: Sequence[str], assume: Sequence[str]
) -> Asked:
    """What is to be derived. Raises InputError where a file or standard input can not be read."""
    from matcalc.problems.library import known_names

    typed = typed_besides(argument, shapes, lets, assume)
    if argument in known_names() or argument.endswith(".toml"):
        return typed
    is_program = argument == STDIN or (_looks_like_file(argument) and os.path.isfile(argument))
    if not wrt:
        if is_program:
            raise click.UsageError("a program says what is differentiated, not by what: add --wrt")
        return typed
    if not is_program:
        _require_no_path(argument)
        return typed
    place = "standard input" if argument == STDIN else printable(argument)
    return asked_in_text(_text_of(argument, place), place, typed)


def asked_in_text(text: str, place: str, typed: Asked) -> Asked:
    """What a program asks for, with what was typed besides it. Raises InputError where it can not be read."""
    from matcalc.problems.program_text import read_program_text

    program = read_program_text(text, place)
    shapes = ", ".join(filter(None, (program.shapes, typed.shapes)))
    return Asked(program.expression, shapes, (*program.lets, *typed.lets), (*program.assume, *typed.assume), program)


def _looks_like_file(argument: str) -> bool:
    """Whether a name is that of a file rather than an expression: it has an extension that is no transpose, or ./."""
    extension = os.path.splitext(argument)[1]
    return (extension != "" and not extension.startswith(".T")) or argument.startswith(("./", "../", "/"))


def _require_no_path(argument: str) -> None:
    """Raises InputError for the path of a file that is not there: it is no expression either."""
    if not _PATH.fullmatch(argument) or argument.endswith(".T"):
        return
    shown = printable(argument)
    if os.path.isdir(argument):
        raise InputError(f"{shown} is a folder; name a file in it, with a program: an equation a line")
    raise InputError(
        f"there is no file {shown}, and an expression is not written so: the only thing after a dot is T, the transpose"
    )


def _text_of(argument: str, place: str) -> str:
    try:
        if argument == STDIN:
            if sys.stdin is None:
                raise InputError("standard input is closed: there is no program to read")
            data = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with open(argument, "rb") as file:
                data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{place}: it can not be read: {error.strerror}") from None
    if len(data) > MOST_BYTES:
        raise InputError(f"{place}: the program is longer than {MOST_BYTES:,} bytes, the most that is read")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{place}: line {line} is not UTF-8 text: save it as UTF-8") from None
