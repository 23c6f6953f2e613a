"""The rules that need to know more than what they are given: equations, paths, names, free indices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import pytest
from plain_values import PlainValues, agree
from rule_examples import canonical, spoiled

import matcalc.engine.differential_order
import matcalc.engine.jacobian_order
import matcalc.engine.order  # noqa: F401  # fills the tables of rules
from matcalc.forms.centred import centred_arrays
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import Facts, Property
from matcalc.forms.index_form import ONE, Delta, Entry, IndexSum, Term, free_indices
from matcalc.forms.indices import Index, IndexSupply, shifted
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.notation.derived_in import parse_derived
from matcalc.notation.shapes_in import parse_shape
from matcalc.notation.text_in import parse_index
from matcalc.rules.fold import products_of
from matcalc.rules.fold_arrays import folds_of
from matcalc.rules.fold_scalars import scalars_by_first
from matcalc.rules.fold_solutions import solutions_in
from matcalc.rules.propose_stretched import stretched_in
from matcalc.rules.registry import NODE_RULES, TERM_RULES, Scope
from matcalc.rules.symmetry import symmetric_names

SIZES = {"m": 2, "n": 3}
SHAPES = {"A": "n×n", "W": "m×n", "M": "n×m", "x": "n", "b": "m", "s": "", "r": "1×n", "d": "n"}
SHAPES |= {"z": "m", "h": "m", "q": "", "E": "", "Q": "n×n", "D": "n×n", "u": "m", "V": "m×n", "c": ""}
SHAPES |= {"mu": "", "a": "n", "w": "n", "nu": "1×n", "C": "m×n"}
SYMBOLS = {name: Symbol(name, parse_shape(shape)) for name, shape in SHAPES.items()}
ROW, COL = Index("i", Dimension.named("m")), Index("j", Dimension.named("n"))
SUPPLY = IndexSupply.over([ROW.range, COL.range], SYMBOLS)


def named(text: str) -> tuple[Symbol, ...]:
    return tuple(SYMBOLS[name] for name in text.split())


def node(text: str) -> Node:
    return parse_derived(text, SYMBOLS)


def entry(places: tuple[Index, ...], text: str) -> IndexDefinition:
    return IndexDefinition(places, parse_index(text, SYMBOLS, places))


BODIES = {
    SYMBOLS["z"]: node("W @ x + b"),
    SYMBOLS["h"]: node("f(z)"),
    SYMBOLS["q"]: node("sum(h * z) + sum(z)"),
    SYMBOLS["E"]: node("q**2"),
    SYMBOLS["u"]: node("b / s"),
    SYMBOLS["V"]: node("2 * diag(b) @ W"),
    SYMBOLS["c"]: node("s**(1/2)"),
    SYMBOLS["mu"]: node("sum(x) / n"),
    SYMBOLS["a"]: node("x - mu"),
    SYMBOLS["w"]: node("2 * a / s"),
    SYMBOLS["nu"]: node("mean(W, axis=0)"),
    SYMBOLS["C"]: node("nu - W"),
}
"""A small network, in which E sees z through h and through q; arrays that are products; others less their means."""

PROGRAM = Scope(
    SUPPLY,
    equations={
        SYMBOLS["z"]: entry((ROW,), "sum j: W[i,j] x[j] + b[i]"),
        SYMBOLS["h"]: entry((ROW,), "f(z)[i]"),
        SYMBOLS["q"]: entry((), "sum i: h[i] z[i] + sum i: z[i]"),
        SYMBOLS["E"]: entry((), "q**2"),
    },
    output=SYMBOLS["E"],
    consumers={
        SYMBOLS["x"]: named("z"),
        SYMBOLS["W"]: named("z"),
        SYMBOLS["b"]: named("z"),
        SYMBOLS["z"]: named("h q"),
        SYMBOLS["h"]: named("q"),
        SYMBOLS["q"]: named("E"),
    },
    definitions={SYMBOLS["z"]: node("W @ x + b"), Cotangent(SYMBOLS["q"]): node("2 * q")},
    bodies={node("f(z)"): SYMBOLS["h"], node("W @ x + b"): SYMBOLS["z"]},
)
PRODUCTS = {
    SYMBOLS["u"]: entry((ROW,), "b[i] s**(-1)"),
    SYMBOLS["V"]: entry((ROW, COL), "2 W[i,j] b[i]"),
    SYMBOLS["c"]: entry((), "s**(1/2)"),
    SYMBOLS["d"]: entry((COL,), "x[j]**2"),
}
FOLDED = Scope(SUPPLY, products=products_of(PRODUCTS, frozenset()))
ROOTS = Scope(SUPPLY, products=products_of({SYMBOLS["c"]: entry((), "sqrt(s)")}, frozenset()))
CENTRED = Scope(
    SUPPLY, centred=centred_arrays(BODIES), bodies={BODIES[SYMBOLS[name]]: SYMBOLS[name] for name in ("a", "w", "C")}
)
K, OTHER = Index("k", COL.range), Index("p", ROW.range)
SECTIONED = replace(PROGRAM, free=(K,))
NAMED = replace(PROGRAM, free=(ROW,), named=named("h"))
ENTRIES = replace(PROGRAM, free=(ROW, COL))
ROWS, COLUMN, NUMBER = replace(PROGRAM, free=(COL, K)), replace(PROGRAM, free=(ROW,)), replace(PROGRAM, free=())


LOCAL = replace(PROGRAM, definitions={node("jacobian(z, x)"): node("W"), node("jacobian(h, z).T"): node("diag(f'(z))")})

DERIVED = replace(PROGRAM, free=(), derived={SYMBOLS["h"]: entry((ROW,), "2 q z[i]")})

DECLARED = Scope(
    SUPPLY,
    facts=Facts(
        {
            SYMBOLS["A"]: frozenset({Property.SPD}),
            SYMBOLS["Q"]: frozenset({Property.ORTHOGONAL}),
            SYMBOLS["D"]: frozenset({Property.DIAGONAL}),
            SYMBOLS["b"]: frozenset({Property.POSITIVE}),
        },
        ((SYMBOLS["d"], Fraction(1, 2)),),
        ((SYMBOLS["V"], 1, Fraction(1)), (SYMBOLS["M"], 0, Fraction(0))),
    ),
)

MOVED = replace(
    PROGRAM,
    moving=frozenset(named("W b z h q E")),
    differentials={SYMBOLS["z"]: node("differential(W) @ x + differential(b)")},
    beside={
        SYMBOLS["h"]: ((SYMBOLS["q"], node("grad_q * z")),),
        SYMBOLS["z"]: ((SYMBOLS["h"], node("grad_h * f'(z)")), (SYMBOLS["q"], node("grad_q * (h + ones(m))"))),
        SYMBOLS["d"]: (),
    },
)
"""The network where x is held."""

QUOTIENT_BODIES = {SYMBOLS[name]: node(text) for name, text in (("u", "b / s"), ("C", "W / r"), ("D", "A / x"))}
QUOTIENTS = Scope(SUPPLY, folds=folds_of({body: name for name, body in QUOTIENT_BODIES.items()}, ()))

STRETCHED = Scope(SUPPLY, stretched=stretched_in([node("2 * W / b"), node("diag(z) @ W"), node("z + b")]))

COLUMNS = replace(PROGRAM, beside={SYMBOLS["h"]: ((SYMBOLS["q"], node("jacobian(E, q) @ z.T")),), SYMBOLS["d"]: ()})

GIVEN = Scope(SUPPLY)
GIVEN_BODIES = {SYMBOLS["z"]: BODIES[SYMBOLS["z"]], SYMBOLS["E"]: node("E(z, s)")}

FOLDING_BODIES = {node("b / s"): SYMBOLS["u"], node("s**(1/2)"): SYMBOLS["c"], node("q * s"): SYMBOLS["E"]}
FOLDING = Scope(SUPPLY, folds=folds_of(FOLDING_BODIES, (), SYMBOLS["E"]))
FOLDED_BODIES = {SYMBOLS["u"]: node("b / s"), SYMBOLS["c"]: node("s**(1/2)")}

NUMBER_BODIES = {
    SYMBOLS["c"]: node("x.T @ d"),
    SYMBOLS["q"]: node("x.T @ A @ x / s"),
    SYMBOLS["z"]: node("softmax(b)"),
    SYMBOLS["u"]: node("s * b + 2 * ones(m)"),
    SYMBOLS["V"]: node("softmax(W, axis=1)"),
    SYMBOLS["D"]: node("W.T @ W / s"),
}
NUMBERS = Scope(
    SUPPLY,
    scalars=scalars_by_first(NUMBER_BODIES.items()),
    right_sides=NUMBER_BODIES,
    symmetric=symmetric_names(NUMBER_BODIES, Facts()),
)
"""Names of numbers, and names of arrays whose sums are told by what they stand for."""

KERNEL_BODIES = {SYMBOLS["D"]: node("s * exp(A) + eye(n)"), SYMBOLS["d"]: node("inv(D) @ x")}
KERNEL_FACTS = Facts({SYMBOLS["A"]: frozenset((Property.SYMMETRIC,))})


def kernels(facts: Facts) -> Scope:
    symmetric = symmetric_names(KERNEL_BODIES, facts)
    solutions = solutions_in(KERNEL_BODIES, symmetric, facts)
    return Scope(SUPPLY, right_sides=KERNEL_BODIES, symmetric=symmetric, by_inverse=solutions, facts=facts)


KERNELS = kernels(KERNEL_FACTS)
KERNELS_ALONE = kernels(Facts())
"""A name that is symmetric where an array is declared so, and what is solved with it."""


@dataclass(frozen=True, slots=True)
class Case:
    """One rule, what it is given in which scope, and what it makes of it; None where it must not fire."""

    rule: str
    scope: Scope
    given: str | IndexSum
    made: str | None

    def __str__(self) -> str:
        return f"{self.rule}: {self.given if isinstance(self.given, str) else 'shifted'}"


def both_shifted(left: Index, start: str, right: Index, other: str) -> IndexSum:
    """d_(start+left, other+right) b_left b_right, which the input language can not write."""
    length = Dimension.named("m") + Dimension.named("n")
    places = [shifted(index, Dimension.named(name), length) for index, name in ((left, start), (right, other))]
    entries = (Entry(SYMBOLS["b"], (index,)) for index in (left, right))
    return IndexSum((Term(ONE, (Delta(*places), *entries)),))


CASES = [
    Case("insert the definition", NUMBER, "D(E, q)", "D(q**2, q)"),
    Case("insert the definition", COLUMN, "D(q, h[i])", "D(sum k: h[k] z[k] + sum k: z[k], h[i])"),
    Case("insert the definition", SECTIONED, "D(h[i], z[i])", "D(f(z)[i], z[i])"),
    Case("insert the definition", replace(PROGRAM, free=(COL,)), "D(z[i], x[j])", "D(sum l: W[i,l] x[l] + b[i], x[j])"),
    Case(
        "insert the definition",
        SECTIONED,
        "2 sum i: b[i] D(z[i], x[k])",
        "2 sum i: b[i] D(sum j: W[i,j] x[j] + b[i], x[k])",
    ),
    Case("insert the definition", SECTIONED, "D(x[j], x[k])", None),
    Case("insert the definition", SECTIONED, "D(b[i], x[k])", None),
    Case("insert the definition", COLUMN, "D(z[i], z[i])", None),
    Case("insert the definition", SECTIONED, "D(z[i]**2, x[k])", None),
    Case("apply the chain rule", SECTIONED, "D(E, x[k])", "sum i: D(E, z[i]) D(z[i], x[k])"),
    Case("apply the chain rule", COLUMN, "D(E, z[i])", "sum p: D(E, h[p]) D(h[p], z[i]) + D(E, q) D(q, z[i])"),
    Case("apply the chain rule", COLUMN, "2 b[i] D(E, h[i])", "2 b[i] D(E, q) D(q, h[i])"),
    Case("apply the chain rule", NUMBER, "D(E, q)", None),
    Case("apply the chain rule", replace(SECTIONED, named=named("x")), "D(E, x[k])", None),
    Case("apply the chain rule", SECTIONED, "D(z[i], x[k])", None),
    Case("apply the chain rule", SECTIONED, "D(E, d[k])", None),
    Case("find no path", SECTIONED, "D(E, d[k])", "0"),
    Case("find no path", NUMBER, "3 s D(E, s)", "0"),
    Case("find no path", SECTIONED, "D(E, x[k])", None),
    Case("find no path", SECTIONED, "D(z[i], d[k])", None),
    Case("find no path", replace(SECTIONED, named=named("d")), "D(E, d[k])", None),
    Case("use the short name", NAMED, "D(E, h[i])", "grad_h[i]"),
    Case("use the short name", NAMED, "sum p: D(E, h[p]) D(h[p], z[i])", "sum p: grad_h[p] D(h[p], z[i])"),
    Case("use the short name", NAMED, "D(E, z[i])", None),
    Case("use the short name", NAMED, "D(z[i], h[i])", None),
    Case("take out a common shift", ENTRIES, both_shifted(ROW, "m", OTHER, "m"), "delta[i,p] b[i] b[p]"),
    Case("take out a common shift", ENTRIES, both_shifted(ROW, "n", OTHER, "m"), None),
    Case("take out a common shift", ENTRIES, "b[i] b[p] delta[i,p]", None),
    Case("turn a matrix", ENTRIES, "M[j,i]", "M.T[i,j]"),
    Case("turn a matrix", ENTRIES, "2 M.T.T[j,i]", "2 M.T[i,j]"),
    Case("turn a matrix", ENTRIES, "W.T[j,i]", "W[i,j]"),
    Case("turn a matrix", ROWS, "A[k,j]", "A.T[j,k]"),
    Case("turn a matrix", ROWS, "A[j,k]", None),
    Case("turn a matrix", ENTRIES, "W[i,j]", None),
    Case("turn a matrix", ENTRIES, "M[j,i]**2", None),
    Case("turn a matrix", COLUMN, "sum j: M[j,i]", None),
    Case("fill up with ones", ENTRIES, "b[i]", "b[i] ones(n)[j]"),
    Case("fill up with ones", ENTRIES, "x[j]", "ones(m)[i] x[j]"),
    Case("fill up with ones", COLUMN, "3 s", "3 ones(m)[i] s"),
    Case("fill up with ones", ENTRIES, "5", "5 ones(m, n)[i,j]"),
    Case("fill up with ones", ENTRIES, "W[i,j]", None),
    Case("fill up with ones", COLUMN, "b[i]", None),
    Case("fill up with ones", NUMBER, "s", None),
    Case("fill up with ones", ENTRIES, "sum j: x[j]", None),
    Case("fill up with ones", ENTRIES, "b[i] delta[i,p]", None),
    Case("write out a name", PROGRAM, "z", "W @ x + b"),
    Case("write out a name", PROGRAM, "grad_q", "2 * q"),
    Case("write out a name", PROGRAM, "h", None),
    Case("write out a name", PROGRAM, "f(z)", None),
    Case("write out a name", PROGRAM, "grad_z", None),
    Case("use a declared symmetry", DECLARED, "A.T", "A"),
    Case("use a declared symmetry", DECLARED, "inv(A).T", "inv(A)"),
    Case("use a declared symmetry", DECLARED, "(D @ A @ D).T", "D @ A @ D"),
    Case("use a declared symmetry", DECLARED, "inv(A + W.T @ W).T", "inv(A + W.T @ W)"),
    Case("use a declared symmetry", DECLARED, "(A @ D).T", None),
    Case("use a declared symmetry", DECLARED, "M.T", None),
    Case("use a declared orthogonality", DECLARED, "inv(Q)", "Q.T"),
    Case("use a declared orthogonality", DECLARED, "W @ Q @ Q.T @ x", "W @ x"),
    Case("use a declared orthogonality", DECLARED, "Q.T @ Q", "eye(n)"),
    Case("use a declared orthogonality", DECLARED, "A.T @ A", None),
    Case("use a declared orthogonality", DECLARED, "inv(A)", None),
    Case("use a declared sum", DECLARED, "sum(d)", "1/2"),
    Case("use a declared sum", DECLARED, "sum(x)", None),
    Case("use a declared sum of rows or columns", DECLARED, "sum(V, axis=1)", "ones(m)"),
    Case("use a declared sum of rows or columns", DECLARED, "mean(V, axis=1)", "ones(m) / n"),
    Case("use a declared sum of rows or columns", DECLARED, "sum(V)", "m"),
    Case("use a declared sum of rows or columns", DECLARED, "mean(V)", "n**-1"),
    Case("use a declared sum of rows or columns", DECLARED, "A @ V.T @ V @ ones(n)", "A @ V.T @ ones(m)"),
    Case("use a declared sum of rows or columns", DECLARED, "ones(n).T @ V.T", "ones(1, m)"),
    Case("use a declared sum of rows or columns", DECLARED, "ones(n).T @ M", "zeros(1, m)"),
    Case("use a declared sum of rows or columns", DECLARED, "M.T @ ones(n)", "zeros(m)"),
    Case("use a declared sum of rows or columns", DECLARED, "mean(M, axis=0)", "zeros(1, m)"),
    Case("use a declared sum of rows or columns", DECLARED, "sum(V, axis=0)", None),
    Case("use a declared sum of rows or columns", DECLARED, "V.T @ ones(m)", None),
    Case("use a declared sum of rows or columns", DECLARED, "V @ x", None),
    Case("use a declared sign", DECLARED, "abs(b)", "b"),
    Case("use a declared sign", DECLARED, "sign(b)", "ones(m)"),
    Case("use a declared sign", DECLARED, "sqrt(b**2)", "b"),
    Case("use a declared sign", DECLARED, "sqrt(b**6)", "b**3"),
    Case("use a declared sign", DECLARED, "relu(b)", "b"),
    Case("use a declared sign", DECLARED, "leaky_relu(b)", "b"),
    Case("use a declared sign", DECLARED, "step(b)", "ones(m)"),
    Case("use a declared sign", DECLARED, "relu(2 * b * z)", "2 * (b * relu(z))"),
    Case("use a declared sign", DECLARED, "leaky_relu(b * z)", "b * leaky_relu(z)"),
    Case("use a declared sign", DECLARED, "abs(b * exp(z) * z)", "b * exp(z) * abs(z)"),
    Case("use a declared sign", DECLARED, "step(3 * b * z)", "step(z)"),
    Case("use a declared sign", DECLARED, "sign(b * z)", "sign(z)"),
    Case("use a declared sign", DECLARED, "abs(b + exp(z))", "b + exp(z)"),
    Case("use a declared sign", DECLARED, "relu(sum(2 * b))", "sum(2 * b)"),
    Case("use a declared sign", DECLARED, "abs(b.T @ b + 1)", "b.T @ b + 1"),
    Case("use a declared sign", DECLARED, "abs(x)", None),
    Case("use a declared sign", DECLARED, "relu(-b)", None),
    Case("use a declared sign", DECLARED, "relu(-2 * b * z)", None),
    Case("use a declared sign", DECLARED, "leaky_relu(-b * z)", None),
    Case("use a declared sign", DECLARED, "step(-b * z)", None),
    Case("use a declared sign", DECLARED, "sign(0 * b * z)", None),  # 0, not sign(z)
    Case("use a declared sign", DECLARED, "step(z * z)", None),
    Case("use a declared sign", DECLARED, "abs(b - z)", None),
    Case("use a declared sign", DECLARED, "abs(b.T @ z)", None),
    Case("use a declared diagonal", DECLARED, "diag(diag_of(D))", "D"),
    Case("use a declared diagonal", DECLARED, "diag(diag_of(A))", None),
    Case("recognise a mean", PROGRAM, "s * sum(x) / n", "s * mean(x)"),
    Case("recognise a mean", PROGRAM, "sum(A) / n", None),
    Case("use the name of an array", PROGRAM, "b[i] f(z)[i]", "b[i] h[i]"),
    Case("insert the derivative", DERIVED, "D(E, h[k]) b[k]", "2 q z[k] b[k]"),
    Case("insert the derivative", DERIVED, "D(E, x[j])", None),
    Case(
        "put an identity beside a pair",
        COLUMN,
        "sum j: x[j] delta[p,(i,j)] vec(W)[p]",
        "sum j k: x[j] delta[p,(k,j)] (eye(m))[k,i] vec(W)[p]",
    ),
    Case("put an identity beside a pair", COLUMN, "sum i: b[i] W[i,j]", None),
    Case("use the name of an array", PROGRAM, "b[i] f'(z)[i]", None),
    Case("fold a definition", FOLDED, "b[i] s**(-1)", "u[i]"),
    Case("fold a definition", FOLDED, "3 b[i] b[k] s**(-2)", "3 u[i] b[k] s**(-1)"),
    Case("fold a definition", FOLDED, "b[k] s**(-2) delta[i,k]", "u[k] s**(-1) delta[i,k]"),
    Case("fold a definition", FOLDED, "s b[i]**(-2)", "u[i]**(-1) b[i]**(-1)"),
    Case("fold a definition", FOLDED, "sum i: b[i] x[j] z[i] s**(-1)", "sum i: u[i] x[j] z[i]"),
    Case("fold a definition", FOLDED, "s**(-1/2)", "c**(-1)"),
    Case("fold a definition", FOLDED, "s**(-3/2) x[j]", "c**(-3) x[j]"),
    Case("fold a definition", FOLDED, "W[i,j] b[i]", "1/2 V[i,j]"),
    Case("fold a definition", FOLDED, "W[i,j] b[k]", None),  # not the entries that are multiplied
    Case("fold a definition", FOLDED, "s b[i]", None),  # a multiple, not the quotient
    Case("fold a definition", FOLDED, "s**(-1)", None),
    Case("fold a definition", FOLDED, "s**2", None),  # c**4 is no shorter
    Case("fold a definition", FOLDED, "b[i] s**(-1) D(b[k], b[i])", None),
    Case("use a name of the page", PROGRAM, "f(z)", "h"),
    Case("use a name of the page", PROGRAM, "f(b)", None),
    Case("use a name of the page", PROGRAM, "f'(z)", None),
    Case("use a name of the page", PROGRAM, "W @ x + b", None),
    Case("use the name of a root", FOLDING, "s**(1/2)", "c"),
    Case("use the name of a root", FOLDING, "s**(-3/2)", "c**-3"),
    Case("use the name of a root", FOLDING, "sqrt(s)", "c"),
    Case("use the name of a root", FOLDING, "s**2", None),
    Case("use the name of a root", FOLDING, "s**(1/3)", None),
    Case("use the name of a root", FOLDING, "sqrt(q)", None),
    Case("use the name of a number", NUMBERS, "x.T @ d", "c"),
    Case("use the name of a number", NUMBERS, "d.T @ x", "c"),
    Case("use the name of a number", NUMBERS, "(d.T @ x) * b", "c * b"),
    Case("use the name of a number", NUMBERS, "b * (x.T @ A @ x) * s**-2", "b * q / s"),
    Case("use the name of a number", NUMBERS, "q * (x.T @ A @ x) / s * b", "q * q * b"),
    Case("use the name of a number", NUMBERS, "b * (x.T @ A @ x) / (s * h)", "b * q * h**-1"),
    Case("use the name of a number", NUMBERS, "x.T @ A @ x", None),
    Case("use the name of a number", NUMBERS, "x.T @ A @ x * s", None),  # a multiple, not the quotient
    Case("use the name of a number", NUMBERS, "x * d", None),
    Case("sum what a name stands for", NUMBERS, "sum(z)", "sum(softmax(b))"),
    Case("sum what a name stands for", NUMBERS, "mean(z)", "mean(softmax(b))"),
    Case("sum what a name stands for", NUMBERS, "sum(u)", "sum(s * b) + sum(2 * ones(m))"),
    Case("sum what a name stands for", NUMBERS, "M @ V @ ones(n)", "M @ softmax(W, axis=1) @ ones(n)"),
    Case("sum what a name stands for", NUMBERS, "sum(b)", None),
    Case("sum what a name stands for", NUMBERS, "V @ x", None),
    Case("use the symmetry of what a name stands for", NUMBERS, "D.T", "D"),
    Case("use the symmetry of what a name stands for", NUMBERS, "V.T", None),
    Case("use the symmetry of what a name stands for", NUMBERS, "exp(D).T", "exp(D)"),
    Case("use the symmetry of what a name stands for", NUMBERS, "(D @ D).T", "D @ D"),
    Case("use the symmetry of what a name stands for", NUMBERS, "(D @ A).T", None),
    Case("use a declared symmetry", KERNELS, "D.T", "D"),
    Case("use a declared symmetry", KERNELS, "inv(D).T", "inv(D)"),
    Case("use a declared symmetry", KERNELS, "(A @ D).T", None),
    Case("use a declared symmetry", KERNELS_ALONE, "D.T", None),  # of A, nothing is declared here
    Case("use the name of a solution", KERNELS, "inv(D) @ x", "d"),
    Case("use the name of a solution", KERNELS, "A @ inv(D) @ x @ x.T @ A", "A @ d @ x.T @ A"),
    Case("use the name of a solution", KERNELS, "x.T @ inv(D)", "d.T"),
    Case("use the name of a solution", KERNELS_ALONE, "x.T @ inv(D)", None),
    Case("use the name of a solution", KERNELS_ALONE, "x.T @ inv(D).T", "d.T"),
    Case("use the name of a solution", KERNELS, "inv(A) @ x", None),
    Case("use the name of a solution", KERNELS, "D @ x", None),
    Case("use the name of an elementwise product", FOLDING, "b / s", "u"),
    Case("use the name of an elementwise product", FOLDING, "z / s * b", "z * u"),
    Case("use the name of an elementwise product", FOLDING, "b * z * s**-3", "u * z * s**-2"),
    Case("use the name of an elementwise product", FOLDING, "b * s", None),
    Case("use the name of an elementwise product", FOLDING, "q * s", None),  # the output itself
    Case("insert the equation", PROGRAM, "differential(z)", "differential(W @ x + b)"),
    Case("insert the equation", PROGRAM, "differential(h)", None),
    Case("insert the equation", PROGRAM, "differential(f(z))", None),
    Case(
        "use the given gradient",
        GIVEN,
        "differential(E(z, s))",
        "inner(grad_z, differential(z)) + inner(grad_s, differential(s))",
    ),
    Case("use the given gradient", GIVEN, "differential(z)", None),
    Case("insert the differential", MOVED, "differential(z)", "differential(W) @ x + differential(b)"),
    Case("insert the differential", MOVED, "differential(h)", None),
    Case("read off the gradient", MOVED, "grad_h", "grad_q * z"),
    Case("read off the gradient", MOVED, "grad_z", "grad_h * f'(z) + grad_q * (h + ones(m))"),
    Case("read off the gradient", MOVED, "grad_d", "zeros(n)"),
    Case("read off the gradient", MOVED, "grad_q", None),
    Case("read off the Jacobian", COLUMNS, "jacobian(E, h)", "jacobian(E, q) @ z.T"),
    Case("read off the Jacobian", COLUMNS, "jacobian(E, d)", "zeros(1, n)"),
    Case("read off the Jacobian", COLUMNS, "jacobian(E, q)", None),
    Case("read off the Jacobian", COLUMNS, "jacobian(q, h)", None),
    Case("take the differential of a sum", MOVED, "differential(A @ x - d)", None),
    Case("take the differential of a sum", MOVED, "differential(b + s)", "differential(b)"),
    Case("apply the product rule", MOVED, "differential(W @ x)", "differential(W) @ x"),
    Case("apply the product rule", MOVED, "differential(A @ x)", None),
    Case("leave out what is held", MOVED, "differential(A @ x)", "zeros(n)"),
    Case("leave out what is held", MOVED, "differential(W @ x)", None),
    Case("use the name of an elementwise product", FOLDING, "z * s**(-2) * b", "z * u / s"),
    Case("use the name of an elementwise product", FOLDING, "z / s", None),
    Case("fold a definition", ROOTS, "s**(-1/2) q", "c**(-1) q"),
    Case("leave out what adds up to 0", CENTRED, "sum j: a[j]", "0"),
    Case("leave out what adds up to 0", CENTRED, "3 s sum j: w[j]", "0"),
    Case("leave out what adds up to 0", CENTRED, "sum i: b[i] C[i,j] x[j]", None),
    Case("leave out what adds up to 0", CENTRED, "sum i: s x[j] C[i,j]", "0"),
    Case("leave out what adds up to 0", CENTRED, "sum j: C[i,j]", None),  # the sums of its rows are not
    Case("leave out what adds up to 0", CENTRED, "sum i j: C[i,j]", "0"),
    Case("leave out what adds up to 0", CENTRED, "sum i j: C[i,j] x[j]", "0"),
    Case("leave out what adds up to 0", CENTRED, "sum j: a[j]**2", None),
    Case("leave out what adds up to 0", CENTRED, "sum j: x[j]", None),
    Case("leave out a sum that is 0", CENTRED, "mean(a)", "0"),
    Case("leave out a sum that is 0", CENTRED, "sum(w)", "0"),
    Case("leave out a sum that is 0", CENTRED, "w.T @ ones(n)", "0"),
    Case("leave out a sum that is 0", CENTRED, "A @ x @ ones(n).T @ w", "zeros(n)"),
    Case("leave out a sum that is 0", CENTRED, "mean(C, axis=0)", "zeros(1, n)"),
    Case("leave out a sum that is 0", CENTRED, "sum(C.T)", "0"),
    Case("leave out a sum that is 0", CENTRED, "C.T @ ones(m)", "zeros(n)"),
    Case("leave out a sum that is 0", CENTRED, "C @ ones(n)", None),
    Case("leave out a sum that is 0", CENTRED, "mean(x + a)", "mean(x)"),
    Case("leave out a sum that is 0", CENTRED, "mean(x - 2 * s * w)", "mean(x)"),
    Case("leave out a sum that is 0", CENTRED, "sum(V + r * C / s, axis=0)", "sum(V, axis=0)"),
    Case("leave out a sum that is 0", CENTRED, "sum(V + b * C, axis=0)", None),  # each row has its own factor
    Case("leave out a sum that is 0", CENTRED, "(A + x @ a.T) @ ones(n)", None),  # no elementwise multiple
    Case("leave out a sum that is 0", CENTRED, "mean(s + a)", None),  # nothing would have the shape
    Case("leave out a sum that is 0", CENTRED, "sum(C, axis=1)", None),
    Case("leave out a sum that is 0", CENTRED, "sum(x)", None),
    Case("use the name of a quotient under a sum", QUOTIENTS, "z.T @ b * s**(-2)", "z.T @ u / s"),
    Case("use the name of a quotient under a sum", QUOTIENTS, "q * sum(b * z) / s", "q * sum(u * z)"),
    Case("use the name of a quotient under a sum", QUOTIENTS, "b.T @ W @ x / s", "u.T @ W @ x"),
    Case("use the name of a quotient under a sum", QUOTIENTS, "z.T @ b / q", None),
    Case("use the name of a quotient under a sum", QUOTIENTS, "z.T @ b * s", None),
    Case("use the name of a quotient under a sum", QUOTIENTS, "sum(W * V, axis=0) / r", "sum(C * V, axis=0)"),
    Case("use the name of a quotient under a sum", QUOTIENTS, "sum(W * V, axis=1) / s", None),
    Case("use the name of a quotient under a sum", QUOTIENTS, "(A * Q) @ d * x**(-2)", "(D * Q) @ d / x"),
    Case("use the name of a quotient under a sum", QUOTIENTS, "Q @ A @ d / x", None),  # A is not in the first factor
    Case("stretch over rows or columns", STRETCHED, "diag(1 / b) @ W", "1 / b * W"),
    Case("stretch over rows or columns", STRETCHED, "diag(grad_b) @ W", "grad_b * W"),
    Case("stretch over rows or columns", STRETCHED, "diag(z) @ W", None),
    Case("stretch over rows or columns", GIVEN, "diag(1 / b) @ W", None),
    Case("stretch a row or a column in a sum", STRETCHED, "W + b @ ones(n).T", "W + b"),
    Case("stretch a row or a column in a sum", STRETCHED, "W + z @ ones(n).T", None),
    Case("recognise a mean", GIVEN, "d.T @ x / n", "mean(d * x)"),
    Case("recognise a mean", GIVEN, "s * sum(W) / (m * n)", "s * mean(W)"),
    Case("recognise a mean", GIVEN, "b.T @ W @ x / n", None),
    Case("insert the equation into the Jacobian", PROGRAM, "jacobian(z, x)", "jacobian(W @ x + b, x)"),
    Case("insert the equation into the Jacobian", PROGRAM, "jacobian(h, z)", None),  # no equation is known
    Case("insert the equation into the Jacobian", PROGRAM, "jacobian(z, z)", None),
    Case("chain rule from right to left", PROGRAM, "grad_x", "jacobian(z, x).T @ grad_z"),
    Case("chain rule from right to left", PROGRAM, "grad_W", "unvec(jacobian(z, W).T @ grad_z, m, n)"),
    Case("chain rule from right to left", PROGRAM, "grad_z", "jacobian(h, z).T @ grad_h + jacobian(q, z).T @ grad_q"),
    Case("chain rule from right to left", PROGRAM, "grad_q", "jacobian(E, q)"),
    Case("chain rule from right to left", NAMED, "grad_h", None),
    Case("chain rule from right to left", PROGRAM, "grad_E", None),
    Case("chain rule from right to left", PROGRAM, "grad_s", None),  # no path is known
    Case("turn the row of derivatives", PROGRAM, "grad_x", "jacobian(E, x).T"),
    Case("turn the row of derivatives", PROGRAM, "grad_W", "unvec(jacobian(E, W).T, m, n)"),
    Case("turn the row of derivatives", NAMED, "grad_h", None),
    Case("chain rule from left to right", PROGRAM, "jacobian(E, x)", "jacobian(E, z) @ jacobian(z, x)"),
    Case("chain rule from left to right", PROGRAM, "jacobian(E, q)", None),
    Case("chain rule from left to right", PROGRAM, "jacobian(z, x)", None),
    Case("chain rule from left to right", NAMED, "jacobian(E, h)", None),
    Case("chain rule of transposed Jacobians", PROGRAM, "jacobian(E, x).T", "jacobian(z, x).T @ jacobian(E, z).T"),
    Case("chain rule of transposed Jacobians", PROGRAM, "jacobian(z, x).T", None),
    Case("chain rule of transposed Jacobians", NAMED, "jacobian(E, h).T", None),
    Case("insert the local Jacobian", LOCAL, "jacobian(z, x)", "W"),
    Case("insert the local Jacobian", LOCAL, "jacobian(h, z).T", "diag(f'(z))"),
    Case("insert the local Jacobian", LOCAL, "jacobian(h, z)", "diag(f'(z))"),
    Case("insert the local Jacobian", LOCAL, "jacobian(h, x)", None),
    Case("write the row as a gradient", NAMED, "jacobian(E, h)", "grad_h.T"),
    Case("write the row as a gradient", NAMED, "jacobian(E, z)", None),
    Case("write the row as a gradient", NAMED, "jacobian(q, h)", None),
    Case("write what comes from the output first", PROGRAM, "b.T @ grad_b", "grad_b.T @ b"),
    Case("write what comes from the output first", PROGRAM, "grad_x.T @ x", None),
    Case("write what comes from the output first", PROGRAM, "b @ grad_x.T @ x", None),
]

FIRING = {case.rule for case in CASES if case.made is not None}
"""The rules that fire in one of the cases."""


def values(scope: Scope = PROGRAM) -> PlainValues:
    bodies = {
        id(GIVEN): GIVEN_BODIES,
        id(FOLDING): FOLDED_BODIES,
        id(NUMBERS): NUMBER_BODIES,
        id(QUOTIENTS): QUOTIENT_BODIES,
        id(KERNELS): KERNEL_BODIES,
        id(KERNELS_ALONE): KERNEL_BODIES,
    }.get(id(scope), BODIES)
    made = PlainValues(SIZES, bodies, SYMBOLS["E"])
    if scope is MOVED:
        made.held = frozenset(named("A d s x"))
    if scope is KERNELS:
        made.set = {SYMBOLS["A"]: np.array([[1.0, 0.5, -1], [0.5, -2, 0.25], [-1, 0.25, 0.5]])}
    if scope is DECLARED:
        made.set = {
            SYMBOLS["A"]: np.array([[4.0, 1, -1], [1, 3, 0.5], [-1, 0.5, 2]]),
            SYMBOLS["Q"]: np.array([[2.0, -1, 2], [2, 2, -1], [-1, 2, 2]]) / 3,
            SYMBOLS["D"]: np.diag([1.5, -2, 3]),
            SYMBOLS["d"]: np.array([[2.0], [-1], [-0.5]]),
            SYMBOLS["V"]: np.array([[0.5, 0.25, 0.25], [2, -3, 2]]),
            SYMBOLS["M"]: np.array([[1.5, -1], [-2, 3], [0.5, -2]]),
        }
    return made


@pytest.mark.parametrize("rule", sorted({case.rule for case in CASES}))
def test_each_rule_fires_and_refuses(rule: str) -> None:
    assert {case.made is None for case in CASES if case.rule == rule} == {True, False}


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in TERM_RULES], ids=str)
def test_a_rule_on_terms_in_its_scope(case: Case) -> None:
    before = parse_index(case.given, SYMBOLS) if isinstance(case.given, str) else case.given
    free = tuple(dict.fromkeys((*case.scope.free, *free_indices(before))))
    (term,) = before.terms
    rewrite = TERM_RULES[case.rule].apply(term, case.scope)
    if case.made is None:
        assert rewrite is None
    else:
        assert rewrite is not None
        assert isinstance(rewrite.after, IndexSum)
        assert canonical(rewrite.after) == canonical(parse_index(case.made, SYMBOLS, free))
        assert rewrite.reason
        value = values().entries(before, free)
        assert agree(value, values().entries(rewrite.after, free))
        assert not agree(value, values().entries(spoiled(rewrite.after), free))


@pytest.mark.parametrize("case", [case for case in CASES if case.rule in NODE_RULES], ids=str)
def test_a_rule_on_arrays_in_its_scope(case: Case) -> None:
    assert isinstance(case.given, str)
    before = node(case.given)
    rewrite = NODE_RULES[case.rule].apply(before, case.scope)
    if case.made is None:
        assert rewrite is None
    else:
        after = node(case.made)
        assert rewrite is not None
        assert rewrite.after is after
        assert rewrite.reason
        value = values(case.scope).node(before)
        assert agree(value, values(case.scope).node(after))
        assert not agree(value, values(case.scope).node(spoiled(after)))


def test_which_equations_are_products() -> None:
    equations = PROGRAM.equations | PRODUCTS
    assert {array: [symbol.name for symbol, _ in found] for array, found in products_of(equations, set()).items()} == {
        SYMBOLS["b"]: ["u"],
        SYMBOLS["W"]: ["V"],
        SYMBOLS["s"]: ["c"],
    }
    assert products_of(equations, set(named("u V c"))) == {}


def test_a_scalar_output_is_no_name_for_its_own_product() -> None:
    equations = {SYMBOLS["E"]: entry((), "s c"), SYMBOLS["q"]: entry((), "s**(1/2)")}
    assert [symbol.name for symbol, _ in products_of(equations, set(), SYMBOLS["E"])[SYMBOLS["s"]]] == ["q"]
    assert [symbol.name for symbol, _ in products_of(equations, set(), SYMBOLS["q"])[SYMBOLS["s"]]] == ["E", "q"]
