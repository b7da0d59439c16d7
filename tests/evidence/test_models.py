import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.evidence.exceptions import AppendOnly
from assessments.evidence.models import (
    CompetencyLevel,
    Completion,
    Evidence,
    EvidenceKind,
    LevelRule,
)
from assessments.evidence.rule_document import KINDS, START_RULE
from assessments.evidence.services import complete_step
from tests.factories.evidence import EvidenceFactory, NewEvidenceFactory
from tests.factories.people import PersonFactory
from training.people.models import OrgUnit, Posting, Role, RoleGrant

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["completion", "evidence", "rule"])
def row(request, person):
    if request.param == "completion":
        return complete_step(person=person, step_key=NewEvidenceFactory().source_key, version="1")
    if request.param == "evidence":
        return EvidenceFactory(person=person)
    return LevelRule.objects.get(version=1)


def test_a_row_is_neither_saved_again_nor_deleted(row):
    with pytest.raises(AppendOnly):
        row.save()
    with pytest.raises(AppendOnly):
        row.delete()


def test_rows_are_neither_updated_nor_deleted_in_bulk(row):
    rows = type(row).objects.all()
    field = "active_from" if isinstance(row, LevelRule) else "person"
    with pytest.raises(AppendOnly):
        rows.update(**{field: getattr(row, field)})
    with pytest.raises(AppendOnly):
        rows.bulk_update([row], [field])
    with pytest.raises(AppendOnly):
        rows.bulk_create([row], update_conflicts=True, unique_fields=["pk"], update_fields=[field])
    with pytest.raises(AppendOnly):
        rows.delete()
    with pytest.raises(AppendOnly):
        type(row).objects.filter(pk=row.pk).delete()


def test_a_known_key_is_not_a_way_to_overwrite(person):
    known = EvidenceFactory(person=person)
    copy = Evidence(pk=known.pk, person=person, competency=known.competency)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"share": "1.5"}, "evidence_share_0_to_1"),
        ({"share": "-0.1"}, "evidence_share_0_to_1"),
        ({"level": 5}, "evidence_level_0_to_4"),
        ({"kind": "self"}, "evidence_kind_known"),
        ({"void_reason": "why"}, "evidence_voided_wholly"),
        ({"voided_at": timezone.now()}, "evidence_voided_wholly"),
        ({}, "evidence_once_in_force|UNIQUE constraint failed"),
    ],
)
def test_the_database_refuses_impossible_evidence(fields, constraint):
    row = EvidenceFactory()
    columns = {
        field.attname: getattr(row, field.attname)
        for field in Evidence._meta.concrete_fields
        if not field.primary_key
    }
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Evidence.objects.create(**{**columns, **fields})


def test_the_rules_and_the_ledger_know_the_same_kinds():
    assert set(EvidenceKind.values) == KINDS


def test_version_1_of_the_rule_is_the_start_rule():
    assert LevelRule.objects.get(version=1).document == START_RULE


def test_the_newest_active_rule_is_in_force():
    day = datetime.date(2026, 6, 1)
    for version, active_from in ((2, day), (3, day + datetime.timedelta(days=1))):
        LevelRule.objects.create(version=version, document=START_RULE, active_from=active_from)
    assert LevelRule.objects.in_force(day).version == 2
    assert LevelRule.objects.in_force(datetime.date(2000, 1, 1)) is None


def test_rows_are_visible_to_their_owner_and_to_those_who_lead_them_today(person):
    today = timezone.localdate()
    manager, stranger = PersonFactory(), PersonFactory()
    unit, sister = (
        OrgUnit.add_root(code=code, name=code, short_name=code, active_from=today)
        for code in ("kyiv", "lviv")
    )
    for who, where in ((person, unit), (stranger, sister)):
        Posting.objects.create(person=who, unit=where, post="frontliner", date_from=today)
        EvidenceFactory(person=who)
    RoleGrant.objects.create(person=manager, role=Role.MANAGER, unit=unit, date_from=today)
    for model in (Evidence, CompetencyLevel):
        assert {row.person for row in model.objects.visible_to(manager)} == {person}
        assert {row.person for row in model.objects.visible_to(stranger)} == {stranger}
    assert not Completion.objects.visible_to(manager).exists()
