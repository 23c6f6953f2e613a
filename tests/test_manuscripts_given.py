"""What a document takes as given: in words, in equations, for some lines; where it holds, and what it leaves open."""

from __future__ import annotations

import pytest

from matcalc.judging.findings import Kind
from matcalc.manuscripts.checking import check_manuscript
from matcalc.manuscripts.fill import Filling, fill_manuscript
from matcalc.manuscripts.manuscript import manuscript_of
from matcalc.manuscripts.verdict_lines import Checked

SHAPES = r"Let $x\in\mathbb R^n$, $A\in\mathbb R^{n\times n}$. "
FORMULA = r"\nabla_x\, x^TAx = 2Ax"
GRADIENT = f"$${FORMULA}$$"
RIGHT, WRONG, UNDECIDED = Kind.RIGHT, Kind.WRONG, Kind.UNDECIDED


def checked(text: str) -> Checked:
    return check_manuscript(manuscript_of(text.encode(), "notes.md"))


def kinds(text: str) -> list[Kind]:
    return [line.verdict.kind for line in checked(text).lines]


def filled(text: str) -> Filling:
    return fill_manuscript(manuscript_of(text.encode(), "notes.md"))


SYMMETRIC = [
    r"Let $x$ be a vector and $A$ a symmetric matrix. ",
    r"Let $x\in\mathbb R^n$. Let $A \in \mathbb R^{n\times n}$ be symmetric. ",
    r"Let $x\in\mathbb R^n$ and $A \in \mathbb R^{n\times n}$ be symmetric. ",
    r"Let $x\in\mathbb R^n$ and $A\in\mathbb{R}^{n\times n}$ symmetric. ",
    r"Let $x\in\mathbb R^n$, $A \in \mathbb S^n$. ",
    r"Let $x\in\mathbb R^n$, $A \in \mathbb S^n_{++}$. ",
    r"Let $x\in\mathbb R^n$, $A \in \mathrm{Sym}(n)$. ",
    r"Let $x\in\mathbb R^n$ and $A = A^T \in \mathbb{R}^{n\times n}$. ",
    r"Let $x\in\mathbb R^n$ and let $A\in\mathbb R^{n\times n}$ be a covariance matrix. ",
    r"Let $x\in\mathbb R^n$, and let $A \in \mathbb{R}^{n\times n}$ denote a symmetric matrix. ",
    *(
        SHAPES + words
        for words in (
            r"With $A=A^T$: ",
            r"Suppose $A^\top = A$. ",
            r"Since $A^\top=A$, we find ",
            r"Using the symmetry $A=A^T$ we get ",
            r"Recall that $A = A^T$. Hence ",
            r"Suppose that $A$ is symmetric. ",
            r"We assume $A$ to be symmetric. ",
            r"$A$ is assumed to be symmetric. ",
            r"Here $A$ is assumed, without loss of generality, to be symmetric. ",
            r"$A$ is positive definite and symmetric. ",
            r"Take $A$ symmetric. ",
            r"$A$ (symmetric). ",
            r"By symmetry of $A$, ",
            r"For symmetric $A$: ",
            r"For every symmetric matrix $A$ ",
            r"If $A$ is symmetric, then ",
            "If $A$ is symmetric, then\n\n",
            r"When $A = A^T$ this becomes ",
            r"In the symmetric case $A = A^T$, ",
        )
    ),
]


@pytest.mark.parametrize("words", SYMMETRIC)
def test_a_symmetric_matrix_may_be_said_in_many_ways(words: str) -> None:
    found = checked(words + GRADIENT)
    assert (found.exit_code, [line.typed for line in found.lines]) == (0, ["2Ax"])


@pytest.mark.parametrize(
    "behind",
    [
        f"{GRADIENT} where $A^\\top = A$.",
        f"${FORMULA}$ if $A$ is symmetric.",
        f"${FORMULA}$ for symmetric $A$.",
        f"$$\n{FORMULA},\n$$\n\nwhere $A$ is symmetric.",
        f"$${FORMULA} \\quad (A = A^T)$$",
        f"$${FORMULA}, \\qquad A^T=A$$",
        f"$${FORMULA}, \\text{{ if }} A^T=A$$",
        f"$${FORMULA} \\quad \\text{{(A symmetric)}}$$",
        r"$$\nabla_x\, x^TAx \overset{A=A^T}{=} 2Ax$$",
    ],
)
def test_what_is_said_beside_a_line_counts_for_it(behind: str) -> None:
    assert kinds(SHAPES + behind) == [RIGHT]


