"""Lines of LaTeX read with the shapes of their names, and printed again."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.forms.shapes import SCALAR
from matcalc.notation.glyphs import Glyphs, PrintStyle
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.macros import macros_in
from matcalc.notation.latex_in.names import vocabulary_of
from matcalc.notation.latex_in.reading import read_statements
from matcalc.notation.latex_in.translated import Meaning
from matcalc.notation.latex_in.translating import meanings_of
from matcalc.notation.latex_in.vocabulary import Declared, Key, Vocabulary
from matcalc.notation.settings import CotangentSign, Notation
from matcalc.notation.statements_in import Orientation, parse_statement, stated_subject
from matcalc.notation.text_in import parse_definition
from tests.plain_values import Array
from tests.valued_lines import ByTranslation, Valued

WRITTEN_OUT = Notation(cotangent=CotangentSign.NABLA)
DERIVATIVE = re.compile(r"D\((\w+), \w+\)")
UNNAMED = Symbol("E", SCALAR)

Body = Node | IndexDefinition


@dataclass(frozen=True)
class Member:
    """One member of a line, parsed. subject: as a left side, where it can be one. output: what gradients are of."""

    body: Body
    subject: Body | None
    output: Symbol | None
    values: ByTranslation

    @property
    def value(self) -> Array:
        return self.values.worth(self.body)

    @property
    def value_of_subject(self) -> Array | None:
        return None if self.subject is None else self.values.worth(self.subject)


@dataclass(frozen=True)
class Document:
    """A line, or the same printed after the definitions of what it has no name for; all that its names are."""

    row: Valued
    members: tuple[Member | None, ...]
    lets: Mapping[Symbol, Body]
    styles: Mapping[str, PrintStyle]

    @property
    def values(self) -> list[Array | None]:
        return [member and member.value for member in self.members]

    def printed(self) -> tuple[str, ...]:
        """A line for each definition, and the line itself."""
        names = [*self.styles, *(symbol.name for symbol in self.lets)]
        lines = []
        for symbol, body in self.lets.items():
            printer = LatexPrinter(Glyphs(self.styles, names, WRITTEN_OUT))
            places = body.places if isinstance(body, IndexDefinition) else ()
            left = printer.entry(symbol, places) if places else printer.symbol(symbol)
            lines.append(f"{left} = {printer.expression(_expression(body))}")
        members = []
        for member in self.members:
            if member is None:
                members.append("???")
                continue
            printer = LatexPrinter(Glyphs(self.styles, names, WRITTEN_OUT, member.output))
            members.append(printer.laid_out(self.row.layout).expression(_expression(member.body)))
        return (*lines, " = ".join(members))


def read(row: Valued, latex: str) -> Document:
    """A line of the corpus."""
    statements = read_statements(latex, 0, len(latex), macros_in(latex))
    return _document(row, latex, statements, row.number, {}, row.declared)


def read_back(document: Document) -> Document:
    """What a document prints, read."""
    row, lines = document.row, document.printed()
    text, statements, start = "\n".join(lines), [], 0
    for line in lines:
        statements += read_statements(text, start, start + len(line), macros_in(text))
        start += len(line) + 1
    assert len(statements) == len(lines), text
    shapes = {Key(symbol.name): tuple(map(str, symbol.shape.axes)) for symbol in document.lets}
    barred = {_printed(key): lengths for key, lengths in row.declared.shapes.items()}
    declared = Declared({**barred, **shapes})
    return _document(
        row, text, statements, len(lines) - 1, dict(zip(document.lets, statements, strict=False)), declared
    )


def _document(
    row: Valued,
    text: str,
    statements: Sequence[Statement],
    number: int,
    defining: Mapping[Symbol, Statement],
    declared: Declared,
) -> Document:
    vocabulary = vocabulary_of(statements, declared, text)
    hand = {given: name for name, (key, _) in row.named.items() for given in (key, _printed(key))}
    names = {
        Symbol(name.name, row.shape(hand[key])): hand[key] for key, name in vocabulary.names.items() if key in hand
    }
    symbols = {symbol.name: symbol for symbol in (*names, *defining)}
    lets: dict[Symbol, Body] = {}
    for statement in defining.values():
        left, right = meanings_of(statement, vocabulary, text)
        assert left is not None
        assert right is not None
        _define(left.subject, right, symbols, lets)
    found = meanings_of(statements[number], vocabulary, text)
    for meaning in filter(None, found):
        for let in meaning.lets:
            if let.name not in symbols:
                parsed = parse_definition(let.definition, symbols)
                symbols[let.name] = Symbol(let.name, parsed.shape)
                lets[symbols[let.name]] = parsed.body
    members = tuple(meaning and _member(row, meaning, vocabulary, symbols, names, lets) for meaning in found)
    styles = {name.name: name.style for name in vocabulary.names.values() if name.name in symbols}
    return Document(row, members, lets, styles)


def _printed(key: Key) -> Key:
    """A name as it is printed: a bar, which is the sign of a gradient, as a subscript, and every ε as one letter."""
    if key.accents == ("bar",):
        return replace(key, accents=(), label="bar")
    return replace(key, letter="varepsilon") if key.letter == "epsilon" else key


def _define(subject: str, right: Meaning, symbols: dict[str, Symbol], lets: dict[Symbol, Body]) -> None:
    """What a printed definition says of the name on its left side."""
    name, _, _ = subject.partition("[")
    others = {word: symbol for word, symbol in symbols.items() if word != name}
    parsed = parse_definition(f"{subject} = {right.expression.text}", others)
    lets[symbols[name]] = parsed.body


def _member(
    row: Valued,
    meaning: Meaning,
    vocabulary: Vocabulary,
    symbols: Mapping[str, Symbol],
    names: Mapping[Symbol, str],
    lets: Mapping[Symbol, Body],
) -> Member:
    output = _output(meaning, vocabulary, symbols)
    free = None
    if meaning.free is not None:
        assert row.free is not None, meaning
        assert {index.name for index in row.indices} == set(meaning.free)
        free = row.indices
    orientation = Orientation(row.layout, output or UNNAMED)
    body = parse_statement(meaning.expression.text, symbols, free, orientation=orientation)
    subject = None
    if meaning.subject:
        assert stated_subject(f"{meaning.subject} = 0").name in symbols
        subject = parse_statement(meaning.subject, symbols, free, orientation=orientation)
    is_made = output in lets or (output is not None and names.get(output) in row.makes)
    return Member(body, subject, output, ByTranslation(row, names, lets, output if is_made else None))


def _output(meaning: Meaning, vocabulary: Vocabulary, symbols: Mapping[str, Symbol]) -> Symbol | None:
    """The scalar that gradients in a member are of: of the fraction that it is, its own or the only one of the line."""
    fraction = DERIVATIVE.fullmatch(meaning.expression.text)
    if fraction is not None and symbols[fraction[1]].shape.is_scalar:
        return symbols[fraction[1]]
    only = vocabulary.differentiated[0].name if len(vocabulary.differentiated) == 1 else ""
    return symbols.get(meaning.output or only)


def _expression(body: Body) -> Node | IndexSum:
    return body.body if isinstance(body, IndexDefinition) else body
