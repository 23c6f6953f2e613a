"""Walking through expressions, and replacing parts of them. Not recursive, each shared node once."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from weakref import WeakKeyDictionary

from matcalc.forms.matrix_form import Node, Symbol


def walk(root: Node, settled: Container[Node] = ()) -> Iterator[Node]:
    """Every node of the expression, children before parents, each shared node once. Not recursive.

    settled: nodes that are passed over with all that is below them; it may grow on the way.
    """
    seen: set[int] = set()
    stack: list[tuple[Node, bool]] = [(root, False)]
    while stack:
        current, ready = stack.pop()
        if id(current) in seen or current in settled:
            continue
        children = () if ready else current.children
        if children:
            stack.append((current, True))
            stack.extend([(child, False) for child in reversed(children)])
        else:
            seen.add(id(current))
            yield current


_symbols: WeakKeyDictionary[Node, tuple[Symbol, ...]] = WeakKeyDictionary()


def symbols_in(root: Node) -> tuple[Symbol, ...]:
    """The symbols of an expression in reading order, each once. Worked out once for each expression."""
    if isinstance(root, Symbol):
        return (root,)
    if (known := _symbols.get(root)) is None:
        known = _symbols[root] = tuple([part for part in walk(root) if isinstance(part, Symbol)])
    return known


def replaced(root: Node, images: Mapping[Node, Node]) -> Node:
    """`root` with every node that is a key of `images` replaced by its image, shapes checked anew."""
    return rewritten(root, dict(images))


def rewritten(root: Node, done: dict[Node, Node], rewrite: Callable[[Node], Node] = lambda part: part) -> Node:
    """`root` rewritten from the leaves up: each node is made of the images of its children, then given to `rewrite`.

    done: images that are known already; those of all parts of `root` are added, so that no node is rewritten twice.
    """
    for part in walk(root, done):
        children = tuple(done[child] for child in part.children)
        done[part] = rewrite(part if children == part.children else part.rebuilt(children))
    return done[root]


def lengths_in(root: Node) -> frozenset[str]:
    """The names in the shapes of an expression and of all its parts: m, n and p in ones(m, p) @ ones(p, n)."""
    return frozenset().union(*(side.names for part in walk(root) for side in (part.shape.rows, part.shape.cols)))
