"""A document with steps in the place of its ???, in its own notation; what is wrong in it is told, and stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from matcalc.api.arguments import choice, limits_of
from matcalc.api.derivation import Derivation
from matcalc.api.derive import derive
from matcalc.checking.claims.saying import said
from matcalc.documents.chains import Detail
from matcalc.documents.page import Sentence
from matcalc.engine.limits import Limits, limited
from matcalc.engine.requests import Request
from matcalc.errors import InputError
from matcalc.forms.index_form import all_indices
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import IndexDefinition
from matcalc.judging.findings import Kind
from matcalc.judging.verdicts import said_of
from matcalc.manuscripts.another_layout import laid_out, result_laid_out
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.conventions import Conventions, conventions_of
from matcalc.manuscripts.doubts import Doubts
from matcalc.manuscripts.edits import Edit, edited
from matcalc.manuscripts.filling import Fill, filled
from matcalc.manuscripts.habits import Habits, habits_of
from matcalc.manuscripts.harm import harm_beside, harm_of
from matcalc.manuscripts.holes import Hole, holes_in
from matcalc.manuscripts.local_facts import claims_of
from matcalc.manuscripts.lost import lost_between
from matcalc.manuscripts.manuscript import Form, Manuscript, read_manuscript
from matcalc.manuscripts.not_wrong import not_known
from matcalc.manuscripts.own_names import arrays_written_out, explained, introducing, too_long, unnamed
from matcalc.manuscripts.pieces import Piece
from matcalc.manuscripts.printing import ManuscriptPrinter, letters_for, printer_for
from matcalc.manuscripts.put_in import (
    derivatives_kept,
    entry_with_gradients_put_in,
    left_open,
    narrow,
    with_gradients_put_in,
)
from matcalc.manuscripts.reading import Read, read
from matcalc.manuscripts.refusals import CONDITION_BEHIND, Refused, no_derivative, not_read, nothing_to_fill
from matcalc.manuscripts.reread import untrue
from matcalc.manuscripts.sameness import between, by_name, by_sets
from matcalc.manuscripts.sample_printer import SamplePrinter
from matcalc.manuscripts.sample_rows import SampleRows, sample_rows
from matcalc.manuscripts.samples_said import not_printed
from matcalc.manuscripts.several_paths import along_several_paths, leading_on
from matcalc.manuscripts.steps import Row, indices_in_rows, indices_of, steps_for
from matcalc.manuscripts.strays import strays_in
from matcalc.manuscripts.typed_letters import typed_letters
from matcalc.manuscripts.understood import problem_of
from matcalc.manuscripts.wording import ReasonPlace
from matcalc.problems.problem import ProblemRequest


@dataclass(frozen=True, slots=True)
class Filling:
    """What became of a document. data: its bytes with the steps in it; read: what it says."""

    data: bytes
    read: Read
    claims: tuple[Claim, ...]
    conventions: Conventions
    filled: tuple[Hole, ...]
    refused: tuple[Refused, ...]

    @property
    def text(self) -> str:
        """The document as text."""
        return self.data.decode("utf-8-sig")

    def __repr__(self) -> str:
        total = len(self.filled) + len(self.refused)
        return f"<Filling: {self.read.manuscript.name}, {len(self.filled)} of {total} ??? filled>"

    def _repr_markdown_(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Style:
    """How steps are written. detail: how small they are; reasons: where they stand."""

    detail: Detail = Detail.NORMAL
    reasons: ReasonPlace = ReasonPlace.INLINE


def fill(path: str | Path, *, detail: str = "normal", reasons: str = "inline", limits: Limits | None = None) -> Filling:
    """A document (.tex, .md, .txt) with the steps in the place of each ???; the file itself stays as it is.

    detail: "brief", "normal" or "full". reasons: "inline", "footnote" or "none". Raises InputError as
    fill_manuscript does, and where the file can not be read.
    """
    style = Style(choice(Detail, detail, "detail"), choice(ReasonPlace, reasons, "reasons"))
    return fill_manuscript(read_manuscript(path), style, limits)


def fill_manuscript(manuscript: Manuscript, style: Style | None = None, limits: Limits | None = None) -> Filling:
    """The document with the steps to each ???. What is claimed and wrong is never filled; the others are all the same.

    limits: those of each derivation, and of reading the document. Raises InputError where there is no ??? in it, and
    where its equations can not be read.
    """
    chosen = style or Style()
    with limited(limits_of(limits)):
        known = read(manuscript)
    claims = claims_of(known.understood)
    holes = tuple(holes_in(known.understood, claims))
    strays = tuple(strays_in(known, holes))
    if not holes and (known.unread or not strays):
        raise InputError(nothing_to_fill(known))
    writer = _Writer(known, claims, chosen, limits)
    for hole in holes:
        writer.take(hole)
    data = edited(manuscript, writer.edits())
    refused = [*writer.refused, *(Refused(None, one.line, (not_read(one),)) for one in strays)]
    refused.sort(key=lambda one: one.line)
    conventions = conventions_of(known.understood, claims)
    return Filling(data, known, claims, conventions, tuple(writer.filled), tuple(refused))


class _Writer:
    """Derives what is asked for and writes the steps; each derivative is derived once."""

    def __init__(self, known: Read, claims: Sequence[Claim], style: Style, limits: Limits | None) -> None:
        self._known = known
        self._claims = claims
        self._style = style
        self._limits = limits
        self._derived: dict[tuple[int, str, str, frozenset[int]], Derivation] = {}
        self._fills: dict[int, list[tuple[Hole, Fill]]] = {}
        self._printers: dict[int, ManuscriptPrinter] = {}
        statements = [chain.statement for chain in known.understood.chains]
        self._habits: Habits = habits_of(known.manuscript.text, statements, known.understood.vocabulary)
        self._doubts = Doubts(known, claims)
        self.filled: list[Hole] = []
        self.refused: list[Refused] = []

    def take(self, hole: Hole) -> None:
        """Fill a hole, or refuse it."""
        by, output = hole.wanted, hole.output
        if by is None or output is None:
            self._refuse(hole, no_derivative(hole, self._known.manuscript))
            return
        assert hole.program is not None
        if lost := lost_between(self._known.understood, hole.program, output, by):
            self._refuse(hole, (*not_known(lost, hole.program), "."))
            return
        try:
            derivation = self._derivation(hole, by, output)
            if doubtful := [one for one in hole.around if self._doubts.has(one)]:
                is_wrong = any(self._doubts.verdict(one).kind is Kind.WRONG for one in doubtful)
                self.refused.append(Refused(hole, hole.line, tuple(self._why(hole, doubtful)), is_wrong=is_wrong))
                return
            fill, printer = self._fill(hole, derivation, by)
        except InputError as error:
            self._refuse(hole, (str(error).partition("\n")[0],))
            return
        self.filled.append(hole)
        self._fills.setdefault(hole.chain.number, []).append((hole, fill))
        self._printers.setdefault(hole.chain.number, printer)

    def _refuse(self, hole: Hole, *why: Sentence) -> None:
        self.refused.append(Refused(hole, hole.line, why))

    def edits(self) -> tuple[Edit, ...]:
        """All edits of the document, by chains; those of a chain that would do harm are left out, and it is refused."""
        by_chain = {fills[0][0].chain.number: self._edits(fills) for fills in self._fills.values()}
        for number, found in tuple(by_chain.items()):
            hole, chains = self._fills[number][0][0], self._known.understood.chains
            harm = harm_of(self._known.manuscript, self._piece(hole), found)
            if harm := harm or harm_beside(hole.chain, chains, self._known.manuscript.text):
                self._take_back(number, harm)
                del by_chain[number]
        for number, why in tuple(untrue(self._known, self._claims, by_chain)):
            self._take_back(number, CONDITION_BEHIND if self._has_condition(number) else why)
            del by_chain[number]
        return tuple(edit for found in by_chain.values() for edit in found)

    def _take_back(self, number: int, why: str) -> None:
        for hole, _ in self._fills.pop(number):
            self.filled.remove(hole)
            self._refuse(hole, (why,))

    def _has_condition(self, number: int) -> bool:
        """Whether the steps of a chain hold only under a condition of its sentence."""
        places = [hole.place for hole, _ in self._fills[number]]
        return any(one.is_case and one.holds_at(place) for one in self._known.understood.taken for place in places)

    def _edits(self, fills: Sequence[tuple[Hole, Fill]]) -> tuple[Edit, ...]:
        hole = fills[0][0]
        return filled(
            self._known.manuscript.text,
            self._piece(hole),
            hole.chain.statement,
            {one.at: fill for one, fill in fills},
            self._printers[hole.chain.number],
            reasons=self._style.reasons,
            is_tex=self._known.manuscript.form is Form.TEX,
        )

    def _derivation(self, hole: Hole, by: Symbol, output: Symbol) -> Derivation:
        taken = enumerate(self._known.understood.taken)
        holding = frozenset(number for number, one in taken if one.holds_at(hole.place))
        key = (id(hole.program), output.name, by.name, holding)
        if key not in self._derived:
            assert hole.program is not None
            program = hole.program.ending_in(output)
            problem = problem_of(self._known.understood, program, self._known.manuscript.name, hole.place)
            asked = replace(problem, requests=(ProblemRequest(Request(by)),))
            self._derived[key] = derive(asked, limits=self._limits)
        return self._derived[key]

    def _fill(self, hole: Hole, derivation: Derivation, by: Symbol) -> tuple[Fill, ManuscriptPrinter]:
        """What goes in the place of a hole, and what prints it."""
        before = hole.chain.said[hole.at - 1] if hole.at else None
        turned = None if hole.layouts is None else laid_out(hole.layouts, derivation.differentiation.gradient(by.name))
        is_entry = before is not None and before.meaning is not None and before.meaning.free is not None
        claimed = hole.claimed
        if (known := hole.known) is not None:
            if claimed is None:
                raise InputError(f"line {hole.line}: the result stands before this ??? already")
            same = between(hole.claim_at(known), hole.claim_at(hole.at + 1), self._known.understood)
            return Fill((), same=same), self._printer(hole, derivation, ())
        if any(one.chain is hole.chain for one in self.filled):
            return Fill(()), self._printer(hole, derivation, ())  # the ??? before it has come to the result
        if turned is None and (sampled := self._by_sample(hole, derivation, by, as_entry=is_entry)) is not None:
            return sampled
        if (why := not_printed(hole, by, self._known.understood)) is not None:
            raise InputError(f"{why}.")
        rows = self._rows(derivation, by.name, as_entry=is_entry or turned is not None)
        if not rows:
            raise InputError(f"line {hole.line}: the gradient at {by.name} is given, so there is nothing to derive")
        gradient, kept = derivation.differentiation.gradient(by.name), derivatives_kept(claimed, self._known.understood)
        more: tuple[Row, ...] = ()
        if is_entry:
            more = tuple(entry_with_gradients_put_in(gradient, derivation, kept))
        elif turned is None and isinstance(rows[-1].right, Node):
            more = tuple(with_gradients_put_in(rows[-1].right, derivation, kept))
        if is_entry and claimed is None and (left := left_open((*rows, *more)[-1].right, derivation, kept)) is not None:
            raise InputError(f"line {hole.line}: the derivative at {left.name} could not be put into the steps")
        printer = self._printer(hole, derivation, (*rows, *more))
        ours = unnamed(derivation, self._known.understood.vocabulary)
        named = tuple(one for one in ours if one.symbol.name not in printer.written_out)
        if turned is not None:
            if claimed is None:
                rows = (*rows, result_laid_out(derivation, by, turned))
            return Fill((*introducing(rows, named, printer), *rows), same=turned, is_laid_out=True), printer
        rows = explained((*rows, *narrow(more, printer, keeps_last=claimed is None)), printer)
        names = introducing(rows, named, printer)
        program = derivation.differentiation.program
        symbols = {symbol.name: symbol for symbol in program.symbols}
        typed = "" if claimed is None else claimed.typed
        same = by_sets(hole.claim_at(hole.at + 1), self._known.understood)
        same = same or by_name(typed, self._known.understood.vocabulary, program.output, symbols)
        asked = rows[0].left if is_entry and names else None
        return Fill((*names, *rows), continues=is_entry and not names, asked=asked, same=same), printer

    def _by_sample(
        self, hole: Hole, derivation: Derivation, by: Symbol, *, as_entry: bool
    ) -> tuple[Fill, ManuscriptPrinter] | None:
        """The same for what is added up over samples."""
        assert hole.program is not None
        vocabulary, claimed = self._known.understood.vocabulary, hole.claimed
        program = hole.program.ending_in(derivation.differentiation.program.output)
        kept = frozenset[str]() if claimed is None else derivatives_kept(claimed, self._known.understood)
        as_entry = as_entry or by.shape.is_scalar
        limits = limits_of(self._limits)
        found = sample_rows(program, derivation, by, vocabulary, kept, as_entry=as_entry, limits=limits)
        if found is None:
            return None
        printer = self._printer(hole, derivation, found.rows, found)
        return Fill(explained(found.rows, printer), continues=as_entry), printer

    def _rows(self, derivation: Derivation, wrt: str, *, as_entry: bool) -> tuple[Row, ...]:
        found = steps_for(derivation, wrt, self._style.detail, as_entry=as_entry)
        gradient = derivation.differentiation.gradient(wrt)
        if not found or not (leading := leading_on(gradient, derivation.differentiation.program)):
            return found
        return along_several_paths(found, gradient, derivation, leading)

    def _printer(
        self,
        hole: Hole,
        derivation: Derivation,
        rows: Sequence[Row],
        samples: SampleRows | None = None,
    ) -> ManuscriptPrinter:
        assert hole.wanted is not None
        understood = self._known.understood
        vocabulary = understood.vocabulary
        free = derivation.differentiation.gradient(hole.wanted.name).free
        ours = unnamed(derivation, vocabulary)
        bodies = [one.body for one in ours if isinstance(one.body, IndexDefinition)]
        in_bodies = (index for body in bodies for index in (*body.places, *all_indices(body.body)))
        in_rows = (*indices_of(derivation, hole.wanted.name), *indices_in_rows(rows))
        indices = dict.fromkeys((*free, *in_rows, *in_bodies))
        asked = dict(zip(free, hole.letters, strict=False))
        if samples is not None:
            letters = letters_for((*free, *indices_in_rows(rows)), {}, vocabulary, {**samples.letters, **asked})
            printer = printer_for(derivation, vocabulary, self._habits, letters, kind=SamplePrinter)
            assert isinstance(printer, SamplePrinter)
            return printer.of_samples(samples.matrices, samples.turned, vocabulary.customs.samples)
        letters = letters_for(tuple(indices), typed_letters(understood), vocabulary, asked)
        written_out = arrays_written_out(ours)
        printer = printer_for(derivation, vocabulary, self._habits, letters, written_out)
        return printer.with_names(too_long(written_out, printer, vocabulary))

    def _piece(self, hole: Hole) -> Piece:
        start = hole.chain.statement.span.start
        pieces = self._known.manuscript.pieces
        return next(piece for piece in pieces if piece.inside.start <= start <= piece.inside.end)

    def _why(self, hole: Hole, doubtful: Sequence[Claim]) -> Iterator[Sentence]:
        """What is right, and what is wrong with what is claimed."""
        assert hole.subject is not None
        assert hole.program is not None
        assert hole.wanted is not None
        assert hole.output is not None
        if any(self._doubts.verdict(one).kind is Kind.WRONG for one in doubtful):
            value = self._derivation(hole, hole.wanted, hole.output).differentiation.gradient(hole.wanted.name)
            body = value.value if isinstance(value.value, Node) else IndexDefinition(value.free, value.value)
            yield ("By the equations it is ", *said(hole.subject, body, hole.program.output), ".")
        for claim in doubtful:
            verdict = self._doubts.verdict(claim)
            yield (f"Line {claim.line}: ", *verdict.words)
            if verdict.diagnosis:
                yield verdict.diagnosis
            if verdict.counterexample is not None:
                yield said_of(verdict.counterexample)
