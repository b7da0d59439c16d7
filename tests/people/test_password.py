"""Passwords and the links to set them: F02, F04, F05, F07, F08, D11."""

import re
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from tests.factories.people import PASSWORD, PersonFactory
from tests.people.conftest import is_signed_in
from training.people.models import Person

NEW = "тиха-вода-греблю-рве-9"


@pytest.fixture
def ask(client, db):
    def post(email: str, **meta):
        return client.post(reverse("account_reset_password"), {"email": email}, **meta)

    return post


@pytest.fixture
def link(ask, person) -> str:
    """The path a person is sent, as they would click it."""
    ask(person.email)
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def set_password(client: Client, link: str, password: str = NEW):
    """Open the link and fill in the form behind it; the last answer comes back."""
    page = client.get(link)
    if page.status_code != 302:
        return page
    return client.post(page.url, {"password1": password, "password2": password})


class TestReset:
    def test_sets_a_new_password_and_lets_in_at_once(self, client, person, link, sign_in):
        response = set_password(client, link)

        assert response.url == reverse("account_reset_password_from_key_done")
        assert (
            "Увійти" in client.get(response.url).text or "Sign in" in client.get(response.url).text
        )
        assert not is_signed_in(client)
        assert sign_in(client, person.email, NEW).status_code == 302

    def test_f07_link_works_once(self, client, person, link):
        set_password(client, link)
        again = set_password(Client(), link, "інший-пароль-із-крадія")

        assert again.status_code == 200
        assert again.context["token_fail"]
        person.refresh_from_db()
        assert person.check_password(NEW)

    @pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
    def test_f07_link_works_for_an_hour(self, client, person, ask, minutes, works):
        with time_machine.travel("2026-03-02 09:00:00+02:00", tick=False) as clock:
            ask(person.email)
            link = re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]
            clock.shift(minutes * 60)
            set_password(client, link)

        person.refresh_from_db()
        assert person.check_password(NEW) is works

    def test_f07_an_hour_also_ends_for_an_opened_page(self, client, person, ask):
        with time_machine.travel("2026-03-02 09:00:00+02:00", tick=False) as clock:
            ask(person.email)
            page = client.get(re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1])
            clock.shift(61 * 60)
            client.post(page.url, {"password1": NEW, "password2": NEW})

        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_f07_a_link_made_up_or_of_another_person_is_refused(self, client, person, link):
        other = PersonFactory()
        uid, _, key = link.rstrip("/").rsplit("/", 1)[1].partition("-")
        for forged in (
            reverse("account_reset_password_from_key", args=[uid, "abc-" + "0" * 32]),
            reverse("account_reset_password_from_key", args=[other.pk, key]),
            reverse("account_reset_password_from_key", args=["zzzzzzzzzz", key]),
        ):
            assert client.get(forged).context["token_fail"]

    def test_f07_a_link_ends_when_the_email_changes(self, client, person, link):
        Person.objects.filter(pk=person.pk).update(email="other@example.org")

        assert client.get(link).context["token_fail"]

    def test_f08_link_leads_to_the_configured_address(self, person, ask, settings):
        settings.ALLOWED_HOSTS = ["*"]
        ask(person.email, headers={"host": "evil.example"})
        ask(person.email, headers={"x-forwarded-host": "evil.example"})

        assert len(mail.outbox) == 2
        for message in mail.outbox:
            assert "evil.example" not in message.body
            assert "http://testserver/" in message.body

    def test_f02_known_unknown_and_deactivated_get_the_same_page_and_one_letter(self, person, ask):
        deactivated = PersonFactory(deactivated=True)
        answers = set()
        for email in (person.email, "nobody@example.org", deactivated.email):
            response = ask(email)
            answers.add((response.status_code, response.url))
        assert len(answers) == 1
        assert [message.to for message in mail.outbox] == [
            [person.email],
            ["nobody@example.org"],
            [deactivated.email],
        ]
        with_link = [message for message in mail.outbox if "/password/reset/key/" in message.body]
        assert [message.to for message in with_link] == [[person.email]]

    def test_a15_link_of_somebody_deactivated_since_opens_nothing(
        self, client, person, link, sign_in
    ):
        Person.objects.update(is_active=False)
        set_password(client, link)

        assert sign_in(client, person.email, NEW).status_code == 200
        assert not is_signed_in(client)

    def test_letter_is_in_the_language_of_the_person(self, client, ask):
        person = PersonFactory(language="en")
        ask(person.email)

        assert "/en/account/password/reset/key/" in mail.outbox[-1].body

    def test_somebody_without_a_password_sets_the_first_one_by_it(self, client, ask, sign_in):
        person = Person.objects.create_user("new@example.org", surname="Нова", given_name="Ніна")
        ask(person.email)
        set_password(client, re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1])

        assert sign_in(client, person.email, NEW).status_code == 302

    def test_leaves_no_second_list_of_addresses(self, client, link):
        """allauth's unverified addresses would forbid the second factor and outlive a change."""
        set_password(client, link)

        assert not EmailAddress.objects.exists()

    def test_f01_letters_to_one_address_are_slowed(self, person, ask):
        for _ in range(3):
            assert ask(person.email).status_code == 302

        assert ask(person.email).status_code == 429
        assert len(mail.outbox) == 3

    def test_f01_lets_in_somebody_whose_account_was_being_guessed(
        self, client, person, link, sign_in
    ):
        for _ in range(6):
            blocked = sign_in(Client(), person.email, "не-той-пароль")
        assert blocked.status_code == 429
        set_password(client, link)

        assert sign_in(client, person.email, NEW).status_code == 302

    @pytest.mark.parametrize("email", ["olena@example.org", "nobody@example.org"])
    def test_f02_when_mail_does_not_work_everybody_is_told_the_same(
        self, person, ask, monkeypatch, caplog, email
    ):
        def refused(*args, **kwargs):
            raise SMTPRecipientsRefused({email: (550, b"no")})

        monkeypatch.setattr(EmailBackend, "send_messages", refused)

        response = ask(email)

        assert response.status_code == 503
        assert response["Retry-After"] == "300"
        assert "mail.failed" in caplog.text
        assert email not in caplog.text

    def test_d11_a_line_break_in_the_address_sends_nothing(self, db, ask):
        assert ask("a@example.org\nBcc: b@example.org").status_code == 200
        assert not mail.outbox

    def test_f09_next_leads_only_to_this_site(self, client, person):
        response = client.post(
            reverse("account_reset_password"), {"email": person.email, "next": "//evil.example"}
        )

        assert response.url == reverse("account_reset_password_done")


