import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from tests.factories.people import (
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.people.models import OrgUnit, Person, Posting, Role, RoleGrant
from training.people.models.organisation import OrgUnitQuerySet

DAY = datetime.date(2026, 3, 2)
BEFORE, AFTER = datetime.date(2026, 3, 1), datetime.date(2026, 3, 3)


class TestPerson:
    def test_is_created_with_tidy_names_and_a_small_email(self, db):
        person = Person.objects.create_user(
            " Olena@Example.ORG ", surname="  В'юник ", given_name="Олена\tМарія"
        )

        assert (person.email, person.surname, person.given_name) == (
            "olena@example.org",
            "Вʼюник",
            "Олена Марія",
        )
        assert not person.has_usable_password()

    def test_first_administrator_is_made_by_the_command(self, db, monkeypatch):
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "кава-на-світанку-77")
        call_command(
            "createsuperuser",
            email="Admin@example.org",
            surname="Перша",
            given_name="Анна",
            interactive=False,
            verbosity=0,
        )

        person = Person.objects.get(email="admin@example.org")
        assert person.is_superuser
        assert person.check_password("кава-на-світанку-77")

    def test_is_found_by_email_in_any_case(self, person):
        assert Person.objects.get_by_natural_key(" OLENA@example.org ") == person

    def test_email_with_capital_letters_is_refused_by_the_database(self, db):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonFactory(email="Olena@example.org")

    def test_email_belongs_to_one_person(self, person):
        with pytest.raises(IntegrityError), transaction.atomic():
            PersonFactory(email=person.email)

    def test_full_name_is_as_on_a_certificate(self):
        person = Person(surname="Ґудзь", given_name="Їлена", patronymic="Юріївна")

        assert person.full_name == str(person) == "Ґудзь Їлена Юріївна"
        assert Person(surname="Ґудзь", given_name="Їлена").full_name == "Ґудзь Їлена"
        assert person.short_name == "Їлена Ґудзь"


class TestOrgUnit:
    def test_tree_reads_keep_our_queryset(self, tree):
        assert isinstance(OrgUnit.objects.all(), OrgUnitQuerySet)
        assert isinstance(tree.top.get_descendants(), OrgUnitQuerySet)
        assert list(OrgUnit.objects.active(DAY)) == [
            tree.top,
            tree.south,
            tree.odesa,
            tree.west,
            tree.lviv,
        ]

    def test_is_active_from_its_first_to_its_last_day(self, db):
        unit = OrgUnitFactory(active_from=DAY, active_to=DAY)

        for on, expected in ((BEFORE, False), (DAY, True), (AFTER, False)):
            assert OrgUnit.objects.active(on).exists() is expected
            assert unit.is_active_on(on) is expected

    def test_is_within_itself_and_what_is_above(self, tree):
        assert tree.odesa.is_within(tree.odesa)
        assert tree.odesa.is_within(tree.top)
        assert not tree.odesa.is_within(tree.west)
        assert not tree.top.is_within(tree.odesa)

    def test_with_postings_cannot_be_deleted(self, tree):
        PostingFactory(unit=tree.odesa)

        with pytest.raises(IntegrityError), transaction.atomic():
            tree.south.delete()
        assert OrgUnit.objects.count() == 5


class TestPosting:
    def test_only_one_is_open(self, person, tree):
        PostingFactory(person=person, unit=tree.odesa)

        with pytest.raises(IntegrityError), transaction.atomic():
            PostingFactory(person=person, unit=tree.lviv, date_from=DAY)

    def test_ends_not_before_it_begins(self, person, tree):
        with pytest.raises(IntegrityError), transaction.atomic():
            PostingFactory(person=person, unit=tree.odesa, date_from=DAY, date_to=BEFORE)

    def test_is_current_on_both_of_its_ends(self, person, tree):
        PostingFactory(person=person, unit=tree.odesa, date_from=DAY, date_to=DAY)

        assert [Posting.objects.current(on).exists() for on in (BEFORE, DAY, AFTER)] == [
            False,
            True,
            False,
        ]

    @pytest.mark.parametrize(
        ("date_from", "date_to", "overlaps"),
        [
            (BEFORE, BEFORE, False),
            (BEFORE, DAY, True),
            (DAY, None, True),
            (AFTER, None, False),
            (BEFORE, None, True),
        ],
    )
    def test_two_at_once_are_refused(self, person, tree, date_from, date_to, overlaps):
        PostingFactory(person=person, unit=tree.odesa, date_from=DAY, date_to=DAY)
        other = Posting(
            person=person, unit=tree.lviv, post="frontliner", date_from=date_from, date_to=date_to
        )

        if overlaps:
            with pytest.raises(ValidationError):
                other.full_clean()
        else:
            other.full_clean()


class TestRoleGrant:
    @pytest.mark.parametrize(
        ("fields", "current"),
        [
            ({}, True),
            ({"date_from": AFTER}, False),
            ({"date_to": DAY}, True),
            ({"date_to": BEFORE}, False),
            ({"ended_on": AFTER}, True),
            ({"ended_on": DAY}, False),
            ({"date_from": DAY, "ended_on": DAY}, False),
        ],
    )
    def test_holds_between_its_days_until_it_is_taken_away(self, tree, fields, current):
        grant = RoleGrantFactory(unit=tree.odesa, **fields)

        assert RoleGrant.objects.current(DAY).exists() is current
        assert grant.is_current(DAY) is current

    def test_only_one_of_a_kind_is_open(self, person, tree):
        first = RoleGrantFactory(person=person, unit=tree.odesa)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrantFactory(person=person, unit=tree.odesa)

        first.ended_on = DAY
        first.save()
        RoleGrantFactory(person=person, unit=tree.odesa)
        RoleGrantFactory(person=person, unit=tree.odesa, role=Role.TRAINER)
