"""Worksheets as a package of QTI 2.1: an item for each answer, a test for each sheet, and a manifest, in a zip file.

https://www.imsglobal.org/question/qtiv2p1/imsqti_implv2p1.html; mathematics stands between \\( and \\) as LaTeX, for
a player that has MathJax. The same sheets give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matcalc.worksheets.markup import Markup, table, words
from matcalc.worksheets.questions import Question, Questions, how_to_type, questions
from matcalc.worksheets.sheet import Exercise, Worksheet
from matcalc.worksheets.targets import Order

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
XSI = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
LOCATION = f'{XSI} xsi:schemaLocation="{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'

DATE = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can have: no clock is read."""
FILE_MODE = 0o100644 << 16

LONGEST_TITLE = 200

SCORE = """<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float">
<defaultValue><value>0</value></defaultValue>
</outcomeDeclaration>
<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">
<defaultValue><value>{points}</value></defaultValue>
</outcomeDeclaration>
"""


@dataclass(frozen=True, slots=True)
class Item:
    """One file of the package."""

    identifier: str
    text: str

    @property
    def path(self) -> str:
        """Where it stands in the package."""
        return f"items/{self.identifier}.xml"


def qti(order: Order) -> bytes:
    """The sheets as a zip file; of a key, items without anything to answer that show the whole derivations."""
    tests: list[tuple[str, str, tuple[Item, ...]]] = []
    for number, sheet in enumerate(order.sheets, 1):
        items = tuple(_items(sheet, number, order))
        tests.append((f"test-{number}", _test(sheet, number, items), items))
    files = {"imsmanifest.xml": _manifest([(name, items) for name, _, items in tests])}
    files |= {f"{name}.xml": text for name, text, _ in tests}
    files |= {item.path: item.text for _, _, items in tests for item in items}
    return _zipped(files)


def _zipped(files: dict[str, str]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, DATE)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, FILE_MODE
            package.writestr(entry, files[name].encode("utf-8"))
    return held.getvalue()


def _items(sheet: Worksheet, number: int, order: Order) -> Iterator[Item]:
    for exercise in sheet.exercises:
        if order.key:
            yield _shown(exercise, f"key-{number}-{exercise.number}")
            continue
        asked = questions(exercise, hints_at_end=order.hints_at_end)
        for one in asked.each:
            yield _asked(one, asked, f"item-{number}-{one.answer.label.replace('.', '-')}")


def _asked(question: Question, asked: Questions, identifier: str) -> Item:
    exercise, answer = asked.exercise, question.answer
    markup = Markup(exercise.glyphs, exercise.layout)
    above = markup.blocks((*asked.context, *asked.hints, *question.asked))
    if answer.options:
        declared, interaction, processing = _choice(question, markup)
    elif question.typed:
        declared, interaction, processing = _typed(question, markup.sentence(how_to_type(answer, exercise)))
    else:
        declared, interaction, processing = _judged(question)
    body = f"<div>{above}</div>\n{interaction}"
    title = f"{exercise.title[:LONGEST_TITLE]} {answer.label}"
    return Item(identifier, _item(identifier, title, answer.points, declared, body, processing))


def _typed(question: Question, how: str) -> tuple[str, str, str]:
    """What is typed has to be one of the accepted texts."""
    points, (first, *_) = question.answer.points, question.typed
    entries = "".join(
        f'<mapEntry mapKey="{words(text)}" mappedValue="{points}" caseSensitive="true"/>\n' for text in question.typed
    )
    declared = (
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string">\n'
        f"<correctResponse><value>{words(first)}</value></correctResponse>\n"
        f'<mapping lowerBound="0" upperBound="{points}" defaultValue="0">\n{entries}</mapping>\n'
        "</responseDeclaration>\n"
    )
    longest = max(map(len, question.typed))
    interaction = (
        f"<p>{how}</p>\n<p>{words(question.answer.label)}: "
        f'<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="{longest}"/></p>\n'
    )
    return declared, interaction, "map_response"


