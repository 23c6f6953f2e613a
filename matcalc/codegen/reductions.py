"""Code for sums over entries, and their logarithms: sum, mean, variance, norm, softmax, logsumexp, logaddexp."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import reduce

from matcalc.codegen.body import Body
from matcalc.codegen.elementwise import known
from matcalc.codegen.log_sums import LogAddExp
from matcalc.codegen.values import Level, Value
from matcalc.codegen.vanishing import LogSoftplus, Supported
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.matrix_form import EntrySum, Node
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance

Reductions = EntrySum | Softmax | LogAddExp | LogSoftplus | LogSumExp | Norm | Mean | Supported | Variance


def reduction_code(
    part: Reductions, full: Callable[[Node], Value], value: Callable[[Node], Value], body: Body
) -> Value:
    """The value of a reduction; of a sum, a mean and a variance also where the value lacks an axis."""
    match part:
        case EntrySum(arg=arg, axis=axis):
            return _sum(value(arg), arg, axis, body)
        case Norm(arg=arg):
            whole = full(arg)
            if whole.is_scalar:
                return known("abs", whole, body)
            return body.call("sqrt", body.call("sum", f"{whole.atom}**2").text)
        case Mean(arg=arg, axis=axis):
            x = value(arg)
            return _called("mean", x, axis, body) if _reduces(x, axis) else x
        case Variance(arg=arg, axis=axis):
            x = value(arg)
            if not _reduces(x, axis):
                return Value("0", Level.ATOM)
            body.real_only.add("var")
            return _called("var", x, axis, body)
        case LogAddExp(args=args):
            return _log_add_exp([value(arg) for arg in args], body)
        case Supported(args=args):
            return _supported([value(arg) for arg in args], body)
        case LogSoftplus(arg=arg):
            return known("log_softplus", value(arg), body)
        case LogSumExp(arg=arg, axis=axis):
            x = full(arg)
            return _along("logsumexp", x, axis, body) if _reduces(x, axis) else x
        case Softmax(arg=arg, axis=axis):
            x = full(arg)
            if not _reduces(x, axis):
                return Value("1", Level.ATOM)
            return replace(_along("softmax", x, axis, body), rows=x.rows, cols=x.cols, wide="")


def _sum(x: Value, arg: Node, axis: int | None, body: Body) -> Value:
    """Along an axis that the value lacks, a sum is so many times the value."""
    times: Dimension = ONE
    if axis != 1 and not x.rows:
        times = times * arg.shape.rows
    if axis != 0 and not x.cols:
        times = times * arg.shape.cols
    result = _called("sum", x, axis, body) if _reduces(x, axis) else x
    if times.is_one:
        return result
    if result.text == "1":
        return body.size(times)
    return result.rewritten(f"{body.size(times).at(Level.TIMES)} * {result.at(Level.POWER)}", Level.TIMES)


def _log_add_exp(values: Sequence[Value], body: Body) -> Value:
    """Of two at a time, as the backends have it."""
    body.real_only.add("logaddexp")
    rows, cols = any(one.rows for one in values), any(one.cols for one in values)
    return reduce(
        lambda left, right: body.call("logaddexp", left.text, right.text, rows=rows, cols=cols),
        [one.beside(rows, cols) for one in values],
    )


def _supported(values: Sequence[Value], body: Body) -> Value:
    """x where a weight is not 0, and -inf elsewhere."""
    rows, cols = any(one.rows for one in values), any(one.cols for one in values)
    x, weight = (one.beside(rows, cols) for one in values)
    nothing = f"-{body.backend.word('inf')}"
    return body.call("where", f"{weight.at(Level.TIMES, Level.POWER)} != 0", x.text, nothing, rows=rows, cols=cols)


def _reduces(x: Value, axis: int | None) -> bool:
    return (axis != 1 and x.rows) or (axis != 0 and x.cols)


def _called(function: str, x: Value, axis: int | None, body: Body) -> Value:
    rows, cols = x.rows and axis == 1, x.cols and axis == 0
    correction = ["correction=0"] if function == "var" and body.backend.is_torch else []
    if axis is None or not x.is_matrix:
        return body.call(function, x.text, *correction, rows=rows, cols=cols)
    result = body.call(function, x.text, *correction, axis=axis, rows=rows, cols=cols)
    return replace(result, wide=f"{result.text[:-1]}, {body.backend.keepdims}=True)")


def _along(function: str, x: Value, axis: int | None, body: Body) -> Value:
    """softmax or logsumexp: of a vector, along its one axis, which PyTorch has to be told, as it has to be of all."""
    body.real_only.add(function)
    rows, cols = x.rows and axis == 1, x.cols and axis == 0
    if axis is None and x.is_matrix and body.backend.is_torch:
        return body.call(function, x.text, f"{body.backend.axis}=(0, 1)", rows=rows, cols=cols)
    alone = 0 if body.backend.is_torch else None
    return body.call(function, x.text, axis=axis if x.is_matrix else alone, rows=rows, cols=cols)