@pytest.mark.parametrize(
    "words",
    [
        "",
        r"$A$ is not symmetric. ",
        r"In general $A$ need not be symmetric. ",
        r"We do not assume that $A$ is symmetric. ",
        r"It is not known whether $A$ is symmetric. ",
        r"Unless $A$ is symmetric, this fails. ",
        r"If $A$ is not symmetric, ",
        r"The symmetric part of $A$ matters. ",
        r"The matrix $A^TA$ is symmetric. ",
        r"Let $B\in\mathbb R^{n\times n}$ be symmetric. ",
    ],
)
def test_what_nobody_says_does_not_count(words: str) -> None:
    found = checked(SHAPES + words + GRADIENT)
    assert [line.verdict.kind for line in found.lines] == [WRONG]
    assert "right only where A is symmetric, which nothing says here" in str(found.lines[0].verdict)


@pytest.mark.parametrize(
    "chain",
    [
        r"$\nabla_x x^TAx = (A+A^T)x$, $= 2Ax$ if $A$ is symmetric.",
        r"$\nabla_x x^TAx = (A+A^T)x = 2Ax$ if $A$ is symmetric.",
        r"$$\nabla_x x^TAx = (A+A^T)x$$ $$= 2Ax \quad\text{if } A \text{ is symmetric}$$",
        r"$$\begin{aligned}\nabla_x x^TAx &= (A+A^T)x \\ &= 2Ax \quad \text{if $A$ is symmetric}\end{aligned}$$",
        r"$$\begin{aligned}\nabla_x x^TAx &= (A+A^T)x \\ &= 2Ax && \text{(since $A = A^T$)}\end{aligned}$$",
    ],
)
def test_a_condition_beside_a_row(chain: str) -> None:
    assert kinds(SHAPES + chain) == [RIGHT, RIGHT]


def test_a_row_without_its_condition_is_wrong() -> None:
    rows = r"$$\begin{aligned}\nabla_x x^TAx &= (A+A^T)x \\ &= 2Ax\end{aligned}$$"
    assert kinds(SHAPES + rows) == [RIGHT, WRONG]
    assert kinds(SHAPES + r"$\nabla_x x^TAx = (A+A^T)x$, $= 5Ax$.") == [RIGHT, WRONG]


def test_a_condition_of_one_line_does_not_hold_of_others() -> None:
    line = f"${FORMULA}$ if $A$ is symmetric."
    assert kinds(f"{SHAPES}{line}\n\nAnd {GRADIENT}") == [RIGHT, WRONG]
    found = checked(f"{SHAPES}{line} And {GRADIENT}").lines
    assert [one.verdict.kind for one in found] == [RIGHT, UNDECIDED]
    assert "it is right if A is symmetric, which line 1 says for other lines" in str(found[1].verdict)


def test_what_is_said_later_does_not_hold_before() -> None:
    found = checked(f"{SHAPES}{GRADIENT}\n\nNow let $A$ be symmetric. Then {GRADIENT}").lines
    assert [one.verdict.kind for one in found] == [UNDECIDED, RIGHT]
    assert "it is right if A is symmetric, which only line 3 says" in str(found[0].verdict)


def test_positive_definite_alone_is_not_symmetric() -> None:
    (line,) = checked(SHAPES + "Let $A$ be positive definite. " + GRADIENT).lines
    assert line.verdict.kind is UNDECIDED
    assert 'right if A is symmetric, and line 1 says only that it is "positive definite"' in str(line.verdict)
    assert kinds(SHAPES + "Let $A$ be positive definite. " + GRADIENT.replace("2Ax", "3Ax")) == [WRONG]


