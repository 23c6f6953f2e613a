"""One spelling for answers that are typed: a table of replacements.

The spelling: no white space; `@` for the matrix product, also where two arrays stood side by side; `*` for ⊙ and for
numbers; `.T` for the transpose; `**` for powers; `inv(A)`, and `(A+B).I` for the inverse of a bracket; `f'(z)`;
`grad_z` for a gradient under any of its short names; Greek letters as words; W1 for W₁ and
W_1. `@` binds more tightly than `*`, as a product does than ⊙ on paper.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Literal

from matcalc.notation.glyphs import GREEK
from matcalc.notation.names import FUNCTION_NAMES
from matcalc.notation.unicode_text import SUBSCRIPTS

UNICODE_FORM: Literal["NFD"] = "NFD"
"""Letters and what stands above them are taken apart first."""

MOST_CHARACTERS = 2_000

_NAME = r"[A-Za-z](?:[A-Za-z0-9]|_(?=[A-Za-z0-9]))*"
_LETTER = f"[A-Za-z{''.join(GREEK.values())}]"
_FUNCTIONS = "|".join(sorted(FUNCTION_NAMES, key=lambda name: (-len(name), name)))

_NUMBERS = r"(?=[-+]?[0-9][-+0-9/.,;\s\[\]]*\][^\s\]]{0,4}$)"
"""What follows within an array of numbers: numbers, signs and brackets up to its end, and a transpose behind it."""

NORMALISATION: tuple[tuple[str, str], ...] = (
    # signs that have several looks
    (r"[\u2212\u2013\u2014]", "-"),
    (r"[\u2032\u2019]", "'"),
    (r"\u2033", "''"),
    # arrays of numbers
    (r"([0-9])[ \t;]*\n\s*" + _NUMBERS, "$1;"),
    (r"([0-9])\s+" + _NUMBERS, "$1,"),
    (r"\][\s,]*(?=\[)", "],"),
    # what is for looks alone, fractions
    (r"\\(?:left|right|,|;|!|quad|displaystyle|tfrac(?![A-Za-z]))", " "),
    (r"\\(?:boldsymbol|mathbf|mathrm|operatorname|text|bm)\s*", ""),
    (r"\\frac\s*\{\s*([0-9]+)\s*\}\s*\{\s*([0-9]+)\s*\}", " $1/$2 "),
    (r"\\frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", " ($1)/($2) "),
    # what stands above letters, then Greek letters
    (r"\\(hat|tilde)\s*\{?\s*(\\?" + _LETTER + r"+)\s*\}?", "$2_$1 "),
    (r"(" + _LETTER + r")\u0302", "$1_hat"),
    (r"(" + _LETTER + r")\u0303", "$1_tilde"),
    (r"(" + _LETTER + r"(?:_hat|_tilde)?)[\u0304\u0305]((?:_?[A-Za-z0-9]+)?)", " grad_$1$2 "),
    *((letter, f" {word} ") for word, letter in GREEK.items()),
    (r"\\(" + "|".join(sorted(GREEK, key=lambda word: (-len(word), word))) + r")(?![A-Za-z])", " $1 "),
    # what stands below them
    *((letter, f"_{large}") for large, letter in SUBSCRIPTS.items() if large.isdigit()),
    (r"\s*_\s*\{\s*([A-Za-z0-9_,]+)\s*\}", "_$1"),
    (r"\s*_\s*", "_"),
    *((r"\{\s*(" + _NAME + r")\s*\}", " $1 "),) * 2,
    # gradients
    (r"\\(?:bar|overline)\s*\{?\s*(" + _NAME + r")(?:\s*\})?", " grad_$1 "),
    (r"(?:\u2207|\\nabla)\s*_\s*(" + _NAME + r")\s*[A-Z](?![A-Za-z0-9_])", " grad_$1 "),
    (r"(?:\u2202|\\partial)\s*[A-Z]\s*/\s*(?:\u2202|\\partial)\s*(" + _NAME + r")", " grad_$1 "),
    (r"\bdelta_(" + _NAME + r")", " grad_$1 "),
    (r"\b(" + _NAME + r")_?bar\b", " grad_$1 "),
    # numbers below letters
    (r"([A-Za-z])_+(?=[0-9])", "$1"),
    # powers, inverses, transposes
    (r"\u207b\u1d40", "^{-T}"),
    (r"\u207b\u00b9", "^{-1}"),
    (r"\u00b2", "**2"),
    (r"\u00b3", "**3"),
    (r"\s*\^\s*\{?\s*-\s*(?:T|\\top|\\intercal|\u22a4)\s*\}?", "^-T"),
    (r"(\)|\.T)\s*\^-T", "$1.I.T "),
    (r"(" + _NAME + r")\^-T", " inv($1).T "),
    (r"(?:\s*\^\s*\{?\s*(?:T|\\top|\\intercal|\u22a4)\s*\}?|\u1d40)", ".T "),
    (r"([A-Za-z0-9_)\]])\s*'(?=$|[^'(])", "$1.T "),
    (r"(^|[^A-Za-z_])([A-Z][A-Za-z0-9_]*)'(?=\()", "$1$2.T "),
    (r"\s*\^\s*\{?\s*-\s*1(?![0-9./])\s*\}?", "^-1 "),
    (r"(\)|\.T)\s*\^-1", "$1.I "),
    (r"(" + _NAME + r")\^-1", " inv($1) "),
    (r"\s*\^\s*\{\s*([0-9]+)\s*\}", "**$1"),
    (r"\s*\^\s*", "**"),
    (r"\s+\.([TI])(?![A-Za-z0-9_])", ".$1"),
    # operators
    (r"\s*(?:\.\*|\u2299|\\odot|\u2218|\\circ|\u00d7|\\times)\s*", "*"),
    (r"\s*(?:\./|\u2298|\\oslash)\s*", "/"),
    (r"\s*(?:\u00b7|\\cdot)\s*", "@"),
    (r"\s*(\*\*|[-+*/@=,])\s*", "$1"),
    (r"\(\s+", "("),
    (r"\s+\)", ")"),
    (r"\u221a\s*\(", " sqrt("),
    (r"\u221a\s*(" + _NAME + r"|[0-9]+)", " sqrt($1) "),
    # what stands side by side
    (r"\b(" + _FUNCTIONS + r")\s+\(", "$1("),
    (r"([A-Za-z0-9_)\]])\s+(?=[A-Za-z(])", "$1@"),
    (r"\)(?=[A-Za-z0-9(])", ")@"),
    (r"\.([TI])(?=\()", ".$1@"),
    (r"(^|[^A-Za-z0-9_.])([0-9]+(?:\.[0-9]+)?)@?(?=[A-Za-z(])", "$1$2*"),
    (r"\s+", ""),
    (r"^\+", ""),
)
"""Regular expression and replacement, in order, each applied to all places."""


def normalised(text: str) -> str:
    """A text in the one spelling. It is only compared with others, never evaluated; too long a one is cut."""
    text = unicodedata.normalize(UNICODE_FORM, text[:MOST_CHARACTERS])
    for pattern, replacement in _compiled():
        text = pattern.sub(replacement, text)
    return text


def with_inverses_called(text: str) -> str:
    """A text in the one spelling with each postfix .I as a call that the input language reads: inv(A+B) for (A+B).I."""
    while (found := re.search(r"\.I(?![A-Za-z0-9_])", text)) is not None:
        start = _start_of_operand(text[: found.start()])
        operand = text[start : found.start()]
        if not (operand.startswith("(") and operand.endswith(")")):
            operand = f"({operand})"
        text = f"{text[:start]}inv{operand}{text[found.end() :]}"
    return text


def _start_of_operand(text: str) -> int:
    """Where the operand that ends a text begins: a name, a bracket or a call, with its transposes."""
    end = len(text)
    while text[:end].endswith(".T"):
        end -= 2
    if text[:end].endswith(")"):
        depth = 0
        while end:
            end -= 1
            depth += {")": 1, "(": -1}.get(text[end], 0)
            if not depth:
                break
    return len(re.sub(r"[A-Za-z_][A-Za-z0-9_]*'*$", "", text[:end]))


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(pattern, re.ASCII), re.sub(r"\$(\d)", r"\\g<\1>", replacement))
        for pattern, replacement in NORMALISATION
    )
