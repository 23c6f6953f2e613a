"""What a page says of its layout, and how the others follow from it."""

from __future__ import annotations

from collections.abc import Sequence

from matcalc.chain import Derivative, Gradient, InLayout
from matcalc.documents.derived import Derived
from matcalc.documents.page import Equation, Sentence
from matcalc.documents.presentation import Presentation
from matcalc.engine.differentiation import VariableGradient
from matcalc.forms.differentials import Jacobian
from matcalc.forms.index_form import IndexSum, Partial
from matcalc.forms.layout import Layout
from matcalc.forms.matrix_form import Add, Node, Product, Symbol, Transpose
from matcalc.forms.shapes import Shape
from matcalc.notation.settings import GradientSign

GRADIENT, DENOMINATOR, NUMERATOR = Layout


def layout_words(derived: Derived, presentation: Presentation) -> Sentence:
    """The layout of the page, in the names of its equations, and how the others differ."""
    words = _of_scalar if derived.program.output.shape.is_scalar else _of_array
    return (f"Layout: {presentation.layout.value}. ", *words(derived, presentation), *_entries(derived))


def chain_rule(variable: Symbol, through: Sequence[Symbol], output: Symbol, layout: Layout) -> Equation:
    """∂E/∂a = ∂E/∂z ∂z/∂a in the order of the layout; a sum over all arrays through which the output sees a."""
    if layout.is_variable_first(output.shape):
        left: Node = Transpose(Jacobian(output, variable))
        paths = [Product((Transpose(Jacobian(one, variable)), Transpose(Jacobian(output, one)))) for one in through]
    else:
        left = Jacobian(output, variable)
        paths = [Product((Jacobian(output, one), Jacobian(one, variable))) for one in through]
    right = paths[0] if len(paths) == 1 else Add(tuple(paths))
    return Equation(InLayout(layout, left), InLayout(layout, right))


def _of_scalar(derived: Derived, presentation: Presentation) -> Sentence:
    output, layout = derived.program.output, presentation.layout
    if (found := _link(derived)) is None:
        return _alone(_variable(derived), output, presentation)
    variable, through = found
    derivative, start = Derivative(variable, output), _shape_of_gradient(variable, output, presentation)
    local, size = Derivative(variable, through), _jacobian_shape(through, variable, layout)
    chains = {one: chain_rule(variable, (through,), output, one) for one in Layout}
    match layout:
        case Layout.GRADIENT:
            return (
                *(*start, "; ", local, " is output × variable, "),
                *(size, ": ", chains[GRADIENT], ". Denominator layout transposes the Jacobian: "),
                *(chains[DENOMINATOR], "; numerator layout the gradient: ", chains[NUMERATOR], ". "),
            )
        case Layout.DENOMINATOR:
            return (
                *(*start, "; ", local, " is variable × output, "),
                *(size, ": ", chains[DENOMINATOR], ". Gradient layout transposes the Jacobian: "),
                *(chains[GRADIENT], "; numerator layout transposes both: ", chains[NUMERATOR], ". "),
            )
        case Layout.NUMERATOR:
            return (
                *(*start, "; ", local, " is output × variable, ", size, ": ", chains[NUMERATOR]),
                *(". Gradient layout transposes ", derivative, ": ", chains[GRADIENT], "; denominator layout both: "),
                *(chains[DENOMINATOR], ". "),
            )


def _shape_of_gradient(variable: Symbol, output: Symbol, presentation: Presentation) -> Sentence:
    """What the derivative is, by the gradient where that has a sign of its own."""
    derivative, gradient = Derivative(variable, output), Gradient(variable, output)
    if presentation.notation.gradient is GradientSign.PARTIAL:
        return (gradient, " has the shape of ", variable)
    if presentation.layout is NUMERATOR:
        return (derivative, " is the transpose of ", gradient, ", which has the shape of ", variable)
    return (derivative, " is ", gradient, ", of the shape of ", variable)


def _alone(variable: Symbol, output: Symbol, presentation: Presentation) -> Sentence:
    """Where there is nothing between the variable and the output, so no Jacobian."""
    derivative, layout = Derivative(variable, output), presentation.layout
    start = _shape_of_gradient(variable, output, presentation)
    if layout is NUMERATOR:
        words = " in every layout. Gradient and denominator layout write the gradient for "
        return (*start, words, derivative, ". ")
    return (
        *(*start, ". Numerator layout writes its transpose for "),
        *(derivative, "; denominator" if layout is GRADIENT else "; gradient", " layout differs in Jacobians only. "),
    )


def _of_array(derived: Derived, presentation: Presentation) -> Sentence:
    output, variable, layout = derived.program.output, _variable(derived), presentation.layout
    order = "variable × output" if layout is DENOMINATOR else "output × variable"
    if layout is DENOMINATOR:
        other = "Gradient and numerator layout transpose it"
    else:
        same = "Numerator" if layout is GRADIENT else "Gradient"
        other = f"{same} layout does the same, denominator layout transposes it"
    start: Sentence = (Derivative(variable, output), f" is {order}")
    if (found := _link(derived)) is None:
        return (*start, f". {other}. ")
    return (
        *(*start, ": ", chain_rule(found[0], found[1:], output, layout), f". {other}: "),
        *(chain_rule(found[0], found[1:], output, NUMERATOR if layout is DENOMINATOR else DENOMINATOR), ". "),
    )


def _variable(derived: Derived) -> Symbol:
    shown = _shown(derived)
    return (shown or list(derived.differentiation.gradients))[0].of


def _link(derived: Derived) -> tuple[Symbol, Symbol] | None:
    """A variable and the one array through which the output sees it, both columns; rather vectors of two lengths."""
    arrays = set(derived.program.symbols) - {derived.program.output}
    links = [(one.of, one.consumers[0]) for one in _shown(derived) if len(one.consumers) == 1]
    columns = [link for link in links if link[1] in arrays and all(one.shape.cols.is_one for one in link)]
    vectors = [link for link in columns if all(one.shape.is_vector for one in link)]
    lengths = [link for link in vectors if link[0].shape != link[1].shape]
    return next(iter((*lengths, *vectors, *columns)), None)


def _shown(derived: Derived) -> list[VariableGradient]:
    """What is derived by names that the page knows."""
    known = set(derived.program.symbols)
    return [one for one in derived.differentiation.gradients if one.chain is not None and one.of in known]


def _jacobian_shape(of: Symbol, by: Symbol, layout: Layout) -> Shape:
    shape = Jacobian(of, by).shape
    return shape.transposed() if layout.is_variable_first(of.shape) else shape


def _entries(derived: Derived) -> Sentence:
    """Nothing where the page has no indices."""
    if not derived.shows_indices:
        return ()
    chains = [one.chain for one in derived.differentiation.gradients if one.chain is not None]
    for inner in (inner for chain in chains for step in chain.steps for inner in step.substeps):
        if isinstance(inner.start, IndexSum) and isinstance(inner.start.single, Partial):
            return ("An entry such as ", inner.start, " is the same in every layout.")
    return ("Entries are the same in every layout.",)
