"""Whether exercises can stand on one sheet: none may show what another one of the same equations asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations

from matcalc.documents.page import Block, Box, ChainBlock, Code, Equation
from matcalc.errors import InputError
from matcalc.worksheets.hiding import sentences
from matcalc.worksheets.leaks import Reader, is_one_name
from matcalc.worksheets.sheet import Asked, Exercise

_LABEL = re.compile(r"\(\d+\.\d+\) ?")
"""What a key has before the rule of a line that is asked for."""

_OF_RIGHT_SIDES = {Asked.MATHEMATICS, Asked.OPERATORS, Asked.CHOICE, Asked.DERIVATION}

Fact = tuple[Asked, str, str]
"""What is said, by the kind of blank that would ask for it: of what, and what."""


def require_apart(exercises: Sequence[Exercise]) -> None:
    """Raises InputError where an exercise shows what another one asks for."""
    for one, other in permutations(exercises, 2):
        if one.problem is None or other.problem is None or one.problem.program != other.problem.program:
            continue
        reader = Reader(one.glyphs, one.layout)
        if _asked_for(one, reader).intersection(_facts(other.blocks, reader)):
            raise InputError(
                f"exercise {other.number} shows what exercise {one.number} asks for, as both are of {one.title!r}: "
                "leave one out, or ask for variants (--variants, variants=), where each has other names"
            )


def _asked_for(exercise: Exercise, reader: Reader) -> set[Fact]:
    """What the key says and the sheet does not, of the kinds that are asked for; values are said nowhere else."""
    asked = {answer.asked for answer in exercise.answers}
    kinds = {Asked.MATHEMATICS} if asked & _OF_RIGHT_SIDES else set()
    kinds |= asked & {Asked.REASON, Asked.SHAPE}
    shown = set(_facts(exercise.blocks, reader))
    return {fact for fact in _facts(exercise.key, reader) if fact[0] in kinds and fact not in shown}


def _facts(blocks: Sequence[Block], reader: Reader) -> Iterator[Fact]:
    """What blocks say: right sides that are more than a name, the rules that lead to them, and shapes."""
    for block in blocks:
        match block:
            case ChainBlock(lines=lines):
                for line in lines:
                    text = reader.text(line.right)
                    yield from _right_side(text)
                    if rule := _LABEL.sub("", line.rule):
                        yield Asked.REASON, text, rule
            case Box(equation=equation, shape=shape):
                yield from _right_side(reader.text(equation.right))
                yield Asked.SHAPE, reader.text(equation.left), reader.text(shape)
            case _:
                for part in (part for sentence in sentences(block) for part in sentence):
                    match part:
                        case Equation(right=right):
                            yield from _right_side(reader.text(right))
                        case str() | Code():
                            continue
                        case _:
                            yield from _right_side(reader.text(part))


def _right_side(text: str) -> Iterator[Fact]:
    if not is_one_name(text):
        yield Asked.MATHEMATICS, "", text
