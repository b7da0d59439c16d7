"""When a round is completed, and what its certificate says."""

import datetime

import pytest

from certificates.models import Certificate
from tests.factories.evidence import EvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import (
    EnrolmentFactory,
    ProgrammeFactory,
    do,
    finish,
    lessons,
    make_module,
    translate_programme,
)
from training.programmes.models import Enrolment
from training.programmes.services import advance, enrol, finish_ready


def test_the_last_required_step_brings_the_certificate(programme, module, person, commit):
    enrolment = enrol(person=person, programme=programme)
    first, second, _optional = lessons(module)

    with commit():
        do(person, first)
    enrolment.refresh_from_db()
    assert enrolment.is_open

    with commit():
        do(person, second)
    enrolment.refresh_from_db()
    assert enrolment.certificate == person.certificates.get()


def test_c14_no_certificate_without_every_required_step(programme, module, person):
    enrol(person=person, programme=programme)
    _first, second, optional = lessons(module)
    do(person, second)
    do(person, optional)

    assert advance(person_id=person.pk) == []
    assert finish_ready() == 0
    assert not Certificate.objects.exists()


def test_c14_the_steps_of_another_person_do_not_count(programme, module, person):
    enrol(person=person, programme=programme)
    finish(PersonFactory(), module)

    assert advance(person_id=person.pk) == []
    assert not Certificate.objects.exists()


def test_c14_no_certificate_below_a_target_level(module, person):
    competency = CompetencyFactory()
    programme = ProgrammeFactory(stages=[[module]], targets={competency: 1})
    enrol(person=person, programme=programme)
    finish(person, module)

    assert advance(person_id=person.pk) == []

    EvidenceFactory(person=person, competency=competency)  # a quiz at 85 % over 8 questions
    (enrolment,) = advance(person_id=person.pk)
    assert enrolment.certificate.competencies == [
        {
            "code": competency.code,
            "name": competency.name,
            "level": 1,
            "level_name": enrolment.certificate.competencies[0]["level_name"],
            "kinds": ["quiz"],
        }
    ]


def test_c14_no_certificate_with_an_open_critical_error(programme, module, person):
    competency = CompetencyFactory(is_critical=True)
    error = EvidenceFactory(
        person=person, competency=competency, scenario=True, is_critical_error=True
    )
    enrol(person=person, programme=programme)
    finish(person, module)

    assert advance(person_id=person.pk) == []

    EvidenceFactory(
        person=person, competency=competency, scenario=True, source_key=error.source_key
    )
    assert len(advance(person_id=person.pk)) == 1


def test_a_programme_may_do_without_the_check_of_critical_errors(module, person):
    programme = ProgrammeFactory(stages=[[module]], no_open_critical_error=False)
    EvidenceFactory(
        person=person,
        competency=CompetencyFactory(is_critical=True),
        scenario=True,
        is_critical_error=True,
    )
    enrol(person=person, programme=programme)
    finish(person, module)

    assert len(advance(person_id=person.pk)) == 1


def test_c14_no_certificate_while_a_module_is_unpublished(module, person):
    hidden = make_module("m2", live=False)
    programme = ProgrammeFactory(stages=[[module, hidden]])
    enrol(person=person, programme=programme)
    finish(person, module, hidden)

    assert advance(person_id=person.pk) == []


def test_c14_a_programme_without_steps_certifies_nobody(person):
    enrol(person=person, programme=ProgrammeFactory(stages=[[make_module("m1", steps=0)]]))
    enrol(person=person, programme=ProgrammeFactory())

    assert advance(person_id=person.pk) == []
    assert not Certificate.objects.exists()


def test_advancing_again_changes_nothing(programme, module, person):
    enrol(person=person, programme=programme)
    finish(person, module)

    (done,) = advance(person_id=person.pk)
    assert advance(person_id=person.pk) == []
    assert Enrolment.objects.get() == done
    assert Certificate.objects.count() == 1


