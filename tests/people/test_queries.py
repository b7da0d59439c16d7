import datetime

import pytest
from django.utils import timezone

from tests.factories.people import PersonFactory, PostingFactory, RoleGrantFactory
from training.people.groups import EDITORS
from training.people.models import Role
from training.people.queries import (
    demo_sign_ins,
    is_administrator,
    is_privileged,
    person_with_roles,
    posting_of,
    postings_of,
    unit_of,
    with_roles,
)
from training.people.services import ensure_group

DAY = datetime.timedelta(days=1)


class TestPostingsOf:
    @pytest.mark.parametrize("count", [1, 3])
    def test_come_with_their_units_in_one_query(self, tree, count, django_assert_num_queries):
        postings = [PostingFactory(unit=tree.odesa) for _ in range(count)]
        PostingFactory(unit=tree.lviv)
        ids = [posting.person_id for posting in postings]

        with django_assert_num_queries(1):
            found = postings_of(ids)
            assert {str(posting.unit) for posting in found.values()} == {"Одеське бюро"}

        assert found == {posting.person_id: posting for posting in postings}

    def test_are_those_of_today(self, tree, person):
        today = timezone.localdate()
        PostingFactory(person=person, unit=tree.odesa, date_to=today - DAY)
        assert (posting_of(person), unit_of(person)) == (None, None)

        now = PostingFactory(person=person, unit=tree.lviv, date_from=today)
        assert posting_of(person) == now
        assert unit_of(person) == tree.lviv

    def test_of_nobody_are_none(self, db):
        assert postings_of([]) == {}


class TestWithRoles:
    @pytest.fixture
    def roles_of(self):
        def read(person):
            row, same = with_roles().get(pk=person.pk), person_with_roles(person.pk)
            roles = (row.leads_people, row.holds_role, row.edits_content)
            assert (same.leads_people, same.holds_role, same.edits_content) == roles
            assert same.trains is row.trains
            return roles

        return read

    def test_learner_has_none(self, person, roles_of):
        assert roles_of(person) == (False, False, False)

    def test_trainer_holds_a_role_but_leads_nobody(self, tree, roles_of):
        trainer = RoleGrantFactory(unit=tree.odesa, role=Role.TRAINER).person

        assert roles_of(trainer) == (False, True, False)

    def test_manager_leads(self, tree, roles_of):
        assert roles_of(RoleGrantFactory(unit=tree.odesa).person) == (True, True, False)

    def test_ended_role_is_none(self, tree, roles_of):
        ended = RoleGrantFactory(unit=tree.odesa, ended_on=timezone.localdate()).person

        assert roles_of(ended) == (False, False, False)

    def test_editor_comes_by_group_by_own_permission_or_as_superuser(self, person, roles_of):
        group = ensure_group(EDITORS)
        person.groups.add(group)
        other = PersonFactory()
        other.user_permissions.add(*group.permissions.all())

        for editor in (person, other, PersonFactory(superuser=True)):
            assert roles_of(editor) == (False, False, True)

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_nothing_beyond_the_person(self, tree, count, django_assert_num_queries):
        for _ in range(count):
            RoleGrantFactory(unit=tree.odesa)

        with django_assert_num_queries(1):
            assert all(is_privileged(person) for person in with_roles())

    def test_is_privileged_asks_for_itself_when_it_must(
        self, tree, person, django_assert_num_queries
    ):
        manager = RoleGrantFactory(unit=tree.odesa).person

        with django_assert_num_queries(2):
            assert is_privileged(manager)
            assert not is_privileged(person)


class TestIsAdministrator:
    def test_superuser_and_administrator_of_the_top_are(self, tree):
        assert is_administrator(PersonFactory(superuser=True))
        assert is_administrator(RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR).person)

    def test_others_are_not(self, tree, person):
        assert not is_administrator(person)
        assert not is_administrator(RoleGrantFactory(unit=tree.top, role=Role.HR).person)
        assert not is_administrator(
            RoleGrantFactory(unit=tree.south, role=Role.ADMINISTRATOR).person
        )
        assert not is_administrator(PersonFactory(superuser=True, deactivated=True))


class TestDemoSignIns:
    def test_name_a_few_of_each_kind_learners_first(self, tree):
        def invented(**fields):
            return PersonFactory(is_demo=True, **fields)

        learners = [invented(given_name="Іра", surname=f"Учень{number}") for number in range(3)]
        PostingFactory(person=learners[0], unit=tree.odesa)
        editor = invented()
        editor.groups.add(ensure_group(EDITORS))
        trainer = RoleGrantFactory(person=invented(), unit=tree.odesa, role=Role.TRAINER).person
        trainer.groups.add(ensure_group(EDITORS))
        manager = RoleGrantFactory(person=invented(), unit=tree.south).person
        superuser = invented(is_superuser=True)
        invented(is_active=False)
        PersonFactory()

        rows = demo_sign_ins()

        assert [row.email for row in rows] == [
            person.email
            for person in (learners[0], learners[1], editor, trainer, manager, superuser)
        ]
        assert (rows[0].name, rows[0].unit, rows[1].unit) == ("Іра Учень0", "Одеське бюро", "")

    @pytest.mark.parametrize("count", [1, 3])
    def test_cost_four_queries(self, tree, count, django_assert_num_queries):
        for _ in range(count):
            RoleGrantFactory(person=PersonFactory(is_demo=True), unit=tree.odesa)

        with django_assert_num_queries(4):
            demo_sign_ins()
