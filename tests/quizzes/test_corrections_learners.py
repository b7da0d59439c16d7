"""What a person learns of a correction: told once, both scores, the corrected explanation."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.urls import reverse

from assessments.quizzes.models import Attempt, CorrectionNotice
from assessments.quizzes.models.corrections import Policy
from assessments.quizzes.reports.corrections import (
    notes_of,
    notices_about,
    result_changes,
    review_documents,
    unread_notices,
)
from assessments.quizzes.services.corrections.opening import undo_case
from tests.factories.corrections import (
    NEW,
    OLD,
    applied,
    begun,
    corrector,
    mend,
    opened,
    submit,
    take,
)
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

RIGHT = [OLD, OLD, OLD, OLD]


@pytest.fixture
def corrected(quiz_page):
    """The attempt of a person who was right by the old key alone, after a strict correction."""
    attempt = take(quiz_page, RIGHT)
    mend()
    applied(opened(Policy.STRICT))
    return Attempt.objects.get(pk=attempt.pk)


def html(source, **context):
    return Template(f"{{% load corrections_tags %}}{source}").render(Context(context))


def test_a_note_stands_beside_the_question_with_both_scores(corrected):
    (note,) = notes_of(corrected).values()
    assert corrected.items.get(position=note.position).document["code"] == "T-0"
    assert (note.old_share, note.new_share, note.reason) == (1, 0, "Ключ був хибний.")
    shown = html("{% include 'quizzes/_correction_note.html' with note=note only %}", note=note)
    assert "Ключ був хибний." in shown
    assert "100" in shown


def test_the_result_says_what_it_was_before(corrected):
    (change,) = result_changes(corrected)
    assert (change.old_percent, change.new_percent) == (100, 75)
    assert (change.old_passed, change.new_passed) == (True, False)
    shown = html(
        "{% result_changes attempt as changes %}"
        "{% include 'quizzes/_result_changes.html' with changes=changes only %}",
        attempt=corrected,
    )
    assert "100" in shown
    assert "75" in shown


def test_the_review_shows_the_key_in_force_and_the_corrected_explanation(corrected):
    items = corrected.items.with_documents()
    ((position, document),) = review_documents(items).items()
    pinned = next(item for item in items if item.position == position).document
    assert [option["right"] for option in document["options"]] == [False, True, False]
    assert document["explanation"] == "Виправлене пояснення."
    assert document["prompt"] == pinned["prompt"]
    assert [option["right"] for option in pinned["options"]] == [True, False, False]


def test_words_of_the_case_take_the_place_of_the_explanation(quiz_page):
    attempt = take(quiz_page, RIGHT)
    mend()
    applied(opened(Policy.VOID, to_version=None, explanation="Питання застаріло."))
    (document,) = review_documents(attempt.items.with_documents()).values()
    assert document["explanation"] == "Питання застаріло."
    (note,) = notes_of(attempt).values()
    assert (note.is_void, note.new_share) == (True, None)
    shown = html("{% include 'quizzes/_correction_note.html' with note=note only %}", note=note)
    assert "It is left out of the result." in shown or "не враховується" in shown


def test_an_attempt_without_corrections_costs_one_query_and_says_nothing(
    quiz_page, django_assert_num_queries
):
    attempt = take(quiz_page, RIGHT)
    items = attempt.items.with_documents()
    with django_assert_num_queries(1):
        assert notes_of(attempt) == {}
    with django_assert_num_queries(0):
        assert review_documents(items) == {}


def test_what_was_submitted_after_a_correction_has_a_note_without_scores(quiz_page):
    running = begun(quiz_page)
    take(quiz_page, RIGHT)
    mend()
    applied(opened(Policy.STRICT))
    submit(running, [NEW, OLD, OLD, OLD])
    (note,) = notes_of(running).values()
    assert (note.old_share, note.new_share) == (None, None)
    assert result_changes(running) == []
    assert unread_notices(running.person) == []


def test_both_corrections_are_told_after_an_undoing(corrected):
    case = corrected.items.get(corrected_by__isnull=False).corrected_by
    applied(undo_case(case=case, by=corrector(), reason="Помилка."))
    changes = result_changes(corrected)
    assert [(one.old_percent, one.new_percent) for one in changes] == [
        (Decimal(100), Decimal(75)),
        (Decimal(75), Decimal(100)),
    ]
    assert len(unread_notices(corrected.person)) == 2
    (document,) = review_documents(corrected.items.with_documents()).values()
    assert [option["right"] for option in document["options"]] == [True, False, False]


def test_a_notice_is_shown_until_it_is_read_and_only_to_its_reader(client, corrected, rf):
    person = corrected.person
    notice = CorrectionNotice.objects.get()
    notice.data["attempts"][0]["percent"] = ["86.11", "77.50"]
    notice.save()
    assert notices_about(person, corrected.pk) == [notice]
    request = rf.get("/")
    request.user = person
    source = (
        "{% correction_notices as notices %}"
        "{% include 'quizzes/_correction_notices.html'"
        " with notices=notices back='/uk/learn/' only %}"
    )
    shown = html(source, request=request)
    assert "Ключ був хибний." in shown
    assert "86,11 %" in shown
    assert "77,50 %" in shown
    address = reverse("quizzes:correction_read", args=[notice.pk])

    client.force_login(PersonFactory())
    assert client.post(address).status_code == 404
    client.force_login(person)
    assert client.get(address).status_code == 405
    assert unread_notices(person) == [notice]
    answered = client.post(address, {"back": "/uk/learn/"})
    assert (answered.status_code, answered.url) == (302, "/uk/learn/")
    read_at = CorrectionNotice.objects.get().read_at
    client.post(address, {"back": "https://evil.example/"})

    assert unread_notices(person) == []
    assert CorrectionNotice.objects.get().read_at == read_at
    assert "Ключ" not in html(source, request=request)
    assert notices_about(person, corrected.pk) == [notice]


def test_reading_a_notice_leads_nowhere_foreign(client, corrected):
    client.force_login(corrected.person)
    address = reverse("quizzes:correction_read", args=[CorrectionNotice.objects.get().pk])
    answered = client.post(address, {"back": "https://evil.example/"})
    assert answered.url == reverse("dashboards:learn")


def test_an_anonymous_reader_is_told_nothing(corrected, rf):
    request = rf.get("/")
    request.user = AnonymousUser()
    assert html("{% correction_notices as n %}{{ n|length }}", request=request) == "0"
