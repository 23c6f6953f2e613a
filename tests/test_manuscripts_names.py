"""Names and functions as documents introduce them: behind what they name, in any layer, by their sets, in words."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

RIGHT, WRONG, UNDECIDED = Kind.RIGHT, Kind.WRONG, Kind.UNDECIDED


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


def last(text: str) -> Kind:
    """The verdict on the last line of a document."""
    return checked(text).lines[-1].verdict.kind


def said_of_last(text: str) -> str:
    return " ".join(str(checked(text).lines[-1].verdict).split())


TANH = r"$x$ is a vector and $E$ an error. $h = \tanh(Wx)$. With $z = Wx$:" + "\n\n"
GIVEN = r"Given $\nabla_z E = \delta$, where $z = Wx$ and $x$ is a vector:" + "\n\n"
RESIDUAL = r"Let $E = \frac12 \|Ax - b\|^2$ with $r = Ax - b$ and $g = \nabla_x E$." + "\n\n"
SUM = r"$a = \tanh(Wx + Vh + b)$ with vectors $x$, $h$, $b$ and an error $E$. Write $z = Wx + b$." + "\n\n"


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (TANH, r"$\nabla_z E = (1 - h\odot h) \odot \nabla_h E$", RIGHT),
        (TANH, r"$\nabla_x E = W^T \nabla_z E$", RIGHT),
        (TANH, r"$\nabla_W E = x (\nabla_z E)^T$", WRONG),
        (SUM, r"$\nabla_z E = (1 - a \odot a) \odot \nabla_a E$", RIGHT),
        (SUM, r"$\nabla_z E = (1 - a) \odot \nabla_a E$", WRONG),
        (GIVEN, r"$\nabla_W E = \delta x^T$", RIGHT),
        (GIVEN, r"$\nabla_W E = x \delta^T$", WRONG),
        (GIVEN, r"$\nabla_x E = W \delta$", WRONG),
        (RESIDUAL, r"$\nabla_r E = r$", RIGHT),
        (RESIDUAL, r"$g = A^T r$", RIGHT),
        (RESIDUAL, r"$g = A r$", WRONG),
    ],
)
def test_a_name_counts_wherever_it_is_introduced(before: str, claim: str, kind: Kind) -> None:
    assert last(before + claim) is kind


LAYERS = r"$z^l = w^l a^{l-1} + b^l$ and $a^l = \sigma(z^l)$ with a cost $C$. Let $\delta^l = \nabla_{z^l} C$." + "\n\n"
ENTRIES = (
    r"$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j$ and $a^l_j = \sigma(z^l_j)$, with cost $C$ and "
    r"$\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}$." + "\n\n"
)
BOLD = (
    r"$\mathbf z^{(l)} = \mathbf W^{(l)} \mathbf a^{(l-1)} + \mathbf b^{(l)}$, $\mathbf a^{(l)} = f(\mathbf z^{(l)})$, "
    r"error $E$, $\boldsymbol\delta^{(l)} = \frac{\partial E}{\partial \mathbf z^{(l)}}$." + "\n\n"
)
FOUR = [
    (r"\delta^L", r"\nabla_a C \odot \sigma'(z^L)", r"\nabla_a C \odot \sigma(z^L)"),
    (r"\delta^l", r"((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)", r"(w^{l+1} \delta^{l+1}) \odot \sigma'(z^l)"),
    (r"\frac{\partial C}{\partial b^l_j}", r"\delta^l_j", r"-\delta^l_j"),
    (r"\frac{\partial C}{\partial w^l_{jk}}", r"a^{l-1}_k \delta^l_j", r"a^{l-1}_j \delta^l_k"),
]


@pytest.mark.parametrize(("left", "right", "wrong"), FOUR)
def test_the_four_equations_of_backpropagation(left: str, right: str, wrong: str) -> None:
    assert last(f"{LAYERS}${left} = {right}$") is RIGHT
    assert last(f"{LAYERS}${left} = {wrong}$") is WRONG


def test_the_four_equations_of_backpropagation_are_filled() -> None:
    text = LAYERS + "\n\n".join(f"${left} = ??? = {right}$" for left, right, _ in FOUR)
    found = fill_manuscript(manuscript_of(text.encode(), "notes.md"))
    assert (len(found.filled), len(found.refused)) == (4, 0)


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (ENTRIES, r"$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)$", RIGHT),
        (ENTRIES, r"$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$", RIGHT),
        (ENTRIES, r"$\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)$", WRONG),
        (
            BOLD,
            r"$\boldsymbol\delta^{(l-1)} = (\mathbf W^{(l)})^T \boldsymbol\delta^{(l)} \odot f'(\mathbf z^{(l-1)})$",
            RIGHT,
        ),
        (
            BOLD,
            r"$\boldsymbol\delta^{(l-1)} = \mathbf W^{(l)} \boldsymbol\delta^{(l)} \odot f'(\mathbf z^{(l-1)})$",
            WRONG,
        ),
    ],
)
def test_an_equation_of_any_layer_holds_in_every_layer(before: str, claim: str, kind: Kind) -> None:
    assert last(before + claim) is kind


def test_an_equation_of_the_last_layer_holds_there_alone() -> None:
    text = r"$z^L = W^L a^{L-1}$, $a^L = \tanh(z^L)$ and an error $E$." + "\n\n"
    found = checked(text + r"$\nabla_{z^l} E = \nabla_{a^l} E \odot (1 - a^l \odot a^l)$")
    assert not found.lines
    assert "a derivative is by a named array or an entry of one, not by z^l" in found.text()


def test_layers_of_one_neuron_are_numbers() -> None:
    text = (
        r"$z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}$, $a^{(L)} = \sigma(z^{(L)})$ and $C = (a^{(L)} - y)^2$." + "\n\n"
        r"$\frac{\partial C}{\partial w^{(L)}} = a^{(L-1)} \sigma'(z^{(L)}) 2 (a^{(L)} - y)$"
    )
    assert last(text) is RIGHT
    assert last(text.replace("= a^{(L-1)}", "= w^{(L)}")) is WRONG


def test_two_layers_with_biases_have_shapes() -> None:
    text = (
        r"$z^{[1]} = W^{[1]} x + b^{[1]}$, $a^{[1]} = \tanh(z^{[1]})$, $z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}$, "
        r"$L$ the loss." + "\n\n" + r"$\nabla_{W^{[2]}} L = \nabla_{z^{[2]}} L (a^{[1]})^T$"
    )
    assert last(text) is RIGHT


ROWS = (
    r"Let $x$ and $b$ be row vectors and $z = xW + b$, $h = \tanh(z)$. The loss is $L$." + "\n\n"
    r"$\nabla_z L = \nabla_h L \odot (1 - h \odot h)$" + "\n\n"
)
BATCH = r"Batch: $Z = XW + \mathbf 1 b^T$ and $L$ is the loss." + "\n\n"


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (ROWS, r"$\nabla_W L = x^T \nabla_z L$", RIGHT),
        (ROWS, r"$\nabla_W L = (\nabla_z L)^T x$", WRONG),
        (ROWS, r"$\nabla_x L = \nabla_z L W^T$", RIGHT),
        (ROWS, r"$\nabla_x L = W \nabla_z L$", WRONG),
        (ROWS, r"$\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial z_j} W_{ij}$", RIGHT),
        (ROWS, r"$\frac{\partial L}{\partial x_i} = \sum_j \frac{\partial L}{\partial z_j} W_{ji}$", WRONG),
        (BATCH, r"$\nabla_W L = X^T \nabla_Z L$", RIGHT),
        (BATCH, r"$\nabla_b L = (\nabla_Z L)^T \mathbf 1$", RIGHT),
        (BATCH, r"$\nabla_X L = W^T \nabla_Z L$", WRONG),
    ],
)
def test_rows_and_batches(before: str, claim: str, kind: Kind) -> None:
    assert last(before + claim) is kind


QUADRATIC = r"Let $f:\mathbb R^n\to\mathbb R$, $f(x) = x^T A x$." + "\n\n"
PRIMED = r"Let $x$ be a vector and $f(x) = x^T A x + b^Tx$." + "\n\n"
OF_MATRIX = r"Let $g : \mathbb{R}^{m \times n} \to \mathbb{R}$ with $g(X) = \operatorname{tr}(X^T X)$." + "\n\n"


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (QUADRATIC, r"$\nabla f(x) = (A + A^T) x$", RIGHT),
        (QUADRATIC, r"$\nabla f = (A + A^T) x$", RIGHT),
        (QUADRATIC, r"$\nabla f(x) = 2Ax$", WRONG),
        (PRIMED, r"$f'(x) = x^T(A + A^T) + b^T$", Kind.UNFINISHED),
        (PRIMED, r"$Df(x) = x^T(A + A^T) + b^T$", Kind.UNFINISHED),
        (PRIMED, r"$f'(x) = 2x^TA$", WRONG),
        (PRIMED, r"$\frac{df}{dx} = (A + A^T) x + b$", RIGHT),
        (OF_MATRIX, r"$\nabla g(X) = 2X$", RIGHT),
        (OF_MATRIX, r"$\nabla g(X) = X$", WRONG),
    ],
)
def test_a_function_of_an_array_is_not_one_of_its_entries(before: str, claim: str, kind: Kind) -> None:
    assert last(before + claim) is kind


def test_a_function_that_is_declared_and_not_defined_says_nothing() -> None:
    text = (
        r"Let $f: \mathbb{R}^n \to \mathbb{R}^m$, $y = f(x)$, $E$ a scalar." + "\n\n" + r"$\nabla_x E = J^T \nabla_y E$"
    )
    found = checked(text)
    assert [line.verdict.kind for line in found.lines] == [UNDECIDED]
    assert "what defines y is not known here: its equation could not be read" in " ".join(found.text().split())


def test_a_loss_that_is_an_unknown_function_of_an_array() -> None:
    text = r"Let $y = Wx$ and $L = f(y)$ with $f:\mathbb{R}^m \to \mathbb{R}$ and a vector $x$." + "\n\n"
    assert last(text + r"$\nabla_x L = W^T \nabla f(y)$") is RIGHT
    assert last(text + r"$\nabla_W L = \nabla_y L x^T$") is RIGHT
    assert last(text + r"$\nabla_W L = x \nabla_y L^T$") is WRONG


def test_a_function_of_an_expression_is_not_read() -> None:
    text = r"Let $f:\mathbb{R}^m\to\mathbb{R}$ and $g(x) = f(Ax+b)$. Then $\nabla g(x) = A^T \nabla f(Ax+b)$."
    found = checked(text)
    assert not found.wrong
    assert "give what f is of a name: it is read before a name in brackets" in found.text()


RELU = r"Let $z = Wx$, $h = \max(0, z)$, $E$ an error. $H$ is the Heaviside step function." + "\n\n"


@pytest.mark.parametrize(
    "mask",
    [
        r"\mathbb 1[z>0]",
        r"\mathbf 1_{z>0}",
        r"\mathbb{1}\{z > 0\}",
        r"\mathbb{I}(z > 0)",
        r"1_{z \geq 0}",
        r"\mathbf{1}_{\{z>0\}}",
        r"[z > 0]",
        r"(z > 0)",
        r"[0 < z]",
        r"\mathrm{ReLU}'(z)",
        r"\operatorname{ReLU}'(z)",
        r"H(z)",
    ],
)
def test_the_slope_of_relu_in_many_ways(mask: str) -> None:
    assert last(RELU + rf"$\nabla_z E = \nabla_h E \odot {mask}$") is RIGHT
    other = mask.replace("z", "(-z)") if "(z)" not in mask else mask.replace("(z)", "(-z)")
    assert last(RELU + rf"$\nabla_z E = \nabla_h E \odot {other}$") is WRONG


POSITIVE = r"Let $x$ be a vector, $h = \max(0, x)$, $E = \frac12\|h\|^2$." + "\n\n"
SOFTMAX = r"Let $p = \operatorname{softmax}(z)$ with a vector $z$." + "\n\n"


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (POSITIVE, r"$\nabla_x E = x$ for $x > 0$", RIGHT),
        (POSITIVE, r"If $x > 0$, then $\nabla_x E = x$.", RIGHT),
        (POSITIVE, r"$$\nabla_x E = x \quad (x > 0)$$", RIGHT),
        (POSITIVE, r"$$\nabla_x E = x \quad \text{for } x > 0$$", RIGHT),
        (POSITIVE, r"$\nabla_x E = 2x$ for $x>0$", UNDECIDED),
        (POSITIVE, r"$\nabla_x E = x$ for $x < 1$", UNDECIDED),
        (POSITIVE, r"$\nabla_x E = x$", WRONG),
        (r"Let $x \in \mathbb{R}^n$, $E = x^T x$." + "\n\n", r"$\nabla_x E = x$ for $n > 1$", WRONG),
        (SOFTMAX, r"$\frac{\partial p_i}{\partial z_j} = -p_i p_j$ for $i \ne j$", UNDECIDED),
        (SOFTMAX, r"$\frac{\partial p_i}{\partial z_j} = p_i(1-p_i)$ if $i = j$", UNDECIDED),
        (SOFTMAX, r"$\frac{\partial p_i}{\partial z_j} = -p_i p_j$", WRONG),
    ],
)
def test_a_condition_beside_a_claim_counts(before: str, claim: str, kind: Kind) -> None:
    assert last(before + claim) is kind


LOGISTIC = r"Let $p = \sigma(w^T x)$ with a vector $x$ and $L = -y\log p - (1-y)\log(1-p)$." + "\n\n"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("# Logistic regression\n\n", RIGHT),
        ("Here $\\sigma$ denotes the sigmoid function applied entrywise.\n\n", RIGHT),
        ("Where $\\sigma$ is the logistic function.\n\n", RIGHT),
        ("# Two classes\n\n", UNDECIDED),
    ],
)
def test_sigma_is_what_words_or_the_subject_say(words: str, kind: Kind) -> None:
    assert last(words + LOGISTIC + r"$\nabla_w L = (p - y) x$") is kind


def test_functions_by_themselves() -> None:
    words = r"Let $p = \sigma(w^T x)$, where $\sigma$ is the logistic function." + "\n\n"
    assert last(words + r"$\sigma' = \sigma(1-\sigma)$") is RIGHT
    assert last(words + r"$\sigma' = \sigma(1+\sigma)$") is WRONG


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (r"$z = \text{BatchNorm}(A x)$, $L = \|z\|^2$. $\nabla_x L = 2 A^T z$", "what defines z is not known"),
        (r"$E = y^T y$ with vectors $x$, $y$. $\nabla_x E = 2x$", "no equation here says how E depends on x"),
        (
            r"$z_l = W_l a_{l-1}$, $a_l = \phi(z_l)$, $C = \frac12\|a_L - y\|^2$. "
            r"$\nabla_{W_l} C = \delta_l a_{l-1}^T$",
            "no equation here says how C depends on W_l",
        ),
        (r"$z = Wx$ with an error $E$. $\nabla_W E = \varepsilon x^T$", "nothing here says what varepsilon is"),
    ],
)
def test_what_is_not_said_leaves_a_claim_undecided(text: str, said: str) -> None:
    assert last(text) is UNDECIDED
    assert said in said_of_last(text)


def test_a_search_for_the_best_claims_nothing() -> None:
    text = (
        r"Let $L(w) = \|Xw - y\|^2$ with vectors $w$ and $y$. Solve $\min_w L(w) = \min_w \|Xw-y\|^2$, "
        r"$w^* = \operatorname*{arg\,min}_{w} L(w)$." + "\n\n"
    )
    found = checked(text + r"$\nabla_w L = 2X^T(Xw-y)$")
    assert (found.exit_code, len(found.lines)) == (0, 1)
    assert last(text + r"$\nabla_w L = X^T(Xw-y)$") is WRONG


def test_what_a_letter_runs_over_claims_nothing() -> None:
    text = r"For $l = 1, \ldots, L$ let $z^{(l)} = W^{(l)} a^{(l-1)}$, with an error $E$." + "\n\n"
    found = checked(text + r"$\nabla_{W^{(l)}} E = \nabla_{z^{(l)}} E (a^{(l-1)})^T$")
    assert (found.exit_code, len(found.lines)) == (0, 1)


def test_l_beside_an_index_is_one_though_it_is_a_layer_elsewhere() -> None:
    text = (
        r"$z^{(l)} = W^{(l)} a^{(l-1)}$, $a^{(l)} = f(z^{(l)})$, $E$ an error." + "\n\n"
        r"$\frac{\partial E}{\partial a_l^{(l-1)}} = \sum_k W_{kl}^{(l)} \frac{\partial E}{\partial z^{(l)}_k}$"
    )
    assert last(text) is RIGHT
    assert last(text.replace("W_{kl}", "W_{lk}")) is WRONG


def test_what_holds_otherwise_is_not_wrong_for_all() -> None:
    text = (
        r"Let $x, w \in \mathbb{R}^d$ and $L(w) = \frac12\|w\|^2 + \max(0, 1 - w^Tx)$."
        "\n\n"
        r"If $w^Tx < 1$, then $\nabla_w L = w - x$. Otherwise $\nabla_w L = w$."
        "\n\n"
        r"Then $\nabla_w L = w + x$."
    )
    found = checked(text)
    assert [line.verdict.kind.value for line in found.lines] == ["undecided", "undecided", "wrong"]
    assert "is claimed for the other cases alone" in " ".join(found.text(100).split())


POLICY = r"$\pi = \mathrm{softmax}(\theta)$ and $J = r^T \pi$." + "\n\n"
MEAN = r"Let $\pi$ be a vector and $L = \pi^T A x$." + "\n\n"
NUMBER = r"$p = \frac{1}{2\pi} w^T w$." + "\n\n"


@pytest.mark.parametrize(
    ("before", "claim", "kind"),
    [
        (POLICY, r"$\nabla_\pi J = r$", RIGHT),
        (POLICY, r"$\nabla_\theta J = \pi \odot (r - r^T\pi \mathbf 1)$", RIGHT),
        (POLICY, r"$\nabla_\theta J = \pi \odot r$", WRONG),
        (MEAN, r"$\nabla_x L = A^T \pi$", RIGHT),
        (MEAN, r"$\nabla_\pi L = A^T x$", WRONG),
        (NUMBER, r"$\nabla_w p = \frac{1}{\pi} w$", RIGHT),
        (NUMBER, r"$\nabla_w p = w$", WRONG),
    ],
)
def test_pi_is_an_array_where_the_document_says_what_it_is(before: str, claim: str, kind: Kind) -> None:
    assert last(before + claim) is kind


OF_PART = r"$J = K + \lambda \|W\|_F^2$ with $U = H W$ and let $G = \nabla_U K$." + "\n\n"


@pytest.mark.parametrize(
    ("claim", "kind"),
    [
        (r"$\nabla_W J = H^\top G + 2\lambda W$", RIGHT),
        (r"$\nabla_W J = H^\top \nabla_U K + 2\lambda W$", RIGHT),
        (r"$\nabla_W J = H^\top G + \lambda W$", WRONG),
        (r"$\nabla_W K = H^\top G$", RIGHT),
        (r"$\nabla_W K = H^\top G + 2\lambda W$", WRONG),
    ],
)
def test_a_cost_is_made_of_an_unknown_one_that_is_differentiated_as_well(claim: str, kind: Kind) -> None:
    assert last(OF_PART + claim) is kind
