"""Names of the page: written out, or used again; and the derivatives of known functions."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Stage, why
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.matrix_form import Apply, Node
from matcalc.forms.matrix_functions import Determinant, Inverse, LogDeterminant
from matcalc.forms.reductions import LogSumExp, Norm, Softmax, Variance
from matcalc.forms.sympy_door import known_derivative
from matcalc.rules.registry import Rewrite, Scope, node_rule, term_rule

FUNCTIONS = (Apply, Softmax, LogSumExp, Norm, Variance, Inverse, Determinant, LogDeterminant)
"""What is worth a name: the forward pass has worked it out already."""


@node_rule(
    name="write out a name",
    stage=Stage.SIMPLIFY,
    statement="a name of the page stands for its right side",
    source="the equations of the page",
    examples=(("x", None), ("A @ x", None)),
)
def write_out_name(root: Node, scope: Scope) -> Rewrite | None:
    """One name fewer; what it stands for uses only names that were introduced before it."""
    if (meaning := scope.definitions.get(root)) is not None:
        return Rewrite(meaning, why(root, " stands for ", meaning))
    return None


@node_rule(
    name="write out a known derivative",
    stage=Stage.SIMPLIFY,
    statement="tanh′ = 1 − tanh²; sigmoid′ = sigmoid (1 − sigmoid); exp′ = exp; log′(x) = 1/x; …",
    source="calculus, by SymPy's scalar derivative",
    examples=(
        ("tanh'(x)", "1 - tanh(x)**2"),
        ("sigmoid'(x)", "sigmoid(x) * (1 - sigmoid(x))"),
        ("exp'(x)", "exp(x)"),
        ("log'(x)", "x**(-1)"),
        ("sin'(x)", "cos(x)"),
        ("sin''(x)", "-sin(x)"),
        ("tanh''(x)", "-2 * (tanh(x) * (1 - tanh(x)**2))"),
        ("f'(x)", None),
        ("tanh(x)", None),
    ),
    on=(Apply,),
)
def write_out_known_derivative(root: Node, scope: Scope) -> Rewrite | None:
    """One function with derivative marks fewer."""
    if isinstance(root, Apply) and root.function.is_known and root.function.order:
        after = known_derivative(root.function, root.arg)
        return Rewrite(after, why("the derivative of a known function: ", root, " = ", after))
    return None


@term_rule(
    name="use the name of an array",
    stage=Stage.CONTRACT,
    statement="softmax(x)_i = p_i, where p = softmax(x) is one of the equations",
    source="the equations of the page",
    examples=(("softmax(x)[i]", None), ("x[i]", None)),
)
def use_name_of_entry(term: Term, scope: Scope) -> Rewrite | None:
    """One operator fewer: the array is one of the page already, so equal factors look equal."""
    for at, factor in enumerate(term.factors):
        if isinstance(factor, Entry) and (name := scope.bodies.get(factor.array)) is not None:
            after = term.with_factor(factor, replace(factor, array=name))
            return Rewrite(
                IndexSum((after,)), why("the equation ", name, " = ", factor.array, " gives it a name"), (at,)
            )
    return None


@node_rule(
    name="use a name of the page",
    stage=Stage.SIMPLIFY,
    statement="a right side of an equation is replaced by its name",
    source="the equations of the page",
    examples=(("tanh(x)", None), ("x", None)),
    on=FUNCTIONS,
)
def use_name(root: Node, scope: Scope) -> Rewrite | None:
    """One function call fewer: the forward pass has its value already."""
    name = scope.bodies.get(root) if isinstance(root, FUNCTIONS) else None
    if name is not None and name not in scope.temporaries:
        return Rewrite(name, why("the equation ", name, " = ", root, " gives it a name"))
    return None
