"""Play from here and the list of named plays, as pages of the editor."""

import re

import pytest
from django.urls import reverse

from assessments.scenarios.models import NamedPlay, Run
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.services.proofs import prove
from tests.scenarios.plays.test_playing import gated
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
QUERIES = 14


def url(name, board, *args):
    return reverse(f"scenario_admin:{name}", args=[board.pk, *args])


def html(response):
    return re.sub(r"\s+", " ", response.content.decode())


def keep(client, board, query="c=a&c=a", name="Шлях"):
    data = {"c": re.findall(r"c=(\w+)", query), "name": name}
    return client.post(url("keep_play", board), data, follow=True)


def test_the_talk_begins_at_its_start_with_every_reply_as_a_link(client, board):
    page = html(client.get(url("play", board)))

    assert 'href="?c=a#here"' in page
    assert 'href="?c=b#here"' in page
    assert "FL-02: 4" in page
    assert url("node", board, "one") in page


def test_a_played_step_shows_what_it_moved_earned_and_leads_back_to_its_node(client, board):
    page = html(client.get(url("play", board), {"v.trust": "4", "c": ["a"]}))

    assert "Довіра: 4 → 6" in page
    assert "4" in page
    assert f'<a href="{url("node", board, "one")}">Початок</a>' in page
    assert 'href="?v.trust=4&amp;c=b#here"' in page  # answer otherwise
    assert 'href="?v.trust=4&amp;c=a&amp;c=a#here"' in page  # go on


def test_the_way_of_the_play_is_marked_on_the_map_forks_included(client, writer):
    board = desks.draft(gated(), writer)
    page = html(client.get(url("play", board), {"c": ["a"]}))

    marked = re.findall(r'class="map__node [^"]*map__node--path[^"]*"[^>]* data-node="(\w+)"', page)
    assert marked == ["s1", "fork"]
    assert page.count("map__link--path") == 2
    assert "Довіра ≥ 7?" in page


def test_a_closed_reply_is_no_link_and_shows_its_condition(client, board):
    page = html(client.get(url("play", board), {"v.trust": "2"}))

    assert "c=b#here" not in page
    assert "Довіра ≥ 3" in page


def test_playing_stores_nothing(client, board):
    client.get(url("play", board), {"c": ["a", "a"]})

    assert not NamedPlay.objects.exists()
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        {"from": "nowhere"},
        {"from": "' OR 1=1"},
        {"v.trust": "<script>alert(1)</script>"},
        {"v.trust": "9" * 400},
        {"c": ["zzz", "<script>"]},
        {"c": ["a"] * 900},
    ],
)
def test_hostile_addresses_get_a_page_and_no_script(client, board, query):
    response = client.get(url("play", board), query)

    assert response.status_code == 200
    assert "<script>alert" not in html(response)


def test_a_draft_without_a_beginning_and_one_with_faults_are_refused_kindly(client, writer):
    empty = desks.draft(desks.small() | {"code": "E1", "nodes": {}, "start": ""}, writer)
    broken = desks.draft(desks.small() | {"code": "E2", "nodes": {"one": 5}}, writer)

    for board in (empty, broken):
        response = client.get(url("play", board))
        assert response.status_code == 409
        assert url("storyboard", board) in html(response)


def test_a_finished_play_is_kept_and_listed_as_holding(client, board):
    page = html(keep(client, board))

    stored = NamedPlay.objects.get()
    assert (stored.name, stored.choices, stored.ending) == ("Шлях", ["a", "a"], "good")
    assert "?c=a&amp;c=a" in page
    assert url("forget_play", board, stored.pk) in page
    assert url("renew_play", board, stored.pk) not in page


@pytest.mark.parametrize(
    ("query", "name"),
    [("c=a", "Шлях"), ("c=a&c=a&c=a", "Шлях"), ("c=a&c=a", " "), ("c=a&c=a", "о" * 121)],
)
def test_an_unfinished_or_unnamed_play_is_not_kept(client, board, query, name):
    keep(client, board, query, name)

    assert not NamedPlay.objects.exists()


def broken_board(client, board, writer):
    """The draft changed so that the kept play ends elsewhere."""
    keep(client, board)
    draft = draft_of(board)
    draft.document["nodes"]["two"]["choices"][0]["to"] = "out"
    board.graph = draft.document
    board.save_revision(user=writer)
    return NamedPlay.objects.get()


def test_a_broken_play_says_why_and_may_be_taken_as_it_is_now(client, board, writer):
    stored = broken_board(client, board, writer)
    page = html(client.get(url("plays", board)))
    assert "Пішла" in page
    assert url("renew_play", board, stored.pk) in page

    client.post(url("renew_play", board, stored.pk))

    stored.refresh_from_db()
    assert stored.ending == "out"
    assert url("renew_play", board, stored.pk) not in html(client.get(url("plays", board)))


def test_a_play_is_deleted_by_post_only_and_only_that_of_its_role_play(client, board, writer):
    keep(client, board)
    stored = NamedPlay.objects.get()
    other = desks.draft(desks.small(code="OTHER"), writer)

    assert client.get(url("forget_play", board, stored.pk)).status_code == 405
    assert client.post(url("forget_play", other, stored.pk)).status_code == 404
    assert client.post(url("renew_play", other, stored.pk)).status_code == 404
    assert NamedPlay.objects.exists()
    client.post(url("forget_play", board, stored.pk))
    assert not NamedPlay.objects.exists()


def test_plays_of_a_locked_draft_stay_as_they_are(client, board):
    keep(client, board)
    stored = NamedPlay.objects.get()
    board.locked, board.locked_by = True, desks.author(surname="Замкова")
    board.save()

    keep(client, board, name="Ще один")
    client.post(url("forget_play", board, stored.pk))

    assert list(NamedPlay.objects.all()) == [stored]
    assert url("forget_play", board, stored.pk) not in html(client.get(url("plays", board)))


@pytest.mark.parametrize("name", ["play", "plays"])
def test_who_may_not_change_role_plays_is_refused(client, board, name):
    client.force_login(desks.author("view_scenario"))

    assert client.get(url(name, board)).status_code == 403


def test_who_may_not_change_role_plays_keeps_nothing(client, board):
    client.force_login(desks.author("view_scenario"))

    assert keep(client, board).status_code == 403
    assert not NamedPlay.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_play_and_for_three(
    client, board, count, django_assert_num_queries
):
    for number in range(count):
        keep(client, board, name=f"Шлях {number}")
    prove(draft_of(board).document)
    client.get(url("plays", board))

    with django_assert_num_queries(QUERIES):
        client.get(url("plays", board))
