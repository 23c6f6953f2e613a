"""Lines of LaTeX in the styles of published texts: the equations alone, typed anew."""

from typing import NamedTuple


class Line(NamedTuple):
    """One formula of a text. source: where equations of this style stand."""

    id: str
    latex: str
    source: str


NIELSEN = "Nielsen, Neural Networks and Deep Learning, chapter 2"
POST = "A question about backpropagation in matrix form, and its answer"

CORPUS = (
    Line("nielsen-bp1", r"\delta^L = \nabla_a C \odot \sigma'(z^L).", NIELSEN),
    Line("nielsen-bp2", r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l),", NIELSEN),
    Line("post-forward", r"\mathbf{z}^{(k+1)} = \mathbf{W}^{(k)}\mathbf{a}^{(k)} + \mathbf{b}^{(k)}", POST),
)
