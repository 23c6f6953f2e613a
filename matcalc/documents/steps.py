"""What a page says of labels: what they run over, which results hold for which of them, where a recursion begins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from matcalc.documents.lists import listed
from matcalc.documents.page import Part, Sentence
from matcalc.engine.differentiation import VariableGradient
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import label_of, member
from matcalc.forms.indices import Index
from matcalc.forms.labels import At, Label
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.forms.program import Program


def letter(label: Label) -> Index:
    """The label as mathematics."""
    return Index(label.name, last(label))


def last(label: Label) -> Dimension:
    """Where the label ends, as mathematics."""
    return Dimension.named(label.last)


def labels_said(program: Program) -> Iterator[Sentence]:
    """What a superscript in brackets means, and how far it runs."""
    for label in program.labels:
        own = [definition.symbol for definition in program.definitions if label_of(definition.symbol) is label]
        shown: Symbol = next(iter(own), None) or next(one for one in program.inputs if label_of(one) is label)
        words: Sentence = ("The superscript of ", shown, " says which array of a family is meant: ")
        words = (*words, letter(label), " = 1, …, ", last(label))
        if own:
            words = (*words, "; an equation for ", shown, " holds for each ", letter(label))
        if befores := [
            one for one in program.inputs if one.member and one.member.family.label is label and not label_of(one)
        ]:
            words = (*words, "; ", *listed(befores), " is given" if len(befores) == 1 else " are given")
        yield (*words, ". A sum over ", letter(label), " goes from 1 to ", last(label), ".")


def listed_members(symbols: Iterable[Node]) -> Sentence:
    """The arrays in a sentence; of a family, y⁽¹⁾, …, y⁽ᵀ⁾."""
    parts: list[Part] = []
    for symbol in symbols:
        one = symbol.member if isinstance(symbol, Symbol) else None
        if one is None or one.at.label is None:
            parts.append(symbol)
        else:
            parts += [member(one.family, At("", 1)), "…", member(one.family, At(one.family.label.last))]
    if "…" not in parts:
        return listed(parts)
    words: Sentence = ()
    for part in parts:
        words = (*words, ", ", part) if words else (part,)
    return words


def for_each(symbols: Iterable[Symbol]) -> Sentence:
    """For each t: what is said of members at the label; empty where there are none."""
    labels = dict.fromkeys(label for symbol in symbols if (label := label_of(symbol)) is not None)
    return (" for each ", *listed([letter(label) for label in labels])) if labels else ()


def is_a_last(gradient: VariableGradient) -> bool:
    """Whether a gradient is that at the last member of a family."""
    one = gradient.of.member
    return one is not None and one.at == At(one.family.label.last)


def condition(gradient: VariableGradient) -> Sentence:
    """For which labels a result holds: for t < T; empty where it is for all."""
    label = label_of(gradient.of)
    if not gradient.before_last or label is None:
        return ()
    return (" for ", letter(label), " < ", last(label))


def opening(gradient: VariableGradient) -> Sentence:
    """What is said of a section about members of a family that end otherwise than they go on."""
    label = label_of(gradient.of)
    if is_a_last(gradient):
        assert gradient.of.member is not None
        family = gradient.of.member.family
        step: tuple[Part, ...] = (letter(family.label), " = ", last(family.label))
        return ("There is no step after ", *step, ": here the recursion begins.")
    if not gradient.before_last or label is None:
        return ()
    return (
        "This holds for ",
        letter(label),
        " < ",
        last(label),
        ", where there is a step after it; the recursion goes backwards, ",
        letter(label),
        " = ",
        last(label) - Dimension.number(1),
        ", …, 1.",
    )
