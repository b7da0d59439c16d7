"""Reads banks/*.yaml."""

from typing import Any

from assessments.quizzes import rules
from assessments.quizzes.cleaning import file_names
from training.curriculum.reading.answers import ANSWERS, Own
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import SLUG, Fields
from training.curriculum.reading.records import Bank, Question, digest_of

USES = ("quiz", "practice")
FORMATS = ("plain", "html")


def read_bank(data: Any, file: str, faults: Faults) -> Bank:
    top = Fields(data, Place(file, 1), faults)
    bank = Bank(
        code=top.code(),
        place=Place(file, 1),
        digest=digest_of({"code": top.value.get("code"), "name": top.value.get("name")}),
        name=top.line("name", limit=150),
        questions=tuple(_question(fields, faults) for fields in top.mappings("questions")),
    )
    top.done()
    return bank


def _question(fields: Fields, faults: Faults) -> Question:
    before = len(faults)
    kind = fields.word("kind", tuple(ANSWERS))
    own = Own(fields)
    ANSWERS[kind](fields, own)
    code = fields.code()
    document = {
        "kind": kind,
        "code": code,
        "prompt": fields.text("prompt", limit=4000),
        "format": fields.word("format", FORMATS, default="plain"),
        "points": fields.decimal("points", default="1"),
        "options": [],
        "explanation": fields.text("explanation", limit=4000),
        "difficulty": fields.whole("difficulty", 1, 3),
        "siblings": fields.matching("siblings", SLUG, required=False),
        "source": fields.line("source", limit=200, required=False),
        **own.document,
    }
    question = Question(
        code=code,
        place=fields.place,
        digest=digest_of(fields.value),
        kind=kind,
        use=fields.word("use", USES),
        competency=fields.ref("competency"),
        indicator=fields.ref("indicator", required=False),
        norm=fields.ref("norm", required=False),
        lesson=fields.ref("lesson", required=False),
        tags=tuple(fields.texts("tags", limit=60, required=False)),
        note=fields.note(),
        document=document,
    )
    fields.done()
    if len(faults) == before:  # the rules read what is whole
        for fault in rules.faults(document):
            faults.add(own.place_of(fault.path), fault.message, **fault.params)
        for name in _pictures(document):
            fields.fault("prompt", _("files of text bring no pictures: %(name)s"), name=name)
    return question


def _pictures(document: dict[str, Any]) -> list[str]:
    return file_names(document) if document["format"] == "html" else []
