"""How a document types a name: the whole array, and its entries. A macro with scripts of its own is looked into."""

from __future__ import annotations

from matcalc.notation.glyphs import GREEK
from matcalc.notation.latex_in.failures import LatexError
from matcalc.notation.latex_in.formula import Span
from matcalc.notation.latex_in.macros import Macros, expanded
from matcalc.notation.latex_in.scripts import Seen
from matcalc.notation.latex_in.sightings import Sighting
from matcalc.notation.latex_in.tokens import Kind, Token, source_of, tokens_of
from matcalc.notation.latex_in.vocabulary import Key

_SCRIPTS = ("^", "_", "'")


def typed(key: Key, sighting: Sighting, text: str, macros: Macros) -> tuple[str, str, bool]:
    """How the document types the array, its entries with %s for the indices, and whether the first of them is a macro
    that has scripts of its own.
    """
    label = f"_{{{key.label}}}" if key.label else ""
    comma = f"{key.label}," if key.label else ""
    whole, indexed = sighting.whole.get(key.layer), sighting.indexed.get(key.layer)
    first = sighting.layers[key.layer]
    seen_whole = whole or next((one for one in sighting.whole.values() if one.is_bold), None) or first
    seen_entry = indexed or next(iter(sighting.indexed.values()), None) or first
    layer = _layer(first, text, macros)
    is_typed = whole is not None and not _is_moved(whole)
    array = (
        text[whole.span.start : whole.span.end]
        if whole and is_typed
        else f"{_letter(seen_whole, text, macros)}{label}{layer}"
    )
    letter = _letter(seen_entry, text, macros) if sighting.indexed or not _is_plain(key) else key.letter
    entry = f"{letter.replace('%', '%%')}_{{{comma}%s}}{layer.replace('%', '%%')}"
    return array, entry, whole is not None and whole.scripts_inside


def _letter(found: Seen, text: str, macros: Macros) -> str:
    """A letter as it is typed, without its scripts."""
    if not found.scripts_inside:
        return text[found.letter.span.start : found.letter.span.end]
    letter, _ = _looked_into(found.letter.span, text, macros)
    return letter or _named(found)


def _layer(found: Seen, text: str, macros: Macros) -> str:
    """The layer of a name, as a superscript."""
    span = found.layer_span
    if span is None:
        return ""
    if _is_moved(found):
        moved = found.key.layer.replace("ell", "\\ell")
        return f"^{{({moved})}}" if text[span.start : span.start + 1] == "(" else f"^{{{moved}}}"
    if found.letter.span.start <= span.start and span.end <= found.letter.span.end:
        _, high = _looked_into(found.letter.span, text, macros)
        return f"^{{{high}}}" if high and not found.high else f"^{{({found.key.layer})}}"
    return f"^{{{text[span.start : span.end]}}}"


def _is_moved(found: Seen) -> bool:
    """Whether a name stands in a layer in which the document does not type it."""
    return found.layer_span is not None and found.layer_span.start == found.layer_span.end


def _looked_into(span: Span, text: str, macros: Macros) -> tuple[str, str]:
    """What a macro makes: before its first script, and its superscript; "" where they can not be told apart."""
    try:
        tokens = _without_braces(expanded(tokens_of(text, span.start, span.end), text, span.end, macros))
    except LatexError:
        return "", ""
    places = [at for at in _at_the_top(tokens) if _is(tokens[at], _SCRIPTS)]
    if not places:
        return "", ""
    above = next((at for at in places if _is(tokens[at], ("^",))), None)
    high = "" if above is None else source_of(_argument(tokens[above + 1 :]))
    return source_of(tokens[: places[0]]).strip(), high


def _without_braces(tokens: list[Token]) -> list[Token]:
    """Tokens out of braces around all of them, and of \\ensuremath."""
    while True:
        tokens = tokens[1:] if tokens and tokens[0].source == "\\ensuremath" else tokens
        if not tokens or tokens[0].kind is not Kind.OPEN or len(_argument(tokens)) + 2 != len(tokens):
            return tokens
        tokens = tokens[1:-1]


def _argument(tokens: list[Token]) -> list[Token]:
    """What stands in the braces that tokens begin with; else the first of them."""
    if not tokens or tokens[0].kind is not Kind.OPEN:
        return tokens[:1]
    depth = 0
    for at, token in enumerate(tokens):
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        if depth == 0:
            return tokens[1:at]
    return tokens[1:]


def _at_the_top(tokens: list[Token]) -> list[int]:
    """The places of the tokens that stand in no braces."""
    places, depth = [], 0
    for at, token in enumerate(tokens):
        depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        if depth == 0:
            places.append(at)
    return places


def _is(token: Token, characters: tuple[str, ...]) -> bool:
    return token.kind is Kind.CHARACTER and token.text in characters


def _named(found: Seen) -> str:
    """A letter by its name, where the way it is typed can not be told from its scripts."""
    name = found.key.letter
    letter = f"\\{name}" if name in GREEK else name if len(name) == 1 else rf"\mathrm{{{name}}}"
    letter = rf"\boldsymbol{{{letter}}}" if found.is_bold else letter
    for accent in found.key.accents:
        letter = rf"\{accent}{{{letter}}}"
    return letter


def _is_plain(key: Key) -> bool:
    """Whether it is one Latin letter, so that entries that are never typed are of that letter in italics."""
    return len(key.letter) == 1 and not key.accents and not key.script