NOT_USED = [
    (r"Let $A\in\mathbb R^{n\times n}$ with $A^T=-A$, $x\in\mathbb R^n$. ", r"A^Tx = -Ax", r"A^T=-A"),
    (r"Let $P\in\mathbb R^{n\times n}$ with $P^2=P$, $x\in\mathbb R^n$. ", r"PPx = Px", r"P^2=P"),
    (r"Let $P\in\mathbb R^{n\times n}$ be idempotent, $x\in\mathbb R^n$. ", r"PPx = Px", "idempotent"),
    (r"Let $x\in\mathbb R^n$ be a unit vector. ", r"xx^Tx = x", "a unit vector"),
    (r"Let $x\in\mathbb R^n$ with $x^Tx=1$. ", r"xx^Tx = x", "x^Tx=1"),
    (r"Let $x\in\mathbb R^n$ with $\|x\|=1$. ", r"xx^Tx = x", r"\|x\|=1"),
    (r"Let $A,B\in\mathbb R^{n\times n}$ with $AB=BA$. ", r"ABA = BAA", "AB=BA"),
    (r"Let $A,B\in\mathbb R^{n\times n}$ commute. ", r"ABA = BAA", "commute"),
    (r"Let $A\in\mathbb R^{n\times n}$, $v\in\mathbb R^n$ satisfy $Av=\lambda v$. ", r"v^TAv=\lambda v^Tv", "Av="),
    (r"Let $Q\in\mathbb R^{m\times n}$ with $Q^TQ = I$, $x\in\mathbb R^n$. ", r"x^TQ^TQx = x^Tx", "Q^TQ = I"),
    (r"Let $A\in\mathbb R^{m\times n}$ with SVD $A=U\Sigma V^T$. ", r"A^TA = V\Sigma^T\Sigma V^T", "a factor of"),
]


@pytest.mark.parametrize(("words", "claim", "told"), NOT_USED, ids=[told for _, _, told in NOT_USED])
def test_what_needs_a_fact_that_can_not_be_used_is_undecided(words: str, claim: str, told: str) -> None:
    (line,) = checked(words + f"$${claim}$$").lines
    assert line.verdict.kind is UNDECIDED
    assert told in str(line.verdict)
    assert "that can not be used here" in str(line.verdict)
    without = words.partition(" with ")[0].partition(" be ")[0].partition(" commute")[0].partition(" satisfy")[0]
    alone = checked(f"{without}. $${claim}$$").lines
    assert any(one.verdict.kind is WRONG or "no array in common" in str(one.verdict) for one in alone)
    assert not any("that can not be used here" in str(one.verdict) for one in alone)


def test_shapes_that_do_not_fit_are_wrong_whatever_is_given() -> None:
    assert kinds(r"Let $x\in\mathbb R^n$ with $x^Tx=1$, $A\in\mathbb R^{n\times n}$. $$\nabla_A x^TAx = x$$") == [WRONG]


def test_facts_of_orthogonal_matrices_are_used() -> None:
    text = r"Let $x\in\mathbb R^n$, $Q\in\mathbb R^{n\times n}$ with $Q^TQ = I$. $$\|Qx\|^2 = x^Tx$$"
    found = checked(text)
    assert found.exit_code == 0
    assert found.given == ("Q^TQ = I (line 1)",)
    assert "Taken as given: Q^TQ = I (line 1)." in found.text()
    assert kinds(text.replace("x^Tx", "2x^Tx")) == [WRONG]


def test_an_equation_that_defines_is_no_hypothesis() -> None:
    text = r"Let $W\in\mathbb R^{m\times n}$, $x\in\mathbb R^n$, and let $z=Wx$, where $\|x\|^2=x^Tx$. "
    assert kinds(text + r"$$\nabla_x E = W^T\nabla_z E$$") == [RIGHT, RIGHT]
    assert kinds(text + r"$$\nabla_x E = 2W^T\nabla_z E$$") == [RIGHT, WRONG]


def test_an_identity_after_since_stays_a_claim_where_it_holds() -> None:
    shapes = r"Let $A,B\in\mathbb R^{n\times n}$. "
    assert kinds(shapes + r"Since $(AB)^T=B^TA^T$, we are done.") == [RIGHT]
    assert kinds(shapes + r"Hence $(AB)^T=A^TB^T$.") == [WRONG]
    assert kinds(shapes + r"Hence $A^T=A$.") == [WRONG]


SQUARES = r"Let $X\in\mathbb R^{m\times n}$, $w\in\mathbb R^n$, $y\in\mathbb R^m$. $$E = \|Xw-y\|^2$$ "


