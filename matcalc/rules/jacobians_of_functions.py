"""Jacobians of functions of one array: the chain rule ∂f(U)/∂X = (∂f/∂U)(∂U/∂X), with the matrix ∂f/∂U."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Prose, Stage, why
from matcalc.forms.differentials import Differential, Jacobian
from matcalc.forms.matrix_form import Apply, Node, Power, Product
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Norm, Softmax, Variance
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import scaled
from matcalc.rules.local_matrices import local_matrix, slopes
from matcalc.rules.map_matrices import composed
from matcalc.rules.registry import Rewrite, Scope, node_rule


def _after(root: Node, *kinds: type[Node]) -> Node | None:
    """M ∂U/∂X for f(U) of one of these kinds."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, kinds) or root.by not in symbols_in(root.of):
        return None
    matrix = local_matrix(root.of)
    (inside,) = root.of.children
    return None if matrix is None else composed(matrix, Jacobian(inside, root.by))


@node_rule(
    name="differentiate an elementwise function by its slopes",
    stage=Stage.DIFFERENTIATE,
    statement="∂f(u)/∂x = diag(f′(u)) ∂u/∂x; of a matrix diag(vec f′(U)) ∂vec(U)/∂vec(X)",
    source="f acts on each entry alone; chain rule",
    examples=(
        ("jacobian(f(x), x)", "diag(f'(x)) @ jacobian(x, x)"),
        ("jacobian(f(A), A)", "diag(vec(f'(A))) @ jacobian(A, A)"),
        ("jacobian(exp(A @ y), y)", "diag(exp'(A @ y)) @ jacobian(A @ y, y)"),
        ("jacobian(s**3, s)", "3 * (s**2 * jacobian(s, s))"),
        ("jacobian(x**-1, x)", "diag(-x**-2) @ jacobian(x, x)"),
        ("jacobian(f(x), y)", None),
        ("jacobian(softmax(x), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_elementwise(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, Apply, Power)) is None:
        return None
    assert isinstance(root, Jacobian)
    assert isinstance(root.of, Apply | Power)
    if root.of.shape.is_scalar:
        return Rewrite(after, why("the slope at ", root.of.arg, " is ", slopes(root.of)))
    reason = why("entry i of ", root.of, " reads entry i of ", root.of.arg, " alone: the slopes stand on a diagonal")
    return Rewrite(after, reason)


@node_rule(
    name="differentiate an inverse by its matrix",
    stage=Stage.DIFFERENTIATE,
    statement="∂vec(U⁻¹)/∂vec(X) = −(U⁻ᵀ ⊗ U⁻¹) ∂vec(U)/∂vec(X)",
    source="Magnus & Neudecker 2019, 8.4 and 9.13; Petersen & Pedersen 2012, (59)",
    examples=(
        ("jacobian(inv(A), A)", "-(kron(inv(A).T, inv(A)) @ jacobian(A, A))"),
        ("jacobian(inv(A), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_inverse(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, Inverse)) is None:
        return None
    assert isinstance(root, Jacobian)
    whole = root.of
    assert isinstance(whole, Inverse)
    varied = scaled(Fraction(-1), Product((whole, Differential(whole.arg), whole)))
    return Rewrite(
        after, why(Differential(whole), " = ", varied, ", as their product stays the identity; then its vec")
    )


@node_rule(
    name="differentiate a determinant by its row",
    stage=Stage.DIFFERENTIATE,
    statement="∂det(U)/∂vec(X) = det(U) vec(U⁻ᵀ)ᵀ ∂vec(U)/∂vec(X); log det(U) without the factor det(U)",
    source="Magnus & Neudecker 2019, 8.3; Petersen & Pedersen 2012, (49) and (57)",
    examples=(
        ("jacobian(det(A), A)", "det(A) * (vec(inv(A).T).T @ jacobian(A, A))"),
        ("jacobian(logdet(A), A)", "vec(inv(A).T).T @ jacobian(A, A)"),
        ("jacobian(det(A), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_determinant(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, Determinant, LogDeterminant)) is None:
        return None
    assert isinstance(root, Jacobian)
    (inside,) = root.of.children
    return Rewrite(after, why("Jacobi's formula: the gradient of log det at ", inside, " is its inverse, transposed"))


@node_rule(
    name="differentiate a softmax by its matrix",
    stage=Stage.DIFFERENTIATE,
    statement="∂softmax(u)/∂x = (diag(p) − p pᵀ) ∂u/∂x, p = softmax(u); of each row of U: D − D (1 1ᵀ ⊗ I) D, "
    "D = diag(vec P)",
    source="quotient rule; the problem lemma-softmax",
    examples=(
        ("jacobian(softmax(x), x)", "(diag(softmax(x)) - softmax(x) @ softmax(x).T) @ jacobian(x, x)"),
        ("jacobian(softmax(x), y)", None),
        ("jacobian(f(x), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_softmax(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, Softmax)) is None:
        return None
    return Rewrite(after, why("every entry reads all the others through their common sum"))


@node_rule(
    name="differentiate a log-sum-exp by its row",
    stage=Stage.DIFFERENTIATE,
    statement="∂logsumexp(u)/∂x = softmax(u)ᵀ ∂u/∂x",
    source="chain rule on the log of a sum; the problem lemma-logsumexp",
    examples=(
        ("jacobian(logsumexp(x), x)", "softmax(x).T @ jacobian(x, x)"),
        (
            "jacobian(logsumexp(A, axis=1), A)",
            "kron(ones(4).T, eye(3)) @ diag(vec(softmax(A, axis=1))) @ jacobian(A, A)",
        ),
        ("jacobian(logsumexp(x), y)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_log_sum_exp(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, LogSumExp)) is None:
        return None
    return Rewrite(after, why("each exponential, divided by the sum of all"))


@node_rule(
    name="differentiate a norm by its row",
    stage=Stage.DIFFERENTIATE,
    statement="∂‖u‖/∂x = uᵀ/‖u‖ ∂u/∂x, where u ≠ 0; of a matrix vec(U)ᵀ/‖U‖",
    source="Petersen & Pedersen 2012, (129); the problem lemma-norm",
    examples=(
        ("jacobian(norm(x), x)", "norm(x)**-1 * (x.T @ jacobian(x, x))"),
        ("jacobian(norm(x), y)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_norm(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, Norm)) is None:
        return None
    return Rewrite(after, _of_root(root))


def _of_root(root: Node) -> Prose:
    assert isinstance(root, Jacobian)
    (inside,) = root.of.children
    return why("the root of the sum of squares; at ", inside, " = 0 there is no derivative")


@node_rule(
    name="differentiate a variance by its row",
    stage=Stage.DIFFERENTIATE,
    statement="∂var(u)/∂x = 2/n (u − mean(u))ᵀ ∂u/∂x",
    source="chain rule on the mean of squares; the problem lemma-variance",
    examples=(
        ("jacobian(var(x), x)", "2/3 * ((x - mean(x)).T @ jacobian(x, x))"),
        ("jacobian(var(x), y)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_variance(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if (after := _after(root, Variance)) is None:
        return None
    return Rewrite(after, why("twice each distance from the mean; what comes through the mean adds up to 0"))
