"""Wrong lines, each planted in a document that is right without it, with the words by which its repair is named."""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENTS = {
    "mlp.md": r"""
Let $x \in \mathbb{R}^n$, $W_1 \in \mathbb{R}^{h \times n}$, $b_1 \in \mathbb{R}^h$, $W_2 \in \mathbb{R}^{m \times h}$,
$b_2 \in \mathbb{R}^m$ and a target $t \in \mathbb{R}^m$.

$$z_1 = W_1 x + b_1, \quad a_1 = \tanh(z_1), \quad z_2 = W_2 a_1 + b_2, \quad L = \tfrac12 \|z_2 - t\|^2$$
""",
    "sigmoid.tex": r"""\documentclass{article}
\begin{document}
Let $\mathbf{x} \in \mathbb{R}^n$, $\mathbf{W} \in \mathbb{R}^{m \times n}$, $\mathbf{b}, \mathbf{t} \in \mathbb{R}^m$,
and
\begin{align}
\mathbf{z} &= \mathbf{W}\mathbf{x} + \mathbf{b} \\
\mathbf{h} &= \sigma(\mathbf{z}) \\
E &= \tfrac12 \|\mathbf{h} - \mathbf{t}\|^2
\end{align}
where $\sigma(u) = 1/(1 + e^{-u})$ is the logistic function.
""",
    "unknown.md": r"""
A layer $z = W a$, $W \in \mathbb{R}^{m \times n}$, $a \in \mathbb{R}^n$, with output $y = f(z)$, $f$ entry by entry,
and a loss $E$ of $y$:

$$z = W a, \qquad y = f(z)$$
""",
    "recurrent.md": r"""
Let $x \in \mathbb{R}^n$, $s, h, z \in \mathbb{R}^m$, $W \in \mathbb{R}^{m \times n}$, $U \in \mathbb{R}^{m \times m}$,
$v \in \mathbb{R}^m$.

$$z = W x + U s, \quad h = \tanh(z), \quad L = v^T h$$
""",
    "softmax.md": r"""
Let $x \in \mathbb{R}^n$, $W \in \mathbb{R}^{k \times n}$, $y \in \mathbb{R}^k$ a one-hot vector, $\sum_i y_i = 1$.

$$z = W x, \qquad p = \operatorname{softmax}(z), \qquad L = -y^T \log p$$
""",
    "logistic.tex": r"""\documentclass{article}
\begin{document}
Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$.
\[ z = X w, \qquad p = \sigma(z), \qquad L = -y^\top \log p - (\mathbf{1} - y)^\top \log(\mathbf{1} - p) \]
where $\sigma$ is the logistic function.
""",
    "ridge.md": r"""
Let $X \in \mathbb{R}^{n \times d}$, $w \in \mathbb{R}^d$, $y \in \mathbb{R}^n$ and a scalar $\lambda > 0$.

$$r = X w - y, \qquad J = \frac{1}{n} \|r\|^2 + \lambda \|w\|^2$$
""",
    "norms.md": r"""
Let $x, a \in \mathbb{R}^n$, $A \in \mathbb{R}^{m \times n}$, $b \in \mathbb{R}^m$, $X \in \mathbb{R}^{m \times n}$.
""",
    "matrices.tex": r"""\documentclass{article}
\begin{document}
Let $A, B, X \in \mathbb{R}^{n \times n}$ be invertible, $a, b \in \mathbb{R}^n$, $C \in \mathbb{R}^{n \times m}$,
$D \in \mathbb{R}^{m \times n}$.
""",
    "quotient.md": r"""
Let $t$ be a scalar, $x \in \mathbb{R}^n$, $A \in \mathbb{R}^{n \times n}$ and $B \in \mathbb{R}^{n \times n}$.
""",
    "scalars.md": r"""
Let $t$ be a real number, and $f$ and $g$ functions of one number.

$$u = f(t), \qquad v = g(t), \qquad q = \frac{u}{v}, \qquad s = u v$$
""",
    "attention.md": r"""
Let $Q \in \mathbb{R}^{n \times d}$, $K \in \mathbb{R}^{m \times d}$, $V \in \mathbb{R}^{m \times p}$ and
$G \in \mathbb{R}^{n \times p}$.

$$S = Q K^T, \qquad O = S V, \qquad L = \operatorname{tr}(G^T O)$$
""",
    "layernorm.md": r"""
Let $x, c \in \mathbb{R}^n$, and

$$\mu = \frac{1}{n} \mathbf{1}^T x, \qquad y = x - \mu \mathbf{1}, \qquad v = \frac{1}{n} y^T y, \qquad L = c^T y$$
""",
    "entries.md": r"""
Let $W \in \mathbb{R}^{m \times n}$, $x \in \mathbb{R}^n$, $z, t \in \mathbb{R}^m$.

$$z_i = \sum_j W_{ij} x_j, \qquad L = \frac12 \sum_i (z_i - t_i)^2$$
""",
    "deep.md": r"""
Let $x \in \mathbb{R}^n$, $W, V \in \mathbb{R}^{n \times n}$ and $c \in \mathbb{R}^n$.

$$z = W x, \qquad a = f(z), \qquad u = V a, \qquad y = f(u), \qquad L = c^T y$$
""",
}


