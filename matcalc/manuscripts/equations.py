"""Which equations of a document define its arrays, in an order in which each reads only what stands before it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.said import Chain, Said
from matcalc.notation.names import NAME
from matcalc.notation.statements_in import words_of

_NAME = re.compile(rf"(?P<name>{NAME.pattern})\s*(?P<places>\[[^\[\]]*\])?")
_OF_DERIVATIVES = re.compile(r"grad_|D\s*\(")


@dataclass(frozen=True, slots=True)
class Equation:
    """What defines an array. text: in the input language; start: the column in it where the right side begins."""

    name: str
    text: str
    start: int
    chain: Chain | None
    said: Said | None

    @property
    def is_index_form(self) -> bool:
        return self.said is not None and self.said.meaning is not None and self.said.meaning.free is not None

    @property
    def uses(self) -> frozenset[str]:
        """The names that its right side may read."""
        return words_of(self.text[self.start :])


def equations_in(chains: Sequence[Chain]) -> dict[str, Equation]:
    """The equation of each array that a document defines: the first in matrix form, else the first."""
    found: dict[str, Equation] = {}
    for chain in chains:
        equation = _equation(chain)
        if equation is None or equation.said is None or equation.said.meaning is None:
            continue
        for let in equation.said.meaning.lets:
            if let.free is not None:
                start = let.definition.index("=") + 1
                found[let.name] = Equation(let.name, let.definition, start, chain, None)
        known = found.get(equation.name)
        if known is None or (known.is_index_form and not equation.is_index_form):
            found[equation.name] = equation
    return {name: found[name] for name in _ordered(found)}


def is_array(subject: str) -> bool:
    """Whether the left side of a statement is an array or its entry, no derivative."""
    return _NAME.fullmatch(subject) is not None and not subject.startswith("grad_")


def _equation(chain: Chain) -> Equation | None:
    first = chain.said[0].meaning
    if first is None or not is_array(first.subject):
        return None
    match = _NAME.fullmatch(first.subject)
    assert match is not None
    for said in chain.said[1:]:
        if said.meaning is None:
            return None
        if not said.is_derived and match["name"] not in words_of(said.expression):
            left = f"{first.subject} = "
            return Equation(match["name"], left + said.expression, len(left), chain, said)
    return None


def _ordered(found: Mapping[str, Equation]) -> list[str]:
    """The names, each after those that its equation reads; one that closes a circle is left out, as a claim."""
    order: list[str] = []
    done: dict[str, bool] = {}
    for start in found:
        stack = [start]
        while stack:
            name = stack[-1]
            if done.setdefault(name, False):
                stack.pop()
                continue
            open_ones = [used for used in sorted(found[name].uses & found.keys()) if not done.get(used, False)]
            waiting = [used for used in open_ones if used not in stack]
            if waiting:
                stack.append(waiting[0])
                continue
            done[name] = True
            if not open_ones:
                order.append(name)
            stack.pop()
    return order
