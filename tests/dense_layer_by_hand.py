"""The dense layer with its derivation put together by hand: what documents are tested with, without the engine."""

from fractions import Fraction

from matcalc.chain import Chain, Stage, Step, why
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.engine.requests import Request
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, IndexSum, Partial, Term, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Apply, Cotangent, Hadamard, Product, ScalarFunction, Symbol, Transpose
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.glyphs import PrintStyle
from matcalc.problems.problem import Problem, ProblemRequest

M, N = Dimension.named("m"), Dimension.named("n")
W, a, b = Symbol("W", Shape(M, N)), Symbol("a", vector(N)), Symbol("b", vector(M))
z, a_next, E = Symbol("z", vector(M)), Symbol("a_next", vector(M)), Symbol("E", SCALAR)
i, p, l, j, q = Index("i", M), Index("p", M), Index("l", M), Index("j", N), Index("q", N)  # noqa: E741
f, f1 = Function("f"), Function("f", 1)


def term(*factors, dummies=(), coefficient=1):
    return Term(Fraction(coefficient), factors, dummies)


def total(*terms):
    return IndexSum(terms)


def entry(array, *places):
    return Entry(array, places)


def partial(of, by):
    return Partial(of_factor(of), by)


def chain(free, start, *rows):
    """A chain from rows of (rule, stage, after, reason, substeps)."""
    steps, before = [], start
    for rule, stage, after, reason, *inner in rows:
        steps.append(Step(rule, stage, before, after, reason, "definition", substeps=tuple(inner)))
        before = after
    return Chain(free, start, tuple(steps))


PROGRAM = Program(
    (W, a, b),
    (
        Definition(z, Add((Product((W, a)), b))),
        Definition(a_next, Apply(f, z)),
        Definition(E, ScalarFunction((a_next,))),
    ),
    E,
)

FORWARD_Z = total(term(entry(W, i, j), entry(a, j), dummies=(j,)), term(entry(b, i)))
FORWARD_A = of_factor(entry(Apply(f, z), i))

LOCAL_A = chain(
    (l, i),
    of_factor(partial(entry(a_next, l), entry(z, i))),
    (
        "elementwise function",
        Stage.DIFFERENTIATE,
        total(term(entry(Apply(f1, z), l), Delta(l, i))),
        why("output ", l, " reads input ", l, " alone, so the Jacobian is diagonal"),
    ),
)

GRADIENT_Z = chain(
    (i,),
    of_factor(partial(entry(E), entry(z, i))),
    (
        "chain rule",
        Stage.CHAIN,
        total(term(entry(Cotangent(a_next), l), partial(entry(a_next, l), entry(z, i)), dummies=(l,))),
        why(E, " sees ", z, " only through ", a_next, "; the sum runs over every path"),
    ),
    (
        "local derivative",
        Stage.DIFFERENTIATE,
        total(term(entry(Cotangent(a_next), l), entry(Apply(f1, z), l), Delta(l, i), dummies=(l,))),
        why("put in what was found for ", partial(entry(a_next, l), entry(z, i))),
        LOCAL_A,
    ),
    (
        "Kronecker delta",
        Stage.CONTRACT,
        total(term(entry(Cotangent(a_next), i), entry(Apply(f1, z), i))),
        why(Delta(l, i), " keeps only ", l, " = ", i),
    ),
    (
        "Hadamard product",
        Stage.COLLAPSE,
        Hadamard((Cotangent(a_next), Apply(f1, z))),
        why("both factors carry the free index ", i, " and nothing is summed, so they are multiplied entry by entry"),
    ),
)

GRADIENT_W = chain(
    (p, q),
    of_factor(partial(entry(E), entry(W, p, q))),
    (
        "chain rule",
        Stage.CHAIN,
        total(term(entry(Cotangent(z), i), partial(entry(z, i), entry(W, p, q)), dummies=(i,))),
        why(E, " sees ", W, " only through ", z),
    ),
    (
        "local derivative",
        Stage.DIFFERENTIATE,
        total(term(entry(Cotangent(z), i), Delta(i, p), entry(a, q), dummies=(i,))),
        why("only row ", p, " of ", W, " reaches ", entry(z, p)),
    ),
    (
        "Kronecker delta",
        Stage.CONTRACT,
        total(term(entry(Cotangent(z), p), entry(a, q))),
        why(Delta(i, p), " keeps only ", i, " = ", p),
    ),
    (
        "outer product",
        Stage.COLLAPSE,
        Product((Cotangent(z), Transpose(a))),
        why("two free indices, one on each factor, and nothing summed; the row index ", p, " comes first"),
    ),
)

DIFFERENTIATION = Differentiation(
    PROGRAM,
    (
        Forward(
            PROGRAM.definitions[0],
            (i,),
            Add((Product((W, a)), b)),
            FORWARD_Z,
            chain(
                (i,),
                of_factor(entry(Add((Product((W, a)), b)), i)),
                (
                    "expand a sum",
                    Stage.EXPAND,
                    total(term(entry(Product((W, a)), i)), term(entry(b, i))),
                    why("sums are taken entry by entry"),
                ),
                ("expand a product", Stage.EXPAND, FORWARD_Z, why("a product sums over the inner index ", j)),
            ),
        ),
        Forward(PROGRAM.definitions[1], (i,), Apply(f, z), FORWARD_A, chain((i,), FORWARD_A)),
        Forward(PROGRAM.definitions[2], (), ScalarFunction((a_next,)), None, None),
    ),
    (
        VariableGradient(a_next, (i,), (E,), Cotangent(a_next), None, False),
        VariableGradient(z, (i,), (a_next,), GRADIENT_Z.end, GRADIENT_Z, False),
        VariableGradient(W, (p, q), (z,), GRADIENT_W.end, GRADIENT_W, True),
    ),
)


def problem(**changed):
    """The problem of which DIFFERENTIATION is the answer, with some fields changed."""
    fields = {
        "name": "dense-layer",
        "title": "Dense layer",
        "about": "One layer of a feed-forward network.",
        "source": "definition",
        "program": PROGRAM,
        "meanings": {"W": "weights, row i feeds output i", "a": "activations", "z": "pre-activation"},
        "styles": {
            "W": PrintStyle(layer="k"),
            "a": PrintStyle(layer="k"),
            "b": PrintStyle(layer="k"),
            "z": PrintStyle(layer="k+1"),
            "a_next": PrintStyle(symbol="a", layer="k+1"),
        },
        "requests": (ProblemRequest(Request(W)),),
        "remarks": ("The bias enters as `z - W @ a`, and `)` is no mathematics.",),
    }
    return Problem(**{**fields, **changed})
