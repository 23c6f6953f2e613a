"""What lines of published texts say, in the input language: by the text they stand in, the line and its members."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """latex: a chain of equations; says: each member as (subject, expression), None for a hole.

    free: the indices that stand unsummed, None in matrix form.
    """

    latex: str
    says: tuple[tuple[str, str] | None, ...]
    free: tuple[str, ...] | None = None
    lets: tuple[str, ...] = ()


LAYERS = (
    Line(
        r"z_j^{(k+1)} = \sum_i W_{ij}^{(k)}a_i^{(k)}",
        (("z[j]", "z[j]"), ("", "sum i: W[i, j] * a[i]")),
        ("j",),
    ),
    Line(r"a_j^{(k+1)} = f(z_j^{(k+1)})", (("a_next[j]", "a_next[j]"), ("", "f(z[j])")), ("j",)),
    Line(
        r"\nabla a_j^{(k+1)} = \frac{\partial E}{\partial a_j^{(k+1)}}",
        (("grad_a_next[j]", "grad_a_next[j]"), ("grad_a_next[j]", "grad_a_next[j]")),
        ("j",),
    ),
    Line(
        r"\nabla z_j^{(k+1)} = \frac{\partial E}{\partial z_j^{(k+1)}} = \frac{\partial E}{\partial a_j^{(k+1)}}"
        r" \frac{\partial a_j^{(k+1)}}{\partial z_j^{(k+1)}} = \nabla a_j^{(k+1)} f'(z_j^{(k+1)})",
        (
            ("grad_z[j]", "grad_z[j]"),
            ("grad_z[j]", "grad_z[j]"),
            ("", "grad_a_next[j] * D(a_next[j], z[j])"),
            ("", "grad_a_next[j] * f'(z[j])"),
        ),
        ("j",),
    ),
    Line(
        r"\nabla a_i^{(k)} = \frac{\partial E}{\partial a_i^{(k)}} = \sum_j \frac{\partial E}{\partial z_j^{(k+1)}}"
        r" \frac{\partial z_j^{(k+1)}}{\partial a_i^{(k)}} = \sum_j \nabla z_j^{(k+1)} W_{ij}^{(k)}",
        (
            ("grad_a[i]", "grad_a[i]"),
            ("grad_a[i]", "grad_a[i]"),
            ("", "sum j: grad_z[j] * D(z[j], a[i])"),
            ("", "sum j: grad_z[j] * W[i, j]"),
        ),
        ("i",),
    ),
    Line(
        r"\nabla W_{ij}^{(k)} = \frac{\partial E}{\partial W_{ij}^{(k)}} = \frac{\partial E}{\partial z_j^{(k+1)}}"
        r" \frac{\partial z_j^{(k+1)}}{\partial W_{ij}^{(k)}} = \nabla z_j^{(k+1)} a_{i}^{(k)}",
        (
            ("grad_W[i, j]", "grad_W[i, j]"),
            ("grad_W[i, j]", "grad_W[i, j]"),
            ("", "grad_z[j] * D(z[j], W[i, j])"),
            ("", "grad_z[j] * a[i]"),
        ),
        ("i", "j"),
    ),
    Line(
        r"\mathbf{z}^{(k+1)} = \mathbf{W}^{(k)}\mathbf{a}^{(k)} + \mathbf{b}^{(k)}",
        (("z", "z"), ("", "W @ a + b")),
    ),
    Line(r"\mathbf{a}^{(k+1)} = f(\mathbf{z}^{(k+1)})", (("a_next", "a_next"), ("", "f(z)"))),
    Line(
        r"\nabla \mathbf{z}^{(k+1)} = \frac{\partial E}{\partial \mathbf{z}^{(k+1)}} = ???"
        r" = \nabla \mathbf{a}^{(k+1)} \odot f'(\mathbf{z}^{(k+1)})",
        (("grad_z", "grad_z"), ("D(E, z)", "D(E, z)"), None, ("", "grad_a_next * f'(z)")),
    ),
    Line(
        r"\nabla \mathbf{a}^{(k)} = \frac{\partial E}{\partial \mathbf{a}^{(k)}} = ???"
        r" = {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}",
        (("grad_a", "grad_a"), ("D(E, a)", "D(E, a)"), None, ("", "W.T @ grad_z")),
    ),
    Line(
        r"\nabla \mathbf{W}^{(k)} = \frac{\partial E}{\partial \mathbf{W}^{(k)}} = ???"
        r" = \nabla\mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^T ",
        (("grad_W", "grad_W"), ("D(E, W)", "D(E, W)"), None, ("", "grad_z @ a.T")),
    ),
    Line(
        r"\nabla_{a_j^{(k+1)}} E = \frac{\partial E}{\partial a_j^{(k+1)}}",
        (("grad_a_next[j]", "grad_a_next[j]"), ("grad_a_next[j]", "grad_a_next[j]")),
        ("j",),
    ),
    Line(
        r"\nabla_{\mathbf{a}^{(k)}} E = \left( \frac{\partial E}{\partial a_1^{(k)}} , \cdots,"
        r" \frac{\partial E}{\partial a_n^{(k)}}\right)^T \;\;\;\; (\star)",
        (("grad_a", "grad_a"), ("grad_a", "grad_a")),
    ),
    Line(
        r"\frac{\partial E}{\partial a_i^{(k)}}= \sum_j \frac{\partial E}{\partial z_j^{(k+1)}}"
        r" \frac{\partial z_j^{(k+1)}}{\partial a_i^{(k)}}=\sum_j \frac{\partial E}{\partial z_j^{(k+1)}}W_{ij}^{(k)}",
        (
            ("grad_a[i]", "grad_a[i]"),
            ("", "sum j: grad_z[j] * D(z[j], a[i])"),
            ("", "sum j: grad_z[j] * W[i, j]"),
        ),
        ("i",),
    ),
    Line(
        r"\frac{\partial E}{\partial a_i^{(k)}} = (W_{:,i}^{(k)})^T \nabla_{\mathbf{z}^{(k+1)}} E",
        (("grad_a[i]", "grad_a[i]"), ("", "sum p: W[p, i] * grad_z[p]")),
        ("i",),
    ),
    Line(
        r"\nabla_{\mathbf{a}^{(k)}} E = (\mathbf{W}^{(k)})^T\nabla_{\mathbf{z}^{(k+1)}} E.",
        (("grad_a", "grad_a"), ("", "W.T @ grad_z")),
    ),
    Line(
        r"\mathbf{z}^{(k+1)} = (\mathbf{W}^{(k)})^T \mathbf{a}^{(k)} + \mathbf{b}^{(k)}",
        (("z", "z"), ("", "W.T @ a + b")),
    ),
    Line(
        r"\nabla_{\mathbf{a}^{(k)}} E = \frac{\partial E}{\partial \mathbf{a}^{(k)}} ="
        r" \frac{\partial \mathbf{z^{(k+1)}}}{\partial \mathbf{a}^{(k)}}"
        r" \frac{\partial E}{\partial \mathbf{z}^{(k+1)}}="
        r" \mathbf{W}^{(k)} \frac{\partial E}{\partial \mathbf{z}^{(k+1)}}",
        (("grad_a", "grad_a"), ("D(E, a)", "D(E, a)"), ("", "D(z, a) @ D(E, z)"), ("", "W @ D(E, z)")),
    ),
    Line(
        r"\frac{\partial \mathbf{z^{(k+1)}}}{\partial \mathbf{a}^{(k)}} ="
        r" \dfrac{\partial\left((\mathbf{W}^{(k)})^T \mathbf{a}^{(k)} + \mathbf{b}^{(k)}\right)}{\partial"
        r" \mathbf{a}^{(k)}}=\dfrac{\partial\left((\mathbf{W}^{(k)})^T \mathbf{a}^{(k)}\right)}{\partial"
        r" \mathbf{a}^{(k)}} + \dfrac{\partial\mathbf{b}^{(k)}}{\partial \mathbf{a}^{(k)}}",
        (("D(z, a)", "D(z, a)"), ("D(t, a)", "D(t, a)"), ("", "D(u, a) + D(b, a)")),
        lets=("t = W.T @ a + b", "u = W.T @ a"),
    ),
    Line(
        r"\dfrac{\partial\mathbf{b}^{(k)}}{\partial \mathbf{a}^{(k)}}=0",
        (("D(b, a)", "D(b, a)"), ("", "0")),
    ),
    Line(
        r"\dfrac{\partial\left((\mathbf{W}^{(k)})^T \mathbf{a}^{(k)}\right)}{\partial \mathbf{a}^{(k)}} ="
        r" \dfrac{\partial \mathbf{a}^{(k)}}{\partial \mathbf{a}^{(k)}} \mathbf{W}^{(k)} = \mathbf{W}^{(k)}.",
        (("D(t, a)", "D(t, a)"), ("", "D(a, a) @ W"), ("W", "W")),
        lets=("t = W.T @ a",),
    ),
)
"""Two layers of a network, in index form and in matrix form, with gradients written in four ways."""
