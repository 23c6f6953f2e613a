"""What the members of families are called in code, and what holds them.

The member h[t] of a family is h[t] in the code, too. What is computed stands in a dict by t, with a given h[0]. A
family that is passed becomes a list that begins with the given h[0] or, where there is none, with its first member once
more: each member then has the place of its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.codegen.backends import Backend
from matcalc.codegen.names import Names
from matcalc.codegen.parameters import array_key, symbol_of, united
from matcalc.codegen.steps import Item, Named, Plan
from matcalc.forms.families import generic, label_of, member
from matcalc.forms.labels import At, Family, Label, labels_of_length
from matcalc.forms.matrix_form import Cotangent, Symbol


class Members:
    """Texts of arrays in the code of a plan.

    arrays: what is passed, by name. ends: the names of the last values of labels.
    """

    def __init__(self, plan: Plan, inputs: Sequence[Symbol], labels: Sequence[Label], names: Names) -> None:
        self._plan, self._labels, self._supply = plan, labels, names
        self._letters = {label: names.take(label.name) for label in labels}
        self.ends = {label.last: names.take(label.last) for label in labels}
        passed: tuple[Named, ...] = (*inputs, *(one for one in plan.given if isinstance(one, Cotangent)))
        # a name of the user's own stays: h_0 is the array h_0, and h[0] gives way to it
        taken = {array: names.take(_key(array)) for array in sorted(passed, key=lambda one: "[" in array_key(one))}
        self.arrays = {array: taken[array] for array in passed}
        self._families: dict[tuple[Family, bool], str] = {}
        for array, name in self.arrays.items():
            if label_of(symbol_of(array)) is not None:
                self._families[_family(array)] = name
        self._names: dict[Named, str] = {}
        for item in self._items:
            if item.label is None:
                self._names[item.target] = names.take(_key(item.target))
            elif _family(item.target) not in self._families:
                self._families[_family(item.target)] = names.take(base(item.target))

    @property
    def _items(self) -> tuple[Item, ...]:
        return (*self._plan.forward, *self._plan.backward)

    @property
    def required(self) -> tuple[Named, ...]:
        """What has to be passed."""
        given = set(self._plan.given)
        return tuple(array for array in self.arrays if array in given)

    def know(self, symbol: Symbol) -> None:
        """A symbol that is called by its own name."""
        self._names[symbol] = symbol.name

    def text(self, array: Named) -> str:
        """What an array is called in the code."""
        symbol = symbol_of(array)
        if array in self._names:
            return self._names[array]  # the gradient at h[0] is no part of the recursion
        if symbol.member is None or (_family(array) not in self._families):
            return self.arrays[array]
        at = symbol.member.at
        origin = self.letter(at.origin) if isinstance(at.origin, Label) else self.ends.get(at.origin, "")
        if not origin:
            return f"{self._families[_family(array)]}[{at.offset}]"
        shift = f" {'+' if at.offset > 0 else '-'} {abs(at.offset)}" if at.offset else ""
        return f"{self._families[_family(array)]}[{origin}{shift}]"

    def letter(self, label: Label) -> str:
        """The variable of a loop over a label."""
        if label not in self._letters:  # one of a sum that had to be called otherwise
            self._letters[label] = self._supply.take(label.name)
        return self._letters[label]

    def over(self, label: Label) -> str:
        """The head of a loop over all values of a label."""
        return f"for {self.letter(label)} in range(1, {self.ends[label.last]} + 1)"

    def listed(self, array: Named, label: Label) -> str:
        """The list of an array for each value of a label."""
        symbol = symbol_of(array)
        is_passed = array in self.arrays and symbol.member is not None and symbol.member.at.offset == 0
        return f"{self.arrays[array]}[1:]" if is_passed else f"[{self.text(array)} {self.over(label)}]"

    # what stands before the loops

    def end_lines(self) -> Iterator[str]:
        """The lines after which the last values of labels are known."""
        for label in self._labels:
            families = [array for array in self.required if label_of(symbol_of(array)) is label]
            if families:
                yield f"{self.ends[label.last]} = len({self.arrays[families[0]]})"

    def first_lines(self, backend: Backend) -> Iterator[str]:
        """The lines after which members have the places of their numbers."""
        required = set(self.required)
        is_said = False
        for (family, is_gradient), name in self._families.items():
            first: Symbol | Cotangent = member(family, At("", 0))
            start = self.arrays[first] if not is_gradient and first in required else ""
            whole = member(family, At(family.label))
            array: Named = Cotangent(whole) if is_gradient else whole
            last = Cotangent(member(family, At(family.label.last)))
            if array in self.arrays:
                if array in required:
                    if not start and not is_said:
                        yield f"# as in the formulas, {name}[1] is the first member; what stands at 0 is not used"
                        is_said = True
                    yield f"{name} = [{start or f'{name}[0]'}, *{name}]"
                continue
            known = f"0: {start}" if start else ""
            if is_gradient and last in self.arrays:
                known = f"{self.ends[family.label.last]}: {self.arrays[last]}"
            scalar = united((backend.number, backend.scalar))
            of = backend.array if family.shape.axes else scalar
            is_told = known and family.shape.axes
            yield f"{name}{'' if is_told else f': dict[int, {of}]'} = {{{known}}}"


def base(array: Named) -> str:
    """The name of a family, or of the gradients at its members."""
    family, is_gradient = _family(array)
    return f"grad_{family.name}" if is_gradient else family.name


def varies(symbol: Symbol) -> bool:
    """Whether the members of a family have different shapes."""
    return any(labels_of_length(side) for side in generic(symbol).shape.axes)


def _family(array: Named) -> tuple[Family, bool]:
    symbol = symbol_of(array)
    assert symbol.member is not None
    return symbol.member.family, isinstance(array, Cotangent)


def _key(array: Named) -> str:
    """What the code calls an array that is passed: x for x[t], h_0 for h[0]."""
    one = symbol_of(array).member
    if one is None:
        return array_key(array)
    return base(array) if one.at.label is not None else f"{base(array)}_{one.at}"
