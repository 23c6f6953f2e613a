"""Code for sums over entries: sum, mean, variance, norm, softmax, logsumexp."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value, call
from matcalc.forms.dimensions import ONE, Dimension
from matcalc.forms.matrix_form import EntrySum, Node
from matcalc.forms.reductions import LogSumExp, Mean, Norm, Softmax, Variance

Reductions = EntrySum | Softmax | LogSumExp | Norm | Mean | Variance


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
                return call(body.helper("absolute"), whole.text)
            return Value(f"np.sqrt(np.sum({whole.atom}**2))", Level.ATOM)
        case Mean(arg=arg, axis=axis):
            x = value(arg)
            return _called("np.mean", x, axis) if _reduces(x, axis) else x
        case Variance(arg=arg, axis=axis):
            x = value(arg)
            if not _reduces(x, axis):
                return Value("0", Level.ATOM)
            return _called(body.helper("variance"), x, axis)
        case LogSumExp(arg=arg, axis=axis):
            x = full(arg)
            return _called(body.helper("logsumexp"), x, axis) if _reduces(x, axis) else x
        case Softmax(arg=arg, axis=axis):
            x = full(arg)
            if not _reduces(x, axis):
                return Value("1", Level.ATOM)
            result = _called(body.helper("softmax"), x, axis)
            return replace(result, rows=x.rows, cols=x.cols)


def _sum(x: Value, arg: Node, axis: int | None, body: Body) -> Value:
    """Along an axis that the value lacks, a sum is so many times the value."""
    times: Dimension = ONE
    if axis != 1 and not x.rows:
        times = times * arg.shape.rows
    if axis != 0 and not x.cols:
        times = times * arg.shape.cols
    result = _called("np.sum", x, axis) if _reduces(x, axis) else x
    if times.is_one:
        return result
    if result.text == "1":
        return body.size(times)
    return replace(result, text=f"{body.size(times).at(Level.TIMES)} * {result.at(Level.POWER)}", level=Level.TIMES)


def _reduces(x: Value, axis: int | None) -> bool:
    return (axis != 1 and x.rows) or (axis != 0 and x.cols)


def _called(function: str, x: Value, axis: int | None) -> Value:
    rows, cols = x.rows and axis == 1, x.cols and axis == 0
    along = () if axis is None or not x.is_matrix else (f"axis={axis}",)
    return call(function, x.text, *along, rows=rows, cols=cols)
