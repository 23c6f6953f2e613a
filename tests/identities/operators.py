"""How long a result is: the operators that a reader counts in its text."""

from __future__ import annotations

import ast

from .index_text import factors_of, head_of, is_index_text, terms_of
from .oracle import without_primes

COUNTED = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Attribute, ast.Slice)


def operators(text: str) -> int:
    """Operations in a text: + - * / @ **, a leading minus, a transpose, a call. A name or number counts nothing.

    In index form two factors side by side are a product, and each sum sign is one operation.
    """
    if not is_index_text(text):
        return _in_matrix_form(text)
    _, body = head_of(text)
    terms = terms_of(body)
    total = len(terms) - 1 + (terms[0][0] < 0)
    for _, term in terms:
        factors, dummies = factors_of(term)
        total += len(factors) - 1 + len(dummies)
        total += sum(_in_matrix_form(factor.base) + (factor.exponent != "1") for factor in factors)
    return total


def _in_matrix_form(text: str) -> int:
    tree = ast.parse(without_primes(text).strip(), mode="eval")
    return sum(isinstance(node, COUNTED) for node in ast.walk(tree))
