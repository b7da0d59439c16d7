import datetime

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory, RoleGrantFactory
from training.people.exceptions import (
    NotYoursToGrant,
    PeopleError,
    PeriodReversed,
    PersonInactive,
    RoleAlreadyEnded,
    TransferTooEarly,
    UnitNotActive,
)
from training.people.models import Post, Posting, Role, RoleGrant
from training.people.scope import scope
from training.people.services import (
    EDITORS,
    REVIEWERS,
    TRAINERS,
    end_role,
    ensure_group,
    ensure_groups,
    grant_role,
    transfer,
)

DAY = datetime.timedelta(days=1)


@pytest.fixture
def today() -> datetime.date:
    return timezone.localdate()


@pytest.fixture
def colleague(tree):
    """Works in the Odesa bureau."""
    return PostingFactory(unit=tree.odesa).person


@pytest.fixture
def give(colleague, today):
    """Give the colleague a role from today."""

    def grant(granted_by, role, unit, **fields):
        fields = {"person": colleague, "date_from": today, **fields}
        return grant_role(granted_by=granted_by, role=role, unit=unit, **fields)

    return grant


class TestGrantRole:
    def test_opens_the_branch_at_once(self, tree, give, colleague):
        grant = give(None, Role.MANAGER, tree.south)

        assert scope(colleague).roots == [tree.south]
        assert grant.granted_by is None
        assert ModelLogEntry.objects.filter(action="people.grant_role").count() == 1

    def test_again_returns_the_open_grant(self, tree, give):
        assert give(None, Role.MANAGER, tree.south) == give(None, Role.MANAGER, tree.south)
        assert RoleGrant.objects.count() == 1
        assert ModelLogEntry.objects.count() == 1

    def test_superuser_and_administrator_of_the_top_give_anything(self, tree, give):
        superuser = PersonFactory(superuser=True)
        administrator = RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR).person

        assert give(superuser, Role.ADMINISTRATOR, tree.top).granted_by == superuser
        assert give(administrator, Role.HR, tree.west).granted_by == administrator

    @pytest.mark.parametrize(
        ("own", "given"),
        [
            (Role.MANAGER, Role.MANAGER),
            (Role.MANAGER, Role.TRAINER),
            (Role.HR, Role.HR),
            (Role.HR, Role.MANAGER),
            (Role.ADMINISTRATOR, Role.ADMINISTRATOR),
        ],
    )
    def test_a_role_not_above_own_is_given_within_own_branch(self, tree, give, own, given):
        giver = RoleGrantFactory(unit=tree.south, role=own).person

        assert give(giver, given, tree.odesa).role == given

    @pytest.mark.parametrize(
        ("own", "given"),
        [
            (Role.MANAGER, Role.HR),
            (Role.MANAGER, Role.ADMINISTRATOR),
            (Role.HR, Role.ADMINISTRATOR),
            (Role.TRAINER, Role.TRAINER),
        ],
    )
    def test_g02_a_role_above_own_is_refused(self, tree, give, own, given):
        giver = RoleGrantFactory(unit=tree.south, role=own).person

        with pytest.raises(NotYoursToGrant):
            give(giver, given, tree.odesa)
        assert RoleGrant.objects.count() == 1

    @pytest.mark.parametrize("unit", ["top", "west", "lviv"])
    def test_g02_a_unit_above_or_beside_own_is_refused(self, tree, give, unit):
        giver = RoleGrantFactory(unit=tree.south, role=Role.ADMINISTRATOR).person

        with pytest.raises(NotYoursToGrant):
            give(giver, Role.MANAGER, getattr(tree, unit))

    def test_g02_a_person_outside_own_branch_is_refused(self, tree, give):
        giver = RoleGrantFactory(unit=tree.south).person
        stranger = PostingFactory(unit=tree.lviv).person

        with pytest.raises(NotYoursToGrant):
            give(giver, Role.MANAGER, tree.odesa, person=stranger)

    def test_g02_a_deputy_gives_no_more_days_than_they_have(self, tree, give, today):
        deputy = RoleGrantFactory(unit=tree.south, date_to=today + 7 * DAY).person

        for date_to in (None, today + 8 * DAY):
            with pytest.raises(NotYoursToGrant):
                give(deputy, Role.MANAGER, tree.odesa, date_to=date_to)
        give(deputy, Role.MANAGER, tree.odesa, date_to=today + 7 * DAY)

    def test_g02_a_deputy_does_not_lengthen_their_own_role(self, tree, today):
        deputy = PostingFactory(unit=tree.south).person
        RoleGrantFactory(person=deputy, unit=tree.south, date_to=today + 7 * DAY)

        with pytest.raises(NotYoursToGrant):
            grant_role(
                person=deputy,
                role=Role.MANAGER,
                unit=tree.south,
                granted_by=deputy,
                date_from=today,
            )

    def test_g02_two_roles_do_not_add_up(self, tree, give):
        """An administrator of one branch and a manager of another is neither of both."""
        giver = RoleGrantFactory(unit=tree.west, role=Role.ADMINISTRATOR).person
        RoleGrantFactory(person=giver, unit=tree.south, role=Role.MANAGER)

        with pytest.raises(NotYoursToGrant):
            give(giver, Role.HR, tree.odesa)

    @pytest.mark.parametrize("fields", [{"date_to": -DAY}, {"ended_on": 0 * DAY}])
    def test_a10_an_ended_role_gives_nothing(self, tree, give, today, fields):
        days = {name: today + delta for name, delta in fields.items()}
        giver = RoleGrantFactory(unit=tree.south, role=Role.ADMINISTRATOR, **days).person

        with pytest.raises(NotYoursToGrant):
            give(giver, Role.TRAINER, tree.odesa)

    def test_a15_a_deactivated_superuser_gives_nothing(self, tree, give):
        with pytest.raises(NotYoursToGrant):
            give(PersonFactory(superuser=True, deactivated=True), Role.TRAINER, tree.odesa)

    def test_to_somebody_deactivated_is_refused(self, tree, give):
        with pytest.raises(PersonInactive):
            give(None, Role.MANAGER, tree.odesa, person=PersonFactory(deactivated=True))

    def test_with_days_in_the_wrong_order_is_refused(self, tree, give, today):
        with pytest.raises(PeriodReversed):
            give(None, Role.MANAGER, tree.odesa, date_to=today - DAY)

    def test_over_a_closed_unit_is_refused(self, give, tree, today):
        closed = OrgUnitFactory(parent=tree.top, active_to=today - DAY)

        with pytest.raises(UnitNotActive):
            give(None, Role.MANAGER, closed)


