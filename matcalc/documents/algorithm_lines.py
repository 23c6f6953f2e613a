"""The lines of an algorithm: forward values, then derivatives backwards, each array computed once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from matcalc.chain import Gradient
from matcalc.codegen.form import Form
from matcalc.codegen.order import derivative_forms, form_of, in_order
from matcalc.codegen.shared_steps import with_shared
from matcalc.codegen.steps import Item, loops, plan_of_gradients
from matcalc.documents.algorithm import Assignment, Case, Loop, Stage, Statement
from matcalc.documents.algorithm_sharing import Line, free_names, with_shared_parts
from matcalc.documents.oriented import Turned, result_shape, turned
from matcalc.documents.page import Mathematics, Sentence
from matcalc.documents.sections import result_equation
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.engine.readers import at_end
from matcalc.forms.families import generic, label_of
from matcalc.forms.index_form import Entry
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Cotangent, Node, Symbol, Transpose
from matcalc.forms.program import Program
from matcalc.forms.shapes import Axes, Shape, derivative_shape
from matcalc.forms.traversal import walk
from matcalc.notation.glyphs import Glyphs
from matcalc.problems.problem import Problem

FORWARD = Stage(("Forward values",))
BACKWARD = Stage(("Derivatives, backwards",))

Named = Symbol | Cotangent


@dataclass(frozen=True, slots=True)
class Result:
    """What an algorithm ends with: the left side of its line, the derivative that it is, where that has another name,
    and its shape.
    """

    name: Mathematics
    derivative: Gradient | None
    shape: Shape | Axes


@dataclass(frozen=True, slots=True)
class Lines:
    """given: the arrays that the lines begin with. computed: the arrays that they compute. arrays: what they read."""

    given: tuple[Named, ...]
    computed: frozenset[Named]
    statements: tuple[Statement, ...]
    results: tuple[Result, ...]
    arrays: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The derivatives by the variables of these names, of one differentiation.

    programs: those of all derivations of the page. known: arrays of its equations that are derivatives, found before.
    """

    problem: Problem
    programs: tuple[Program, ...]
    differentiation: Differentiation
    wrt: tuple[str, ...]
    glyphs: Glyphs
    layout: Layout
    known: Mapping[Symbol, Gradient] = field(default_factory=dict)

    @property
    def output(self) -> Symbol:
        """What is differentiated."""
        return self.differentiation.program.output

    @property
    def gradients(self) -> tuple[VariableGradient, ...]:
        """The derivatives."""
        return tuple(self.differentiation.gradient(name) for name in self.wrt)

    def turned(self, gradient: VariableGradient) -> Turned | None:
        """A matrix as the layout writes it; None where that is what was derived."""
        return turned(gradient, self.output, self.layout) if isinstance(gradient.value, Node) else None


def derivative_lines(wanted: Wanted) -> Lines:
    """The lines that compute derivatives. Raises InputError where a loop over families of arrays can not."""
    if wanted.differentiation.program.labels:
        return _in_loops(wanted)
    program, named = wanted.differentiation.program, derivative_forms(wanted.differentiation)
    asked = {Cotangent(each.of, wanted.output.shape): each for each in wanted.gradients if _has_name(each, wanted)}
    all_needed = in_order(program, map(Form, asked), named).defined
    read = _read(array for _, form in all_needed for array in form.arrays())
    asked = {name: each for name, each in asked.items() if name in read or wanted.turned(each) is None}
    named_ones = {each.of for each in asked.values()}
    others = [_alone(each, wanted) for each in wanted.gradients if each.of not in named_ones]
    rest = [form for _, form in others]
    needed = dict(in_order(program, [*map(Form, asked), *rest], named).defined)
    usual = [Form(name) for name in (*program.symbols, *named) if name in needed]
    plan = in_order(program, [*usual, *rest], named)
    lines = with_shared_parts([*plan.defined, *((None, form) for form in rest)], wanted.programs)
    arrays = tuple(array for _, form in lines for array in form.arrays())
    writer = _Writer(wanted, asked, _read(arrays))
    backwards = _backwards(lines)
    forward = [writer.value(name, form) for name, form in lines if isinstance(name, Symbol) and name not in backwards]
    backward: list[Assignment] = []
    left = iter(others)
    for name, form in lines:
        match name:
            case Cotangent():
                backward += writer.derivative(name, form)
            case None:
                result, _ = next(left)
                backward.append(writer.result(result, form))
            case _ if name in backwards:
                backward.append(writer.value(name, form))
    return Lines(
        _in_usual_order(program, plan.given),
        frozenset(name for name, _ in lines if name is not None),
        _staged(forward, backward),
        tuple(writer.results),
        arrays,
    )


