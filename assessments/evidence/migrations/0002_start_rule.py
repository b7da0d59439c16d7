import datetime

from django.db import migrations

from assessments.evidence.rule_document import START_RULE

# As adopted on the first day; a later rule is a new version, never an edit of this one.
VERSION = 1
ACTIVE_FROM = datetime.date(2020, 1, 1)


def add_start_rule(apps, schema_editor):
    rules = apps.get_model("evidence", "LevelRule")
    rules.objects.get_or_create(
        version=VERSION, defaults={"document": START_RULE, "active_from": ACTIVE_FROM}
    )


def remove_start_rule(apps, schema_editor):
    apps.get_model("evidence", "LevelRule").objects.filter(version=VERSION).delete()


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]

    operations = [migrations.RunPython(add_start_rule, remove_start_rule)]
