"""How a name is printed: its letter, subscript, accent and layer. Two different names never get the same glyph."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from matcalc.errors import InputError
from matcalc.forms.functions import Function
from matcalc.forms.labels import split_name
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.names import NAME
from matcalc.notation.settings import USUAL, CotangentSign, LayerPlace, Notation

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

KRONECKER = "δ"
"""The letter of the Kronecker delta, unless it is taken."""

SUM = "Σ"
"""The letter of a sum in plain text, unless it is taken."""

COTANGENT_LETTERS = {CotangentSign.DELTA: "δ", CotangentSign.G: "g"}
"""The letters that stand for all cotangents of a page."""

DOTS = {1: "dot", 2: "ddot"}
"""The accents of a derivative, by its order."""

LONGEST_LAYER = 20

NUMBERED = re.compile(r"(.*?[^0-9_])([0-9]+)")


@dataclass(frozen=True, slots=True)
class PrintStyle:
    """What a problem's [print] table says of one name.

    symbol: the name it is printed as. layer: a superscript in brackets, such as k+1. cotangent: the letter of the
    gradient at this variable, in place of the barred name. foot: a subscript that no name can hold, such as t−1.
    """

    symbol: str | None = None
    layer: str | None = None
    cotangent: str | None = None
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A printed name: a letter or a word, a subscript, an accent, a layer; empty where it has none.

    of: the name that stands as its subscript, where it is the gradient at that.
    """

    base: str
    subscript: str = ""
    accent: str = ""
    layer: str = ""
    is_word: bool = False
    of: Glyph | None = None

    @property
    def has_subscript(self) -> bool:
        """Whether its place for a subscript is taken."""
        return bool(self.subscript) or self.of is not None

    @property
    def look(self) -> tuple[str, ...]:
        """What a reader sees: two glyphs of one look are told apart by commas, underscores and type at most."""
        of = "".join(self.of.look) if self.of is not None else ""
        letters = "".join(letter for letter in self.base + self.subscript + of if letter not in ",_")
        return letters, self.accent, self.layer


