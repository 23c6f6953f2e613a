"""Code for matrix forms: every node that is used more than once is computed once, under a name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from matcalc.codegen.blocks import Blocks, block_code, commuted
from matcalc.codegen.body import Body
from matcalc.codegen.cholesky import CholeskyFactors
from matcalc.codegen.elementwise import known, of_number, power, stays_number
from matcalc.codegen.factors import transposed, turned
from matcalc.codegen.lu import LUFactors, untransposed
from matcalc.codegen.reductions import Reductions, reduction_code
from matcalc.codegen.uses import uses_of
from matcalc.codegen.values import Level, Value, call, multiplied, negated, number, outer_sides, scaled, thin_first
from matcalc.errors import InvariantError
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import (
    Add,
    Apply,
    Constant,
    Diag,
    DiagOf,
    Eye,
    Hadamard,
    Node,
    Number,
    Ones,
    Power,
    Product,
    ScalarFunction,
    Scale,
    Size,
    Symbol,
    Trace,
    Transpose,
    Zeros,
)
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import Norm
from matcalc.forms.shapes import Shape
from matcalc.forms.vectorized import Commutation

LONGEST_LINE = 100
"""Of a sum or product as it grows; what there is by then gets a name."""


class MatrixCode:
    """Writes the lines that compute nodes.

    functions: what unknown functions are called. definite: the arrays that are symmetric positive definite. image: a
    node without needless transposes, as the roots are.
    """

    def __init__(
        self,
        roots: Iterable[Node],
        body: Body,
        functions: Mapping[Function | None, str],
        definite: Iterable[Symbol] = (),
        image: Callable[[Node], Node] = lambda part: part,
    ) -> None:
        self._image = image
        self.body = body
        self._functions = functions
        self._values: dict[Node, Value] = {}
        self._numbers: set[Node] = set()
        """What is the same for all arrays of these sizes: a number of Python."""
        self._names: dict[Node, str] = {}
        roots = list(roots)
        self._ends = frozenset(roots)
        self._uses, self._formed = uses_of(roots)
        self._factors = CholeskyFactors(definite, body)
        self._lu = LUFactors(filter(None, map(self._system, self._uses)), body)

    def know(self, part: Node, name: str) -> None:
        """Take an array under that name, with all its axes."""
        self._values[part] = Value(name, Level.ATOM, *_axes(part.shape))

    def define(self, symbol: Node, root: Node, name: str) -> None:
        """Write the lines after which `symbol` has its value, under that name where a line is needed."""
        self._names.setdefault(root, name)
        value = self.value(root)
        if root in self._numbers:
            self._numbers.add(symbol)
        if not value.text.isidentifier() and not (root in self._numbers and symbol.shape.axes):
            value = self.body.assigned(value, name)
        self._values[symbol] = value
        self._values[root] = self._values[symbol]

    def value(self, root: Node) -> Value:
        """The value of a node; axes along which it does not change may be absent."""
        waiting = [(root, False)]
        while waiting:
            part, ready = waiting.pop()
            if part in self._values:
                continue
            if ready:
                self._values[part] = self._kept(part, self._code(part))
            else:
                waiting.append((part, True))
                waiting.extend((child, False) for child in reversed(self._needed(part)))
        return self._values[root]

    def full(self, root: Node) -> Value:
        """The value of a node with all axes of its shape."""
        value = self.value(root)
        rows, cols = _axes(root.shape)
        if (value.rows, value.cols) == (rows, cols):
            return value
        shape = self.body.lengths(root.shape.axes)
        fill = {"0": "zeros", "1": "ones"}.get(value.text)
        if fill is not None:
            return self.body.made(fill, shape, rows=rows, cols=cols)
        if root in self._numbers:
            of_floats = () if self.body.backend.is_typed else ("dtype=float",)
            return self.body.made("full", shape, value.text, *of_floats, rows=rows, cols=cols)
        return self.body.call("broadcast_to", value.beside(rows, cols).text, shape, rows=rows, cols=cols)

    def _needed(self, part: Node) -> tuple[Node, ...]:
        """The nodes of whose values the code is made: to solve with an inverse, what it is the inverse of."""
        if isinstance(part, Apply) and part.function == Function("log") and isinstance(part.arg, Determinant):
            return part.arg.children
        if (system := self._system(part)) is not None:
            return system
        return part.children

    def _kept(self, part: Node, value: Value) -> Value:
        """The value under a name where it is used again or its text is long."""
        if value.is_scalar and stays_number(part) and all(child in self._numbers for child in part.children):
            self._numbers.add(part)
        is_once = self._uses[part] < 2 or part in self._numbers
        if not part.children or value.text.isidentifier() or (is_once and part not in self._names):
            return value if part in self._ends else self.body.short(value)
        if isinstance(part, Scale) and part.coefficient == -1 and self._values[part.arg].text.isidentifier():
            return value
        if isinstance(part, Transpose) and part.arg in self._values and self._values[part.arg].text.isidentifier():
            return value
        return self.body.assigned(value, self._names.get(part) or self._inverse_name(part))

    def _inverse_name(self, part: Node) -> str | None:
        """K_inv for the inverse of K."""
        if isinstance(part, Inverse) and (matrix := self._values[part.arg]).text.isidentifier():
            return self.body.names.take(f"{matrix.text}_inv")
        return None

    def _code(self, part: Node) -> Value:
        value = self._values
        match part:
            case Number(value=amount):
                return number(amount)
            case Constant(name="pi"):
                return Value(self.body.backend.word("pi"), Level.ATOM)
            case Size(length=length):
                return self.body.size(length)
            case Ones():
                return Value("1", Level.ATOM)
            case Zeros():
                return Value("0", Level.ATOM)
            case Eye(size=size):
                if size.is_one:
                    return Value("1", Level.ATOM)
                return self.body.made("eye", self.body.size(size).text, rows=True, cols=True)
            case Add(args=args):
                return self._sum(args)
            case Hadamard(args=args):
                return self._elementwise(args)
            case Product(args=args):
                return self._product(*args)
            case Scale(coefficient=coefficient, arg=arg):
                return scaled(coefficient, value[arg])
            case Power(arg=arg, exponent=exponent):
                return power(value[arg], exponent, self.body, is_number=arg in self._numbers)
            case Apply(function=Function(name="log", order=0), arg=Determinant(arg=arg)):
                return self._log_determinant(arg, needs_sign=True)
            case Apply(function=function, arg=arg):
                return self._applied(function, arg)
            case ScalarFunction(args=args):
                return call(self._functions[None], *[self.full(arg).text for arg in args])
            case Transpose(arg=arg):
                return value[arg].transposed()
            case Trace(arg=arg):
                return self.body.call("trace", self.full(arg).text)
            case Diag(arg=arg):
                return self._diagonal(arg)
            case DiagOf(arg=arg):
                return self.body.call("diagonal", self.full(arg).text, rows=True)
            case Inverse(arg=Transpose(arg=arg)):
                return self.value(Inverse(arg)).transposed()
            case Inverse(arg=arg) if self._factors.serve(arg):
                return self._factors.inverted(arg, self.full(arg))
            case Inverse(arg=arg):
                return self.body.call("linalg.inv", self.full(arg).text, rows=True, cols=True)
            case Determinant(arg=arg):
                return self.body.call("linalg.det", self.full(arg).text)
            case LogDeterminant(arg=arg):
                return self._log_determinant(arg, needs_sign=False)
        if isinstance(part, Reductions):
            return reduction_code(part, self.full, self.value, self.body)
        if isinstance(part, Blocks):
            return block_code(part, self.full, self.value, self.body)
        raise InvariantError(f"there is no code for a {type(part).__name__}")

    def _log_determinant(self, matrix: Node, *, needs_sign: bool) -> Value:
        """log |det|, or log det, which has no value where the determinant is negative; det itself may overflow."""
        if self._factors.serve(matrix):
            return self._factors.log_determinant(matrix, self.full(matrix))
        self.body.real_only.add("logdet")
        pair = self.body.call("linalg.slogdet", self.full(matrix).text)
        if not needs_sign:
            return Value(f"{pair.text}.logabsdet", Level.ATOM)
        name = self.body.assigned(pair, self.body.names.take("slogdet")).text
        return Value(f"{self.body.call('log', f'{name}.sign').text} + {name}.logabsdet", Level.SUM)

    def _diagonal(self, arg: Node) -> Value:
        value = self._values[arg]
        if not value.is_scalar:
            return self.body.call("diag", self.full(arg).text, rows=True, cols=True)
        identity = self.body.made("eye", self.body.size(arg.shape.rows).text, rows=True, cols=True)
        return identity if value.text == "1" else multiplied([value, identity], [])

    def _sum(self, args: tuple[Node, ...]) -> Value:
        parts = [self._signed(arg) for arg in args]
        first = next((at for at, (coefficient, _) in enumerate(parts) if coefficient > 0), 0)
        parts.insert(0, parts.pop(first))
        rows = any(value.rows for _, value in parts)
        cols = any(value.cols for _, value in parts)
        text, level = "", Level.SUM
        for coefficient, value in parts:
            beside = value.beside(rows, cols)
            term = scaled(abs(coefficient), beside).at(Level.TIMES, Level.MATMUL, Level.POWER)
            if not text:
                text = negated(scaled(-coefficient, beside)).text if coefficient < 0 else term
            else:
                text += f" {'-' if coefficient < 0 else '+'} {term}"
            if len(text) > LONGEST_LINE:
                text = self.body.assigned(Value(text, level, rows, cols)).text
        return Value(text, Level.ATOM if text.isidentifier() else level, rows, cols)

    def _signed(self, arg: Node) -> tuple[Fraction, Value]:
        """A summand as a number times a value, so that it can be subtracted."""
        if isinstance(arg, Scale) and not self._values[arg].text.isidentifier():
            return arg.coefficient, self._values[arg.arg]
        if isinstance(arg, Number) and arg.value < 0:
            return Fraction(-1), number(-arg.value)
        return Fraction(1), self._values[arg]

    def _elementwise(self, args: tuple[Node, ...]) -> Value:
        above: list[Value] = []
        below: list[Value] = []
        masks = {arg: mask for arg in args if (mask := self._masked(arg, args)) is not None}
        if len(masks) == 1 and any(isinstance(arg, Power) and isinstance(arg.arg, Norm) for arg in args):
            return self._where(masks, args)
        for arg in (each for each in args if each not in masks):
            self._sort(arg, above, below)
            if sum(len(each.text) for each in (*above, *below)) > LONGEST_LINE:
                above, below = [self.body.assigned(multiplied(above, below))], []
        above.extend(masks.values())
        if (sides := outer_sides([*above, *below])) is not None:
            pair = [self._side(side, above, below) for side in sides]
            return self.body.call("outer", *pair, rows=True, cols=True)
        above, below = thin_first(above, below)
        return above[0] if len(above) == 1 and not below else multiplied(above, below)

    def _masked(self, arg: Node, others: Iterable[Node]) -> Value | None:
        """x > 0 for step(x), where another factor makes a number of it."""
        value = self._values[arg]
        if not value.truth or not any(self._is_of_numbers(other) for other in others):
            return None
        return value.rewritten(value.truth, Level.ATOM)

    def _where(self, masks: Mapping[Node, Value], args: tuple[Node, ...]) -> Value:
        """A product that is 0 where it is masked, even if a norm is 0 there by which it is divided."""
        ((step, mask),) = masks.items()
        product = self._elementwise(tuple(arg for arg in args if arg is not step))
        rows, cols = product.rows or mask.rows, product.cols or mask.cols
        truth = mask.beside(rows, cols).text.removeprefix("(").removesuffix(")")
        return self.body.call("where", truth, product.beside(rows, cols).text, "0", rows=rows, cols=cols)

    def _is_of_numbers(self, part: Node) -> bool:
        """Whether code has an array for it of the type of its entries."""
        return bool(part.shape.axes) and part not in self._numbers and not self._values[part].truth

    def _sort(self, arg: Node, above: list[Value], below: list[Value]) -> None:
        """Put the value of a factor above or below the line of a fraction."""
        value = self._values[arg]
        if isinstance(arg, Power) and arg.exponent < 0 and value.text.startswith("1 / "):
            below.append(power(self._values[arg.arg], -arg.exponent, self.body, is_number=arg.arg in self._numbers))
        elif value.text != "1":
            above.append(value)

    def _side(self, side: list[Value], above: list[Value], below: list[Value]) -> str:
        """The column or the row of an outer product."""
        over, under = [each for each in above if each in side], [each for each in below if each in side]
        return over[0].text if len(over) == 1 and not under else multiplied(over, under).text

    def _applied(self, function: Function, arg: Node) -> Value:
        if not function.is_known:
            x = self._values[arg]
            text = self.body.made("asarray", x.text).text if arg in self._numbers else x.text
            return call(self._functions[function], text, rows=x.rows, cols=x.cols)
        if function.order:
            raise InvariantError(f"there is no code for derivative {function.order} of {function.name}")
        if arg in self._numbers:
            return of_number(function.name, self._values[arg], self.body)
        return known(function.name, self._values[arg], self.body)

    def _product(self, left: Node, right: Node) -> Value:
        """A product of two factors, neither of them diagonal, that meet in an axis longer than 1."""
        if (system := self._system(Product((left, right)))) is not None:
            matrix, sides = system
            solution = self._solved(matrix, self.full(sides))
            return solution if self._is_solved_with(left) else solution.transposed()
        if isinstance(left, Commutation):
            moved = self.full(right)
            return Value(f"{moved.atom}[{commuted(left, self.body)}]", Level.ATOM, *_axes(right.shape))
        first, second = self._values[left], self._values[right]
        if first.cols and second.rows:
            if isinstance(left, Transpose) and self.body.backend.prefers_rows and first.rows and not second.cols:
                turned_back = self._values[left.arg].at(Level.POWER)
                return Value(f"{second.at(Level.MATMUL, Level.POWER)} @ {turned_back}", Level.MATMUL, rows=True)
            text = f"{first.at(Level.MATMUL, Level.POWER)} @ {second.at(Level.POWER)}"
            return Value(text, Level.MATMUL, first.rows, second.cols)
        times = Value("1", Level.ATOM)
        if first.cols:
            first = self._summed(left, 1)
        elif second.rows:
            second = self._summed(right, 0)
        else:
            times = self.body.size(left.shape.cols)
        found = [each for each in (times, first, second) if each.text != "1"]
        return found[0] if len(found) == 1 else multiplied(found, [])

    def _system(self, part: Node) -> tuple[Node, Node] | None:
        """The matrix and the right sides of the system that a product with an inverse, or its transpose, solves."""
        if not isinstance(part, Product):
            return None
        left, right = part.args
        if self._is_solved_with(left):
            return left.children[0], right
        if self._is_solved_with(right):
            return self._image(transposed(right.children[0])), self._image(turned(left))
        return None

    def _is_solved_with(self, part: Node) -> bool:
        return isinstance(part, Inverse) and part not in self._formed

    def _summed(self, part: Node, axis: int) -> Value:
        """A sum along an axis; of a transpose, along the other axis of what it is the transpose of."""
        if isinstance(part, Transpose) and part.shape.is_matrix:
            return self._summed(part.arg, 1 - axis).transposed()
        value = self._values[part]
        along = axis if value.is_matrix else None
        return self.body.call(
            "sum", value.text, axis=along, rows=value.rows and axis == 1, cols=value.cols and not axis
        )

    def _solved(self, matrix: Node, right: Value) -> Value:
        coefficients = self.full(matrix)
        if self._factors.serve(matrix):
            return self._factors.solved(matrix, coefficients, right)
        if self._lu.serve(matrix):
            return self._lu.solved(matrix, self.full(untransposed(matrix)), right)
        return self.body.call("linalg.solve", coefficients.text, right.text, rows=True, cols=right.cols)


def _axes(shape: Shape) -> tuple[bool, bool]:
    return not shape.rows.is_one, not shape.cols.is_one
