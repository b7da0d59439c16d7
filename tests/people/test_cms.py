"""Screens about persons in the editor: A13, C02, D01, G01, G02."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail import hooks
from wagtail.models import ModelLogEntry

from tests.factories.people import (
    PASSWORD,
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.people.groups import EDITORS
from training.people.models import OrgUnit, Person
from training.people.services import ensure_group

SCRIPT = "<script>alert(1)</script>"


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
