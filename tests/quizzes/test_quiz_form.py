"""A quiz in the editor: what its bank cannot give is refused at the exact place."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from assessments.quizzes.models import Difficulty, QuizPage
from tests.factories.people import PersonFactory
from tests.factories.quizzes import bank, question, quiz

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    client.force_login(PersonFactory(superuser=True), "training.people.backends.PersonBackend")
    return client


def cell(count, **fields):
    empty = {"competency": "", "indicator": "", "difficulty": "", "kind": ""}
    return {"count": str(count), **empty, **fields}


def form(page, cells=(), fixed=(), **fields):
    values = {
        "title": page.title,
        "slug": page.slug,
        "minutes": "10",
        "is_required": "on",
        "intro": "",
        "bank": str(page.bank_id),
        "draw": "1",
        "shuffle": "on",
        "pass_mark": "80",
        "counting": "best",
        "attempts_allowed": "",
        "wait_minutes": "0",
        "opens_at": "",
        "closes_at": "",
        "time_limit_minutes": "",
        "pause_minutes": "120",
        "grace_seconds": "60",
        "feedback": "after_submit",
        "objectives-count": "0",
        "cells": inline_formset([dict(one) for one in cells]),
        "fixed_questions": inline_formset([{"question": str(one.pk)} for one in fixed]),
        "comments": inline_formset([]),
        "action-publish": "publish",
        **fields,
    }
    return nested_form_data(values)


def send(editor, page, **changes):
    return editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form(page, **changes))


def errors_of(response):
    return response.context["form"]


def test_a_blueprint_is_published_and_draws(editor):
    page = quiz(questions=3, draw=1)
    always = question(bank=bank("OTHER"), code="ALWAYS")

    response = send(editor, page, cells=[cell(2, kind="one")], fixed=[always])

    assert response.status_code == 302, errors_of(response).errors
    page = QuizPage.objects.get(pk=page.pk)
    assert [one.count for one in page.blueprint()] == [2]
    assert page.total == 3


def test_the_cell_that_falls_short_is_refused_at_its_place(editor):
    question(difficulty=Difficulty.HARD)
    page = quiz(questions=3, draw=1)

    response = send(editor, page, cells=[cell(1), cell(3, difficulty=str(Difficulty.HARD.value))])

    assert response.status_code == 200
    first, second = errors_of(response).formsets["cells"].forms[:2]
    assert not first.errors
    assert set(second.errors) == {"count"}
    assert QuizPage.objects.get(pk=page.pk).cells.count() == 0


def test_more_than_the_bank_has_is_refused(editor):
    page = quiz(questions=2, draw=1)
    response = send(editor, page, draw="3")
    assert set(errors_of(response).errors) == {"draw"}


def test_a_draft_may_promise_more(editor):
    page = quiz(questions=2, draw=1)
    data = form(page, draw="3")
    del data["action-publish"]
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302
    page = QuizPage.objects.get(pk=page.pk)
    assert page.draw == 1
    assert page.get_latest_revision_as_object().draw == 3


def test_an_unpublished_question_cannot_be_always_asked(editor):
    page = quiz(questions=2, draw=1)
    hidden = question(code="HIDDEN")
    hidden.unpublish()
    response = send(editor, page, fixed=[hidden])
    assert "HIDDEN" in str(errors_of(response).non_field_errors())


def test_a_quiz_closes_after_it_opens(editor):
    page = quiz(questions=2, draw=1)
    response = send(editor, page, opens_at="2026-03-02 10:00", closes_at="2026-03-02 09:00")
    assert set(errors_of(response).errors) == {"closes_at"}


def test_what_is_shown_may_be_ticked_moment_by_moment(editor):
    page = quiz(questions=2, draw=1)
    data = form(page, feedback="own") | {"show_later": ["answer", "marks"]}
    response = editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert response.status_code == 302, errors_of(response).errors
    rules = QuizPage.objects.get(pk=page.pk).rules()
    assert rules["disclosure"] == {
        "during": [],
        "just_after": [],
        "later": ["answer", "marks"],
        "after_close": [],
    }
