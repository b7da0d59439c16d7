import datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from certificates.models import Certificate
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import EnrolmentFactory, ProgrammeFactory, finish
from training.people.models import OrgUnit, Posting, Role, RoleGrant
from training.programmes.models import Enrolment, TargetLevel
from training.programmes.services import enrol

DAY = datetime.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("extended_to", "due"),
    [(None, datetime.date(2026, 3, 12)), (datetime.date(2026, 4, 1), datetime.date(2026, 4, 1))],
)
def test_an_enrolment_is_overdue_from_the_day_after_the_due_day_that_counts(extended_to, due):
    enrolment = Enrolment(
        started_on=DAY, due_on=datetime.date(2026, 3, 12), extended_to=extended_to
    )

    assert enrolment.effective_due == due
    assert not enrolment.is_overdue(due)
    assert enrolment.is_overdue(due + datetime.timedelta(days=1))


def test_a_completed_enrolment_is_never_overdue():
    enrolment = Enrolment(started_on=DAY, due_on=DAY, completed_at=timezone.now())

    assert not enrolment.is_overdue(datetime.date(2030, 1, 1))


@pytest.mark.parametrize(
    "fields",
    [
        {"due_on": DAY - datetime.timedelta(days=1)},
        {"extended_to": DAY + datetime.timedelta(days=9)},
        {"extension_reason": "Лікарняний"},
        {"due_on": DAY, "extended_to": DAY, "extension_reason": "Лікарняний"},
        {"completed_at": timezone.now()},
    ],
)
def test_the_database_refuses_an_enrolment_that_cannot_be(programme, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(programme=programme, **{"started_on": DAY, **fields})


def test_a_person_has_one_open_round_of_a_programme(programme, person):
    EnrolmentFactory(person=person, programme=programme)

    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(person=person, programme=programme, cycle=2)


def test_a_round_is_there_once(programme, module, person):
    finish(person, module)
    enrol(person=person, programme=programme)

    with pytest.raises(IntegrityError), transaction.atomic():
        EnrolmentFactory(person=person, programme=programme, cycle=1)


def test_what_results_point_to_cannot_be_deleted(programme, module, person):
    finish(person, module)
    enrolment = enrol(person=person, programme=programme)

    for protected in (programme, module, person):
        with pytest.raises(ProtectedError):
            protected.delete()
    assert Certificate.objects.filter(pk=enrolment.certificate_id).exists()


@pytest.mark.parametrize("level", [0, 5])
def test_a_target_level_is_from_one_to_four(programme, level):
    with pytest.raises(IntegrityError), transaction.atomic():
        TargetLevel.objects.create(programme=programme, competency=CompetencyFactory(), level=level)


def test_overdue_counts_the_extension_and_only_open_rounds(programme, module):
    on = DAY + datetime.timedelta(days=10)
    late = EnrolmentFactory(programme=programme, started_on=DAY, due_on=DAY)
    EnrolmentFactory(programme=programme, started_on=DAY, due_on=on)
    EnrolmentFactory(
        programme=programme,
        started_on=DAY,
        due_on=DAY,
        extended_to=on,
        extension_reason="Відрядження",
    )
    done = PersonFactory()
    finish(done, module)
    enrol(person=done, programme=programme, started_on=DAY)

    assert set(Enrolment.objects.overdue(on)) == {late}


def test_a_manager_sees_the_own_branch_and_everybody_themselves(programme, manager):
    top = OrgUnit.add_root(
        code="centre", type="coordination_centre", name="Центр", short_name="Центр", active_from=DAY
    )
    own, sister = (
        top.add_child(code=code, type="bureau", name=code, short_name=code, active_from=DAY)
        for code in ("own", "sister")
    )
    RoleGrant.objects.create(person=manager, role=Role.MANAGER, unit=own, date_from=DAY)
    inside, outside = PersonFactory(), PersonFactory()
    for person, unit in ((inside, own), (outside, sister)):
        Posting.objects.create(person=person, unit=unit, post="frontliner", date_from=DAY)
    rows = {
        person: EnrolmentFactory(person=person, programme=programme)
        for person in (manager, inside, outside)
    }

    assert set(Enrolment.objects.visible_to(manager)) == {rows[manager], rows[inside]}
    assert set(Enrolment.objects.visible_to(outside)) == {rows[outside]}


def test_a_code_is_unique_in_a_language(programme):
    with pytest.raises(IntegrityError), transaction.atomic():
        ProgrammeFactory(code=programme.code)
