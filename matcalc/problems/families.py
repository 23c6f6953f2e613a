"""[over] and the members of families: t = "T" says that t runs from 1 to T; "x[t]" is one array for every t."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from matcalc.forms.families import label_of, member
from matcalc.forms.labels import At, Family, Label, place_of, shape_of_all, split_name
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import Shape
from matcalc.notation.names import NAME
from matcalc.problems.names import fault_of_name
from matcalc.problems.tables import Table, nearest, shown

_IN_BRACKETS = re.compile(r"(?P<name>[^\[\]]*[^\[\]\s])\s*\[(?P<at>[^\[\]]*)\]")


def read_labels(top: Table) -> dict[str, Label]:
    """The labels of a problem by name. Raises InputError, which begins with the place."""
    table = top.table("over")
    found: dict[str, Label] = {}
    for name in table.values:
        last = table.text(name)
        for word in (name, last):
            if not NAME.fullmatch(word) or fault_of_name(word):
                raise table.error(f'{shown(word)} is no name for a label: write t = "T", where t runs from 1 to T')
        if last == name or last in found or name in {label.last for label in found.values()}:
            raise table.error(f"{last}: a label and the last value of one have names of their own")
        found[name] = Label(name, last)
    return found


@dataclass(slots=True)
class Families:
    """The labels of a problem, and which name is defined or declared for every value of which of them."""

    labels: Mapping[str, Label]
    own: dict[str, Label] = field(default_factory=dict)

    def at(self, table: Table, text: str) -> tuple[str, At | None]:
        """The name in h[t] or h[0] and where it stands; None without brackets. Raises InputError for anything else."""
        match = _IN_BRACKETS.fullmatch(text.strip())
        if match is None:
            return text, None
        name, piece = match["name"], match["at"].strip()
        if not self.labels:
            raise table.error(f'{shown(text)}: declare the label first, with a table [over] and a line t = "T" in it')
        places = (place_of(piece, label) for label in self.labels.values())
        if (at := next((place for place in places if place is not None), None)) is None:
            known = ", ".join(self.labels)
            raise table.error(
                f"{shown(text)}: {shown(piece)} is no label{nearest(piece, tuple(self.labels))} ({known})"
            )
        return name, at

    def symbol(self, table: Table, text: str, shape: Shape, *, is_input: bool) -> Symbol:
        """The array that h, h[t] or h[0] names. Raises InputError where none can be called so."""
        name, at = self.at(table, text)
        if at is None:
            return Symbol(name, shape)
        label = at.label or self.own.get(name)
        if at.label is not None and at.offset:
            raise table.error(f"{text}: what is {'declared' if is_input else 'defined'} is {name}[{at.label.name}]")
        if label is None and is_input and not at.origin and not at.offset:
            step = next(iter(self.labels))
            raise table.error(
                f"{text}: no equation defines {name}[{step}] for every {step}: write its equation as "
                f"{name}[{step}] = …, or declare {name}[{step}] in place of {text}"
            )
        if label is None or (at.label is None and (at.origin or at.offset)):
            raise table.error(
                f"{text}: of the members of a family, the one before the first, {name}[0], is an input, where "
                f"{name}[{next(iter(self.labels))}] is defined"
            )
        whole = shape if at.label is not None else shape_of_all(shape, label)
        return member(Family(name, label, whole), at)


def fault_of_lengths(symbol: Symbol, families: Families) -> str | None:
    """What is wrong with the labels in the lengths of a declared array; None where nothing is."""
    for side in (symbol.shape.rows, symbol.shape.cols):
        for length in sorted(side.names):
            _, text = split_name(length)
            if not text:
                continue
            places = [place_of(text, label) for label in families.labels.values()]
            if not any(places):
                return f"{length}: {shown(text)} is no label and no number{_known(families)}"
            own = symbol.member.at.label if symbol.member is not None else None
            for place in filter(None, places):
                if place.label is not None and place.label is not own:
                    whole = f"{base_of(symbol.name)}[{place.label.name}]"
                    return f"{length} is another length for every {place.label.name}: call the array {whole}"
    return None


def _known(families: Families) -> str:
    known = ", ".join(families.labels)
    return f" (labels: {known})" if known else "; labels are declared in a table [over]"


def resolved(program: Program, name: str) -> str:
    """The name of an array as the program has it: h stands for h[t], for every t."""
    name = name.replace(" ", "") if "[" in name else name
    names = {symbol.name for symbol in program.symbols}
    if name in names:
        return name
    for symbol in program.symbols:
        if symbol.member is not None and symbol.member.family.name == name and label_of(symbol):
            return symbol.name
    return name


def base_of(name: str) -> str:
    """The name without its label."""
    return split_name(name)[0]
