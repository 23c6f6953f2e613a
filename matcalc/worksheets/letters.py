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
from matcalc.worksheets.conventions import CONVENTIONS, Role, role_of

MATRICES = tuple("ABCDFGHKLMNPQRSUVWXYZ")
"""Without E, the output; I, the identity; J, a Jacobian; O, a nought; T, the transpose."""

VECTORS = tuple("abcghpqrsuvwxyz")
"""Without d, of differentials; i, j, k, l, of indices; m and n, of dimensions; t, of short names; e, f and o."""

GREEK_VECTORS = ("beta", "eta", "gamma", "mu", "theta", "xi", "zeta")

SCALARS = ("alpha", "beta", "eta", "gamma", "kappa", "lambda", "omega", "tau", "c", "r", "s")
"""Without the Greek letters of unknown functions, of sums and of the Kronecker delta."""

LOSSES = tuple("EJLCF")

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
    """Other names for dimensions, all different; none of `taken`."""
    bases = dict.fromkeys(cut(name).base for name in length_names(problem.program))
    images = _drawn(((base, LENGTHS) for base in bases), rng, taken)
    return {name: cut(name).with_bases(images) for name in length_names(problem.program)}


def new_functions(program: Program, rng: Random, taken: Collection[str]) -> dict[str, str]:
    """Other letters for unknown functions, all different; none of `taken`."""
    unknown = (function.name for function in functions_in(program) if not function.is_known)
    return _drawn(((name, UNKNOWN_FUNCTIONS) for name in unknown), rng, taken)


def new_bases(problem: Problem, rng: Random, taken: Collection[str]) -> dict[str, str]:
    """Other letters for arrays, all different. Arrays of one letter keep having one in common.

    No letter of one array becomes that of another: a reader who knows the original would take it for the old one. Nor
    does an array get a letter that people use for what another array of the problem is for.
    """
    pools: dict[str, tuple[str, ...]] = {}
    roles = _roles(problem)
    for name, symbol in array_names(problem).items():
        base = written_as(problem, name).base
        pool = _pool(base, symbol, problem.program, roles.get(base))
        pools[base] = pool if base not in pools or symbol.shape.is_matrix else pools[base]
    fixed = {base for base in pools if base in taken or not pools[base]}
    others = {base: _of_others(base, roles) for base in pools}
    drawn = ((base, tuple(one for one in pool if one not in others[base])) for base, pool in pools.items())
    kept = {*taken, *pools}
    images = _drawn(((base, pool) for base, pool in drawn if base not in fixed), rng, kept)
    return {**{base: base for base in fixed}, **images}


def _roles(problem: Problem) -> dict[str, Role]:
    """What the arrays of a letter are for, where it is known; of several arrays what is known first."""
    found: dict[str, Role] = {}
    for name, symbol in array_names(problem).items():
        role = role_of(symbol, problem.meanings.get(name, ""), problem.program)
        if role is not None:
            found.setdefault(written_as(problem, name).base, role)
    return found


def _of_others(base: str, roles: Mapping[str, Role]) -> frozenset[str]:
    """The letters of what other arrays are for, without those of the array's own role."""
    own = CONVENTIONS[roles[base]] if base in roles else None
    present = dict.fromkeys((*roles.values(), *((Role.WEIGHT, Role.BIAS) if roles else ())))
    letters = {
        letter
        for role in present
        if role is not roles.get(base)
        for letter in (*CONVENTIONS[role].vectors, *CONVENTIONS[role].matrices)
    }
    return frozenset(letters.difference(() if own is None else (*own.vectors, *own.matrices)))


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
    if role is not None and not (symbol is program.output and symbol.shape.is_scalar):
        return CONVENTIONS[role].matrices if symbol.shape.is_matrix else CONVENTIONS[role].vectors
    if symbol.shape.is_matrix:
        return MATRICES
    if symbol.shape.axes:
        return GREEK_VECTORS if base in GREEK or base in GREEK.values() else VECTORS
    return LOSSES if symbol is program.output else SCALARS


def _drawn(pools: Iterable[tuple[str, tuple[str, ...]]], rng: Random, taken: Collection[str]) -> dict[str, str]:
    """For each name one of its pool that is not taken, no two alike; or itself."""
    used = set(taken)
    found: dict[str, str] = {}
    for name, pool in pools:
        choices = [other for other in _usable(pool) if other not in used and other != name]
        keeps = rng.random() >= RENAMED and name not in found.values()
        found[name] = name if keeps or not choices else rng.choice(choices)
        used.add(found[name])
    return found


def _usable(pool: tuple[str, ...]) -> Iterator[str]:
    return (name for name in pool if fault_of_name(name) is None)
