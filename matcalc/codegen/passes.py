"""A computation in two passes: values forwards, gradients backwards, and what the second needs of the first."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from matcalc.codegen.parameters import Kind
from matcalc.codegen.source import Source


@dataclass(frozen=True, slots=True)
class Gradient:
    """What one gradient needs for itself alone: its lines, then the expression that it is."""

    lines: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Passes:
    """forward: the lines after which the outputs are what `outputs` says.

    saved: the arrays that the backward pass reads, and kept: the other things, in the names of the forward pass.
    backward: the lines that several gradients need, or that read sizes off the saved arrays. gradients: by variable.
    """

    forward: tuple[str, ...]
    outputs: tuple[str, ...]
    saved: tuple[str, ...]
    kept: tuple[str, ...]
    backward: tuple[str, ...]
    gradients: Mapping[str, Gradient]


@dataclass(frozen=True, slots=True)
class _Line:
    """A statement: the name that it assigns, none where it is a check, and the names that it reads."""

    text: str
    name: str
    reads: frozenset[str]


def passes(source: Source, outputs: Sequence[str], arriving: Sequence[str], *, keeps_sizes: bool) -> Passes:
    """The passes of a source whose results are outputs and gradients.

    arriving: the parameters that are there only backwards. keeps_sizes: whether a size can be kept where the array that
    shows it is not saved; else that array is saved, too.
    """
    sizes = _lines(source.sizes)
    lines = _lines((*source.forward, *source.backward))
    returned = _names(source.results[key] for key in outputs)
    forward = _needed(lines, returned)
    ran = set(forward)
    backward = [line for line in lines if line not in ran]
    texts = {key: text for key, text in source.results.items() if key not in outputs}
    gradients = {key: _needed(backward, _names([text])) for key, text in texts.items()}
    users = Counter(line for needed in gradients.values() for line in needed)
    read = _names(texts.values()).union(*(line.reads for line in users))
    kept = _Kept(source, arriving, (sizes, forward), read, keeps_sizes=keeps_sizes)
    checks = [line for line in sizes if not line.name]
    told = _needed(sizes, returned.union(kept.others, *(line.reads for line in (*forward, *checks))))
    return Passes(
        forward=tuple(text for line in (*told, *checks, *forward) for text in line.text.splitlines()),
        outputs=tuple(source.results[key] for key in outputs),
        saved=tuple(name for name in kept.order if name in kept.saved),
        kept=tuple(name for name in kept.order if name in kept.others),
        backward=tuple(line.text for line in (*kept.again, *(line for line in backward if users[line] > 1))),
        gradients={
            key: Gradient(tuple(line.text for line in gradients[key] if users[line] == 1), text)
            for key, text in texts.items()
        },
    )


class _Kept:
    """What the backward pass has of the forward pass: saved arrays, other things, and lines that run again.

    A line runs again where no array is read in it: it gives a number, the same for all arrays of these sizes.
    """

    def __init__(
        self,
        source: Source,
        arriving: Sequence[str],
        before: tuple[Sequence[_Line], Sequence[_Line]],
        read: Set[str],
        *,
        keeps_sizes: bool,
    ) -> None:
        sizes, forward = before
        arrays = {one.name for one in source.parameters if one.kind is Kind.ARRAY} - {*arriving}
        others = {one.name for one in source.parameters if one.kind is not Kind.ARRAY}
        made = set(arrays)
        for line in forward:
            if line.reads & made:
                made.add(line.name)
        self.again = _needed([line for line in forward if line.name not in made], read)
        read = set(read).union(*(line.reads for line in self.again))
        self.saved = read & made
        for line in reversed(sizes):
            if line.name not in read:
                continue
            if keeps_sizes and not line.reads & arrays <= self.saved:
                others.add(line.name)
            else:
                self.saved |= line.reads & arrays
                self.again.insert(0, line)
                read |= line.reads
        self.others = others & read
        self.order = [*(one.name for one in source.parameters), *(line.name for line in (*sizes, *forward))]


def _lines(texts: Iterable[str]) -> list[_Line]:
    text = "\n".join(texts)
    found = []
    for statement in ast.parse(text).body:
        name = _assigned(statement)
        names = {part.id for part in ast.walk(statement) if isinstance(part, ast.Name)} - {name}
        found.append(_Line(ast.get_source_segment(text, statement) or "", name, frozenset(names)))
    return found


def _assigned(statement: ast.stmt) -> str:
    match statement:
        case ast.Assign(targets=[target]) | ast.AnnAssign(target=target):
            return ast.unparse(target)
        case _:
            return ""


def _names(texts: Iterable[str]) -> frozenset[str]:
    """The names that expressions read."""
    return frozenset(part.id for text in texts for part in ast.walk(ast.parse(text)) if isinstance(part, ast.Name))


def _needed(lines: Sequence[_Line], names: Set[str]) -> list[_Line]:
    """The lines that have to run for these names, in order."""
    wanted = set(names)
    found = []
    for line in reversed(lines):
        if line.name in wanted:
            wanted |= line.reads
            found.append(line)
    return found[::-1]
