"""Every adjoint is proved line by line, by values that know no rule, and its rule does what its line says."""

from __future__ import annotations

from itertools import pairwise

import pytest
from plain_values import PlainValues, agree
from rule_examples import spoiled

from matcalc.checking.comparing import Comparing, at_points
from matcalc.engine.differential_order import ADJOINTS as RULES
from matcalc.errors import VerificationError
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.indices import IndexSupply
from matcalc.forms.matrix_form import Node, Scale, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR
from matcalc.forms.traversal import replaced
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.rules.adjoint_table import ADJOINTS, Adjoint, adjoint_of_rule
from matcalc.rules.registry import NODE_RULES, Scope

SIZES = {"m": 2, "n": 3, "p": 4, "q": 5}
IDENTITIES = {"write a Kronecker product of vectors as an outer product"}
IDENTITIES |= {"write a Kronecker product with a vector as a product", "write a Kronecker product by vec"}
BEFORE = {"insert the differential", "write a number as an inner product", "split an inner product"}


def symbols_of(adjoint: Adjoint) -> dict[str, Symbol]:
    return {name: Symbol(name, parse_shape(shape)) for name, shape in adjoint.shapes}


def proof_of(adjoint: Adjoint) -> list[Node]:
    return [parse_derived(line, symbols_of(adjoint)) for line in adjoint.proof]


def name(adjoint: Adjoint) -> str:
    return f"{adjoint.of} -> {adjoint.image}"


def test_every_rule_that_moves_a_map_over_has_its_proof():
    assert sorted({rule.name for rule in RULES} - IDENTITIES - BEFORE) == sorted(one.rule for one in ADJOINTS)
    assert all(adjoint_of_rule(adjoint.rule) is adjoint for adjoint in ADJOINTS)
    assert adjoint_of_rule("split an inner product") is None


@pytest.mark.parametrize("adjoint", ADJOINTS, ids=name)
def test_a_proof_leads_from_one_side_to_the_other(adjoint):
    first, *_, last = proof_of(adjoint)
    read = {text: parse_derived(text, symbols_of(adjoint)) for text in (adjoint.of, adjoint.by)}
    assert first is Inner(read[adjoint.by], parse_derived(adjoint.image, symbols_of(adjoint)))
    assert last is Inner(parse_derived(adjoint.adjoint, symbols_of(adjoint)), read[adjoint.of])


@pytest.mark.parametrize("adjoint", ADJOINTS, ids=name)
def test_no_line_of_a_proof_reads_like_the_one_before(adjoint):
    printer = UnicodePrinter(Glyphs({}))
    lines = [printer.prose((line,)) for line in proof_of(adjoint)]
    assert all(one != other for one, other in pairwise(lines))


@pytest.mark.parametrize("adjoint", ADJOINTS, ids=name)
def test_every_line_of_a_proof_has_one_value(adjoint):
    values = PlainValues(SIZES)
    first, *rest = (values.node(line) for line in proof_of(adjoint))
    assert all(agree(first, other) for other in rest)
    assert not agree(first, values.node(spoiled(proof_of(adjoint)[-1])))


@pytest.mark.parametrize("adjoint", ADJOINTS, ids=name)
def test_the_checker_finds_every_line_equal_and_refuses_a_wrong_adjoint(adjoint):
    lines = proof_of(adjoint)
    assert compared(adjoint, lines) == ("softmax" not in adjoint.image)
    assert isinstance(lines[-1], Inner)
    wrong = Inner(Scale(-1, lines[-1].left), lines[-1].right)
    with pytest.raises(VerificationError, match="does not hold"):
        compared(adjoint, [*lines[:-1], wrong])


def compared(adjoint: Adjoint, lines: list[Node]) -> bool:
    """Whether all lines are compared exactly."""
    output = Symbol("E", SCALAR)
    program = Program(tuple(symbols_of(adjoint).values()), (Definition(output, lines[0]),), output)

    def compare(comparing: Comparing) -> bool:
        return min(comparing.sides(lines[0], line, ())[0] for line in lines[1:])

    return at_points(program, program, compare, seed=1, show=input_text)


@pytest.mark.parametrize("adjoint", [one for one in ADJOINTS if one.image != "c * X"], ids=name)
def test_a_rule_does_what_its_line_says(adjoint):
    start, end = proof_of(adjoint)[0], proof_of(adjoint)[-1]
    of = symbols_of(adjoint)[adjoint.of]
    moving: dict[Node, Node] = {of: Differential(of)}
    rewrite = NODE_RULES[adjoint.rule].apply(replaced(start, moving), Scope(IndexSupply.over((), ())))
    assert rewrite is not None
    assert isinstance(rewrite.after, Inner)
    assert rewrite.after.right is Differential(of)
    values = PlainValues(SIZES)
    assert agree(values.node(rewrite.after), values.node(replaced(end, moving)))
