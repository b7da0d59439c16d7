import datetime

import pytest
from wagtail.models import ModelLogEntry

from certificates.models import Certificate, RevocationReason
from certificates.services import revoke_certificate
from tests.factories.programmes import (
    ProgrammeFactory,
    finish,
    translate_programme,
)
from training.programmes import exceptions
from training.programmes.models import Enrolment
from training.programmes.services import enrol, extend

DAY = datetime.date(2026, 3, 2)


# enrol


def test_enrolling_sets_the_due_day_by_the_programme(programme, person, manager):
    enrolment = enrol(person=person, programme=programme, assigned_by=manager, started_on=DAY)

    assert enrolment.due_on == DAY + datetime.timedelta(days=programme.due_days)
    assert (enrolment.cycle, enrolment.assigned_by, enrolment.is_open) == (1, manager, True)


def test_enrolling_again_returns_the_open_round(programme, person):
    first = enrol(person=person, programme=programme, started_on=DAY)

    assert enrol(person=person, programme=programme) == first
    assert Enrolment.objects.count() == 1


def test_the_english_row_enrols_into_the_same_programme(programme, person):
    enrolment = enrol(person=person, programme=translate_programme(programme))

    assert enrolment.programme == programme
    assert enrol(person=person, programme=programme) == enrolment


def test_nobody_is_enrolled_into_an_inactive_programme(person):
    programme = ProgrammeFactory(is_active=False)

    with pytest.raises(exceptions.ProgrammeInactive):
        enrol(person=person, programme=programme)
    assert not Enrolment.objects.exists()


def test_who_is_enrolled_stays_so_when_the_programme_closes(programme, person):
    enrolment = enrol(person=person, programme=programme)
    programme.is_active = False
    programme.save()

    assert enrol(person=person, programme=programme) == enrolment


def test_who_has_done_everything_completes_at_once(programme, module, person):
    finish(person, module)

    enrolment = enrol(person=person, programme=programme)

    assert not enrolment.is_open
    assert enrolment.certificate == person.certificates.get()


def test_enrolling_again_while_the_certificate_holds_changes_nothing(programme, module, person):
    finish(person, module)
    enrolment = enrol(person=person, programme=programme)

    assert enrol(person=person, programme=programme) == enrolment
    assert Certificate.objects.count() == 1


def test_a_new_round_begins_when_renewal_opens(programme, module, person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    finish(person, module)
    first = enrol(person=person, programme=programme)
    opens = first.certificate.valid_until - datetime.timedelta(days=programme.renewal_days)

    time_machine.move_to(datetime.datetime.combine(opens, datetime.time(0), datetime.UTC))
    assert enrol(person=person, programme=programme) != first
    assert sorted(Enrolment.objects.values_list("cycle", flat=True)) == [1, 2]


def test_no_new_round_begins_before_renewal_opens(programme, module, person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    finish(person, module)
    first = enrol(person=person, programme=programme)
    opens = first.certificate.valid_until - datetime.timedelta(days=programme.renewal_days)

    eve = opens - datetime.timedelta(days=1)
    time_machine.move_to(datetime.datetime.combine(eve, datetime.time(12), datetime.UTC))
    assert enrol(person=person, programme=programme) == first


def test_a_new_round_begins_after_a_revocation(programme, module, person, manager):
    finish(person, module)
    first = enrol(person=person, programme=programme)
    revoke_certificate(
        certificate=first.certificate, reason=RevocationReason.ISSUED_BY_MISTAKE, by=manager
    )

    assert enrol(person=person, programme=programme).cycle == 2


def test_a_certificate_without_end_is_not_renewed(module, person):
    programme = ProgrammeFactory(stages=[[module]], validity_months=None)
    finish(person, module)
    first = enrol(person=person, programme=programme)

    assert first.certificate.valid_until is None
    assert enrol(person=person, programme=programme) == first


# extend


def test_more_time_moves_the_due_day_and_is_audited(programme, person, manager):
    enrolment = enrol(person=person, programme=programme, started_on=DAY)
    to = enrolment.due_on + datetime.timedelta(days=14)

    extend(enrolment=enrolment, to=to, reason=" Тривале знеструмлення ", by=manager)

    enrolment.refresh_from_db()
    assert (enrolment.effective_due, enrolment.extension_reason) == (to, "Тривале знеструмлення")
    assert enrolment.due_on == DAY + datetime.timedelta(days=programme.due_days)
    entry = ModelLogEntry.objects.get(action="programmes.extend")
    assert entry.user == manager
    assert entry.data == {
        "from": enrolment.due_on.isoformat(),
        "to": to.isoformat(),
        "reason": "Тривале знеструмлення",
    }


def test_an_extension_can_be_extended(programme, person, manager):
    enrolment = enrol(person=person, programme=programme, started_on=DAY)
    for days in (7, 14):
        enrolment = extend(
            enrolment=enrolment,
            to=enrolment.due_on + datetime.timedelta(days=days),
            reason="Відрядження",
            by=manager,
        )

    assert enrolment.effective_due == enrolment.due_on + datetime.timedelta(days=14)
    assert ModelLogEntry.objects.filter(action="programmes.extend").count() == 2


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"reason": "  "}, exceptions.ReasonMissing),
        ({"days": 0}, exceptions.NotLater),
        ({"days": -1}, exceptions.NotLater),
        ({"is_own": True}, exceptions.OwnDueDate),
    ],
)
def test_more_time_is_refused(programme, person, manager, changes, refusal):
    enrolment = enrol(person=person, programme=programme, started_on=DAY)
    changes = {"reason": "Відпустка", "days": 7, "is_own": False, **changes}

    with pytest.raises(refusal):
        extend(
            enrolment=enrolment,
            to=enrolment.due_on + datetime.timedelta(days=changes["days"]),
            reason=changes["reason"],
            by=person if changes["is_own"] else manager,
        )
    enrolment.refresh_from_db()
    assert (enrolment.extended_to, enrolment.extension_reason) == (None, "")
    assert not ModelLogEntry.objects.filter(action="programmes.extend").exists()


def test_a_completed_round_gets_no_more_time(programme, module, person, manager):
    finish(person, module)
    enrolment = enrol(person=person, programme=programme)

    with pytest.raises(exceptions.EnrolmentClosed):
        extend(
            enrolment=enrolment,
            to=enrolment.due_on + datetime.timedelta(days=7),
            reason="Відпустка",
            by=manager,
        )
