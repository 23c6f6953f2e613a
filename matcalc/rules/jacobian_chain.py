"""The matrix chain rule: a product of local Jacobians, in the order that the layout requires.

Scope: output, consumers, named as everywhere; definitions holds the right side of the output, and what each local
Jacobian was found to be.
"""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.differentials import Jacobian
from matcalc.forms.matrix_form import Add, Cotangent, Diag, Eye, Hadamard, Node, Product, Scale, Symbol, Transpose
from matcalc.forms.shapes import derivative_shape
from matcalc.forms.traversal import walk
from matcalc.rules.assemble import product, total
from matcalc.rules.jacobians import zero
from matcalc.rules.map_matrices import stacked, unstacked
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule
from matcalc.rules.simplify_stacked import flipped

SOURCE = "chain rule; Magnus & Neudecker 2019, 5.12"


def local_jacobian(of: Symbol, by: Symbol, scope: Scope) -> Jacobian:
    """∂of/∂by by the equation of `of` alone: of the output, which stands for the whole, where another path leads there
    too, that of its right side."""
    if of is scope.output and scope.consumers.get(by, ()) != (of,):
        return Jacobian(scope.definitions[of], by)
    return Jacobian(of, by)


@node_rule(
    name="chain rule from right to left",
    stage=Stage.CHAIN,
    statement="∇_x E = Σ (∂y/∂x)ᵀ ∇_y E over the y that read x; of a matrix X through vec",
    source=SOURCE,
    examples=(("x", None), ("A @ x", None)),
    on=(Cotangent,),
)
def chain_rule_of_gradient(root: Node, scope: Scope) -> Rewrite | None:
    """Every gradient in the sum is nearer to the output."""
    if not isinstance(root, Cotangent) or (by := root.of) in scope.named or by is scope.output:
        return None
    if (readers := scope.consumers.get(by)) is None:
        return None
    if not readers:
        return Rewrite(zero(root), _no_path(by, scope))
    terms: list[Node] = []
    for reader in readers:
        across = turned(local_jacobian(reader, by, scope))
        terms.append(across if reader is scope.output else Product((across, stacked(Cotangent(reader)))))
    return Rewrite(total([unstacked(term, by.shape) for term in terms]), _reason(by, readers, scope))


def _reason(by: Symbol, readers: Sequence[Symbol], scope: Scope) -> Prose:
    output = scope.output
    assert output is not None
    if tuple(readers) == (output,):
        return why("a gradient is the transposed row of derivatives", _laid_out(by))
    return (*_paths(output, by, readers), _laid_out(by))


def _paths(output: Symbol, by: Symbol, readers: Sequence[Symbol]) -> Prose:
    names = listed([reader for reader in readers if reader is not output])
    directly = " and directly" if output in readers else ""
    return why(output, " sees ", by, " through ", *names, directly) if names else why(output, " reads ", by)


def _laid_out(by: Symbol) -> str:
    return "; stacked columns go back into the shape of the variable" if by.shape.is_matrix else ""


def _no_path(by: Symbol, scope: Scope) -> Prose:
    assert scope.output is not None
    return why(scope.output, " does not see ", by)


@node_rule(
    name="turn the row of derivatives",
    stage=Stage.CHAIN,
    statement="∇_x E = (∂E/∂x)ᵀ: a derivative is a row here, the gradient its transpose",
    source="definition of the numerator layout",
    examples=(("x", None), ("A @ x", None)),
    on=(Cotangent,),
)
def gradient_of_row(root: Node, scope: Scope) -> Rewrite | None:
    """One gradient fewer."""
    if not isinstance(root, Cotangent) or scope.output is None or root.of in scope.named or root.of is scope.output:
        return None
    after = unstacked(turned(Jacobian(scope.output, root.of)), root.of.shape)
    return Rewrite(after, why("a derivative of ", scope.output, " is a row here, the gradient is its transpose"))


@node_rule(
    name="chain rule from left to right",
    stage=Stage.CHAIN,
    statement="∂E/∂x = Σ (∂E/∂y)(∂y/∂x) over the y that read x",
    source=SOURCE,
    examples=(("jacobian(A @ x, x)", None), ("jacobian(x, y)", None)),
    on=(Jacobian,),
)
def chain_rule_of_rows(root: Node, scope: Scope) -> Rewrite | None:
    """Every derivative of the output is nearer to it."""
    return _through_readers(root, scope, transposed=False) if isinstance(root, Jacobian) else None


def _through_readers(whole: Jacobian, scope: Scope, *, transposed: bool) -> Rewrite | None:
    """∂E/∂x as the sum over the y that read x, or its transpose, the factors the other way round."""
    by = whole.by
    if whole.of is not scope.output or whole.of is by or by in scope.named:
        return None
    readers = scope.consumers.get(by)
    if readers is None or readers == (whole.of,):
        return None
    if not readers:
        return Rewrite(zero(Transpose(whole) if transposed else whole), _no_path(by, scope))
    terms: list[Node] = []
    for reader in readers:
        factors: list[Node] = [] if reader is whole.of else [of_output(reader, scope)]
        factors.append(local_jacobian(reader, by, scope))
        terms.append(product([turned(factor) for factor in reversed(factors)] if transposed else factors))
    return Rewrite(total(terms), _paths(whole.of, by, readers))


