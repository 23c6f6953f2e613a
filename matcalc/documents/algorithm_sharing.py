"""Parts that stand in several lines of an algorithm, or several times in one, get a line and a name of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count

from matcalc.codegen.form import Form
from matcalc.engine.cost import cost
from matcalc.engine.temporaries import LETTERS, first_free, names_in
from matcalc.forms.index_form import Entry, Factor, IndexSum, arrays_in
from matcalc.forms.matrix_form import Apply, Cotangent, Diag, Node, Ones, Power, Product, Scale, Symbol, Transpose
from matcalc.forms.matrix_functions import Determinant, LogDeterminant
from matcalc.forms.program import Program
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance
from matcalc.forms.traversal import replaced, walk

Named = Symbol | Cotangent
Line = tuple[Named | None, Form]
"""An array with what it is; None of a result that has no name."""

CALLS = (Apply, Softmax, LogSumExp, Mean, Norm, Variance, Determinant, LogDeterminant)
"""What takes a pass over an array, however short it is in print."""

LONGEST_REPEATED = 1
"""The operators of anything else, of one entry at a time, that a reader sees twice more easily than under a name."""


def with_shared_parts(lines: Sequence[Line], programs: Sequence[Program]) -> tuple[Line, ...]:
    """The same arrays in an order in which they can be computed, with the parts that they share before them.

    A part that is one of the arrays has its name, and one that a derivation gave a name while it lasted has that.
    programs: those of all derivations of the page.
    """
    sharing = _Sharing(lines, programs)
    return tuple(sharing.ordered())


class _Sharing:
    def __init__(self, lines: Sequence[Line], programs: Sequence[Program]) -> None:
        self._lines = lines
        known = {form.value: name for name, form in reversed(lines) if name is not None and _is_array(form)}
        short, free = _temporaries(programs), free_names(programs)
        self._names: dict[Node, Named] = {}
        self._parts: dict[Named, Node] = {}
        for part in _repeated([root for _, form in lines for root in _roots(form)]):
            if (name := known.get(part)) is None:
                name = short.get(part) or Symbol(next(free), part.shape)
                self._parts[name] = part
            self._names[part] = name

    def ordered(self) -> Iterator[Line]:
        """Each line after those that it needs."""
        forms = {name: form for name, form in self._lines if name is not None}
        forms.update((name, Form(part)) for name, part in self._parts.items())
        done: set[Named] = set()
        for line in self._lines:
            waiting: list[tuple[Line, bool]] = [(line, False)]
            while waiting:
                (name, form), is_ready = waiting.pop()
                if name is not None and name in done:
                    continue
                made = self._written(form, name)
                if is_ready:
                    done |= {name} if name is not None else set()
                    yield name, made
                    continue
                waiting.append(((name, form), True))
                used = dict.fromkeys(part for root in _roots(made) for part in walk(root))
                waiting += [((one, forms[one]), False) for one in reversed(used) if one in forms and one not in done]

    def _written(self, form: Form, name: Named | None) -> Form:
        """A form with names in the place of its shared parts, but for the one that it says what it is."""
        if isinstance(form.value, IndexSum):
            terms = (replace(term, factors=tuple(map(self._factor, term.factors))) for term in form.value.terms)
            return replace(form, value=IndexSum(tuple(terms)))
        return replace(form, value=self._array(form.value, name))

    def _factor(self, factor: Factor) -> Factor:
        return replace(factor, array=self._array(factor.array, None)) if isinstance(factor, Entry) else factor

    def _array(self, root: Node, own: Named | None) -> Node:
        found = {part: name for part in walk(root) if (name := self._names.get(part)) is not None and name is not own}
        return replaced(root, found)


def _roots(form: Form) -> Iterable[Node]:
    return (form.value,) if isinstance(form.value, Node) else arrays_in(form.value)


def _is_array(form: Form) -> bool:
    return isinstance(form.value, Node)


def _repeated(roots: Sequence[Node]) -> list[Node]:
    """The parts that would be seen several times where those that hold them have names, the smallest first."""
    seen = Counter(roots)
    found: list[Node] = []
    for part in reversed(dict.fromkeys(part for root in dict.fromkeys(roots) for part in walk(root))):
        is_named = seen[part] > 1 and _is_worth_a_name(part)
        found += [part] if is_named else []
        for child in part.children:
            seen[child] += 1 if is_named else seen[part]
    return found[::-1]


def _is_worth_a_name(part: Node) -> bool:
    if isinstance(part, Transpose | Scale | Diag) or (isinstance(part, Power) and part.exponent < 0):
        return False  # what stands in it may be
    arrays = [one for one in walk(part) if isinstance(one, Symbol | Cotangent)]
    if not arrays or part in arrays:
        return False
    if isinstance(part, Product) and any(not arg.shape.is_scalar for arg in part.args):
        factors = [arg for arg in part.args if not isinstance(arg, Ones)]
        return len(factors) > 1 or cost(factors[0]).operators > LONGEST_REPEATED
    return isinstance(part, CALLS) or cost(part).operators > LONGEST_REPEATED


def _temporaries(programs: Sequence[Program]) -> Mapping[Node, Symbol]:
    """The names that derivations gave parts of equations, by the parts as they stand in results."""
    found: dict[Node, Symbol] = {}
    for program in programs:
        images: dict[Node, Node] = {}
        for definition in program.definitions:
            if definition.is_temporary and isinstance(definition.body, Node):
                images[definition.symbol] = replaced(definition.body, images)
                found.setdefault(images[definition.symbol], definition.symbol)
    return found


def free_names(programs: Sequence[Program]) -> Iterator[str]:
    """Names that stand for nothing else on the page."""
    taken = set().union(*map(names_in, programs))
    letter = first_free(LETTERS, taken)
    return (name for number in count(1) if (name := f"{letter}{number}") not in taken)
