"""Groups of the editor and the way from draft to published."""

import pytest
from django.contrib.auth.models import Group, Permission
from wagtail.models import Page, Workflow

from assessments.quizzes.models import Question
from assessments.scenarios.models import Scenario
from modules.models import HomePage, ModulePage
from tests.factories.people import PersonFactory
from training.curriculum.loading.loader import load
from training.curriculum.loading.report import Why
from training.people.groups import EDITORS, REVIEWERS, TRAINERS
from training.people.services import ensure_groups

pytestmark = pytest.mark.django_db


def member(group: str):
    person = PersonFactory()
    person.groups.add(Group.objects.get(name=group))
    return person


@pytest.mark.parametrize("group", [TRAINERS, EDITORS])
def test_writers_add_and_change_but_do_not_publish(folder, group):
    load(folder)
    person = member(group)
    rights = Page.objects.get(pk=ModulePage.objects.get().pk).permissions_for_user(person)
    assert (rights.can_edit(), rights.can_add_subpage()) == (True, True)
    assert (rights.can_publish(), rights.can_delete()) == (False, False)
    for model in ("quizzes.%s_question", "scenarios.%s_scenario", "quizzes.%s_judgementquestion"):
        assert person.has_perm(model % "add")
        assert person.has_perm(model % "change")
        assert not person.has_perm(model % "publish")
        assert not person.has_perm(model % "delete")
    assert person.has_perm("wagtailadmin.access_admin")
    assert person.has_perm("modules.change_competency") is (group == EDITORS)


def test_reviewers_publish(folder):
    load(folder)
    person = member(REVIEWERS)
    rights = Page.objects.get(pk=ModulePage.objects.get().pk).permissions_for_user(person)
    assert rights.can_publish()
    for name in ("quizzes.publish_question", "scenarios.publish_scenario"):
        assert person.has_perm(name)
    assert not person.has_perm("quizzes.add_question")


@pytest.mark.parametrize("group", [TRAINERS, EDITORS, REVIEWERS])
def test_no_group_reaches_people_or_pages_outside_the_modules(folder, group):
    load(folder)
    person = member(group)
    assert not HomePage.objects.first().permissions_for_user(person).can_edit()
    for app in ("people", "auth", "programmes", "certificates", "evidence"):
        assert not person.has_module_perms(app)


def test_pages_questions_and_role_plays_go_through_review(folder):
    load(folder)
    workflow = Workflow.objects.get(name="Рецензування")
    assert [list(task.specific.groups.all()) for task in workflow.tasks] == [
        [Group.objects.get(name=REVIEWERS)]
    ]
    for written in (ModulePage.objects.get(), *Question.objects.all(), Scenario.objects.get()):
        assert written.get_workflow() == workflow


def test_what_an_administrator_changed_in_a_group_stays(folder):
    load(folder)
    group = Group.objects.get(name=TRAINERS)
    group.permissions.remove(Permission.objects.get(codename="add_scenario"))
    report = load(folder)
    assert report.left_alone() == {"group:trainers": Why.CHANGED}
    assert not group.permissions.filter(codename="add_scenario").exists()


def test_groups_that_were_only_named_get_their_rights(folder):
    ensure_groups()
    report = load(folder)
    assert not report.left_alone()
    assert member(TRAINERS).has_perm("quizzes.change_question")
