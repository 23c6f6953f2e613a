"""Where the equations of a document end, and which of its ends lead on through layers that it does not write out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Definition
from matcalc.notation.latex_in.every_layer import layer_of_text
from matcalc.notation.latex_in.sightings import family
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary


def ends_of(definitions: Sequence[Definition]) -> tuple[Symbol, ...]:
    """What no other equation reads."""
    used = {symbol for definition in definitions for symbol in definition.uses}
    return tuple(definition.symbol for definition in definitions if definition.symbol not in used)


def ends_in_layers_between(
    definitions: Sequence[Definition], of: Collection[Symbol], vocabulary: Vocabulary
) -> tuple[Symbol, ...]:
    """The ends on which these arrays depend through layers between: a^{l+1} of a^L, beside the equations of layer l.

    They are of the same names, in layers that are counted in another way; a capital letter counts from the last one.
    """
    layers = layers_of(vocabulary)
    behind = {layers[symbol.name] for symbol in behind_of(definitions, of) if symbol.name in layers}
    ends = [end for end in ends_of(definitions) if end.name in layers and layers[end.name] not in behind]
    return tuple(end for end in ends if any(_may_lead(layers[end.name], one) for one in behind))


def _may_lead(layer: tuple[Key, str], to: tuple[Key, str]) -> bool:
    return layer[0] == to[0] and not (layer[1].isupper() and to[1].islower())


def layers_of(vocabulary: Vocabulary) -> dict[str, tuple[Key, str]]:
    """Each array with a layer: its name in any layer, and from where its layer is counted: l of l+1, nothing of 2."""
    return {name.name: counted for name in vocabulary.names.values() if (counted := _counted(name.key)) is not None}


def _counted(key: Key) -> tuple[Key, str] | None:
    if not key.layer:
        return None
    layer = layer_of_text(key.layer)
    return family(key), key.layer if layer is None else layer.base


def behind_of(definitions: Sequence[Definition], of: Iterable[Symbol]) -> set[Symbol]:
    """These arrays and all that their equations read."""
    found = set(of)
    for definition in reversed(definitions):
        if definition.symbol in found:
            found.update(definition.uses)
    return found
