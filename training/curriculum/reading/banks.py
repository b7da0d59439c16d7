"""Reads banks/*.yaml."""

from collections.abc import Sequence
from typing import Any

from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.fields import Fields
from training.curriculum.reading.records import Bank, Option, Question, digest_of

KINDS = ("one", "many", "true_false", "judgement")
USES = ("quiz", "practice")
LEAST_OPTIONS = {"one": 2, "many": 3, "judgement": 4}
MOST_OPTIONS = 12


def read_bank(data: Any, file: str, faults: Faults) -> Bank:
    top = Fields(data, Place(file, 1), faults)
    bank = Bank(
        code=top.code(),
        place=Place(file, 1),
        digest=digest_of({"code": top.value.get("code"), "name": top.value.get("name")}),
        name=top.line("name", limit=150),
        questions=tuple(_question(fields) for fields in top.mappings("questions")),
    )
    top.done()
    return bank


def _question(fields: Fields) -> Question:
    kind = fields.word("kind", KINDS)
    options: tuple[Option, ...] = ()
    answer, feedback = True, {"true": "", "false": ""}
    if kind == "true_false":
        answer = fields.flag("answer")
        inner = fields.mapping("feedback")
        feedback = {word: inner.text(word, limit=2000) for word in ("true", "false")}
        inner.done()
    else:
        options = _options(fields, kind)
    question = Question(
        code=fields.code(),
        place=fields.place,
        digest=digest_of(fields.value),
        kind=kind,
        use=fields.word("use", USES),
        prompt=fields.text("prompt", limit=4000),
        explanation=fields.text("explanation", limit=4000),
        competency=fields.ref("competency"),
        indicator=fields.ref("indicator", required=False),
        difficulty=fields.whole("difficulty", 1, 3),
        norm=fields.ref("norm", required=False),
        source=fields.line("source", limit=200, required=False),
        note=fields.note(),
        options=options,
        answer=answer,
        feedback=feedback,
    )
    fields.done()
    return question


def _options(fields: Fields, kind: str) -> tuple[Option, ...]:
    marks = ("best", "worst") if kind == "judgement" else ("right",)
    options = []
    for inner in fields.mappings("options", least=LEAST_OPTIONS[kind]):
        marked = [mark for mark in marks if inner.flag(mark, default=False)]
        options.append(
            Option(
                text=inner.text("text", limit=1000),
                feedback=inner.text("feedback", limit=2000),
                is_right="right" in marked,
                key=next((mark for mark in marked if mark != "right"), ""),
            )
        )
        if len(marked) > 1:
            inner.fault("worst", _("one option is marked as best and as worst"))
        inner.done()
    if len(options) > MOST_OPTIONS:
        fields.fault("options", _("“%(key)s” has more than %(limit)d items"), limit=MOST_OPTIONS)
    texts = [option.text for option in options]
    if len(set(texts)) < len(texts):
        fields.fault("options", _("two options say the same"))
    _check_key(fields, kind, options)
    return tuple(options)


def _check_key(fields: Fields, kind: str, options: Sequence[Option]) -> None:
    if not options:
        return
    right = sum(option.is_right for option in options)
    if kind == "one" and right != 1:
        fields.fault("options", _("exactly one option has to be right, not %(count)d"), count=right)
    elif kind == "many" and not 0 < right < len(options):
        fields.fault(
            "options",
            _("at least one option has to be right and at least one wrong; %(count)d are right"),
            count=right,
        )
    elif kind == "judgement":
        keys = [option.key for option in options]
        for key in ("best", "worst"):
            if keys.count(key) != 1:
                fields.fault(
                    "options",
                    _("exactly one option has to be marked “%(mark)s”, not %(count)d"),
                    mark=key,
                    count=keys.count(key),
                )
