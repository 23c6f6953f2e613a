"""Networks."""

from tests.library.entry import Entry
from tests.library.unknown import f, g


def two_layer_network(tap, x, W1, b1, W2, b2, y):
    z1 = tap("z1", W1 @ x + b1)
    a1 = tap("a1", f(z1))
    z2 = tap("z2", W2 @ a1 + b2)
    a2 = tap("a2", g(z2))
    return ((a2 - y) ** 2).sum() / 2


ENTRIES = {
    "two-layer-network": Entry(two_layer_network),
}
