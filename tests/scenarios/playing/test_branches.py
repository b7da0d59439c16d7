"""«Спробувати звідси»: the state restored exactly, practice, and the first talk as it was."""

import pytest
from django.core.management import call_command

from assessments.evidence.models import Completion, Evidence
from assessments.scenarios.models import ReviewCard, Run, RunStep
from assessments.scenarios.queries import open_runs, run_standing
from assessments.scenarios.services.branches import start_branch
from assessments.scenarios.services.runs import leave_run, start_run
from assessments.scenarios.verification import faults
from tests.factories.people import PersonFactory
from tests.scenarios.playing.acting import place_again, play, played, post, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def talk(page, person):
    """A poor talk: trust fell at the first step, the second led to the bad ending."""
    return played(person, page, "b", "b")


@pytest.fixture
def second(talk):
    return talk.steps.get(index=1)


def row(run):
    return Run.objects.filter(pk=run.pk).values().get()


def test_a_branch_begins_in_the_state_in_which_the_step_was_taken(person, talk, second):
    branch = start_branch(person=person, step_id=second.pk)
    assert branch.state == branch.initial == second.before
    assert (branch.mode, branch.origin, branch.version, branch.index) == (
        "practice",
        second,
        talk.version,
        0,
    )


def test_a_branch_changes_nothing_of_the_first_talk(person, talk, second):
    before, steps = row(talk), list(talk.steps.values())
    evidence, cards = list(Evidence.objects.values()), list(ReviewCard.objects.values())
    done = play(start_branch(person=person, step_id=second.pk), "a")
    assert (done.ending, done.is_passed, done.is_counted) == ("good", True, False)
    assert row(talk) == before
    assert list(talk.steps.values()) == steps
    assert list(Evidence.objects.values()) == evidence
    assert list(ReviewCard.objects.values()) == cards  # a branch deals none


def test_a_branch_never_completes_the_step(page, person, talk):
    done = play(start_branch(person=person, step_id=talk.steps.get(index=0).pk), "a", "a")
    assert done.is_passed
    assert not Completion.objects.exists()
    assert not Evidence.objects.filter(source_ref=done.pk).exists()


def test_the_result_of_a_branch_is_that_of_the_whole_talk_played_this_way(person, talk, second):
    done = play(start_branch(person=person, step_id=second.pk), "a")
    assert done.achievement == pytest.approx(62.5)  # (1 + 4) of 8
    assert list(faults(done)) == []


def test_a_second_click_reopens_the_open_branch_and_a_finished_one_makes_room(person, talk, second):
    branch = start_branch(person=person, step_id=second.pk)
    assert start_branch(person=person, step_id=second.pk) == branch
    play(branch, "a")
    assert start_branch(person=person, step_id=second.pk) != branch


def test_a_branch_can_be_dropped_at_any_time(person, talk, second):
    branch = start_branch(person=person, step_id=second.pk)
    leave_run(run_id=branch.pk, person=person)
    branch.refresh_from_db()
    assert (branch.is_running, branch.ending) == (False, "")
    assert list(faults(branch)) == []


def test_a_branch_is_no_open_talk_and_no_earlier_talk(page, person, talk, second):
    open_branch = start_branch(person=person, step_id=second.pk)
    done = play(start_branch(person=person, step_id=talk.steps.get(index=0).pk), "a", "a")
    assert open_runs(person, [page.translation_key]) == {}
    standing = run_standing(person, page.translation_key)
    assert (standing.running, standing.finished) == (None, [talk])
    assert set(standing.talks[0].branches) == {open_branch, done}
    assert not standing.is_passed
    assert start_run(person=person, page=page) not in {open_branch, done}


def test_a_branch_does_not_use_up_the_first_assessed_talk(page, person):
    practice = played(person, place_again(page, mode="practice"), "b", "b")
    play(start_branch(person=person, step_id=practice.steps.get(index=0).pk), "a", "a")
    assert played(person, page, "a", "a").is_counted


def test_branches_are_verified_from_where_they_began(person, talk, second, capsys):
    done = play(start_branch(person=person, step_id=second.pk), "a")
    call_command("verify_attempts")
    changed = {**done.initial, "variables": {"trust": 9}}
    Run.objects.filter(pk=done.pk).update(initial=changed)
    done.refresh_from_db()
    assert "the branch does not begin where its origin stood" in list(faults(done))
    Run.objects.filter(pk=done.pk).update(initial=second.before, is_passed=False)
    done.refresh_from_db()
    assert list(faults(done)) == ["the result of the run differs from the replay"]


class TestWeb:
    def test_a_form_starts_a_branch_and_its_debrief_compares(self, signed_in, talk, second):
        response = signed_in.post(url("branch", second.pk))
        branch = Run.objects.get(origin=second)
        assert response.url == url("play", branch.pk)
        assert post(signed_in, branch, "a").status_code == 302
        response = signed_in.get(url("debrief", branch.pk))
        beside = response.context["comparison"]
        assert (beside.number, beside.fork.own) == (2, "Відповідь b у сцені")
        assert (beside.before.ending.title, beside.now.ending.title) == ("Погано", "Добре")
        assert [(a.value, b.value) for a, b in beside.pairs] == [(1, 5)]
        assert url("debrief", talk.pk) in response.text

    def test_it_takes_a_post(self, signed_in, second):
        assert signed_in.get(url("branch", second.pk)).status_code == 405
        assert not Run.objects.exclude(origin=None).exists()

    def test_a01_nobody_branches_from_another_talk(self, client, second):
        client.force_login(PersonFactory(), "training.people.backends.PersonBackend")
        assert client.post(url("branch", second.pk)).status_code == 404
        assert client.post(url("branch", 10**9)).status_code == 404
        assert not Run.objects.exclude(origin=None).exists()

    def test_b06_not_from_a_talk_that_is_still_going_on(self, signed_in, page, person):
        step = played(person, page, "b").steps.get()
        assert signed_in.post(url("branch", step.pk)).status_code == 404

    def test_not_from_another_branch(self, signed_in, person, talk, second):
        branch = play(start_branch(person=person, step_id=second.pk), "a")
        assert signed_in.post(url("branch", branch.steps.get().pk)).status_code == 404

    def test_a_dropped_branch_leads_back_to_its_talk(self, signed_in, person, talk, second):
        branch = start_branch(person=person, step_id=second.pk)
        signed_in.post(url("leave", branch.pk))
        assert signed_in.get(url("debrief", branch.pk)).url == url("debrief", talk.pk)

    def test_the_talk_lists_its_branches(self, signed_in, person, talk, second):
        signed_in.post(url("before", talk.pk), {"skip": "1"})
        open_branch = start_branch(person=person, step_id=second.pk)
        done = play(start_branch(person=person, step_id=talk.steps.get(index=0).pk), "a", "a")
        listed = signed_in.get(url("debrief", talk.pk)).context["branches"]
        assert {(one.run, one.number, one.ending) for one in listed} == {
            (open_branch, 2, ""),
            (done, 1, "Добре"),
        }
        assert RunStep.objects.filter(run=talk).count() == 2
