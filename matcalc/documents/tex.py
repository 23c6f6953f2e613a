"""PDF files by a program of TeX that is installed: it runs in a folder of its own, and can read no other."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from matcalc.documents.printing import MOST_SECONDS
from matcalc.documents.source_error import SourceError
from matcalc.errors import InputError

USUAL = ("-interaction=nonstopmode", "-halt-on-error")

PROGRAMS = {
    "tectonic": ("--untrusted", "--chatter=minimal"),
    "latexmk": ("-norc", "-pdf", "-latexoption=-no-shell-escape", *USUAL),
    "pdflatex": ("-no-shell-escape", *USUAL),
}
"""The programs that are looked for, in this order, and how each is called."""

RUN_AGAIN = frozenset({"pdflatex"})
"""Programs that are to be run until what one run keeps for the next, widths of tables and numbers of pages, stays."""

MOST_RUNS = 4

SURROUNDINGS = {"SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1", "openin_any": "p", "openout_any": "p"}
"""No clock in the file, and no file outside the folder."""

NO_TRACE = r"\ifdefined\pdftrailerid\pdftrailerid{}\fi"
"""Without it the file would hold a number made of the name of its folder."""


def program_of_tex() -> str:
    """The path of the first program that is installed. Raises InputError where there is none."""
    for name in PROGRAMS:
        if (found := shutil.which(name)) is not None:
            return found
    raise InputError(
        f"--pdf-engine tex needs a program of TeX, and none of {', '.join(PROGRAMS)} is installed: install one, "
        "on Debian with apt install latexmk texlive-latex-extra lmodern, or leave --pdf-engine out"
    )


def compiled_by_tex(source: str) -> bytes:
    """The PDF file of a document in LaTeX.

    Raises InputError where there is no program, where it takes too long, and with its first complaint where it fails.
    """
    program = Path(program_of_tex())
    with TemporaryDirectory() as folder:
        (Path(folder) / "page.tex").write_text(f"{NO_TRACE}\n{source}", encoding="utf-8")
        made = Path(folder) / "page.pdf"
        kept: bytes | None = None
        for _ in range(MOST_RUNS if program.stem in RUN_AGAIN else 1):
            said = _run([str(program), *PROGRAMS[program.stem], "page.tex"], folder)
            if not made.exists():
                what = f"{program.stem} can not compile what the templates make"
                raise SourceError(what, _complaint(said), source, _line(said))
            before, kept = kept, _kept(Path(folder))
            if kept == before:
                break
        return made.read_bytes()


def _kept(folder: Path) -> bytes:
    """What a run keeps for the next."""
    path = folder / "page.aux"
    return path.read_bytes() if path.exists() else b""


def _run(command: list[str], folder: str) -> str:
    """What a program says. Raises InputError where it does not end; all that it started is ended then, as it is where
    somebody ends us.
    """
    process = subprocess.Popen(  # noqa: S603 - a program that the user has installed, on words of ours
        command,
        cwd=folder,
        env={**os.environ, **SURROUNDINGS},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        _limit(process)
        said, _ = process.communicate(timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        raise InputError(f"{Path(command[0]).stem} took more than {MOST_SECONDS} seconds, and was ended") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        (Path(folder) / "page.pdf").unlink(missing_ok=True)
    return said.decode("utf-8", errors="replace")


def _limit(process: subprocess.Popen[bytes]) -> None:
    """Where the system is Linux, end a program that goes on for ever even where we are killed and can not end it."""
    if sys.platform == "linux":
        import resource

        with suppress(ProcessLookupError):
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (2 * MOST_SECONDS, 2 * MOST_SECONDS))


def _complaint(said: str) -> str:
    """The line in which TeX says what is wrong; else the last that it says."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line.lstrip("! ") for line in lines if re.match(r"!|error:", line)]
    return (errors or lines[-1:] or ["it says nothing"])[0]


def _line(said: str) -> int | None:
    """The line of the source where TeX stopped, which is one less in the document than in the file."""
    found = re.search(r"^l\.(\d+) |^error: page\.tex:(\d+):", said, re.MULTILINE)
    return int(found[1] or found[2]) - 1 if found else None
