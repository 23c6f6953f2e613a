"""Chains of lines in the input language: equations, then what is claimed; a line that begins with = goes on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from matcalc.errors import InputError
from matcalc.judging.claimed import check_claim
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.verdict_lines import Checked, Line, in_order
from matcalc.notation.names import NAME, PREFIXES
from matcalc.notation.statements_in import has_derivative

_SAID = re.compile(r"(?P<what>shapes?|assume|upstream)\s*:(?P<said>.*)", re.IGNORECASE)
_EQUALS = re.compile(r"(?<![<>=!:])=(?!=)")
_LEFT = re.compile(rf"\s*(?P<name>{NAME.pattern})\s*(?:\[[^\[\]]*\])?\s*")


@dataclass(frozen=True, slots=True)
class _Member:
    text: str
    line: int


@dataclass(slots=True)
class _Said:
    """What has been said so far."""

    shapes: list[str] = field(default_factory=list)
    assume: list[str] = field(default_factory=list)
    upstream: list[str] = field(default_factory=list)
    lets: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)


def check_plain_lines(manuscript: Manuscript) -> Checked:
    """Every line of a text in the input language against the one before.

    The first equation of a name defines it; `shapes:`, `assume:` and `upstream:` say what they say elsewhere. Raises
    InputError, with the line, for what can not be read, and where nothing is claimed.
    """
    said, found = _Said(), list[Line]()
    for number, chain in enumerate(_chains(manuscript, said)):
        try:
            found += _of_chain(chain, number, said)
        except InputError as error:
            raise InputError(f"{manuscript.name}: line {chain[0].line}: {error}") from error
    if not found:
        advice = "after the equations, write lines such as grad_W = grad_z @ x.T"
        raise InputError(f"{manuscript.name}: nothing is claimed in it: {advice}")
    return Checked(manuscript.name, in_order(found))


def _chains(manuscript: Manuscript, said: _Said) -> Iterator[list[_Member]]:
    """The chains in order, what is declared between them taken in."""
    chain: list[_Member] = []
    for number, line in enumerate(manuscript.text.splitlines(), 1):
        text = line.partition("#")[0].strip()
        declared = _SAID.fullmatch(text)
        if not text:
            continue
        members = [_Member(one, number) for one in _members(text)]
        goes_on = members[0].text == "" and declared is None
        if chain and not goes_on:
            yield chain
            chain = []
        if declared is not None:
            what = declared["what"].lower().rstrip("s")
            kept = {"shape": said.shapes, "assume": said.assume, "upstream": said.upstream}[what]
            kept.append(declared["said"].strip())
        elif goes_on and not chain:
            raise InputError(f"{manuscript.name}: line {number}: there is no line before it that it could go on from")
        else:
            chain += members[1:] if goes_on else members
    if chain:
        yield chain


def _members(text: str) -> Iterator[str]:
    """What stands between the equals signs outside brackets."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        depth += (letter in "([") - (letter in ")]")
        if letter == "=" and depth == 0 and _EQUALS.match(text, at):
            yield text[start:at].strip()
            start = at + 1
    yield text[start:].strip()


def _of_chain(chain: list[_Member], number: int, said: _Said) -> Iterator[Line]:
    left, *members = chain
    if not members:
        raise InputError("there is no = in it: a line is an equation")
    match = _LEFT.fullmatch(left.text)
    is_new = match is not None and match["name"] not in said.names and not match["name"].startswith(tuple(PREFIXES))
    if is_new and match is not None:
        said.lets.append(f"{left.text} = {members[0].text}")
        said.names.add(match["name"])
        members = members[1:]
    upstream = [name.strip() for names in said.upstream for name in names.split(",")]
    is_of_names = match is not None or has_derivative(left.text)  # d/dX … says itself what it differentiates
    for member in members:
        verdict = check_claim(
            f"{left.text} = {member.text}",
            lets=(said.lets or None) if is_of_names else None,
            shapes=", ".join(said.shapes) or None,
            assume=said.assume or None,
            upstream=(upstream or None) if is_of_names else None,
        )
        yield Line(member.line, member.text, number, len(chain), verdict)
