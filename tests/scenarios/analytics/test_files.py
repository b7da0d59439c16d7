"""What leaves as a file: decisions as CSV, defused; talks as xAPI statements, pseudonymous."""

import csv
import io
import json
import re
import uuid
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from assessments.scenarios.analytics.xapi import duration
from assessments.scenarios.models import Run, RunMode
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory, RoleGrantFactory
from tests.scenarios.analytics.generator import people, talk, talks
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
GOOD = ["a", "a"]
PERIOD = re.compile(r"PT\d+(\.\d+)?S")


def table(client, scenario):
    response = client.get(desks.url("analytics_csv", scenario))
    assert response.status_code == 200
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def exported(client, scenario):
    response = client.post(desks.url("analytics_xapi", scenario))
    assert response.status_code == 200
    return [json.loads(line) for line in response.getvalue().decode().splitlines()]


def test_the_table_has_a_row_for_each_option(client, placed, version):
    talks([(one, GOOD) for one in people(6)], version)
    heading, *rows = table(client, placed)
    assert [(row[0], row[9]) for row in rows] == [
        ("one", "a"),
        ("one", "b"),
        ("one", "c"),
        ("two", "a"),
        ("two", "b"),
        ("two", "d"),
    ]
    assert rows[0][3:7] == ["6", "6", "6", "1,0"]
    assert len(heading) == len(rows[0])


def test_words_that_look_like_formulas_are_defused(client, placed, version):
    placed.graph["nodes"]["one"]["choices"][0]["text"] = "=HYPERLINK(1)"
    placed.graph["nodes"]["one"]["title"] = "@SUM"
    placed.save_revision().publish()
    talks([(one, GOOD) for one in people(6)], placed.versions.latest("number"))
    rows = table(client, placed)
    assert rows[1][1] == "'@SUM"
    assert rows[1][10] == "'=HYPERLINK(1)"


def test_a_scene_of_few_people_is_empty_in_the_table(client, placed, version):
    talks([(one, ["c"]) for one in people(6)], version)
    talk(PersonFactory(), version, GOOD)
    two = [row for row in table(client, placed) if row[0] == "two"]
    assert len(two) == 1
    assert two[0][3:] == [""] * 14


def test_a_statement_is_well_formed(client, writer, placed, version, settings):
    settings.BASE_URL = "https://study.example"
    run = talk(writer, version, GOOD, seconds=12.5)
    first, second = exported(client, placed)
    assert set(first) == {
        "id",
        "actor",
        "verb",
        "object",
        "result",
        "context",
        "timestamp",
        "version",
    }
    assert first["version"] == "1.0.3"
    assert set(first["actor"]) == {"objectType", "account"}
    assert first["actor"]["account"]["homePage"] == "https://study.example"
    assert first["verb"]["id"].startswith("http")
    assert first["object"]["id"] == "https://study.example/xapi/scenarios/T05/one"
    assert first["object"]["definition"]["interactionType"] == "choice"
    assert [one["id"] for one in first["object"]["definition"]["choices"]] == ["a", "b", "c"]
    assert "correctResponsesPattern" not in first["object"]["definition"]
    assert first["result"] == {
        "response": "a",
        "duration": "PT12.5S",
        "score": {"scaled": 1.0, "raw": 4, "min": 0, "max": 4},
    }
    assert first["context"]["revision"] == "1"
    assert datetime.fromisoformat(first["timestamp"]) == run.steps.first().at.replace(
        microsecond=run.steps.first().at.microsecond // 1000 * 1000
    )
    for name in ("id",):
        assert uuid.UUID(first[name]) != uuid.UUID(second[name])
    assert first["context"]["registration"] == second["context"]["registration"]
    assert PERIOD.fullmatch(second["result"]["duration"])


def test_a_statement_tells_nobody_who_it_is_and_stays_the_same(client, writer, placed, version):
    writer.email, writer.surname = "marta.tajemna@example.org", "Таємна"
    writer.save()
    run = talk(writer, version, GOOD)
    talk(writer, version, ["c"])
    once, again = exported(client, placed), exported(client, placed)
    assert once == again
    assert len({one["actor"]["account"]["name"] for one in once}) == 1
    assert len({one["context"]["registration"] for one in once}) == 2
    text = json.dumps(once, ensure_ascii=False)
    for secret in (writer.email, writer.surname, str(run.pk), run.pk.hex):
        assert secret not in text


def test_pseudonyms_differ_by_person_and_by_site(client, writer, placed, version, settings):
    talk(writer, version, ["c"])
    here = exported(client, placed)[0]["actor"]["account"]["name"]
    call = lambda: json.loads(_command("T05").splitlines()[0])  # noqa: E731  said twice below
    assert call()["actor"]["account"]["name"] == here
    settings.SECRET_KEY = "another site’s secret of some length, not this one"
    assert call()["actor"]["account"]["name"] != here


def _command(*args, **options):
    out = io.StringIO()
    call_command("export_xapi", *args, stdout=out, **options)
    return out.getvalue()


def test_scores_stay_inside_until_the_talk_is_over(client, writer, placed, version):
    talk(writer, version, ["a"])
    statement = exported(client, placed)[0]
    assert "score" not in statement["result"]
    assert statement["result"]["response"] == "a"


def test_only_talks_in_the_exporters_scope_leave(client, writer, placed, version):
    mine, other = OrgUnitFactory(), OrgUnitFactory()
    for unit in (mine, other):
        PostingFactory(person=(one := PersonFactory()), unit=unit)
        talk(one, version, GOOD)
    assert exported(client, placed) == []
    RoleGrantFactory(person=writer, unit=mine)
    assert len(exported(client, placed)) == 2
    assert len(_command("T05").splitlines()) == 4


def test_other_ways_tried_are_not_exported(client, writer, placed, version):
    first = talk(writer, version, GOOD)
    step = first.steps.first()
    branch = talk(writer, version, GOOD, mode=RunMode.PRACTICE)
    Run.objects.filter(pk=branch.pk).update(origin=step, initial=step.before)
    assert len(exported(client, placed)) == 2


def test_the_export_is_logged_with_its_size(client, writer, placed, version):
    talk(writer, version, GOOD)
    exported(client, placed)
    entry = ModelLogEntry.objects.get(action="scenarios.export_xapi")
    assert (entry.user, entry.data) == (writer, {"statements": 2, "scope": "own"})
    _command("T05")
    assert ModelLogEntry.objects.filter(action="scenarios.export_xapi", user=None).exists()


def test_the_export_is_a_post(client, placed):
    assert client.get(desks.url("analytics_xapi", placed)).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_statements_are_streamed_in_so_many_queries(
    writer, placed, version, number, django_assert_num_queries
):
    talks([(writer, GOOD)] * number, version)
    _command("T05")
    with django_assert_num_queries(6):
        assert len(_command("T05").splitlines()) == 2 * number


def test_the_command_writes_a_file_and_says_what_it_cannot(placed, writer, version, tmp_path):
    talk(writer, version, GOOD)
    _command("T05", output=tmp_path / "talks.jsonl")
    assert len((tmp_path / "talks.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    with pytest.raises(CommandError, match="T99"):
        _command("T99")
    with pytest.raises(CommandError, match="nowhere"):
        _command("T05", output=tmp_path / "nowhere" / "talks.jsonl")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "PT0S"), (12.5, "PT12.5S"), (3600, "PT3600S"), (-1, "PT0S")]
)
def test_durations(seconds, said):
    assert duration(seconds) == said
