"""An attempt with one question of every kind, by plain forms, from the start to the review."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from assessments.quizzes.kinds import KINDS
from assessments.quizzes.services.starting import start_attempt
from tests.quizzes.every_kind import form_of, full_answers, items_by_kind, quiz_of_every_kind

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(client, person):
    client.force_login(person, "training.people.backends.PersonBackend")
    return start_attempt(person=person, page=quiz_of_every_kind())


def url(name, attempt):
    return reverse(f"quizzes:{name}", args=[attempt.pk])


def answer_all(client, attempt):
    answers = full_answers(attempt)
    for position, value in answers.items():
        data = {"question": position, "go": "check", **form_of(position, value)}
        assert client.post(url("take", attempt), data).status_code == 302
    return answers


def test_every_kind_is_answered_submitted_and_reviewed_with_plain_forms(client, attempt):
    answers = answer_all(client, attempt)
    attempt.refresh_from_db()
    assert {key: attempt.answers[key]["value"] for key in answers} == answers
    html = client.get(url("take", attempt), {"q": "check"}).text
    assert re.search(r"data-gaps\s+hidden", html)

    review = client.post(url("submit", attempt), follow=True).text
    attempt.refresh_from_db()
    shares = {kind: item.share for kind, item in items_by_kind(attempt).items()}
    del shares["long"]
    assert set(shares) == set(KINDS) - {"long"}
    assert set(shares.values()) == {1}
    assert attempt.percent == Decimal("93.75")  # 15 of 16: the long answer waits for a marker
    assert "Тридцять днів." in review
    assert "Я вислухала її до кінця." in review


def test_an_answer_given_before_stands_in_the_form_again(client, attempt):
    answers = answer_all(client, attempt)
    html = client.get(url("take", attempt)).text
    for position, value in answers.items():
        for name, given in form_of(position, value).items():
            for one in given if isinstance(given, list) else [given]:
                assert stands(html, name, one), (name, one)


def stands(html, name, value):
    value = value.replace("'", "&#x27;")
    box = rf'name="{name}" value="{value}"[^>]* checked'
    text = rf'name="{name}"[^>]*\svalue="{value}"[^>]*>'
    area = rf'<textarea[^>]*name="{name}"[^>]*>{value}</textarea>'
    select = rf'<select[^>]*name="{name}"(?:(?!</select>).)*value="{value}" selected'
    if re.search(rf'type="(radio|checkbox)" name="{name}"', html):
        return re.search(box, html)
    return re.search(rf"{text}|{area}|{select}", html, re.DOTALL)


def test_without_answers_everything_earns_nothing_and_is_explained(client, attempt):
    review = client.post(url("submit", attempt), follow=True)
    attempt.refresh_from_db()
    assert attempt.percent == 0
    assert review.status_code == 200
    assert review.text.count('class="panel reviewed"') == len(KINDS)


def test_a_text_too_long_is_refused_and_what_was_saved_stays(client, attempt):
    position = items_by_kind(attempt)["short"].key
    client.post(url("take", attempt), {"question": position, f"q{position}": "слово"})
    too_long = {"question": position, f"q{position}": "я" * 501}
    assert client.post(url("take", attempt), too_long).status_code == 400
    attempt.refresh_from_db()
    assert attempt.answers[position]["value"] == "слово"
