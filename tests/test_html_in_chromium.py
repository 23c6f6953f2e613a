"""Web pages in a real browser: what they show, what their buttons and keys do, how they print."""

from io import BytesIO
from pathlib import Path

import pytest
from chromium import Visit, chromium, formulas
from documents_derived import derived
from pypdf import PdfReader
from sheet_by_hand import sheet

from matcalc import worksheet
from matcalc.chain import Blank
from matcalc.documents.document import single
from matcalc.documents.html import html
from matcalc.documents.page import Heading, Page, Paragraph
from matcalc.notation.glyphs import Glyphs

SHOWN = "[...document.querySelectorAll('.fold .line')].filter((line) => line.checkVisibility())"
"""The steps that are shown, at this detail."""


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("pages") / "dense layer.html"
    path.write_text(derived("dense-layer").html(), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def visit(browser, file):
    """The page of the dense layer; at the end of a test nothing has been complained of."""
    made = Visit(browser, file)
    yield made
    made.close()
    assert made.complaints == []


def steps(visit):
    """How many steps are shown."""
    return visit(f"{SHOWN}.length")


def all_steps(visit):
    return int(visit.page.inner_text(".count").split()[2])


def test_the_browser_complains_where_there_is_something(browser, tmp_path):
    path = tmp_path / "x.html"
    path.write_text("<html data-ready><img src='http://127.0.0.1:9/x.png'><script>console.warn('so')</script>")
    visit = Visit(browser, path.as_uri())
    visit.page.wait_for_timeout(50)
    visit.close()
    assert "so" in visit.complaints
    assert "asked for http://127.0.0.1:9/x.png" in visit.complaints


def test_all_mathematics_is_typeset_with_fonts_of_the_page(visit):
    visit.page.keyboard.press("a")
    visit.page.wait_for_selector("html[data-ready=all]")
    assert visit("document.querySelectorAll('.katex-error').length") == 0
    assert visit("document.querySelectorAll('.m, .left, .right, .equation').length") == visit(
        "document.querySelectorAll('.katex-mathml math').length"
    )
    assert visit("document.fonts.ready.then((all) => [...all].filter((font) => font.status === 'error').length)") == 0
    assert visit("document.fonts.check('1em KaTeX_Main')")


def test_steps_are_folded_and_shown_one_by_one(visit):
    total = all_steps(visit)
    assert (steps(visit), total) == (0, 16)
    for number in (1, 2, 3):
        visit.page.click("[data-do=next]")
        assert steps(visit) == number
    visit.page.keyboard.press("n")
    visit.page.keyboard.press("ArrowRight")
    assert steps(visit) == 5
    assert visit.page.inner_text(".count") == f"5 of {total} steps"
    visit.page.keyboard.press("p")
    visit.page.keyboard.press("ArrowLeft")
    visit.page.click("[data-do=back]")
    assert steps(visit) == 2
    for _ in range(total):
        visit.page.keyboard.press("n")
    assert steps(visit) == total
    assert visit.page.is_disabled("[data-do=next]")
    visit.page.keyboard.press("a")
    assert steps(visit) == 0
    visit.page.keyboard.press("a")
    assert steps(visit) == total


def test_a_fold_that_is_opened_by_hand_shows_its_steps(visit):
    visit.page.keyboard.press("n")
    visit.page.locator("details.fold:visible > summary").nth(1).click()
    assert steps(visit) == 1 + 4
    visit.page.keyboard.press("n")
    assert steps(visit) == 1 + 4 + 1  # it goes on below what was opened


def test_keys_in_a_field_are_letters(visit):
    visit("document.querySelector('main').insertAdjacentHTML('afterbegin', '<input id=x>')")
    visit.page.focus("#x")
    visit.page.keyboard.type("nap")
    visit.page.keyboard.press("Control+a")
    assert steps(visit) == 0
    assert visit.page.input_value("#x") == "nap"


def test_details_can_be_switched(visit):
    visit.page.keyboard.press("a")
    counts = {}
    for detail in ("Brief", "Full", "Normal"):
        visit.page.click(f"text={detail}")
        assert visit.page.get_attribute(f"button[data-detail={detail.lower()}]", "aria-pressed") == "true"
        counts[detail] = steps(visit)
        assert all_steps(visit) == counts[detail]
    assert counts["Brief"] < counts["Normal"] < counts["Full"]
    assert visit("document.querySelectorAll('.katex-error').length") == 0


def test_dark_and_light(browser, file):
    grounds = {}
    for scheme in ("light", "dark"):
        visit = Visit(browser, file, scheme=scheme)
        ground = "getComputedStyle(document.body).backgroundColor"
        before = visit(ground)
        visit.page.click("[data-do=dark]")
        grounds[scheme] = before, visit(ground)
        visit.close()
        assert visit.complaints == []
    assert grounds["light"] == tuple(reversed(grounds["dark"]))


def channels(colour):
    return [float(number) for number in colour[colour.index("(") + 1 : -1].replace(",", " ").split()[:3]]


def contrast(one, other):
    """As WCAG 2 defines it, of two colours rgb(…)."""

    def light(colour):
        parts = [value / 255 for value in channels(colour)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_that_of_the_definition():
    assert contrast("rgb(0, 0, 0)", "rgb(255, 255, 255)") == pytest.approx(21)
    assert contrast("rgb(119, 119, 119)", "rgb(255, 255, 255)") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out(browser, file, scheme):
    visit = Visit(browser, file, scheme=scheme)
    colours = visit(
        """(() => {
          const probe = document.createElement("i");
          document.body.append(probe);
          const names = ["paper", "ink", "soft", "panel", "accent", "old", "new", "right", "wrong"];
          return Object.fromEntries(names.map((name) => {
            probe.style.color = `var(--${name})`;
            return [name, getComputedStyle(probe).color];
          }));
        })()"""
    )
    visit.close()
    pairs = [(word, ground) for word in ("ink", "soft", "accent", "right", "wrong") for ground in ("paper", "panel")]
    for word, ground in [*pairs, ("ink", "old"), ("ink", "new"), ("paper", "accent")]:
        assert contrast(colours[word], colours[ground]) >= 4.5, (word, ground)


def test_what_a_step_changed_is_marked_by_pointer_and_by_focus(visit):
    visit.page.keyboard.press("a")
    line = "#" + visit(f"{SHOWN}[3].id")
    clear = "rgba(0, 0, 0, 0)"
    marks = f"""(() => {{
      const line = document.querySelector("{line}");
      const above = document.getElementById(line.dataset.above);
      const ground = (each) => getComputedStyle(each).backgroundColor;
      const grounds = (of, mark) => [...of.querySelectorAll(".katex-html ." + mark)].map(ground);
      return [grounds(above, "old"), grounds(line, "new")];
    }})()"""
    visit.page.mouse.move(2, 2)
    visit("document.activeElement.blur()")
    visit.page.hover("h1")
    for part in visit(marks):
        assert part
        assert set(part) == {clear}
    visit.page.hover(f"{line} p")
    pointed = visit(marks)
    visit.page.hover("h1")
    visit.page.focus(line)
    assert visit(marks) == pointed
    old, new = (set(part) for part in pointed)
    assert len(old) == len(new) == 1
    assert clear not in old | new
    assert old != new


def test_it_prints_with_all_steps(visit):
    visit.page.keyboard.press("n")
    printed = PdfReader(BytesIO(visit.page.pdf(format="A4")))
    text = " ".join(page.extract_text() for page in printed.pages)
    words = " ".join(text.split())
    assert len(printed.pages) <= 5
    assert words.count("collapse to") == 3
    assert words.count("nd the local derivative") == 4  # fi may be one sign
    assert "Checked" in words
    for control in ("Next step", "Brief", "Contents", "Keys:"):
        assert control not in words


@pytest.mark.parametrize("name", ["dense-layer", "lemma-variance"])
def test_nothing_sticks_out_of_the_window(browser, name, tmp_path):
    path = tmp_path / "x.html"
    path.write_text(derived(name).html(), encoding="utf-8")
    visit = Visit(browser, path.as_uri())
    visit.page.keyboard.press("a")
    for width in (1200, 360):
        visit.page.set_viewport_size({"width": width, "height": 800})
        assert visit("document.documentElement.scrollWidth") <= width
    visit.close()
    assert visit.complaints == []


def test_without_a_script_all_is_readable(browser, file):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(file)
    assert not page.is_visible(".bar")
    page.locator("details.fold:visible > summary").first.click()
    assert r"\sum_{l}" in page.locator(".fold .right:visible").first.inner_text()
    context.close()


WORDS = "".join(map(chr, [*range(0x20, 0x250), *range(0x391, 0x3CA), *range(0x2070, 0x209D)])) + "–—‘’“”…∇∂∑⊙⊗ℝ∫∏√½⊤"
"""What may stand in a name or in a label."""


def test_every_character_of_a_label_is_typeset(browser, tmp_path):
    path = tmp_path / "x.html"
    words = (Blank("".join(WORDS[at : at + 20]), 4) for at in range(0, len(WORDS), 20))
    page = Page("Words", (Heading(("Words",)), *(Paragraph((blank,)) for blank in words)))
    path.write_text(html(single(page, Glyphs({}))), encoding="utf-8")
    assert len(formulas(path.read_text(encoding="utf-8"))) > 20
    visit = Visit(browser, path.as_uri())
    errors = visit("[...document.querySelectorAll('.katex-error')].map((each) => each.title)")
    visit.close()
    assert errors == []
    assert visit.complaints == []


def test_a_missing_browser_fails_with_a_sentence(monkeypatch):
    monkeypatch.setenv("PATH", str(Path("/nowhere")))
    with pytest.raises(AssertionError, match="install Debian's package chromium"), chromium():
        pass


@pytest.fixture
def exercises(browser, tmp_path):
    """The sheet that was made by hand."""
    path = tmp_path / "sheet.html"
    path.write_text(html(sheet()), encoding="utf-8")
    made = Visit(browser, path.as_uri())
    yield made
    made.close()
    assert made.complaints == []


def test_answers_are_checked_and_revealed(exercises):
    field = exercises.page.locator(".answer", has=exercises.page.get_by_label("1.1"))
    typed = exercises.page.get_by_label("1.1", exact=True)
    field.get_by_text("Check").click()
    assert field.locator(".verdict").inner_text() == ""
    for text, verdict in (
        ("W.T @ z̄ + W", "The shapes n × 1 and m × n do not fit"),
        ("grad_z", "The shape is m × 1, and n × 1 is asked for"),
        ("2 W.T z̄", "The shape is right, and the value is not"),
        ("W' (z̄", "This can not be read here: ) is missing"),
        (" (z̄ᵀ W)ᵀ ", "Right"),
    ):
        typed.fill(text)
        typed.press("Enter")
        assert field.locator(".verdict").inner_text() == verdict
    typed.fill("x")
    assert "is-right" not in field.get_attribute("class")
    field.get_by_text("Reveal").click()
    assert field.locator(".verdict .katex").count() == 1
    assert "W" in field.locator(".verdict").inner_text()


def test_a_choice_is_checked(exercises):
    options = exercises.page.locator(".options")
    options.get_by_label("a row").check()
    options.get_by_text("Check").click()
    assert options.locator(".verdict").inner_text() == "Not yet"
    options.get_by_label("a column").check()
    options.get_by_text("Check").click()
    assert options.locator(".verdict").inner_text() == "Right"


def test_what_a_reader_has_to_judge_is_revealed(exercises):
    field = exercises.page.locator(".answer", has=exercises.page.get_by_label("1.2", exact=True))
    field.locator("input").fill("m×n")
    assert field.get_by_text("Check").count() == 0
    field.get_by_text("Reveal").click()
    assert field.locator(".verdict .katex").count() == 1
    exercises.page.get_by_label("Answer 1.4").fill("n")
    assert exercises.page.input_value("[aria-label='Answer 1.4']") == "n"
    assert exercises.page.get_by_label("1.5", exact=True).is_editable()


def test_a_sheet_has_no_steps_to_reveal_and_prints_with_empty_boxes(exercises):
    assert not exercises.page.is_visible("[data-do=next]")
    assert exercises("document.querySelectorAll('.fold').length") == 0
    exercises.page.set_viewport_size({"width": 360, "height": 800})
    assert exercises("document.documentElement.scrollWidth") <= 360
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(exercises.page.pdf(format="A4"))).pages)
    for shown in ("Name", "Exercise 2", "a column", "Turn it.", "[3, 4]"):
        assert shown in words
    for control in ("Check", "Reveal", "grad_z"):
        assert control not in words


