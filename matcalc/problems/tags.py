"""The tags of a problem: what it is about, in the words by which people look it up."""

from __future__ import annotations

from matcalc.problems.tables import Table, nearest, shown

TAGS = (
    "loss",
    "linear-model",
    "layer",
    "activation",
    "attention",
    "recurrent",
    "network",
    "probability",
    "matrix",
    "lemma",
)


def read_tags(top: Table) -> tuple[str, ...]:
    """The tags that a file gives itself. Raises InputError for one that is unknown or there twice."""
    tags = top.texts("tags")
    for tag in tags:
        if tag not in TAGS:
            raise top.error(f"tags: {shown(tag)} is no tag{nearest(tag, TAGS)}")
        if tags.count(tag) > 1:
            raise top.error(f"tags: {tag} is there twice: keep one of the two")
    return tags
