"""Two steps for every role above learner: F03, F05, F06."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.people import PASSWORD, PersonFactory, RoleGrantFactory
from tests.people.conftest import is_signed_in
from training.people.groups import TRAINERS
from training.people.models import Person, Role
from training.people.services import ensure_group

ASKED = "account_change_password"  # a page that itself asks for little


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-03-02 09:00:00+02:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.fixture
def manager(tree) -> Person:
    return RoleGrantFactory(unit=tree.odesa).person


@pytest.fixture
def count_queries():
    """How many queries a page costs."""

    def count(client: Client, name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(name)).status_code == 200
        return len(captured)

    return count


def set_up(client: Client) -> None:
    """Confirm the password, read the key off the page, enter the first code."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    assert secret in page.text
    response = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert response.url == reverse("mfa_view_recovery_codes")


@pytest.mark.usefixtures("required")
class TestRequirement:
    @pytest.fixture
    def holders(self, tree) -> dict[str, Person]:
        """One person of each kind above learner."""
        people = {role: RoleGrantFactory(unit=tree.odesa, role=role).person for role in Role}
        people["editor"] = PersonFactory()
        people["editor"].groups.add(ensure_group(TRAINERS))
        people["superuser"] = PersonFactory(superuser=True)
        return people

    @pytest.mark.parametrize("kind", [*Role.values, "editor", "superuser"])
    def test_f05_holder_of_a_role_is_sent_to_set_it_up(self, client, holders, kind):
        client.force_login(holders[kind])

        for url in (reverse("people:account"), reverse("account_change_password"), "/cms/"):
            response = client.get(url)
            assert (response.status_code, response.url) == (302, reverse("mfa_activate_totp"))

    def test_f05_a_script_is_told_instead_of_sent(self, client, manager):
        client.force_login(manager)

        response = client.get(reverse("people:account"), headers={"accept": "application/json"})

        assert response.status_code == 403
        assert response.json()["error"] == "second_factor"

    def test_f05_nothing_is_changed_on_the_way(self, client, manager):
        client.force_login(manager)
        new = "тиха-вода-греблю-рве-9"
        client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )

        manager.refresh_from_db()
        assert manager.check_password(PASSWORD)

    def test_setting_it_up_opens_the_rest(self, client, manager):
        client.force_login(manager)

        set_up(client)

        codes = client.get(reverse("mfa_view_recovery_codes"))
        assert len(codes.context["unused_codes"]) == 10
        assert is_signed_in(client)

    def test_signing_out_stays_possible(self, client, manager):
        client.force_login(manager)

        assert client.get(reverse("account_logout")).status_code == 200
        assert client.post(reverse("account_logout")).status_code == 302

    def test_learner_and_stranger_are_left_alone(self, client, person):
        assert client.get(reverse("account_login")).status_code == 200
        client.force_login(person)
        assert is_signed_in(client)

    def test_a10_ended_role_needs_it_no_more(self, client, manager):
        manager.role_grants.update(ended_on="2026-03-02")
        client.force_login(manager)

        assert is_signed_in(client)

    def test_f05_a_role_given_to_somebody_at_work_asks_from_the_next_request(
        self, client, person, tree
    ):
        client.force_login(person)
        assert is_signed_in(client)

        RoleGrantFactory(person=person, unit=tree.odesa)
        assert not is_signed_in(client)

    def test_f05_switching_it_off_asks_for_it_again(self, client, manager):
        client.force_login(manager)
        set_up(client)
        assert is_signed_in(client)

        client.post(reverse("mfa_deactivate_totp"))

        assert not Authenticator.objects.exists()
        response = client.get(reverse("people:account"))
        assert response.url == reverse("mfa_activate_totp")

    def test_costs_a_learner_one_query_when_loaded_without_roles(
        self, client, person, settings, count_queries
    ):
        settings.AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
        client.force_login(person)
        settings.REQUIRE_SECOND_FACTOR = False
        plain = count_queries(client, ASKED)

        settings.REQUIRE_SECOND_FACTOR = True
        assert count_queries(client, ASKED) == plain + 1

    def test_costs_a_manager_nothing_once_it_is_known(
        self, client, manager, with_totp, settings, count_queries
    ):
        with_totp(manager)
        client.force_login(manager)
        client.get(reverse(ASKED))
        known = count_queries(client, ASKED)

        settings.REQUIRE_SECOND_FACTOR = False
        assert count_queries(client, ASKED) == known

    def test_costs_a_learner_nothing_when_loaded_with_roles(
        self, client, person, settings, count_queries
    ):
        settings.AUTHENTICATION_BACKENDS = ["training.people.backends.PersonBackend"]
        client.force_login(person)
        settings.REQUIRE_SECOND_FACTOR = False
        plain = count_queries(client, ASKED)

        settings.REQUIRE_SECOND_FACTOR = True
        assert count_queries(client, ASKED) == plain


