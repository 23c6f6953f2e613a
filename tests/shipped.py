"""The problems of which every variation of a page is derived: all details, settings, routes, layouts and targets.

The whole library is derived once an entry, in tests/test_library.py.
"""

VARIED = (
    "dense-layer",
    "dense-layer-batch",
    "dense-layer-bias-column",
    "dense-layer-scalar-weights",
    "lemma-logsumexp",
    "lemma-norm",
    "lemma-softmax",
    "lemma-variance",
    "two-layer-network",
)
