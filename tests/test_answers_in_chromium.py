"""Answers typed into worksheets: a page judges them by value, and agrees with matcalc.check."""

import json
from base64 import b64decode
from random import Random

import pytest
from chromium import Visit, chromium

from matcalc import worksheet
from matcalc.documents.text import plain
from matcalc.forms.matrix_form import Node
from matcalc.judging.check import check
from matcalc.judging.mistakes import mistakes
from matcalc.judging.right import right_answer
from matcalc.notation.text_out import input_text
from matcalc.notation.unicode_text import UnicodePrinter
from matcalc.worksheets.judged import checks_of
from matcalc.worksheets.sheet import Asked

JUDGE = """([texts]) => texts.map(([chapter, label, text]) => {
  const held = JSON.parse(document.getElementById("data").textContent).checks[chapter];
  const answer = held.judged[label];
  return answers.judge(text, answer, answers.opened(held.programs[answer.program])).words;
})"""

SHEETS = {
    "steps": (("dense-layer", "attention", "matrix-inverse", "least-squares"), {"level": 3}),
    "derive": (("dense-layer", "softmax-cross-entropy", "least-squares", "ridge-regression"), {"level": 5}),
    "normalised": (("layer-normalization",), {"level": 1}),
    "told": (("quadratic-form-symmetric",), {"level": 1}),
    "operators": (("two-layer-network", "layer-normalization"), {"blank": "operators", "level": 3}),
}

TOLD = "The value is right, and this line stands on the sheet already: what is asked for is "
FACTORS = ["W", "z̄", "a", "f'(z)", "ā_next", "aᵀ", "(W a)", "Wᵀ", "2", "Σ_i z_i", "sum(W)", "∂E/∂b"]
OPERATORS = ["+", "-", "*", "@", "⊙", "/", " ", " ⊗ "]
BROKEN = ["D(", "-(", "\\frac", "sum(W,axis=", *"{}[]()'^_,:=|‖⟨∂"]

TYPED = [  # of the dense layer: what the answer is the gradient at, typed, right or what is said
    ("W", "W z̄", "needs as many columns as rows"),
    ("W", "z̄ aᵀ", "Right"),
    ("W", "grad_z @ a.T", "Right"),
    ("W", r"\bar{z}^{(k+1)} a^{(k)\top}", "Right"),
    ("W", "(a z̄')'", "Right"),
    ("W", "outer(zbar, a)", "Right"),
    ("W", "z̄⁽ᵏ⁺¹⁾ a⁽ᵏ⁾ᵀ", "Right"),
    ("W", "z̄ ⊙ aᵀ", "⊙ needs equal shapes"),
    ("W", "grad_z * a.T", "Right"),
    ("W", "a z̄ᵀ", "The shape is n × m, and m × n is asked for"),
    ("W", "-z̄ aᵀ", "The shape is right, and the value is not"),
    ("W", "grad_W", "speaks of what is asked for"),
    ("W", "z̄ ⊗ a +", "something is missing at the end"),
    ("W", "eval('1')", "eval is not known here"),
    ("z", "ā_next ⊙ f' (z)", "Right"),
    ("z", "ā⁽ᵏ⁺¹⁾ .* f′(W a + b)", "Right"),
    ("z", "diag(f'(z)) ā⁽ᵏ⁺¹⁾", "Right"),
    ("z", "ā⁽ᵏ⁺¹⁾ ⊙ f(z)", "The shape is right, and the value is not"),
    ("a", "W' δ", "a sign stands alone that is no array here"),
    ("a", "W^T zbar", "Right"),
    ("a", "W^T (f'(z) ⊙ ā_next)", "Right"),
    ("a", r"W^{\top}\bar{z}", "Right"),
    ("a", r"W^\top\bar{z}", "Right"),
    ("a", r"{W^{(k)}}^{\top}\bar{z}^{(k+1)}", "Right"),
    ("a", r"$W^T \bar z$", "Right"),
    ("z", r"\bar{a^{(k+1)}}\odot f^{\prime}(z)", "Right"),
]


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def sheets():
    return {name: worksheet(*problems, **options) for name, (problems, options) in SHEETS.items()}


