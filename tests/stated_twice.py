"""Random problems that state every equation twice, and their gradients and Jacobians by hand.

Each equation is one of a few kinds whose matrix form, index form, gradients and Jacobians are written down here, by
hand, in random letters: nothing of matcalc takes part. A spoiled copy has one statement in it that does not hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

LENGTHS = ("m", "n", "p", "q")
LETTERS = "ijklstuv"

File = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A statement that holds, and the same with an index, a factor or an axis wrong. key: also, formula or shape."""

    key: str
    right: str
    wrong: tuple[str, ...]
    layout: str | None = None


@dataclass(frozen=True)
class Equation:
    """name = expr, the shapes of the inputs that it needs, and what is stated of it."""

    name: str
    expr: str
    shapes: dict[str, str]
    said: tuple[Said, ...]


@dataclass(frozen=True)
class Place:
    """Where an equation stands: its number, the vector it reads and how long that is, the length of what it makes."""

    number: int
    x: str
    n: str
    m: str
    letters: tuple[str, str, str]


def problems(count: int, seed: int = 0) -> Iterator[tuple[File, list[File]]]:
    """Consistent problems as the tables of a file, each with its spoiled copies."""
    for number in range(count):
        yield problem(Random(seed * 1_000_003 + number))


def problem(random: Random) -> tuple[File, list[File]]:
    """A network of one to four equations with most of what can be stated about it, and a copy for each wrong line."""
    equations = network(random)
    chosen = [one for equation in equations for one in equation.said if random.random() < 0.7]
    plain = tables(equations, chosen, {})
    return plain, [tables(equations, chosen, {one: wrong}) for one in chosen for wrong in one.wrong]


def network(random: Random) -> list[Equation]:
    """Equations one after another; now and then a scalar is the last. In a third of them all lengths are equal."""
    lengths = list(LENGTHS) if random.random() < 0.7 else ["n"] * len(LENGTHS)
    equations: list[Equation] = []
    x, n = "x", lengths[0]
    for number in range(random.randint(1, 4)):
        m = lengths[(number + 1) % len(lengths)]
        i, j, k = random.sample(LETTERS, 3)
        equation, n = random.choice(KINDS)(Place(number, x, n, m, (i, j, k)))
        equations.append(equation)
        x = equation.name
    if random.random() < 0.4:
        equations.append(random.choice((squared, weighed))(Place(9, x, n, n, ("i", "j", "k"))))
    equations[0].shapes["x"] = lengths[0]
    return equations


def product(at: Place) -> tuple[Equation, str]:
    """z = W x + b."""
    w, b, z, x = f"W{at.number}", f"b{at.number}", f"z{at.number}", at.x
    i, j, _ = at.letters
    said = (
        Said(
            "also",
            f"{z}[{i}] = sum {j}: {w}[{i},{j}] {x}[{j}] + {b}[{i}]",
            (f"{z}[{i}] = sum {j}: {w}[{j},{i}] {x}[{j}] + {b}[{i}]", f"{z}[{i}] = sum {j}: {w}[{i},{j}] {x}[{j}]"),
        ),
        Said("formula", f"grad_{x} = {w}.T @ grad_{z}", (f"grad_{x} = {w} @ grad_{z}", f"grad_{x} = grad_{z}.T @ {w}")),
        Said(
            "formula",
            f"grad_{x}[{j}] = sum {i}: {w}[{i},{j}] grad_{z}[{i}]",
            (f"grad_{x}[{j}] = sum {i}: {w}[{j},{i}] grad_{z}[{i}]",),
        ),
        Said("formula", f"grad_{w} = grad_{z} @ {x}.T", (f"grad_{w} = {x} @ grad_{z}.T",)),
        Said(
            "formula",
            f"grad_{w}[{i},{j}] = {x}[{j}] grad_{z}[{i}]",
            (f"grad_{w}[{j},{i}] = {x}[{j}] grad_{z}[{i}]",),
        ),
        Said("formula", f"grad_{b} = grad_{z}", (f"grad_{b} = grad_{z}.T",)),
        Said("formula", f"D({z}, {x}) = {w}", (f"D({z}, {x}) = {w}.T",), "numerator"),
        Said("formula", f"D({z}[{i}], {x}[{j}]) = {w}[{i},{j}]", (f"D({z}[{i}], {x}[{j}]) = {w}[{j},{i}]",)),
        Said("shape", f"{w}: {at.m}×{at.n}", (f"{w}: {at.m}×({at.n}+1)",)),
    )
    return Equation(z, f"{w} @ {x} + {b}", {w: f"{at.m}×{at.n}", b: at.m}, said), at.m


