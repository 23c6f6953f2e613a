"""Hand-built derivations for the tests of checking: one dense layer, z = W a + b, a_next = f(z), E = E(a_next)."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from matcalc.chain import Chain, Expression, Stage, Step
from matcalc.checking.replay import verify
from matcalc.checking.verification import Verification
from matcalc.engine.differentiation import Differentiation, Forward, VariableGradient
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Delta, Entry, Factor, IndexSum, Partial, Term, of_factor
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Cotangent,
    Hadamard,
    Node,
    Product,
    ScalarFunction,
    Symbol,
    Transpose,
)
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.text_out import input_text

M, N = Dimension.named("m"), Dimension.named("n")
I, J, K, L, P, Q = Index("i", M), Index("j", N), Index("k", M), Index("l", M), Index("p", M), Index("q", N)  # noqa: E741  # an index
W, A, B = Symbol("W", Shape(M, N)), Symbol("a", vector(N)), Symbol("b", vector(M))
Z, A_NEXT, E = Symbol("z", vector(M)), Symbol("a_next", vector(M)), Symbol("E", SCALAR)
Z_BAR, A_BAR = Cotangent(Z), Cotangent(A_NEXT)
F, F1, F2 = Function("f"), Function("f", 1), Function("f", 2)


def layer(function: str = "f") -> Program:
    return Program(
        (W, A, B),
        (
            Definition(Z, Add((Product((W, A)), B))),
            Definition(A_NEXT, Apply(Function(function), Z)),
            Definition(E, ScalarFunction((A_NEXT,))),
        ),
        E,
    )


def sum_of(*factors: Factor, over: tuple[Index, ...] = (), times: Fraction | int = 1) -> IndexSum:
    return IndexSum((Term(Fraction(times), factors, over),))


def at(array: Node, *places: Index, exponent: int = 1) -> Entry:
    return Entry(array, places, Fraction(exponent))


def by(of: Node, of_places: tuple[Index, ...], variable: Node, places: tuple[Index, ...]) -> Partial:
    return Partial(of_factor(at(of, *of_places)), at(variable, *places))


def chain(free: tuple[Index, ...], *expressions: Expression, rule: str = "a rule") -> Chain:
    pairs = pairwise(expressions)
    return Chain(free, expressions[0], tuple(Step(rule, Stage.CHAIN, *pair, ("because",), "here") for pair in pairs))


def gradient(of: Symbol, made: Chain) -> VariableGradient:
    return VariableGradient(of, made.free, (), made.end, made, True)


def derivation(program: Program, *gradients: VariableGradient, forward: tuple[Forward, ...] = ()) -> Differentiation:
    return Differentiation(program, forward, gradients)


def one_step(
    before: Expression, after: Expression, free: tuple[Index, ...] = (), program: Program | None = None
) -> Differentiation:
    """A derivation whose only chain has one step; it says nothing about a result."""
    definition = (program or layer()).definitions[0]
    made = chain(free, before, after)
    return derivation(program or layer(), forward=(Forward(definition, (), None, None, made),))


def verified(differentiation: Differentiation, seed: int = 0) -> Verification:
    """Checked; the program is the one that was written, since a derivation by hand rewrites nothing."""
    return verify(differentiation, differentiation.program, seed, show=input_text)


def z_chain(function: str = "f") -> Chain:
    slope = Apply(Function(function, 1), Z)
    return chain(
        (I,),
        of_factor(by(E, (), Z, (I,))),
        sum_of(by(E, (), A_NEXT, (L,)), by(A_NEXT, (L,), Z, (I,)), over=(L,)),
        sum_of(at(A_BAR, L), at(slope, L), Delta(L, I), over=(L,)),
        sum_of(at(A_BAR, I), at(slope, I)),
        Hadamard((A_BAR, slope)),
    )


def layer_derivation(function: str = "f") -> Differentiation:
    """The whole of it, as in every textbook."""
    program = layer(function)
    z, a_next, _ = program.definitions
    z_forms = sum_of(at(W, I, J), at(A, J), over=(J,)).terms + of_factor(at(B, I)).terms
    forward = (
        Forward(z, (I,), z.body, IndexSum(z_forms), chain((I,), of_factor(at(z.body, I)), IndexSum(z_forms))),
        Forward(a_next, (I,), a_next.body, of_factor(at(a_next.body, I)), None),
    )
    a_chain = chain(
        (J,),
        of_factor(by(E, (), A, (J,))),
        sum_of(at(Z_BAR, I), by(Z, (I,), A, (J,)), over=(I,)),
        sum_of(at(Z_BAR, I), at(W, I, Q), Delta(Q, J), over=(I, Q)),
        sum_of(at(Z_BAR, I), at(W, I, J), over=(I,)),
        Product((Transpose(W), Z_BAR)),
    )
    w_chain = chain(
        (P, Q),
        of_factor(by(E, (), W, (P, Q))),
        sum_of(at(Z_BAR, I), by(Z, (I,), W, (P, Q)), over=(I,)),
        sum_of(at(Z_BAR, I), Delta(I, P), Delta(J, Q), at(A, J), over=(I, J)),
        sum_of(at(Z_BAR, P), at(A, Q)),
        Product((Z_BAR, Transpose(A))),
    )
    b_chain = chain((I,), of_factor(by(E, (), B, (I,))), of_factor(at(Z_BAR, I)), Z_BAR)
    given = VariableGradient(A_NEXT, (I,), (E,), A_BAR, None, False)
    derived = (gradient(Z, z_chain(function)), gradient(A, a_chain), gradient(W, w_chain), gradient(B, b_chain))
    return derivation(program, given, *derived, forward=forward)