@pytest.fixture(scope="module")
def visits(browser, sheets, tmp_path_factory):
    """The page of each sheet, opened once: a test only asks its scripts, and types nothing."""
    folder = tmp_path_factory.mktemp("sheets")
    for name, made in sheets.items():
        made.save(folder / f"{name}.html")
    opened = {name: Visit(browser, (folder / f"{name}.html").as_uri()) for name in sheets}
    yield opened
    for visit in opened.values():
        visit.close()
    assert [visit.complaints for visit in opened.values() if visit.complaints] == []


@pytest.fixture(scope="module")
def judged(visits):
    """What pages say of texts that are typed: (sheet, exercise, label, text) to words."""

    def said(name, texts):
        words = visits[name](JUDGE, [[(str(exercise), label, text) for exercise, label, text in texts]])
        assert visits[name].complaints == []
        return words

    return said


def exercises(made):
    return enumerate(made.sheets[0].exercises, 1)


def asked_for(exercise, at):
    """The label of the answer that is the gradient at an array; a label stands for itself."""
    if "." in at:
        return at
    gradient = exercise.derivation.differentiation.gradient(at)
    return next(answer.label for answer in exercise.answers if answer.right[0] is gradient.value)


@pytest.mark.parametrize("name", SHEETS)
def test_each_key_is_right_as_it_is_printed_and_as_it_is_typed(judged, sheets, name):
    texts = []
    for number, exercise in exercises(sheets[name]):
        printer = UnicodePrinter(exercise.glyphs, exercise.layout)
        for answer in exercise.answers:
            assert answer.asked in (Asked.MATHEMATICS, Asked.OPERATORS, Asked.DERIVATION)
            texts += (
                (number, answer.label, text) for text in (plain(answer.right, printer), input_text(answer.right[0]))
            )
    assert texts
    assert [(text, words) for text, words in zip(texts, judged(name, texts), strict=True) if words != "Right"] == []


def test_no_mistake_that_people_make_is_right(judged, sheets):
    texts = []
    for number, exercise in exercises(sheets["derive"]):
        derivation = exercise.derivation
        for wrt, result in derivation.results.items():
            if isinstance(result.value, Node):
                wrong = [input_text(one.made) for one in mistakes(right_answer(derivation, wrt), derivation)]
                texts += (
                    (number, asked_for(exercise, wrt), text) for text in wrong if not check(text, derivation, wrt=wrt)
                )
    assert len(texts) > 12
    assert [text for text, words in zip(texts, judged("derive", texts), strict=True) if words == "Right"] == []


def test_answers_are_judged_as_matcalc_check_judges_them(judged, sheets):
    exercise = sheets["derive"].sheets[0].exercises[0]
    texts = [(1, asked_for(exercise, wrt), text) for wrt, text, _ in TYPED]
    for (wrt, text, wanted), words in zip(TYPED, judged("derive", texts), strict=True):
        assert wanted in words, (text, words)
        if "\\" not in text:
            assert bool(check(text, exercise.derivation, wrt=wrt)) is (wanted == "Right"), text


SPELLED = [  # exercise, then as in TYPED, in spellings that matcalc.check need not read
    (1, "a", "W^Tz̄", "Right"),
    (1, "a", "W⊺ z̄", "Right"),
    (1, "a", "𝐖ᵀ z̄", "Right"),
    (1, "a", "Wᵀ z̄.", "Right"),
    (1, "a", "Wᵀz̄", "Right"),
    (1, "a", "Wᵀ · z̄", "Right"),
    (1, "z", "dE/da_next ⊙ f'(z)", "Right"),
    (1, "z", "∇_a_next E ⊙ f'(z)", "Right"),
    (1, "z", "ā_next ⨀ f'(z)", "Right"),
    (1, "z", "ā_next ∗ f'(z)", "Right"),
    (1, "z", "ā ⊙ f'(z)", "has its layer, and is typed grad_a_next"),
    (1, "z", "ā_next · f'(z)", "needs as many columns as rows"),
    (1, "z", r"(ā_next) \ (f'(z))", "can not be read"),
    (1, "z", "ones(-3,-3)", "A length is a whole number above 0"),
    (1, "z", "ones(2.5,2)", "A length is a whole number above 0"),
    (3, "w", "2Xᵀ(Xw − y)", "Right"),
    (3, "w", "2 X^TXw - 2X^Ty", "Right"),
    (4, "w", "2X'Xw - 2X'y + 2*lam*w", "Right"),
    (4, "4.2", "2X'X + 2*lam*I", "Right"),
    (4, "4.2", "2X'X + 2λ·I", "Right"),
    (4, "4.2", r"2X'X + 2\lambda I_n", "Right"),
    (4, "4.2", "2X'X + 2 λ", "The shape is right, and the value is not"),
]


