"""The settings of notation: one table, from which options, TOML keys, errors, documentation and tests are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from matcalc.errors import InputError, did_you_mean, printable


class CotangentSign(Enum):
    """How the gradient of E at z is written where it is used."""

    BAR = "bar"
    DELTA = "delta"
    G = "g"
    NABLA = "nabla"
    PARTIAL = "partial"


class GradientSign(Enum):
    """How the gradient of E at z is written out."""

    NABLA = "nabla"
    PARTIAL = "partial"


class DerivativeMark(Enum):
    """What says that a function is differentiated."""

    PRIME = "prime"
    DOT = "dot"


class ArrayType(Enum):
    """The type in which vectors and matrices are set."""

    BOLD = "bold"
    PLAIN = "plain"


class LayerPlace(Enum):
    """Where the layer of a name stands."""

    ROUND = "round"
    SQUARE = "square"
    SUBSCRIPT = "subscript"


@dataclass(frozen=True, slots=True)
class Notation:
    """How names are printed, whatever the target. The input language and code never change.

    Raises InputError where one thing would have two names: gradients written out in one way where they are used, and
    in another where they are derived.
    """

    cotangent: CotangentSign = CotangentSign.BAR
    gradient: GradientSign = GradientSign.NABLA
    derivative: DerivativeMark = DerivativeMark.PRIME
    arrays: ArrayType = ArrayType.BOLD
    layer: LayerPlace = LayerPlace.ROUND

    def __post_init__(self) -> None:
        if self.writes_out_cotangents and self.cotangent.value != self.gradient.value:
            one, other = self.cotangent.value, self.gradient.value
            raise InputError(
                f"notation: cotangent = {one} and gradient = {other} would print one thing in two ways; "
                f"set gradient = {one} too, or give the cotangent a short name: bar, delta or g"
            )

    @property
    def writes_out_cotangents(self) -> bool:
        """Whether cotangents have no short name."""
        return self.cotangent in (CotangentSign.NABLA, CotangentSign.PARTIAL)


USUAL = Notation()


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting. what: it sets. looks: what each choice looks like, the default first; LaTeX is alike."""

    key: str
    what: str
    looks: Mapping[Enum, str]

    @property
    def choices(self) -> dict[str, Enum]:
        """The choices by the word for them, the default first."""
        return {str(choice.value): choice for choice in self.looks}


SETTINGS = {
    setting.key: setting
    for setting in (
        Setting(
            "cotangent",
            "the gradient of E at z where it is used",
            {
                CotangentSign.BAR: "z̄",
                CotangentSign.DELTA: "δ_z; δ⁽ᵏ⁾ where z alone has the layer k",
                CotangentSign.G: "g_z",
                CotangentSign.NABLA: "∇_z E, no short name",
                CotangentSign.PARTIAL: "∂E/∂z, no short name",
            },
        ),
        Setting(
            "gradient",
            "the gradient of E at z written out; follows a cotangent without a short name",
            {GradientSign.NABLA: "∇_z E", GradientSign.PARTIAL: "∂E/∂z"},
        ),
        Setting(
            "derivative",
            "the derivative of f",
            {DerivativeMark.PRIME: "f′, f″", DerivativeMark.DOT: "ḟ, f̈; tanh′, as a dot goes above a single letter"},
        ),
        Setting(
            "arrays",
            "vectors and matrices, where the target has bold type",
            {ArrayType.BOLD: "bold", ArrayType.PLAIN: "like scalars"},
        ),
        Setting(
            "layer",
            "the layer that a problem gives a name",
            {LayerPlace.ROUND: "z⁽ᵏ⁾", LayerPlace.SQUARE: "z^[k]", LayerPlace.SUBSCRIPT: "zₖ, its entries (zₖ)_i"},
        ),
    )
}
"""Every setting by its key, in the order of the fields of Notation."""


def synopsis() -> str:
    """All settings with their choices, for the help of an option: cotangent=bar|delta|g, …"""
    return ", ".join(f"{key}={'|'.join(setting.choices)}" for key, setting in SETTINGS.items())


def read_settings(text: str) -> dict[str, str]:
    """The settings in a text such as "cotangent=delta, layer=square".

    Raises InputError for what is not written so, for unknown keys and choices, and for a key with two choices.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        if not part.strip():
            continue
        key, sign, word = (piece.strip() for piece in part.partition("="))
        if not sign:
            raise InputError(f"notation: {_shown(part.strip())} is no setting: write KEY=CHOICE, {EXAMPLE}")
        if found.setdefault(key, word) != word:
            raise InputError(f"notation: {_shown(key)} is set twice, to {_shown(found[key])} and to {_shown(word)}")
    return checked_settings(found)


EXAMPLE = "such as cotangent=delta"


def checked_settings(settings: Mapping[str, object]) -> dict[str, str]:
    """Settings by key, each a known choice. Raises InputError, which lists what is known, for any other."""
    found: dict[str, str] = {}
    for key, word in settings.items():
        if key not in SETTINGS:
            raise InputError(f"notation: there is no setting {_shown(key)}: {_nearest(str(key), tuple(SETTINGS))}")
        choices = SETTINGS[key].choices
        if not isinstance(word, str) or word not in choices:
            raise InputError(f"notation: {key} = {_shown(word)} is not known: {_nearest(str(word), tuple(choices))}")
        found[key] = word
    return found


def notation_of(settings: Mapping[str, str]) -> Notation:
    """The notation with these settings, as `checked_settings` gives them, and the default of every other.

    Where cotangents are written out, the gradient is written so too unless it is set. Raises InputError for settings
    that do not go together.
    """
    chosen = dict(settings)
    cotangent = chosen.get("cotangent")
    if cotangent in SETTINGS["gradient"].choices:
        chosen.setdefault("gradient", cotangent)
    return Notation(**{key: SETTINGS[key].choices[word] for key, word in chosen.items()})  # type: ignore[arg-type]


def _nearest(word: str, known: tuple[str, ...]) -> str:
    clause = did_you_mean(word[:60], known)
    return f"{clause} (known: {', '.join(known)})" if clause.startswith("did") else clause


def _shown(word: object) -> str:
    if not isinstance(word, str):
        return f"an object of type {type(word).__name__}"
    return repr(printable(word if len(word) <= 60 else word[:59] + "…"))
