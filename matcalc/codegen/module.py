"""Functions as a file of Python: imports, the functions that they call, the functions, formatted."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import Protocol

from matcalc.codegen.backends import Backend
from matcalc.codegen.helpers import helper_imports, preamble

RESERVED = (
    *("math", "like", "Callable", "Mapping", "Sequence", "NDArray", "Any"),
    *("None", "True", "False", "len", "range", "sum", "zip"),
)
"""Names that code needs beside those of its backend."""

WIDTH = 88
"""Of a line: what formatters of Python take where nothing else is said."""


class Written(Protocol):
    """What a file needs to know of a function."""

    @property
    def function(self) -> str: ...
    @property
    def backend(self) -> Backend: ...
    @property
    def helpers(self) -> frozenset[str]: ...
    @property
    def own_imports(self) -> frozenset[str]: ...


def module(functions: Sequence[Written], end: str = "") -> str:
    """The code of one or more functions of one backend, which stands by itself. end: code that stands below them."""
    return formatted(unformatted(functions, end))


def unformatted(functions: Sequence[Written], end: str = "") -> str:
    """The same in lines of any length."""
    backend = functions[0].backend
    helpers = frozenset().union(*(one.helpers for one in functions))
    text = preamble(helpers, backend) + "\n\n".join(filter(None, (*(one.function for one in functions), end)))
    own = frozenset().union(*(one.own_imports for one in functions))
    return f"{_imports(text, helpers, backend, own)}\n\n{text}"


def _imports(text: str, helpers: frozenset[str], backend: Backend, own: frozenset[str]) -> str:
    """The imports that a text needs, those of Python itself first, and the name of the type of its arrays."""
    used = {line for line in backend.imports if re.search(rf"\b{line.split()[-1]}\.\w", text)}
    types = {line for line in backend.array_lines if line.startswith("from ")}
    names = [line for line in backend.array_lines if line not in types and _is_used(line, text)]
    lines = {*helper_imports(helpers, backend), *own, *used, *types}
    if abstract := [name for name in ("Callable", "Mapping", "Sequence") if re.search(rf"\b{name}\[", text)]:
        lines.add(f"from collections.abc import {', '.join(abstract)}")
    if names:
        lines.update(backend.imports)
    if re.search(r"([:,] |\[)Any[\],)]", text):
        lines.add("from typing import Any")
    of_python = {line for line in lines if _package(line) in sys.stdlib_module_names}
    blocks = (_sorted(of_python), _sorted(lines - of_python), names)
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _is_used(line: str, text: str) -> bool:
    """Whether a text has the name of a type that a line defines; all of them stand on that of arrays."""
    name = line.split(" = ")[0]
    return name == "Array" or re.search(rf"(-> |[\[|,:] ){name}\b", text) is not None


def _package(line: str) -> str:
    """What a line imports from: numpy of `from numpy.typing import NDArray`."""
    return line.split()[1].partition(".")[0]


def _sorted(lines: set[str]) -> list[str]:
    return sorted(lines, key=lambda line: (line.startswith("from "), line))


def formatted(text: str) -> str:
    """The text as formatters of Python leave it."""
    from black import Mode, format_str
    from black.mode import TargetVersion

    return format_str(text, mode=Mode(line_length=WIDTH, target_versions={TargetVersion.PY311}))
