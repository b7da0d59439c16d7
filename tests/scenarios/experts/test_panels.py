"""Panels: frozen, blind, kept as one goes, and taken into the draft only where experts agree."""

import re

import pytest
from django.urls import reverse

from assessments.scenarios.experts.opinions import Item, items, quality_of
from assessments.scenarios.experts.panels import (
    NothingToRate,
    PanelClosed,
    Said,
    close_panel,
    document_of,
    keep_ratings,
    open_panel,
    possible_experts,
)
from assessments.scenarios.models import ExpertPanel, ExpertRating
from assessments.scenarios.services.drafts import draft_of, save_draft
from tests.factories.people import PersonFactory
from tests.scenarios.documents import choice, ending, made, scene
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
GOOD, BAD = Item("one", "a", "FL-02"), Item("one", "b", "FL-02")


def rate_url(panel, scene=""):
    address = reverse("scenario_admin:rate", args=[panel.pk])
    return f"{address}?scene={scene}" if scene else address


def order_of(response):
    """The texts of the replies in the order shown."""
    return re.findall(r'id="reply-\d+">([^<]+)<', response.text)


def everybody_says(panel, experts, item, ratings):
    for expert, rating in zip(experts, ratings, strict=False):
        keep_ratings(panel=panel, person=expert, said={item: Said(rating)})


def take(client, scenario, panel, **data):
    address = desks.url("take_keys", scenario, panel.pk)
    data.setdefault("draft", desks.token(scenario))
    return client.post(address, data, follow=True)


def now(scenario, item):
    return quality_of(desks.document_of(scenario), item)


class TestOpening:
    def test_the_draft_is_frozen_when_the_panel_is_opened(self, client, scenario, writer, experts):
        response = client.post(
            desks.url("experts", scenario), {"experts": [expert.pk for expert in experts]}
        )
        panel = ExpertPanel.objects.get()
        assert response.url == desks.url("expert_results", scenario, panel.pk)
        assert set(panel.experts.all()) == set(experts)
        assert panel.opened_by == writer
        before = document_of(panel)
        changed = desks.document_of(scenario)
        changed["nodes"]["one"]["text"] = "Інший текст"
        draft = draft_of(scenario)
        save_draft(
            scenario=scenario,
            document=changed,
            person=writer,
            revision_id=draft.revision_id,
            note="x",
        )
        assert document_of(ExpertPanel.objects.get()) == before

    def test_without_experts_nothing_is_opened(self, client, scenario):
        response = client.post(desks.url("experts", scenario), {})
        assert response.status_code == 400
        assert not ExpertPanel.objects.exists()

    def test_only_people_with_access_to_the_editor_can_be_asked(self, client, scenario, experts):
        stranger, gone = PersonFactory(), desks.author("access_admin", is_active=False)
        assert set(possible_experts()) >= set(experts)
        assert not {stranger, gone} & set(possible_experts())
        data = {"experts": [stranger.pk]}
        assert client.post(desks.url("experts", scenario), data).status_code == 400

    def test_a_draft_without_marks_has_nothing_to_rate(self, client, scenario, writer, experts):
        document = made(scene("s1", choice("a", "good")), ending("good", 3))
        with pytest.raises(NothingToRate):
            open_panel(scenario=scenario, document=document, experts=experts, opened_by=writer)
        assert not ExpertPanel.objects.exists()

    def test_a_stranger_to_authoring_may_not_see_it(self, client, scenario, panel, experts):
        client.force_login(experts[0])
        for name, arguments in (("experts", ()), ("expert_results", (panel.pk,))):
            assert client.get(desks.url(name, scenario, *arguments)).status_code == 403
        for name in ("take_keys", "close_panel"):
            assert client.post(desks.url(name, scenario, panel.pk)).status_code == 403
        panel.refresh_from_db()
        assert panel.closed_at is None

    def test_a_panel_of_another_role_play_is_unknown(self, client, scenario, panel, writer):
        other = desks.draft(desks.small(code="T02"), writer)
        assert client.get(desks.url("expert_results", other, panel.pk)).status_code == 404


