"""An answer in the input language compared with what is derived, and what is wrong with it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from matcalc.api.arguments import kind, names_of
from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.api.result import Result
from matcalc.checking.comparing import Comparing
from matcalc.documents.glyphs import functions_of
from matcalc.documents.page import Sentence
from matcalc.engine.limits import Limits, limited
from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import free_labels, label_of
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Apply, Cotangent, Hadamard, Node, Power, Scale, Size, Symbol, Transpose
from matcalc.forms.program import IndexDefinition, arrays_of
from matcalc.forms.traversal import walk
from matcalc.judging.claimed import check_claim, is_claim_about
from matcalc.judging.crossed import crossed
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.mistakes import Mistake, asked, mistakes, shaped
from matcalc.judging.normalised import normalised
from matcalc.judging.on_paper import readings, typed
from matcalc.judging.right import Right, at_enough_points, has_value_of, have_equal_values, question_of, right_answer
from matcalc.judging.verdicts import Verdict
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.text_out import input_text

MOST_CHARACTERS = 2_000

INVERSE = re.compile(r"\^\s*\{?\s*-\s*(?:1(?![0-9./])|T|\\top)|⁻[¹ᵀ]")
"""An inverse as on paper, with or without a transpose."""

ENTRYWISE = re.compile(r"[⊙∘]|\.\*|\\odot|\\circ")
"""A product entry by entry as on paper, where nothing stretches."""

NUMBERS = (*(Fraction(n) for n in (-1, 2, -2, 4, 3)), *(Fraction(1, n) for n in (2, -2, 4, 3)))
"""Factors by which people are off."""


def check(
    answer: str,
    problem: Any = None,
    *,
    wrt: str | Sequence[str] | None = None,
    shapes: Mapping[str, tuple[str | int, ...] | str] | str | None = None,
    lets: Sequence[str] | str | None = None,
    order: int | None = None,
    assume: Sequence[str] | str | None = None,
    upstream: Sequence[str] | str | None = None,
    hvp: str | None = None,
    syntax: str = "matcalc",
    layout: str = "gradient",
    limits: Limits | None = None,
) -> Verdict:
    """Whether an answer is the derivative by `wrt`, whatever way it is written; or whether a claim holds.

    answer: in the input language, the gradient at z being grad_z, or as one types on paper: W' z̄. problem: as derive()
    takes it, or a Derivation. wrt: the one variable; it may be left out where only one is asked for. The values are
    compared at random points. What is said of a wrong answer does not give the right one away. Raises InputError where
    the problem is wrong; an answer that is a text never raises.

    A claim is an equation: grad_W = …, D(z, a) = …, z = …, d/dX logdet(X) = …, or any two expressions; then nothing is
    left unsaid: what is right, the smallest repair, and numbers that show what is wrong. Without a problem the shapes
    that are not declared are inferred. layout: that of ∂/∂ and d/d in a claim. A claim that can not be read raises
    InputError.
    """
    if not isinstance(answer, str):
        raise InputError(f'an answer is a text, such as "grad_z @ a.T", not {kind(answer)}')
    if problem is None or is_claim_about(answer, problem):
        if order is not None or hvp is not None:
            raise InputError(
                "a claim is about first derivatives: leave order and hvp out, or check an answer, with wrt"
            )
        return check_claim(
            answer,
            problem,
            wrt=wrt,
            shapes=shapes,
            lets=lets,
            assume=assume,
            upstream=upstream,
            layout=layout,
            syntax=syntax,
            limits=limits,
        )
    names = names_of(wrt, "wrt")
    if layout != "gradient":
        raise InputError("the layout is that of ∂/∂ and d/d in a claim: write the claim, D(z, a) = …, or leave it out")
    if len(names) > 1:
        raise InputError(f"one answer is checked at a time: name one of {', '.join(names)}")
    if isinstance(problem, Derivation):
        derivation = problem
    else:
        source: str | os.PathLike[str] | Any = problem
        derivation = derive(
            source,
            wrt=wrt,
            shapes=shapes,
            lets=lets,
            order=order,
            assume=assume,
            upstream=upstream,
            hvp=hvp,
            syntax=syntax,
            limits=limits,
        )
    result = derivation.results[names[0]] if names else derivation.result
    with limited(derivation.limits):
        return _Judging(derivation, result).verdict(answer)


class _Judging:
    """Judges answers to one question."""

    def __init__(self, derivation: Derivation, result: Result) -> None:
        self._derivation = derivation
        self._result = result
        self._question = question_of(derivation, result.wrt)
        self._gradient, self._program = self._question.gradient, self._question.program

    def verdict(self, answer: str) -> Verdict:
        if not answer.strip():
            return self._wrong("There is no answer yet.")
        if len(answer) > MOST_CHARACTERS:
            return self._unreadable(f"an answer has at most {MOST_CHARACTERS:,} characters")
        failed: Verdict | None = None
        try:
            for read in self._readings(answer):
                verdict = self._of_reading(answer, read)
                if verdict:
                    return verdict
                failed = failed or verdict
        except ShapeError as error:
            failed = failed or self._of_shapes(answer, error)
        except InputError as error:
            failed = failed or self._unreadable(error)
        assert failed is not None
        return failed

    def _of_reading(self, answer: str, read: Node | IndexDefinition) -> Verdict:
        """The verdict on an answer that is read."""
        if fault_of_names := self._fault_of_names(read):
            return self._wrong(fault_of_names)
        expression = read.body if isinstance(read, IndexDefinition) else read
        if isinstance(read, Node) and ENTRYWISE.search(answer) and (found := crossed(read)) is not None:
            _, left, right = found
            shapes = (*shaped(left.shape), " meets ", *shaped(right.shape))
            return self._said(
                (
                    *("The shapes do not fit: ⊙ needs equal ones, and here ", *shapes),
                    "; * in code stretches a column beside a row.",
                )
            )
        if isinstance(read, IndexDefinition) and read.places != self._gradient.free:
            free = ", ".join(f"{index.name}, to {index.range}" for index in self._gradient.free)
            return self._wrong(f"The indices of the derivative run so, in this order: {free or 'there are none'}.")
        if isinstance(read, Node) and (fault := self._fault_of_shape(answer, read)) is not None:
            return fault
        if has_value_of(expression, self._question):
            return Verdict(Finding(Kind.RIGHT, ("Right.",)), self._glyphs)
        return self._of_value(read)

    @property
    def _glyphs(self) -> Glyphs:
        return self._result._glyphs

    def _readings(self, answer: str) -> Iterator[Node | IndexDefinition]:
        """The answer as it stands, or in the ways to read what is typed as on paper.

        The power −1 of an array is its inverse on paper, so such an answer is never read as entrywise. Of two errors
        that of the reading which got further is shown.
        """
        as_typed = typed(answer, self._program, self._glyphs, self._speakable)
        if INVERSE.search(as_typed.text):
            yield from readings(as_typed, self._result.read)
            return
        try:
            yield self._result.read(answer)
        except LanguageError as first:
            try:
                yield from readings(as_typed, self._result.read)
            except LanguageError as second:
                raise max((first, second), key=lambda error: error.column / len(error.text)) from None

    @property
    def _right(self) -> Right | None:
        """None where the derivative is no matrix form of one array."""
        try:
            return right_answer(self._derivation, self._result.wrt)
        except InputError:
            return None

    @property
    def _speakable(self) -> tuple[Symbol, ...]:
        """The arrays of whose gradients an answer may speak."""
        of, program = self._gradient.of, self._program
        reached = program.reached_from(of)
        return tuple(
            one
            for one in program.symbols
            if one in program.given or (one in reached and one not in (of, program.output))
        )

    def _fault_of_names(self, read: Node | IndexDefinition) -> str:
        """Why an answer may not speak of what it does; empty where it may."""
        of, program = self._gradient.of, self._program
        expression = read if isinstance(read, Node) else read.body
        if others := free_labels(expression) - {label_of(of)}:
            label = min(each.name for each in others)
            return f"The answer is another one for every {label}, and the derivative by {of.name} is not."
        nodes = [part for root in arrays_of(read) for part in walk(root)]
        known = functions_of(program)
        for part in nodes:
            if isinstance(part, Apply) and not part.function.is_known and part.function.name not in known:
                return f"{part.function.name} is not known here: no equation has such a function."
        used = dict.fromkeys(part.of for part in nodes if isinstance(part, Cotangent))
        if of in used and of not in program.given:
            return "The answer speaks of what is asked for: write it with what is found before."
        reached = program.reached_from(of)
        for one in used if not program.labels else ():
            if one not in reached and one not in program.given:
                return f"The gradient at {one.name} is not on the way from {program.output.name} to {of.name}."
        return ""

    def _fault_of_shape(self, answer: str, read: Node) -> Verdict | None:
        value, axes = self._gradient.value, tuple(index.range for index in self._gradient.free)
        if read.shape.axes == axes if isinstance(value, IndexSum) else read.shape == value.shape:
            return None
        if not isinstance(value, Node) or (right := self._right) is None:
            return self._wrong(f"The answer has the shape {read.shape}; that is not the one of the derivative.")
        words: Sentence = ("The answer is ", *shaped(read.shape), ", and ", *asked(right), " is ", *shaped(right.shape))
        if read.shape == value.shape.transposed() and self._are_equal(right, Transpose(read)):
            return self._said((*words, ". Its transpose is right."))
        return self._said((*words, ".", *self._known_by_text(answer)))

    def _of_shapes(self, answer: str, error: ShapeError) -> Verdict:
        message, _, place = str(error).partition("\n")
        hidden, _, _ = message.partition("; did you mean")  # that would be the answer
        return self._said((f"The shapes do not fit: {hidden}.", *self._known_by_text(answer)), place)

    def _unreadable(self, error: InputError | str) -> Verdict:
        message, _, place = str(error).partition("\n")
        finding = Finding(Kind.UNDECIDED, (f"This can not be read: {message}.",))
        return Verdict(finding, self._glyphs, place, is_read=False)

    def _known_by_text(self, answer: str) -> Sentence:
        """The name of the mistake that an answer is, of which only its text can be compared."""
        spelled = normalised(answer)
        found = (mistake for mistake in self._mistakes() if normalised(input_text(mistake.made)) == spelled)
        return self._named(next(found, None))

    def _of_value(self, read: Node | IndexDefinition) -> Verdict:
        """What may be wrong with an answer of the right shape."""
        right = self._right
        if right is None or not isinstance(read, Node):
            return self._wrong("The shape is right, and the value is not.")
        words: Sentence = ("The shape is right, and the value is not.",)
        for factor, form in _multiples(right, self._program.lengths):
            if self._are_equal(right, read, form):
                said = "Its sign is the other one" if factor == "-1" else f"It is {factor} times the right one"
                return self._said((*words, f" {said}."))
        if read.shape.rows == read.shape.cols and self._are_equal(right, Transpose(read)):
            return self._said((*words, " Its transpose is right."))
        for mistake in self._mistakes():
            if mistake.conforms and self._are_equal(right, read, mistake.made):
                return self._said((*words, *self._named(mistake)))
        return self._said(words)

    def _are_equal(self, right: Right, one: Node, other: Node | None = None) -> bool:
        """Whether an array has the value of another one, of the right answer where none is named."""

        wanted = other or right.value

        def compare(comparing: Comparing) -> bool:
            return have_equal_values(one, wanted, comparing)

        return at_enough_points(right, compare, (one, wanted))

    def _mistakes(self) -> tuple[Mistake, ...]:
        right = self._right
        return () if right is None else mistakes(right, self._derivation)

    def _named(self, mistake: Mistake | None) -> Sentence:
        if mistake is None:
            return ()
        where = f" This is what one gets where {mistake.name}"
        return (f"{where}.",) if mistake.conforms else (f"{where}: ", *mistake.words)

    def _wrong(self, words: str, place: str = "") -> Verdict:
        return self._said((words,), place)

    def _said(self, words: Sentence, place: str = "") -> Verdict:
        return Verdict(Finding(Kind.WRONG, words), self._glyphs, place)


def _multiples(right: Right, lengths: frozenset[str]) -> Iterator[tuple[str, Node]]:
    """Multiples of the right answer that people give, with their factors."""
    for number in NUMBERS:
        yield str(number), Scale(number, right.value)
    for length in sorted(lengths):
        size = Size(Dimension.named(length))
        yield length, Hadamard((right.value, size))
        yield f"1/{length}", Hadamard((right.value, Power(size, Fraction(-1))))
