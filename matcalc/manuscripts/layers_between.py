"""A scalar that is written out in the last layer, and differentiated in any layer: C = ‖a^L − y‖² beside ∂C/∂z^l."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from matcalc.forms.matrix_form import ScalarFunction
from matcalc.forms.program import Definition, Program
from matcalc.manuscripts.ends import ends_in_layers_between, ends_of, layers_of
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.understood import needed_for
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary


def programs_through_layers(
    program: Program, chains: Sequence[Chain], others: Collection[int], vocabulary: Vocabulary
) -> dict[int, Program]:
    """The program of each chain that differentiates the output by arrays of layers from which no equation leads to it.

    There the output is any function of where the equations end. others: the numbers of chains with programs of their
    own.
    """
    output = program.output
    rest = [one for one in program.definitions if one.symbol is not output]
    own = next((one for one in program.definitions if one.symbol is output), None)
    if own is None or isinstance(own.body, ScalarFunction) or any(output in one.uses for one in rest):
        return {}
    if not output.shape.is_scalar or not ends_in_layers_between(rest, own.uses, vocabulary):
        return {}
    made = Program(program.inputs, (*rest, Definition(output, ScalarFunction(ends_of(rest)))), output)
    known = {symbol.name for symbol in needed_for(program, {output.name}).symbols}
    found = {}
    for chain in chains:
        variables = {name for said in chain.said for name in said.variables}
        is_of_output = chain.output in ("", output.name)
        if chain.number not in others and is_of_output and variables and variables.isdisjoint(known):
            found[chain.number] = made
    return found


def read_in_layers_between(program: Program, vocabulary: Vocabulary) -> dict[str, frozenset[str]]:
    """The arrays a^{L-1} that begin layers counted in another way, each with the arrays that every layer reads: by
    these no derivative is known, as the layers between read them too.
    """
    rest = [one for one in program.definitions if one.symbol is not program.output]
    layers = layers_of(vocabulary)
    found: dict[str, frozenset[str]] = {}
    if len({counted for _, counted in layers.values()}) <= 1:
        return found  # nothing lies between layers that are all counted in one way
    for end in ends_of(rest):
        between = {layers[one.name] for one in ends_in_layers_between(rest, [end], vocabulary)}
        shared = _without_layer(rest, {counted for _, counted in between}, layers)
        names = {name for name, _ in between}
        inputs = (one.name for one in needed_for(program, {end.name}).inputs if one.name in layers)
        found |= {one: shared for one in inputs if shared and layers[one][0] in names and layers[one] not in between}
    return found


def _without_layer(
    definitions: Sequence[Definition], counted: Collection[str], layers: Mapping[str, tuple[Key, str]]
) -> frozenset[str]:
    """The arrays without a layer that the equations of layers counted in these ways read."""
    equations = [one for one in definitions if one.symbol.name in layers and layers[one.symbol.name][1] in counted]
    return frozenset(used.name for one in equations for used in one.uses if used.name not in layers)
