"""What may be changed in a problem besides its names, such that it stays equal in kind."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from matcalc.checking.claims.turned_program import program_with_turned
from matcalc.engine.requests import Request
from matcalc.forms.functions import KINKS
from matcalc.forms.matrix_form import Add, Apply, Hadamard, Node, Power, Scale, Symbol, Transpose
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.program import Program, arrays_of
from matcalc.forms.traversal import symbols_in, walk
from matcalc.problems.problem import Problem, ProblemRequest
from matcalc.worksheets.conventions import role_of
from matcalc.worksheets.letters import functions_in
from matcalc.worksheets.renaming import changed_over

ALIKE = (("sigmoid", "tanh", "softplus"), ("relu", "leaky_relu"))
"""Known functions of which one may stand for another: the smooth activations, and those with a kink."""

HALF = 0.5
"""How often a change is made where it can be."""

_NEEDS_DOMAIN = frozenset({"log", "sqrt", "arcsin", "arccos", "tan"})


def other_functions(problem: Problem, rng: Random) -> dict[str, str]:
    """Known functions of the problem with others of their class, no two alike; only where that can be.

    It can where no value of the function reaches a logarithm, a root, a quotient, an inverse or a determinant, which
    may have no value at others, where none is a gate, which lies between 0 and 1, and where nothing is solved.
    """
    program = problem.program
    if problem.solves or any(definition.is_solved for definition in program.definitions):
        return {}
    found: dict[str, str] = {}
    present = [function.name for function in functions_in(program)]
    of_gates = _of_gates(problem)
    for alike in ALIKE:
        own = [name for name in present if name in alike and name not in of_gates and _is_free(name, program)]
        fixed = {name for name in present if name in alike and name not in own}
        choices = [name for name in alike if name not in fixed]
        rng.shuffle(choices)
        if own and rng.random() < HALF:
            found.update((name, new) for name, new in zip(own, choices, strict=False) if name != new)
    return found


def _of_gates(problem: Problem) -> frozenset[str]:
    """The functions whose values are called a gate."""
    program = problem.program
    found = set()
    for one in program.definitions:
        role = role_of(one.symbol, problem.meanings.get(one.symbol.name, ""), program)
        if role is not None and role.is_gate and isinstance(one.body, Apply):
            found.add(one.body.function.name)
    return frozenset(found)


def _is_free(name: str, program: Program) -> bool:
    """Whether the values of a function reach nothing that has no value at some numbers."""
    reached: set[Node] = set()
    for definition in program.definitions:
        for root in arrays_of(definition.body):
            for part in walk(root):
                below = not reached.isdisjoint(part.children)
                if below and _has_domain(part):
                    return False
                if below or (isinstance(part, Apply) and part.function.name == name):
                    reached.add(part)
            if root in reached:
                reached.add(definition.symbol)
    return True


def _has_domain(part: Node) -> bool:
    match part:
        case Apply(function=function):
            return function.name in _NEEDS_DOMAIN or function.name in KINKS
        case Power(exponent=exponent):
            return exponent < 0 or exponent.denominator > 1
        case _:
            return isinstance(part, Inverse | Determinant | LogDeterminant)


def turnable(problem: Problem) -> tuple[Symbol, ...]:
    """The inputs that may be changed over: matrices of which nothing is declared, of no family."""
    facts = problem.choices.facts
    declared = {*facts.properties, *(one for one, _ in facts.sums), *(one for one, _, _ in facts.line_sums)}
    if problem.solves:
        return ()
    return tuple(
        symbol
        for symbol in problem.program.inputs
        if symbol.shape.is_matrix and symbol.member is None and symbol not in declared
    )


def with_turned(problem: Problem, symbols: tuple[Symbol, ...]) -> tuple[Problem, tuple[str, ...]] | None:
    """The problem with these arrays changed over, and the names of all that is: W: n×m for W: m×n, Wᵀ where W stood.

    A defined matrix follows where its equation then needs no transpose. None where a transpose would stand that is
    none of an array, or where more would stand than arrays are changed over: that is no better to read.
    """
    program = problem.program
    direction = problem.choices.direction
    if direction is not None:  # it has the shape of the variable
        symbols = tuple(one for one in symbols if one not in (direction, *problem.choices.twice))
    fixed = [one for one in program.symbols if not one.shape.is_matrix or one.member is not None or one is direction]
    fixed += [one for one in program.symbols if one.shape.rows == one.shape.cols]
    made = program_with_turned(program, symbols, [one for one in fixed if one not in symbols])
    before, after = _transposes(program), _transposes(made)
    names = {one.name for one in symbols}
    for old, new in zip(program.symbols, made.symbols, strict=True):
        if old.shape != new.shape:
            names.add(old.name)
    odd = [part for part in after if not isinstance(part.arg, Symbol)]
    if not symbols or (odd and len(odd) > sum(not isinstance(part.arg, Symbol) for part in before)):
        return None
    if len(after) > len(before) + len(names):
        return None
    return changed_over(problem, made), tuple(one.name for one in program.symbols if one.name in names)


def _transposes(program: Program) -> list[Transpose]:
    """Every transpose that a reader sees, as often as it stands there."""
    waiting = [root for definition in program.definitions for root in arrays_of(definition.body)]
    found = []
    while waiting:
        part = waiting.pop()
        waiting.extend(part.children)
        if isinstance(part, Transpose):
            found.append(part)
    return found


def reordered(root: Node, rng: Random) -> Node:
    """The expression with terms of sums, and entrywise factors that are no divisors, in another order."""
    done: dict[Node, Node] = {}
    for part in walk(root):
        children = tuple(done[child] for child in part.children)
        if rng.random() < HALF:
            if isinstance(part, Add):
                children = _terms(children, rng)
            elif isinstance(part, Hadamard) and not part.shape.is_scalar:  # a number stands in front
                children = _factors(children, part, rng)
        done[part] = part if children == part.children else part.rebuilt(children)
    return done[root]


def _terms(terms: tuple[Node, ...], rng: Random) -> tuple[Node, ...]:
    """The terms in another order, one without a minus first where there is one."""
    mixed = rng.sample(terms, len(terms))
    first = next((term for term in mixed if not (isinstance(term, Scale) and term.coefficient < 0)), mixed[0])
    mixed.remove(first)
    return (first, *mixed)


def _factors(factors: tuple[Node, ...], whole: Hadamard, rng: Random) -> tuple[Node, ...]:
    """The factors of the shape of the whole in another order, at the places where such factors stood."""
    places = [
        at
        for at, factor in enumerate(factors)
        if factor.shape == whole.shape and not (isinstance(factor, Power) and factor.exponent < 0)
    ]
    mixed = list(factors)
    for at, other in zip(places, rng.sample(places, len(places)), strict=True):
        mixed[at] = factors[other]
    return tuple(mixed)


def with_order(problem: Problem, rng: Random) -> Problem:
    """The problem with terms and entrywise factors of its equations in another order."""
    program = problem.program
    definitions = tuple(
        replace(one, body=reordered(one.body, rng)) if isinstance(one.body, Node) else one
        for one in program.definitions
    )
    return replace(problem, program=Program(program.inputs, definitions, program.output))


def with_other_asked(problem: Problem, rng: Random) -> tuple[Problem, dict[str, str]]:
    """The problem asked for other inputs instead of some that it asks for, and which for which.

    One stands for another where both have the same number of axes, are inputs of no family, are as many equations away
    from the output, and nothing is declared of them. First derivatives by inputs alone are exchanged, none is asked
    twice, and none where a condition is solved.
    """
    asked = {one.request.wrt for one in problem.requests}
    facts = problem.choices.facts
    declared = {*facts.properties, *(one for one, _ in facts.sums), *(one for one, _, _ in facts.line_sums)}
    far = _distances(problem.program)
    exchanged: dict[str, str] = {}
    requests: list[ProblemRequest] = []
    free = [one for one in problem.program.inputs if one not in asked and one not in declared and one.member is None]
    for one in problem.requests:
        wrt = one.request.wrt
        is_plain = one.order == 1 and wrt in problem.program.inputs and wrt.member is None
        alike = [
            other
            for other in free
            if len(other.shape.axes) == len(wrt.shape.axes) and other in far and far[other] == far.get(wrt)
        ]
        if is_plain and alike and wrt not in declared and not problem.solves and rng.random() < HALF:
            chosen = rng.choice(alike)
            free.remove(chosen)
            exchanged[wrt.name] = chosen.name
            requests.append(ProblemRequest(Request(chosen, one.request.unfold)))
        else:
            requests.append(one)
    return replace(problem, requests=tuple(requests)), exchanged


def _distances(program: Program) -> dict[Symbol, int]:
    """How many equations lie between each symbol and the output, on the longest way."""
    found = {program.output: 0}
    for definition in reversed(program.definitions):
        if definition.symbol in found:
            for root in arrays_of(definition.body):
                for symbol in symbols_in(root):
                    found[symbol] = max(found.get(symbol, 0), found[definition.symbol] + 1)
    return found
