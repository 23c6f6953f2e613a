"""The reader of matrix expressions: operators and calls; leaves and brackets are read by the classes it builds on."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcalc.errors import LanguageError
from matcalc.forms.families import labels_in
from matcalc.forms.matrix_form import Add, LabelSum, Number, Power, Scale, Transpose
from matcalc.forms.shapes import broadcast
from matcalc.forms.traversal import symbols_in
from matcalc.forms.vectorized import Unvec
from matcalc.notation.brackets_in import BracketReader
from matcalc.notation.calls import Taken, called, is_elementwise, levels
from matcalc.notation.degrees import degree
from matcalc.notation.leaves_in import AnyPart
from matcalc.notation.numbers_in import MOST_POWER, MOST_POWER_OF_NUMBER, exponent_of
from matcalc.notation.parts import ArrayPart, AxisPart, CallPart, EntryPart, RunPart, UnknownPart
from matcalc.notation.repairs import misfit
from matcalc.notation.runs import OPERATORS, Run
from matcalc.notation.sizes_in import as_size
from matcalc.notation.syntax import MAX_NESTING, NO_INNER_SUM, is_in_bracket, too_deep

if TYPE_CHECKING:
    from lark import Token, Tree


NO_LABELS = "index notation is read in a definition, such as z[j] = sum i: w[i,j] a[i]"


class MatrixReader(BracketReader):
    """Reads what BracketReader does, and whole matrix expressions."""

    def _operand(self, part: AnyPart) -> ArrayPart:
        """`part`, which must be an array, as one side of an operator."""
        if isinstance(part, EntryPart) and is_in_bracket(self.text, part.start):
            raise LanguageError(NO_INNER_SUM, self.text, part.start)
        return self.array(part)

    def grouped(self, tree: Tree[Token], children: list[AnyPart]) -> AnyPart:
        part = children[0]
        if isinstance(part, ArrayPart):
            node = as_size(part.node)
            return replace(part, node=node, start=tree.meta.start_pos, end=tree.meta.end_pos, name=None)
        return part

    # operators

    def matrix(self, tree: Tree[Token], children: list[Any]) -> AnyPart:
        parts = []
        sign = 1
        for child in children:
            if isinstance(child, RunPart):
                parts.append(self._finished(child, sign, tree, alone=len(children) == 1))
            else:
                sign = -1 if child.type == "MINUS" else 1
        if len(parts) == 1:
            return parts[0]
        arrays = [self.array(part) for part in parts]
        operators = children[1::2]
        shape = arrays[0].node.shape
        for place, (operator, part) in enumerate(zip(operators, arrays[1:], strict=True), start=1):
            joined = broadcast(shape, part.node.shape)
            if joined is None:
                left = arrays[0].node if place == 1 else Add(tuple(done.node for done in arrays[:place]))
                right = self.array(self._finished(children[2 * place], 1, tree, alone=False)).node
                raise misfit("-" if operator.type == "MINUS" else "+", left, right, self.text, operator.start_pos)
            shape = joined
        depth = max(part.depth for part in arrays) + 1
        return self._made(lambda: Add(tuple(part.node for part in arrays)), depth, tree)

    def label_sum(self, tree: Tree[Token], children: list[Any]) -> RunPart:
        name, start, end = children[0], tree.meta.start_pos, tree.meta.end_pos
        if (label := self.labels.get(str(name))) is None:
            known = f"the labels are {', '.join(self.labels)}" if self.labels else NO_LABELS
            raise LanguageError(f"{name} is no label of arrays: {known}", self.text, name.start_pos)
        part = self._operand(self._finished(children[1], 1, tree, alone=False))
        if label not in labels_in(part.node):
            message = f"nothing under this sum has the label {name}: it would add the same {label.last} times"
            raise LanguageError(message, self.text, name.start_pos)
        return RunPart(Fraction(1), self._made(lambda: LabelSum(label, part.node), part.depth + 1, tree), start, end)

    def _finished(self, run: RunPart, sign: int, tree: Tree[Token], *, alone: bool) -> AnyPart:
        coefficient = sign * run.coefficient
        if run.body is None:
            return ArrayPart(Number(coefficient), 1, run.start, run.end)
        if coefficient == 1:
            return run.body if alone else self._operand(run.body)
        part = self._operand(run.body)
        return self._made(lambda: Scale(coefficient, part.node), part.depth + 1, tree)

    def run(self, tree: Tree[Token], children: list[Any]) -> RunPart:
        start, end = tree.meta.start_pos, tree.meta.end_pos
        if len(children) == 1 and not (isinstance(children[0], ArrayPart) and isinstance(children[0].node, Number)):
            return RunPart(Fraction(1), children[0], start, end)
        run = Run(self.text)
        operator, column = "*", start
        for child in children:
            if isinstance(child, (ArrayPart, EntryPart, UnknownPart)):
                run.take(operator, column, self._operand(child))
                if run.levels > MAX_NESTING:
                    raise too_deep(self.text, child.start)
            elif child.type == "MINUS":
                run.coefficient = -run.coefficient
            else:
                operator, column = OPERATORS[child.type], child.start_pos
        body = ArrayPart(run.node(), run.levels, start, end) if run.args else None
        return RunPart(run.coefficient, body, start, end)

    def powered(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        base, exponent = self.array(children[0]), children[1]
        most = MOST_POWER if symbols_in(base.node) else MOST_POWER_OF_NUMBER
        if exponent.numerator not in (-1, 0, 1) and degree(base.node) * abs(exponent.numerator) > most:
            what = "a power of a number" if most < MOST_POWER else "a power of powers"
            message = f"{what} goes up to {most}; this one is higher"
            raise LanguageError(message, self.text, tree.meta.start_pos)
        return self._made(lambda: Power(base.node, exponent), base.depth + 1, tree)

    def exponent(self, _tree: Tree[Token], children: list[Token]) -> Fraction:
        return exponent_of(children, self.text)

    def transposed(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        base = self.array(children[0])
        return self._made(lambda: Transpose(base.node), base.depth + 1, tree)

    # calls

    def axis(self, tree: Tree[Token], children: list[Token]) -> AxisPart:
        value = str(children[0])
        if value not in ("0", "1", "None"):
            message = f"axis is 0 (each column by itself), 1 (each row by itself) or None (all entries), not {value}"
            raise LanguageError(message, self.text, children[0].start_pos or 0)
        return AxisPart(None if value == "None" else int(value), tree.meta.start_pos)

    def call(self, tree: Tree[Token], children: list[Any]) -> ArrayPart | EntryPart:
        order = len(children[1]) if getattr(children[1], "type", "") == "PRIMES" else 0
        arguments = tuple(child for child in children if isinstance(child, (ArrayPart, EntryPart, UnknownPart)))
        axes = [child for child in children if isinstance(child, AxisPart)]
        if len(axes) > 1:
            raise LanguageError("axis is given twice", self.text, axes[1].column)
        start, end = tree.meta.start_pos, tree.meta.end_pos
        call = CallPart(str(children[0]), order, axes[0] if axes else None, start)
        entry = arguments[0] if len(arguments) == 1 else None
        if isinstance(entry, EntryPart) and entry.node is not None and is_elementwise(call.name):
            whole = self._call_of(call, (ArrayPart(entry.node, entry.depth, entry.start, entry.end),), tree)
            return EntryPart(whole.node, whole.depth, entry.places, start, end)
        return self._call_of(call, tuple(self.array(argument) for argument in arguments), tree)

    def _call_of(self, call: CallPart, arguments: tuple[ArrayPart, ...], tree: Tree[Token]) -> ArrayPart:
        nodes = tuple(argument.node for argument in arguments)
        depth = max(argument.depth for argument in arguments) + levels(call.name)
        return self._made(
            lambda: called(call, nodes, Taken(self.symbols, self.lengths, self.functions), self.text), depth, tree
        )

    def unvectored(self, tree: Tree[Token], children: list[Any]) -> ArrayPart:
        arg, sizes = self.array(children[1]), [self.length(place) for place in children[2:]]
        if len(sizes) != 2:
            message = f"unvec takes a vector and 2 lengths, unvec(x, m, n); it was given {len(sizes)}"
            raise LanguageError(message, self.text, tree.meta.start_pos)
        return self._made(lambda: Unvec(arg.node, *sizes), arg.depth + 1, tree)
