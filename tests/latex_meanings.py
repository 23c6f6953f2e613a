"""What lines of published texts say, in the input language: by the text they stand in, the line and its members."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """latex: a chain of equations; says: each member as (subject, expression), None for a hole.

    free: the indices that stand unsummed, None in matrix form. shapes: what is declared. number: which statement of
    the line it is.
    """

    latex: str
    says: tuple[tuple[str, str] | None, ...]
    free: tuple[str, ...] | None = None
    lets: tuple[str, ...] = ()
    shapes: str = ""
    number: int = 0


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


TEXTS = {
    "nielsen-forward": Line(
        r"a^l = \sigma(w^l a^{l-1} + b^l)",
        (("a", "a"), ("", "sigma(w @ a_before + b)")),
        shapes="a: m, a^l-1: n, w: m n, b: m",
    ),
    "nielsen-forward-entry": Line(
        r"a^{l}_j = \sigma\left( \sum_k w^{l}_{jk} a^{l-1}_k + b^l_j \right)",
        (("a[j]", "a[j]"), ("", "sigma(t[j])")),
        free=("j",),
        lets=("t[j] = sum k: w[j, k] * a_before[k] + b[j]",),
    ),
    "nielsen-weighted": Line(
        r"z^l \equiv w^l a^{l-1}+b^l", (("z", "z"), ("", "w @ a + b")), shapes="z: m, a: n, w: m n, b: m"
    ),
    "nielsen-error": Line(
        r"\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}.",
        (("grad_z[j]", "grad_z[j]"), ("grad_z[j]", "grad_z[j]")),
        free=("j",),
    ),
    "nielsen-bp1-entry": Line(
        r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j).",
        (("delta[j]", "delta[j]"), ("", "grad_a[j] * sigma'(z[j])")),
        free=("j",),
    ),
    "nielsen-bp1": Line(
        r"\delta^L = \nabla_a C \odot \sigma'(z^L).",
        (("delta", "delta"), ("", "grad_a * sigma'(z)")),
        shapes="a: n, z: n, delta: n",
    ),
    "nielsen-bp1-quadratic": Line(
        r"\delta^L = (a^L-y) \odot \sigma'(z^L).", (("delta", "delta"), ("", "(a - y) * sigma'(z)"))
    ),
    "nielsen-bp2": Line(
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l),",
        (("delta", "delta"), ("", "(w.T @ delta_next) * sigma'(z)")),
        shapes="w: m n, z: n, delta: n, delta^l+1: m",
    ),
    "nielsen-bp2-entry": Line(
        r"\delta^l_j = \sum_k w^{l+1}_{kj}  \delta^{l+1}_k \sigma'(z^l_j).",
        (("delta[j]", "delta[j]"), ("", "sum k: w[k, j] * delta_next[k] * sigma'(z[j])")),
        free=("j",),
    ),
    "nielsen-bp3": Line(
        r"\frac{\partial C}{\partial b^l_j} = \delta^l_j.",
        (("grad_b[j]", "grad_b[j]"), ("delta[j]", "delta[j]")),
        free=("j",),
    ),
    "nielsen-bp4": Line(
        r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j.",
        (("grad_w[j, k]", "grad_w[j, k]"), ("", "a[k] * delta[j]")),
        free=("j", "k"),
    ),
    "nielsen-quadratic": Line(
        r"C = \frac{1}{2} \|y-a^L\|^2 = \frac{1}{2} \sum_j (y_j-a^L_j)^2,",
        (("C", "C"), ("", "1 / 2 * norm2sq(y - a)"), ("", "sum j: t[j]**2 / 2")),
        free=(),
        lets=("t[j] = y[j] - a[j]",),
    ),
    "nielsen-sigmoid": Line(r"\sigma(z) \equiv \frac{1}{1+e^{-z}}.", (("", "sigma(z)"), ("", "1 / (1 + exp(-z))"))),
    "nielsen-chain": Line(
        r"\begin{eqnarray} \delta^l_j & = & \frac{\partial C}{\partial z^l_j} \\ & = & \sum_k"
        r" \frac{\partial C}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j} \\ & = &"
        r" \sum_k \frac{\partial z^{l+1}_k}{\partial z^l_j} \delta^{l+1}_k, \tag{42}\end{eqnarray}",
        (
            ("grad_z[j]", "grad_z[j]"),
            ("grad_z[j]", "grad_z[j]"),
            ("", "sum k: grad_z_next[k] * D(z_next[k], z[j])"),
            ("", "sum k: D(z_next[k], z[j]) * grad_z_next[k]"),
        ),
        free=("j",),
    ),
    "cs231n-product": Line(
        r"f(x,y) = x y \hspace{0.5in} \rightarrow \hspace{0.5in} \frac{\partial f}{\partial x} = y",
        (("f", "f"), ("", "x * y")),
    ),
    "cs231n-product-1": Line(
        r"f(x,y) = x y \hspace{0.5in} \rightarrow \hspace{0.5in} \frac{\partial f}{\partial x} = y",
        (("grad_x", "grad_x"), ("y", "y")),
        number=1,
    ),
    "cs231n-chain": Line(
        r"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} \frac{\partial q}{\partial"
        r" x}",
        (("grad_x", "grad_x"), ("", "grad_q * D(q, x)")),
    ),
    "cs231n-sigmoid": Line(
        r"\sigma(x) = \frac{1}{1+e^{-x}} \\ \rightarrow \hspace{0.3in} \frac{d\sigma(x)}{dx} ="
        r" \frac{e^{-x}}{(1+e^{-x})^2} = \left( 1 - \sigma(x) \right) \sigma(x)",
        (("", "sigma(x)"), ("", "1 / (1 + exp(-x))")),
    ),
    "cs231n-sigmoid-1": Line(
        r"\sigma(x) = \frac{1}{1+e^{-x}} \\ \rightarrow \hspace{0.3in} \frac{d\sigma(x)}{dx} ="
        r" \frac{e^{-x}}{(1+e^{-x})^2} = \left( 1 - \sigma(x) \right) \sigma(x)",
        (
            ("grad_x", "grad_x"),
            ("", "exp(-x) / (1 + exp(-x))**2"),
            ("", "(1 - sigma(x)) * sigma(x)"),
        ),
        lets=("t = sigma(x)",),
        number=1,
    ),
    "cs224n-jacobian-entry": Line(
        r"\left(\frac{\partial \boldsymbol{f}}{\partial \boldsymbol{x}}\right)_{ij} ="
        r" \frac{\partial f_i}{\partial x_j}",
        (("", "D(f[i], x[j])"), ("D(f[i], x[j])", "D(f[i], x[j])")),
        free=("i", "j"),
    ),
    "cs224n-matrix-times-column": Line(
        r"\boldsymbol{z} = \boldsymbol{W}\boldsymbol{x}, \quad \frac{\partial"
        r" \boldsymbol{z}}{\partial \boldsymbol{x}} = \boldsymbol{W}",
        (("z", "z"), ("", "W @ x")),
    ),
    "cs224n-matrix-times-column-1": Line(
        r"\boldsymbol{z} = \boldsymbol{W}\boldsymbol{x}, \quad \frac{\partial"
        r" \boldsymbol{z}}{\partial \boldsymbol{x}} = \boldsymbol{W}",
        (("D(z, x)", "D(z, x)"), ("W", "W")),
        number=1,
    ),
    "cs224n-row-times-matrix": Line(
        r"\frac{\partial \boldsymbol{z}}{\partial \boldsymbol{x}} = \boldsymbol{W}^T",
        (("D(z, x)", "D(z, x)"), ("", "W.T")),
    ),
    "cs224n-elementwise": Line(
        r"\boldsymbol{z} = f(\boldsymbol{x}), \qquad \frac{\partial \boldsymbol{z}}{\partial"
        r" \boldsymbol{x}} = \text{diag}(f'(\boldsymbol{x}))",
        (("z", "z"), ("", "f(x)")),
    ),
    "cs224n-elementwise-1": Line(
        r"\boldsymbol{z} = f(\boldsymbol{x}), \qquad \frac{\partial \boldsymbol{z}}{\partial"
        r" \boldsymbol{x}} = \text{diag}(f'(\boldsymbol{x}))",
        (("D(z, x)", "D(z, x)"), ("", "diag(f'(x))")),
        number=1,
    ),
    "cs224n-weights": Line(
        r"\frac{\partial J}{\partial \boldsymbol{W}} = \boldsymbol{\delta}^T \boldsymbol{x}^T",
        (("D(J, W)", "D(J, W)"), ("", "delta.T @ x.T")),
    ),
    "cs224n-softmax": Line(
        r"\frac{\partial J}{\partial \boldsymbol{\theta}} = (\hat{\boldsymbol{y}} -"
        r" \boldsymbol{y})^T",
        (("D(J, theta)", "D(J, theta)"), ("", "(y_hat - y).T")),
    ),
    "cs224n-network": Line(
        r"\begin{align*} &\boldsymbol{x} = \text{input} \\ &\boldsymbol{z} ="
        r" \boldsymbol{W}\boldsymbol{x} + \boldsymbol{b}_1 \\ &\boldsymbol{h} ="
        r" \text{ReLU}(\boldsymbol{z}) \\ &\boldsymbol{\theta} = \boldsymbol{U}\boldsymbol{h} +"
        r" \boldsymbol{b}_2 \\ &\hat{\boldsymbol{y}} = \text{softmax}(\boldsymbol{\theta}) \\ &J ="
        r" CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) \end{align*}",
        (("x", "x"), ("input", "input")),
    ),
    "cs224n-network-1": Line(
        r"\begin{align*} &\boldsymbol{x} = \text{input} \\ &\boldsymbol{z} ="
        r" \boldsymbol{W}\boldsymbol{x} + \boldsymbol{b}_1 \\ &\boldsymbol{h} ="
        r" \text{ReLU}(\boldsymbol{z}) \\ &\boldsymbol{\theta} = \boldsymbol{U}\boldsymbol{h} +"
        r" \boldsymbol{b}_2 \\ &\hat{\boldsymbol{y}} = \text{softmax}(\boldsymbol{\theta}) \\ &J ="
        r" CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) \end{align*}",
        (("z", "z"), ("", "W @ x + b_1")),
        number=1,
    ),
    "cs224n-network-2": Line(
        r"\begin{align*} &\boldsymbol{x} = \text{input} \\ &\boldsymbol{z} ="
        r" \boldsymbol{W}\boldsymbol{x} + \boldsymbol{b}_1 \\ &\boldsymbol{h} ="
        r" \text{ReLU}(\boldsymbol{z}) \\ &\boldsymbol{\theta} = \boldsymbol{U}\boldsymbol{h} +"
        r" \boldsymbol{b}_2 \\ &\hat{\boldsymbol{y}} = \text{softmax}(\boldsymbol{\theta}) \\ &J ="
        r" CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) \end{align*}",
        (("h", "h"), ("", "relu(z)")),
        number=2,
    ),
    "cs224n-network-3": Line(
        r"\begin{align*} &\boldsymbol{x} = \text{input} \\ &\boldsymbol{z} ="
        r" \boldsymbol{W}\boldsymbol{x} + \boldsymbol{b}_1 \\ &\boldsymbol{h} ="
        r" \text{ReLU}(\boldsymbol{z}) \\ &\boldsymbol{\theta} = \boldsymbol{U}\boldsymbol{h} +"
        r" \boldsymbol{b}_2 \\ &\hat{\boldsymbol{y}} = \text{softmax}(\boldsymbol{\theta}) \\ &J ="
        r" CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) \end{align*}",
        (("theta", "theta"), ("", "U @ h + b_2")),
        number=3,
    ),
    "cs224n-network-4": Line(
        r"\begin{align*} &\boldsymbol{x} = \text{input} \\ &\boldsymbol{z} ="
        r" \boldsymbol{W}\boldsymbol{x} + \boldsymbol{b}_1 \\ &\boldsymbol{h} ="
        r" \text{ReLU}(\boldsymbol{z}) \\ &\boldsymbol{\theta} = \boldsymbol{U}\boldsymbol{h} +"
        r" \boldsymbol{b}_2 \\ &\hat{\boldsymbol{y}} = \text{softmax}(\boldsymbol{\theta}) \\ &J ="
        r" CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) \end{align*}",
        (("y_hat", "y_hat"), ("", "softmax(theta)")),
        number=4,
    ),
    "cs224n-delta": Line(
        r"\boldsymbol{\delta}_2 = \boldsymbol{\delta}_1 \boldsymbol{U} \circ"
        r" \text{sgn}(\boldsymbol{h})",
        (("delta_2", "delta_2"), ("", "(delta_1 @ U) * sign(h)")),
    ),
    "goodfellow-quadratic": Line(
        r"f(\boldsymbol{x}) = \frac{1}{2} ||\boldsymbol{A} \boldsymbol{x} - \boldsymbol{b}||_2^2.",
        (("f", "f"), ("", "1 / 2 * norm2sq(A @ x - b)")),
    ),
    "goodfellow-quadratic-gradient": Line(
        r"\nabla_{\boldsymbol{x}} f(\boldsymbol{x}) = \boldsymbol{A}^\top"
        r" (\boldsymbol{A}\boldsymbol{x} - \boldsymbol{b}) ="
        r" \boldsymbol{A}^\top\boldsymbol{A}\boldsymbol{x} - \boldsymbol{A}^\top\boldsymbol{b}.",
        (("grad_x", "grad_x"), ("", "A.T @ (A @ x - b)"), ("", "A.T @ A @ x - A.T @ b")),
    ),
    "goodfellow-chain": Line(
        r"\nabla_{\boldsymbol{x}} z = \left( \frac{\partial \boldsymbol{y}}{\partial"
        r" \boldsymbol{x}} \right)^\top \nabla_{\boldsymbol{y}} z,",
        (("grad_x", "grad_x"), ("", "D(y, x).T @ grad_y")),
    ),
    "goodfellow-forward": Line(
        r"\boldsymbol{a}^{(k)} = \boldsymbol{b}^{(k)} + \boldsymbol{W}^{(k)}\boldsymbol{h}^{(k-1)}",
        (("a", "a"), ("", "b + W @ h")),
    ),
    "goodfellow-activation": Line(r"\boldsymbol{h}^{(k)} = f(\boldsymbol{a}^{(k)})", (("h", "h"), ("", "f(a)"))),
    "goodfellow-backward": Line(
        r"\boldsymbol{g} \leftarrow \nabla_{\boldsymbol{a}^{(k)}} J = \boldsymbol{g} \odot"
        r" f'(\boldsymbol{a}^{(k)})",
        (("g", "g"), ("grad_a", "grad_a"), ("", "g * f'(a)")),
    ),
    "goodfellow-bias": Line(
        r"\nabla_{\boldsymbol{b}^{(k)}} J = \boldsymbol{g} + \lambda \nabla_{\boldsymbol{b}^{(k)}}"
        r" \Omega(\theta)",
        (("grad_b", "grad_b"), ("", "g + lambda * grad_b")),
    ),
    "goodfellow-weights": Line(
        r"\nabla_{\boldsymbol{W}^{(k)}} J = \boldsymbol{g}\, \boldsymbol{h}^{(k-1)\top} + \lambda"
        r" \nabla_{\boldsymbol{W}^{(k)}} \Omega(\theta)",
        (("grad_W", "grad_W"), ("", "g @ h.T + lambda * grad_W")),
    ),
    "goodfellow-next": Line(
        r"\boldsymbol{g} \leftarrow \nabla_{\boldsymbol{h}^{(k-1)}} J = \boldsymbol{W}^{(k)\top}\,"
        r" \boldsymbol{g}",
        (("g", "g"), ("grad_h", "grad_h"), ("", "W.T @ g")),
    ),
    "goodfellow-softmax": Line(
        r"\mathrm{softmax}(\boldsymbol{z})_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}.",
        (("", "softmax(z)[i]"), ("", "exp(z[i]) / t")),
        free=("i",),
        lets=("t = sum j: exp(z[j])",),
    ),
    "goodfellow-frobenius": Line(
        r"||\boldsymbol{A}||_F = \sqrt{\mathrm{Tr}(\boldsymbol{A}\boldsymbol{A}^\top)}.",
        (("", "norm(A)"), ("", "sqrt(tr(A @ A.T))")),
    ),
    "goodfellow-solution": Line(
        r"\boldsymbol{w} = \left( \boldsymbol{X}^{(\text{train})\top}"
        r" \boldsymbol{X}^{(\text{train})} \right)^{-1} \boldsymbol{X}^{(\text{train})\top}"
        r" \boldsymbol{y}^{(\text{train})}",
        (("w", "w"), ("", "inv(X.T @ X) @ X.T @ y")),
    ),
    "parr-elementwise": Line(
        r"\frac{\partial}{\partial \mathbf{w}} ( \mathbf{w} \otimes \mathbf{x} ) = diag(\mathbf{x})",
        (("D(t, w)", "D(t, w)"), ("", "diag(x)")),
        lets=("t = kron(w, x)",),
    ),
    "parr-dot": Line(
        r"\frac{\partial y}{\partial \mathbf{w}} = \frac{\partial y}{\partial \mathbf{u}}"
        r" \frac{\partial \mathbf{u}}{\partial \mathbf{w}} = \vec{1}^T diag(\mathbf{x}) ="
        r" \mathbf{x}^T",
        (("D(y, w)", "D(y, w)"), ("", "D(y, u) @ D(u, w)"), ("", "ones(n).T @ diag(x)"), ("", "x.T")),
    ),
    "parr-chain": Line(
        r"\frac{\partial}{\partial \mathbf{x}} \mathbf{f}(\mathbf{g}(\mathbf{x})) = \frac{\partial"
        r" \mathbf{f}}{\partial \mathbf{g}}\frac{\partial\mathbf{g}}{\partial \mathbf{x}}",
        (("D(t, x)", "D(t, x)"), ("", "D(f, g) @ D(g, x)")),
        lets=("t = f @ (g @ x)",),
    ),
    "cookbook-49": Line(
        r"\frac{\partial\det(\mathbf{X})}{\partial\mathbf{X}} = \det(\mathbf{X})(\mathbf{X}^{-1})^T",
        (("D(t, X)", "D(t, X)"), ("", "det(X) * inv(X).T")),
        lets=("t = det(X)",),
    ),
    "cookbook-57": Line(
        r"\frac{\partial\ln|\det(\mathbf{X})|}{\partial\mathbf{X}} = (\mathbf{X}^{-1})^T ="
        r" (\mathbf{X}^T)^{-1}",
        (("D(t, X)", "D(t, X)"), ("", "inv(X).T"), ("", "inv(X.T)")),
        lets=("t = log(abs(det(X)))",),
    ),
    "cookbook-61": Line(
        r"\frac{\partial\mathbf{a}^T\mathbf{X}^{-1}\mathbf{b}}{\partial\mathbf{X}} ="
        r" -\mathbf{X}^{-T}\mathbf{a}\mathbf{b}^T\mathbf{X}^{-T}",
        (("D(t, X)", "D(t, X)"), ("", "-inv(X).T @ a @ b.T @ inv(X).T")),
        lets=("t = a.T @ inv(X) @ b",),
    ),
    "cookbook-69": Line(
        r"\frac{\partial \mathbf{x}^T\mathbf{a}}{\partial\mathbf{x}} ="
        r" \frac{\partial\mathbf{a}^T\mathbf{x}}{\partial\mathbf{x}} = \mathbf{a}",
        (("D(t, x)", "D(t, x)"), ("D(u, x)", "D(u, x)"), ("a", "a")),
        lets=("t = x.T @ a", "u = a.T @ x"),
    ),
    "cookbook-70": Line(
        r"\frac{\partial\mathbf{a}^T\mathbf{X}\mathbf{b}}{\partial\mathbf{X}} ="
        r" \mathbf{a}\mathbf{b}^T",
        (("D(t, X)", "D(t, X)"), ("", "a @ b.T")),
        lets=("t = a.T @ X @ b",),
    ),
    "cookbook-77": Line(
        r"\frac{\partial \mathbf{b}^T\mathbf{X}^T\mathbf{X}\mathbf{c}}{\partial\mathbf{X}} ="
        r" \mathbf{X}(\mathbf{b}\mathbf{c}^T+\mathbf{c}\mathbf{b}^T)",
        (("D(t, X)", "D(t, X)"), ("", "X @ (b @ c.T + c @ b.T)")),
        lets=("t = b.T @ X.T @ X @ c",),
    ),
    "cookbook-81": Line(
        r"\frac{\partial\mathbf{x}^T\mathbf{B}\mathbf{x}}{\partial\mathbf{x}} ="
        r" (\mathbf{B}+\mathbf{B}^T)\mathbf{x}",
        (("D(t, x)", "D(t, x)"), ("", "(B + B.T) @ x")),
        lets=("t = x.T @ B @ x",),
    ),
    "cookbook-87": Line(
        r"\frac{\partial}{\partial\mathbf{x}}(\mathbf{x}-\mathbf{A}\mathbf{s})^T"
        r"\mathbf{W}(\mathbf{x}-\mathbf{A}\mathbf{s}) ="
        r" 2\mathbf{W}(\mathbf{x}-\mathbf{A}\mathbf{s}"
        r")",
        (("D(t, x)", "D(t, x)"), ("", "2 * W @ (x - A @ s)")),
        lets=("t = (x - A @ s).T @ W @ (x - A @ s)",),
    ),
    "cookbook-100": Line(
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{X}\mathbf{A}) = \mathbf{A}^T",
        (("D(t, X)", "D(t, X)"), ("", "A.T")),
        lets=("t = tr(X @ A)",),
    ),
    "cookbook-105": Line(
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{A}\otimes\mathbf{X}) ="
        r" \mathrm{Tr}(\mathbf{A})\mathbf{I}",
        (("D(t, X)", "D(t, X)"), ("", "tr(A) * eye(n)")),
        lets=("t = tr(kron(A, X))",),
    ),
    "cookbook-124": Line(
        r"\frac{\partial}{\partial \mathbf{X}} \mathrm{Tr}(\mathbf{A}\mathbf{X}^{-1}\mathbf{B}) ="
        r" -(\mathbf{X}^{-1}\mathbf{B}\mathbf{A}\mathbf{X}^{-1})^T",
        (("D(t, X)", "D(t, X)"), ("", "-(inv(X) @ B @ A @ inv(X)).T")),
        lets=("t = tr(A @ inv(X) @ B)",),
    ),
    "cookbook-129": Line(
        r"\frac{\partial}{\partial\mathbf{x}}||\mathbf{x}-\mathbf{a}||_2 ="
        r" \frac{\mathbf{x}-\mathbf{a}}{||\mathbf{x}-\mathbf{a}||_2}",
        (("D(t, x)", "D(t, x)"), ("", "(x - a) / norm(x - a)")),
        lets=("t = norm(x - a)",),
    ),
    "question-forward-entry": Line(
        r"z_j^{(k+1)} = \sum_i W_{ij}^{(k)}a_i^{(k)}", (("z[j]", "z[j]"), ("", "sum i: W[i, j] * a[i]")), free=("j",)
    ),
    "question-activation-entry": Line(
        r"a_j^{(k+1)} = f(z_j^{(k+1)})", (("a[j]", "a[j]"), ("", "f(z[j])")), free=("j",)
    ),
    "question-forward": Line(
        r"\mathbf{z}^{(k+1)} = \mathbf{W}^{(k)}\mathbf{a}^{(k)} + \mathbf{b}^{(k)}", (("z", "z"), ("", "W @ a + b"))
    ),
    "question-z-entry": Line(
        r"\nabla z_j^{(k+1)} = \frac{\partial E}{\partial z_j^{(k+1)}} = \frac{\partial E}{\partial"
        r" a_j^{(k+1)}} \frac{\partial a_j^{(k+1)}}{\partial z_j^{(k+1)}} = \nabla a_j^{(k+1)}"
        r" f'(z_j^{(k+1)})",
        (
            ("grad_z[j]", "grad_z[j]"),
            ("grad_z[j]", "grad_z[j]"),
            ("", "grad_a[j] * D(a[j], z[j])"),
            ("", "grad_a[j] * f'(z[j])"),
        ),
        free=("j",),
    ),
    "question-a-entry": Line(
        r"\nabla a_i^{(k)} = \frac{\partial E}{\partial a_i^{(k)}} = \sum_j \frac{\partial"
        r" E}{\partial z_j^{(k+1)}} \frac{\partial z_j^{(k+1)}}{\partial a_i^{(k)}} = \sum_j \nabla"
        r" z_j^{(k+1)} W_{ij}^{(k)}",
        (
            ("grad_a[i]", "grad_a[i]"),
            ("grad_a[i]", "grad_a[i]"),
            ("", "sum j: grad_z[j] * D(z[j], a[i])"),
            ("", "sum j: grad_z[j] * W[i, j]"),
        ),
        free=("i",),
    ),
    "question-z": Line(
        r"\nabla \mathbf{z}^{(k+1)} = \frac{\partial E}{\partial \mathbf{z}^{(k+1)}} = ??? = \nabla"
        r" \mathbf{a}^{(k+1)} \odot f'(\mathbf{z}^{(k+1)})",
        (("grad_z", "grad_z"), ("D(E, z)", "D(E, z)"), None, ("", "grad_a * f'(z)")),
    ),
    "question-a": Line(
        r"\nabla \mathbf{a}^{(k)} = \frac{\partial E}{\partial \mathbf{a}^{(k)}} = ??? ="
        r" {\mathbf{W}^{(k)}}^{T} \nabla \mathbf{z}^{(k+1)}",
        (("grad_a", "grad_a"), ("D(E, a)", "D(E, a)"), None, ("", "W.T @ grad_z")),
    ),
    "question-w": Line(
        r"\nabla \mathbf{W}^{(k)} = \frac{\partial E}{\partial \mathbf{W}^{(k)}} = ??? ="
        r" \nabla\mathbf{z}^{(k+1)} {\mathbf{a}^{(k)}}^T ",
        (("grad_W", "grad_W"), ("D(E, W)", "D(E, W)"), None, ("", "grad_z @ a.T")),
    ),
    "answer-stacked": Line(
        r"\nabla_{\mathbf{a}^{(k)}} E = \left( \frac{\partial E}{\partial a_1^{(k)}} , \cdots,"
        r" \frac{\partial E}{\partial a_n^{(k)}}\right)^T \;\;\;\; (\star)",
        (("grad_a", "grad_a"), ("grad_a", "grad_a")),
    ),
    "answer-inner": Line(
        r"\frac{\partial E}{\partial a_i^{(k)}} = (W_{:,i}^{(k)})^T \nabla_{\mathbf{z}^{(k+1)}} E",
        (("grad_a[i]", "grad_a[i]"), ("", "sum p: W[p, i] * grad_z[p]")),
        free=("i",),
    ),
    "answer-product": Line(
        r"\nabla_{\mathbf{a}^{(k)}} E = (\mathbf{W}^{(k)})^T\nabla_{\mathbf{z}^{(k+1)}} E.",
        (("grad_a", "grad_a"), ("", "W.T @ grad_z")),
    ),
    "answer-chain": Line(
        r"\nabla_{\mathbf{a}^{(k)}} E = \frac{\partial E}{\partial \mathbf{a}^{(k)}} ="
        r" \frac{\partial \mathbf{z^{(k+1)}}}{\partial \mathbf{a}^{(k)}} \frac{\partial E}{\partial"
        r" \mathbf{z}^{(k+1)}}= \mathbf{W}^{(k)} \frac{\partial E}{\partial \mathbf{z}^{(k+1)}}",
        (("grad_a", "grad_a"), ("D(E, a)", "D(E, a)"), ("", "D(z, a) @ D(E, z)"), ("", "W @ D(E, z)")),
    ),
    "answer-affine": Line(
        r"\frac{\partial \mathbf{z^{(k+1)}}}{\partial \mathbf{a}^{(k)}} ="
        r" \dfrac{\partial\left((\mathbf{W}^{(k)})^T \mathbf{a}^{(k)} +"
        r" \mathbf{b}^{(k)}\right)}{\partial"
        r" \mathbf{a}^{(k)}}=\dfrac{\partial\left((\mathbf{W}^{(k)})^T"
        r" \mathbf{a}^{(k)}\right)}{\partial \mathbf{a}^{(k)}} +"
        r" \dfrac{\partial\mathbf{b}^{(k)}}{\partial \mathbf{a}^{(k)}}",
        (("D(z, a)", "D(z, a)"), ("D(t, a)", "D(t, a)"), ("", "D(u, a) + D(b, a)")),
        lets=("t = W.T @ a + b", "u = W.T @ a"),
    ),
    "post-least-squares": Line(
        r"\begin{aligned} \nabla_w \left\| Xw - y \right\|_2^2 &= \nabla_w (Xw-y)^\top (Xw-y) \\ &="
        r" 2 X^\top (X w - y). \end{aligned}",
        (("grad_w", "grad_w"), ("grad_w", "grad_w"), ("", "2 * X.T @ (X @ w - y)")),
        lets=("t = norm2sq(X @ w - y)", "u = (X @ w - y).T @ (X @ w - y)"),
    ),
    "post-trace": Line(
        r"\nabla_A \operatorname{tr} (AB) = B^{\mathsf T}", (("grad_A", "grad_A"), ("", "B.T")), lets=("t = tr(A @ B)",)
    ),
    "post-kronecker": Line(
        r"\operatorname{vec}(AXB) = (B^T \otimes A) \operatorname{vec}(X)",
        (("", "vec(A @ X @ B)"), ("", "kron(B.T, A) @ vec(X)")),
    ),
    "post-layer-norm": Line(
        r"\hat{x} = \frac{x - \bar{x}}{\sqrt{\tilde\sigma^2 + \varepsilon}}",
        (("x_hat", "x_hat"), ("", "(x - x_bar) / sqrt(sigma_tilde**2 + varepsilon)")),
    ),
    "post-shapes": Line(r"\mathbf{W} \in \mathbb{R}^{m \times n},\ \mathbf{x} \in \mathbb{R}^{n}", (("W", "W"), None)),
    "post-shapes-1": Line(
        r"\mathbf{W} \in \mathbb{R}^{m \times n},\ \mathbf{x} \in \mathbb{R}^{n}", (("x", "x"), None), number=1
    ),
    "post-unicode": Line(
        r"∇_z E = ∂E/∂z = ??? = ∇_{a'}E ⊙ f′(z)",
        (("grad_z", "grad_z"), ("D(E, z)", "D(E, z)"), None, ("", "grad_a_prime * f'(z)")),
    ),
}
"""Lines of the texts on networks and matrices, each as if it stood alone."""

REFUSED = {
    "nielsen-entropy": (
        r"C = -\frac{1}{n} \sum_x \left[y \ln a + (1-y ) \ln (1-a) \right],",
        "not every term under this sum has the index x, so nothing tells how often it is added",
    ),
    "cs231n-gradient": (
        r"\nabla f = [\frac{\partial f}{\partial x}, \frac{\partial f}{\partial y}] = [y, x]",
        "no scalar is differentiated in this text; write ∇_x E with the scalar after it",
    ),
    "cs231n-linear": (
        r"f(x_i, W, b) =  W x_i + b",
        "W x_i + b has the index i, and no other side has: a sum over it is written Σ_i",
    ),
    "cs231n-loss": (
        r"L_i = -\log\left(\frac{e^{f_{y_i}}}{ \sum_j e^{f_j} }\right) \hspace{0.5in}",
        "the subscript of f_{y_i} is neither an index nor a label",
    ),
    "goodfellow-tensor-chain": (
        r"\nabla_{\mathbf{X}} z = \sum_j (\nabla_{\mathbf{X}} Y_j) \frac{\partial z}{\partial Y_j}.",
        "\\nabla_{\\mathbf{X}} Y_j is read as the gradient of a named scalar",
    ),
    "goodfellow-loss": (
        r"J = L(\hat{\boldsymbol{y}}, \boldsymbol{y}) + \lambda \Omega(\theta)",
        "(\\hat{\\boldsymbol{y}}, \\boldsymbol{y}) is read as all entries of one array, (a_1, …,"
        " a_n), and as nothing else",
    ),
    "parr-jacobian": (
        r"\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = \begin{bmatrix} \nabla f_1(\mathbf{x})"
        r" \\ \nabla f_2(\mathbf{x}) \end{bmatrix} = \begin{bmatrix} \frac{\partial}{\partial"
        r" \mathbf{x}} f_1(\mathbf{x}) \\[2pt] \frac{\partial}{\partial \mathbf{x}} f_2(\mathbf{x})"
        r" \end{bmatrix}",
        "gradients of two scalars stand here side by side; name each",
    ),
    "parr-neuron": (
        r"activation(\mathbf{x}) = max(0, \mathbf{w} \cdot \mathbf{x} + b)",
        "activation is read letter by letter; a word is \\operatorname{activation}",
    ),
    "parr-loss": (
        r"C(\mathbf{w},b,X,\mathbf{y}) = \frac{1}{N} \sum_{i=1}^{N} (y_i - max(0,"
        r" \mathbf{w}\cdot\mathbf{x}_i+b) )^2",
        "\\mathbf{x}_i is read in two ways, as an entry of a vector and as one of several vectors;"
        " an entry is not bold",
    ),
    "cookbook-37": (
        r"\partial(\mathbf{X}\mathbf{Y}) = (\partial\mathbf{X})\mathbf{Y} +"
        r" \mathbf{X}(\partial\mathbf{Y})",
        "∂ has no meaning here",
    ),
    "cookbook-40": (
        r"\partial(\mathbf{X}^{-1}) = -\mathbf{X}^{-1}(\partial\mathbf{X})\mathbf{X}^{-1}",
        "∂ has no meaning here",
    ),
    "cookbook-132": (
        r"\frac{\partial}{\partial\mathbf{X}}||\mathbf{X}||_{\rm F}^2 ="
        r" \frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{X}\mathbf{X}^H) = 2\mathbf{X}",
        "the superscript H is read neither as a layer nor as a power: layers are written x^{(H)},"
        " and a power is a number, T or -1",
    ),
    "post-frobenius": (
        r"\mathrm d \phi = 2\,(A X - B) : A\, \mathrm d X = 2 A^T (AX-B) : dX",
        "differentials are not read; write a derivative, ∂f/∂X",
    ),
    "post-differential": (
        r"d(\log\det X) = \operatorname{tr}\left(X^{-1}\, dX\right)",
        "differentials are not read; write a derivative, ∂f/∂X",
    ),
    "post-logistic": (
        r"\nabla_{\mathbf{w}} \ell = \sum_{i=1}^n \bigl( \sigma(\mathbf{w}^\top \mathbf{x}_i) - y_i"
        r" \bigr) \mathbf{x}_i \qquad (1)",
        "\\mathbf{x}_i is read in two ways, as an entry of a vector and as one of several vectors;"
        " an entry is not bold",
    ),
    "post-hessian": (
        r"\nabla^2 f(\mathbf x) = \mathbf A + \mathbf A^{\intercal}",
        "second derivatives are not read; state them as the derivative of a named gradient",
    ),
    "post-unicode-layers": (
        r"𝐖⁽ᵏ⁾ᵀ 𝛅⁽ᵏ⁺¹⁾ ⊙ σ′(𝐳⁽ᵏ⁾) = ∇E",
        "no scalar is differentiated in this text; write ∇_x E with the scalar after it",
    ),
}
"""What is not read, or in two ways, and what is said of it."""
