"""What the names of a document were taken for, what decided that, and what is taken as given, in words."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.errors import printable
from matcalc.forms.functions import Function
from matcalc.manuscripts.functions_said import NAMED
from matcalc.manuscripts.samples_said import said_of
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Decision, Kind, Name
from matcalc.notation.unicode_text import UnicodePrinter

PLURALS = {
    Kind.SCALAR: ("scalar", "scalars"),
    Kind.VECTOR: ("vector", "vectors"),
    Kind.ROW: ("row vector", "row vectors"),
    Kind.MATRIX: ("matrix", "matrices"),
    Kind.SAMPLES: ("vectors", "vectors"),
    Kind.FUNCTION: ("elementwise function", "elementwise functions"),
    Kind.OUTPUT: ("scalar function", "scalar functions"),
}


def taken_as(understood: Understood, printer: UnicodePrinter) -> Iterator[str]:
    """A clause for each kind and each reason: "matrix W (its bold type)"."""
    groups: dict[tuple[Kind, str], list[Name]] = {}
    aliases = understood.vocabulary.aliases  # names of gradients: they are what they are defined as
    for key, name in understood.vocabulary.names.items():
        if key not in aliases:
            groups.setdefault((name.kind, name.decided.value), []).append(name)
    for kind in Kind:
        for (own, decided), names in groups.items():
            if own is kind:
                shown = ", ".join(_printed(name, understood, printer) for name in names)
                yield f"{PLURALS[kind][len(names) > 1]} {shown} ({decided})"


def taken_as_given(understood: Understood) -> Iterator[str]:
    """A clause for each equation that is a hypothesis, and no claim, a gradient that is set to 0 as well, and for each
    set of which entries are.
    """
    for chain in (chain for chain in understood.chains if chain.number in understood.zeros):
        yield f"{printable(' '.join(chain.said[0].typed.split()))} = 0 (line {chain.line})"
    for one in understood.taken:
        if (one.hypothesis.is_equation and one.is_named) or one.hypothesis.is_set:
            yield f"{one.typed} (line {one.line}{'' if one.is_used else ', not used'})"


def _printed(name: Name, understood: Understood, printer: UnicodePrinter) -> str:
    if name.kind is Kind.SAMPLES:
        return said_of(name, understood.vocabulary)
    program = understood.program
    found = None if program is None else next((one for one in program.symbols if one.name == name.name), None)
    if found is None:
        letter = printer.function(Function(_letter(name)))
        return name.name if name.kind is not Kind.FUNCTION else letter + _function(name)
    return printer.symbol(found)


def _letter(name: Name) -> str:
    return "_".join(filter(None, (name.key.letter, name.key.label)))


def _function(name: Name) -> str:
    """The known function that a letter stands for, as a clause."""
    return (
        f", which is {name.name}"
        if name.decided in (Decision.WORDS, Decision.FORMULA, Decision.SUBJECT) and name.name in NAMED
        else ""
    )
