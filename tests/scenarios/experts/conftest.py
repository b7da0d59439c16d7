import pytest

from assessments.scenarios.experts.panels import open_panel
from assessments.scenarios.services.drafts import draft_of
from tests.scenarios.storyboard import desks


@pytest.fixture
def writer(client):
    """An author who is signed in."""
    desks.competencies()
    person = desks.author("change_scenario", "add_scenario", surname="Писаренко")
    client.force_login(person)
    return person


@pytest.fixture
def scenario(writer):
    return desks.draft(person=writer)


@pytest.fixture
def experts(db):
    """Six people with access to the editor and no right to change anything there."""
    return [desks.author("access_admin", surname=f"Експерт-{number}") for number in range(6)]


@pytest.fixture
def panel(scenario, experts, writer):
    return open_panel(
        scenario=scenario,
        document=draft_of(scenario).document,
        experts=experts,
        opened_by=writer,
    )
