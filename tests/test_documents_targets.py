"""The same page in every format: widths, escaping, structure."""

import json
import re
from fractions import Fraction
from itertools import groupby
from pathlib import Path

import dense_layer_by_hand as layer
import pytest
from documents_derived import HOSTILE, by_hand_derived, derived, document
from shipped import VARIED

from matcalc.api import derive
from matcalc.documents.chains import Detail
from matcalc.documents.columns import width
from matcalc.documents.document import single
from matcalc.documents.json import to_json
from matcalc.documents.markdown import escaped
from matcalc.documents.page import Box, ChainBlock, Equation, Line, Page, Paragraph
from matcalc.documents.pieces import pieces
from matcalc.documents.presentation import Presentation
from matcalc.documents.printing import COLUMNS
from matcalc.documents.render import Format, formulas, render
from matcalc.documents.show import show
from matcalc.documents.text import text
from matcalc.forms.matrix_form import Add, Product, Scale
from matcalc.notation.glyphs import Glyphs
from matcalc.notation.latex import LatexPrinter
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.problems.library import load_problem
from matcalc.problems.network import network

UNICODE = UnicodePrinter(Glyphs({}))


def by_hand(form, **changed):
    return render(by_hand_derived(**changed), form, Presentation())


@pytest.mark.parametrize("detail", Detail)
@pytest.mark.parametrize("name", VARIED)
def test_text_is_at_most_100_columns_wide(name, detail):
    lines = document(name, Format.TEXT, detail).splitlines()
    assert max(map(width, lines)) <= COLUMNS
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_long_sum_is_broken_between_its_terms():
    products = tuple(Product((layer.W, layer.a)) for _ in range(40))
    line = Line(layer.z, Add(products), "a rule", ("a reason",))
    lines = text(single(Page("t", (ChainBlock((line,)),)), UNICODE.glyphs)).splitlines()[3:]
    assert max(map(width, lines)) <= COLUMNS
    assert all(part.startswith("      +") for part in lines[1:-1])
    assert lines[0].startswith("  z = W a + W a")
    assert lines[-1].strip() == "a rule: a reason"


def test_a_long_result_stays_in_its_box():
    box = Box(Equation(layer.z, Add((layer.b,) * 60)), layer.z.shape)
    lines = text(single(Page("t", (box,)), UNICODE.glyphs)).splitlines()[3:]
    assert len({width(line) for line in lines}) == 1
    assert width(lines[0]) <= COLUMNS
    assert len(lines) > 3


def test_equals_signs_stand_below_each_other():
    lines = by_hand(Format.TEXT).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("2. ")) + 3
    chain = [line for line in lines[start : lines.index("", start)] if " = " in line[:20]]
    assert len(chain) == 4
    assert len({width(line[: line.index(" = ")]) for line in chain}) == 1


TITLES = [
    (Format.TEXT, r"\input{/etc/passwd} $x$ #% <script> `a` **b** _c_ | &amp; ~^ {�[31m"),
    (
        Format.MARKDOWN,
        r"&#92;input\{/etc/passwd\} &#36;x&#36; \#% &lt;script&gt; \`a\` \*\*b\*\* \_c\_ \| &amp;amp; \~^ \{",
    ),
]


@pytest.mark.parametrize(("form", "expected"), TITLES)
def test_a_hostile_title_is_words(form, expected):
    assert by_hand(form, title=HOSTILE).splitlines()[0].removeprefix("# ").startswith(expected)


def test_a_hostile_title_is_words_in_latex():
    made = by_hand(Format.LATEX, title=HOSTILE, about=HOSTILE, remarks=(HOSTILE,), meanings={"W": HOSTILE})
    body = made[made.index(r"\begin{document}") :]
    assert r"\input" not in body
    assert "$x$" not in body
    assert not re.search(r"(?<!\\)[#%](?!\n)", body)
    assert "\N{ESCAPE}" not in body


def test_a_hostile_title_is_words_in_json():
    assert json.loads(by_hand(Format.JSON, title=HOSTILE))["title"] == HOSTILE


