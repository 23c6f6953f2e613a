"""What the lines of a text say in the input language, member by member, and what is said of lines that are not read."""

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


REFUSED = {
    "nielsen-entropy": ("not every term under this sum has the index x, so nothing tells how often it is added"),
    "cs231n-gradient": "no scalar is differentiated in this text; write ∇_x E with the scalar after it",
    "cs231n-linear": "W x_i + b has the index i, and no other side has: a sum over it is written Σ_i",
    "cs231n-loss": "the subscript of f_{y_i} is neither an index nor a label",
    "cs231n-scores": "= has no meaning here",
    "goodfellow-tensor-chain": r"\nabla_{\mathbf{X}} Y_j is read as the gradient of a named scalar",
    "goodfellow-loss": (
        r"(\hat{\boldsymbol{y}}, \boldsymbol{y}) is read as all entries of one array, "
        "(a_1, …, a_n), and as nothing else"
    ),
    "parr-jacobian": "gradients of two scalars stand here side by side; name each",
    "parr-elementwise": (
        r"\mathbf{w} ⊗ \mathbf{x}, of two vectors, is read in three ways; write a \odot "
        r"b, a b^T or \operatorname{vec}(b a^T)"
    ),
    "parr-neuron": r"activation is read letter by letter; a word is \operatorname{activation}",
    "parr-loss": (
        r"\mathbf{x}_i is one of several vectors, and nothing that is read says whether these are rows or "
        "columns of X"
    ),
    "cookbook-37": "∂ has no meaning here",
    "cookbook-40": "∂ has no meaning here",
    "cookbook-132": (
        "the superscript H is read neither as a layer nor as a power: layers are written "
        "x^{(H)}, and a power is a number, T or -1"
    ),
    "post-frobenius": "differentials are not read; write a derivative, ∂f/∂X",
    "post-differential": "differentials are not read; write a derivative, ∂f/∂X",
    "post-hessian": ("second derivatives are not read; state them as the derivative of a named gradient"),
    "post-unicode-layers": "no scalar is differentiated in this text; write ∇_x E with the scalar after it",
}
"""What is not read, or in two ways, by the line of the corpus, and what is said of it."""
