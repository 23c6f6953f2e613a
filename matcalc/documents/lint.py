"""What `lint` finds in a problem, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.chain import Gradient
from matcalc.checking.claims.clash import Clash
from matcalc.checking.expected import Unmet
from matcalc.documents.checked import counted
from matcalc.documents.clashes import notices
from matcalc.documents.columns import wrapped
from matcalc.documents.document import single
from matcalc.documents.glyphs import glyphs_of
from matcalc.documents.lists import listed
from matcalc.documents.page import Block, Code, Notice, Page, Paragraph, Sentence
from matcalc.documents.printing import COLUMNS, Printing
from matcalc.documents.text import text
from matcalc.errors import printable
from matcalc.forms.matrix_form import Symbol
from matcalc.notation.settings import notation_of
from matcalc.problems.problem import Problem


def lint_report(
    problem: Problem,
    clashes: Sequence[Clash],
    unmet: Sequence[Unmet] = (),
    expected: int = 0,
    columns: int = COLUMNS,
) -> str:
    """The clashes, the results that are not as expected, and the names that nothing says the meaning of.

    expected: how many results are expected to be something.
    """
    found = "no clash" if not clashes else f"{len(clashes)} clash{'' if len(clashes) == 1 else 'es'}"
    stated = counted(0 if problem.stated is None else len(problem.stated.statements), "statement")
    title = f"{problem.title}: {found}{'' if clashes else ' found'} in {stated}"
    if expected:
        title += f"; {_as_expected(expected, len(unmet))}"
    output = problem.program.output
    glyphs, printing = glyphs_of(problem, problem.program, notation=notation_of(problem.notation)), Printing(columns)
    boxes = (*notices(clashes, output, glyphs), *(_notice(one, output) for one in unmet))
    hints = _hints(problem)
    if not boxes:
        words = text(single(Page("", hints), glyphs), printing).strip("\n") if hints else ""
        return "\n".join([*wrapped(printable(title), columns), *([words] if words else []), ""])
    return text(single(Page(title, (*boxes, *hints)), glyphs), printing)


def _as_expected(expected: int, unmet: int) -> str:
    if expected == 1:
        return "the result is not as expected" if unmet else "the result is as expected"
    if not unmet:
        return f"all {expected} results are as expected"
    return f"{unmet} of {expected} results {'is' if unmet == 1 else 'are'} not as expected"


def _notice(unmet: Unmet, output: Symbol) -> Notice:
    what: Sentence = {
        0: ("the solution for ", unmet.of),
        1: (Gradient(unmet.of, output),),
        2: ("the Hessian of ", output, " at ", unmet.of),
    }[unmet.order]
    if not unmet.derived:
        isolated: Sentence = ("The file expects ", Code(unmet.expect), ", and ", unmet.of, " could not be isolated.")
        return Notice(("Not as expected: ", *what), (isolated,), ())
    derived = Code(f'expect = "{unmet.derived}"')
    if unmet.has_its_values:
        same = "Both have the same values, in two forms."
        way: Sentence = ("Write ", derived, ", or equations that end in the form that is expected.")
    else:
        same = "At random points they have not the same values."
        way = ("Where the equations are as they should be, write ", derived, ".")
    said: Sentence = ("The file expects ", Code(unmet.expect), "; derived is ", Code(unmet.derived), ". ", same)
    return Notice(("Not as expected: ", *what), (said,), (way,) if unmet.can_be_expected else ())


def _hints(problem: Problem) -> tuple[Block, ...]:
    """What is no fault, but leaves a reader alone: names without words."""
    if not problem.meanings:
        return ()
    symbols = [symbol for symbol in problem.program.symbols if symbol is not problem.program.output]
    if not (silent := [symbol for symbol in symbols if not problem.meanings.get(symbol.name)]):
        return ()
    words: Sentence = ("Nothing says what ", *listed(silent), " mean" if len(silent) > 1 else " means")
    return (Paragraph((*words, ": give an input words in [words], and a [[define]] a `text`.")),)
