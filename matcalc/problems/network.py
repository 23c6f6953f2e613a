"""A feed-forward network of any depth."""

from matcalc.engine.requests import Request
from matcalc.errors import InputError
from matcalc.forms.dimensions import Dimension
from matcalc.forms.functions import Function
from matcalc.forms.matrix_form import Add, Apply, Product, ScalarFunction, Symbol
from matcalc.forms.program import Definition, Program
from matcalc.forms.shapes import SCALAR, Shape, vector
from matcalc.notation.glyphs import PrintStyle
from matcalc.problems.problem import Problem, ProblemRequest

MOST_LAYERS = 10_000


def network(depth: int) -> Problem:
    """A network of `depth` dense layers, the gradients asked for at every W_k and b_k, the last layer's first.

    Layer k: z_k = W_k a_(k−1) + b_k, a_k = f(z_k). a_0 has the length n0, layer k the length nk, so W_k is nk × n(k−1).
    E is any differentiable function of the last activations. Raises InputError unless 1 ≤ depth ≤ 10,000.
    """
    if isinstance(depth, bool) or not isinstance(depth, int) or not 1 <= depth <= MOST_LAYERS:
        raise InputError(f"a network has from 1 to {MOST_LAYERS:,} layers, not {depth!r}")
    activations = Symbol("a0", vector(Dimension.named("n0")))
    inputs, definitions, requests = [activations], [], []
    meanings, styles = {"a0": "inputs"}, {"a0": PrintStyle(symbol="a", layer="0")}
    for layer in range(1, depth + 1):
        length = Dimension.named(f"n{layer}")
        weights = Symbol(f"W{layer}", Shape(length, activations.shape.rows))
        bias, before, after = (Symbol(f"{letter}{layer}", vector(length)) for letter in "bza")
        definitions.append(Definition(before, Add((Product((weights, activations)), bias))))
        definitions.append(Definition(after, Apply(Function("f"), before)))
        inputs += [weights, bias]
        requests += [ProblemRequest(Request(bias)), ProblemRequest(Request(weights))]
        for symbol, meaning in (
            (weights, "weights"),
            (bias, "bias"),
            (before, "pre-activation"),
            (after, "activations"),
        ):
            meanings[symbol.name] = f"{meaning} of layer {layer}"
            styles[symbol.name] = PrintStyle(symbol=symbol.name[0], layer=str(layer))
        activations = after
    error = Symbol("E", SCALAR)
    definitions.append(Definition(error, ScalarFunction((activations,))))
    return Problem(
        name=f"network-{depth}",
        title=f"Network of {depth} dense layers",
        about="Each layer multiplies by its weights, adds its bias and applies f.",
        source="definition",
        program=Program(tuple(inputs), tuple(definitions), error),
        meanings=meanings,
        styles=styles,
        requests=tuple(reversed(requests)),
    )
