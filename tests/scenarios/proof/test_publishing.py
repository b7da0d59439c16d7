"""What stops a publishing, what is ticked, and what a version keeps of it."""

import datetime

import pytest
from wagtail.models import ModelLogEntry

from assessments.scenarios.checker import check
from assessments.scenarios.exceptions import NotAccepted, NotPublishable, PlaysBroken
from assessments.scenarios.models import NamedPlay, Scenario, ScenarioVersion
from assessments.scenarios.services.publishing import (
    ACCEPTED,
    publish_version,
    record_acceptance,
    sheet_of,
)
from tests.factories.people import PersonFactory
from tests.scenarios.documents import healthy
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory()


@pytest.fixture
def scenario():
    return desks.draft()


def ticked(scenario, person):
    record_acceptance(scenario=scenario, sheet=sheet_of(scenario, scenario.graph), person=person)


def warnings_of(document):
    return [item.to_json() for item in check(document).findings if item.level == "W"]


def test_warnings_nobody_ticked_stop_a_person(scenario, person):
    with pytest.raises(NotAccepted) as refusal:
        publish_version(scenario=scenario, published_by=person)
    assert [item.to_json() for item in refusal.value.findings] == warnings_of(scenario.graph)
    assert not ScenarioVersion.objects.exists()


def test_the_version_keeps_what_was_ticked_and_by_whom(scenario, person):
    ticked(scenario, person)
    revision = scenario.latest_revision
    version = publish_version(scenario=scenario, published_by=person, revision=revision)
    assert version.accepted == warnings_of(scenario.graph) != []
    assert (version.published_by, version.revision) == (person, revision)
    entry = ModelLogEntry.objects.get(action=ACCEPTED)
    assert (entry.user, entry.data["content_hash"]) == (person, version.content_hash)


def test_a_tick_belongs_to_the_very_content(scenario, person):
    ticked(scenario, person)
    scenario.graph["nodes"]["one"]["text"] += "Ще слово."
    with pytest.raises(NotAccepted):
        publish_version(scenario=scenario, published_by=person)


def test_a_tick_covers_only_the_warnings_that_were_listed(scenario, person):
    sheet = sheet_of(scenario, scenario.graph)
    ModelLogEntry.objects.all().delete()
    record_acceptance(scenario=scenario, sheet=sheet, person=person)
    entry = ModelLogEntry.objects.get(action=ACCEPTED)
    entry.data["warnings"].pop()
    entry.save()
    with pytest.raises(NotAccepted):
        publish_version(scenario=scenario, published_by=person)


def test_what_a_command_publishes_has_its_warnings_recorded_and_none_accepted(scenario):
    version = publish_version(scenario=scenario)
    recorded = [item for item in version.findings if item["level"] == "W"]
    assert (recorded, version.accepted) == (warnings_of(scenario.graph), [])


def test_without_warnings_nothing_is_asked(person):
    scenario = desks.draft(healthy())
    assert publish_version(scenario=scenario, published_by=person).accepted == []


def test_the_version_keeps_what_the_proof_found(scenario):
    report = check(scenario.graph)
    version = publish_version(scenario=scenario)
    assert (version.minutes_min, version.minutes_max) == (report.minutes_min, report.minutes_max)
    assert (version.max_earned, version.states) == (report.max_earned, report.states)
    assert version.random_pass_chance == report.random_pass_chance


def test_sources_are_recorded_with_the_version(scenario):
    scenario.review_due = datetime.date(2020, 1, 1)
    version = publish_version(scenario=scenario)
    assert "review_overdue" in {item["message_code"] for item in version.findings}


def test_a_source_late_since_the_tick_stops_nobody_but_is_recorded(scenario, person):
    ticked(scenario, person)
    scenario.review_due = datetime.date(2020, 1, 1)
    version = publish_version(scenario=scenario, published_by=person)
    assert "review_overdue" in {item["message_code"] for item in version.findings}
    assert "review_overdue" not in {item["message_code"] for item in version.accepted}


def test_where_the_site_demands_sources_a_late_one_stops(scenario, settings):
    settings.SCENARIO_SOURCES_REQUIRED = True
    scenario.review_due = datetime.date(2020, 1, 1)
    with pytest.raises(NotPublishable):
        publish_version(scenario=scenario)


def test_a_named_play_that_goes_otherwise_stops_and_says_what_changed(scenario):
    NamedPlay.objects.create(
        scenario=scenario,
        name="Добрий шлях",
        choices=["a", "a"],
        ending="good",
        earned=7,
        is_passed=True,
    )
    with pytest.raises(PlaysBroken) as refusal:
        publish_version(scenario=scenario)
    (broken,) = refusal.value.findings
    assert broken.play.name == "Добрий шлях"
    assert "7" in broken.reason
    assert "8" in broken.reason
    assert not ScenarioVersion.objects.exists()


def test_a_named_play_that_holds_stops_nothing(scenario):
    NamedPlay.objects.create(
        scenario=scenario,
        name="Добрий шлях",
        choices=["a", "a"],
        ending="good",
        earned=8,
        is_passed=True,
    )
    assert publish_version(scenario=scenario).number == 1


def test_the_same_content_makes_no_version_and_asks_no_tick(scenario, person):
    first = publish_version(scenario=scenario)
    assert publish_version(scenario=scenario, published_by=person) == first
    assert sheet_of(scenario, scenario.graph).is_published
    assert not sheet_of(scenario, scenario.graph).needs_tick


def test_what_is_only_scheduled_makes_no_version_yet(scenario):
    scenario.go_live_at = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
    scenario.save_revision().publish()
    assert not Scenario.objects.get().live
    assert not ScenarioVersion.objects.exists()