def _alone(gradient: VariableGradient, wanted: Wanted) -> tuple[Result, Form]:
    """A derivative that no other line reads: as the layout writes it, or entry by entry."""
    if (as_written := wanted.turned(gradient)) is not None:
        return Result(as_written.name, None, as_written.matrix.shape), Form(as_written.matrix)
    left = result_equation(gradient, wanted.output, wanted.problem).left
    return Result(left, None, result_shape(gradient)), form_of(gradient)


def _backwards(lines: Sequence[Line]) -> frozenset[Symbol]:
    """The arrays, other than derivatives, that are made of derivatives."""
    found: set[Symbol] = set()
    for name, form in lines:
        parts = [part for array in form.arrays() for part in walk(array)]
        if isinstance(name, Symbol) and any(isinstance(part, Cotangent) or part in found for part in parts):
            found.add(name)
    return frozenset(found)


def value_lines(programs: Sequence[Program], name: Symbol, value: Node) -> Lines:
    """The lines that compute a value, by the first of the programs, under a name that it has not had before."""
    program = programs[0]
    plan = in_order(program, [Form(value)], {})
    lines = with_shared_parts([*plan.defined, (name, Form(value))], programs)
    return Lines(
        _in_usual_order(program, plan.given),
        frozenset(one for one, _ in lines if one is not None),
        tuple(_assigned(one, form, ()) for one, form in lines if one is not None),
        (Result(name, None, name.shape),),
        tuple(array for _, form in lines for array in form.arrays()),
    )


def _in_loops(wanted: Wanted) -> Lines:
    differentiation = wanted.differentiation
    own_plan = plan_of_gradients(differentiation, [each.of for each in wanted.gradients])
    plan = with_shared(own_plan, free_names(wanted.programs))
    items = (*plan.forward, *plan.backward)
    arrays = tuple(array for item in items for array in item.values)
    asked = {Cotangent(each.of, wanted.output.shape): each for each in wanted.gradients}
    writer = _Writer(wanted, asked, _read(arrays))
    forward = [line for group in loops(plan.forward) for line in writer.group(group, is_backwards=False)]
    backward = [line for group in loops(plan.backward) for line in writer.group(group, is_backwards=True)]
    return Lines(
        _in_usual_order(differentiation.program, plan.given),
        frozenset(item.target for item in items),
        _staged(forward, backward),
        tuple(writer.results),
        arrays,
    )


