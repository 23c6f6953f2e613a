"""The environment that templates run in, and the folders that they come from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    Undefined,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from matcalc.errors import InputError
from matcalc.resources import data_folder

LARGEST_TEMPLATE = 1_000_000
"""In bytes."""
LARGEST_NUMBER = 10**12
"""The largest whole number that is multiplied."""
RANDOM = ("random", "lipsum")
"""What would make another document each time."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's, with arithmetic that stays small: one operation on long numbers or texts could take for ever."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002  # as Jinja calls it
        """Of whole numbers, the product and the remainder. Raises SecurityError for all else."""
        numbers = (left, right)
        if operator == "**" or not all(isinstance(each, int) and abs(each) <= LARGEST_NUMBER for each in numbers):
            raise SecurityError(f"{operator} between {_shown(left)} and {_shown(right)} is not allowed in a template")
        return left * right if operator == "*" else left % right


def _shown(value: object) -> str:
    return str(value) if isinstance(value, int) and abs(value) <= LARGEST_NUMBER else f"a {type(value).__name__}"


class _OwnFolder(FileSystemLoader):
    """A user's folder. What in it can not be read is an InputError."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        path = Path(self.searchpath[0]) / template
        try:
            if path.exists() and not path.is_file():
                raise InputError(f"{path} is no file: a template is a text file")
            if path.is_file() and path.stat().st_size > LARGEST_TEMPLATE:
                raise InputError(f"{path} has more than {LARGEST_TEMPLATE:,} bytes, the most that a template may have")
            return super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise InputError(f"{path}: line {line} is not UTF-8 text: save it as UTF-8") from None
        except TemplateNotFound:
            raise
        except OSError as error:
            raise InputError(f"{path} can not be read: {error.strerror}; make it readable") from None


class _Compiled(BytecodeCache):
    """Compiled templates, by name and place, as long as their text is the same: a sheet fills one for each chapter."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, Any]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of this text."""
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._known[bucket.key] = (bucket.checksum, bucket.code)


_COMPILED: WeakKeyDictionary[Callable[[str], str], _Compiled] = WeakKeyDictionary()
"""By the escaping function: words that are constant in a template are escaped as it is compiled."""


def environment(escape: Callable[[str], str], typeset: type[str], folder: Path | None) -> Sandbox:
    """Marks that TeX leaves alone, an error for every name that is not there, and `escape` for words on their way out.

    What is neither words nor a whole number is refused, so that data can not slip past a printer. typeset: what passes
    as it is; so does what a block or a macro of a template made.
    """

    def finalize(value: object) -> object:
        if isinstance(value, (typeset, Undefined)):
            return value  # what is undefined says so when it is printed
        if isinstance(value, str):
            return escape(value)
        if isinstance(value, int):
            return str(value)
        raise TypeError(f"a template may print words and typeset mathematics, not a {type(value).__name__}")

    ours = FileSystemLoader(data_folder("templates"))
    theirs = [_OwnFolder(folder)] if folder is not None else []
    made = Sandbox(
        block_start_string="((*",
        block_end_string="*))",
        variable_start_string="(((",
        variable_end_string=")))",
        comment_start_string="((=",
        comment_end_string="=))",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # `finalize` escapes for the target; autoescape knows HTML only
        undefined=StrictUndefined,
        finalize=finalize,
        loader=ChoiceLoader([*theirs, ours, PrefixLoader({"matcalc": ours})]),
        bytecode_cache=_COMPILED.setdefault(escape, _Compiled()),
    )
    # what a block or a macro made was escaped piece by piece
    made.concat = lambda pieces: typeset("".join(pieces))  # type: ignore[method-assign]
    for name in RANDOM:
        made.filters.pop(name, None)
        made.globals.pop(name, None)
    return made
