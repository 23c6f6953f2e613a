"""Callables from results: matrix and index forms as NumPy code."""

from matcalc.codegen.compile import Compiled, compiled, forward_value, numpy_source
from matcalc.codegen.form import Form

__all__ = ["Compiled", "Form", "compiled", "forward_value", "numpy_source"]
