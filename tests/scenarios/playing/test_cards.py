"""Missed decisions come back after 2, 7 and 21 days, for practice alone."""

import datetime
import uuid

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone

from assessments.evidence.models import Completion, Evidence
from assessments.scenarios.cards.plan import days_until_next
from assessments.scenarios.cards.queries import card_choices
from assessments.scenarios.models import ReviewCard
from assessments.scenarios.services.branches import start_branch
from assessments.scenarios.services.cards import MOST_CARDS
from tests.factories.people import PersonFactory
from tests.factories.scenarios import CANARY, choice
from tests.scenarios.playing.acting import changed_text, place, play, played, url

BEST, WEAK = True, False


@pytest.mark.parametrize(
    ("answers", "days"),
    [
        ([], 2),
        ([BEST], 7),
        ([BEST, BEST], 21),
        ([BEST, BEST, BEST], None),
        ([WEAK], 2),
        ([WEAK, WEAK, WEAK], 2),
        ([WEAK, WEAK, WEAK, WEAK], None),
        ([WEAK, BEST], 7),
        ([WEAK, WEAK, BEST, WEAK, WEAK, WEAK], 7),
        ([BEST, BEST, WEAK, BEST], None),
    ],
)
def test_a_best_answer_leads_to_the_next_interval_a_weaker_one_to_the_same(answers, days):
    assert days_until_next(answers) == days


def make_due(card, at=None):
    ReviewCard.objects.filter(pk=card.pk).update(due_at=at or timezone.now())
    return ReviewCard.objects.select_related("step__run").get(pk=card.pk)


def named(card, name):
    return next(key for key, offered in card_choices(card).items() if offered["id"] == name)


def long_text():
    """Seven scenes in a row, each with a best and a weaker reply; the fourth with a harmful one."""
    text = changed_text("T07")
    names = [f"s{number}" for number in range(7)]
    text["scenes"] = [
        {
            "id": name,
            "text": f"Сцена {name}",
            "choices": [
                choice("a", after, 4, recommended=True),
                choice("b", after, 1 if number % 2 else 3),
                choice("c", after, 0, critical="error" if number == 3 else "none"),
            ],
        }
        for number, (name, after) in enumerate(zip(names, [*names[1:], "good"], strict=True))
    ]
    text["endings"] = [text["endings"][0]]
    return text | {"start": "s0"}


@pytest.mark.django_db
class TestDealt:
    def test_each_missed_decision_of_a_talk_gets_a_card_due_in_two_days(self, person, page):
        done = played(person, page, "b", "a")
        card = ReviewCard.objects.get()
        assert card.step == done.steps.get(index=0)
        assert card.due_at - done.finished_at == datetime.timedelta(days=2)

    def test_a_talk_without_a_miss_gets_none(self, person, page):
        played(person, page, "a", "a")
        assert not ReviewCard.objects.exists()

    def test_at_most_five_the_gravest(self, person):
        done = played(person, place(long_text()), *"bbbcbbb")
        dealt = ReviewCard.objects.filter(step__run=done).values_list("step__node", flat=True)
        assert set(dealt) == {"s1", "s3", "s5", "s0", "s2"}
        assert len(dealt) == MOST_CARDS

    def test_a_decision_on_an_open_card_gets_no_second_one(self, person, page):
        played(person, page, "b", "a")
        played(person, page, "b", "b")
        nodes = ReviewCard.objects.order_by("pk").values_list("step__node", flat=True)
        assert list(nodes) == ["one", "two"]
        ReviewCard.objects.update(finished_at=timezone.now())
        played(person, page, "b", "a")
        assert ReviewCard.objects.filter(finished_at=None).count() == 1