class TestSignIn:
    @pytest.fixture
    def secret(self, person, with_totp) -> str:
        return with_totp(person)

    def test_asks_for_the_code_and_goes_on_to_the_wish(self, client, person, secret, sign_in):
        wish = reverse("people:account")

        response = sign_in(client, person.email, next=wish)
        assert response.url == reverse("mfa_authenticate")
        assert not is_signed_in(client)

        page = client.get(response.url)
        assert 'autocomplete="one-time-code"' in page.text
        assert client.post(response.url, {"code": code(secret)}).url == wish
        assert is_signed_in(client)

    def test_f05_no_page_opens_before_the_code(self, client, person, secret, sign_in):
        sign_in(client, person.email)

        for url in (reverse("people:account"), reverse("mfa_index"), "/cms/"):
            response = client.get(url)
            assert response.status_code == 302
            assert urlsplit(response.url).path == reverse("account_login")

    def test_f05_a_new_password_is_no_way_around(self, client, person, secret, sign_in):
        """After a reset one signs in, and signing in asks for the code."""
        person.set_password("тиха-вода-греблю-рве-9")
        person.save()

        response = sign_in(client, person.email, "тиха-вода-греблю-рве-9")

        assert response.url == reverse("mfa_authenticate")
        assert not is_signed_in(client)

    def test_f06_a_code_works_once(self, client, person, secret, sign_in, clock):
        used = code(secret)
        sign_in(client, person.email)
        client.post(reverse("mfa_authenticate"), {"code": used})
        assert is_signed_in(client)

        thief = Client()
        sign_in(thief, person.email)
        response = thief.post(reverse("mfa_authenticate"), {"code": used})
        assert response.status_code == 200
        assert not is_signed_in(thief)

        clock.shift(30)
        thief.post(reverse("mfa_authenticate"), {"code": used})
        assert not is_signed_in(thief)

    def test_f06_a_recovery_code_works_once(self, client, person, required, manager):
        client.force_login(manager)
        set_up(client)
        recovery = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]

        for number, expected in enumerate((True, False)):
            other = Client()
            other.post(reverse("account_login"), {"login": manager.email, "password": PASSWORD})
            other.post(reverse("mfa_authenticate"), {"code": recovery})
            assert is_signed_in(other) is expected, number

    def test_f06_guessing_codes_is_slowed(self, client, person, secret, sign_in):
        sign_in(client, person.email)
        for _ in range(5):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})

        client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert not is_signed_in(client)

    def test_f03_session_id_changes_at_the_second_step(self, client, person, secret, sign_in):
        sign_in(client, person.email)
        before = client.session.session_key

        client.post(reverse("mfa_authenticate"), {"code": code(secret)})

        assert client.session.session_key != before
        stranger = Client()
        stranger.cookies[django_settings.SESSION_COOKIE_NAME] = before
        assert not is_signed_in(stranger)

    def test_f09_next_leads_only_to_this_site(self, client, person, secret, sign_in):
        sign_in(client, person.email, next="//evil.example")

        response = client.post(reverse("mfa_authenticate"), {"code": code(secret)})
        assert response.url == reverse("dashboards:learn")

    def test_remembering_the_device_survives_the_second_step(self, client, person, secret, sign_in):
        sign_in(client, person.email, remember="on")
        client.post(reverse("mfa_authenticate"), {"code": code(secret)})

        assert client.session.get_expiry_age() == django_settings.SESSION_COOKIE_AGE


class TestPages:
    def test_activation_works_after_a_password_reset_was_asked_for(self, client, person):
        """allauth refuses it while an address is unverified; here none is kept."""
        client.post(reverse("account_reset_password"), {"email": person.email})
        client.force_login(person)

        set_up(client)

        assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()

    def test_activation_asks_for_the_password_first_and_comes_back(self, client, person):
        client.force_login(person)
        asked = client.get(reverse("mfa_activate_totp"))

        assert urlsplit(asked.url).path == reverse("account_reauthenticate")
        assert parse_qs(urlsplit(asked.url).query)["next"] == [reverse("mfa_activate_totp")]
        wrong = client.post(asked.url, {"password": "не той"})
        assert wrong.status_code == 200
        right = client.post(asked.url, {"password": PASSWORD})
        assert right.url == reverse("mfa_activate_totp")

    @pytest.mark.parametrize("active", [True, False])
    def test_each_has_one_heading_and_no_inline_code(self, client, person, active):
        client.force_login(person)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        names = ["mfa_index", "mfa_activate_totp", "account_reauthenticate", "people:account"]
        if active:
            set_up(client)
            names = ["mfa_index", "mfa_deactivate_totp", "mfa_view_recovery_codes"]
            names += ["mfa_generate_recovery_codes", "mfa_reauthenticate", "people:account"]
        for name in names:
            page = client.get(reverse(name))
            assert page.status_code == 200, name
            assert page.text.count("<h1") == 1, name
            assert "style=" not in page.text, name
            assert "<script>" not in page.text, name

    def test_new_recovery_codes_replace_the_old(self, client, person):
        client.force_login(person)
        set_up(client)
        old = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]

        client.post(reverse("mfa_generate_recovery_codes"))

        new = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
        assert not set(old) & set(new)
        download = client.get(reverse("mfa_download_recovery_codes"))
        assert "attachment" in download["Content-Disposition"]
        assert download.text.split() == new
