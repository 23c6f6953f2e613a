"""Nothing that the library derives is called wrong: results in every layout, and every line against the one before."""

from __future__ import annotations

import pytest

import matcalc
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.traversal import walk
from matcalc.judging.claimed import check_claim
from matcalc.judging.comparison import Setting
from matcalc.judging.findings import Kind
from matcalc.judging.judge import judge

NAMES = (
    *("dense-layer", "two-layer-network", "least-squares", "logistic-regression", "self-attention", "attention"),
    *("softmax-cross-entropy", "batch-norm", "layer-norm", "log-determinant", "gaussian-mle", "ridge-regression"),
)


def known(names: tuple[str, ...]) -> list[str]:
    """Those of the names that the library has."""
    return [name for name in names if name in matcalc.list_problems()]


def test_enough_of_them_are_there():
    assert len(known(NAMES)) >= 6


@pytest.mark.parametrize("name", known(NAMES))
def test_every_line_is_right_after_the_line_before(name):
    assert lines_called_wrong(name) == []


@pytest.mark.parametrize("name", known(NAMES))
def test_every_result_is_right_in_every_layout(name):
    assert results_called_wrong(name) == []


def lines_called_wrong(name: str) -> list[str]:
    """The rules of the lines that are not right."""
    derivation = matcalc.derive(name)
    found = derivation.differentiation
    program = derivation.problem.program
    if program.labels:
        return []
    setting = Setting(found.program, derivation.problem.choices.facts_at_first, program, found.held)
    wrong = []
    for gradient in found.gradients:
        for chain, step in gradient.chain.walk() if gradient.chain else ():
            verdict = judge(step.before, step.after, setting, free=chain.free)
            if verdict.kind is not Kind.RIGHT:
                wrong.append(f"{gradient.of.name}: {step.rule}: {verdict}")
    return wrong


def results_called_wrong(name: str) -> list[str]:
    """The claims of results, in the three layouts, that are not called right in the layout that is named."""
    derivation = matcalc.derive(name)
    program = derivation.problem.program
    if program.labels or derivation.problem.choices.order == 2:
        return []
    wrong = []
    symbols = set(program.symbols)
    for by, result in derivation.results.items():
        value = result.value
        if not isinstance(value, Node) or isinstance(value, IndexDefinition):
            continue
        parts = list(walk(value))
        if any(part not in symbols for part in parts if isinstance(part, Symbol)):
            continue
        if any(part.of not in symbols for part in parts if isinstance(part, Cotangent)):
            continue
        output = program.output
        claims = [(f"∂{output.name}/∂{by} = {way}", layout) for way, layout in ways(result, output)]
        if output.shape.is_scalar:
            claims.append((f"grad_{by} = {result}", Layout.GRADIENT))
        for claim, layout in claims:
            verdict = check_claim(claim, derivation, layout=layout.value)
            is_as_derived = claim.endswith(f" = {result}")
            if not verdict or "another layout" in str(verdict) or (is_as_derived and verdict.kind is not Kind.RIGHT):
                wrong.append(f"{claim} ({layout.value}): {verdict}")
    return wrong


def ways(result: matcalc.Result, output: Symbol) -> list[tuple[str, Layout]]:
    """A result as each layout writes it."""
    return [(f"({result}).T" if turns(layout, output) else str(result), layout) for layout in Layout]


def turns(layout: Layout, output: Symbol) -> bool:
    """Whether a layout has the derivative the other way round than the input language."""
    return layout.turns(output.shape)
