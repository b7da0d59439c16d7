"""Questions from files become drafts of a bank: once, whole, and known again."""

import time

import pytest
from django.core.files.storage import storages
from wagtail.models import ModelLogEntry, ReferenceIndex

from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.neutral import File, NeutralQuestion, Reading
from assessments.quizzes.models import Question, QuestionBank, QuestionFile
from assessments.quizzes.services import exchange
from assessments.quizzes.services.exchange import Action, import_questions
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.quizzes.documents import every_document
from tests.quizzes.exchange.pictures import PNG

pytestmark = pytest.mark.django_db

GIFT = """
// [id:М-1] [tag:FL-02.3] [tag:пауза]
::Пауза:: Людина мовчить. Що ви зробите? {
=Почекаю #Так, пауза допомагає
~%-50%Запитаю ще раз #Це тисне
~Піду геть
}

Скільки статей? {#7:0.5}
"""


@pytest.fixture
def bank(db):
    return QuestionBank.objects.create(code="M2", name="Слухання")


def imported(bank, text, *, dry_run=False, by=None):
    reading = read_file("питання.gift", text.encode())
    return import_questions(bank=bank, reading=reading, by=by, dry_run=dry_run)


def stored(bank, *questions, dry_run=False):
    reading = Reading("qti", list(questions))
    return import_questions(bank=bank, reading=reading, by=None, dry_run=dry_run)


def actions(report):
    return [outcome.action for outcome in report.outcomes]


def draft(code):
    return Question.objects.get(code=code).get_latest_revision_as_object()


def question(document, name="Питання", **beside):
    return NeutralQuestion(name=name, line=None, document=document, **beside)


def test_imported_questions_are_drafts_and_never_published(bank):
    report = imported(bank, GIFT)

    questions = list(Question.objects.filter(bank=bank).order_by("prompt"))
    assert [(one.kind, one.live, one.has_unpublished_changes) for one in questions] == [
        ("one", False, True),
        ("number", False, True),
    ]
    assert [one.versions.count() for one in questions] == [0, 0]
    assert actions(report) == [Action.NEW, Action.NEW]


def test_texts_fractions_feedback_and_tags_arrive(bank):
    CompetencyFactory(code="FL-02")

    report = imported(bank, GIFT)

    pause = draft(report.outcomes[0].code)
    assert [
        (answer["text"], answer["fraction"], answer["feedback"])
        for answer in answers_of(pause.document())
    ] == [
        ("Почекаю", 100, "Так, пауза допомагає"),
        ("Запитаю ще раз", -50, "Це тисне"),
        ("Піду геть", 0, ""),
    ]
    assert (pause.tags, pause.identifier, pause.extras["name"]) == (
        "FL-02.3, пауза",
        "М-1",
        "Пауза",
    )
    assert (pause.competency.code, pause.indicator) == ("FL-02", "FL-02.3")


def test_a_competency_that_is_not_known_is_left_to_the_editor(bank):
    report = imported(bank, GIFT)

    pause = draft(report.outcomes[0].code)
    assert pause.competency is None
    assert "FL-02" in pause.editors_note


def test_questions_without_codes_get_the_next_free_ones_of_the_bank(bank):
    other = QuestionBank.objects.create(code="M9", name="Інший")
    stored(other, question({**every_document()["one"], "code": "M2-001"}))

    report = imported(bank, "Так? {T}\n\nНі? {F}")

    assert [outcome.code for outcome in report.outcomes] == ["M2-002", "M2-003"]


def by_text(answers):
    """A bank keeps the items of a category together, so their order is no matter."""
    return sorted(map(repr, answers))


def test_every_kind_arrives_as_it_is(bank):
    made = [
        question({**document, "competency": "", "norm": "", "code": f"K-{number}"}, name=kind)
        for number, (kind, document) in enumerate(every_document().items())
        if "gap" not in kind  # ids of gaps are g1, g2 … in a bank
    ]

    report = stored(bank, *made)

    assert report.skipped == []
    for one in made:
        kept = draft(one.document["code"]).document()
        assert by_text(answers_of(kept)) == by_text(answers_of(one.document)), one.name
        assert kept["kind"] == one.kind


def test_drafts_are_found_by_search_and_by_usage_like_any_other(bank):
    report = imported(bank, GIFT)

    found = Question.objects.get(pk=report.outcomes[0].question_id)
    assert ReferenceIndex.get_references_to(bank).count() == 2
    assert found.latest_revision.content["prompt"] == "Людина мовчить. Що ви зробите?"
    assert found.get_real_instance_class().kind == "one"


# --- Again --------------------------------------------------------------------------------------
def test_a_second_import_of_the_same_file_doubles_nothing(bank):
    imported(bank, GIFT)

    report = imported(bank, GIFT)

    assert Question.objects.count() == 2
    assert actions(report) == [Action.SAME, Action.SAME]


def test_a_question_changed_in_the_file_becomes_a_new_draft(bank):
    imported(bank, GIFT)
    before = draft("M2-001")

    report = imported(bank, GIFT.replace("Піду геть", "Покличу колегу"))

    after = draft("M2-001")
    assert actions(report) == [Action.UPDATED, Action.SAME]
    assert [row["text"] for row in after.document()["options"]] == [
        "Почекаю",
        "Запитаю ще раз",
        "Покличу колегу",
    ]
    kept = [row["id"] for row in after.document()["options"]][:2]
    assert kept == [row["id"] for row in before.document()["options"]][:2]


