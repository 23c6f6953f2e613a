"""The names of a document: what tells them apart, of which kind each is, and what decided that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from matcalc.notation.glyphs import PrintStyle
from matcalc.notation.latex_in.formula import Formula, Span


@dataclass(frozen=True, slots=True)
class Key:
    """What tells one name of a document from another. Bold and plain type are of one name: W_{ij} is an entry of 𝐖.

    letter: W, alpha, ell, net. accents: as those of a Letter. script: whether it is \\mathcal or \\mathbb, which tells
    𝓛 from L. label: a subscript that is no index, max of W_{max}, 1 of W_1. layer: k+1 of z^{(k+1)} and z^{[k+1]}.
    """

    letter: str
    accents: tuple[str, ...] = ()
    script: bool = False
    label: str = ""
    layer: str = ""


class Kind(Enum):
    """What a name stands for."""

    SCALAR = "scalar"
    VECTOR = "vector"
    ROW = "row vector"
    MATRIX = "matrix"
    SAMPLES = "vectors, one for each index"
    """x_i of samples: in the input language a matrix, of which row i is x_i."""
    FUNCTION = "elementwise function"
    OUTPUT = "scalar function"
    """What is differentiated, such as E, where no equation says what it is."""


class Decision(Enum):
    """What decided of which kind a name is, in the order in which they count."""

    SHAPE = "its shape"
    WORDS = "the words before it"
    FORMULA = "its formula"
    SUBJECT = "what the text is about"
    BOLD = "its bold type"
    USE = "its use"
    LETTER = "its letter alone"


@dataclass(frozen=True, slots=True)
class Each:
    """What a document says of each of several arrays, x_i ∈ ℝᵈ. key: of the letter alone; index: i, empty where it is a
    list, x_1, …, x_n; is_raised: whether the index is a superscript in brackets. lengths: none of a number, one of a
    vector; None where only words say that it is a vector.
    """

    key: Key
    index: str
    is_raised: bool
    lengths: tuple[str, ...] | None

    @property
    def is_vector(self) -> bool:
        return self.lengths is None or len(self.lengths) == 1


@dataclass(frozen=True, slots=True)
class Declared:
    """What the words of a document say of its names. shapes: their lengths as typed, ("m", "n"); () of a scalar.

    kinds: column vectors, weight matrix, scalar error. Both by the letter, accents, label and layer; a name that is
    declared without a layer is meant in every layer. maps: functions of arrays, of which it says the sets, f: ℝⁿ → ℝ.
    functions: letters that it calls a known function, such as the sigmoid. each: what it says of x_i for each i.
    ranges: where letters end that it says the range of, n of i = 1, …, n. lines: the vectors x_i that are rows of a
    matrix, each with that and 0; with 1 where they are its columns.
    """

    shapes: Mapping[Key, tuple[str, ...]] = field(default_factory=dict)
    kinds: Mapping[Key, Kind] = field(default_factory=dict)
    maps: frozenset[Key] = frozenset()
    functions: frozenset[Key] = frozenset()
    each: tuple[Each, ...] = ()
    ranges: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[Key, tuple[Key, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a document and of the input language.

    name: in the input language, unlike all others; the letter where that is free. place: where it stands first. array:
    how the document types the whole array, \\mathbf{W}^{(k)}; entry: how it types its entries, with %s for the indices,
    W_{%s}^{(k)}; made of the other where a document has only one of them. has_scripts: whether the array is typed as a
    macro with scripts that are not to be seen. index: the index of a sum that numbers it, else its first one.
    """

    key: Key
    name: str
    kind: Kind
    decided: Decision
    place: Span
    array: str
    entry: str
    style: PrintStyle
    has_scripts: bool = False
    index: str = ""


@dataclass(frozen=True, slots=True)
class Customs:
    """How a document uses scripts and letters.

    sums: letters that some sum goes over. entries: names that have numbers as indices, a_1 beside a_i, without labels.
    lengths: letters of lengths, n of 1/n and of Σ up to n. functions: letters of elementwise functions. kronecker:
    whether δ_ij is the Kronecker delta. layers: letters that number layers at the foot, k of W_k a_{k-1}. samples:
    letters that are indices in brackets above a name, i of Σ_i x^{(i)}, and number no layers. counts: how many there
    are of what an index numbers whose sums do not say it, n of 1/n Σ_i x_i. has_pi: whether π is an array of the
    document, as a policy, and no number.
    """

    sums: frozenset[str] = frozenset()
    entries: frozenset[Key] = frozenset()
    lengths: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    kronecker: bool = False
    layers: frozenset[str] = frozenset()
    samples: frozenset[str] = frozenset()
    counts: Mapping[str, str] = field(default_factory=dict)
    has_pi: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All names of a document, in the order in which they stand first. outputs: names of kind OUTPUT among them.

    aliases: names that the document defines as gradients, δ of δ ≡ ∂E/∂z, each with the name it is the gradient at; in
    `names` as well. differentiated: the scalars on top of ∂ or after ∇ and nowhere below ∂, which are what gradients
    are of. called: names that are written with what they depend on, J(w), without layers, each with that. maps:
    functions of arrays by their declarations. shapes: lengths by name of
    the input language: those declared, and those that the end of a sum, an identity or a vector of ones asks for.
    arguments: the arrays that words say an output is a function of, by names of the input language. declared: the names
    whose shape is declared. softmax_axis: along which the softmax of a matrix goes that does not say it itself. each:
    what is said of each of several arrays, by the name that they have in the input language together. lines: of which
    matrix they are rows or columns, as in Declared.
    """

    names: Mapping[Key, Name]
    aliases: Mapping[Key, Name] = field(default_factory=dict)
    differentiated: tuple[Name, ...] = ()
    customs: Customs = Customs()
    called: Mapping[Key, Formula] = field(default_factory=dict)
    maps: frozenset[Key] = frozenset()
    shapes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    declared: frozenset[str] = frozenset()
    softmax_axis: str | None = None
    each: Mapping[str, Each] = field(default_factory=dict)
    lines: Mapping[Key, tuple[Key, int]] = field(default_factory=dict)

    @property
    def outputs(self) -> tuple[Name, ...]:
        return tuple(name for name in self.names.values() if name.kind is Kind.OUTPUT)
