"""The docstring of a generated function: what it computes by which formulas, and what is passed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from textwrap import wrap

from matcalc.codegen.parameters import Kind, Parameter
from matcalc.errors import printable
from matcalc.forms.matrix_form import Node

WIDTH = 84
INDENT = "    "
PRIME = "'"


@dataclass(frozen=True, slots=True)
class About:
    """What is to be said of a function.

    title: its first line. sentences: what else has to be known. formulas: lines in the input language. meanings: what
    the arrays mean, by the names of the input language. returned: what it returns.
    """

    title: str
    sentences: tuple[str, ...]
    formulas: tuple[str, ...]
    returned: str
    meanings: Mapping[str, str] = field(default_factory=dict)


def docstring(about: About | None, parameters: tuple[Parameter, ...]) -> list[str]:
    """The lines of the docstring, quotes included; of a function about which nothing is known, the shapes alone."""
    if about is None:
        shapes = ", ".join(f"{one.name} ({shape_text(one.array)})" for one in parameters if one.array is not None)
        return [f'"""Arrays: {shapes}. {_axes(parameters)}."""'] if shapes else []
    paragraphs = (
        _wrapped((about.title,)),
        _wrapped(about.sentences),
        [f"{INDENT}{_quoted(formula)}" for formula in about.formulas],
        [line for parameter in parameters for line in _wrapped((_said_of(parameter, about.meanings),), INDENT)],
        _wrapped((f"{_axes(parameters)}, a matrix has two. Returns {about.returned}.",)),
    )
    lines = [line for paragraph in paragraphs if paragraph for line in ("", *paragraph)][1:]
    return [f'"""{lines[0]}', *lines[1:], '"""']


def _axes(parameters: Iterable[Parameter]) -> str:
    """How many axes vectors have, and rows among them."""
    if any(one.array is not None and one.array.shape.is_row and not one.array.shape.is_scalar for one in parameters):
        return "A vector, also a row of 1×n, has one axis"
    return "A vector has one axis"


def shape_text(array: Node) -> str:
    """The shape of an array, with nothing in it that could end a docstring."""
    return re.sub(r"[^\w×+*()\[\] -]", "_", str(array.shape))


def _said_of(parameter: Parameter, meanings: Mapping[str, str]) -> str:
    return f"{parameter.name}: {', '.join(filter(None, _words(parameter, meanings)))}"


def _words(parameter: Parameter, meanings: Mapping[str, str]) -> Iterator[str]:
    if parameter.key != parameter.name:
        yield f"{parameter.key} in the formulas"
    if parameter.array is not None:
        first = f"{parameter.key.partition('[')[0]}[1]"
        each = f", for each member of the family, {first} first, along the first axis or in a list"
        yield shape_text(parameter.array) + (each if parameter.kind is Kind.FAMILY else "")
    if parameter.function is not None:
        function = parameter.function
        what = f"{function.name}{PRIME * function.order}, the derivative" if function.order else function.name
        yield f"{what} of each entry of an array, as a function of that array"
    if parameter.kind is Kind.SIZE:
        yield "a size that no array shows"
    if parameter.kind is Kind.SCALAR_FUNCTION:
        yield "a function of arrays whose value is a scalar"
    yield meanings.get(parameter.key, "")
    if not parameter.is_required:
        yield "not needed"


def _wrapped(sentences: Iterable[str], hanging: str = "") -> list[str]:
    """The sentences in lines of a readable width."""
    text = _quoted(" ".join(sentences))
    return wrap(text, WIDTH, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _quoted(text: str) -> str:
    """A line that means itself inside a docstring: nothing in it ends the docstring or is an escape."""
    return printable(text).replace("\\", "\\\\").replace('"', '\\"')