def test_a_draft_that_somebody_edited_is_left_alone_and_named(bank):
    imported(bank, GIFT)
    edited = draft("M2-001")
    edited.prompt = "Людина мовчить хвилину. Що ви зробите?"
    edited.save_revision(clean=False)

    report = imported(bank, GIFT.replace("Піду геть", "Покличу колегу"))

    assert actions(report) == [Action.KEPT, Action.SAME]
    assert draft("M2-001").prompt == "Людина мовчить хвилину. Що ви зробите?"


def test_an_edited_draft_is_still_known_by_the_unchanged_file(bank):
    imported(bank, GIFT)
    edited = draft("M2-002")
    edited.prompt = "Скільки є статей?"
    edited.save_revision(clean=False)

    assert actions(imported(bank, GIFT)) == [Action.SAME, Action.SAME]


def test_what_an_editor_filled_in_survives_an_update(bank):
    competency = CompetencyFactory(code="FL-07")
    imported(bank, "// [id:q1]\nПитання? {=так ~ні}")
    row = Question.objects.get()
    row.competency = competency
    revision = row.get_latest_revision_as_object()
    revision.competency = competency
    revision.extras["import"]["kept"] = exchange.fingerprint(
        exchange.neutral_of(_with_competency(row, competency), with_files=False)
    )
    revision.save_revision(clean=False)

    imported(bank, "// [id:q1]\nПитання? {=так ~ні ~може}")

    assert draft(row.code).competency == competency


def _with_competency(row, competency):
    latest = row.get_latest_revision_as_object()
    latest.competency = competency
    latest.save_revision(clean=False)
    return Question.objects.get(pk=row.pk)


def test_the_same_question_twice_in_a_file_comes_once(bank):
    report = imported(bank, "Так? {T}\n\nТак? {T}")

    assert Question.objects.count() == 1
    assert [one.name for one in report.skipped] == ["Так?"]


def test_another_bank_gets_questions_of_its_own(bank):
    imported(bank, GIFT)
    other = QuestionBank.objects.create(code="M3", name="Інший")

    report = imported(other, GIFT)

    assert actions(report) == [Action.NEW, Action.NEW]
    assert Question.objects.count() == 4


# --- Nothing by halves --------------------------------------------------------------------------
def test_a_dry_run_says_the_same_and_stores_nothing(bank):
    dry = imported(bank, GIFT, dry_run=True)
    assert (Question.objects.count(), ModelLogEntry.objects.count()) == (0, 0)

    real = imported(bank, GIFT)

    assert [(one.action, one.code) for one in dry.outcomes] == [
        (one.action, one.code) for one in real.outcomes
    ]


def test_a_dry_run_needs_no_bank(db):
    report = imported(QuestionBank(code="нема"), GIFT, dry_run=True)

    assert actions(report) == [Action.NEW, Action.NEW]
    assert QuestionBank.objects.count() == 0


def test_a_failure_at_the_end_leaves_nothing_behind(bank, monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(exchange, "log", fail)

    with pytest.raises(RuntimeError):
        imported(bank, GIFT)

    assert Question.objects.count() == 0


@pytest.mark.parametrize(
    "document",
    [
        {"kind": "one", "prompt": "Що?", "options": [{"right": True}]},
        {"kind": "short", "prompt": "Що?"},
        {"kind": "one", "prompt": "Що?", "points": "0", "options": []},
        {"kind": "number", "prompt": "Що?", "answers": [{"value": None}]},
        {"kind": "гра", "prompt": "Що?"},
        {"kind": "order", "prompt": "Що?", "marking": "ні" * 50, "options": []},
    ],
)
def test_a_broken_document_is_named_and_its_neighbours_arrive(bank, document):
    good = question({**every_document()["one"], "code": "X-1"}, name="Ціле")

    report = stored(bank, question(document, name="Зламане"), good)

    assert [outcome.question.name for outcome in report.outcomes] == ["Ціле"]
    assert [one.name for one in report.skipped] == ["Зламане"]


def test_the_import_is_logged_with_who_and_how_many(bank):
    person = PersonFactory()

    imported(bank, GIFT, by=person)

    entry = ModelLogEntry.objects.get(action="quizzes.import")
    assert (entry.user, entry.data["format"], entry.data["new"]) == (person, "gift", 2)


# --- Files --------------------------------------------------------------------------------------
def with_picture(name="план.png", content=PNG):
    document = {
        **every_document()["one"],
        "code": "",
        "format": "html",
        "prompt": f'<p>Що тут? <img src="@@FILE@@/{name}" alt="План"></p>',
    }
    return question(document, identifier=f"p-{name}", files=(File(name, content),))


def test_pictures_are_stored_and_shown_under_the_name_the_bank_has_for_them(bank):
    stored(bank, with_picture())

    [file] = QuestionFile.objects.all()
    kept = Question.objects.get().get_latest_revision_as_object().document()
    assert kept["files"] == [{"name": file.name, "sha256": file.sha256}]
    assert f'src="@@FILE@@/{file.name}"' in kept["prompt"]
    with storages["private"].open(file.stored) as stream:
        assert stream.read() == PNG


def test_what_is_no_picture_is_not_stored_and_named(bank):
    stored(bank, with_picture("злий.png", b"<svg onload=alert(1)>"))

    assert QuestionFile.objects.count() == 0
    assert "злий.png" in Question.objects.get().get_latest_revision_as_object().editors_note


def test_a_dry_run_stores_no_picture(bank):
    stored(bank, with_picture(), dry_run=True)

    assert QuestionFile.objects.count() == 0


# --- Size ---------------------------------------------------------------------------------------
def test_a_thousand_questions_are_imported_in_time(bank):
    text = "\n\n".join(f"// [id:q{n}]\nПитання {n}? {{=так ~ні ~може}}" for n in range(1000))
    started = time.perf_counter()

    imported(bank, text)

    assert Question.objects.count() == 1000
    assert time.perf_counter() - started < 60
