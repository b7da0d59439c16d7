"""Reads self-assessment.yaml."""

from collections import Counter
from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.fields import Fields
from training.curriculum.reading.records import Statement, digest_of

STATEMENT_LIMIT = 250


def read_statements(data: Any, file: str, faults: Faults) -> tuple[Statement, ...]:
    top = Fields(data, Place(file, 1), faults)
    told: Counter[str] = Counter()
    statements = tuple(_statement(fields, told) for fields in top.mappings("statements"))
    top.done()
    return statements


def _statement(fields: Fields, told: Counter[str]) -> Statement:
    """``told``: how many statements of a competency came before."""
    competency = fields.ref("competency")
    name = competency.code if competency else ""
    statement = Statement(
        code=fields.code(),
        place=fields.place,
        digest=digest_of([fields.value, told[name]]),
        competency=competency,
        order=told[name],
        text=fields.translated("text", limit=STATEMENT_LIMIT),
    )
    told[name] += 1
    fields.done()
    return statement
