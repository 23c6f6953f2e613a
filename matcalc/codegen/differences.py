"""The functions that a self-test is made with: central differences, and how far two arrays are apart."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.codegen.backends import Backend

STEP = "1e-5"
NEAR = "1e-9"
"""The length of a step of Newton's method after which the next one would be as long as rounding errors."""

MOST_STEPS = 50

LEAST = "1e-3"
"""What an error is measured against at least: a derivative that is 0 has no size of its own."""


@dataclass(frozen=True, slots=True)
class Types:
    """What a file is about, as types.

    output: what is differentiated. values: that, and what is differentiated once more. derivatives: what is compared of
    the results. passed: the arrays that are passed.
    """

    output: str
    values: str
    derivatives: str
    passed: str


def differences_text(backend: Backend, types: Types, called: str) -> str:
    """The function that differentiates another by one of its arrays."""
    word, array = backend.word, backend.array
    x = f"{word('as_tensor' if backend.is_torch else 'asarray')}(arrays[name])"
    count = "x.numel()" if backend.is_torch else "x.size"
    return f'''\
def {called}(function: Callable[..., {types.values}], name: str, arrays: Mapping[str, {types.passed}]) -> {array}:
    """The derivative of function(**arrays) at one of them: axes of the value, then of the array."""
    x = {x}
    steps = {STEP} * {word("eye")}({count}).reshape(-1, *x.shape)
    ends = [[function(**{{**arrays, name: x + sign * step}}) for sign in (1, -1)] for step in steps]
    slopes = {word("stack")}([(above - below) / (2 * {STEP}) for above, below in ends], -1)
    return slopes.reshape(slopes.shape[:-1] + x.shape)
'''


def of_list_text(backend: Backend, types: Types, called: str, differences: str) -> str:
    """The function that differentiates another by each array of a list. differences: what the one above is called."""
    array, values, passed = backend.array, types.values, types.passed
    return f'''\
def {called}(function: Callable[..., {values}], name: str, arrays: Mapping[str, {passed}]) -> list[{array}]:
    """The same at each array of a list."""
    whole = arrays[name]

    def at(k: int) -> {array}:
        def moved(x: {array}) -> {values}:
            return function(**{{**arrays, name: [*whole[:k], x, *whole[k + 1 :]]}})

        return {differences}(moved, "x", {{"x": whole[k]}})

    return [at(k) for k in range(len(whole))]
'''


def newton_text(backend: Backend, types: Types, called: str, differences: str) -> str:
    """The function that solves an equation. differences: what the function that differentiates is called."""
    word, array = backend.word, backend.array
    return f'''\
def {called}(function: Callable[..., {array}], name: str, arrays: Mapping[str, {types.passed}]) -> {array}:
    """The array at which function(**arrays) is 0, by Newton's method from arrays[name]."""
    x = arrays[name]
    for _ in range({MOST_STEPS}):
        at = {{**arrays, name: x}}
        step = {word("linalg.solve")}({differences}(function, name, at), function(**at))
        x = x - step
        if float({word("max")}({word("abs")}(step))) < {NEAR}:
            return x
    raise SystemExit("Newton's method finds no solution")
'''


def error_text(backend: Backend, types: Types, called: str) -> str:
    """The function that says how far two arrays are apart."""
    word, array = backend.word, backend.array
    shape = f"{word('as_tensor')}(found).shape" if backend.is_torch else f"{word('shape')}(found)"
    has_lists = "list[" in types.derivatives
    return f'''\
def {called}(found: {types.derivatives}, expected: {array}) -> float:
    """The largest error, measured by the largest entry; infinite where the shapes differ."""
    if {"isinstance(found, list) or " if has_lists else ""}{shape} != expected.shape:
        return float("inf")
    most = float({word("max")}({word("abs")}(expected)))
    return float({word("max")}({word("abs")}(found - expected))) / max(most, {LEAST})
'''
