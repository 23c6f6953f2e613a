"""Colours on a terminal that has them, and nowhere else."""

import os
import pty
import re
import subprocess
import sys

import pytest
from documents_derived import derived
from rich.color import Color
from rich.style import Style as RichStyle

from matcalc.cli.terminal import LOOKS
from matcalc.documents.columns import width
from matcalc.documents.styled import Mark, Style, StyledText, joined, styled
from matcalc.worksheets.worksheet import worksheet

CODES = re.compile(r"\x1b\[[0-9;]*m")


def on_a_terminal(*arguments: str, **variables: str) -> str:
    """What a run writes to a pseudo-terminal, with line ends as the run wrote them."""
    ours, its = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    command = [sys.executable, "-m", "matcalc", *arguments]
    run = subprocess.Popen(command, stdout=its, env=environment | {"TERM": "xterm-256color"} | variables)
    os.close(its)
    written = b""
    while piece := _read(ours):
        written += piece
    os.close(ours)
    assert run.wait(timeout=60) == 0
    return written.decode().replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so where the other side is closed
        return b""


def test_a_derivation_has_colours_on_a_terminal() -> None:
    shown = on_a_terminal("derive", "lemma-norm", COLUMNS="88")
    assert CODES.sub("", shown) == derived("lemma-norm").text(columns=88)
    assert "\x1b[1mConventions\x1b[0m\n" in shown
    assert "\x1b[38;5;31mapply the chain rule:\x1b[0m r sees" in shown
    assert "\x1b[38;5;64m│\x1b[0m \x1b[1m∇_x r" in shown


def test_a_worksheet_and_its_key_have_the_width_and_the_colours_of_the_terminal() -> None:
    shown = on_a_terminal("worksheet", "dense-layer", "--level", "5", "--key", COLUMNS="66")
    plain = CODES.sub("", shown)
    made = worksheet("dense-layer", level=5)
    assert plain == made.text(66) + "\f\n" + made.key.text(66)
    assert plain != made.text() + "\f\n" + made.key.text()
    page, _, key = shown.partition("\f\n")
    assert "\x1b[1m" in page
    assert "\x1b[1m" in key


def test_a_list_has_colours_on_a_terminal() -> None:
    shown = on_a_terminal("list", "--tag", "lemma", COLUMNS="80")
    assert shown.startswith("\x1b[1mlemma\x1b[0m\n  \x1b[38;5;31m")
    assert CODES.sub("", shown) == on_a_terminal("list", "--tag", "lemma", COLUMNS="80", NO_COLOR="1")


@pytest.mark.parametrize("variables", [{"NO_COLOR": "1"}, {"TERM": "dumb"}])
def test_who_wants_no_colours_gets_none(variables: dict[str, str]) -> None:
    assert "\x1b" not in on_a_terminal("list", "--tag", "lemma", **variables)


@pytest.mark.parametrize("words", [("show", "dense-layer"), ("lint", "dense-layer"), ("list", "--tag", "lemma")])
def test_other_commands_fit_a_narrow_terminal_too(words: tuple[str, ...]) -> None:
    lines = on_a_terminal(*words, COLUMNS="40", NO_COLOR="1").splitlines()
    assert max(map(width, lines)) <= 40


def test_an_empty_no_color_means_nothing() -> None:
    assert "\x1b" in on_a_terminal("list", "--tag", "lemma", NO_COLOR="")


def test_a_pipe_gets_the_text_to_the_byte() -> None:
    command = [sys.executable, "-m", "matcalc", "derive", "lemma-norm"]
    environment = os.environ | {"TERM": "xterm-256color", "FORCE_COLOR": "1", "COLUMNS": "70"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=True)
    assert done.stdout == derived("lemma-norm").text().encode()


def test_names_of_rules_are_marked_over_several_lines() -> None:
    text = derived("dense-layer").text(columns=60)
    assert isinstance(text, StyledText)
    marked = [text[mark.start : mark.end] for mark in text.marks if mark.style is Style.RULE]
    assert "find the local derivative:" in " ".join(marked)
    assert all(part == part.strip() for part in marked)
    assert [mark for mark in text.marks if "\n" in text[mark.start : mark.end]] == []
    starts = [mark.start for mark in text.marks]
    assert starts == sorted(starts)


def test_marks_move_with_their_text() -> None:
    text = joined(["a", joined(["b", styled("cd", Style.RULE, 1)], "-"), styled("", Style.LABEL)], "\n")
    assert (text, text.marks) == ("a\nb-cd\n", (Mark(5, 6, Style.RULE),))


def contrast(first: tuple[int, int, int], second: tuple[int, int, int]) -> float:
    """As the guidelines for web pages define it: from 1 to 21."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [part / 255 for part in colour]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(first), light(second)))
    return (high + 0.05) / (low + 0.05)


def test_colours_can_be_read_on_black_and_on_white() -> None:
    assert set(LOOKS) == set(Style)
    colours = {colour for look in LOOKS.values() if (colour := RichStyle.parse(look).color) is not None}
    assert len(colours) == 4
    for colour in colours:
        triplet = tuple(colour.get_truecolor())
        assert contrast(triplet, (0, 0, 0)) >= 3.9
        assert contrast(triplet, (255, 255, 255)) >= 3.9
    assert contrast(tuple(Color.parse("color(226)").get_truecolor()), (255, 255, 255)) < 3.9  # yellow would not do
