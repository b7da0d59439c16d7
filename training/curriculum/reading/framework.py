"""Reads competencies.yaml and norms.yaml."""

import re
from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import SLUG, Fields
from training.curriculum.reading.records import (
    Competency,
    Framework,
    Indicator,
    Norm,
    Principle,
    Translated,
    digest_of,
)

HIGHEST_LEVEL = 4
SOURCES = ("handbook", "round_table")
KEY = re.compile(r"[a-z][a-z0-9_]*")


def read_framework(data: Any, file: str, faults: Faults) -> Framework:
    top = Fields(data, Place(file, 1), faults)
    _levels(top, "levels", ("name", "meaning"), lowest=0)
    competencies = tuple(_competency(fields) for fields in top.mappings("competencies"))
    principles = tuple(
        _principle(fields, number)
        for number, fields in enumerate(top.mappings("principles", required=False))
    )
    top.done()
    return Framework(competencies=competencies, principles=principles)


def _competency(fields: Fields) -> Competency:
    code = fields.code(limit=16)
    competency = Competency(
        code=code,
        place=fields.place,
        digest=digest_of(fields.value),
        key=fields.matching("key", KEY),
        is_critical=fields.flag("critical"),
        target=fields.whole("target", 0, HIGHEST_LEVEL),
        name=fields.translated("name", limit=120),
        definition=fields.translated("definition"),
        indicators=tuple(_indicator(inner, code) for inner in fields.mappings("indicators")),
        levels=_levels(fields, "levels", ("text",), lowest=1),
    )
    fields.done()
    return competency


def _indicator(fields: Fields, competency: str) -> Indicator:
    code = fields.code(limit=20)
    if code and not code.startswith(f"{competency}."):
        fields.fault(
            "code",
            _("the indicator %(code)s does not begin with %(start)s"),
            code=code,
            start=f"{competency}.",
        )
    indicator = Indicator(code=code, text=fields.translated("text", limit=250))
    fields.done()
    return indicator


def _levels(top: Fields, key: str, texts: tuple[str, ...], *, lowest: int) -> dict[int, Translated]:
    """Level → its last text; every level from ``lowest`` to the highest, once."""
    found: dict[int, Translated] = {}
    for fields in top.mappings(key):
        level = fields.whole("level", lowest, HIGHEST_LEVEL)
        if level in found:
            fields.fault("level", _("level %(level)d is described twice"), level=level)
        for text in texts:
            found[level] = fields.translated(text, limit=300)
        fields.done()
    for level in range(lowest, HIGHEST_LEVEL + 1):
        if found and level not in found:
            top.fault(key, _("level %(level)d is not described"), level=level)
    return found


def _principle(fields: Fields, number: int) -> Principle:
    principle = Principle(
        code=fields.code(limit=20),
        place=fields.place,
        digest=digest_of([fields.value, number]),
        source=fields.word("source", SOURCES),
        title=fields.translated("title", limit=250),
        order=number,
        carried_by=tuple(fields.refs("indicators")),
    )
    fields.done()
    return principle


def read_norms(data: Any, file: str, faults: Faults) -> tuple[Norm, ...]:
    top = Fields(data, Place(file, 1), faults)
    norms = tuple(_norm(fields) for fields in top.mappings("norms"))
    top.done()
    return norms


def _norm(fields: Fields) -> Norm:
    norm = Norm(
        code=fields.matching("code", SLUG),
        place=fields.place,
        digest=digest_of(fields.value),
        act=fields.line("act", limit=250),
        article=fields.line("article", limit=120, required=False),
        summary=fields.text("summary", limit=1000),
        url=fields.address("url"),
        edition=fields.day("edition"),
        checked=fields.day("checked"),
        next_check=fields.day("next_check"),
        note=fields.note(),
    )
    fields.done()
    return norm
