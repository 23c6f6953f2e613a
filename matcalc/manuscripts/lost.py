"""Arrays whose equation was not read or does not fit, on the way from what is differentiated to the variable."""

from __future__ import annotations

from matcalc.forms.matrix_form import Symbol
from matcalc.forms.program import Program
from matcalc.manuscripts.understood import Understood, needed_for


def lost_between(understood: Understood, program: Program, of: Symbol, by: Symbol) -> tuple[str, ...]:
    """The arrays that `of` reads, whose equations are not known, and that may depend on `by`, in reading order."""
    if not understood.lost:
        return ()
    reads = {one.symbol.name: {used.name for used in one.uses} for one in program.definitions}
    needed = [symbol.name for symbol in needed_for(program, {of.name}).symbols if symbol is not by]
    return tuple(name for name in needed if name in understood.lost and _may_read(name, by.name, reads, understood))


def _may_read(name: str, wanted: str, reads: dict[str, set[str]], understood: Understood) -> bool:
    """Whether an array depends on another one, for all that is known."""
    waiting, done = [name], set[str]()
    while waiting:
        one = waiting.pop()
        if one == wanted:
            return True
        if one in done:
            continue
        done.add(one)
        if one in understood.lost:
            of_lost = understood.lost[one]
            if of_lost is None:
                return True
            waiting += of_lost
        else:
            waiting += reads.get(one, ())
    return False
