"""Simplification of structure: transposes go to the symbols, numbers go to the front, nested lists become flat."""

from __future__ import annotations

from fractions import Fraction

from matcalc.chain import Stage, why
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Diag,
    DiagOf,
    EntrySum,
    Eye,
    Hadamard,
    HStack,
    Node,
    Number,
    Ones,
    Product,
    Scale,
    Trace,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.rules.network import turned
from matcalc.rules.registry import Rewrite, Scope, node_rule


@node_rule(
    name="transpose each factor",
    stage=Stage.SIMPLIFY,
    statement="(A B)ᵀ = Bᵀ Aᵀ",
    source="Petersen & Pedersen 2012, (4)",
    examples=(("(A @ B).T", "B.T @ A.T"), ("(A @ B.T).T", "B @ A.T"), ("A.T", None)),
)
def transpose_product(root: Node, scope: Scope) -> Rewrite | None:
    """Transposes move towards the symbols."""
    if isinstance(root, Transpose) and isinstance(root.arg, Product):
        factors = tuple(turned(factor) for factor in reversed(root.arg.args))
        return Rewrite(Product(factors), why("the transpose of a product is the product of the transposes, reversed"))
    return None


@node_rule(
    name="transpose each part",
    stage=Stage.SIMPLIFY,
    statement="(A + B)ᵀ = Aᵀ + Bᵀ; (c A)ᵀ = c Aᵀ; (A ⊙ B)ᵀ = Aᵀ ⊙ Bᵀ; (Aᵀ)ᵀ = A; "
    "numbers, diagonal matrices and 0 are their own",
    source="definition of the transpose",
    examples=(
        ("(A + B.T).T", "A.T + B"),
        ("(2 * A).T", "2 * A.T"),
        ("(A * B).T", "A.T * B.T"),
        ("A.T.T", "A"),
        ("(s * A).T", "s * A.T"),
        ("diag(v).T", "diag(v)"),
        ("(A @ B).T", None),
        ("f(A).T", None),
    ),
)
def transpose_parts(root: Node, scope: Scope) -> Rewrite | None:
    """Transposes move towards the symbols, or vanish."""
    if not isinstance(root, Transpose):
        return None
    reason = why("a transpose goes to each part")
    match root.arg:
        case Transpose(arg=inner):
            return Rewrite(inner, why("two transposes undo each other"))
        case Add(args=args):
            return Rewrite(Add(tuple(turned(arg) for arg in args)), reason)
        case Hadamard(args=args):
            return Rewrite(Hadamard(tuple(turned(arg) for arg in args)), reason)
        case Scale(coefficient=coefficient, arg=arg):
            return Rewrite(Scale(coefficient, turned(arg)), why("a number stays in front"))
        case Diag() | Eye() as symmetric:
            return Rewrite(symmetric, why("a diagonal matrix is its own transpose"))
        case Zeros(shape=shape):
            return Rewrite(Zeros(shape.transposed()), reason)
        case inner if inner.shape.is_scalar:
            return Rewrite(inner, why("a number is its own transpose"))
        case _:
            return None


@node_rule(
    name="transpose a stack",
    stage=Stage.SIMPLIFY,
    statement="[A; B]ᵀ = [Aᵀ Bᵀ]",
    source="definition of the transpose",
    examples=(("vstack(x, 1).T", "hstack(x.T, 1)"), ("hstack(A, x).T", "vstack(A.T, x.T)"), ("x.T", None)),
)
def transpose_stack(root: Node, scope: Scope) -> Rewrite | None:
    """One transposed stack fewer each time."""
    reason = why("blocks on top of each other become blocks side by side, each transposed")
    match root:
        case Transpose(arg=VStack(args=args)):
            return Rewrite(HStack(tuple(turned(arg) for arg in args)), reason)
        case Transpose(arg=HStack(args=args)):
            return Rewrite(VStack(tuple(turned(arg) for arg in args)), reason)
        case _:
            return None


@node_rule(
    name="move numbers to the front",
    stage=Stage.SIMPLIFY,
    statement="A (c B) = c A B; (c A) ⊙ B = c (A ⊙ B); a (b A) = (a b) A; 1 A = A; tr, diag and sums of c A likewise",
    source="arithmetic",
    examples=(
        ("A @ (2 * x)", "2 * (A @ x)"),
        ("(-2 * x) * y", "-2 * (x * y)"),
        ("2 * (3 * x)", "6 * x"),
        ("tr(2 * (A @ A.T))", "2 * tr(A @ A.T)"),
        ("diag(-x)", "-diag(x)"),
        ("2 * x", None),
    ),
)
def numbers_to_front(root: Node, scope: Scope) -> Rewrite | None:
    """One number inside fewer each time."""
    match root:
        case Scale(coefficient=Fraction(numerator=1, denominator=1), arg=arg):
            return Rewrite(arg, why("a factor 1 changes nothing"))
        case Scale(coefficient=coefficient, arg=Number(value=value)):
            return Rewrite(Number(coefficient * value), why("numbers multiply"))
        case Trace(arg=Scale() as inside) | EntrySum(arg=Scale() as inside):
            outside = Scale(inside.coefficient, root.rebuilt((inside.arg,)))
            return Rewrite(outside, why("a number comes out of a sum"))
        case Diag(arg=Scale() as inside) | DiagOf(arg=Scale() as inside):
            outside = Scale(inside.coefficient, root.rebuilt((inside.arg,)))
            return Rewrite(outside, why("a number multiplies every entry"))
        case Scale(coefficient=outer, arg=Scale(coefficient=inner, arg=arg)):
            return Rewrite(Scale(outer * inner, arg), why("numbers multiply"))
        case Product(args=args) | Hadamard(args=args):
            scale = Fraction(1)
            bare: list[Node] = []
            for arg in args:
                match arg:
                    case Scale(coefficient=number, arg=part):
                        scale *= number
                        bare.append(part)
                    case Number(value=value):
                        scale *= value
                    case _:
                        bare.append(arg)
            if tuple(bare) == args:
                return None
            rest: Node = bare[0] if len(bare) == 1 else root.rebuilt(tuple(bare)) if bare else Number(Fraction(1))
            if rest.shape != root.shape:
                return None
            return Rewrite(Scale(scale, rest), why("a number can stand in front of a product"))
        case _:
            return None


