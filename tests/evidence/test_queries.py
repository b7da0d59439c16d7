import datetime
import uuid
from decimal import Decimal

import pytest
from django.utils import timezone, translation
from wagtail.models import Locale

from assessments.evidence import queries, services
from tests.factories.evidence import EvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


# --- Completions and cached levels ---------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_completed_steps_are_the_persons_own(person, count, django_assert_num_queries):
    keys = [uuid.uuid4() for _ in range(count)]
    for key in keys:
        services.complete_step(person=person, step_key=key, version="1")
        services.complete_step(person=person, step_key=key, version="2")
    services.complete_step(person=person, step_key=uuid.uuid4(), version="1")
    other_key = uuid.uuid4()
    services.complete_step(person=PersonFactory(), step_key=other_key, version="1")
    with django_assert_num_queries(1):
        assert queries.completed_steps(person, [*keys, other_key]) == set(keys)


@pytest.mark.parametrize("count", [1, 3])
def test_completions_of_several_people(count, django_assert_num_queries):
    key, other = uuid.uuid4(), uuid.uuid4()
    people = PersonFactory.create_batch(count)
    for person in people:
        services.complete_step(person=person, step_key=key, version="1")
    services.complete_step(person=PersonFactory(), step_key=key, version="1")
    idle = PersonFactory()
    with django_assert_num_queries(1):
        done = queries.completions_of([person.pk for person in [*people, idle]], [key, other])
    assert done == {**{person.pk: {key} for person in people}, idle.pk: set()}


@pytest.mark.parametrize("count", [1, 3])
def test_levels_of_several_people(count, django_assert_num_queries):
    competency = CompetencyFactory()
    rows = [EvidenceFactory(competency=competency) for _ in range(count)]
    for _ in range(2):
        EvidenceFactory(person=rows[0].person)
    EvidenceFactory(competency=competency)
    with django_assert_num_queries(1):
        levels = queries.levels_of([row.person_id for row in rows], [competency.pk])
    assert {pair: row.level for pair, row in levels.items()} == {
        (row.person_id, competency.pk): 1 for row in rows
    }
    assert len(queries.levels_of([rows[0].person_id])) == 3


# --- Computed levels -----------------------------------------------------------------------------
def test_a_level_is_computed_for_any_day_and_language(person, django_assert_num_queries):
    competency = CompetencyFactory()
    english, _ = Locale.objects.get_or_create(language_code="en")
    translated = CompetencyFactory(locale=english, translation_key=competency.translation_key)
    EvidenceFactory(person=person, competency=competency, performed_at=ago(10))
    with django_assert_num_queries(2):
        assert queries.competency_level(person, translated).level == 1
    assert queries.competency_level(person, competency, TODAY - datetime.timedelta(20)).level == 0


def test_the_start_rule_holds_where_none_is_stored():
    version, rule = queries.rule_in_force(datetime.date(2000, 1, 1))
    assert version == 1
    assert rule == queries.rule_in_force(TODAY)[1]


# --- Critical errors -----------------------------------------------------------------------------
@pytest.fixture
def critical():
    return CompetencyFactory(is_critical=True)


@pytest.fixture
def play(person, critical):
    """Play the role-play ``source`` so many days ago, with or without a critical error."""
    default = uuid.uuid4()

    def play(days, *, error=False, source=default, competency=critical, **fields):
        return EvidenceFactory(
            person=person, competency=competency, scenario=True, source_key=source,
            performed_at=ago(days), is_critical_error=error, **fields,
        )  # fmt: skip

    return play


def test_a_critical_error_stays_open_until_the_role_play_is_repeated(person, play):
    assert not queries.has_open_critical_error(person)
    play(9, error=True)
    assert queries.has_open_critical_error(person)
    play(10)
    play(5, source=uuid.uuid4())
    assert queries.has_open_critical_error(person)
    play(4)
    assert not queries.has_open_critical_error(person)
    assert queries.has_open_critical_error(person, TODAY - datetime.timedelta(days=6))
    play(3, error=True)
    assert queries.has_open_critical_error(person)


def test_an_error_in_the_same_attempt_is_not_made_good_by_its_other_competencies(person, play):
    run = uuid.uuid4()
    play(9, error=True, source_ref=run)
    play(8, competency=CompetencyFactory(), source_ref=run)
    assert queries.has_open_critical_error(person)


def test_a_repeat_without_a_result_makes_an_error_good(person, play):
    play(9, error=True)
    play(4, share=None, count=0)
    assert not queries.has_open_critical_error(person)


