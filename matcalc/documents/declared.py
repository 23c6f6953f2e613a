"""What the user declared, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import listed
from matcalc.documents.page import Sentence
from matcalc.forms.facts import Facts, Property
from matcalc.forms.matrix_form import EntrySum, Number

WORDS = {
    Property.SYMMETRIC: "symmetric",
    Property.SPD: "symmetric positive definite",
    Property.ORTHOGONAL: "orthogonal",
    Property.DIAGONAL: "diagonal",
    Property.POSITIVE: "positive in every entry",
}


def declared(facts: Facts) -> Iterator[Sentence]:
    """One sentence for each fact; the derivation cites it where it is used."""
    for words in facts_said(facts):
        yield ("Declared: ", *words, ".")


def facts_said(facts: Facts) -> Iterator[Sentence]:
    """One clause for each fact."""
    for symbol, properties in facts.properties.items():
        for one in Property:
            if one in properties:
                is_number = symbol.shape.is_scalar and one is Property.POSITIVE
                yield (symbol, f" is {'positive' if is_number else WORDS[one]}")
        if numbers := facts.numbers_of(symbol):
            subject = () if symbol.shape.is_scalar else ("each entry of ",)
            yield (*subject, symbol, " is one of the numbers ", *listed([Number(one) for one in numbers]))
    for symbol, total in facts.sums:
        yield (EntrySum(symbol, None), " = ", Number(total))
    for symbol, axis, total in facts.line_sums:
        line = "row" if axis == 1 else "column"
        yield (f"each {line} of ", symbol, " sums to ", Number(total))
