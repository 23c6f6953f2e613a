"""What Moodle's and QTI's descriptions ask of a file, written from them and not from our writers.

No package on PyPI or npm that we found ships their schemas. Moodle: docs.moodle.org/en/Moodle_XML_format and
Embedded_Answers_(Cloze)_question_type. QTI: the information model and the XML binding of IMS QTI 2.1, and the content
package of IMS CP 1.1.
"""

import io
import re
import zipfile
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

NS = {"q": "http://www.imsglobal.org/xsd/imsqti_v2p1", "c": "http://www.imsglobal.org/xsd/imscp_v1p1"}
IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]*")

OF_EVERY_QUESTION = {"name", "questiontext", "generalfeedback", "penalty", "hidden"}
OF_A_KIND = {
    "cloze": set(),
    "description": {"defaultgrade"},
    "multichoice": {"defaultgrade", "single", "shuffleanswers", "answernumbering", "answer"},
    "essay": {
        *("defaultgrade", "responseformat", "responserequired", "responsefieldlines", "attachments"),
        *("attachmentsrequired", "graderinfo", "responsetemplate"),
    },
}
MAY_REPEAT = {"answer", "hint"}
MAY_STAND = {"hint", "correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"}

FIELD = re.compile(r"\{(\d*):(SHORTANSWER_C|SHORTANSWER|MULTICHOICE|NUMERICAL):((?:\\.|[^}\\])*)\}")
LONGEST_NAME = 255

