"""What asks for its author's eye, whatever the number of talks."""

import datetime

import pytest
from django.utils import timezone

from assessments.scenarios.analytics.health import disagreements, health
from assessments.scenarios.analytics.queries import version_groups
from assessments.scenarios.findings import found
from assessments.scenarios.models import (
    ExpertPanel,
    ExpertRating,
    ScenarioRemark,
    ScenarioVersion,
)
from tests.factories.people import PersonFactory
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def state(scenario):
    return health(scenario, version_groups(scenario)[0])


def ratings(*marks, choice="a"):
    return [("one", choice, "FL-02", mark) for mark in marks]


def test_agreement_by_hand():
    # Variance of 0 0 4 4 4 is 4.8: 1 − 4.8 / 2 is below 0, so 0. Of 3 4 4 4 4: 0.2, so 0.9.
    split = disagreements(ratings(0, 0, 4, 4, 4) + ratings(3, 4, 4, 4, 4, choice="b"))
    assert [(one.choice, one.agreement, one.experts) for one in split] == [("a", 0.0, 5)]
    # 2 2 2 3 4: variance 0.8, agreement 0.6.
    assert disagreements(ratings(2, 2, 2, 3, 4))[0].agreement == pytest.approx(0.6)


def test_four_experts_are_too_few_to_disagree():
    assert disagreements(ratings(0, 0, 4, 4)) == []


def test_only_the_newest_panel_counts(placed):
    for marks in ((0, 0, 4, 4, 4), (4, 4, 4, 4, 4)):
        panel = ExpertPanel.objects.create(scenario=placed, document=placed.graph)
        for mark in marks:
            ExpertRating.objects.create(
                panel=panel,
                expert=PersonFactory(),
                node="one",
                choice="a",
                competency="FL-02",
                rating=mark,
            )
    assert state(placed).disagreements == []


def test_law_and_remarks(client, placed, version):
    assert (state(placed).review_due, state(placed).is_review_overdue) == (None, False)
    placed.review_due = timezone.localdate() - datetime.timedelta(days=1)
    placed.save()
    ScenarioRemark.objects.create(
        version=version, node="one", person=PersonFactory(), text="Назва центру стара"
    )
    told = state(placed)
    assert (told.is_review_overdue, told.open_remarks) == (True, 1)
    page = client.get(desks.url("analytics", placed))
    assert "Назва центру стара" in page.text


def test_warnings_that_were_ticked_off_stand_with_their_sentence(client, placed, version):
    fields = {
        name: getattr(version, name)
        for name in (
            "scenario",
            "schema_version",
            "document",
            "structure_hash",
            "max_earned",
            "is_exhaustive",
            "states",
            "random_pass_chance",
        )
    }
    warning = found("long_choice", "one", "a", words=40, limit=30)
    ScenarioVersion.objects.create(
        **fields, number=2, content_hash="x", accepted=[warning.to_json()]
    )
    accepted = state(placed).accepted
    assert [(one.node, one.choice) for one in accepted] == [("one", "a")]
    assert "40" in accepted[0].words
    assert accepted[0].words in client.get(desks.url("analytics", placed)).text
