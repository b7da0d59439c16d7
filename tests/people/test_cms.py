"""Screens about people in the editor: A13, C02, D01, G01, G02."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import ModelLogEntry

from tests.factories.people import (
    PASSWORD,
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.people.models import OrgUnit, Person, Posting, Role, RoleGrant
from training.people.services import EDITORS, ensure_group, ensure_groups

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def superuser(db) -> Person:
    return PersonFactory(superuser=True)


@pytest.fixture
def administrator(tree) -> Person:
    """Holds the role at the top and may enter the editor, but is no superuser."""
    person = RoleGrantFactory(unit=tree.top, role=Role.ADMINISTRATOR).person
    person.groups.add(ensure_group(EDITORS))
    return person


@pytest.fixture
def editor(db) -> Person:
    person = PersonFactory()
    person.groups.add(ensure_group(EDITORS))
    return person


@pytest.fixture
def cms(client, superuser) -> Client:
    client.force_login(superuser)
    return client


def fields(**changes) -> dict:
    """What the form of a person sends."""
    return {
        "email": "nova@example.org",
        "surname": "Нова",
        "given_name": "Ніна",
        "patronymic": "",
        "language": "uk",
        **changes,
    }


PEOPLE_URLS = [
    "wagtailusers_users:index",
    "wagtailusers_users:add",
    "wagtailsnippets_people_orgunit:list",
    "wagtailsnippets_people_orgunit:add",
    "wagtailsnippets_people_posting:list",
    "wagtailsnippets_people_rolegrant:list",
    "wagtailsnippets_people_rolegrant:add",
]


class TestDoors:
    @pytest.mark.parametrize("name", PEOPLE_URLS)
    @pytest.mark.parametrize("kind", ["superuser", "administrator"])
    def test_are_open_to_administrators(self, client, request, name, kind):
        client.force_login(request.getfixturevalue(kind))

        assert client.get(reverse(name)).status_code == 200

    @pytest.mark.parametrize("name", PEOPLE_URLS)
    def test_g01_are_closed_to_editors_even_with_the_permissions(self, client, editor, name):
        editor.user_permissions.set(Permission.objects.filter(content_type__app_label="people"))
        client.force_login(editor)

        response = client.get(reverse(name))

        assert response.status_code == 302
        assert response.url == reverse("wagtailadmin_home")

    def test_g01_no_group_is_offered_these_permissions(self, superuser):
        offered = Permission.objects.none()
        for fn in hooks.get_hooks("register_permissions"):
            offered = offered | fn()

        assert offered.exists()
        assert not offered.filter(content_type__app_label="people").exists()

    def test_menu_shows_them_to_administrators_only(self, client, superuser, editor):
        for person, shown in ((superuser, True), (editor, False)):
            client.force_login(person)
            home = client.get(reverse("wagtailadmin_home")).text
            assert (reverse("wagtailsnippets_people_orgunit:list") in home) is shown
            assert (reverse("wagtailusers_users:index") in home) is shown

    @pytest.mark.parametrize(
        "path",
        [
            "/cms/snippets/choose/people/posting/",
            "/cms/snippets/choose/people/rolegrant/",
            "/cms/snippets/choose/people/person/",
        ],
    )
    def test_a13_no_window_lists_people_to_editors(self, client, editor, path):
        client.force_login(editor)

        assert client.get(path, follow=True).status_code == 404

    @pytest.mark.parametrize("model", ["people_posting", "people_rolegrant", "people_orgunit"])
    def test_history_is_not_deleted(self, cms, tree, model):
        row = {
            "people_posting": PostingFactory,
            "people_rolegrant": RoleGrantFactory,
            "people_orgunit": OrgUnitFactory,
        }[model]()
        url = reverse(f"wagtailsnippets_{model}:delete", args=[row.pk])

        assert cms.post(url).url == reverse("wagtailadmin_home")
        assert type(row).objects.filter(pk=row.pk).exists()

    def test_people_are_not_deleted(self, cms, person):
        assert cms.post(reverse("wagtailusers_users:delete", args=[person.pk])).status_code == 302
        assert Person.objects.filter(pk=person.pk).exists()

    @pytest.mark.parametrize("model", ["person", "orgunit"])
    def test_history_is_not_deleted_many_at_once(self, cms, tree, person, model):
        rows = {"person": Person.objects, "orgunit": OrgUnit.objects}[model]
        before = rows.count()
        url = reverse("wagtail_bulk_action", args=["people", model, "delete"])
        ids = [row.pk for row in rows.all()]

        for method in (cms.get, cms.post):
            method(f"{url}?{'&'.join(f'id={pk}' for pk in ids)}&next=/cms/")

        assert rows.count() == before


class TestUsers:
    def test_list_is_in_ukrainian_order_with_names_as_text(self, cms):
        for surname in ("Яременко", "Ґедзь", SCRIPT, "Гнатюк"):
            PersonFactory(surname=surname)

        page = cms.get(reverse("wagtailusers_users:index"))

        names = [row.surname for row in page.context["object_list"]]
        assert names.index("Гнатюк") < names.index("Ґедзь") < names.index("Яременко")
        assert SCRIPT not in page.text

    def test_list_turns_and_finds(self, cms):
        for surname in ("Авдєєнко", "Яременко"):
            PersonFactory(surname=surname)
        url = reverse("wagtailusers_users:index")

        turned = cms.get(url, {"ordering": "-surname"}).context["object_list"]
        assert turned[0].surname == "Яременко"
        found = cms.get(url, {"q": "Авдєєнко"}).context["object_list"]
        assert [row.surname for row in found] == ["Авдєєнко"]

    @pytest.mark.parametrize("count", [1, 3])
    def test_list_costs_the_same_for_any_number(self, cms, count, django_assert_max_num_queries):
        for _ in range(count):
            PersonFactory()
        cms.get(reverse("wagtailusers_users:index"))

        with django_assert_max_num_queries(14):
            cms.get(reverse("wagtailusers_users:index"))

    def test_person_is_added_without_a_password(self, cms):
        response = cms.post(
            reverse("wagtailusers_users:add"),
            fields(email="Nova@Example.org", surname="  В'юник "),
        )

        assert response.status_code == 302, response.context["form"].errors
        person = Person.objects.get(email="nova@example.org")
        assert person.surname == "Вʼюник"
        assert not person.has_usable_password()
        assert not person.is_superuser

    def test_d01_name_in_the_message_about_it_is_text(self, cms):
        url = reverse("wagtailusers_users:add")
        refused = cms.post(url, fields(surname=SCRIPT, given_name=""), follow=True)
        assert SCRIPT not in refused.text

        saved = cms.post(url, fields(surname=SCRIPT), follow=True)
        assert "&lt;script&gt;" in saved.text
        assert SCRIPT not in saved.text

    def test_person_is_added_with_a_password_that_follows_the_rules(self, cms):
        url = reverse("wagtailusers_users:add")
        weak = cms.post(url, fields(password1="frontliner-1234", password2="frontliner-1234"))
        assert weak.context["form"].has_error("password2")

        cms.post(url, fields(password1=PASSWORD, password2=PASSWORD))
        assert Person.objects.get(email="nova@example.org").check_password(PASSWORD)

    def test_the_same_email_is_refused_at_its_field(self, cms, person):
        response = cms.post(reverse("wagtailusers_users:add"), fields(email="OLENA@example.org"))

        assert response.status_code == 200
        assert response.context["form"].has_error("email")
        assert Person.objects.filter(email=person.email).count() == 1

    def test_person_is_changed_and_keeps_the_password(self, cms, person):
        url = reverse("wagtailusers_users:edit", args=[person.pk])
        page = cms.get(url)
        assert "first_name" not in page.context["form"].fields
        assert f'value="{person.surname}"' in page.text

        group = ensure_group(EDITORS)
        changes = fields(email=person.email, is_active="on", groups=[group.pk])
        assert cms.post(url, changes).status_code == 302

        person.refresh_from_db()
        assert (person.surname, person.given_name) == ("Нова", "Ніна")
        assert list(person.groups.all()) == [group]
        assert person.check_password(PASSWORD)

    def test_a15_person_is_deactivated(self, cms, person):
        url = reverse("wagtailusers_users:edit", args=[person.pk])
        cms.post(url, fields(email=person.email))

        person.refresh_from_db()
        assert not person.is_active

    def test_somebody_who_lost_the_phone_gets_in_again(self, cms, superuser, person, with_totp):
        with_totp(person)
        other = PersonFactory()
        with_totp(other)
        url = reverse("wagtailusers_users:edit", args=[person.pk])
        sent = fields(email=person.email, is_active="on")

        cms.post(url, sent)
        assert Authenticator.objects.filter(user=person).exists()
        cms.post(url, {**sent, "forget_second_factor": "on"})

        assert [row.user for row in Authenticator.objects.all()] == [other]
        entry = ModelLogEntry.objects.get(action="people.forget_second_factor")
        assert entry.user == superuser

    def test_c02_g02_administrator_makes_no_superuser(self, client, administrator, person):
        client.force_login(administrator)
        url = reverse("wagtailusers_users:edit", args=[person.pk])
        assert "is_superuser" not in client.get(url).context["form"].fields

        sent = fields(email=person.email, is_active="on", is_superuser="on", is_demo="on")
        assert client.post(url, sent).status_code == 302
        client.post(reverse("wagtailusers_users:add"), fields(is_superuser="on"))

        assert not Person.objects.filter(is_superuser=True).exists()
        person.refresh_from_db()
        assert (person.surname, person.is_demo) == ("Нова", False)

    def test_g02_administrator_does_not_touch_a_superuser(self, client, administrator, superuser):
        client.force_login(administrator)
        url = reverse("wagtailusers_users:edit", args=[superuser.pk])

        response = client.post(url, fields(email=superuser.email, password1=PASSWORD + "x"))

        assert response.url == reverse("wagtailadmin_home")
        before = superuser.password
        superuser.refresh_from_db()
        assert superuser.password == before


class TestAccountPage:
    URL = "wagtailadmin_account"

    def test_shows_and_saves_ones_own_name(self, client, editor):
        client.force_login(editor)
        page = client.get(reverse(self.URL))
        assert page.status_code == 200
        assert 'name="person-surname"' in page.text
        for absent in ("first_name", "old_password", 'name="avatar', 'name="name_email'):
            assert absent not in page.text

        response = client.post(reverse(self.URL), self._sent(page, **{"person-surname": "Ґудзь"}))

        assert response.status_code == 302
        editor.refresh_from_db()
        assert editor.surname == "Ґудзь"

    def test_c02_changes_nothing_else(self, client, editor):
        client.force_login(editor)
        page = client.get(reverse(self.URL))
        forged = {
            f"{prefix}{name}": value
            for prefix in ("", "person-", "name_email-")
            for name, value in (
                ("email", "evil@example.org"),
                ("is_superuser", "on"),
                ("is_active", ""),
                ("groups", "1"),
                ("password", "x"),
            )
        }
        before = Person.objects.values().get(pk=editor.pk)

        assert client.post(reverse(self.URL), self._sent(page, **forged)).status_code == 302

        assert Person.objects.values().get(pk=editor.pk) == before

    def _sent(self, page, **changes) -> dict:
        sent = {}
        for panels in page.context["panels_by_tab"].values():
            for panel in panels:
                form = panel.get_form()
                for name in form.fields:
                    value = form[name].value()
                    if value not in (None, False):
                        sent[form.add_prefix(name)] = value
        return {**sent, **changes}


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
