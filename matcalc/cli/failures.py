"""What went wrong, as one message and an exit code; never a traceback, unless MATCALC_DEBUG=1 asks for it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr
from typing import IO, Any

import click

from matcalc.errors import InputError, InstallationError, MatcalcError, printable

INTERRUPTED = 130
CLOSED_PIPE = 141


class WrongInput(click.ClickException):
    """The input is wrong, or the installation: the user can put it right."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        lines = map(printable, self.message.split("\n"))
        click.echo("error: " + "\n".join(lines), file=file, err=True)


class UnreadableInput(WrongInput):
    """The input can not be read, where exit code 1 says what was found in it."""

    exit_code = 2


class OurFault(WrongInput):
    """A step did not verify, or something happened that should not."""

    exit_code = 3


class GuardedGroup(click.Group):
    """A group of commands whose errors become a message on stderr and an exit code."""

    def main(self, *args: Any, **extra: Any) -> Any:
        if sys.stderr is not None:
            return super().main(*args, **extra)
        # Where stderr is closed, messages go nowhere, and never to stdout.
        with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stderr(nowhere):
            return super().main(*args, **extra)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        with _failures():  # --help and --version write already here
            return super().make_context(*args, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        with _failures():
            return super().invoke(ctx)


@contextmanager
def _failures() -> Iterator[None]:
    """Make a message and an exit code of whatever goes wrong inside."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort):
        raise
    except KeyboardInterrupt:
        raise click.exceptions.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        if sys.stdout is not None:
            # Python flushes stdout when it ends, and would complain about the closed pipe again.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise click.exceptions.Exit(CLOSED_PIPE) from None
    except (InputError, InstallationError) as error:
        _show_traceback()
        raise WrongInput(str(error)) from None
    except OSError as error:
        _show_traceback()
        raise WrongInput(_refused(error)) from None
    except Exception as error:
        _show_traceback()
        raise OurFault(our_fault(error, _needed())) from None


def _refused(error: OSError) -> str:
    what = "the output" if error.filename is None else str(error.filename)
    return f"{what} can not be read or written: {error.strerror or error}; mend that and run the command again"


def our_fault(error: Exception, needed: str) -> str:
    """The message where something happened that should not. needed: what a report has to hold."""
    what = str(error) if isinstance(error, MatcalcError) else f"{type(error).__name__}: {error}"
    return (
        f"{what}\n"
        f"This is a fault of matcalc {_version()}, not of the input; nothing was written. Please report it, "
        f"with {needed}"
    )


def _needed() -> str:
    return (
        f"this command and the file it names:\n  {shlex.join(['matcalc', *sys.argv[1:]])}\n"
        "With MATCALC_DEBUG=1 set, it shows where it happened."
    )


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("matcalc-derive")
    except PackageNotFoundError:
        return "(not installed)"


def _show_traceback() -> None:
    if os.environ.get("MATCALC_DEBUG") == "1":
        import traceback

        traceback.print_exc()
