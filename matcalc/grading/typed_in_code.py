"""The text that a cell of code gives a name. Code is read, and never run."""

from __future__ import annotations

import ast
import re
import warnings

from matcalc.grading.handed_in import Answered

MOST_CHARACTERS = 20_000
"""Of a cell that is read."""

ONE_LINE = 'a cell is read that holds one line, NAME = "text", and is never run; '

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|\t")


def typed_in(source: str, name: str) -> Answered:
    """What `NAME = "text"` says, as ast.literal_eval would; a fault where the cell holds anything else."""
    if len(source) > MOST_CHARACTERS:
        return _fault(source, f"the cell has {len(source):,} characters, and {MOST_CHARACTERS:,} at most are read")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\\odot" is a text, though one that Python warns of
            body = ast.parse(source).body
    except SyntaxError as error:
        return _fault(source, f"{ONE_LINE}this one is no Python, see line {error.lineno or 1}")
    except (RecursionError, MemoryError):
        return _fault(source, f"{ONE_LINE}this one is nested too deeply")
    except ValueError:
        return _fault(source, f"{ONE_LINE}this one is no Python, see line 1")
    match body:
        case [ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=str(text)))] if found == name:
            return _without_controls(text, source)
        case [_, _, *_]:
            return _fault(source, f"{ONE_LINE}this one holds more: put the answer into a cell of its own")
    return _fault(source, f"{ONE_LINE}what stands behind {name} is no text between quotation marks")


def _without_controls(text: str, source: str) -> Answered:
    r"""A text as it is, but for one in which \t or \f of a macro of TeX has become a sign that nobody sees."""
    if "\\" in source and _CONTROL.search(text):
        return _fault(source, 'a backslash begins a sign of Python here: write r in front, as in r"\\top"')
    return Answered(text)


def _fault(source: str, why: str) -> Answered:
    return Answered(source, why)
