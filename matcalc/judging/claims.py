"""Claims in the input language: grad_W = …, D(z, a) = …, z = …, d/dX logdet(X) = …, and equalities of expressions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from matcalc.checking.claims.results import simplified
from matcalc.checking.claims.statement import GradientAt
from matcalc.checking.claims.witness import entry_by_entry
from matcalc.documents.page import Sentence
from matcalc.engine.cost import cost
from matcalc.errors import InputError, InvariantError, LanguageError, LimitError, ShapeError, VerificationError
from matcalc.forms.index_form import Entry, IndexSum, arrays_in, of_factor
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.traversal import walk
from matcalc.judging.comparison import Said
from matcalc.judging.diagnosis import VALUE_ALONE, diagnosed
from matcalc.judging.entries_put_in import with_entries_put_in
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.index_repairs import mended
from matcalc.judging.judge import example_of, judge, undecided
from matcalc.judging.leniently import read_leniently
from matcalc.judging.on_paper import readings, typed
from matcalc.judging.verdicts import Verdict
from matcalc.judging.wanted import Wanted, forms_of, right_of
from matcalc.judging.written import Written
from matcalc.notation.names import GRADIENT_PREFIX
from matcalc.notation.statements_in import parse_statement
from matcalc.notation.syntax import parse_tree

OTHER_LENGTH = re.compile(r"^the index \S+ runs to \w+ in (?!.*by a delta).* but to \w+ in ")
"""The words of the reader for an index that would run along two axes of different lengths.

