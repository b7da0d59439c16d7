"""The door, the talk, a pause, the way out."""

import pytest

from assessments.evidence.models import Completion, Evidence
from assessments.scenarios.exceptions import NotPublished, NoWayOut
from assessments.scenarios.models import Run, RunStep, ScenarioVersion
from assessments.scenarios.services.reflections import keep_before
from assessments.scenarios.services.runs import Wish, leave_run, start_run
from assessments.scenarios.verification import faults
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.scenarios.playing.acting import (
    changed_text,
    circle,
    place,
    place_again,
    play,
    played,
    take,
    token,
    url,
)

pytestmark = pytest.mark.django_db
HINT = "підказка на цей крок"


def coached(mode="practice"):
    text = changed_text("T07")
    text["scenes"][1]["hint"] = HINT
    return place(text, mode=mode, feedback_mode="coach")


class TestCoach:
    def test_a_coached_practice_talk_tells_before_and_after_each_reply(self, signed_in, person):
        run = played(person, coached(), "b")
        html = signed_in.get(url("play", run.pk)).text
        assert HINT in html
        assert "canary-of-the-author чому b" in html
        assert "canary-of-the-author краще b" in html
        assert "canary-of-the-author чому a" not in html  # of the reply to come

    def test_an_assessed_talk_is_never_coached(self, signed_in, person):
        run = played(person, coached(mode="assessed"), "b")
        assert run.feedback_mode == "at_end"
        html = signed_in.get(url("play", run.pk)).text
        assert HINT not in html
        assert "canary" not in html

    def test_not_even_when_the_row_says_so(self, signed_in, person, page):
        run = played(person, page, "b")
        Run.objects.filter(pk=run.pk).update(feedback_mode="coach")
        assert "canary" not in signed_in.get(url("play", run.pk)).text


class TestCircling:
    def test_the_fourth_visit_offers_a_way_out(self, signed_in, person):
        run = played(person, place(circle()), "again", "again")
        assert not signed_in.get(url("play", run.pk)).context["scene"].is_circling
        play(run, "again")
        response = signed_in.get(url("play", run.pk))
        assert response.context["scene"].is_circling
        assert url("leave", run.pk) in response.text

    def test_leaving_ends_the_talk_without_any_result(self, signed_in, person):
        page = place(circle(), mode="practice")
        run = played(person, page, "again", "again", "again")
        response = signed_in.post(url("leave", run.pk))
        assert response.status_code == 302
        run.refresh_from_db()
        assert (run.is_running, run.ending, run.is_passed, run.is_counted) == (
            False,
            "",
            None,
            False,
        )
        assert not Completion.objects.exists()
        assert not Evidence.objects.exists()
        assert list(faults(run)) == []
        assert signed_in.get(url("debrief", run.pk)).status_code == 302  # nothing to tell

    def test_a_talk_that_goes_on_well_cannot_be_left(self, signed_in, person, page):
        run = played(person, page, "b")
        with pytest.raises(NoWayOut):
            leave_run(run_id=run.pk, person=person)
        assert signed_in.post(url("leave", run.pk)).status_code == 302
        run.refresh_from_db()
        assert run.is_running

    def test_a01_nobody_leaves_for_another(self, signed_in):
        run = played(PersonFactory(), place(circle()), "again", "again", "again")
        assert signed_in.post(url("leave", run.pk)).status_code == 404
        run.refresh_from_db()
        assert run.is_running

    def test_a_talk_that_was_left_is_not_the_first_finished_one(self, person):
        page = place(circle())
        run = played(person, page, "again", "again", "again")
        leave_run(run_id=run.pk, person=person)
        assert played(person, page, "a", "a").is_counted
        assert not played(person, page, "a", "a").is_counted


def test_words_that_came_too_late_are_shown_beside_where_the_talk_stands(signed_in, person, page):
    run = start_run(person=person, page=page)
    stale = {"index": 0, "choice": token(run, "a"), "request_id": "request-1"}
    take(run, "b")
    response = signed_in.post(url("play", run.pk), stale)
    assert response.status_code == 409
    assert response.context["late"] == "Відповідь a у сцені"
    assert response.context["scene"].index == 1
    assert RunStep.objects.count() == 1


