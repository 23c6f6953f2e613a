"""Algorithms for LaTeX with the packages algorithm and algpseudocode, to be pasted into a paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from matcalc.documents.algorithm import Algorithm, Assignment, Case, Loop, Stage, Statement
from matcalc.documents.latex_in_one_line import InOneLine
from matcalc.documents.page import Code, Equation, Mathematics, Part, Sentence, with_equations
from matcalc.documents.pieces import pieces
from matcalc.documents.steps import last, letter
from matcalc.errors import printable
from matcalc.forms.labels import Label
from matcalc.forms.layout import Layout
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex_words import latex_words
from matcalc.notation.unicode_text import UnicodePrinter

PREAMBLE = r"""% To be put into a document whose preamble has
%   \usepackage[T1]{fontenc}
%   \usepackage{amsmath,mathtools}
%   \usepackage{algorithm,algpseudocode}"""

LOOKS = r"""\algrenewcommand\algorithmicrequire{\textbf{Input:}}
\algrenewcommand\algorithmicensure{\textbf{Output:}}
\algrenewcommand\algorithmiccomment[1]{%
  \unskip\nobreak\hfill\penalty50\hskip1em\hbox{}\nobreak\hfill$\triangleright$ #1}"""
"""What input and output are called, and comments at the right, in a line of their own where there is no room."""

INDENT = "  "
STEP = 1.5
"""By how much algpseudocode indents what is in a loop, in em."""

WIDEST = 52
"""How many characters of plain text, which has one for each sign, are as wide as a line of a paper."""


def latex_algorithms(algorithms: Sequence[Algorithm], glyphs: Glyphs, layout: Layout) -> str:
    """A fragment of LaTeX: a float for each algorithm, with a comment that says which packages it needs."""
    printer = _AlgorithmPrinter(glyphs, layout)
    return "\n\n".join((PREAMBLE, *("\n".join(printer.algorithm(each)) for each in algorithms))) + "\n"


class _AlgorithmPrinter:
    def __init__(self, glyphs: Glyphs, layout: Layout) -> None:
        self._printer = InOneLine(glyphs, layout)
        self._plain = UnicodePrinter(glyphs, layout)

    def algorithm(self, algorithm: Algorithm) -> Iterator[str]:
        """The lines of a float."""
        yield r"\begin{algorithm}"
        yield rf"\caption{{{self._sentence(algorithm.title)}}}"
        yield LOOKS
        yield r"\begin{algorithmic}[1]"
        if algorithm.given:
            yield rf"\Require {'; '.join(map(self._sentence, algorithm.given))}"
        made = "; ".join(map(self._sentence, algorithm.made))
        yield rf"\Ensure {made}{self._sentence(algorithm.where)}"
        yield from self._statements(algorithm.statements, 0)
        yield rf"\State \Return {', '.join(map(self._formula, algorithm.returned))}"
        yield r"\end{algorithmic}"
        yield r"\end{algorithm}"

    def _statements(self, statements: Iterable[Statement | Case], depth: int) -> Iterator[str]:
        indent = INDENT * depth
        for statement in statements:
            match statement:
                case Stage():
                    yield rf"\Statex \textit{{{self._sentence(statement.words)}}}"
                case Assignment():
                    yield from (indent + line for line in self._assignment(statement, depth))
                case Loop():
                    yield rf"{indent}\For{{${self._run(statement)}$}}"
                    yield from self._statements(statement.body, depth + 1)
                    yield rf"{indent}\EndFor"
                case Case():
                    yield rf"{indent}\If{{${self._name(statement.label)} < {self._last(statement.label)}$}}"
                    yield from self._statements((statement.before_last,), depth + 1)
                    if statement.last is not None:
                        yield rf"{indent}\Else"
                        yield from self._statements((statement.last,), depth + 1)
                    yield rf"{indent}\EndIf"

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
                width = len(plain) if found else width
                found.append(piece)
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
                return f"${self._printer.part(part.left)} = {self._printer.part(part.right)}$"
            case _:
                return self._formula(part)

    def _formula(self, part: Mathematics) -> str:
        return f"${self._printer.part(part)}$"
