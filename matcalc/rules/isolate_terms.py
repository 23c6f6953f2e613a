"""Solving: what brings the unknown into terms of its own, on the left, with everything else on the right."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from matcalc.chain import why
from matcalc.forms.matrix_form import Add, Diag, Eye, Hadamard, Node, Number, Power, Product, Symbol, Transpose
from matcalc.forms.matrix_functions import Inverse
from matcalc.forms.traversal import replaced, walk
from matcalc.rules.assemble import hadamard, product, scaled, split_number, total
from matcalc.rules.declared_signs import is_positive
from matcalc.rules.invertible import invertible
from matcalc.rules.registry import Scope
from matcalc.rules.solving import Move, rewritten, solving_rule
from matcalc.rules.unknown import as_number, holds, is_nothing, on_the_left, on_the_right, opened, placed, terms_of
from matcalc.solution import Condition, EntrywiseTimes, LeftTimes, Plus, RightTimes, Times

MINUS = Fraction(-1)


@solving_rule(
    name="clear a number",
    statement="c L = R: L = R / c, for a number c other than 0",
    source="arithmetic",
    examples=(
        ("x", "2 * A @ x = 0 * z", "A @ x = zeros(3)"),
        ("x", "-x = y", "x = -y"),
        ("x", "A @ x = y", None),
    ),
)
def clear_number(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """No number stands before the left side afterwards."""
    number, _ = split_number(condition.left)
    if number in (0, 1) or not holds(condition.left, unknown):
        return None
    if number == -1:
        return Move(Times(MINUS), why("both sides are multiplied by −1"))
    if abs(number.numerator) == 1:
        return Move(Times(1 / number), why("both sides are multiplied by ", Number(1 / number)))
    return Move(Times(1 / number), why("both sides are divided by ", Number(number)))


@solving_rule(
    name="drop an invertible factor",
    statement="F L = 0: L = 0, for an F with an inverse; L F = 0: L = 0",
    source="multiplied by F⁻¹, 0 stays 0",
    examples=(
        ("x", "inv(A) @ (x - z) = 0 * z", "x - z = zeros(3)"),
        ("x", "A.T @ (A @ x - y) = 0 * x", None),  # nothing says that A has an inverse
    ),
)
def drop_factor(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """One factor fewer; the unknown still stands in what is left."""
    left = condition.left
    if not isinstance(left, Product) or not is_nothing(condition.right):
        return None
    for factor, rest, side in ((left.args[0], left.args[1:], LeftTimes), (left.args[-1], left.args[:-1], RightTimes)):
        if not holds(product(rest), unknown) or factor.shape.rows != factor.shape.cols or factor.shape.is_scalar:
            continue
        found = invertible(factor, scope)
        if found is None or found.needs:
            continue
        where = "left" if side is LeftTimes else "right"
        words = why(*found.reason, ": both sides are multiplied by ", undoing(factor), f" from the {where}")
        return Move(side(undoing(factor)), words)
    return None


def undoing(factor: Node) -> Node:
    """The inverse of a factor, plainly."""
    match factor:
        case Inverse(arg=arg):
            return arg
        case Transpose(arg=Inverse(arg=arg)):
            return Transpose(arg)
    return Inverse(factor)


@solving_rule(
    name="drop a factor without zeros",
    statement="c ⊙ L = 0: L = 0, where no entry of c is 0",
    source="divided by c, 0 stays 0",
    examples=(
        ("x", "x**(-1) * (z - x) = 0 * z", "z - x = zeros(3)"),
        ("x", "z * (z - x) = 0 * z", None),
        ("x", "(x - z) / norm(x - z) = 0 * z", "x - z = zeros(3)"),
    ),
)
def drop_entrywise_factor(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """One factor fewer; the unknown still stands in what is left. Where the equation has a value no divisor is 0."""
    left = condition.left
    if not isinstance(left, Hadamard) or not is_nothing(condition.right):
        return None
    for factor in left.args:
        rest = hadamard([arg for arg in left.args if arg is not factor])
        if rest.shape != left.shape or not holds(rest, unknown):
            continue
        match factor:
            case Power(arg=base, exponent=exponent) if exponent < 0:
                undone: Node = base if exponent == -1 else Power(base, -exponent)
            case _ if is_positive(factor, scope):
                undone = Power(factor, MINUS)
            case _:
                continue
        entrywise = "" if undone.shape.is_scalar else ", entry by entry"
        return Move(EntrywiseTimes(undone), why("both sides are multiplied by ", undone, entrywise))
    return None


@solving_rule(
    name="clear an inverse of the unknown",
    statement="B⁻¹ L = R: L = B R; L B⁻¹ = R: L = R B",
    source="definition of the inverse",
    examples=(
        ("B", "inv(B) @ A @ inv(B) - 2 * inv(B) = 0 * A", "A @ inv(B) - 2 * eye(3) = zeros(3, 3)"),
        ("B", "A @ inv(B) - 2 * eye(3) = 0 * A", "A - 2 * B = zeros(3, 3)"),
        ("B", "inv(B) = A", None),  # its inverse is taken
        ("B", "A - B = 0 * A", None),
    ),
)
def clear_inverse(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """One inverse of the unknown fewer in each term that begins, or ends, with one."""
    if not isinstance(condition.left, Add):
        return None
    for at, side, where in ((0, LeftTimes, "left"), (-1, RightTimes, "right")):
        for term in terms_of(condition.left):
            part = _array_of(term)
            match part.args[at] if isinstance(part, Product) else part:
                case Inverse(arg=by) | Transpose(arg=Inverse(arg=Symbol() as by)) as factor if unknown is by:
                    by = undoing(factor)
                    return Move(side(by), why("both sides are multiplied by ", by, f" from the {where}"))
    return None


@solving_rule(
    name="clear a divisor",
    statement="u / x + v = 0: u + v ⊙ x = 0",
    source="arithmetic; where the unknown is a divisor, it has no entry 0",
    examples=(
        ("x", "z / x - s = 0 * z", "z - s * x = zeros(3)"),
        ("s", "y.T @ y * s**-2 - 2 * s**-1 = 0", "y.T @ y - 2 * s = 0"),
        ("x", "z * x - z = 0 * z", None),
    ),
)
def clear_divisor(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """No negative power of the unknown is left in a term of its own."""
    powers = [_divisor(term, unknown) for side in (condition.left, condition.right) for term in terms_of(side)]
    most = max(powers)
    if not most:
        return None
    by: Node = unknown if most == 1 else Power(unknown, most)
    entrywise = "" if unknown.shape.is_scalar else ", entry by entry"
    return Move(EntrywiseTimes(by), why("both sides are multiplied by ", by, entrywise))


def _divisor(term: Node, unknown: Symbol) -> Fraction:
    """The power of the unknown by which a term is divided; 0 where it is not."""
    _, part = split_number(term)
    for factor in part.args if isinstance(part, Hadamard) else (part,):
        match factor:
            case Power(arg=base, exponent=exponent) if base is unknown and exponent < 0:
                return -exponent
    return Fraction(0)


@solving_rule(
    name="multiply out",
    statement="A (B X + C) = A B X + A C",
    source="distributivity",
    examples=(
        ("x", "A.T @ (A @ x - y) = 0 * x", "A.T @ A @ x - A.T @ y = zeros(4)"),
        ("x", "A @ x - y = 0 * y", None),
        ("x", "x * z + z = 0 * z", None),
    ),
)
def multiply_out(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """The unknown stands in no sum inside a product afterwards."""
    terms = opened(condition.left, unknown)
    if len(terms) <= len(terms_of(condition.left)):
        return None
    return rewritten(total(terms), why("each term with ", unknown, " stands by itself"))


@solving_rule(
    name="write weights as a diagonal matrix",
    statement="A (d ⊙ B x) = A diag(d) B x",
    source="definition of the diagonal matrix",
    examples=(
        ("x", "A @ (y * (B @ x)) = z", "A @ diag(y) @ B @ x = z"),
        ("x", "z * x = z", None),
    ),
)
def write_weights(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """One elementwise product with the unknown inside a product fewer."""
    for part in walk(condition.left):
        if not isinstance(part, Hadamard) or not part.shape.is_vector or not holds(part, unknown):
            continue
        inside = [arg for arg in part.args if holds(arg, unknown)]
        weights = [arg for arg in part.args if arg not in inside and arg.shape == part.shape]
        if len(inside) != 1 or inside[0].shape != part.shape or not weights:
            continue
        if not _is_within_product(condition.left, part, inside[0]):
            continue
        others = [arg for arg in part.args if arg not in inside and arg not in weights]
        made = hadamard([*others, product([Diag(hadamard(weights)), inside[0]])])
        left = replaced(condition.left, {part: made})
        return rewritten(_flat(left), why("row by row, ", hadamard(weights), " multiplies by one number"))
    return None


def _is_within_product(root: Node, part: Node, inside: Node) -> bool:
    return isinstance(inside, Product) or any(isinstance(up, Product) and part in up.args for up in walk(root))


def _flat(root: Node) -> Node:
    """Products of products as one list of factors."""
    images: dict[Node, Node] = {}
    for part in walk(root):
        children = tuple(images.get(child, child) for child in part.children)
        made = part.rebuilt(children) if children else part
        images[part] = product(made.args) if isinstance(made, Product) else made
    return images[root]


@solving_rule(
    name="bring over",
    statement="L + T = R: L = R − T",
    source="arithmetic: a term is subtracted on both sides",
    examples=(
        ("x", "A @ x - y = 0 * y", "A @ x = y"),
        ("x", "A @ x + y = z - x", "A @ x + x = z - y"),
        ("x", "z - 2 * x = 0 * z", "2 * x = z"),  # read from right to left
        ("x", "A @ x = y", None),
    ),
)
def bring_over(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """Every term with the unknown stands on one side, every other on the other."""
    left, right = condition.left, condition.right
    ours = [term for term in terms_of(left) if holds(term, unknown)]
    others = [term for term in terms_of(left) if not holds(term, unknown)]
    across = [term for term in terms_of(right) if holds(term, unknown)]
    if not ours or not (others or across):
        return None
    if is_nothing(right) and all(split_number(term)[0] < 0 for term in ours):
        moved = total([_negative(term) for term in ours])
        reason = why(moved, " is added to both sides, and the equation is read from right to left")
        return Move(Plus(moved), reason, turned=True)
    moved = total([_negative(term) for term in (*others, *across)])
    return Move(Plus(moved), why("the terms without ", unknown, " go to the right"))


def _negative(term: Node) -> Node:
    number, part = split_number(term)
    return scaled(-number, part)


@solving_rule(
    name="take out the unknown",
    statement="A X + B X = (A + B) X; X A + X B = X (A + B)",
    source="distributivity",
    examples=(
        ("x", "A.T @ A @ x + s * x = v", "(A.T @ A + s * eye(4)) @ x = v"),
        ("x", "s * x + 2 * x = z", "(s + 2) * x = z"),
        ("B", "B @ A @ A.T + B = B", None),
        ("x", "A @ x = y", None),
    ),
)
def take_out(condition: Condition, unknown: Symbol, scope: Scope) -> Move | None:
    """The unknown stands in one term afterwards."""
    if not isinstance(condition.left, Add) or holds(condition.right, unknown):
        return None
    found = [placed(term, unknown) for term in condition.left.args]
    places = [one for one in found if one is not None]
    if len(places) < len(found) or len({one.core for one in places}) > 1:
        return None
    core = places[0].core
    reason = why(core, " stands in every term")
    if all(not (one.before or one.after or one.weights) for one in places):
        return rewritten(hadamard([total([as_number(one) for one in places]), core]), reason)
    if all(one.after == places[0].after for one in places):
        return rewritten(product([_in_order([on_the_left(one) for one in places]), core, *places[0].after]), reason)
    if all(one.before == places[0].before and not one.weights for one in places):
        return rewritten(product([*places[0].before, core, _in_order([on_the_right(one) for one in places])]), reason)
    return None


def _array_of(term: Node) -> Node:
    """A term without the numbers and scalars that multiply it."""
    _, part = split_number(term)
    return next((arg for arg in part.args if not arg.shape.is_scalar), part) if isinstance(part, Hadamard) else part


def _in_order(terms: Sequence[Node]) -> Node:
    """The sum, long products first and identities last, as one writes H P Hᵀ + R and Xᵀ X + c I."""

    def length(term: Node) -> int:
        part = _array_of(term)
        return 0 if isinstance(part, Eye) else len(part.args) if isinstance(part, Product) else 1

    return total(sorted(terms, key=length, reverse=True))
