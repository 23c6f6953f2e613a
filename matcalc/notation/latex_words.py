"""Words for LaTeX: every character escaped, translated or spelled out, so that no text can break a document."""

from __future__ import annotations

import unicodedata

SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "%": r"\%",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\char34{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "[": "{[}",
}

APART = {("-", "-"): "{}-", ("’", "’"): "{}'", (",", ","): "{},"}
"""Characters that a font would join to another sign with the one before them, as -- to a dash."""

CODE = {
    " ": r"\ ",
    '"': r"\textquotedbl{}",
    "-": "-{}",
    ",": ",{}",
    "?": "?{}",
    "!": "!{}",
}
"""What stays as it was typed in code, where words have other spaces, quotation marks and ligatures."""

LONGEST_WORD = 40
"""How many characters stand together; the longest name of an array has as many."""

BREAK = r"\hspace{0pt plus 1em}"
"""Where a long word may be broken; a line that has several is filled with them."""
BETWEEN_BREAKS = 10
CODE_POINT = 10
"""How many characters one counts for that has no command and is shown as U+0000."""

LETTERS = {
    "α": r"\alpha",
    "β": r"\beta",
    "γ": r"\gamma",
    "δ": r"\delta",
    "ε": r"\varepsilon",
    "ζ": r"\zeta",
    "η": r"\eta",
    "θ": r"\theta",
    "ι": r"\iota",
    "κ": r"\kappa",
    "λ": r"\lambda",
    "μ": r"\mu",
    "ν": r"\nu",
    "ξ": r"\xi",
    "π": r"\pi",
    "ρ": r"\rho",
    "ς": r"\varsigma",
    "σ": r"\sigma",
    "τ": r"\tau",
    "υ": r"\upsilon",
    "φ": r"\varphi",
    "χ": r"\chi",
    "ψ": r"\psi",
    "ω": r"\omega",
    "Γ": r"\Gamma",
    "Δ": r"\Delta",
    "Θ": r"\Theta",
    "Λ": r"\Lambda",
    "Ξ": r"\Xi",
    "Π": r"\Pi",
    "Σ": r"\Sigma",
    "Υ": r"\Upsilon",
    "Φ": r"\Phi",
    "Ψ": r"\Psi",
    "Ω": r"\Omega",
}
"""Greek letters as commands of mathematics."""

SIGNS = {
    "∇": r"\nabla",
    "∂": r"\partial",
    "∑": r"\sum",
    "⊙": r"\odot",
    "⊘": r"\oslash",
    "⊗": r"\otimes",
    "×": r"\times",
    "−": "-",
    "·": r"\cdot",
    "≤": r"\le",
    "≥": r"\ge",
    "≠": r"\ne",
    "≈": r"\approx",
    "∈": r"\in",
    "→": r"\to",
    "⇒": r"\Rightarrow",
    "←": r"\leftarrow",
    "↦": r"\mapsto",
    "∞": r"\infty",
    "′": "'",
    "″": "''",
    "∘": r"\circ",
    "√": r"\surd",
    "±": r"\pm",
    "°": r"{}^{\circ}",
    "⟨": r"\langle",
    "⟩": r"\rangle",
    "‖": r"\Vert",
    "½": r"\tfrac12",
    "⊤": r"\top",
    "∀": r"\forall",
    "∃": r"\exists",
    "ℝ": r"\mathbb{R}",
    "∫": r"\int",
    "∏": r"\prod",
}
"""Signs that mathematics has a command for."""

PUNCTUATION = {
    "–": "--",
    "—": "---",
    "‘": "`",
    "’": "'",
    "“": "``",
    "”": "''",
    "…": r"\ldots{}",
    "\u00a0": "~",
    "ß": r"\ss{}",
    "æ": r"\ae{}",
    "Æ": r"\AE{}",
    "œ": r"\oe{}",
    "Œ": r"\OE{}",
    "ø": r"\o{}",
    "Ø": r"\O{}",
    "ł": r"\l{}",
    "Ł": r"\L{}",
    "ı": r"\i{}",
    "§": r"\S{}",
    "©": r"\copyright{}",
}

ACCENTS = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0302": "^",
    "\u0303": "~",
    "\u0304": "=",
    "\u0306": "u",
    "\u0307": ".",
    "\u0308": '"',
    "\u030a": "r",
    "\u030b": "H",
    "\u030c": "v",
    "\u0327": "c",
    "\u0323": "d",
}
"""Combining accents and the commands that put them on a letter."""


def latex_words(words: str) -> str:
    """`words` as LaTeX text, of ASCII characters only. A very long word may be broken."""
    pieces: list[str] = []
    together = 0
    before = ""
    for character in unicodedata.normalize("NFD", words):
        accent = ACCENTS.get(character)
        if accent and pieces and pieces[-1].isascii() and len(pieces[-1]) == 1 and pieces[-1].isalpha():
            pieces[-1] = f"\\{accent}{{{pieces[-1]}}}"
        else:
            piece = APART.get((before, character)) or _piece(character)
            together = 0 if piece == " " else together + (CODE_POINT if piece.startswith(r"\texttt") else 1)
            if together > LONGEST_WORD:
                pieces.append(BREAK)
                together -= BETWEEN_BREAKS
            pieces.append(piece)
        before = character
    return "".join(pieces)


def latex_code(code: str) -> str:
    """A line of code as LaTeX text, to be set in a typewriter font."""
    pieces = [CODE.get(character) or latex_words(character) for character in unicodedata.normalize("NFC", code)]
    rows = (pieces[start : start + BETWEEN_BREAKS] for start in range(0, len(pieces), BETWEEN_BREAKS))
    return BREAK.join(map("".join, rows)) if len(pieces) > LONGEST_WORD and r"\ " not in pieces else "".join(pieces)


def _piece(character: str) -> str:
    if character in SPECIAL:
        return SPECIAL[character]
    if character in PUNCTUATION:
        return PUNCTUATION[character]
    if character in LETTERS or character in SIGNS:
        return f"${LETTERS.get(character) or SIGNS[character]}$"
    if character.isascii():
        return character if character.isprintable() else " "
    kind, *plain = unicodedata.decomposition(character).split()[:2] or [""]
    if kind in ("<super>", "<sub>") and (script := chr(int(plain[0], 16))).isascii() and script.isalnum():
        return f"${'^' if kind == '<super>' else '_'}{{{script}}}$"
    return rf"\texttt{{U+{ord(character):04X}}}"
