"""What is said of commands that nobody knows: which of those that are read is nearest, and which others there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from matcalc.errors import proposed
from matcalc.notation.latex_in.failures import shortened
from matcalc.notation.latex_in.tokens import Kind, Token, shown

NEAR = 0.8
MOST_NAMED = 3
MOST_LOOKED_AT = 20_000
SHORTEST = 4
"""Letters of a name that is looked for as a shorter form of another."""


def unknown(token: Token, others: Iterable[Token], known: frozenset[str], own: Iterable[str]) -> str:
    """A message about a command that is not known. others: the tokens behind it, of which the unknown ones are named as
    well; own: the macros that the document defines.
    """
    names = sorted({*known, *own})
    near = nearest(token.text, names)
    meant = proposed([f"\\{name}" for name in near]) or "; define it by \\newcommand in the document"
    message = f"{shortened(shown(token))} is not known{meant}"
    further: dict[str, str] = {}
    for _, other in zip(range(MOST_LOOKED_AT), others, strict=False):
        is_unknown = other.kind is Kind.COMMAND and other.text.isalpha() and other.text not in known
        if is_unknown and other.text != token.text and len(further) < MOST_NAMED:
            like = " or ".join(f"\\{one}" for one in nearest(other.text, names))
            further[other.text] = shortened(shown(other)) + (f" ({like}?)" if like else "")
    if not further:
        return message
    *most, last = further.values()
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"{message.removesuffix('?')}{'?' if message.endswith('?') else ';'} {listed} {_are(most)} not known either"


def nearest(name: str, names: Sequence[str]) -> list[str]:
    """At most two names that look like one; else one that it is a shorter form of, opname of operatorname."""
    if near := get_close_matches(name, names, n=2, cutoff=NEAR):
        return near
    if len(name) < SHORTEST:
        return []
    longer = [other for other in names if other.startswith(name[:2]) and _is_shortened(name, other)]
    return sorted(longer, key=len)[:1]


def _is_shortened(name: str, other: str) -> bool:
    """Whether the letters of a name stand in another in their order."""
    letters = iter(other)
    return all(letter in letters for letter in name)


def _are(most: Sequence[str]) -> str:
    return "are" if most else "is"
