"""Which letters arrays, dimensions and unknown functions of a variant may have, by what they are."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from matcalc.forms.functions import Function
from matcalc.forms.index_form import all_indices
from matcalc.forms.labels import split_name
from matcalc.forms.matrix_form import Apply, ScalarFunction, Symbol
from matcalc.forms.program import IndexDefinition, Program, arrays_of
from matcalc.forms.traversal import walk
from matcalc.forms.vector_functions import VectorFunction
from matcalc.notation.glyphs import GREEK
from matcalc.problems.names import fault_of_name
from matcalc.problems.problem import Problem
from matcalc.worksheets.conventions import CONVENTIONS, OF_BOTH_SCRIPTS, Role, role_of

MATRICES = tuple("ABCDGHKMPQRSUVWXYZ")
"""Without E, F and L, of outputs; I, the identity; J, a Jacobian; N, a number; O, a nought; T, the transpose."""

VECTORS = tuple("abcghpqrsuvwxyz")
"""Without d, of differentials; i, j, k, l, of indices; m and n, of dimensions; t, of short names; e, f and o."""

GREEK_VECTORS = ("alpha", "beta", "eta", "gamma", "theta", "xi", "zeta")
"""Without mu, of means."""

SCALARS = ("alpha", "beta", "eta", "gamma", "kappa", "lambda", "omega", "tau", "c", "r", "s")
"""Without the Greek letters of unknown functions, of sums and of the Kronecker delta."""

LOSSES = tuple("EJLC")

LENGTHS = tuple("mnpqrkd")

UNKNOWN_FUNCTIONS = ("f", "g", "h", "phi", "psi", "rho")

RENAMED = 0.6
"""How often a name is given up for another one."""

_PARTS = re.compile(r"(?P<base>[^\W\d_]+)(?P<number>[0-9]*)(?P<rest>(?:_[^_]+)*)")


@dataclass(frozen=True, slots=True)
class Named:
    """A name, cut into a letter or word, a number, and what stands behind underscores: W, "", ("Q",) of W_Q."""

    base: str
    number: str = ""
    rest: tuple[str, ...] = ()

    def with_bases(self, images: Mapping[str, str]) -> str:
        """The name with other letters; a part behind an underscore changes where it is a letter of the problem too."""
        rest = (images.get(part, part) for part in self.rest)
        return "_".join((images.get(self.base, self.base) + self.number, *rest))


def cut(name: str) -> Named:
    """The parts of a name. One that is not made so is a word of its own."""
    if (match := _PARTS.fullmatch(name)) is None:
        return Named(name)
    return Named(match["base"], match["number"], tuple(filter(None, match["rest"].split("_"))))


def letter(base: str) -> str:
    """What a name is printed as: one letter, Greek or Latin, or the name itself."""
    return GREEK.get(base, base)


def is_letter(base: str) -> bool:
    """Whether a name is printed as one letter."""
    return len(base) == 1 or base in GREEK


def array_names(problem: Problem) -> dict[str, Symbol]:
    """The arrays by name, those of a family by its name; also what a Hessian is multiplied by."""
    direction = problem.choices.direction
    symbols = (*problem.program.symbols, *(() if direction is None else (direction,)))
    return {split_name(symbol.name)[0]: symbol for symbol in symbols}


def length_names(program: Program) -> tuple[str, ...]:
    """The names of dimensions, those of a family by its name, in alphabetical order."""
    return tuple(sorted({split_name(name)[0] for name in program.lengths}))


def functions_in(program: Program) -> tuple[Function, ...]:
    """The elementwise functions that stand in the equations, each once."""
    found = (
        part.function
        for one in program.definitions
        for root in arrays_of(one.body)
        for part in walk(root)
        if isinstance(part, Apply)
    )
    return tuple(dict.fromkeys(Function(function.name) for function in found))


def running_words(problem: Problem) -> frozenset[str]:
    """Labels, where they end, and the letters of layers: they keep their names."""
    found = {word for label in problem.program.labels for word in (label.name, label.last)}
    layers = (style.layer or "" for style in problem.styles.values())
    return frozenset(found.union(word for layer in layers for word in re.findall(r"[^\W\d_]+", layer)))


def kept_words(problem: Problem) -> frozenset[str]:
    """What no new name may be: labels and letters of layers, indices, functions of whole arrays."""
    program = problem.program
    found = set(running_words(problem))
    for definition in program.definitions:
        if isinstance(definition.body, IndexDefinition):
            found.update(index.name for term in definition.body.body.terms for index in all_indices(term))
            found.update(index.name for index in definition.body.places)
        for root in arrays_of(definition.body):
            found.update(part.name for part in walk(root) if isinstance(part, VectorFunction))
    return frozenset(found)


def new_lengths(problem: Problem, rng: Random, taken: Collection[str]) -> dict[str, str]:
    """Other names for dimensions, all different; none of `taken`, and none that another dimension had."""
    bases = dict.fromkeys(cut(name).base for name in length_names(problem.program))
    images = _drawn(((base, LENGTHS) for base in bases), rng, {*taken, *bases})
    return {name: cut(name).with_bases(images) for name in length_names(problem.program)}


def new_functions(program: Program, rng: Random, taken: Collection[str]) -> dict[str, str]:
    """Other letters for unknown functions, all different; none of `taken`."""
    unknown = (function.name for function in functions_in(program) if not function.is_known)
    return _drawn(((name, UNKNOWN_FUNCTIONS) for name in unknown), rng, taken)


def new_bases(problem: Problem, rng: Random, taken: Collection[str], *, usual: bool) -> dict[str, str]:
    """Other letters for arrays, all different. Arrays of one letter keep having one in common.

    No letter of one array becomes that of another: a reader who knows the original would take it for the old one. Nor
    does an array get a letter that people use for what another array of the problem is for, nor the capital or small
    one of another array, which would be taken for a column or an entry of it. usual: whether it gets one that people
    use for what it is for, where they have one; else any that suits its shape.
    """
    pools: dict[str, tuple[str, ...]] = {}
    roles = _roles(problem)
    for name, symbol in array_names(problem).items():
        base = written_as(problem, name).base
        pool = _pool(base, symbol, problem.program, roles.get(base) if usual else None)
        pools[base] = pool if base not in pools or symbol.shape.is_matrix else pools[base]
    fixed = {base for base in pools if base in taken or not pools[base]}
    others = {base: _of_others(base, roles) for base in pools}
    drawn = ((base, tuple(one for one in pool if one not in others[base])) for base, pool in pools.items())
    kept = {*taken, *pools, *(letter(base).swapcase() for base in pools)}
    images = _drawn(((base, pool) for base, pool in drawn if base not in fixed), rng, kept)
    return {**{base: base for base in fixed}, **images}


def _roles(problem: Problem) -> dict[str, Role]:
    """What the arrays of a letter are for, where it is known; of several arrays what is known first."""
    found: dict[str, Role] = {}
    for name, symbol in array_names(problem).items():
        meaning = problem.meanings.get(symbol.name) or problem.meanings.get(name, "")
        role = role_of(symbol, meaning, problem.program)
        if role is not None:
            found.setdefault(written_as(problem, name).base, role)
    return found


def _of_others(base: str, roles: Mapping[str, Role]) -> frozenset[str]:
    """The letters of what other arrays are for; of those for its own role, too, the ones that suit it less."""
    own = roles.get(base)
    ranks = {} if own is None else CONVENTIONS[own].ranks
    present = dict.fromkeys((*roles.values(), *((Role.WEIGHT, Role.BIAS) if roles else ())))
    others = [CONVENTIONS[role].ranks for role in present if role is not own]
    return frozenset(
        letter for other in others for letter, rank in other.items() if letter not in ranks or rank < ranks[letter]
    )


def written_as(problem: Problem, name: str) -> Named:
    """The parts of a name; of one that is no letter those of what it is printed as, W_Q for WQ."""
    style = problem.styles.get(name)
    parts = cut(name)
    if style is not None and style.symbol is not None and not is_letter(parts.base):
        return cut(style.symbol)
    return parts


def _pool(base: str, symbol: Symbol, program: Program, role: Role | None) -> tuple[str, ...]:
    """The letters for an array; none for E, which is any function."""
    if symbol is program.output and any(
        one.symbol is symbol and isinstance(one.body, ScalarFunction) for one in program.definitions
    ):
        return ()
    own: tuple[str, ...] = ()
    if role is not None and not (symbol is program.output and symbol.shape.is_scalar):
        own = CONVENTIONS[role].matrices if symbol.shape.is_matrix else CONVENTIONS[role].vectors
        if own and role in OF_BOTH_SCRIPTS:
            return own
        if not symbol.shape.axes and base not in own:  # a weight of a penalty is no weight of a network
            own = ()
    elif symbol is program.output and symbol.shape.is_scalar:
        return LOSSES
    for pool in (
        own,
        MATRICES if symbol.shape.is_matrix else (*VECTORS, *GREEK_VECTORS) if symbol.shape.axes else SCALARS,
    ):
        if alike := tuple(one for one in pool if _is_greek(one) == _is_greek(base)):
            return alike
    return ()


def _is_greek(base: str) -> bool:
    return base in GREEK or base in GREEK.values()


def _drawn(pools: Iterable[tuple[str, tuple[str, ...]]], rng: Random, taken: Collection[str]) -> dict[str, str]:
    """For each name one of its pool that is not taken, no two alike, not even capital and small; or itself."""
    used = set(map(letter, taken))
    found: dict[str, str] = {}
    for name, pool in pools:
        choices = [other for other in _usable(pool) if letter(other) not in used and letter(other) != letter(name)]
        keeps = rng.random() >= RENAMED and name not in found.values()
        found[name] = name if keeps or not choices else rng.choice(choices)
        used.update((letter(found[name]), letter(found[name]).swapcase()))
    return found


def _usable(pool: tuple[str, ...]) -> Iterator[str]:
    return (name for name in pool if fault_of_name(name) is None)