Not by a delta, which is 1 where its indices are equal, whatever their ranges; nor where one length is a sum, n + 1: an
index up to n is one of an array that is joined of others. Neither is read here.
"""

LAYOUT_WORDS = {
    Layout.GRADIENT: "the gradient layout, where the derivative of a scalar has the shape of the variable",
    Layout.NUMERATOR: "numerator layout, where rows follow the output and columns the variable",
    Layout.DENOMINATOR: "denominator layout, where rows follow the variable and columns the output",
}


def judged_side(text: str, wanted: Wanted, *, is_finished: bool = True, is_diagnosed: bool = True) -> Verdict:
    """The verdict on the right side of a claim. is_finished: whether what is not simplified is called unfinished.

    is_diagnosed: whether a repair and an example are looked for where it is wrong.

    Raises LanguageError for what is no expression.
    """
    setting = wanted.setting
    found: Finding | None = None
    place = ""
    try:
        for said in _readings(text, wanted):
            finding = _of_reading(said, text, wanted, is_finished=is_finished, is_diagnosed=is_diagnosed)
            if finding.kind in (Kind.RIGHT, Kind.UNFINISHED):
                return Verdict(finding, setting.glyphs)
            found = found or finding
    except ShapeError as error:
        if found is None:
            found = _of_misfit(error.text or text, error, wanted, is_diagnosed=is_diagnosed)
            place = _place(error)
    except LanguageError as error:
        if found is None:
            parse_tree(text, "index_sum" if wanted.free is not None else "matrix")
            found, place = _of_names(error, text, wanted), _place(error)
    except LimitError as error:
        found = undecided(error)
    assert found is not None
    return Verdict(found, setting.glyphs, place)


def _of_names(error: LanguageError, text: str, wanted: Wanted) -> Finding:
    """What is found of a right side that is well written, and speaks of what is not there, or of other lengths."""
    message = str(error).partition("\n")[0]
    if wanted.free is None or not OTHER_LENGTH.search(message):
        return undecided(error)
    return _mended_entries(Finding(Kind.WRONG, (f"Wrong: the indices do not fit: {message}.",)), text, wanted)


def _mended_entries(found: Finding, text: str, wanted: Wanted) -> Finding:
    """The finding on what is written entry by entry, with what mends it; else with the right one."""
    assert isinstance(wanted.value, IndexDefinition)
    forms = _right_forms(wanted)
    repair = mended(text, wanted.value, forms, partial(_read, wanted=wanted), wanted.setting)
    if repair is not None:
        return replace(found, diagnosis=repair.words, repair=repair.repair)
    if not forms:
        return found
    return replace(found, diagnosis=("Right is ", forms[0 if GRADIENT_PREFIX in text else -1], "."))


def _right_forms(wanted: Wanted) -> tuple[IndexSum, ...]:
    """The right one, entry by entry, in the letters of the left side; last with all on the way to it written out."""
    if wanted.free is None or wanted.subject is None:
        return ()
    program = wanted.setting.program
    names = frozenset(symbol.name for symbol in program.symbols) | program.lengths
    found: list[IndexSum] = []
    try:
        for value in forms_of(wanted.subject, wanted.setting):
            form = entry_by_entry(value, wanted.free, names)
            if form.places == wanted.free:
                found.append(form.body)
    except (InputError, VerificationError, InvariantError):
        pass
    return tuple(dict.fromkeys((*found, *(with_entries_put_in(form, program) for form in found[-1:]))))


def _place(error: InputError) -> str:
    return str(error).partition("\n")[2]


def _readings(text: str, wanted: Wanted) -> Iterator[Said]:
    """The right side as it stands, or in the ways to read what is typed as on paper."""
    read = partial(_read, wanted=wanted)
    try:
        yield read(text)
    except ShapeError:
        raise
    except LanguageError as first:
        if wanted.free is not None:
            raise
        try:
            yield from readings(typed(text, wanted.setting.program, wanted.setting.glyphs), read)
        except LanguageError as second:
            raise max((first, second), key=lambda error: error.column / max(len(error.text), 1)) from None


def _read(side: str, wanted: Wanted) -> Said:
    program = wanted.setting.program
    return parse_statement(side, {symbol.name: symbol for symbol in program.symbols}, wanted.free, program.output.shape)


def _of_reading(said: Said, text: str, wanted: Wanted, *, is_finished: bool, is_diagnosed: bool) -> Finding:
    setting = wanted.setting
    if fault := _fault_of_names(said, wanted):
        return undecided(fault)
    if isinstance(said, IndexDefinition) and not said.places and isinstance(wanted.value, Node):
        if not wanted.value.shape.is_scalar:
            return undecided(
                "the right side is written entry by entry: write the letters on the left side too, z[i] = …"
            )
        said = said.body
    found = judge(wanted.value, said, setting, is_diagnosed=False)
    if found.kind is Kind.UNDECIDED:
        return found
    if found.kind is Kind.RIGHT:
        return _finished(said, found) if is_finished and isinstance(said, Node) else found
    if isinstance(said, Node) and (other := _in_other_layout(said, wanted)) is not None:
        return other
    try:
        return _told(said, text, wanted, found) if is_diagnosed else found
    except LimitError:  # it is wrong all the same
        return found


def _fault_of_names(said: Said, wanted: Wanted) -> str:
    """Why a right side may not speak of what it does; empty where it may."""
    roots = [said] if isinstance(said, Node) else arrays_in(said.body if isinstance(said, IndexDefinition) else said)
    nodes = {part for root in roots for part in walk(root)}
    if wanted.own is not None and wanted.own in nodes:
        return f"the right side speaks of {wanted.own.name} itself: write it with what {wanted.own.name} is made of"
    if isinstance(wanted.subject, GradientAt) and Cotangent(wanted.subject.of) in nodes:
        return "the right side speaks of what is asked for: write it with what is found before"
    return ""


def _finished(said: Node, found: Finding) -> Finding:
    """A right finding, and whether the expression can be written with fewer operators."""
    try:
        shorter = simplified(said)
    except (InputError, InvariantError):
        return found
    if cost(shorter).operators >= cost(said).operators:
        return found
    words: Sentence = ("Right, but not finished: it can be simplified to ", shorter, ".")
    return replace(found, kind=Kind.UNFINISHED, words=words)


def _in_other_layout(said: Node, wanted: Wanted) -> Finding | None:
    """Right in another layout than the one that was asked for; None where it is right in none."""
    for node, layouts in wanted.layouts:
        if node is wanted.value or node.shape != said.shape or not layouts:
            continue
        found = judge(node, said, wanted.setting, is_diagnosed=False)
        if found.kind is Kind.RIGHT:
            layout = next(each for each in (Layout.NUMERATOR, Layout.DENOMINATOR, Layout.GRADIENT) if each in layouts)
            asked = next(own for way, own in wanted.layouts if way is wanted.value)
            name = next(each for each in (Layout.GRADIENT, Layout.NUMERATOR, Layout.DENOMINATOR) if each in asked)
            words: Sentence = (
                *("Right in another layout: this is ", LAYOUT_WORDS[layout], "; in ", f"{name.value} layout it is "),
                *(simplified(Transpose(said)), "."),
            )
            return replace(found, kind=Kind.UNFINISHED, words=words)
    return None


def _told(said: Said, text: str, wanted: Wanted, found: Finding) -> Finding:
    """What is wrong, with the right one, a repair and an example."""
    setting, told = replace(wanted.setting, right=right_of(wanted)), found
    if isinstance(wanted.value, Node) and isinstance(said, Node):
        told = diagnosed(wanted.value, said, setting)
    elif not isinstance(said, Node) and (by_entries := _by_entries(wanted)) is not None:
        told = _mended_entries(told, text, by_entries)
    if wanted.left is None and told.words == VALUE_ALONE:
        told = replace(told, words=("Wrong: the two sides are not equal.",))
    places = wanted.value.places if isinstance(wanted.value, IndexDefinition) else ()
    return replace(told, how=found.how, counterexample=example_of(wanted.value, said, wanted.setting, places))


def _by_entries(wanted: Wanted) -> Wanted | None:
    """What is wanted, of what is written entry by entry: a scalar is one without letters. None of an array without."""
    if isinstance(wanted.value, IndexDefinition):
        return wanted
    if not isinstance(wanted.value, Node) or not wanted.value.shape.is_scalar:
        return None
    return replace(wanted, value=IndexDefinition((), of_factor(Entry(wanted.value, ()))), free=())


def _of_misfit(text: str, error: ShapeError, wanted: Wanted, *, is_diagnosed: bool) -> Finding:
    """What is wrong with a right side whose shapes do not fit."""
    program = wanted.setting.program
    symbols = {symbol.name: symbol for symbol in program.symbols}
    if is_diagnosed and isinstance(wanted.value, Node):
        try:
            written: Written = read_leniently(text, symbols, program.output.shape)
            return diagnosed(wanted.value, written, replace(wanted.setting, right=right_of(wanted)))
        except InputError:
            pass
    message = str(error).partition("\n")[0].partition("; did you mean")[0]
    return Finding(Kind.WRONG, (f"Wrong: the shapes do not fit: {message}.",))


def program_of_sides(inputs: Sequence[Symbol], sides: Sequence[Node], taken: Mapping[str, object]) -> Program:
    """A program in which both sides of an equality have values. taken: names that are in use."""
    definitions = []
    for at, side in enumerate(sides):
        name = f"side_{at + 1}"
        while name in taken:
            name = f"{name}_"
        definitions.append(Definition(Symbol(name, side.shape), side, is_temporary=True))
    return Program(tuple(inputs), tuple(definitions), definitions[-1].symbol)