@node_rule(
    name="chain rule of transposed Jacobians",
    stage=Stage.CHAIN,
    statement="(∂E/∂x)ᵀ = Σ (∂y/∂x)ᵀ (∂E/∂y)ᵀ over the y that read x",
    source=SOURCE,
    examples=(("jacobian(A @ x, x).T", None), ("x.T", None)),
    on=(Transpose,),
)
def chain_rule_of_columns(root: Node, scope: Scope) -> Rewrite | None:
    """Every derivative of the output is nearer to it."""
    if not isinstance(root, Transpose) or not isinstance(root.arg, Jacobian):
        return None
    return _through_readers(root.arg, scope, transposed=True)


def of_output(by: Symbol, scope: Scope) -> Node:
    """∂output/∂by, by its short name where it has one as a matrix."""
    assert scope.output is not None
    whole = Jacobian(scope.output, by)
    if by in scope.named and not scope.output.shape.is_scalar and not by.shape.is_scalar:
        output = scope.output.shape
        if derivative_shape(output, by.shape) is not None and not by.shape.is_matrix:
            return Cotangent(by, output)
    return whole


@node_rule(
    name="insert the local Jacobian",
    stage=Stage.CHAIN,
    statement="∂z/∂x = W, as its equation gave; a gradient that is 0",
    source="the equations of the page",
    examples=(("jacobian(x, y)", None), ("A @ x", None)),
    on=(Jacobian, Transpose, Cotangent),
)
def insert_local_jacobian(root: Node, scope: Scope) -> Rewrite | None:
    """One Jacobian fewer: what it was found to be has none."""
    if isinstance(root, Jacobian | Transpose | Cotangent) and (found := scope.definitions.get(root)) is not None:
        return Rewrite(found, why(root, " = ", found))
    if isinstance(root, Jacobian) and (found := scope.definitions.get(turned(root))) is not None:
        return Rewrite(flipped(found), why(turned(root), " = ", found))
    if not isinstance(root, Transpose) or not isinstance(root.arg, Jacobian):
        return None
    found = scope.definitions.get(root.arg)
    if not isinstance(found, Eye | Diag):
        return None
    return Rewrite(found, why(root.arg, " = ", found, ", which is its own transpose"))


@node_rule(
    name="write the row as a gradient",
    stage=Stage.CHAIN,
    statement="∂E/∂y = (∇_y E)ᵀ, of a matrix vec(∇_Y E)ᵀ",
    source="definition of the gradient",
    examples=(("jacobian(x, y)", None), ("A @ x", None)),
    on=(Jacobian,),
)
def name_derivative(root: Node, scope: Scope) -> Rewrite | None:
    """One Jacobian fewer: the derivative has a short name already."""
    if not isinstance(root, Jacobian) or root.of is not scope.output or root.by not in scope.named:
        return None
    output, by = root.of.shape, root.by.shape
    if derivative_shape(output, by) is None:
        return None
    name = Cotangent(root.by, output)
    made = turned(stacked(name)) if output.is_scalar else stacked(name) if by.is_scalar else name
    return Rewrite(made, why("the derivative by ", root.by, " was found above: ", name))


@node_rule(
    name="transpose a product with a Jacobian",
    stage=Stage.CHAIN,
    statement="(M ∂u/∂x)ᵀ = (∂u/∂x)ᵀ Mᵀ; sums and multiples likewise",
    source="definition of the denominator layout; Petersen & Pedersen 2012, (5)",
    examples=(
        ("(A @ jacobian(exp(y), y)).T", "jacobian(exp(y), y).T @ A.T"),
        ("(diag(z) @ jacobian(exp(x), x)).T", "jacobian(exp(x), x).T @ diag(z)"),
        ("(jacobian(exp(x), x) + jacobian(x, x)).T", "jacobian(exp(x), x).T + jacobian(x, x).T"),
        ("(-2 * jacobian(exp(x), x)).T", "-2 * jacobian(exp(x), x).T"),
        ("jacobian(exp(x), x).T", None),
        ("(A @ B).T", None),
    ),
    on=(Transpose,),
)
def transpose_jacobian(root: Node, scope: Scope) -> Rewrite | None:
    """The transpose is nearer to the Jacobian."""
    if not isinstance(root, Transpose) or not any(isinstance(part, Jacobian) for part in walk(root.arg)):
        return None
    match root.arg:
        case Product(args=args):
            factors = tuple(flipped(arg) for arg in reversed(args))
            return Rewrite(Product(factors), why("variable × output: what is left to differentiate comes first"))
        case Add() | Hadamard() | Scale():
            made = root.arg.rebuilt(tuple(turned(child) for child in root.arg.children))
            return Rewrite(made, why("each term is transposed"))
        case _:
            return None
