"""Functions whose arguments do not fit, and what was likely meant: other forms of the arguments, tried in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice

from matcalc.errors import ShapeError, proposed
from matcalc.forms.matrix_form import HStack, Node, VStack
from matcalc.notation.repairs import MOST_ADVICE, piece, product_forms, turned, written

STACKS: dict[str, type[HStack | VStack]] = {"hstack": HStack, "vstack": VStack}


def square(name: str, make: Callable[[Node], Node], *others: str) -> Callable[[Node], Node]:
    """`make`, whose ShapeError for an array that is not square says which product with its transpose is.

    others: functions that take any array, and may have been meant.
    """

    def made(arg: Node) -> Node:
        try:
            return make(arg)
        except ShapeError as error:
            meant = (f"{name}({written('@', turned(arg), arg)})", *(f"{other}({piece(arg)})" for other in others))
            raise ShapeError(f"{error}{proposed(meant)}") from None

    return made


def stack(name: str) -> Callable[[tuple[Node, ...]], Node]:
    """A stack, whose ShapeError for blocks that do not fit says which would: one turned, or the other stack."""

    def made(args: tuple[Node, ...]) -> Node:
        try:
            return STACKS[name](args)
        except ShapeError as error:
            raise ShapeError(f"{error}{_meant(_stacks(name, args))}") from None

    return made


def pair(make: Callable[[Node, Node], Node], name: str) -> Callable[[Node, Node], Node]:
    """A function of two arrays, whose ShapeError says which turned ones it takes, or which products there are."""

    def made(left: Node, right: Node) -> Node:
        try:
            return make(left, right)
        except ShapeError as error:
            raise ShapeError(f"{error}{_meant(_pairs(make, name, left, right))}") from None

    return made


def _stacks(name: str, args: tuple[Node, ...]) -> Iterator[str]:
    names = [name, *(other for other in STACKS if other != name)]
    turned_once = [(*args[:at], turned(arg), *args[at + 1 :]) for at, arg in enumerate(args)]
    for stacked, blocks in [(names[1], args), *((each, blocks) for each in names for blocks in turned_once)]:
        if _takes(partial(STACKS[stacked], blocks)):
            yield f"{stacked}({', '.join(map(piece, blocks))})"


def _pairs(make: Callable[[Node, Node], Node], name: str, left: Node, right: Node) -> Iterator[str]:
    for first, second in ((turned(left), right), (left, turned(right)), (turned(left), turned(right))):
        if _takes(partial(make, first, second)):
            yield f"{name}({piece(first)}, {piece(second)})"
    if left.shape.is_matrix or right.shape.is_matrix:
        yield from product_forms(left, right)


def _takes(make: Callable[[], Node]) -> bool:
    try:
        make()
    except ShapeError:
        return False
    return True


def _meant(proposals: Iterator[str]) -> str:
    return proposed(list(islice(dict.fromkeys(proposals), MOST_ADVICE)))
