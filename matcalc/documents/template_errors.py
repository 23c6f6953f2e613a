"""What is wrong with a user's template: file, line, message, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from traceback import walk_tb

from matcalc.documents.guard import TooMuchError
from matcalc.documents.own_files import ENDING, own_text
from matcalc.errors import InputError, did_you_mean, printable
from matcalc.resources import data_folder

GUIDE = "docs/templates.md lists what there is"


def require_a_template(template: str, folder: Path) -> None:
    """Raises InputError where the folder has none of the templates that are used with `template`, for one target."""
    ending = template[template.index(".") :]
    used = _used(ending)
    if not any((folder / name).exists() for name in used):
        there = sorted(path.name for path in folder.iterdir() if ENDING in path.name)[:5]
        has = f"; it has {', '.join(map(printable, there))}" if there else ""
        raise InputError(
            f"{printable(str(folder))} has no template that is used here{has}: name a file in it {_either(used)}"
        )


def own_templates(template: str, folder: Path) -> list[str]:
    """The names of the templates of the folder that are used with `template`, for one target."""
    return [name for name in _used(template[template.index(".") :]) if (folder / name).exists()]


def places_of(line: str, names: list[str], folder: Path) -> list[str]:
    """Where a line of what is made stands in templates of the folder as it is: each with its own line."""
    if not line.strip():
        return []
    return [
        f"line {number} of {name}"
        for name in names
        for number, own in enumerate(own_text(folder / name).split("\n"), 1)
        if own.strip() == line.strip()
    ]


def _used(ending: str) -> list[str]:
    return sorted(path.name for path in data_folder("templates").glob(f"*{ending}"))


def _either(names: list[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


@contextmanager
def placed(template: str, folder: Path) -> Iterator[None]:
    """Make an InputError of whatever a template in the folder does wrong; what goes wrong elsewhere is our fault."""
    from jinja2 import TemplateNotFound, TemplateSyntaxError

    try:
        yield
    except InputError:
        raise
    except TemplateSyntaxError as error:
        if error.filename is None or not _is_in(error.filename, folder):
            raise
        _refuse(error.filename, error.lineno, error.message or "", "mend it")
    except Exception as error:
        place = _place(error, folder)
        if place is None:
            if isinstance(error, TooMuchError):
                raise InputError(
                    f"{printable(str(folder))}: of {template}, {error}; mend the templates in it"
                ) from None
            raise
        if isinstance(error, TemplateNotFound):
            _refuse(*place, f"there is no template {error.message}", _known(error.message or "", folder))
        if isinstance(error, RecursionError):
            _refuse(*place, "it includes or calls itself without end", "mend it")
        if isinstance(error, MemoryError):
            _refuse(*place, "it takes too much memory", "mend it")
        _refuse(*place, str(error), "mend it" if isinstance(error, TooMuchError) else GUIDE)


def _refuse(file: str, line: int, message: str, remedy: str) -> None:
    shown = printable(message).removesuffix(".")
    raise InputError(
        f"{printable(file)}: line {line}: {shown[:300]}{'…' if len(shown) > 300 else ''}; {remedy}"
    ) from None


def _place(error: Exception, folder: Path) -> tuple[str, int] | None:
    """File and line of the innermost template of the folder in which it happened."""
    frames = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    return next((place for place in reversed(frames) if _is_in(place[0], folder)), None)


def _is_in(file: str, folder: Path) -> bool:
    return Path(file).is_relative_to(folder)


def _known(name: str, folder: Path) -> str:
    ours = [path.name for path in data_folder("templates").glob(f"*{ENDING}")]
    theirs = [path.name for path in folder.glob(f"*{ENDING}")]
    return did_you_mean(name, {*theirs, *ours, *(f"matcalc/{each}" for each in ours)})