def transposed_product(at: Place) -> tuple[Equation, str]:
    """z = Wᵀ x."""
    w, z, x = f"W{at.number}", f"z{at.number}", at.x
    i, j, _ = at.letters
    said = (
        Said("also", f"{z} = ({x}.T @ {w}).T", (f"{z} = {x}.T @ {w}",)),
        Said(
            "also",
            f"{z}[{j}] = sum {i}: {x}[{i}] {w}[{i},{j}]",
            (f"{z}[{j}] = sum {i}: {x}[{i}] {w}[{j},{i}]",),
        ),
        Said("formula", f"grad_{x} = {w} @ grad_{z}", (f"grad_{x} = {w}.T @ grad_{z}",)),
        Said(
            "formula",
            f"grad_{x}[{i}] = sum {j}: {w}[{i},{j}] grad_{z}[{j}]",
            (f"grad_{x}[{i}] = sum {j}: {w}[{j},{i}] grad_{z}[{j}]",),
        ),
        Said("formula", f"grad_{w} = {x} @ grad_{z}.T", (f"grad_{w} = grad_{z} @ {x}.T",)),
        Said("formula", f"D({z}, {x}) = {w}", (f"D({z}, {x}) = {w}.T",), "denominator"),
        Said("formula", f"D({z}, {x}) = {w}.T", (f"D({z}, {x}) = {w}",), "gradient"),
        Said("shape", f"{w}: {at.n}×{at.m}", (f"{w}: {at.m}×{at.n}",) if at.m != at.n else ()),
    )
    return Equation(z, f"{w}.T @ {x}", {w: f"{at.n}×{at.m}"}, said), at.m


def entrywise_product(at: Place) -> tuple[Equation, str]:
    """z = v ⊙ x."""
    v, z, x = f"v{at.number}", f"z{at.number}", at.x
    i, j, _ = at.letters
    said = (
        Said("also", f"{z}[{i}] = {v}[{i}] {x}[{i}]", (f"{z}[{i}] = sum {j}: {v}[{j}] {x}[{j}] {x}[{i}]",)),
        Said("also", f"{z} = diag({x}) @ {v}", (f"{z} = {x} @ {x}.T @ {v}",)),
        Said("formula", f"grad_{x} = diag({v}) @ grad_{z}", (f"grad_{x} = grad_{z}.T @ diag({v})",)),
        Said("formula", f"D({z}, {x}) = diag({v})", (f"D({z}, {x}) = {v} @ {v}.T",)),
        Said(
            "formula", f"grad_{v}[{j}] = {x}[{j}] grad_{z}[{j}]", (f"grad_{v}[{j}] = {x}[{j}] {v}[{j}] grad_{z}[{j}]",)
        ),
    )
    return Equation(z, f"{v} * {x}", {v: at.n}, said), at.n


def unknown_function(at: Place) -> tuple[Equation, str]:
    """a = f(x), f unknown."""
    return _applied(at, f"f{at.number}", f"f{at.number}'({at.x})")


def tanh(at: Place) -> tuple[Equation, str]:
    """a = tanh(x)."""
    return _applied(at, "tanh", f"(1 - a{at.number}**2)")


def _applied(at: Place, f: str, slope: str) -> tuple[Equation, str]:
    a, x = f"a{at.number}", at.x
    i, _, _ = at.letters
    said = (
        Said("also", f"{a}[{i}] = {f}({x}[{i}])", (f"{a}[{i}] = {f}({x}[{i}]) {x}[{i}]",)),
        Said("formula", f"grad_{x} = grad_{a} * {slope}", (f"grad_{x} = (grad_{a} * {slope}).T",)),
        Said("formula", f"D({a}, {x}) = diag({slope})", (f"D({a}, {x}) = {slope} @ {slope}.T",), "denominator"),
    )
    return Equation(a, f"{f}({x})", {}, said), at.n


