"""Hostile text is an error in one short message, soon, and is never run."""

import time

import pytest

from matcalc.errors import InputError, LanguageError
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_definition, parse_index, parse_matrix

SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in {"X": "m×n", "x": "n", "s": ""}.items()}

SECONDS = 2.0
LONGEST_MESSAGE = 500

HOSTILE = {
    "an import": "__import__('os').system('touch /tmp/owned')",
    "a dunder": "x.__class__.__mro__",
    "a lambda": "(lambda: x)()",
    "a walrus": "(x := 3)",
    "a format": "{x!r:>{s}}",
    "brackets": "(" * 10**5 + "x" + ")" * 10**5,
    "square brackets": "[" * 10**5,
    "calls": "f(" * 10**5,
    "transposes": "x" + ".T" * 9000,
    "a million characters": "x+" * 500_000 + "x",
    "a million spaces": " " * 10**6,
    "a tower": "9**9**9",
    "a power": "9**999999999",
    "powers of powers": "(((9**999)**999)**999)**999",
    "digits": "9" * 19_000,
    "a large number": "1e999*1e999*1e999",
    "a large length": "ones(99999999999)",
    "a long length": "ones(" + "m*" * 5000 + "m)",
    "powers of lengths": "(" * 90 + "m" + " * n)" * 90 + "**0 + x +",
    "NUL": "x\x00",
    "escape": "x\x1b[2J",
    "direction of writing": "x + \u202ey",
    "no width": "x\u200b + x",
    "half a character": "\ud800",
    "look-alike": "х + x",
    "wide": "ｘ",
    "quotes": "'" * 10_000,
    "primes": "f" + "'" * 10_000 + "(x)",
    "pairs": "x[" + "(" * 90 + "i",
    "many pairs": "x[(i,j)] " * 2000,
    "names": "a" * 19_000,
}


@pytest.mark.parametrize("read", [parse_matrix, parse_index, parse_definition])
@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_hostile_text_is_refused_soon(read: object, text: str) -> None:
    assert callable(read)
    start = time.process_time()
    with pytest.raises(InputError) as caught:
        read(text, SYMBOLS)
    assert time.process_time() - start < SECONDS
    message = str(caught.value)
    assert len(message) < LONGEST_MESSAGE
    assert all(character.isprintable() or character == "\n" for character in message)


def test_what_is_hidden_in_a_line_is_shown_as_a_sign() -> None:
    with pytest.raises(LanguageError, match=r"character U\+202E is not expected here\n  x � y"):
        parse_matrix("x \u202e y", SYMBOLS)


def test_a_long_sum_of_lengths_stays_a_sum() -> None:
    text = "(" + " + ".join(f"{number} * m * m * m * n" for number in range(1, 200)) + ") * s"
    assert parse_matrix(text, SYMBOLS).shape.is_scalar
