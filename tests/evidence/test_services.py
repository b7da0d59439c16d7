import datetime
import random
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import timezone
from wagtail.models import Locale, ModelLogEntry

from assessments.evidence import services
from assessments.evidence.exceptions import (
    AlreadyVoided,
    BadRule,
    InvalidEvidence,
    ReasonMissing,
)
from assessments.evidence.levels import (
    adopt_rule,
    rebuild_levels,
    refresh_ageing,
    refresh_levels,
)
from assessments.evidence.models import CompetencyLevel, Completion, Evidence, EvidenceKind
from assessments.evidence.queries import competency_level
from assessments.evidence.rules import START_RULE
from assessments.evidence.signals import progress_made
from tests.factories.evidence import EvidenceFactory, NewEvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


def cached():
    """The cache as it would have to be rebuilt."""
    return set(
        CompetencyLevel.objects.values_list(
            "person", "competency", "level", "holds_until", "rises_on", "rule_version"
        )
    )


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


@pytest.fixture
def heard():
    """What ``progress_made`` has said."""
    told = []

    def listen(sender, person_id, **kwargs):
        told.append(person_id)

    progress_made.connect(listen)
    yield told
    progress_made.disconnect(listen)


# --- Steps ---------------------------------------------------------------------------------------
def test_a_step_is_completed_once_a_version(person):
    key = uuid.uuid4()
    first = services.complete_step(person=person, step_key=key, version="1")
    again = services.complete_step(person=person, step_key=key, version="1", at=ago(3))
    assert (again.pk, again.at) == (first.pk, first.at)
    services.complete_step(person=person, step_key=key, version="2")
    assert Completion.objects.count() == 2


