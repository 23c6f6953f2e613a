"""All that a problem states a second time, compared with its equations at random points."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.checking.claims.bias import bias_clash, cut_clash
from matcalc.checking.claims.bias_joined import joined_clash
from matcalc.checking.claims.clash import Clash
from matcalc.checking.claims.elementwise import elementwise_clash
from matcalc.checking.claims.layouts import Oriented, layout_clashes
from matcalc.checking.claims.matching import Match, are_equal, match
from matcalc.checking.claims.orientation import orientation_clash
from matcalc.checking.claims.results import Asked
from matcalc.checking.claims.rows import row_clash
from matcalc.checking.claims.stated_shapes import shape_clash
from matcalc.checking.claims.statement import DerivativeOf, EquationOf, GradientAt, Reading, ShapeOf, Statement, Way
from matcalc.checking.claims.targets import targets
from matcalc.checking.claims.turning import nodes_in
from matcalc.checking.claims.unexplained import unexplained
from matcalc.checking.comparing import Comparing, at_points
from matcalc.errors import InputError
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose


def clashes(statements: Sequence[Statement], asked: Asked) -> tuple[Clash, ...]:
    """The clashes among the statements of a problem and its equations, in the order of the statements.

    Raises InputError for a statement that does not go with the shapes of the problem, nor with any that a convention
    explains, and where the equations have no value.
    """
    formulas = [one for one in statements if not isinstance(one.subject, ShapeOf)]
    found = [clash for one in statements if one not in formulas and (clash := shape_clash(one, asked)) is not None]
    if formulas:
        found += _of_formulas(formulas, asked)
    places = [id(one) for one in statements]
    return tuple(sorted(found, key=lambda clash: places.index(id(clash.statement))))


def _of_formulas(formulas: Sequence[Statement], asked: Asked) -> list[Clash]:
    def compare(comparing: Comparing) -> list[Clash]:
        found: list[Clash] = []
        oriented: list[Oriented] = []
        for statement in formulas:
            comparing.where = f"what {statement.place} states"
            matched = match(statement, asked.output, comparing)
            if matched is None or not matched.is_as_declared:
                through = _through_all(statement, asked)
                if through is not None and (matched is None or through.is_as_declared):
                    matched = through
            if matched is None or not matched.is_as_declared:
                found.append(_clash(statement, matched, asked, comparing))
            elif isinstance(statement.subject, DerivativeOf) and isinstance(matched.reading.body, Node):
                oriented.append(Oriented(statement, matched.layouts))
        return [*found, *layout_clashes(oriented, asked)]

    moving = {asked.output, *asked.wanted, *(symbol for one in formulas for symbol in one.symbols)}
    held = frozenset(asked.program.inputs) - moving
    return at_points(asked.program, asked.program, compare, show=asked.show, facts=asked.facts, held=held)


def _through_all(statement: Statement, asked: Asked) -> Match | None:
    """How a derivative holds with the variable followed through all equations, not through one alone."""
    subject = statement.subject
    if not isinstance(subject, DerivativeOf) or subject.of is asked.output:
        return None
    program = asked.program.ending_in(subject.of)
    read = () if statement.as_declared is None else nodes_in(statement.as_declared)
    known = set(program.symbols)
    if any(isinstance(node, Cotangent) or (isinstance(node, Symbol) and node not in known) for node in read):
        return None  # it speaks of what comes later

    def compare(comparing: Comparing) -> Match | None:
        return match(statement, subject.of, comparing)

    held = frozenset(program.inputs) - {*statement.symbols}
    return at_points(program, program, compare, show=asked.show, facts=asked.facts, held=held)


def _is_transpose(statement: Statement, asked: Asked, comparing: Comparing) -> bool:
    """Whether the statement as it stands gives the transpose of what it should."""
    declared = statement.as_declared
    if declared is None or not isinstance(declared.body, Node):
        return False
    wanted = [one.value for one in targets(statement.subject, declared, asked.output)]
    nodes = [one for one in wanted if isinstance(one, Node)]
    return any(are_equal(Transpose(one), declared.body, (), comparing) for one in nodes)


def _clash(statement: Statement, matched: Match | None, asked: Asked, comparing: Comparing) -> Clash:
    """What explains a statement that does not hold as it stands."""
    if matched is not None:
        reading = matched.reading
        if reading.cut:
            return cut_clash(statement, reading, asked)
        if reading.way.joined is not None:
            return joined_clash(statement, reading, reading.way.joined, asked)
        is_matrix = [array.shape.is_matrix for array in reading.turned]
        is_transpose = _is_transpose(statement, asked, comparing)
        if not any(is_matrix) or (is_transpose and not all(is_matrix)):
            return row_clash(statement, reading, asked, is_transpose=is_transpose)
        declared = statement.as_declared
        if all(is_matrix) or declared is None or isinstance(statement.subject, EquationOf):
            return orientation_clash(statement, matched, asked)
        return unexplained(statement, declared, asked)  # a sum along the other axis is no convention
    subject, declared = statement.subject, statement.as_declared
    is_vector = isinstance(subject, GradientAt) and not subject.of.shape.is_matrix
    if is_vector and declared is not None and _is_transpose(statement, asked, comparing):
        return row_clash(statement, Reading(declared.body, Way((subject.of,))), asked, is_transpose=True)
    explained = bias_clash(statement, asked, comparing) or elementwise_clash(statement, asked)
    if explained is not None:
        return explained
    if statement.as_declared is None:
        raise InputError(statement.fault)
    return unexplained(statement, statement.as_declared, asked)
