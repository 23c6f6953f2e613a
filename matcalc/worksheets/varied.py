"""One variant of a problem: drawn, with all that its words and print styles still say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from random import Random

from matcalc.forms.labels import split_name
from matcalc.forms.matrix_form import Apply
from matcalc.forms.program import arrays_of
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import PrintStyle
from matcalc.problems.names import fault_of_name
from matcalc.problems.problem import Problem
from matcalc.worksheets.changes import HALF, other_functions, turnable, with_order, with_other_asked, with_turned
from matcalc.worksheets.letters import (
    array_names,
    cut,
    functions_in,
    kept_words,
    new_bases,
    new_functions,
    new_lengths,
    running_words,
    written_as,
)
from matcalc.worksheets.renaming import Renaming, renamed
from matcalc.worksheets.words import names_nothing, speaks_of_function, speaks_of_sides, vocabulary

_CLAUSE_END = re.compile(r"([,;] )")


@dataclass(frozen=True, slots=True)
class Varied:
    """A problem that is equal in kind to another one, and what was changed.

    names, lengths, functions: what those of the original became, of families without their labels; only what changed.
    turned: names in the original of the arrays that hold the transposes here. asked: which inputs of the original are
    asked for instead of which. is_reordered: whether terms or entrywise factors stand in another order.
    """

    problem: Problem
    names: Mapping[str, str]
    lengths: Mapping[str, str]
    functions: Mapping[str, str]
    turned: tuple[str, ...]
    asked: Mapping[str, str]
    is_reordered: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What was changed, a clause for each kind of change, in the names of the input language."""
        new = Renaming(self.names).name
        found = [
            _pairs("arrays", self.names),
            _pairs("lengths", self.lengths),
            _pairs("functions", self.functions),
            _pairs("asked for", {old: new(other) for old, other in self.asked.items()}),
            f"transposed: {', '.join(map(new, self.turned))}" if self.turned else "",
            "order of terms or factors" if self.is_reordered else "",
        ]
        return tuple(filter(None, found))


def _pairs(what: str, images: Mapping[str, str]) -> str:
    return f"{what}: {', '.join(f'{old} → {new}' for old, new in images.items())}" if images else ""


def varied(problem: Problem, rng: Random, *, usual: bool = True) -> Varied | None:
    """A variant of the problem, without words; None where the names that were drawn do not go together.

    usual: whether an array gets a letter that people use for what it is for, not any of its shape.
    """
    turned: tuple[str, ...] = ()
    chosen = tuple(symbol for symbol in turnable(problem) if rng.random() < HALF)
    if (found := with_turned(problem, chosen)) is not None:
        problem, turned = found
    known = other_functions(problem, rng)
    problem, asked = with_other_asked(problem, rng)
    ordered = with_order(problem, rng)
    is_reordered = ordered.program != problem.program
    images = _drawn_names(ordered, rng, usual=usual)
    if images is None:
        return None
    names, lengths, unknown = images
    functions = {**known, **unknown}
    problem = renamed(ordered, Renaming(names, lengths, functions))
    return Varied(problem, _changed(names), _changed(lengths), _changed(functions), turned, asked, is_reordered)


def _changed(images: Mapping[str, str]) -> dict[str, str]:
    return {old: new for old, new in images.items() if old != new}


def _drawn_names(
    problem: Problem, rng: Random, *, usual: bool
) -> tuple[dict[str, str], dict[str, str], dict[str, str]] | None:
    """New names for arrays, dimensions and unknown functions; None where two would be one, or one is not allowed."""
    kept = kept_words(problem)
    functions = new_functions(problem.program, rng, kept)
    taken = {*kept, *functions.values(), *(function.name for function in functions_in(problem.program))}
    lengths = new_lengths(problem, rng, taken | {cut(name).base for name in array_names(problem)})
    taken |= {cut(name).base for name in lengths.values()}
    bases = new_bases(problem, rng, taken, usual=usual)
    names = {}
    for name in array_names(problem):
        names[name] = _new_name(problem, name, bases)
    together = [*names.values(), *lengths.values(), *functions.values()]
    if len(set(together)) < len(together) or any(map(fault_of_name, names.values())):
        return None
    return names, lengths, functions


