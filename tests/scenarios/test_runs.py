"""Playing over the web and through the services: the server decides, a repeat counts once."""

import uuid

import pytest
from django.urls import reverse

from assessments.evidence.exceptions import AppendOnly
from assessments.evidence.models import Completion, Evidence
from assessments.scenarios.exceptions import (
    NotPublishable,
    NotPublished,
    StepOutOfTurn,
    UnknownToken,
)
from assessments.scenarios.models import Run, RunStep, Scenario, ScenarioVersion
from assessments.scenarios.offers import offer
from assessments.scenarios.services.publishing import publish_version
from assessments.scenarios.services.runs import start_run, take_step
from assessments.scenarios.verification import faults
from tests.factories.people import PersonFactory
from tests.factories.scenarios import CANARY, scenario_page

pytestmark = pytest.mark.django_db
BACKEND = "training.people.backends.PersonBackend"


@pytest.fixture
def placed(db):
    return scenario_page()


@pytest.fixture
def person(db):
    return PersonFactory()


@pytest.fixture
def run(placed, person):
    return start_run(person=person, page=placed)


def token(run, choice):
    return next(name for name, offered in offer(run).items() if offered["id"] == choice)


def take(run, choice, *, request_id=None, index=None):
    run.refresh_from_db()
    return take_step(
        run_id=run.pk,
        person=run.person,
        index=run.index if index is None else index,
        token=token(run, choice),
        request_id=request_id or uuid.uuid4().hex,
    )


def play(run, *choices):
    for name in choices:
        run = take(run, name)
    return run


def post(client, run, choice, *, request_id="request-1", index=None):
    data = {
        "index": run.index if index is None else index,
        "choice": token(run, choice),
        "request_id": request_id,
    }
    return client.post(reverse("scenarios:play", args=[run.pk]), data)


def test_starting_twice_gives_the_same_run(placed, person):
    assert start_run(person=person, page=placed) == start_run(person=person, page=placed)


def test_a_role_play_without_a_version_cannot_start(placed, person):
    placed.scenario = None
    with pytest.raises(NotPublished):
        start_run(person=person, page=placed)


def test_the_best_talk_passes_and_proves(placed, run):
    done = play(run, "a", "a")
    assert (done.ending, done.level, done.is_passed, done.achievement) == ("good", 3, True, 100)
    assert Completion.objects.get().step_key == placed.translation_key
    evidence = Evidence.objects.get()
    assert (evidence.share, evidence.count, evidence.is_critical_error) == (1, 2, False)
    assert list(faults(done)) == []


def test_a_critical_error_is_not_passed_and_marks_the_evidence(run):
    done = play(run, "c")
    assert (done.level, done.is_passed, done.critical_errors) == (0, False, 1)
    assert Evidence.objects.get().is_critical_error
    assert not Completion.objects.exists()


def test_only_the_first_finished_run_counts(placed, person, run):
    play(run, "b", "b")
    again = play(start_run(person=person, page=placed), "a", "a")
    assert (again.is_passed, again.is_counted) == (True, False)
    assert [str(row.share) for row in Evidence.objects.exclude(share=None)] == ["0.2500"]


def test_the_same_request_counts_once(run):
    first = take(run, "a", request_id="same")
    again = take_step(
        run_id=run.pk, person=run.person, index=0, token="whatever", request_id="same"
    )
    assert (first.index, again.index, RunStep.objects.count()) == (1, 1, 1)


def test_b06_a_step_out_of_turn_is_refused(run):
    take(run, "a")
    with pytest.raises(StepOutOfTurn):
        take(run, "a", index=0)
    with pytest.raises(StepOutOfTurn):
        take(run, "a", index=5)
    assert RunStep.objects.count() == 1


def test_b05_only_open_choices_of_this_step_can_be_taken(run):
    old = token(run, "a")
    take(run, "b")
    run.refresh_from_db()
    assert {choice["id"] for choice in offer(run).values()} == {"a", "b"}  # trust fell below 7
    for forged in (old, "d", "a", ""):
        with pytest.raises(UnknownToken):
            take_step(
                run_id=run.pk, person=run.person, index=1, token=forged, request_id=uuid.uuid4().hex
            )


def test_publishing_anew_changes_nothing_for_a_running_talk(placed, run):
    take(run, "a")
    edited = placed.scenario
    del edited.graph["nodes"]["two"]["choices"][2]
    edited.graph["nodes"]["two"]["choices"][0]["to"] = "bad"
    edited.graph["nodes"]["two"]["choices"][1]["to"] = "good"
    edited.save_revision().publish()
    assert ScenarioVersion.objects.count() == 2
    done = take(run, "a")
    assert (done.ending, done.version.number) == ("good", 1)