class TestRating:
    @pytest.fixture(autouse=True)
    def _expert_signed_in(self, client, panel, experts):
        client.force_login(experts[0])

    def test_an_expert_finds_the_open_panels(self, client, panel):
        html = client.get(reverse("scenario_admin:expert_panels")).text
        assert rate_url(panel) in html
        close_panel(panel)
        assert rate_url(panel) not in client.get(reverse("scenario_admin:expert_panels")).text

    def test_nothing_on_the_page_gives_the_key_away(self, client, scenario, panel, experts):
        document = panel.document
        for node in document["nodes"].values():
            for option in node.get("choices", []):
                option.update(
                    feedback="канарка-чому", better="канарка-краще", reaction="канарка-реакція"
                )
        ExpertPanel.objects.filter(pk=panel.pk).update(document=document)
        keep_ratings(panel=panel, person=experts[1], said={GOOD: Said(4, "канарка-слова")})
        page = client.get(rate_url(panel, "one"))
        assert "канарка" not in page.text
        assert "checked" not in page.text.split("panel-rating__choice")[1]
        for word in ("recommended", "qualities", "critical", "effects"):
            assert word not in page.text

    def test_ratings_are_kept_as_one_goes(self, client, panel, experts):
        response = client.post(rate_url(panel, "one"), {"a:FL-02": "4", "a:": "Бо слухає"})
        assert response.status_code == 302
        row = ExpertRating.objects.get()
        assert (row.expert, row.rating, row.comment) == (experts[0], 4, "Бо слухає")
        page = client.get(response.url)
        assert 'value="4" id="id_a:FL-02_4" checked' in page.text.replace("required ", "")
        assert "Бо слухає" in page.text

    def test_one_goes_on_with_the_first_scene_that_has_something_left(self, client, panel):
        client.post(rate_url(panel, "one"), {"a:FL-02": "4", "b:FL-02": "0"})
        assert client.get(rate_url(panel)).context["scene"]["title"] == ""  # the second scene
        done = {f"{name}:FL-02": "2" for name in "abc"}
        response = client.post(rate_url(panel), done)
        assert response.url == reverse("scenario_admin:expert_panels")
        assert ExpertRating.objects.count() == len(items(document_of(panel)))

    def test_a_later_rating_takes_the_place_of_the_earlier(self, client, panel):
        client.post(rate_url(panel, "one"), {"a:FL-02": "4"})
        client.post(rate_url(panel, "one"), {"a:FL-02": "1"})
        assert [row.rating for row in ExpertRating.objects.all()] == [1]

    @pytest.mark.parametrize("data", [{"a:FL-02": "5"}, {"a:FL-02": "x"}, {"a:": "лише слова"}])
    def test_what_cannot_be_kept_is_said_and_stays(self, client, panel, data):
        response = client.post(rate_url(panel, "one"), {"b:FL-02": "1", **data})
        assert response.status_code == 400
        assert not ExpertRating.objects.exists()
        assert "error-message" in response.text
        assert data.get("a:", "") in response.text

    def test_the_order_is_mixed_for_each_expert_and_stays(self, client, panel, experts):
        document = panel.document
        first = document["nodes"]["two"]["choices"][0]
        document["nodes"]["two"]["choices"] = [
            {**first, "id": f"c{number}", "text": f"Відповідь {number}"} for number in range(8)
        ]
        ExpertPanel.objects.filter(pk=panel.pk).update(document=document)
        orders = []
        for expert in experts[:3]:
            client.force_login(expert)
            shown = order_of(client.get(rate_url(panel, "two")))
            assert shown == order_of(client.get(rate_url(panel, "two")))
            orders.append(shown)
        assert len({tuple(order) for order in orders}) == 3
        assert {frozenset(order) for order in orders} == {
            frozenset(f"Відповідь {number}" for number in range(8))
        }

    def test_who_was_not_invited_finds_nothing(self, client, panel):
        client.force_login(desks.author("access_admin"))
        assert client.get(rate_url(panel)).status_code == 404
        assert client.post(rate_url(panel), {"a:FL-02": "4"}).status_code == 404
        assert not ExpertRating.objects.exists()

    def test_without_access_to_the_editor_nobody_rates(self, client, panel):
        person = PersonFactory()
        panel.experts.add(person)
        client.force_login(person)
        assert client.get(rate_url(panel)).status_code in {302, 403}
        assert client.post(rate_url(panel), {"a:FL-02": "4"}).status_code in {302, 403}
        assert not ExpertRating.objects.exists()

    def test_a_closed_panel_keeps_nothing(self, client, panel, experts):
        close_panel(panel)
        assert client.post(rate_url(panel), {"a:FL-02": "4"}).status_code == 404
        with pytest.raises(PanelClosed):
            keep_ratings(panel=panel, person=experts[0], said={GOOD: Said(4)})
        assert not ExpertRating.objects.exists()

    def test_what_was_not_asked_is_not_kept(self, panel, experts):
        said = {Item("one", "a", "FL-99"): Said(4), Item("gone", "a", "FL-02"): Said(4)}
        keep_ratings(panel=panel, person=experts[0], said=said)
        assert not ExpertRating.objects.exists()


