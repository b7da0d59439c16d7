"""The attempt protocol over HTTP: statuses, refusals, and what never leaves the server."""

import datetime
import json
from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponseRedirect
from django.test import Client
from django.urls import reverse
from wagtail import hooks

from assessments.quizzes.models import (
    AnswerLog,
    Attempt,
    JudgementQuestion,
    QuarantinedPacket,
    SeveralChoiceQuestion,
    TrueFalseQuestion,
)
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import CANARY, question, quiz
from tests.quizzes.test_attempts import right_answers, submit, wrong_answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(quiz_page, person, client):
    client.force_login(person, "training.people.backends.PersonBackend")
    return start_attempt(person=person, page=quiz_page)


def url(name, attempt):
    return reverse(f"quizzes:{name}", args=[attempt.pk])


def post(client, address, body):
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return client.post(
        address, data, content_type="application/json", headers={"accept": "application/json"}
    )


def test_save_answers_with_what_was_committed(client, attempt):
    body = {"client": "tab", "seq": 3, "answers": {"1": right_answers(attempt)["1"]}}
    response = post(client, url("save", attempt), body)
    assert response.status_code == 200
    assert response.json().keys() == {"acked", "rev", "state", "server_time", "deadline"}
    assert response.json()["acked"] == 3
    assert AnswerLog.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ("not json", "body"),
        ("[1]", "body"),
        ("[" * 100_000, "body"),
        ({"client": "tab", "seq": 1, "answers": {}, "score": 100}, "score"),
        ({"client": "tab", "seq": 1, "answers": {}, "user": 1}, "user"),
        ({"client": "tab", "seq": "1", "answers": {}}, "seq"),
        ({"client": "tab", "seq": True, "answers": {}}, "seq"),
        ({"client": "tab", "seq": -1, "answers": {}}, "seq"),
        ({"client": "tab", "seq": 10**30, "answers": {}}, "seq"),
        ({"client": "", "seq": 1, "answers": {}}, "client"),
        ({"client": "a b", "seq": 1, "answers": {}}, "client"),
        ({"client": "tab", "seq": 1, "answers": []}, "answers"),
        ({"client": "tab", "seq": 1, "answers": {"99": "x"}}, "99"),
        ({"client": "tab", "seq": 1, "answers": {"1": "\u0000"}}, "1"),
    ],
)
def test_c01_bad_packets_name_the_field_and_change_nothing(client, attempt, body, field):
    response = post(client, url("save", attempt), body)
    assert response.status_code == 400
    assert response.json()["field"] == field
    assert not AnswerLog.objects.exists()


def test_submit_answers_the_same_body_for_the_same_key(client, attempt):
    body = {"key": "k1", "answers": right_answers(attempt)}
    first = post(client, url("submit", attempt), body)
    again = post(client, url("submit", attempt), body)
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert first.json()["passed"] is True


def test_c04_another_key_gets_409_with_the_link(client, attempt):
    post(client, url("submit", attempt), {"key": "k1", "answers": {}})
    response = post(client, url("submit", attempt), {"key": "k2", "answers": {}})
    assert response.status_code == 409
    assert response.json()["result"] == url("result", attempt)


def test_c07_saving_after_submit_gets_409(client, attempt):
    post(client, url("submit", attempt), {"key": "k1", "answers": {}})
    body = {"client": "tab", "seq": 9, "answers": {"1": right_answers(attempt)["1"]}}
    response = post(client, url("save", attempt), body)
    assert response.status_code == 409
    assert response.json()["state"] == "finished"
    assert AnswerLog.objects.get(seq=9).late


@pytest.mark.parametrize("name", ["take", "result"])
def test_a01_pages_of_somebody_elses_attempt_are_unknown(client, attempt, name):
    client.force_login(PersonFactory(), "training.people.backends.PersonBackend")
    assert client.get(url(name, attempt)).status_code == 404


@pytest.mark.parametrize("name", ["save", "submit"])
def test_a02_packets_for_somebody_elses_attempt_are_refused(client, attempt, name):
    client.force_login(PersonFactory(), "training.people.backends.PersonBackend")
    body = {"save": {"client": "x", "seq": 1, "answers": {}}, "submit": {"key": "x", "answers": {}}}
    assert post(client, url(name, attempt), body[name]).status_code == 404
    attempt.refresh_from_db()
    assert (attempt.rev, attempt.is_open) == (0, True)