def test_progress_is_announced_after_the_commit(person, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        services.complete_step(person=person, step_key=uuid.uuid4(), version="1")
        services.record_evidence(person=person, items=[NewEvidenceFactory()])
        assert heard == []
    assert heard == [person.pk, person.pk]


def test_a_broken_receiver_does_not_undo_the_work(
    person, heard, django_capture_on_commit_callbacks
):
    def broken(**kwargs):
        raise ValueError

    progress_made.connect(broken)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            services.complete_step(person=person, step_key=uuid.uuid4(), version="1")
    finally:
        progress_made.disconnect(broken)
    assert Completion.objects.exists()
    assert heard == [person.pk]


# --- Recording -----------------------------------------------------------------------------------
def test_evidence_brings_its_level_with_it(person):
    item = NewEvidenceFactory()
    (row,) = services.record_evidence(person=person, items=[item])
    level = CompetencyLevel.objects.get()
    assert (level.person, level.competency, level.level) == (person, item.competency, 1)
    assert level.holds_until == row.performed_on.replace(year=row.performed_on.year + 2)
    assert level.computed_on == timezone.localdate()


def test_recording_twice_changes_nothing(person):
    items = [NewEvidenceFactory(), NewEvidenceFactory(scenario=True)]
    first = services.record_evidence(person=person, items=items)
    levels = cached()
    changed = [replace(item, share=Decimal("0.10")) for item in reversed(items)]
    again = services.record_evidence(person=person, items=changed)
    assert [row.pk for row in again] == [row.pk for row in reversed(first)]
    assert Evidence.objects.count() == 2
    assert cached() == levels


def test_recording_again_does_not_bring_back_what_was_voided(person):
    item = NewEvidenceFactory()
    (row,) = services.record_evidence(person=person, items=[item])
    services.void_evidence(evidence=row, by=PersonFactory(), reason="Wrong person.")
    (again,) = services.record_evidence(person=person, items=[item])
    assert again.is_voided
    assert not Evidence.objects.in_force().exists()


def test_nothing_recorded_is_nothing_done(person, django_assert_num_queries):
    with django_assert_num_queries(2):  # the transaction itself
        assert services.record_evidence(person=person, items=[]) == []


def test_evidence_in_english_hangs_on_the_ukrainian_row(person):
    competency = CompetencyFactory()
    english, _ = Locale.objects.get_or_create(language_code="en")
    translated = CompetencyFactory(
        locale=english, translation_key=competency.translation_key, code=competency.code
    )
    row = EvidenceFactory(person=person, competency=translated)
    assert row.competency == competency
    assert CompetencyLevel.objects.get().competency == competency


def test_a_competency_without_a_ukrainian_row_is_refused(person):
    english, _ = Locale.objects.get_or_create(language_code="en")
    with pytest.raises(InvalidEvidence):
        EvidenceFactory(person=person, competency=CompetencyFactory(locale=english))


@pytest.mark.parametrize(
    "fields",
    [
        {"share": Decimal("1.01")},
        {"share": Decimal("-0.01")},
        {"level": 5},
        {"kind": "self"},
        {"count": -1},
        {"performed_at": datetime.datetime(2026, 1, 1)},  # noqa: DTZ001  naive on purpose
        {"performed_at": timezone.now() + datetime.timedelta(days=1)},
    ],
)
def test_impossible_evidence_is_refused_and_nothing_is_written(person, fields):
    items = [NewEvidenceFactory(), NewEvidenceFactory(**fields)]
    with pytest.raises(InvalidEvidence):
        services.record_evidence(person=person, items=items)
    assert not Evidence.objects.exists()
    assert not CompetencyLevel.objects.exists()


def test_the_same_evidence_twice_in_one_call_is_refused(person):
    item = NewEvidenceFactory()
    with pytest.raises(InvalidEvidence):
        services.record_evidence(person=person, items=[item, item])


def test_an_attempt_of_somebody_else_is_refused(person):
    item = NewEvidenceFactory()
    services.record_evidence(person=PersonFactory(), items=[item])
    with pytest.raises(InvalidEvidence):
        services.record_evidence(person=person, items=[item])
    assert not person.evidence.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_recording_takes_constant_queries(person, count, django_assert_num_queries):
    items = [NewEvidenceFactory() for _ in range(count)]
    with django_assert_num_queries(10):  # 2 of the transaction, then as the docstring says
        services.record_evidence(person=person, items=items)


def test_late_entry_gives_the_same_level(person):
    competency, other = CompetencyFactory(), CompetencyFactory()
    for days in (100, 30):
        EvidenceFactory(person=person, competency=competency, scenario=True, performed_at=ago(days))
    for days in (30, 100):
        EvidenceFactory(person=person, competency=other, scenario=True, performed_at=ago(days))
    first, second = CompetencyLevel.objects.order_by("competency")
    assert (
        (first.level, first.holds_until)
        == (second.level, second.holds_until)
        == (
            3,
            competency_level(person, competency).holds_until,
        )
    )


# --- Voiding and correcting ----------------------------------------------------------------------
def test_voiding_equals_never_having_had_it(person):
    competency = CompetencyFactory()
    EvidenceFactory(person=person, competency=competency)
    before = cached()
    row = EvidenceFactory(person=person, competency=competency, scenario=True)
    assert CompetencyLevel.objects.get().level == 2
    by = PersonFactory()
    voided = services.void_evidence(evidence=row, by=by, reason=" Recorded for a colleague. ")
    assert cached() == before
    assert (voided.voided_by, voided.void_reason) == (by, "Recorded for a colleague.")
    assert ModelLogEntry.objects.get(action="evidence.void").user == by


def test_voiding_the_only_row_leaves_no_level(person):
    services.void_evidence(evidence=EvidenceFactory(person=person), by=person, reason="Mine.")
    assert cached() == set()


def test_evidence_is_voided_once(person):
    row = EvidenceFactory(person=person)
    services.void_evidence(evidence=row, by=person, reason="First.")
    with pytest.raises(AlreadyVoided):
        services.void_evidence(evidence=row, by=person, reason="Second.")
    row.refresh_from_db()
    assert row.void_reason == "First."


def test_voiding_needs_a_reason(person):
    row = EvidenceFactory(person=person)
    with pytest.raises(ReasonMissing):
        services.void_evidence(evidence=row, by=person, reason="  ")
    assert Evidence.objects.in_force().get() == row


def test_a_correction_adds_a_row_and_voids_the_old_one(person):
    observer = PersonFactory()
    item = NewEvidenceFactory(observation=True, level=3)
    (row,) = services.record_evidence(person=person, items=[item], recorded_by=observer)
    corrected = services.correct_evidence(
        evidence=row, item=replace(item, level=2), by=person, reason="Wrong anchor."
    )
    row.refresh_from_db()
    assert row.is_voided
    assert (corrected.level, corrected.recorded_by) == (2, observer)
    assert CompetencyLevel.objects.get().level == 0
    assert services.record_evidence(person=person, items=[item]) == [corrected]


def test_a_correction_is_about_the_same_attempt(person):
    row = EvidenceFactory(person=person)
    with pytest.raises(InvalidEvidence):
        services.correct_evidence(
            evidence=row,
            item=NewEvidenceFactory(competency=row.competency),
            by=person,
            reason="Another.",
        )
    row.refresh_from_db()
    assert not row.is_voided


# --- Levels as a cache ---------------------------------------------------------------------------
def random_history(chance, people, competencies):
    for _ in range(60):
        kind = chance.choice([EvidenceKind.QUIZ, EvidenceKind.SCENARIO, EvidenceKind.OBSERVATION])
        is_observed = kind == EvidenceKind.OBSERVATION
        row = EvidenceFactory(
            person=chance.choice(people),
            competency=chance.choice(competencies),
            kind=kind,
            share=None if is_observed else Decimal(chance.randint(10, 20)) / 20,
            level=chance.randint(1, 4) if is_observed else None,
            count=chance.randint(1, 8),
            performed_at=ago(chance.randint(0, 900)),
            recorded_by=chance.choice(people),
            is_critical_error=chance.random() < 0.15,
        )
        if chance.random() < 0.2:
            services.void_evidence(evidence=row, by=people[0], reason="Mistake.")


@pytest.mark.parametrize("seed", range(3))
def test_the_cache_equals_a_rebuild_from_nothing(seed):
    people = PersonFactory.create_batch(4)
    competencies = [CompetencyFactory(is_critical=number == 0) for number in range(3)]
    random_history(random.Random(seed), people, competencies)
    kept = cached()
    report = rebuild_levels()
    assert (cached(), report.changed) == (kept, 0)

    CompetencyLevel.objects.all().delete()
    report = rebuild_levels()
    assert cached() == kept
    assert report.levels == report.changed == len(kept)


def test_a_rebuild_removes_rows_without_evidence(person):
    CompetencyLevel.objects.create(
        person=person, competency=CompetencyFactory(), level=4, rule_version=1,
        computed_on=timezone.localdate(),
    )  # fmt: skip
    assert rebuild_levels().changed == 1
    assert cached() == set()


@pytest.mark.parametrize("chosen", [True, False])
def test_refreshing_may_be_limited_to_some_competencies(person, chosen):
    rows = [EvidenceFactory(person=person) for _ in range(2)]
    CompetencyLevel.objects.update(level=4)
    refresh_levels(person=person, competencies=[rows[0].competency] if chosen else None)
    levels = dict(CompetencyLevel.objects.values_list("competency", "level"))
    assert levels == {rows[0].competency_id: 1, rows[1].competency_id: 4 if chosen else 1}


def test_ageing_touches_only_what_time_has_changed(person):
    EvidenceFactory(person=person, performed_at=ago(10))
    old = EvidenceFactory(person=person, performed_at=ago(700))
    today = timezone.localdate()
    assert refresh_ageing() == 0
    assert refresh_ageing(on=today + datetime.timedelta(days=60)) == 1
    assert refresh_ageing(on=today + datetime.timedelta(days=60)) == 0
    assert CompetencyLevel.objects.get(competency=old.competency).level == 0


def test_ageing_lifts_a_level_when_its_block_runs_out(person):
    competency = CompetencyFactory()
    EvidenceFactory(person=person, competency=competency, scenario=True, is_critical_error=True)
    EvidenceFactory(person=person, competency=competency, scenario=True)
    level = CompetencyLevel.objects.get()
    assert level.level == 0
    assert level.rises_on == timezone.localdate() + datetime.timedelta(days=180)
    refresh_ageing(on=level.rises_on)
    level.refresh_from_db()
    assert (level.level, level.rises_on) == (3, None)


def test_a_new_rule_reaches_the_levels_by_ageing(person):
    EvidenceFactory(person=person)
    stricter = {"levels": [{"level": 1, "requirements": [[{"kind": "quiz", "share": "0.95"}]]}]}
    rule = adopt_rule(document=stricter, active_from=timezone.localdate())
    assert rule.version == 2
    assert refresh_ageing() == 1
    level = CompetencyLevel.objects.get()
    assert (level.level, level.rule_version) == (0, 2)


def test_a_bad_rule_is_not_adopted():
    with pytest.raises(BadRule):
        adopt_rule(document={**START_RULE, "levels": []}, active_from=timezone.localdate())
