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
    where our template asks for what is not there, InputError where that of a user does, or takes too much.
    """
    from matcalc.documents.sandbox import environment

    folder = None if folder is None else folder.absolute()
    made = environment(escape, Typeset, folder)
    made.filters.update({"letter": letter} | dict(filters))
    made.tests.update({name: _is_a(kind) for name, kind in KINDS.items()} | dict(tests))
    if folder is None:
        return made.get_template(template).render(values)
    from matcalc.documents.guard import guarded, joined
    from matcalc.documents.template_blocks import require_known_blocks
    from matcalc.documents.template_errors import placed, require_a_template

    require_a_template(template, folder)
    with placed(template, folder), guarded(made):
        require_known_blocks(made, template)
        return joined(made.get_template(template).generate(values))


def _is_a(kind: type) -> Callable[[object], bool]:
    return lambda block: isinstance(block, kind)