class TestChange:
    @pytest.fixture
    def change(self, client):
        def post(old: str = PASSWORD, new: str = NEW, again: str | None = None):
            return client.post(
                reverse("account_change_password"),
                {"oldpassword": old, "password1": new, "password2": again or new},
            )

        return post

    def test_says_what_was_done_and_keeps_this_session(self, client, person, change):
        client.force_login(person)

        response = change()

        assert response.url == reverse("people:account")
        page = client.get(response.url)
        assert len(page.context["messages"]) == 1

    def test_f04_ends_all_other_sessions(self, client, person, change, sign_in):
        elsewhere = Client()
        sign_in(elsewhere, person.email)
        client.force_login(person)

        change()

        assert is_signed_in(client)
        assert not is_signed_in(elsewhere)

    def test_needs_the_current_password(self, client, person, change):
        client.force_login(person)

        assert change(old="не той").status_code == 200
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_somebody_without_a_password_sets_one(self, client, db):
        person = Person.objects.create_user("new@example.org", surname="Нова", given_name="Ніна")
        client.force_login(person)

        assert client.get(reverse("account_change_password")).url == reverse("account_set_password")
        client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
        person.refresh_from_db()
        assert person.check_password(NEW)

    @pytest.mark.parametrize(
        "password",
        [
            "коротко-11",
            "password1234",
            "passwordpassword",
            "123456789012",
            "яюьщшчцхфутср",
            "frontliner-2026-kyiv",
            "Фронт-Лайнер-Найкращий",
            "legal.aid.kharkiv.77",
            "olena@example.org",
            "Верхньодніпровська",
        ],
    )
    def test_weak_common_and_context_passwords_are_refused(self, client, db, change, password):
        person = PersonFactory(email="olena@example.org", surname="Верхньодніпровська")
        client.force_login(person)

        response = change(new=password)

        assert response.status_code == 200
        assert response.context["form"].has_error("password1")

    @pytest.mark.parametrize(
        "password", ["просто довгі слова без цифр", "x" * 12 + "ґї", "ї" * 60 + "abc" * 20]
    )
    def test_any_composition_is_accepted_from_twelve_characters(
        self, client, person, change, password
    ):
        client.force_login(person)

        assert change(new=password).status_code == 302


class TestSwitchedOffPages:
    def test_email_is_not_managed_here(self, client, person):
        client.force_login(person)

        assert client.get(reverse("account_email")).url == reverse("people:account")
        response = client.post(
            reverse("account_email"), {"email": "mine@example.org", "action_add": ""}
        )
        assert response.status_code == 405
        assert not EmailAddress.objects.exists()
        assert not mail.outbox

    @pytest.mark.parametrize(
        "path", ["confirm-email/", "confirm-email/abc/", "login/code/confirm/"]
    )
    def test_pages_of_other_ways_to_sign_in_are_absent(self, client, db, path):
        url = reverse("people:account") + path

        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404


def test_account_page_shows_only_ones_own_facts(client, person):
    PersonFactory(surname="Чужий")
    client.force_login(person)

    page = client.get(reverse("people:account"))

    assert person.email in page.text
    assert "Чужий" not in page.text
    assert client.post(reverse("people:account")).status_code == 405


def test_d01_d09_names_are_shown_as_text(client, db):
    person = PersonFactory(
        surname="<script>alert(1)</script>", given_name="{{ settings.SECRET_KEY }}"
    )
    client.force_login(person)

    page = client.get(reverse("people:account")).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert "{{ settings.SECRET_KEY }}" in page
    assert django_settings.SECRET_KEY not in page
