"""What was derived, by name, as users get it: derivatives and solutions."""

from __future__ import annotations

from collections.abc import Mapping

from matcalc.api.isolated_result import IsolatedResult
from matcalc.api.meanings import Meanings
from matcalc.api.result import Result
from matcalc.documents.derived import Derived
from matcalc.engine.limits import Limits
from matcalc.errors import InputError
from matcalc.forms.labels import split_name
from matcalc.notation.glyphs import Glyphs


class Results(dict[str, Result]):
    """Results by name, of a family by h[t] or h; another name is an error that says which there are."""

    def __missing__(self, name: object) -> Result:
        if members := [result for key, result in self.items() if split_name(key)[0] == name]:
            return members[0]
        raise InputError(f"there is no result by {name!r}; there is one by each of {', '.join(self)}")


class Solutions(dict[str, IsolatedResult]):
    """Solutions by name; another name is an error that says which there are."""

    def __missing__(self, name: object) -> IsolatedResult:
        there = f"there is one for each of {', '.join(self)}" if self else "nothing was asked to be solved for"
        raise InputError(f"there is no solution for {name!r}: {there}")


def first_results(derived: Derived, limits: Limits, glyphs: Glyphs) -> Results:
    """The first derivatives by what was asked for."""
    problem = derived.problem
    meanings = Meanings(derived.differentiation, problem.program, problem.choices.facts, limits)
    names = [asked.request.wrt.name for asked in problem.requests]
    return Results({name: Result(derived.differentiation.gradient(name), meanings, glyphs) for name in names})


def last_results(first: Mapping[str, Result], derived: Derived, limits: Limits, glyphs: Glyphs) -> Results:
    """The same with the second derivatives in their places, where they were asked for."""
    found = dict(first)
    for each in (second.derivative for second in derived.seconds):
        facts = derived.problem.choices.facts
        meanings = Meanings(each.differentiation, each.program, facts, limits, each)
        found[each.of.name] = Result(each.differentiation.gradient(each.of.name), meanings, glyphs)
    return Results(found)


def solutions(derived: Derived, glyphs: Glyphs) -> Solutions:
    """What was solved for; where something was solved for again with more put in, the last."""
    program, facts = derived.problem.program, derived.problem.choices.facts
    return Solutions({one.solve.unknown.name: IsolatedResult(one, program, glyphs, facts) for one in derived.solutions})