def test_a_late_reply_to_a_talk_that_is_over_leads_to_the_debrief(signed_in, person, page):
    run = start_run(person=person, page=page)
    stale = {"index": 0, "choice": token(run, "a"), "request_id": "request-1"}
    play(run, "c")
    assert signed_in.post(url("play", run.pk), stale).url == url("debrief", run.pk)
    assert RunStep.objects.count() == 1


def test_the_alert_leads_to_a_page_that_changes_nothing(signed_in, person, page):
    run = played(person, page, "a")
    assert url("pause", run.pk) in signed_in.get(url("play", run.pk)).text
    response = signed_in.get(url("pause", run.pk))
    assert url("play", run.pk) in response.text
    assert signed_in.post(url("pause", run.pk)).status_code == 405
    run.refresh_from_db()
    assert (run.index, run.is_running) == (1, True)


def test_the_talk_goes_on_on_another_device(client, person, page):
    run = played(person, page, "b")
    for _device in range(2):
        client.logout()
        client.force_login(person, "training.people.backends.PersonBackend")
        scene = client.get(url("play", run.pk)).context["scene"]
        assert (scene.index, [turn.own for turn in scene.transcript]) == (
            1,
            ["Відповідь b у сцені"],
        )


class TestMood:
    @pytest.fixture
    def moody(self):
        text = changed_text("T10")
        text["scenes"][0]["mood"] = "насторожена"
        text["scenes"][1]["mood"] = "ледь усміхається"
        return place(text, "T4", slug="t4")

    def test_how_the_client_seems_stands_beside_the_name(self, signed_in, person, moody):
        run = start_run(person=person, page=moody)
        first = signed_in.get(url("play", run.pk)).text
        assert "Ганна · насторожена</b>" in first
        assert "ледь усміхається" not in first
        take(run, "a")
        second = signed_in.get(url("play", run.pk)).text
        assert second.index("Ганна · насторожена</b>") < second.index("· ледь усміхається</b>")

    def test_the_debrief_tells_it_again(self, signed_in, person, moody):
        run = played(person, moody, "b", "a")
        keep_before(run=run)
        assert "Ганна · насторожена</b>" in signed_in.get(url("debrief", run.pk)).text

    def test_without_a_mood_the_name_stands_alone(self, signed_in, person, page):
        run = start_run(person=person, page=page)
        assert '<b class="bubble__who">Ганна</b>' in signed_in.get(url("play", run.pk)).text


class TestWish:
    @pytest.fixture
    def two(self):
        """A page with an alternative."""
        CompetencyFactory(code="FL-02")
        other = place(changed_text("T08", title="Інша розмова"), "T8", slug="t8")
        return place(changed_text("T07"), alternative=other.scenario)

    def test_the_alternative_is_played_for_the_same_step_and_counts_the_same(self, person, two):
        run = start_run(person=person, page=two, wish=Wish.ALTERNATIVE)
        assert run.scenario_key == two.alternative.translation_key
        done = play(run, "a", "a")
        assert done.is_counted
        assert Completion.objects.get().step_key == two.translation_key
        assert Evidence.objects.get().source_key == two.alternative.translation_key

    def test_the_alternative_ends_an_open_talk(self, person, two):
        first = start_run(person=person, page=two)
        other = start_run(person=person, page=two, wish=Wish.ALTERNATIVE)
        first.refresh_from_db()
        assert (first.is_running, first.ending) == (False, "")
        assert start_run(person=person, page=two, wish=Wish.ALTERNATIVE) == other
        assert start_run(person=person, page=two) == other

    def test_one_can_still_choose_the_talk_of_the_page(self, person, two):
        start_run(person=person, page=two, wish=Wish.ALTERNATIVE)
        own = start_run(person=person, page=two, wish=Wish.OWN)
        assert own.scenario_key == two.scenario.translation_key
        assert played(person, two, "a", "a").is_counted  # no reply was given before

    def test_a_page_without_an_alternative_has_none_to_start(self, person, page):
        with pytest.raises(NotPublished):
            start_run(person=person, page=page, wish=Wish.ALTERNATIVE)

    def test_begun_anew_only_in_a_newer_version(self, person, page):
        old = played(person, page, "a")
        assert start_run(person=person, page=page, wish=Wish.ANEW) == old
        page.scenario.graph["title"] = "Нова назва"
        page.scenario.save_revision().publish()
        assert start_run(person=person, page=page) == old
        fresh = start_run(person=person, page=page, wish=Wish.ANEW)
        assert (fresh.version.number, fresh.index) == (2, 0)
        old.refresh_from_db()
        assert (old.is_running, old.version.number) == (False, 1)

    def test_the_first_finished_talk_counts_though_one_was_left_for_a_newer_version(
        self, person, page
    ):
        played(person, page, "a")
        page.scenario.graph["title"] = "Нова назва"
        page.scenario.save_revision().publish()
        fresh = start_run(person=person, page=page, wish=Wish.ANEW)
        assert play(fresh, "a", "a").is_counted
        assert not played(person, page, "a", "a").is_counted

    def test_an_unknown_wish_is_a_bad_request(self, signed_in, page):
        response = signed_in.post(url("start", page.translation_key), {"wish": "win"})
        assert response.status_code == 400
        assert not Run.objects.exists()


