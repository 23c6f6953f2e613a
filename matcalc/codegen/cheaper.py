"""The same values, computed with less: products reordered, traces and diagonals of products never formed.

Every rewriting goes from a node to one of equal value and shape. Nodes that are used more than once stay whole, so that
they are computed once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction

from matcalc.codegen.apart import apart, multiplied_out
from matcalc.codegen.chains import associated, unstacked_as
from matcalc.codegen.computed import Computed
from matcalc.codegen.diagonals import diagonal, elementwise_product, trace
from matcalc.codegen.factors import (
    MINUS,
    factors,
    hadamard,
    outer_pieces,
    pulled,
    scaled,
    transposed,
    turned,
    unscaled,
)
from matcalc.codegen.sums import summed
from matcalc.codegen.uses import counted, uses_of
from matcalc.forms.functions import Function
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
    Ones,
    Power,
    Product,
    Scale,
    Size,
    Trace,
    Transpose,
    VStack,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import Norm
from matcalc.forms.sympy_door import known_derivative
from matcalc.forms.traversal import walk
from matcalc.forms.vectorized import Kron, Unvec, Vec
from matcalc.rules.assemble import raised

MOST_RAISED = 16
"""The largest power to which the number in (2 x)ᵏ is raised."""


class Cheaper:
    """Rewrites the nodes of one computation, each once. formed: the inverses that are computed as such."""

    def __init__(self, roots: Iterable[Node], formed: Collection[Node] = ()) -> None:
        uses = counted(roots)
        self._shared = {part for part, count in uses.items() if count > 1}
        self._read = {product for part in uses for product in _read_factor_by_factor(part)}
        self._computed = Computed(formed=set(formed))
        self._made: dict[Node, Node] = {}
        self._sums: dict[frozenset[Node], Node] = {}

    def of(self, root: Node) -> Node:
        """A node of the same value and shape that takes less to compute."""
        for part in walk(root, self._made):
            made = self._rewritten(part, part.rebuilt(tuple(self._made[child] for child in part.children)))
            self._made[part] = made
            if not _is_taken_apart(part):
                for child in part.children:
                    self._computed.add(self._made[child])
            if part in self._shared and outer_pieces(made) is None:
                self._computed.whole.add(made)
        self._computed.add(self._made[root])
        return self._made[root]

    def _rewritten(self, original: Node, part: Node) -> Node:
        match part:
            case Scale(coefficient=coefficient, arg=arg):
                return scaled(coefficient, arg)
            case Add():
                outer = pulled(part)
                return Transpose(self._sum(outer.arg)) if isinstance(outer, Transpose) else self._sum(part)
            case Transpose(arg=arg):
                number, bare = unscaled(arg)
                return scaled(number, transposed(bare))
            case Product():
                number, items = factors(part, self._computed.whole)
                return scaled(number, self._product(items, is_read=original in self._read))
            case Hadamard(args=args):
                return elementwise_product(args, self._computed)
            case Diag(arg=arg):
                number, bare = unscaled(arg)
                return scaled(number, Diag(bare))
            case DiagOf(arg=arg):
                return diagonal(arg, self._computed)
            case Trace(arg=arg):
                return trace(arg, self._computed)
            case EntrySum(arg=arg, axis=axis):
                return summed(arg, axis, self._computed)
            case Apply(function=function, arg=arg) if function.is_known and function.order == 1:
                return known_derivative(function, arg)
            case Power(arg=Norm(arg=arg), exponent=exponent) if exponent % 2 == 0:
                return raised(EntrySum(Power(arg, Fraction(2)), None), exponent / 2)
            case Power(arg=Vec(arg=arg), exponent=exponent):
                return Vec(Power(arg, exponent))
            case Power(arg=Kron(args=args), exponent=exponent) if exponent.denominator == 1:
                return Kron(tuple(self._rewritten(original, Power(arg, exponent)) for arg in args))
            case Norm(arg=Kron(args=args)):
                return hadamard([Norm(arg) for arg in args])
            case Power(arg=arg, exponent=exponent) if exponent.denominator == 1 and abs(exponent) <= MOST_RAISED:
                number, bare = unscaled(arg)
                return part if number in (0, 1) else scaled(number**exponent.numerator, Power(bare, exponent))
            case Unvec(arg=arg, rows=rows, cols=cols):
                return unstacked_as(arg, rows, cols)
            case HStack(args=args) if part.shape.is_row:
                return Transpose(VStack(tuple(map(transposed, args))))
            case Inverse(arg=arg):
                return _inverse(arg)
            case LogDeterminant(arg=Kron(args=(left, right))) if _are_square((left, right)):
                summands = [(right, LogDeterminant(left)), (left, LogDeterminant(right))]
                return Add(tuple(Hadamard((Size(one.shape.rows), summand)) for one, summand in summands))
            case Determinant(arg=arg) if arg.shape.is_scalar:
                return arg
            case LogDeterminant(arg=arg) if arg.shape.is_scalar:
                return Apply(Function("log"), Apply(Function("abs"), arg))
            case _:
                return part

    def _product(self, items: list[Node], *, is_read: bool) -> Node:
        """is_read: whether the product is looked into for its factors, so that it has to stay one."""
        match items:
            case [Hadamard() as whole, Ones()] if items[1].shape.is_vector:
                return summed(whole, 1, self._computed)
            case [Ones(), Hadamard() as whole] if items[0].shape.is_row:
                return summed(whole, 0, self._computed)
        items = multiplied_out(items, self._computed)
        summands = None if is_read else apart(items, self._computed)
        return associated(items, self._computed) if summands is None else self._sum(Add(tuple(summands)))

    def _sum(self, part: Node) -> Node:
        """A sum that was there in another order, with the other sign or turned over is not computed again."""
        if len(set(part.children)) < len(part.children):
            return part
        for sign in (Fraction(1), MINUS):
            summands = [scaled(sign, summand) for summand in part.children]
            if (found := self._sums.get(frozenset(summands))) is not None:
                return scaled(sign, found)
            if (found := self._sums.get(frozenset(map(turned, summands)))) is not None:
                return scaled(sign, transposed(found))
        self._sums[frozenset(part.children)] = part
        return part


def cheapest(roots: Iterable[Node], image: Callable[[Node], Node]) -> Callable[[Node], Node]:
    """Each root as what takes least, then its image of equal value.

    Which inverses are formed shows when all is rewritten; products with those cost less than products solved for.
    """

    def rewriting(cheaper: Cheaper) -> Callable[[Node], Node]:
        return lambda root: image(cheaper.of(root))

    roots = list(roots)
    found = rewriting(Cheaper(roots))
    formed = uses_of(map(found, roots))[1]
    return rewriting(Cheaper(roots, formed)) if formed else found


def _is_taken_apart(part: Node) -> bool:
    """Whether a node may be looked into, so that the products under it are made in another order."""
    if isinstance(part, Add):
        return part.shape.is_matrix
    return isinstance(part, Product | Transpose | Scale | Trace | DiagOf | EntrySum | Hadamard | Diag)


def _read_factor_by_factor(part: Node) -> Iterator[Node]:
    """The products under a node whose sums or diagonal it takes, or that it multiplies."""
    if isinstance(part, Product | Trace | DiagOf | EntrySum):
        for child in part.children:
            while isinstance(child, Scale | Transpose):
                child = child.arg
            yield child


def _are_square(args: Iterable[Node]) -> bool:
    return all(arg.shape.is_matrix and arg.shape.rows == arg.shape.cols for arg in args)


def _inverse(arg: Node) -> Node:
    number, bare = unscaled(arg)
    match bare:
        case _ if bare.shape.is_scalar:
            return Power(arg, Fraction(-1))
        case Inverse(arg=inner) if number == 1:
            return inner
        case Kron(args=args) if number == 1 and _are_square(args):
            return Kron(tuple(map(_inverse, args)))
        case Eye() if number == 1:
            return bare
        case Diag(arg=inner) if number == 1:
            return Diag(Power(inner, Fraction(-1)))
    return Inverse(arg)
