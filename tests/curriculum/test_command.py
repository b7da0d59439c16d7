"""The command load_curriculum: for people and for machines."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.quizzes.models import QuestionBank
from tests.curriculum.samples import change
from training.curriculum.models import LoadedItem

pytestmark = pytest.mark.django_db

BANK = "banks/t1.yaml"
LESSON = "modules/t1/1-pershyi.md"


def test_command_prints_faults_and_fails(folder):
    line = change(folder, LESSON, "(2-druhyi.md)", "(9-nema.md)")
    errors = StringIO()
    with pytest.raises(CommandError):
        call_command("load_curriculum", str(folder), stderr=errors)
    assert f"{LESSON}:{line}: " in errors.getvalue()
    assert not LoadedItem.objects.exists()


def test_command_speaks_json(folder):
    output = StringIO()
    call_command("load_curriculum", str(folder), "--json", stdout=output)
    assert json.loads(output.getvalue())["counts"]["unchanged"] == 0
    QuestionBank.objects.update(name="Наш банк")
    output = StringIO()
    call_command("load_curriculum", str(folder), "--json", "--dry-run", stdout=output)
    told = json.loads(output.getvalue())
    assert told["dry_run"] is True
    assert told["kept"] == [{"key": "bank:T1", "why": "changed"}]

    change(folder, "norms.yaml", "code: law-1", "code: law-2")
    output = StringIO()
    with pytest.raises(CommandError):
        call_command("load_curriculum", str(folder), "--json", stdout=output)
    assert {fault["file"] for fault in json.loads(output.getvalue())["faults"]} == {
        BANK,
        LESSON,
        "scenarios/s01.yaml",
    }
