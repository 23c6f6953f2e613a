"""How the names of a document are spelled in the input language, and printed."""

from __future__ import annotations

from dataclasses import replace

from matcalc.errors import LanguageError
from matcalc.notation.glyphs import LONGEST_LAYER, PrintStyle
from matcalc.notation.latex_in.sightings import Sighting
from matcalc.notation.latex_in.vocabulary import Key
from matcalc.notation.names import check_name


def plain_symbol(key: Key) -> str:
    """The letter with its label and accent, without its layer: z_hat."""
    label = "".join(character for character in key.label if character.isalnum() and character.isascii())
    pieces = [key.letter, *([label] if label else []), *key.accents[:1]]
    return "_".join(pieces)


def style_of(key: Key, name: str) -> PrintStyle:
    """How a name is printed. A subscript with a sign in it, as in h_{t-1}, is no part of a name."""
    if set("+-") & set(key.label):
        letter = plain_symbol(replace(key, label=""))
        return PrintStyle(letter, _layer(key), foot=key.label.replace("-", "−"))
    symbol = plain_symbol(key)
    return PrintStyle(None if symbol == name else symbol, _layer(key))


def _layer(key: Key) -> str | None:
    layer = key.layer.replace("-", "−")
    return layer if layer and len(layer) <= LONGEST_LAYER else None


def free_name(key: Key, sighting: Sighting, taken: set[str]) -> str:
    """The letter where that is free, else with what tells it apart."""
    base = plain_symbol(key)
    layers = list(sighting.layers)
    plain = next((layer for layer in layers if "+" not in layer and "-" not in layer), layers[0])
    wanted = base if key.layer == plain else f"{base}_{suffix(key.layer)}"
    try:
        check_name(wanted)
    except LanguageError:
        wanted = f"{wanted}_"
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}_{number}"
    return check_name(name)


def suffix(layer: str) -> str:
    """What tells a layer from the plain one, in a name."""
    if layer.endswith("+1"):
        return "next"
    if layer.endswith("-1"):
        return "before"
    return "".join(character if character.isalnum() else "p" if character == "+" else "m" for character in layer)
