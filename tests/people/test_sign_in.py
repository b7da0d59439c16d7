"""Signing in and out, by the client: F01–F04, F09, F10, C12, C13, A15."""

import re

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import translation

from tests.factories.people import PASSWORD, PersonFactory
from tests.people.conftest import is_signed_in
from training.people.models import Person

WRONG = "не-той-пароль-зовсім"


@pytest.fixture
def account() -> str:
    return reverse("people:account")


def without_tokens(response) -> str:
    """The page without what differs in every answer: CSRF tokens and nonces."""
    return re.sub(r'(value|nonce)="[A-Za-z0-9_-]{20,}={0,2}"', "", response.text)


class TestJourney:
    def test_goes_to_where_one_wanted(self, client, person, sign_in, account):
        asked = client.get(account)
        assert asked.status_code == 302
        assert asked.url == f"{reverse('account_login')}?next={account}"

        page = client.get(asked.url)
        assert f'name="next" value="{account}"' in page.text

        assert sign_in(client, person.email, next=account).url == account
        assert person.full_name in client.get(account).text

    def test_without_a_wish_goes_to_the_own_start_page(self, client, person, sign_in):
        assert sign_in(client, person.email).url == reverse("dashboards:learn")

    def test_email_counts_in_any_case_and_with_spaces(self, client, person, sign_in):
        assert sign_in(client, "  Olena@EXAMPLE.org ").status_code == 302

    def test_page_is_complete_without_scripts(self, client, db):
        page = client.get(reverse("account_login")).text

        assert page.count("<h1") == 1
        assert 'for="id_login"' in page
        assert 'autocomplete="current-password"' in page
        assert "onclick" not in page
        assert "style=" not in page

    def test_mistakes_are_named_and_typed_email_is_kept(self, client, person, sign_in):
        page = sign_in(client, person.email, WRONG)
        assert page.status_code == 200
        assert "error-summary" in page.text
        assert f'value="{person.email}"' in page.text
        assert WRONG not in page.text

        empty = sign_in(client, "", "").text
        assert 'href="#id_login"' in empty
        assert 'href="#id_password"' in empty

    def test_somebody_signed_in_is_led_on(self, client, person, account):
        client.force_login(person)

        assert client.get(reverse("account_login"), {"next": account}).url == account

    def test_stays_signed_in_only_when_chosen(self, client, person, sign_in):
        cookie = sign_in(client, person.email).cookies[django_settings.SESSION_COOKIE_NAME]
        assert cookie["max-age"] == ""

        other = Client()
        cookie = sign_in(other, person.email, remember="on").cookies[
            django_settings.SESSION_COOKIE_NAME
        ]
        assert cookie["max-age"] == django_settings.SESSION_COOKIE_AGE


class TestLanguage:
    @pytest.mark.parametrize("language", ["uk", "en"])
    def test_follows_the_person(self, client, db, sign_in, language):
        person = PersonFactory(language=language)

        response = sign_in(client, person.email)

        assert response.cookies[django_settings.LANGUAGE_COOKIE_NAME].value == language
        assert response.url.startswith(f"/{language}/")

    def test_of_an_asked_page_is_kept(self, client, person, sign_in):
        with translation.override("en"):
            english = reverse("people:account")

        assert sign_in(client, person.email, next=english).url == english


class TestClosedRegistration:
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_says_whom_to_ask_and_makes_nobody(self, client, db, method):
        response = getattr(client, method)(
            reverse("account_signup"),
            {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD},
        )

        assert response.status_code == 200
        assert "account/signup_closed.html" in {t.name for t in response.templates}
        assert not Person.objects.exists()


class TestRefusals:
    @pytest.fixture
    def deactivated(self, db) -> Person:
        return PersonFactory(deactivated=True)

    def test_f02_wrong_password_unknown_and_deactivated_get_the_same_answer(
        self, client, person, deactivated, sign_in
    ):
        answers = {
            without_tokens(sign_in(Client(), email, password)).replace(email, "")
            for email, password in (
                (person.email, WRONG),
                ("nobody@example.org", PASSWORD),
                (deactivated.email, PASSWORD),
                (deactivated.email, WRONG),
            )
        }

        assert len(answers) == 1

    def test_f02_each_of_them_costs_one_hash(self, person, deactivated, sign_in, monkeypatch):
        """What takes time is the hash, so that one is always computed."""
        hashed = []
        monkeypatch.setattr(
            "django.contrib.auth.hashers.MD5PasswordHasher.encode",
            lambda self, password, salt: hashed.append(password) or "md5$salt$other",
        )

        for number, email in enumerate(
            (person.email, "nobody@example.org", deactivated.email), start=1
        ):
            sign_in(Client(), email, WRONG)
            assert len(hashed) == number

    def test_a15_session_of_somebody_deactivated_ends(self, client, person):
        client.force_login(person)
        assert is_signed_in(client)

        Person.objects.update(is_active=False)
        assert client.get(reverse("people:account")).status_code == 302

    def test_c12_without_a_token_nothing_happens(self, person, sign_in):
        client = Client(enforce_csrf_checks=True)

        assert sign_in(client, person.email).status_code == 403
        assert not is_signed_in(client)

    def test_c01_c02_forged_fields_change_nothing(self, client, person, sign_in):
        sign_in(client, person.email, is_superuser="on", is_staff="on", unit="1", user="1")

        person.refresh_from_db()
        assert is_signed_in(client)
        assert not person.is_superuser

    @pytest.mark.parametrize("email", ["a" * 300 + "@example.org", "\x00@example.org", "'\"@x.ua"])
    def test_odd_addresses_are_answered_calmly(self, client, db, sign_in, email):
        assert sign_in(client, email).status_code == 200

    def test_overlong_password_is_refused_before_hashing(self, client, person, sign_in):
        response = sign_in(client, person.email, "x" * 129)

        assert response.status_code == 200
        assert response.context["form"].has_error("password")


