"""Letters and signs of Unicode in mathematics, and the LaTeX that stands for each of them."""

from __future__ import annotations

import re
from unicodedata import combining, name, normalize

from matcalc.notation.glyphs import GREEK

_RAISED = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴸᴺᴹ", "0123456789+-=()abcdefghijklmnoprstuvwxyzLNM", strict=True)
)
_RAISED["ᵀ"] = r"\top "
_LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
RAISED_OR_LOWERED = "".join((*_RAISED, *_LOWERED))
"""Letters that are scripts by themselves; several in a row are one script."""

_SIGNS = {
    "∇": r"\nabla",
    "∂": r"\partial",
    "𝜕": r"\partial",
    "⊙": r"\odot",
    "∘": r"\circ",
    "⊗": r"\otimes",
    "⊘": r"\oslash",
    "×": r"\times",
    "·": r"\cdot",
    "⋅": r"\cdot",
    "•": r"\cdot",
    "∗": r"\ast",
    "⋆": r"\star",
    "−": "-",
    "–": "-",
    "±": r"\pm",
    "÷": "/",
    "∕": "/",
    "⁄": "/",
    "∑": r"\sum",
    "∏": r"\prod",
    "√": r"\sqrt",
    "⊤": r"\top",
    "†": r"\dagger",
    "′": "'",
    "’": "'",
    "″": "''",
    "‴": "'''",
    "…": r"\ldots",
    "⋯": r"\cdots",
    "⋮": r"\vdots",
    "⋱": r"\ddots",
    "∞": r"\infty",
    "∈": r"\in",
    "→": r"\to",
    "↦": r"\mapsto",
    "⇒": r"\Rightarrow",
    "⇔": r"\Leftrightarrow",
    "≈": r"\approx",
    "≡": r"\equiv",
    "≔": r"\coloneqq",
    "≜": r"\triangleq",
    "≐": r"\doteq",
    "∝": r"\propto",
    "≠": r"\neq",
    "≤": r"\leq",
    "≥": r"\geq",
    "∼": r"\sim",
    "∀": r"\forall",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "‖": r"\|",
    "∥": r"\|",
    "∣": "|",
    "□": r"\square",
    "☐": r"\square",
    "▢": r"\square",
    "ℓ": r"\ell",
    "‚": ",",
    "？": "?",
}
_ACCENTS = {
    "\u0302": "hat",
    "\u0303": "tilde",
    "\u0304": "bar",
    "\u0305": "bar",
    "\u0307": "dot",
    "\u0308": "ddot",
    "\u20d7": "vec",
    "\u030c": "check",
    "\u0306": "breve",
}
_LETTERS = {letter: word for word, letter in GREEK.items()} | {"ϵ": "epsilon", "ϕ": "phi"}
_FACES = {
    "BOLD": "mathbf",
    "SCRIPT": "mathcal",
    "FRAKTUR": "mathfrak",
    "DOUBLE-STRUCK": "mathbb",
    "SANS-SERIF": "mathsf",
    "MONOSPACE": "mathtt",
}
_FACE = re.compile("|".join(_FACES))


def latex_of(piece: str) -> str | None:
    """The LaTeX of a letter with its accents, of a sign, or of scripts in a row; None where there is none."""
    if piece[0] in _RAISED or piece[0] in _LOWERED:
        return _scripts(piece)
    if piece in _SIGNS:
        return f"{_SIGNS[piece]} "
    apart = normalize("NFD", piece)
    base, marks = apart[0], apart[1:]
    if marks and all(combining(mark) and mark in _ACCENTS for mark in marks):
        inside = _letter(base)
        for mark in marks:
            inside = f"\\{_ACCENTS[mark]}{{{inside}}}" if inside else None
        return inside
    return _letter(piece)


def _letter(letter: str) -> str | None:
    if letter in _LETTERS:
        return f"\\{_LETTERS[letter]} "
    if letter.isascii():
        return letter if letter.isalnum() else None
    plain = normalize("NFKD", letter)
    if len(plain) != 1 or plain == letter or not (face := _FACE.search(name(letter, ""))):
        return _letter(plain) if len(plain) == 1 and plain != letter else None
    inside = _letter(plain)
    return f"\\{_FACES[face[0]]}{{{inside}}}" if inside else None


def _scripts(piece: str) -> str:
    made = ""
    for run in re.findall(f"[{''.join(_RAISED)}]+|[{''.join(_LOWERED)}]+", piece):
        table, sign = (_RAISED, "^") if run[0] in _RAISED else (_LOWERED, "_")
        made += f"{sign}{{{''.join(table[letter] for letter in run)}}}"
    return made
