"""Screens about units, postings and roles in the editor: A13, C02, D01, G02."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from tests.factories.people import (
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.people.groups import EDITORS
from training.people.models import OrgUnit, Posting, Role, RoleGrant
from training.people.services import ensure_groups

SCRIPT = "<script>alert(1)</script>"


class TestUnits:
    ADD = "wagtailsnippets_people_orgunit:add"

    def sent(self, **changes) -> dict:
        return {
            "parent": "",
            "code": "kyiv",
            "type": "bureau",
            "name": "Київське бюро правничої допомоги",
            "short_name": "Київське бюро",
            "active_from": "2026-01-01",
            "active_to": "",
            "successor": "",
            **changes,
        }

    def edit(self, cms, unit, **changes):
        url = reverse("wagtailsnippets_people_orgunit:edit", args=[unit.pk])
        sent = self.sent(code=unit.code, short_name=unit.short_name, name=unit.name)
        parent = unit.get_parent()
        sent["parent"] = parent.pk if parent else ""
        return cms.post(url, {**sent, **changes})

    def test_list_is_the_tree_with_its_depth(self, cms, tree):
        page = cms.get(reverse("wagtailsnippets_people_orgunit:list"))

        assert list(page.context["object_list"]) == [
            tree.top,
            tree.south,
            tree.odesa,
            tree.west,
            tree.lviv,
        ]
        indent = "\N{NO-BREAK SPACE}" * 5
        assert f"{indent}{indent}{tree.odesa}" in page.text
        assert f"{indent}{indent}{tree.south}" not in page.text

    def test_unit_is_added_below_its_parent(self, cms, tree):
        response = cms.post(reverse(self.ADD), self.sent(parent=tree.west.pk))

        assert response.status_code == 302, response.context["form"].errors
        unit = OrgUnit.objects.get(code="kyiv")
        assert unit.get_parent() == tree.west
        assert [row.code for row in tree.west.get_children()] == [tree.lviv.code, "kyiv"]
        assert OrgUnit.find_problems() == ([], [], [], [], [])

    def test_unit_is_added_at_the_top(self, cms, db):
        cms.post(reverse(self.ADD), self.sent())

        assert OrgUnit.objects.get(code="kyiv").is_root()

    def test_form_shows_the_parent_and_offers_nothing_below(self, cms, tree):
        url = reverse("wagtailsnippets_people_orgunit:edit", args=[tree.south.pk])
        form = cms.get(url).context["form"]

        assert form["parent"].initial == tree.top
        assert set(form.fields["parent"].queryset) == {tree.top, tree.west, tree.lviv}

    def test_unit_moves_with_everything_below_it(self, cms, tree):
        assert self.edit(cms, tree.south, parent=tree.west.pk).status_code == 302

        moved = OrgUnit.objects.get(pk=tree.south.pk)
        assert moved.get_parent() == tree.west
        assert OrgUnit.objects.get(pk=tree.odesa.pk).get_parent() == moved
        assert OrgUnit.find_problems() == ([], [], [], [], [])

    def test_unit_moves_to_the_top(self, cms, tree):
        self.edit(cms, tree.south, parent="")

        assert OrgUnit.objects.get(pk=tree.south.pk).is_root()
        assert OrgUnit.find_problems() == ([], [], [], [], [])

    def test_unit_stays_where_it_is_when_only_renamed(self, cms, tree):
        before = tree.odesa.path

        self.edit(cms, tree.odesa, short_name="Одеське міське бюро")

        unit = OrgUnit.objects.get(pk=tree.odesa.pk)
        assert (unit.short_name, unit.path) == ("Одеське міське бюро", before)

    @pytest.mark.parametrize("name", ["south", "odesa"])
    def test_unit_cannot_hang_below_itself(self, cms, tree, name):
        response = self.edit(cms, tree.south, parent=getattr(tree, name).pk)

        assert response.status_code == 200
        assert response.context["form"].has_error("parent")
        assert OrgUnit.find_problems() == ([], [], [], [], [])

    def test_days_in_the_wrong_order_are_refused(self, cms, tree):
        response = cms.post(reverse(self.ADD), self.sent(active_to="2025-12-31"))

        assert response.status_code == 200
        assert not OrgUnit.objects.filter(code="kyiv").exists()

    def test_d01_names_are_shown_as_text(self, cms, tree):
        self.edit(cms, tree.odesa, short_name=SCRIPT, name=SCRIPT)

        for url in (
            reverse("wagtailsnippets_people_orgunit:list"),
            reverse("wagtailsnippets_people_orgunit:edit", args=[tree.odesa.pk]),
            reverse("wagtailsnippets_people_posting:add"),
        ):
            assert SCRIPT not in cms.get(url).text


class TestPostings:
    ADD = "wagtailsnippets_people_posting:add"

    def sent(self, tree, **changes) -> dict:
        return {
            "person": "olena@example.org",
            "unit": tree.odesa.pk,
            "post": "frontliner",
            "date_from": "2026-01-01",
            "date_to": "",
            **changes,
        }

    def test_person_is_named_by_the_email(self, cms, tree, person):
        response = cms.post(reverse(self.ADD), self.sent(tree, person=" Olena@example.org "))

        assert response.status_code == 302, response.context["form"].errors
        posting = person.postings.get()
        page = cms.get(reverse("wagtailsnippets_people_posting:edit", args=[posting.pk]))
        assert 'value="olena@example.org"' in page.text

    def test_a13_form_lists_nobody(self, cms, tree):
        PersonFactory(surname="Прихований")

        assert "Прихований" not in cms.get(reverse(self.ADD)).text

    def test_unknown_email_is_an_error_at_its_field(self, cms, tree):
        response = cms.post(reverse(self.ADD), self.sent(tree, person="nobody@example.org"))

        assert response.status_code == 200
        assert response.context["form"].has_error("person")

    def test_two_at_once_are_refused(self, cms, tree, person):
        PostingFactory(person=person, unit=tree.lviv)

        assert cms.post(reverse(self.ADD), self.sent(tree)).status_code == 200
        assert person.postings.count() == 1

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_for_any_number(
        self, cms, tree, count, django_assert_max_num_queries
    ):
        for _ in range(count):
            PostingFactory(unit=tree.odesa)
        url = reverse("wagtailsnippets_people_posting:list")
        cms.get(url)

        with django_assert_max_num_queries(14):
            assert len(cms.get(url).context["object_list"]) == count


class TestRoles:
    ADD = "wagtailsnippets_people_rolegrant:add"

    def sent(self, unit: OrgUnit, **changes) -> dict:
        return {
            "person": "olena@example.org",
            "role": "manager",
            "unit": unit.pk,
            "date_from": timezone.localdate().isoformat(),
            "date_to": "",
            **changes,
        }

    def test_role_is_given_in_the_name_of_who_gives_it(self, cms, superuser, tree, person):
        response = cms.post(reverse(self.ADD), self.sent(tree.odesa))

        assert response.status_code == 302, response.context["form"].errors
        assert RoleGrant.objects.get().granted_by == superuser
        assert ModelLogEntry.objects.filter(action="people.grant_role", user=superuser).exists()

    def test_c02_giver_and_end_are_not_taken_from_the_form(self, cms, superuser, tree, person):
        forged = {"granted_by": person.pk, "ended_on": "2020-01-01"}
        cms.post(reverse(self.ADD), self.sent(tree.odesa, **forged))

        grant = RoleGrant.objects.get()
        assert (grant.granted_by, grant.ended_on) == (superuser, None)

    def test_g02_a_refusal_is_an_error_of_the_form(self, client, tree, person):
        """The role of an administrator ends on Sunday: so does what they give."""
        until = timezone.localdate() + datetime.timedelta(days=3)
        deputy = RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR, date_to=until).person
        deputy.groups.add(ensure_groups()[EDITORS])
        client.force_login(deputy)

        refused = client.post(reverse(self.ADD), self.sent(tree.odesa))
        assert refused.status_code == 200
        assert refused.context["form"].non_field_errors()
        assert not person.role_grants.exists()

        client.post(reverse(self.ADD), self.sent(tree.odesa, date_to=until.isoformat()))
        assert person.role_grants.get().granted_by == deputy

    def test_role_is_taken_away_and_nothing_else_changed(self, cms, tree, person):
        grant = RoleGrantFactory(person=person, unit=tree.odesa)
        url = reverse("wagtailsnippets_people_rolegrant:edit", args=[grant.pk])
        page = cms.get(url)
        assert page.status_code == 200
        assert str(person) in page.text
        today = timezone.localdate().isoformat()

        response = cms.post(url, {"ended_on": today, "role": "administrator", "unit": tree.top.pk})

        assert response.status_code == 302, response.context["form"].errors
        grant.refresh_from_db()
        assert (grant.role, grant.unit, grant.ended_on.isoformat()) == (
            Role.MANAGER,
            tree.odesa,
            today,
        )
        assert not RoleGrant.objects.current(timezone.localdate()).exists()

    def test_role_is_not_taken_away_twice(self, cms, tree, person):
        yesterday = timezone.localdate() - datetime.timedelta(days=1)
        grant = RoleGrantFactory(person=person, unit=tree.odesa, ended_on=yesterday)
        url = reverse("wagtailsnippets_people_rolegrant:edit", args=[grant.pk])

        response = cms.post(url, {"ended_on": timezone.localdate().isoformat()})

        assert response.status_code == 200
        assert response.context["form"].non_field_errors()
        grant.refresh_from_db()
        assert grant.ended_on == yesterday


def test_posting_form_is_complete(tree, cms, person):
    """What a posting says is what the row holds."""
    posting = PostingFactory(person=person, unit=tree.odesa)
    url = reverse("wagtailsnippets_people_posting:edit", args=[posting.pk])
    cms.post(
        url,
        {
            "person": person.email,
            "unit": tree.odesa.pk,
            "post": "senior_frontliner",
            "date_from": "2024-01-01",
            "date_to": "2026-01-31",
        },
    )

    row = Posting.objects.get()
    assert (row.post, row.date_to.isoformat()) == ("senior_frontliner", "2026-01-31")
