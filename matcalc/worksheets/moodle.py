"""Worksheets as Moodle XML, for the import into a question bank: a category for each sheet.

https://docs.moodle.org/en/Moodle_XML_format; of each exercise what can be marked by a machine is one question with
fields to type in (cloze), a choice is a multiple choice, and what a reader has to judge is one essay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from matcalc.worksheets.markup import Markup, table, words
from matcalc.worksheets.questions import Question, Questions, how_to_type, questions
from matcalc.worksheets.sheet import Answer, Exercise, Worksheet
from matcalc.worksheets.targets import Order

LONGEST_NAME = 200
"""Moodle keeps 255 characters of a name."""

LINES_EACH = 4
"""The lines that the field of an essay has for each answer."""


def moodle(order: Order) -> str:
    """The sheets as the text of a file; of a key, descriptions that show the whole derivations."""
    made = []
    for number, sheet in enumerate(order.sheets, 1):
        made += [_category(sheet, number, order), *_sheet(sheet, order)]
    return '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n' + "\n".join(made) + "\n</quiz>\n"


def _sheet(sheet: Worksheet, order: Order) -> Iterator[str]:
    for exercise in sheet.exercises:
        if order.key:
            yield _question("description", exercise, "key", _solution(exercise), "", ["<defaultgrade>0</defaultgrade>"])
        else:
            yield from _questions(questions(exercise, hints_at_end=order.hints_at_end))


def _questions(asked: Questions) -> Iterator[str]:
    exercise = asked.exercise
    markup = Markup(exercise.glyphs, exercise.layout)
    context, hints = markup.blocks(asked.context), markup.blocks(asked.hints)
    typed = [one for one in asked.each if one.typed]
    judged = [one for one in asked.each if not one.typed and not one.answer.options]
    if typed:
        fields = "".join(f"{markup.blocks(one.asked)}<p>{words(one.answer.label)}: {_field(one)}</p>" for one in typed)
        text = f"{context}<p>{markup.sentence(how_to_type(typed[0].answer, exercise))}</p>{fields}"
        yield _question("cloze", exercise, "", text, hints, [])
    for one in asked.each:
        if one.answer.options:
            yield _choice(one, exercise, markup, context, hints)
    if judged:
        yield _essay(judged, exercise, markup, context, hints)


def _field(question: Question) -> str:
    """A field of a cloze question, case-sensitive, worth the points."""
    right = "~".join(f"={_escaped(text)}" for text in question.typed)
    return f"{{{question.answer.points}:SHORTANSWER_C:{right}}}"


def _escaped(text: str) -> str:
    """An answer as letters: a star would stand for any characters, and these signs end an answer or its field."""
    return words(re.sub(r"[*}~#\\]", lambda found: f"\\{found[0]}", text))


def _choice(question: Question, exercise: Exercise, markup: Markup, context: str, hints: str) -> str:
    answer = question.answer
    options = [
        f'<answer fraction="{100 if number == answer.chosen else 0}" format="html">'
        f"{_html_text(markup.answer(option))}{_html('feedback', '')}</answer>"
        for number, option in enumerate(answer.options)
    ]
    settings = [
        f"<defaultgrade>{answer.points}</defaultgrade>",
        "<single>true</single>",
        "<shuffleanswers>false</shuffleanswers>",
        "<answernumbering>abc</answernumbering>",
        *(_html(name, "") for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback")),
        *options,
    ]
    return _question("multichoice", exercise, answer.label, context + markup.blocks(question.asked), hints, settings)


def _essay(judged: Sequence[Question], exercise: Exercise, markup: Markup, context: str, hints: str) -> str:
    blanks = [words(one.answer.label) for one in judged if not one.asked]
    spaces = "".join(markup.blocks(one.asked) for one in judged)
    text = context + spaces
    if blanks:
        text += f"<p>Write what belongs into {', '.join(blanks)}, each with its number.</p>"
    settings = [
        f"<defaultgrade>{sum(one.answer.points for one in judged)}</defaultgrade>",
        "<responseformat>editor</responseformat>",
        "<responserequired>1</responserequired>",
        f"<responsefieldlines>{LINES_EACH * len(judged)}</responsefieldlines>",
        "<attachments>0</attachments>",
        "<attachmentsrequired>0</attachmentsrequired>",
        _html("graderinfo", _answers([one.answer for one in judged], markup)),
        _html("responsetemplate", ""),
    ]
    return _question("essay", exercise, "to be read", text, hints, settings)


def _question(kind: str, exercise: Exercise, part: str, text: str, hints: str, settings: Sequence[str]) -> str:
    name = f"{exercise.number:02d} {exercise.title}"[:LONGEST_NAME] + (f" ({part})" if part else "")
    lines = [
        f'<question type="{kind}">',
        f"<name><text>{words(name)}</text></name>",
        _html("questiontext", text),
        _html("generalfeedback", "" if kind == "description" else _solution(exercise)),
        *settings,
        f"<penalty>{'0' if kind in ('essay', 'description') else '0.3333333'}</penalty>",
        "<hidden>0</hidden>",
        *([_html("hint", hints)] if hints and kind in ("cloze", "multichoice") else []),
        "</question>",
    ]
    return "\n".join(lines)


def _solution(exercise: Exercise) -> str:
    """The key: a table of the answers, and the whole derivation."""
    markup = Markup(exercise.glyphs, exercise.layout)
    return _answers(exercise.answers, markup) + markup.blocks(exercise.key)


def _answers(answers: Sequence[Answer], markup: Markup) -> str:
    rows = [(words(one.label), markup.answer(one.right), str(one.points)) for one in answers]
    wrong = [
        (words(one.label), markup.answer(mistake.answer), markup.sentence(mistake.words))
        for one in answers
        for mistake in one.mistakes
    ]
    mistakes = table(("blank", "common mistake", "how one sees that it is wrong"), wrong) if wrong else ""
    return table(("blank", "answer", "points"), rows) + mistakes


def _category(sheet: Worksheet, number: int, order: Order) -> str:
    """Where the questions go, a slash in the title doubled as Moodle wants it."""
    path = ["$course$", "top", sheet.head.title[:LONGEST_NAME].strip("/ ").replace("/", "//") or "Worksheet"]
    path += [f"Variant {number}"] if len(order.sheets) > 1 else []
    path += ["Key"] if order.key else []
    about = words(": ".join(filter(None, (sheet.head.course, sheet.head.title))))
    return (
        f'<question type="category">\n<category><text>{words("/".join(path))}</text></category>\n'
        f"{_html('info', about)}\n</question>"
    )


def _html(name: str, content: str) -> str:
    return f'<{name} format="html">{_html_text(content)}</{name}>'


def _html_text(content: str) -> str:
    """Markup as characters of XML."""
    return "<text><![CDATA[" + content.replace("]]>", "]]]]><![CDATA[>") + "]]></text>" if content else "<text></text>"
