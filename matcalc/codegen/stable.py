"""The same values without overflow, seen through the names between.

Where p = sigmoid(z) is 1 in floating point, log(1 - p) is -inf, though log(1 - sigmoid(z)) is about -z; and
((1 - y) / (1 - p)) p (1 - p) is nan, though (1 - y) p is a number.
"""

from __future__ import annotations

from fractions import Fraction

from matcalc.codegen.cancelling import cancelled, is_quotient
from matcalc.codegen.factors import scaled, unscaled
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, EntrySum, Hadamard, Node, Number, Ones, Power
from matcalc.forms.reductions import LogSumExp, Softmax
from matcalc.forms.traversal import walk

MINUS = Fraction(-1)


class Stable:
    """Rewrites nodes, each once; `learn` tells what names stand for."""

    def __init__(self) -> None:
        self._meanings: dict[Node, Node] = {}
        self._quotients: dict[Node, Node] = {}
        self._images: dict[Node, Node] = {}

    def learn(self, name: Node, meaning: Node) -> None:
        """Take a name for its meaning where a logarithm is taken of it, or what it is divided by cancels."""
        self._meanings[name] = meaning
        if is_quotient(meaning):
            self._quotients[name] = meaning

    def of(self, root: Node) -> Node:
        """A node of the same value that overflows later, or not at all."""
        for part in walk(root):
            if part not in self._images:
                children = tuple(self._images[child] for child in part.children)
                rebuilt = part if children == part.children else part.rebuilt(children)
                self._images[part] = self._rewritten(rebuilt)
        return self._images[root]

    def _rewritten(self, part: Node) -> Node:
        match part:
            case Apply(function=Function(name="log", order=0), arg=arg):
                return self._logarithm(self._meaning(arg)) or part
            case Power(
                arg=Add(args=(one, Apply(function=Function(name="exp", order=0), arg=x))),
                exponent=Fraction(numerator=-1, denominator=1),
            ) if _is_one(one):
                return Apply(Function("sigmoid"), scaled(MINUS, x))
            case Hadamard(args=(Apply(function=Function(name="exp", order=0), arg=x) as powers, below)) if (
                below == Power(EntrySum(powers, None), MINUS) and not x.shape.is_matrix
            ):
                return Softmax(x, None)
            case Hadamard(args=args):
                return cancelled(args, self._quotients, part.shape) or part
        return part

    def _meaning(self, part: Node) -> Node:
        while part in self._meanings:
            part = self._meanings[part]
        return part

    def _logarithm(self, arg: Node) -> Node | None:
        match arg:
            case Softmax(arg=x, axis=axis):
                return Add((x, scaled(MINUS, LogSumExp(x, axis))))
            case Apply(function=Function(name="sigmoid", order=0), arg=x):
                return scaled(MINUS, Apply(Function("softplus"), scaled(MINUS, x)))
            case EntrySum(arg=Apply(function=Function(name="exp", order=0), arg=x), axis=axis):
                return LogSumExp(x, axis)
            case Add(args=(one, other)) if _is_one(one):
                number, bare = unscaled(other)
                match self._meaning(bare):
                    case Apply(function=Function(name="sigmoid", order=0), arg=x) if number == MINUS:
                        return scaled(MINUS, Apply(Function("softplus"), x))
                    case Apply(function=Function(name="exp", order=0), arg=x) if number == 1:
                        return Apply(Function("softplus"), x)
        return None


def _is_one(part: Node) -> bool:
    return (isinstance(part, Number) and part.value == 1) or isinstance(part, Ones)
