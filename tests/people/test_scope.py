"""Whom may I see: A08–A10, A15, A16 at their root."""

import datetime

import pytest
from django.utils import timezone

from tests.factories.people import PersonFactory, PostingFactory, RoleGrantFactory
from training.people.models import OrgUnit, Role
from training.people.scope import scope


def today() -> datetime.date:
    return timezone.localdate()


YESTERDAY = datetime.timedelta(days=-1)
TOMORROW = datetime.timedelta(days=1)


@pytest.fixture
def staff(tree):
    """One person in each unit, by the name of the unit."""
    return {name: PostingFactory(unit=unit).person for name, unit in vars(tree).items()}


@pytest.fixture
def manager(tree):
    """Leads the southern centre."""
    return RoleGrantFactory(unit=tree.south).person


def test_a08_a09_manager_sees_own_branch_and_neither_sister_nor_parent(tree, staff, manager):
    assert set(scope(manager).people()) == {staff["south"], staff["odesa"]}
    assert list(scope(manager).units()) == [tree.south, tree.odesa]
    assert scope(manager).leads


def test_a08_covers_tells_the_same_about_a_unit(tree, manager):
    covered = [unit for unit in OrgUnit.objects.all() if scope(manager).covers(unit)]

    assert covered == [tree.south, tree.odesa]


def test_learner_sees_nobody(staff):
    own = scope(staff["odesa"])

    assert not own.leads
    assert not own.people().exists()
    assert not own.units().exists()


def test_trainer_role_shows_no_people(tree, staff):
    trainer = RoleGrantFactory(unit=tree.south, role=Role.TRAINER).person

    assert not scope(trainer).people().exists()


@pytest.mark.parametrize("role", [Role.MANAGER, Role.HR, Role.ADMINISTRATOR])
def test_roles_that_show_people_show_the_same_branch(tree, staff, role):
    viewer = RoleGrantFactory(unit=tree.south, role=role).person

    assert set(scope(viewer).people()) == {staff["south"], staff["odesa"]}


@pytest.mark.parametrize(
    "fields",
    [
        {"date_to": YESTERDAY},
        {"ended_on": datetime.timedelta()},
        {"ended_on": YESTERDAY},
        {"date_from": TOMORROW},
    ],
)
def test_a10_a_role_that_ended_or_has_not_begun_shows_nobody(tree, staff, fields):
    days = {name: today() + delta for name, delta in fields.items()}
    viewer = RoleGrantFactory(unit=tree.south, **days).person

    assert not scope(viewer).leads
    assert not scope(viewer).people().exists()


def test_a10_a_role_shows_people_on_its_last_day(tree, staff):
    viewer = RoleGrantFactory(unit=tree.south, date_to=today()).person

    assert set(scope(viewer).people()) == {staff["south"], staff["odesa"]}


def test_a10_somebody_who_moved_drops_out_the_same_day(tree, staff, manager):
    moved = staff["odesa"]
    moved.postings.update(date_to=today() + YESTERDAY)
    PostingFactory(person=moved, unit=tree.lviv, date_from=today())

    assert set(scope(manager).people()) == {staff["south"]}


def test_a10_a_unit_that_moved_is_seen_from_its_new_place(tree, staff, manager):
    tree.odesa.move(tree.west, "last-child")

    assert set(scope(manager).people()) == {staff["south"]}
    western = RoleGrantFactory(unit=OrgUnit.objects.get(pk=tree.west.pk)).person
    assert set(scope(western).people()) == {staff["west"], staff["lviv"], staff["odesa"]}


def test_a15_somebody_deactivated_is_seen_by_nobody(tree, staff, manager):
    staff["odesa"].is_active = False
    staff["odesa"].save()
    administrator = RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR).person

    assert staff["odesa"] not in scope(manager).people()
    assert staff["odesa"] not in scope(administrator).people()


def test_a15_somebody_deactivated_sees_nobody_even_with_an_object_at_hand(tree, staff, manager):
    type(manager).objects.filter(pk=manager.pk).update(is_active=False)

    assert not scope(manager).people().exists()
    assert not scope(manager).units().exists()


def test_two_grants_one_inside_the_other_show_each_person_once(tree, staff):
    viewer = PersonFactory()
    for unit in (tree.odesa, tree.south, tree.lviv):
        RoleGrantFactory(person=viewer, unit=unit)
    RoleGrantFactory(person=viewer, unit=tree.south, role=Role.HR)

    assert scope(viewer).roots == [tree.south, tree.lviv]
    seen = list(scope(viewer).people().by_name())
    assert len(seen) == 3
    assert set(seen) == {staff["south"], staff["odesa"], staff["lviv"]}


def test_administrator_of_the_top_sees_everybody_even_without_a_posting(tree, staff):
    unposted = PersonFactory()
    administrator = RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR).person

    assert scope(administrator).sees_all
    assert set(scope(administrator).people()) == {*staff.values(), unposted, administrator}
    assert scope(administrator).units().count() == 5


def test_manager_of_the_top_sees_the_tree_but_nobody_outside_it(tree, staff):
    PersonFactory()
    head = RoleGrantFactory(unit=tree.top).person

    assert not scope(head).sees_all
    assert set(scope(head).people()) == set(staff.values())


def test_administrator_of_a_branch_does_not_see_all(tree, staff):
    administrator = RoleGrantFactory(unit=tree.south, role=Role.ADMINISTRATOR).person

    assert not scope(administrator).sees_all
    assert set(scope(administrator).people()) == {staff["south"], staff["odesa"]}


@pytest.mark.parametrize("count", [1, 3])
def test_costs_one_query_for_the_viewer_and_one_for_the_rows(
    tree, count, django_assert_num_queries
):
    viewer = PersonFactory()
    for unit in (tree.odesa, tree.lviv, tree.west)[:count]:
        RoleGrantFactory(person=viewer, unit=unit)
        for _ in range(count):
            PostingFactory(unit=unit)

    with django_assert_num_queries(3):  # grants, people, units
        own = scope(viewer)
        assert len(own.people()) == count * count
        assert len(own.units()) == count
        assert own.leads
        assert not own.sees_all
        assert own.covers(tree.odesa)