def test_an_observed_error_is_not_made_good_by_playing_alone(person, play):
    play(9, error=True, kind="observation", level=1)
    play(4)
    assert queries.has_open_critical_error(person)
    play(3, kind="observation", level=2)
    assert not queries.has_open_critical_error(person)


def test_only_critical_competencies_and_evidence_in_force_block(person, play):
    play(9, error=True, competency=CompetencyFactory(is_critical=False))
    voided = play(9, error=True)
    services.void_evidence(evidence=voided, by=person, reason="Broken scene.")
    assert not queries.has_open_critical_error(person)


@pytest.mark.parametrize("count", [1, 3])
def test_open_errors_of_several_people(count, critical, django_assert_num_queries):
    error = {"competency": critical, "scenario": True, "is_critical_error": True}
    blocked = [EvidenceFactory(**error).person_id for _ in range(count)]
    EvidenceFactory(**error)
    free = EvidenceFactory(competency=critical, scenario=True).person_id
    with django_assert_num_queries(1):
        assert queries.open_critical_errors([*blocked, free]) == set(blocked)


# --- Profile -------------------------------------------------------------------------------------
def test_a_profile_has_every_published_competency_with_level_and_gap(person):
    listening = CompetencyFactory(code="FL-02", target=2)
    CompetencyFactory(code="FL-01", target=3)
    CompetencyFactory(code="FL-03", live=False)
    EvidenceFactory(person=person, competency=listening)
    EvidenceFactory(competency=listening, observation=True)  # somebody else's
    rows = queries.profile(person)
    assert [(row.competency.code, row.level, row.target, row.gap) for row in rows] == [
        ("FL-01", 0, 3, 3),
        ("FL-02", 1, 2, 1),
    ]
    assert [len(row.evidence) for row in rows] == [0, 1]


def test_a_competency_taken_off_stays_where_there_is_evidence(person):
    competency = CompetencyFactory(live=False)
    EvidenceFactory(person=person, competency=competency)
    assert [row.competency for row in queries.profile(person)] == [competency]
    assert queries.profile(PersonFactory()) == []


def test_a_profile_is_in_the_active_language_with_ukrainian_behind(person):
    english, _ = Locale.objects.get_or_create(language_code="en")
    first = CompetencyFactory(code="FL-01", name="Слухання")
    CompetencyFactory(code="FL-02", name="Етика")
    CompetencyFactory(
        code="FL-01", name="Listening", locale=english, translation_key=first.translation_key
    )
    EvidenceFactory(person=person, competency=first)
    with translation.override("en"):
        rows = queries.profile(person)
    assert [(row.competency.name, row.level) for row in rows] == [("Listening", 1), ("Етика", 0)]
    assert [row.competency.name for row in queries.profile(person)] == ["Слухання", "Етика"]


def test_a_profile_shows_each_piece_of_evidence_with_its_standing(person, lessons):
    competency = CompetencyFactory()
    source = lessons["one"].translation_key  # any page of the tree gives its title
    EvidenceFactory(person=person, competency=competency, source_key=source)
    EvidenceFactory(person=person, competency=competency, performed_at=ago(1000))
    voided = EvidenceFactory(person=person, competency=competency, performed_at=ago(3))
    services.void_evidence(evidence=voided, by=person, reason="By mistake.")
    with translation.override("en"):
        (row,) = queries.profile(person)
    newest, withdrawn, oldest = row.evidence
    assert (newest.kind, newest.source_title, newest.result) == ("Quiz", "one", "85%, 8 questions")
    assert (newest.counts, newest.counts_until) == (True, row.result.holds_until)
    assert (withdrawn.counts, oldest.counts) == (False, False)
    assert "By mistake." in withdrawn.standing
    assert oldest.standing == "Does not count any more: it is too old."


@pytest.mark.parametrize("count", [1, 3])
def test_a_profile_takes_constant_queries(person, count, django_assert_num_queries):
    for _ in range(count):
        competency = CompetencyFactory()
        for _ in range(count):
            EvidenceFactory(
                person=person, competency=competency, observation=True, recorded_by=person
            )
    with django_assert_num_queries(4):
        rows = queries.profile(person)
    assert len(rows) == count
    assert all(entry.evidence.recorded_by == person for row in rows for entry in row.evidence)


def test_a_profile_agrees_with_the_cache(person):
    for days in (5, 400, 720):
        EvidenceFactory(person=person, share=Decimal("0.61"), performed_at=ago(days))
    levels = queries.levels_of([person.pk])
    for row in queries.profile(person):
        assert levels[person.pk, row.competency.pk].level == row.level == 1
