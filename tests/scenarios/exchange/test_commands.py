"""import_scenario and export_scenario."""

import json

import pytest
from django.core.management import CommandError, call_command

from assessments.scenarios.document import structure_hash
from assessments.scenarios.models import Scenario
from tests.factories.scenarios import scenario
from tests.factories.tree import locale
from tests.scenarios.exchange.reading import FILES, story

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _language(db):
    locale()


def run(capsys, *arguments, **options):
    call_command("import_scenario", *arguments, **options)
    return capsys.readouterr().out


def test_a_dry_run_prints_the_report_for_machines(capsys):
    found = json.loads(run(capsys, FILES / "chapbook.twee", dry_run=True, json=True))

    assert found == {
        "format": "twee",
        "scenarios": [
            {
                "title": "Черга в центрі",
                "start": "Черга",
                "nodes": 4,
                "choices": 5,
                "links": 5,
                "broken_links": [],
                "variables": ["stress"],
                "left_behind": {
                    **{"after": 1, "formatting": 1, "image": 1, "print": 2, "reveal link": 1},
                    **{"script": 1, "set": 3},
                },
            }
        ],
        "warnings": ["Endings whose level is to be set (now “partial”): 1."],
        "errors": [],
    }
    assert not Scenario.objects.exists()


def test_without_dry_run_the_draft_is_made_and_named(capsys):
    said = run(capsys, FILES / "harlowe.twee")

    assert Scenario.objects.get().code == "lyst-vid-banku"
    assert "lyst-vid-banku" in said
    assert "Кінець середній → Початок" in said


def test_a_refused_file_ends_with_a_fault_and_the_report_is_printed_all_the_same(capsys):
    with pytest.raises(CommandError) as error:
        run(capsys, FILES / "ink.json", json=True)

    assert error.value.returncode == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["scenarios"]) == ("ink-json", [])
    assert "compiled ink" in found["errors"][0]


def test_a_file_that_is_not_there_is_said(capsys):
    with pytest.raises(CommandError, match="No such file"):
        run(capsys, FILES / "none.twee")


@pytest.mark.parametrize("format", ["json", "csv", "xlsx", "twee"])
def test_an_export_keeps_the_structure(format, tmp_path):
    made = scenario()
    path = tmp_path / "out"

    call_command("export_scenario", made.code, format=format, output=path)

    found = story(path.read_bytes()).document
    assert structure_hash(found) == structure_hash(made.graph)


def test_an_export_of_what_is_not_there_is_refused():
    with pytest.raises(CommandError, match="no role-play “S99”"):
        call_command("export_scenario", "S99", format="json")
