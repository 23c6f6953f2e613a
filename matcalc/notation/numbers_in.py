"""Numbers in text, exactly, and within limits."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from matcalc.errors import LanguageError
from matcalc.forms.dimensions import Dimension

if TYPE_CHECKING:
    from lark import Token

MOST_BITS = 4000
"""Of a number, and of what the numbers of a product multiply to."""
MOST_DIGITS = 1300
"""Enough for the decimals of any number of that many bits, so that what is multiplied out can be read again."""
MOST_POWER_DIGITS = 7
MOST_POWER = 10**6
"""Far above what people type: the exponents of a result are sums of theirs."""
MOST_POWER_OF_NUMBER = 10_000
LARGEST_SIZE = 10**6
MOST_NAMES = 4


def within_limits(value: Fraction, text: str, column: int) -> Fraction:
    """`value`, unless numbers multiplied in the text have grown out of bounds."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MOST_BITS:
        raise LanguageError("a number, or what the numbers multiply to, is too large or too small", text, column)
    return value


def number_of(token: Token, text: str) -> Fraction:
    """0.5 is 1/2, 1e-3 is 1/1000. Raises LanguageError where the number has too many digits."""
    digits, _, power = token.lower().partition("e")
    if len(digits) > MOST_DIGITS or len(power.lstrip("+-")) > 3:
        raise LanguageError(f"a number has at most {MOST_DIGITS} digits", text, token.start_pos or 0)
    return within_limits(Fraction(str(token)), text, token.start_pos or 0)


def exponent_of(tokens: list[Token], text: str) -> Fraction:
    """2, -1, (1/2), (-3/2): the number after **."""
    negative = tokens[0].type == "MINUS"
    numbers = [token for token in tokens if token.type == "NUMBER"]
    for token in numbers:
        if len(token) > MOST_POWER_DIGITS or "e" in token.lower():
            raise LanguageError(f"an exponent has at most {MOST_POWER_DIGITS} digits", text, token.start_pos or 0)
    value = Fraction(str(numbers[0]))
    for token in numbers[1:]:
        if Fraction(str(token)) == 0:
            raise LanguageError("division by zero", text, token.start_pos or 0)
        value /= Fraction(str(token))
    if value.numerator > MOST_POWER:
        raise LanguageError(f"an exponent is at most {MOST_POWER}", text, numbers[0].start_pos or 0)
    return -value if negative else value


def size_of(tokens: list[Token], text: str) -> Dimension:
    """A product of names and whole numbers, as a dimension."""
    size = Dimension.number(1)
    for token in tokens:
        if token.type == "NAME":
            size *= Dimension.named(str(token))
        elif token.type == "NUMBER":
            if not token.isdigit():
                raise LanguageError(f"{token} is not a whole number; lengths are", text, token.start_pos or 0)
            if len(token) > 7 or int(token) > LARGEST_SIZE:
                raise LanguageError(f"a length is at most {LARGEST_SIZE}", text, token.start_pos or 0)
            size *= Dimension.number(int(token))
        require_moderate(size, text, token.start_pos or 0)
    return size


def is_moderate(size: Dimension) -> bool:
    """Whether no product in a length has grown out of bounds."""
    return all(len(names) <= MOST_NAMES and abs(count) <= LARGEST_SIZE for names, count in size.terms)


def require_moderate(size: Dimension, text: str, column: int) -> None:
    """Raises LanguageError where a product in a length has grown out of bounds."""
    if not is_moderate(size):
        message = f"a length is a product of at most {MOST_NAMES} names and a number up to {LARGEST_SIZE}"
        raise LanguageError(message, text, column)
