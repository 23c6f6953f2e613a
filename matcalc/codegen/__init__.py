"""Code from results: functions of arrays, for NumPy, JAX and PyTorch."""

from matcalc.codegen.backends import BACKENDS, NUMPY, Backend
from matcalc.codegen.compile import Compiled, compiled, forward_value, source_of
from matcalc.codegen.docstring import About
from matcalc.codegen.form import Form
from matcalc.codegen.loops import loops_source
from matcalc.codegen.module import module
from matcalc.codegen.source import Source

__all__ = [
    "BACKENDS",
    "NUMPY",
    "About",
    "Backend",
    "Compiled",
    "Form",
    "Source",
    "compiled",
    "forward_value",
    "loops_source",
    "module",
    "source_of",
]
