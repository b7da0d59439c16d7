"""Questions from files into banks and back."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log
from wagtail.models import Locale

from assessments.quizzes.exchange import aiken, gift_writer, moodle_writer, qti_writer, tables
from assessments.quizzes.exchange.neutral import NeutralQuestion, Reading, Skipped, Written
from assessments.quizzes.exchange.soundness import reason_against
from assessments.quizzes.models import MODEL_OF_KIND, Question, QuestionBank
from assessments.quizzes.pictures import NotAPicture, picture_type
from assessments.quizzes.services.drafts import create_drafts
from assessments.quizzes.services.exchange_rows import (
    OURS,
    Vocabulary,
    content_key,
    fingerprint,
    name_of,
    neutral_of,
    values_of,
    with_file_names,
    with_lasting_ids,
)
from assessments.quizzes.services.files import store_file
from training.people.models import Person

WRITERS: Mapping[str, Callable[[Sequence[NeutralQuestion]], Written]] = {
    "gift": gift_writer.write,
    "moodle-xml": moodle_writer.write,
    "qti": qti_writer.write,
    "csv": tables.write_csv,
    "xlsx": tables.write_xlsx,
    "aiken": aiken.write,
}
_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
# what a document without one of its parts raises on its way into a model
_INCOMPLETE = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)


class Action(TextChoices):
    """What becomes of a question of a file."""

    NEW = "new", gettext_lazy("new")
    UPDATED = "updated", gettext_lazy("a new draft of a question that is there")
    SAME = "same", gettext_lazy("already there")
    KEPT = "kept", gettext_lazy("changed here since: left as it is")


@dataclass(frozen=True)
class Outcome:
    """``question_id``: ``None`` for a new question of a dry run."""

    question: NeutralQuestion
    action: Action
    code: str
    question_id: int | None = None


@dataclass
class Report:
    """What an import did, or would do when it ``is_dry``."""

    format: str
    is_dry: bool
    outcomes: list[Outcome] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def count(self, action: Action) -> int:
        return sum(outcome.action == action for outcome in self.outcomes)

    def counts(self) -> list[tuple[str, int]]:
        """How many of each, in words, those without any left out."""
        found = [(str(action.label), self.count(action)) for action in Action]
        found.append((_("left out"), len(self.skipped)))
        return [(label, count) for label, count in found if count]


@dataclass
class _Known:
    """Questions of the bank by what they are known again by."""

    locale: Locale
    by_identifier: dict[str, Question] = field(default_factory=dict)
    by_content: dict[str, Question] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    next_number: int = 1


@transaction.atomic
def import_questions(
    *, bank: QuestionBank, reading: Reading, by: Person | None, dry_run: bool
) -> Report:
    """Make drafts of the questions of a file; nothing is ever published here.

    A question that is there already is not doubled: it is known by its identifier, else by its code
    or its texts. Changed in the file, it becomes a new draft, unless somebody edited it here since.
    All questions of the report are stored, or none is. A bank that is not saved takes a dry run.
    """
    report = Report(
        reading.format, dry_run, skipped=list(reading.skipped), warnings=list(reading.warnings)
    )
    if not dry_run:
        QuestionBank.objects.select_for_update().get(pk=bank.pk)
    known = _known(bank)
    vocabulary = Vocabulary.load()
    drafts: list[tuple[NeutralQuestion, Question]] = []
    for question in reading.questions:
        try:
            outcome = _import(bank, question, known, vocabulary, by, report, drafts)
        except _INCOMPLETE:
            reason = _("It is not complete: a part of it is missing.")
            report.skipped.append(Skipped(question.name, question.line, reason))
        except _Refused as refused:
            report.skipped.append(Skipped(question.name, question.line, str(refused)))
        else:
            report.outcomes.append(outcome)
    create_drafts([row for _question, row in drafts], by)
    stored = {id(question): row.pk for question, row in drafts}
    report.outcomes = [
        replace(outcome, question_id=stored.get(id(outcome.question), outcome.question_id))
        for outcome in report.outcomes
    ]
    report.warnings += [
        f"{outcome.question.name}: {loss}"
        for outcome in report.outcomes
        for loss in _losses(outcome.question)
    ]
    if not dry_run:
        counts = {str(action): report.count(action) for action in Action}
        log(
            instance=bank,
            action="quizzes.import",
            user=by,
            data={"format": reading.format, **counts},
        )
    return report


def _losses(question: NeutralQuestion) -> Iterator[str]:
    """What of a question does not come in: what its reader said, and files that are no pictures."""
    yield from question.lost
    for file in question.files:
        try:
            picture_type(file.content)
        except NotAPicture:
            yield _no_picture(file.name)


def _no_picture(name: str) -> str:
    return _("“%(name)s” is no picture that is accepted.") % {"name": name}


class _Refused(Exception):
    """A question that has no place in this bank; the message is for the person."""


def _known(bank: QuestionBank) -> _Known:
    """Every question of the bank, in one query and one a kind; codes of all banks."""
    codes = set(Question.objects.non_polymorphic().values_list("code", flat=True))
    known = _Known(Locale.get_default(), codes=codes)
    if bank._state.adding:
        return known
    for question in Question.objects.filter(bank=bank, locale=known.locale):
        for name in (question.code, question.identifier):
            if name:
                known.by_identifier[name] = question
        content = (question.extras.get(OURS) or {}).get("content")
        content = content or content_key(neutral_of(question, with_files=False))
        known.by_content.setdefault(content, question)
    return known


def _import(
    bank: QuestionBank,
    question: NeutralQuestion,
    known: _Known,
    vocabulary: Vocabulary,
    by: Person | None,
    report: Report,
    drafts: list[tuple[NeutralQuestion, Question]],
) -> Outcome:
    if reason := reason_against(question.document):
        raise _Refused(reason)
    content = content_key(question)
    there = _found(question, content, known)
    mark = str(there.pk) if there else question.identifier or content
    if mark in known.seen:
        raise _Refused(_("The same question stands in the file twice."))
    known.seen.add(mark)
    if there is None:
        return _create(bank, question, content, known, vocabulary, by, report, drafts)
    action = _action(there, question)
    if action == Action.UPDATED:
        _checked(_row(question, vocabulary))
        if not report.is_dry:
            _update(bank, there, question, content, vocabulary, by)
    return Outcome(question, action, there.code, there.pk)


def _found(question: NeutralQuestion, content: str, known: _Known) -> Question | None:
    """The same question in the bank. A question never changes its kind.

    Under the same identifier, another kind with the same words is the same question in the clothes
    of a format that lacks its kind; with other words, it is another question.
    """
    code = str(question.document.get("code") or "")
    for name in (question.identifier, code):
        there = known.by_identifier.get(name) if name else None
        if there is None:
            continue
        if there.kind == question.kind:
            return there
        if name_of(there.get_latest_revision_as_object().document()) == name_of(question.document):
            raise _Refused(
                _("It is in the bank as another kind of question: %(code)s.") % {"code": there.code}
            )
    there = known.by_content.get(content)
    return there if there is not None and not (question.identifier and there.identifier) else None


def _action(there: Question, question: NeutralQuestion) -> Action:
    remembered = there.get_latest_revision_as_object().extras.get(OURS) or {}
    said = fingerprint(question)
    if remembered.get("read") == said:
        return Action.SAME
    now = fingerprint(neutral_of(there, with_files=False))
    if now == said:
        return Action.SAME
    return Action.UPDATED if remembered.get("kept") == now else Action.KEPT


def _create(
    bank: QuestionBank,
    question: NeutralQuestion,
    content: str,
    known: _Known,
    vocabulary: Vocabulary,
    by: Person | None,
    report: Report,
    drafts: list[tuple[NeutralQuestion, Question]],
) -> Outcome:
    _checked(_row(question, vocabulary))
    code = _code(bank, question, known)
    if report.is_dry:
        return Outcome(question, Action.NEW, code)
    row = _row(_with_stored_files(bank, question), vocabulary)
    row.bank, row.code, row.owner = bank, code, by
    row.locale = known.locale
    _remember(row, question, content)
    drafts.append((question, row))
    return Outcome(question, Action.NEW, code)


def _row(question: NeutralQuestion, vocabulary: Vocabulary) -> Question:
    return MODEL_OF_KIND[question.kind](**values_of(with_lasting_ids(question), vocabulary))


def _checked(row: Question) -> None:
    """What no column would hold is refused; what is only missing is for the editor to add."""
    try:
        row.clean_fields(exclude=("bank", "code", "competency", "norm", "owner", "locale"))
    except ValidationError as error:
        faults = [
            f"{_label(row, name)}: {fault.messages[0]}"
            for name, found in error.error_dict.items()
            for fault in found
            if fault.code not in ("blank", "null", "required")
        ]
        if faults:
            raise _Refused("; ".join(faults)) from error


def _label(row: Question, name: str) -> str:
    field: Any = row._meta.get_field(name)
    return str(field.verbose_name)


def _update(
    bank: QuestionBank,
    there: Question,
    question: NeutralQuestion,
    content: str,
    vocabulary: Vocabulary,
    by: Person | None,
) -> None:
    """A new draft; what is published stays as it is until somebody publishes the draft."""
    draft = there.get_latest_revision_as_object()
    stored = with_lasting_ids(_with_stored_files(bank, question), before=dict(draft.document()))
    values = values_of(stored, vocabulary)
    for name in ("competency_id", "indicator", "norm_id", "editors_note"):
        if not values[name]:  # what the file does not say, an editor may have said
            del values[name]
    for name, value in values.items():
        setattr(draft, name, value)
    _remember(draft, question, content)
    draft.save_revision(user=by, clean=False)


def _remember(row: Question, question: NeutralQuestion, content: str) -> None:
    """What the file said and what became of it, so that a later import knows who changed what."""
    row.tidy()
    kept = replace(
        question,
        document=row.document(),
        tags=tuple(row.tags.split(", ")) if row.tags else (),
        category=row.category,
    )
    row.extras = {
        **row.extras,
        OURS: {"read": fingerprint(question), "kept": fingerprint(kept), "content": content},
    }


def _with_stored_files(bank: QuestionBank, question: NeutralQuestion) -> NeutralQuestion:
    names = {}
    for file in question.files:
        try:
            names[file.name] = store_file(bank=bank, name=file.name, content=file.content).name
        except NotAPicture:
            question = replace(question, lost=(*question.lost, _no_picture(file.name)))
    return with_file_names(question, names)


def _code(bank: QuestionBank, question: NeutralQuestion, known: _Known) -> str:
    """The code that the file gives, if it is free and is one; else the next of the bank."""
    said = str(question.document.get("code") or "")
    if _CODE.fullmatch(said) and said not in known.codes:
        known.codes.add(said)
        return said
    while True:
        code = f"{bank.code[:33]}-{known.next_number:03d}"
        known.next_number += 1
        if code not in known.codes:
            known.codes.add(code)
            return code


def export_questions(*, bank: QuestionBank, format: str, by: Person | None) -> Written:
    """The newest drafts of a bank as a file, in the order of their codes. This is logged."""
    questions: Iterable[Question] = Question.objects.filter(
        bank=bank, locale=Locale.get_default()
    ).order_by("code")
    neutral = [neutral_of(question) for question in questions]
    written = WRITERS[format](neutral)
    data: dict[str, Any] = {"format": format, "questions": len(neutral)}
    log(instance=bank, action="quizzes.export", user=by, data=data)
    return written
