"""Which arrays read a member of a family, by the equations of a step: h[t] is read by y[t] and by z[t+1]."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.forms.families import label_of, member
from matcalc.forms.labels import At
from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Definition


def at_end(symbol: Symbol) -> Symbol:
    """The last member of the family of a member."""
    assert symbol.member is not None
    return member(symbol.member.family, At(symbol.member.family.label.last))


def readings(definition: Definition) -> Iterator[tuple[Symbol, Symbol]]:
    """Each variable that an equation reads, with what it defines there.

    Of a family the variables are the member at the label, the last one, and the one before the first. Where z[t] reads
    h[t-1], h[t] is read by z[t+1], h[0] by z[1], and the last by none. Where the equations of a family read an array
    without its label, the member at the label stands for all of them.
    """
    reader = definition.symbol
    for used in definition.uses:
        label = label_of(used)
        if label is None:
            yield used, reader
            continue
        assert used.member is not None
        family, offset = used.member.family, used.member.at.offset
        if label_of(reader) is not label:  # a sum over the family
            yield member(family, At(label)), reader
            yield member(family, At(label.last)), reader
            continue
        assert reader.member is not None
        yield member(family, At(label)), member(reader.member.family, At(label, -offset))
        if not offset:
            yield member(family, At(label.last)), member(reader.member.family, At(label.last))
        else:
            yield member(family, At("", 1 + offset)), member(reader.member.family, At("", 1))
