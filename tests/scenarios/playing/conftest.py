import pytest

from tests.factories.people import PersonFactory
from tests.factories.scenarios import scenario_page
from tests.scenarios.playing.acting import BACKEND


@pytest.fixture
def page(db):
    """An assessed role-play in a module."""
    return scenario_page()


@pytest.fixture
def person(db):
    return PersonFactory()


@pytest.fixture
def signed_in(client, person):
    client.force_login(person, BACKEND)
    return client