def _choice(question: Question, markup: Markup) -> tuple[str, str, str]:
    answer = question.answer
    names = [f"choice-{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"[: len(answer.options)]]
    assert answer.chosen is not None
    right = names[answer.chosen]
    declared = (
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">\n'
        f"<correctResponse><value>{right}</value></correctResponse>\n"
        f'<mapping lowerBound="0" upperBound="{answer.points}" defaultValue="0">'
        f'<mapEntry mapKey="{right}" mappedValue="{answer.points}"/></mapping>\n</responseDeclaration>\n'
    )
    options = "".join(
        f'<simpleChoice identifier="{name}">{markup.answer(option)}</simpleChoice>\n'
        for name, option in zip(names, answer.options, strict=True)
    )
    interaction = (
        '<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="1">\n'
        f"{options}</choiceInteraction>\n"
    )
    return declared, interaction, "map_response"


def _judged(question: Question) -> tuple[str, str, str]:
    """What a reader has to judge: no score is computed."""
    declared = '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string"/>\n'
    label = words(question.answer.label)
    prompt = (
        "Write your answer with each step and its reason." if question.asked else f"Write what belongs into {label}."
    )
    interaction = (
        '<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="5">'
        f"<prompt>{prompt}</prompt></extendedTextInteraction>\n"
    )
    return declared, interaction, ""


def _shown(exercise: Exercise, identifier: str) -> Item:
    """The answers and the whole derivation, to read."""
    markup = Markup(exercise.glyphs, exercise.layout)
    cells = [(words(one.label), markup.answer(one.right), str(one.points)) for one in exercise.answers]
    body = f"<div>{table(('blank', 'answer', 'points'), cells)}{markup.blocks(exercise.key)}</div>\n"
    return Item(identifier, _item(identifier, f"{exercise.title[:LONGEST_TITLE]}: key", 0, "", body, ""))


def _item(identifier: str, title: str, points: int, declared: str, body: str, processing: str) -> str:
    scored = f'<responseProcessing template="{TEMPLATES}{processing}"/>\n' if processing else ""
    return (
        f'{HEADER}<assessmentItem xmlns="{QTI}" {LOCATION} identifier="{identifier}" title="{words(title)}" '
        'adaptive="false" timeDependent="false">\n'
        f"{declared}{SCORE.format(points=points)}<itemBody>\n{body}</itemBody>\n{scored}</assessmentItem>\n"
    )


def _test(sheet: Worksheet, number: int, items: Sequence[Item]) -> str:
    title = words(sheet.head.title[:LONGEST_TITLE] or "Worksheet")
    held = "".join(f'<assessmentItemRef identifier="{item.identifier}" href="{item.path}"/>\n' for item in items)
    return (
        f'{HEADER}<assessmentTest xmlns="{QTI}" {LOCATION} identifier="test-{number}" title="{title}">\n'
        '<testPart identifier="part" navigationMode="nonlinear" submissionMode="individual">\n'
        f'<assessmentSection identifier="section" title="{title}" visible="true">\n{held}</assessmentSection>\n'
        "</testPart>\n</assessmentTest>\n"
    )


def _manifest(tests: Sequence[tuple[str, Sequence[Item]]]) -> str:
    resources = []
    for name, items in tests:
        needed = "".join(f'<dependency identifierref="resource-{item.identifier}"/>' for item in items)
        resources.append(_resource(name, "imsqti_test_xmlv2p1", f"{name}.xml", needed))
        resources += [_resource(item.identifier, "imsqti_item_xmlv2p1", item.path) for item in items]
    return (
        f'{HEADER}<manifest xmlns="{CP}" {XSI} identifier="matcalc-worksheet">\n'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n"
        f"<organizations/>\n<resources>\n{''.join(resources)}</resources>\n</manifest>\n"
    )


def _resource(name: str, kind: str, path: str, needed: str = "") -> str:
    return (
        f'<resource identifier="resource-{name}" type="{kind}" href="{path}"><file href="{path}"/>{needed}</resource>\n'
    )
