"""No way of publishing leads round the rules; what is stored is what may be shown."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupApprovalTask, Locale, Workflow, WorkflowTask
from wagtail.users.models import UserProfile
from wagtail_localize.models import Translation, TranslationSource

from assessments.quizzes.models import Question, QuestionNotReady
from modules.models import Indicator
from tests.factories.documents import document
from tests.factories.people import PersonFactory
from tests.factories.quizzes import competency, draft, question
from tests.quizzes.bank_forms import post, url
from training.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    Indicator.objects.create(competency=competency(), code="FL-02.1", text="Не перебиває")
    person = PersonFactory(is_superuser=True)
    UserProfile.objects.create(user=person, preferred_language="en")
    client.force_login(person)
    return client


def keyless():
    wrong = document("one")
    for option in wrong["options"]:
        option["right"] = False
    return wrong


def test_a_revision_without_a_right_answer_is_not_published():
    asked = draft("one", document=keyless(), live=False)
    asked.save()
    revision = asked.save_revision()
    with pytest.raises(QuestionNotReady, match=r"."):
        revision.publish()
    asked = Question.objects.get(pk=asked.pk)
    assert not asked.live
    assert not asked.versions.exists()


def test_a_published_question_stays_as_it_was_when_its_draft_is_refused():
    asked = question("one")
    before = asked.versions.get().document
    for name, value in type(asked).values_of(keyless()).items():
        setattr(asked, name, value)
    with pytest.raises(QuestionNotReady):
        asked.save_revision().publish()
    asked = Question.objects.get(pk=asked.pk)
    assert asked.live
    assert asked.document() == before


def test_html_is_cleaned_in_the_form_and_in_the_document(editor):
    foul = "<script>x()</script>"
    dirty = document("one", format="html", prompt=f"{foul}<p>Що <b>далі</b>?</p>")
    dirty["options"][0] |= {"text": f"Почекати{foul}", "feedback": '<img src="https://evil.ua/x">'}
    values = type(draft("one")).values_of(dirty)
    response = post(editor, "one", **values)
    assert response.status_code == 302
    asked = Question.objects.get()
    assert asked.prompt == "<p>Що <b>далі</b>?</p>"
    assert asked.options[0].value["text"] == "Почекати"
    published = asked.versions.get().document
    assert published["prompt"] == "<p>Що <b>далі</b>?</p>"
    assert published["options"][0]["feedback"] == "<img>"


def test_plain_text_is_left_alone(editor):
    response = post(editor, "one", prompt="Якщо a < b & c, то <b>?")
    assert response.status_code == 302
    assert Question.objects.get().versions.get().document["prompt"] == "Якщо a < b & c, то <b>?"


def test_whatever_way_it_came_html_leaves_cleaned():
    asked = question("one", format="html", prompt="<script>x()</script><p>Що далі?</p>")
    assert asked.versions.get().document["prompt"] == "<p>Що далі?</p>"


def test_tags_are_put_into_one_form(editor):
    post(editor, "one", tags=" пауза ,Слухання,пауза,, ПАУЗА")
    assert Question.objects.get().tags == "пауза, Слухання"


def test_fields_of_an_import_survive_an_edit(editor):
    asked = question("one", identifier="77", category="Вступ/Слухання", extras={"hints": ["раз"]})
    response = post(editor, "one", pk=asked.pk, code=asked.code, prompt="Інакше?")
    assert response.status_code == 302
    asked = Question.objects.get()
    assert asked.prompt == "Інакше?"
    assert (asked.identifier, asked.category, asked.extras) == (
        "77",
        "Вступ/Слухання",
        {"hints": ["раз"]},
    )


def test_drafts_are_compared(editor):
    asked = question("gap_text")
    first = asked.latest_revision
    asked.prompt = "Впишіть слова."
    second = asked.save_revision()
    page = editor.get(url("gap_text", "revisions_compare", asked.pk, first.pk, second.pk))
    assert page.status_code == 200
    assert "слова" in page.content.decode()


def test_a_translation_keeps_key_points_and_group():
    asked = question("many", points=3, siblings="pauza", tags="пауза")
    english, _ = Locale.objects.get_or_create(language_code="en")
    copied = asked.copy_for_translation(english)
    copied.save()
    assert copied.document() == asked.document()
    assert copied.translation_key == asked.translation_key


@pytest.mark.parametrize(
    "name", ["points", "format", "siblings", "lesson", "tags", "owner", "marking"]
)
def test_what_is_not_wording_is_the_same_in_every_language(name):
    fields = {field.field_name: field for field in type(draft("many")).translatable_fields}
    assert not fields[name].overridable


@pytest.mark.parametrize("kind", ["one", "gap_text", "number", "judgement_rate", "matching"])
def test_a_translation_of_the_editor_keeps_the_key(kind):
    english, _ = Locale.objects.get_or_create(language_code="en")
    asked = question(kind, points=3)
    source, _created = TranslationSource.update_or_create_from_instance(asked)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target(publish=False)
    translated = source.get_translated_instance(english).get_latest_revision_as_object()
    assert translated.document() == asked.document()


def test_approving_a_draft_that_lost_its_key_publishes_nothing(editor):
    """A reviewer may save any draft of what was sent; approving is one of the ways to publish."""
    group = Group.objects.create(name="Рецензенти")
    task = GroupApprovalTask.objects.create(name="Перевірка")
    task.groups.set([group])
    workflow = Workflow.objects.create(name="Рецензування")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    asked = draft("one", live=False)
    asked.save()
    asked.save_revision()
    reviewer = Person.objects.get()
    workflow.start(asked, reviewer)
    for name, value in type(asked).values_of(keyless()).items():
        setattr(asked, name, value)
    asked.save_revision()
    state = asked.current_workflow_task_state
    address = url("one", "workflow_action", asked.pk, "approve", state.pk)
    assert editor.post(address, {"next": "/cms/"}).status_code == 302
    asked = Question.objects.get()
    assert not asked.live
    assert not asked.versions.exists()
