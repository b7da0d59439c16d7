"""The cookie that tells a known browser from a stranger's."""

import pytest
import time_machine
from django.http import HttpResponse
from django.test import RequestFactory

from training.people import known_device


@pytest.fixture
def visitor():
    """A request from the browser that got ``response`` before, if any."""

    def make(response: HttpResponse | None = None):
        request = RequestFactory().get("/")
        if response is not None:
            request.COOKIES = {name: morsel.value for name, morsel in response.cookies.items()}
        return request

    return make


def remember(visitor, *emails: str) -> HttpResponse:
    response = None
    for email in emails:
        request, response = visitor(response), HttpResponse()
        known_device.remember(request, response, email)
    return response


def test_device_knows_who_signed_in_on_it(visitor):
    device = known_device.read(visitor(remember(visitor, "olena@example.org")))

    assert device.knows(" OLENA@example.org")
    assert not device.knows("other@example.org")


def test_device_keeps_its_name_and_its_people(visitor):
    first = remember(visitor, "olena@example.org")
    second = HttpResponse()
    known_device.remember(visitor(first), second, "ivan@example.org")

    before, after = (known_device.read(visitor(response)) for response in (first, second))
    assert before.name == after.name
    assert after.knows("olena@example.org")
    assert after.knows("ivan@example.org")


def test_a_shared_computer_forgets_the_oldest(visitor):
    emails = [f"p{number}@example.org" for number in range(known_device.MOST_ACCOUNTS + 1)]
    device = known_device.read(visitor(remember(visitor, *emails)))

    assert not device.knows(emails[0])
    assert all(device.knows(email) for email in emails[1:])


def test_stranger_and_forgery_are_nobody(visitor):
    assert known_device.read(visitor()) is None
    request = visitor(remember(visitor, "olena@example.org"))
    request.COOKIES = {name: value[:-1] for name, value in request.COOKIES.items()}
    assert known_device.read(request) is None


def test_it_ends_after_half_a_year(visitor):
    with time_machine.travel("2026-03-02 09:00:00+02:00", tick=False) as clock:
        response = remember(visitor, "olena@example.org")
        clock.shift(known_device.LIFETIME + 1)
        assert known_device.read(visitor(response)) is None


@pytest.mark.parametrize(("secure", "name"), [(True, "__Host-device"), (False, "device")])
def test_cookie_is_out_of_reach_of_scripts(visitor, settings, secure, name):
    settings.SESSION_COOKIE_SECURE = secure

    cookie = remember(visitor, "olena@example.org").cookies[name]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert bool(cookie["secure"]) is secure
    assert "olena" not in cookie.value
