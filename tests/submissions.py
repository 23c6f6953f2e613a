"""Worksheets that were handed in, written by hand, and what marking says of them."""

import json

from matcalc.grading.key import key_of
from matcalc.grading.marking import Ended, Job, Opened, Refused, messages
from matcalc.grading.marks import Mark


def key_to(sheets):
    return key_of(json.loads(sheets.key.render("json")))


def handed_in(sheets, answers, name="", number=1):
    """The JSON of a sheet with these answers, by label."""
    made = json.loads(sheets.render("json"))
    made["name"] = name
    made["sheets"] = [sheet for sheet in made["sheets"] if sheet["number"] == number]
    for exercise in made["sheets"][0]["exercises"]:
        for blank in exercise["answers"]:
            if blank["label"] in answers:
                blank["answer"] = answers[blank["label"]]
    return json.dumps(made)


def filled_in(sheets, answers, name=""):
    """The notebook of a sheet with these answers, by the names or labels of its cells."""
    made = json.loads(sheets.render("ipynb"))
    for cell in made["cells"]:
        source = "".join(cell["source"])
        for place, answer in answers.items():
            if source == f'{place} = ""':
                source = f"{place} = {answer}"
            if source.startswith(f"**{place}**"):
                source = source.replace("*Write your answer here.*", answer)
        if name and source.startswith("Name "):
            source = f"Name {name} &emsp; Date today"
        cell["source"] = source
    return json.dumps(made)


def said_of(path, key, text, seconds=60.0):
    """What is said of a file that holds a text: the reason why it is refused, or what was opened and its marks."""
    path.write_text(text, encoding="utf-8")
    first, *others = messages(Job(str(path), key, seconds))
    if isinstance(first, Refused):
        assert others == []
        return first.reason
    assert isinstance(first, Opened)
    assert isinstance(others[-1], Ended)
    return first, [one for one in others if isinstance(one, Mark)]


def found(path, key, text):
    """The verdicts by label, and the diagnoses by label."""
    _, marks = said_of(path, key, text)
    return (
        {mark.label: mark.judged.ruling.value for mark in marks},
        {mark.label: mark.judged.text for mark in marks},
    )
