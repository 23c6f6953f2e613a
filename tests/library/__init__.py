"""The forward programs of the library a second time, written by hand in JAX: the oracle of tests/test_library.py.

Each module here has a dict ENTRIES: the name of a problem in derivations/ → an `Entry`. Nothing of matcalc is used.

An entry's `forward` takes `tap`, then the problem's inputs by name (vectors and rows 1-D, matrices 2-D, scalars 0-D).
It returns what the problem differentiates: a scalar, an array (whose Jacobian is compared), or, where the problem says
[upstream], a dict of the arrays whose gradients are given. `tap("z", value)` gives back the value: it is written where
the program computes an array of the problem by which a derivative is asked for, so that JAX can differentiate by it.

    ENTRIES = {
        "dense-layer": Entry(dense_layer),
        "ridge": Entry(ridge, draw={"c": lambda rng, size: 0.7}, sizes={"m": 9, "n": 4}),
    }

Inputs are standard normal numbers, made to fit what the problem assumes of them, or what `draw` makes of a random
generator and the sizes by name. The unknown functions f and g are `unknown.f` and `unknown.g`.
"""
