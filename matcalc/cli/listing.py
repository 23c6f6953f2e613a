"""The list of problems: as text under headings, or as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from textwrap import wrap

from matcalc.documents.styled import Style, StyledText, joined, styled
from matcalc.problems.entries import Entry, near_words
from matcalc.problems.tags import TAGS

GAP = "  "
UNTAGGED = "other"


def as_text(found: Sequence[Entry], columns: int | None) -> StyledText:
    """Name and title, a line each, under a heading for the first tag of each. columns: None for lines as they come."""
    width = max(len(entry.name) for entry in found)
    groups = {tag: [entry for entry in found if (entry.tags or (UNTAGGED,))[0] == tag] for tag in (*TAGS, UNTAGGED)}
    blocks = [
        joined([styled(tag, Style.HEADING), *(line for entry in group for line in _lines(entry, width, columns))], "\n")
        for tag, group in groups.items()
        if group
    ]
    return joined([joined(blocks, "\n\n"), "\n"])


def as_json(found: Sequence[Entry]) -> str:
    """A list of objects."""
    return json.dumps([_object(entry) for entry in found], ensure_ascii=False, indent=2) + "\n"


def nothing_found(words: Sequence[str], tags: Sequence[str], among: Sequence[Entry]) -> str:
    """That no problem has all the tags and words, and what to try instead."""
    asked = " and ".join([*(f"the tag {tag}" for tag in tags), *map(repr, words)])
    if near := near_words(words, among):
        return f"no problem has {asked}: did you mean {' or '.join(near)}?"
    return f"no problem has {asked}: ask for less, or see all of them with `matcalc list`"


def _lines(entry: Entry, width: int, columns: int | None) -> Iterator[str]:
    start = f"{GAP}{entry.name:<{width}}{GAP}"
    end = len(GAP) + len(entry.name)
    title = f"{entry.title}, for short {' or '.join(entry.short)}" if entry.short else entry.title
    if columns is None:
        yield styled(start + title, Style.RULE, len(GAP), end)
        return
    if columns - len(start) < width:
        yield styled(start.rstrip(), Style.RULE, len(GAP), end)
        yield from (2 * GAP + line for line in wrap(title, columns - 2 * len(GAP)))
        return
    first, *others = wrap(title, columns - len(start), break_long_words=False) or [""]
    yield styled(start + first, Style.RULE, len(GAP), end)
    yield from (" " * len(start) + line for line in others)


def _object(entry: Entry) -> dict[str, object]:
    return {
        "name": entry.name,
        "short": list(entry.short),
        "title": entry.title,
        "about": entry.about,
        "use": entry.use,
        "source": entry.source,
        "tags": list(entry.tags),
        "wrt": list(entry.wrt),
        "solve": list(entry.solve),
    }
