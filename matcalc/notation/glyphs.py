"""How a name is printed: its letter, subscript, accent and layer. Two different names never get the same glyph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from matcalc.errors import InputError
from matcalc.notation.names import NAME

GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "delta": "δ",
    "epsilon": "ε",
    "zeta": "ζ",
    "eta": "η",
    "theta": "θ",
    "iota": "ι",
    "kappa": "κ",
    "lambda": "λ",
    "mu": "μ",
    "nu": "ν",
    "xi": "ξ",
    "pi": "π",
    "rho": "ρ",
    "sigma": "σ",
    "tau": "τ",
    "upsilon": "υ",
    "phi": "φ",
    "chi": "χ",
    "psi": "ψ",
    "omega": "ω",
    "Gamma": "Γ",
    "Delta": "Δ",
    "Theta": "Θ",
    "Lambda": "Λ",
    "Xi": "Ξ",
    "Pi": "Π",
    "Sigma": "Σ",
    "Upsilon": "Υ",
    "Phi": "Φ",
    "Psi": "Ψ",
    "Omega": "Ω",
}
"""Spelled names and their letters; the capitals that look Latin are not among them."""

ACCENTS = ("hat", "tilde")

LONGEST_LAYER = 20

NUMBERED = re.compile(r"(.*?[^0-9_])([0-9]+)")


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """What a problem's [print] table says of one name.

    symbol: the name it is printed as. layer: a superscript in brackets, such as k+1. cotangent: the letter of the
    gradient at this variable, in place of the barred name.
    """

    symbol: str | None = None
    layer: str | None = None
    cotangent: str | None = None


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed name: a letter or a word, a subscript, an accent (hat or tilde), a layer; empty where it has none."""

    base: str
    subscript: str = ""
    accent: str = ""
    layer: str = ""
    is_word: bool = False


class Glyphs:
    """The glyph of every name. styles: by name. names: all names in order.

    Of two names that would print alike, one is printed as it is typed: the one that is not the letter itself, or
    the later one. Raises InputError for a style that names no symbol, or a layer that is too long.
    """

    def __init__(self, styles: Mapping[str, PrintStyle], names: Iterable[str] = ()) -> None:
        self.styles = styles
        for name, style in styles.items():
            _check_style(name, style)
        self._symbols: dict[str, Glyph] = {}
        self._cotangents: dict[str, Glyph | None] = {}
        self._owners: dict[Glyph, str] = {}
        known = list(dict.fromkeys((*names, *styles)))
        for name in sorted(known, key=lambda name: self._wanted(name).base != name):
            self.symbol(name)
        for name in self.styles:
            self.cotangent(name)

    def symbol(self, name: str) -> Glyph:
        """The glyph of an array's name."""
        if name not in self._symbols:
            self._symbols[name] = next(glyph for glyph in self._choices(name) if self._owns(name, glyph))
        return self._symbols[name]

    def cotangent(self, name: str) -> Glyph | None:
        """The glyph of the gradient at a name, where it has a letter of its own; None: the name with a bar."""
        if name not in self._cotangents:
            style = self.styles.get(name, PrintStyle())
            glyph = replace(glyph_of(style.cotangent), layer=style.layer or "") if style.cotangent else None
            self._cotangents[name] = glyph if glyph and self._owns(f"gradient at {name}", glyph) else None
        return self._cotangents[name]

    def is_taken(self, base: str) -> bool:
        """Whether some array is printed as this letter, so that it can not stand for anything else."""
        return any(glyph.base == base for glyph in self._owners)

    def _wanted(self, name: str) -> Glyph:
        style = self.styles.get(name, PrintStyle())
        return replace(glyph_of(style.symbol or name), layer=style.layer or "")

    def _choices(self, name: str) -> Iterator[Glyph]:
        wanted = self._wanted(name)
        yield wanted
        spelled = next((word for word, letter in GREEK.items() if letter == name), name)
        for plain in (name, spelled):
            yield Glyph(plain, layer=wanted.layer, is_word=len(plain) > 1)
        for length in count(1):
            yield Glyph(spelled + "_" * length, layer=wanted.layer, is_word=True)

    def _owns(self, owner: str, glyph: Glyph) -> bool:
        return self._owners.setdefault(replace(glyph, is_word=False), owner) == owner


def glyph_of(name: str) -> Glyph:
    """The glyph that a name asks for by itself: sigma is σ, W1 is W₁, x_hat is x̂, a_next has a subscript."""
    head, *tail = name.split("_")
    if not head or not all(tail):
        return Glyph(name, is_word=True)
    accent = tail.pop() if tail and tail[-1] in ACCENTS else ""
    if not tail and (numbered := NUMBERED.fullmatch(head)):
        head, tail = numbered[1], [numbered[2]]
    base = GREEK.get(head, head)
    return Glyph(base, ",".join(GREEK.get(piece, piece) for piece in tail), accent, is_word=len(base) > 1)


def _check_style(name: str, style: PrintStyle) -> None:
    for key, value in (("symbol", style.symbol), ("cotangent", style.cotangent)):
        if value is not None and not NAME.fullmatch(value):
            raise InputError(
                f"[print] {name}: {key} = {value!r} is not a name; write a letter or a word, such as a or delta"
            )
    if style.layer is not None and not 0 < len(style.layer.strip()) <= LONGEST_LAYER:
        raise InputError(f"[print] {name}: a layer is a short text such as k+1, at most {LONGEST_LAYER} characters")
