"""Inner products: where a differential is put in, how a sum of them comes apart, and what is read off at the end."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.differentials import Differential, Inner
from matcalc.forms.matrix_form import Add, Cotangent, EntrySum, Eye, Node, Number, Symbol, Trace, Zeros
from matcalc.rules.assemble import filled, scaled, split_number, total
from matcalc.rules.moving import holds_differential, stretched
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="insert the differential",
    stage=Stage.ADJOINT,
    statement="⟨ȳ, dy⟩ = ⟨ȳ, what was found for dy⟩",
    source="the differential of the equation",
    examples=(("differential(x)", None), ("x", None)),
    on=(Differential,),
)
def insert_differential(root: Node, scope: Scope) -> Rewrite | None:
    """One defined name fewer each time: what was found for it has the differentials of names before it."""
    match root:
        case Differential(arg=Symbol() as symbol) if (found := scope.differentials.get(symbol)) is not None:
            return Rewrite(found, why("as found above for ", symbol))
        case _:
            return None


@node_rule(
    name="write a number as an inner product",
    stage=Stage.ADJOINT,
    statement="t = ⟨1, t⟩; sum(X) = ⟨1, X⟩; tr(X) = ⟨I, X⟩, for a term t of dE",
    source="definition of the inner product ⟨A, B⟩ = tr(AᵀB)",
    examples=(
        ("x.T @ differential(x)", "inner(1, x.T @ differential(x))"),
        ("sum(differential(A)) / 2", "inner(1/2 * ones(3, 4), differential(A))"),
        ("tr(A @ differential(B))", "inner(eye(3), A @ differential(B))"),
        ("-differential(s)", "inner(-1, differential(s))"),
        ("inner(A, differential(A))", None),
        ("x.T @ x", None),
        ("differential(x)", None),
    ),
)
def write_as_inner(root: Node, scope: Scope) -> Rewrite | None:
    """A term that is an inner product needs nothing."""
    if not root.shape.is_scalar or isinstance(root, Inner | Add) or not holds_differential(root):
        return None
    coefficient, part = split_number(root)
    match part:
        case Inner(left=left, right=right):
            return Rewrite(Inner(scaled(coefficient, left), right), why("the number goes into the inner product"))
        case EntrySum(arg=arg, axis=None):
            return Rewrite(
                Inner(filled(coefficient, arg.shape), arg), why("a sum of entries is an inner product with ones")
            )
        case Trace(arg=arg):
            left = scaled(coefficient, Eye(arg.shape.rows))
            return Rewrite(Inner(left, arg), why("a trace is an inner product with the identity"))
        case _:
            return Rewrite(Inner(Number(coefficient), part), why("a number is its inner product with 1"))


@node_rule(
    name="split an inner product",
    stage=Stage.ADJOINT,
    statement="⟨G, A + B⟩ = ⟨G, A⟩ + ⟨G, B⟩; what is stretched in the sum is written out",
    source="the inner product is linear",
    examples=(
        (
            "inner(A, differential(A) + differential(A).T.T)",
            "inner(A, differential(A)) + inner(A, differential(A).T.T)",
        ),
        (
            "inner(A, differential(A) + differential(x))",
            "inner(A, differential(A)) + inner(A, differential(x) @ ones(4).T)",
        ),
        ("inner(A, differential(A))", None),
    ),
    on=(Inner,),
)
def split_inner(root: Node, scope: Scope) -> Rewrite | None:
    """Each inner product is with one term."""
    match root:
        case Inner(left=left, right=Add(args=args) as whole):
            terms = [Inner(left, stretched(arg, whole.shape)) for arg in args if not isinstance(arg, Zeros)]
            return Rewrite(total(terms), why("term by term"))
        case _:
            return None


@node_rule(
    name="read off the gradient",
    stage=Stage.ADJOINT,
    statement="x̄ = G, where dE = ⟨G, dx⟩ + … for every dx; contributions of several equations add up",
    source="definition of the gradient",
    examples=(("x", None),),
    on=(Cotangent,),
)
def read_off_gradient(root: Node, scope: Scope) -> Rewrite | None:
    """The gradient is put in once; what stands beside the differential uses gradients that were derived before."""
    if not isinstance(root, Cotangent) or (found := scope.beside.get(root.of)) is None:
        return None
    if not found:
        return Rewrite(
            filled(Fraction(0), root.shape),
            why(root.of, " stands in no equation on the way: dE has no term with ", Differential(root.of)),
        )
    after = total([beside for _, beside in found])
    readers = [reader for reader, _ in found]
    return Rewrite(after, contributions(root.of, readers, "stands beside"))


def contributions(of: Symbol, readers: Sequence[Symbol], stands: str) -> Prose:
    """Why what stands at the differential of a variable, added up over the equations that read it, is the result."""
    moved = Differential(of)
    apart = list(dict.fromkeys(readers))
    if len(readers) == 1:
        return (f"what {stands} ", moved)
    if len(apart) == 1:
        reads: Prose = (apart[0], " reads ", of, f" {_times(len(readers))}")
    else:
        reads = (*listed(apart), " read ", of)
    return (*reads, f": what {stands} ", moved, " adds up")


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{count} times"