def test_the_first_talk_of_a_structure_counts_across_pages(person, page):
    first = played(person, page, "b", "b")
    again = played(person, place_again(page), "a", "a")
    assert (first.is_counted, again.is_counted) == (True, False)
    assert [row.source_ref for row in Evidence.objects.exclude(share=None)] == [first.pk]


def test_a_practice_talk_before_does_not_use_up_the_first_one(person, page):
    played(person, place_again(page, mode="practice"), "b", "b")
    assert played(person, page, "a", "a").is_counted


class TestBriefing:
    @pytest.fixture
    def shown(self, signed_in):
        def show(page):
            return signed_in.get(f"/uk/moduli/{page.get_parent().slug}/{page.slug}/").text

        return show

    def test_it_tells_of_the_version_never_of_the_draft(self, page, shown):
        page.scenario.graph["client"]["about"] = "чернетка про клієнтку"
        page.scenario.save()
        html = shown(page)
        assert "Ганна, 60" in html
        assert "Чекає." in html
        assert "чернетка" not in html

    def test_a_warning_offers_the_alternative(self, shown):
        other = place(changed_text("T08", title="Інша розмова"), "T8", slug="t8")
        text = changed_text("T07", warning="Ідеться про втрату.")
        html = shown(place(text, alternative=other.scenario))
        assert "Ідеться про втрату." in html
        assert "Інша розмова" in html
        assert 'value="alternative"' in html

    def test_a_warning_without_an_alternative_tells_whom_to_ask(self, shown):
        html = shown(place(changed_text("T07", warning="Ідеться про втрату.")))
        assert 'value="alternative"' not in html
        assert "tell your trainer or manager" in html or "тренер" in html

    def test_a_newer_version_is_offered_to_a_talk_under_way(self, person, page, shown):
        played(person, page, "a")
        assert 'value="anew"' not in shown(page)
        page.scenario.graph["nodes"]["one"]["text"] = "Добрий вечір."
        page.scenario.save_revision().publish()
        assert ScenarioVersion.objects.count() == 2
        assert 'value="anew"' in shown(page)

    def test_an_unpublished_role_play_cannot_begin(self, page, shown):
        type(page).objects.filter(pk=page.pk).update(scenario=None, live_revision=None)
        assert url("start", page.translation_key) not in shown(page)

    @pytest.mark.parametrize("talks", [1, 3])
    def test_it_costs_the_same_however_many_talks(
        self, signed_in, person, page, talks, django_assert_num_queries
    ):
        for _talk in range(talks):
            played(person, page, "a", "a")
        address = f"/uk/moduli/{page.get_parent().slug}/{page.slug}/"
        signed_in.get(address)
        with django_assert_num_queries(
            8
        ):  # session, person, page, module ×2, versions, runs, frame
            signed_in.get(address)
