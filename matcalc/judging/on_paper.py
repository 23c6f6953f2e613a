"""Answers typed as on paper, in the input language: names as printed, factors side by side, scalars anywhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import islice, product
from typing import TypeVar

from matcalc.documents.glyphs import functions_of
from matcalc.errors import InputError, LanguageError, ShapeError
from matcalc.forms.matrix_form import Cotangent, Symbol
from matcalc.forms.program import Program
from matcalc.judging.normalised import UNICODE_FORM, normalised, with_inverses_called
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.unicode_text import UnicodePrinter

Read = TypeVar("Read")

MOST_CHOICES = 200

_TOKEN = re.compile(r"\*\*-?|[-+*/@⊗(),]|\[[^\]]*\]|[^-+*/@⊗(),\[]+|.", re.DOTALL)

_STAND_IN = re.compile(r"Qq[a-j]+q")

_LAYER = re.compile(r"⁽[^⁾]*⁾")

_SIGNS = (
    ("½", "(1/2) "),
    ("⅓", "(1/3) "),
    ("⅔", "(2/3) "),
    ("¼", "(1/4) "),
    ("¾", "(3/4) "),
    (r"\^∘\s*[−-]", "**-"),
    (r"\^∘\s*", "**"),
    (r"‖([^‖]*)‖", r"norm(\1)"),
)
"""What is printed, and how it is typed."""

_ONES = (
    r"(?<![\w.*/^])1(?=\s*(?:ᵀ|\.T\b|'|\^\s*\{?\s*T\b))",
    r"(?<=⊗)\s*1(?![\w./*^])",
    r"(?<=[A-Za-zΑ-ωᵀ)\]])\s+1(?![\w./*^])",
)
"""The ones that are arrays: 1ᵀ, and what stands behind an array."""
_NUMBERS = (r"(?<![\w.*/^−-])1(?=\s+[A-Za-zΑ-ω(])",)
"""The ones in front of something."""
_IDENTITIES = (r"(?<![\w.])I(?![\w(])",)


@dataclass(frozen=True, slots=True)
class Typed:
    """An answer in which stand-ins, plain words, stand for what is printed otherwise than it is typed.

    names: what each stands for. ones, numbers, identities: those for 1 and I, of a size that is not said; the numbers
    may be 1 itself. bare: gradients that are written without their layers, with what they are.
    """

    text: str
    names: Mapping[str, str]
    ones: tuple[str, ...]
    numbers: tuple[str, ...]
    identities: tuple[str, ...]
    lengths: tuple[str, ...]
    bare: Mapping[str, str]

    def choices(self) -> Iterator[Mapping[str, str]]:
        """What the stand-ins may stand for, so many choices at most."""
        each = {
            **{name: [f"ones({length})" for length in self.lengths] for name in self.ones},
            **{name: [*(f"ones({length})" for length in self.lengths), "1"] for name in self.numbers},
            **{name: [f"eye({length})" for length in self.lengths] for name in self.identities},
        }
        for chosen in islice(product(*each.values()), MOST_CHOICES):
            yield {**self.names, **dict(zip(each, chosen, strict=True))}


def typed(answer: str, program: Program, glyphs: Glyphs, gradients: Collection[Symbol] = ()) -> Typed:
    """An answer in which what is printed, ā⁽ᵏ⁺¹⁾, hₜ, 1ᵀ, x^∘2 and ‖x‖, is what is typed; f' (z) is f'(z).

    gradients: the arrays of whose gradients it may speak; ā is the one that is printed so, whatever its layer.
    """
    text = unicodedata.normalize(UNICODE_FORM, answer)
    names: dict[str, str] = {}
    printed = _printed(program, glyphs)
    for name in sorted(printed, key=lambda each: (-len(each), each)):
        stand_in = _stand_in(len(names))
        text, count = re.subn(rf"(?<![^\Wᵀ]){re.escape(name)}(?![^\Wᵀ¹²³]|[\u0300-\u036f])", f" {stand_in} ", text)
        if count:
            names[stand_in] = printed[name]
    functions = "|".join(map(re.escape, sorted(functions_of(program) - {symbol.name for symbol in program.symbols})))
    if functions:
        text = re.sub(rf"\b({functions})\s*(['′″]+)\s+(?=\()", r"\1\2", text)
    for pattern, replacement in _SIGNS:
        text = re.sub(pattern, replacement, text)
    found: list[list[str]] = []
    patterns = (_ONES, _NUMBERS, () if any(one.name == "I" for one in program.symbols) else _IDENTITIES)
    number = len(names)
    for alike in patterns:
        found.append([])
        for pattern in alike:
            while (match := re.search(pattern, text)) is not None:
                found[-1].append(_stand_in(number))
                text = f"{text[: match.start()]} {_stand_in(number)} {text[match.end() :]}"
                number += 1
    ones, numbers, identities = map(tuple, found)
    return Typed(
        text, names, ones, numbers, identities, tuple(sorted(program.lengths)), _bare(answer, gradients, glyphs)
    )


def _bare(answer: str, gradients: Collection[Symbol], glyphs: Glyphs) -> dict[str, str]:
    """grad_a for the one gradient at an a of some layer; nothing where there are several, or where that is typed."""
    printer = UnicodePrinter(glyphs)
    letters = [(_LAYER.sub("", printer.symbol(symbol)), symbol.name) for symbol in gradients]
    known = {name for _, name in letters}
    found = {
        f"grad_{letter}": f"grad_{name}"
        for letter, name in letters
        if [one for one, _ in letters].count(letter) == 1 and letter not in known
    }
    return {bare: name for bare, name in found.items() if bare not in answer}


def _stand_in(number: int) -> str:
    """A word that is no name of anybody's, and has no digits, which are read as places."""
    return "Qq" + "".join(chr(ord("a") + int(digit)) for digit in str(number)) + "q"


