"""The list of role-plays and their main form: the way to the storyboard, and drafts as data."""

import json

import pytest
from django.urls import reverse

from assessments.scenarios.models import Scenario
from tests.factories.tree import locale
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
LIST, ADD, EDIT = (f"wagtailsnippets_scenarios_scenario:{name}" for name in ("list", "add", "edit"))


@pytest.fixture
def boss(client):
    desks.competencies()
    person = desks.author(superuser=True)
    client.force_login(person)
    return person


def new(client, **fields):
    data = {"code": "S50", "title": "Нова розмова", "graph": "", "review_due": "", **fields}
    return client.post(reverse(ADD), {"editors_note": "", "action-create": "", **data})


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_says_how_far_each_one_is_in_constant_queries(
    client, boss, count, django_assert_max_num_queries
):
    for number in range(count):
        desks.draft(desks.small(code=f"S{number}"))
    client.get(reverse(LIST))  # root pages and content types are kept after the first time
    with django_assert_max_num_queries(11):
        page = client.get(reverse(LIST)).text
    assert page.count("Відкрити S") == count or page.count("Open S") == count
    assert "Лист із суду" in page


def test_the_list_survives_a_draft_that_fits_no_format(client, boss):
    scenario = desks.draft()
    scenario.graph = {"nodes": {"a": 1}, "minutes": []}
    scenario.save_revision(clean=False)
    other = Scenario(code="X", title="Х", graph=[], locale=locale())
    other.save()
    assert client.get(reverse(LIST)).status_code == 200


def test_a_new_role_play_needs_a_code_and_a_title_and_leads_on(client, boss):
    response = new(client)
    scenario = Scenario.objects.get()
    assert response.status_code == 302
    assert f"/cms/scenarios/{scenario.pk}/" in response["Location"]
    document = desks.document_of(scenario)
    assert (document["code"], document["title"], document["nodes"]) == ("S50", "Нова розмова", {})
    assert client.get(desks.url("storyboard", scenario)).status_code == 200


def test_a_new_role_play_without_a_title_is_refused(client, boss):
    assert new(client, title="").status_code == 200
    assert not Scenario.objects.exists()


def test_a_pasted_draft_is_kept(client, boss):
    new(client, graph=json.dumps(desks.small(code="S50")))
    assert set(desks.document_of(Scenario.objects.get())["nodes"]) == {"one", "two", "good", "out"}


def test_the_main_form_leads_to_the_storyboard_and_keeps_the_data_folded(client, boss):
    scenario = desks.draft()
    page = client.get(reverse(EDIT, args=[scenario.pk])).text
    assert page.count(f'href="{desks.url("storyboard", scenario)}"') >= 2
    assert "collapsed" in page


def test_an_emptied_data_field_keeps_the_draft_and_a_new_title_reaches_it(client, boss):
    scenario = desks.draft()
    data = {"code": "T01", "title": "Інша назва", "graph": "", "review_due": "", "editors_note": ""}
    response = client.post(reverse(EDIT, args=[scenario.pk]), data)
    assert response.status_code == 302
    document = desks.document_of(scenario)
    assert document["title"] == "Інша назва"
    assert set(document["nodes"]) == {"one", "two", "good", "out"}
