"""The problems that come with matcalc as a list to look through: read from their files, without their equations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from unicodedata import normalize

from matcalc.problems.files import read_toml
from matcalc.problems.library import SHORT_NAMES, list_problems
from matcalc.problems.tables import Table
from matcalc.problems.tags import read_tags
from matcalc.resources import data_folder

_WORD = re.compile(r"\w+(?:-\w+)*")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of a problem. wrt: the variables; solve: what is solved for; words: what its names mean;
    short: what it is called for short.
    """

    name: str
    title: str
    about: str
    use: str
    source: str
    tags: tuple[str, ...]
    wrt: tuple[str, ...]
    solve: tuple[str, ...]
    words: tuple[str, ...]
    short: tuple[str, ...] = ()

    def has(self, words: Sequence[str]) -> bool:
        """Whether each of the words stands in its names, title, about, use, source, tags or words, in any case."""
        searched = _folded("\n".join(self._texts()))
        return all(_folded(word) in searched for word in words)

    def vocabulary(self) -> set[str]:
        """The words it is found by."""
        return {word for text in self._texts() for word in _WORD.findall(_folded(text)) if len(word) >= _SHORTEST}

    def _texts(self) -> tuple[str, ...]:
        return (self.name, self.title, self.about, self.use, self.source, *self.tags, *self.words, *self.short)


def entries() -> tuple[Entry, ...]:
    """An entry for each of `list_problems()`. Raises InputError for a file that can not be read."""
    return tuple(map(_entry, list_problems()))


def near_words(words: Sequence[str], among: Sequence[Entry]) -> tuple[str, ...]:
    """Words of the entries that are near to those which stand in none of them."""
    known = sorted({word for entry in among for word in entry.vocabulary()})
    unknown = [word for word in words if not any(entry.has([word]) for entry in among)]
    near = (get_close_matches(_folded(word), known, n=2, cutoff=0.7) for word in unknown)
    return tuple(dict.fromkeys(word for close in near for word in close))


def _entry(name: str) -> Entry:
    top = read_toml(data_folder("derivations") / f"{name}.toml", f"derivations/{name}.toml")
    return Entry(
        name=name,
        title=top.text("title"),
        about=top.text("about"),
        use=top.text("use"),
        source=top.text("source"),
        tags=read_tags(top),
        wrt=tuple(dict.fromkeys(asked.text("wrt") for asked in top.tables("derive"))),
        solve=tuple(dict.fromkeys(asked.text("for") for asked in top.tables("solve"))),
        words=tuple(_words(top)),
        short=tuple(short for short, long in SHORT_NAMES.items() if long == name),
    )


def _words(top: Table) -> Iterator[str]:
    words = top.table("words")
    yield from (words.text(name) for name in words.values)
    yield from (defined.text("text") for defined in top.tables("define"))


def _folded(text: str) -> str:
    return normalize("NFKC", text).casefold()
