"""Answers typed as on paper, in the input language: names as printed, factors side by side, scalars anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeVar

from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.matrix_form import Apply, Cotangent
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.normalised import UNICODE_FORM, normalised, with_inverses_called

Read = TypeVar("Read")

_TOKEN = re.compile(r"\*\*-?|[-+*/@(),]|\[[^\]]*\]|[^-+*/@(),\[]+|.", re.DOTALL)


def with_names_typed(answer: str, program: Program, glyphs: Glyphs) -> str:
    """An answer in which names with a layer, ā⁽ᵏ⁺¹⁾, are those that are typed, grad_a_next, and f' (z) is f'(z)."""
    printer = UnicodePrinter(glyphs)
    found: dict[str, str] = {}
    for symbol in program.symbols:
        if glyphs.symbol(symbol.name).layer:
            found[unicodedata.normalize(UNICODE_FORM, printer.symbol(symbol))] = symbol.name
            gradient = Cotangent(symbol) if program.output.shape.is_scalar else None
            if gradient is not None and printer.has_glyph(gradient):
                found[unicodedata.normalize(UNICODE_FORM, printer.printed(gradient)[0])] = f"grad_{symbol.name}"
    text = unicodedata.normalize(UNICODE_FORM, answer)
    for printed in sorted(found, key=lambda each: (-len(each), each)):
        text = text.replace(printed, f" {found[printed]} ")
    functions = "|".join(map(re.escape, sorted(_functions(program))))
    return re.sub(rf"\b({functions})\s*(['′″]+)\s+(?=\()", r"\1\2", text) if functions else text


def _functions(program: Program) -> set[str]:
    """The elementwise functions of a program whose names are those of no arrays."""
    arrays = (array for definition in program.definitions for array in arrays_of(definition.body))
    applied = {part.function.name for array in arrays for part in walk(array) if isinstance(part, Apply)}
    return applied - {symbol.name for symbol in program.symbols}


def readings(answer: str, read: Callable[[str], Read]) -> Iterator[Read]:
    """What an answer says, with factors side by side held together first, and then with all taken from left to right.

    read: of the input language. Where neither can be read, raises the error of the one that was read further.
    """
    spelled = normalised(answer)
    failed: list[InputError] = []
    for text in dict.fromkeys((with_products_first(spelled), spelled)):
        try:
            yield _with_scalars(with_inverses_called(text), read)
        except (LanguageError, ShapeError) as error:
            failed.append(error)
    if len(failed) == len({with_products_first(spelled), spelled}):
        raise max(failed, key=lambda error: isinstance(error, ShapeError))


def with_products_first(text: str) -> str:
    """A text in the one spelling, a product with @ in brackets wherever * or / stands beside it: a*(W@x) for a*W@x."""
    whole, _ = _terms(_TOKEN.findall(text), 0)
    return whole


def _terms(tokens: list[str], at: int) -> tuple[str, int]:
    """What stands up to the end of a bracket, and where that is."""
    done, pieces = "", [""]
    while at < len(tokens) and tokens[at] != ")":
        sign = tokens[at]
        if sign == "(":
            inside, at = _terms(tokens, at + 1)
            pieces[-1] += f"({inside})" if at < len(tokens) else f"({inside}"
        elif sign in "*/@":
            pieces += [sign, ""]
        elif sign in "+-," and pieces[-1]:
            done, pieces = done + _grouped(pieces) + sign, [""]
        else:
            pieces[-1] += sign
        at += 1
    return done + _grouped(pieces), at


def _grouped(pieces: list[str]) -> str:
    """Factors with the operators between them."""
    if "@" not in pieces or not {"*", "/"} & set(pieces):
        return "".join(pieces)
    groups: list[str] = []
    run = [pieces[0]]
    for operator, factor in zip(pieces[1::2], pieces[2::2], strict=True):
        if operator == "@":
            run.append(factor)
        else:
            groups += [_joined(run), operator]
            run = [factor]
    return "".join((*groups, _joined(run)))


def _joined(run: list[str]) -> str:
    return f"({'@'.join(run)})" if len(run) > 1 else run[0]


def _with_scalars(text: str, read: Callable[[str], Read]) -> Read:
    """What a text says where a product of matrices beside a scalar or a number is one with *. At most so often as @."""
    for _ in range(text.count("@")):
        try:
            return read(text)
        except (LanguageError, ShapeError) as error:
            at = error.column
            if at is None or text[at : at + 1] != "@" or not _is_of_scalar(error):
                raise
            text = f"{text[:at]}*{text[at + 1 :]}"
    return read(text)


def _is_of_scalar(error: InputError) -> bool:
    message = str(error)
    return "multiply by a number" in message or " is scalar and " in message or " is scalar, but @" in message
