"""What a page has to judge answers by: values at points, or texts; and the answers, to be revealed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from matcalc.documents.page import Sentence

Data = Mapping[str, object]
"""What is handed to the scripts of a page, as JSON."""


@dataclass(frozen=True, slots=True)
class Checks:
    """How the answers of a chapter are judged, by the labels of their blanks.

    programs: the numbers at which values are compared. judged: what the scripts compare with; the answers that are
    not there a reader has to judge. right: what is shown when it is asked for. typing: how names are typed that are
    printed otherwise.
    """

    programs: tuple[Data, ...] = ()
    judged: Mapping[str, Data] = field(default_factory=lambda: MappingProxyType({}))
    right: Mapping[str, Sentence] = field(default_factory=lambda: MappingProxyType({}))
    typing: Sentence = ()


NOTHING_TO_CHECK = Checks()


def concealed(text: str) -> str:
    """As JSON in base64: no secret, but an answer can not be read in the source of the page by accident."""
    import json

    return b64encode(json.dumps(text).encode("ascii")).decode("ascii")
