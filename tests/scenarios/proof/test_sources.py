"""Check 17: the law behind a role-play, looked up where it is kept."""

import datetime

import pytest

from assessments.scenarios.findings import RULINGS, SOURCES, sentence
from assessments.scenarios.services.sources import source_findings
from modules.models import Norm
from tests.factories.tree import locale
from tests.scenarios.documents import choice, ending, made, scene

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 3, 10)
YESTERDAY = TODAY - datetime.timedelta(days=1)


def talk(*bases):
    """One choice for each basis."""
    options = [choice(f"c{n}", "good", basis=basis) for n, basis in enumerate(bases)]
    return made(scene("s1", *options), ending("good", 3))


def norm(code, next_check=None, language="uk"):
    return Norm.objects.create(
        code=code, act="Закон", next_check=next_check, locale=locale(language)
    )


def found(document, review_due=None):
    return [
        (item.message_code, item.node, item.choice)
        for item in source_findings(document, review_due, TODAY)
    ]


def test_a_basis_that_nobody_described_is_named_with_its_choice():
    norm("law-1")
    assert found(talk("law-1", "law-2", "")) == [("source_unknown", "s1", "c1")]


@pytest.mark.parametrize(
    ("next_check", "is_late"), [(None, False), (TODAY, False), (YESTERDAY, True)]
)
def test_a_basis_is_late_from_the_day_after_its_check(next_check, is_late):
    norm("law-1", next_check)
    assert found(talk("law-1")) == [("source_overdue", "s1", "c0")] * is_late


def test_the_earliest_check_of_the_languages_counts():
    norm("law-1", TODAY)
    norm("law-1", YESTERDAY, "en")
    assert found(talk("law-1")) == [("source_overdue", "s1", "c0")]


@pytest.mark.parametrize(("due", "is_late"), [(None, False), (TODAY, False), (YESTERDAY, True)])
def test_the_review_of_the_whole_is_late_from_the_day_after(due, is_late):
    assert found(talk(""), due) == [("review_overdue", "", "")] * is_late


def test_they_are_warnings_with_sentences_until_the_site_demands_sources(settings):
    document = talk("law-2")
    (warning,) = source_findings(document, None, TODAY)
    assert (warning.check, warning.level) == (SOURCES, "W") == RULINGS["source_unknown"]
    assert "law-2" in sentence(warning)
    assert "law-2" in sentence(warning, "en")
    settings.SCENARIO_SOURCES_REQUIRED = True
    assert [item.level for item in source_findings(document, YESTERDAY, TODAY)] == ["E", "E"]


@pytest.mark.parametrize(("bases", "queries"), [([""], 0), (["a"], 1), (["a", "b", "c"], 1)])
def test_one_query_however_many_bases(bases, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        source_findings(talk(*bases), None, TODAY)
