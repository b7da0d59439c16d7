"""One record in both languages: what is done in one counts in the other."""

import pytest
from django.urls import reverse
from django.utils import translation

from assessments.evidence.models import Completion, Evidence
from assessments.evidence.queries import completed_steps
from assessments.evidence.services import complete_step
from assessments.quizzes.models import Attempt, QuizPage
from assessments.quizzes.services.starting import start_attempt
from assessments.scenarios.briefing import briefing
from assessments.scenarios.engine import replay
from assessments.scenarios.models import Run, ScenarioPage, ScenarioVersion
from assessments.scenarios.services.runs import start_run
from modules.models import LessonPage, ModulePage
from modules.queries import find_page, module_steps, page_url
from tests.curriculum.samples import change
from tests.curriculum.translating.samples import export, translate
from tests.factories.people import PersonFactory
from tests.scenarios.playing.acting import BACKEND, played
from training.curriculum.loading.loader import load


def page(model, language, **fields):
    return model.objects.get(locale__language_code=language, **fields)


@pytest.fixture
def person(bilingual):
    return PersonFactory()


@pytest.fixture
def learner(client, person):
    client.force_login(person, backend=BACKEND)
    return client


@pytest.mark.parametrize(("done", "seen"), [("uk", "en"), ("en", "uk")])
def test_a_lesson_done_in_one_language_is_done_in_the_other(learner, person, done, seen):
    lesson = page(LessonPage, done, slug="pershyi")
    with translation.override(done):
        learner.post(reverse("evidence:complete", args=[lesson.translation_key]))
    body = learner.get(page_url(page(ModulePage, seen), seen)).content.decode()
    assert body.count({"uk": "Завершено", "en": "Completed"}[seen]) == 1
    assert Completion.objects.get().person == person


def test_completing_in_both_languages_is_one_step_done(person):
    for language in ("uk", "en"):
        lesson = page(LessonPage, language, slug="pershyi")
        complete_step(person=person, step_key=lesson.translation_key, version=str(lesson.pk))
    keys = {
        step.key for language in ("uk", "en") for step in module_steps(page(ModulePage, language))
    }
    assert completed_steps(person, keys) == {lesson.translation_key}


def test_the_module_names_what_it_teaches_in_its_language(learner):
    body = learner.get(page_url(page(ModulePage, "en"), "en")).content.decode()
    assert "Listening" in body
    assert "<li>Слухання</li>" not in body


@pytest.mark.parametrize("language", ["uk", "en"])
def test_changing_the_language_leads_to_the_same_page(learner, language):
    other = {"uk": "en", "en": "uk"}[language]
    lesson = page(LessonPage, language, slug="pershyi")
    response = learner.get(page_url(lesson, other), follow=True)
    assert response.status_code == 200
    assert response.context["page"] == page(LessonPage, other, slug="pershyi")


def test_an_english_address_is_found_below_the_ukrainian_language(bilingual):
    change(bilingual, "translations/en/step-T1-L1.po", 'msgstr "pershyi"', 'msgstr "first"')
    load(bilingual)
    found = find_page("modules/slukhannia/first", "uk")
    assert found.page == page(LessonPage, "en", slug="first")
    assert found.is_fallback


def test_steps_are_the_same_in_both_languages(bilingual):
    uk, en = (module_steps(page(ModulePage, language)) for language in ("uk", "en"))
    assert [step.key for step in uk] == [step.key for step in en]


# --- quizzes --------------------------------------------------------------------------------------
def test_an_attempt_begun_in_english_asks_in_english(person):
    attempt = start_attempt(person=person, page=page(QuizPage, "en"))
    prompts = [item.version.document["prompt"] for item in attempt.items.all()]
    assert len(prompts) == 4
    assert all(prompt.endswith("(EN)") for prompt in prompts)


def test_an_attempt_stays_in_the_language_in_which_it_was_begun(person):
    begun = start_attempt(person=person, page=page(QuizPage, "en"))
    assert start_attempt(person=person, page=page(QuizPage, "uk")) == begun
    assert Attempt.objects.count() == 1


def test_a_question_without_english_is_asked_in_ukrainian_and_marked(folder, client, db):
    load(folder)
    export(folder)
    translate(folder, "module-T1", "step-T1-QUIZ")
    load(folder)
    person = PersonFactory()
    client.force_login(person, backend=BACKEND)
    attempt = start_attempt(person=person, page=page(QuizPage, "en"))
    with translation.override("en"):
        body = client.get(reverse("quizzes:take", args=[attempt.pk])).content.decode()
    assert 'lang="uk"' in body.partition("<main")[2]


# --- role-plays -----------------------------------------------------------------------------------
def test_a_talk_begun_on_the_english_page_is_in_english(person):
    run = played(person, page(ScenarioPage, "en"), "a")
    assert run.version.document["nodes"]["dobre"]["title"] == "Добре (EN)"
    uk = page(ScenarioPage, "uk")
    assert played(person, uk).pk == run.pk, "an open talk goes on as it was begun"


@pytest.mark.parametrize(("begun", "read"), [("uk", "en"), ("en", "uk")])
def test_another_language_is_not_a_newer_version(person, begun, read):
    run = start_run(person=person, page=page(ScenarioPage, begun))
    shown = briefing(page(ScenarioPage, read), person)
    assert shown.own.version_id != run.version_id
    assert not shown.has_newer


def test_only_the_first_talk_counts_in_whatever_language(person):
    first = played(person, page(ScenarioPage, "en"), "a", "a")
    second = played(person, page(ScenarioPage, "uk"), "a", "a")
    assert (first.is_counted, second.is_counted) == (True, False)
    assert (first.achievement, first.level) == (second.achievement, second.level) == (100, 3)
    assert completed_steps(person, [first.step_key, second.step_key]) == {first.step_key}
    keys = set(Evidence.objects.values_list("source_key", flat=True))
    assert keys == {page(ScenarioPage, "uk").scenario.translation_key}


def test_the_same_choices_give_the_same_states_and_points_in_both_languages(bilingual):
    uk, en = (
        ScenarioVersion.objects.get(scenario__locale__language_code=code) for code in ("uk", "en")
    )
    assert uk.max_earned == en.max_earned
    for choices in (["a", "a"], ["a", "b"], ["b"]):
        steps = [replay(version.document, choices) for version in (uk, en)]
        assert [[step.after, step.earned] for step in steps[0]] == [
            [step.after, step.earned] for step in steps[1]
        ]


def test_a_translation_of_another_structure_is_not_played(bilingual, person):
    english = ScenarioVersion.objects.get(scenario__locale__language_code="en")
    draft = english.scenario
    draft.graph["variables"] = [
        {"key": "trust", "label": "Trust", "min": 0, "max": 9, "start": 5, "kind": "meter"}
    ]
    draft.save_revision().publish()
    run = played(person, page(ScenarioPage, "en"), "a")
    assert run.version.scenario.locale.language_code == "uk"
    assert Run.objects.count() == 1
