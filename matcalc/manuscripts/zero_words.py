"""The words with which a text says that a gradient is 0, and those that may stand beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from matcalc.manuscripts.nouns import word_set

_ZERO = word_set("zero 0 vanish vanishes vanishing")
"""With these a text says that something is 0."""

_OPTIMUM = word_set(
    "stationary stationarity minimum minima minimizer minimiser minimizers minimizes minimises minimized minimised "
    "maximum maxima maximizer maximiser maximizes maximises maximized maximised optimum optimal optimality first-order"
)
"""With these it says so of a gradient."""

_GRADIENT = word_set("gradient gradients derivative derivatives")
"""What has to be 0; else "this" is, where a gradient stands right before it."""

_THINGS = word_set(
    "error estimate estimates estimator expression form function loss objective parameter parameters value vector"
)
"""What may be 0 as well, and then says nothing of a gradient."""

_KINDS = word_set("least likelihood linear ordinary regression ridge squares weighted")
"""What a solution may be called, of which a text may have several: behind the words that say what is 0, not before."""

_BEFORE = (_ZERO | _OPTIMUM | _GRADIENT | _THINGS | _KINDS) | word_set(
    "a all an and answer are as at attained be become becomes by can closed compute conclude condition conditions "
    "critical do equal equals equate equating equation equations finally find finding first follows for formula get "
    "gets give gives giving hence if implies in is isolate isolating it its know knowing lead leads let means must "
    "need normal now obtain obtained obtains of on only our point points put putting reached reads rearrange "
    "rearranging requires respect result right satisfies say see set sets setting side so solution solve solved "
    "solves solving system take that the then therefore this thus to unique us we when where which with yield "
    "yielding yields , ( )"
)
"""What may stand between these words and a line, and before them in their sentence."""

_AFTER = word_set(
    "a all an and are as assuming because called closed column columns definite equation equations estimate estimates "
    "estimator exists form full has have here if independent inverse invertible is it known least likelihood linearly "
    "matrix maximum minimizer minimiser minimum non nonsingular normal of optimal ordinary positive provided rank "
    "regression ridge since singular so solution squares that the this unique weighted well when whenever where which "
    "with , ( )"
)
"""What may stand behind a line in its sentence."""

_HEDGES = word_set(
    "approximate approximately assume case drop dropping example guess ignore ignored ignoring initial initially "
    "initialize initialise limit neglect neglecting no not special start starting suppose unregularized unregularised "
    "unweighted without"
)
"""Words of the sentences between a gradient and the line: the line may speak of another one."""

_OTHERWISE = re.compile(
    r"\b(?:subject to|constrain\w*|lagrang\w*|multipliers?|s\.t\.|project(?:ed|ions?)|orthonormal\w*|orthogonal\w*|"
    r"whiten\w*|standardi[sz]ed|uncorrelated|isotropic|normali[sz]ed|cent(?:red|ered))\b",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"\b(?:set|setting|solv(?:e|ing)|equat(?:e|ing)|requir(?:e|ing)|put|putting|impos(?:e|ing))\b[\w\s,:]*[\s$(\[\\]*\Z",
    re.IGNORECASE,
)
_CONCLUDING = re.compile(
    r"(?:\b(?:so|hence|thus|therefore|implies|implying|gives|giving|yields|yielding|conclude|follows)\b|"
    r"\\(?:therefore|implies|Rightarrow|Longrightarrow|iff)(?![a-zA-Z])|[⇒⟹∴])"
    r"(?:[\s,:]|\b(?:that|we|get|obtain|have|find|now|the|value|optimal|solution|is|at|for)\b)*[\s$(\[\\]*\Z",
    re.IGNORECASE,
)
_WORDS_INSIDE = re.compile(r"\\(?:text[a-z]*|mbox|intertext)\s*\{(?P<words>[^{}]*)\}")
_WORD = re.compile(r"[A-Za-z0-9]+")
_SAYS_NOTHING = re.compile(
    r"\\(?:quad|qquad|iff|implies|Rightarrow|Longrightarrow|Leftrightarrow|Longleftrightarrow|therefore|notag|nonumber)"
    r"(?![a-zA-Z])|\\(?:begin|end|label|tag)\*?\s*\{[^{}]*\}|\\[,;:! \\]|[\s&.,;{}⇒⟹⇔⟺]"
)
"""What may stand beside the equations of a formula."""


@dataclass
class Passage:
    """What stands before a line. through: the lines in it. is_zero, is_optimum: whether it says that something is 0, or
    at an optimum; has_gradient, has_thing: of what; has_kind: whether it says of which kind a solution is; is_named:
    whether a formula names the gradient.
    """

    through: set[int] = field(default_factory=set)
    is_zero: bool = False
    is_optimum: bool = False
    has_gradient: bool = False
    has_thing: bool = False
    has_kind: bool = False
    is_named: bool = False

    @property
    def is_told(self) -> bool:
        return self.is_zero or self.is_optimum

    @property
    def is_ambiguous(self) -> bool:
        """Whether something else than a gradient may be 0, or another solution be meant."""
        return (self.is_zero and self.has_thing and not self.has_gradient) or (self.has_kind and not self.is_zero)

    @property
    def is_of_gradient(self) -> bool:
        return self.has_gradient or self.is_optimum

    def takes_in(self, word: str) -> bool:
        """Whether a word may stand there; what it says is kept."""
        parts = _parts(word)
        if self.is_told and not _KINDS.isdisjoint(parts):
            return False
        self.is_zero |= not _ZERO.isdisjoint(parts)
        self.is_optimum |= not _OPTIMUM.isdisjoint(parts)
        self.has_gradient |= not _GRADIENT.isdisjoint(parts)
        self.has_thing |= not _THINGS.isdisjoint(parts)
        self.has_kind |= not _KINDS.isdisjoint(parts)
        return _BEFORE.issuperset(parts)


def tells(word: str) -> bool:
    """Whether a word says that something is 0, or at an optimum."""
    return not (_ZERO | _OPTIMUM).isdisjoint(_parts(word))


def _parts(word: str) -> set[str]:
    """The words of one with hyphens; first-order is one word."""
    return {word} if word in _OPTIMUM else {part for part in word.split("-") if part}


def restricts(word: str) -> bool:
    """Whether a word behind a line may restrict it."""
    return not _AFTER.issuperset(part for part in word.split("-") if part)


def is_hedge(word: str) -> bool:
    """Whether a word in front of a line may make it one about something else."""
    return not _HEDGES.isdisjoint(word.split("-"))


def speaks_otherwise(text: str) -> bool:
    """Whether a text speaks of an optimum at which a gradient is not 0, or of data for which a line is right alone."""
    return _OTHERWISE.search(text) is not None


def sets_to_zero(before: str) -> bool:
    """Whether the words right before a formula set what it says to 0."""
    return _SETTING.search(before) is not None


def concludes(before: str) -> bool:
    """Whether the words right before a formula call what it says a conclusion."""
    return _CONCLUDING.search(before) is not None


def says_nothing(beside: str) -> bool:
    """Whether nothing but words that are known stands beside the equations of a formula."""
    words = (word for found in _WORDS_INSIDE.finditer(beside) for word in _WORD.findall(found["words"].lower()))
    return _SAYS_NOTHING.sub("", _WORDS_INSIDE.sub("", beside)) == "" and (_AFTER | _BEFORE).issuperset(words)