def test_what_a_learner_could_get_stuck_in_is_not_published(placed):
    broken = placed.scenario
    broken.graph["nodes"]["two"]["choices"][0]["to"] = "nowhere"
    with pytest.raises(NotPublishable):
        publish_version(scenario=broken)
    assert ScenarioVersion.objects.count() == 1


def test_the_same_content_makes_no_new_version(placed):
    assert publish_version(scenario=Scenario.objects.get()).number == 1
    assert ScenarioVersion.objects.count() == 1


def test_steps_and_versions_are_never_changed_or_deleted(run):
    take(run, "a")
    for row in (RunStep.objects.get(), ScenarioVersion.objects.get()):
        with pytest.raises(AppendOnly):
            row.save()
        with pytest.raises(AppendOnly):
            row.delete()


class TestWeb:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, person):
        client.force_login(person, BACKEND)

    def test_the_whole_talk_by_plain_forms(self, client, placed, person):
        start = reverse("scenarios:start", args=[placed.translation_key])
        assert client.get(start).status_code == 405
        client.post(start)
        run = Run.objects.get()
        assert post(client, run, "a").status_code == 302
        run.refresh_from_db()
        response = post(client, run, "a", request_id="request-2")
        assert response.status_code == 302
        response = client.get(reverse("scenarios:play", args=[run.pk]))
        assert response.url == reverse("scenarios:debrief", args=[run.pk])
        assert CANARY not in client.get(response.url).text  # it asks before it tells
        client.post(reverse("scenarios:before", args=[run.pk]), {"skip": "1"})
        assert CANARY in client.get(response.url).text

    def test_b05_nothing_of_the_author_leaves_before_the_end(self, client, run):
        for name in ("b", "a"):
            html = client.get(reverse("scenarios:play", args=[run.pk])).text
            assert CANARY not in html
            for word in ("qualities", "recommended", "critical", "effects", "&quot;to&quot;"):
                assert word not in html
            run = take(run, name)

    def test_c05_a_doubled_click_counts_once(self, client, run):
        first, second = post(client, run, "a"), post(client, run, "a")
        assert (first.status_code, second.status_code) == (302, 302)
        assert RunStep.objects.count() == 1

    def test_b06_going_back_gets_409_and_the_current_scene(self, client, run):
        stale = {"index": 0, "choice": token(run, "a"), "request_id": "another-one"}
        take(run, "b")
        response = client.post(reverse("scenarios:play", args=[run.pk]), stale)
        assert response.status_code == 409
        assert response.context["scene"].index == 1

    def test_a_forged_choice_is_a_bad_request(self, client, run):
        data = {"index": 0, "choice": "forged", "request_id": "request-1"}
        assert client.post(reverse("scenarios:play", args=[run.pk]), data).status_code == 400
        assert not RunStep.objects.exists()

    @pytest.mark.parametrize(
        "data",
        [
            {"index": "x", "choice": "a", "request_id": "request-1"},
            {"index": "-1", "choice": "a", "request_id": "request-1"},
            {"index": "0", "choice": "a", "request_id": "<script>"},
            {"index": "0", "choice": "a" * 99, "request_id": "request-1"},
            {"index": "0", "choice": "a"},
        ],
    )
    def test_c01_odd_forms_are_bad_requests(self, client, run, data):
        assert client.post(reverse("scenarios:play", args=[run.pk]), data).status_code == 400

    def test_no_choice_asks_again_and_says_so(self, client, run):
        data = {"index": 0, "request_id": "request-1"}
        response = client.post(reverse("scenarios:play", args=[run.pk]), data)
        assert response.status_code == 400
        assert response.context["error"]

    def test_a01_somebody_elses_talk_is_unknown(self, client, run):
        client.force_login(PersonFactory(), BACKEND)
        for name in ("play", "debrief"):
            assert client.get(reverse(f"scenarios:{name}", args=[run.pk])).status_code == 404
        assert post(client, run, "a").status_code == 404
        assert not RunStep.objects.exists()

    def test_an_unknown_role_play_is_unknown(self, client, placed):
        url = reverse("scenarios:start", args=[uuid.uuid4()])
        assert client.post(url).status_code == 404

    @pytest.mark.parametrize("steps", [0, 1])
    def test_a_step_costs_the_same_however_far(self, client, run, steps, django_assert_num_queries):
        play(run, *["a"] * steps)
        assert run.document  # read once a process
        with django_assert_num_queries(6):  # session, person, run, steps, page, frame
            client.get(reverse("scenarios:play", args=[run.pk]))
