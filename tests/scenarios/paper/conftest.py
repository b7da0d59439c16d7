import pytest

from assessments.scenarios.paper.sheet import server
from modules.printing.exceptions import RenderFailed
from tests.factories.people import PersonFactory
from tests.factories.scenarios import scenario, scenario_page
from tests.scenarios.playing.acting import BACKEND, played
from tests.scenarios.storyboard import desks


@pytest.fixture(scope="session", autouse=True)
def _closed():
    yield
    server.close()


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
    return scenario()


@pytest.fixture
def learner(client, db):
    """A learner who is signed in."""
    person = PersonFactory()
    client.force_login(person, BACKEND)
    return person


@pytest.fixture
def page(db):
    return scenario_page()


@pytest.fixture
def talk(learner, page):
    """A finished talk of the learner; nothing was said about it yet."""
    return played(learner, page, "b", "a")


@pytest.fixture
def quick(monkeypatch):
    """No real rendering; the list of pages that were to be rendered."""
    pages = []

    def render(html, assets, **limits):
        pages.append(html)
        return b"%PDF-"

    monkeypatch.setattr(server, "render", render)
    return pages


@pytest.fixture
def broken(monkeypatch):
    def render(*args, **limits):
        raise RenderFailed("no document within 20 s")

    monkeypatch.setattr(server, "render", render)
