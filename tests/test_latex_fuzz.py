"""Random and mutated LaTeX: read, or refused in words of our own, and in bounded time; every place lies in the text."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from time import perf_counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from latex_corpus import CORPUS

from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Span, Statement
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.reading import read_statements

PIECES = (
    *(
        "a",
        "W",
        "z",
        "1",
        "23",
        ".",
        ",",
        ";",
        ":",
        "=",
        "+",
        "-",
        "*",
        "/",
        "'",
        "?",
        "???",
        "|",
        "||",
        "!",
        " ",
        "\n",
        "%",
    ),
    *(
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "^",
        "_",
        "&",
        "\\\\",
        "\\\\[2pt]",
        "#",
        "#1",
        "$",
        "~",
        "\t",
        "\r\n",
        "\x00",
        "\\",
        "<",
    ),
    *(
        r"\mathbf",
        r"\mathbf{W}",
        r"\mathrm{tr}",
        r"\bf ",
        r"\text{if }",
        r"\text",
        r"\operatorname{tr}",
        r"\hat",
        r"\vec ",
    ),
    *(
        r"\frac",
        r"\frac12",
        r"\sqrt",
        r"\sqrt[3]{x}",
        r"\left(",
        r"\right)",
        r"\left",
        r"\right|",
        r"\left.",
        r"\bigl|",
    ),
    *(r"\begin{aligned}", r"\end{aligned}", r"\begin{bmatrix}", r"\end{bmatrix}", r"\begin{array}{cc}", r"\begin"),
    *(
        r"\quad ",
        r"\,",
        r"\;\;",
        r"\hspace{1em}",
        r"\color{red}",
        r"\phantom{x}",
        r"\boxed{?}",
        r"\boxed{}",
        r"\square ",
    ),
    *(
        r"\sum_i",
        r"\nabla ",
        r"\partial ",
        r"\odot ",
        r"\alpha ",
        r"\in ",
        r"\to ",
        r"\Rightarrow ",
        r"\stackrel{a}{=}",
    ),
    *(
        r"\def\a#1{#1#1}",
        r"\a",
        r"\newcommand{\b}[2]{#1\b#2}",
        r"\b",
        r"\let\c=\a ",
        r"\c",
        r"\over ",
        r"\underbrace{x}_y",
    ),
    *(
        "σ",
        "∇",
        "𝐖",
        "⁽ᵏ⁾",
        "ᵀ",
        "x̂",
        "′",
        "é",
        "漢",
        "\u200b",
        "\ufeff",
        "￿",
        r"\substack{i\\j}",
        r"\|",
        r"\lVert ",
        r"\mid ",
    ),
)


def places(node: Any, around: Span) -> Iterator[tuple[Span, Span]]:
    """Every place of a tree, with the place of what it is a part of."""
    if isinstance(node, tuple):
        for item in node:
            yield from places(item, around)
    elif is_dataclass(node) and not isinstance(node, Span):
        own = node.span  # type: ignore[attr-defined]
        yield own, around
        for field in fields(node):
            if field.name not in ("remark", "sign"):
                yield from places(getattr(node, field.name), own)


def outcome(text: str) -> tuple[Statement, ...] | LatexError:
    try:
        return read_statements(text, 0, len(text), macros_in(text))
    except LatexError as error:
        return error


def looked_at(text: str) -> None:
    """Read a text, or see it refused, and look at every place that is told."""
    start = perf_counter()
    found = outcome(text)
    assert perf_counter() - start < 5
    if isinstance(found, LatexError):
        assert 0 <= found.offset <= found.span.end <= len(text)
        assert found.message.strip() == found.message
        assert str(found).count("\n") == 2
    else:
        for own, around in places(found, Span(0, len(text))):
            assert around.start <= own.start <= own.end <= around.end


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_random_pieces_are_read_or_refused(text: str) -> None:
    looked_at(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_random_letters_are_read_or_refused(text: str) -> None:
    looked_at(text)


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(CORPUS), st.data())
def test_lines_of_the_corpus_with_a_piece_changed_are_read_or_refused(line: Any, data: st.DataObject) -> None:
    text = line.latex
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 8, len(text))))
        text = text[:start] + data.draw(st.sampled_from(("", *PIECES))) + text[end:]
    looked_at(text)
