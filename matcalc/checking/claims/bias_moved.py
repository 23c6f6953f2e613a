"""The same equations with the bias inside the weights, fed by a 1, and with the bias as an array of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from matcalc.checking.claims.results import simplified
from matcalc.checking.claims.turning import first_block, with_images
from matcalc.engine.matrix_equations import matrix_form
from matcalc.engine.temporaries import first_free, names_in
from matcalc.forms.dimensions import ONE
from matcalc.forms.index_form import Entry
from matcalc.forms.indices import Index, IndexSupply
from matcalc.forms.matrix_form import HStack, Node, Number, Symbol, VStack, Zeros
from matcalc.forms.program import Definition, IndexDefinition, Program
from matcalc.forms.shapes import Shape


@dataclass(frozen=True, slots=True)
class Fed:
    """A sum over an index that `weights` and the entries of `vector` share. axis: that of the index in `weights`."""

    weights: Symbol
    vector: Symbol
    index: Index
    axis: int

    @property
    def widened(self) -> Symbol:
        """The weights with one more row or column along the index."""
        rows, cols = self.weights.shape.rows, self.weights.shape.cols
        shape = Shape(rows + ONE, cols) if self.axis == 0 else Shape(rows, cols + ONE)
        return Symbol(self.weights.name, shape)


def fed_in(form: IndexDefinition) -> Iterator[Fed]:
    """Every sum of weights times a vector, in reading order."""
    for term in form.body.terms:
        entries = [factor for factor in term.factors if isinstance(factor, Entry) and isinstance(factor.array, Symbol)]
        for weights in entries:
            for vector in entries:
                if len(weights.places) == 2 and len(vector.places) == 1 and vector.places[0] in weights.places:
                    index = vector.places[0]
                    if isinstance(index, Index) and index in term.dummies:
                        assert isinstance(weights.array, Symbol)
                        assert isinstance(vector.array, Symbol)
                        yield Fed(weights.array, vector.array, index, weights.places.index(index))


def biases_in(form: IndexDefinition) -> Iterator[Symbol]:
    """The vectors that are added as they are."""
    for term in form.body.terms:
        match term.factors:
            case (Entry(array=Symbol() as array, places=places, exponent=Fraction(numerator=1, denominator=1)),) if (
                not term.dummies and len(places) < 2
            ):
                yield array


def with_bias_inside(program: Program, of: Symbol, fed: Fed, bias: Symbol) -> Program | None:
    """The equation of `of` with a column more in the weights, a 1 more in the vector, and without `bias`.

    None where the weights are no input, or the equation has no matrix form.
    """
    if fed.weights not in program.inputs:
        return None
    widened = fed.widened
    inside: dict[Node, Node] = {
        fed.weights: widened,
        fed.vector: VStack((fed.vector, Number(Fraction(1)))),
        bias: Zeros(bias.shape),
    }
    supply = IndexSupply.over((), names_in(program))
    definitions = []
    for one in program.definitions:
        array = matrix_form(one, supply)
        if array is None:
            return None
        images: dict[Node, Node] = {fed.weights: first_block(widened, fed.weights.shape)}
        changed = with_images(array, inside if one.symbol is of else images)
        assert isinstance(changed, Node)
        body = array if changed is array else simplified(changed) if one.symbol is of else changed
        definitions.append(Definition(one.symbol, body, one.is_temporary))
    inputs = tuple(widened if symbol is fed.weights else symbol for symbol in program.inputs)
    return Program(inputs, tuple(definitions), program.output)


def with_bias_outside(
    program: Program, weights: Symbol, shape: Shape, *, at_start: bool = False
) -> tuple[Program, Symbol]:
    """The equations with weights of the smaller shape, and what they lost as an array of its own, a bias.

    at_start: whether it is their first row or column that they lost.
    """
    taken = {symbol.name for symbol in program.symbols} | program.lengths
    kept = Symbol(weights.name, shape)
    is_column = shape.rows == weights.shape.rows
    bias = Symbol(first_free("bcd", taken), Shape(shape.rows, ONE) if is_column else Shape(ONE, shape.cols))
    parts = (bias, kept) if at_start else (kept, bias)
    joined = HStack(parts) if is_column else VStack(parts)
    supply = IndexSupply.over((), names_in(program))
    definitions = []
    for one in program.definitions:
        array = matrix_form(one, supply)
        changed = one.body if array is None else with_images(array, {weights: joined})
        assert isinstance(changed, Node | IndexDefinition)
        definitions.append(Definition(one.symbol, changed, one.is_temporary))
    inputs = tuple(kept if symbol is weights else symbol for symbol in program.inputs)
    return Program((*inputs, bias), tuple(definitions), program.output), bias
