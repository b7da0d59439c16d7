"""What a correction of a quiz means for certificates: foretold, issued, put before a person."""

import uuid

import pytest

from assessments.quizzes.corrections.consequences import Gain, Loss, awards
from assessments.quizzes.models import CorrectionReview
from assessments.quizzes.models.corrections import Policy
from assessments.quizzes.services.corrections.applying import apply_case
from assessments.quizzes.services.corrections.computing import compute_case
from certificates.models import Certificate, RevocationReason, Status
from certificates.services import revoke_certificate
from certificates.sheet import server
from modules.models import ModulePage
from tests.factories.certificates import CertificateFactory, competency
from tests.factories.corrections import NEW, OLD, approved, mend, opened, take
from tests.factories.people import PersonFactory
from tests.factories.programmes import ProgrammeFactory, do, finish, lessons
from tests.factories.quizzes import quiz
from training.programmes.models import Enrolment
from training.programmes.queries.at_stake import ProgrammeAwards
from training.programmes.services import enrol

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch):
    monkeypatch.setattr(server, "render", lambda *args, **kwargs: b"%PDF-")


@pytest.fixture
def way(db):
    """A quiz that is the one step of a programme."""
    page = quiz()
    module = ModulePage.objects.get(pk=page.get_parent().pk)
    return page, ProgrammeFactory(stages=[[module]])


def apply_now(case, commit):
    with commit():
        approved(case)
        apply_case(case.pk)
    case.refresh_from_db()
    return case


def test_programmes_answer_for_certificates():
    assert isinstance(awards(), ProgrammeAwards)


def test_a_gained_pass_issues_the_certificate_and_the_preview_says_so(way, commit):
    page, programme = way
    person = take(page, [NEW, OLD, OLD, OLD]).person
    enrol(person=person, programme=programme)
    mend()
    case = compute_case(case=opened(Policy.STRICT))
    assert case.counts["certificates_to_issue"] == 1
    assert not Certificate.objects.exists()

    apply_now(case, commit)

    assert Certificate.objects.get().person == person
    assert Enrolment.objects.get().completed_at


def test_a_lost_pass_leaves_the_certificate_valid_and_asks_a_person(way, commit):
    page, programme = way
    with commit():
        person = take(page, [OLD, OLD, OLD, OLD]).person
        enrol(person=person, programme=programme)
    certificate = Certificate.objects.get()
    mend()
    case = compute_case(case=opened(Policy.STRICT))
    assert case.counts["certificates_to_review"] == 1
    assert case.effects.get().certificates == [certificate.number]

    apply_now(case, commit)

    certificate.refresh_from_db()
    assert certificate.status == Status.VALID
    assert Enrolment.objects.get().completed_at
    review = CorrectionReview.objects.get()
    assert (review.person, review.certificates) == (person, [certificate.number])


def test_nothing_follows_while_another_step_is_missing(programme, module, person):
    enrol(person=person, programme=programme)
    first, second = lessons(module)[:2]
    gain = Gain(person.pk, frozenset({first.translation_key}))
    assert ProgrammeAwards().following([gain]) == set()
    do(person, second)
    assert ProgrammeAwards().following([gain]) == {person.pk}
    assert ProgrammeAwards().following([]) == set()


def test_a_certificate_rests_on_its_steps_while_it_is_valid(
    programme, module, person, django_assert_num_queries
):
    finish(person, module)
    enrol(person=person, programme=programme)
    certificate = Certificate.objects.get()
    step = lessons(module)[0].translation_key
    of_step, of_other = Loss(person.pk, step=step), Loss(person.pk, step=uuid.uuid4())
    stranger = Loss(PersonFactory().pk, step=step)
    with django_assert_num_queries(1):
        found = ProgrammeAwards().resting_on([of_step, stranger])
    assert found == {person.pk: [certificate.number]}
    assert ProgrammeAwards().resting_on([of_other]) == {}
    assert ProgrammeAwards().resting_on([]) == {}

    revoke_certificate(
        certificate=certificate, reason=RevocationReason.ISSUED_BY_MISTAKE, by=PersonFactory()
    )
    assert ProgrammeAwards().resting_on([of_step]) == {}


@pytest.mark.parametrize(("level", "is_at_stake"), [(1, True), (2, False)])
def test_a_certificate_rests_on_the_levels_it_attests(person, level, is_at_stake):
    certificate = CertificateFactory(person=person, competencies=[competency("FL-02", level=2)])
    found = ProgrammeAwards().resting_on([Loss(person.pk, levels={"FL-02": level})])
    assert found == ({person.pk: [certificate.number]} if is_at_stake else {})
