"""How wide a formula is when it is typeset, so that what stands beside it does not run off the page."""

from __future__ import annotations

import re

PAGE = 34.0
"""The width of a page in em: the less of 345 pt at 10 pt and of 720 pixels at the size of formulas in a web page."""

CHARACTER = 0.46
"""A letter in a word, with its part of the space between words."""

SCRIPT = 0.72
"""How much smaller scripts are."""

COMMANDS = {
    "sum": 1.6,
    "prod": 1.5,
    "quad": 1.0,
    "qquad": 2.0,
    "nabla": 0.85,
    "partial": 0.6,
    "left": 0.1,
    "right": 0.1,
}
OPERATORS = (
    "log",
    "exp",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
    "tanh",
    "det",
    "max",
    "min",
    "arctan",
    "arcsin",
    "arccos",
)
"""Functions whose commands are their names."""

SIGNS = {
    "=": 1.35,
    "+": 1.25,
    "-": 1.25,
    "(": 0.4,
    ")": 0.4,
    "[": 0.3,
    "]": 0.3,
    ",": 0.45,
    "'": 0.3,
    " ": 0.0,
    "&": 0.0,
}
WIDE = frozenset("WM")
BETWEEN = frozenset(("odot", "circ", "cdot", "otimes", "oslash", "times", "le", "ge"))
FONTS = frozenset(("mathbf", "boldsymbol", "bm", "mathrm", "mathcal", "mathsf", "text", "operatorname"))
STYLES = frozenset(("displaystyle", "textstyle"))

_TOKEN = re.compile(r"\\(?:begin|end)\{[a-z*]*\}|\\([a-zA-Z]+)\*?|\\(.)|(.)", re.DOTALL)

SURELY = 1.09
"""A formula is seldom wider than so many times the sum of its letters."""

MOST_BRACES = 400
"""A formula with more of them is wider than a page, and nobody has to know by how much."""


def width_of(formula: str) -> float:
    """About how wide a formula is, in em; rather more than it is than less."""
    return PAGE if formula.count("{") > MOST_BRACES else SURELY * _Measure(formula).group()


class _Measure:
    """Reads a formula from left to right."""

    def __init__(self, formula: str) -> None:
        self.tokens = [match.groups() for match in _TOKEN.finditer(formula)]
        self.at = 0

    def group(self) -> float:
        """The width of what stands before the next closing brace, or the end; scripts above each other count once."""
        total, script = 0.0, 0.0
        while self.at < len(self.tokens):
            _, _, sign = self.tokens[self.at]
            if sign == "}":
                break
            if sign in ("_", "^"):
                self.at += 1
                script = max(script, SCRIPT * self.atom())
                continue
            total += script
            script = 0.0
            total += self.atom()
        return total + script

    def atom(self) -> float:
        """The width of one thing."""
        if self.at >= len(self.tokens):
            return 0.0
        command, escaped, sign = self.tokens[self.at]
        self.at += 1
        if sign == "{":
            inside = self.group()
            self.at += 1
            return inside
        if command in ("frac", "dfrac", "tfrac"):
            above, below = self.atom(), self.atom()
            return (max(above, below) + 0.25) * (0.75 if command == "tfrac" else 1.0)
        if command is not None:
            return _of_command(command)
        if escaped is not None:
            return 0.2
        return 0.0 if sign is None else _of_sign(sign)


def _of_command(name: str) -> float:
    if name in FONTS:
        return 0.08  # what is bold is a little wider
    if name in STYLES:
        return 0.0
    if name in OPERATORS:
        return 0.55 * len(name) + 0.1
    return 1.25 if name in BETWEEN else COMMANDS.get(name, 0.65)


def _of_sign(sign: str) -> float:
    if sign in WIDE:
        return 1.05
    return SIGNS.get(sign, 0.8 if sign.isupper() else 0.52)