@pytest.mark.parametrize("form", [Format.TEXT, Format.MARKDOWN, Format.LATEX])
def test_hostile_words_anywhere_leave_no_escape_character(form):
    made = by_hand(form, title=HOSTILE, about=HOSTILE, remarks=(f"`{HOSTILE}`",), meanings={"W": HOSTILE})
    assert "\N{ESCAPE}" not in made


MARKDOWN_WORDS = [
    ("plain words, 3 of them", "plain words, 3 of them"),
    ("1. first", r"1\. first"),
    ("- item", r"\- item"),
    ("two\nlines", "two lines"),
    ("a_b*c", r"a\_b\*c"),
]


@pytest.mark.parametrize(("words", "expected"), MARKDOWN_WORDS)
def test_markdown_words(words, expected):
    assert escaped(words) == expected


@pytest.mark.parametrize("name", VARIED)
def test_markdown_blocks_are_closed(name):
    lines = document(name, Format.MARKDOWN, Detail.FULL).splitlines()
    inside = False
    for number, line in enumerate(lines):
        if line == "$$":
            inside = not inside
            outer = lines[number - 1] if inside else lines[number + 1]
            assert outer == ""  # a block stands by itself
        elif inside:
            assert line.strip()  # a blank line would end the block
    assert not inside
    tables = [list(table) for is_row, table in groupby(lines, lambda line: line.startswith("|")) if is_row]
    assert tables
    for header, *rows in tables:
        assert [row for row in rows if row.count("|") != header.count("|")] == []


def test_results_for_a_notebook():
    found = derived("dense-layer")
    *steps, results = formulas(found.derived, Presentation(Detail.BRIEF)).split("\n\n")
    assert results.startswith("$$\\begin{aligned}\n")
    assert results.endswith("\n\\end{aligned}$$")
    assert results.count("&=") == len(found.results)
    assert [step for step in steps if step.count("&=") != 1] == []


@pytest.mark.parametrize("form", Format)
def test_same_derivation_same_characters(form):
    assert by_hand(form) == by_hand(form)


def test_words_are_as_they_were_given():
    made = text(single(Page("A title", (Paragraph(("Words with ", layer.W, ".")),)), UNICODE.glyphs))
    assert made == "A title\n═══════\n\nWords with W.\n"


SCHEMA = json.loads((Path(__file__).parent.parent / "docs" / "output.schema.json").read_text(encoding="utf-8"))
TYPES = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "null": type(None)}


def faults(value, schema, at="$"):
    """What a value has that its JSON Schema does not allow: the keywords that our schema uses."""
    if "$ref" in schema:
        schema = SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    known = {"object": dict, "array": list, **TYPES}
    if kinds and not any(isinstance(value, known[kind]) for kind in kinds):
        return [f"{at}: {value!r} is not {kinds}"]
    if value not in schema.get("enum", [value]) or schema.get("const", value) != value:
        return [f"{at}: {value!r} is not allowed"]
    found = []
    if isinstance(value, dict):
        properties, extra = schema.get("properties", {}), schema.get("additionalProperties", True)
        found += [f"{at}: {key} is missing" for key in schema.get("required", ()) if key not in value]
        for key, item in value.items():
            if key not in properties and extra is False:
                found.append(f"{at}: {key} is not known")
            else:
                found += faults(item, properties.get(key, extra if isinstance(extra, dict) else {}), f"{at}.{key}")
    if isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            found.append(f"{at}: too many")
        for number, item in enumerate(value):
            found += faults(item, schema.get("items", {}), f"{at}[{number}]")
    return found


@pytest.mark.parametrize("name", VARIED)
def test_json_is_as_the_schema_says(name):
    assert faults(json.loads(document(name, Format.JSON, Detail.FULL)), SCHEMA) == []


@pytest.mark.parametrize("route", ["all", "jacobian"])
@pytest.mark.parametrize("name", ["dense-layer", "lemma-softmax"])
def test_json_of_other_routes_is_as_the_schema_says(name, route):
    made = json.loads(derive(name, route=route).to_json())
    assert [each["name"] for each in made["routes"]] == (["differential", "jacobian"] if route == "all" else [route])
    assert faults(made, SCHEMA) == []


