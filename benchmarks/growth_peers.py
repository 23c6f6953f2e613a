"""The first weights of a network of any depth, in the peers.

tensorgrad simplifies the derivative, or compiles it as it stands; SymPy differentiates in each of its ways.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from time import process_time
from typing import Any

from benchmarks import with_matcalc, with_sympy
from benchmarks.families import doubled, network_row
from benchmarks.processor import timed
from benchmarks.report import Table, duration
from benchmarks.sizes import of_tensorgrad

SECONDS = 20.0
RECURSION = 200_000
"""tensorgrad calls itself for every layer."""

WORDS = """The gradient of a squared error at the first weights of a network, in one program:"""


@dataclass(frozen=True)
class Peer:
    """The first weights of that many layers: seconds, operators, or what was raised instead."""

    layers: int
    matcalc: float
    simplify: float | str
    operators: int | None
    compiler: float | str
    sympy: float | str


def beside(layers: int) -> list[Peer]:
    """Twice as many layers each time, for as long as tensorgrad takes less than SECONDS."""
    found: list[Peer] = []
    for depth in doubled(layers):
        own = timed(with_matcalc.unchecked, with_matcalc.question(network_row(depth)))[0]
        simplify, size = _answered(partial(_simplified, depth))
        compiler, _ = _answered(partial(_compiled, depth))
        in_sympy, _ = _answered(partial(_in_sympy, depth))
        found.append(Peer(depth, own, simplify, size, compiler, in_sympy))
        if isinstance(simplify, float) and simplify > SECONDS:
            break
    return found


def table(peers: Sequence[Peer]) -> Table:
    """A line a depth."""
    head = ("layers", "matcalc", "tensorgrad's simplify", "its operators", "tensorgrad's compiler", "SymPy")
    rows = []
    for one in peers:
        times = [time if isinstance(time, str) else duration(time) for time in (one.simplify, one.compiler, one.sympy)]
        size = "—" if one.operators is None else str(one.operators)
        rows.append((str(one.layers), duration(one.matcalc), times[0], size, *times[1:]))
    return Table(head, rows)


def factor(peers: Sequence[Peer]) -> float | None:
    """How many times as long tensorgrad's simplify takes as matcalc, at the most layers."""
    last = peers[-1]
    return last.simplify / last.matcalc if isinstance(last.simplify, float) else None


def _answered(ask: Callable[[], tuple[float, int | None]]) -> tuple[float | str, int | None]:
    """Seconds and operators, or what a peer raised."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(RECURSION)
    try:
        return ask()
    except Exception as raised:  # whatever a peer raises is its answer
        return type(raised).__name__, None
    finally:
        sys.setrecursionlimit(before)


def _simplified(depth: int) -> tuple[float, int | None]:
    derivative = _in_tensorgrad(depth)
    start = process_time()
    simplified = derivative.simplify()
    return process_time() - start, of_tensorgrad(simplified).operators


def _compiled(depth: int) -> tuple[float, int | None]:
    derivative = _in_tensorgrad(depth)
    from tensorgrad.compiler import compile_to_callable

    start = process_time()
    compile_to_callable(derivative)
    return process_time() - start, None


def _in_tensorgrad(depth: int) -> Any:
    if find_spec("tensorgrad") is None:
        raise NotInstalled
    import tensorgrad

    from benchmarks import with_tensorgrad

    asked = with_tensorgrad.question(network_row(depth))
    names = with_tensorgrad.names_of(asked.wrt, "first")
    return tensorgrad.Derivative(asked.expression.tensor, asked.wrt.tensor, names)


class NotInstalled(Exception):  # noqa: N818 — its name is what the table shows
    """The peer is not there."""


def _in_sympy(depth: int) -> tuple[float, int | None]:
    """The first way that answers."""
    raised: Exception | None = None
    for way in with_sympy.WAYS:
        try:
            asked = with_sympy.question(network_row(depth), way.algebra)
            start = process_time()
            way.derive(asked)
            return process_time() - start, None
        except Exception as error:
            raised = raised or error
    assert raised is not None
    raise raised
