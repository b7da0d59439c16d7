"""``verify_attempts``: stored talks against their replay."""

import io
import json
import random

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from assessments.evidence.exceptions import AppendOnly
from assessments.scenarios.models import Run, RunStep, ScenarioVersion
from assessments.scenarios.services.branches import start_branch
from tests.factories.people import PersonFactory
from tests.factories.scenarios import scenario_page
from tests.scenarios.proof.talking import take, talk

pytestmark = pytest.mark.django_db


@pytest.fixture
def placed(db):
    return scenario_page()


def verified(*options):
    out = io.StringIO()
    try:
        call_command("verify_attempts", "--json", *options, stdout=out)
    except CommandError as error:
        return json.loads(out.getvalue()), error.returncode
    return json.loads(out.getvalue()), 0


def altered(model, pk, **values):
    """Change a row behind the back of its rules, as a fault of storage would."""
    table, dump = model._meta.db_table, json.dumps
    for name, value in values.items():
        stored = dump(value) if isinstance(value, (dict, list)) else value
        field = model._meta.pk.get_db_prep_value(pk, connection)
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE {table} SET "{name}" = %s WHERE {model._meta.pk.column} = %s',  # noqa: S608  names are ours
                [stored, field],
            )


def test_without_runs_there_is_nothing_to_fault():
    assert verified() == ({"attempts": 0, "runs": 0, "faults": []}, 0)


def test_every_run_is_replayed_branches_too(placed):
    person = PersonFactory()
    done = talk(person, placed, ["b", "b"])
    talk(person, placed, ["a"])
    branch = start_branch(person=person, step_id=done.steps.last().pk)
    take(branch, "a")
    assert verified() == ({"attempts": 0, "runs": 3, "faults": []}, 0)


@pytest.mark.parametrize(
    ("model", "values", "part"),
    [
        (RunStep, {"earned": 3}, "score"),
        (RunStep, {"offered": 9}, "score"),
        (RunStep, {"choice": "b"}, "states"),
        (RunStep, {"choice": "gone"}, "replayed"),
        (RunStep, {"shown": ["a"]}, "on offer"),
        (Run, {"ending": "bad"}, "result"),
        (Run, {"is_passed": False}, "result"),
        (Run, {"achievement": "50.00"}, "score of the run"),
        (Run, {"critical_errors": 2}, "score of the run"),
        (Run, {"index": 1}, "state of the run"),
    ],
)
def test_a_difference_fails_and_names_the_run(placed, model, values, part):
    run = talk(PersonFactory(), placed, ["a", "a"])
    talk(PersonFactory(), placed, ["c"])
    pk = run.pk if model is Run else run.steps.first().pk
    altered(model, pk, **values)
    body, code = verified()
    assert code == 1
    assert body["runs"] == 2
    assert {fault["run"] for fault in body["faults"]} == {str(run.pk)}
    assert part in body["faults"][0]["fault"]


def test_a_version_whose_document_was_changed_is_named(placed):
    version = ScenarioVersion.objects.get()
    document = version.document
    document["nodes"]["one"]["text"] = "Підмінений текст"
    altered(ScenarioVersion, version.pk, document=document)
    body, code = verified()
    assert (code, [fault["version"] for fault in body["faults"]]) == (1, [version.pk])


def test_for_people_a_line_counts_what_was_replayed(placed):
    talk(PersonFactory(), placed, ["c"])
    out = io.StringIO()
    call_command("verify_attempts", stdout=out)
    assert out.getvalue() == "0 attempts and 1 role-plays replayed\n"


def test_a_run_costs_a_constant_number_of_queries_however_many_there_are(placed):
    dice = random.Random(5)
    costs = []
    for people in (2, 4):
        for _ in range(people - Run.objects.count()):
            talk(PersonFactory(), placed, dice.choice([["a", "a"], ["b", "b"], ["c"]]))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            verified()
        costs.append(len(queries))
    first, second = costs
    assert (second - first) % 2 == 0
    assert second - first <= 2 * 3  # steps of the run, twice, and its version's document at most


def test_versions_and_steps_are_written_once(placed):
    talk(PersonFactory(), placed, ["c"])
    for model, values in ((ScenarioVersion, {"number": 9}), (RunStep, {"earned": 9})):
        row = model.objects.get()
        for change in (
            row.save,
            row.delete,
            lambda rows=model.objects, values=values: rows.update(**values),
            lambda rows=model.objects: rows.all().delete(),
            lambda rows=model.objects, row=row: rows.bulk_update([row], ["pk"]),
            lambda rows=model.objects, row=row: rows.bulk_create(
                [row], update_conflicts=True, update_fields=["number"], unique_fields=["id"]
            ),
        ):
            with pytest.raises(AppendOnly):
                change()
    assert ScenarioVersion.objects.get().number == 1
