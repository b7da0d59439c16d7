"""What the author of a long answer sees: waiting, returned, marked; and writing it again."""

import datetime
import uuid

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from assessments.quizzes.marking.results import MARKED, RETURNED, WAITING, marking_of
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.marking import RevisedAnswer
from assessments.quizzes.services.marking import decide, return_answer, rewrite_answer
from tests.factories.marking import (
    BEST,
    MIDDLE,
    TEXT,
    WORST,
    long_question,
    marked,
    sheet,
    waiting,
    waiting_all,
)
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question
from tests.factories.tree import home

pytestmark = pytest.mark.django_db
BACKEND = "training.people.backends.PersonBackend"


@pytest.fixture
def learner(client):
    home()
    person = PersonFactory()
    client.force_login(person, BACKEND)
    return person


@pytest.fixture
def item(learner):
    return waiting(learner=learner)


@pytest.fixture
def markers(db):
    return [PersonFactory(superuser=True, surname=name) for name in ("Перша", "Друга", "Третя")]


def marking(item):
    return marking_of(item.attempt.items.all())


def result(item):
    return marking(item).results[item.position]


def send_back(item, marker, reason="Назвіть почуття"):
    return return_answer(marker=marker, item_id=item.pk, sheet=sheet({}), reason=reason)


def shown(name, item, **context):
    values = {"attempt_id": item.attempt_id, **context}
    return " ".join(render_to_string(f"quizzes/{name}.html", values).split())


def address(item):
    return reverse("marking:rewrite", args=[item.attempt_id, item.position])


# --- The result -----------------------------------------------------------------------------------
def test_what_waits_is_counted_with_a_day(learner):
    items = waiting_all([long_question(code=f"L-{number}") for number in (1, 2)], learner=learner)
    found = marking(items[0])
    assert [one.state for one in found.waiting] == [WAITING, WAITING]
    assert found.is_pending
    assert found.expected_at == items[0].attempt.finished_at + datetime.timedelta(days=7)
    text = shown("_marking_waits", items[0], marking=found)
    assert timezone.localtime(found.expected_at).strftime("%d.%m.%Y") in text
    assert "2" in text


def test_a_promise_that_was_not_kept_is_said(learner):
    late, punctual = waiting(learner=learner, days=8), waiting(learner=learner, days=6)
    assert [marking(item).is_late for item in (late, punctual)] == [True, False]
    with translation.override("en"):
        said = [shown("_marking_waits", item, marking=marking(item)) for item in (late, punctual)]
    assert ["should have been" in text for text in said] == [True, False]


def test_an_attempt_without_long_answers_waits_for_nobody(learner, django_assert_num_queries):
    item = waiting(learner=learner, to=question("short"))
    with django_assert_num_queries(1):
        found = marking_of(item.attempt.items.all())
    assert (found.results, found.is_pending, found.expected_at) == ({}, False, None)
    assert shown("_marking_waits", item, marking=found) == ""


def test_an_answer_left_empty_does_not_wait(learner):
    item = waiting(learner=learner, text="")
    AttemptItem.objects.update(share=0)
    assert marking(item).results == {}


@pytest.mark.parametrize("answers", [1, 3])
def test_the_marks_of_an_attempt_cost_the_same_for_one_answer_and_for_three(
    learner, markers, answers, django_assert_num_queries
):
    questions = [long_question(code=f"L-{number}") for number in range(answers)]
    items = waiting_all(questions, learner=learner)
    for item in items:
        send_back(item, markers[0])
        rewrite_answer(
            person=learner, attempt_id=item.attempt_id, position=item.position, text="Краще."
        )
        marked(item, markers[0], BEST, revision=1)
    with django_assert_num_queries(4):  # answers · returns · new texts · marks
        assert len(marking(items[0]).results) == answers


def test_marks_are_shown_by_criterion_without_names(item, markers):
    marked(item, markers[0], {"r1": "1.5", "r2": "2"}, comment="Гарний крок", note="Слабо")
    found = result(item)
    assert (found.state, str(found.points), str(found.whole)) == (MARKED, "3.5", "5")
    assert [(str(row.points), row.levels[0].key) for row in found.criteria] == [
        ("1.5", "1.5"),
        ("2", "2"),
    ]
    text = shown("_marking_result", item, result=found)
    assert "Гарний крок" in text
    assert "натякає" in text
    for private in ("Слабо", "Перша", "Не знижуйте"):
        assert private not in text


def test_marks_of_two_are_their_mean_with_the_words_of_both(learner, markers):
    item = waiting(learner=learner, to=long_question(markers=2))
    marked(item, markers[0], {"r1": "3", "r2": "1"}, comment="Так")
    assert result(item).state == WAITING
    assert result(item).criteria == []
    marked(item, markers[1], {"r1": "3", "r2": "2"}, comment="І так")
    found = result(item)
    assert str(found.points) == "4.5"
    assert [[level.key for level in row.levels] for row in found.criteria] == [["3"], ["1", "2"]]
    assert found.comments == ["Так", "І так"]


