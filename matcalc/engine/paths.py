"""Which variables the output sees, through what, and in which order their gradients can be derived."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.engine.readers import at_end, readings
from matcalc.engine.temporaries import first_free, names_in
from matcalc.errors import InputError
from matcalc.forms.families import generic, label_of
from matcalc.forms.matrix_form import ScalarFunction, Symbol
from matcalc.forms.program import Program


def way_to_give(program: Program, symbol: Symbol) -> str:
    """What to do where the gradient at a variable is given that later equations read: name what is handed on."""
    label = label_of(symbol)
    at = f"[{label.name}]" if label is not None else ""
    taken = names_in(program) | {one.member.family.name for one in program.symbols if one.member is not None}
    copy = f"{first_free('yuv', taken)}{at}"
    return f"add an equation {copy} = {symbol.name}, and let the gradient at {copy} be given instead"


class Paths:
    """The paths from the variables of a program to its output.

    consumers: for each variable the definitions on the way to the output that read it, in order. order: the variables
    whose gradient is wanted or needed on the way, such that what reads a variable comes before it; of a family, what
    reads it in its own step. later: the families whose gradients a step later are used in the step before. Raises
    InputError where a gradient is given at a variable that the output also sees through later equations.
    """

    def __init__(self, program: Program, wanted: Sequence[Symbol]) -> None:
        self.temporaries = {d.symbol for d in program.definitions if d.is_temporary}
        reaching = _reaching(program)
        readers: dict[Symbol, list[Symbol]] = {symbol: [] for symbol in program.symbols}
        for definition in reversed(program.definitions):
            if definition.symbol not in reaching:
                continue
            if not isinstance(definition.body, ScalarFunction):
                for variable, reader in readings(definition):
                    readers.setdefault(variable, []).append(reader)
        self.consumers = {symbol: tuple(reversed(found)) for symbol, found in readers.items()}
        self.later = {generic(reader) for found in readers.values() for reader in found if _is_later(reader)}
        self._check_given(program)
        self.order = self._order(program, wanted, reaching)

    def _check_given(self, program: Program) -> None:
        for symbol in program.given:
            if readers := self.consumers.get(symbol, ()):
                named = [reader.name for reader in readers if generic(reader) not in self.temporaries]
                through = ", ".join(named) or "later equations"
                raise InputError(
                    f"the gradient at {symbol.name} is given, but {program.output.name} also sees {symbol.name} "
                    f"through {through}: {way_to_give(program, symbol)}"
                )

    def _order(self, program: Program, wanted: Sequence[Symbol], reaching: set[Symbol]) -> tuple[Symbol, ...]:
        """Backwards; a variable comes as soon as everything that reads it has its cotangent, inputs first.

        Two variables with the same first reader do not depend on each other, so there the wish decides.
        """
        needed: set[Symbol] = set()
        more = {*map(generic, wanted), *wanted}
        while more - needed:  # once, and again for what is read a step later
            needed |= more
            for definition in program.definitions:
                read = [variable for variable, _ in readings(definition)]
                if definition.symbol in reaching and not more.isdisjoint((*read, *map(generic, definition.uses))):
                    more.add(definition.symbol)
        if program.output not in wanted:
            needed.discard(program.output)
        position = {d.symbol: number for number, d in enumerate(program.definitions)}
        rank = {symbol: number for number, symbol in enumerate(dict.fromkeys((*wanted, *program.symbols)))}

        def key(symbol: Symbol) -> tuple[int, bool, int]:
            ends = self.consumers.get(at_end(symbol), ()) if label_of(symbol) is not None else ()
            here = (consumer for consumer in (*self.consumers[symbol], *ends) if not _is_later(consumer))
            first = min((position[generic(consumer)] for consumer in here), default=len(position))
            return (-first, symbol in position, rank[symbol])

        return tuple(sorted((s for s in program.symbols if s in needed), key=key))


def _reaching(program: Program) -> set[Symbol]:
    """The arrays that the output sees. Backwards, again for as long as something read a step before is new."""
    reaching: set[Symbol] = set()
    more = {program.output}
    while more - reaching:
        reaching |= more
        for definition in reversed(program.definitions):
            if definition.symbol in more:
                more.update((*definition.uses, *map(generic, definition.uses)))
    return reaching


def _is_later(reader: Symbol) -> bool:
    """Whether a reader stands a step after the variable that it reads."""
    at = reader.member.at if reader.member is not None else None
    return at is not None and at.label is not None and at.offset > 0
