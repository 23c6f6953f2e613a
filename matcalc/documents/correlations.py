"""What sums at places such as i + k and j − i are called: correlations, convolutions, Hankel and Toeplitz matrices."""

from __future__ import annotations

from collections.abc import Iterator

from matcalc.documents.lists import listed
from matcalc.documents.page import Part, Sentence
from matcalc.forms.dimensions import ONE, ZERO, Dimension
from matcalc.forms.index_form import Entry, IndexSum, Term
from matcalc.forms.indices import Shifted, lies_within, moving
from matcalc.rules.correlations import Correlation, Meeting, correlation_in

IN_LAYERS = "The layers of deep learning that are called convolutions compute such a correlation."


def correlations(expression: IndexSum) -> Iterator[Sentence]:
    """For each kind of sum in an expression that has a name, the name and what it means."""
    said: dict[Sentence, None] = {}
    for term in expression.terms:
        found = correlation_in(term)
        sentence = _of_structure(term) if found is None else _of_sum(term, found)
        if sentence:
            said[sentence] = None
    yield from said


def layers(expression: IndexSum) -> Iterator[Sentence]:
    """The same of the right side of an equation, with what libraries call it."""
    found = [correlation for term in expression.terms if (correlation := correlation_in(term)) is not None]
    is_layer = any(correlation.meeting is Meeting.ALONG for correlation in found)
    for sentence in correlations(expression):
        yield (*sentence, f" {IN_LAYERS}") if is_layer else sentence


def _of_sum(term: Term, found: Correlation) -> Sentence:
    kernel, window = found.kernel.array, found.window.array
    sums: Sentence = ("The sum over ", *listed(term.dummies), " is the ")
    covers: Sentence = (window, " and multiplied, entry by entry, with the part that it covers.")
    flipped = _flipped(len(found.window.places) > 1)
    moved: Sentence = (" is moved over ",)
    if found.stride is not ONE:
        moved = (" is moved ", found.stride, " places at a time over ")
    if found.spread is not ONE and not (found.meeting is Meeting.AGAINST and found.is_padded):
        moved = (", its entries laid ", found.spread, " places apart,", *moved)
    match found.meeting, found.is_padded:
        case Meeting.ALONG, False:
            named: Sentence = ("valid correlation of ", window, " with ", kernel, ": ", kernel)
            return (*sums, *named, *moved, *covers, " Nothing is flipped.")
        case Meeting.ALONG, True:
            named = ("correlation of ", window, ", with zeros put around it, with ", kernel, ": ", kernel)
            return (*sums, *named, *moved, *covers, " Nothing is flipped.")
        case Meeting.AGAINST, False:
            named = ("valid convolution of ", window, " with ", kernel, ": ", kernel)
            return (*sums, *named, f" is {flipped}, and", *moved, *covers)
        case _:
            return (*sums, *_padded_convolution(term, found))


def _flipped(is_matrix: bool) -> str:
    return "turned by 180°, its rows and its columns in reverse order" if is_matrix else "flipped, its last entry first"


def _padded_convolution(term: Term, found: Correlation) -> Iterator[Part]:
    kernel, window = found.kernel.array, found.window.array
    is_matrix = len(found.window.places) > 1
    if (found.stride, found.spread) != (ONE, ONE):
        yield from _spread_convolution(found, _flipped(is_matrix))
        return
    widths = tuple(_widths(term, place) for place in found.window.places if isinstance(place, Shifted))
    is_full = all(width == (length - ONE,) * 2 for width, length in zip(widths, window.shape.axes, strict=True))
    yield from ("full convolution" if is_full else "convolution", " of ", kernel, " with ", window, ": ")
    yield from (window, f" is {_flipped(is_matrix)}, and moved over ", kernel, ", around which ")
    if not is_full:
        yield "zeros are put where it ends too early."
        return
    if is_matrix:
        (rows, _), (columns, _) = widths
        yield from (rows, " rows and ", columns, " columns of zeros are put on either side. ")
    else:
        yield from (widths[0][0], " zeros are put on either side. ")
    yield "Deep-learning libraries call this a transposed convolution."


def _spread_convolution(found: Correlation, flipped: str) -> Iterator[Part]:
    kernel, window = found.kernel.array, found.window.array
    yield from ("convolution of ", kernel, " with ", window, ": ", window, f" is {flipped}, and moved ")
    if found.stride is not ONE:
        yield from (found.stride, " places at a time ")
    yield from ("over ", kernel)
    if found.spread is not ONE:
        yield from (", whose entries are laid ", found.spread, " places apart with zeros between,")
    yield " and around which zeros are put where it ends too early."
    if found.stride is ONE:
        yield from (" Deep-learning libraries call this a transposed convolution with stride ", found.spread, ".")


def _widths(term: Term, place: Shifted) -> tuple[Dimension, Dimension]:
    """How many zeros stand before and after the kernel where the window, turned, is moved over it."""
    ((own, _),) = [pair for pair in place.counted if pair[0] not in term.dummies]
    ((summed, _),) = [pair for pair in place.counted if pair[0] in term.dummies]
    return place.range - place.offset, own.range + place.offset - ONE - summed.range


def _of_structure(term: Term) -> Sentence:
    """What an entry at one place with two free indices is as a matrix: the same number all along a diagonal."""
    if term.dummies or len(term.factors) != 1:
        return ()
    match term.factors[0]:
        case Entry(array=array, places=(Shifted(counted=((_, plus), (_, other))) as place,)):
            pass
        case _:
            return ()
    alone = moving(dict(place.counted), ZERO, place.range)
    if (plus, other) == (ONE, ONE):
        return ("As a matrix this is a Hankel matrix: its entries depend on ", alone, " alone.")
    if (plus, other) != (ONE, ZERO - ONE):
        return ()
    words: Sentence = ("As a matrix this is a Toeplitz matrix: its entries depend on ", alone, " alone")
    return (*words, ".") if lies_within(place) else (*words, ", and those on a diagonal beyond ", array, " are 0.")
