"""Chains of steps as lines: what stands on the left, which steps are shown, and where the inner chains go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from matcalc.chain import Chain, Expression, Prose, Stage, Step
from matcalc.documents.joints import JOINTS, Joint
from matcalc.documents.page import Line, Mathematics, Network
from matcalc.engine.local import INSERT
from matcalc.forms.index_form import Entry, IndexSum, range_conditions
from matcalc.forms.matrix_form import Node
from matcalc.forms.traversal import walk


class Detail(Enum):
    """How much of a derivation is shown."""

    BRIEF = "brief"
    NORMAL = "normal"
    FULL = "full"


DEEPEST = {Detail.BRIEF: 0, Detail.NORMAL: 1, Detail.FULL: 1000}
"""How deep inner chains are shown."""

REASONED = (Stage.COLLAPSE, Stage.SIMPLIFY)
"""Stages of which even a brief document shows every step with its reason."""


MOST_BETWEEN = 4
"""The factors of what stands between two equals signs of one line; a matrix form may have twice as many parts."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """Steps in one line. reasoned: those whose reasons it gives. said: what is done. through: what stands between."""

    steps: tuple[Step, ...]
    reasoned: tuple[Step, ...] = ()
    said: str = ""
    through: Expression | None = None

    @property
    def after(self) -> Expression:
        return self.steps[-1].after

    @property
    def substeps(self) -> tuple[Chain, ...]:
        return tuple(inner for step in self.steps for inner in step.substeps)

    @property
    def rule(self) -> str:
        """What is done in this line."""
        return self.said or ", ".join(dict.fromkeys(step.rule for step in self.steps))

    @property
    def reason(self) -> Prose:
        """Why; of a brief document the reasons of several steps are left out."""
        sentence: Prose = ()
        for step in self.reasoned:
            sentence = (*sentence, "; ", *step.reason) if sentence else step.reason
        return sentence


def chain_lines(chain: Chain, detail: Detail, array: Mathematics | None = None, depth: int = 0) -> Iterator[Line]:
    """The lines of a chain. `array` stands on the left from the line on that is a matrix form.

    A left side is said once, and again where inner chains or a change of form came between.
    """
    left: Mathematics | None = chain.start
    in_index_form = isinstance(chain.start, IndexSum)
    for step in _shown(chain, detail):
        if depth < DEEPEST[detail]:
            for inner in step.substeps:
                yield from chain_lines(inner, detail, depth=depth + 1)
                left = chain.start if in_index_form or array is None else array
        if in_index_form and isinstance(step.after, Node) and array is not None:
            in_index_form, left = False, array
        through = None if step.through is None else right_side(chain, step.through, array)
        before = right_side(chain, step.steps[0].before, array)
        after, networks = right_side(chain, step.after, array), tuple(_networks(chain, step.steps))
        yield Line(left, after, step.rule, step.reason, depth, through, before, networks)
        left = None


def _networks(chain: Chain, steps: Sequence[Step]) -> Iterator[Network]:
    """The term that each collapse among the steps works on, or all where it works on all."""
    for step in steps:
        if step.stage is Stage.COLLAPSE and isinstance(step.before, IndexSum):
            yield Network(worked_on(step.before, step), chain.free, step)


def worked_on(terms: IndexSum, step: Step) -> IndexSum:
    """Of the terms that a step begins with, the one that it works on, or all."""
    return IndexSum((terms.terms[step.at[0]],)) if step.at else terms


def _shown(chain: Chain, detail: Detail) -> Iterator[_Shown]:
    """Every step by itself; except in full detail a few together that are said in one breath, and of brief detail all
    between the chain rule and the collapse.
    """
    single = (_Shown((step,), (step,)) for step in chain.steps)
    if detail is Detail.FULL:
        return single
    return _joined(single if detail is Detail.NORMAL else _in_brief(chain), _joints(chain))


def _joints(chain: Chain) -> Mapping[tuple[str, str], Joint]:
    if isinstance(chain.start, IndexSum):
        return JOINTS
    from matcalc.documents.route_joints import ROUTE_JOINTS

    return ROUTE_JOINTS


def _joined(shown: Iterator[_Shown], joints: Mapping[tuple[str, str], Joint]) -> Iterator[_Shown]:
    last: _Shown | None = None
    for each in shown:
        together = None if last is None else _both(last, each, joints)
        if last is not None and together is None:
            yield last
        last = together or each
    if last is not None:
        yield last


def _both(first: _Shown, second: _Shown, joints: Mapping[tuple[str, str], Joint]) -> _Shown | None:
    """What both say in one line; None where they do not go together."""
    *_, before = first.steps
    if len(second.steps) > 1 or (joint := joints.get((before.rule, second.rule))) is None:
        return None
    if joint.shows_first and not _is_short(first.after):
        return None
    reasoned = (*(first.reasoned if joint.gives_first else ()), *(second.reasoned if joint.gives_second else ()))
    through = first.after if joint.shows_first and first.through is None else first.through
    return _Shown((*first.steps, *second.steps), reasoned, joint.said or first.rule, through)


def _is_short(expression: Expression) -> bool:
    """Whether it may stand in the middle of a line: a condition stands at the end of one."""
    if isinstance(expression, Node):
        return sum(1 for _ in walk(expression)) <= 2 * MOST_BETWEEN
    if range_conditions(expression, of_ones=False):
        return False
    return sum(len(term.factors) for term in expression.terms) <= MOST_BETWEEN


def _in_brief(chain: Chain) -> Iterator[_Shown]:
    between: list[Step] = []
    for number, step in enumerate(chain.steps):
        opens = number == 0 and step.stage is Stage.CHAIN
        if opens or step.stage in REASONED:
            if between:
                yield _together(between)
                between = []
            yield _Shown((step,), (step,))
        else:
            between.append(step)
    if between:
        yield _together(between)


def _together(steps: list[Step]) -> _Shown:
    # what is inserted stands in an inner chain, which a brief document leaves out
    is_clear = len(steps) == 1 and steps[0].rule != INSERT
    return _Shown(tuple(steps), tuple(steps) if is_clear else ())


def right_side(chain: Chain, after: Expression, array: Mathematics | None = None) -> Mathematics:
    """An array inside a chain of entries is shown by its entries, unless a line of its own names it on the left."""
    if isinstance(after, Node) and isinstance(chain.start, IndexSum) and array is None:
        ranges = tuple(index.range for index in chain.free)
        if after.shape.axes == ranges:
            return Entry(after, chain.free)
    return after
