"""Random programs of two or three equations over the whole language, for routes that go from equation to equation."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import assume
from hypothesis import strategies as st
from strategies import nodes

from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Cotangent, EntrySum, Hadamard, Node, Power, ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR
from matcalc.forms.traversal import replaced, symbols_in, walk


@dataclass(frozen=True)
class Asked:
    """A program, and the arrays to differentiate by."""

    program: Program
    wanted: tuple[Symbol, ...]


@st.composite
def programs(draw: st.DrawFn, depth: int = 2) -> Asked:
    """u = …, v = … u …; differentiated is v, a known function of v, or an unknown one."""
    first, second = (_plain(draw(nodes(depth))) for _ in range(2))
    inner, outer = Symbol("u", first.shape), Symbol("v", second.shape)
    second = _reading(inner, second)
    assume(second.shape == outer.shape)
    inputs = tuple(dict.fromkeys(name for name in (*symbols_in(first), *symbols_in(second)) if name is not inner))
    assume(inputs)
    definitions = [Definition(inner, first), Definition(outer, second)]
    end = draw(st.sampled_from(["array", "sum", "E"]))
    if end != "array":
        error = Symbol("E", SCALAR)
        whole: Node = EntrySum(Hadamard((outer, Apply(Function("tanh"), outer))), None)
        definitions.append(Definition(error, whole if end == "sum" else ScalarFunction((outer,))))
    program = Program(inputs, tuple(definitions), definitions[-1].symbol)
    return Asked(program, (*inputs[:2], inner))


def _plain(node: Node) -> Node:
    """Without given gradients and unknown scalar functions, which are no part of a program."""
    assume(not any(isinstance(part, ScalarFunction) for part in walk(node)))
    assume(not any(isinstance(part, Power) and not part.exponent for part in walk(node)))
    return replaced(node, {part: part.of for part in walk(node) if isinstance(part, Cotangent)})


def _reading(symbol: Symbol, node: Node) -> Node:
    """The expression with `symbol` for the first array of its shape; where there is none, its sum is added."""
    for name in symbols_in(node):
        if name.shape == symbol.shape:
            return replaced(node, {name: symbol})
    return Add((node, EntrySum(symbol, None)))
