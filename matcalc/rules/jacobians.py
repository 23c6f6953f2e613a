"""Jacobians of stacked arrays: ∂vec(Y)/∂vec(X)ᵀ from the outside in, one operation at a time.

An operation that is linear in its argument U has a matrix M, so ∂Y/∂X = M ∂U/∂X; every other array is held.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import Add, Hadamard, Node, Number, Product, Scale, Symbol, Transpose, Zeros
from matcalc.forms.traversal import symbols_in
from matcalc.rules.assemble import total
from matcalc.rules.map_matrices import composed, entries, identity, map_matrix, stacked
from matcalc.rules.registry import Rewrite, Scope, node_rule

SOURCE = "Magnus & Neudecker 2019, 9.3 to 9.5"


@node_rule(
    name="insert the equation into the Jacobian",
    stage=Stage.EXPAND,
    statement="∂z/∂x = ∂(W x + b)/∂x, where z = W x + b",
    source="the equations of the page",
    examples=(("jacobian(x, y)", None), ("jacobian(A @ x, x)", None)),
    on=(Jacobian,),
)
def insert_equation(root: Node, scope: Scope) -> Rewrite | None:
    """What is differentiated is no name afterwards."""
    match root:
        case Jacobian(of=Symbol() as of, by=by) if of is not by and (body := scope.definitions.get(of)) is not None:
            return Rewrite(Jacobian(body, by), why("the equation of ", of, "; every array in it but ", by, " is held"))
        case _:
            return None


@node_rule(
    name="leave out the Jacobian of what is held",
    stage=Stage.DIFFERENTIATE,
    statement="∂(A y)/∂x = 0, where x does not stand in A y",
    source="the derivative of a constant",
    examples=(
        ("jacobian(A @ y, x)", "zeros(3, 3)"),
        ("jacobian(s**2, x)", "zeros(1, 3)"),
        ("jacobian(A @ x, x)", None),
        ("jacobian(y, x)", None),  # y may have an equation that reads x
    ),
    on=(Jacobian,),
)
def jacobian_of_constant(root: Node, scope: Scope) -> Rewrite | None:
    """One Jacobian fewer."""
    match root:
        case Jacobian(of=of, by=by) if not isinstance(of, Symbol) and by not in symbols_in(of):
            return Rewrite(zero(root), why(by, " does not stand in ", of))
        case _:
            return None


def zero(array: Node) -> Node:
    return Number(Fraction(0)) if array.shape.is_scalar else Zeros(array.shape)


@node_rule(
    name="differentiate an array by itself",
    stage=Stage.DIFFERENTIATE,
    statement="∂x/∂x = I, so M ∂x/∂x = M",
    source="the identity is linear",
    examples=(
        ("jacobian(x, x)", "eye(3)"),
        ("jacobian(s, s)", "1"),
        ("jacobian(A, A)", "eye(12)"),
        ("A.T @ jacobian(x, x)", "A.T"),
        ("jacobian(x, x).T", "eye(3)"),
        ("jacobian(x, x).T @ A", "A"),
        ("A.T @ jacobian(x + z, x)", None),
    ),
    on=(Jacobian, Product, Transpose),
)
def jacobian_of_itself(root: Node, scope: Scope) -> Rewrite | None:
    """One Jacobian fewer."""
    match root:
        case Jacobian(of=of, by=by) | Transpose(arg=Jacobian(of=of, by=by)) if of is by:
            return Rewrite(identity(entries(by.shape)), _moves_alone(by))
        case (
            Product(args=(*others, Jacobian(of=of, by=by)))
            | Product(args=(Transpose(arg=Jacobian(of=of, by=by)), *others))
        ) if of is by:
            return Rewrite(others[0] if len(others) == 1 else Product(tuple(others)), _moves_alone(by))
        case _:
            return None


def _moves_alone(by: Symbol) -> Prose:
    whose = "the entry" if by.shape.is_scalar else "each entry"
    return why(whose, " of ", by, " changes with itself alone")


@node_rule(
    name="differentiate a sum",
    stage=Stage.DIFFERENTIATE,
    statement="∂(U + V)/∂X = ∂U/∂X + ∂V/∂X; what stretches has the matrix that repeats it, 1 ⊗ I for a column",
    source=SOURCE,
    examples=(
        ("jacobian(A @ y + x, y)", "jacobian(A @ y, y)"),
        ("jacobian(x - exp(x), x)", "jacobian(x, x) + jacobian(-exp(x), x)"),
        ("jacobian(A + x, x)", "kron(ones(4), eye(3)) @ jacobian(x, x)"),
        ("jacobian(A + s, s)", "kron(ones(4), ones(3)) @ jacobian(s, s)"),
        ("jacobian(A @ y + x, v)", None),
        ("jacobian(exp(x), x)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_sum(root: Node, scope: Scope) -> Rewrite | None:
    """Each Jacobian is of a smaller expression."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, Add) or (after := through_map(root)) is None:
        return None
    own = len(readers(root))
    reason = why("a sum is differentiated term by term" if own > 1 else "the other terms are held")
    if any(child.shape != root.of.shape for _, child in readers(root)):
        reason = (*reason, "; ones repeat what stretches")
    return Rewrite(after, reason)


