"""Programs over families of arrays, each of its own kind: what is derived of them is checked, and run as code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import numpy as np
import pytest

from matcalc.api import derive
from matcalc.codegen import forward_value
from matcalc.codegen.backends import JAX
from matcalc.codegen.parameters import Kind, Parameter

jax.config.update("jax_enable_x64", True)

PROGRAMS = {
    "an LSTM over a sequence, of which the last state alone is looked at": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
"h[0]" = "m"
"c[0]" = "m"
Wi = "m×n"
Ui = "m×m"
Wf = "m×n"
Uf = "m×m"
Wo = "m×n"
Uo = "m×m"
Wg = "m×n"
Ug = "m×m"
[[define]]
expr = "ai[t] = Wi @ x[t] + Ui @ h[t-1]"
[[define]]
expr = "af[t] = Wf @ x[t] + Uf @ h[t-1]"
[[define]]
expr = "ao[t] = Wo @ x[t] + Uo @ h[t-1]"
[[define]]
expr = "ag[t] = Wg @ x[t] + Ug @ h[t-1]"
[[define]]
expr = "i[t] = sigmoid(ai[t])"
[[define]]
expr = "f[t] = sigmoid(af[t])"
[[define]]
expr = "o[t] = sigmoid(ao[t])"
[[define]]
expr = "g[t] = tanh(ag[t])"
[[define]]
expr = "c[t] = f[t] * c[t-1] + i[t] * g[t]"
[[define]]
expr = "h[t] = o[t] * tanh(c[t])"
[[define]]
expr = "L = norm2sq(h[T])"
[[derive]]
wrt = "c"
[[derive]]
wrt = "h"
[[derive]]
wrt = "Uf"
[[derive]]
wrt = "c[0]"
[[derive]]
wrt = "x"
""",
    "a sum of losses beside a term without a label": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
"y[t]" = ""
w = "n"
c = ""
[[define]]
expr = "L = (sum t: (w.T @ x[t] - y[t])**2) / 2 + c * norm2sq(w)"
[[derive]]
wrt = "w"
[[derive]]
wrt = "x"
[[derive]]
wrt = "c"
[[derive]]
wrt = "y"
""",
    "a function of a sum over heads": """
[over]
h = "H"
[shapes]
"A[h]" = "m×n"
x = "n"
[[define]]
expr = "s = sum h: A[h] @ x"
[[define]]
expr = "p = softmax(s)"
[[define]]
expr = "L = -log(p.T @ p)"
[[derive]]
wrt = "A"
[[derive]]
wrt = "x"
""",
    "the last state read by two equations": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
"h[0]" = "m"
W = "m×m"
U = "m×n"
V = "p×m"
[[define]]
expr = "h[t] = tanh(W @ h[t-1] + U @ x[t])"
[[define]]
expr = "c = sum t: x[t] * (h[T].T @ h[T])"
[[define]]
expr = "y = V @ h[T]"
[[define]]
expr = "L = norm2sq(y) + norm2sq(c)"
[[derive]]
wrt = "h"
[[derive]]
wrt = "W"
[[derive]]
wrt = "x"
""",
    "a product of sums over one family, which stands in it again": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
b = "n"
[[define]]
expr = "u = sum t: x[t] * b"
[[define]]
expr = "L = (sum t: x[t].T @ x[t]) * (sum t: b.T @ x[t]) + u.T @ u"
[[derive]]
wrt = "x"
[[derive]]
wrt = "b"
""",
    "an input of which the step before is read, too": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
"x[0]" = "n"
[[define]]
expr = "d[t] = x[t] - x[t-1]"
[[define]]
expr = "L = sum t: norm2sq(d[t])"
[[derive]]
wrt = "x"
[[derive]]
wrt = "x[0]"
""",
    "summands that do not depend on what is differentiated by": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
c = ""
b = "m"
[[define]]
expr = "L = (sum t: c * sum(x[t])) + (sum t: sum(x[t]) * sum(b))"
[[derive]]
wrt = "c"
[[derive]]
wrt = "b"
[[derive]]
wrt = "x"
""",
    "a product of matrices, one a step": """
[over]
t = "T"
[shapes]
"M[0]" = "n×n"
"A[t]" = "n×n"
[[define]]
expr = "M[t] = M[t-1] @ A[t]"
[[define]]
expr = "L = tr(M[T])"
[[derive]]
wrt = "A"
[[derive]]
wrt = "M"
[[derive]]
wrt = "M[0]"
""",
    "numbers, which the output adds up itself": """
