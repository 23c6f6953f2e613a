"""What a document takes as given, of the arrays of its program: as facts, where they are known as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from matcalc.errors import InputError, printable
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.program import Program
from matcalc.manuscripts.facts_said import SQUARE, SUMS_TO_ONE
from matcalc.manuscripts.hypotheses import Hypothesis
from matcalc.manuscripts.manuscript import Manuscript
from matcalc.manuscripts.said import Chain
from matcalc.manuscripts.samples_said import samples_of
from matcalc.manuscripts.taken import Taken
from matcalc.manuscripts.understood import Understood
from matcalc.notation.latex_in.vocabulary import Key, Vocabulary
from matcalc.problems.assumptions import facts_of, read_assumptions


def taken_in(hypotheses: Sequence[Hypothesis], understood: Understood, manuscript: Manuscript) -> Iterator[Taken]:
    """The hypotheses of a document. Raises InputError where its words say a fact that can not hold of its array.

    An equation that defines an array, or speaks of derivatives, is none: it is read as ever.
    """
    program, vocabulary = understood.program, understood.vocabulary
    chains = {chain.statement.span.start: chain for chain in understood.chains}
    inputs = frozenset(() if program is None else (symbol.name for symbol in program.inputs))
    for one in hypotheses:
        if program is None or one.fact in (SQUARE, SUMS_TO_ONE):
            continue
        chain = chains.get(one.place.start) if one.is_equation else None
        if one.is_equation and (chain is None or not _is_free(chain, understood)):
            continue
        keys = [_known(key, vocabulary) for key in one.keys] if one.is_set else one.keys
        said = {vocabulary.names[key].name for key in keys if key in vocabulary.names}
        if one.is_of_each:
            samples = {name.name for name in samples_of(program, vocabulary)}
            said = samples & said if one.keys else samples
        names = inputs & (frozenset(said) if chain is None else chain.names)
        if not names:  # of a defined array its equation says all
            continue
        line, _ = manuscript.line_and_column(one.place.start)
        typed = manuscript.text[one.place.start : one.place.end] if one.is_typed else one.fact
        yield Taken(one, names, line, printable(" ".join(typed.split())), _facts(one, names, program))


def _known(key: Key, vocabulary: Vocabulary) -> Key:
    """The name of which something is an entry, where it has no name itself: y of y^{(i)}. But y_1 is another name."""
    return key if key in vocabulary.names or key.label.isdigit() else replace(key, label="", layer="")


def _facts(hypothesis: Hypothesis, names: frozenset[str], program: Program) -> Facts:
    if not hypothesis.is_used:
        return NONE
    try:
        return facts_of(read_assumptions(f"{name} {hypothesis.fact}" for name in sorted(names)), program)
    except InputError:
        if hypothesis.is_typed:  # a set may be too long
            return NONE
        raise


def _is_free(chain: Chain, understood: Understood) -> bool:
    """Whether a chain has no derivatives and defines no array, also not once more."""
    first = chain.said[0].meaning
    if any(said.is_derived for said in chain.said) or first is None:
        return False
    defines = (*understood.equations.values(), *understood.solutions.values())
    return first.subject.partition("[")[0] not in understood.equations and all(
        one.chain is not chain for one in defines
    )
