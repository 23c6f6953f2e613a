"""What is said of LaTeX that can not be read: the fault, and its place in the whole document."""

import pytest

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements

FAULTS = [  # text, offset, message
    ("{a", 0, "{ is opened here and never closed"),
    ("a}", 1, "} closes nothing: no bracket is open"),
    ("x = (a + b", 4, "( is opened here and never closed"),
    ("(a]", 2, "( is closed by ], which does not fit"),
    ("({a)}", 1, "{ is opened here and never closed"),
    (r"\left( a", 0, r"\left( has no \right after it"),
    (r"a \right)", 2, r"\right) closes nothing: no bracket is open"),
    (r"\left( a ]", 9, r"\left( needs \right before ]"),
    (r"\left[0, 1\right)", 10, r"\left[ is closed by \right), which does not fit"),
    ("a^2^3", 3, "a second superscript on the same base: put the base with its first one in braces"),
    ("a_i_j", 3, "a second subscript on the same base: put the base with its first one in braces"),
    (r"x + \alhpa", 4, r"\alhpa is not known; did you mean \alpha?"),
    (r"\foobarbaz", 0, r"\foobarbaz is not known; define it by \newcommand in the document"),
    (r"\opname{tr} W", 0, r"\opname is not known; did you mean \operatorname?"),
    (
        r"\opname{tr} W + \mathbff{x} + \foobarbaz + \opname{a} + \Rightarrow",
        0,
        r"\opname is not known; did you mean \operatorname? \mathbff (\mathbfsf or \mathbf?) and \foobarbaz are "
        "not known either",
    ),
    (
        r"\foobarbaz + \xyzzy",
        0,
        r"\foobarbaz is not known; define it by \newcommand in the document; \xyzzy is not known either",
    ),
    (r"\newcommand{\weights}{W}\weigths", 24, r"\weigths is not known; did you mean \weights?"),
    (r"\binom{n}{k}", 0, r"\binom is not read here"),
    (r"\input{secret}", 0, r"\input is not read here"),
    (r"1 + \frac{a}", 4, r"\frac needs two arguments in braces after it"),
    (r"\sqrt", 0, r"\sqrt needs an argument in braces after it"),
    ("x^", 1, "^ needs something after it in braces"),
    ("x^(k)", 1, "^ needs something after it in braces, such as ^{(k)}: brackets alone do not hold it together"),
    ("$a & b$", 3, "& stands where no columns are: they are in an environment, such as aligned"),
    ("{a & b}", 3, "& stands in {, where no rows are"),
    (r"\begin{bmatrix} a", 0, r"\begin{bmatrix} has no \end{bmatrix} after it"),
    (r"\begin{bmatrix} a \end{pmatrix}", 18, r"\end{pmatrix} stands where \end{bmatrix} has to"),
    (r"\end{bmatrix}", 0, r"\end{bmatrix} ends nothing: no \begin stands before it"),
    (r"\begin{cases} a \end{cases}", 0, "cases is not read here: write each case as an equation of its own"),
    ("a $ b", 2, "$ stands inside the mathematics: a formula before it is not closed, or one too many is"),
    (r"a \( b", 2, r"\( stands inside the mathematics: a formula before it is not closed"),
    ("a \x07 b", 2, "character U+0007 is not seen and has no meaning in mathematics; delete it"),
    ("a # b", 2, "# has a meaning only in the definition of a macro"),
    ("a \\", 2, "a backslash stands at the end with no name after it"),
    (r"\mathbf(x)", 0, r"\mathbf needs a letter or braces after it"),
    (r"\overline{AB}", 0, r"\overline is read over one letter only"),
    ("{" * 60 + "}" * 60, 40, "the formula is nested more than 40 levels deep here"),
    ("a" * 20_001, 0, "the formula has 20001 characters; at most 20000 are read"),
    (r"\def\p#1#2{#1}\p{E}", 14, r"\p needs 2 arguments as the document defines it, and has 1"),
    (r"\def\p(#1){x}\p(3)", 13, r"\p is a macro that can not be read here: its arguments are not plain #1#2"),
    (r"\def\p{\p}\p", 10, r"\p makes more than 20000 tokens here: it calls itself, or macros that double"),
    (r"\def\p{\p\p}\p", 12, r"\p makes more than 20000 tokens here: it calls itself, or macros that double"),
]


@pytest.mark.parametrize(("text", "offset", "message"), FAULTS, ids=lambda part: str(part)[:30])
def test_a_fault_is_named_with_its_place_in_the_document(text: str, offset: int, message: str) -> None:
    before = "First line.\nThen "
    document = f"{before}{text}\nLast line."
    inside = text.startswith("$")
    start, end = len(before) + inside, len(before) + len(text) - inside
    with pytest.raises(LatexError) as caught:
        read_statements(document, start, end, macros_in(document))
    assert caught.value.message == message
    assert caught.value.offset == len(before) + offset
    said, line, caret = str(caught.value).split("\n")
    assert said == message
    if len(text) < 50:
        assert line == "  Then " + text.replace("\x07", "�")
        assert caret.index("^") == len("  Then ") + offset


def test_an_unknown_environment_is_named_with_the_nearest() -> None:
    with pytest.raises(LatexError, match=r"the environment alinged is not known; did you mean aligned or"):
        read_statements(r"\begin{alinged}", 0, 15, macros_in(""))


def test_a_macro_that_can_not_be_read_is_no_fault_where_it_is_not_used() -> None:
    text = r"\edef\p{x} a"
    assert read_statements(text, 0, len(text), macros_in(text))


def test_a_document_of_one_endless_line_of_definitions_is_soon_looked_through() -> None:
    assert macros_in(r"\def\a{" * 100_000).named
