"""Results alone, as --result prints them: text in the input language, with no name that a reader can not look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcalc.api.needed import needed
from matcalc.errors import InputError, LimitError

if TYPE_CHECKING:
    from matcalc.api import Derivation
    from matcalc.api.result import Result


def results_alone(derivation: Derivation) -> str:
    """The one result, or a line `name: result` for each of several.

    Names that the page introduced or computed are written out. A result that is too long for that keeps them; what
    they stand for is then printed before it, a line `t1 = …` each. Raises LimitError where a limit is passed: what is
    printed must not hang on how fast the machine is.
    """
    said: set[str] = set()
    if len(derivation.wrt) == 1:
        return _with_its_names(derivation.result, "", said)
    return "".join(_with_its_names(result, f"{name}: ", said) + "\n" for name, result in derivation.results.items())


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