def test_a_script_signed_out_is_told_401_and_a_page_is_sent_to_sign_in(client, attempt):
    client.logout()
    assert post(client, url("save", attempt), {}).status_code == 401
    assert post(client, url("submit", attempt), {}).status_code == 401
    response = client.get(url("take", attempt))
    assert response.status_code == 302
    assert parse_qs(urlsplit(response.url).query)["next"] == [url("take", attempt)]


@pytest.mark.parametrize("name", ["save", "submit", "pause"])
def test_c13_a_get_changes_nothing(client, attempt, name):
    assert client.get(url(name, attempt)).status_code == 405


def test_c12_a_packet_without_the_token_has_no_effect(attempt, person):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person, "training.people.backends.PersonBackend")
    body = {"client": "tab", "seq": 1, "answers": {"1": right_answers(attempt)["1"]}}
    assert post(strict, url("save", attempt), body).status_code == 403
    assert not AnswerLog.objects.exists()


def test_a_packet_we_cannot_process_is_kept_whole(client, attempt, monkeypatch):
    def broken(**kwargs):
        raise KeyError("kind")

    monkeypatch.setattr("assessments.quizzes.views.save_answers", broken)
    body = {"client": "tab", "seq": 4, "answers": {"1": "x"}}
    response = post(client, url("save", attempt), body)
    assert response.status_code == 202
    assert QuarantinedPacket.objects.get().body == body


def test_a_submit_we_cannot_process_is_kept_whole(client, attempt, monkeypatch):
    def broken(**kwargs):
        raise ValueError("document")

    monkeypatch.setattr("assessments.quizzes.views.submit_attempt", broken)
    body = {"key": "k1", "answers": {"1": "x"}}
    assert post(client, url("submit", attempt), body).status_code == 202
    assert QuarantinedPacket.objects.get().body == body


def test_an_overdue_attempt_is_closed_when_its_owner_comes_back(client, person, time_machine):
    page = quiz(time_limit_minutes=20)
    attempt = start_attempt(person=person, page=page)
    time_machine.move_to(attempt.deadline_at + datetime.timedelta(minutes=5))
    client.force_login(person, "training.people.backends.PersonBackend")
    assert client.get(url("take", attempt)).url == url("result", attempt)
    assert client.get(url("result", attempt)).status_code == 200


def test_the_whole_quiz_works_with_plain_forms(client, attempt):
    answers = right_answers(attempt)
    for position in range(1, 5):
        data = {
            "question": str(position),
            f"q{position}": answers[str(position)],
            "go": str(position + 1) if position < 4 else "check",
        }
        response = client.post(url("take", attempt), data)
        assert response.status_code == 302
    assert response.url.endswith("?q=check")
    response = client.post(url("submit", attempt), follow=True)
    attempt.refresh_from_db()
    assert attempt.is_passed
    assert response.redirect_chain[-1][0] == url("result", attempt)


def test_c05_a_doubled_form_submit_gives_one_result(client, attempt):
    client.post(url("submit", attempt))
    first = Attempt.objects.get().finished_at
    assert client.post(url("submit", attempt)).status_code == 302
    assert Attempt.objects.get().finished_at == first


@pytest.mark.parametrize("q", ["0", "99", "-1", "abc", "²", "1" * 40])
def test_an_odd_question_number_is_a_bad_request(client, attempt, q):
    assert client.get(url("take", attempt), {"q": q}).status_code == 400


@pytest.mark.parametrize("data", [{}, {"question": "99"}, {"question": "1", "q1": "foreign"}])
def test_c15_a_forged_form_is_a_bad_request(client, attempt, data):
    assert client.post(url("take", attempt), data).status_code == 400
    assert not AnswerLog.objects.exists()


