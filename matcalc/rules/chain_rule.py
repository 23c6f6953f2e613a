"""The chain rule over a program, and the short names of cotangents."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Prose, Stage, listed, why
from matcalc.forms.dimensions import Dimension
from matcalc.forms.families import label_of
from matcalc.forms.index_form import Entry, IndexSum, Partial, Term, all_indices, of_factor, spliced
from matcalc.forms.indices import Index
from matcalc.forms.labels import Label
from matcalc.forms.matrix_form import Cotangent, Symbol
from matcalc.rules.differentiate import at_places, partials_in
from matcalc.rules.registry import Rewrite, Scope, term_rule


def _of_output(partial: Partial, scope: Scope) -> Symbol | None:
    """The variable of a derivative of the output, or None for any other derivative."""
    inner = partial.of.single
    variable = partial.by.array
    if isinstance(inner, Entry) and inner.array is scope.output and isinstance(variable, Symbol):
        return variable
    return None


@term_rule(
    name="apply the chain rule",
    stage=Stage.CHAIN,
    statement="∂E/∂x_j = sum over every y that reads x, sum i: ∂E/∂y_i ∂y_i/∂x_j",
    source="calculus: chain rule for several variables",
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def apply_chain_rule(term: Term, scope: Scope) -> Rewrite | None:
    """The derivative of the output by x is replaced by those by the y that read x, which stand after x."""
    for at, partial in partials_in(term):
        variable = _of_output(partial, scope)
        if variable is None or scope.has_name(variable) or scope.derivative_of(variable) is not None:
            continue
        through = scope.consumers.get(variable, ())
        if not through or through == (scope.output,):
            continue
        pieces = []
        steps: list[Label] = []
        for consumer in through:
            indices = scope.fresh(consumer.shape.axes, term)
            entry = Entry(consumer, indices)
            path = (Partial(partial.of, entry), Partial(of_factor(entry), partial.by))
            piece = term.with_factor(partial, *path)
            own = label_of(consumer)
            labels = (own,) if own is not None and own is not label_of(variable) else ()
            steps += labels
            pieces.append(replace(piece, dummies=(*piece.dummies, *indices), labels=(*piece.labels, *labels)))
        assert scope.output is not None
        reason = (*_paths(scope.output, variable, through, tuple(pieces)), *_a_step_later(variable, through))
        return Rewrite(IndexSum(tuple(pieces)), (*reason, *_of_all_steps(steps)), (at,))
    return None


def _paths(output: Symbol, variable: Symbol, through: tuple[Symbol, ...], pieces: tuple[Term, ...]) -> Prose:
    names = listed(through)
    if len(through) > 1:
        return (output, " sees ", variable, " through ", *names, ": the contributions of all paths add")
    summed: tuple[Index, ...] = pieces[0].dummies
    if not summed:
        return (output, " sees ", variable, " only through ", *names)
    return (output, " sees ", variable, " only through the entries of ", *names)


def _a_step_later(variable: Symbol, through: tuple[Symbol, ...]) -> Prose:
    """Which equations read a member of a family one step before their own."""
    if variable.member is None:
        return ()
    shifted = [one for one in through if one.member is not None and one.member.at is not variable.member.at]
    if not shifted:
        return ()
    return ("; the equation for ", *listed(shifted), " reads the step before it, ", variable)


def _of_all_steps(labels: list[Label]) -> Prose:
    """That a sum runs over all members of a family, each of which reads the variable."""
    words: Prose = ()
    for label in dict.fromkeys(labels):
        letter = Index(label.name, Dimension.named(label.last))
        words = (*words, " and every " if words else ", for every ", letter, " from 1 to ", letter.range)
    return words


@term_rule(
    name="find no path",
    stage=Stage.CHAIN,
    statement="∂E/∂x_j = 0, where no equation on the way to E reads x",
    source="calculus",
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def find_no_path(term: Term, scope: Scope) -> Rewrite | None:
    """The term is gone."""
    for at, partial in partials_in(term):
        variable = _of_output(partial, scope)
        known = scope.has_name(variable) or scope.derivative_of(variable) is not None
        if variable is not None and not known and not scope.consumers.get(variable):
            assert scope.output is not None
            return Rewrite(IndexSum(()), why(scope.output, " does not depend on ", variable), (at,))
    return None


@term_rule(
    name="use the short name",
    stage=Stage.CHAIN,
    statement="∂E/∂y_i = ȳ_i",
    source="notation: ȳ is the gradient of E at y",
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def use_short_name(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial in partials_in(term):
        variable = _of_output(partial, scope)
        if variable is not None and scope.has_name(variable):
            inner = partial.of.single
            assert isinstance(inner, Entry)
            short = Entry(Cotangent(variable, inner.array.shape), (*inner.places, *partial.by.places))
            return Rewrite(IndexSum((term.with_factor(partial, short),)), why(short, " is short for ", partial), (at,))
    return None


@term_rule(
    name="insert the derivative",
    stage=Stage.CHAIN,
    statement="∂E/∂t_i is replaced by what was derived for it",
    source="substitution",
    examples=(("D(x[i], x[j])", None), ("x[i]", None)),
    on=(Partial,),
)
def insert_derived(term: Term, scope: Scope) -> Rewrite | None:
    """One derivative symbol fewer each time."""
    for at, partial in partials_in(term):
        variable = _of_output(partial, scope)
        if variable is not None and (value := scope.derivative_of(variable)) is not None:
            around = (*scope.free, *all_indices(term))
            body = at_places(value.body, value.places, partial.by, around, scope)
            after = spliced(term, partial, body, scope.supply)
            return Rewrite(after, why("the derivative at ", variable, " was derived above"), (at,))
    return None