@node_rule(
    name="drop inner parentheses",
    stage=Stage.SIMPLIFY,
    statement="A (B C) = A B C; (A + B) + C = A + B + C; u ⊙ (v ⊙ w) = u ⊙ v ⊙ w",
    source="associativity",
    examples=(
        ("A @ (B @ x)", "A @ B @ x"),
        ("x + (y + v)", "x + y + v"),
        ("x * (y * v)", "x * y * v"),
        ("A @ B", None),
    ),
)
def drop_parentheses(root: Node, scope: Scope) -> Rewrite | None:
    """One nested list fewer each time."""
    for kind in (Product, Add, Hadamard):
        if isinstance(root, kind) and any(isinstance(arg, kind) for arg in root.args):
            flat: list[Node] = []
            for arg in root.args:
                flat.extend(arg.args if isinstance(arg, kind) else (arg,))
            return Rewrite(kind(tuple(flat)), why("the order of the parentheses does not matter"))
    return None


_NEUTRAL: tuple[tuple[type[Node], type[Node]], ...] = ((Product, Eye), (Hadamard, Ones), (Add, Zeros))


@node_rule(
    name="drop a neutral factor",
    stage=Stage.SIMPLIFY,
    statement="I A = A; 1 ⊙ A = A; A + 0 = A",
    source="definition of the identity, of ones and of zeros",
    examples=(
        ("eye(3) @ x", "x"),
        ("x * ones(3)", "x"),
        ("x + zeros(3)", "x"),
        ("s * ones(3)", None),
        ("eye(3) @ eye(3)", "eye(3)"),
    ),
)
def drop_neutral(root: Node, scope: Scope) -> Rewrite | None:
    """One factor or summand fewer each time; the shape must stay."""
    for kind, unit in _NEUTRAL:
        if not isinstance(root, kind):
            continue
        args = root.children
        for at, arg in enumerate(args):
            kept = args[:at] + args[at + 1 :]
            if isinstance(arg, unit) and kept:
                rest = kept[0] if len(kept) == 1 else root.rebuilt(kept)
                if rest.shape == root.shape:
                    return Rewrite(rest, why(arg, " changes nothing here"), (at,))
    return None


@node_rule(
    name="leave out what is zero",
    stage=Stage.SIMPLIFY,
    statement="0 A = 0; A 0 = 0; A ⊙ 0 = 0; sums, traces and diagonals of 0 are 0",
    source="arithmetic",
    examples=(
        ("0 * x", "zeros(3)"),
        ("A @ zeros(4)", "zeros(3)"),
        ("x * zeros(3)", "zeros(3)"),
        ("A @ x", None),
    ),
)
def annihilate(root: Node, scope: Scope) -> Rewrite | None:
    """The product is gone."""
    match root:
        case Scale(coefficient=Fraction(numerator=0)) if not isinstance(root.arg, Number):
            return Rewrite(_zero(root), why("a factor 0"))
        case Product(args=args) | Hadamard(args=args) if any(_is_zero(arg) for arg in args):
            return Rewrite(_zero(root), why("a factor 0"))
        case Scale(arg=Zeros()) | EntrySum(arg=Zeros()) | Trace(arg=Zeros()) | Diag(arg=Zeros()) | DiagOf(arg=Zeros()):
            return Rewrite(_zero(root), why("every entry is 0"))
        case _:
            return None


def _is_zero(array: Node) -> bool:
    return isinstance(array, Zeros) or (isinstance(array, Number) and not array.value)


def _zero(array: Node) -> Node:
    return Number(Fraction(0)) if array.shape.is_scalar else Zeros(array.shape)


@node_rule(
    name="take the transpose out of a function",
    stage=Stage.SIMPLIFY,
    statement="f(Aᵀ) = f(A)ᵀ",
    source="f acts on each entry alone",
    examples=(("f(A.T)", "f(A).T"), ("f(A)", None)),
)
def transpose_out_of_function(root: Node, scope: Scope) -> Rewrite | None:
    """The transpose is outside afterwards."""
    if isinstance(root, Apply) and isinstance(root.arg, Transpose):
        return Rewrite(Transpose(Apply(root.function, root.arg.arg)), why("the function acts on each entry alone"))
    return None