BLOCKS = {"div", "p", "ul", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {"strong", "em", "code", "span", "br"}
INSIDE = {"ul": {"li"}, "table": {"thead", "tbody"}, "thead": {"tr"}, "tbody": {"tr"}, "tr": {"th", "td"}}
FLOW = {"div", "li", "td", "th"}


class _Tags(HTMLParser):
    """Which elements a piece of HTML has; refuses scripts, handlers and elements that are not closed."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.faults = [], []

    def handle_starttag(self, tag, attrs):
        inside = self.open[-1] if self.open else "div"
        allowed = INSIDE.get(inside) or (BLOCKS | INLINE if inside in FLOW else INLINE)
        if tag not in allowed:
            self.faults.append(f"<{tag}> in <{inside}>")
        if attrs:
            self.faults.append(f"<{tag}> has attributes")
        self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing")


def faults_of_html(text):
    reader = _Tags()
    reader.feed(text)
    reader.close()
    return reader.faults + [f"<{tag}> is not closed" for tag in reader.open]


def faults_of_moodle(text):
    """What Moodle would not take, or not as it was meant."""
    root = ElementTree.fromstring(text)
    faults = [] if root.tag == "quiz" and len(root) else ["no quiz with questions in it"]
    names = set()
    for at, question in enumerate(root):
        kind = question.get("type")
        if kind == "category":
            path = question.findtext("category/text") or ""
            if not path.startswith("$course$/"):
                faults.append(f"the category {path[:40]!r} is in no course")
            names = set()
            continue
        if at == 0:
            faults.append("questions before the first category")
        faults += [f"{kind}: {fault}" for fault in _of_question(question, kind, names)]
    return faults


def _of_question(question, kind, names):
    if question.tag != "question" or kind not in OF_A_KIND:
        yield "an unknown type"
        return
    tags = [child.tag for child in question]
    required = OF_EVERY_QUESTION | OF_A_KIND[kind]
    yield from (f"lacks {tag}" for tag in sorted(required - set(tags)))
    yield from (f"has {tag}, which is not known" for tag in sorted(set(tags) - required - MAY_STAND))
    yield from (f"has {tag} twice" for tag in set(tags) - MAY_REPEAT if tags.count(tag) > 1)
    name = question.findtext("name/text") or ""
    if not name or len(name) > LONGEST_NAME or name in names:
        yield f"the name {name[:40]!r} is empty, too long or taken"
    names.add(name)
    for part in question.iter():
        if part.get("format") == "html":
            yield from faults_of_html(part.findtext("text") or "")
    grade = question.findtext("defaultgrade")
    if grade is not None and not re.fullmatch(r"\d+(\.\d+)?", grade):
        yield "its grade is no number"
    if kind == "multichoice" and sorted(one.get("fraction") for one in question.findall("answer"))[-2:] != ["0", "100"]:
        yield "not one right answer among wrong ones"
    if kind == "cloze":
        yield from _of_fields(question.findtext("questiontext/text"))


def _of_fields(text):
    found = FIELD.findall(text)
    if not found:
        yield "nothing to type in"
    if len(found) != len(re.findall(r"\{\d*:", text)):
        yield "something that looks like a field and is none"
    for points, _, answers in found:
        each = re.split(r"(?<!\\)~", answers)
        if not points or int(points) < 1 or any(not one.startswith("=") or len(one) < 2 for one in each):
            yield f"a field without points or right answers: {answers[:40]!r}"
        if any(re.search(r"(?<!\\)\*", one) for one in each):
            yield "an answer with a star, which stands for anything"


def fields_of(question):
    """The right answers of each field of a cloze question, as a student types them, with the points."""
    text = question.findtext("questiontext/text")
    return [
        (int(points), [unescape(re.sub(r"\\([*}~#\\])", r"\1", one[1:])) for one in re.split(r"(?<!\\)~", answers)])
        for points, _, answers in FIELD.findall(text)
    ]


def package(data):
    """The files of a zip file by name, in their order, and the dates on them."""
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        assert held.testzip() is None
        return {info.filename: held.read(info) for info in held.infolist()}, {one.date_time for one in held.infolist()}


def faults_of_qti(files):
    """What a player of QTI 2.1 packages would not take. files: their bytes by name."""
    faults = []
    if "imsmanifest.xml" not in files:
        return ["no manifest"]
    manifest = ElementTree.fromstring(files["imsmanifest.xml"])
    if manifest.find("c:organizations", NS) is None or manifest.findtext("c:metadata/c:schema", "", NS) == "":
        faults.append("the manifest lacks organizations or a schema")
    resources = manifest.findall("c:resources/c:resource", NS)
    ids = [one.get("identifier") for one in resources]
    faults += _repeated(ids, "resource")
    listed = [one.get("href") for one in manifest.findall(".//c:file", NS)]
    if sorted(listed) != sorted(set(files) - {"imsmanifest.xml"}):
        faults.append("the manifest does not list the files of the package")
    for one in resources:
        if one.get("href") not in [file.get("href") for file in one.findall("c:file", NS)]:
            faults.append("a resource without its own file")
        if one.get("type") not in ("imsqti_item_xmlv2p1", "imsqti_test_xmlv2p1"):
            faults.append("a resource of an unknown type")
        faults += [
            "a dependency on nothing"
            for each in one.findall("c:dependency", NS)
            if each.get("identifierref") not in ids
        ]
    names = []
    for name, data in files.items():
        if name != "imsmanifest.xml":
            root = ElementTree.fromstring(data)
            names.append(root.get("identifier"))
            found = _of_test(root, files) if root.tag == f"{{{NS['q']}}}assessmentTest" else _of_item(root)
            faults += [f"{name}: {fault}" for fault in found]
    return faults + _repeated(names, "item or test")


def _repeated(names, what):
    return [f"the {what} {name!r} is there twice" for name in set(names) if names.count(name) > 1] + [
        f"the {what} {name!r} has no identifier" for name in names if not name or not IDENTIFIER.fullmatch(name)
    ]


def _of_test(root, files):
    references = root.findall("q:testPart/q:assessmentSection/q:assessmentItemRef", NS)
    if not references:
        yield "a test without items"
    yield from _repeated([one.get("identifier") for one in references], "reference")
    for one in references:
        if one.get("href") not in files:
            yield f"a reference to {one.get('href')!r}, which is not there"
        elif ElementTree.fromstring(files[one.get("href")]).get("identifier") != one.get("identifier"):
            yield "a reference by another identifier"
    for path, needed in (
        (".", ("identifier", "title")),
        ("q:testPart", ("identifier", "navigationMode", "submissionMode")),
        ("q:testPart/q:assessmentSection", ("identifier", "title", "visible")),
    ):
        part = root.find(path, NS)
        yield from (f"{part.tag} lacks {name}" for name in needed if part is None or not part.get(name))


ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing"]


def _of_item(root):
    tags = [child.tag.removeprefix(f"{{{NS['q']}}}") for child in root]
    if root.tag != f"{{{NS['q']}}}assessmentItem" or any(not root.get(name) for name in ("identifier", "title")):
        yield "no item with an identifier and a title"
    if root.get("adaptive") not in ("true", "false") or root.get("timeDependent") not in ("true", "false"):
        yield "adaptive or timeDependent is not said"
    if set(tags) - set(ORDER) or tags != sorted(tags, key=ORDER.index) or tags.count("itemBody") != 1:
        yield f"parts that are unknown or in a wrong order: {tags}"
        return
    declared = {one.get("identifier"): one for one in root.findall("q:responseDeclaration", NS)}
    outcomes = [one.get("identifier") for one in root.findall("q:outcomeDeclaration", NS)]
    yield from _repeated([*declared, *outcomes], "variable")
    if "SCORE" not in outcomes:
        yield "no score"
    body = root.find("q:itemBody", NS)
    yield from _of_body(body, "body")
    interactions = [one for one in body.iter() if one.get("responseIdentifier") is not None]
    if sorted(one.get("responseIdentifier") for one in interactions) != sorted(declared):
        yield "interactions and declared responses do not go together"
        return
    for one in interactions:
        yield from _of_interaction(one, declared[one.get("responseIdentifier")], root.find("q:responseProcessing", NS))


def _of_interaction(interaction, declaration, processing):
    kind = interaction.tag.removeprefix(f"{{{NS['q']}}}")
    types = {"textEntryInteraction": "string", "extendedTextInteraction": "string", "choiceInteraction": "identifier"}
    if declaration.get("baseType") != types.get(kind) or declaration.get("cardinality") != "single":
        yield f"{kind} does not give what is declared"
    right = [value.text for value in declaration.findall("q:correctResponse/q:value", NS)]
    entries = {
        one.get("mapKey"): float(one.get("mappedValue")) for one in declaration.findall("q:mapping/q:mapEntry", NS)
    }
    if kind == "extendedTextInteraction":
        if right or processing is not None:
            yield "a machine would mark what a reader has to judge"
        return
    if processing is None or not processing.get("template", "").endswith("/qti_v2p1/rptemplates/map_response"):
        yield "nothing is marked"
    if len(right) != 1 or entries.get(right[0], 0) <= 0:
        yield "no right answer, or one without points"
    mapping = declaration.find("q:mapping", NS)
    if mapping is None or mapping.get("defaultValue") != "0":
        yield "other answers have points"
    if kind == "choiceInteraction":
        choices = [one.get("identifier") for one in interaction.findall("q:simpleChoice", NS)]
        yield from _repeated(choices, "choice")
        if len(choices) < 2 or not set(entries) <= set(choices) or len(entries) != 1:
            yield "not one right choice among wrong ones"


def _of_body(element, name):
    """What stands in what. Interactions: a field in a line, the others by themselves."""
    for child in element:
        tag = child.tag.removeprefix(f"{{{NS['q']}}}")
        if name == "body":
            allowed = BLOCKS | {"choiceInteraction", "extendedTextInteraction"}
        elif name == "choiceInteraction":
            allowed = {"prompt", "simpleChoice"}
        elif name == "extendedTextInteraction":
            allowed = {"prompt"}
        else:
            allowed = INSIDE.get(name) or ((BLOCKS if name in FLOW else set()) | INLINE | {"textEntryInteraction"})
        if tag not in allowed:
            yield f"<{tag}> in <{name}>"
        yield from _of_body(child, tag)
    if name == "body" and (element.text or "").strip():
        yield "bare words in the body"