[over]
t = "T"
[shapes]
"s[0]" = ""
a = ""
[[define]]
expr = "s[t] = a * s[t-1]"
[[define]]
expr = "L = sum t: s[t]"
[[derive]]
wrt = "s"
[[derive]]
wrt = "a"
""",
    "the inverse of a sum": """
[over]
t = "T"
[shapes]
"X[t]" = "m×n"
"y[t]" = "m"
[[define]]
expr = "S = sum t: X[t].T @ X[t]"
[[define]]
expr = "b = sum t: X[t].T @ y[t]"
[[define]]
expr = "w = inv(S) @ b"
[[define]]
expr = "L = logdet(S) + norm2sq(w)"
[[derive]]
wrt = "y"
[[derive]]
wrt = "X"
""",
    "means of each member": """
[over]
t = "T"
[shapes]
"X[t]" = "m×n"
[[define]]
expr = "mu[t] = mean(X[t], axis=0)"
[[define]]
expr = "D[t] = X[t] - mu[t]"
[[define]]
expr = "L = sum t: sum(D[t]**4)"
[[derive]]
wrt = "X"
""",
    "the last beside a sum over all, in equations of their own": """
[over]
t = "T"
[shapes]
W = "m×m"
"h[0]" = "m"
[[define]]
expr = "h[t] = tanh(W @ h[t-1])"
[[define]]
expr = "a = sum(h[T])"
[[define]]
expr = "b = sum t: norm2sq(h[t])"
[[define]]
expr = "L = a * b"
[[derive]]
wrt = "W"
[[derive]]
wrt = "h[0]"
""",
    "a product of functions of one member": """
[over]
t = "T"
[shapes]
"x[t]" = "n"
b = "n"
[[define]]
expr = "L = sum t: exp(x[t].T @ b) * sum(x[t])"
[[derive]]
wrt = "x"
[[derive]]
wrt = "b"
""",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program(name: str, tmp_path: Path) -> None:
    """The code of the gradients against JAX's through the code of the value, for every member."""
    file = tmp_path / "x.toml"
    file.write_text(f'title = "A program"\n{PROGRAMS[name]}', encoding="utf-8")
    derivation = derive(str(file))
    code, value = derivation.lambdify(), forward_value(derivation.problem.program, JAX)
    sizes = dict(zip(sorted(derivation.problem.program.lengths), (3, 2, 4, 5, 6), strict=False))
    for end in (1, 2, 3, 4):
        random = np.random.default_rng(end)
        parameters = {one.key: one for one in (*code._source.parameters, *value._source.parameters)}
        passed = {key: drawn(one, sizes, end, random) for key, one in parameters.items()}
        results = code(**{key: passed[key] for key in code.parameters})
        inputs = [wrt for wrt in derivation.wrt if wrt in passed]
        assert inputs
        results = results if len(derivation.wrt) > 1 else {inputs[0]: results}
        for wrt in inputs:
            for found, expected in pairs(results[wrt], slopes(value, passed, wrt)):
                np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9, err_msg=f"{wrt}, {end} members")


def drawn(parameter: Parameter, sizes: dict[str, int], end: int, random: Any) -> Any:
    if parameter.array is None:
        return end
    axes = [length.evaluate(sizes) for length in parameter.array.shape.axes]
    if parameter.kind is Kind.FAMILY:
        return [random.standard_normal(axes) for _ in range(end)]
    return random.standard_normal(axes)


def pairs(found: Any, expected: Any) -> list[tuple[Any, Any]]:
    return list(zip(found, expected, strict=True)) if isinstance(expected, list) else [(found, expected)]


def slopes(value: Any, passed: dict[str, Any], wrt: str) -> Any:
    """The derivative of the value by an array, or by each member of a family, as JAX has it."""
    others = {key: passed[key] for key in value.parameters if key != wrt}
    return jax.grad(lambda moved: value(**others, **{wrt: moved}))(passed[wrt])


def test_there_are_programs_of_every_kind() -> None:
    assert any("[[define]]" in text and "[T]" in text for text in PROGRAMS.values())
    assert any("[t-1]" in text for text in PROGRAMS.values())
    assert any("sum h:" in text for text in PROGRAMS.values())
