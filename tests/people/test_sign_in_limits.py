"""Guessing passwords is slowed, demonstration sign-ins stay in the demonstration: F01, F11."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories.people import PersonFactory, PostingFactory, RoleGrantFactory
from training.people.models import Person

WRONG = "не-той-пароль-зовсім"


class TestThrottle:
    @pytest.fixture(autouse=True)
    def calm_minute(self):
        """Limits count by the clock; tests stand still in it."""
        with time_machine.travel("2026-03-02 09:00:00+02:00", tick=False) as traveller:
            yield traveller

    @pytest.fixture
    def guess(self, sign_in):
        def many(client, email, times, **meta):
            for _ in range(times):
                response = client.post(
                    reverse("account_login"), {"login": email, "password": WRONG}, **meta
                )
            return response

        return many

    def test_f01_guessing_at_one_account_is_slowed_whatever_the_address(
        self, person, guess, sign_in
    ):
        for number in range(5):
            assert (
                guess(Client(), person.email, 1, REMOTE_ADDR=f"10.0.0.{number}").status_code == 200
            )

        refused = guess(Client(), person.email, 1, REMOTE_ADDR="10.0.1.1")
        assert refused.status_code == 429
        assert refused["Retry-After"] == "300"
        assert sign_in(Client(), person.email).status_code == 429

    def test_f01_an_unknown_account_is_slowed_just_the_same(self, db, guess):
        assert guess(Client(), "nobody@example.org", 5).status_code == 200
        assert guess(Client(), "nobody@example.org", 1).status_code == 429

    def test_f01_guessing_from_one_address_is_slowed_whatever_the_account(self, db, guess):
        client = Client()
        for number in range(30):
            assert guess(client, f"nobody{number}@example.org", 1).status_code == 200

        assert guess(client, "nobody30@example.org", 1).status_code == 429
        assert guess(client, "nobody30@example.org", 1, REMOTE_ADDR="10.0.0.2").status_code == 200

    def test_f01_passes_after_a_few_minutes(self, person, guess, sign_in, calm_minute):
        guess(Client(), person.email, 6)
        calm_minute.shift(301)

        assert sign_in(Client(), person.email).status_code == 302

    def test_f01_a_known_device_is_not_locked_out(self, client, person, guess, sign_in):
        sign_in(client, person.email)
        client.post(reverse("account_logout"))

        guess(Client(), person.email, 6, REMOTE_ADDR="10.0.0.9")

        assert sign_in(Client(), person.email).status_code == 429
        assert sign_in(client, person.email).status_code == 302

    def test_f01_a_known_device_is_slowed_by_its_own_tries(self, client, person, guess, sign_in):
        sign_in(client, person.email)
        client.post(reverse("account_logout"))

        assert guess(client, person.email, 6).status_code == 429

    def test_f01_a_device_known_to_another_account_is_a_stranger(
        self, client, person, guess, sign_in
    ):
        other = PersonFactory()
        sign_in(client, other.email)
        client.post(reverse("account_logout"))
        guess(Client(), person.email, 6, REMOTE_ADDR="10.0.0.9")

        assert sign_in(client, person.email).status_code == 429

    def test_f01_a_forged_device_cookie_is_worth_nothing(self, client, person, guess, sign_in):
        guess(Client(), person.email, 6, REMOTE_ADDR="10.0.0.9")
        client.cookies["device"] = "eyJkZXZpY2UiOiJ4IiwiYWNjb3VudHMiOltdfQ:1:forged"

        assert sign_in(client, person.email).status_code == 429

    def test_a_hall_of_people_behind_one_address_signs_in(self, db, sign_in):
        for _ in range(40):
            assert sign_in(Client(), PersonFactory().email).status_code == 302


class TestDemonstration:
    @pytest.fixture
    def invented(self, tree) -> dict[str, Person]:
        learner = PersonFactory(is_demo=True, email="uchen@demo.example")
        PostingFactory(person=learner, unit=tree.odesa)
        manager = PersonFactory(is_demo=True, email="kerivnyk@demo.example")
        RoleGrantFactory(person=manager, unit=tree.south)
        return {"learner": learner, "manager": manager}

    def test_lists_people_to_try_with_the_shared_password(self, client, invented, settings):
        settings.DEMO = True
        PersonFactory(email="real@example.org")

        page = client.get(reverse("account_login"), {"next": "/uk/account/"}).text

        assert settings.DEMO_PASSWORD in page
        assert "?email=uchen%40demo.example&amp;next=%2Fuk%2Faccount%2F" in page
        assert "?email=kerivnyk%40demo.example" in page
        assert "real@example.org" not in page

    def test_a_link_fills_in_the_form(self, client, invented, settings):
        settings.DEMO = True

        page = client.get(reverse("account_login"), {"email": "uchen@demo.example"}).text

        assert 'value="uchen@demo.example"' in page
        assert f'value="{settings.DEMO_PASSWORD}"' in page

    @pytest.mark.parametrize("email", ['"><script>alert(1)</script>', "no address", ""])
    def test_d01_a_link_with_something_else_fills_in_nothing(self, client, db, settings, email):
        settings.DEMO = True

        page = client.get(reverse("account_login"), {"email": email}).text

        assert settings.DEMO_PASSWORD not in page
        assert "<script>alert" not in page

    def test_f11_elsewhere_nothing_is_listed_or_filled_in(self, client, invented, settings):
        settings.DEMO = False

        page = client.get(reverse("account_login"), {"email": "uchen@demo.example"}).text

        assert settings.DEMO_PASSWORD not in page
        assert "uchen" not in page
        assert invented["manager"].short_name not in page

    @pytest.mark.parametrize("count", [1, 3])
    def test_costs_the_same_for_any_number_of_people(
        self, client, tree, settings, count, django_assert_num_queries
    ):
        settings.DEMO = True
        for _ in range(count):
            RoleGrantFactory(person=PersonFactory(is_demo=True), unit=tree.odesa)

        with django_assert_num_queries(4):
            client.get(reverse("account_login"))
