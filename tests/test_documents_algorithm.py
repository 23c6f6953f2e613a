"""Algorithms in LaTeX: to the character for a few, compiled for all, and each name computed before it is read."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner
from documents_derived import HOSTILE, by_hand_derived, derived
from test_documents_latex import compiled, complaints

from matcalc import derive, network
from matcalc.api import Derivation
from matcalc.cli import main
from matcalc.codegen.form import Form
from matcalc.codegen.order import derivative_forms, in_order
from matcalc.documents.algorithm import Algorithm, Assignment, Case, Loop, Stage
from matcalc.documents.algorithm_sharing import with_shared_parts
from matcalc.documents.algorithms import algorithms
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.latex_algorithm import latex_algorithms
from matcalc.documents.page import Equation
from matcalc.errors import InputError
from matcalc.forms.families import generic
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.traversal import replaced, walk
from matcalc.problems.library import list_problems

BATCHES = 8
ARTICLE = r"""\documentclass[%s]{article}
\usepackage{lmodern}
%s
\begin{document}
%s
\end{document}
"""


def pages(fragments: Sequence[str], options: str = "") -> str:
    """Fragments in a document, each on pages of its own, with the packages that they say they need."""
    (packages,) = {"\n".join(re.findall(r"^%\s+(\\usepackage\S+)", one, re.MULTILINE)) for one in fragments}
    return ARTICLE % (options, packages, "\n\\clearpage\n".join(fragments))


def all_complaints(log: str) -> list[str]:
    return complaints(log) + re.findall(r"Float too large.*", log)


def of(derivation: Derivation) -> tuple[Algorithm, ...]:
    glyphs = glyphs_of(derivation.problem, *derivation.derived.programs)
    return algorithms(derivation.derived, glyphs, derivation.presentation.layout)


def read_before_computed(algorithm: Algorithm) -> list[str]:
    """The names that a line reads although no line above it, and no input, has them; a loop has all of its members."""
    inputs = (part.left if isinstance(part, Equation) else part for clause in algorithm.given for part in clause)
    known = {whole(part) for part in inputs if isinstance(part, Symbol | Cotangent)}
    found: list[str] = []
    for statement in algorithm.statements:
        lines = list(assignments(statement))
        if isinstance(statement, Loop):
            known |= {whole(node) for line in lines for node in names_in(line.left)}
        for line in lines:
            found += [str(node) for node in names_in(line.right) if whole(node) not in known]
            known |= {whole(node) for node in names_in(line.left)}
    return found


def assignments(statement: object) -> Iterator[Assignment]:
    match statement:
        case Assignment():
            yield statement
        case Case(before_last=before, last=last):
            yield before
            yield from () if last is None else (last,)
        case Loop(body=body):
            for inner in body:
                yield from assignments(inner)


def names_in(part: object) -> Iterator[Symbol | Cotangent]:
    match part:
        case Node():
            yield from (node for node in walk(part) if isinstance(node, Symbol | Cotangent))
        case IndexSum():
            yield from (name for array in arrays_in(part) for name in names_in(array))
        case _:
            for side in ("left", "right", "array"):
                yield from names_in(getattr(part, side)) if hasattr(part, side) else ()


def whole(name: Symbol | Cotangent) -> Symbol | Cotangent:
    return generic(name) if isinstance(name, Symbol) else Cotangent(generic(name.of), name.output)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_library_as_algorithms(batch: int, tmp_path: Path) -> None:
    found = {name: derive(name) for name in list_problems()[batch::BATCHES]}
    late = {name: late for name, one in found.items() for each in of(one) if (late := read_before_computed(each))}
    assert late == {}
    log = compiled(pages([one.code("latex-algorithm") for one in found.values()]), tmp_path)
    assert all_complaints(log) == []


def test_a_name_that_comes_too_late_is_found() -> None:
    (algorithm,) = of(derived("dense-layer"))
    statements = tuple(one for one in algorithm.statements if not isinstance(one, Stage))
    turned = Algorithm(algorithm.title, algorithm.given, algorithm.made, (), statements[::-1], algorithm.returned)
    assert len(statements) == 5
    assert len(read_before_computed(turned)) == 4


EXPRESSIONS = [  # what is differentiated, how, lines that it must have
    (
        "logsumexp(A @ x)",
        {"wrt": "x", "order": 2},
        [r"\boldsymbol{t}_{2} \gets \operatorname{softmax}(\boldsymbol{A}\, \boldsymbol{x})"],
    ),
    (
        "logsumexp(A @ x)",
        {"wrt": ["x", "A"]},
        [r"\nabla_{\boldsymbol{A}} E \gets \boldsymbol{t}_{2}\, \boldsymbol{x}^{\top}"],
    ),
    (
        "softmax(A @ x)",
        {"wrt": "x", "layout": "denominator"},
        [r"\gets \boldsymbol{A}^{\top}\, (\operatorname{diag}(\boldsymbol{y}) - \boldsymbol{y}\, \boldsymbol{y}"],
    ),
    (
        "A @ X @ B",
        {"wrt": ["X", "A"]},
        [r"\partial Y_{ij}/\partial X_{kl} \gets A_{ik}\, B_{lj}$ \Comment{$m \times q \times n \times p$}"],
    ),
    ("tr(M)", {"wrt": "M"}, [r"\gets \boldsymbol{I}"]),
    ("sum((A @ x)**4)", {"wrt": "x", "hvp": "v"}, [r": Hessian at $\boldsymbol{x}$ times $\boldsymbol{v}$"]),
    ("sum(f(A @ x)) + sum(g(x))", {"wrt": "x"}, [r"; $g'(\boldsymbol{x})$, a function of each entry"]),
    ("x.T @ M @ x", {"wrt": "x", "assume": "M symmetric"}, [r"; $\boldsymbol{M}$ is symmetric" + "\n"]),
    ("sum((A @ x - b)**2)", {"wrt": "x", "solve": "x"}, [r"where $\nabla_{\boldsymbol{x}} E$ is 0", "has an inverse"]),
    ("sum((A @ x)**2 / (abs(x.T @ x) + norm(A.T @ b)))", {"wrt": "x"}, []),
    (
        "tr(hstack(A, b) @ vstack(A.T, b.T) @ exp(A @ A.T) @ tanh(A @ M @ A.T) @ sin(A @ A.T)) * sum(x)",
        {"wrt": "A"},
        [],
    ),
    ("inv(M + M.T @ exp(M * sum(M)) @ M) @ x", {"wrt": "x"}, []),
]
SHAPES = "A: m×n, X: n×p, B: p×q, M: n×n, x: n, y: n, b: m, v: n"


@pytest.mark.parametrize(("expression", "asked", "lines"), EXPRESSIONS)
def test_expressions_as_algorithms(expression: str, asked: dict[str, object], lines: list[str], tmp_path: Path) -> None:
    used = {*re.findall(r"\w+", expression), asked.get("hvp")}
    shapes = ", ".join(one for one in SHAPES.split(", ") if one.split(":")[0] in used)
    made = derive(expression, shapes=shapes, **asked)
    text = made.code("latex-algorithm")
    assert [line for line in lines if line not in text] == []
    assert [late for each in of(made) for late in read_before_computed(each)] == []
    assert all_complaints(compiled(pages([text]), tmp_path)) == []


@pytest.mark.parametrize("name", ["cosine-similarity", "deep-equilibrium-layer", "gp-marginal-likelihood", "lstm-cell"])
def test_shared_parts_change_no_value(name: str) -> None:
    differentiation = derived(name).differentiation
    program, forms = differentiation.program, derivative_forms(differentiation)
    defined = in_order(program, map(Form, forms), forms).defined
    lines = [(target, form) for target, form in defined if isinstance(form.value, Node)]
    shared = with_shared_parts(lines, [program])
    assert len(shared) > len(lines)
    before, after = put_in(lines), put_in(shared)
    assert {target: after[target] for target in before} == before


def put_in(lines: Sequence[tuple[Node, Form]]) -> dict[Node, Node]:
    """What each array is in terms of what is given."""
    images: dict[Node, Node] = {}
    for target, form in lines:
        images[target] = replaced(form.value, images)
    return images


@pytest.mark.parametrize("layout", ["numerator", "denominator"])
def test_layouts(layout: str, tmp_path: Path) -> None:
    made = [
        derived(name, layout=layout).code("latex-algorithm") for name in ("dense-layer", "rnn-unrolled", "lemma-norm")
    ]
    assert (r"\partial E/\partial \boldsymbol{W}^{(k)} \gets \boldsymbol{a}^{(k)}\, \bar" in made[0]) is (
        layout == "numerator"
    )
    assert (r"$\nabla_{\boldsymbol{W}^{(k)}} E \gets" in made[0]) is (layout != "numerator")
    assert all_complaints(compiled(pages(made), tmp_path)) == []


def test_names_are_those_of_the_notation() -> None:
    text = derived("dense-layer", notation="cotangent=nabla").code("latex-algorithm")
    assert r"\bar" not in text
    assert r"E = \nabla" not in text
    assert r"\boldsymbol{\delta}_{\boldsymbol{z}}^{(k+1)} \gets" in derived(
        "dense-layer", notation="cotangent=delta"
    ).code("latex-algorithm")


def test_the_last_of_a_recursion_is_named_as_the_last() -> None:
    text = derived("rnn-unrolled").code("latex-algorithm")
    first, last = re.findall(r"\\If\{\$t < T\$\}\n(.*)\n.*\\Else\n(.*)\n", text)[0]
    assert r"\State $\bar{\boldsymbol{h}}^{(t)} \gets" in first
    assert r"\State $\bar{\boldsymbol{h}}^{(T)} \gets" in last


def test_a_family_says_for_which_labels_it_is_and_computes_once_what_two_lines_read() -> None:
    text = derive("residual-network").code("latex-algorithm")
    assert r"\caption{Residual network of $L$ blocks: " in text
    assert r"weights into block $k$)" in text
    assert r"$\nabla_{\boldsymbol{b}^{(k)}} E$ ($m$), these for each $k$;" in text
    assert r"\State $\boldsymbol{t}_{1}^{(k)} \gets f(\boldsymbol{z}^{(k)})$" in text
    assert len(re.findall(r"\\State.*f\(\\boldsymbol\{z\}\^\{\(k\)\}\)", text)) == 1


def test_an_algorithm_too_long_for_a_page_goes_on_in_another_float() -> None:
    text = derived("lstm-cell").code("latex-algorithm")
    assert text.count(r"\begin{algorithm}") == text.count("(continued)") + 1 == 2
    assert text.count(r"\algstore{") == text.count(r"\algrestore{") == text.count(r"\addtocounter{algorithm}{-1}") == 1


def test_a_deep_network_fits_on_its_pages(tmp_path: Path) -> None:
    text = derive(network(20)).code("latex-algorithm")
    assert text.count(r"\algrestore{") > 2
    assert text.count(r"\Require") == text.count(r"\Ensure") == 1
    assert all_complaints(compiled(pages([text]), tmp_path)) == []


def test_hostile_words_and_names(tmp_path: Path) -> None:
    by_hand = by_hand_derived(title=HOSTILE, meanings={"W": HOSTILE, "a": "x" * 300, "b": "\\end{algorithm}"})
    glyphs = glyphs_of(by_hand.problem, *by_hand.programs)
    text = latex_algorithms(algorithms(by_hand, glyphs, Layout.GRADIENT), glyphs, Layout.GRADIENT)
    names = derive(
        "sum((lambda_ @ end_hat - W_1_2)**2) + sum(sigma(Σ @ input))",
        wrt=["end_hat", "input"],
        shapes="lambda_: m×n, end_hat: n, W_1_2: m, Σ: p×q, input: q",
    )
    fragments = [text, names.code("latex-algorithm")]
    assert all(one.isascii() for one in fragments)
    assert text.count(r"\end{algorithm}") == text.count(r"\begin{algorithm}") == 1
    assert r"\input" not in text
    assert all_complaints(compiled(pages(fragments), tmp_path)) == []


def test_two_columns(tmp_path: Path) -> None:
    made = [derived(name).code("latex-algorithm") for name in ("dense-layer", "rnn-unrolled", "kl-of-gaussians")]
    assert all_complaints(compiled(pages(made, "twocolumn"), tmp_path)) == []


def test_the_command_writes_a_file(tmp_path: Path) -> None:
    path = tmp_path / "algorithm.tex"
    done = CliRunner().invoke(main, ["derive", "dense-layer", "--code", "latex-algorithm", "-o", str(path)])
    assert done.exit_code == 0, done.output
    assert path.read_text(encoding="utf-8") == derived("dense-layer").code("latex-algorithm")


def test_it_is_no_backend_of_functions() -> None:
    with pytest.raises(InputError, match=r"there is no backend 'latex-algorithm'; known: numpy, jax, torch, einsum$"):
        derived("dense-layer").lambdify("latex-algorithm")
    known = "numpy, jax, torch, einsum, torch-autograd, jax-custom-vjp, latex-algorithm"
    with pytest.raises(InputError, match=f"^there is no backend 'fortran'; known: {known}$"):
        derived("dense-layer").code("fortran")


def test_index_forms_are_sums() -> None:
    text = derived("convolution-2d").code("latex-algorithm")
    assert r"\State $Z_{ij} \gets \sum_{k} \sum_{l} K_{kl}\, X_{i+k-1,j+l-1} + b$ \Comment{$m \times n$}" in text
