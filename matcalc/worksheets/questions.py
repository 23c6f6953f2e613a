"""A sheet as a learning system takes it: single questions, each with all that has to stand above it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcalc.documents.page import AnswerSpace, Block, Code, Hints, Options, Paragraph, Part, Sentence
from matcalc.forms.matrix_form import Cotangent, Node
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.sheet import Answer, Asked, Exercise
from matcalc.worksheets.typed_numbers import spellings

MOST_ACCEPTED = 60
"""The spellings of one answer that are handed on; the likely ones come first."""

NO_FORMULA = (Asked.NUMBERS, Asked.CHOICE, Asked.SHAPE, Asked.REASON)
"""What is answered without the name of an array."""

HOW_TO_TYPE: Sentence = (
    *("Type ", Code("@"), " for the matrix product, ", Code("*"), " for the product entry by entry, "),
    *(Code(".T"), " behind an array for its transpose"),
)
SPACES: Sentence = (
    *("; ", Code("@"), " holds together more tightly than ", Code("*"), " and ", Code("/"), "; with a space at both "),
    "sides of an operator, or with none at all; or as the sheet would print it. ",
)

_TYPED = re.compile(r"[A-Za-z0-9_.,()\[\]+\-*/@'=]+")
_PRINTED_OPERATOR = re.compile(r" ([-+−⊙⊘/⊗]) ")
_OPERATOR = re.compile(r"(?<=[\w)\]'])(\*\*|[-+*/@])(?=[\w(\[-])")


@dataclass(frozen=True, slots=True)
class Question:
    """One answer that is asked for. asked: the sentence that asks for it; empty for a blank in the exercise.

    key: the answer as the key prints it and as it is typed.
    """

    answer: Answer
    asked: tuple[Block, ...]
    key: tuple[str, ...] = ()

    @property
    def typed(self) -> tuple[str, ...]:
        """What is right when it is typed; empty where a reader has to judge, or where there is a choice."""
        if self.answer.options:
            return ()
        if self.answer.asked is Asked.NUMBERS:
            return spellings(self.answer.accepted)
        plain = [text for text in self.answer.accepted if _TYPED.fullmatch(text)]
        if not plain:
            return ()
        first = (plain[0], spaced(plain[0]), *self.key)
        rest = (each for text in plain[1:] for each in (text, spaced(text)))
        return tuple(dict.fromkeys((*first, *rest)))[:MOST_ACCEPTED]


@dataclass(frozen=True, slots=True)
class Questions:
    """What an exercise asks. context: what stands above all its questions. hints: by the labels of blanks."""

    exercise: Exercise
    context: tuple[Block, ...]
    each: tuple[Question, ...]
    hints: tuple[Hints, ...]


def spaced(text: str) -> str:
    """W.T@grad_z as W.T @ grad_z; a power stays as it is."""
    return _OPERATOR.sub(lambda found: found[0] if found[0] == "**" else f" {found[0]} ", text)


def how_to_type(answer: Answer, exercise: Exercise) -> Sentence:
    """How an answer is typed, with names of its exercise; empty where the sheet says so already."""
    if answer.asked is Asked.NUMBERS:
        return ()
    return (*HOW_TO_TYPE, *gradient_to_type(exercise), *SPACES, *names_to_type(exercise))


def gradient_to_type(exercise: Exercise) -> Sentence:
    """How a gradient is typed: the one that is given, or one on the way, and none that is an answer."""
    if exercise.problem is None:
        return ()
    program = exercise.problem.program
    answers = [part.of for answer in exercise.answers for part in answer.right if isinstance(part, Cotangent)]
    arrays = (*program.given, *(definition.symbol for definition in program.definitions))
    found = (one for one in arrays if one is not program.output and one.member is None and one not in answers)
    of = next(found, None)
    return () if of is None else (", ", Code(f"{GRADIENT_PREFIX}{of.name}"), " for the gradient at ", of)


def names_to_type(exercise: Exercise) -> Sentence:
    """How arrays are typed that are printed otherwise: a_next for a with the layer k+1.

    Empty where there are none, and where no formula is typed.
    """
    if exercise.problem is None or all(answer.asked in NO_FORMULA for answer in exercise.answers):
        return ()
    program = exercise.problem.program
    printer = UnicodePrinter(exercise.glyphs, exercise.layout)
    words: list[Part] = []
    for symbol in program.symbols:
        if symbol is not program.output and printer.symbol(symbol) != symbol.name:
            words += [", " if words else "Type ", Code(symbol.name), " for ", symbol]
    return (*words, ".") if words else ()


def questions(exercise: Exercise, *, hints_at_end: bool) -> Questions:
    """What the exercise asks, answer by answer. hints_at_end: whether hints stand in an appendix of the sheet."""
    said = dict(_asked(exercise))
    taken = {id(block) for blocks in said.values() for block in blocks}
    context = tuple(
        block
        for block in exercise.blocks
        if id(block) not in taken and not isinstance(block, Options | AnswerSpace | Hints)
    )
    hints = tuple(block for block in exercise.blocks if isinstance(block, Hints))
    if hints_at_end and (items := tuple((one.label, one.hint) for one in exercise.answers if one.hint)):
        hints = (Hints(items, at_foot=False),)
    each = tuple(Question(answer, said.get(answer.label, ()), _key(answer, exercise)) for answer in exercise.answers)
    return Questions(exercise, context, each, hints)


def _key(answer: Answer, exercise: Exercise) -> tuple[str, ...]:
    """An answer in matrix form, printed with and without the spaces around its operators, and typed."""
    if len(answer.right) != 1 or not isinstance(answer.right[0], Node):
        return ()
    printed = UnicodePrinter(exercise.glyphs, exercise.layout).part(answer.right[0])
    without = _PRINTED_OPERATOR.sub(r"\1", printed)
    return tuple(dict.fromkeys((printed, without, printed.replace("−", "-"), input_text(answer.right[0]))))


def _asked(exercise: Exercise) -> Iterator[tuple[str, tuple[Block, ...]]]:
    """The paragraph above the options of a question, or above the room for its answer."""
    above: Block | None = None
    for block in exercise.blocks:
        if isinstance(block, Options | AnswerSpace):
            yield block.label, (above,) if isinstance(above, Paragraph) else ()
        above = block
