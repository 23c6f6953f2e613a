"""Lines of LaTeX in the styles of published texts: the equations alone, typed anew."""

from typing import NamedTuple


class Line(NamedTuple):
    """One formula of a text. source: where equations of this style stand."""

    id: str
    latex: str
    source: str


NIELSEN = "Nielsen, Neural Networks and Deep Learning, chapters 2 and 3"
CS231N = "Stanford CS231n, notes on optimisation and on vector derivatives"
CS224N = "Stanford CS224n, notes on gradients of neural networks"
GOODFELLOW = "Goodfellow, Bengio and Courville, Deep Learning, chapters 2, 4 and 6"
PARR = "Parr and Howard, The Matrix Calculus You Need For Deep Learning"
COOKBOOK = "Petersen and Pedersen, The Matrix Cookbook (2012)"
QUESTION = "a question on backpropagation in matrix form (Data Science Stack Exchange)"
ANSWER = "the answer to that question (Data Science Stack Exchange)"
POST = "derivatives as posts on Mathematics Stack Exchange type them"

CORPUS = (
    Line("nielsen-forward", r"a^l = \sigma(w^l a^{l-1} + b^l)", NIELSEN),
    Line("nielsen-forward-entry", r"a^{l}_j = \sigma\left( \sum_k w^{l}_{jk} a^{l-1}_k + b^l_j \right)", NIELSEN),
    Line("nielsen-weighted", r"z^l \equiv w^l a^{l-1}+b^l", NIELSEN),
    Line("nielsen-error", r"\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}.", NIELSEN),
    Line("nielsen-bp1-entry", r"\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j).", NIELSEN),
    Line("nielsen-bp1", r"\delta^L = \nabla_a C \odot \sigma'(z^L).", NIELSEN),
    Line("nielsen-bp1-quadratic", r"\delta^L = (a^L-y) \odot \sigma'(z^L).", NIELSEN),
    Line("nielsen-bp2", r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l),", NIELSEN),
    Line("nielsen-bp2-entry", r"\delta^l_j = \sum_k w^{l+1}_{kj}  \delta^{l+1}_k \sigma'(z^l_j).", NIELSEN),
    Line("nielsen-bp3", r"\frac{\partial C}{\partial b^l_j} = \delta^l_j.", NIELSEN),
    Line("nielsen-bp4", r"\frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j.", NIELSEN),
    Line("nielsen-quadratic", r"C = \frac{1}{2} \|y-a^L\|^2 = \frac{1}{2} \sum_j (y_j-a^L_j)^2,", NIELSEN),
    Line("nielsen-entropy", r"C = -\frac{1}{n} \sum_x \left[y \ln a + (1-y ) \ln (1-a) \right],", NIELSEN),
    Line("nielsen-sigmoid", r"\sigma(z) \equiv \frac{1}{1+e^{-z}}.", NIELSEN),
    Line("nielsen-sigmoid-prime", r"\sigma'(z) = \sigma(z)(1-\sigma(z)).", NIELSEN),
    Line("nielsen-softmax", r"a^L_j = \frac{e^{z^L_j}}{\sum_k e^{z^L_k}},", NIELSEN),
    Line("nielsen-softmax-bias", r"\frac{\partial C}{\partial b^L_j} = a^L_j-y_j", NIELSEN),
    Line("nielsen-softmax-weights", r"\frac{\partial C}{\partial w^L_{jk}} = a^{L-1}_k (a^L_j-y_j)", NIELSEN),
    Line("nielsen-cost-difference", r"\nabla_a C = (a^L-y).", NIELSEN),
    Line(
        "nielsen-chain",
        r"\begin{eqnarray} \delta^l_j & = & \frac{\partial C}{\partial z^l_j} \\ & = & \sum_k \frac{\partial "
        r"C}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j} \\ & = & \sum_k \frac{\partial "
        r"z^{l+1}_k}{\partial z^l_j} \delta^{l+1}_k, \tag{42}\end{eqnarray}",
        NIELSEN,
    ),
    Line(
        "cs231n-product",
        r"f(x,y) = x y \hspace{0.5in} \rightarrow \hspace{0.5in} \frac{\partial f}{\partial x} = y",
        CS231N,
    ),
    Line(
        "cs231n-chain",
        r"\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} \frac{\partial q}{\partial x}",
        CS231N,
    ),
    Line(
        "cs231n-gradient",
        r"\nabla f = [\frac{\partial f}{\partial x}, \frac{\partial f}{\partial y}] = [y, x]",
        CS231N,
    ),
    Line(
        "cs231n-sigmoid",
        r"\sigma(x) = \frac{1}{1+e^{-x}} \\ \rightarrow \hspace{0.3in} \frac{d\sigma(x)}{dx} = "
        r"\frac{e^{-x}}{(1+e^{-x})^2} = \left( 1 - \sigma(x) \right) \sigma(x)",
        CS231N,
    ),
    Line("cs231n-linear", "f(x_i, W, b) =  W x_i + b", CS231N),
    Line("cs231n-loss", r"L_i = -\log\left(\frac{e^{f_{y_i}}}{ \sum_j e^{f_j} }\right) \hspace{0.5in}", CS231N),
    Line("cs231n-scores", r"\frac{\partial L_i }{ \partial f_k } = p_k - \mathbb{1}(y_i = k)", CS231N),
    Line(
        "cs224n-jacobian-entry",
        r"\left(\frac{\partial \boldsymbol{f}}{\partial \boldsymbol{x}}\right)_{ij} = \frac{\partial f_i}{\partial "
        "x_j}",
        CS224N,
    ),
    Line(
        "cs224n-matrix-times-column",
        r"\boldsymbol{z} = \boldsymbol{W}\boldsymbol{x}, \quad \frac{\partial \boldsymbol{z}}{\partial \boldsymbol{x}} "
        r"= \boldsymbol{W}",
        CS224N,
    ),
    Line(
        "cs224n-row-times-matrix",
        r"\frac{\partial \boldsymbol{z}}{\partial \boldsymbol{x}} = \boldsymbol{W}^T",
        CS224N,
    ),
    Line(
        "cs224n-elementwise",
        r"\boldsymbol{z} = f(\boldsymbol{x}), \qquad \frac{\partial \boldsymbol{z}}{\partial \boldsymbol{x}} = "
        r"\text{diag}(f'(\boldsymbol{x}))",
        CS224N,
    ),
    Line(
        "cs224n-weights",
        r"\frac{\partial J}{\partial \boldsymbol{W}} = \boldsymbol{\delta}^T \boldsymbol{x}^T",
        CS224N,
    ),
    Line(
        "cs224n-softmax",
        r"\frac{\partial J}{\partial \boldsymbol{\theta}} = (\hat{\boldsymbol{y}} - \boldsymbol{y})^T",
        CS224N,
    ),
    Line(
        "cs224n-network",
        r"\begin{align*} &\boldsymbol{x} = \text{input} \\ &\boldsymbol{z} = \boldsymbol{W}\boldsymbol{x} + "
        r"\boldsymbol{b}_1 \\ &\boldsymbol{h} = \text{ReLU}(\boldsymbol{z}) \\ &\boldsymbol{\theta} = "
        r"\boldsymbol{U}\boldsymbol{h} + \boldsymbol{b}_2 \\ &\hat{\boldsymbol{y}} = "
        r"\text{softmax}(\boldsymbol{\theta}) \\ &J = CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) \end{align*}",
        CS224N,
    ),
    Line(
        "cs224n-delta",
        r"\boldsymbol{\delta}_2 = \boldsymbol{\delta}_1 \boldsymbol{U} \circ \text{sgn}(\boldsymbol{h})",
        CS224N,
    ),
    Line(
        "cs224n-output-bias",
        r"\frac{\partial J}{\partial \boldsymbol{b}_2} = \frac{\partial J}{\partial \boldsymbol{\theta}} \frac{"
        r"\partial \boldsymbol{\theta}}{\partial \boldsymbol{b}_2} = \boldsymbol{\delta}_1",
        CS224N,
    ),
    Line(
        "cs224n-identity",
        r"\boldsymbol{z} = \boldsymbol{x} \qquad \frac{\partial \boldsymbol{z}}{\partial \boldsymbol{x}} = "
        r"\boldsymbol{I}",
        CS224N,
    ),
    Line(
        "goodfellow-quadratic",
        r"f(\boldsymbol{x}) = \frac{1}{2} ||\boldsymbol{A} \boldsymbol{x} - \boldsymbol{b}||_2^2.",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-quadratic-gradient",
        r"\nabla_{\boldsymbol{x}} f(\boldsymbol{x}) = \boldsymbol{A}^\top (\boldsymbol{A}\boldsymbol{x} - "
        r"\boldsymbol{b}) = \boldsymbol{A}^\top\boldsymbol{A}\boldsymbol{x} - \boldsymbol{A}^\top\boldsymbol{b}.",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-chain",
        r"\nabla_{\boldsymbol{x}} z = \left( \frac{\partial \boldsymbol{y}}{\partial \boldsymbol{x}} \right)^\top "
        r"\nabla_{\boldsymbol{y}} z,",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-tensor-chain",
        r"\nabla_{\mathbf{X}} z = \sum_j (\nabla_{\mathbf{X}} Y_j) \frac{\partial z}{\partial Y_j}.",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-forward",
        r"\boldsymbol{a}^{(k)} = \boldsymbol{b}^{(k)} + \boldsymbol{W}^{(k)}\boldsymbol{h}^{(k-1)}",
        GOODFELLOW,
    ),
    Line("goodfellow-activation", r"\boldsymbol{h}^{(k)} = f(\boldsymbol{a}^{(k)})", GOODFELLOW),
    Line("goodfellow-loss", r"J = L(\hat{\boldsymbol{y}}, \boldsymbol{y}) + \lambda \Omega(\theta)", GOODFELLOW),
    Line(
        "goodfellow-backward",
        r"\boldsymbol{g} \leftarrow \nabla_{\boldsymbol{a}^{(k)}} J = \boldsymbol{g} \odot f'(\boldsymbol{a}^{(k)})",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-bias",
        r"\nabla_{\boldsymbol{b}^{(k)}} J = \boldsymbol{g} + \lambda \nabla_{\boldsymbol{b}^{(k)}} \Omega(\theta)",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-weights",
        r"\nabla_{\boldsymbol{W}^{(k)}} J = \boldsymbol{g}\, \boldsymbol{h}^{(k-1)\top} + \lambda "
        r"\nabla_{\boldsymbol{W}^{(k)}} \Omega(\theta)",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-next",
        r"\boldsymbol{g} \leftarrow \nabla_{\boldsymbol{h}^{(k-1)}} J = \boldsymbol{W}^{(k)\top}\, \boldsymbol{g}",
        GOODFELLOW,
    ),
    Line("goodfellow-softmax", r"\mathrm{softmax}(\boldsymbol{z})_i = \frac{\exp(z_i)}{\sum_j \exp(z_j)}.", GOODFELLOW),
    Line(
        "goodfellow-frobenius",
        r"||\boldsymbol{A}||_F = \sqrt{\mathrm{Tr}(\boldsymbol{A}\boldsymbol{A}^\top)}.",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-solution",
        r"\boldsymbol{w} = \left( \boldsymbol{X}^{(\text{train})\top} \boldsymbol{X}^{(\text{train})} \right)^{-1} "
        r"\boldsymbol{X}^{(\text{train})\top} \boldsymbol{y}^{(\text{train})}",
        GOODFELLOW,
    ),
    Line("goodfellow-entries", r"C_{i,j} = \sum_k A_{i,k} B_{k,j}.", GOODFELLOW),
    Line(
        "goodfellow-transposed",
        r"(\boldsymbol{A}\boldsymbol{B})^\top = \boldsymbol{B}^\top \boldsymbol{A}^\top.",
        GOODFELLOW,
    ),
    Line(
        "goodfellow-dot",
        r"\boldsymbol{x}^\top \boldsymbol{y} = \left( \boldsymbol{x}^\top \boldsymbol{y} \right)^\top = "
        r"\boldsymbol{y}^\top \boldsymbol{x}.",
        GOODFELLOW,
    ),
    Line("goodfellow-trace", r"\mathrm{Tr}(\boldsymbol{A}) = \sum_i \boldsymbol{A}_{i,i}.", GOODFELLOW),
    Line(
        "goodfellow-cyclic",
        r"\mathrm{Tr}(\boldsymbol{A}\boldsymbol{B}\boldsymbol{C}) = \mathrm{Tr}(\boldsymbol{C}\boldsymbol{A}"
        r"\boldsymbol{B}) = \mathrm{Tr}(\boldsymbol{B}\boldsymbol{C}\boldsymbol{A})",
        GOODFELLOW,
    ),
    Line("goodfellow-hidden", r"\boldsymbol{h} = g(\boldsymbol{W}^\top \boldsymbol{x} + \boldsymbol{c}),", GOODFELLOW),
    Line(
        "goodfellow-xor",
        r"f(\boldsymbol{x}) = \boldsymbol{w}^\top \max\{0, \boldsymbol{W}^\top \boldsymbol{x} + \boldsymbol{c}\} + b.",
        GOODFELLOW,
    ),
    Line("goodfellow-softplus", r"\frac{d}{dx}\zeta(x) = \sigma(x)", GOODFELLOW),
    Line(
        "goodfellow-descent",
        r"\boldsymbol{x}' = \boldsymbol{x} - \epsilon \nabla_{\boldsymbol{x}} f(\boldsymbol{x})",
        GOODFELLOW,
    ),
    Line(
        "parr-jacobian",
        r"\frac{\partial \mathbf{y}}{\partial \mathbf{x}} = \begin{bmatrix} \nabla f_1(\mathbf{x}) \\ \nabla "
        r"f_2(\mathbf{x}) \end{bmatrix} = \begin{bmatrix} \frac{\partial}{\partial \mathbf{x}} f_1(\mathbf{x}) \\[2pt] "
        r"\frac{\partial}{\partial \mathbf{x}} f_2(\mathbf{x}) \end{bmatrix}",
        PARR,
    ),
    Line(
        "parr-elementwise",
        r"\frac{\partial}{\partial \mathbf{w}} ( \mathbf{w} \otimes \mathbf{x} ) = diag(\mathbf{x})",
        PARR,
    ),
    Line(
        "parr-dot",
        r"\frac{\partial y}{\partial \mathbf{w}} = \frac{\partial y}{\partial \mathbf{u}} \frac{\partial "
        r"\mathbf{u}}{\partial \mathbf{w}} = \vec{1}^T diag(\mathbf{x}) = \mathbf{x}^T",
        PARR,
    ),
    Line("parr-neuron", r"activation(\mathbf{x}) = max(0, \mathbf{w} \cdot \mathbf{x} + b)", PARR),
    Line(
        "parr-loss",
        r"C(\mathbf{w},b,X,\mathbf{y}) = \frac{1}{N} \sum_{i=1}^{N} (y_i - max(0, \mathbf{w}\cdot\mathbf{x}_i+b) )^2",
        PARR,
    ),
    Line(
        "parr-chain",
        r"\frac{\partial}{\partial \mathbf{x}} \mathbf{f}(\mathbf{g}(\mathbf{x})) = \frac{\partial "
        r"\mathbf{f}}{\partial \mathbf{g}}\frac{\partial\mathbf{g}}{\partial \mathbf{x}}",
        PARR,
    ),
    Line(
        "cookbook-37",
        r"\partial(\mathbf{X}\mathbf{Y}) = (\partial\mathbf{X})\mathbf{Y} + \mathbf{X}(\partial\mathbf{Y})",
        f"{COOKBOOK}, (37)",
    ),
    Line(
        "cookbook-40",
        r"\partial(\mathbf{X}^{-1}) = -\mathbf{X}^{-1}(\partial\mathbf{X})\mathbf{X}^{-1}",
        f"{COOKBOOK}, (40)",
    ),
    Line("cookbook-1", r"(\mathbf{A}\mathbf{B})^{-1} = \mathbf{B}^{-1}\mathbf{A}^{-1}", f"{COOKBOOK}, (1)"),
    Line("cookbook-11", r"\mathrm{Tr}(\mathbf{A}) = \sum_i A_{ii}", f"{COOKBOOK}, (11)"),
    Line("cookbook-24", r"\det(\mathbf{I}+\mathbf{u}\mathbf{v}^T) = 1 + \mathbf{u}^T\mathbf{v}", f"{COOKBOOK}, (24)"),
    Line(
        "cookbook-49",
        r"\frac{\partial\det(\mathbf{X})}{\partial\mathbf{X}} = \det(\mathbf{X})(\mathbf{X}^{-1})^T",
        f"{COOKBOOK}, (49)",
    ),
    Line(
        "cookbook-51",
        r"\frac{\partial\det(\mathbf{A}\mathbf{X}\mathbf{B})}{\partial\mathbf{X}} = \det(\mathbf{A}\mathbf{X}"
        r"\mathbf{B})(\mathbf{X}^{-1})^T = \det(\mathbf{A}\mathbf{X}\mathbf{B})(\mathbf{X}^T)^{-1}",
        f"{COOKBOOK}, (51)",
    ),
    Line(
        "cookbook-52",
        r"\frac{\partial\det(\mathbf{X}^T\mathbf{A}\mathbf{X})}{\partial\mathbf{X}} = 2\det(\mathbf{X}^T"
        r"\mathbf{A}\mathbf{X})\mathbf{X}^{-T}",
        f"{COOKBOOK}, (52)",
    ),
    Line(
        "cookbook-57",
        r"\frac{\partial\ln|\det(\mathbf{X})|}{\partial\mathbf{X}} = (\mathbf{X}^{-1})^T = (\mathbf{X}^T)^{-1}",
        f"{COOKBOOK}, (57)",
    ),
    Line(
        "cookbook-61",
        r"\frac{\partial\mathbf{a}^T\mathbf{X}^{-1}\mathbf{b}}{\partial\mathbf{X}} = "
        r"-\mathbf{X}^{-T}\mathbf{a}\mathbf{b}^T\mathbf{X}^{-T}",
        f"{COOKBOOK}, (61)",
    ),
    Line(
        "cookbook-64",
        r"\frac{\partial\mathrm{Tr}((\mathbf{X}+\mathbf{A})^{-1})}{\partial\mathbf{X}} = -((\mathbf{X}+"
        r"\mathbf{A})^{-1}(\mathbf{X}+\mathbf{A})^{-1})^T",
        f"{COOKBOOK}, (64)",
    ),
    Line(
        "cookbook-69",
        r"\frac{\partial \mathbf{x}^T\mathbf{a}}{\partial\mathbf{x}} = "
        r"\frac{\partial\mathbf{a}^T\mathbf{x}}{\partial\mathbf{x}} = \mathbf{a}",
        f"{COOKBOOK}, (69)",
    ),
    Line(
        "cookbook-70",
        r"\frac{\partial\mathbf{a}^T\mathbf{X}\mathbf{b}}{\partial\mathbf{X}} = \mathbf{a}\mathbf{b}^T",
        f"{COOKBOOK}, (70)",
    ),
    Line(
        "cookbook-71",
        r"\frac{\partial\mathbf{a}^T\mathbf{X}^T\mathbf{b}}{\partial\mathbf{X}} = \mathbf{b}\mathbf{a}^T",
        f"{COOKBOOK}, (71)",
    ),
    Line(
        "cookbook-72",
        r"\frac{\partial\mathbf{a}^T\mathbf{X}\mathbf{a}}{\partial\mathbf{X}} = \frac{\partial\mathbf{a}^T"
        r"\mathbf{X}^T\mathbf{a}}{\partial\mathbf{X}} = \mathbf{a}\mathbf{a}^T",
        f"{COOKBOOK}, (72)",
    ),
    Line(
        "cookbook-77",
        r"\frac{\partial \mathbf{b}^T\mathbf{X}^T\mathbf{X}\mathbf{c}}{\partial\mathbf{X}} = "
        r"\mathbf{X}(\mathbf{b}\mathbf{c}^T+\mathbf{c}\mathbf{b}^T)",
        f"{COOKBOOK}, (77)",
    ),
    Line(
        "cookbook-78",
        r"\frac{\partial(\mathbf{B}\mathbf{x}+\mathbf{b})^T\mathbf{C}(\mathbf{D}\mathbf{x}+\mathbf{d})}{\partial"
        r"\mathbf{x}} = \mathbf{B}^T\mathbf{C}(\mathbf{D}\mathbf{x}+\mathbf{d}) + \mathbf{D}^T\mathbf{C}^T("
        r"\mathbf{B}\mathbf{x}+\mathbf{b})",
        f"{COOKBOOK}, (78)",
    ),
    Line(
        "cookbook-81",
        r"\frac{\partial\mathbf{x}^T\mathbf{B}\mathbf{x}}{\partial\mathbf{x}} = (\mathbf{B}+\mathbf{B}^T)\mathbf{x}",
        f"{COOKBOOK}, (81)",
    ),
    Line(
        "cookbook-82",
        r"\frac{\partial\mathbf{b}^T\mathbf{X}^T\mathbf{D}\mathbf{X}\mathbf{c}}{\partial\mathbf{X}} = "
        r"\mathbf{D}^T\mathbf{X}\mathbf{b}\mathbf{c}^T + \mathbf{D}\mathbf{X}\mathbf{c}\mathbf{b}^T",
        f"{COOKBOOK}, (82)",
    ),
    Line(
        "cookbook-83",
        r"\frac{\partial}{\partial\mathbf{X}}(\mathbf{X}\mathbf{b}+\mathbf{c})^T\mathbf{D}(\mathbf{X}\mathbf{b}+"
        r"\mathbf{c}) = (\mathbf{D}+\mathbf{D}^T)(\mathbf{X}\mathbf{b}+\mathbf{c})\mathbf{b}^T",
        f"{COOKBOOK}, (83)",
    ),
    Line(
        "cookbook-84",
        r"\frac{\partial}{\partial\mathbf{s}}(\mathbf{x}-\mathbf{A}\mathbf{s})^T\mathbf{W}(\mathbf{x}-\mathbf{A}"
        r"\mathbf{s}) = -2\mathbf{A}^T\mathbf{W}(\mathbf{x}-\mathbf{A}\mathbf{s})",
        f"{COOKBOOK}, (84)",
    ),
    Line(
        "cookbook-87",
        r"\frac{\partial}{\partial\mathbf{x}}(\mathbf{x}-\mathbf{A}\mathbf{s})^T\mathbf{W}(\mathbf{x}-\mathbf{A}"
        r"\mathbf{s}) = 2\mathbf{W}(\mathbf{x}-\mathbf{A}\mathbf{s})",
        f"{COOKBOOK}, (87)",
    ),
    Line(
        "cookbook-88",
        r"\frac{\partial}{\partial\mathbf{A}}(\mathbf{x}-\mathbf{A}\mathbf{s})^T\mathbf{W}(\mathbf{x}-\mathbf{A}"
        r"\mathbf{s}) = -2\mathbf{W}(\mathbf{x}-\mathbf{A}\mathbf{s})\mathbf{s}^T",
        f"{COOKBOOK}, (88)",
    ),
    Line(
        "cookbook-100",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{X}\mathbf{A}) = \mathbf{A}^T",
        f"{COOKBOOK}, (100)",
    ),
    Line(
        "cookbook-101",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{A}\mathbf{X}\mathbf{B}) = \mathbf{A}^T\mathbf{B}^T",
        f"{COOKBOOK}, (101)",
    ),
    Line(
        "cookbook-102",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{A}\mathbf{X}^T\mathbf{B}) = \mathbf{B}\mathbf{A}",
        f"{COOKBOOK}, (102)",
    ),
    Line(
        "cookbook-105",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{A}\otimes\mathbf{X}) = "
        r"\mathrm{Tr}(\mathbf{A})\mathbf{I}",
        f"{COOKBOOK}, (105)",
    ),
    Line(
        "cookbook-106",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{X}^2) = 2\mathbf{X}^T",
        f"{COOKBOOK}, (106)",
    ),
    Line(
        "cookbook-108",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{X}^T\mathbf{B}\mathbf{X}) = \mathbf{B}"
        r"\mathbf{X} + \mathbf{B}^T\mathbf{X}",
        f"{COOKBOOK}, (108)",
    ),
    Line(
        "cookbook-114",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{A}\mathbf{X}\mathbf{B}\mathbf{X}) = \mathbf{A}^T"
        r"\mathbf{X}^T\mathbf{B}^T + \mathbf{B}^T\mathbf{X}^T\mathbf{A}^T",
        f"{COOKBOOK}, (114)",
    ),
    Line(
        "cookbook-119",
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}[(\mathbf{A}\mathbf{X}\mathbf{B}+\mathbf{C})(\mathbf{A}"
        r"\mathbf{X}\mathbf{B}+\mathbf{C})^T] = 2\mathbf{A}^T(\mathbf{A}\mathbf{X}\mathbf{B}+\mathbf{C})"
        r"\mathbf{B}^T",
        f"{COOKBOOK}, (119)",
    ),
    Line(
        "cookbook-124",
        r"\frac{\partial}{\partial \mathbf{X}} \mathrm{Tr}(\mathbf{A}\mathbf{X}^{-1}\mathbf{B}) = "
        r"-(\mathbf{X}^{-1}\mathbf{B}\mathbf{A}\mathbf{X}^{-1})^T",
        f"{COOKBOOK}, (124)",
    ),
    Line(
        "cookbook-129",
        r"\frac{\partial}{\partial\mathbf{x}}||\mathbf{x}-\mathbf{a}||_2 = "
        r"\frac{\mathbf{x}-\mathbf{a}}{||\mathbf{x}-\mathbf{a}||_2}",
        f"{COOKBOOK}, (129)",
    ),
    Line(
        "cookbook-130",
        r"\frac{\partial}{\partial\mathbf{x}}\frac{\mathbf{x}-\mathbf{a}}{\|\mathbf{x}-\mathbf{a}\|_2} = \frac{"
        r"\mathbf{I}}{\|\mathbf{x}-\mathbf{a}\|_2} - \frac{(\mathbf{x}-\mathbf{a})(\mathbf{x}-\mathbf{a})^T}{\|"
        r"\mathbf{x}-\mathbf{a}\|_2^3}",
        f"{COOKBOOK}, (130)",
    ),
    Line(
        "cookbook-132",
        r"\frac{\partial}{\partial\mathbf{X}}||\mathbf{X}||_{\rm F}^2 = "
        r"\frac{\partial}{\partial\mathbf{X}}\mathrm{Tr}(\mathbf{X}\mathbf{X}^H) = 2\mathbf{X}",
        f"{COOKBOOK}, (132)",
    ),
    Line(
        "cookbook-156",
        r"(\mathbf{A}+\mathbf{C}\mathbf{B}\mathbf{C}^T)^{-1} = \mathbf{A}^{-1} - \mathbf{A}^{-1}\mathbf{C}("
        r"\mathbf{B}^{-1}+\mathbf{C}^T\mathbf{A}^{-1}\mathbf{C})^{-1}\mathbf{C}^T\mathbf{A}^{-1}",
        f"{COOKBOOK}, (156)",
    ),
    Line(
        "cookbook-160",
        r"(\mathbf{A}+\mathbf{b}\mathbf{c}^T)^{-1} = \mathbf{A}^{-1} - \frac{\mathbf{A}^{-1}\mathbf{b}"
        r"\mathbf{c}^T\mathbf{A}^{-1}}{1+\mathbf{c}^T\mathbf{A}^{-1}\mathbf{b}}",
        f"{COOKBOOK}, (160)",
    ),
    Line(
        "cookbook-kronecker",
        r"(\mathbf{A}\otimes\mathbf{B})(\mathbf{C}\otimes\mathbf{D}) = \mathbf{A}\mathbf{C}\otimes\mathbf{B}\mathbf{D}",
        f"{COOKBOOK}, section 10.2",
    ),
    Line(
        "cookbook-vec",
        r"\mathrm{Tr}(\mathbf{A}^T\mathbf{B}) = \mathrm{vec}(\mathbf{A})^T\mathrm{vec}(\mathbf{B})",
        f"{COOKBOOK}, section 10.2",
    ),
    Line("question-forward-entry", r"z_j^{(k+1)} = \sum_i W_{ij}^{(k)}a_i^{(k)}", QUESTION),
    Line("question-activation-entry", "a_j^{(k+1)} = f(z_j^{(k+1)})", QUESTION),
    Line("question-forward", r"\mathbf{z}^{(k+1)} = \mathbf{W}^{(k)}\mathbf{a}^{(k)} + \mathbf{b}^{(k)}", QUESTION),
    Line(
        "question-z-entry",
        r"\nabla z_j^{(k+1)} = \frac{\partial E}{\partial z_j^{(k+1)}} = \frac{\partial E}{\partial a_j^{(k+1)}} "
        r"\frac{\partial a_j^{(k+1)}}{\partial z_j^{(k+1)}} = \nabla a_j^{(k+1)} f'(z_j^{(k+1)})",
        QUESTION,
    ),
    Line(
        "question-a-entry",
        r"\nabla a_i^{(k)} = \frac{\partial E}{\partial a_i^{(k)}} = \sum_j \frac{\partial E}{\partial z_j^{(k+1)}} "
        r"\frac{\partial z_j^{(k+1)}}{\partial a_i^{(k)}} = \sum_j \nabla z_j^{(k+1)} W_{ij}^{(k)}",
        QUESTION,
    ),
    Line(
        "question-z",
        r"\nabla \mathbf{z}^{(k+1)} = \frac{\partial E}{\partial \mathbf{z}^{(k+1)}} = ??? = \nabla \mathbf{a}^{(k+1)} "
        r"\odot f'(\mathbf{z}^{(k+1)})",
        QUESTION,
    ),
    Line(
        "question-a",
        r"\nabla \mathbf{a}^{(k)} = \frac{\partial E}{\partial \mathbf{a}^{(k)}} = ??? = {\mathbf{W}^{(k)}}^{T} \nabla "
        r"\mathbf{z}^{(k+1)}",
        QUESTION,
    ),
    Line(
        "question-w",
        r"\nabla \mathbf{W}^{(k)} = \frac{\partial E}{\partial \mathbf{W}^{(k)}} = ??? = \nabla\mathbf{z}^{(k+1)} "
        r"{\mathbf{a}^{(k)}}^T ",
        QUESTION,
    ),
    Line(
        "answer-stacked",
        r"\nabla_{\mathbf{a}^{(k)}} E = \left( \frac{\partial E}{\partial a_1^{(k)}} , \cdots, \frac{\partial "
        r"E}{\partial a_n^{(k)}}\right)^T \;\;\;\; (\star)",
        ANSWER,
    ),
    Line(
        "answer-inner",
        r"\frac{\partial E}{\partial a_i^{(k)}} = (W_{:,i}^{(k)})^T \nabla_{\mathbf{z}^{(k+1)}} E",
        ANSWER,
    ),
    Line("answer-product", r"\nabla_{\mathbf{a}^{(k)}} E = (\mathbf{W}^{(k)})^T\nabla_{\mathbf{z}^{(k+1)}} E.", ANSWER),
    Line(
        "answer-chain",
        r"\nabla_{\mathbf{a}^{(k)}} E = \frac{\partial E}{\partial \mathbf{a}^{(k)}} = \frac{\partial "
        r"\mathbf{z^{(k+1)}}}{\partial \mathbf{a}^{(k)}} \frac{\partial E}{\partial \mathbf{z}^{(k+1)}}= "
        r"\mathbf{W}^{(k)} \frac{\partial E}{\partial \mathbf{z}^{(k+1)}}",
        ANSWER,
    ),
    Line(
        "answer-affine",
        r"\frac{\partial \mathbf{z^{(k+1)}}}{\partial \mathbf{a}^{(k)}} = \dfrac{\partial\left((\mathbf{W}^{(k)})^T "
        r"\mathbf{a}^{(k)} + \mathbf{b}^{(k)}\right)}{\partial "
        r"\mathbf{a}^{(k)}}=\dfrac{\partial\left((\mathbf{W}^{(k)})^T \mathbf{a}^{(k)}\right)}{\partial "
        r"\mathbf{a}^{(k)}} + \dfrac{\partial\mathbf{b}^{(k)}}{\partial \mathbf{a}^{(k)}}",
        ANSWER,
    ),
    Line(
        "post-least-squares",
        r"\begin{aligned} \nabla_w \left\| Xw - y \right\|_2^2 &= \nabla_w (Xw-y)^\top (Xw-y) \\ &= 2 X^\top (X w - "
        r"y). \end{aligned}",
        POST,
    ),
    Line("post-frobenius", r"\mathrm d \phi = 2\,(A X - B) : A\, \mathrm d X = 2 A^T (AX-B) : dX", POST),
    Line("post-differential", r"d(\log\det X) = \operatorname{tr}\left(X^{-1}\, dX\right)", POST),
    Line("post-trace", r"\nabla_A \operatorname{tr} (AB) = B^{\mathsf T}", POST),
    Line(
        "post-logistic",
        r"\nabla_{\mathbf{w}} \ell = \sum_{i=1}^n \bigl( \sigma(\mathbf{w}^\top \mathbf{x}_i) - y_i \bigr) "
        r"\mathbf{x}_i \qquad (1)",
        POST,
    ),
    Line("post-softmax", r"\frac{\partial p_i}{\partial z_j} = p_i(\delta_{ij} - p_j), \quad i,j = 1,\dots,K", POST),
    Line("post-hessian", r"\nabla^2 f(\mathbf x) = \mathbf A + \mathbf A^{\intercal}", POST),
    Line("post-kronecker", r"\operatorname{vec}(AXB) = (B^T \otimes A) \operatorname{vec}(X)", POST),
    Line("post-layer-norm", r"\hat{x} = \frac{x - \bar{x}}{\sqrt{\tilde\sigma^2 + \varepsilon}}", POST),
    Line("post-shapes", r"\mathbf{W} \in \mathbb{R}^{m \times n},\ \mathbf{x} \in \mathbb{R}^{n}", POST),
    Line("post-unicode", "∇_z E = ∂E/∂z = ??? = ∇_{a'}E ⊙ f′(z)", POST),
    Line("post-unicode-layers", "𝐖⁽ᵏ⁾ᵀ 𝛅⁽ᵏ⁺¹⁾ ⊙ σ′(𝐳⁽ᵏ⁾) = ∇E", POST),
)