class _Writer:
    """Makes lines, and keeps what results are in them. asked: derivatives that have short names and are results.

    read: the arrays that some line reads.
    """

    def __init__(self, wanted: Wanted, asked: Mapping[Cotangent, VariableGradient], read: Collection[Named]) -> None:
        self._wanted, self._asked, self._read = wanted, asked, read
        self.results: list[Result] = []

    def value(self, name: Symbol, form: Form) -> Assignment:
        """The line of an array of the equations."""
        known = self._wanted.known.get(name)
        return _assigned(name, form, () if known is None else (known,))

    def derivative(self, name: Cotangent, form: Form) -> Iterator[Assignment]:
        """The line of a derivative; where the layout writes what is asked for as a transpose, that in another."""
        gradient = self._asked.get(name)
        if gradient is None:
            yield _assigned(name, form, self._said(name))
            return
        as_written = self._wanted.turned(gradient)
        if name not in self._read and (as_written is None or label_of(name.of) is None):
            result, own = _alone(gradient, self._wanted)
            yield self.result(result, form if as_written is None else own)
            return
        yield _assigned(name, form, self._said(name))
        if as_written is None:
            self.results.append(Result(name, next(iter(self._said(name)), None), name.shape))
        else:
            result = Result(as_written.name, None, as_written.matrix.shape)
            yield self.result(result, Form(Transpose(name)))

    def result(self, result: Result, form: Form) -> Assignment:
        """The line of a result that no other line reads."""
        self.results.append(result)
        return Assignment(result.name, form.value, (result.shape,))

    def group(self, group: Sequence[Item], *, is_backwards: bool) -> Iterator[Statement]:
        """The lines of one loop; those of an array by itself."""
        if (label := group[0].label) is None:
            yield from (line for item in group for line in self._item(item))
        else:
            body = tuple(line for item in group for line in self._in_loop(item))
            yield Loop(label, is_backwards, body)

    def _in_loop(self, item: Item) -> Iterator[Assignment | Case]:
        first, *others = self._item(item)
        if not item.before_last:
            yield first
        else:
            assert item.label is not None
            last = None if item.last is None else Assignment(_at_end(first.left), item.last, ())
            yield Case(item.label, first, last)
        yield from others

    def _item(self, item: Item) -> list[Assignment]:
        if isinstance(item.target, Symbol):
            return [self.value(item.target, Form(item.value))]
        return list(self.derivative(item.target, Form(item.value)))

    def _said(self, name: Cotangent) -> tuple[Gradient, ...]:
        """What the short name of a derivative stands for; nothing where it has none."""
        output = self._wanted.output
        if output.shape.is_scalar and self._wanted.glyphs.written_out(name.of.name):
            return ()
        return (Gradient(name.of, output),)


def _in_usual_order(program: Program, given: Iterable[Named]) -> tuple[Named, ...]:
    """Arrays in the order of the program, derivatives last."""
    place = {symbol: number for number, symbol in enumerate(program.symbols)}
    return tuple(sorted(given, key=lambda one: place.get(one, len(place)) if isinstance(one, Symbol) else len(place)))


def _assigned(name: Named, form: Form, known: Sentence) -> Assignment:
    """The line of an array; known: a derivative that it is."""
    left = name if isinstance(form.value, Node) or not form.free else Entry(name, form.free)
    return Assignment(left, form.value, (*known, *(", " for _ in known), name.shape))


def _at_end(left: Mathematics) -> Mathematics:
    """The left side of a derivative at a member of a family, at the last of them."""
    match left:
        case Cotangent(of=of, output=output):
            return Cotangent(at_end(of), output)
        case Gradient(of=Symbol() as of, output=output):
            return Gradient(at_end(of), output)
    return left


def _staged(forward: Sequence[Statement], backward: Sequence[Statement]) -> tuple[Statement, ...]:
    """The lines of both stages, each below what it is for where there are both."""
    return (FORWARD, *forward, BACKWARD, *backward) if forward and backward else (*forward, *backward)


def _read(arrays: Iterable[Node]) -> frozenset[Named]:
    """The names that arrays are made of, of a family that of its members."""
    parts = (part for array in arrays for part in walk(array))
    return frozenset(
        generic(part) if isinstance(part, Symbol) else Cotangent(generic(part.of), part.output)
        for part in parts
        if isinstance(part, Symbol | Cotangent)
    )


def _has_name(gradient: VariableGradient, wanted: Wanted) -> bool:
    """Whether there is a short name for it, as there is for a matrix."""
    return derivative_shape(wanted.output.shape, gradient.of.shape) is not None