def test_spellings_that_people_use_are_read(judged, sheets):
    asked = sheets["derive"].sheets[0].exercises
    texts = [(number, asked_for(asked[number - 1], at), text) for number, at, text, _ in SPELLED]
    for (*_, text, wanted), words in zip(SPELLED, judged("derive", texts), strict=True):
        assert wanted in words, (text, words)


SUM, DELTA = "sum i: grad_z[i] W[i,j]", "delta[l,i] a[j]"

INDEX_FORM = [  # what is asked for in the dense layer, typed, whether it is right
    (SUM, "Σ_i z̄_i W_ij", True),
    (SUM, "sum_i grad_z[i] W[i,j]", True),
    (SUM, "sum k: W[k,j] grad_z[k]", True),
    (SUM, "Σ_i z̄_i W_ji", False),
    (SUM, r"\sum_{i=1}^{m} \bar{z}_i W_{ij}", True),
    (SUM, r"\sum_{i=1}^{n} \bar{z}_i W_{ij}", False),
    (SUM, r"\sum\limits_i \bar{z}_i W_{ij}", True),
    (DELTA, "I_li a_j", True),
    (DELTA, "I[l,i] a_j", True),
    (SUM, "W' zbar", False),
    (SUM, "(W^T z̄)_j", True),
    (DELTA, "a_j δ_il", True),
    (DELTA, "a_j", False),
]


def test_entries_are_judged_with_their_indices_free(judged, sheets):
    (exercise, *_) = sheets["steps"].sheets[0].exercises
    labels = {input_text(answer.right[0]): answer.label for answer in exercise.answers}
    found = judged("steps", [(1, labels[asked], text) for asked, text, _ in INDEX_FORM])
    assert [words == "Right" for words in found] == [is_right for _, _, is_right in INDEX_FORM]


ASKED = [  # sheet, what the answer is the gradient at or its label, typed: the question, or what comes after it
    ("derive", "W", "∂E/∂W"),
    ("derive", "W", r"\frac{\partial E}{\partial W}"),
    ("derive", "z", "∂E/∂z"),
    ("derive", "z", "D(E, z)"),
    ("derive", "z", "z̄⁽ᵏ⁺¹⁾"),
    ("derive", "z", "∇_z E"),
    ("steps", "1.1", "∂a_l^(k+1)/∂z_i^(k+1)"),
    ("steps", "1.2", "∂E/∂z_i"),
]


def test_the_question_is_no_answer(judged, sheets):
    for name in ("derive", "steps"):
        exercise = sheets[name].sheets[0].exercises[0]
        texts = [(1, asked_for(exercise, at), text) for sheet, at, text in ASKED if sheet == name]
        assert texts
        for (_, _, text), words in zip(texts, judged(name, texts), strict=True):
            assert "This speaks of what is asked for" in words, text


def test_what_stands_on_the_sheet_is_no_answer(judged, sheets):
    """The lines above and below a blank and their box have its value: each is refused, in another order, too."""
    for name, fewest in (("steps", 12), ("told", 2)):
        checks = [checks_of(exercise) for _, exercise in exercises(sheets[name])]
        texts = [
            (number, label, text)
            for number, held in enumerate(checks, 1)
            for label, data in held.judged.items()
            for text in data.get("told", ())
            if json.loads(b64decode(data["own"])) != text
        ]
        assert len(texts) >= fewest
        if name == "told":
            texts += [(1, "1.1", "A x − b"), (1, "1.1", "-b + A x")]
        else:
            texts += [(1, "1.7", "Σ_q a_q δ_qj δ_li")]
        found = judged(name, texts)
        others = [(text, words) for (_, _, text), words in zip(texts, found, strict=True) if TOLD not in words]
        assert others == []
    assert judged("told", [(1, "1.1", "1/2 A x + 1/2 A' x - b")]) == ["Right"]


