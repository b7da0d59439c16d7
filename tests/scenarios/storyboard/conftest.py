import pytest

from tests.scenarios.storyboard import desks


@pytest.fixture
def writer(client):
    """An author who is signed in."""
    desks.competencies()
    person = desks.author(surname="Писаренко")
    client.force_login(person)
    return person


@pytest.fixture
def board(writer):
    return desks.draft(person=writer)
