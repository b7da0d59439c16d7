"""Reads modules/<folder>/module.yaml and the lessons it names."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from training.curriculum.reading.answers import ANSWERS
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Fields
from training.curriculum.reading.lessonfile import MAX_MINUTES, read_lesson
from training.curriculum.reading.records import (
    BlueprintCell,
    Module,
    QuizStep,
    ScenarioStep,
    SelfAssessmentStep,
    Step,
    digest_of,
)
from training.curriculum.reading.textfile import read_text

LESSON_FILE = re.compile(r"[a-z0-9-]+\.md")
FEEDBACK = ("after_submit", "never")
MODES = ("assessed", "practice")
EXPLANATIONS = ("at_end", "coach")
MOMENTS = ("before", "after")
KINDS = ("lesson", "quiz", "scenario", "self_assessment")
DEFAULT_DRAW = 12
DEFAULT_PASS_MARK = 80


def read_module(data: Any, root: Path, file: str, faults: Faults) -> Module:
    folder = file.rpartition("/")[0]
    top = Fields(data, Place(file, 1), faults)
    top.text("owner_note", required=False)  # for the people who write; shown nowhere
    head = {key: value for key, value in top.value.items() if key != "steps"}
    steps = [_step(fields, root, folder) for fields in top.mappings("steps")]
    module = Module(
        code=top.code(limit=20),
        place=Place(file, 1),
        digest=digest_of(head),
        folder=folder,
        slug=top.slug(),
        title=top.line("title", limit=250),
        intro=top.text("intro", limit=2000),
        earns=top.text("earns", limit=1000, required=False),
        warning=top.text("warning", limit=1000, required=False),
        next_review=top.day("next_review"),
        competencies=tuple(top.refs("competencies")),
        prerequisites=tuple(top.refs("prerequisites", required=False)),
        steps=tuple(step for step in steps if step is not None),
    )
    top.done()
    return module


def _step(fields: Fields, root: Path, folder: str) -> Step | None:
    kinds = [key for key in KINDS if key in fields.value]
    fields.known.update(kinds)
    fields.done()
    if len(kinds) != 1:
        fields.faults.add(fields.place, _("a step is one of: %(kinds)s"), kinds=", ".join(KINDS))
        return None
    if kinds == ["lesson"]:
        name = fields.matching("lesson", LESSON_FILE, limit=100)
        if not LESSON_FILE.fullmatch(name):
            return None
        file = f"{folder}/{name}"
        if not (root / file).is_file():
            fields.fault("lesson", _("there is no file %(file)s"), file=file)
            return None
        text = read_text(root, file, fields.faults)
        return read_lesson(text, file, fields.faults) if text is not None else None
    inner = fields.mapping(kinds[0])
    step = _READERS[kinds[0]](inner)
    inner.done()
    return step


def _quiz(fields: Fields) -> QuizStep:
    return QuizStep(
        **_common(fields),
        intro=fields.text("intro", limit=2000, required=False),
        bank=fields.ref("bank"),
        draw=fields.whole("draw", 1, 100, default=DEFAULT_DRAW),
        pass_mark=fields.whole("pass_mark", 0, 100, default=DEFAULT_PASS_MARK),
        attempts=fields.maybe_whole("attempts", 1, 100),
        wait_minutes=fields.whole("wait_minutes", 0, 100_000, default=0),
        time_limit=fields.maybe_whole("time_limit", 1, 600),
        shuffle=fields.flag("shuffle", default=True),
        feedback=fields.word("feedback", FEEDBACK, default=FEEDBACK[0]),
        asks_confidence=fields.flag("asks_confidence", default=False),
        blueprint=tuple(map(_cell, fields.mappings("blueprint", required=False))),
        fixed=tuple(fields.refs("fixed", required=False)),
    )


def _cell(fields: Fields) -> BlueprintCell:
    indicator = fields.ref("indicator", required=False)
    cell = BlueprintCell(
        place=fields.place,
        count=fields.whole("count", 1, 100),
        competency=fields.ref("competency", required=False),
        indicator=indicator.code if indicator else "",
        difficulty=fields.whole("difficulty", 1, 3, default=0),
        kind=fields.word("kind", ("", *ANSWERS), default=""),
    )
    fields.done()
    return cell


def _scenario(fields: Fields) -> ScenarioStep:
    return ScenarioStep(
        **_common(fields),
        intro=fields.text("intro", limit=2000, required=False),
        scenario=fields.ref("scenario"),
        alternative=fields.ref("alternative", required=False),
        mode=fields.word("mode", MODES, default=MODES[0]),
        explanations=fields.word("explanations", EXPLANATIONS, default=EXPLANATIONS[0]),
    )


def _self_assessment(fields: Fields) -> SelfAssessmentStep:
    return SelfAssessmentStep(
        **_common(fields),
        intro=fields.text("intro", limit=2000, required=False),
        moment=fields.word("moment", MOMENTS),
        competencies=tuple(fields.refs("competencies", required=False)),
    )


_READERS: dict[str, Callable[[Fields], Step]] = {
    "quiz": _quiz,
    "scenario": _scenario,
    "self_assessment": _self_assessment,
}


def _common(fields: Fields) -> dict[str, Any]:
    return {
        "code": fields.code(),
        "place": fields.place,
        "digest": digest_of(fields.value),
        "slug": fields.slug(),
        "title": fields.line("title", limit=250),
        "minutes": fields.whole("minutes", 1, MAX_MINUTES),
        "required": fields.flag("required", default=True),
        "objectives": tuple(fields.texts("objectives", required=False)),
    }
