import pytest

from tests.factories.people import PersonFactory
from tests.factories.quizzes import quiz


@pytest.fixture
def quiz_page(db):
    return quiz()


@pytest.fixture
def person(db):
    return PersonFactory()
