"""From a formula to what it means: functions and what they are of, brackets, norms, tables, and all that these hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.engine.limits import look_at_clock
from matcalc.errors import did_you_mean
from matcalc.notation.latex_in.brackets import BracketBuilder
from matcalc.notation.latex_in.derivative_builder import derivative_sides
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import (
    Face,
    Fence,
    Formula,
    Fraction,
    Group,
    Letter,
    Number,
    Root,
    Scripted,
    Sign,
    Span,
    Table,
    Words,
)
from matcalc.notation.latex_in.functions import (
    ALONG,
    AXES,
    DIAGONALS,
    ELEMENTWISE,
    OF_ALL,
    REACHING,
    SOFTMAXES,
    STACKED,
    WORDS,
)
from matcalc.notation.latex_in.indicators import condition_at
from matcalc.notation.latex_in.parts import Applied, Leaf, Part, Rank, Times, is_same
from matcalc.notation.latex_in.product_builder import sign_of, span_of
from matcalc.notation.latex_in.scripts import Seen, bare, continues, parts_of, seen
from matcalc.notation.latex_in.sightings import DIFFERENTIAL, family
from matcalc.notation.latex_in.vocabulary import Decision, Kind, Name, Vocabulary

MOST_NESTING = 60
LET_NAMES = "tuvw"
SHORTEST_WORD = 4
"""So many letters typed in one word before brackets are the name of a function."""


class Builder(BracketBuilder):
    """Makes parts of formulas of one statement."""

    def __init__(self, vocabulary: Vocabulary, text: str, layers: frozenset[str] = frozenset()) -> None:
        super().__init__(vocabulary, text, layers)
        self.lets: dict[Part, Leaf] = {}
        self.outputs: dict[str, None] = {}
        self.names_expressions = True
        self._depth = 0

    def part(self, formula: Formula) -> Part:
        if not self._depth:
            look_at_clock("reading")
            self.count = 0
        self._depth += 1
        try:
            if self._depth > MOST_NESTING:
                raise self.refused(f"this is nested more than {MOST_NESTING} levels deep", formula.span)
            return self.run(parts_of(formula), formula.span)
        finally:
            self._depth -= 1

    def new_let(self, part: Part) -> Leaf:
        same = next((leaf for known, leaf in self.lets.items() if is_same(known, part)), None)
        if same is not None:
            return same
        taken = {name.name for name in self.vocabulary.names.values()} | self.customs.lengths
        taken |= {leaf.text for leaf in self.lets.values()} | self.customs.functions
        name = next(name for name in self._names() if name not in taken)
        leaf = self.lets[part] = Leaf(name, part.rank, part.span)
        return leaf

    @staticmethod
    def _names() -> Iterator[str]:
        yield from LET_NAMES
        number = 1
        while True:
            yield f"t_{number}"
            number += 1

    def factor(self, items: Sequence[Formula], at: int) -> tuple[Part, int]:
        if (found := self.slashed(items, at)) is not None:
            return found
        item = bare(items[at])
        sign = sign_of(item)
        if sign is Sign.NABLA:
            return self.nabla(items, at)
        if isinstance(item, Fraction) and (sides := derivative_sides(item)) is not None:
            return self.fraction_derivative(sides, items, at + 1)
        if (found_condition := condition_at(items, at)) is not None:
            condition, end = found_condition
            return self.indicator(condition), end
        if (letter := seen(item, self.customs)) is not None:
            return self._lettered(letter, items, at)
        if sign is not None:
            shown = "a hole stands inside a formula" if sign is Sign.HOLE else f"{sign.value} has no meaning here"
            raise self.refused(shown, item.span)
        if isinstance(item, Scripted):
            return self.scripted(item), at + 1
        return self._plain(item), at + 1

    def _plain(self, item: Formula) -> Part:
        match item:
            case Number():
                return self.numbered(item)
            case Fraction(above, below, span):
                over, under = self.part(above), self.part(below)
                if under.rank is not Rank.SCALAR and not over.rank is under.rank is Rank.COLUMN:
                    raise self.refused("a fraction is over a number; A^{-1} is the inverse", below.span)
                return Times(over, "/", under, over.rank, span)
            case Root(inside, degree, span):
                if degree is not None and not (isinstance(bare(degree), Number) and bare(degree).text == "2"):  # type: ignore[union-attr]
                    raise self.refused("only square roots are read", degree.span)
                of = self.part(inside)
                return Applied("sqrt", (of,), True, of.rank, span)
            case Group():
                return self.group(item)
            case Table():
                return self.table(item)
            case Words(text, span):
                raise self.refused(f"the words {text.strip()[:30]!r} stand inside a formula", span)
        raise self.refused("this is not read", item.span)

    # letters, and what functions are of

    def _lettered(self, letter: Seen, items: Sequence[Formula], at: int) -> tuple[Part, int]:
        word = letter.key.letter
        name = self.name_of(letter)
        if name is not None and name.kind is Kind.FUNCTION:
            return self._called(name.name, letter, items, at)
        if name is None and word in WORDS:
            return self._called(word, letter, items, at)
        if name is not None and self._is_before_brackets(items, at):
            if self.depends(name) and self._is_argument(items, at + 1):
                return self.of_argument(letter, items[at + 1]), at + 2
            if family(name.key) in self.vocabulary.maps:
                raise self._not_of_a_name(name, letter)
            if name.kind is not Kind.OUTPUT and len(word) >= SHORTEST_WORD and letter.letter.face is Face.ROMAN:
                raise self.refused(f"the function {word} is not known; {did_you_mean(word, WORDS)}", letter.span)
        if letter.key == DIFFERENTIAL and (made := self.differential(items, at)) is not None:
            return made
        if (end := self._end_of_word(items, at)) - at >= SHORTEST_WORD:
            span = span_of(items[at:end])
            shown = self.shown(span)
            raise self.refused(f"{shown} is read letter by letter; a word is \\operatorname{{{shown}}}", span)
        if self._is_differential(letter, items, at):
            raise self.refused("differentials are not read; write a derivative, ∂f/∂X", letter.span)
        if name is None and letter.letter.is_command:
            known = did_you_mean(word, WORDS)
            raise self.refused(f"the function {word} is not known; {known}", letter.span)
        return self.lettered(letter), at + 1

    def _not_of_a_name(self, name: Name, letter: Seen) -> LatexError:
        """Why a function of an array that is declared can not be read here."""
        shown = self.shown(letter.span)
        if self.depends(name):
            return self.refused(f"give what {shown} is of a name: it is read before a name in brackets", letter.span)
        return self.refused(
            f"nothing can be said of {shown}: it is declared, and no equation says what it is", letter.span
        )

    def _is_before_brackets(self, items: Sequence[Formula], at: int) -> bool:
        group = bare(items[at + 1]) if at + 1 < len(items) else None
        return isinstance(group, Group) and group.fence is Fence.ROUND

    def _end_of_word(self, items: Sequence[Formula], at: int) -> int:
        """The place of the bracket that letters typed in one word stand before; that of the word itself without one."""
        end = at
        while end + 1 < len(items) and continues(items[end], items[end + 1]):
            end += 1
        group = bare(items[end])
        return end if isinstance(group, Group) and group.fence is Fence.ROUND else at

    def _is_differential(self, letter: Seen, items: Sequence[Formula], at: int) -> bool:
        """Whether this is the d of dX."""
        name = None if letter.letter.face is Face.ROMAN else self.name_of(letter)
        said = name is not None and name.decided in (Decision.SHAPE, Decision.WORDS, Decision.BOLD)
        alone = not (letter.key.label or letter.key.layer or letter.places or letter.high)
        follows = at + 1 < len(items) and sign_of(items[at + 1]) in (None, Sign.NABLA, Sign.PARTIAL)
        return letter.key.letter == "d" and alone and follows and not said

    def _is_argument(self, items: Sequence[Formula], at: int) -> bool:
        """Whether what a scalar function is of stands here: names in brackets."""
        group = bare(items[at]) if at < len(items) else None
        if not isinstance(group, Group) or group.fence not in (Fence.ROUND, Fence.SQUARE):
            return False
        parts = [part for part in parts_of(group.inside) if sign_of(part) is not Sign.COMMA]
        return all(seen(part, self.customs) is not None for part in parts)

    def _called(self, word: str, letter: Seen, items: Sequence[Formula], at: int) -> tuple[Part, int]:
        """A function, and what it is of: what stands in brackets after it, else the one thing after it."""
        if letter.places:
            raise self.refused(f"{self.shown(letter.span)}: a function has no indices; write f(z)_i", letter.span)
        if at + 1 == len(items):
            raise self.refused(f"{self.shown(letter.span)} is a function, and nothing stands after it", letter.span)
        if sign_of(items[at + 1]) is Sign.SUM:
            of = self.term(items[at + 1 :])
            made = self.call(word, letter, (of,), Span(letter.span.start, items[-1].span.end))
            return self.raised(made, letter.high, made.span), len(items)
        follows = bare(items[at + 1])
        group = bare(follows.base) if isinstance(follows, Scripted) else follows
        if isinstance(group, Group) and group.fence in (Fence.ROUND, Fence.SQUARE, Fence.CURLY):
            with self.entry_by_entry(word in DIAGONALS):
                arguments = tuple(self.part(piece) for piece in self.pieces(group.inside))
            made = self.call(word, letter, arguments, Span(letter.span.start, group.span.end))
            made = self.raised(made, letter.high, made.span)
            if isinstance(follows, Scripted):
                made = self.with_scripts(made, follows)
            return made, at + 2
        if word in REACHING:
            end = self._next_reaching(items, at + 2)
            of = self.product(items[at + 1 : end])
        elif (end := _end_of_multiple_of_pi(items, at + 1)) > at + 1:
            of = self.product(items[at + 1 : end])
        else:
            of, end = self.factor(items, at + 1)
            self._check_end(letter, items, end)
        made = self.call(word, letter, (of,), Span(letter.span.start, items[end - 1].span.end))
        return self.raised(made, letter.high, made.span), end

    def _next_reaching(self, items: Sequence[Formula], start: int) -> int:
        """Where the next function of its kind begins: det A det B are two numbers, and so are tr A tr B."""
        for at in range(start, len(items)):
            found = seen(items[at], self.customs)
            if found is not None and found.key.letter in REACHING and sign_of(items[at - 1]) is None:
                return at
        return len(items)

    def _check_end(self, letter: Seen, items: Sequence[Formula], end: int) -> None:
        """Without brackets a function is of one thing; with more beside it there are two readings."""
        if end == len(items) or sign_of(items[end]) is not None:
            return
        if (following := seen(items[end], self.customs)) is not None and following.letter.is_command:
            return
        shown = self.shown(Span(letter.span.start, items[end].span.end))
        raise self.refused(f"{shown} is read in two ways; write brackets around what the function is of", letter.span)

    def call(self, word: str, letter: Seen, arguments: tuple[Part, ...], span: Span) -> Part:
        """A function of its arguments."""
        if word == "max":
            return self._larger(letter, arguments, span)
        if len(arguments) != 1:
            raise self.refused(f"{self.shown(letter.span)} is of one thing here, not of {len(arguments)}", span)
        (of,) = arguments
        axis = self._axis(word, letter)
        if word in SOFTMAXES:
            if axis is None and of.rank is Rank.MATRIX:
                axis = self.vocabulary.softmax_axis
            if axis is None and of.rank is Rank.MATRIX:
                ways = f"{word}_{{rows}} or {word}_{{cols}}, or in words, row by row"
                raise self.refused(f"{word} of a matrix says of what: {ways}", span)
            return Applied(SOFTMAXES[word] + "'" * letter.primes, arguments, False, of.rank, span, axis)
        if axis is not None:
            rank = Rank.COLUMN if axis == "1" else Rank.ROW
            return Applied(OF_ALL[word], arguments, False, rank, span, axis)
        if word in OF_ALL or word in DIAGONALS or word in STACKED:
            if letter.primes:
                raise self.refused(f"{word} is no function of each entry, so it has no derivative {word}'", span)
            return self._of_whole(word, of, span)
        function = ELEMENTWISE.get(word, word) if self.name_of(letter) is None else word
        if function == "log" and not letter.primes and isinstance(of, Applied) and of.function == "det":
            return Applied("logdet", of.arguments, False, Rank.SCALAR, span)
        return Applied(function + "'" * letter.primes, arguments, True, of.rank, span)

    def _axis(self, word: str, letter: Seen) -> str | None:
        """The axis that the subscript of a function names; no other subscript of a function is read."""
        if not letter.key.label or self.name_of(letter) is not None:
            return None
        if letter.key.label in AXES and (word in SOFTMAXES or OF_ALL.get(word) in ALONG):
            return AXES[letter.key.label]
        raise self.refused(f"the subscript of {self.shown(letter.span)} is not read", letter.span)

    def _larger(self, letter: Seen, arguments: tuple[Part, ...], span: Span) -> Part:
        """max(0, x), which is relu(x)."""
        zeros = [part for part in arguments if isinstance(part, Leaf) and part.text == "0"]
        others = [part for part in arguments if part not in zeros]
        if len(arguments) != 2 or len(others) != 1 or letter.primes or letter.places:
            raise self.refused("of max, max(0, x) is read, which is relu(x)", span)
        return Applied("relu", (others[0],), True, others[0].rank, span)

    def _of_whole(self, word: str, of: Part, span: Span) -> Part:
        if word in DIAGONALS:
            if of.rank is Rank.MATRIX:
                return Applied("diag_of", (of,), False, Rank.COLUMN, span)
            return Applied("diag", (of,), False, Rank.MATRIX, span)
        if word in STACKED:
            return Applied("vec", (of,), False, Rank.COLUMN, span)
        if of.rank is Rank.SCALAR and OF_ALL[word] in ("tr", "det", "logdet"):
            return of if word in ("tr", "Tr", "trace", "det") else Applied("log", (of,), True, Rank.SCALAR, span)
        return Applied(OF_ALL[word], (of,), False, Rank.SCALAR, span)


def _end_of_multiple_of_pi(items: Sequence[Formula], start: int) -> int:
    """Where what begins with a number and π ends, 2πσ² of log 2πσ²: nobody means log 2 times the rest."""
    pair = [bare(item) for item in items[start : start + 2]]
    if len(pair) < 2 or not isinstance(pair[0], Number) or not isinstance(pair[1], Letter) or pair[1].name != "pi":
        return start
    return next((at for at in range(start, len(items)) if sign_of(items[at]) is not None), len(items))
