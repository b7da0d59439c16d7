"""Publishing makes the document of the specification, and the document makes the question again."""

import pytest

from assessments.quizzes import rules
from assessments.quizzes.kinds import KINDS
from assessments.quizzes.models import MODEL_OF_KIND, QUESTION_MODELS, QuestionVersion
from assessments.quizzes.services.publishing import publish_version
from tests.factories.documents import DOCUMENTS, document
from tests.factories.quizzes import draft, question

pytestmark = pytest.mark.django_db

EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


def test_every_kind_has_a_model_a_rule_and_a_document():
    assert set(KINDS) == set(MODEL_OF_KIND) == set(rules.RULES) == set(DOCUMENTS)
    assert len(QUESTION_MODELS) == 16


@EVERY_KIND
def test_a_published_question_says_what_its_document_says(kind):
    asked = question(kind, code=DOCUMENTS[kind]["code"])
    published = QuestionVersion.objects.get(question=asked)
    assert without_made_up_ids(published.document) == without_made_up_ids(DOCUMENTS[kind])
    assert published.schema_version == 2
    assert (published.number, published.level, published.parts) == (1, "", [])


def without_made_up_ids(document):
    """Right sides of pairs are named after their pair, whatever an importer called them."""
    if document["kind"] != "matching":
        return document
    names = {choice["id"]: choice["text"] for choice in document["choices"]}
    return document | {
        "options": [option | {"match": names[option["match"]]} for option in document["options"]],
        "choices": sorted(names.values()),
    }


@EVERY_KIND
def test_saving_again_makes_no_version(kind):
    asked = question(kind)
    asked.refresh_from_db()
    asked.save_revision().publish()
    assert asked.versions.count() == 1


@EVERY_KIND
def test_a_copy_made_from_the_document_is_the_same_question(kind):
    first = question(kind).versions.get().document
    model = MODEL_OF_KIND[kind]
    copied = draft(kind, code=first["code"] + "-2", document=first).document()
    assert model.kind == kind
    assert copied | {"code": ""} == first | {"code": ""}


def test_a_document_of_the_first_release_gets_no_version_for_its_schema_alone():
    asked = question("many")
    version = asked.versions.get()
    newer = ("format", "points", "siblings", "lesson", "files", "marking")
    old = {key: value for key, value in version.document.items() if key not in newer}
    forget(asked)
    QuestionVersion.objects.create(
        question_id=asked.pk,
        number=1,
        schema_version=1,
        document=old | {"schema_version": 1},
        sha256="0" * 64,
    )
    assert publish_version(question=asked).number == 1
    asked.points = 2
    assert publish_version(question=asked).number == 2


def forget(asked):
    """Versions are never deleted; a test may begin without one."""
    from django.db import connection  # noqa: PLC0415  only here

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM quizzes_questionversion WHERE question_id = %s", [asked.pk])


def test_a_new_version_names_what_changed():
    asked = question("one")
    asked.prompt = "Клієнтка замовкла. Що зробити спершу?"
    asked.save_revision().publish()
    changed = document("one", prompt=asked.prompt)
    for option in changed["options"]:
        option["right"] = option["id"] == "b"
    for name, value in type(asked).values_of(changed).items():
        setattr(asked, name, value)
    asked.save_revision().publish()
    history = asked.versions.order_by("number").values_list("number", "level", "parts")
    assert list(history) == [(1, "", []), (2, "minor", ["prompt"]), (3, "major", ["key"])]


def test_equal_right_sides_are_one_choice():
    pairs = document("matching")
    pairs["options"][2]["match"] = "ra"
    published = draft("matching", document=pairs).document()
    assert [choice["text"] for choice in published["choices"]] == [
        "відкрите запитання",
        "відображення почуття",
        "підсумок",
        "порада",
    ]
    assert published["options"][0]["match"] == published["options"][2]["match"]


def test_one_fraction_gives_every_option_one():
    half = document("one")
    half["options"][1]["fraction"] = "33.33333"
    half["options"][0]["fraction"] = "100"
    published = draft("one", document=half).document()
    assert [option["fraction"] for option in published["options"]] == ["100", "33.33333", "0"]
