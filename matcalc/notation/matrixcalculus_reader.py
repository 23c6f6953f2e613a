"""The reader of matrixcalculus.org's dialect: one method for each rule of its grammar, each making text of ours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError, did_you_mean
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import KNOWN, RESERVED
from matcalc.forms.shapes import Shape
from matcalc.notation.foreign import WITHOUT
from matcalc.notation.matrix_out import Level
from matcalc.notation.matrixcalculus_parts import Name, Part, Pieces
from matcalc.notation.matrixcalculus_repairs import Misfit
from matcalc.notation.matrixcalculus_sizes import Lengths
from matcalc.notation.names import PI_NAMES, check_name
from matcalc.notation.numbers_in import LARGEST_SIZE, MOST_POWER_DIGITS, number_of, within_limits
from matcalc.notation.syntax import MAX_LENGTH, MAX_NESTING, evaluated, too_deep

if TYPE_CHECKING:
    from lark import Token, Tree

MOST_FACTORS = 20

OF_ALL = {"sum": "sum", "norm1": "norm1", "norm2": "norm"}
OF_SQUARE = {"tr": "tr", "det": "det", "logdet": "logdet", "inv": "inv"}
CONSTANT = ("vector", "matrix")
EYE = "eye"
FUNCTIONS = (*KNOWN, *OF_ALL, *OF_SQUARE, *CONSTANT, EYE, "diag")
ADJUGATE = "adj"


class Reader:
    """Reads one text. shapes: of the declared names."""

    def __init__(self, text: str, shapes: Mapping[str, Shape]) -> None:
        self.text = text
        self.lengths = Lengths()
        self.misfit = Misfit(text, self.lengths)
        self.declared = shapes
        self.axes: dict[str, tuple[int, int]] = {}
        self.dimensions = {name for shape in shapes.values() for side in shape.axes for name in side.names}

    def translated(self, tree: Tree[Token]) -> tuple[str, dict[str, Shape]]:
        """The text in our language, and the shapes of the names that were not declared."""
        part = self._part(evaluated(tree, self._meaning))
        self.lengths.name_the_unknown({*self.axes, *self.declared, *self.dimensions})
        shapes = {name: self._shape(*axes) for name, axes in self.axes.items() if name not in self.declared}
        return "".join(self._written(part.pieces)), shapes

    def _written(self, pieces: Iterable[str | int]) -> Iterable[str]:
        return (piece if isinstance(piece, str) else str(self.lengths.length(piece)) for piece in pieces)

    def _meaning(self, tree: Tree[Token], children: list[Any]) -> Any:
        return getattr(self, f"_{tree.data}")(tree, children)

    # names and numbers

    def _name(self, tree: Tree[Token], children: list[Token]) -> Name:
        return Name(str(children[0]), tree.meta.start_pos, tree.meta.end_pos)

    def _number(self, tree: Tree[Token], children: list[Token]) -> Part:
        one, value = self.lengths.one, number_of(children[0], self.text)
        start, end = tree.meta.start_pos, tree.meta.end_pos
        return Part((str(children[0]),), Level.POSTFIX, one, one, 1, start, end, value)

    def _grouped(self, tree: Tree[Token], children: list[Part | Name]) -> Part:
        return replace(self._part(children[0]), start=tree.meta.start_pos, end=tree.meta.end_pos)

    def _part(self, found: Part | Name) -> Part:
        """An array, looked up where it is a name."""
        if isinstance(found, Part):
            return found
        name, one = found.name, self.lengths.one
        if name not in self.declared and name in self.dimensions:
            return Part((name,), Level.POSTFIX, one, one, 1, found.start, found.end)
        if name not in self.declared and name in PI_NAMES:
            return Part((name,), Level.POSTFIX, one, one, 1, found.start, found.end)
        if name not in self.declared and name == EYE:
            axis = self.lengths.unknown()
            return Part(("eye(", axis, ")"), Level.POSTFIX, axis, axis, 1, found.start, found.end)
        if name not in self.axes:
            self.axes[name] = self._axes_of(found)
        return Part((name,), Level.POSTFIX, *self.axes[name], 1, found.start, found.end)

    def _axes_of(self, found: Name) -> tuple[int, int]:
        name, lengths = found.name, self.lengths
        if (shape := self.declared.get(name)) is not None:
            return lengths.known(shape.rows), lengths.known(shape.cols)
        if name in FUNCTIONS:
            raise self._error(f"{name} is a function; write {name}(…)", found.start)
        if len(name) > 1 or not name.isascii():
            raise self._error(
                f"nothing tells the shape of {name}: declare it, such as {name}: m×n; only one Latin letter alone "
                "has a shape by itself",
                found.start,
            )
        check_name(name)
        if name.isupper():
            return lengths.unknown(), lengths.unknown()
        return (lengths.one if name <= "g" else lengths.unknown()), lengths.one

    # operators

    def _sum(self, tree: Tree[Token], children: list[Any]) -> Part:
        total = self._part(children[0])
        if len(children) == 1:
            return total
        pieces, depth, number = [*total.pieces], total.depth, total.number
        for operator, right in zip(children[1::2], children[2::2], strict=True):
            total = replace(self._entrywise(total, right, operator), start=total.start, end=right.end)
            minus = operator.type == "MINUS"
            pieces += [" - " if minus else " + ", *self._held(right, Level.RUN)]
            depth = max(depth, right.depth)
            number = None if number is None or right.number is None else number + (-1) ** minus * right.number
        return self._made(pieces, Level.SUM, total.rows, total.cols, depth + 1, tree, number)

    def _term(self, tree: Tree[Token], children: list[Any]) -> Part:
        """A product, read from left to right."""
        total: Part | None = None
        pieces: list[str | int] = []
        depth, negative, operator, factors = 0, False, None, 0
        for child in children:
            if not isinstance(child, (Part, Name)):
                if child.type == "MINUS":
                    negative = not negative
                else:
                    operator = child
                continue
            right = self._part(child)
            depth, factors = max(depth, right.depth), factors + 1
            number = right.number if right.number is None or not negative else -right.number
            if total is None:
                total = replace(right, number=number)
            else:
                assert operator is not None
                sign, total = self._multiplied(total, replace(right, number=number), operator)
                pieces.append(sign)
            pieces += ["-"] if negative else []
            pieces += self._held(right, Level.POWER if negative or len(children) > 1 else Level.SUM)
            negative = False
        assert total is not None
        if len(children) == 1:
            return total
        return self._made(pieces, Level.RUN, total.rows, total.cols, depth + (factors > 1), tree, total.number)

    def _multiplied(self, left: Part, right: Part, operator: Token) -> tuple[str, Part]:
        """Our operator, and the axes and the number of the product so far."""
        column = operator.start_pos or 0
        divides = operator.type in ("SLASH", "DOT_SLASH")
        if divides and right.number == 0:
            raise self._error("division by zero", column)
        if operator.type == "SLASH" and not self._is_scalar(right):
            raise self._error("/ divides by a scalar; ./ divides entry by entry, and inv(A) is the inverse", column)
        number = None
        if left.number is not None and right.number is not None:
            number = within_limits(
                left.number / right.number if divides else left.number * right.number, self.text, column
            )
        if operator.type == "STAR" and not (self._is_scalar(left) or self._is_scalar(right)):
            if not self.lengths.join(left.cols, right.rows):
                raise self._error(
                    "a matrix product needs as many columns on the left as rows on the right: "
                    f"{self.misfit.sides(left, right)}{self.misfit.likely_products(left, right)}",
                    column,
                )
            return " @ ", replace(left, cols=right.cols, number=None, end=right.end)
        whole = replace(self._entrywise(left, right, operator), number=number, start=left.start, end=right.end)
        return " / " if divides else " * ", whole

    def _entrywise(self, left: Part, right: Part, operator: Token) -> Part:
        """The axes of an elementwise operation: both shapes the same, or one a scalar."""
        if self._is_scalar(right):
            return left
        if self._is_scalar(left):
            return right
        if not (self.lengths.join(left.rows, right.rows) and self.lengths.join(left.cols, right.cols)):
            found = f"{operator} needs equal shapes, or a scalar: {self.misfit.sides(left, right)}"
            raise self._error(f"{found}{self.misfit.likely(left, right, str(operator))}", operator.start_pos or 0)
        return left

    def _transposed(self, tree: Tree[Token], children: list[Any]) -> Part:
        base = self._part(children[0])
        if self._is_scalar(base):
            return replace(base, start=tree.meta.start_pos, end=tree.meta.end_pos, depth=self._deeper(base, tree))
        pieces = (*self._held(base, Level.POSTFIX), ".T")
        return self._made(pieces, Level.POSTFIX, base.cols, base.rows, base.depth + 1, tree)

    def _negative(self, tree: Tree[Token], children: list[Any]) -> Part:
        """A negative exponent."""
        part = self._part(children[1])
        number = None if part.number is None else -part.number
        pieces = ("-", *self._held(part, Level.POWER))
        return self._made(pieces, Level.RUN, part.rows, part.cols, part.depth + 1, tree, number)

    def _powered(self, tree: Tree[Token], children: list[Any]) -> Part:
        base, operator, exponent = self._part(children[0]), children[1], self._part(children[2])
        column, depth = operator.start_pos or 0, max(base.depth, exponent.depth) + 1
        if operator.type == "HAT" and not self._is_scalar(base):
            return self._matrix_power(base, exponent, column, tree)
        if operator.type == "HAT" and not self._is_scalar(exponent):
            raise self._error("the exponent of ^ is a scalar; .^ takes an exponent for each entry", exponent.start)
        if exponent.number is not None:
            if len(str(exponent.number)) > MOST_POWER_DIGITS + 2:
                raise self._error(f"an exponent has at most {MOST_POWER_DIGITS} digits", exponent.start)
            value = exponent.number
            power = str(value) if value.denominator == 1 else f"({value})"
            pieces: Pieces = (*self._held(base, Level.POSTFIX), "**", power)
            return self._made(pieces, Level.POWER, base.rows, base.cols, depth, tree)
        whole = self._entrywise(base, exponent, operator)
        pieces = ("exp(", *self._held(exponent, Level.POWER), " * log(", *base.pieces, "))")
        return self._made(pieces, Level.POSTFIX, whole.rows, whole.cols, depth + 2, tree)

    def _matrix_power(self, base: Part, exponent: Part, column: int, tree: Tree[Token]) -> Part:
        if self.lengths.is_one(base.rows) or self.lengths.is_one(base.cols):
            raise self._error("^ is a power of a scalar or of a square matrix; the power of each entry is .^", column)
        self._square("^", base, column)
        times = exponent.number
        if times is None or times.denominator != 1 or abs(times) > MOST_FACTORS:
            raise self._error(
                f"a matrix has whole powers from -{MOST_FACTORS} to {MOST_FACTORS}; the power of each entry is .^",
                column,
            )
        if times == 0:
            return self._made(("eye(", base.rows, ")"), Level.POSTFIX, base.rows, base.rows, 1, tree)
        factor = ("inv(", *base.pieces, ")") if times < 0 else self._held(base, Level.POSTFIX)
        depth = base.depth + 1 + (times < 0)
        pieces = [*factor]
        for _ in range(abs(int(times)) - 1):
            pieces += [" @ ", *factor]
        if sum(len(piece) if isinstance(piece, str) else 1 for piece in pieces) > MAX_LENGTH:
            raise self._error(f"written out, the power has more than {MAX_LENGTH} characters", column)
        if abs(times) == 1:
            return self._made(pieces, Level.POSTFIX, base.rows, base.cols, depth, tree)
        return self._made(pieces, Level.RUN, base.rows, base.cols, depth, tree)

    # functions

    def _call(self, tree: Tree[Token], children: list[Any]) -> Part:
        name, column = str(children[0]), tree.meta.start_pos
        if name == ADJUGATE:
            raise self._error("adj(X) is read as det(X) * inv(X): write that", column)
        if name not in FUNCTIONS or name in self.declared:
            if name not in self.declared and (name in RESERVED or name in WITHOUT):
                known = ", ".join(sorted(FUNCTIONS))
                raise self._error(f"the function {name} has no meaning here; known: {known}", column)
            reason = "is an array, not a function" if name in self.declared else "is no function of this dialect"
            raise self._error(f"{name} {reason}; {did_you_mean(name, FUNCTIONS)}", column)
        if len(children) != 2:
            raise self._error(f"{name} takes 1 argument; it was given {len(children) - 1}", column)
        if name == EYE:
            return self._eye(children[1], tree)
        arg, one = self._part(children[1]), self.lengths.one
        pieces: Pieces = ("(", *arg.pieces, ")")
        if name in CONSTANT:
            return self._constant(name, arg, tree)
        if name in OF_ALL:
            return self._made((OF_ALL[name], *pieces), Level.POSTFIX, one, one, arg.depth + 2, tree)
        if name in OF_SQUARE:
            self._square(name, arg, column)
            axis = arg.rows if name == "inv" else one
            return self._made((name, *pieces), Level.POSTFIX, axis, axis, arg.depth + 1, tree)
        if name == "diag":
            return self._diag(arg, pieces, tree)
        return self._made((name, *pieces), Level.POSTFIX, arg.rows, arg.cols, arg.depth + 1, tree)

    def _eye(self, found: Part | Name, tree: Tree[Token]) -> Part:
        """eye(n), n the name of a length or a whole number."""
        if isinstance(found, Name):
            length = Dimension.named(found.name)
            known = found.name in self.dimensions
        else:
            number = found.number if found.number is not None else Fraction(0)
            known = number.denominator == 1 and 0 < number <= LARGEST_SIZE
            length = Dimension.number(int(number))
        if not known:
            raise self._error(
                "eye takes a length: the name of a dimension or a whole number; eye alone fits itself", found.start
            )
        axis = self.lengths.known(length)
        return self._made(("eye(", axis, ")"), Level.POSTFIX, axis, axis, 1, tree)

    def _constant(self, name: str, arg: Part, tree: Tree[Token]) -> Part:
        if not self._is_scalar(arg):
            raise self._error(f"{name} makes an array of a scalar, all of whose entries it is", arg.start)
        rows = self.lengths.unknown()
        cols = self.lengths.unknown() if name == "matrix" else self.lengths.one
        ones: Pieces = ("ones(", rows, ", ", cols, ")") if name == "matrix" else ("ones(", rows, ")")
        if arg.number == 1:
            return self._made(ones, Level.POSTFIX, rows, cols, 1, tree)
        pieces = (*self._held(arg, Level.RUN), " * ", *ones)
        return self._made(pieces, Level.RUN, rows, cols, arg.depth + 1, tree)

    def _diag(self, arg: Part, pieces: Pieces, tree: Tree[Token]) -> Part:
        """The diagonal matrix of a vector, or the diagonal of a matrix."""
        if self.lengths.is_one(arg.cols) and not self.lengths.is_one(arg.rows):
            return self._made(("diag", *pieces), Level.POSTFIX, arg.rows, arg.rows, arg.depth + 1, tree)
        self._square("diag", arg, tree.meta.start_pos)
        return self._made(("diag_of", *pieces), Level.POSTFIX, arg.rows, self.lengths.one, arg.depth + 1, tree)

    # pieces

    def _made(
        self,
        pieces: Iterable[str | int],
        level: Level,
        rows: int,
        cols: int,
        depth: int,
        tree: Tree[Token],
        number: Fraction | None = None,
    ) -> Part:
        start, end = tree.meta.start_pos, tree.meta.end_pos
        if depth > MAX_NESTING:
            raise too_deep(self.text, start)
        return Part(tuple(pieces), level, rows, cols, depth, start, end, number)

    def _deeper(self, part: Part, tree: Tree[Token]) -> int:
        if part.depth >= MAX_NESTING:
            raise too_deep(self.text, tree.meta.start_pos)
        return part.depth + 1

    def _held(self, part: Part, least: Level) -> Pieces:
        return part.pieces if part.level >= least else ("(", *part.pieces, ")")

    def _is_scalar(self, part: Part) -> bool:
        return self.lengths.is_one(part.rows) and self.lengths.is_one(part.cols)

    def _square(self, name: str, part: Part, column: int) -> None:
        if not self.lengths.join(part.rows, part.cols):
            raise self._error(f"{name} needs a square matrix; it was given {self.misfit.described(part)}", column)

    def _shape(self, rows: int, cols: int) -> Shape:
        sides = [self.lengths.length(axis) for axis in (rows, cols)]
        assert sides[0] is not None
        assert sides[1] is not None
        return Shape(sides[0], sides[1])

    def _error(self, message: str, column: int) -> LanguageError:
        return LanguageError(message, self.text, column)
