"""What was checked before the page was made, in a sentence or two with honest numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from matcalc.checking.verification import Verification
from matcalc.documents.page import Part, Sentence
from matcalc.forms.dimensions import Dimension


def checked(verification: Verification, what: str) -> Sentence:
    """How many steps were replayed, where, how, to what error, and how the results were compared.

    what: gradient or derivative, which the results are.
    """
    steps, exact = verification.count, verification.exact_count
    points = counted(verification.points, "random point")
    words: list[Part] = [
        f"{counted(steps, 'step')}, those inside other steps included, "
        f"{'was' if steps == 1 else 'were'} evaluated on both sides{_written_out(verification)} at {points} (",
        *sizes_said(verification.sizes),
        f"; seed {verification.seed}): {_agreement(steps, exact, verification.worst_error)}.",
    ]
    if results := len(verification.results):
        worst = max(check.error for check in verification.results)
        how = "exactly" if all(check.exact for check in verification.results) else precision(worst)
        subject = f"The {what} also agrees" if results == 1 else f"The {results} {what}s also agree"
        words.append(
            f" {subject} {how} with a derivative found without these rules, "
            f"by differentiating the forward equations{' of all steps' if verification.ends else ''} numerically."
        )
    return tuple(words)


def _written_out(verification: Verification) -> str:
    """Of families, how many members they had."""
    if not verification.ends:
        return ""
    *first, last = (str(numbers[0]) for numbers in verification.ends)
    apart = " those over different labels never with equally many," if len(verification.ends[0]) > 1 else ""
    return f", each family written out with {', '.join(first)} and {last} members,{apart}"


def checked_likewise(verification: Verification, what: str, before: Verification) -> Sentence:
    """The same in fewer words, after the verification `before` has said how it is done."""
    steps, exact, results = verification.count, verification.exact_count, len(verification.results)
    subject = f"the {what} agrees" if results == 1 else f"the {results} {what}s agree"
    sizes = (" (", *sizes_said(verification.sizes), ")") if verification.sizes != before.sizes else ()
    is_exact = exact == steps and all(check.exact for check in verification.results)
    so_do = f"so does the {what}" if results == 1 else f"so do the {results} {what}s"
    rest = so_do if is_exact else f"{subject} with the same independent derivative"
    return (
        f"{counted(steps, 'step')}, checked likewise",
        *sizes,
        f": {_agreement(steps, exact, verification.worst_error)}; {rest}.",
    )


def counted(number: int, noun: str) -> str:
    """1 step, 2 steps."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _agreement(steps: int, exact: int, error: float) -> str:
    rest = steps - exact
    verb = "agrees" if steps == 1 else "agree"
    exactly = "exactly, in arithmetic modulo a prime"
    nearly = f"in floating point, {precision(error)}"
    if not rest:
        return f"{'it' if steps == 1 else 'all'} {verb} {exactly}"
    if not exact:
        return f"{'it' if steps == 1 else 'all'} {verb} {nearly}"
    return f"{exact} {'agrees' if exact == 1 else 'agree'} {exactly}; {rest} {nearly}"


def precision(error: float) -> str:
    """How near two values are."""
    return f"to a relative error of at most {error:.1e}" if error else "to the last digit"


def sizes_said(sizes: Sequence[tuple[str, int]]) -> Iterator[Part]:
    """m = 2, n = 5."""
    for number, (name, size) in enumerate(sizes):
        if number:
            yield ", "
        yield Dimension.named(name)
        yield f" = {size}"
    if not sizes:
        yield "no dimensions to choose"
