"""What is said of documents with samples x_i: these are rows of a matrix for matcalc alone, which a reader has not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from matcalc.documents.page import Code, Equation, Part, Sentence
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program
from matcalc.forms.traversal import symbols_in
from matcalc.judging.findings import Counterexample, Finding
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.holes import Hole
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.understood import Understood, needed_for
from matcalc.notation.latex_in.vocabulary import Kind, Name, Vocabulary


def each_of(name: Name, vocabulary: Vocabulary) -> str:
    """One of several vectors, as text: x_i, x^(i)."""
    return f"{name.name}^({name.index})" if name.index in vocabulary.customs.samples else f"{name.name}_{name.index}"


def said_of(name: Name, vocabulary: Vocabulary) -> str:
    """Several vectors, and what they are in the document beside that: x_i, the rows of X."""
    matrix, axis = vocabulary.lines.get(name.key, (None, 0))
    known = None if matrix is None else vocabulary.names.get(matrix)
    lines = "" if known is None else f", the {('rows', 'columns')[axis]} of {known.name}"
    return f"{each_of(name, vocabulary)}{lines}"


def samples_of(program: Program, vocabulary: Vocabulary) -> Iterator[Name]:
    """The arrays of a program that are several vectors in the document."""
    in_program = {symbol.name for symbol in program.symbols}
    return (name for name in vocabulary.names.values() if name.kind is Kind.SAMPLES and name.name in in_program)


def sample_matrices(program: Program, vocabulary: Vocabulary) -> dict[str, Name]:
    """The matrices of a program whose rows are vectors of the document, by their names, with what these are called."""
    found = {name.name: name for name in samples_of(program, vocabulary)}
    in_program = {symbol.name for symbol in program.symbols}
    for name in vocabulary.names.values():
        matrix, axis = vocabulary.lines.get(name.key, (None, 1)) if name.kind is Kind.SAMPLES else (None, 1)
        known = None if matrix is None or axis != 0 else vocabulary.names.get(matrix)
        if known is not None and known.name in in_program:
            found.setdefault(known.name, name)
    return found


def with_samples_said(verdict: Verdict, chain: Chain, program: Program, vocabulary: Vocabulary) -> Verdict:
    """The verdict without a diagnosis that speaks of arrays which the document does not have: of the x_i as a matrix,
    or of what a line was given a name for. Of its repair the words stay. The example says what its rows are.
    """
    samples = {name.name: each_of(name, vocabulary) for name in samples_of(program, vocabulary)}
    lets = {let.name for said in chain.said if said.meaning is not None for let in said.meaning.lets if let.free}
    if not samples and not lets:
        return verdict
    named = {name.name for name in vocabulary.names.values()}
    unnamed = lets | ({symbol.name for symbol in program.symbols} - named if samples else set())
    raised = {name.name for name in samples_of(program, vocabulary) if name.index in vocabulary.customs.samples}
    reader = _Reader(frozenset(unnamed), frozenset(samples), frozenset(raised))
    finding = verdict.finding
    if any(map(reader.is_strange, finding.diagnosis)):
        finding = _with_words_alone(finding)
    if finding.counterexample is not None:
        finding = replace(finding, counterexample=_with_rows(finding.counterexample, samples))
    return replace(verdict, finding=finding)


def _with_words_alone(finding: Finding) -> Finding:
    """The mistake that a repair mends, without what is needed in its place."""
    words: Sentence = () if finding.repair is None else (f"{finding.repair.what[0].upper()}{finding.repair.what[1:]}.",)
    return replace(finding, diagnosis=words, repair=None)


def _with_rows(example: Counterexample, samples: dict[str, str]) -> Counterexample:
    said = (f"where the rows of {name} are the {each}" for name, each in samples.items() if name in example.given)
    return replace(example, assumed=(*example.assumed, *said))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Finds what a reader does not know. unnamed: arrays without a name in the document. samples: those that it has by
    their entries; raised: those of them whose entries are written in another way.
    """

    unnamed: Collection[str]
    samples: Collection[str]
    raised: Collection[str]

    def is_strange(self, part: Part) -> bool:
        """Whether such an array is spoken of."""
        match part:
            case str() | Code():
                return False
            case Equation(left, right):
                return self.is_strange(left) or self.is_strange(right)
            case Node():
                return any(self._is_strange_symbol(symbol, is_whole=True) for symbol in symbols_in(part))
            case IndexSum():
                return any(
                    self._is_strange_symbol(symbol, is_whole=array is not symbol)
                    for array in arrays_in(part)
                    for symbol in symbols_in(array)
                )
        return False

    def _is_strange_symbol(self, symbol: Symbol, *, is_whole: bool) -> bool:
        is_matrix = is_whole and symbol.name in self.samples
        return is_matrix or symbol.name in self.unnamed or symbol.name in self.raised


def not_printed(hole: Hole, by: Symbol, understood: Understood) -> str | None:
    """Why the steps to a derivative can not be written in the letters of a document with samples; None where they can:
    by an entry, entries of all arrays stand in them.
    """
    assert hole.program is not None
    assert hole.output is not None
    vocabulary = understood.vocabulary
    found = list(samples_of(needed_for(hole.program, {hole.output.name}), vocabulary))
    if not found:
        return None
    is_raised = any(name.index in vocabulary.customs.samples for name in found)
    if hole.letters and not is_raised and by.name not in {name.name for name in found}:
        return None
    one = found[0]
    said = f"the steps would speak of a matrix of which row {one.index} is {each_of(one, vocabulary)}"
    has_entries = not by.shape.is_scalar and not is_raised and not hole.letters
    entries = "" if not has_entries else "ask for an entry, as in ∂L/∂w_j, or "
    return f"{said}, and the document has none: {entries}write the equations with that matrix"
