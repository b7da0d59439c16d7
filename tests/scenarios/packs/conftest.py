import pytest

from tests.factories.scenarios import scenario as published
from tests.scenarios.storyboard import desks


@pytest.fixture
def writer(client, db):
    """An author who is signed in."""
    person = desks.author()
    client.force_login(person)
    return person


@pytest.fixture
def placed(writer):
    """A published role-play of two scenes."""
    desks.competencies("FL-02")
    return published()
