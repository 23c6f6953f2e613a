"""Arrays that solve an equation, in code: a linear equation is solved, the solution of any other is passed."""

from __future__ import annotations

from fractions import Fraction

from matcalc.codegen.factors import scaled
from matcalc.forms.matrix_form import Add, Eye, Node, Product, Scale, Symbol
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.program import Program
from matcalc.forms.traversal import replaced, symbols_in


def solved(program: Program, unknown: Symbol) -> Node | None:
    """M⁻¹ c where the residual of `unknown` is written as c − M x, or as M x − c; None where it is not."""
    equation = program.equation_of(unknown)
    images: dict[Node, Node] = {}
    for definition in equation:
        if not isinstance(definition.body, Node):
            return None
        images[definition.symbol] = replaced(definition.body, images)
    matrices: list[tuple[Fraction, Node]] = []
    constants: list[tuple[Fraction, Node]] = []
    for coefficient, summand in _summands(images[equation[-1].symbol]):
        if unknown not in symbols_in(summand):
            constants.append((coefficient, summand))
        elif (matrix := _factor(summand, unknown)) is not None:
            matrices.append((coefficient, matrix))
        else:
            return None
    if not constants:
        return None
    sign = 1 if matrices[0][0] > 0 else -1
    matrix, constant = _sum(matrices, sign), _sum(constants, -sign)
    return constant if isinstance(matrix, Eye) else Product((Inverse(matrix), constant))


def _summands(root: Node, coefficient: Fraction = Fraction(1)) -> list[tuple[Fraction, Node]]:
    match root:
        case Add(args=args):
            return [each for arg in args for each in _summands(arg, coefficient)]
        case Scale(coefficient=number, arg=arg):
            return _summands(arg, coefficient * number)
        case _:
            return [(coefficient, root)]


def _factor(summand: Node, unknown: Symbol) -> Node | None:
    """M of M x, where x stands nowhere else."""
    if summand is unknown:
        return Eye(unknown.shape.rows)
    if not isinstance(summand, Product) or summand.args[-1] is not unknown:
        return None
    rest = summand.args[:-1]
    matrix = rest[0] if len(rest) == 1 else Product(rest)
    is_square = matrix.shape.rows == matrix.shape.cols
    return matrix if is_square and unknown not in symbols_in(matrix) else None


def _sum(parts: list[tuple[Fraction, Node]], sign: int) -> Node:
    made = [scaled(sign * coefficient, node) for coefficient, node in parts]
    return made[0] if len(made) == 1 else Add(tuple(made))
