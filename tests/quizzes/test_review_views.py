"""After an answer: shown at once, disputed, practised."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.quizzes.models import LONGEST_DISPUTE, Attempt, Dispute
from assessments.quizzes.packets import Submit
from assessments.quizzes.services.attempts import submit_attempt
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import PersonFactory
from tests.factories.quizzes import CANARY, quiz
from tests.quizzes.test_rules import answers

pytestmark = pytest.mark.django_db


@pytest.fixture
def learner(client, person):
    client.force_login(person, "training.people.backends.PersonBackend")
    return client


def finish(attempt, right=0):
    packet = Submit(key="k", answers=answers(attempt, right=right))
    return submit_attempt(attempt_id=attempt.pk, person=attempt.person, packet=packet)


def at(name, attempt, *args):
    return reverse(f"quizzes:{name}", args=[attempt.pk, *args])


class TestAtOnce:
    def test_an_answer_is_taken_for_good_and_reviewed(self, learner, person):
        attempt = start_attempt(person=person, page=quiz(feedback="at_once"))
        take = at("take", attempt)
        assert CANARY not in learner.get(take).text
        body = {"question": "1", "q1": answers(attempt, right=1)["1"]}

        response = learner.post(at("show_answer", attempt), body)

        assert response.url == f"{take}?q=1"
        page = learner.get(response.url)
        assert CANARY in page.text
        assert 'name="q1"' not in page.text
        assert 'name="q2"' in page.text

    def test_elsewhere_it_is_refused_and_nothing_told(self, learner, person):
        attempt = start_attempt(person=person, page=quiz())
        body = {"question": "1", "q1": answers(attempt, right=1)["1"]}
        response = learner.post(at("show_answer", attempt), body, follow=True)
        assert response.status_code == 200
        assert CANARY not in response.text
        assert Attempt.objects.get().answers == {}

    @pytest.mark.parametrize("question", ["", "0", "99", "x", "²", "1" * 50])
    def test_an_unknown_question_is_bad_input(self, learner, person, question):
        attempt = start_attempt(person=person, page=quiz(feedback="at_once"))
        response = learner.post(at("show_answer", attempt), {"question": question})
        assert response.status_code == 400

    def test_another_s_attempt_is_not_there(self, learner):
        attempt = start_attempt(person=PersonFactory(), page=quiz(feedback="at_once"))
        assert learner.post(at("show_answer", attempt), {"question": "1"}).status_code == 404


class TestDispute:
    def test_it_is_kept_and_answered_in_the_same_place(self, learner, person):
        attempt = finish(start_attempt(person=person, page=quiz()))

        learner.post(at("dispute", attempt, 2), {"text": " Ключ <b>хибний</b> "})

        dispute = Dispute.objects.get()
        assert (dispute.item.position, dispute.text) == (2, "Ключ <b>хибний</b>")
        page = learner.get(at("result", attempt)).text
        assert "Ключ &lt;b&gt;хибний&lt;/b&gt;" in page
        dispute.answer, dispute.answered_at = "Дякуємо, виправимо", timezone.now()
        dispute.save()
        assert "Дякуємо, виправимо" in learner.get(at("result", attempt)).text

    @pytest.mark.parametrize("text", ["", " \n ", "\0", "д" * (LONGEST_DISPUTE + 1)])
    def test_nothing_or_too_much_is_refused_and_kept(self, learner, person, text):
        attempt = finish(start_attempt(person=person, page=quiz()))
        response = learner.post(at("dispute", attempt, 1), {"text": text}, follow=True)
        assert response.context["typed_dispute"]["text"] == text[:LONGEST_DISPUTE]
        assert not Dispute.objects.exists()
        assert learner.get(at("result", attempt)).context["typed_dispute"] is None

    def test_once_a_question_is_enough(self, learner, person):
        attempt = finish(start_attempt(person=person, page=quiz()))
        for text in ("перше", "друге"):
            learner.post(at("dispute", attempt, 1), {"text": text})
        assert Dispute.objects.get().text == "перше"

    def test_an_open_attempt_and_a_closed_review_take_none(self, learner, person):
        attempt = start_attempt(person=person, page=quiz(feedback="never"))
        learner.post(at("dispute", attempt, 1), {"text": "х"})
        finish(attempt)
        learner.post(at("dispute", attempt, 1), {"text": "х"})
        assert not Dispute.objects.exists()

    def test_another_s_attempt_is_not_there(self, learner):
        attempt = finish(start_attempt(person=PersonFactory(), page=quiz()))
        assert learner.post(at("dispute", attempt, 1), {"text": "х"}).status_code == 404
        assert not Dispute.objects.exists()


class TestPractice:
    def test_own_errors_are_asked_and_explained(self, learner, person):
        page = quiz(questions=2, draw=2)
        finish(start_attempt(person=person, page=page), right=1)
        url = reverse("quizzes:practise", args=[page.translation_key])

        asked = learner.get(url)

        assert asked.context["total"] == 1
        assert CANARY not in asked.text
        token = asked.context["check"].options[0].token
        answered = learner.post(url, {"answer": token})
        assert answered.context["check"].is_answered
        assert CANARY in answered.text
        assert Attempt.objects.count() == 1

    def test_an_empty_answer_is_told(self, learner, person):
        page = quiz(questions=1, draw=1)
        finish(start_attempt(person=person, page=page))
        answered = learner.post(reverse("quizzes:practise", args=[page.translation_key]), {})
        assert answered.context["check"].is_empty

    def test_without_errors_it_says_so(self, learner, person):
        page = quiz(questions=1, draw=1)
        finish(start_attempt(person=person, page=page), right=1)
        url = reverse("quizzes:practise", args=[page.translation_key])
        assert learner.get(url).context["check"] is None
        assert learner.get(url, {"n": "2"}).status_code == 400


@pytest.mark.parametrize("questions", [1, 3])
def test_a_review_costs_the_same_whatever_its_length(
    learner, person, questions, django_assert_num_queries
):
    attempt = finish(start_attempt(person=person, page=quiz(questions=questions, draw=questions)))
    learner.get(at("result", attempt))
    with django_assert_num_queries(RESULT_QUERIES):
        learner.get(at("result", attempt))


RESULT_QUERIES = 10


def test_what_waits_for_the_close_comes_after_it(learner, person, time_machine):
    page = quiz(feedback="after_close", closes_at=timezone.now() + datetime.timedelta(hours=1))
    attempt = finish(start_attempt(person=person, page=page))
    assert CANARY not in learner.get(at("result", attempt)).text
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))
    learner.force_login(person, "training.people.backends.PersonBackend")
    assert CANARY in learner.get(at("result", attempt)).text