@pytest.mark.django_db
class TestWeb:
    @pytest.fixture
    def card(self, person, page):
        played(person, page, "b", "a")
        return make_due(ReviewCard.objects.get())

    def answer(self, client, card, name, **data):
        body = {"round": card.round, "choice": named(card, name)} | data
        return client.post(url("card", card.pk), body)

    def test_a_due_card_shows_the_situation_and_nothing_that_tells(self, signed_in, card):
        response = signed_in.get(url("cards"))
        assert "Добрий день." in response.text
        assert {shown.text for shown in response.context["front"].choices} == {
            "Відповідь a у сцені",
            "Відповідь b у сцені",
            "Відповідь c у сцені",
        }
        assert CANARY not in response.text

    def test_the_best_answer_is_explained_at_once_and_comes_back_in_a_week(self, signed_in, card):
        response = self.answer(signed_in, card, "a")
        assert response.url == url("card", card.pk)
        html = signed_in.get(response.url).text
        assert f"{CANARY} чому a" in html
        card.refresh_from_db()
        assert card.answers[0]["is_best"]
        assert (card.due_at - timezone.now()).days in {6, 7}
        assert signed_in.get(url("cards")).context["next"] == card.due_at

    @pytest.mark.parametrize("name", ["b", "c"])
    def test_a_weaker_answer_comes_back_in_two_days(self, signed_in, card, name):
        self.answer(signed_in, card, name)
        html = signed_in.get(url("card", card.pk)).text
        assert f"{CANARY} чому {name}" in html
        assert "Відповідь a у сцені" in html  # the stronger one
        card.refresh_from_db()
        assert not card.answers[0]["is_best"]
        assert (card.due_at - timezone.now()).days in {1, 2}

    def test_three_best_answers_finish_a_card(self, signed_in, card):
        for _round in range(3):
            card = make_due(card)
            self.answer(signed_in, card, "a")
        card.refresh_from_db()
        assert card.finished_at
        assert signed_in.get(url("cards")).context["next"] is None

    def test_c05_a_doubled_click_counts_once(self, signed_in, card):
        for _click in range(2):
            assert self.answer(signed_in, card, "a").url == url("card", card.pk)
        card.refresh_from_db()
        assert (card.round, len(card.answers)) == (1, 1)

    def test_each_round_has_its_own_order_and_tokens(self, signed_in, card):
        first = set(card_choices(card))
        self.answer(signed_in, card, "b")
        assert first.isdisjoint(card_choices(make_due(card)))

    def test_no_choice_asks_again_and_says_so(self, signed_in, card):
        response = signed_in.post(url("card", card.pk), {"round": 0})
        assert (response.status_code, bool(response.context["error"])) == (400, True)

    @pytest.mark.parametrize(
        "data", [{"choice": "forged", "round": 0}, {"choice": "x" * 99, "round": "y"}]
    )
    def test_c11_a_forged_answer_is_a_bad_request(self, signed_in, card, data):
        assert signed_in.post(url("card", card.pk), data).status_code == 400
        card.refresh_from_db()
        assert card.round == 0

    def test_a_card_before_its_day_takes_no_answer(self, signed_in, card):
        card = make_due(card, timezone.now() + datetime.timedelta(hours=1))
        self.answer(signed_in, card, "a")
        card.refresh_from_db()
        assert card.round == 0
        assert signed_in.get(url("card", card.pk)).url == url("cards")

    def test_a01_somebody_elses_card_is_unknown(self, client, card):
        client.force_login(PersonFactory(), "training.people.backends.PersonBackend")
        assert client.get(url("card", card.pk)).status_code == 404
        assert self.answer(client, card, "a").status_code == 404
        assert "front" not in client.get(url("cards")).context
        card.refresh_from_db()
        assert card.round == 0

    def test_a_card_is_practice(self, signed_in, card):
        before = (list(Evidence.objects.values()), list(Completion.objects.values()))
        self.answer(signed_in, card, "a")
        assert (list(Evidence.objects.values()), list(Completion.objects.values())) == before

    def test_the_home_page_can_say_how_many_are_due(self, person, card):
        request = RequestFactory().get("/")
        request.user = person
        said = Template("{% load scenarios_tags %}{% due_cards as cards %}{{ cards }}")
        assert said.render(Context({"request": request})) == "1"
        make_due(card, timezone.now() + datetime.timedelta(days=1))
        assert said.render(Context({"request": request})) == "0"

    @pytest.mark.parametrize("cards", [1, 3])
    def test_it_costs_the_same_however_many_cards(
        self, signed_in, person, cards, django_assert_num_queries
    ):
        page = place(long_text(), f"C{uuid.uuid4().hex[:6]}")
        played(person, page, *("b" if number < cards else "a" for number in range(7)))
        ReviewCard.objects.update(due_at=timezone.now())
        assert ReviewCard.objects.count() == cards
        signed_in.get(url("cards"))
        with django_assert_num_queries(4):  # session, person, card, count
            signed_in.get(url("cards"))


@pytest.mark.django_db
def test_a_branch_deals_no_cards(person, page):
    talk = played(person, page, "a", "a")
    play(start_branch(person=person, step_id=talk.steps.get(index=0).pk), "b", "b")
    assert not ReviewCard.objects.exists()
