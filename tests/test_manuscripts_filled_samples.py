r"""Steps over samples: they end in the final form, each step has its line, and all of them hold when read back."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from matcalc.chain import Chain
from matcalc.errors import VerificationError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.facts import NONE
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import SCALAR, Shape
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.entrywise import ONE
from matcalc.manuscripts.fill import Filling, fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.sample_equations import by_sample
from matcalc.manuscripts.sample_steps import check_samples, sample_chain

NAMED = r"""Let $x_i\in\mathbb{R}^d$, $w\in\mathbb{R}^d$, $y_i\in\{0,1\}$, and let $\sigma$ be the sigmoid.
$$L = -\frac1n\sum_{i=1}^n (y_i\log p_i + (1-y_i)\log(1-p_i)),\qquad p_i=\sigma(w^Tx_i)$$
"""

WRITTEN_OUT = r"""Let $x_i\in\mathbb{R}^d$, $w\in\mathbb{R}^d$, $y_i\in\{0,1\}$, and let $\sigma$ be the sigmoid.
$$L = -\frac1n\sum_{i=1}^n (y_i\log\sigma(w^Tx_i) + (1-y_i)\log(1-\sigma(w^Tx_i)))$$
"""

WITH_BIAS = r"""Let $x_i\in\mathbb{R}^d$, $w\in\mathbb{R}^d$, $b\in\mathbb{R}$, and let $\sigma$ be the sigmoid.
$$z_i = w^Tx_i + b, \qquad p_i = \sigma(z_i), \qquad L = \frac1n\sum_{i=1}^n (p_i - y_i)^2$$
"""

SQUARES = r"""Let $x_i\in\mathbb{R}^d$ for $i=1,\dots,n$, and $w\in\mathbb{R}^d$.
$$L = \frac{1}{2n}\sum_{i=1}^n (w^Tx_i - y_i)^2 + \lambda\|w\|^2$$
"""

TURNED = r"""We minimise
$$L(\mathbf w) = \frac1n\sum_{i=1}^n (\mathbf x_i^\top\mathbf w - y_i)^2 + \frac{\lambda}{2}\|\mathbf w\|^2.$$
"""

ABOVE = r"""$$J(\theta) = \frac{1}{2m}\sum_{i=1}^m (\theta^T x^{(i)} - y^{(i)})^2$$
"""

ROWS = r"""Let $X\in\mathbb{R}^{n\times d}$ have the rows $x_i^T$, and $w\in\mathbb{R}^d$.
$$L = \frac12\sum_{i=1}^n (w^Tx_i - y_i)^2$$
"""

HINGE = r"""For samples $(x_i, y_i)$ with $x_i\in\mathbb R^d$ let
$$L = \sum_i \max(0, 1 - y_i w^Tx_i).$$
"""

PATHS = r"""Let $x_i\in\mathbb{R}^d$, $z_i = w^Tx_i$, $h_i = \tanh(z_i)$, $s_i = h_i + z_i$.
$$L = \frac12\sum_{i=1}^n (s_i - y_i)^2$$
"""

PARTS = (r"\sum_{i} \frac{\partial L}{\partial p_{i}} p_{i} (1 - p_{i}) x_{ij}",)
CANCELS = r"-\tfrac{1}{n} \sum_{i} (y_{i} (1 - p_{i}) - (1 - y_{i}) p_{i}) x_{ij}"
SIGMOID = r"\sigma(w^T x_{i}) (1 - \sigma(w^T x_{i}))"

FILLED = (  # what the document says, what is asked for, and what the lines say one after the other
    (
        NAMED,
        r"\frac{\partial L}{\partial w_j}",
        [*PARTS, CANCELS, r"\tfrac{1}{n} \sum_{i} (p_{i} - y_{i}) x_{ij}"],
    ),
    (NAMED, r"\nabla_w L", [r"\nabla_w L &= \tfrac{1}{n} \sum_{i} (p_{i} - y_{i}) x_{i}"]),
    (NAMED, r"\frac{\partial L}{\partial p_i}", [r"\left(\frac{y_{i}}{p_{i}} - \frac{1 - y_{i}}{1 - p_{i}}\right)"]),
    (
        WRITTEN_OUT,
        r"\frac{\partial L}{\partial w_j}",
        [r"\sigma'(w^T x_{i}) x_{ij}", SIGMOID, r"\tfrac{1}{n} \sum_{i} (\sigma(w^T x_{i}) - y_{i}) x_{ij}"],
    ),
    (WITH_BIAS, r"\frac{\partial L}{\partial b}", [r"&= \tfrac{2}{n} \sum_{i} (p_{i} - y_{i}) p_{i} (1 - p_{i}) &"]),
    (WITH_BIAS, r"\frac{\partial L}{\partial z_i}", [r"&= \tfrac{2}{n} (p_{i} - y_{i}) p_{i} (1 - p_{i}) &"]),
    (SQUARES, r"\nabla_w L", [r"\tfrac{1}{n} \sum_{i} (w^T x_{i} - y_{i}) x_{i} + 2 \lambda w"]),
    (SQUARES, r"\frac{\partial L}{\partial y_i}", [r"-\tfrac{1}{n} (w^T x_{i} - y_{i})"]),
    (
        TURNED,
        r"\nabla_{\mathbf w} L",
        [
            r"(\mathbf x_{i}^\top \mathbf w - y_{i}) x_{ij} + \lambda w_{j}",
            r"\tfrac{2}{n} \sum_{i} (\mathbf x_{i}^\top \mathbf w - y_{i}) \mathbf x_{i} + \lambda \mathbf w",
        ],
    ),
    (ABOVE, r"\nabla_\theta J", [r"\tfrac{1}{m} \sum_{i} (\theta^T x^{(i)} - y^{(i)}) x^{(i)}"]),
    (
        ABOVE,
        r"\frac{\partial J}{\partial\theta_j}",
        [r"\tfrac{1}{m} \sum_{i} (\theta^T x^{(i)} - y^{(i)}) x_{j}^{(i)}"],
    ),
    (ROWS, r"\nabla_w L", [r"\sum_{i} (w^T x_{i} - y_{i}) X_{ij}", r"\nabla_w L &= X^T (X w - y)"]),
    (HINGE, r"\nabla_w L", [r"-\sum_{i} \operatorname{step}(1 - y_{i} w^T x_{i}) y_{i} x_{i}"]),
    (
        PATHS,
        r"\frac{\partial L}{\partial z_i}",
        [r"(s_{i} - y_{i}) (1 - h_{i}^{2}) + (s_{i} - y_{i})", r"(2 - h_{i}^{2}) (s_{i} - y_{i})"],
    ),
)


def _filled(text: str) -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), "notes.md"))


@pytest.mark.parametrize(("said", "asked", "lines"), FILLED)
def test_steps_end_in_the_final_form(said: str, asked: str, lines: list[str]) -> None:
    filled = _filled(f"{said}$${asked} = ???$$\n")
    assert not filled.refused
    places = [filled.text.find(line) for line in lines]
    assert -1 not in places
    assert places == sorted(places)
    rows = [row for row in filled.text[: filled.text.index(r"\end{aligned}", max(places))].split("\n") if "&=" in row]
    assert r"\partial" not in re.split(r"&&", rows[-1].split("&=", 1)[1])[0]


@pytest.mark.parametrize(("said", "asked"), [case[:2] for case in FILLED])
def test_what_is_filled_holds_when_it_is_read(said: str, asked: str) -> None:
    checked = check_manuscript(manuscript_of(_filled(f"{said}$${asked} = ???$$\n").data, "notes.md"))
    assert checked.lines
    assert not checked.wrong


def test_a_row_like_the_claimed_one_is_not_repeated() -> None:
    asked = r"\frac{\partial L}{\partial w_j} = ??? = \frac1n\sum_i (p_i-y_i)x_{ij}"
    text = _filled(f"{NAMED}$${asked}$$\n").text
    assert text.count("- y_{i}) x_{ij}") == 0
    assert "written in another way" not in text
    assert "like terms are added up" in text


def test_derivatives_that_are_claimed_stay() -> None:
    asked = r"\frac{\partial L}{\partial b} = ??? = \sum_i\frac{\partial L}{\partial z_i}"
    text = _filled(f"{WITH_BIAS}$${asked}$$\n").text
    assert r"\partial p" not in text.split("$$")[3]


def test_a_wrong_claim_is_not_filled() -> None:
    filled = _filled(f"{NAMED}$$\\frac{{\\partial L}}{{\\partial w_j}} = ??? = \\frac1n\\sum_i (p_i+y_i)x_{{ij}}$$\n")
    assert [one.is_wrong for one in filled.refused] == [True]
    assert "???" in filled.text


def test_factors_that_stand_twice_before_a_sum_are_counted() -> None:
    said = r"Let $x_i\in\mathbb{R}^d$, $w\in\mathbb{R}^d$, $p_i = \sigma(w^Tx_i)$."
    loss = r"$$L = \lambda\lambda\sum_{i=1}^n p_i^2 + \lambda\sum_{i=1}^n y_i p_i$$"
    filled = _filled(f"{said}\n{loss}\n$$\\nabla_w L = ???$$\n")
    assert not filled.refused
    assert r"\lambda^{2} p_{i} + \lambda y_{i}" in filled.text


def test_a_row_without_a_sum_has_no_reason_about_one() -> None:
    rows = _filled(f"{ROWS}$$\\nabla_y L = ???$$\n").text
    assert r"\nabla_y L &= -(X w - y)" in rows
    assert "the sum runs" not in rows


NOT_BY_SAMPLE = (  # what is derived in another way, or not at all
    (r"L = c\sum_{i=1}^n (w^Tx_i - y_i)^2", r"\frac{\partial L}{\partial c}"),
    (r"L = \sum_{i=1}^n (w^Tx_i - y_i)^2\|w\|^2", r"\frac{\partial L}{\partial w_j}"),
    (r"L = \sum_{i=1}^n\sum_{k=1}^n (w^Tx_i - w^Tx_k)^2", r"\frac{\partial L}{\partial w_j}"),
    (r"L = \sum_{i=1}^n (y_i - y_i) + \sum_{i=1}^n w^Tx_i", r"\frac{\partial L}{\partial y_i}"),
)


@pytest.mark.parametrize(("loss", "asked"), NOT_BY_SAMPLE)
def test_other_sums_are_filled_in_another_way_or_told(loss: str, asked: str) -> None:
    said = r"Let $x_i\in\mathbb{R}^d$ and $w\in\mathbb{R}^d$."
    filled = _filled(f"{said}\n$${loss}$$\n$${asked} = ???$$\n")
    assert len(filled.filled) + len(filled.refused) == 1
    assert not check_manuscript(manuscript_of(filled.data, "notes.md")).wrong


def test_of_a_number_no_entry_is_proposed() -> None:
    said = r"Let $x_i\in\mathbb{R}^d$, $W\in\mathbb{R}^{k\times d}$ and $y_i\in\mathbb{R}^k$."
    loss = r"$$L = \sum_{i=1}^n \|cWx_i - y_i\|^2$$" + "\n" + r"$$\frac{\partial L}{\partial c} = ???$$"
    (refused,) = _filled(f"{said}\n{loss}\n").refused
    assert "ask for an entry" not in str(refused.why[0][0])


def _program() -> tuple[Program, Symbol, Index, Index]:
    samples, features = Dimension.named("n"), Dimension.named("d")
    x, w = Symbol("x", Shape(samples, features)), Symbol("w", Shape(features, Dimension.number(1)))
    z, total = Symbol("z", Shape(samples, Dimension.number(1))), Symbol("L", SCALAR)
    i, j = Index("i", samples), Index("j", features)
    line = IndexSum((Term(ONE, (Entry(w, (j,)), Entry(x, (i, j))), (j,)),))
    squares = IndexSum((Term(ONE, (Entry(z, (i,), ONE + 1),), (i,)),))
    definitions = (Definition(z, IndexDefinition((i,), line)), Definition(total, IndexDefinition((), squares)))
    return Program((x, w), definitions, total), w, i, j


def test_a_wrong_step_is_found() -> None:
    program, w, _, j = _program()
    given = by_sample(program, {"x"}, {"x", "w", "z", "L"})
    assert given is not None
    chain = sample_chain(given, w, j)
    assert chain is not None
    check_samples(chain, given, program, NONE)
    last = chain.steps[-1]
    assert isinstance(last.after, IndexSum)
    (term,) = last.after.terms
    false = replace(last, after=IndexSum((replace(term, coefficient=term.coefficient + 1),)))
    with pytest.raises(VerificationError):
        check_samples(Chain(chain.free, chain.start, (*chain.steps[:-1], false)), given, program, NONE)


def test_what_is_no_sum_over_samples_is_left_alone() -> None:
    program, w, i, j = _program()
    assert by_sample(program, set(), {"x", "w", "z", "L"}) is None
    assert by_sample(program, {"w"}, {"x", "w", "z", "L"}) is None
    x, z = program.inputs[0], program.definitions[0].symbol
    columns = IndexSum((Term(ONE, (Entry(x, (i, j)), Entry(z, (i,))), (i,)),))
    mixed = Symbol("m", Shape(j.range, Dimension.number(1)))
    total = IndexSum((Term(ONE, (Entry(mixed, (j,)), Entry(w, (j,))), (j,)),))
    definitions = (
        program.definitions[0],
        Definition(mixed, IndexDefinition((j,), columns)),
        Definition(program.output, IndexDefinition((), total)),
    )
    assert by_sample(Program(program.inputs, definitions, program.output), {"x"}, {"x", "w", "z", "m", "L"}) is None


@pytest.mark.parametrize(
    "line",
    [
        r"\frac{\partial}{\partial w_p} (w^Tx_i - y_i)^2 = 2 (w^Tx_i - y_i) x_{ip}",
        r"\frac{\partial}{\partial w_p} \Big((w^Tx_i - y_i)^2\Big) = 2 (w^Tx_i - y_i) x_{ip}",
    ],
)
def test_the_derivative_of_a_power_of_a_sum_is_not_called_wrong(line: str) -> None:
    checked = check_manuscript(manuscript_of(f"{SQUARES}$${line}$$\n".encode(), "notes.md"))
    assert not checked.wrong
    assert "give that sum a name" in str(checked.lines[0].verdict)