@dataclass(frozen=True)
class Planted:
    """A wrong line. right: the same line as it should be.

    words: what has to stand in the report on it; empty where the line is not read, or is undecided with the reason.
    """

    document: str
    wrong: str
    right: str
    words: str


PLANTED = [
    Planted(
        "recurrent.md",
        r"\nabla_z L = v \odot (1 - z \odot z)",
        r"\nabla_z L = v \odot (1 - h \odot h)",
        "h is needed here",
    ),
    Planted(
        "recurrent.md",
        r"\nabla_z L = v \odot (1 - x^{\odot 2})",
        r"\nabla_z L = v \odot (1 - h \odot h)",
        "h is needed here",
    ),
    Planted(
        "recurrent.md",
        r"\nabla_z L = h \odot (1 - h \odot h)",
        r"\nabla_z L = v \odot (1 - h \odot h)",
        "v is needed here",
    ),
    Planted("recurrent.md", r"\nabla_U L = (\nabla_z L) h^T", r"\nabla_U L = (\nabla_z L) s^T", "s is needed here"),
    Planted("recurrent.md", r"\nabla_W L = (\nabla_z L) s^T", r"\nabla_W L = (\nabla_z L) x^T", "x is needed here"),
    Planted("recurrent.md", r"\nabla_s L = W^T \nabla_z L", r"\nabla_s L = U^T \nabla_z L", "U is needed here"),
    Planted(
        "recurrent.md", r"\nabla_z L = v \odot (1 - h)", r"\nabla_z L = v \odot (1 - h \odot h)", "h^∘2 is needed here"
    ),
    Planted(
        "recurrent.md",
        r"\nabla_z L = v \odot (1 + h \odot h)",
        r"\nabla_z L = v \odot (1 - h \odot h)",
        "1 − h ⊙ h is needed here",
    ),
    Planted(
        "deep.md",
        r"\nabla_z L = V^T \nabla_u L \odot f'(u)",
        r"\nabla_z L = V^T \nabla_u L \odot f'(z)",
        "z is needed here",
    ),
    Planted("deep.md", r"\nabla_u L = c \odot f'(z)", r"\nabla_u L = c \odot f'(u)", "u is needed here"),
    Planted("deep.md", r"\nabla_a L = W^T \nabla_u L", r"\nabla_a L = V^T \nabla_u L", "V is needed here"),
    Planted("deep.md", r"\nabla_W L = \nabla_z L a^T", r"\nabla_W L = \nabla_z L x^T", "x is needed here"),
    Planted("deep.md", r"\nabla_V L = \nabla_z L a^T", r"\nabla_V L = \nabla_u L a^T", "∇_u L is needed here"),
    Planted(
        "deep.md",
        r"\nabla_x L = W^T (V^T (c \odot f'(u)))",
        r"\nabla_x L = W^T (V^T (c \odot f'(u)) \odot f'(z))",
        "Vᵀ (c ⊙ f′(u)) ⊙ f′(z) is needed here",
    ),
    Planted(
        "deep.md",
        r"\nabla_x L = W^T V^T (c \odot f'(u) \odot f'(z))",
        r"\nabla_x L = W^T (V^T (c \odot f'(u)) \odot f'(z))",
        "Wᵀ (Vᵀ (c ⊙ f′(u)) ⊙ f′(z)) is needed here",
    ),
    Planted(
        "mlp.md",
        r"\nabla_{W_2} L = a_1 (z_2 - t)^T",
        r"\nabla_{W_2} L = (z_2 - t) a_1^T",
        "(z₂ − t) a₁ᵀ is needed here",
    ),
    Planted("mlp.md", r"\nabla_{a_1} L = W_2 (z_2 - t)", r"\nabla_{a_1} L = W_2^T (z_2 - t)", "W₂ᵀ is needed here"),
    Planted(
        "mlp.md",
        r"\nabla_{z_1} L = W_2^T (z_2 - t) \odot (1 - z_1 \odot z_1)",
        r"\nabla_{z_1} L = W_2^T (z_2 - t) \odot (1 - a_1 \odot a_1)",
        "a₁ is needed here",
    ),
    Planted(
        "mlp.md",
        r"\nabla_{z_1} L = W_2^T (z_2 - t) (1 - a_1 \odot a_1)",
        r"\nabla_{z_1} L = W_2^T (z_2 - t) \odot (1 - a_1 \odot a_1)",
        "W₂ᵀ (z₂ − t) ⊙ (1 − a₁ ⊙ a₁) is needed here",
    ),
    Planted("mlp.md", r"\nabla_{b_2} L = \tfrac12 (z_2 - t)", r"\nabla_{b_2} L = z_2 - t", "z₂ − t is needed here"),
    Planted("mlp.md", r"\nabla_{z_2} L = t - z_2", r"\nabla_{z_2} L = z_2 - t", "−(t − z₂) is needed here"),
    Planted(
        "mlp.md",
        r"\nabla_{W_1} L = (\nabla_{z_1} L) a_1^T",
        r"\nabla_{W_1} L = (\nabla_{z_1} L) x^T",
        "x is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{z} \odot (1 - \mathbf{z})",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{h} \odot (1 - \mathbf{h})",
        "h is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{h} (1 - \mathbf{h})",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{h} \odot (1 - \mathbf{h})",
        "(h − t) ⊙ (h ⊙ (1 − h))",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot (1 - \mathbf{h})",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{h} \odot (1 - \mathbf{h})",
        "(h − t) ⊙ (1 − h) ⊙ h is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \sigma'(\mathbf{h})",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \sigma'(\mathbf{z})",
        "z is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = \sigma'(\mathbf{z}) (\mathbf{h} - \mathbf{t})",
        r"\nabla_{\mathbf{z}} E = \sigma'(\mathbf{z}) \odot (\mathbf{h} - \mathbf{t})",
        "sigmoid′(z) ⊙ (h − t) is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = \mathbf{h} - \mathbf{t} \odot \sigma'(\mathbf{z})",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \sigma'(\mathbf{z})",
        "(h − t) ⊙ sigmoid′(z) is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{h} \odot 1 - \mathbf{h}",
        r"\nabla_{\mathbf{z}} E = (\mathbf{h} - \mathbf{t}) \odot \mathbf{h} \odot (1 - \mathbf{h})",
        "(h − t) ⊙ h ⊙ (1 − h) is needed here",
    ),
    Planted(
        "sigmoid.tex",
        r"\frac{\partial \mathbf{h}}{\partial \mathbf{z}} = \mathbf{h} \odot (1 - \mathbf{h})",
        r"\frac{\partial \mathbf{h}}{\partial \mathbf{z}} = \operatorname{diag}(\mathbf{h} \odot (1 - \mathbf{h}))",
        "diag(h ⊙ (1 − h)) is needed here",
    ),
    Planted(
        "unknown.md",
        r"\nabla_z E = \nabla_y E \odot f(z)",
        r"\nabla_z E = \nabla_y E \odot f'(z)",
        "f′(z) is needed here",
    ),
    Planted(
        "unknown.md", r"\nabla_z E = f'(z)", r"\nabla_z E = \nabla_y E \odot f'(z)", "f′(z) ⊙ ∇_y E is needed here"
    ),
    Planted(
        "unknown.md",
        r"\nabla_z E = f'(z) \nabla_y E",
        r"\nabla_z E = f'(z) \odot \nabla_y E",
        "f′(z) ⊙ ∇_y E is needed here",
    ),
    Planted(
        "unknown.md",
        r"\nabla_a E = W^T (\nabla_y E \odot f'(a))",
        r"\nabla_a E = W^T (\nabla_y E \odot f'(z))",
        "z is needed here",
    ),
    Planted(
        "unknown.md",
        r"\nabla_a E = W^T \nabla_y E \odot f'(z)",
        r"\nabla_a E = W^T (\nabla_y E \odot f'(z))",
        "Wᵀ (∇_y E ⊙ f′(z)) is needed here",
    ),
    Planted("softmax.md", r"\nabla_z L = y - p", r"\nabla_z L = p - y", "−(y − p) is needed here"),
    Planted("softmax.md", r"\nabla_z L = (p - y)(1 - p)", r"\nabla_z L = p - y", "p − y is needed here"),
    Planted("softmax.md", r"\nabla_z L = (p - y) \odot p", r"\nabla_z L = p - y", "p − y is needed here"),
    Planted(
        "softmax.md",
        r"\frac{\partial p}{\partial z} = \operatorname{diag}(p)",
        r"\frac{\partial p}{\partial z} = \operatorname{diag}(p) - p p^T",
        "diag(p) − p pᵀ is needed here",
    ),
    Planted(
        "softmax.md",
        r"\frac{\partial p}{\partial z} = p - p p^T",
        r"\frac{\partial p}{\partial z} = \operatorname{diag}(p) - p p^T",
        "diag(p) is needed here",
    ),
    Planted(
        "softmax.md",
        r"\frac{\partial p}{\partial z} = \operatorname{diag}(p) - p^T p",
        r"\frac{\partial p}{\partial z} = \operatorname{diag}(p) - p p^T",
        "p pᵀ is needed here",
    ),
    Planted("softmax.md", r"\nabla_W L = (p - y)^T x", r"\nabla_W L = (p - y) x^T", "(p − y) xᵀ"),
    Planted("softmax.md", r"\nabla_W L = x (p - y)^T", r"\nabla_W L = (p - y) x^T", "(p − y) xᵀ is needed here"),
    Planted("softmax.md", r"\nabla_z L = z - y", r"\nabla_z L = p - y", "p is needed here"),
    Planted(
        "softmax.md",
        r"\frac{\partial p_i}{\partial z_j} = p_i (1 - p_j)",
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)",
        "p_i δ_ij − p_i p_j",
    ),
    Planted(
        "softmax.md",
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} + p_j)",
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)",
        "−p_i p_j is needed here",
    ),
    Planted("logistic.tex", r"\nabla_w L = X (p - y)", r"\nabla_w L = X^\top (p - y)", "Xᵀ is needed here"),
    Planted(
        "logistic.tex",
        r"\nabla_w L = X^\top (p - y) \odot p",
        r"\nabla_w L = X^\top (p - y)",
        "Xᵀ (p − y) is needed here",
    ),
    Planted("logistic.tex", r"\nabla_w L = X^\top (z - y)", r"\nabla_w L = X^\top (p - y)", "p is needed here"),
    Planted("logistic.tex", r"\nabla_w L = X^\top p - y", r"\nabla_w L = X^\top (p - y)", "Xᵀ (p − y) is needed here"),
    Planted("logistic.tex", r"\nabla_z L = y - p", r"\nabla_z L = p - y", "−(y − p) is needed here"),
    Planted(
        "ridge.md",
        r"\nabla_w J = 2 X^T r + 2 \lambda w",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 \lambda w",
        "(2/n) Xᵀ r + 2 λ w is needed here",
    ),
    Planted(
        "ridge.md",
        r"\nabla_w J = \frac{2}{n} X^T r + \lambda w",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 \lambda w",
        "2 ((1/n) Xᵀ) r + 2 λ w is needed here",
    ),
    Planted(
        "ridge.md",
        r"\nabla_w J = \frac{1}{n} X^T r + 2 \lambda w",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 \lambda w",
        "2 ((1/n) Xᵀ) r + 2 λ w is needed here",
    ),
    Planted(
        "ridge.md",
        r"\nabla_w J = \frac{2}{n} X^T r",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 \lambda w",
        "2 ((1/n) Xᵀ) r + 2 λ w is needed here",
    ),
    Planted(
        "ridge.md",
        r"\nabla_w J = \frac{2}{n} X r + 2 \lambda w",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 \lambda w",
        "Xᵀ is needed here",
    ),
    Planted(
        "ridge.md",
        r"\nabla_w J = \frac{2}{n} X^T (X w + y) + 2 \lambda w",
        r"\nabla_w J = \frac{2}{n} X^T (X w - y) + 2 \lambda w",
        "X w − y is needed here",
    ),
    Planted(
        "ridge.md",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 w",
        r"\nabla_w J = \frac{2}{n} X^T r + 2 \lambda w",
        "λ w is needed here",
    ),
    Planted("norms.md", r"\nabla_x \|x\| = x", r"\nabla_x \|x\| = \frac{x}{\|x\|}", "x / ‖x‖ is needed here"),
    Planted("norms.md", r"\nabla_x \|x\| = 2 x", r"\nabla_x \|x\| = \frac{x}{\|x\|}", "x / ‖x‖"),
    Planted(
        "norms.md", r"\nabla_x \|x\| = \frac{x}{\|x\|^2}", r"\nabla_x \|x\| = \frac{x}{\|x\|}", "‖x‖⁻¹ is needed here"
    ),
    Planted(
        "norms.md",
        r"\nabla_x \|x\| = \frac{x}{2 \|x\|}",
        r"\nabla_x \|x\| = \frac{x}{\|x\|}",
        "2 x / (2 ‖x‖) is needed here",
    ),
    Planted("norms.md", r"\nabla_x \|x\|^2 = \frac{x}{\|x\|}", r"\nabla_x \|x\|^2 = 2 x", "2 x"),
    Planted(
        "norms.md",
        r"\nabla_x \|A x - b\|^2 = A^T (A x - b)",
        r"\nabla_x \|A x - b\|^2 = 2 A^T (A x - b)",
        "2 Aᵀ (A x − b) is needed here",
    ),
    Planted(
        "norms.md",
        r"\nabla_x \|A x - b\|^2 = 2 (A x - b)",
        r"\nabla_x \|A x - b\|^2 = 2 A^T (A x - b)",
        "Aᵀ (A x − b) is needed here",
    ),
    Planted(
        "norms.md",
        r"\nabla_x \|A x - b\| = A^T (A x - b)",
        r"\nabla_x \|A x - b\| = \frac{A^T (A x - b)}{\|A x - b\|}",
        "Aᵀ (A x − b) / ‖A x − b‖ is needed here",
    ),
    Planted(
        "norms.md", r"\nabla_x \log(a^T x) = a", r"\nabla_x \log(a^T x) = \frac{a}{a^T x}", "a / (aᵀ x) is needed here"
    ),
    Planted(
        "norms.md",
        r"\nabla_x \log(a^T x) = \frac{1}{a^T x}",
        r"\nabla_x \log(a^T x) = \frac{a}{a^T x}",
        "a (aᵀ x)⁻¹ is needed here",
    ),
    Planted(
        "norms.md", r"\nabla_x e^{a^T x} = e^{a^T x}", r"\nabla_x e^{a^T x} = e^{a^T x} a", "exp(aᵀ x) a is needed here"
    ),
    Planted("norms.md", r"\nabla_X \|X\|_F^2 = X", r"\nabla_X \|X\|_F^2 = 2 X", "2 X is needed here"),
    Planted("matrices.tex", r"(A B)^T = A^T B^T", r"(A B)^T = B^T A^T", "Bᵀ Aᵀ is needed here"),
    Planted("matrices.tex", r"(A B)^{-1} = A^{-1} B^{-1}", r"(A B)^{-1} = B^{-1} A^{-1}", "B⁻¹ A⁻¹ is needed here"),
    Planted("matrices.tex", r"(A + B) a = A + B a", r"(A + B) a = A a + B a", "(A + B) a is needed here"),
    Planted("matrices.tex", r"(A + B)^{-1} = A^{-1} + B^{-1}", r"(A + B)^{-1} (A + B) = I", "(A + B)⁻¹ is needed here"),
    Planted(
        "matrices.tex",
        r"(A + B)^2 = A^2 + 2 A B + B^2",
        r"(A + B)^2 = A^2 + A B + B A + B^2",
        "A B + B A is needed here",
    ),
    Planted("matrices.tex", r"\nabla_X \log\det X = X^{-1}", r"\nabla_X \log\det X = X^{-T}", "X⁻ᵀ is needed here"),
    Planted("matrices.tex", r"\nabla_X \log\det X = X^T", r"\nabla_X \log\det X = X^{-T}", "X⁻¹ is needed here"),
    Planted(
        "matrices.tex", r"\nabla_X \det X = X^{-T}", r"\nabla_X \det X = \det(X) X^{-T}", "det(X) X⁻ᵀ is needed here"
    ),
    Planted(
        "matrices.tex",
        r"\nabla_X (a^T X^{-1} b) = X^{-T} a b^T X^{-T}",
        r"\nabla_X (a^T X^{-1} b) = -X^{-T} a b^T X^{-T}",
        "−X⁻ᵀ a bᵀ X⁻ᵀ is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\nabla_X (a^T X^{-1} b) = -X^{-1} a b^T X^{-1}",
        r"\nabla_X (a^T X^{-1} b) = -X^{-T} a b^T X^{-T}",
        "−X⁻ᵀ a bᵀ X⁻ᵀ",
    ),
    Planted(
        "matrices.tex",
        r"\nabla_X \operatorname{tr}(A X) = A",
        r"\nabla_X \operatorname{tr}(A X) = A^T",
        "Aᵀ is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\nabla_X \operatorname{tr}(A X B) = B^T A^T",
        r"\nabla_X \operatorname{tr}(A X B) = A^T B^T",
        "Aᵀ Bᵀ is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\nabla_X \operatorname{tr}(X^T A X) = 2 A X",
        r"\nabla_X \operatorname{tr}(X^T A X) = (A + A^T) X",
        "A + Aᵀ is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\nabla_X \operatorname{tr}(X^{-1} A) = -X^{-2} A",
        r"\nabla_X \operatorname{tr}(X^{-1} A) = -X^{-T} A^T X^{-T}",
        "−X⁻ᵀ Aᵀ X⁻ᵀ",
    ),
    Planted(
        "matrices.tex",
        r"\operatorname{tr}(C D) = \sum_{ij} C_{ij} D_{ij}",
        r"\operatorname{tr}(C D) = \sum_{ij} C_{ij} D_{ji}",
        "C_ji is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\operatorname{tr}(A B) = \sum_{ij} A_{ij} B_{ij}",
        r"\operatorname{tr}(A B) = \sum_{ij} A_{ij} B_{ji}",
        "A_ji is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\operatorname{tr}(A^T B) = \sum_{ij} A_{ij} B_{ji}",
        r"\operatorname{tr}(A^T B) = \sum_{ij} A_{ij} B_{ij}",
        "A_ji is needed here",
    ),
    Planted(
        "matrices.tex",
        r"(C D)_{ij} = \sum_k C_{ik} D_{jk}",
        r"(C D)_{ij} = \sum_k C_{ik} D_{kj}",
        "D_kj is needed here",
    ),
    Planted(
        "matrices.tex",
        r"\operatorname{tr}(A B) = \operatorname{tr}(A) \operatorname{tr}(B)",
        r"\operatorname{tr}(A B) = \operatorname{tr}(B A)",
        "tr(A B) is needed here",
    ),
    Planted(
        "matrices.tex", r"\log\det(A B) = \log\det A \cdot \log\det B", r"\log\det(A B) = \log\det A + \log\det B", ""
    ),
    Planted(
        "matrices.tex", r"\nabla_a (a^T A a) = 2 A a", r"\nabla_a (a^T A a) = (A + A^T) a", "A + Aᵀ is needed here"
    ),
    Planted("matrices.tex", r"\nabla_a (a^T A a) = A a", r"\nabla_a (a^T A a) = (A + A^T) a", "A + Aᵀ is needed here"),
    Planted("matrices.tex", r"\nabla_a (a^T A a) = A a + a^T A", r"\nabla_a (a^T A a) = A a + A^T a", ""),
    Planted("matrices.tex", r"\nabla_a (a^T A b) = A^T b", r"\nabla_a (a^T A b) = A b", "A is needed here"),
    Planted(
        "quotient.md",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x}{x^T x}",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x}{x^T x} - \frac{2 (x^T A x) x}{(x^T x)^2}",
        "(A + Aᵀ) x − 2 (xᵀ A x / (xᵀ x)) x is needed here",
    ),
    Planted(
        "quotient.md",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x (x^T x) + 2 (x^T A x) x}{(x^T x)^2}",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x (x^T x) - 2 (x^T A x) x}{(x^T x)^2}",
        "(A + Aᵀ) x (xᵀ x) − 2 (xᵀ A x) x is needed here",
    ),
    Planted(
        "quotient.md",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{2 (x^T A x) x - (A + A^T) x (x^T x)}{(x^T x)^2}",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x (x^T x) - 2 (x^T A x) x}{(x^T x)^2}",
        "−(2 (xᵀ A x) x − (A + Aᵀ) x (xᵀ x)) / (xᵀ x)² is needed here",
    ),
    Planted(
        "quotient.md",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x (x^T x) - 2 (x^T A x) x}{x^T x}",
        r"\nabla_x \frac{x^T A x}{x^T x} = \frac{(A + A^T) x (x^T x) - 2 (x^T A x) x}{(x^T x)^2}",
        "((xᵀ x)²)⁻¹ is needed here",
    ),
    Planted(
        "quotient.md",
        r"\nabla_x \frac{1}{x^T x} = \frac{2 x}{(x^T x)^2}",
        r"\nabla_x \frac{1}{x^T x} = -\frac{2 x}{(x^T x)^2}",
        "−2 x / (xᵀ x)² is needed here",
    ),
    Planted(
        "scalars.md",
        r"\frac{dq}{dt} = \frac{f'(t) v + u g'(t)}{v^2}",
        r"\frac{dq}{dt} = \frac{f'(t) v - u g'(t)}{v^2}",
        "f′(t) v − u g′(t) is needed here",
    ),
    Planted(
        "scalars.md",
        r"\frac{dq}{dt} = \frac{u g'(t) - f'(t) v}{v^2}",
        r"\frac{dq}{dt} = \frac{f'(t) v - u g'(t)}{v^2}",
        "−(u g′(t) − f′(t) v) / v² is needed here",
    ),
    Planted(
        "scalars.md",
        r"\frac{dq}{dt} = \frac{f'(t) v - u g'(t)}{v}",
        r"\frac{dq}{dt} = \frac{f'(t) v - u g'(t)}{v^2}",
        "(v²)⁻¹ is needed here",
    ),
    Planted(
        "scalars.md",
        r"\frac{dq}{dt} = \frac{f'(t)}{g'(t)}",
        r"\frac{dq}{dt} = \frac{f'(t) v - u g'(t)}{v^2}",
        "(f′(t) g(t) − f(t) g′(t)) g(t)⁻² is needed here",
    ),
    Planted(
        "scalars.md",
        r"\frac{ds}{dt} = f'(t) g'(t)",
        r"\frac{ds}{dt} = f'(t) v + u g'(t)",
        "f′(t) g(t) + f(t) g′(t) is needed here",
    ),
    Planted(
        "scalars.md",
        r"\frac{ds}{dt} = f'(t) v",
        r"\frac{ds}{dt} = f'(t) v + u g'(t)",
        "f′(t) v + u g′(t) is needed here",
    ),
    Planted("attention.md", r"\nabla_Q L = (\nabla_S L)^T K", r"\nabla_Q L = (\nabla_S L) K", "∇_S L is needed here"),
    Planted("attention.md", r"\nabla_V L = S G", r"\nabla_V L = S^T G", "Sᵀ is needed here"),
    Planted("attention.md", r"\nabla_S L = G V", r"\nabla_S L = G V^T", "Vᵀ is needed here"),
    Planted(
        "attention.md", r"\nabla_K L = (\nabla_S L) Q", r"\nabla_K L = (\nabla_S L)^T Q", "(∇_S L)ᵀ is needed here"
    ),
    Planted("attention.md", r"\nabla_K L = V G^T K", r"\nabla_K L = V G^T Q", "Q is needed here"),
    Planted(
        "layernorm.md",
        r"\nabla_x L = c",
        r"\nabla_x L = c - \frac{1}{n} (\mathbf{1}^T c) \mathbf{1}",
        "c − mean(c) 1 is needed here",
    ),
    Planted(
        "layernorm.md",
        r"\nabla_x L = c - (\mathbf{1}^T c) \mathbf{1}",
        r"\nabla_x L = c - \frac{1}{n} (\mathbf{1}^T c) \mathbf{1}",
        "c − (1/n) (1ᵀ c) 1 is needed here",
    ),
    Planted(
        "layernorm.md",
        r"\nabla_x L = c + \frac{1}{n} (\mathbf{1}^T c) \mathbf{1}",
        r"\nabla_x L = c - \frac{1}{n} (\mathbf{1}^T c) \mathbf{1}",
        "c − (1/n) (1ᵀ c) 1 is needed here",
    ),
    Planted(
        "layernorm.md",
        r"\frac{\partial y}{\partial x} = I - \mathbf{1} \mathbf{1}^T",
        r"\frac{\partial y}{\partial x} = I - \frac{1}{n} \mathbf{1} \mathbf{1}^T",
        "(1/n)",
    ),
    Planted("layernorm.md", r"\nabla_y v = 2 y", r"\nabla_y v = \frac{2}{n} y", "(2/n) y is needed here"),
    Planted("layernorm.md", r"\nabla_y v = \frac{1}{n} y", r"\nabla_y v = \frac{2}{n} y", "(2/n) y is needed here"),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial W_{ij}} = (z_j - t_j) x_i",
        r"\frac{\partial L}{\partial W_{ij}} = (z_i - t_i) x_j",
        "z_i x_j − t_i x_j",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial W_{ij}} = (z_i - t_i) x_i",
        r"\frac{\partial L}{\partial W_{ij}} = (z_i - t_i) x_j",
        "x_j is needed here",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial W_{ij}} = z_i - t_i",
        r"\frac{\partial L}{\partial W_{ij}} = (z_i - t_i) x_j",
        "z_i x_j − t_i x_j",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial x_j} = \sum_i (z_i - t_i) W_{ji}",
        r"\frac{\partial L}{\partial x_j} = \sum_i (z_i - t_i) W_{ij}",
        "W_ij is needed here",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial x_j} = (z_i - t_i) W_{ij}",
        r"\frac{\partial L}{\partial x_j} = \sum_i (z_i - t_i) W_{ij}",
        "",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial x_j} = \sum_i z_i W_{ij}",
        r"\frac{\partial L}{\partial x_j} = \sum_i (z_i - t_i) W_{ij}",
        "Σ_i z_i W_ij − Σ_i W_ij t_i",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial x_j} = 2 \sum_i (z_i - t_i) W_{ij}",
        r"\frac{\partial L}{\partial x_j} = \sum_i (z_i - t_i) W_{ij}",
        "Σ_i z_i W_ij − Σ_i t_i W_ij",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial z_i}{\partial x_j} = W_{ji}",
        r"\frac{\partial z_i}{\partial x_j} = W_{ij}",
        "W_ij is needed here",
    ),
    Planted(
        "entries.md",
        r"\frac{\partial L}{\partial z_i} = t_i - z_i",
        r"\frac{\partial L}{\partial z_i} = z_i - t_i",
        "−t_i + z_i",
    ),
]


def document_of(planted: Planted, line: str) -> str:
    """The document with the line behind it."""
    preamble = DOCUMENTS[planted.document]
    if planted.document.endswith(".tex"):
        return f"{preamble}\nThen\n\\[ {line} \\]\n\\end{{document}}\n"
    return f"{preamble}\nThen\n\n$$ {line} $$\n"