class TestEndRole:
    def test_a10_takes_effect_at_once_even_on_the_day_it_was_given(self, tree, give, colleague):
        grant = give(None, Role.MANAGER, tree.south)

        ended = end_role(grant=grant, ended_by=None)

        assert not scope(colleague).leads
        assert ended.pk == grant.pk
        assert RoleGrant.objects.count() == 1
        assert ModelLogEntry.objects.filter(action="people.end_role").count() == 1

    def test_for_a_day_to_come_lasts_until_then(self, tree, give, colleague, today):
        end_role(grant=give(None, Role.MANAGER, tree.south), ended_by=None, on=today + DAY)

        assert scope(colleague).leads

    def test_twice_is_refused(self, tree, give):
        grant = give(None, Role.MANAGER, tree.south)
        end_role(grant=grant, ended_by=None)

        with pytest.raises(RoleAlreadyEnded):
            end_role(grant=grant, ended_by=None)

    def test_one_may_lay_down_ones_own(self, tree, give, colleague):
        end_role(grant=give(None, Role.MANAGER, tree.south), ended_by=colleague)

    def test_g02_of_somebody_above_or_beside_is_refused(self, tree, give):
        grant = give(None, Role.HR, tree.south)

        for unit, role in ((tree.south, Role.MANAGER), (tree.west, Role.HR), (tree.odesa, Role.HR)):
            with pytest.raises(NotYoursToGrant):
                end_role(grant=grant, ended_by=RoleGrantFactory(unit=unit, role=role).person)
        end_role(grant=grant, ended_by=RoleGrantFactory(unit=tree.top, role=Role.HR).person)


class TestTransfer:
    def test_closes_the_open_posting_the_day_before(self, tree, colleague, today):
        posting = transfer(person=colleague, unit=tree.lviv, post=Post.SENIOR_FRONTLINER, on=today)

        first, second = colleague.postings.order_by("date_from")
        assert first.date_to == today - DAY
        assert second == posting
        assert Posting.objects.current(today).get() == posting
        assert Posting.objects.current(today - DAY).get() == first

    def test_of_a_newcomer_opens_a_posting(self, tree, person, today):
        assert (
            transfer(person=person, unit=tree.lviv, post=Post.FRONTLINER, on=today).date_to is None
        )

    def test_to_a_day_to_come_leaves_today_as_it_is(self, tree, colleague, today):
        transfer(person=colleague, unit=tree.lviv, post=Post.FRONTLINER, on=today + DAY)

        assert Posting.objects.current(today).get().unit == tree.odesa

    def test_again_returns_the_same_posting(self, tree, colleague, today):
        fields = {"person": colleague, "unit": tree.lviv, "post": Post.FRONTLINER, "on": today}

        assert transfer(**fields) == transfer(**fields)
        assert colleague.postings.count() == 2

    def test_from_the_day_the_open_posting_began_or_earlier_is_refused(self, tree, person, today):
        PostingFactory(person=person, unit=tree.odesa, date_from=today)

        for on in (today, today - DAY):
            with pytest.raises(TransferTooEarly):
                transfer(person=person, unit=tree.lviv, post=Post.FRONTLINER, on=on)
        assert person.postings.get().date_to is None

    def test_into_the_days_of_a_closed_posting_is_refused(self, tree, person, today):
        PostingFactory(person=person, unit=tree.odesa, date_to=today + DAY)

        with pytest.raises(TransferTooEarly):
            transfer(person=person, unit=tree.lviv, post=Post.FRONTLINER, on=today)

    def test_of_somebody_deactivated_or_to_a_closed_unit_is_refused(self, tree, colleague, today):
        closed = OrgUnitFactory(parent=tree.top, active_to=today - DAY)
        with pytest.raises(UnitNotActive):
            transfer(person=colleague, unit=closed, post=Post.FRONTLINER, on=today)
        colleague.is_active = False
        with pytest.raises(PersonInactive):
            transfer(person=colleague, unit=tree.lviv, post=Post.FRONTLINER, on=today)


class TestGroups:
    def test_are_made_once_and_may_enter_the_editor(self, person):
        assert ensure_groups() == ensure_groups()
        assert set(Group.objects.filter(name__in=[TRAINERS, EDITORS, REVIEWERS])) == set(
            ensure_groups().values()
        )

        person.groups.add(ensure_group("Тренери"))
        assert person.has_perm("wagtailadmin.access_admin")

    def test_keep_what_was_added_to_them(self, db):
        group = ensure_group(EDITORS)
        before = set(group.permissions.all())

        assert set(ensure_group(EDITORS).permissions.all()) == before


def test_every_refusal_has_words_for_the_person():
    assert all(str(refusal()) for refusal in (PeopleError, *PeopleError.__subclasses__()))