def test_one_step_may_finish_two_programmes(module, person):
    for _number in range(2):
        enrol(person=person, programme=ProgrammeFactory(stages=[[module]]))
    enrol(person=person, programme=ProgrammeFactory(stages=[[module, make_module("m2")]]))
    finish(person, module)

    assert len(advance(person_id=person.pk)) == 2
    assert Enrolment.objects.open().count() == 1


def test_the_certificate_says_what_was_done(module, person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    programme = ProgrammeFactory(
        stages=[[module]],
        certificate_title="Сертифікат фронтлайнера",
        outcomes=[("point", "вислухати людину")],
    )
    enrol(person=person, programme=programme)
    time_machine.move_to(datetime.datetime(2026, 3, 20, 23, 30, tzinfo=datetime.UTC))
    finish(person, module)
    (enrolment,) = advance(person_id=person.pk)

    certificate = enrolment.certificate
    assert certificate.person == person
    assert certificate.award_key == programme.translation_key
    assert certificate.certificate_title == "Сертифікат фронтлайнера"
    assert certificate.programme_title == programme.title
    assert certificate.outcomes == ["вислухати людину"]
    assert certificate.hours == programme.hours
    assert certificate.period_from == datetime.date(2026, 3, 2)
    assert certificate.period_to == certificate.issued_on == datetime.date(2026, 3, 21)  # in Kyiv
    assert certificate.valid_until == datetime.date(2029, 3, 21)
    assert certificate.basis["programme"]["code"] == programme.code
    assert set(certificate.basis["steps"]) == {
        str(lesson.translation_key) for lesson in lessons(module)[:2]
    }


def test_the_period_begins_with_what_was_learnt_before_enrolling(programme, module, person):
    for lesson in lessons(module):
        do(person, lesson, at=datetime.datetime(2026, 1, 5, 12, tzinfo=datetime.UTC))

    enrolment = enrol(person=person, programme=programme)

    assert enrolment.certificate.period_from == datetime.date(2026, 1, 5)


def test_somebody_who_learns_in_english_gets_an_english_certificate(programme, module):
    person = PersonFactory(language="en")
    translated = translate_programme(programme)
    finish(person, module)

    certificate = enrol(person=person, programme=programme).certificate

    assert (certificate.language, certificate.programme_title) == ("en", translated.title)
    assert certificate.award_key == programme.translation_key


def test_a_renewal_wants_what_was_attested_shown_anew(module, person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    competency = CompetencyFactory()
    programme = ProgrammeFactory(
        stages=[[make_module("m2", teaches=[competency])]], validity_months=12
    )
    EvidenceFactory(person=person, competency=competency)
    finish(person, programme.stages.get().modules.get().module)
    first = enrol(person=person, programme=programme)
    assert [row["level"] for row in first.certificate.competencies] == [1]

    time_machine.move_to(datetime.datetime(2027, 2, 1, 12, tzinfo=datetime.UTC))
    second = enrol(person=person, programme=programme)
    assert second.is_open, "the evidence of the first round does not count"
    assert advance(person_id=person.pk) == []

    EvidenceFactory(person=person, competency=competency)
    (done,) = advance(person_id=person.pk)
    assert done == second
    assert done.certificate != first.certificate
    assert done.certificate.cycle == 2
    assert done.certificate.period_from == datetime.date(2027, 2, 1)


# query counts


def test_advancing_costs_one_query_where_nothing_is_open(person, django_assert_num_queries):
    with django_assert_num_queries(1):
        advance(person_id=person.pk)


@pytest.mark.parametrize("count", [1, 3])
def test_advancing_costs_four_queries_while_steps_are_left(
    person, count, django_assert_num_queries
):
    for number in range(count):
        modules = [make_module(f"m{number}-{place}") for place in range(count)]
        EnrolmentFactory(person=person, programme=ProgrammeFactory(stages=[modules]))

    with django_assert_num_queries(4):
        advance(person_id=person.pk)
