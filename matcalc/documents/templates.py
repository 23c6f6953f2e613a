"""Jinja2, set up so that words are escaped by default and only typeset mathematics passes as it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from matcalc.documents.page import Box, Bullets, ChainBlock, Heading, Notice, Page, Paragraph, Table
from matcalc.resources import data_folder

KINDS = {
    "heading": Heading,
    "paragraph": Paragraph,
    "bullets": Bullets,
    "table": Table,
    "chain": ChainBlock,
    "box": Box,
    "notice": Notice,
}
"""The tests by which a template tells blocks apart."""


class Typeset(str):
    """Text in the target's own language, made by a printer: passed through as it is."""

    __slots__ = ()


def fill(
    template: str,
    page: Page,
    escape: Callable[[str], str],
    filters: Mapping[str, Callable[..., Typeset | list[Typeset]]],
    tests: Mapping[str, Callable[..., bool]] = MappingProxyType({}),
) -> str:
    """The page put into the template of that name, from the templates folder.

    A plain string is passed through `escape` on its way out; anything but a string is refused, so that data can
    not slip past a printer. Raises jinja2.TemplateError where the template asks for what is not there.
    """
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    def finalize(value: object) -> object:
        if isinstance(value, Typeset):
            return value
        if isinstance(value, str):
            return escape(value)
        if isinstance(value, int):
            return str(value)
        raise TypeError(f"a template may print words and typeset mathematics, not a {type(value).__name__}")

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
        loader=FileSystemLoader(data_folder("templates")),
    )
    environment.filters.update(filters)
    environment.tests.update({name: _is_a(kind) for name, kind in KINDS.items()} | dict(tests))
    return environment.get_template(template).render(page=page)


def _is_a(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)
