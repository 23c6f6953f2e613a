"""The model of an algorithm as papers print it: input, output, and lines that compute one array each."""

from __future__ import annotations

from dataclasses import dataclass

from matcalc.documents.page import Mathematics, Sentence
from matcalc.forms.labels import Label


@dataclass(frozen=True, slots=True)
class Assignment:
    """left ← right, with what is said of it at the end of the line."""

    left: Mathematics
    right: Mathematics
    comment: Sentence


@dataclass(frozen=True, slots=True)
class Case:
    """One line for all but the last value of a label, and one for the last; None where that array is given."""

    label: Label
    before_last: Assignment
    last: Assignment | None


@dataclass(frozen=True, slots=True)
class Loop:
    """Lines for each value of a label, from 1 to the last; backwards, from the last to 1."""

    label: Label
    is_backwards: bool
    body: tuple[Assignment | Case, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """What the lines below it are for."""

    words: Sentence


Statement = Assignment | Loop | Stage


@dataclass(frozen=True, slots=True)
class Algorithm:
    """given: clauses on its input. made: the results with their shapes. where: how the sentence on them goes on, with
    what stands for names that no line computes. returned: the results.
    """

    title: Sentence
    given: tuple[Sentence, ...]
    made: tuple[Sentence, ...]
    where: Sentence
    statements: tuple[Statement, ...]
    returned: tuple[Mathematics, ...]