def _new_name(problem: Problem, name: str, bases: Mapping[str, str]) -> str:
    """The name with other letters; as it is where its letter is kept."""
    parts = written_as(problem, name)
    return name if bases[parts.base] == parts.base and parts != cut(name) else parts.with_bases(bases)


def with_words(made: Varied, original: Problem) -> Varied:
    """The variant with the words of the original that hold of it, and with its print styles."""
    new = Renaming(made.names)
    kept = {name: _kept(text, name, made, original) for name, text in original.meanings.items()}
    meanings = {new.name(name): text for name, text in kept.items() if text}
    holds = [_holds(text, None, made, original) for text in (original.title, original.about, original.use)]
    is_same_work = not made.asked
    problem = replace(
        made.problem,
        title=original.title if holds[0] else title_of(made.problem),
        about=original.about if holds[1] and is_same_work else "",
        use=original.use if holds[2] and is_same_work else "",
        remarks=tuple(text for text in original.remarks if is_same_work and _holds(text, None, made, original)),
        source="",
        meanings=meanings,
        styles=dict(_styles(made, original)),
    )
    return replace(made, problem=problem)


def _kept(meaning: str, of: str, made: Varied, original: Problem) -> str:
    """The clauses of a meaning that hold of the variant, up to the first that does not; none may speak of one lost."""
    clauses = _CLAUSE_END.split(meaning)  # what ends a clause stands between it and the next
    for count in range(len(clauses), 0, -2):
        text = "".join(clauses[:count])
        if text.count("(") == text.count(")") and _holds(text, of, made, original):
            return text
    return ""


def _holds(text: str, of: str | None, made: Varied, original: Problem) -> bool:
    """Whether a text of the original is true of the variant. of: the array that it is about; None for all of it."""
    if not names_nothing(text, vocabulary(original), running_words(original)):
        return False
    if made.turned and speaks_of_sides(text):
        return False
    exchanged = [
        name
        for name in made.functions
        if any(one.is_known and one.name == name for one in functions_in(original.program))
    ]
    if any(speaks_of_function(text, name) for name in exchanged):
        return False
    return not exchanged or (of is not None and of not in _after(exchanged, original))


def _after(functions: list[str], problem: Problem) -> set[str]:
    """The arrays from the first equation on in which one of these functions stands."""
    found: set[str] = set()
    for definition in problem.program.definitions:
        parts = (part for root in arrays_of(definition.body) for part in walk(root))
        if found or any(isinstance(part, Apply) and part.function.name in functions for part in parts):
            found.add(definition.symbol.name)
    return found


def title_of(problem: Problem) -> str:
    """What is asked, where no words of the original say it."""
    output = problem.program.output
    if any(asked.order == 2 for asked in problem.requests):
        return f"Second derivative of {output.name}"
    what = "Gradient" if output.shape.is_scalar else "Jacobian"
    return f"{what}{'s' if len(problem.requests) > 1 else ''} of {output.name}"


def _styles(made: Varied, original: Problem) -> Iterator[tuple[str, PrintStyle]]:
    """How names are printed: with the same layers, a letter of their own only where it is that of another array."""
    for name, style in original.styles.items():
        base, _ = split_name(name)
        symbol = style.symbol
        if base in made.names and symbol is not None:
            parts = cut(symbol)
            images = _bases(made, original)
            symbol = parts.with_bases(images) if parts.base in images else None
            symbol = None if symbol == made.names[base] else symbol
        new = PrintStyle(symbol, style.layer, style.cotangent)
        if new != PrintStyle():
            yield Renaming(made.names).name(name), new


def _bases(made: Varied, original: Problem) -> dict[str, str]:
    """What the letters of the arrays became."""
    return {written_as(original, old).base: cut(made.names.get(old, old)).base for old in array_names(original)}
