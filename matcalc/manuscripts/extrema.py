"""Equations that follow from a gradient that is 0: the normal equations, which are no identities."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import partial

from matcalc.chain import Expression
from matcalc.checking.claims.statement import EquationOf, Statement
from matcalc.checking.claims.turning import in_problem
from matcalc.checking.comparing import Comparing
from matcalc.errors import InputError, InvariantError
from matcalc.forms.facts import Facts
from matcalc.forms.matrix_form import Add, Cotangent, EntrySum, Hadamard, Node, Number, Scale, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.judging.comparison import Setting, compared
from matcalc.judging.findings import Finding, How, Kind
from matcalc.judging.judge import undecided
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.compared import Compared
from matcalc.manuscripts.equations import is_near, is_set_to_zero
from matcalc.manuscripts.understood import Understood

_WORDS = re.compile(
    r"\b(?:to zero|is zero|be zero|vanish\w*|stationar\w*|minimi[sz]\w*|minim(?:um|a|al)\b|maximi[sz]\w*|"
    r"maxim(?:um|a)\b|optim(?:um|a|al|ality)\b|normal equations?|first[- ]order|critical points?|solution|"
    r"(?:to|equals?|is) (?:\$\s*0|\\\(\s*0|0\b))",
    re.IGNORECASE,
)
"""How a text speaks of a gradient that is 0."""

_MOST = 4
"""So many programs and variables are tried at most."""

OTHER = "this is no identity: it would have to follow from a gradient that is 0, and that is not seen here"


def extrema_in(text: str) -> Iterator[int]:
    """The places where the words of a text speak of a gradient that is 0."""
    return (found.start() for found in _WORDS.finditer(text))


def at_an_extremum(
    claim: Claim, understood: Understood, setting_of: Callable[[Program, Facts], Setting]
) -> Finding | None:
    """What is found about an equation that is no definition, behind words that set a gradient to 0; None without such.

    setting_of: where a program gets its values from, the same one for all claims, so that points are drawn once.
    """
    if claim.held is not None or any(said.is_derived for said in claim.chain.said):
        return None
    if (pair := _sides(claim, understood)) is None:
        return None
    left, right = pair
    if not isinstance(left, Node) or not isinstance(right, Node):
        return None
    if left.shape != right.shape and right is not Number(Fraction(0)):
        return None
    difference = left if right is Number(Fraction(0)) else Add((left, Scale(Fraction(-1), right)))
    shapes = difference.shape, difference.shape.transposed()
    candidates = [one for one in _gradients(claim, understood) if one[1].shape in shapes]
    for program, by in candidates[:_MOST]:
        own = difference if difference.shape == by.shape else Transpose(difference)
        if (how := _is_multiple(own, by, setting_of(program, claim.facts))) is not None:
            return Finding(Kind.RIGHT, ("Right: it says that the gradient at ", by, " is 0."), how=how)
    return undecided(OTHER) if candidates or claim.chain.number in understood.led else None


def _sides(claim: Claim, understood: Understood) -> tuple[Expression, Expression] | None:
    """The two sides of an equation near words that set a gradient to 0; of a second one of an array that the document
    defines, where these words lead to it: p = y.
    """
    match claim.statement:
        case Compared() as both if _is_near(claim, understood) and (pair := both.as_declared) is not None:
            return in_problem(pair[0]), in_problem(pair[1])
        case Statement(subject=EquationOf(of=of), readings=readings) if claim.chain.number in understood.led:
            own = (reading.body for reading in readings if reading.way.is_as_declared)
            return next(((of, body) for body in own if isinstance(body, Node)), None)
    return None


def _is_near(claim: Claim, understood: Understood) -> bool:
    before = (one for one in understood.chains if one.number <= claim.chain.number)
    return is_near(claim.chain, understood.extrema) or any(is_set_to_zero(one) for one in before)


def _gradients(claim: Claim, understood: Understood) -> Iterator[tuple[Program, Symbol]]:
    """The scalars that the document differentiates, each with the inputs that a claim speaks of."""
    own = [one for number, one in sorted(understood.own.items()) if number < claim.chain.number]
    led = understood.led.get(claim.chain.number)
    for program in dict.fromkeys((claim.program, *reversed(own))):
        if program.output.shape.is_scalar and program.definitions:
            for symbol in program.inputs:
                if symbol.name in claim.chain.names or (led is not None and led.by == symbol.name):
                    yield program, symbol


def _is_multiple(difference: Node, by: Symbol, setting: Setting) -> How | None:
    """How it was found that a difference is a multiple of a gradient, by a number that is not 0; None where it is not.

    That is d Σg = g Σd: where one of them is 0, so is the other. Where both sums are 0, entries are weighted with those
    of the variable.
    """
    gradient = Cotangent(by)
    for weighted in (difference, gradient), (Hadamard((by, difference)), Hadamard((by, gradient))):
        of_difference, of_gradient = (EntrySum(one, None) for one in weighted)
        one = Hadamard((difference, of_gradient))
        other = Hadamard((gradient, of_difference))
        try:
            if setting.at_points(partial(_differ_plainly, one, other)):
                return None
            found = compared(one, other, (), setting)
            if not found.are_equal:
                return None
            if not compared(of_difference, Number(Fraction(0)), (), setting).are_equal:
                return found.how
        except (InputError, InvariantError):
            return None
    return None


def _differ_plainly(one: Node, other: Node, comparing: Comparing) -> bool:
    return comparing.drawn.differ_plainly(one, other, (), declared=True)
