"""Question banks. Publishing a question makes its version, through the signal that quizzes hear."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.quizzes.models import MODEL_OF_KIND, Question, QuestionBank
from assessments.quizzes.tags import tag_line
from training.curriculum.identity import key_of
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import assign, find_by_code, locale_of, publish
from training.curriculum.reading import records
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.records import digest_of


def load_banks(content: records.Content, ledger: Ledger) -> None:
    for bank in content.banks:
        ledger.bring(_bank(bank))
        for question in bank.questions:
            ledger.bring(_question(question, bank, ledger))


def _bank(source: records.Bank) -> Item:
    return Item(
        key=f"bank:{source.code}",
        place=source.place,
        digest=source.digest,
        find=QuestionBank.objects.filter(code=source.code).first,
        write=partial(_write_bank, source),
        state=lambda bank, before: digest_of([bank.code, bank.name]),
    )


def _write_bank(source: records.Bank, bank: QuestionBank | None) -> QuestionBank:
    bank = bank or QuestionBank()
    assign(bank, {"code": source.code, "name": source.name})
    bank.full_clean()
    bank.save()
    return bank


def _question(source: records.Question, bank: records.Bank, ledger: Ledger) -> Item:
    return Item(
        key=f"question:{source.code}",
        place=source.place,
        digest=digest_of([source.digest, bank.code]),
        find=partial(find_by_code, Question, source.code, "uk"),
        write=partial(_write_question, source, bank, ledger),
    )


def _write_question(
    source: records.Question, bank: records.Bank, ledger: Ledger, question: Question | None
) -> Question:
    model = MODEL_OF_KIND[source.kind]
    if question is None:
        question = model(locale=locale_of("uk"), translation_key=key_of("question", source.code))
    elif not isinstance(question, model):
        raise ValidationError(
            _("a question never changes its kind: give this one another code (%(code)s is taken)")
            % {"code": source.code}
        )
    competency, norm, indicator = source.competency, source.norm, source.indicator
    assign(
        question,
        {
            **model.values_of(lasting(source.document, source.code)),
            "bank_id": ledger.pk(f"bank:{bank.code}", source.place),
            "code": source.code,
            "use": source.use,
            "competency_id": competency
            and ledger.pk(f"competency:{competency.code}:uk", competency.place),
            "indicator": indicator.code if indicator else "",
            "norm_id": norm and ledger.pk(f"norm:{norm.code}", norm.place),
            "lesson": _lesson_key(source.lesson),
            "tags": tag_line(source.tags),
            "editors_note": source.note,
        },
    )
    return publish(question)


def _lesson_key(lesson: Ref | None) -> UUID | None:
    """Lessons are loaded after questions, under a key that follows from their code."""
    return key_of("step", lesson.code) if lesson else None


def lasting(value: Any, code: str) -> Any:
    """The document with ids that are the same on every machine instead of numbers.

    Gaps, and the answers “true” and “false”, are known by their names.
    """
    if isinstance(value, Mapping):
        return {
            key: _lasting_id(member, code) if key in ("id", "match") else lasting(member, code)
            for key, member in value.items()
        }
    return [lasting(member, code) for member in value] if isinstance(value, list) else value


def _lasting_id(name: str, code: str) -> str:
    return str(key_of("question", code, *name.split("-"))) if "-" in name else name
