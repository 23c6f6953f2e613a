"""What Typst understands of its source, and what LaTeX says, in one spelling: x_{i}^{2}, frac{a}{b}, hat{x}, mat{a&b}.

Bold and upright type and the size of fractions are not spelled.
"""

import json
import re

import typst

from matcalc.notation.latex_words import LETTERS, SIGNS

ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar", "\u0307": "dot", "\u0308": "ddot", "¯": "bar"}
COMMANDS = {command.lstrip("\\"): letter for letter, command in (LETTERS | SIGNS).items()}
COMMANDS |= {"lVert": "‖", "rVert": "‖", "lvert": "|", "rvert": "|", "lbrack": "[", "rbrack": "]", "top": "⊤"}
COMMANDS |= {name: name for name in ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")}
COMMANDS |= {name: name for name in ("arcsin", "arccos", "arctan")}
COMMANDS |= {"le": "≤", "odot": "⊙", "partial": "∂", "nabla": "∇", "circ": "∘", "cdot": "·", "_": "_"}
COMMANDS |= dict.fromkeys((",", " ", "quad", "left", "right"), "")
WRAPPERS = ("boldsymbol", "mathrm", "text", "operatorname")
MARKS = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"} | {name: name for name in ACCENTS.values()}
TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|.", re.DOTALL)


def contents(pieces, bare=False):
    """The trees that Typst reads the pieces as; all of them in one run. bare: without the equation around each."""
    source = "\n".join(f"#metadata([{piece}]) <it>" for piece in pieces)
    trees = json.loads(typst.query(source.encode(), "<it>", field="value", ignore_system_fonts=True))
    return [tree["body"] for tree in trees] if bare else trees


def structures(formulas):
    """What Typst reads the formulas as, in the common spelling."""
    return [spelled(tree) for tree in contents([f"${formula}$" for formula in formulas], bare=True)]


def spelled(tree):
    """A tree of Typst in the common spelling."""
    match tree["func"]:
        case "sequence":
            return "".join(map(spelled, tree["children"]))
        case "symbol" | "text":
            return tree["text"].replace(" ", "").replace("−", "-").replace("⋅", "·")
        case "space" | "h":
            return ""
        case "styled":
            return spelled(tree["child"])
        case "lr":
            return spelled(tree["body"])
        case "op":
            return spelled(tree["text"])
        case "frac":
            return f"frac{{{spelled(tree['num'])}}}{{{spelled(tree['denom'])}}}"
        case "root":
            return f"sqrt{{{spelled(tree['radicand'])}}}"
        case "accent":
            return f"{ACCENTS[tree['accent']]}{{{spelled(tree['base'])}}}"
        case "overline":
            return f"bar{{{spelled(tree['body'])}}}"
        case "mat":
            rows = ["&".join(map(spelled, row)) for row in tree["rows"]]
            assert tree["delim"] == ["[", "]"]
            return f"mat{{{';'.join(rows)}}}"
        case "attach":
            assert set(tree) <= {"func", "base", "b", "t", "tr"}, tree
            primes = "'" * tree["tr"]["count"] if "tr" in tree else ""
            low, high = (
                f"{sign}{{{spelled(tree[key])}}}" if key in tree else "" for sign, key in (("_", "b"), ("^", "t"))
            )
            return spelled(tree["base"]) + primes + low + high
    raise AssertionError(f"{tree['func']} is nothing that a formula may hold")


def latex_structure(latex):
    """What a formula in LaTeX says, in the common spelling."""
    latex = latex.replace(r"[\begin{smallmatrix}", r"\begin{bmatrix}").replace(r"\end{smallmatrix}]", r"\end{bmatrix}")
    tokens = TOKEN.findall(latex.replace(r"\\", r"\;"))
    text = _sequence(tokens)
    assert not tokens
    return text


def _sequence(tokens):
    """Atoms, each with its scripts, up to the end of a group."""
    text = ""
    while tokens and tokens[0] != "}" and tokens[0] != r"\end":
        atom = _atom(tokens)
        primes, scripts = "", {"_": "", "^": ""}
        while tokens and tokens[0] in ("'", "_", "^"):
            sign = tokens.pop(0)
            if sign == "'":
                primes += sign
            else:
                assert not scripts[sign]
                scripts[sign] = f"{sign}{{{_atom(tokens)}}}"
        text += atom + primes + scripts["_"] + scripts["^"]
    return text


def _atom(tokens):
    token = tokens.pop(0)
    if token == "{":
        inner = _sequence(tokens)
        assert tokens.pop(0) == "}"
        return inner
    if not token.startswith("\\"):
        return token.strip().replace("−", "-").replace("~", "")
    name = token[1:]
    if name in WRAPPERS:
        return _atom(tokens)
    if name in ("frac", "tfrac"):
        return f"frac{{{_atom(tokens)}}}{{{_atom(tokens)}}}"
    if name == "sqrt" or name in MARKS:
        return f"{MARKS.get(name, name)}{{{_atom(tokens)}}}"
    if name == "begin":
        assert _atom(tokens) == "bmatrix"
        inner = _sequence(tokens)
        assert (tokens.pop(0), _atom(tokens)) == (r"\end", "bmatrix")
        return f"mat{{{inner}}}"
    return ";" if name == ";" else COMMANDS[name]
