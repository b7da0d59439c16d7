"""Evidence of many people corrected at once, and levels as they would be."""

import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import ModelLogEntry

from assessments.evidence import services
from assessments.evidence.exceptions import AlreadyVoided, InvalidEvidence, ReasonMissing
from assessments.evidence.models import CompetencyLevel, Completion, Evidence
from assessments.evidence.queries import levels_if, rule_in_force
from assessments.evidence.services import NewCompletion, Replacement
from tests.factories.evidence import EvidenceFactory, NewEvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def instead_of(row, **changes):
    """What would take the place of ``row``."""
    return NewEvidenceFactory(
        competency=row.competency,
        source_key=row.source_key,
        source_ref=row.source_ref,
        performed_at=row.performed_at,
        **changes,
    )


def replaced(row, **changes):
    return Replacement(person=row.person, old=row, new=instead_of(row, **changes))


def test_old_rows_are_voided_new_ones_count_and_levels_follow():
    boss, competency = PersonFactory(), CompetencyFactory()
    rows = [EvidenceFactory(competency=competency) for _ in range(3)]
    better, worse, gone = rows

    services.replace_evidence(
        replacements=[
            replaced(better, share=Decimal("0.95")),
            replaced(worse, share=Decimal("0.30")),
            Replacement(person=gone.person, old=gone, new=None),
        ],
        by=boss,
        reason="Ключ був хибний.",
    )

    shares = dict(Evidence.objects.in_force().values_list("person", "share"))
    assert shares == {better.person_id: Decimal("0.95"), worse.person_id: Decimal("0.3")}
    voided = Evidence.objects.filter(pk__in=[row.pk for row in rows])
    assert {(row.voided_by, row.void_reason) for row in voided} == {(boss, "Ключ був хибний.")}
    levels = dict(CompetencyLevel.objects.values_list("person", "level"))
    assert levels == {better.person_id: 1, worse.person_id: 0}
    logged = ModelLogEntry.objects.filter(action="evidence.void", user=boss)
    assert {entry.object_id for entry in logged} == {str(row.pk) for row in rows}
    assert {entry.data["reason"] for entry in logged} == {"Ключ був хибний."}
    assert {entry.label for entry in logged} == {str(row) for row in rows}


def test_a_row_may_return_after_it_was_voided():
    row = EvidenceFactory()
    services.void_evidence(evidence=row, by=row.person, reason="Помилка.")
    services.replace_evidence(
        replacements=[Replacement(person=row.person, old=None, new=instead_of(row))],
        by=PersonFactory(),
        reason="Таки так.",
    )
    assert Evidence.objects.in_force().get().source_ref == row.source_ref
    assert CompetencyLevel.objects.get().level == 1


def test_without_a_reason_nothing_changes():
    row = EvidenceFactory()
    with pytest.raises(ReasonMissing):
        services.replace_evidence(replacements=[replaced(row)], by=row.person, reason=" ")
    assert Evidence.objects.get() == row


def test_a_row_that_was_voided_meanwhile_stops_all():
    one, other = EvidenceFactory(), EvidenceFactory()
    services.void_evidence(evidence=Evidence.objects.get(pk=one.pk), by=one.person, reason="Хиба.")
    with pytest.raises(AlreadyVoided):
        services.replace_evidence(
            replacements=[replaced(one), replaced(other)], by=one.person, reason="Ключ."
        )
    assert Evidence.objects.in_force().get() == other


@pytest.mark.parametrize("field", ["source_ref", "kind"])
def test_a_replacement_is_about_the_same_attempt_and_kind(field):
    row = EvidenceFactory()
    other = {"source_ref": uuid.uuid4(), "kind": "scenario"}[field]
    new = replace(instead_of(row), **{field: other})
    with pytest.raises(InvalidEvidence):
        services.replace_evidence(
            replacements=[Replacement(person=row.person, old=row, new=new)],
            by=row.person,
            reason="Ключ.",
        )
    assert Evidence.objects.get() == row


def test_it_takes_the_same_queries_for_one_row_and_for_three():
    competency, boss = CompetencyFactory(), PersonFactory()
    counted = []
    for people in (1, 1, 3):
        changes = [replaced(EvidenceFactory(competency=competency)) for _ in range(people)]
        with CaptureQueriesContext(connection) as captured:
            services.replace_evidence(replacements=changes, by=boss, reason="Ключ.")
        counted.append(len(captured))
    assert counted[1] == counted[2]
    assert services.replace_evidence(replacements=[], by=boss, reason="Ключ.") == []


def test_steps_of_many_are_completed_once_and_announced(django_capture_on_commit_callbacks):
    people, key, now = [PersonFactory(), PersonFactory()], uuid.uuid4(), timezone.now()
    rows = [NewCompletion(person.pk, key, "1", now) for person in people]
    with django_capture_on_commit_callbacks() as callbacks:
        services.complete_steps(rows)
    services.complete_steps(rows)
    assert set(Completion.objects.values_list("person", flat=True)) == {one.pk for one in people}
    assert Completion.objects.count() == len(callbacks) == 2


def test_levels_as_they_would_be_are_told_without_writing_them(django_assert_num_queries):
    row = EvidenceFactory(share=Decimal("0.95"))
    stranger = PersonFactory()
    today = timezone.localdate()
    _version, rule = rule_in_force(today)
    pair, empty = (row.person_id, row.competency_id), (stranger.pk, row.competency_id)
    people, competencies = [row.person_id, stranger.pk], [row.competency_id]

    def levels(**changes):
        given = {"instead": {}, "added": {}, **changes}
        with django_assert_num_queries(2):
            return levels_if(people, competencies, today, rule=rule, **given)

    assert levels() == {pair: (1, 1), empty: (0, 0)}
    low = replace(row.as_item(), share=Decimal("0.1"))
    assert levels(instead={row.pk: low})[pair] == (1, 0)
    assert levels(instead={row.pk: None})[pair] == (1, 0)
    assert levels(added={empty: [row.as_item()]})[empty] == (0, 1)
    assert CompetencyLevel.objects.get().level == 1
