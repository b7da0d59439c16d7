"""Import into the library: always new drafts, all or none, with the file and the report kept."""

import hashlib

import pytest

from assessments.scenarios.exchange import own_json
from assessments.scenarios.exchange.detect import read_file
from assessments.scenarios.models import Scenario, ScenarioSource, ScenarioVersion
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.services.exchange import WRITERS, export_scenario, import_scenarios
from tests.factories.people import PersonFactory
from tests.factories.scenarios import scenario
from tests.factories.tree import locale
from tests.scenarios.documents import healthy
from tests.scenarios.exchange.reading import content, read, twee

pytestmark = pytest.mark.django_db

DOCUMENT = own_json.write(healthy())


@pytest.fixture(autouse=True)
def _language(db):
    locale()


def bring(data=DOCUMENT, *, dry_run=False, by=None, name="story.json"):
    data = data.encode() if isinstance(data, str) else data
    reading = read_file(name, data)
    return import_scenarios(reading=reading, name=name, content=data, by=by, dry_run=dry_run)


def test_a_dry_run_stores_nothing_and_says_the_same():
    dry = bring(dry_run=True)
    assert (Scenario.objects.count(), ScenarioSource.objects.count()) == (0, 0)

    real = bring()
    assert (dry.to_json(), dry.codes) == (real.to_json(), real.codes)


def test_a_story_becomes_a_draft_that_is_not_published():
    person = PersonFactory()

    (made,) = bring(by=person).scenarios

    made.refresh_from_db()
    assert (made.code, made.title, made.live) == ("T01", "Проба", False)
    assert made.latest_revision.user == person
    assert draft_of(made).document == healthy()
    assert not ScenarioVersion.objects.exists()


def test_the_file_its_hash_and_the_report_are_kept_with_the_draft():
    data = content("harlowe.twee")
    (made,) = bring(data, name="лист.twee").scenarios

    source = made.sources.get()
    assert bytes(source.content) == data
    assert source.sha256 == hashlib.sha256(data).hexdigest()
    assert (source.file_name, source.format) == ("лист.twee", "twee")
    assert source.identifier == "6C2A9F0E-3B7D-4E51-9A44-0D5E8B1C7A11"
    assert source.report["scenarios"][0]["left_behind"]["live"] == 1


def test_a_second_import_makes_a_second_draft_and_says_so():
    bring()

    report = bring()

    assert [one.code for one in Scenario.objects.order_by("pk")] == ["T01", "T01-2"]
    assert draft_of(report.scenarios[0]).document["code"] == "T01-2"
    said = " ".join(report.to_json()["warnings"])
    assert "imported before, as T01" in said
    assert "“T01-2”" in said


def test_a_published_role_play_of_the_same_code_stays_as_it_is():
    there = scenario()
    before = there.latest_revision_id

    bring(WRITERS["json"](draft_of(there).document))

    there.refresh_from_db()
    assert (there.live, there.latest_revision_id) == (True, before)
    assert Scenario.objects.get(code="T05-2").live is False


def test_another_story_of_the_same_identifier_is_said_and_both_stay():
    bring(twee(":: A\nОдне"), name="a.twee")

    report = bring(twee(":: A\nДруге"), name="b.twee")

    assert Scenario.objects.count() == 2
    assert any("same identifier" in warning for warning in report.to_json()["warnings"])


def test_two_stories_of_an_archive_become_two_drafts_of_different_codes():
    page = (
        '<tw-storydata name="Одна" ifid="X" startnode="1"><tw-passagedata pid="1" name="A">Так'
        "</tw-passagedata></tw-storydata>"
    )
    report = bring(page + page, name="archive.html")

    assert report.codes == ["odna", "odna-2"]
    assert ScenarioSource.objects.filter(identifier="X").count() == 2


def test_with_one_broken_story_nothing_of_an_archive_is_imported():
    page = (
        '<tw-storydata name="Одна"><tw-passagedata pid="1" name="A">Так</tw-passagedata>'
        '</tw-storydata><tw-storydata name="Порожня"></tw-storydata>'
    )
    report = bring(page, name="archive.html")

    assert report.is_refused
    assert (Scenario.objects.count(), ScenarioSource.objects.count()) == (0, 0)


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch):
    def fail(**kwargs):
        raise RuntimeError

    monkeypatch.setattr(ScenarioSource.objects, "create", fail)
    with pytest.raises(RuntimeError):
        bring()

    assert Scenario.objects.count() == 0


@pytest.mark.parametrize(("said", "code"), [("S.05", "S-05"), ("t01", "t01-2"), ("S_1-b", "S_1-b")])
def test_a_code_is_an_address_and_unlike_all_others(said, code):
    Scenario.objects.create(code="T01", title="Є", locale=locale())

    report = bring(own_json.write(healthy(code=said)))

    assert report.codes == [code]


@pytest.mark.parametrize("format", WRITERS)
def test_an_export_of_the_newest_draft_is_read_back(format):
    (made,) = bring().scenarios

    reading = read(export_scenario(scenario=made, format=format))

    assert reading.stories[0].document["nodes"].keys() == healthy()["nodes"].keys()
