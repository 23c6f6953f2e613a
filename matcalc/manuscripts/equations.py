"""Which equations of a document define its arrays, in an order in which each reads only what stands before it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from matcalc.manuscripts.said import Chain, Said
from matcalc.notation.names import GRADIENT_PREFIX, NAME
from matcalc.notation.statements_in import words_of

_BY = re.compile(r"\bgrad_(\w+)|\bD\s*\([^(),]*,\s*(\w+)\s*\)")

_REACH = 600
"""So many characters behind words that speak of a derivative that is 0, and a tenth of that before, they may be meant.
"""

_NAME = re.compile(rf"(?P<name>{NAME.pattern})\s*(?P<places>\[[^\[\]]*\])?")


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


def equations_in(chains: Sequence[Chain], solutions: Collection[str] = ()) -> dict[str, Equation]:
    """The equation of each array that a document defines: the first in matrix form, else the first.

    Of several right sides in one chain it is the one that reads most of what other equations define, so that names that
    stand for parts of it are on the way to what it defines. solutions: what the document solves for, which it defines
    by no equation.
    """
    offered: dict[str, list[Equation]] = {}
    for equation in (equation for chain in chains for equation in offered_by(chain)):
        if equation.name not in solutions:
            offered.setdefault(equation.name, []).append(equation)
    first = {name: min(alike, key=lambda one: one.is_index_form) for name, alike in offered.items()}
    chosen = {name: _with_most_names(one, offered[name], first) for name, one in first.items()}
    circular = first.keys() - _ordered(and_lets(chosen))
    found = and_lets({name: first[name] if name in circular else one for name, one in chosen.items()})
    return {name: found[name] for name in _ordered(found)}


def solutions_in(
    chains: Sequence[Chain], extrema: Sequence[int] = (), concluded: Collection[int] = ()
) -> dict[str, Equation]:
    """What a document solves for: an array that first stands in something set to 0, and then alone on a left side.

    It is no name on the way to what is differentiated: wherever a derivative by it is taken it may be anything.
    extrema: the places where words speak of a derivative that is 0. Behind them, or behind an equation between two
    expressions with it, it is an array by which a derivative was taken before. concluded: the numbers of the chains
    that words call a conclusion: of an array that equations before it read, where derivatives are taken by that or by
    what it is made of there.
    """
    by = {name for chain in chains for name in varied_by(chain)}
    varied: set[str] = set()
    equated: set[str] = set()
    set_to_zero: set[str] = set()
    defined: set[str] = set()
    read: set[str] = set()
    found: dict[str, Equation] = {}
    for chain in chains:
        if is_set_to_zero(chain):
            set_to_zero |= chain.names
        offered = tuple(offered_by(chain))
        for equation in offered:
            is_led_to = equation.name in equated or is_near(chain, extrema)
            at_zero = is_led_to and equation.name in varied and by.isdisjoint(equation.uses)
            is_concluded = chain.number in concluded and equation.name in read
            follows = is_concluded and not varied.isdisjoint({equation.name, *equation.uses})
            if equation.name not in defined and (equation.name in set_to_zero or at_zero or follows):
                found.setdefault(equation.name, equation)
        varied |= set(varied_by(chain))
        equated |= chain.names if is_between_expressions(chain) else frozenset()
        defined |= {equation.name for equation in offered}
        read |= {name for equation in offered for name in equation.uses}
    return found


def is_near(chain: Chain, extrema: Sequence[int]) -> bool:
    """Whether a chain stands behind words that speak of a derivative that is 0, or right before them."""
    place = chain.statement.span.start
    at = bisect_left(extrema, place - _REACH)
    return at < len(extrema) and extrema[at] < place + _REACH // 10


def is_between_expressions(chain: Chain) -> bool:
    """Whether a chain is an equation that defines nothing and has no derivatives: Xᵀ X w = Xᵀ y."""
    first = chain.said[0].meaning
    is_equation = len(chain.said) > 1 and first is not None and not is_array(first.subject)
    return is_equation and not any(said.is_derived for said in chain.said)


def varied_by(chain: Chain) -> Iterator[str]:
    """The arrays by which a chain takes derivatives."""
    for said in chain.said:
        subject = "" if said.meaning is None else said.meaning.subject
        for found in _BY.finditer(f"{subject} {said.expression}"):
            yield found[1] or found[2]


def is_set_to_zero(chain: Chain) -> bool:
    """Whether a chain says of an expression, or of a gradient, that it is 0."""
    first = chain.said[0].meaning
    is_about_an_array = first is not None and is_array(first.subject)
    return not is_about_an_array and any(said.expression == "0" for said in chain.said)


def implicit_in(chains: Sequence[Chain], equations: Mapping[str, Equation]) -> Iterator[tuple[int, frozenset[str]]]:
    """The lines that set an expression of arrays to 0, no derivative, each with the arrays that depend on each other
    there: A x − b = 0, r = A x − b = 0, and r = 0 where an equation says what r is.
    """
    for chain in chains:
        if any(said.is_derived for said in chain.said) or all(said.expression != "0" for said in chain.said):
            continue
        first = chain.said[0].meaning
        defined = None if first is None else equations.get(first.subject)
        names = chain.names | (frozenset() if defined is None else defined.uses)
        if is_set_to_zero(chain) or (defined is not None and defined.uses):
            yield chain.line, names


def _with_most_names(first: Equation, offered: Sequence[Equation], others: Mapping[str, Equation]) -> Equation:
    """Of the right sides in the chain of an equation, of its form, the one behind which most names stand; else the
    first.
    """
    alike = [one for one in offered if one.chain is first.chain and one.is_index_form == first.is_index_form]
    return max(alike, key=lambda one: len(_behind(one, others)))


def _behind(equation: Equation, others: Mapping[str, Equation]) -> set[str]:
    """The names that equations define and that an equation reads, by itself or through others."""
    found: set[str] = set()
    waiting = [equation]
    while waiting:
        read = waiting.pop().uses & others.keys() - found
        found |= read
        waiting += (others[name] for name in read)
    return found


def and_lets(equations: Mapping[str, Equation]) -> dict[str, Equation]:
    """The equations, and those of what has no name in them and is written entry by entry."""
    found: dict[str, Equation] = {}
    for equation in equations.values():
        assert equation.said is not None
        for let in () if equation.said.meaning is None else equation.said.meaning.lets:
            if let.free is not None:
                found[let.name] = Equation(
                    let.name, let.definition, let.definition.index("=") + 1, equation.chain, None
                )
        found[equation.name] = equation
    return found


def is_array(subject: str) -> bool:
    """Whether the left side of a statement is an array or its entry, no derivative."""
    return _NAME.fullmatch(subject) is not None and not subject.startswith(GRADIENT_PREFIX)


def offered_by(chain: Chain) -> Iterator[Equation]:
    """What a chain may define its first member by: each right side without derivatives that does not speak of it."""
    first = chain.said[0].meaning
    if first is None or not is_array(first.subject):
        return
    match = _NAME.fullmatch(first.subject)
    assert match is not None
    for said in chain.said[1:]:
        if said.meaning is None:
            return
        if not said.is_derived and match["name"] not in said.words:
            left = f"{first.subject} = "
            yield Equation(match["name"], left + said.expression, len(left), chain, said)


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