def test_json_of_second_derivatives_is_as_the_schema_says():
    made = json.loads(derive("x.T @ A @ x", wrt="x", shapes="A: n×n", order=2, route="all").to_json())
    (second,) = made["second"]
    assert [each["name"] for each in second["routes"]] == ["differential", "jacobian"]
    assert second["meetings"] == [
        {"wrt": "x", "routes": ["index", "differential", "jacobian"], "same_form": True, "exact": True}
    ]
    assert faults(made, SCHEMA) == []


BROKEN = [
    (lambda document: document.pop("results"), "$: results is missing"),
    (lambda document: document.update(more=1), "$: more is not known"),
    (lambda document: document["results"][0]["shape"].append(3), "$.results[0].shape[1]: 3 is not ['string']"),
    (
        lambda document: document["results"][0]["steps"][0].update(checked=False),
        "$.results[0].steps[0].checked: False is not allowed",
    ),
]


@pytest.mark.parametrize(("spoil", "fault"), BROKEN)
def test_the_schema_refuses_what_is_wrong(spoil, fault):
    made = json.loads(document("dense-layer", Format.JSON, Detail.FULL))
    spoil(made)
    assert fault in faults(made, SCHEMA)


def test_json_holds_the_results_and_the_steps():
    made = json.loads(by_hand(Format.JSON))
    assert [result["wrt"] for result in made["results"]] == ["z", "W"]
    weights = made["results"][1]
    assert (weights["text"], weights["shape"], weights["requested"]) == ("grad_z @ a.T", ["m", "n"], True)
    assert [step["depth"] for step in made["results"][0]["steps"]] == [0, 1, 0, 0, 0]
    assert made["checked"]["sizes"] == {"m": 3, "n": 5}
    assert made["conventions"]["given"] == ["a_next"]


def test_json_steps_follow_the_detail():
    def depths(detail):
        made = to_json(by_hand_derived(), Presentation(detail))
        return {step["depth"] for result in json.loads(made)["results"] for step in result["steps"]}

    assert depths(Detail.BRIEF) == {0}
    assert depths(Detail.FULL) == {0, 1}


SHOWN = [
    ("dense-layer", ["z⁽ᵏ⁺¹⁾ = W⁽ᵏ⁾ a⁽ᵏ⁾ + b⁽ᵏ⁾", "a⁽ᵏ⁺¹⁾ = f(z⁽ᵏ⁺¹⁾)", "Given: ∇", "Asked: ∇"]),
    ("dense-layer-scalar-weights", ["z⁽ᵏ⁺¹⁾_j = Σ_i w⁽ᵏ⁾_ij a⁽ᵏ⁾_i + b⁽ᵏ⁾_j", "i = 1, …, n"]),
]


@pytest.mark.parametrize(("name", "parts"), SHOWN)
def test_a_problem_is_shown_as_one_would_write_it(name, parts):
    shown = show(load_problem(name))
    squeezed = re.sub(" +", " ", shown)
    assert [part for part in parts if part not in squeezed] == []
    assert max(map(width, shown.splitlines())) <= COLUMNS


def test_a_deep_network_is_shown_within_the_width():
    assert max(map(width, show(network(30)).splitlines())) <= COLUMNS


MINUS_B = Scale(Fraction(-1), layer.b)
SUMS = [
    Add((layer.z, layer.b)),
    Add((MINUS_B, layer.z, MINUS_B)),
    Add((layer.z, Scale(Fraction(-2, 3), layer.b), Product((layer.W, layer.a)))),
    layer.FORWARD_Z,
    layer.total(layer.term(layer.entry(layer.b, layer.i), coefficient=-2), layer.term(coefficient=-1)),
    layer.total(),
    layer.z,
]


@pytest.mark.parametrize("printer", [UNICODE, LatexPrinter(Glyphs({}))])
@pytest.mark.parametrize("expression", SUMS)
def test_pieces_make_up_the_expression(expression, printer):
    assert " ".join(pieces(expression, printer)) == printer.part(expression)
