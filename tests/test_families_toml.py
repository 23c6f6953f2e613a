"""What is said about a file with families of arrays that does not make sense."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcalc.errors import InputError
from matcalc.problems.toml import read_problem

NETWORK = """
title = "Recurrent network"

[over]
t = "T"

[shapes]
"x[t]" = "n"
"h[0]" = "m"
W = "m×m"
U = "m×n"

[[define]]
expr = "z[t] = W @ h[t-1] + U @ x[t]"

[[define]]
expr = "h[t] = f(z[t])"

[[define]]
expr = "y[t] = 2 * h[t]"

[upstream]
of = "y"

[[derive]]
wrt = "W"
"""

SENTENCES = [  # what is replaced, by what, what is said
    ('t = "T"', 't = "t"', "[over]: t: a label and the last value of one have names of their own"),
    ('t = "T"', 't = "2"', "[over]: '2' is no name for a label"),
    ('t = "T"', "t = 2", 't is the number 2; it must be a text, as in "…"'),
    ('[over]\nt = "T"\n', "", "[shapes]: 'x[t]': declare the label first, with a table [over]"),
    ('"x[t]"', '"x[k]"', "[shapes]: 'x[k]': 'k' is no label"),
    ('"x[t]"', '"x[t-1]"', "[shapes]: x[t-1]: what is declared is x[t]"),
    (
        '"x[t]"',
        '"x[0]"',
        "[shapes]: x[0]: no equation defines x[t] for every t: write its equation as x[t] = …, or declare x[t]",
    ),
    ('"h[0]" = "m"\n', "", 'h[t-1] is h[0] where t is 1: say its shape, "h[0]" = …, in [shapes]'),
    ('"h[0]" = "m"', '"h[0]" = "n"', "W is m×m and h[t-1] is n, but @ needs as many columns"),
    ('"x[t]" = "n"', '"x[t]" = "n"\n"x[ t ]" = "n"', "x is defined twice"),
    ("h[t-1]", "h[t+1]", "h[t+1] belongs to a later t: what belongs to t is made of what belongs to t and to t-1"),
    ("h[t-1]", "h[t-2]", "h[t-2] lies 2 steps back, and one step is what an equation reads"),
    ("h[t-1]", "h[t]", "h[t] is used before it is defined: an equation reads what is defined below it a step back"),
    ("h[t-1]", "h[T]", "h[T] is used before it is defined"),
    ("h[t-1]", "h[3]", "h[3]: of the members of a family only h[0], where it is an input, and h[T] can be named"),
    ("h[t-1]", "h", "h is one array for every t: write which, h[t]"),
    ("h[t-1]", "h[j]", "in its brackets stands t, t-1, T or a number, not j"),
    ("h[t-1]", "h[t, 1]", "in its brackets stands t, t-1, T or a number, not t, 1"),
    ('x[t]"\n\n', 'x[t-1]"\n\n', "x[t-1] is x[0] where t is 1: say its shape"),
    ("f(z[t])", "f(z[T])", "z[T] is the last of its family, and this is an equation for every t"),
    ("2 * h[t]", "h[T]", "h[T] is the last of its family, and this is an equation for every t"),
    ("y[t] = 2 * h[t]", "y = 2 * h[t]", "t is left open here: add up over it with sum t: …, or define y for every t"),
    ("f(z[t])", "sum t: z[t]", "t runs already: this is an equation for every t"),
    ("f(z[t])", "f(z[t]) * t", "t is not known"),
    ("h[t] = f(z[t])", "h[t-1] = f(z[t])", "h[t-1]: what is defined is h[t]"),
    ("f(z[t])", "sum k: z[t]", "k is no label of arrays: the labels are t"),
    ("W @ h[t-1]", "(sum t: W) @ h[t-1]", "nothing under this sum has the label t"),
    ('W = "m×m"', 't = "m×m"', "t is a label, by [over]: call the array something else"),
    ('W = "m×m"', 'W = "m[t]×m"', "W: m[t] is another length for every t: call the array W[t]"),
    ('W = "m×m"', 'W = "m[k]×m"', "W: m[k]: 'k' is no label and no number (labels: t)"),
    ('of = "y"', 'of = "q"', "of: there is no array called 'q'"),
    ('of = "y"', 'of = "h[T-1]"', "of: there is no array called 'h[T-1]'"),
    ('of = "y"', 'of = ["y", "y[T]"]', "of: y[T] is one of a family that is named already"),
    (
        'of = "y"',
        'of = "h"',
        "the gradient at h[t] is given, but E also sees h[t] through z[t+1]: add an equation u[t] = h[t]",
    ),
    (
        '[upstream]\nof = "y"\n',
        '[[define]]\nexpr = "E = sum(h[T]) + (sum t: sum(h[t]))"\n',
        "h[T] stands beside a sum over h[t], which h[T] is a part of: put the two in equations of their own",
    ),
    (
        '[upstream]\nof = "y"\n',
        '[[define]]\nexpr = "E = (sum t: x[t].T @ x[t]) - x[T].T @ x[T]"\n',
        "x[T] stands beside a sum over x[t], which x[T] is a part of: put the two in equations of their own",
    ),
    ('[upstream]\nof = "y"\n', "", "the last equation is one for every t, and one array is differentiated: add up"),
    ('wrt = "W"', 'wrt = "h[T]"', "there is no variable called 'h[T]'"),
    ('wrt = "W"', 'wrt = "W"\norder = 2', "second derivatives of families of arrays, one for every t, are not derived"),
]


def test_the_network_is_read(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(NETWORK, encoding="utf-8")
    program = read_problem(file).program
    assert [symbol.name for symbol in program.symbols] == ["x[t]", "h[0]", "W", "U", "z[t]", "h[t]", "y[t]", "E"]
    assert [label.name for label in program.labels] == ["t"]


@pytest.mark.parametrize(("old", "new", "sentence"), SENTENCES)
def test_the_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in NETWORK
    file = tmp_path / "x.toml"
    file.write_text(NETWORK.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        _derived(file)
    assert sentence in " ".join(str(caught.value).split("\n")[0].split()), str(caught.value)
    assert "Traceback" not in str(caught.value)


ITSELF = """
title = "Recurrent network"
[over]
t = "T"
[shapes]
W = "m×m"
"h[0]" = "m"
[[define]]
expr = "h[t] = f(W @ h[t-1])"
[upstream]
of = "h"
[[derive]]
wrt = "{wrt}"
"""


@pytest.mark.parametrize(
    ("wrt", "begin"),
    [
        ("h", "the gradient at h[t] is given, and its next member reads it: "),
        ("W", "the gradient at h[t] is given, but E also sees h[t] through later equations: "),
    ],
)
def test_what_is_given_and_read_a_step_later_is_named_again(tmp_path: Path, wrt: str, begin: str) -> None:
    file = tmp_path / "x.toml"
    file.write_text(ITSELF.format(wrt=wrt), encoding="utf-8")
    cure = "add an equation y[t] = h[t], and let the gradient at y[t] be given instead"
    with pytest.raises(InputError) as caught:
        _derived(file)
    assert begin + cure in str(caught.value)
    cured = ITSELF.replace("[upstream]", '[[define]]\nexpr = "y[t] = h[t]"\n[upstream]').replace('of = "h"', 'of = "y"')
    file.write_text(cured.format(wrt=wrt), encoding="utf-8")
    assert _derived(file)


def test_an_equation_of_a_family_that_is_written_without_its_label(tmp_path: Path) -> None:
    file = tmp_path / "x.toml"
    file.write_text(ITSELF.format(wrt="W").replace("h[t] =", "h ="), encoding="utf-8")
    with pytest.raises(InputError, match=r"no equation defines h\[t\] for every t: write its equation as h\[t\] = …"):
        _derived(file)


def _derived(file: Path) -> object:
    from matcalc.api import derive

    return derive(str(file))
