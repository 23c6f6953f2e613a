"""What a document has no name for, written out again in what is said of it: det A for the t that stands for it."""

from __future__ import annotations

from dataclasses import replace

from matcalc.chain import Derivative
from matcalc.documents.page import Code, Equation, Mathematics, Part, Sentence
from matcalc.forms.matrix_form import Node
from matcalc.forms.program import Program
from matcalc.forms.traversal import replaced
from matcalc.judging.findings import Repair
from matcalc.judging.verdicts import Verdict
from matcalc.manuscripts.said import Chain


def with_lets_written_out(verdict: Verdict, chain: Chain, program: Program) -> Verdict:
    """The verdict on a member of a chain without the names that the chain was given for expressions."""
    images = _images(chain, program)
    if not images:
        return verdict
    finding = verdict.finding
    found = replace(
        finding,
        words=_sentence(finding.words, images),
        diagnosis=_sentence(finding.diagnosis, images),
        repair=None if finding.repair is None else _repair(finding.repair, images),
    )
    return replace(verdict, finding=found)


def sentence_with_lets_written_out(sentence: Sentence, chain: Chain, program: Program) -> Sentence:
    """The same of a sentence about a member of a chain."""
    return _sentence(sentence, _images(chain, program))


def _images(chain: Chain, program: Program) -> dict[Node, Node]:
    """What stands for each name that a chain was given for an expression."""
    names = {let.name for said in chain.said if said.meaning is not None for let in said.meaning.lets}
    images: dict[Node, Node] = {}
    for definition in program.definitions:
        if definition.symbol.name in names and isinstance(definition.body, Node):
            images[definition.symbol] = replaced(definition.body, images)
    return images


def _sentence(sentence: Sentence, images: dict[Node, Node]) -> Sentence:
    return tuple(_part(part, images) for part in sentence)


def _part(part: Part, images: dict[Node, Node]) -> Part:
    if isinstance(part, Equation):
        return Equation(_formula(part.left, images), _formula(part.right, images))
    return part if isinstance(part, str | Code) else _formula(part, images)


def _formula(part: Mathematics, images: dict[Node, Node]) -> Mathematics:
    if isinstance(part, Derivative):
        return Derivative(part.of, replaced(part.output, images))
    return replaced(part, images) if isinstance(part, Node) else part


def _repair(repair: Repair, images: dict[Node, Node]) -> Repair:
    before, after = (None if one is None else replaced(one, images) for one in (repair.before, repair.after))
    whole = replaced(repair.whole, images) if isinstance(repair.whole, Node) else repair.whole
    return replace(repair, whole=whole, before=before, after=after)
