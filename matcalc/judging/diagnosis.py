"""What is wrong with an expression, in the words of a teacher: what does not fit, what is needed, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matcalc.chain import listed
from matcalc.documents.page import Sentence
from matcalc.engine.cost import cost
from matcalc.forms.matrix_form import Cotangent, Node, Ones
from matcalc.forms.shapes import Shape
from matcalc.forms.traversal import walk
from matcalc.judging.comparison import Setting
from matcalc.judging.findings import Finding, Kind
from matcalc.judging.mistakes import shaped
from matcalc.judging.reasons import reason_for
from matcalc.judging.repairs import Found, repaired, right_if_symmetric
from matcalc.judging.written import Clash, ClashError, Written, shape_of, stand_in

VALUE_ALONE: Sentence = ("Wrong: the shape is right, and the value is not.",)


@dataclass(frozen=True, slots=True)
class Misfit:
    """Shapes that do not fit. shape: of the whole where that fits by itself and is another one than is wanted.

    clash: the two parts that do not fit, where they do not."""

    words: Sentence
    shape: Shape | None = None
    clash: Clash | None = None


def diagnosed(wanted: Node, said: Node | Written, setting: Setting) -> Finding:
    """The finding on an expression that does not have the values of another one."""
    written = said if isinstance(said, Written) else Written.of(said)
    setting = replace(setting, right=_in_terms_of(written, setting.right))
    misfit = misfit_of(wanted, written)
    words: Sentence = ("Wrong: ", *misfit.words) if misfit else VALUE_ALONE
    found = repaired(wanted, written, setting)
    diagnosis: Sentence = ()
    if found is not None:
        reason = reason_for(found.changes[0], wanted, written, setting.program) if misfit is None else ""
        diagnosis = _taught(found, misfit, wanted.shape, reason)
    if (right := _right(wanted, setting, found)) is not None:
        ones: Sentence = (", the array of ones",) if isinstance(right, Ones) else ()  # which is printed as the number 1
        diagnosis = (*diagnosis, " Right is " if diagnosis else "Right is ", right, *ones, ".")
    if isinstance(said, Node) and (symmetric := right_if_symmetric(wanted, said, setting)):
        verb = "is" if len(symmetric) == 1 else "are"
        words = (*words, " It is right only where ", *listed(symmetric), f" {verb} symmetric, which nothing says here.")
    return Finding(Kind.WRONG, words, diagnosis, None if found is None else found.repair)


def misfit_of(wanted: Node, said: Written) -> Misfit | None:
    """What does not fit by shapes; None where the shape is the one that is wanted."""
    try:
        shape = shape_of(said)
    except ClashError as error:
        clash = error.clash
        return Misfit(("the shapes do not fit.",) if clash is None else clashing(clash), clash=clash)
    if shape == wanted.shape:
        return None
    return Misfit(("this is ", *shaped(shape), ", and it has to be ", *shaped(wanted.shape), "."), shape)


def clashing(clash: Clash) -> Sentence:
    """Which two shapes do not fit."""
    left, right = stand_in(clash.left), stand_in(clash.right)
    if left is None or right is None:
        return (*shaped(clash.left_shape), " and ", *shaped(clash.right_shape), " do not fit.")
    shapes: Sentence = (left, " is ", *shaped(clash.left_shape), " and ", right, " is ", *shaped(clash.right_shape))
    if clash.inner is None:
        return (*shapes, ", but ⊙ and + need two arrays of one shape.")
    return (*shapes, ": the inner lengths ", clash.inner[0], " and ", clash.inner[1], " do not meet.")


def _taught(found: Found, misfit: Misfit | None, shape: Shape, reason: str) -> Sentence:
    """What the mistake is, what is needed in its place, and why."""
    repair = found.repair
    words: Sentence = (repair.what[0].upper() + repair.what[1:],)
    if repair.before is not None and repair.after is not None:
        words = (*words, ": ", repair.after, " is needed here, not ", repair.before)
    if misfit is None:
        is_said = repair.after is repair.whole and repair.before is not None
        then: Sentence = (".",) if is_said else (". It is then ", repair.whole, ".")
        return (*words, *((f"; {reason}",) if reason else ()), *then)
    clash = misfit.clash
    if clash is not None and clash.inner is not None:
        words = (*words, "; that would join ", clash.inner[0], " with ", clash.inner[1])
    return (*words, ". Then ", repair.whole, " is ", *shaped(shape), ", as it has to be.")


def _in_terms_of(said: Written, right: tuple[Node, ...]) -> tuple[Node, ...]:
    """The forms of the right one, first that with the gradients of which is spoken, or with all of them written out."""
    named = {part.like for _, part in said.walk() if isinstance(part.like, Cotangent)}
    spoken_of = [form for form in right if named.intersection(walk(form))]
    return tuple(dict.fromkeys((*spoken_of, *reversed(right))))


def _right(wanted: Node, setting: Setting, found: Found | None) -> Node | None:
    """The right one, where it is known, and is not the left side itself and shorter than what the repair gives."""
    right = next((right for right in setting.right if right is not wanted), None)
    if right is None or found is None:
        return right
    repaired = found.repair.whole
    return right if isinstance(repaired, Node) and cost(right).operators < cost(repaired).operators else None