def softmax(at: Place) -> tuple[Equation, str]:
    """p = softmax(x)."""
    p, x = f"p{at.number}", at.x
    said = (
        Said("also", f"{p} = exp({x}) / sum(exp({x}))", (f"{p} = exp({x}) / sum({x})",)),
        Said(
            "formula",
            f"grad_{x} = {p} * (grad_{p} - dot({p}, grad_{p}))",
            (f"grad_{x} = grad_{p} * {p} * (1 - {p})", f"grad_{x} = grad_{p} * softmax'({x})"),
        ),
        Said("formula", f"D({p}, {x}) = diag({p}) - {p} @ {p}.T", (f"D({p}, {x}) = diag({p} * (1 - {p}))",)),
    )
    return Equation(p, f"softmax({x})", {}, said), at.n


def two_products(at: Place) -> tuple[Equation, str]:
    """z = A B x."""
    a, b, z, x = f"A{at.number}", f"B{at.number}", f"z{at.number}", at.x
    i, j, k = at.letters
    said = (
        Said(
            "also",
            f"{z}[{i}] = sum {j} {k}: {a}[{i},{k}] {b}[{k},{j}] {x}[{j}]",
            (f"{z}[{i}] = sum {j} {k}: {a}[{i},{k}] {b}[{j},{k}] {x}[{j}]",),
        ),
        Said("formula", f"grad_{x} = {b}.T @ {a}.T @ grad_{z}", (f"grad_{x} = {b}.T @ {a} @ grad_{z}",)),
        Said("formula", f"grad_{b} = {a}.T @ grad_{z} @ {x}.T", (f"grad_{b} = {a} @ grad_{z} @ {x}.T",)),
        Said("formula", f"D({z}, {x}) = {a} @ {b}", (f"D({z}, {x}) = {b} @ {a}",), "numerator"),
    )
    return Equation(z, f"{a} @ {b} @ {x}", {a: f"{at.m}×r", b: f"r×{at.n}"}, said), at.m


def squared(at: Place) -> Equation:
    """E = ‖x‖²."""
    x = at.x
    said = (
        Said("also", f"E = sum i: {x}[i]**2", (f"E = sum i: {x}[i]",)),
        Said("formula", f"grad_{x} = 2 * {x}", (f"grad_{x} = {x}",)),
        Said("formula", f"D(E, {x}) = 2 * {x}.T", (f"D(E, {x}) = 2 * {x}",), "numerator"),
    )
    return Equation("E", f"norm2sq({x})", {}, said)


def weighed(at: Place) -> Equation:
    """E = xᵀ M x."""
    x = at.x
    said = (
        Said("also", f"E = sum i j: {x}[i] M[i,j] {x}[j]", (f"E = sum i j: {x}[i] M[i,j] M[j,i] {x}[j]",)),
        Said("formula", f"grad_{x} = (M + M.T) @ {x}", (f"grad_{x} = 2 * M @ {x}",)),
        Said("formula", f"grad_M = {x} @ {x}.T", (f"grad_M = {x}.T @ {x} * eye({at.n})",)),
        Said("formula", f"D(E, {x}) = (M + M.T) @ {x}", (f"D(E, {x}) = {x}.T @ (M + M.T)",), "denominator"),
    )
    return Equation("E", f"{x}.T @ M @ {x}", {"M": f"{at.n}×{at.n}"}, said)


KINDS: tuple[Callable[[Place], tuple[Equation, str]], ...] = (
    *(product, transposed_product, entrywise_product, unknown_function, tanh, softmax, two_products),
)


def tables(equations: list[Equation], chosen: list[Said], spoiled: dict[Said, str]) -> File:
    """A file as tables, with what was chosen stated, some of it wrongly."""
    define, state = [], []
    for equation in equations:
        said = [one for one in equation.said if one in chosen]
        table: File = {"name": equation.name, "expr": equation.expr}
        if also := [spoiled.get(one, one.right) for one in said if one.key == "also"]:
            table["also"] = also
        define.append(table)
        for one in said:
            if one.key != "also":
                layout = {"layout": one.layout} if one.layout else {}
                state.append({one.key: spoiled.get(one, one.right), **layout})
    upstream = {} if equations[-1].name == "E" else {"upstream": {"of": equations[-1].name}}
    shapes = {name: shape for equation in equations for name, shape in equation.shapes.items()}
    asked = {"derive": [{"wrt": "x"}]}
    return {"title": "Stated twice", "shapes": shapes, "define": define, "state": state, **upstream, **asked}
