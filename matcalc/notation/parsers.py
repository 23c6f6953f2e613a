"""Parsers of our grammars. Their tables are computed once and kept: that takes longer than reading a page of text."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import lark

from matcalc.compiled import keep, kept


def parser(grammar: Path, start: Sequence[str], propagate_positions: bool = False) -> lark.Lark:
    """The parser of a grammar in a file, which it can not change while the program runs.

    start: the rules that a text may be parsed as. propagate_positions: whether trees say where they stand in the text.
    """
    text = grammar.read_text(encoding="utf-8")
    source = f"{lark.__version__} {start} {propagate_positions}\n{text}"
    tables = kept(grammar.stem, source)
    if tables is None:
        made = BytesIO()
        lark.Lark(
            text,
            parser="lalr",
            start=list(start),
            propagate_positions=propagate_positions,
            maybe_placeholders=False,
        ).save(made)
        tables = made.getvalue()
        keep(grammar.stem, source, tables)
    return lark.Lark.load(BytesIO(tables))
