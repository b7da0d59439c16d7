"""The pages on which one answers, and what they refuse."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from assessments.reflections.models import SelfAssessment
from assessments.reflections.services import assessing
from tests.factories import reflections as make
from tests.factories.people import PersonFactory, RoleGrantFactory

ASKED = ["SA-FL-01-1", "SA-FL-01-2", "SA-FL-02-1"]
CACHE = "private, no-store"


def address(name, assessment):
    return reverse(f"reflections:{name}", args=[assessment.key])


def kept(assessment):
    return dict(assessment.answers.values_list("statement", "score"))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def draft(person):
    make.competency("FL-01")
    make.competency("FL-02")
    return make.begun(person, asked=ASKED)


@pytest.fixture
def packet(learner, draft):
    """``packet({code: value})``: what the script sends."""

    def send(answers, client=learner, **other):
        body = {"client": "a", "seq": 7, "answers": answers, **other}
        return client.post(
            address("save", draft), json.dumps(body), content_type="application/json"
        )

    return send


# --- The list ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_my_self_assessments_lists_ones_own_in_constant_queries(
    learner, person, count, django_assert_num_queries
):
    make.finished(PersonFactory(), make.rated(FL_09=3))
    own = [make.finished(person, make.rated(FL_01=number)) for number in range(count)]
    page = make.self_assessment_page(title="Самооцінка на початку")
    for one in own:
        one.step_key = page.translation_key
        one.save()
    learner.get(reverse("reflections:self_assessments"))
    with django_assert_num_queries(4):  # session, person, self-assessments, titles of steps
        response = learner.get(reverse("reflections:self_assessments"))
    assert {row.assessment for row in response.context["rows"]} == set(own)
    assert {row.title for row in response.context["rows"]} == {"Самооцінка на початку"}
    assert response["Cache-Control"] == CACHE


def test_the_list_leads_to_drafts_results_and_deleting(learner, person, draft):
    done = make.finished(person, make.rated(FL_01=3))
    html = learner.get(reverse("reflections:self_assessments")).content.decode()
    for link in (
        address("answer", draft),
        address("result", done),
        address("delete_self_assessment", done),
        reverse("reflections:shared"),
    ):
        assert f'href="{link}"' in html


def test_starting_on_ones_own_wish_leads_to_the_form(learner, person):
    make.statements("FL-01")
    response = learner.post(reverse("reflections:start"))
    own = SelfAssessment.objects.get()
    assert own.person == person
    assert response["Location"] == address("answer", own)
    assert learner.post(reverse("reflections:start"))["Location"] == address("answer", own)


def test_without_statements_one_is_told_to_come_back(learner):
    response = learner.post(reverse("reflections:start"), follow=True)
    assert messages_of(response)
    assert not SelfAssessment.objects.exists()


@pytest.mark.parametrize("name", ["start", "save", "share", "withdraw"])
def test_c13_reading_begins_and_changes_nothing(learner, draft, name):
    args = [] if name == "start" else [draft.key]
    assert learner.get(reverse(f"reflections:{name}", args=args)).status_code == 405


# --- The form ------------------------------------------------------------------------------------


def test_the_form_asks_in_groups_and_shows_what_was_answered(learner, person, draft):
    assessing.save_answers(
        person=person, key=draft.key, answers={"SA-FL-01-1": 2, "SA-FL-01-2": None}
    )
    response = learner.get(address("answer", draft))
    html = response.content.decode()
    assert [group.code for group in response.context["form"].groups] == ["FL-01", "FL-02"]
    assert html.count("<fieldset") == 2 + 3
    assert 'name="SA-FL-01-1" value="2"' in html
    assert html.count("checked") == 2
    assert response["Cache-Control"] == CACHE


def test_statements_without_a_translation_say_their_language(learner, person):
    make.statement("SA-FL-01-1", "слухаю", en="listened")
    make.statement("SA-FL-01-2", "питаю")
    own = assessing.start_on_demand(person=person)
    html = learner.get(f"/en/self-assessments/{own.key}/").content.decode()
    assert "listened" in html
    assert 'lang="uk">питаю</legend>' in html
    assert "слухаю" not in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_form_costs_the_same_however_much_it_asks(
    learner, person, count, django_assert_num_queries
):
    codes = [f"FL-{number:02}" for number in range(1, count + 1)]
    make.statements(*codes)
    own = make.begun(person, {f"SA-{code}-1": 1 for code in codes})
    learner.get(address("answer", own))
    with django_assert_num_queries(5):  # session, person, this one, its answers, competencies
        learner.get(address("answer", own))


def test_without_a_script_a_draft_is_saved_and_leads_back_to_its_place(learner, draft):
    answers = {"SA-FL-01-1": "3", "SA-FL-01-2": "none"}
    response = learner.post(address("answer", draft), {**answers, "draft": "FL-02"})
    assert response["Location"] == f"{address('answer', draft)}#FL-02"
    assert kept(draft) == {"SA-FL-01-1": 3, "SA-FL-01-2": None}


def test_a_made_up_place_is_left_out(learner, draft):
    response = learner.post(address("answer", draft), {"draft": "//evil.example"})
    assert response["Location"] == address("answer", draft)


def test_what_was_answered_before_stays_when_the_form_says_nothing_of_it(learner, person, draft):
    assessing.save_answers(person=person, key=draft.key, answers={"SA-FL-02-1": 1})
    learner.post(address("answer", draft), {"SA-FL-01-1": "3", "draft": ""})
    assert kept(draft) == {"SA-FL-01-1": 3, "SA-FL-02-1": 1}


@pytest.mark.parametrize("value", ["4", "-1", "часто", "3\x00", "９"])
def test_a_value_that_cannot_be_is_400_and_what_was_chosen_is_kept(learner, draft, value):
    answers = {"SA-FL-01-1": value, "SA-FL-01-2": "2", "finish": "1"}
    response = learner.post(address("answer", draft), answers)
    html = response.content.decode()
    assert response.status_code == 400
    assert "error-summary" in html
    assert 'href="#a-SA-FL-01-1_0"' in html
    assert html.count("checked") == 1
    assert kept(draft) == {}
    assert response["Cache-Control"] == CACHE


def test_c02_unknown_fields_are_refused(learner, draft):
    for field in ("person", "finished_at", "SA-FL-09-1"):
        response = learner.post(address("answer", draft), {"SA-FL-01-1": "3", field: "1"})
        assert response.status_code == 400
    assert kept(draft) == {}


# --- Finishing -----------------------------------------------------------------------------------


def test_finishing_saves_and_shows_the_result(learner, draft):
    answers = {"SA-FL-01-1": "3", "SA-FL-02-1": "1", "finish": "1"}
    response = learner.post(address("answer", draft), answers)
    assert response["Location"] == address("result", draft)
    assert kept(draft) == {"SA-FL-01-1": 3, "SA-FL-02-1": 1}


def test_nothing_answered_is_said_gently(learner, draft):
    response = learner.post(address("answer", draft), {"finish": "1"}, follow=True)
    assert response.redirect_chain == [(address("answer", draft), 302)]
    assert len(messages_of(response)) == 1
    assert b"error-summary" not in response.content


def test_all_equal_is_asked_and_may_be_so(learner, draft):
    answers = dict.fromkeys(ASKED, "2")
    response = learner.post(address("answer", draft), {**answers, "finish": "1"}, follow=True)
    assert response.redirect_chain == [(address("finish", draft), 302)]
    assert f'href="{address("answer", draft)}"' in response.content.decode()
    assert len(kept(draft)) == 3
    draft.refresh_from_db()
    assert draft.finished_at is None
    response = learner.post(address("finish", draft))
    assert response["Location"] == address("result", draft)
    draft.refresh_from_db()
    assert draft.finished_at


def test_saying_yes_with_nothing_answered_leads_back(learner, draft):
    assert learner.post(address("finish", draft))["Location"] == address("answer", draft)


def test_a_second_click_finishes_once_and_says_nothing_wrong(learner, draft):
    answers = {"SA-FL-01-1": "3", "finish": "1"}
    learner.post(address("answer", draft), answers)
    again = learner.post(address("answer", draft), answers, follow=True)
    assert again.redirect_chain == [(address("result", draft), 302)]
    assert messages_of(again) == []


def test_another_tab_after_the_end_is_told_and_shown_the_result(learner, draft):
    learner.post(address("answer", draft), {"SA-FL-01-1": "3", "finish": "1"})
    late = learner.post(address("answer", draft), {"SA-FL-01-1": "0", "finish": "1"}, follow=True)
    assert late.redirect_chain == [(address("result", draft), 302)]
    assert len(messages_of(late)) == 1
    assert kept(draft) == {"SA-FL-01-1": 3}


def test_a_finished_one_opens_as_its_result_and_a_draft_as_its_form(learner, person, draft):
    assert learner.get(address("result", draft))["Location"] == address("answer", draft)
    assert learner.post(address("share", draft))["Location"] == address("answer", draft)
    done = make.finished(person, make.rated(FL_01=3))
    assert learner.get(address("answer", done))["Location"] == address("result", done)
    assert learner.get(address("finish", done))["Location"] == address("result", done)


# --- The script ----------------------------------------------------------------------------------


def test_each_answer_is_saved_as_it_is_given(packet, draft):
    response = packet({"SA-FL-01-1": "3"})
    assert response.status_code == 200
    assert response.json()["acked"] == 7
    assert response["Cache-Control"] == CACHE
    packet({"SA-FL-01-1": "none", "SA-FL-02-1": 0})
    assert kept(draft) == {"SA-FL-01-1": None, "SA-FL-02-1": 0}


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"SA-FL-09-1": "3"}, "SA-FL-09-1"),
        ({"SA-FL-01-1": "4"}, "SA-FL-01-1"),
        ({"SA-FL-01-1": True}, "SA-FL-01-1"),
        ({"SA-FL-01-1": None}, "SA-FL-01-1"),
        ({"SA-FL-01-1": [1]}, "SA-FL-01-1"),
        ({"SA-FL-01-1": {}}, "SA-FL-01-1"),
        ({"SA-FL-01-1": 1.5}, "SA-FL-01-1"),
        ({}, "answers"),
        ([], "answers"),
        ({str(number): "1" for number in range(501)}, "answers"),
    ],
)
def test_a_bad_answer_is_400_with_its_field(packet, draft, answers, field):
    response = packet(answers)
    assert (response.status_code, response.json()["field"]) == (400, field)
    assert kept(draft) == {}


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"\xff", b'{"answers": {}}', b"[" * 3000, b'{"seq": NaN}']
)
def test_a_packet_that_is_none_is_400(learner, draft, body):
    response = learner.post(address("save", draft), body, content_type="application/json")
    assert response.status_code == 400


@pytest.mark.parametrize("seq", ["7", None, True, 1.5])
def test_a_number_that_is_none_is_400(packet, seq):
    assert packet({"SA-FL-01-1": "3"}, seq=seq).json()["field"] == "seq"


def test_c07_a_late_packet_is_told_where_the_result_is(packet, person, draft):
    packet({"SA-FL-01-1": "3"})
    assessing.finish(person=person, key=draft.key)
    response = packet({"SA-FL-01-1": "0"})
    assert response.status_code == 409
    assert response.json() == {"state": "finished", "result": address("result", draft)}
    assert kept(draft) == {"SA-FL-01-1": 3}


def test_c12_403_without_a_token(person, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post(address("answer", draft), {"SA-FL-01-1": "3"}).status_code == 403
    assert client.post(address("save", draft), {}).status_code == 403


# --- Deleting ------------------------------------------------------------------------------------


def test_deleting_asks_first(learner, draft):
    assert learner.get(address("delete_self_assessment", draft)).status_code == 200
    assert SelfAssessment.objects.exists()
    response = learner.post(address("delete_self_assessment", draft))
    assert response["Location"] == reverse("reflections:self_assessments")
    assert not SelfAssessment.objects.exists()
    assert learner.post(address("delete_self_assessment", draft)).status_code == 404


def test_one_of_the_programme_is_not_deleted(learner, draft):
    draft.step_key, draft.moment = uuid.uuid4(), "before"
    draft.save()
    for send in (learner.get, learner.post):
        response = send(address("delete_self_assessment", draft), follow=True)
        assert len(messages_of(response)) == 1
    assert SelfAssessment.objects.exists()


# --- Nobody else ---------------------------------------------------------------------------------

PAGES = ["answer", "save", "finish", "result", "share", "withdraw", "delete_self_assessment"]


@pytest.mark.parametrize("who", ["colleague", "manager", "administrator", "superuser"])
def test_a07_anothers_is_404_for_everybody(client, person, draft, who):
    somebody = PersonFactory(superuser=who == "superuser")
    if who in {"manager", "administrator"}:
        RoleGrantFactory(person=somebody, role=who)
    client.force_login(somebody)
    done = make.finished(person, make.rated(FL_01=3))
    for one in (draft, done):
        for name in PAGES:
            statuses = {send(address(name, one)).status_code for send in (client.get, client.post)}
            assert 404 in statuses, name
            assert statuses <= {404, 405}, name
    body = json.dumps({"client": "a", "seq": 1, "answers": {"SA-FL-01-1": 3}})
    response = client.post(address("save", draft), body, content_type="application/json")
    assert response.status_code == 404
    assert kept(draft) == {}


def test_strangers_are_sent_to_sign_in(client, draft):
    addresses = [address(name, draft) for name in PAGES]
    addresses += [reverse(f"reflections:{name}") for name in ("self_assessments", "shared")]
    for place in addresses:
        response = client.get(place)
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]
