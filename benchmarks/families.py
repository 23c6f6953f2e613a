"""Problems of any length, whose derivation is to cost in proportion to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from matcalc.engine.limits import MOST_STEPS
from matcalc.problems.expression import Typed, problem_of_expression
from matcalc.problems.network import network
from matcalc.problems.problem import Problem
from matcalc.problems.shapes import declared_shapes
from tests.identities.identity import Identity, axes_of


@dataclass(frozen=True)
class Family:
    """lengths: those that are measured, shortest first. of: the problem of a length, read already.

    beyond: why the result itself is longer than linear, where it is. steps: the limit that the longest stays below.
    """

    name: str
    lengths: tuple[int, ...]
    of: Callable[[int], Problem]
    beyond: str = ""
    steps: int = MOST_STEPS


def doubled(last: int) -> tuple[int, ...]:
    """1, 2, 4, … below `last`, and `last`."""
    return (*(2**power for power in range(last.bit_length()) if 2**power < last), last)


def first_weights_only(depth: int) -> Problem:
    """The network of which only the gradient at W1 is asked for."""
    problem = network(depth)
    return replace(problem, requests=tuple(one for one in problem.requests if one.request.wrt.name == "W1"))


def network_row(depth: int) -> Identity:
    """A network with squared error in one program, for tools that read one; by the weights of its first layer."""
    lets, shapes, before = [], ["x: n", "y: n"], "x"
    for layer in range(1, depth + 1):
        lets.append(f"a{layer} = tanh(W{layer} @ {before} + b{layer})")
        shapes += [f"W{layer}: n×n", f"b{layer}: n"]
        before = f"a{layer}"
    expression = f"norm2sq({before} - y)"
    return Identity(f"network {depth}", expression, "W1", "0", ", ".join(shapes), "growth", lets=tuple(lets))


def attention_blocks(count: int) -> Problem:
    """Blocks of self-attention with residual connections; gradients at all their weights."""
    lets, shapes, wrt = [], ["X0: m×n", "G: m×n"], []
    for block in range(1, count + 1):
        before = f"X{block - 1}"
        lets += [
            f"S{block} = {before} @ Q{block} @ (({before} @ K{block}).T)",
            f"A{block} = softmax(S{block}, axis=1)",
            f"X{block} = {before} + A{block} @ {before} @ V{block}",
        ]
        shapes += [f"Q{block}: n×d", f"K{block}: n×d", f"V{block}: n×n"]
        wrt += [f"Q{block}", f"K{block}", f"V{block}"]
    return _read(f"sum(G * X{count})", ", ".join(shapes), wrt, lets)


def network_hessian(depth: int) -> Problem:
    """The Hessian of a network with squared error by its input."""
    row = network_row(depth)
    return _read(row.expression, row.shapes, ["x"], row.lets, order=2)


def _text(
    expression: Callable[[int], str], shapes: Callable[[int], str] = lambda _: "x: n"
) -> Callable[[int], Problem]:
    return lambda count: _read(expression(count), shapes(count), ["x"])


def _read(expression: str, shapes: str, wrt: Sequence[str], lets: Sequence[str] = (), order: int = 1) -> Problem:
    declared = declared_shapes(axes_of(shapes))
    return problem_of_expression(
        Typed(expression=expression, wrt=tuple(wrt), shapes=declared, lets=tuple(lets), order=order)
    )


def _matrices(count: int) -> str:
    return ", ".join(["x: n", *(f"A{number}: n×n" for number in range(count))])


LAYERS = "network, all gradients"
FIRST_LAYER = "network, first weights"

FAMILIES = (
    Family(LAYERS, doubled(1000), network, steps=2 * MOST_STEPS),
    Family(FIRST_LAYER, doubled(1000), first_weights_only),
    Family("attention blocks", doubled(32), attention_blocks),
    Family(
        "network, Hessian by the input",
        doubled(16),
        network_hessian,
        "one term for each layer, a product over the layers before",
    ),
    Family("sum of terms", doubled(256), _text(lambda n: " + ".join(f"sum(f{k}(x))" for k in range(n)))),
    Family("sum of forms", doubled(256), _text(lambda n: " + ".join(f"x.T @ A{k} @ x" for k in range(n)), _matrices)),
    Family(
        "product of factors",
        doubled(256),
        _text(lambda n: " * ".join(f"sum(f{k}(x))" for k in range(n))),
        "n terms of n factors",
    ),
    Family(
        "chain of matrices",
        doubled(128),
        _text(lambda n: "sum(" + "".join(f"A{k} @ " for k in range(n)) + "x)", _matrices),
    ),
    Family(
        "composition", doubled(64), _text(lambda n: "sum(" + "".join(f"f{k}(" for k in range(n)) + "x" + ")" * (n + 1))
    ),
)
