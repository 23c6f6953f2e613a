"""How a document writes what can be written in more than one way: transposes, gradients, products, bold type."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from matcalc.notation.latex_in.formula import Formula, Fraction, Letter, Mark, Sign, Statement
from matcalc.notation.latex_in.scripts import parts_of
from matcalc.notation.latex_in.vocabulary import Kind, Name, Vocabulary
from matcalc.notation.latex_in.within import items_in


class GradientHabit(Enum):
    """How the gradient of E at a is written."""

    NABLA_AT = "∇_a E"
    NABLA = "∇a"
    PARTIAL = "∂E/∂a"


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document writes.

    transpose: the mark behind what is transposed, as it is typed. in_brackets: whether a name that has a superscript is
    put in round brackets before it gets that mark, (W^{(k)})^T, and not in braces. entrywise: the sign of the Hadamard
    product. between_derivatives: the sign between two fractions ∂y/∂x, empty where they stand side by side. bold: the
    command for vectors and matrices, empty where they are set like scalars. bold_entries: whether entries are bold
    too.
    """

    transpose: str = r"^{\top}"
    in_brackets: bool = False
    gradient: GradientHabit = GradientHabit.NABLA_AT
    entrywise: str = r"\odot"
    between_derivatives: str = ""
    bold: str = r"\mathbf"
    bold_entries: bool = False


USUAL = Habits()

SUM = re.compile(r"\\(?:sum|prod|int)\s*(?:_\s*(?:\{[^{}]*\}|[^\s{}\\]))?\s*(?:\^\s*(?:\{[^{}]*\}|[^\s{}\\]))?")
"""A sum with its bounds: the T up to which it runs transposes nothing."""

UPRIGHT = r"\\(?:mathsf|mathrm|mathbf|mathit|mathtt|text|textsf|rm|sf|intercal)"
TRANSPOSE = re.compile(
    rf"\^\s*(?:\\(?:top|intercal)(?![a-zA-Z])|T|{UPRIGHT}\s*(?:\{{\s*T\s*\}}|T)"
    rf"|\{{\s*(?:\\(?:top|intercal)|T|{UPRIGHT}\s*(?:\{{\s*T\s*\}}|T))\s*\}})"
)
ENTRYWISE = re.compile(r"\\(?:odot|circ|ast|star)(?![a-zA-Z])")
BETWEEN = re.compile(r"\\frac\s*\{\s*\\partial[^$=+&]{0,80}?\}\s*(\\cdot|\\times|\\,)?\s*\\frac\s*\{\s*\\partial")
NABLA = re.compile(r"\\nabla\s*(?P<at>_)?")
PARTIAL = re.compile(r"\\[dt]?frac\s*\{\s*\\partial")
BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb|vec|bold)(?![a-zA-Z])")


def habits_of(text: str, statements: Sequence[Statement], vocabulary: Vocabulary) -> Habits:
    """What is used most, or first where that is a tie: in the formulas that have holes, or, of what these do not tell,
    in the formulas up to the last hole, or in all of them. text: that in which the statements have their places.
    """
    groups = _groups(statements)
    texts = tuple("\n".join(text[one.span.start : one.span.end] for one in each) for each in groups)
    names = tuple(vocabulary.names.values())
    without_bounds = [SUM.sub(" ", each) for each in texts]
    transpose = _most(TRANSPOSE, without_bounds)
    return Habits(
        transpose or _primes(names, texts) or USUAL.transpose,
        _stands_in_brackets(names, without_bounds),
        _gradient(texts, groups, vocabulary),
        _most(ENTRYWISE, texts) or USUAL.entrywise,
        _between(texts),
        _bold(names),
        _has_bold_entries(names, texts),
    )


def _groups(statements: Sequence[Statement]) -> tuple[Sequence[Statement], ...]:
    """The formulas that are asked one group after the other."""
    with_holes = [statement for statement in statements if any(True for _ in statement.holes)]
    last = max((statement.span.start for statement in with_holes), default=-1)
    before = [statement for statement in statements if statement.span.start <= last]
    return with_holes, before, statements