@node_rule(
    name="take a number out of the Jacobian",
    stage=Stage.DIFFERENTIATE,
    statement="∂(c U)/∂X = c ∂U/∂X",
    source=SOURCE,
    examples=(("jacobian(-2 * exp(x), x)", "-2 * jacobian(exp(x), x)"), ("jacobian(exp(x), x)", None)),
    on=(Jacobian,),
)
def jacobian_of_multiple(root: Node, scope: Scope) -> Rewrite | None:
    """The Jacobian is of a smaller expression."""
    if isinstance(root, Jacobian) and isinstance(root.of, Scale) and (after := through_map(root)) is not None:
        return Rewrite(after, why("a number multiplies every entry"))
    return None


@node_rule(
    name="differentiate a matrix product",
    stage=Stage.DIFFERENTIATE,
    statement="∂(A u)/∂x = A ∂u/∂x; ∂vec(A U B)/∂vec(X) = (Bᵀ ⊗ A) ∂vec(U)/∂vec(X); one such term for each factor "
    "that X stands in",
    source="Magnus & Neudecker 2019, 2.4 (vec A X B = (Bᵀ ⊗ A) vec X) and 9.4",
    examples=(
        ("jacobian(A @ y, y)", "A @ jacobian(y, y)"),
        ("jacobian(A @ y, A)", "kron(y.T, eye(3)) @ jacobian(A, A)"),
        ("jacobian(A @ B, B)", "kron(eye(5), A) @ jacobian(B, B)"),
        ("jacobian(x.T @ A @ y, A)", "kron(y.T, x.T) @ jacobian(A, A)"),
        ("jacobian(x.T @ x, x)", "x.T @ jacobian(x.T, x) + x.T @ jacobian(x, x)"),
        ("jacobian(A @ y, x)", None),
        ("jacobian(A * A, A)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_product(root: Node, scope: Scope) -> Rewrite | None:
    """Each Jacobian is of one factor."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, Product) or (after := through_map(root)) is None:
        return None
    found = readers(root)
    if len(found) > 1:
        return Rewrite(after, why("the product rule: each factor that reads ", root.by, " in turn, the others held"))
    return Rewrite(after, _of_one_factor(root.of, *found[0]))


def _of_one_factor(whole: Node, position: int, factor: Node) -> Prose:
    matrix = map_matrix(whole, position)
    assert matrix is not None
    if factor.shape.cols.is_one and whole.shape.cols.is_one:
        return why("in ", whole, " the matrix ", matrix, " multiplies ", factor)
    return why(stacked(whole), " = ", composed(matrix, stacked(factor)))


@node_rule(
    name="differentiate an elementwise product",
    stage=Stage.DIFFERENTIATE,
    statement="∂(u ⊙ v)/∂x = diag(v) ∂u/∂x + diag(u) ∂v/∂x; s v likewise: s ∂v/∂x + v ∂s/∂x",
    source="product rule for each entry; Magnus & Neudecker 2019, 9.4",
    examples=(
        ("jacobian(x * z, x)", "diag(z) @ jacobian(x, x)"),
        ("jacobian(s * exp(x), x)", "s * jacobian(exp(x), x)"),
        ("jacobian(s * x, s)", "x @ jacobian(s, s)"),
        ("jacobian(x * exp(x), x)", "diag(exp(x)) @ jacobian(x, x) + diag(x) @ jacobian(exp(x), x)"),
        ("jacobian(A * x, A)", "kron(eye(4), diag(x)) @ jacobian(A, A)"),
        ("jacobian(A * exp(A), z)", None),
        ("jacobian(A @ y, y)", None),
    ),
    on=(Jacobian,),
)
def jacobian_of_elementwise_product(root: Node, scope: Scope) -> Rewrite | None:
    """Each Jacobian is of one factor."""
    if not isinstance(root, Jacobian) or not isinstance(root.of, Hadamard) or (after := through_map(root)) is None:
        return None
    if len(found := readers(root)) > 1:
        return Rewrite(after, why("the product rule: each factor that reads ", root.by, " in turn, the others held"))
    ((position, factor),) = found
    others = [arg for number, arg in enumerate(root.of.children) if number != position]
    held = listed(others)
    if all(other.shape.is_scalar for other in others):
        return Rewrite(after, why("every entry of ", factor, " is multiplied by ", *held))
    return Rewrite(after, why("each entry of ", factor, " is weighted by its own of ", *held))


def readers(root: Jacobian) -> list[tuple[int, Node]]:
    """The parts of what is differentiated in which the variable stands, with their positions."""
    return [(at, child) for at, child in enumerate(root.of.children) if root.by in symbols_in(child)]


def through_map(root: Jacobian) -> Node | None:
    """Σ M ∂U/∂X over the parts U in which X stands; None where there is none, or where one has no matrix M."""
    terms = list(_terms(root, readers(root)))
    made = [term for term in terms if term is not None]
    return total(made) if made and len(made) == len(terms) else None


def _terms(root: Jacobian, parts: Iterable[tuple[int, Node]]) -> Iterator[Node | None]:
    for position, child in parts:
        matrix = map_matrix(root.of, position)
        yield None if matrix is None else composed(matrix, Jacobian(child, root.by))
