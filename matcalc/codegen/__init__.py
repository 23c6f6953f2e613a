"""Callables from results: matrix and index forms as NumPy code."""

from matcalc.codegen.compile import Compiled, compiled, forward_value, numpy_source
from matcalc.codegen.docstring import About
from matcalc.codegen.form import Form
from matcalc.codegen.loops import loops_source
from matcalc.codegen.source import Source, joined

__all__ = ["About", "Compiled", "Form", "Source", "compiled", "forward_value", "joined", "loops_source", "numpy_source"]
