"""Which functions the letters of a document are: by its words, and by the formulas that it defines them by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from matcalc.errors import LanguageError
from matcalc.forms.functions import KNOWN
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import SCALAR
from matcalc.manuscripts.function_formulas import Formula, formula_of, with_formulas
from matcalc.manuscripts.function_lines import FunctionLine, function_line
from matcalc.notation.latex_in.formula import Statement
from matcalc.notation.latex_in.functions import SOFTMAXES
from matcalc.notation.latex_in.sightings import family
from matcalc.notation.latex_in.translated import Meaning
from matcalc.notation.latex_in.translating import meanings_of
from matcalc.notation.latex_in.vocabulary import Decision, Key, Kind, Vocabulary
from matcalc.notation.statements_in import words_of

NAMED = frozenset((*KNOWN, *SOFTMAXES.values()))
"""Functions that a letter can be said to be."""


@dataclass(frozen=True, slots=True)
class Functions:
    """vocabulary: the names, with what is known of the functions. lines: those about functions alone, by the places of
    their statements. before: the formulas that hold in each of them; definitions: those that say what a function is.
    formulas: those that hold everywhere else.
    """

    vocabulary: Vocabulary
    lines: Mapping[int, FunctionLine]
    before: Mapping[int, Mapping[str, Formula]]
    definitions: frozenset[int]
    formulas: Mapping[str, Formula]

    def program(self, statement: Statement) -> Program | None:
        """What a line about a function is judged in: the number it is of, and those it is held at."""
        line = self.lines.get(statement.span.start)
        if line is None:
            return None
        number = Symbol(line.variable.name, SCALAR)
        held = tuple(Symbol(one.name, SCALAR) for one in line.held)
        return Program((number, *held), (), number)

    def meanings(self, statement: Statement, text: str, lengths: Mapping[str, tuple[str, ...]] | None) -> Meanings:
        """What the members of a statement say, formulas put in. The letter that a definition is about says nothing.

        Raises LanguageError as meanings_of, and for a function of which the formula can not be put in.
        """
        at = statement.span.start
        line = self.lines.get(at)
        vocabulary = self.vocabulary if line is None else line.vocabulary(self.vocabulary)
        found = meanings_of(statement if line is None else line.statement, vocabulary, text, lengths)
        formulas = self.formulas if line is None else self.before[at]
        made = tuple(None if one is None else _put(one, formulas) for one in found)
        return (None, *made[1:]) if at in self.definitions else made


Meanings = tuple[Meaning | None, ...]


def functions_in(
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    words: Mapping[Key, str],
    text: str,
    usual: Mapping[Key, str],
) -> Functions:
    """The functions of a document. words: the known function that its words call a letter; usual: the one that letters
    are in what it is about, where it says nothing else of them.
    """
    vocabulary = _renamed(vocabulary, words, Decision.WORDS)
    lines: dict[int, FunctionLine] = {}
    before: dict[int, Mapping[str, Formula]] = {}
    definitions: dict[int, Formula] = {}
    now: dict[str, Formula] = {}
    for statement in statements:
        line = function_line(statement, vocabulary)
        if line is None:
            continue
        at = statement.span.start
        lines[at] = line
        if (formula := _defined(line, vocabulary, now, text)) is not None:
            definitions[at] = now[line.function.name] = formula
        before[at] = dict(now)
    agreed = {name: formula for name, formula in now.items() if _is_the_only_one(name, lines, definitions)}
    keys = {line.function.key: line.function.name for line in lines.values() if line.function.name in agreed}
    known = {key: agreed[name].known for key, name in keys.items() if agreed[name].known}
    vocabulary = _renamed(vocabulary, known, Decision.FORMULA)
    names = {key: replace(vocabulary.names[key], decided=Decision.FORMULA) for key in keys}
    vocabulary = replace(vocabulary, names={**vocabulary.names, **names})
    defined = {family(lines[at].function.key) for at in definitions}
    usual = {key: known for key, known in usual.items() if key not in defined and key not in words}
    vocabulary = _renamed(vocabulary, usual, Decision.SUBJECT)
    arrays = {name.name for name in vocabulary.names.values() if name.kind is not Kind.SCALAR}
    others = {name: formula.beside(arrays) for name, formula in agreed.items() if not formula.known}
    return Functions(vocabulary, lines, before, frozenset(definitions), others)


def _defined(line: FunctionLine, vocabulary: Vocabulary, before: Mapping[str, Formula], text: str) -> Formula | None:
    """The formula that a line defines its function by; None where it claims something of it."""
    name = line.function.name
    if line.primes or name in NAMED:
        return None
    try:
        meanings = meanings_of(line.statement, line.vocabulary(vocabulary), text)
        second = meanings[1]
        if second is None or second.lets or name in words_of(second.expression.text):
            return None
        said = _put(second, before).expression.text
    except LanguageError:
        return None
    return formula_of(line.variable.name, said, tuple(one.name for one in line.held))


def _is_the_only_one(name: str, lines: Mapping[int, FunctionLine], definitions: Mapping[int, Formula]) -> bool:
    found = {
        (formula.known or formula.text, "" if formula.known else formula.variable)
        for at, formula in definitions.items()
        if lines[at].function.name == name
    }
    return len(found) == 1


def _renamed(vocabulary: Vocabulary, known: Mapping[Key, str], decided: Decision) -> Vocabulary:
    """The names, with letters of functions as the known functions that they are."""
    names = {
        key: replace(name, name=known[family(key)], decided=decided)
        for key, name in vocabulary.names.items()
        if name.kind is Kind.FUNCTION and known.get(family(key)) in NAMED
    }
    return replace(vocabulary, names={**vocabulary.names, **names})


def _put(meaning: Meaning, formulas: Mapping[str, Formula]) -> Meaning:
    """A meaning with formulas in place of the letters of functions."""
    if not formulas:
        return meaning

    def put(text: str) -> str:
        return with_formulas(text, formulas, lambda name: _refused(text, name))

    lets = tuple(replace(let, body=replace(let.body, text=put(let.body.text))) for let in meaning.lets)
    return replace(meaning, expression=replace(meaning.expression, text=put(meaning.expression.text)), lets=lets)


def _refused(text: str, name: str) -> LanguageError:
    message = f"{name} is defined by a formula that can not be put in here, so nothing can be said of this"
    return LanguageError(message, text, 0)
