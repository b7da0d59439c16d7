"""Reads programmes/*.yaml."""

from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.fields import Fields, Ref
from training.curriculum.reading.records import Programme, Stage, digest_of

HIGHEST_LEVEL = 4


def read_programme(data: Any, file: str, faults: Faults) -> Programme:
    top = Fields(data, Place(file, 1), faults)
    conditions = top.mapping("conditions", required=False)
    targets = conditions.mapping("target_levels", required=False)
    programme = Programme(
        code=top.code(),
        place=Place(file, 1),
        digest=digest_of(top.value),
        title=top.line("title", limit=200),
        summary=top.text("summary", limit=2000, required=False),
        due_days=top.whole("due_days", 1, 1095),
        hours=top.whole("hours", 1, 1000),
        validity_months=top.maybe_whole("validity_months", 1, 600),
        renewal_days=top.whole("renewal_days", 0, 1095, default=60),
        in_order=top.flag("in_order", default=False),
        certificate_title=top.line("certificate_title", limit=200),
        outcomes=tuple(top.texts("outcomes", required=False)),
        stages=tuple(_stage(fields) for fields in top.mappings("stages")),
        target_levels=tuple(
            (Ref(code, targets.at(code)), targets.whole(code, 1, HIGHEST_LEVEL))
            for code in targets.value
        ),
        no_open_critical_error=conditions.flag("no_open_critical_error", default=True),
    )
    conditions.done()
    top.done()
    return programme


def _stage(fields: Fields) -> Stage:
    stage = Stage(title=fields.line("title", limit=150), modules=tuple(fields.refs("modules")))
    fields.done()
    return stage
