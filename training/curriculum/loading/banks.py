"""Question banks. Publishing a question makes its version, through the signal that quizzes hear."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.quizzes.models import (
    QUESTION_MODELS,
    Question,
    QuestionBank,
    TrueFalseQuestion,
)
from training.curriculum.identity import key_of
from training.curriculum.loading.blocks import stream
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.loading.saving import assign, find_by_code, locale_of, publish
from training.curriculum.reading import records
from training.curriculum.reading.records import digest_of

MODELS: dict[str, type[Question]] = {model.kind.name: model for model in QUESTION_MODELS}


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
    model = MODELS[source.kind]
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
            "bank_id": ledger.pk(f"bank:{bank.code}", source.place),
            "code": source.code,
            "use": source.use,
            "prompt": source.prompt,
            "explanation": source.explanation,
            "competency_id": competency
            and ledger.pk(f"competency:{competency.code}:uk", competency.place),
            "indicator": indicator.code if indicator else "",
            "difficulty": source.difficulty,
            "norm_id": norm and ledger.pk(f"norm:{norm.code}", norm.place),
            "source": source.source,
            "editors_note": source.note,
            **_answers(source),
        },
    )
    return publish(question)


def _answers(source: records.Question) -> dict[str, Any]:
    """What the kinds differ in."""
    if MODELS[source.kind] is TrueFalseQuestion:
        return {
            "answer": source.answer,
            "feedback_true": source.feedback["true"],
            "feedback_false": source.feedback["false"],
        }
    judgement = source.kind == "judgement"
    options = [
        {"text": option.text, "feedback": option.feedback}
        | ({"key": option.key} if judgement else {"right": option.is_right})
        for option in source.options
    ]
    named = [("option", option) for option in options]
    return {"options": stream(named, "question", source.code)}