def _printed(program: Program, glyphs: Glyphs) -> dict[str, str]:
    """Names of arrays and gradients that are printed otherwise than they are typed, with what is typed."""
    printer = UnicodePrinter(glyphs)
    found: dict[str, str] = {}
    known = {symbol.name for symbol in program.symbols}
    for symbol in program.symbols:
        names = [(printer.symbol(symbol), symbol.name)]
        gradient = Cotangent(symbol) if program.output.shape.is_scalar else None
        if gradient is not None and printer.has_glyph(gradient):
            names.append((printer.printed(gradient)[0], f"grad_{symbol.name}"))
        for printed, name in names:
            if not printed.isascii() or printed not in {name, *known}:
                found.setdefault(unicodedata.normalize(UNICODE_FORM, printed), name)
    return found


def readings(answer: Typed, read: Callable[[str], Read]) -> Iterator[Read]:
    """What an answer says, with factors side by side held together first, and then with all taken from left to right.

    read: of the input language. Where neither can be read, raises the error of the one that was read further.
    """
    spelled = normalised(answer.text)
    for bare, name in answer.bare.items():
        spelled = re.sub(rf"(?<!\w){re.escape(bare)}(?!\w)", name, spelled)
    failed: list[InputError] = []
    is_read = False
    for text in dict.fromkeys((with_products_first(spelled), spelled)):
        for meant in answer.choices():
            chosen = _STAND_IN.sub(partial(_meaning, meant), text)
            try:
                yield _with_scalars(with_inverses_called(chosen), read)
                is_read = True
            except (LanguageError, ShapeError) as error:
                failed.append(error)
    if not is_read:
        raise max(failed, key=lambda error: isinstance(error, ShapeError))


def _meaning(meant: Mapping[str, str], found: re.Match[str]) -> str:
    return meant.get(found[0], found[0])


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
        elif sign in "*/@⊗":
            pieces += [sign, ""]
        elif sign in "+-," and pieces[-1]:
            done, pieces = done + _grouped(pieces) + sign, [""]
        else:
            pieces[-1] += sign
        at += 1
    return done + _grouped(pieces), at


def _grouped(pieces: list[str]) -> str:
    """Factors with the operators between them; A⊗B is a call."""
    if "⊗" not in pieces and ("@" not in pieces or not {"*", "/"} & set(pieces)):
        return "".join(pieces)
    done, operator = "", ""
    run = [pieces[0]]
    for sign, factor in zip([*pieces[1::2], ""], [*pieces[2::2], ""], strict=True):
        if sign == "@":
            run.append(factor)
            continue
        done = f"kron({done},{_joined(run)})" if operator == "⊗" else f"{done}{operator}{_joined(run)}"
        operator, run = sign, [factor]
    return done


def _joined(run: list[str]) -> str:
    return f"({'@'.join(run)})" if len(run) > 1 else run[0]


def _with_scalars(text: str, read: Callable[[str], Read]) -> Read:
    """What a text says where a product of matrices beside a scalar or a number is one with *. At most so often as @."""
    for _ in range(text.count("@")):
        try:
            return read(text)
        except (LanguageError, ShapeError) as error:
            at = error.column
            if at is None or text[at : at + 1] != "@" or not error.beside_scalar:
                raise
            text = f"{text[:at]}*{text[at + 1 :]}"
    return read(text)