class TestNext:
    @pytest.mark.parametrize(
        "url",
        [
            "//evil.example",
            "https://evil.example/",
            "http://testserver@evil.example/",
            "/\\evil.example",
            "javascript:alert(1)",
            "\t//evil.example",
            "https://localhost/",  # in ALLOWED_HOSTS, but another site
        ],
    )
    def test_f09_leads_only_to_this_site(self, client, person, sign_in, url):
        assert sign_in(client, person.email, next=url).url == reverse("dashboards:learn")

    def test_f09_also_for_somebody_signed_in_and_at_sign_out(self, client, person):
        client.force_login(person)
        signed_in = client.get(reverse("account_login"), {"next": "//evil.example"})
        assert signed_in.url == reverse("dashboards:learn")

        assert client.post(reverse("account_logout"), {"next": "//evil.example"}).url == "/"

    def test_f09_a_forged_host_is_refused(self, client, db):
        assert (
            client.get(reverse("account_login"), headers={"host": "evil.example"}).status_code
            == 400
        )

    def test_f09_a_forwarded_host_is_not_believed(self, client, person, sign_in):
        response = client.post(
            reverse("account_login"),
            {"login": person.email, "password": PASSWORD, "next": "https://evil.example/"},
            headers={"x-forwarded-host": "evil.example"},
        )

        assert response.url == reverse("dashboards:learn")

    def test_d01_script_in_next_is_escaped(self, client, db):
        page = client.get(reverse("account_login"), {"next": '"><script>alert(1)</script>'})

        assert "<script>alert" not in page.text

    def test_f05_login_form_of_the_editor_is_ours_and_keeps_next(self, client, sign_in, db):
        superuser = PersonFactory(superuser=True)
        wish = reverse("wagtailadmin_account")

        response = client.get("/cms/login/", {"next": wish}, follow=True)
        assert response.request["PATH_INFO"] == reverse("account_login")

        kept = re.search(r'name="next" value="([^"]+)"', response.text)[1]
        response = sign_in(client, superuser.email, next=kept)
        assert client.get(response.url, follow=True).request["PATH_INFO"] == wish

    def test_f05_posting_to_the_login_form_of_the_editor_signs_nobody_in(self, client, db):
        superuser = PersonFactory(superuser=True)
        client.post("/cms/login/", {"username": superuser.email, "password": PASSWORD})

        assert not is_signed_in(client)

    def test_editor_sends_strangers_to_the_same_door(self, client, db):
        assert client.get("/cms/").url.startswith(reverse("account_login"))


class TestSession:
    def test_f03_id_changes_at_sign_in(self, client, person, sign_in):
        session = client.session
        session["planted"] = True
        session.save()
        before = session.session_key
        client.cookies[django_settings.SESSION_COOKIE_NAME] = before

        sign_in(client, person.email)

        assert client.session.session_key != before
        assert is_signed_in(client)
        stranger = Client()
        stranger.cookies[django_settings.SESSION_COOKIE_NAME] = before
        assert not is_signed_in(stranger)

    def test_f04_session_is_refused_after_sign_out(self, client, person, sign_in):
        sign_in(client, person.email)
        stolen = client.session.session_key
        client.post(reverse("account_logout"))

        thief = Client()
        thief.cookies[django_settings.SESSION_COOKIE_NAME] = stolen
        assert not is_signed_in(thief)

    def test_c13_sign_out_is_by_post_only(self, client, person):
        client.force_login(person)

        assert client.get(reverse("account_logout")).status_code == 200
        assert is_signed_in(client)
        assert client.post(reverse("account_logout")).status_code == 302
        assert not is_signed_in(client)

    def test_f10_private_pages_are_not_kept_by_the_browser(self, client, person):
        client.force_login(person)

        for name in ("people:account", "account_change_password", "mfa_index"):
            assert "no-store" in client.get(reverse(name))["Cache-Control"]

    def test_i02_reading_the_sign_in_page_makes_no_session(self, client, db):
        response = client.get(reverse("account_login"))

        assert django_settings.SESSION_COOKIE_NAME not in response.cookies


@pytest.mark.parametrize("path", ["/cms/", "/cms/pages/", "/cms/users/"])
def test_a04_the_editor_is_closed_to_learners(client, person, path):
    """403, and no running to and fro between the editor and the sign-in page."""
    person.groups.add(Group.objects.create(name="Без прав"))
    client.force_login(person)

    assert client.get(path, follow=True).status_code == 403
