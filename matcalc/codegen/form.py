"""What code is asked to compute: a matrix form, or an index form with the order of its axes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from matcalc.codegen.kronecker import with_entries_of_factors
from matcalc.errors import InvariantError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.index_form import Delta, Entry, IndexSum
from matcalc.forms.indices import Index
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import IndexDefinition
from matcalc.rules.assemble import raised


@dataclass(frozen=True, slots=True)
class Form:
    """A value to be computed. free: the free indices of an index form, in the order of its axes."""

    value: Node | IndexSum
    free: tuple[Index, ...] = ()

    @staticmethod
    def of_body(body: Node | IndexDefinition) -> Form:
        """The right side of a definition."""
        return Form(body) if isinstance(body, Node) else Form(body.body, body.places)

    @property
    def axes(self) -> tuple[Dimension, ...]:
        """The lengths of the axes of its array; axes declared 1 are left out."""
        if isinstance(self.value, Node):
            return self.value.shape.axes
        return tuple(index.range for index in self.free)

    def mapped(self, image: Callable[[Node], Node]) -> Form:
        """The form with another matrix form for each that it is made of, of equal shape."""
        if isinstance(self.value, Node):
            return Form(image(self.value))
        terms = []
        for term in self.value.terms:
            factors = (
                Entry(image(entry_array(factor)), factor.places) if isinstance(factor, Entry) else factor
                for factor in term.factors
            )
            terms.append(with_entries_of_factors(replace(term, factors=tuple(factors))))
        return Form(IndexSum(tuple(terms)), self.free)

    def arrays(self) -> Iterator[Node]:
        """The matrix forms it is made of. Raises InvariantError for a derivative that has no name."""
        if isinstance(self.value, Node):
            yield self.value
            return
        for term in self.value.terms:
            for factor in term.factors:
                if isinstance(factor, Entry):
                    yield entry_array(factor)
                elif not isinstance(factor, Delta):
                    raise InvariantError("there is no code for a derivative that has no name")


def entry_array(entry: Entry) -> Node:
    """The array of which an entry is read, the exponent taken into it."""
    return raised(entry.array, entry.exponent)
