"""The environment that templates run in, and the folders that they come from."""

from __future__ import annotations

from collections.abc import Callable
from operator import floordiv, mod, mul
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    Undefined,
    pass_eval_context,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from matcalc.compiled import keep, kept
from matcalc.documents.own_files import own_file, own_text
from matcalc.resources import data_folder

LARGEST_NUMBER = 10**12
"""The largest whole number that is multiplied or divided."""
RANDOM = ("random", "lipsum")
"""What would make another document each time."""
SLOW = ("round", "striptags", "urlize", "wordwrap")
"""Filters that one long text or one large number keeps busy for ever, where no clock is looked at."""


MARKS: dict[str, Any] = {
    "block_start_string": "((*",
    "block_end_string": "*))",
    "variable_start_string": "(((",
    "variable_end_string": ")))",
    "comment_start_string": "((=",
    "comment_end_string": "=))",
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
    "autoescape": False,  # `finalize` escapes for the target; autoescape knows HTML only
    "optimized": False,  # filters differ from one document to the next, so none is called as a template is compiled
}
"""How our templates are read and compiled."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's, with arithmetic that stays small: one operation on long numbers or texts could take for ever."""

    intercepted_binops = frozenset(("*", "**", "%", "//"))

    def call_binop(self, context: object, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002  # as Jinja calls it
        """Of whole numbers, the product, the quotient and the remainder. Raises SecurityError for all else."""
        numbers = (left, right)
        if operator == "**" or not all(isinstance(each, int) and abs(each) <= LARGEST_NUMBER for each in numbers):
            raise SecurityError(f"{operator} between {_shown(left)} and {_shown(right)} is not allowed in a template")
        return {"*": mul, "//": floordiv, "%": mod}[operator](left, right)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """Jinja's safe `format` and `format_map`, whose text is words whatever typeset text they were called on."""
        formatted = super().wrap_str_format(value)
        if formatted is None:
            return None
        return lambda *args, **kwargs: "".join(formatted(*args, **kwargs))


def _shown(value: object) -> str:
    return str(value) if isinstance(value, int) and abs(value) <= LARGEST_NUMBER else f"a {type(value).__name__}"


class _OwnFolder(FileSystemLoader):
    """A user's folder. What in it can not be read is an InputError."""

    def get_source(  # as Jinja calls it
        self,
        environment: Environment,  # noqa: ARG002
        template: str,
    ) -> tuple[str, str, Callable[[], bool]]:
        path = own_file(Path(self.searchpath[0]), *split_template_path(template))
        if path is None:
            raise TemplateNotFound(template)
        return own_text(path), str(path), lambda: True


class _Compiled(BytecodeCache):
    """Compiled templates, by name and place, as long as their text is the same: a sheet fills one for each chapter."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of this text."""
        checksum, code = self._known.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._known[bucket.key] = (bucket.checksum, bucket.code)


class _Kept(_Compiled):
    """Those of our folder, which later runs find as well."""

    def get_cache_key(self, name: str, filename: str | None = None) -> str:  # noqa: ARG002  # as Jinja calls it
        """The name: there is one folder."""
        return name.replace("/", "-")

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was compiled of this text, in this run or in an earlier one."""
        super().load_bytecode(bucket)
        if bucket.code is None and (made := kept(bucket.key, _compiled_of(bucket))) is not None:
            bucket.bytecode_from_string(made)
            super().dump_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        super().dump_bytecode(bucket)
        keep(bucket.key, _compiled_of(bucket), bucket.bytecode_to_string())


def _compiled_of(bucket: Bucket) -> str:
    return f"{jinja2.__version__} {MARKS} {sorted(Sandbox.intercepted_binops)} {bucket.checksum}"


_OURS = _Kept()
_THEIRS = _Compiled()


def environment(escape: Callable[[str], str], typeset: type[str], folder: Path | None) -> Sandbox:
    """Marks that TeX leaves alone, an error for every name that is not there, and `escape` for words on their way out.

    What is neither words nor a whole number is refused, so that data can not slip past a printer. typeset: what passes
    as it is; so does what a block or a macro of a template made.
    """

    @pass_eval_context  # so it is called as a template is filled: what was compiled serves every `escape`
    def finalize(_context: object, value: object) -> object:
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
        **MARKS,
        undefined=StrictUndefined,
        finalize=finalize,
        loader=ChoiceLoader([*theirs, ours, PrefixLoader({"matcalc": ours})]),
        bytecode_cache=_OURS if folder is None else _THEIRS,
    )
    # what a block or a macro made was escaped piece by piece
    made.concat = lambda pieces: typeset("".join(pieces))  # type: ignore[method-assign]
    for name in (*RANDOM, *SLOW):
        made.filters.pop(name, None)
        made.globals.pop(name, None)
    return made
