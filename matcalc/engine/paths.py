"""Which variables the output sees, through what, and in which order their gradients can be derived."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.errors import InputError
from matcalc.forms.matrix_form import ScalarFunction, Symbol
from matcalc.forms.program import Program


class Paths:
    """The paths from the variables of a program to its output.

    consumers: for each variable the definitions on the way to the output that read it, in order. order: the variables
    whose gradient is wanted or needed on the way, such that what reads a variable comes before it. Raises InputError
    where a gradient is given at a variable that the output also sees through later equations.
    """

    def __init__(self, program: Program, wanted: Sequence[Symbol]) -> None:
        self.temporaries = {d.symbol for d in program.definitions if d.is_temporary}
        reaching = {program.output}
        readers: dict[Symbol, list[Symbol]] = {symbol: [] for symbol in program.symbols}
        for definition in reversed(program.definitions):
            if definition.symbol not in reaching:
                continue
            reaching.update(definition.uses)
            if not isinstance(definition.body, ScalarFunction):
                for used in definition.uses:
                    readers[used].append(definition.symbol)
        self.consumers = {symbol: tuple(reversed(found)) for symbol, found in readers.items()}
        self._check_given(program)
        self.order = self._order(program, wanted, reaching)

    def _check_given(self, program: Program) -> None:
        for symbol in program.given:
            if self.consumers[symbol]:
                through = ", ".join(consumer.name for consumer in self.consumers[symbol])
                raise InputError(
                    f"the gradient at {symbol.name} is given, but {program.output.name} also sees {symbol.name} "
                    f"through {through}: give the gradient only where no later equation on the way reads the variable"
                )

    def _order(self, program: Program, wanted: Sequence[Symbol], reaching: set[Symbol]) -> tuple[Symbol, ...]:
        """Backwards; a variable comes as soon as everything that reads it has its cotangent, inputs first.

        Two variables with the same first reader do not depend on each other, so there the wish decides.
        """
        needed = set(wanted)
        for definition in program.definitions:
            if definition.symbol in reaching and needed.intersection(definition.uses):
                needed.add(definition.symbol)
        if program.output not in wanted:
            needed.discard(program.output)
        position = {d.symbol: number for number, d in enumerate(program.definitions)}
        rank = {symbol: number for number, symbol in enumerate(dict.fromkeys((*wanted, *program.symbols)))}

        def key(symbol: Symbol) -> tuple[int, bool, int]:
            first = min((position[consumer] for consumer in self.consumers[symbol]), default=len(position))
            return (-first, symbol in position, rank[symbol])

        return tuple(sorted((s for s in program.symbols if s in needed), key=key))
