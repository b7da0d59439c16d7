from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from assessments.evidence.models import LevelRule
from assessments.evidence.rules import START_RULE

start_rule = import_module("assessments.evidence.migrations.0002_start_rule")


@pytest.mark.django_db
def test_the_start_rule_goes_and_comes_back():
    apps = MigrationLoader(connection).project_state([("evidence", "0002_start_rule")]).apps
    start_rule.remove_start_rule(apps, None)
    assert not LevelRule.objects.exists()
    for _ in range(2):
        start_rule.add_start_rule(apps, None)
    rule = LevelRule.objects.get()
    assert (rule.version, rule.document) == (1, START_RULE)
