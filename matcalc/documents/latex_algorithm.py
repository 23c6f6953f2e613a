"""Algorithms for LaTeX with the packages algorithm and algpseudocode, to be pasted into a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from matcalc.documents.algorithm import Algorithm, Assignment, Case, Loop, Stage, Statement
from matcalc.documents.latex import BREAK, FACTOR
from matcalc.documents.latex_in_one_line import InOneLine
from matcalc.documents.page import Code, Equation, Mathematics, Part, Sentence, with_equations
from matcalc.documents.pieces import pieces
from matcalc.documents.steps import last, letter
from matcalc.errors import printable
from matcalc.forms.labels import Label
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex_words import latex_words
from matcalc.notation.levels import Level, Printed
from matcalc.notation.unicode_text import UnicodePrinter

PREAMBLE = r"""% To be put into a document whose preamble has
%   \usepackage[T1]{fontenc}
%   \usepackage{amsmath,mathtools}
%   \usepackage{algorithm,algpseudocode}"""

LOOKS = r"""\algrenewcommand\algorithmicrequire{\textbf{Input:}}
\algrenewcommand\algorithmicensure{\textbf{Output:}}
\algrenewcommand\algorithmiccomment[1]{%
  \unskip\nobreak\hfill\penalty50\hskip1em\hbox{}\nobreak\hfill\mbox{$\triangleright$ #1}}"""
"""What input and output are called, and comments at the right, in a line of their own where there is no room."""

MARGIN = r"\rightskip=0pt plus 6em\tolerance=9999\hbadness=9999"
"""Lines that need not all end at one place, rather than formulas with wide gaps or in the margin."""

INDENT = "  "
STEP = 1.5
"""By how much algpseudocode indents what is in a loop, in em."""

WIDEST = 52
"""How many characters of plain text, which has one for each sign, are as wide as a formula in a line of a paper."""

WIDEST_WORDS = 75
"""The same of words."""

MOST_LINES = 41
"""How many lines a page has room for, since a float can not go on on another page."""

MOST_CLAUSES = 24
"""How many arrays of the input, or results, are in one paragraph, which is not broken between pages."""

STORED = "matcalc"
"""The name under which algorithmicx keeps the numbers of the lines for the next float."""

SIZED = re.compile(r"\\(l|r)(?:eft|ight)(?![A-Za-z])")
"""What makes brackets as high as what they hold, and keeps TeX from breaking a line there."""


def latex_algorithms(algorithms: Sequence[Algorithm], glyphs: Glyphs, layout: Layout) -> str:
    """A fragment of LaTeX: a float for each algorithm, more of one that is too long for a page.

    A comment says which packages it needs.
    """
    printer = _AlgorithmPrinter(glyphs, layout)
    return "\n\n".join((PREAMBLE, *(text for each in algorithms for text in printer.floats(each)))) + "\n"


class _LinePrinter(InOneLine):
    """Formulas for a line of an algorithm: nothing in them is higher than a sum, and long ones can be broken."""

    def part(self, part: Mathematics) -> str:
        text = super().part(part)
        return SIZED.sub(r"\\Big\1" if r"\begin" in text else "", text)

    def over(self, above: Printed, below: Printed) -> Printed:
        (first, loose), (second, tight) = above, below
        whole = first if loose >= Level.ENTRYWISE else self.brackets(first)
        return f"{whole} / {second if tight >= Level.SCRIPTED else self.brackets(second)}", Level.ENTRYWISE

    def where(self, text: str, conditions: Sequence[str]) -> str:
        return rf"{text} \allowbreak\quad \text{{where }} " + r",\allowbreak\ ".join(conditions)


class _AlgorithmPrinter:
    def __init__(self, glyphs: Glyphs, layout: Layout) -> None:
        self._printer = _LinePrinter(glyphs, layout)
        self._plain = UnicodePrinter(glyphs, layout)

    def floats(self, algorithm: Algorithm) -> Iterator[str]:
        """One float, or several of which each goes on where the one before it ends."""
        title = self._sentence(algorithm.title)
        parts = list(self._parts(algorithm))
        for number, lines in enumerate(parts):
            again = "\\addtocounter{algorithm}{-1}\n" if number else ""
            yield "\n".join(
                (
                    r"\begin{algorithm}",
                    rf"{again}\caption{{{title}{' (continued)' if number else ''}}}",
                    LOOKS,
                    r"\begin{algorithmic}[1]",
                    MARGIN,
                    *([rf"\algrestore{{{STORED}}}"] if number else []),
                    *lines,
                    *([rf"\algstore{{{STORED}}}"] if number < len(parts) - 1 else []),
                    r"\end{algorithmic}",
                    r"\end{algorithm}",
                )
            )

    def _parts(self, algorithm: Algorithm) -> Iterator[list[str]]:
        """The lines in parts of about one height, each of which fits on a page."""
        end = rf"\State \Return {', '.join(map(self._formula, algorithm.returned))}"
        last = 1 + sum(map(self._width, algorithm.returned)) // WIDEST_WORDS
        groups = [*self._head(algorithm), *self._groups(algorithm.statements, 0), ((end,), last)]
        total = sum(height for _, height in groups)
        most = -(-total // -(-total // MOST_LINES))
        lines: list[str] = []
        filled = 0
        for group, height in groups:
            if filled >= most or (lines and filled + height > MOST_LINES):
                yield lines
                lines, filled = [], 0
            lines += group
            filled += height
        yield lines

    def _head(self, algorithm: Algorithm) -> Iterator[tuple[tuple[str, ...], int]]:
        """Input and output in paragraphs, with the lines that each needs."""
        for command, clauses, rest in (("Require", algorithm.given, ()), ("Ensure", algorithm.made, algorithm.where)):
            for start in range(0, len(clauses), MOST_CLAUSES):
                group, is_end = clauses[start : start + MOST_CLAUSES], start + MOST_CLAUSES >= len(clauses)
                text = "; ".join(map(self._sentence, group)) + (self._sentence(rest) if is_end else ";")
                width = sum(self._width(part) for clause in (*group, rest) for part in clause)
                yield (rf"\{'Statex' if start else command} {text}",), 1 + width // WIDEST_WORDS

    def _width(self, part: Part) -> int:
        match part:
            case str() | Code():
                return len(part if isinstance(part, str) else part.text)
            case Equation():
                return self._width(part.left) + self._width(part.right) + 3
            case _:
                return len(self._plain.part(part))

    def _groups(self, statements: Iterable[Statement | Case], depth: int) -> Iterator[tuple[tuple[str, ...], int]]:
        """The lines in groups that stand on one page, each with its height; a heading is on that of what follows."""
        heading: tuple[str, ...] = ()
        for statement in statements:
            if isinstance(statement, Stage):
                heading = (rf"\Statex \textit{{{self._sentence(statement.words)}}}",)
                continue
            for lines in self._lines(statement, depth):
                yield (*heading, *lines), len(heading) + len(lines)
                heading = ()

    def _lines(self, statement: Assignment | Loop | Case, depth: int) -> list[tuple[str, ...]]:
        indent = INDENT * depth
        match statement:
            case Assignment():
                return [tuple(indent + line for line in self._assignment(statement, depth))]
            case Loop():
                inside = [lines for each in statement.body for lines in self._lines(each, depth + 1)]
                inside[0] = (rf"{indent}\For{{${self._run(statement)}$}}", *inside[0])
                inside[-1] = (*inside[-1], rf"{indent}\EndFor")
                return inside
            case Case():
                label = statement.label
                lines = [rf"{indent}\If{{${self._name(label)} < {self._last(label)}$}}"]
                lines += [INDENT + indent + line for line in self._assignment(statement.before_last, depth + 1)]
                if statement.last is not None:
                    lines.append(rf"{indent}\Else")
                    lines += [INDENT + indent + line for line in self._assignment(statement.last, depth + 1)]
                return [(*lines, rf"{indent}\EndIf")]

    def _assignment(self, line: Assignment, depth: int) -> Iterator[str]:
        """The line of an array, in several where a sum is too long for one."""
        left = self._printer.part(line.left)
        first, *others = self._rows(line)
        texts = [rf"\State ${left} \gets {first}$"]
        texts += [rf"\Statex \hspace*{{{STEP * (depth + 1)}em}} ${{}}{other}$" for other in others]
        yield from texts[:-1]
        comment = self._sentence(line.comment)
        yield rf"{texts[-1]} \Comment{{{comment}}}" if comment else texts[-1]

    def _rows(self, line: Assignment) -> list[str]:
        """The right side in rows, broken between terms; a longer term has its own row, which TeX may break."""
        width = len(self._plain.part(line.left))
        found: list[str] = []
        for piece, plain in zip(pieces(line.right, self._printer), pieces(line.right, self._plain), strict=True):
            if found and width + len(plain) <= WIDEST:
                found[-1] += f" {piece}"
            else:
                width = 0 if found else width
                found.append(_breakable(piece) if len(plain) > WIDEST else piece)
            width += len(plain)
        return found

    def _run(self, loop: Loop) -> str:
        ends = ["1", self._last(loop.label)]
        begin, end = reversed(ends) if loop.is_backwards else ends
        return rf"{self._name(loop.label)} = {begin}, \dots, {end}"

    def _name(self, label: Label) -> str:
        return self._printer.part(letter(label))

    def _last(self, label: Label) -> str:
        return self._printer.part(last(label))

    def _sentence(self, sentence: Sentence) -> str:
        return "".join(map(self._part, with_equations(sentence)))

    def _part(self, part: Part) -> str:
        match part:
            case str():
                return latex_words(printable(part))
            case Code():
                return latex_words(printable(part.text))
            case Equation():
                sides = dict.fromkeys((self._printer.part(part.left), self._printer.part(part.right)))
                return f"${self._fitted(' = '.join(sides), part)}$"
            case _:
                return self._formula(part)

    def _formula(self, part: Mathematics) -> str:
        return f"${self._fitted(self._printer.part(part), part)}$"

    def _fitted(self, text: str, part: Part) -> str:
        return _breakable(text) if self._width(part) > WIDEST else text


def _breakable(text: str) -> str:
    """A long formula that may go on in the next line after a factor, too."""
    return text.replace(FACTOR, FACTOR + BREAK)