def test_a_worksheet_checks_choices_and_clips_no_formula(browser, tmp_path):
    sheets = worksheet("dense-layer", ask="choice", seed=1)
    path = tmp_path / "x.html"
    sheets.save(path)
    visit = Visit(browser, path.as_uri())
    styles = "[...document.querySelectorAll('.options .katex-html *')].map((each) => getComputedStyle(each).overflowX)"
    assert "auto" not in visit(styles)
    for number, answer in enumerate(sheets.sheets[0].exercises[0].answers):
        options = visit.page.locator(".options").nth(number)
        for at in range(len(answer.options)):
            options.locator("input").nth(at).check()
            options.get_by_text("Check").click()
            assert options.locator(".verdict").inner_text() == ("Right" if at == answer.chosen else "Not yet")
    visit.close()
    assert visit.complaints == []


def test_each_variant_is_checked_by_its_own_answers(browser, tmp_path):
    sheets = worksheet("dense-layer", blank="results", level=3, variants=2, seed=4)
    path = tmp_path / "x.html"
    sheets.save(path)
    first, second = ([answer for answer in sheet.exercises[0].answers if answer.accepted] for sheet in sheets.sheets)
    assert [answer.label for answer in first] == [answer.label for answer in second]
    differing = [
        (one, other) for one, other in zip(first, second, strict=True) if one.accepted[0] not in other.accepted
    ]
    assert differing
    source = path.read_text(encoding="utf-8")
    assert not [one.accepted[0] for one, _ in differing if "@" in one.accepted[0] and one.accepted[0] in source]
    visit = Visit(browser, path.as_uri())
    for pair in differing:
        fields = visit.page.locator(".answer", has=visit.page.get_by_label(pair[0].label, exact=True))
        assert fields.count() == 2
        for number, answer in enumerate(pair):
            field = fields.nth(number)
            for typed, is_right in ((pair[1 - number], False), (answer, True)):
                field.locator("input").fill(typed.accepted[0])
                field.get_by_text("Check").click()
                assert (field.locator(".verdict").inner_text() == "Right") is is_right
    assert visit("document.querySelectorAll('table input').length") == 0
    ids = visit("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert len(ids) == len(set(ids))
    visit.close()
    assert visit.complaints == []
