"""Whose answers one may mark: by today's roles and tree."""

import datetime

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from assessments.quizzes.marking.scope import marker_scope, may_mark
from tests.factories.marking import learner_of, trainer, waiting
from tests.factories.people import (
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from tests.factories.quizzes import question
from training.people.models import Person, Role, RoleGrant
from training.people.services import transfer

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit(db):
    return OrgUnitFactory()


def may_change_questions(person):
    group = Group.objects.create(name=f"Автори {person.pk}")
    group.permissions.add(Permission.objects.get(codename="change_question"))
    person.groups.add(group)
    return Person.objects.get(pk=person.pk)


def markable(person):
    return set(marker_scope(Person.objects.get(pk=person.pk)).items())


def test_a_trainer_marks_the_own_unit_and_what_is_below(unit):
    below = OrgUnitFactory(parent=unit)
    own, deeper = waiting(learner=learner_of(unit)), waiting(learner=learner_of(below))
    waiting(learner=learner_of(OrgUnitFactory()))
    assert markable(trainer(unit)) == {own, deeper}
    assert markable(trainer(below)) == {deeper}


def test_a08_a_moved_learner_is_marked_where_they_are_now(unit):
    other = OrgUnitFactory()
    item = waiting(learner=learner_of(unit))
    ours, theirs = trainer(unit), trainer(other)
    transfer(person=item.attempt.person, unit=other, post="frontliner", on=timezone.localdate())
    assert (markable(ours), markable(theirs)) == (set(), {item})


def test_a10_an_ended_role_marks_nothing_whatever_else_the_person_may(unit):
    waiting(learner=learner_of(unit))
    person = may_change_questions(trainer(unit))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    RoleGrant.objects.update(date_to=yesterday)
    assert markable(person) == set()
    assert not may_mark(person)


def test_a_trainer_who_writes_questions_stays_in_the_own_branch(unit):
    own = waiting(learner=learner_of(unit))
    waiting(learner=learner_of(OrgUnitFactory()))
    assert markable(may_change_questions(trainer(unit))) == {own}


def test_somebody_who_only_writes_questions_marks_for_all_but_never_themselves(unit):
    editor = may_change_questions(PostingFactory(unit=unit).person)
    item = waiting(learner=learner_of(OrgUnitFactory()))
    waiting(learner=editor)
    assert markable(editor) == {item}


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HR, Role.ADMINISTRATOR])
def test_leading_people_does_not_open_their_answers(unit, role):
    waiting(learner=learner_of(unit))
    person = RoleGrantFactory(role=role, unit=unit).person
    assert markable(person) == set()
    assert not may_mark(person)


def test_somebody_deactivated_marks_nothing(unit):
    waiting(learner=learner_of(unit))
    for person in (trainer(unit), PersonFactory(superuser=True)):
        person.is_active = False
        person.save()
        assert markable(person) == set()
        assert not may_mark(person)


def test_only_long_answers_are_marked(unit):
    learner = learner_of(unit)
    item = waiting(learner=learner)
    waiting(learner=learner, to=question("short"))
    assert markable(trainer(unit)) == {item}


def test_the_scope_costs_two_queries(unit, django_assert_num_queries):
    item, person = waiting(learner=learner_of(unit)), trainer(unit)
    with django_assert_num_queries(2):  # roles · answers
        assert list(marker_scope(person).items()) == [item]
