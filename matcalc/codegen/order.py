"""What has to be computed for the values asked for, in an order in which it can be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from matcalc.codegen.form import Form
from matcalc.codegen.implicit import solved
from matcalc.codegen.joined_entries import with_entries_joined
from matcalc.codegen.stable import Stable
from matcalc.engine.differentiation import Differentiation, VariableGradient
from matcalc.forms.differentials import Jacobian
from matcalc.forms.facts import Facts
from matcalc.forms.implicit import Implicit
from matcalc.forms.matrix_form import Cotangent, Eye, Node, Number, Symbol
from matcalc.forms.program import Program
from matcalc.forms.shapes import SCALAR, derivative_shape
from matcalc.forms.traversal import rewritten, walk


@dataclass(frozen=True, slots=True)
class Computation:
    """given: the arrays that must be passed. defined: names with what they stand for, each after those it uses.

    wanted: the values asked for, in those names.
    """

    given: tuple[Symbol | Cotangent, ...]
    defined: tuple[tuple[Symbol | Cotangent, Form], ...]
    wanted: tuple[Form, ...]


def computation(
    program: Program, wanted: Iterable[Form], derivatives: Mapping[Cotangent, Form], facts: Facts
) -> Computation:
    """The definitions and derivatives that `wanted` needs, values before derivatives, without temporary names.

    What has a name goes by it where it stands in a later form. What is not known what it stands for must be given, and
    so must the solution of an equation not linear in it.
    """
    forms = _meanings(program, derivatives)
    written_out: dict[Node, Node] = {}
    bodies: dict[Node, Node] = {}
    named: dict[Node, Node] = {}
    stable = Stable(facts)

    for definition in program.definitions:
        form = forms.get(definition.symbol)
        if form is None or not isinstance(form.value, Node):
            continue
        body = rewritten(form.value, written_out)
        bodies[definition.symbol] = stable.of(body)
        stable.learn(definition.symbol, bodies[definition.symbol])
        if definition.is_temporary:
            written_out[definition.symbol] = body
        elif body.children:
            written_out[body] = definition.symbol
            named[bodies[definition.symbol]] = definition.symbol
    for cotangent, derivative in derivatives.items():
        if isinstance(derivative.value, Node):
            stable.learn(cotangent, rewritten(derivative.value, written_out))

    def image(form: Form) -> Form:
        known = form.mapped(lambda root: rewritten(root, written_out))
        joined = with_entries_joined(known, stable.meet, stable.weigh)
        return joined.mapped(lambda root: rewritten(stable.of(root), named))

    def meaning(name: Node, form: Form) -> Form:
        return Form(bodies[name]) if name in bodies else image(form)

    return _in_order(forms, [image(form) for form in wanted], meaning)


def in_order(program: Program, wanted: Iterable[Form], derivatives: Mapping[Cotangent, Form]) -> Computation:
    """The same with all the names of the page, and its forms as they are."""
    return _in_order(_meanings(program, derivatives), list(wanted))


def _in_order(
    forms: Mapping[Node, Form],
    wanted: Sequence[Form],
    meaning: Callable[[Node, Form], Form] = lambda _, form: form,
) -> Computation:
    """meaning: the form that a name is computed by, of the one that it stands for; asked for where it is needed."""
    meanings: dict[Node, Form] = {}
    given: dict[Symbol | Cotangent, None] = {}
    defined: dict[Symbol | Cotangent, Form] = {}
    waiting = [(name, False) for form in reversed(wanted) for name in reversed(_names_in(form))]
    while waiting:
        name, ready = waiting.pop()
        if name in defined or name in given:
            continue
        if name not in forms:
            given[name] = None
        elif ready:
            defined[name] = meanings[name]
        else:
            meanings[name] = meaning(name, forms[name])
            waiting.append((name, True))
            waiting.extend((used, False) for used in reversed(_names_in(meanings[name])))
    in_turn = sorted(defined.items(), key=lambda item: isinstance(item[0], Cotangent))
    return Computation(tuple(given), tuple(in_turn), tuple(wanted))


def _meanings(program: Program, derivatives: Mapping[Cotangent, Form]) -> dict[Node, Form]:
    """What names stand for."""
    found: dict[Node, Form] = {}
    for definition in program.definitions:
        if isinstance(definition.body, Jacobian):
            continue  # of an unknown function: given
        if not isinstance(definition.body, Implicit):
            found[definition.symbol] = Form.of_body(definition.body)
        elif (form := solved(program, definition.symbol)) is not None:
            found[definition.symbol] = Form(form)
    found.update(derivatives_of_itself(program))
    found.update(derivatives.items())
    return found


def derivative_forms(differentiation: Differentiation) -> dict[Cotangent, Form]:
    """What each derivative that has a short name stands for, in the order in which they were derived."""
    output = differentiation.program.output.shape
    return {
        Cotangent(gradient.of, output): form_of(gradient)
        for gradient in differentiation.gradients
        if gradient.chain is not None and derivative_shape(output, gradient.of.shape) is not None
    }


def form_of(gradient: VariableGradient) -> Form:
    """A derivative as a value to be computed."""
    return Form(gradient.value) if isinstance(gradient.value, Node) else Form(gradient.value, gradient.free)


def _names_in(form: Form) -> list[Symbol | Cotangent]:
    names = (part for array in form.arrays() for part in walk(array) if isinstance(part, (Symbol, Cotangent)))
    return list(dict.fromkeys(names))


def derivatives_of_itself(program: Program) -> Iterable[tuple[Cotangent, Form]]:
    """That of the output, by its name."""
    output = program.output
    if output.shape == SCALAR:
        yield Cotangent(output), Form(Number(Fraction(1)))
    elif len(output.shape.axes) == 1:
        yield Cotangent(output, output.shape), Form(Eye(output.shape.axes[0]))
