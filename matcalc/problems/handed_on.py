"""What the unknown function E reads itself and later equations read too, as the cell state of an LSTM.

∂E/∂c would mean two things: what E makes of c directly, which is given, and all of it, which is derived. So E reads
c_out = c instead: the gradient there is the given one, and that at c adds what passes through the other equations.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain, count

from matcalc.engine.temporaries import names_in
from matcalc.forms.matrix_form import ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program


def with_copies(inputs: Sequence[Symbol], definitions: Sequence[Definition]) -> tuple[Definition, ...]:
    """The definitions, E reading a copy of what reaches it through other equations too, defined just before it.

    Nothing changes where the last of them is not E.
    """
    *before, last = definitions
    if not isinstance(last.body, ScalarFunction):
        return tuple(definitions)
    reaching, read = set(last.uses), set[Symbol]()
    for definition in reversed(before):
        if definition.symbol in reaching:
            reaching.update(definition.uses)
            read.update(definition.uses)
    taken = names_in(Program(tuple(inputs), tuple(definitions), last.symbol))
    copies = {symbol: _copy(symbol, taken) for symbol in last.uses if symbol in read}
    if not copies:
        return tuple(definitions)
    handed_on = (Definition(copy, symbol) for symbol, copy in copies.items())
    unknown = ScalarFunction(tuple(copies.get(symbol, symbol) for symbol in last.uses))
    return (*before, *handed_on, Definition(last.symbol, unknown, last.is_temporary))


def _copy(symbol: Symbol, taken: Collection[str]) -> Symbol:
    names = chain((f"{symbol.name}_out",), (f"{symbol.name}_out{number}" for number in count(1)))
    return Symbol(next(name for name in names if name not in taken), symbol.shape)
