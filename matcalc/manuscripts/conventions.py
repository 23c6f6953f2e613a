"""Conventions that a document mixes: which of its lines go with which reading of its arrays, and what follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.checking.claims.clash import Result
from matcalc.checking.claims.results import Asked
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt, Statement, Subject, Way
from matcalc.checking.claims.turned_program import program_with_turned
from matcalc.errors import InputError, VerificationError
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.understood import Understood
from matcalc.notation.text_out import input_text

_SLICE = re.compile(r"_\s*\{[^{}]*:[^{}]*\}")
"""A row or a column of a matrix, as in W_{:,i}."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two readings. program: the equations so read; claims: the lines that go with this one alone."""

    program: Program
    claims: tuple[Claim, ...]
    results: tuple[Result, ...]

    @property
    def equation(self) -> Claim | None:
        """The first line that defines something, so read."""
        return next((claim for claim in self.claims if isinstance(subject_of_claim(claim), EquationOf)), None)


@dataclass(frozen=True, slots=True)
class TwoReadings:
    """Arrays that are read in two ways, with rows and columns changed over.

    declared: as in the equations of the program; other: the other way round.
    """

    arrays: tuple[Symbol, ...]
    declared: Side
    other: Side

    @property
    def is_convention(self) -> bool:
        """Whether an equation is written in the other reading; what is only derived so is a slip, and a transposed
        square matrix in matrix form is one, too.
        """
        equation = self.other.equation
        if equation is None or equation.held is None:
            return False
        is_by_entries = isinstance(equation.held.reading.body, IndexDefinition)
        return is_by_entries or any(array.shape != array.shape.transposed() for array in self.arrays)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two lines about the same that hold in different readings only. is_slice: whether the later one takes a row or a
    column out of a matrix, which is then the wrong one of the two.
    """

    earlier: Claim
    later: Claim
    is_slice: bool


@dataclass(frozen=True, slots=True)
class TwoLayouts:
    """Two lines with derivatives by arrays that no layout makes both right."""

    earlier: Claim
    later: Claim


@dataclass(frozen=True, slots=True)
class Conventions:
    """What a document mixes. left_out: claims that leave out a bias of their equation."""

    readings: tuple[TwoReadings, ...]
    contradictions: tuple[Contradiction, ...]
    layouts: tuple[TwoLayouts, ...]
    left_out: tuple[Claim, ...]

    @property
    def is_one(self) -> bool:
        """Whether nothing clashes."""
        return not (self.readings or self.contradictions or self.layouts)


def conventions_of(understood: Understood, claims: Sequence[Claim]) -> Conventions:
    """The conventions that the claims of a document mix."""
    program = understood.program
    if program is None:
        return Conventions((), (), (), ())
    main = [one for one in claims if one.program is program]
    ways = dict.fromkeys(one.held.reading.way for one in main if one.held is not None and one.held.reading.turned)
    readings = [_two_readings(way, main, understood, program) for way in ways]
    mixed = [one for one in readings if one.is_convention]
    return Conventions(
        tuple(mixed),
        tuple(_contradictions(main, program)) if mixed else (),
        tuple(_layouts(claims)) if understood.layout is None else (),
        tuple(claim for claim in claims if claim.held is not None and claim.held.left_out is not None),
    )


def subject_of_claim(claim: Claim) -> Subject | None:
    """What a claim is about; None where it is compared with another member."""
    return claim.statement.subject if isinstance(claim.statement, Statement) else None


def _two_readings(way: Way, claims: Sequence[Claim], understood: Understood, program: Program) -> TwoReadings:
    declared = tuple(one for one in claims if Way() in one.ways and way not in one.ways)
    otherwise = tuple(one for one in claims if way in one.ways and Way() not in one.ways)
    turned = program_with_turned(program, way.turned, tuple(program.symbols))
    wanted = dict.fromkeys(
        by for one in (*declared, *otherwise) if (by := _variable(one, program)) is not None and by not in program.given
    )
    return TwoReadings(
        way.turned,
        Side(program, declared, _results(program, tuple(wanted), understood)),
        Side(turned, otherwise, _results(turned, tuple(wanted), understood)),
    )


def _variable(claim: Claim, program: Program) -> Symbol | None:
    """The array by which a claim gives the derivative of what the document differentiates."""
    match subject_of_claim(claim):
        case GradientAt(of=by):
            return by
        case DerivativeOf(of=of, by=by) if of is program.output:
            return by
    return None


def _results(program: Program, wanted: Sequence[Symbol], understood: Understood) -> tuple[Result, ...]:
    asked = Asked(program, tuple(wanted), understood.facts, show=input_text)
    try:
        return asked.results(wanted)
    except (InputError, VerificationError):
        return ()  # what can not be derived in this reading is left out; the lines that need it are named all the same


def _contradictions(claims: Sequence[Claim], program: Program) -> Iterator[Contradiction]:
    """Lines that give one derivative, each in a reading in which the one before it does not hold.

    A row or column of a matrix is held against the last line before it that speaks of entries too.
    """
    last: dict[Symbol, list[Claim]] = {}
    for claim in claims:
        by = _variable(claim, program)
        if by is None or claim.held is None:
            continue
        before = last.setdefault(by, [])
        is_slice = _SLICE.search(claim.said.typed) is not None
        others = [one for one in reversed(before) if not is_slice or _is_of_entries(one)] or before[-1:]
        if others and others[0].ways.isdisjoint(claim.ways):
            yield Contradiction(others[0], claim, is_slice)
        if not before or len(claim.ways) <= len(before[-1].ways):
            before.append(claim)


def _is_of_entries(claim: Claim) -> bool:
    return claim.held is not None and isinstance(claim.held.reading.body, IndexDefinition)


def _layouts(claims: Sequence[Claim]) -> Iterator[TwoLayouts]:
    """Lines with derivatives by arrays: each that is right in some layouts, and in none of those before it."""
    common = frozenset(Layout)
    first: Claim | None = None
    for claim in claims:
        if claim.held is None or not claim.holds_as_declared or claim.held.layouts == frozenset(Layout):
            continue
        if common & claim.held.layouts:
            common &= claim.held.layouts
            first = first or claim
        elif first is not None:
            yield TwoLayouts(first, claim)
