"""Results alone, as --result prints them: text in the input language, with no name that a reader can not look up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from matcalc.api.needed import needed
from matcalc.errors import InputError, LimitError

if TYPE_CHECKING:
    from matcalc.api import Derivation
    from matcalc.api.isolated_result import IsolatedResult
    from matcalc.api.result import Result


def results_alone(derivation: Derivation) -> str:
    """The one result, or a line `name: result` for each of several, with a word where they are of several kinds.

    Names that the page introduced or computed are written out. A result that is too long for that keeps them; what
    they stand for is then printed before it, a line `t1 = …` each. Raises LimitError where a limit is passed: what is
    printed must not hang on how fast the machine is.
    """
    said: set[str] = set()
    asked = list(_asked(derivation))
    if len(asked) == 1 and not derivation.solutions:
        return _with_its_names(asked[0][2], "", said)
    several = len({kind for _, kind, _ in asked}) > 1 or bool(derivation.solutions)
    labels = [f"{name}, {kind}: " if several else f"{name}: " for name, kind, _ in asked]
    lines = [_with_its_names(result, label, said) for label, (_, _, result) in zip(labels, asked, strict=True)]
    lines += [_solution_line(name, solution) for name, solution in derivation.solutions.items()]
    return "".join(f"{line}\n" for line in lines)


def _asked(derivation: Derivation) -> Iterator[tuple[str, str, Result]]:
    """The name, the kind and the result of each derivative that is asked for, the first one of a variable first."""
    problem = derivation.problem
    first = "gradient" if problem.program.output.shape.is_scalar else "Jacobian"
    direction = problem.choices.direction
    second = "Hessian" if direction is None else f"Hessian times {direction.name}"
    for asked in problem.requests:
        name = asked.request.wrt.name
        if asked.order == 1 or asked.with_first:
            yield name, first, derivation.gradients[name]
        if asked.order == 2:
            yield name, second, derivation.results[name]


def _solution_line(name: str, solution: IsolatedResult) -> str:
    if solution.value is None:
        return f"{name}, not isolated: {solution.equation}"
    return f"{name}, solved: {solution}"


def solutions_alone(derivation: Derivation) -> str:
    """The one solution, or a line `name: solution` for each of several. Raises InputError where there is none."""
    texts = {name: solution.text for name, solution in derivation.solutions.items()}
    if len(texts) == 1:
        (text,) = texts.values()
        return text
    return "".join(f"{name}: {text}\n" for name, text in texts.items())


def _with_its_names(result: Result, label: str, said: set[str]) -> str:
    """said: grows by the lines that are printed before a result; none of them is printed again."""
    names = needed([str(result)], result.definitions)
    if not names:
        return f"{label}{result}"
    try:
        return f"{label}{result.expanded()}"
    except LimitError:
        raise
    except InputError:
        lines = [f"{name} = {result.definitions[name]}" for name in result.definitions if name in names]
        new = [line for line in lines if line not in said]
        said.update(new)
        return "\n".join((*new, f"{label}{result}"))
