"""The rows of a derivative over samples in the letters of the document, also where it has no matrix of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from matcalc.api.derivation import Derivation
from matcalc.chain import Chain, Gradient, Prose
from matcalc.engine.limits import Limits, limited
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Add, Node, Number, Product, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.forms.traversal import walk
from matcalc.manuscripts.entrywise import ONE, Times
from matcalc.manuscripts.sample_equations import by_sample
from matcalc.manuscripts.sample_steps import check_samples, sample_chain
from matcalc.manuscripts.samples_said import sample_matrices
from matcalc.manuscripts.steps import Row
from matcalc.notation.latex_in.vocabulary import Kind, Name, Vocabulary


@dataclass(frozen=True, slots=True)
class SampleRows:
    """Steps, the letter of the samples in them, and the products wᵀx_i that the document writes x_iᵀw.

    matrices: those of which the samples are rows, by their names, with the names of the samples.
    """

    rows: tuple[Row, ...]
    letters: Mapping[Index, str]
    turned: frozenset[Node]
    matrices: Mapping[str, Name]


def sample_rows(
    program: Program,
    derivation: Derivation,
    by: Symbol,
    vocabulary: Vocabulary,
    kept: Collection[str],
    *,
    as_entry: bool,
    limits: Limits,
) -> SampleRows | None:
    """The steps to a derivative by `by`, sample by sample; None where the document has no samples, or needs more.

    program: as the document has it. kept: the names of arrays whose derivatives are not put in. as_entry: whether an
    entry is asked for. Each step is checked. Raises VerificationError for one that does not hold.
    """
    samples = sample_matrices(program, vocabulary)
    given = by_sample(program, samples, {name.name for name in vocabulary.names.values()}) if samples else None
    free = derivation.differentiation.gradient(by.name).free
    if given is None or len(free) > 1:
        return None
    chain = sample_chain(given, by, free[0] if free else None, kept)
    if chain is None:
        return None
    with limited(limits):
        check_samples(chain, given, program, derivation.problem.choices.facts)
    rows = _rows(chain)
    if free and not as_entry:
        assert isinstance(chain.end, IndexSum)
        if (array := _array(chain.end, free[0])) is None:
            return None
        named = {name.name for name in vocabulary.names.values() if name.kind is not Kind.SAMPLES}
        turned = (part.arg for part in walk(array) if isinstance(part, Transpose))
        matrices = [one for one in turned if isinstance(one, Symbol) and one in given.matrices and one.name in named]
        reason: Prose = ("this holds for every ", free[0], ": drop the index")
        if matrices:
            reason = ("the sum runs over the first index of ", matrices[0], ", which enters transposed")
        rows = (*rows, Row(Gradient(by, program.output), array, reason))
    letter = samples[min(matrix.name for matrix in given.matrices)].index
    return SampleRows(rows, {given.index: letter}, given.turned, samples)


def _rows(chain: Chain) -> tuple[Row, ...]:
    first, *others = chain.steps
    return (Row(chain.start, first.after, first.reason), *(Row(None, step.after, step.reason) for step in others))


def _array(entry: IndexSum, letter: Index) -> Node | None:
    """The array with these entries: of each term one factor alone has the letter, a sample or the variable itself."""
    terms = []
    for term in entry.terms:
        if (node := _term(term, letter)) is None:
            return None
        terms.append(node)
    return terms[0] if len(terms) == 1 else Add(tuple(terms))


def _term(term: Term, letter: Index) -> Node | None:
    entries = [factor for factor in term.factors if isinstance(factor, Entry)]
    with_letter = [one for one in entries if letter in one.places]
    if len(entries) != len(term.factors) or not with_letter:
        return None
    numbers = tuple((one.array, one.exponent) for one in entries if not one.places)
    if not term.dummies:
        powers = tuple((one.array, one.exponent) for one in with_letter)
        return Times(term.coefficient, (*numbers, *powers)).node
    (index,) = term.dummies
    tails = [one for one in with_letter if one.places == (index, letter)]
    each = tuple((one.array, one.exponent) for one in entries if one.places == (index,))
    if len(with_letter) != 1 or len(tails) != 1 or len(each) + len(numbers) + 1 != len(entries):
        return None
    weights = Times(ONE, each).node
    if isinstance(weights, Number):
        return None
    return Times(term.coefficient, (*numbers, (Product((Transpose(tails[0].array), weights)), ONE))).node
