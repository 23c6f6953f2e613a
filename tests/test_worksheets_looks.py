"""No blank stands beside a line that differs from its answer in its looks alone."""

from dataclasses import replace
from fractions import Fraction

import pytest
from documents_derived import derived

from matcalc.chain import Blank
from matcalc.documents.page import Box, ChainBlock
from matcalc.documents.text import plain
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Diag, EntrySum, Hadamard, Ones, Product, Scale, Symbol, Transpose, Zeros
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.asking import Asking, Blanked
from matcalc.worksheets.blanking import with_blanks
from matcalc.worksheets.leaks import Reader
from matcalc.worksheets.likeness import Likeness

NAMES = ("dense-layer", "attention", "ridge-regression", "batch-normalization", "softmax-cross-entropy", "lstm")


def beside(exercise, reader):
    """The blanks with a line above or below that looks like their answer, and what is asked twice."""
    answers = {answer.label: answer.right[0] for answer in exercise.answers}
    for block in exercise.blocks:
        lines = block.lines if isinstance(block, ChainBlock) else ()
        for at, line in enumerate(lines):
            if not isinstance(line.right, Blank):
                continue
            answer = answers[line.right.label]
            for other in lines[max(at - 1, 0) : at + 2]:
                right = answers[other.right.label] if isinstance(other.right, Blank) else other.right
                for part in (right, other.through):
                    if other is not line and part is not None and reader.is_alike(answer, part):
                        yield line.right.label
        if isinstance(block, Box) and not isinstance(block.equation.right, Blank):
            yield from (one for one, right in answers.items() if reader.is_alike(right, block.equation.right))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", [Blanked.STEPS, Blanked.RESULTS])
def test_no_neighbour_looks_like_an_answer(name, kind):
    for level in range(1, 5):
        exercise = with_blanks(derived(name), 1, Asking(kind, level))
        reader = Reader(exercise.glyphs, exercise.layout, derived(name).derived.programs)
        assert exercise.answers
        assert list(beside(exercise, reader)) == [], level


def test_the_search_notices_a_neighbour():
    exercise = with_blanks(derived("attention"), 1, Asking(Blanked.RESULTS))
    reader = Reader(exercise.glyphs, exercise.layout)
    last = exercise.answers[-1]
    (at,) = [
        number
        for number, block in enumerate(exercise.blocks)
        if isinstance(block, ChainBlock) and any(_is_blank(line, last.label) for line in block.lines)
    ]
    block = exercise.blocks[at]
    (value,) = last.right
    turned = Transpose(Hadamard(tuple(map(Transpose, reversed(value.args)))))
    line = next(line for line in block.lines if _is_blank(line, last.label))
    blocks = [*exercise.blocks[:at], ChainBlock((*block.lines, replace(line, right=turned)))]
    assert list(beside(replace(exercise, blocks=tuple(blocks)), reader)) == [last.label]


def _is_blank(line, label):
    return isinstance(line.right, Blank) and line.right.label == label


def test_a_value_is_asked_for_once():
    exercise = with_blanks(derived("ridge-regression"), 1, Asking(Blanked.RESULTS))
    printer = UnicodePrinter(exercise.glyphs, exercise.layout)
    rights = [plain(answer.right, printer) for answer in exercise.answers]
    assert rights.count("2 (Xᵀ (X w − y) + λ w)") == 1
    assert rights[-1] == "(Xᵀ X + λ I)⁻¹ Xᵀ y"


M, N = Dimension.named("m"), Dimension.named("n")
A, B = Symbol("A", Shape(M, N)), Symbol("B", Shape(M, N))
Q = Symbol("Q", Shape(N, M))
x, y, c = Symbol("x", vector(M)), Symbol("y", vector(N)), Symbol("c", SCALAR)


ROW, COL = Index("i", M), Index("j", N)


def entry(number, array):
    """The entry i, j of an array, times a number."""
    return IndexSum((Term(Fraction(1), (Entry(number, ()), Entry(array, (ROW, COL)))),))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (entry(c, A), Hadamard((A, c))),
        (Hadamard((A, B)), Hadamard((B, A))),
        (Add((A, B)), Add((B, A))),
        (Hadamard((c, A)), Hadamard((A, c))),
        (Scale(2, Add((A, B))), Add((Scale(2, A), Scale(2, B)))),
        (Transpose(Product((A, Q))), Product((Transpose(Q), Transpose(A)))),
        (Transpose(Hadamard((A, B))), Hadamard((Transpose(A), Transpose(B)))),
        (Transpose(EntrySum(Transpose(A), 1)), EntrySum(A, 0)),
        (Product((A, y)), Product((Transpose(y), Transpose(A)))),
        (Product((Transpose(x), A, y)), Product((Transpose(y), Transpose(A), x))),
        (Product((Diag(x), A)), Hadamard((A, x))),
        (Product((Diag(x), A, Q)), Product((Diag(x), Product((A, Q))))),
        (Scale(-2, Product((Add((A, Scale(-1, B))), y))), Scale(2, Product((Add((B, Scale(-1, A))), y)))),
        (
            Product((Add((Scale(Fraction(1, 2), A), Scale(Fraction(1, 2), B))), y)),
            Scale(Fraction(1, 2), Product((Add((A, B)), y))),
        ),
        (Product((Q, Hadamard((x, Ones(x.shape))))), Product((Q, x))),
        (Add((A, Zeros(A.shape))), A),
        (Hadamard((A, Product((x, Ones(Shape(ONE, N)))))), Hadamard((A, x))),
    ],
)
def test_looks(one, other):
    likeness = Likeness(str, {})
    assert likeness.forms(one) & likeness.forms(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Product((A, Q)), Product((Q, A))),
        (Scale(2, A), A),
        (Add((A, Scale(-1, B))), Add((A, B))),
        (Hadamard((A, B)), Hadamard((A, A))),
        (Product((A, Q)), Product((A, Transpose(B)))),
        (EntrySum(A, 0), EntrySum(A, 1)),
        (Hadamard((Product((Transpose(x), x)), A)), A),
        (entry(Product((Transpose(x), x)), A), A),
        (Add((A, B)), Add((A, Transpose(Q)))),
        (Product((Add((A, Scale(-1, B))), y)), Product((Add((B, Scale(-1, A))), y))),
        (Product((Diag(x), A, Q)), Product((A, Q, Diag(x)))),
    ],
)
def test_more_than_looks(one, other):
    likeness = Likeness(str, {})
    assert not likeness.forms(one) & likeness.forms(other)
