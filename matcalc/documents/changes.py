"""What is printed otherwise in one formula than in another: the parts that a page marks when a reader asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby

from matcalc.documents.latex_atoms import Atom, Kind


def mark_changes(above: Sequence[Atom], below: Sequence[Atom], old: str, new: str) -> None:
    """Marks `old` what stands in `above` alone, and `new` what stands in `below` alone.

    Where one atom became another that holds something between the same brackets, what differs inside is marked.
    """
    before = [atom for atom in above if atom.kind is not Kind.SPACE]
    after = [atom for atom in below if atom.kind is not Kind.SPACE]
    texts = [atom.text for atom in before], [atom.text for atom in after]
    for tag, start, stop, first, last in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone, come = before[start:stop], after[first:last]
        if len(gone) == len(come) == 1 and _alike(gone[0], come[0]):
            for inside, made in zip(gone[0].inside, come[0].inside, strict=True):
                mark_changes(inside, made, old, new)
            continue
        for atom in gone:
            atom.marks.append(old)
        for atom in come:
            atom.marks.append(new)


def _alike(one: Atom, other: Atom) -> bool:
    return bool(one.inside) and one.shell == other.shell and len(one.inside) == len(other.inside)


def marked(atoms: Sequence[Atom], commands: Mapping[tuple[str, ...], str]) -> str:
    """The LaTeX, with the command for their marks around atoms that are marked alike and stand next to each other.

    Signs between them stay outside, so that a line can still be broken there; a sign that stands alone is marked.
    """
    pieces: list[str] = []
    for marks, run in groupby(_with_marks(atoms), key=lambda pair: pair[1]):
        text = "".join(_text(atom, commands) for atom, _ in run)
        if not marks:
            pieces.append(text)
            continue
        bare = text.rstrip()
        pieces.append(f"{commands[marks]}{{{bare}}}{text[len(bare) :]}")
    return "".join(pieces)


def _with_marks(atoms: Sequence[Atom]) -> list[tuple[Atom, tuple[str, ...]]]:
    """Each atom with its marks in print: a space has those of both its neighbours."""
    found = [(atom, tuple(atom.marks)) for atom in atoms]
    for at, (atom, _) in enumerate(found):
        if atom.kind is Kind.SPACE and 0 < at < len(found) - 1:
            before, after = found[at - 1][1], _next_marks(atoms, at)
            found[at] = atom, before if before == after else ()
        elif atom.kind is Kind.OPERATOR and not _stands_alone(atoms, at):
            found[at] = atom, ()
    return found


def _next_marks(atoms: Sequence[Atom], at: int) -> tuple[str, ...]:
    following = next((at_ for at_ in range(at, len(atoms)) if atoms[at_].kind is not Kind.SPACE), None)
    if following is None or atoms[following].kind is Kind.OPERATOR:
        return ()
    return tuple(atoms[following].marks)


def _stands_alone(atoms: Sequence[Atom], at: int) -> bool:
    """Whether a sign changed and what stands on both its sides did not."""
    around = [
        *reversed([a for a in atoms[:at] if a.kind is not Kind.SPACE][-1:]),
        *[a for a in atoms[at + 1 :] if a.kind is not Kind.SPACE][:1],
    ]
    return not any(atom.marks for atom in around)


def _text(atom: Atom, commands: Mapping[tuple[str, ...], str]) -> str:
    pieces = [atom.shell[0]]
    for inside, after in zip(atom.inside, atom.shell[1:], strict=True):
        pieces += [marked(inside, commands), after]
    return "".join(pieces)