def _most(pattern: re.Pattern[str], texts: Sequence[str]) -> str | None:
    """What is found most often in the first of the texts in which anything is."""
    for text in texts:
        if found := Counter(match[0].strip() for match in pattern.finditer(text)):
            return found.most_common(1)[0][0]
    return None


def _primes(names: Sequence[Name], texts: Sequence[str]) -> str | None:
    """A prime, where one stands behind a matrix or a vector: nothing else is meant by it there."""
    arrays = [name.array for name in names if name.kind in (Kind.VECTOR, Kind.ROW, Kind.MATRIX)]
    return "'" if any(f"{array}'" in text for text in texts for array in arrays) else None


def _stands_in_brackets(names: Sequence[Name], texts: Sequence[str]) -> bool:
    arrays = [name.array for name in names if name.kind in (Kind.VECTOR, Kind.ROW, Kind.MATRIX) and "^" in name.array]
    for text in texts:
        brackets = _transposed(text, [f"({array})" for array in arrays])
        braces = _transposed(text, [f"{{{array}}}" for array in arrays])
        if brackets or braces:
            return brackets > braces
    return False


def _transposed(text: str, parts: Sequence[str]) -> int:
    """How often one of the parts stands in the text with the mark of a transpose behind it."""
    found = 0
    for part in parts:
        at = text.find(part)
        while at >= 0:
            found += TRANSPOSE.match(text, at + len(part)) is not None
            at = text.find(part, at + len(part))
    return found


def _gradient(texts: Sequence[str], groups: Sequence[Sequence[Statement]], vocabulary: Vocabulary) -> GradientHabit:
    """How gradients are written. ∇f, of a function f that the document differentiates, is not the gradient at f."""
    scalars = "|".join(re.escape(name.array) for name in vocabulary.differentiated)
    of_functions = re.compile(rf"\\nabla\s*(?:{scalars})(?![A-Za-z])") if scalars else None
    for text, group in zip(texts, groups, strict=True):
        text = text if of_functions is None else of_functions.sub("", text)
        found = Counter(bool(match["at"]) for match in NABLA.finditer(text))
        if found:
            return GradientHabit.NABLA_AT if found.most_common(1)[0][0] else GradientHabit.NABLA
        if PARTIAL.search(text) or _has_fractions(group):
            return GradientHabit.PARTIAL
    return USUAL.gradient


def _has_fractions(statements: Sequence[Statement]) -> bool:
    """Whether derivatives are written ∂E/∂z or dE/dz in formulas, perhaps by a macro, and ∇ is not."""
    formulas = [member.formula for one in statements for member in one.members if member.formula is not None]
    signs = {item.sign for formula in formulas for item in items_in(formula) if isinstance(item, Mark)}
    if Sign.NABLA in signs:
        return False
    fractions = (item for formula in formulas for item in items_in(formula) if isinstance(item, Fraction))
    return Sign.PARTIAL in signs or any(_begins_with_d(one.above) and _begins_with_d(one.below) for one in fractions)


def _begins_with_d(formula: Formula) -> bool:
    first, *others = parts_of(formula) or (formula,)
    return isinstance(first, Letter) and first.name == "d" and not any(isinstance(one, Mark) for one in others[:1])


def _between(texts: Sequence[str]) -> str:
    for text in texts:
        if found := Counter(match[1] or "" for match in BETWEEN.finditer(text)):
            return found.most_common(1)[0][0]
    return USUAL.between_derivatives


def _bold(names: Sequence[Name]) -> str:
    arrays = [name.array for name in names if name.kind in (Kind.VECTOR, Kind.ROW, Kind.MATRIX)]
    if not arrays:
        return USUAL.bold
    found = Counter(match[0] if (match := BOLD.search(array)) else "" for array in arrays)
    return found.most_common(1)[0][0]


def _has_bold_entries(names: Sequence[Name], texts: Sequence[str]) -> bool:
    """Whether more of the entries that are typed are bold than not."""
    entries = [name.entry for name in names if BOLD.search(name.array)]
    everything = "\n".join(texts)
    begin = [entry.partition("{%s")[0] for entry in entries]
    typed = [bool(BOLD.search(each)) for each in begin if each and each in everything]
    return sum(typed) > len(typed) - sum(typed)
