"""Steps to a derivative of what is added up over samples: the chain rule for each, what is put in, what cancels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from matcalc.chain import Chain, Prose, Stage, Step, listed
from matcalc.checking.comparing import Comparing, at_points
from matcalc.forms.facts import Facts
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, IndexSum, Partial, Term, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Apply, Cotangent, EntrySum, Node, Power, Product, Symbol
from matcalc.forms.program import Program
from matcalc.forms.sympy_door import known_derivative
from matcalc.forms.traversal import symbols_in, walk
from matcalc.manuscripts.entrywise import (
    ONE,
    NotEntrywiseError,
    Terms,
    Times,
    added_up,
    factored,
    is_of_itself,
    slope,
    times_of,
    with_images,
)
from matcalc.manuscripts.sample_brackets import cancelled, opened
from matcalc.manuscripts.sample_equations import BySample, entries_of
from matcalc.manuscripts.several_paths import ALL_ADD
from matcalc.manuscripts.steps import CHAIN_RULE
from matcalc.notation.text_out import input_text

PATHS: Prose = ("chain rule: the contributions of all paths add",)
SOURCE = "the chain rule, sample by sample"


def sample_chain(given: BySample, by: Symbol, letter: Index | None, kept: Collection[str] = ()) -> Chain | None:
    """The steps from the derivative of the output by `by` to its result, in index form; None where they are not known.

    by: a vector w that the samples are multiplied by; a number; or an array with one number for each sample. letter:
    the index of the entry, None for that of a number. kept: the names of arrays whose derivatives are not put in.
    """
    try:
        found = _Steps(given, by, letter, kept)
        return found.chain()
    except NotEntrywiseError:
        return None


@dataclass(frozen=True, slots=True)
class _Through:
    """What the variable stands in. leaf: that array. tail: what its entry adds to each term by its own derivative."""

    leaf: Node
    tail: tuple[Entry, ...] = ()
    is_summed: bool = True


class _Steps:
    def __init__(self, given: BySample, by: Symbol, letter: Index | None, kept: Collection[str]) -> None:
        self.given = given
        self.kept = kept
        self.by = by
        if any(part is by for added in given.sums for base, _ in added.factor.powers for part in walk(base)):
            raise NotEntrywiseError(f"{by.name} stands before a sum")
        self.index = given.index
        places = () if letter is None else (letter,)
        self.through = self._through(letter)
        if not self.through.is_summed:
            assert letter is not None
            self.index = letter
        self.at = Entry(by, places)
        self.moving = tuple(term for term in given.rest if _reads(term, by))
        self.rest = tuple(self._slope_of_rest())
        self.free = places

    def _through(self, letter: Index | None) -> _Through:
        bodies = (*self.given.named.values(), *(added.of_each for added in self.given.sums))
        if letter is None:
            return _Through(self.by)
        if letter.range == self.given.count:
            return _Through(self.by, is_summed=False)
        parts = dict.fromkeys(part for body in bodies for part in walk(body))
        lines = [part for part in parts if isinstance(part, Product) and part.args[1] is self.by]
        if len(lines) != 1:
            raise NotEntrywiseError(f"{self.by.name} stands in {len(lines)} products with samples")
        (line,) = lines
        return _Through(line, (Entry(line.args[0], (self.index, letter)),))

    def chain(self) -> Chain:
        start = of_factor(Partial(of_factor(Entry(self.given.output, ())), self.at))
        chain = Chain(self.free, start, ())
        terms, readers = self._of(self.through.leaf)
        if not terms:
            raise NotEntrywiseError(f"the samples do not depend on {self.by.name}")
        first = factored(added_up(terms))
        if readers and self._meet(readers):
            reasons = [PATHS]
        elif readers:
            local = self._local(readers)
            chain = self._step(chain, local, self._chain_rule(readers))
            reasons = [self._by_its_equation(reader) for reader in readers]
        else:
            reasons = [self._direct(self.through.leaf)]
        chain = self._step(chain, self._sum(first), _joined([*reasons, self._said_of_rest()]))
        for now, reason in self._simpler(first):
            chain = self._step(chain, self._sum(now), reason)
        return chain

    def _meet(self, readers: Sequence[Symbol]) -> bool:
        """Whether one of the arrays depends on another, so that ∂y/∂x could be taken for the whole derivative."""
        reached: dict[Symbol, set[Symbol]] = {}
        for symbol, body in self.given.named.items():
            own = set(symbols_in(body))
            reached[symbol] = own.union(*(reached.get(one, set()) for one in own))
        return any(other in reached[one] for one in readers for other in readers)

    def _of(self, leaf: Node) -> tuple[Terms, list[Symbol]]:
        """The derivative at an array, by what reads it; and the named ones of these, if no sum reads it itself."""
        found: list[Times] = []
        readers: list[Symbol] = []
        for symbol, body in self.given.named.items():
            if local := slope(body, leaf):
                readers.append(symbol)
                found += [Times(ONE, ((Cotangent(symbol), ONE),)) * term for term in local]
        is_direct = False
        for added in self.given.sums:
            for term in slope(added.of_each, leaf):
                is_direct = True
                found.append(added.factor * term)
        return tuple(found), [] if is_direct else readers

    def _sum(self, times: Times) -> IndexSum:
        if not self.through.is_summed and not self.through.tail:
            return IndexSum((*self._entry(times).terms, *self.rest))
        return IndexSum((self._term(times, self.through.tail), *self.rest))

    def _term(self, times: Times, tail: Sequence[Entry | Partial]) -> Term:
        dummies = (self.index,) if self.through.is_summed else ()
        return Term(times.coefficient, (*entries_of(times, (self.index,)), *tail), dummies)

    def _entry(self, times: Times) -> IndexSum:
        """A product at one sample; a bracket by itself is the sum in it."""
        bracket = times.powers[0][0] if len(times.powers) == 1 and times.coefficient == 1 else None
        if isinstance(bracket, Add) and times.powers[0][1] == 1:
            return self._spread(bracket)
        return IndexSum((Term(times.coefficient, entries_of(times, (self.index,))),))

    def _local(self, readers: Sequence[Symbol]) -> IndexSum:
        terms = [
            self._term(
                Times(ONE, ((Cotangent(reader), ONE),)),
                (Partial(of_factor(Entry(reader, (self.index,))), self.at),),
            )
            for reader in readers
        ]
        return IndexSum((*terms, *self.rest))

    def _chain_rule(self, readers: Sequence[Symbol]) -> Prose:
        through = [Entry(reader, (self.index,)) for reader in readers]
        by = self.by if self.through.is_summed else self.at
        rest = (IndexSum(self.moving),) if self.moving else ()
        if len(through) == 1 and not rest:
            the = " only through the " if self.through.is_summed else " only through "
            return (CHAIN_RULE, self.given.output, " sees ", by, the, through[0])
        every = (*through, *rest)
        return (CHAIN_RULE, self.given.output, " sees ", by, " through ", *listed(every), ALL_ADD)

    def _by_its_equation(self, reader: Symbol) -> Prose:
        body = self.given.named[reader]
        local = self._times_tail(factored(added_up(slope(body, self.through.leaf))))
        partial = of_factor(Partial(of_factor(Entry(reader, (self.index,))), self.at))
        return (*self._equation(Entry(reader, (self.index,)), body), ", so ", partial, " = ", local)

    def _times_tail(self, times: Times) -> IndexSum:
        return IndexSum((Term(times.coefficient, (*entries_of(times, (self.index,)), *self.through.tail)),))

    def _equation(self, entry: Entry, body: Node) -> Prose:
        return (of_factor(entry), " = ", self._spread(body))

    def _spread(self, body: Node) -> IndexSum:
        """An array at one sample, term by term."""
        terms = (times_of(arg) for arg in (body.args if isinstance(body, Add) else (body,)))
        return IndexSum(tuple(Term(one.coefficient, entries_of(one, (self.index,))) for one in terms))

    def _direct(self, leaf: Node) -> Prose:
        """What each sum has for the derivative of its terms; of wᵀx_i in them, its own, which each is multiplied by."""
        if self.through.tail:
            line = of_factor(Partial(of_factor(Entry(leaf, (self.index,))), self.at))
            return ("chain rule in each term, with ", line, " = ", self._times_tail(Times()))
        found: list[Prose] = []
        for added in self.given.sums:
            if terms := added_up(slope(added.of_each, leaf)):
                if any(isinstance(part, Product) for part in walk(added.of_each)):
                    return (self.at, " stands in the terms of its own sample alone; chain rule")
                partial = of_factor(Partial(self._spread(added.of_each), self.at))
                found.append((partial, " = ", self._times_tail(factored(terms))))
        return ("term by term: ", *_joined(found))

    def _said_of_rest(self) -> Prose:
        return (of_factor(Partial(IndexSum(self.moving), self.at)), " = ", IndexSum(self.rest)) if self.rest else ()

    def _slope_of_rest(self) -> Iterator[Term]:
        """The derivative of the terms that have no samples."""
        for term in self.moving:
            factor, *more = _reads(term, self.by)
            if more:
                raise NotEntrywiseError(f"{self.by.name} stands in a product of two")
            others = tuple(other for other in term.factors if other is not factor)
            yield self._slope_of(factor, Term(term.coefficient, others, term.dummies))

    def _slope_of(self, factor: Entry, others: Term) -> Term:
        array, exponent = factor.array, factor.exponent
        if isinstance(array, EntrySum) and exponent == 1 and not others.dummies:
            inner = array.arg
            if isinstance(inner, Power) and inner.arg is self.by and array.axis is None:
                return self._power(inner.exponent, others)
        if array is self.by and factor.places == others.dummies:
            return self._power(exponent, replace(others, dummies=()))
        raise NotEntrywiseError(f"{self.by.name} stands in something that is not taken entry by entry")

    def _power(self, exponent: Fraction, others: Term) -> Term:
        own = () if exponent == 1 else (replace(self.at, exponent=exponent - 1),)
        return Term(others.coefficient * exponent, (*others.factors, *own))

    def _simpler(self, now: Times) -> Iterator[tuple[Times, Prose]]:
        """The products one after another, each with its reason. It ends: no f′ comes back once it is made of f, and
        what is put in for a derivative has derivatives at later equations alone.
        """
        while True:
            if (slopes := self._known_slopes(now)) is not None:
                now, reason = slopes
            elif (cotangent := self._first_cotangent(now)) is not None:
                terms, readers = self._of(cotangent.of)
                put = factored(added_up(terms))
                now = _put_in(now, cotangent, put)
                words: Prose = (CHAIN_RULE,) if readers else ()
                reason = (*words, of_factor(Entry(cotangent, (self.index,))), " = ", self._entry(put))
            else:
                break
            yield now, reason
        if (shorter := cancelled(now)) is not None:
            now, reason = shorter[0], self._said_to_cancel(shorter[1])
            yield now, reason
        if (without := opened(now)) is not None:
            yield without, ("the brackets are opened, and like terms are added up",)

    def _said_to_cancel(self, arrays: Sequence[Node]) -> Prose:
        entries = [self._spread(array) for array in arrays]
        return (*listed(entries), " cancels" if len(entries) == 1 else " cancel")

    def _first_cotangent(self, now: Times) -> Cotangent | None:
        found = {part.of: part for base, _ in now.powers for part in walk(base) if isinstance(part, Cotangent)}
        return next((found[one] for one in self.given.named if one in found and one.name not in self.kept), None)

    def _known_slopes(self, now: Times) -> tuple[Times, Prose] | None:
        """With f′ of a known f as it is made of f."""
        images: dict[Node, Times] = {}
        reasons: list[Prose] = []
        for part in dict.fromkeys(part for base, _ in now.powers for part in walk(base) if is_of_itself(part)):
            assert isinstance(part, Apply)
            plain = Apply(Function(part.function.name), part.arg)
            known = times_of(known_derivative(part.function, part.arg))
            name = next((symbol for symbol, body in self.given.named.items() if body is plain), None)
            images[part] = known if name is None else with_images(known, {plain: Times(ONE, ((name, ONE),))})
            reasons.append((of_factor(Entry(part, (self.index,))), " = ", self._entry(known)))
            if name is not None:
                reasons.append(self._equation(Entry(name, (self.index,)), plain))
        return (with_images(now, images), _joined(reasons)) if images else None

    def _step(self, chain: Chain, after: IndexSum, reason: Prose) -> Chain:
        assert isinstance(chain.end, IndexSum)
        if chain.end == after:
            return chain
        return chain.then(Step("derive each sample", Stage.CHAIN, chain.end, after, reason, SOURCE))


def _joined(reasons: Iterable[Prose]) -> Prose:
    found: Prose = ()
    for reason in reasons:
        found = (*found, *(("; ",) if found and reason else ()), *reason)
    return found


def _reads(term: Term, by: Symbol) -> list[Entry]:
    """The factors of a term that depend on an array."""
    entries = (factor for factor in term.factors if isinstance(factor, Entry))
    return [entry for entry in entries if any(part is by for part in walk(entry.array))]


def _put_in(now: Times, cotangent: Cotangent, put: Times) -> Times:
    """A product with what a derivative is in its place, which stands first as the derivative did."""
    found = with_images(now, {cotangent: put})
    numbers = tuple(pair for pair in found.powers if pair[0].shape.is_scalar)
    return replace(found, powers=(*numbers, *(pair for pair in found.powers if pair not in numbers)))


def check_samples(chain: Chain, given: BySample, original: Program, facts: Facts) -> None:
    """Compare both sides of each step at random points, and the two ends with the equations as they were read.

    Raises VerificationError where they differ, InputError where no points fit.
    """
    own = Program(original.inputs, given.program, original.output)

    def steps(comparing: Comparing) -> object:
        return comparing.steps(chain)

    def ends(comparing: Comparing) -> object:
        return comparing.sides(chain.start, chain.end, chain.free, declared=True)

    at_points(own, own, steps, show=input_text, facts=facts)
    at_points(original, original, ends, show=input_text, facts=facts)
