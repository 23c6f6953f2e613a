"""The ??? of a document: what each asks for, and whether what is claimed behind it is right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.checking.claims.statement import DerivativeOf, GradientAt, Statement, Subject
from matcalc.errors import InputError
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.oriented import EVERY_LAYOUT
from matcalc.forms.program import Program
from matcalc.manuscripts.claims import Claim, anchor_of
from matcalc.manuscripts.said import Chain, Said
from matcalc.manuscripts.understood import Understood
from matcalc.notation.statements_in import stated_subject


@dataclass(frozen=True, slots=True)
class Hole:
    """A ??? in a chain. subject: the derivative that the chain is about; None where it is about none that is known.

    program: in which that is derived. beside: the claims of the members of its chain. announced: the layout of
    derivatives that the text announces.
    """

    chain: Chain
    at: int
    subject: Subject | None
    program: Program | None
    beside: tuple[Claim, ...]
    announced: Layout | None = None

    @property
    def line(self) -> int:
        return self.chain.said[self.at].line

    @property
    def place(self) -> int:
        """The offset at which it stands."""
        return self.chain.said[self.at].member.span.start

    @property
    def wanted(self) -> Symbol | None:
        """The variable of the derivative."""
        match self.subject:
            case GradientAt(of=by):
                return by
            case DerivativeOf(by=by):
                return by
        return None

    @property
    def output(self) -> Symbol | None:
        """What is differentiated."""
        if isinstance(self.subject, DerivativeOf):
            return self.subject.of
        return None if self.program is None else self.program.output

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters of the entry that it is about; none where it is about an array."""
        if self.program is None or not (subject := anchor_of(self.chain, self.program).subject):
            return ()
        return stated_subject(f"{subject} = 0").places or ()

    @property
    def claimed(self) -> Said | None:
        """The right side behind it, and behind other ???."""
        return next((said for said in self.chain.said[self.at + 1 :] if said.meaning is not None), None)

    @property
    def known(self) -> int | None:
        """The place of the last right side before it, where the chain has come to one already."""
        found = [one.at for one in self.beside if one.at < self.at and not _names_a_derivative(one.said)]
        return found[-1] if found else None

    def claim_at(self, at: int) -> Claim | None:
        return next((one for one in self.beside if one.at == at), None)

    @property
    def layouts(self) -> frozenset[Layout] | None:
        """The layouts in which the members of the chain are right, where that is not the usual one.

        Raises InputError where no layout makes all of them right.
        """
        found = EVERY_LAYOUT
        for one in self.beside:
            found &= one.held.layouts if one.held is not None else EVERY_LAYOUT
        if not found:
            raise InputError(f"line {self.line}: no layout of derivatives makes all right sides of this chain right")
        if self.announced in found and self._turns(self.announced):
            return frozenset((self.announced,))
        return None if Layout.GRADIENT in found else found

    def _turns(self, layout: Layout) -> bool:
        """Whether the derivative asked for is the transpose of the usual one in a layout; ∇ is the same in all."""
        if not isinstance(self.subject, DerivativeOf):
            return False
        shape = self.subject.of.shape
        return layout.turns(shape) is not Layout.GRADIENT.turns(shape)

    @property
    def around(self) -> tuple[Claim, ...]:
        """The claims that it stands between."""
        before = [one for one in self.beside if one.at < self.at][-1:]
        return (*before, *(one for one in self.beside if one.at == self.at + 1))


def _names_a_derivative(said: Said) -> bool:
    """Whether it is ∇_x E or ∂E/∂x and nothing more."""
    return said.meaning is not None and said.meaning.subject != "" and said.is_derived


def holes_in(understood: Understood, claims: Sequence[Claim]) -> Iterator[Hole]:
    """Every ??? of a document, in order."""
    for chain in understood.chains:
        places = tuple(chain.holes)
        if not places:
            continue
        program = understood.program_of(chain)
        beside = tuple(claim for claim in claims if claim.chain is chain)
        subject = None
        if program is not None:
            found = next((one.statement for one in beside if isinstance(one.statement, Statement)), None)
            subject = found.subject if found is not None else anchor_of(chain, program).known
        for at in places:
            yield Hole(chain, at, subject, program, beside, understood.layout)
