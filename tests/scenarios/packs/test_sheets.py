"""The sheets as pages: who may print them, what stands on which, and when it changes."""

import pytest

from assessments.scenarios.models import FeedbackMode, RunMode
from tests.factories.scenarios import CANARY, scenario_page
from tests.scenarios.playing.acting import start_run
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
PARTS = ("actor", "observer", "learner")


def sheet(client, scenario, part):
    response = client.get(desks.url("pack_sheet", scenario, part))
    assert response.status_code == 200, response.text
    return response.text


def edited(scenario, **fields):
    """A draft with these fields of the first scene, not published yet."""
    scenario.graph["nodes"]["one"] |= fields
    return scenario.save_revision()


def test_only_those_who_may_change_the_role_play_see_the_pack(client, placed):
    client.force_login(desks.author("access_admin"))
    assert client.get(desks.url("packs", placed)).status_code == 403
    for part in (*PARTS, "all"):
        assert client.get(desks.url("pack_sheet", placed, part)).status_code == 403


def test_there_is_no_pack_before_the_first_publishing(client, writer):
    draft = desks.draft(person=writer)
    assert client.get(desks.url("packs", draft)).status_code == 200
    assert client.get(desks.url("pack_sheet", draft, "actor")).status_code == 404


def test_there_is_no_other_sheet(client, placed):
    assert client.get(desks.url("pack_sheet", placed, "answers")).status_code == 404
    assert client.post(desks.url("pack_sheet", placed, "actor")).status_code == 405


def test_the_learners_sheet_holds_the_briefing_and_no_answer(client, placed):
    text = sheet(client, placed, "learner")
    for told in ("Ви на прийомі.", "Ганна", "Коротка розмова."):
        assert told in text
    for untold in (CANARY, "Відповідь a", "Реакція", "Добрий день.", "Дякую", "Довіра", "FL-02"):
        assert untold not in text


def test_the_actor_reads_reactions_and_no_explanations(client, placed):
    text = sheet(client, placed, "actor")
    for told in ("Добрий день.", "Відповідь a", "Реакція c", "придивляється", "Дякує."):
        assert told in text
    assert CANARY not in text


def test_the_observer_reads_behaviour_and_red_flags(client, placed):
    edited(placed, behaviour="Називає себе").publish()
    text = sheet(client, placed, "observer")
    assert "Називає себе" in text
    assert "Відповідь c у сцені" in text
    assert "Вміння FL-02" in text


def test_the_whole_pack_is_all_three_sheets(client, placed):
    text = sheet(client, placed, "all")
    assert text.count('<article class="sheet">') == 3


def test_a_changed_behaviour_and_a_changed_scene_reach_every_use_once_published(client, writer):
    page = scenario_page(mode=RunMode.PRACTICE, feedback_mode=FeedbackMode.COACH)
    scenario = page.scenario
    changes = {"behaviour": "Називає себе", "text": "Доброго ранку.", "hint": "Привітайтеся."}
    draft = edited(scenario, **changes)
    scenario.save()
    assert "Називає себе" not in sheet(client, scenario, "observer")
    assert "Доброго ранку." not in sheet(client, scenario, "actor")

    draft.publish()
    assert "Називає себе" in sheet(client, scenario, "observer")
    assert "Називає себе" in sheet(client, scenario, "all")
    assert "Доброго ранку." in sheet(client, scenario, "actor")
    run = start_run(person=writer, page=page)
    assert run.document["nodes"]["one"]["text"] == "Доброго ранку."
    assert run.document["nodes"]["one"]["behaviour"] == "Називає себе"
    client.force_login(writer)
    played = client.get(f"/uk/runs/{run.pk}/").text
    assert "Доброго ранку." in played
    assert "Привітайтеся." in played
    assert "Називає себе" not in played


def test_markup_in_the_words_of_an_author_is_text(client, placed):
    edited(placed, text="<script>alert(1)</script>", behaviour="<b>гучно</b>").publish()
    text = sheet(client, placed, "all")
    assert "<script>" not in text
    assert "&lt;script&gt;" in text
    assert "<b>гучно" not in text


@pytest.mark.parametrize("part", [*PARTS, "all"])
def test_sheets_carry_no_style_or_script_of_their_own(client, placed, part):
    text = sheet(client, placed, part)
    assert "<style" not in text
    assert " style=" not in text
    assert "<script" not in text
