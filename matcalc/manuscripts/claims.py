"""What a document claims of the arrays of its program: each member of each chain, in the readings in which it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcalc.checking.claims.matching import are_equal, match
from matcalc.checking.claims.results import Asked, facts_in
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt, Reading, Statement, Subject, Way
from matcalc.checking.claims.turning import in_problem, nodes_in
from matcalc.checking.comparing import Comparing, at_points
from matcalc.engine.limits import look_at_clock
from matcalc.errors import InputError, InvariantError
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Add, Node, Scale, Symbol
from matcalc.forms.oriented import EVERY_LAYOUT
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import broadcast
from matcalc.manuscripts.compared import Compared, compared
from matcalc.manuscripts.equations import is_set_to_zero
from matcalc.manuscripts.open_derivatives import moving_in
from matcalc.manuscripts.said import Chain, Said
from matcalc.manuscripts.understood import Understood, with_output
from matcalc.notation.names import GRADIENT_PREFIX, NAME
from matcalc.notation.statements_in import stated_subject, words_of
from matcalc.notation.text_out import input_text
from matcalc.problems.statements import stated_as, subject_of


@dataclass(frozen=True, slots=True)
class Held:
    """How a claim holds. left_out: a bias of the equation that it leaves out; None where it leaves out none."""

    reading: Reading
    layouts: frozenset[Layout] = EVERY_LAYOUT
    left_out: Symbol | None = None

    @property
    def is_as_declared(self) -> bool:
        """Whether with every array as it is in the program."""
        return self.reading.way.is_as_declared


@dataclass(frozen=True, slots=True)
class Claim:
    """A member of a chain against what the chain is about.

    statement: None where it can not be read in any way, or nothing can be said of its subject; why says so. Where the
    chain is about no name, the member is compared with the first one. held: None where it does not hold in any reading.
    ways: of those in which some line of the document has to be read, the ones in which this line holds too, or that do
    not concern it. program: in which it is judged; its output is the array whose derivatives go through all equations.
    facts: that hold where it stands.
    """

    chain: Chain
    at: int
    program: Program
    statement: Statement | Compared | None
    held: Held | None = None
    why: str = ""
    ways: frozenset[Way] = frozenset()
    facts: Facts = NONE

    @property
    def said(self) -> Said:
        return self.chain.said[self.at]

    @property
    def line(self) -> int:
        return self.said.line

    @property
    def holds_as_declared(self) -> bool:
        """Whether it holds with the equations of the document as they stand."""
        return self.held is not None and self.held.is_as_declared


def claims_in(understood: Understood) -> tuple[Claim, ...]:
    """Every member that says something of what its chain is about; the defining equations themselves are none."""
    by_program: dict[int, tuple[Asked, list[Claim]]] = {}
    ending: dict[tuple[int, Symbol], Program] = {}
    for chain in understood.chains:
        whole = understood.program_of(chain)
        if whole is None:
            continue
        for program in _programs(chain, whole, ending, understood):
            asked = Asked(program, program.inputs, facts_in(understood.facts, program), show=input_text)
            _, claims = by_program.setdefault(id(program), (asked, []))
            claims += _read(chain, understood, asked)
    found = [claim for asked, claims in by_program.values() for claim in _judged(claims, asked)]
    return tuple(sorted(_likeliest(found), key=lambda claim: (claim.chain.number, claim.at)))


def _programs(
    chain: Chain, whole: Program, ending: dict[tuple[int, Symbol], Program], understood: Understood
) -> Iterator[Program]:
    """Those in which a chain may be meant: ∂t/∂w goes through all equations, or is taken in the equation of t alone,
    and so is that of an expression; two sides are equal whatever w is, or for the w that the document solves for.
    """
    known = anchor_of(chain, whole).known
    if isinstance(known, DerivativeOf) and known.of is not whole.output:
        yield ending.setdefault((id(whole), known.of), with_output(whole, known.of))
    yield whole
    if isinstance(known, DerivativeOf) and known.of.name == chain.differentiated and moving_in(whole, known.by):
        yield ending.setdefault((id(whole), known.by), Program(whole.inputs, whole.definitions, known.by))
    if chain.number in understood.alone:
        yield understood.alone[chain.number]
    if understood.solved is not None and is_of_unknown(chain, understood):
        yield understood.solved


def is_of_unknown(chain: Chain, understood: Understood) -> bool:
    """Whether a chain has to hold for what the document solves for alone: an equation with it, about no other name."""
    if understood.program is None or anchor_of(chain, understood.program).known is not None:
        return is_set_to_zero(chain)
    return not chain.names.isdisjoint(understood.solutions) or is_set_to_zero(chain)


def _likeliest(claims: Sequence[Claim]) -> Iterator[Claim]:
    """Of each chain the claims in the one reading in which most of them hold."""
    readings: dict[int, dict[int, list[Claim]]] = {}
    for claim in claims:
        readings.setdefault(claim.chain.number, {}).setdefault(id(claim.program), []).append(claim)
    for alike in readings.values():
        yield from max(alike.values(), key=_holding_and_readable)


def _holding_and_readable(claims: Sequence[Claim]) -> tuple[int, int, int]:
    """How many claims hold, in any reading and with all arrays as they are, and how many can be read."""
    held = [claim.held for claim in claims if claim.held is not None]
    return len(held), sum(one.is_as_declared for one in held), sum(claim.statement is not None for claim in claims)


def pair_of(claim: Claim) -> tuple[Symbol, Symbol] | None:
    """What a claim says the derivative of, and by what; None where it is not about one derivative."""
    match anchor_of(claim.chain, claim.program).known:
        case GradientAt(of=by):
            return claim.program.output, by
        case DerivativeOf(of=of, by=by):
            return of, by
    return None


def _names_gradient(*said: Said) -> bool:
    return any(word.startswith(GRADIENT_PREFIX) for one in said for word in NAME.findall(one.expression))


def equal_members(left: Said, right: Said, asked: Asked) -> bool:
    """Whether two members of a chain have the same values, all arrays read as they are in the program.

    Raises InputError where they can not be read together, or have no value.
    """
    pair = compared(left, right, asked.program)
    declared = tuple(one for one in pair.pairs if one[0].way.is_as_declared)

    def compare(comparing: Comparing) -> bool:
        return Compared(declared).holding(comparing) is not None

    held = frozenset(asked.program.inputs)
    return bool(declared) and at_points(
        asked.program, asked.program, compare, show=asked.show, facts=asked.facts, held=held
    )


def _read(chain: Chain, understood: Understood, asked: Asked) -> Iterator[Claim]:
    left_out = (equation for equation, _ in understood.left_out)
    named = (*understood.equations.values(), *understood.solutions.values(), *understood.later)
    defining = {id(one.said) for one in (*named, *left_out)}
    symbols = {symbol.name: symbol for symbol in asked.program.symbols}
    anchor = anchor_of(chain, asked.program)
    for at, said in enumerate(chain.said):
        if said.meaning is None or id(said) in defining or at == anchor.at:
            continue
        try:
            if not asked.program.output.shape.is_scalar and _names_gradient(chain.said[anchor.at], said):
                raise InputError("it speaks of a gradient, and no scalar is differentiated in what could be read")
            if anchor.subject:
                text, place = f"{anchor.subject} = {said.expression}", f"line {said.line}"
                found: Statement | Compared = stated_as(text, place, "", None, asked.program, symbols, oriented=True)
            else:
                found = compared(chain.said[anchor.at], said, asked.program)
        except InputError as error:
            yield Claim(chain, at, asked.program, None, why=_why(error, chain), facts=understood.facts)
        else:
            yield Claim(chain, at, asked.program, found, facts=understood.facts)


def _why(error: InputError, chain: Chain) -> str:
    """Why a member can not be read, without the names that a chain was given for expressions."""
    lets = [let.name for said in chain.said if said.meaning is not None for let in said.meaning.lets]
    if any(str(error).startswith(f"{name} is not known") for name in lets):
        return "the sums in this line do not go with the other equations"
    return str(error)


@dataclass(frozen=True, slots=True)
class Anchor:
    """The member that all others are compared with. known: what it is about; None where it is an expression only."""

    at: int
    subject: str
    known: Subject | None


def anchor_of(chain: Chain, program: Program) -> Anchor:
    """The first member that names what the program has, or a derivative of it; else the first one that is read."""
    symbols = {symbol.name: symbol for symbol in program.symbols}
    for at, said in enumerate(chain.said):
        if said.meaning is not None and said.meaning.subject:
            try:
                known = subject_of(stated_subject(f"{said.meaning.subject} = 0"), symbols, program)
            except InputError:
                continue
            return Anchor(at, said.meaning.subject, known)
    return Anchor(next((at for at, said in enumerate(chain.said) if said.meaning is not None), 0), "", None)


def _judged(claims: Sequence[Claim], asked: Asked) -> Iterator[Claim]:
    """The claims with the readings in which they hold, all at the same points where that can be."""
    readable = [claim for claim in claims if claim.statement is not None]

    def compare(comparing: Comparing) -> list[Claim]:
        return [_held(_at(claim, comparing), asked, comparing) for claim in readable]

    try:
        found = _at_points(readable, asked, compare) if readable else []
    except (InputError, InvariantError):  # one of them has no value, or none that is worked out here
        look_at_clock("check")
        found = [_alone(claim, asked) for claim in readable]
    ways = dict.fromkeys(claim.held.reading.way for claim in found if claim.held is not None)

    def look_again(comparing: Comparing) -> list[Claim]:
        return [_with_ways(claim, (Way(), *ways), asked, comparing) for claim in found]

    if any(not way.is_as_declared for way in ways):
        found = _at_points(found, asked, look_again)
    by_place = {(claim.chain.number, claim.at): claim for claim in found}
    return (by_place.get((claim.chain.number, claim.at), claim) for claim in claims)


def _with_ways(claim: Claim, ways: Sequence[Way], asked: Asked, comparing: Comparing) -> Claim:
    if claim.held is None or not isinstance(claim.statement, Statement):
        return claim
    comparing.where = f"line {claim.line}"
    found = {claim.held.reading.way}
    said = words_of(claim.statement.text)
    turned = {array.name for way in ways for array in way.turned}
    for way in dict.fromkeys(ways):
        alike = tuple(reading for reading in claim.statement.readings if reading.way == way)
        alone = replace(claim, statement=replace(claim.statement, readings=alike), held=None)
        concerned = said & ({array.name for array in way.turned} or turned)
        if not concerned or (alike and _held(alone, asked, comparing).held is not None):
            found.add(way)
    return replace(claim, ways=frozenset(found))


def _alone(claim: Claim, asked: Asked) -> Claim:
    def compare(comparing: Comparing) -> list[Claim]:
        return [_held(_at(claim, comparing), asked, comparing)]

    try:
        return _at_points([claim], asked, compare)[0]
    except (InputError, InvariantError) as error:
        look_at_clock("check")
        return replace(claim, statement=None, why=str(error))


def _at_points(claims: Sequence[Claim], asked: Asked, compare: Callable[[Comparing], list[Claim]]) -> list[Claim]:
    moving = {asked.output, *(one for claim in claims if claim.statement for one in claim.statement.symbols)}
    held = frozenset(asked.program.inputs) - moving
    return at_points(asked.program, asked.program, compare, show=asked.show, facts=asked.facts, held=held)


def _at(claim: Claim, comparing: Comparing) -> Claim:
    comparing.where = f"line {claim.line}"
    return claim


def _held(claim: Claim, asked: Asked, comparing: Comparing) -> Claim:
    statement = claim.statement
    assert statement is not None
    if isinstance(statement, Compared):
        equal = statement.holding(comparing)
        return claim if equal is None else replace(claim, held=Held(*equal))
    found = match(statement, asked.output, comparing)
    if found is not None:
        return replace(claim, held=Held(found.reading, found.layouts))
    if isinstance(statement.subject, EquationOf):
        definition = asked.definition(statement.subject.of)
        for reading in statement.readings:
            for bias, target in _without_a_bias(definition, reading):
                body = in_problem(reading)
                if are_equal(target, body, reading.free, comparing):
                    return replace(claim, held=Held(reading, left_out=bias))
    return claim


def _without_a_bias(definition: Definition, reading: Reading) -> Iterator[tuple[Symbol, Node]]:
    """The array without one of the vectors that are added in its equation and that the reading does not speak of."""
    body, of = definition.body, definition.symbol
    if not isinstance(body, Add):
        return
    read = {node.name for node in nodes_in(reading) if isinstance(node, Symbol)}
    for term in body.args:
        is_bias = isinstance(term, Symbol) and not term.shape.is_matrix and term.name not in read
        if isinstance(term, Symbol) and is_bias and broadcast(of.shape, term.shape) == of.shape:
            yield term, Add((of, Scale(Fraction(-1), term)))