@pytest.mark.parametrize(
    "words",
    [
        r"Setting the gradient to zero gives $X^TXw = X^Ty$.",
        r"Setting this to zero gives the normal equations $$X^TXw = X^Ty$$ and $$\hat w = (X^TX)^{-1}X^Ty.$$",
        r"The optimum satisfies $X^TXw - X^Ty = 0$.",
        r"At the minimum the gradient vanishes, $-3 X^TXw = -3 X^Ty$.",
    ],
)
def test_what_follows_from_a_gradient_that_is_zero_is_right(words: str) -> None:
    found = checked(SQUARES + words)
    assert [line.verdict.kind for line in found.lines] == [RIGHT]
    assert "it says that the gradient at w is 0" in str(found.lines[0].verdict)


def test_what_does_not_follow_from_it_is_undecided_and_wrong_where_nobody_speaks_of_it() -> None:
    (line,) = checked(SQUARES + r"Setting the gradient to zero gives $X^TXw = -X^Ty$.").lines
    assert line.verdict.kind is UNDECIDED
    assert "no identity" in str(line.verdict)
    assert kinds(SQUARES + r"$$X^TXw = X^Ty$$") == [WRONG]
    expanded = r"We minimize this. $$\|Xw-y\|^2 = w^TX^TXw + 2y^TXw + y^Ty$$"
    assert kinds(SQUARES + expanded) == [WRONG]


@pytest.mark.parametrize(
    "words",
    [
        r"Setting this to zero gives $w = (X^TX)^{-1}X^Ty$.",
        r"hence $X^TXw = X^Ty$, so $w=(X^TX)^{-1}X^Ty$.",
    ],
)
def test_what_is_solved_for_does_not_make_a_wrong_gradient_right(words: str) -> None:
    assert kinds(SQUARES + r"$$\nabla_w E = 2X^T(Xw-y)$$ " + words)[0] is RIGHT
    assert kinds(SQUARES + r"$$\nabla_w E = X^T(Xw-y)$$ " + words)[0] is WRONG


ASKED = r"$$\nabla_x x^TAx = ??? = 2Ax$$"


def test_fill_uses_what_is_said_before() -> None:
    assert len(filled(r"Let $x\in\mathbb R^n$ and $A\in\mathbb R^{n\times n}$ symmetric. " + ASKED).filled) == 1
    made = filled(SHAPES + "For symmetric $A$:\n\n" + ASKED + "\n")
    assert len(made.filled) == 1
    assert check_manuscript(manuscript_of(made.data, "notes.md")).exit_code == 0


def test_fill_does_not_call_wrong_what_is_right_under_a_condition() -> None:
    (later,) = filled(SHAPES + ASKED + "\n\nLater $A$ is symmetric.").refused
    assert not later.is_wrong
    assert "right if A is symmetric, which only line 3 says" in str(later.why)
    (behind,) = filled(SHAPES + ASKED + " if $A$ is symmetric.").refused
    assert not behind.is_wrong
    assert "say it before the formula" in str(behind.why)
    (nothing,) = filled(SHAPES + ASKED).refused
    assert nothing.is_wrong


def test_a_display_that_begins_with_equals_goes_on_with_the_display_before_it() -> None:
    text = (
        r"Let $x\in\mathbb R^n$, $A\in\mathbb R^{n\times n}$ and $u = Ax$."
        "\n\n"
        r"$$\nabla_x x^TAx = Ax + A^Tx$$"
        "\n\n"
        r"as $\|u\|^2 = u^Tu$:"
        "\n\n"
        r"$$= (A + A^T)x$$"
        "\n"
    )
    assert kinds(text)[-1] == RIGHT


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (r"Let $A \succ 0$ and $f(x)=\frac12x^TAx$.", Kind.RIGHT),
        (r"Let $A, B \succeq 0$ and $f(x)=\frac12x^TAx$.", Kind.RIGHT),
        (r"Let $f(x)=\frac12x^TAx$ with $A$, $B$ symmetric matrices.", Kind.RIGHT),
        (r"Let $f(x)=\frac12x^TAx$ for $A$ symmetric." "\n\n", Kind.RIGHT),
        (r"For a symmetric matrix $A$, consider $f(x)=\frac12x^TAx$." "\n\n", Kind.RIGHT),
        (r"Let $x \succeq 0$ and $f(x)=\frac12x^TAx$.", Kind.WRONG),
        (r"Let $B$, $C$ be symmetric matrices and $f(x)=\frac12x^TAx$.", Kind.WRONG),
    ],
)
def test_who_is_symmetric_by_signs_and_lists(words: str, kind: Kind) -> None:
    (line,) = checked(words + "$$\\nabla f(x) = Ax$$").lines
    assert line.verdict.kind is kind