class TestKey:
    def test_an_agreed_mark_goes_into_the_draft_alone(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [3] * 5)
        everybody_says(panel, experts, BAD, [1] * 5)
        take(client, scenario, panel, take="one:a:FL-02")
        assert (now(scenario, GOOD), now(scenario, BAD)) == (3, 0)
        take(client, scenario, panel, take="all")
        assert now(scenario, BAD) == 1
        revision = scenario.revisions.order_by("-pk").first()
        assert revision.content["graph"]["nodes"]["one"]["choices"][0]["qualities"] == {"FL-02": 3}

    def test_four_raters_suggest_nothing(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [3] * 4)
        for what in ("all", "one:a:FL-02"):
            take(client, scenario, panel, take=what)
        assert now(scenario, GOOD) == 4
        take(client, scenario, panel, drop="one:a:FL-02")
        assert now(scenario, GOOD) == 4

    def test_what_the_experts_dispute_can_only_be_removed(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [0, 4, 0, 4, 0])
        html = client.get(desks.url("expert_results", scenario, panel.pk)).text
        assert 'name="drop" value="one:a:FL-02"' in html
        assert 'name="take"' not in html
        take(client, scenario, panel, take="one:a:FL-02")
        assert now(scenario, GOOD) == 4
        take(client, scenario, panel, drop="one:a:FL-02")
        assert now(scenario, GOOD) is None

    def test_an_agreed_mark_cannot_be_dropped(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [3] * 5)
        take(client, scenario, panel, drop="one:a:FL-02")
        assert now(scenario, GOOD) == 4

    def test_a_draft_saved_meanwhile_is_not_overwritten(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [3] * 5)
        stale = desks.token(scenario)
        changed = desks.document_of(scenario)
        changed["nodes"]["one"]["text"] = "Інший текст"
        save_draft(
            scenario=scenario,
            document=changed,
            person=None,
            revision_id=draft_of(scenario).revision_id,
            note="x",
        )
        take(client, scenario, panel, take="all", draft=stale)
        assert now(scenario, GOOD) == 4
        assert desks.document_of(scenario)["nodes"]["one"]["text"] == "Інший текст"

    @pytest.mark.parametrize("data", [{}, {"take": "x"}, {"take": "one:zz:FL-02"}, {"drop": "::"}])
    def test_what_was_never_rated_is_a_bad_request(self, client, scenario, panel, data):
        assert take(client, scenario, panel, **data).status_code == 400

    def test_a_locked_draft_is_left_alone(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [3] * 5)
        scenario.locked, scenario.locked_by = True, PersonFactory(surname="Замкова")
        scenario.save()
        take(client, scenario, panel, take="all")
        assert now(scenario, GOOD) == 4

    def test_a_reply_that_is_gone_is_shown_and_not_taken(self, client, scenario, panel, experts):
        everybody_says(panel, experts, GOOD, [3] * 5)
        changed = desks.document_of(scenario)
        del changed["nodes"]["one"]["choices"][0]
        save_draft(
            scenario=scenario,
            document=changed,
            person=None,
            revision_id=draft_of(scenario).revision_id,
            note="x",
        )
        html = client.get(desks.url("expert_results", scenario, panel.pk)).text
        assert "Відповідь a клієнтові" in html
        take(client, scenario, panel, take="all")
        assert desks.document_of(scenario) == changed

    def test_results_name_no_rating_by_its_expert(self, client, scenario, panel, experts):
        keep_ratings(panel=panel, person=experts[0], said={GOOD: Said(4, "Бо слухає")})
        lines = client.get(desks.url("expert_results", scenario, panel.pk)).context["scenes"]
        line = lines[0][1][0]
        assert (line.opinion.raters, line.comments) == (1, ["Бо слухає"])

    def test_closing_ends_the_panel_once(self, client, scenario, panel):
        address = desks.url("close_panel", scenario, panel.pk)
        client.post(address)
        first = ExpertPanel.objects.get().closed_at
        client.post(address)
        assert ExpertPanel.objects.get().closed_at == first is not None
        assert client.get(address).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_however_many_rows(
    client, scenario, experts, writer, count, django_assert_num_queries
):
    document = draft_of(scenario).document
    for _ in range(count):
        panel = open_panel(scenario=scenario, document=document, experts=experts, opened_by=writer)
    for expert in experts[: count + 1]:
        keep_ratings(panel=panel, person=expert, said={GOOD: Said(4), BAD: Said(1)})
    client.get(desks.url("experts", scenario))
    with django_assert_num_queries(15):
        client.get(desks.url("experts", scenario))
    with django_assert_num_queries(16):
        client.get(desks.url("expert_results", scenario, panel.pk))
    client.force_login(experts[0])
    client.get(reverse("scenario_admin:expert_panels"))
    with django_assert_num_queries(11):
        client.get(reverse("scenario_admin:expert_panels"))
    with django_assert_num_queries(12):
        client.get(rate_url(panel))
