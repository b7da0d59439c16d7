"""Publishing from the editor: refused with sentences, never with an error page."""

import pytest
from django.urls import reverse

from assessments.scenarios.models import NamedPlay, Scenario, ScenarioVersion
from assessments.scenarios.services.proofs import prove
from tests.factories.people import PersonFactory
from tests.scenarios.documents import healthy
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def address(scenario):
    return reverse(Scenario.snippet_viewset.get_url_name("edit"), args=[scenario.pk])


def filled(client, scenario):
    """What a browser would send from the untouched form."""
    response = client.get(address(scenario))
    return next(fields for fields in desks.read(response).forms.values() if "code" in fields)


def post(client, scenario, action="action-publish", **changes):
    data = {**filled(client, scenario), **changes}
    if action:
        data[action] = "1"
    return client.post(address(scenario), data)


def key(response):
    """The value of the tick on the page, if there is one."""
    html = response.text
    if 'name="accepted"' not in html:
        return ""
    return html.split('name="accepted"')[1].split('value="')[1].split('"')[0]


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_without_the_tick_it_is_refused_and_the_warnings_are_listed(client, draft):
    response = post(client, draft)
    assert response.status_code == 200
    assert not ScenarioVersion.objects.exists()
    assert "FL-02" in response.text
    assert key(response)
    assert "accepted-error" in response.text
    assert not Scenario.objects.get().live


def test_with_the_tick_it_is_published_and_the_person_recorded(client, draft, publisher):
    response = post(client, draft, accepted=key(client.get(address(draft))))
    assert response.status_code == 302
    version = ScenarioVersion.objects.get()
    assert version.published_by == publisher
    assert version.accepted
    assert version.revision == Scenario.objects.get().live_revision


def test_the_tick_under_another_list_does_not_count(client, draft):
    response = post(client, draft, accepted="0" * 64)
    assert "accepted-error" in response.text
    assert not ScenarioVersion.objects.exists()


def test_a_draft_is_saved_without_any_tick(client, draft):
    response = post(client, draft, action="", editors_note="Перевірити закон")
    assert response.status_code == 302
    assert draft.revisions.order_by("-pk").first().content["editors_note"] == "Перевірити закон"


def test_an_error_is_a_sentence_at_the_form(client, publisher):
    document = desks.small()
    document["nodes"]["one"]["choices"][0]["to"] = "nowhere"
    scenario = desks.draft(document, publisher)
    prove(document)
    response = post(client, scenario)
    assert response.status_code == 200
    assert "one · a" in response.text
    assert not ScenarioVersion.objects.exists()


def test_a_broken_play_is_a_sentence_at_the_form(client, publisher):
    scenario = desks.draft(healthy(title="Лист"), publisher)
    NamedPlay.objects.create(
        scenario=scenario,
        name="Колишній шлях",
        choices=["gone"],
        ending="good",
        earned=1,
        is_passed=True,
    )
    response = post(client, scenario)
    assert "Колишній шлях" in response.text
    assert not ScenarioVersion.objects.exists()


def test_the_form_says_what_changed_since_the_last_version(client, publisher):
    scenario = desks.draft(healthy(title="Лист"), publisher)
    scenario.save_revision().publish()
    scenario.graph["nodes"]["s1"]["text"] = "Інший текст. " + "слово " * 60
    scenario.save_revision(user=publisher)
    response = client.get(address(scenario))
    assert "1" in response.text
    assert response.text.count("Інший текст") <= 1


def test_an_unfinished_document_can_be_opened_and_is_never_published(client, publisher):
    scenario = desks.draft(person=publisher)
    scenario.graph = {"nodes": [], "start": 5}
    scenario.save_revision(user=publisher)
    assert client.get(address(scenario)).status_code == 200
    assert post(client, scenario).status_code == 200
    assert not ScenarioVersion.objects.exists()


class TestWorkflow:
    """Approval publishes what was submitted; the tick is given with the submission."""

    @pytest.fixture
    def chief(self):
        return PersonFactory(superuser=True)

    def approve(self, client, scenario, chief):
        client.force_login(chief)
        scenario = Scenario.objects.get(pk=scenario.pk)
        state = scenario.current_workflow_state.current_task_state
        name = Scenario.snippet_viewset.get_url_name("workflow_action")
        return client.post(reverse(name, args=[scenario.pk, "approve", state.pk]), follow=True)

    def test_submitting_asks_for_the_tick(self, client, draft, review):
        post(client, draft, "action-submit")
        assert Scenario.objects.get().current_workflow_state is None
        post(client, draft, "action-submit", accepted=key(client.get(address(draft))))
        assert Scenario.objects.get().current_workflow_state is not None

    def test_approval_publishes_what_was_ticked_at_submission(
        self, client, draft, review, chief, publisher
    ):
        post(client, draft, "action-submit", accepted=key(client.get(address(draft))))
        assert self.approve(client, draft, chief).status_code == 200
        version = ScenarioVersion.objects.get()
        assert (version.published_by, bool(version.accepted)) == (publisher, True)
        assert Scenario.objects.get().live

    def test_approval_without_a_tick_is_refused_with_a_message(
        self, client, draft, review, chief, publisher
    ):
        review.start(draft, publisher)
        response = self.approve(client, draft, chief)
        assert response.status_code == 200
        assert not ScenarioVersion.objects.exists()
        scenario = Scenario.objects.get()
        assert (scenario.live, scenario.workflow_in_progress) == (False, True)
        assert said(response)

    def test_a_dialog_gets_its_answer_too(self, client, draft, review, chief, publisher):
        review.start(draft, publisher)
        client.force_login(chief)
        scenario = Scenario.objects.get()
        state = scenario.current_workflow_state.current_task_state
        name = Scenario.snippet_viewset.get_url_name("workflow_action")
        response = client.post(
            reverse(name, args=[scenario.pk, "approve", state.pk]),
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
        assert response.json()["step"] == "success"
        assert not ScenarioVersion.objects.exists()
