"""Code for blocks and reshapings: stacks, slices, vec, Kronecker products."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce

from matcalc.codegen.body import Body
from matcalc.codegen.values import Level, Value, call
from matcalc.forms.dimensions import ZERO, Dimension
from matcalc.forms.matrix_form import HStack, Node, Slice, Span, VStack
from matcalc.forms.vectorized import Commutation, Kron, Unvec, Vec

Full = Callable[[Node], Value]
"""Gives the value of a node with all axes of its shape."""

Blocks = HStack | VStack | Slice | Kron | Vec | Unvec | Commutation


def block_code(part: Blocks, full: Full, value: Callable[[Node], Value], body: Body) -> Value:
    """The value of a node that moves entries to other places."""
    match part:
        case HStack() | VStack():
            return _stacked(part, full, body)
        case Slice(arg=arg):
            return _sliced(value(arg), part, body)
        case Kron(args=args):
            pieces = [_spread(full(arg), part.shape.is_matrix) for arg in args]
            if body.backend.is_torch:  # torch.kron takes arrays that lie in memory in one piece
                pieces = [f"({piece}).contiguous()" if " " in piece else f"{piece}.contiguous()" for piece in pieces]
            text = reduce(lambda left, right: f"{body.function('kron')}({left}, {right})", pieces)
            level = Level.ATOM if len(pieces) > 1 else full(args[0]).level
            return Value(text, level, not part.shape.rows.is_one, not part.shape.cols.is_one)
        case Vec(arg=arg):
            whole = full(arg)
            return call(f"{whole.atom}.T.reshape", "-1", rows=True) if whole.is_matrix else _column(whole)
        case Unvec(arg=arg, rows=unvec_rows, cols=unvec_cols):
            whole = full(arg)
            if not part.shape.is_matrix:
                return Value(whole.text, whole.level, not unvec_rows.is_one, not unvec_cols.is_one)
            turned = call(f"{whole.atom}.reshape", body.size(unvec_cols).text, body.size(unvec_rows).text)
            return Value(f"{turned.text}.T", Level.ATOM, rows=True, cols=True)
        case Commutation():
            if part.shape.is_scalar:
                return Value("1", Level.ATOM)
            text = f"{body.made('eye', body.size(part.shape.rows).text).text}[{commuted(part, body)}]"
            return Value(text, Level.ATOM, rows=True, cols=True)


def commuted(part: Commutation, body: Body) -> str:
    """The order in which a commutation matrix puts rows."""
    return f"{body.function('commuted')}({body.size(part.rows).text}, {body.size(part.cols).text})"


def _spread(value: Value, two_axes: bool) -> str:
    """The text of a factor of a Kronecker product; beside a matrix a vector needs two axes."""
    if not two_axes or value.is_matrix or value.is_scalar:
        return value.text
    return f"{value.atom}[:, None]" if value.rows else f"{value.atom}[None, :]"


def _stacked(part: HStack | VStack, full: Full, body: Body) -> Value:
    """Blocks side by side or on top of each other; along the one axis of a vector, hstack takes both."""
    pieces = [_as_array(full(arg), body) for arg in part.args]
    if len(pieces) == 1:
        return pieces[0]
    if not part.shape.is_matrix:
        texts = [piece.text for piece in pieces]
        return body.call("hstack", f"({', '.join(texts)})", rows=part.shape.is_vector, cols=part.shape.is_row)
    name = "hstack" if isinstance(part, HStack) else "vstack"
    texts = [piece.beside(rows=True, cols=True).text for piece in pieces]
    return body.call(name, f"({', '.join(texts)})", rows=True, cols=True)


def _as_array(piece: Value, body: Body) -> Value:
    """A block, which PyTorch stacks where it is an array alone."""
    if body.backend.is_torch and piece.is_scalar and not piece.text.isidentifier():
        return body.made("asarray", piece.text)
    return piece


def _sliced(value: Value, part: Slice, body: Body) -> Value:
    """A block; an axis of which one place is left goes away."""
    at: list[str] = []
    for span, length, present in (
        (part.rows, part.arg.shape.rows, value.rows),
        (part.cols, part.arg.shape.cols, value.cols),
    ):
        if present:
            at.append(_span(span, length, body))
    while at and at[-1] == ":":
        at.pop()
    text = f"{value.atom}[{', '.join(at)}]" if at else value.text
    rows, cols = value.rows and not part.shape.rows.is_one, value.cols and not part.shape.cols.is_one
    return Value(text, Level.ATOM if at else value.level, rows, cols)


def _span(span: Span, length: Dimension, body: Body) -> str:
    if span.length.is_one:
        return body.size(span.start).text
    start = "" if span.start == ZERO else body.size(span.start).text
    stop = "" if span.stop == length else body.size(span.stop).text
    return f"{start}:{stop}"


def _column(value: Value) -> Value:
    return Value(value.text, value.level, rows=value.rows or value.cols)
