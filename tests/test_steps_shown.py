"""Steps, results and derivations as a notebook displays them."""

import copy
import pickle
import re
from dataclasses import replace

import pytest

import matcalc
from matcalc.chain import Step
from matcalc.documents.steps_alone import line_latex
from tests.documents_derived import derived

DENSE = derived("dense-layer")

IN_BOTH = re.compile(
    r"""\\(alpha|bar|begin|beta|boldsymbol|boxed|cdot|circ|delta|end|exp|frac|gamma|hat|lambda|langle|lbrack|le|left
    |log|lVert|lvert|mathrm|mu|nabla|odot|operatorname|oslash|otimes|partial|phi|pi|qquad|quad|rangle|rbrack|rho|right
    |rVert|rvert|Sigma|sigma|sqrt|sum|tanh|tau|text|tfrac|theta|tilde|times|top|varepsilon|varphi)""",
    re.VERBOSE,
)
"""Commands that KaTeX and MathJax have, with all their packages or without."""

SHOWN_ALIKE = ["dense-layer", "softmax-cross-entropy", "average-pooling", "layer-normalization", "gaussian-log-density"]


@pytest.fixture(scope="module")
def outer_product() -> Step:
    (step,) = (step for step in DENSE.steps if step.rule == "collapse to an outer product")
    return step


def test_a_step_prints_both_sides_what_is_done_and_why(outer_product):
    assert str(outer_product).splitlines()[0] == "z̄⁽ᵏ⁺¹⁾_i a⁽ᵏ⁾_j = (z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ)_ij"
    assert str(outer_product).splitlines()[1].startswith("collapse to an outer product: two free indices, one on each")
    assert repr(outer_product) == "<Step z̄⁽ᵏ⁺¹⁾_i a⁽ᵏ⁾_j = (z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ)_ij    collapse to an outer product>"


def test_a_step_is_typeset_in_one_block(outer_product):
    block, words = outer_product._repr_markdown_().split("\n\n")
    sides = "\\bar{z}_{i}^{(k+1)}\\, a_{j}^{(k)} &= (\\bar{\\boldsymbol{z}}^{(k+1)}\\, \\boldsymbol{a}^{(k)\\top})_{ij}"
    assert block == f"$$\n\\begin{{aligned}}\n{sides}\n\\end{{aligned}}\n$$"
    assert words.startswith("**collapse to an outer product**: two free indices")
    latex = outer_product._repr_latex_()
    assert latex.startswith(f"$$\\begin{{aligned}}\n{sides} \\\\\n&\\quad \\text{{collapse to an outer product: two")
    assert latex.endswith("\n\\end{aligned}$$")
    assert latex.count("$") == 4


def test_a_step_equals_the_one_of_the_chain():
    plain = [step for _, step in DENSE.derived.steps]
    assert list(DENSE.steps) == plain
    assert plain == list(DENSE.steps)
    assert DENSE.steps[0] != plain[1]
    assert plain[0] != DENSE.steps[1]
    assert {*plain} == {*DENSE.steps}
    assert DENSE.steps[0] != "a step"
    assert {type(step) for step in plain} == {Step}


def test_a_step_is_data_as_before(outer_product):
    assert outer_product.before != outer_product.after
    assert all(side is not None for side in outer_product.to_sympy())
    for again in (copy.deepcopy(outer_product), pickle.loads(pickle.dumps(outer_product))):
        assert (again, str(again)) == (outer_product, str(outer_product))


def test_steps_of_a_result_show_themselves():
    result = DENSE.results["W"]
    assert [str(step) for step in result.steps] == [str(step) for step in DENSE.steps if step in {*result.steps}]


def test_a_step_is_shown_in_the_names_of_its_page():
    found = matcalc.derive("dense-layer", notation="cotangent=delta, arrays=plain")
    *_, last, read_off = found.results["W"].steps
    assert str(last).startswith("(δ_z⁽ᵏ⁺¹⁾)_i a⁽ᵏ⁾_j = (δ_z⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ)_ij\ncollapse to an outer product: ")
    assert str(read_off).startswith("= δ_z⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ\nread off the array: ")
    assert read_off._repr_latex_().startswith("$$\\begin{aligned}\n &= \\delta_{z}^{(k+1)}\\, a^{(k)\\top} \\\\\n")


@pytest.mark.parametrize("name", SHOWN_ALIKE)
def test_notebooks_have_every_command(name):
    found = derived(name)
    for shown in (found._repr_latex_(), found._repr_markdown_(), *(step._repr_latex_() for step in found.steps)):
        commands = {*re.findall(r"\\[A-Za-z]+", shown)}
        assert [command for command in commands if not IN_BOTH.fullmatch(command)] == []


@pytest.mark.parametrize("name", SHOWN_ALIKE)
def test_all_that_a_notebook_typesets_says_every_line(name):
    """VS Code takes LaTeX before Markdown: what a page has of lines and rules, LaTeX has too."""
    found = derived(name)
    blocks = found._repr_latex_().split("\n\n")
    assert [block for block in blocks if not block.startswith("$$\\begin{aligned}\n")] == []
    assert [block for block in blocks if block.count("$$") != 2 or not block.endswith("\n\\end{aligned}$$")] == []
    rules = re.findall(r"^- \(\d+\) \*\*(.*?)\*\*", found._repr_markdown_(), re.MULTILINE)
    said = [match[1] for block in blocks if (match := re.search(r"&\\quad \\text\{([^:}]*)", block))]
    assert rules
    assert [rule for rule in said if rule in {*rules}] == rules


def test_words_are_letters_in_mathematics():
    shown = DENSE.steps[0].shown
    line = replace(shown.line, rule="", reason=("by ⊗, 10 % of matrix–vector $x_1$ {a}\\b",))
    *_, words, _ = line_latex(line, shown.chapter).splitlines()
    assert words == (
        r"&\quad \text{by }\otimes\text{, 10 }\%\text{ of matrix–vector }\$\text{x}\_\text{1}\$\text{ }"
        r"\{\text{a}\}\backslash\text{b}"
    )


def test_a_long_chain_is_typeset_in_several_blocks():
    page = derived("linear-discriminant")._repr_markdown_()
    lines = [block.count(" &= ") for block in re.findall(r"\$\$\n(.*?)\n\$\$", page, re.DOTALL)]
    assert max(lines) == 12