def test_b01_no_key_explanation_or_weight_leaves_the_server_before_the_review(client, person):
    for model in (SeveralChoiceQuestion, TrueFalseQuestion, JudgementQuestion):
        question(model)
    page = quiz(questions=4, draw=7)
    client.force_login(person, "training.people.backends.PersonBackend")
    attempt = start_attempt(person=person, page=page)
    ids = [option for item in attempt.items.all() for _, option in item.options]
    ids = [option for option in ids if option not in ("true", "false")]

    for query in ({}, {"q": "check"}, *({"q": str(n)} for n in range(1, 8))):
        html = client.get(url("take", attempt), query).text
        assert CANARY not in html
        assert not any(option in html for option in ids)
        assert "data-right" not in html

    submit(attempt)
    assert CANARY in client.get(url("result", attempt)).text


def test_a_quiz_that_never_shows_feedback_never_shows_it(client, person):
    page = quiz(feedback="never")
    client.force_login(person, "training.people.backends.PersonBackend")
    attempt = start_attempt(person=person, page=page)
    submit(attempt, wrong_answers(attempt))
    assert CANARY not in client.get(url("result", attempt)).text


def test_starting_is_a_post_and_an_unknown_quiz_is_unknown(client, quiz_page, person):
    client.force_login(person, "training.people.backends.PersonBackend")
    start = reverse("quizzes:start", args=[quiz_page.translation_key])
    assert client.get(start).status_code == 405
    assert client.post(start).status_code == 302
    assert Attempt.objects.count() == 1
    unknown = reverse("quizzes:start", args=["00000000-0000-0000-0000-000000000000"])
    assert client.post(unknown).status_code == 404


def test_c15_starting_is_no_way_around_a_prerequisite(client, quiz_page, person):
    client.force_login(person, "training.people.backends.PersonBackend")
    start = reverse("quizzes:start", args=[quiz_page.translation_key])

    def first(page, request, args, kwargs):
        return HttpResponseRedirect("/first/")

    with hooks.register_temporarily("before_serve_page", first):
        assert client.post(start).url == "/first/"
    assert not Attempt.objects.exists()


class TestKnowledgeCheck:
    @pytest.fixture
    def address(self, client, person):
        question(code="K-1", use="practice")
        client.force_login(person, "training.people.backends.PersonBackend")
        return reverse("quizzes:check", args=["K-1"])

    def test_b01_nothing_is_told_before_an_answer(self, client, address):
        assert CANARY not in client.get(address).text

    def test_the_answer_is_explained_at_once_and_stored_nowhere(self, client, address):
        token = client.get(address).context["check"].options[0].token
        response = client.post(address, {"answer": token})
        assert response.status_code == 200
        assert CANARY in response.text
        assert not AnswerLog.objects.exists()

    def test_no_answer_is_asked_for_again(self, client, address):
        response = client.post(address, {})
        assert response.context["check"].is_empty
        assert CANARY not in response.text

    def test_c15_a_foreign_option_is_a_bad_request(self, client, address):
        assert client.post(address, {"answer": "foreign"}).status_code == 400

    def test_a_quiz_question_is_no_practice_question(self, client, quiz_page, person):
        client.force_login(person, "training.people.backends.PersonBackend")
        assert client.get(reverse("quizzes:check", args=["T-0"])).status_code == 404


@pytest.mark.parametrize("questions", [1, 3])
def test_the_question_page_takes_a_constant_number_of_queries(
    client, person, questions, django_assert_num_queries
):
    page = quiz(questions=questions)
    client.force_login(person, "training.people.backends.PersonBackend")
    attempt = start_attempt(person=person, page=page)
    with django_assert_num_queries(4):  # session, person, attempt, items with versions
        client.get(url("take", attempt))


@pytest.mark.parametrize("questions", [1, 3])
def test_a_saved_answer_takes_two_writes(client, person, questions, django_assert_num_queries):
    page = quiz(questions=questions)
    client.force_login(person, "training.people.backends.PersonBackend")
    attempt = start_attempt(person=person, page=page)
    body = {"client": "tab", "seq": 1, "answers": right_answers(attempt)}
    # session, person, begin, attempt, items, insert, update, commit
    with django_assert_num_queries(8, exact=False) as queries:
        post(client, url("save", attempt), body)
    writes = [sql["sql"] for sql in queries if sql["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(writes) == 2
