"""The call of matcalc.check that judges an answer, as notebooks have it in a cell and keys beside the answer."""

from __future__ import annotations

import json
from typing import Any

from matcalc.problems.asked_in_python import Call, call_of, quoted
from matcalc.worksheets.sheet import Answer, Asked, Exercise

TYPED = (Asked.MATHEMATICS, Asked.OPERATORS, Asked.DERIVATION)
"""What is asked for as a formula."""

CHECKED_BY = frozenset({"shapes", "lets", "order", "assume", "upstream", "hvp"})
"""The arguments of derive that check has, too."""


def check_of(answer: Answer, exercise: Exercise) -> Call | None:
    """What stands behind the answer in a call of check; None where no call asks for what the blank asks for.

    A result can be asked for again, a line on the way to it can not.
    """
    if exercise.problem is None or answer.asked not in TYPED:
        return None
    result = next(((name, order) for name, order, value in exercise.results if answer.right == (value,)), None)
    if result is None or (call := call_of(exercise.problem)) is None:
        return None
    call = _of_order(call, result, exercise)
    keywords = [(key, text) for key, text in call.keywords if key in CHECKED_BY]
    return Call(call.first, (("wrt", quoted(result[0])), *keywords))


def check_as_data(answer: Answer, exercise: Exercise) -> dict[str, Any] | None:
    """The arguments of that call by their names, as JSON has them; None where there is none."""
    if (call := check_of(answer, exercise)) is None:
        return None
    return {name: json.loads(text) for name, text in (("problem", call.first), *call.keywords)}


def _of_order(call: Call, result: tuple[str, int], exercise: Exercise) -> Call:
    """What asks for a derivative of that order: the first one, where the problem asks for second ones by a variable."""
    assert exercise.problem is not None
    name, order = result
    if order == 2 or all(asked.order == 1 for asked in exercise.problem.requests if asked.request.wrt.name == name):
        return call
    others = tuple((key, text) for key, text in call.keywords if key not in ("order", "hvp"))
    return Call(call.first, (*others, ("order", "1")))
