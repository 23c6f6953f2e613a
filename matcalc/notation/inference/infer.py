"""The shapes of the arrays that nobody declared.

First all that must hold is collected, over all lines together. Where that leaves a length open, the operands of an
elementwise operation are taken to have one shape, if that can be, and to stretch if not; a matrix or vector beside an
undeclared array counts before a scalar. Last, an open side of what is differentiated is taken to be 1: xᵀ A x is a
scalar, A x a vector.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from matcalc.errors import InputError, LanguageError
from matcalc.forms.dimensions import ONE
from matcalc.forms.functions import KNOWN
from matcalc.forms.shapes import Shape
from matcalc.notation.foreign import fault_of_function
from matcalc.notation.inference.failures import misfit, not_told
from matcalc.notation.inference.functions import SHAPE_RULES
from matcalc.notation.inference.leaves import delta_of
from matcalc.notation.inference.lengths import ClashError, unknowns
from matcalc.notation.inference.reader import ShapeReader
from matcalc.notation.inference.relations import Elementwise, Operand
from matcalc.notation.inference.statements import Statement
from matcalc.notation.inference.told import Told, take_as_alike, take_in, with_named_lengths
from matcalc.notation.names import FUNCTION_NAMES, PI_NAMES
from matcalc.notation.sizes_in import lengths_named

if TYPE_CHECKING:
    from lark import Token, Tree

MOST_UNDECLARED = 200


def infer_shapes(
    statements: Sequence[Statement],
    declared: Mapping[str, Shape],
    square: Iterable[str] = (),
    told: Told | None = None,
) -> dict[str, Shape]:
    """The shape of every array that stands in the lines without being declared or defined, in reading order.

    square: the arrays that are square matrices by what else is known of them. told: what else is known of arrays; with
    it, lengths that nothing tells get letters of their own.
    Raises LanguageError for a line that can not be read and for a shape that nothing tells, ShapeError where no shape
    fits, both with a caret.
    """
    trees = [line.tree for line in statements]
    dimensions = _dimensions(declared, trees) | (frozenset() if told is None else told.named_lengths)
    defined = frozenset(line.name for line in statements if line.name is not None)
    deltas = _deltas(trees) - set(declared)
    reader = ShapeReader(declared, dimensions | frozenset(PI_NAMES), defined | deltas | FUNCTION_NAMES)
    whole = None
    try:
        for tree, line in zip(trees, statements, strict=True):
            whole = reader.read(tree, line.text)
            if told is None and len(reader.found) > MOST_UNDECLARED:
                raise InputError(f"more than {MOST_UNDECLARED} arrays have no shape: declare them with --shape")
        for name in square:
            if name in reader.found:
                reader.require_square(name)
        if told is not None:
            take_in(told, reader)
        _choose(reader, whole, kinds_are_told=told is not None)
        if told is not None:
            take_as_alike(reader)
    except ClashError as clash:
        raise misfit(clash, declared, in_document=told is not None) from None
    shapes = {name: reader.known.shape(found.shape) for name, found in reader.found.items()}
    if told is not None:
        return with_named_lengths(shapes, told.taken | dimensions | defined | set(shapes) | set(declared))
    if any(unknowns(side) for shape in shapes.values() for side in (shape.rows, shape.cols)):
        for tree, line in zip(trees, statements, strict=True):
            _require_known_functions(tree, line.text)
        long = frozenset().union(*(unknowns(reader.known.value(axis)) for axis in reader.indexed_axes))
        raise not_told(reader.found, shapes, declared, dimensions | defined, _factors(reader), long)
    return shapes


def _require_known_functions(tree: Tree[Token], text: str) -> None:
    """A function that is misspelt is said before any shape is asked for. Raises LanguageError."""
    for call in tree.find_data("call"):
        name, start = str(call.children[0]), call.meta.start_pos
        if name not in KNOWN and name not in SHAPE_RULES and (fault := fault_of_function(name)):
            raise LanguageError(fault, text, start)


def _dimensions(declared: Mapping[str, Shape], trees: Iterable[Tree[Token]]) -> frozenset[str]:
    """The names of lengths: those in declared shapes, in ones(n), eye(n) and their like, in spans, and of indices."""
    names = frozenset(name for shape in declared.values() for side in shape.axes for name in side.names)
    return names.union(*(lengths_named(tree, ("made", "span", "unvectored", "ranged")) for tree in trees))


def _deltas(trees: Iterable[Tree[Token]]) -> frozenset[str]:
    names = (delta_of(entry) for tree in trees for entry in tree.find_data("indexed"))
    return frozenset(name for name in names if name is not None)


def _choose(reader: ShapeReader, whole: Operand | None, *, kinds_are_told: bool) -> None:
    """Settle what is open, one array after the other, until nothing changes any more.

    kinds_are_told: the scalars are known, so that what stands beside one is none for that.
    """
    waiting = list(reader.elementwise)
    known = -1
    while waiting and reader.known.count > known:
        known = reader.known.count
        waiting = [relation for relation in waiting if not _is_settled(reader, relation)]
        kinds = (False,) if kinds_are_told else (False, True)
        beside = any(_choose_beside(reader, waiting, scalars=scalars) for scalars in kinds)
        if not beside and not any(_take_result(reader, relation) for relation in waiting):
            break
    if whole is not None and all(_may_be_vector(reader, name) for name in whole.names):
        for side in (whole.shape.rows, whole.shape.cols):
            if unknowns(reader.known.value(side)):
                reader.known.attempt(side, ONE)


def _may_be_vector(reader: ShapeReader, name: str) -> bool:
    """Whether it is no mere guess that an array is a vector: its other side is known, its name begins small."""
    shape = reader.known.shape(reader.found[name].shape)
    has_long_side = any(not (unknowns(side) or side.is_one) for side in (shape.rows, shape.cols))
    return reader.known.is_known(shape) or (name[0].islower() and has_long_side)


def _is_settled(reader: ShapeReader, relation: Elementwise) -> bool:
    return all(reader.known.is_known(operand.shape) for operand in relation.operands)


def _choose_beside(reader: ShapeReader, waiting: list[Elementwise], *, scalars: bool) -> bool:
    """Give open operands the shape of a known operand beside them; whether there was one."""
    chosen = False
    for relation in waiting:
        known = [reader.known.shape(one.shape) for one in relation.operands if _is_telling(reader, one, relation)]
        partner = max(known, key=lambda shape: len(shape.axes), default=None)
        if partner is None or partner.is_scalar != scalars:
            continue
        for operand in relation.operands:
            if not reader.known.is_known(operand.shape):
                _take(reader, operand.shape, partner)
                chosen = True
        if chosen and scalars:
            return True  # what follows from one scalar may say that the next is none
    return chosen


def _is_telling(reader: ShapeReader, operand: Operand, relation: Elementwise) -> bool:
    """Whether an operand says what stands beside it: all of it is known, and it is no number.

    X + eye(n) tells that X is n×n; in s * eye(n), s is as likely a scalar.
    """
    if operand.is_literal and (not relation.is_sum or operand.shape.is_scalar):
        return False
    found = (reader.found[name].shape for name in operand.names)
    return all(map(reader.known.is_known, (operand.shape, *found)))


def _take_result(reader: ShapeReader, relation: Elementwise) -> bool:
    """Give the first open operand the shape of the whole, where that is known; in a product, if no other has it."""
    result = reader.known.shape(relation.result)
    shapes = [reader.known.shape(one.shape) for one in relation.operands]
    if not reader.known.is_known(result) or (result in shapes and not relation.is_sum):
        return False
    first = next(one for one in relation.operands if not reader.known.is_known(one.shape))
    _take(reader, first.shape, result)
    return True


def _take(reader: ShapeReader, shape: Shape, partner: Shape) -> None:
    """Make a shape that of its partner, side by side; a side that can not be so stretches."""
    for side, other in ((shape.rows, partner.rows), (shape.cols, partner.cols)):
        if not reader.known.attempt(side, other):
            reader.known.attempt(side, ONE)


def _factors(reader: ShapeReader) -> frozenset[str]:
    """The arrays that multiply a whole matrix or vector of numbers, so that they are most likely scalars."""
    products = (relation for relation in reader.elementwise if not relation.is_sum)
    return frozenset(
        name
        for relation in products
        if any(one.is_literal and not one.shape.is_scalar for one in relation.operands)
        for one in relation.operands
        for name in one.names
    )
