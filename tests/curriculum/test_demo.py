"""The invented organisation."""

import datetime
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.evidence.models import Completion, Evidence
from assessments.quizzes.models import Attempt
from assessments.reflections.models import SelfAssessment
from assessments.scenarios.models import Run
from certificates.models import Certificate
from training.curriculum.demonstration.cast import read_cast
from training.curriculum.demonstration.histories import stories_of
from training.people.groups import EDITORS, TRAINERS
from training.people.models import OrgUnit, Person, Posting, Role, RoleGrant
from training.people.scope import scope
from training.programmes.models import Enrolment
from training.programmes.queries import progress_of

DUE_DAYS = {"ONBOARDING": 60, "ADAPTATION": 90}

pytestmark = pytest.mark.django_db


def demo() -> str:
    output = StringIO()
    call_command("demo", stdout=output)
    return output.getvalue()


def test_refuses_outside_a_demonstration(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=true"):
        demo()
    assert not Person.objects.exists()


def test_asks_for_the_curriculum_first():
    with pytest.raises(CommandError, match="load_curriculum"):
        demo()


def test_only_the_overdue_have_been_at_it_for_too_long():
    cast = read_cast()
    kinds = {actor.email: actor.progress for actor in cast.actors}
    programmes = {actor.email: actor.programme for actor in cast.actors}
    stories = stories_of(cast)
    assert set(stories) == {email for email, kind in kinds.items() if kind}
    late = {email for email, story in stories.items() if story.begun > DUE_DAYS[programmes[email]]}
    assert {kinds[email] for email in late} <= {"overdue", "complete"}
    assert {email for email in kinds if kinds[email] == "overdue"} <= late


def test_demonstration_is_alive_and_made_once():
    call_command("load_curriculum", stdout=StringIO())
    told = demo()

    cast = read_cast()
    today = timezone.localdate()
    assert settings.DEMO_PASSWORD in told
    for sign_in in cast.sign_ins:
        assert sign_in.email in told
    people = {person.email: person for person in Person.objects.all()}
    assert set(people) == {actor.email for actor in cast.actors}
    assert all(person.is_demo for person in people.values())
    assert people["learner@demo.example"].check_password(settings.DEMO_PASSWORD)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == len(people)
    assert Posting.objects.current(today).count() == len(people)
    assert OrgUnit.get_root_nodes().get().code == "DEMO-KC"

    # Roles
    assert people["admin@demo.example"].is_superuser
    assert Person.objects.filter(is_superuser=True).count() == 1
    assert RoleGrant.objects.get(role=Role.ADMINISTRATOR).unit.depth == 1
    assert people["trainer@demo.example"].groups.get().name == TRAINERS
    assert people["editor@demo.example"].groups.get().name == EDITORS
    manager = scope(people["manager@demo.example"]).people()
    assert set(manager.values_list("email", flat=True)) == {
        actor.email for actor in cast.actors if actor.unit.startswith("DEMO-SONTSEBRID")
    }
    sister = scope(people["sister@demo.example"]).people()
    assert not set(sister) & set(manager)

    # Histories
    kinds = {actor.email: actor.progress for actor in cast.actors if actor.progress}
    enrolments = {
        row.person.email: row for row in Enrolment.objects.select_related("person", "programme")
    }
    assert set(enrolments) == set(kinds)
    for actor in cast.actors:
        if actor.progress:
            assert enrolments[actor.email].programme.code == actor.programme
    learner = people["learner@demo.example"]
    for model in (Attempt, Run, Evidence):
        assert not model.objects.filter(person=learner).exists()
    (progress,) = progress_of([enrolments[learner.email]], "uk").values()
    assert (progress.done, progress.next_step.title) == (4, "Емпатія без злиття")
    for email, enrolment in enrolments.items():
        assert enrolment.is_open is (kinds[email] != "complete")
        assert enrolment.is_overdue(today) is (kinds[email] == "overdue")
        posting = Posting.objects.get(person=people[email])
        assert posting.date_from <= enrolment.started_on
        assert enrolment.assigned_by != enrolment.person
    complete = [row for email, row in enrolments.items() if kinds[email] == "complete"]
    assert {row.certificate for row in complete} == set(Certificate.objects.all())
    for row in complete:
        assert row.started_on < row.certificate.issued_on < today
        assert timezone.localdate(row.completed_at) == row.certificate.issued_on
    assert len({row.certificate.issued_on for row in complete}) > 2

    # Nothing happened in the future, and everything after the enrolment
    now = timezone.now()
    for attempt in Attempt.objects.select_related("person"):
        begun = enrolments[attempt.person.email].started_on
        assert begun < timezone.localdate(attempt.started_at)
        assert attempt.started_at < attempt.finished_at < now
    for run in Run.objects.all():
        assert run.started_at < run.finished_at < now
    for model in (Attempt, Run):
        assert set(model.objects.values_list("is_passed", flat=True)) == {True, False}
    assert Evidence.objects.filter(performed_at__lt=now - datetime.timedelta(days=7)).exists()

    for own in SelfAssessment.objects.finished().select_related("person"):
        assert enrolments[own.person.email].started_on < timezone.localdate(own.started_at)
        assert own.started_at < own.finished_at < now
        assert own.answers.count() == len(own.statements)
    assert {own.moment for own in SelfAssessment.objects.of(learner)} == {"before"}
    finished = Enrolment.objects.completed().filter(programme__code="ADAPTATION")
    assert finished.filter(person__in=manager).exists()
    for row in finished:
        moments = SelfAssessment.objects.of(row.person).values_list("moment", flat=True)
        assert sorted(moments) == ["after", "before"]

    # A second run
    before = counts()
    manager_name = people["manager@demo.example"]
    manager_name.surname = "Змінений"
    manager_name.save()
    assert demo().strip() in told
    assert counts() == before
    assert Person.objects.get(pk=manager_name.pk).surname == "Змінений"


def counts() -> dict[str, int]:
    models = (
        Person,
        Posting,
        RoleGrant,
        OrgUnit,
        Enrolment,
        Completion,
        Attempt,
        Run,
        Evidence,
        SelfAssessment,
        Certificate,
    )
    return {model.__name__: model.objects.count() for model in models}
