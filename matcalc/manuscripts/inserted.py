"""Why the derivative by what has no name is what is put in for it: a document has no lines above that derive it."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.chain import Chain, Stage
from matcalc.documents.page import Equation, Part, Sentence
from matcalc.engine.differentiation import Differentiation
from matcalc.forms.index_form import IndexSum
from matcalc.forms.matrix_form import Symbol
from matcalc.manuscripts.reasons import clauses, definition_of, joined

BEGINS, ENDS = "the derivative at ", " was derived above"


def with_what_was_inserted(sentence: Sentence, differentiation: Differentiation) -> Sentence:
    """The reason with the equations that an inserted derivative comes from: L = Σ_j u_j², so ∂L/∂u_j = 2 u_j."""
    return joined([_said(clause, differentiation) for clause in clauses(sentence)])


def _said(clause: Sentence, differentiation: Differentiation) -> Sentence:
    match clause:
        case (str(begin), Symbol() as of, str(end)) if (begin, end) == (BEGINS, ENDS):
            chain = differentiation.gradient(of.name).chain
            return clause if chain is None else _of(chain)
    return clause


def _of(chain: Chain) -> Sentence:
    """The equations that are differentiated on the way, and what comes out, in index form."""
    found = dict.fromkeys(_definitions(chain))
    words: list[Part] = []
    for definition in found:
        words += [" and ", definition] if words else [definition]
    result = Equation(chain.start, _in_entries(chain))
    return (*words, ", so ", result) if words else (result,)


def _definitions(chain: Chain) -> Iterator[Equation]:
    for each in (chain, *(inner for step in chain.steps for inner in step.substeps)):
        if (definition := definition_of(each)) is not None:
            yield definition


def _in_entries(chain: Chain) -> IndexSum:
    """The last of the chain before its indices are read back as operators."""
    end = chain.start
    for step in chain.steps:
        if step.stage is Stage.COLLAPSE or not isinstance(step.after, IndexSum):
            break
        end = step.after
    assert isinstance(end, IndexSum)
    return end
