"""The blocks that a user's template overrides: each is one of what it extends, or nothing would come of it."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, TemplateNotFound, nodes

from matcalc.errors import InputError, did_you_mean, printable


def require_known_blocks(made: Environment, template: str) -> None:
    """Raises InputError, with file and line, for a block that no template has which this one extends."""
    tree, file = _parsed(made, template)
    parents = _parents(tree)
    if not parents:
        return
    try:
        known = set().union(*(_names(made, parent, {template}) for parent in parents))
    except TemplateNotFound:
        return  # it is told with its line where it is made
    for block in _outermost(tree):
        if block.name not in known:
            said = f"line {block.lineno}: {parents[0]} has no block {block.name}, so nothing comes of it"
            raise InputError(f"{printable(file)}: {printable(said)}; {did_you_mean(block.name, known)}")


def _parsed(made: Environment, template: str) -> tuple[nodes.Template, str]:
    assert made.loader is not None
    source, file, _ = made.loader.get_source(made, template)
    return made.parse(source, template, file), file or template


def _parents(tree: nodes.Template) -> list[str]:
    """What it extends, as far as that stands there by name."""
    found = [node.template for node in tree.find_all(nodes.Extends)]
    return [node.value for node in found if isinstance(node, nodes.Const) and isinstance(node.value, str)]


def _names(made: Environment, template: str, seen: set[str]) -> set[str]:
    """The names of the blocks of a template, and of all that it extends."""
    if template in seen:
        return set()
    tree, _ = _parsed(made, template)
    own = {block.name for block in tree.find_all(nodes.Block)}
    return own.union(*(_names(made, parent, seen | {template}) for parent in _parents(tree)))


def _outermost(node: nodes.Node) -> Iterator[nodes.Block]:
    """The blocks that stand in no other block; one in another is printed with it."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.Block):
            yield child
        else:
            yield from _outermost(child)