class Glyphs:
    """The glyph of every name. styles: by name. names: all names in order. output: what all cotangents are of.

    Of two names that would print alike, one is printed as it is typed: the one that is not the letter itself, or
    the later one. A letter that an array or one of the `functions` has is left to it: cotangents then have a bar. They
    have one, too, where they are to be written out and it is not plain what they are of, the output being None. Raises
    InputError for a style that names no symbol, or a layer that is too long.
    """

    def __init__(
        self,
        styles: Mapping[str, PrintStyle],
        names: Iterable[str] = (),
        notation: Notation = USUAL,
        output: Symbol | None = None,
        functions: Iterable[str] = (),
    ) -> None:
        self.styles = styles
        self.notation = notation
        self._output = output
        for name, style in styles.items():
            _check_style(name, style)
        self._symbols: dict[str, Glyph] = {}
        self._cotangents: dict[str, Glyph | None] = {}
        self._owners: dict[Glyph, str] = {}
        self._arrays: set[tuple[str, ...]] = set()
        self._gradients: dict[tuple[str, ...], str] = {}
        self._bases: set[str] = set()
        known = list(dict.fromkeys((*names, *styles)))
        self._layers = Counter(self._style(name).layer for name in dict.fromkeys((*styles, *known)))
        for name in sorted(known, key=lambda name: self._wanted(name).base != name):
            self.symbol(name)
        letter = COTANGENT_LETTERS.get(notation.cotangent)
        self._functions = frozenset(glyph_of(function).base for function in functions)
        self._letter = None if letter is None or self.is_taken(letter) else letter
        for name in (*styles, *known):
            self.cotangent(name)

    def symbol(self, name: str) -> Glyph:
        """The glyph of an array's name."""
        if name not in self._symbols:
            self._symbols[name] = next(glyph for glyph in self._choices(name) if self._owns(name, glyph))
        return self._symbols[name]

    def cotangent(self, name: str) -> Glyph | None:
        """The glyph of the gradient at a name, where it has a letter of its own; None: the name with a bar."""
        if name not in self._cotangents:
            choices = self._cotangent_choices(name)
            self._cotangents[name] = next((glyph for glyph in choices if self._owns_gradient(name, glyph)), None)
        return self._cotangents[name]

    def written_out(self, name: str) -> Symbol | None:
        """What is differentiated, where the gradient of it at a name has no short name; None where it has one."""
        if not self.notation.writes_out_cotangents or self.cotangent(name) is not None:
            return None
        return self._output

    def is_taken(self, base: str) -> bool:
        """Whether an array, a gradient or a function has this letter, so that it can not stand for anything else."""
        return base in self._bases or base in self._functions

    def is_function(self, base: str) -> bool:
        """Whether a function is printed as this letter."""
        return base in self._functions

    def _style(self, name: str) -> PrintStyle:
        """How a name is printed; a member of a family as the family is, its label being the layer: h[t-1] as h⁽ᵗ⁻¹⁾."""
        base, label = split_name(name)
        style = self.styles.get(name) or self.styles.get(base, PrintStyle())
        return replace(style, layer=label.replace("-", "−")) if label else style

    def _wanted(self, name: str) -> Glyph:
        style = self._style(name)
        glyph = glyph_of(style.symbol or split_name(name)[0])
        return self._in_layer(replace(glyph, subscript=style.foot) if style.foot else glyph, style.layer)

    def _in_layer(self, glyph: Glyph, layer: str | None) -> Glyph:
        if layer and self.notation.layer is LayerPlace.SUBSCRIPT:
            return replace(glyph, subscript=",".join(filter(None, (glyph.subscript, "".join(layer.split())))))
        return glyph if glyph.layer == (layer or "") else replace(glyph, layer=layer or "")

    def _choices(self, name: str) -> Iterator[Glyph]:
        layer = self._style(name).layer
        yield self._wanted(name)
        name, _ = split_name(name)
        spelled = next((word for word, letter in GREEK.items() if letter == name), name)
        for plain in (name, spelled):
            yield self._in_layer(Glyph(plain, is_word=len(plain) > 1), layer)
        for length in count(1):
            yield self._in_layer(Glyph(spelled + "_" * length, is_word=True), layer)

    def _cotangent_choices(self, name: str) -> Iterator[Glyph]:
        style = self._style(name)
        if style.cotangent:
            yield self._in_layer(glyph_of(style.cotangent), style.layer)
        elif self._letter is not None:
            alone = style.layer is not None and self._layers[style.layer] == 1
            if alone and self.notation.cotangent is CotangentSign.DELTA:
                yield self._in_layer(Glyph(self._letter), style.layer)
            of = self.symbol(name)
            yield Glyph(self._letter, layer=of.layer, of=replace(of, layer="") if of.layer else of)

    def _owns(self, name: str, glyph: Glyph) -> bool:
        letter = replace(glyph, is_word=False) if glyph.is_word else glyph
        if glyph.look in self._gradients or self._owners.setdefault(letter, name) != name:
            return False
        self._arrays.add(glyph.look)
        self._bases.add(glyph.base)
        return True

    def _owns_gradient(self, name: str, glyph: Glyph) -> bool:
        if glyph.look in self._arrays or self._gradients.setdefault(glyph.look, name) != name:
            return False
        self._bases.add(glyph.base)
        return True


def glyph_of(name: str) -> Glyph:
    """The glyph that a name asks for by itself: sigma is σ, W1 is W₁, x_hat is x̂, a_next has a subscript."""
    if (label := split_name(name)[1]) != "":
        return replace(glyph_of(split_name(name)[0]), layer=label.replace("-", "−"))
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


def dotted(function: Function) -> Glyph | None:
    """The letter of a function with as many dots as it is differentiated; None where dots do not say it plainly."""
    letter = GREEK.get(function.name, function.name)
    return Glyph(letter, accent=DOTS[function.order]) if len(letter) == 1 and function.order in DOTS else None
