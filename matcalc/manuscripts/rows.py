"""Gradients that are rows: where a document says so, ∇_x E at a vector is ∂E/∂x in numerator layout."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from matcalc.forms.layout import Layout
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.said import Chain, Said
from matcalc.manuscripts.understood import Understood

_GRADIENT = re.compile(r"(?<![\w.])grad_(\w+)(\[[^\[\]]*\])?")


def with_rows(understood: Understood) -> Understood:
    """What a document says, its gradients at vectors being derivatives in numerator layout.

    Those of chains with a program of their own are of its output. An entry ∇_x E[i] is the same in every layout.
    """
    if understood.program is None:
        return understood
    chains = tuple(_chain(chain, understood) for chain in understood.chains)
    return replace(understood, chains=chains, layout=understood.layout or Layout.NUMERATOR)


def _chain(chain: Chain, understood: Understood) -> Chain:
    program = understood.program_of(chain)
    if program is None or not program.output.shape.is_scalar:
        return chain
    shapes = {symbol.name: symbol.shape for symbol in program.symbols}
    said = tuple(_said(one, program.output.name, shapes) for one in chain.said)
    return replace(chain, said=said)


def _said(said: Said, output: str, shapes: Mapping[str, Shape]) -> Said:
    def put(found: re.Match[str]) -> str:
        name = found[1]
        is_vector = name in shapes and shapes[name].is_vector
        return f"D({output}, {name})" if is_vector and found[2] is None else found[0]

    meaning = said.meaning
    if meaning is None:
        return said
    expression = replace(meaning.expression, text=_GRADIENT.sub(put, meaning.expression.text))
    return replace(said, meaning=replace(meaning, expression=expression, subject=_GRADIENT.sub(put, meaning.subject)))
