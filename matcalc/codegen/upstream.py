"""Derivatives of a scalar times what is passed from above, the gradient of a loss at that scalar."""

from __future__ import annotations

from dataclasses import replace

from matcalc.codegen.form import Form
from matcalc.forms.index_form import Entry, Factor, IndexSum, Term
from matcalc.forms.matrix_form import (
    Add,
    Cotangent,
    Hadamard,
    HStack,
    Node,
    Product,
    Scale,
    Symbol,
    Transpose,
    VStack,
    Zeros,
)
from matcalc.forms.traversal import walk


def times(form: Form, scalar: Symbol) -> Form:
    """The form times a scalar; gradients in it are taken to be multiplied by it already, and it is linear in them."""
    if isinstance(form.value, Node):
        return Form(_image(form.value, scalar))
    return Form(IndexSum(tuple(_term(term, scalar) for term in form.value.terms)), form.free)


def _term(term: Term, scalar: Symbol) -> Term:
    if not any(isinstance(factor, Entry) and _gradients_in(factor.array) for factor in term.factors):
        return replace(term, factors=(Entry(scalar, ()), *term.factors))
    return replace(term, factors=tuple(_factor(factor, scalar) for factor in term.factors))


def _factor(factor: Factor, scalar: Symbol) -> Factor:
    if isinstance(factor, Entry) and _gradients_in(factor.array):
        return replace(factor, array=_image(factor.array, scalar))
    return factor


def _gradients_in(root: Node) -> bool:
    return any(isinstance(part, Cotangent) for part in walk(root))


def _image(root: Node, scalar: Symbol) -> Node:
    """Summands without a gradient times the scalar: all others are linear in one."""
    images: dict[Node, Node] = {}
    for part in walk(root):
        if isinstance(part, Cotangent):
            images[part] = part
        elif any(child in images for child in part.children):
            is_sum = isinstance(part, Add | HStack | VStack)
            images[part] = part.rebuilt(
                tuple(images.get(child) or (_scaled(child, scalar) if is_sum else child) for child in part.children)
            )
    return images.get(root) or _scaled(root, scalar)


def _scaled(root: Node, scalar: Symbol) -> Node:
    """A node without gradients times the scalar, which multiplies a factor with fewer axes where there is one."""
    match root:
        case Zeros():
            return root
        case Scale(coefficient=coefficient, arg=arg):
            return Scale(coefficient, _scaled(arg, scalar))
        case Transpose(arg=arg):
            return Transpose(_scaled(arg, scalar))
        case Hadamard(args=args) | Product(args=args):
            at = min(range(len(args)), key=lambda at: len(args[at].shape.axes))
            if len(args[at].shape.axes) < len(root.shape.axes):
                return root.rebuilt((*args[:at], _scaled(args[at], scalar), *args[at + 1 :]))
    return Hadamard((scalar, root))
