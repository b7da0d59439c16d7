"""The page on which markers agree: for those who manage questions, from ten answers on."""

import pytest
from django.urls import reverse

from assessments.quizzes.marking.reports import agreement_report
from tests.factories.marking import BEST, WORST, long_question, marked, waiting
from tests.factories.people import PersonFactory
from tests.factories.tree import home

pytestmark = pytest.mark.django_db
BACKEND = "training.people.backends.PersonBackend"
PAGE = "marking:agreement"
NEAR = {"r1": "3", "r2": "1"}


@pytest.fixture
def pair(db):
    return [PersonFactory(superuser=True, surname=name) for name in ("Перша", "Друга")]


def double_marked(pair, question, count, first=BEST, second=BEST):
    for _ in range(count):
        item = waiting(to=question)
        marked(item, pair[0], first)
        marked(item, pair[1], second)


def test_agreement_is_told_by_criterion_and_by_pair(pair):
    question = long_question(markers=2, code="D-1")
    double_marked(pair, question, 6, BEST, BEST)
    double_marked(pair, question, 2, WORST, WORST)
    double_marked(pair, question, 2, BEST, NEAR)
    report = agreement_report()
    first, second = (row.agreement for row in report.questions)
    assert (first.n, first.exact, first.within_one, first.kappa) == (10, 1, 1, 1)
    assert (second.n, second.exact, second.within_one) == (10, 0.8, 1)
    assert 0.7 < second.kappa < 1
    [row] = report.pairs
    assert set(row.people) == set(pair)
    assert (row.agreement.n, row.agreement.exact) == (10, 0.9)


def test_under_ten_answers_there_are_no_figures(pair):
    double_marked(pair, long_question(markers=2), 9)
    report = agreement_report()
    for row in (*report.questions, *report.pairs):
        assert (row.agreement.n, row.agreement.exact, row.agreement.kappa) == (9, None, None)


def test_answers_marked_once_or_only_drafted_do_not_count(pair):
    item = waiting(to=long_question(markers=2))
    marked(item, pair[0], BEST)
    report = agreement_report()
    assert (report.questions, report.pairs) == ([], [])


def test_the_page_is_for_those_who_manage_questions(client, pair):
    home()
    client.force_login(PersonFactory(), BACKEND)
    assert client.get(reverse(PAGE)).status_code == 403
    client.force_login(pair[0], BACKEND)
    assert client.get(reverse(PAGE)).context["report"].pairs == []
    double_marked(pair, long_question(markers=2), 3)
    text = client.get(reverse(PAGE)).content.decode()
    assert "Перша" in text
    assert "%" not in text.split("<main")[1].split('<section class="prose"')[0]


@pytest.mark.parametrize("answers", [1, 3])
def test_the_report_costs_the_same_for_one_answer_and_for_three(
    pair, answers, django_assert_num_queries
):
    double_marked(pair, long_question(markers=2), answers)
    with django_assert_num_queries(2):  # marks with their people · answers
        agreement_report()
