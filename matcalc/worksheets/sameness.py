"""When two exercises are the same: what they ask is written alike, but for the order of terms and factors."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.forms.differentials import Jacobian
from matcalc.forms.implicit import Implicit
from matcalc.forms.labels import split_name
from matcalc.forms.matrix_form import Add, Cotangent, Hadamard, Node, Symbol
from matcalc.forms.program import Definition
from matcalc.forms.traversal import walk
from matcalc.notation.text_out import equation_text, input_text
from matcalc.problems.problem import Problem
from matcalc.worksheets.letters import array_names, functions_in
from matcalc.worksheets.renaming import Renaming, renamed

Wording = tuple[str, ...]
"""What an exercise says and asks, in texts; equal for the same exercise."""


def wording(problem: Problem) -> Wording:
    """What a problem says and asks.

    Not what does not make it another one: the names of its dimensions, the order of terms and of entrywise factors,
    that of its inputs, and words. The names of arrays and functions do.
    """
    problem = renamed(problem, Renaming(lengths=_numbered(problem)))
    return tuple(_said(problem))


def without_names(problem: Problem) -> Wording:
    """What a problem says and asks, whatever its arrays and unknown functions are called."""
    names = {name: f"array_{at}" for at, name in enumerate(array_names(problem))}
    unknown = [function.name for function in functions_in(problem.program) if not function.is_known]
    functions = {name: f"function_{at}" for at, name in enumerate(unknown)}
    return wording(renamed(problem, Renaming(names, functions=functions)))


def in_order(root: Node) -> Node:
    """The expression with the terms of each sum and the factors of each entrywise product in order of their texts."""
    done: dict[Node, Node] = {}
    for part in walk(root):
        children = tuple(done[child] for child in part.children)
        if isinstance(part, Add | Hadamard):
            children = tuple(sorted(children, key=input_text))
        done[part] = part if children == part.children else part.rebuilt(children)
    return done[root]


def _numbered(problem: Problem) -> dict[str, str]:
    """The names of dimensions by the order in which the arrays read them."""
    found: dict[str, str] = {}
    for symbol in sorted(problem.program.symbols, key=lambda one: one.name):
        for side in symbol.shape.axes:
            for names, _ in side.terms:
                for name in names:
                    base = split_name(name)[0]
                    found.setdefault(base, f"length_{len(found) + 1}")
    return found


def _said(problem: Problem) -> Iterator[str]:
    program = problem.program
    yield from sorted(f"{symbol.name}: {symbol.shape}" for symbol in program.inputs)
    yield from map(_equation, program.definitions)
    yield f"differentiate {program.output.name}"
    for asked in sorted(problem.requests, key=lambda asked: asked.request.wrt.name):
        unfolded = ", ".join(_name(one) for one in asked.request.unfold)
        yield f"by {asked.request.wrt.name}, {asked.order}, {asked.with_first}: {unfolded}"
    choices = problem.choices
    if choices.direction is not None:
        yield f"times {choices.direction.name}"
    yield from sorted(
        f"{symbol.name} {one.value}" for symbol, found in choices.facts.properties.items() for one in found
    )
    yield from sorted(f"sum({symbol.name}) = {total}" for symbol, total in choices.facts.sums)
    yield from sorted(f"sum({symbol.name}, {axis}) = {total}" for symbol, axis, total in choices.facts.line_sums)
    for solve in problem.solves:
        using = ", ".join(symbol.name for symbol in solve.using)
        yield f"solve {input_text(in_order(solve.wanted))} for {solve.unknown.name}, with {using}"


def _equation(definition: Definition) -> str:
    body = definition.body
    name = definition.symbol.name
    if isinstance(body, Implicit):
        return f"{name} where {body.residual.name} = 0"
    if isinstance(body, Jacobian):
        return f"{name} = D({input_text(body.of)}, {body.by.name})"
    if isinstance(body, Node):
        return f"{name} = {input_text(in_order(body))}"
    return equation_text(name, body.places, body.body)


def _name(one: Symbol | Cotangent) -> str:
    return one.name if isinstance(one, Symbol) else f"grad_{one.of.name}"
