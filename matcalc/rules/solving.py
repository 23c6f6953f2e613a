"""What a rule for solving is: it names one operation on both sides of a condition, or another way to write the left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from matcalc.chain import Prose
from matcalc.errors import InvariantError
from matcalc.forms.matrix_form import Node, Symbol
from matcalc.rules.registry import Scope
from matcalc.solution import Condition, Operation, Unchanged

SolvingExample = tuple[str, str, "str | None"]
"""The unknown, a condition, and what it must become once both sides are simplified; None where the rule must not fire.

In the input language, with an equals sign between the sides.
"""


@dataclass(frozen=True, slots=True)
class Move:
    """What is done to both sides and why; needs: what has to hold for it and is declared nowhere, as a clause.

    left: where nothing is done to both sides, the left side in another form. turned: whether the equation is then read
    from right to left.
    """

    operation: Operation
    reason: Prose
    needs: Prose = ()
    left: Node | None = None
    turned: bool = False


def rewritten(left: Node, reason: Prose) -> Move:
    """The left side in another form."""
    return Move(Unchanged(), reason, left=left)


@dataclass(frozen=True, slots=True, eq=False)
class SolvingRule:
    """A rule of solving: pure, not recursive; it answers None where it does not apply."""

    name: str
    statement: str
    source: str
    examples: tuple[SolvingExample, ...]
    apply: Callable[[Condition, Symbol, Scope], Move | None]


SOLVING_RULES: dict[str, SolvingRule] = {}


def solving_rule(
    *, name: str, statement: str, source: str, examples: tuple[SolvingExample, ...]
) -> Callable[[Callable[[Condition, Symbol, Scope], Move | None]], SolvingRule]:
    """Declare a rule on a condition."""

    def declare(function: Callable[[Condition, Symbol, Scope], Move | None]) -> SolvingRule:
        if name in SOLVING_RULES:
            raise InvariantError(f"two rules are called {name!r}")
        made = SOLVING_RULES[name] = SolvingRule(name, statement, source, examples, function)
        return made

    return declare
