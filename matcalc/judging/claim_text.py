"""What a claim is about, by its text: a gradient, a derivative, an equation, an equality, or an answer alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

from matcalc.errors import InputError, LanguageError
from matcalc.notation.calls import DERIVATIVE
from matcalc.notation.names import GRADIENT_PREFIX, NAME
from matcalc.notation.syntax import MAX_LENGTH

_NAME = NAME.pattern
_GRADIENT = re.compile(
    rf"(?:{GRADIENT_PREFIX}|(?:∇|nabla)\s*_?\s*\{{?\s*)(?P<by>{_NAME})\s*\}}?(?P<rest>.*)", re.DOTALL
)
_OPERATOR = re.compile(rf"(?P<d>d|∂)\s*/\s*(?P=d)\s*(?P<by>{_NAME})(?!\w)(?P<rest>.*)", re.DOTALL)
_QUOTIENT = re.compile(
    rf"(?P<d>d|∂)\s*(?P<of>{_NAME}|\(.*\))\s*/\s*(?P=d)\s*(?P<by>{_NAME})\s*(?P<turned>\.T|ᵀ)?\s*", re.DOTALL
)
_CALL = re.compile(rf"{DERIVATIVE}\s*\((?P<of>.*),\s*(?P<by>{_NAME})\s*\)", re.DOTALL)
_STATED = re.compile(rf"\s*(?:{_NAME}|{DERIVATIVE}\(.*\))\s*(?:\[[^\[\]]*\])?\s*", re.DOTALL)
_SECOND = re.compile(r"(?:d|∂)\s*(?:\^|\*\*)?\s*[2²]\s*\S*\s*/\s*[d∂]|(?:∇|nabla)\s*(?:\^|\*\*)?\s*[2²]")
_SUM = re.compile(r"(?<![*/@(\s])\s*[-+−]")


@dataclass(frozen=True, slots=True)
class ClaimText:
    """left = right. left: as it was typed; None of an answer alone. right: where the right side begins in the text.

    by: the variable of a derivative. of: the expression that is differentiated; empty where the left side names none,
    as in grad_W. is_gradient: whether it has the shape of its variable whatever the layout.
    """

    text: str
    left: str | None
    right: int
    by: str = ""
    of: str = ""
    is_gradient: bool = False

    @property
    def said(self) -> str:
        """The right side."""
        return self.text[self.right :]

    @property
    def is_derivative(self) -> bool:
        """Whether the left side is written with ∇, d/d or ∂/∂ in a way that statements are not."""
        return bool(self.by)

    @property
    def is_stated(self) -> bool:
        """Whether the left side is one of a statement: z, z[i], grad_a, D(z, a)."""
        return self.left is not None and not self.by and _STATED.fullmatch(self.left) is not None


def claim_text(text: str) -> ClaimText:
    """The parts of a claim. Raises LanguageError where it is too long, empty, or has several equals signs."""
    if len(text) > MAX_LENGTH:
        raise LanguageError(f"a claim has at most {MAX_LENGTH:,} characters; this one has {len(text):,}", text[:100], 0)
    if not text.strip():
        raise LanguageError('there is no claim: write one, such as "grad_W = grad_z @ a.T"', text, 0)
    signs = _equals_signs(text)
    if len(signs) > 1:
        message = "a claim has one equals sign; a chain of lines is checked in a file"
        raise LanguageError(message, text, signs[1][0])
    if not signs:
        return ClaimText(text, None, 0)
    start, end = signs[0]
    left = text[:start]
    if not left.strip() or not text[end:].strip():
        raise LanguageError("one side of the equation is empty: write what stands there", text, start)
    whole = left.strip()
    if _SECOND.match(whole):
        message = "second derivatives are not read here; matcalc.derive gives them, with order=2"
        raise LanguageError(message, text, text.index(whole))
    if (found := _QUOTIENT.fullmatch(whole)) is not None and _is_one_bracket(found["of"]):
        if found["turned"]:
            raise LanguageError("the left side is a derivative, not its transpose: leave .T out", text, start)
        return ClaimText(text, whole, end, found["by"], _unwrapped(found["of"]))
    if (found := _CALL.fullmatch(whole)) is not None and _is_expression(found["of"]):
        return ClaimText(text, whole, end, found["by"], found["of"].strip())
    if (found := _OPERATOR.fullmatch(whole)) is not None:
        return ClaimText(text, whole, end, found["by"], _operand(found["rest"], text))
    if (found := _GRADIENT.fullmatch(whole)) is not None:
        rest = found["rest"].strip()
        is_typed = whole.startswith(GRADIENT_PREFIX)
        if is_typed and not rest.startswith("("):
            return ClaimText(text, whole, end)
        if not (is_typed and rest.startswith("[")):
            return ClaimText(text, whole, end, found["by"], _operand(rest, text) if rest else "", is_gradient=True)
    return ClaimText(text, whole, end)


def _is_expression(of: str) -> bool:
    """Whether what is differentiated is one expression, and no name or entry, which a statement has."""
    return _is_one_bracket(f"({of})") and re.fullmatch(rf"\s*{_NAME}\s*(?:\[[^\[\]]*\])?\s*", of) is None


def _operand(rest: str, text: str) -> str:
    """What d/dX stands in front of. Raises LanguageError for a sum without brackets, of which it may mean one term."""
    of = rest.strip()
    if not of:
        raise LanguageError("the left side does not say what is differentiated: d/dX tr(X) = …", text, 0)
    if not _is_one_bracket(of) and _has_sum_outside(of):
        raise LanguageError("put what is differentiated in brackets: d/dX (f(X) + g(X)) = …", text, 0)
    return _unwrapped(of)


def _unwrapped(text: str) -> str:
    """A text without the bracket that is all of it."""
    return text[1:-1] if text.startswith("(") and _is_one_bracket(text) else text


def _is_one_bracket(text: str) -> bool:
    """Whether a text is one bracket, or begins with none."""
    if not text.startswith("("):
        return NAME.fullmatch(text) is not None
    depth = 0
    for at, character in enumerate(text):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if not depth:
            return at == len(text) - 1
    return False


def _has_sum_outside(text: str) -> bool:
    depth, outside = 0, ""
    for character in text:
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        outside += character if not depth else "·"
    return _SUM.search(outside) is not None


def _equals_signs(text: str) -> list[tuple[int, int]]:
    """Where the equals signs begin and end that stand in no bracket; == is one of them."""
    found, depth, at = list[tuple[int, int]](), 0, 0
    while at < len(text):
        character = text[at]
        depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(character, 0)
        if character == "=" and depth <= 0 and text[at - 1 : at] not in ("<", ">", "!"):
            end = at + 2 if text[at + 1 : at + 2] == "=" else at + 1
            found.append((at, end))
            at = end
            continue
        at += 1
    return found


def require_claim(claim: ClaimText) -> None:
    """Raises InputError for an answer alone."""
    if claim.left is None:
        raise InputError("an answer alone needs to know what it answers: name the variable with --wrt (wrt=)")
