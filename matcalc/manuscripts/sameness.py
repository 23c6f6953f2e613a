"""How a right side says the same as what stands before it, where that is simple to say."""

from __future__ import annotations

import re

from matcalc.chain import Gradient, listed
from matcalc.checking.claims.turning import nodes_in
from matcalc.documents.page import Equation, Part, Sentence
from matcalc.forms.matrix_form import Add, Cotangent, Hadamard, Number, Product, Scale, Symbol
from matcalc.manuscripts.between import SAME
from matcalc.manuscripts.claims import Claim
from matcalc.manuscripts.local_facts import sets_needed
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Vocabulary

MULTIPLIED_OUT: Sentence = ("the brackets are multiplied out",)


def by_name(typed: str, vocabulary: Vocabulary, output: Symbol, symbols: dict[str, Symbol]) -> Sentence:
    """That a claimed right side has the document's own name for a gradient; SAME where it has none."""
    for key, target in vocabulary.aliases.items():
        letter = rf"\\{key.letter}" if len(key.letter) > 1 else key.letter
        if re.search(rf"{letter}(?![a-zA-Z])", typed) and target.name in symbols:
            of = symbols[target.name]
            return ("the document writes ", Equation(Cotangent(of, output.shape), Gradient(of, output)))
    return SAME


def by_sets(claim: Claim | None, understood: Understood) -> Sentence:
    """That a claimed right side is the same as entries are of few numbers, as labels are; empty where it needs none."""
    if claim is None or claim.held is None:
        return ()
    words: list[Part] = []
    for symbol, numbers in sets_needed(claim, understood):
        entries = "" if symbol.shape.is_scalar else "each entry of "
        listing = listed([Number(one) for one in numbers])
        words += [", and " if words else "the same, as ", entries, symbol, " is one of the numbers ", *listing]
    return tuple(words)


def between(before: Claim | None, after: Claim | None, understood: Understood) -> Sentence:
    """How a right side comes from the right side before it."""
    if before is None or after is None or before.held is None or after.held is None:
        return SAME
    if words := by_sets(after, understood):
        return words
    if _has_sum_in_product(before) and not _has_sum_in_product(after):
        return MULTIPLIED_OUT
    return SAME


def _has_sum_in_product(claim: Claim) -> bool:
    assert claim.held is not None
    return any(
        isinstance(node, Product | Hadamard | Scale) and any(isinstance(child, Add) for child in node.children)
        for node in nodes_in(claim.held.reading)
    )
