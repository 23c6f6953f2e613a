"""Jinja2, set up so that words are escaped by default and only typeset mathematics passes as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from matcalc.documents.lists import letter
from matcalc.documents.page import (
    AnswerSpace,
    Box,
    Bullets,
    ChainBlock,
    Figure,
    FormLine,
    Heading,
    Hints,
    Listing,
    Notice,
    Options,
    PageBreak,
    Paragraph,
    Table,
)
from matcalc.resources import data_folder

KINDS = {
    "heading": Heading,
    "paragraph": Paragraph,
    "bullets": Bullets,
    "table": Table,
    "chain": ChainBlock,
    "box": Box,
    "notice": Notice,
    "listing": Listing,
    "form": FormLine,
    "space": AnswerSpace,
    "options": Options,
    "hints": Hints,
    "figure": Figure,
    "pagebreak": PageBreak,
}
"""The tests by which a template tells blocks apart."""


class Typeset(str):
    """Text in the target's own language, made by a printer: passed through as it is."""

    __slots__ = ()


def fill(
    template: str,
    values: Mapping[str, object],
    escape: Callable[[str], str],
    filters: Mapping[str, Callable[..., str | list[Typeset]]] = MappingProxyType({}),
    tests: Mapping[str, Callable[..., bool]] = MappingProxyType({}),
    folder: Path | None = None,
) -> str:
    """The values put into the template of that name, from `folder` where it has one, else from the templates folder.

    A template in `folder` reads ours as matcalc/NAME. A plain string is passed through `escape` on its way out; what is
    neither a string nor a number is refused, so that data can not slip past a printer. Raises jinja2.TemplateError
    where the template asks for what is not there.
    """
    from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def finalize(value: object) -> object:
        if isinstance(value, Typeset):
            return value
        if isinstance(value, str):
            return escape(value)
        if isinstance(value, int):
            return str(value)
        raise TypeError(f"a template may print words and typeset mathematics, not a {type(value).__name__}")

    ours = FileSystemLoader(data_folder("templates"))
    theirs = [FileSystemLoader(folder)] if folder is not None else []
    environment = ImmutableSandboxedEnvironment(
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
    )
    environment.filters.update({"letter": letter} | dict(filters))
    environment.tests.update({name: _is_a(kind) for name, kind in KINDS.items()} | dict(tests))
    return environment.get_template(template).render(values)


def _is_a(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)
