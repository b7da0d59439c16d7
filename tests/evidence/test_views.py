import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Locale

from assessments.evidence.models import Completion
from assessments.evidence.services import void_evidence
from modules.models import LevelDescriptor
from tests.factories.evidence import EvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def complete_url(key):
    return reverse("evidence:complete", args=[key])


# --- Marking a lesson as done --------------------------------------------------------------------
def test_a_lesson_is_marked_and_the_next_step_follows(learner, person, lessons):
    answer = learner.post(complete_url(lessons["one"].translation_key))
    assert (answer.status_code, answer["Location"]) == (302, "/uk/modules/listening/two/")
    completion = Completion.objects.get()
    assert completion.person == person
    assert completion.step_key == lessons["one"].translation_key
    assert completion.version == str(lessons["one"].live_revision_id)


def test_after_the_last_step_comes_the_module(learner, lessons):
    answer = learner.post(complete_url(lessons["three"].translation_key))
    assert answer["Location"] == "/uk/modules/listening/"


def test_marking_twice_is_harmless(learner, lessons):
    for _ in range(2):
        answer = learner.post(complete_url(lessons["one"].translation_key))
        assert answer.status_code == 302
    assert Completion.objects.count() == 1


def test_a_translation_counts_for_the_same_step(learner, module, lessons):
    english, _ = Locale.objects.get_or_create(language_code="en")
    home, index = module.get_parent().get_parent(), module.get_parent()
    for page in (home, index, module, lessons["one"]):
        copy = page.specific.copy_for_translation(english, copy_parents=True)
        copy.save_revision().publish()
    with translation.override("en"):
        answer = learner.post(complete_url(lessons["one"].translation_key))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/")
    completion = Completion.objects.get()
    assert completion.step_key == lessons["one"].translation_key
    copy.refresh_from_db()
    assert completion.version == str(copy.live_revision_id)


def test_marking_is_a_post(learner, lessons):
    assert learner.get(complete_url(lessons["one"].translation_key)).status_code == 405
    assert not Completion.objects.exists()


def test_an_unknown_step_is_not_found(learner, module):
    assert learner.post(complete_url(uuid.uuid4())).status_code == 404


@pytest.mark.parametrize("what", ["draft", "module"])
def test_only_live_lessons_are_completed_this_way(learner, module, lessons, what):
    key = module.translation_key if what == "module" else lessons["draft"].translation_key
    assert learner.post(complete_url(key)).status_code == 404
    assert not Completion.objects.exists()


def test_marking_for_somebody_else_is_refused(learner, lessons):
    """C01: a forged person is an unknown field."""
    other = PersonFactory()
    answer = learner.post(complete_url(lessons["one"].translation_key), {"person": other.pk})
    assert answer.status_code == 400
    assert not Completion.objects.exists()


def test_marking_needs_a_token(person, lessons):
    """C12: without the token nothing changes."""
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(complete_url(lessons["one"].translation_key)).status_code == 403
    assert not Completion.objects.exists()


@pytest.mark.parametrize("name", ["complete", "profile", "competency"])
def test_strangers_are_sent_to_sign_in(client, lessons, name):
    args = {"complete": [lessons["one"].translation_key], "competency": ["FL-01"]}.get(name)
    url = reverse(f"evidence:{name}", args=args)
    answer = client.post(url) if name == "complete" else client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert not Completion.objects.exists()


# --- Profile -------------------------------------------------------------------------------------
@pytest.fixture
def competencies():
    return [
        CompetencyFactory(code=code, name=name, target=target)
        for code, name, target in (
            ("FL-01", "Якість", 1),
            ("FL-02", "Ґанок", 3),
            ("FL-03", "Єдність", 2),
        )
    ]


def codes(answer):
    return [row.competency.code for row in answer.context["rows"]]


def test_a_profile_is_ones_own(learner, person, competencies):
    EvidenceFactory(person=person, competency=competencies[0])
    EvidenceFactory(competency=competencies[1], observation=True)
    answer = learner.get(reverse("evidence:profile"))
    assert {row.competency.code: row.level for row in answer.context["rows"]} == {
        "FL-01": 1,
        "FL-02": 0,
        "FL-03": 0,
    }
    assert "no-store" in answer["Cache-Control"]


def test_a_profile_without_evidence_says_where_to_start(learner, competencies):
    with translation.override("en"):
        answer = learner.get(reverse("evidence:profile"))
        assert reverse("dashboards:learn") in answer.text
    assert "Nothing has been measured yet" in answer.text


def test_a_profile_explains_each_level(learner, person, competencies):
    EvidenceFactory(person=person, competency=competencies[0])
    with translation.override("en"):
        answer = learner.get(reverse("evidence:profile"))
    assert "Quiz: 60% or more, 4 questions or more. Shown: Quiz" in answer.text
    assert "What leads to “Guided”" in answer.text
    assert "If nothing is added, it holds until" in answer.text
    assert "Nothing has been measured yet" not in answer.text


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (None, ["FL-02", "FL-03", "FL-01"]),
        ("gap", ["FL-02", "FL-03", "FL-01"]),
        ("code", ["FL-01", "FL-02", "FL-03"]),
        ("name", ["FL-02", "FL-03", "FL-01"]),
        ("level", ["FL-02", "FL-03", "FL-01"]),
    ],
)
def test_a_profile_is_sorted_by_what_is_allowed(learner, person, competencies, sort, expected):
    EvidenceFactory(person=person, competency=competencies[0])
    answer = learner.get(reverse("evidence:profile"), {"sort": sort} if sort else {})
    assert codes(answer) == expected


@pytest.mark.parametrize("sort", ["", "person__password", "-gap", "gap,code"])
def test_other_orders_are_refused(learner, competencies, sort):
    assert learner.get(reverse("evidence:profile"), {"sort": sort}).status_code == 400


def test_a_profile_is_only_read(learner):
    assert learner.post(reverse("evidence:profile")).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_a_profile_page_takes_constant_queries(learner, person, count, django_assert_num_queries):
    for _ in range(count):
        EvidenceFactory(person=person)
    learner.get(reverse("evidence:profile"))
    with django_assert_num_queries(6):  # session, person, rule, competencies, evidence, titles
        learner.get(reverse("evidence:profile"))


def test_a_competency_page_states_the_whole_rule(learner, person, competencies):
    LevelDescriptor.objects.create(
        competency=competencies[0], level=2, text="Routes a request", locale=competencies[0].locale
    )
    EvidenceFactory(person=person, competency=competencies[0])
    with translation.override("en"):
        answer = learner.get(reverse("evidence:competency", args=["FL-01"]))
    assert answer.context["row"].level == 1
    assert "Routes a request" in answer.text
    assert "not older than 12 months" in answer.text


def test_an_unknown_competency_is_not_found(learner, competencies):
    CompetencyFactory(code="FL-09", live=False)
    for code in ("FL-77", "FL-09"):
        assert learner.get(reverse("evidence:competency", args=[code])).status_code == 404


def test_what_a_trainer_typed_is_shown_as_text(learner, person):
    """D01: a reason is no markup."""
    row = EvidenceFactory(person=person)
    void_evidence(evidence=row, by=person, reason="<script>alert(1)</script>")
    assert "<script>alert(1)" not in learner.get(reverse("evidence:profile")).text
