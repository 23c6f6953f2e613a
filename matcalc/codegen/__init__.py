"""Code from results: functions of arrays, for NumPy, JAX and PyTorch."""

from matcalc.codegen.autograd import autograd_function
from matcalc.codegen.backends import BACKENDS, NUMPY, Backend
from matcalc.codegen.compile import Compiled, compiled, forward_value, source_of
from matcalc.codegen.custom_vjp import custom_vjp
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
    "autograd_function",
    "compiled",
    "custom_vjp",
    "forward_value",
    "loops_source",
    "module",
    "source_of",
]
