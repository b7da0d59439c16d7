import html
import re

import pytest
from django.urls import reverse

from tests.factories.people import (
    PersonFactory,
)

NAME = "Вʼюник Оксана Ґедеонівна"


@pytest.fixture(autouse=True)
def _english(settings):
    """Texts as they stand in the source, in Ukrainian addresses too; no second factor here."""
    settings.LANGUAGE_CODE = "en"
    settings.REQUIRE_SECOND_FACTOR = False


@pytest.fixture
def person(db):
    return PersonFactory()


@pytest.fixture
def learner(client, person):
    client.force_login(person)
    return client


def text_of(response):
    body = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", response.text, flags=re.DOTALL)
    return " ".join(html.unescape(body).split())


def english(name, *args):
    return re.sub(r"^/uk/", "/en/", reverse(name, args=args))


def check(client, certificate_or_number, **query):
    number = getattr(certificate_or_number, "number", certificate_or_number)
    return client.get(english("certificates:verify", number), query)
