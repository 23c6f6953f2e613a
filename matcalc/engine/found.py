"""What the index route has found so far, for the variables that come after: names, values, what is put in again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from matcalc.engine.differentiation import VariableGradient
from matcalc.engine.finishing import LONGEST_WRITTEN, names_asked_for, names_on_the_way
from matcalc.engine.paths import Paths
from matcalc.engine.readers import at_end
from matcalc.engine.requests import Request
from matcalc.engine.temporaries import Written
from matcalc.forms.facts import NONE, Facts
from matcalc.forms.families import label_of
from matcalc.forms.index_form import IndexSum, arrays_in
from matcalc.forms.labels import At
from matcalc.forms.matrix_form import Cotangent, Node, Symbol
from matcalc.forms.program import IndexDefinition, Program
from matcalc.forms.relabelling import AtPlace
from matcalc.forms.traversal import walk
from matcalc.rules.simplify_structure import is_zero


def given(variable: Symbol, *, requested: bool) -> VariableGradient:
    """The gradient at a variable that is given."""
    return VariableGradient(variable, (), (), Cotangent(variable), None, requested)


class Found:
    """Grows as the derivation goes backwards.

    named: the variables whose cotangent has a short name. derived: those whose derivative stays in index form.
    temporaries: the names of ours, of a family also the last. before_last: the families of which what was found holds
    for all members but the last; forms_at_end: the matrix forms of all families at the last member.
    """

    def __init__(self, program: Program, paths: Paths, matrix_forms: Mapping[Symbol, Node], facts: Facts) -> None:
        self._output = program.output
        self._paths = paths
        self._facts = facts
        self._matrix_forms = matrix_forms
        self.forms_at_end = {
            at_end(symbol): _at_end(form, symbol) for symbol, form in matrix_forms.items() if label_of(symbol)
        }
        forms = {**matrix_forms, **self.forms_at_end}
        ends = {at_end(symbol) for symbol in paths.temporaries if label_of(symbol)}
        self.temporaries: Collection[Symbol] = paths.temporaries | ends
        self._meanings: dict[Node, Node] = {s: form for s, form in forms.items() if s in self.temporaries}
        self._for_all: dict[Node, Node] = dict(self._meanings)
        self._written = Written(self._meanings, LONGEST_WRITTEN)
        self._written_for_all = Written(self._for_all, LONGEST_WRITTEN) if program.labels else self._written
        self.named: dict[Symbol, None] = dict.fromkeys(program.given)
        self.derived: dict[Symbol, IndexDefinition] = {}
        self.before_last: set[Symbol] = set()
        self._values: dict[Node, Node] = {}
        self._entries: dict[Symbol, IndexDefinition] = {}

    def meanings_for(self, variable: Symbol) -> Written:
        """What our names stand for in the derivative by a variable.

        Where it sums over a family, or is a fixed array, what holds for all members but the last is not put in.
        """
        is_one_step = variable.member is not None and variable.member.at.origin != ""
        return self._written if is_one_step else self._written_for_all

    def to_write_out(self, request: Request | None, unfolded: Iterable[Cotangent]) -> Mapping[Node, Node]:
        """The names that the user wants written out in the derivative by a variable."""
        if request is None:
            return names_on_the_way(unfolded, self._values)
        return names_asked_for(request, self._matrix_forms, self._values)

    def at_end(self, unfold: Mapping[Node, Node]) -> Mapping[Node, Node]:
        """The names to be written out at the last member of a family."""
        found: dict[Node, Node] = {}
        for name in unfold:
            if isinstance(name, Symbol):
                last: Symbol = at_end(name) if label_of(name) else name
                found[last] = self.forms_at_end.get(last, unfold[name])
            elif isinstance(name, Cotangent):
                one = Cotangent(at_end(name.of), name.output) if label_of(name.of) else name
                if one in self._values:
                    found[one] = self._values[one]
        return found

    def inserted(self, unfold: Iterable[Node]) -> dict[Symbol, IndexDefinition]:
        """The derivatives to be written out that go into the chain rule entry by entry: those without a sum.

        One with a sum has been collapsed once; it is written out as a matrix, in the last lines.
        """
        wanted = (one.of for one in unfold if isinstance(one, Cotangent))
        return {
            of: self._entries[of]
            for of in wanted
            if of not in self.derived
            and of in self._entries
            and not any(term.dummies or term.labels for term in self._entries[of].body.terms)
        }

    def may_be_carried(self, variable: Symbol) -> bool:
        """Whether the derivative by a variable may go into the next one entry by entry, for all members of a family."""
        if variable.member is None:
            return True
        return (
            label_of(variable) is not None and variable not in self._paths.later and not self._ends_otherwise(variable)
        )

    def is_before_last(self, gradient: VariableGradient, unfold: Iterable[Node]) -> bool:
        """Whether what was derived for a family does not hold for its last member."""
        if not label_of(gradient.of):
            return False
        if self._ends_otherwise(gradient.of) or _reads_ahead(gradient):
            return True
        return any(isinstance(one, Cotangent) and one.of in self.before_last for one in unfold)

    def take(self, gradient: VariableGradient, entry: IndexSum, *, stays: bool) -> None:
        """Keep what was found for a variable. stays: that it is put in as it is where it is an index form."""
        variable, value = gradient.of, gradient.value
        places = gradient.free[len(self._output.shape.axes) :]
        self._entries[variable] = IndexDefinition(places, entry)
        if gradient.before_last:
            self.before_last.add(variable)
        elif label_of(variable):
            there = _end_of(variable)
            self._entries[at_end(variable)] = IndexDefinition(tuple(map(there.index, places)), there.index_sum(entry))
        if self._facts == NONE and isinstance(value, Node) and is_zero(value) and not variable.member:
            self.derived[variable] = IndexDefinition(places, IndexSum(()))
            return
        if isinstance(value, IndexSum) and stays:
            # what the facts made of it may hold only where they do
            self.derived[variable] = IndexDefinition(places, value if self._facts == NONE else entry)
            return
        self.named[variable] = None
        if isinstance(value, Node):
            self._keep(variable, value, before_last=gradient.before_last)

    def _keep(self, variable: Symbol, value: Node, *, before_last: bool) -> None:
        cotangent = Cotangent(variable, self._output.shape)
        found: dict[Node, Node] = {cotangent: value}
        if label_of(variable) and not before_last:
            found[Cotangent(at_end(variable), self._output.shape)] = _at_end(value, variable)
        self._values.update(found)
        if variable in self.temporaries:
            self._meanings.update(found)
            if not before_last:
                self._for_all.update(found)

    def _ends_otherwise(self, variable: Symbol) -> bool:
        """Whether the output sees the last member of a family in another way than the others."""
        last = at_end(variable)
        others = {_at_end(reader, variable) for reader in self._paths.consumers.get(variable, ())}
        return last in self.named or others != set(self._paths.consumers.get(last, ()))


def _at_end(root: Node, variable: Symbol) -> Node:
    """An expression where the label of a variable takes its last value."""
    return _end_of(variable).node(root)


def _end_of(variable: Symbol) -> AtPlace:
    assert variable.member is not None
    label = variable.member.family.label
    return AtPlace(label, At(label.last))


def _reads_ahead(gradient: VariableGradient) -> bool:
    """Whether the value has members of a step later: after the last there is none."""
    value = gradient.value
    arrays = [value] if isinstance(value, Node) else list(arrays_in(value))
    parts = (part for array in arrays for part in walk(array))
    symbols = (part.of if isinstance(part, Cotangent) else part for part in parts)
    members = (one.member for one in symbols if isinstance(one, Symbol) and one.member is not None)
    return any(one.at.label is not None and one.at.offset > 0 for one in members)
