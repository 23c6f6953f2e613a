"""How a page judges what is typed: by value where there is one, a choice by its letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from matcalc.chain import Blank, Expression, Gradient, Holes, Numerals
from matcalc.checking.arithmetic import UndefinedError
from matcalc.documents.checks import Checks, Data, concealed
from matcalc.documents.lists import letter
from matcalc.documents.page import AnswerSpace, Box, ChainBlock, Equation, Heading, Line, Mathematics, Sentence
from matcalc.engine.differentiation import Differentiation
from matcalc.errors import InvariantError
from matcalc.forms.implicit import Implicit
from matcalc.forms.index_form import Entry, IndexSum, Partial, free_indices, places_of
from matcalc.forms.indices import Paired
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.shapes import Axes, Shape
from matcalc.forms.traversal import walk
from matcalc.forms.vector_functions import VectorFunction
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.points import NO_DATA, NoPointsError, PagePoints, digest
from matcalc.worksheets.questions import names_to_type
from matcalc.worksheets.sheet import Answer, Asked, Exercise


@dataclass(frozen=True, slots=True)
class _Around:
    """What a sheet says around a blank. of: the array at which the gradient is asked for.

    left: the entry of a derivative that stands on the left side. told: what the other lines of its chain and their box
    say. rule: the one that gives the line.
    """

    of: str = ""
    left: IndexSum | None = None
    told: tuple[Expression, ...] = ()
    rule: str = ""


NOTHING_AROUND = _Around()


def checks_of(exercise: Exercise) -> Checks:
    """What a page needs to judge the answers of an exercise. Deterministic."""
    judging = _Judging(exercise)
    judged = {answer.label: data for answer in exercise.answers if (data := judging.data(answer)) is not None}
    right = {answer.label: answer.right for answer in exercise.answers}
    return Checks(judging.programs(), judged, right, names_to_type(exercise))


@dataclass
class _Judging:
    """What the answers of one exercise are compared with."""

    exercise: Exercise
    _used: list[PagePoints | None] = field(default_factory=list)
    _asked: set[str] = field(default_factory=set)

    def data(self, answer: Answer) -> Data | None:
        """What an answer is compared with; None where a reader has to judge."""
        if answer.chosen is not None:
            return {"program": self._program(None), "texts": [letter(answer.chosen)]}
        if answer.asked is Asked.REASON or not answer.right:
            return None
        right = answer.right[-1] if answer.asked is Asked.SHAPE else answer.right[0]
        match right:
            case Numerals(rows=rows):
                array = np.array([[float(entry) for entry in row] for row in rows])
                return {"program": self._program(None), "sides": [array.shape], "values": [digest(array)]}
            case Shape() | Axes():
                return self._shape(right)
            case Node() | IndexSum():
                return self._value(right, self._around.get(answer.label, NOTHING_AROUND))
        return None

    def programs(self) -> tuple[Data, ...]:
        """The numbers at which values are compared."""
        printer = UnicodePrinter(self.exercise.glyphs, self.exercise.layout)
        return tuple(NO_DATA if one is None else one.data(printer, self._asked) for one in self._used)

    def _program(self, points: PagePoints | None) -> int:
        if points not in self._used:
            self._used.append(points)
        return self._used.index(points)

    def _shape(self, shape: Shape | Axes) -> Data | None:
        if self._first is None:
            return None
        lengths = shape.lengths if isinstance(shape, Axes) else (shape.rows, shape.cols)
        sizes = [self._first.sizes(length) for length in lengths]
        return {"program": self._program(self._first), "lengths": list(zip(*sizes, strict=True))}

    def _value(self, right: Expression, around: _Around) -> Data | None:
        points = self._points_of(right)
        if points is None or _is_beyond(right) or _moves_what_is_solved_for(right, points.program):
            return None
        try:
            values = points.value(right)
        except (InvariantError, UndefinedError):
            return None
        made: dict[str, object] = {"program": self._program(points), "values": [digest(value) for value in values]}
        if isinstance(right, IndexSum):
            free = free_indices(right)
            dummies = [dummy for term in right.terms for dummy in term.dummies]
            made |= {"free": [index.name for index in free]}
            made |= {"ranges": {index.name: points.sizes(index.range) for index in (*dummies, *free)}}
        else:
            made["sides"] = [value.shape for value in values]
        if around.of:
            self._asked.add(around.of)
            made["of"] = around.of
        if around.left is not None and not around.of:
            with suppress(InvariantError):  # no way to type it
                made["left"] = input_text(around.left)
        if texts := list(_texts(around.told, right)):
            made |= {"told": texts, "rule": around.rule}
            with suppress(InvariantError):
                made["own"] = concealed(input_text(right))
        return made

    def _points_of(self, right: Expression) -> PagePoints | None:
        """The numbers of the program that an expression belongs to; None where there are none."""
        if self.exercise.derivation is None:
            return None
        home = self._home(right)
        return next((points for found, points in self._seconds if found is home), self._first)

    def _home(self, right: Expression) -> Differentiation:
        """The program that an expression belongs to: the first, where it is in no chain of another."""
        return next((one for one, said in self._said if right in said), self._said[0][0])

    @cached_property
    def _said(self) -> list[tuple[Differentiation, frozenset[Expression]]]:
        """The programs, the first before those of second derivatives, and all that their chains say."""
        derivation = self.exercise.derivation
        assert derivation is not None
        seconds = [each.derivative.differentiation for each in derivation.seconds]
        return [(one, _expressions(one)) for one in (derivation.differentiation, *seconds)]

    @cached_property
    def _first(self) -> PagePoints | None:
        derivation = self.exercise.derivation
        if derivation is None:
            return None
        return self._points(derivation.differentiation, derivation.problem.program)

    @cached_property
    def _seconds(self) -> list[tuple[Differentiation, PagePoints | None]]:
        derivation = self.exercise.derivation
        if derivation is None:
            return []
        each = [second.derivative for second in derivation.seconds]
        return [(one.differentiation, self._points(one.differentiation, one.program)) for one in each]

    def _points(self, differentiation: Differentiation, program: Program) -> PagePoints | None:
        assert self.exercise.derivation is not None
        rights = [answer.right[0] for answer in self.exercise.answers if answer.right]
        values = [each for each in rights if isinstance(each, Node | IndexSum) and self._home(each) is differentiation]
        try:
            return PagePoints(differentiation, program, self.exercise.derivation.problem.choices.facts, values)
        except NoPointsError:
            return None

    @cached_property
    def _around(self) -> Mapping[str, _Around]:
        return dict(_surroundings(self.exercise))


def _expressions(differentiation: Differentiation) -> frozenset[Expression]:
    """All that the chains of a program say."""
    found: set[Expression] = set()
    for gradient in differentiation.gradients:
        found.add(gradient.value)
        for _, step in gradient.chain.walk() if gradient.chain is not None else ():
            found |= {step.before, step.after}
    return frozenset(found)


def _texts(told: Sequence[Expression], right: Expression) -> Iterator[str]:
    """What is told in the form that is asked for, as it is typed."""
    for each in dict.fromkeys(told):
        if isinstance(each, IndexSum) is isinstance(right, IndexSum):
            with suppress(InvariantError):
                yield input_text(each)


def _is_beyond(right: Expression) -> bool:
    """Whether the scripts of a page can not work out what is asked for: two indices in one place, unknown functions."""
    if isinstance(right, Node):
        return any(isinstance(part, VectorFunction) for part in walk(right))
    factors = [factor for term in right.terms for factor in term.factors]
    for factor in factors:
        if isinstance(factor, Partial) and _is_beyond(factor.of):
            return True
        if isinstance(factor, Entry) and _is_beyond(factor.array):
            return True
        if any(isinstance(place, Paired) for place in places_of(factor)):
            return True
    return False


def _moves_what_is_solved_for(right: Expression, program: Program) -> bool:
    """Whether it holds a derivative of an array that no explicit equation of the program gives: nothing to follow."""
    if isinstance(right, Node):
        return False
    followed = set(program.inputs)
    for definition in program.definitions:
        parts = [part for array in arrays_of(definition.body) for part in walk(array)]
        if not any(isinstance(part, Implicit | VectorFunction) for part in parts):
            followed.add(definition.symbol)
    derivatives = [factor.of for term in right.terms for factor in term.factors if isinstance(factor, Partial)]
    entries = [factor for of in derivatives for term in of.terms for factor in term.factors]
    arrays = [part for entry in entries if isinstance(entry, Entry) for part in walk(entry.array)]
    return any(isinstance(part, Symbol) and part not in followed for part in arrays)


def _surroundings(exercise: Exercise) -> Iterator[tuple[str, _Around]]:
    """What stands around each blank: in its chain, on the left of a box, or in the heading above room for an answer."""
    heading: Sentence = ()
    boxes = [block.equation for block in exercise.blocks if isinstance(block, Box)]
    for block in exercise.blocks:
        match block:
            case ChainBlock(lines=lines):
                yield from _in_chain(lines, boxes)
            case Box(equation=equation):
                yield from ((label, _Around(_array_of(equation.left))) for label in _labels(equation.right))
            case Heading(words=words):
                heading = words
            case AnswerSpace(label=label):
                left = next((part for part in heading if isinstance(part, Gradient)), None)
                yield label, _Around("" if left is None else _array_of(left))


def _in_chain(lines: Sequence[Line], boxes: Sequence[Equation]) -> Iterator[tuple[str, _Around]]:
    """Each run of lines from a left side on, at one depth, with what the box of that left side tells."""
    runs: list[list[Line]] = []
    open_at: dict[int, list[Line]] = {}
    for line in lines:
        if line.left is not None or line.depth not in open_at:
            runs.append([])
            open_at[line.depth] = runs[-1]
        open_at[line.depth].append(line)
    for run in runs:
        left = run[0].left
        of = _array_of(left) if left is not None else ""
        told = [part for line in run for part in (line.through, line.right)]
        told += (box.right for box in boxes if of and _array_of(box.left) == of)
        each = tuple(part for part in told if isinstance(part, Node | IndexSum))
        for line in run:
            for label in _labels(line.right):
                yield label, _Around(of, left if isinstance(left, IndexSum) else None, each, line.rule)


def _labels(part: Mathematics | None) -> list[str]:
    return [part.label] if isinstance(part, Blank | Holes) else []


def _array_of(left: Mathematics) -> str:
    """The array at which a gradient is taken, by what stands on the left; empty where that is no gradient."""
    match left:
        case Gradient(of=Symbol(name=name), output=output) if output.shape.is_scalar:
            return name
        case IndexSum():
            match left.single:
                case Partial(of=of, by=Entry(array=Symbol(name=name))) if not free_indices(of):
                    return name
    return ""
