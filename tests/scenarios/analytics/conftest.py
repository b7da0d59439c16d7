import pytest

from tests.factories.scenarios import scenario as published
from tests.scenarios.analytics.generator import version_of
from tests.scenarios.storyboard import desks


@pytest.fixture
def writer(client, db):
    """An author who is signed in."""
    desks.competencies()
    person = desks.author()
    client.force_login(person)
    return person


@pytest.fixture
def placed(writer):
    """A published role-play of two scenes."""
    return published()


@pytest.fixture
def version(placed):
    return version_of(placed)