@pytest.mark.parametrize("gradient", ["x̄_hat", "∇_x_hat E", "grad_x_hat", "∂E/∂x_hat"])
def test_a_line_of_the_sheet_is_no_answer_however_its_gradients_are_spelled(judged, gradient):
    (words,) = judged("normalised", [(1, "1.4", f"-(({gradient}).T @ x_hat) (1 / sigma)")])
    assert TOLD in words


def test_no_text_stops_the_scripts(sheets, judged):
    """Pieces of formulas in any order: each is judged, and none for long."""
    random = Random(3)
    texts = ["".join(random.choices(FACTORS + OPERATORS + BROKEN, k=random.randint(1, 12))) for _ in range(700)]
    for _ in range(700):
        factors = random.choices(FACTORS, k=random.randint(1, 5))
        texts.append("".join(random.choice(OPERATORS) + factor for factor in factors).lstrip("+*@⊙/ "))
    texts += ["D(" * 900, "-(" * 600 + "W" + ")" * 600, "D(" * 99 + "z[1]" + ",z[1])" * 99]
    texts += ["W" + "'" * 1900, "W" * 2001]
    label = asked_for(sheets["derive"].sheets[0].exercises[0], "W")
    found = judged("derive", [(1, label, text) for text in texts])
    assert all(found)
    assert "2000 at most" in found[-1]
    assert sum("can not be read" not in words for words in found) > 300


def test_words_about_an_answer_go_when_it_is_typed_on(browser, sheets, tmp_path):
    path = tmp_path / "sheet.html"
    sheets["told"].save(path)
    visit = Visit(browser, path.as_uri())
    field = visit.page.locator(".answer input").first
    field.fill("W")
    field.press("Enter")
    verdict = visit.page.locator(".verdict").first
    assert verdict.inner_text()
    field.press("a")
    assert verdict.inner_text() == ""
    visit.close()
    assert visit.complaints == []


def spelled_otherwise(right):
    """Other ways to write a shape or numbers, and whether they are right too."""
    if right == "m":
        return [("m × 1", True), ("(m,)", True), ("[m, 1]", True), ("1 × m", False), ("1 × m × 1", False)]
    rows = right.strip("[]").split(";")
    if len(rows) == 1 or {",", " "} & {*rows[0].strip()}:
        return []
    bare = ", ".join(rows)
    return [(bare, True), (f"({bare})", True)]


@pytest.mark.parametrize(
    ("options", "wrong"), [({"blank": "shapes", "level": 3}, "7 x 7"), ({"ask": "numbers"}, "[0; 0]")]
)
def test_shapes_numbers_and_choices_have_buttons(browser, tmp_path, options, wrong):
    made = worksheet("dense-layer", seed=1, **options)
    path = tmp_path / "sheet.html"
    made.save(path)
    (exercise,) = made.sheets[0].exercises
    printer = UnicodePrinter(exercise.glyphs)
    typed = []
    for answer in exercise.answers:
        right = answer.accepted[0] if answer.accepted else plain(answer.right[-1:], printer)
        typed += ((answer.label, *each) for each in [(right, True), (wrong, False), *spelled_otherwise(right)])
    assert len(typed) > 2 * len(exercise.answers)
    visit = Visit(browser, path.as_uri())
    found = visit(JUDGE, [[("1", label, text) for label, text, _ in typed]])
    assert [each for each, words in zip(typed, found, strict=True) if (words == "Right") is not each[-1]] == []
    assert visit.page.locator(".answer").count() == visit.page.get_by_text("Check", exact=True).count()
    visit.close()
    assert visit.complaints == []
