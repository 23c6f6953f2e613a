"""The printer for what is put into a document: its names, its letters for indices, its ways of writing."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from fractions import Fraction

from matcalc.api.derivation import Derivation
from matcalc.chain import Expression
from matcalc.documents.glyphs import functions_of
from matcalc.forms.functions import Function
from matcalc.forms.index_form import Entry, IndexSum, Partial, of_factor
from matcalc.forms.indices import Index, Place
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.shapes import Shape
from matcalc.manuscripts.habits import GradientHabit, Habits
from matcalc.notation.glyphs import LONGEST_LAYER, Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.latex_in.vocabulary import Kind, Name, Vocabulary
from matcalc.notation.levels import Level, Printed
from matcalc.notation.printer import ONE
from matcalc.notation.settings import ArrayType, CotangentSign, GradientSign, Notation

SIGNS = {
    GradientHabit.NABLA_AT: (CotangentSign.NABLA, GradientSign.NABLA),
    GradientHabit.NABLA: (CotangentSign.BAR, GradientSign.NABLA),
    GradientHabit.PARTIAL: (CotangentSign.PARTIAL, GradientSign.PARTIAL),
}

PLACES = "%s"
"""Where the indices stand in the way a document types an entry."""

ONES, ZEROS = r"\mathbf{1}", r"\mathbf{0}"
"""Bold in every document: 1 and 0 are numbers there."""

IN_BOLD = re.compile(r"\\(?:mathbf|boldsymbol|bm|pmb|bold)\s*(?:\{([^{}]*)\}|\b([a-zA-Z]))")

HIGHER = re.compile(r"\\.|[{}^_]|[^\\{}^_]+", re.DOTALL)


class ManuscriptPrinter(LatexPrinter):
    """LaTeX with the names of a document. What the document has no name for is printed as LatexPrinter does.

    letters: those of the indices, where they are to be others than their names. written_out: by the name of an array
    that stands nowhere in the document, what is printed in its place. output: what is differentiated, where known.
    """

    def __init__(
        self,
        glyphs: Glyphs,
        vocabulary: Vocabulary,
        habits: Habits,
        letters: Mapping[Index, str] | None = None,
        layout: Layout = Layout.GRADIENT,
        written_out: Mapping[str, Node] | None = None,
        output: Symbol | None = None,
    ) -> None:
        super().__init__(glyphs, layout)
        self.habits = habits
        self.output = output
        self.written_out = dict(written_out or {})
        self.letters = dict(letters or {})
        self._names = {name.name: name for name in vocabulary.names.values()}
        self._gradients = gradients_of(vocabulary)
        between = f" {habits.between_derivatives} " if habits.between_derivatives else " "
        self.marks = replace(
            LatexPrinter.marks,
            space=" ",
            derivative_space=between,
            entrywise=f" {habits.entrywise} ",
            transpose=habits.transpose,
            inverse_transpose=_inverse(habits.transpose),
            ones=self.in_bold("1") if habits.bold else ONES,
            zeros=self.in_bold("0") if habits.bold else ZEROS,
        )

    def with_names(self, names: Collection[str]) -> ManuscriptPrinter:
        """A printer that writes out all but what has one of these names."""
        other = copy(self)
        other.written_out = {name: node for name, node in self.written_out.items() if name not in names}
        return other

    def in_bold(self, text: str) -> str:
        if not self.habits.bold:
            return text
        # \mathbf leaves Greek letters as they are
        return super().in_bold(text) if text.startswith("\\") else rf"{self.habits.bold}{{{text}}}"

    def index(self, index: Index) -> str:
        return self.letters.get(index) or super().index(index)

    def named(self, node: Symbol | Cotangent) -> Printed:
        if isinstance(node, Symbol) and node.name in self.written_out:
            return self.printed(self.written_out[node.name])
        if (name := self._name_of(node)) is not None:
            return name.array, _level(name)
        if self._is_bare(node):
            assert isinstance(node, Cotangent)
            return rf"\nabla {self.operand(node.of, Level.SCRIPTED)}", Level.SCRIPTED
        return super().named(node)

    def named_entry(self, array: Symbol | Cotangent, places: str) -> Printed | None:
        unnamed = array.of if isinstance(array, Cotangent) else array
        if unnamed.name in self.written_out and (isinstance(array, Symbol) or self._is_bare(array)):
            return None
        if (name := self._name_of(array)) is not None and PLACES in name.entry:
            entry = name.entry if self.habits.bold_entries else IN_BOLD.sub(r"\1\2", name.entry)
            return entry % places, level_of(entry)
        if self._is_bare(array):
            assert isinstance(array, Cotangent)
            if (of := self.named_entry(array.of, places)) is not None:
                return rf"\nabla {of[0]}", Level.SCRIPTED
        return super().named_entry(array, places)

    def _entry(self, array: Node, places: tuple[Place, ...], exponent: Fraction = ONE) -> Printed:
        if exponent == 1 and isinstance(array, Cotangent) and (partial := self._of_array(array, places)) is not None:
            return self._partial(partial), Level.SCRIPTED
        return super()._entry(array, places, exponent)

    def _of_array(self, array: Cotangent, places: tuple[Place, ...]) -> Partial | None:
        """∂p_i/∂t_j, for an entry of the derivative of an array, which has no name in a document."""
        count = len(array.output.axes)
        if array.output.is_scalar or self.output is None or self.output.shape is not array.output:
            return None
        return Partial(of_factor(Entry(self.output, places[:count])), Entry(array.of, places[count:]))

    def expression(self, expression: Expression) -> str:
        if isinstance(expression, IndexSum) and (node := self._unnamed(expression)) is not None:
            return super().expression(node)
        return super().expression(expression)

    def _partial(self, partial: Partial) -> str:
        of, by = self._unnamed(partial.of), self._unnamed(of_factor(partial.by))
        if of is None and by is None:
            return super()._partial(partial)
        text, level = (self._sum(partial.of), Level.SCRIPTED) if of is None else self.printed(of)
        below = self.factor(partial.by) if by is None else self.operand(by, Level.SCRIPTED)
        return self.derivative(text, below, simple=level >= Level.SCRIPTED)

    def _unnamed(self, expression: IndexSum) -> Node | None:
        """The scalar that an expression is and that is written out."""
        entry = expression.single
        if not isinstance(entry, Entry) or entry.places or not isinstance(entry.array, Symbol):
            return None
        return self.written_out.get(entry.array.name) if entry.exponent == 1 else None

    def transposed(self, arg: Node) -> str:
        if isinstance(arg, Symbol) and arg.name in self.written_out:
            return self.transposed(self.written_out[arg.name])
        if not isinstance(arg, Symbol | Cotangent):
            return super().transposed(arg)
        text, level = self.printed(arg)
        if level >= Level.SUBSCRIPTED:
            return text + self.marks.transpose
        if self._is_name(arg) and not self.habits.in_brackets:
            return f"{{{text}}}{self.marks.transpose}"
        return self.brackets(text) + self.marks.transpose

    def scalar_gradient(self, of: Printed, output: Printed, shape: Shape) -> Printed:
        if self.habits.gradient is GradientHabit.NABLA:
            return rf"\nabla {of[0]}", Level.SCRIPTED
        text, level = super().scalar_gradient(of, output, shape)
        # what is put into a formula on a line of its own is a fraction with a bar, which holds together
        return text, Level.SCRIPTED if self.habits.gradient is GradientHabit.PARTIAL else level

    def function(self, function: Function) -> str:
        name = self._names.get(function.name)
        if name is None or name.kind is not Kind.FUNCTION:
            return super().function(function)
        text = name.array if _level(name) > Level.SCRIPTED else f"{{{name.array}}}"
        return text + "'" * function.order

    def _name_of(self, node: Symbol | Cotangent) -> Name | None:
        """What the document calls an array, or the gradient at one."""
        if isinstance(node, Symbol):
            return self._names.get(node.name)
        return self._gradients.get(node.of.name) if node.output.is_scalar else None

    def _is_name(self, node: Symbol | Cotangent) -> bool:
        return isinstance(node, Symbol) or self._name_of(node) is not None

    def _is_bare(self, node: Symbol | Cotangent) -> bool:
        """Whether it is a gradient that is written ∇a."""
        return isinstance(node, Cotangent) and node.output.is_scalar and self.habits.gradient is GradientHabit.NABLA


def gradients_of(vocabulary: Vocabulary) -> dict[str, Name]:
    """The names that the document gives to gradients, by the name of what they are the gradients at."""
    found: dict[str, Name] = {}
    for key, target in vocabulary.aliases.items():
        found.setdefault(target.name, vocabulary.names[key])
    return found


def level_of(typed: str) -> Level:
    """How tightly a name as it is typed holds together, by the scripts that it has."""
    depth, found = 0, Level.ATOM
    for piece in HIGHER.findall(typed):
        depth += (piece == "{") - (piece == "}")
        if depth == 0 and piece == "^":
            return Level.SCRIPTED
        if depth == 0 and piece == "_":
            found = Level.SUBSCRIPTED
    return found


def _level(name: Name) -> Level:
    return Level.SCRIPTED if name.has_scripts else level_of(name.array)


def printer_for(
    derivation: Derivation,
    vocabulary: Vocabulary,
    habits: Habits,
    letters: Mapping[Index, str] | None = None,
    written_out: Mapping[str, Node] | None = None,
    kind: type[ManuscriptPrinter] = ManuscriptPrinter,
) -> ManuscriptPrinter:
    """The printer of a derivation for the document that has this vocabulary. written_out: see ManuscriptPrinter."""
    problem, programs = derivation.problem, derivation.derived.programs
    cotangent, gradient = SIGNS[habits.gradient]
    notation = Notation(cotangent, gradient, arrays=ArrayType.BOLD if habits.bold else ArrayType.PLAIN)
    names = list(dict.fromkeys(symbol.name for program in programs for symbol in program.symbols))
    known = {name.name: name for name in vocabulary.names.values()}
    gradients = {target: name.key.letter for target, name in gradients_of(vocabulary).items()}
    styles = dict(problem.styles)
    for name in names:
        style = _short(known[name].style) if name in known else styles.get(name, PrintStyle())
        styles[name] = replace(style, cotangent=gradients.get(name))
    output = programs[0].output if programs[0].output.shape.is_scalar else None
    glyphs = Glyphs(styles, names, notation, output, functions_of(*programs))
    layout = derivation.presentation.layout
    return kind(glyphs, vocabulary, habits, letters, layout, written_out, programs[0].output)


def letters_for(
    indices: Sequence[Index],
    typed: Mapping[Symbol, Sequence[str]],
    vocabulary: Vocabulary,
    asked: Mapping[Index, str] | None = None,
) -> dict[Index, str]:
    """A letter for each index, all different. indices: the free ones first.

    asked: the letters of free ones, where the left side of the chain has them.
    typed: the letters that the document has at the entries of an array. The first index along an axis gets that letter;
    others get letters that are no name, no layer and no length of the document.
    """
    wanted: dict[object, str] = {}
    for symbol, own in sorted(typed.items(), key=lambda pair: len(pair[0].shape.axes)):
        for axis, letter in zip(symbol.shape.axes, own, strict=False):
            if letter not in wanted.values():
                wanted.setdefault(axis, letter)
    taken = {letter for name in vocabulary.names.values() for letter in (name.key.letter, *name.key.layer)}
    taken |= {name for index in indices for name in index.range.names}
    found = dict(asked or {})
    for index in (one for one in indices if one not in found):
        used = {*found.values(), *taken, *wanted.values()}
        letter = wanted.get(index.range, "")
        if not letter or letter in found.values():
            letter = next(each for each in _letters() if each not in used)
        found[index] = letter
    return found


def _letters() -> Iterable[str]:
    plain = "ijlpqrsuvkhgmnwxyzabc"
    yield from plain
    number = 1
    while True:
        yield from (f"{letter}_{{{number}}}" for letter in plain)
        number += 1


def _short(style: PrintStyle) -> PrintStyle:
    """The style without a layer that is too long for a glyph: it is printed as it is typed anyway."""
    too_long = style.layer is not None and not 0 < len(style.layer.strip()) <= LONGEST_LAYER
    return replace(style, layer=None) if too_long else style


def _inverse(transpose: str) -> str:
    """The mark of an inverse that is transposed."""
    if not transpose.startswith("^"):
        return f"^{{-1}}{{}}{transpose}"
    inside = transpose[1:].strip()
    if inside.startswith("{") and inside.endswith("}"):
        inside = inside[1:-1]
    return f"^{{-{inside}}}"
