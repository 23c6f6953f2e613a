"""Chains on a page whose notation writes a gradient out where others have a short name for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matcalc.chain import Chain, Expression, Step
from matcalc.documents.derived import Derived
from matcalc.engine.differentiation import Differentiation
from matcalc.forms.index_form import Entry
from matcalc.forms.matrix_form import Cotangent
from matcalc.notation.glyphs import Glyphs
from matcalc.rules.chain_rule import use_short_name


def without_naming(derived: Derived, glyphs: Glyphs) -> Derived:
    """What is shown, without the steps that only give a gradient its short name, where it has none in print."""

    def shown(differentiation: Differentiation) -> Differentiation:
        gradients = (
            gradient if gradient.chain is None else replace(gradient, chain=_without(gradient.chain, is_naming))
            for gradient in differentiation.gradients
        )
        return replace(differentiation, gradients=tuple(gradients))

    def is_naming(step: Step) -> bool:
        short = step.reason[0] if step.rule == use_short_name.name else None
        return (
            isinstance(short, Entry)
            and isinstance(short.array, Cotangent)
            and short.array.output.is_scalar
            and glyphs.written_out(short.array.of.name) is not None
        )

    seconds = (
        replace(each, derivative=replace(each.derivative, differentiation=shown(each.derivative.differentiation)))
        for each in derived.seconds
    )
    return replace(derived, differentiation=shown(derived.differentiation), seconds=tuple(seconds))


def _without(chain: Chain, is_left_out: Callable[[Step], bool]) -> Chain:
    """The chain in which the step after one that is left out begins where that did; a last one stays."""
    steps: list[Step] = []
    before: Expression | None = None
    for step in chain.steps:
        begun = step if before is None else replace(step, before=before)
        before = begun.before if is_left_out(step) and step is not chain.steps[-1] else None
        if before is None:
            steps.append(begun)
    return replace(chain, steps=tuple(steps))
