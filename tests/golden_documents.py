"""The documents that are kept in tests/golden, by the names of their files."""

from collections.abc import Callable, Mapping
from functools import cache, partial

from documents_derived import derived, document

from matcalc import worksheet
from matcalc.documents.chains import Detail
from matcalc.documents.render import Format, document_of
from matcalc.documents.typst import typst
from matcalc.worksheets.handed_out import Worksheets


@cache
def sheet() -> Worksheets:
    """Two variants of an exercise."""
    return worksheet("dense-layer", level=3, blank="mixed", hints="footnotes", variants=2, seed=1)


def for_moodle() -> str:
    """One question for each result."""
    made = worksheet("softmax-cross-entropy", blank="results").render("moodle")
    assert isinstance(made, str)
    return made


def in_typst() -> str:
    """What Typst makes the PDF of."""
    derivation = derived("dense-layer")
    return typst(document_of(derivation.derived, derivation.presentation))


def algorithm(name: str) -> str:
    """A problem that comes with matcalc as an algorithm in LaTeX."""
    return derived(name).code("latex-algorithm")


GOLDEN: Mapping[str, Callable[[], str]] = {
    "dense-layer.txt": partial(document, "dense-layer", Format.TEXT, Detail.NORMAL),
    "dense-layer.tex": partial(document, "dense-layer", Format.LATEX, Detail.NORMAL),
    "dense-layer.md": partial(document, "dense-layer", Format.MARKDOWN, Detail.NORMAL),
    "dense-layer.json": partial(document, "dense-layer", Format.JSON, Detail.NORMAL),
    "dense-layer.typ": in_typst,
    "attention.txt": partial(document, "attention", Format.TEXT, Detail.NORMAL),
    "dense-layer-algorithm.tex": partial(algorithm, "dense-layer"),
    "attention-algorithm.tex": partial(algorithm, "scaled-dot-product-attention"),
    "rnn-unrolled-algorithm.tex": partial(algorithm, "rnn-unrolled"),
    "logistic-regression-algorithm.tex": partial(algorithm, "logistic-regression"),
    "sheet.md": lambda: sheet().markdown(),
    "sheet-key.md": lambda: sheet().key.render("markdown"),
    "results.xml": for_moodle,
}
