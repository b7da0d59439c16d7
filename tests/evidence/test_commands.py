import json

import pytest
from django.core.management import CommandError, call_command

from assessments.evidence.models import CompetencyLevel, LevelRule
from tests.factories.evidence import EvidenceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def lost_cache():
    for _ in range(2):
        EvidenceFactory()
    CompetencyLevel.objects.all().delete()


def test_levels_are_rebuilt_and_counted(lost_cache, capsys):
    call_command("rebuild_levels")
    assert capsys.readouterr().out == "2 levels of 2 people, 2 changed.\n"
    assert set(CompetencyLevel.objects.values_list("level", flat=True)) == {1}


def test_counts_are_given_to_machines(lost_cache, capsys):
    call_command("rebuild_levels", "--json")
    assert json.loads(capsys.readouterr().out) == {"people": 2, "levels": 2, "changed": 2}


def test_a_bad_rule_fails_loudly(lost_cache):
    LevelRule.objects.create(version=2, document={"levels": []}, active_from="2026-01-01")
    with pytest.raises(CommandError, match="levels: must be a list that is not empty"):
        call_command("rebuild_levels")