def test_a_decision_counts_alone(learner, markers):
    item = waiting(learner=learner, to=long_question(markers=2))
    marked(item, markers[0], BEST)
    marked(item, markers[1], WORST)
    assert result(item).state == WAITING
    decide(
        moderator=markers[2],
        item_id=item.pk,
        points=MIDDLE,
        reason="Між ними",
        comment="Ви близько",
    )
    found = result(item)
    assert (str(found.points), found.comments) == ("2.5", ["Ви близько"])
    assert "Між ними" not in shown("_marking_result", item, result=found)


@pytest.mark.parametrize(("feedback", "is_told"), [("after_submit", True), ("never", False)])
def test_marks_keep_to_the_rules_of_the_quiz(item, markers, feedback, is_told):
    item.attempt.rules["feedback"] = feedback
    item.attempt.save()
    marked(item, markers[0], BEST, comment="Дуже добре")
    found = result(item)
    assert found.state == MARKED
    assert bool(found.criteria) is is_told
    assert ("Дуже добре" in shown("_marking_result", item, result=found)) is is_told


@pytest.mark.parametrize("feedback", ["after_submit", "never"])
def test_the_result_page_leads_to_what_was_returned_whatever_else_it_shows(
    client, item, markers, feedback
):
    item.attempt.rules["feedback"] = feedback
    item.attempt.save()
    send_back(item, markers[0])
    text = client.get(reverse("quizzes:result", args=[item.attempt_id])).content.decode()
    assert "Назвіть почуття" in text
    assert address(item) in text


# --- Writing it again -----------------------------------------------------------------------------
def test_a_returned_answer_shows_the_reason_and_the_way(client, item, markers):
    send_back(item, markers[0])
    found = result(item)
    assert (found.state, found.returned.reason) == (RETURNED, "Назвіть почуття")
    for text in (
        shown("_marking_waits", item, marking=marking(item)),
        shown("_marking_result", item, result=found),
        client.get(address(item)).content.decode(),
    ):
        assert "Назвіть почуття" in text
    assert address(item) in shown("_marking_waits", item, marking=marking(item))
    assert client.get(address(item)).context["form"]["text"].value() == TEXT


def test_the_new_text_goes_back_to_the_queue_and_is_shown_with_the_old(client, item, markers):
    send_back(item, markers[0])
    response = client.post(address(item), {"text": "Чую ваш гнів.\r\nОсь що зробимо."})
    assert response.url == reverse("quizzes:result", args=[item.attempt_id])
    assert RevisedAnswer.objects.get().text == "Чую ваш гнів.\nОсь що зробимо."
    found = result(item)
    assert (found.state, [text.text for text in found.texts]) == (
        WAITING,
        [TEXT, "Чую ваш гнів.\nОсь що зробимо."],
    )
    text = shown("_marking_result", item, result=found)
    assert "Чую ваш гнів." in text
    assert "Давайте разом" in text


@pytest.mark.parametrize("text", ["", "  \n ", "х" * 20_001])
def test_a_text_that_cannot_be_taken_is_400_and_stays_in_the_form(client, item, markers, text):
    send_back(item, markers[0])
    response = client.post(address(item), {"text": text})
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {"text"}
    assert response.context["form"]["text"].value() == text
    assert not RevisedAnswer.objects.exists()


def test_the_longest_text_is_taken(client, item, markers):
    send_back(item, markers[0])
    assert client.post(address(item), {"text": "х\r\n" * 9_999 + "ф"}).status_code == 302


def test_a_text_nobody_asked_for_is_409_and_not_lost(client, item):
    response = client.post(address(item), {"text": "Хочу переписати"})
    assert response.status_code == 409
    assert "Хочу переписати" in response.content.decode()
    assert client.get(address(item)).status_code == 302


def test_sending_twice_is_once(client, item, markers):
    send_back(item, markers[0])
    for _ in range(2):
        assert client.post(address(item), {"text": "Краще."}).status_code == 302
    assert RevisedAnswer.objects.count() == 1


def test_a01_somebody_elses_answer_does_not_exist(client, item, markers):
    send_back(item, markers[0])
    client.force_login(PersonFactory(), BACKEND)
    assert client.get(address(item)).status_code == 404
    assert client.post(address(item), {"text": "Чуже"}).status_code == 404
    unknown = reverse("marking:rewrite", args=[uuid.uuid4(), 1])
    assert client.get(unknown).status_code == 404
    assert not RevisedAnswer.objects.exists()
