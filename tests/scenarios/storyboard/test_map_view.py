"""The map smaller or larger, and only one branch of it: by plain buttons, kept while one writes."""

import re

import pytest

from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def look(client, board, **sent):
    response = client.post(desks.url("look", board), sent)
    assert response.status_code == 302
    return client.get(response.url).text


def width(page):
    return int(re.search(r'<svg class="map__picture"[^>]* width="(\d+)"', page)[1])


def drawn(page):
    return set(re.findall(r'<a class="map__node[^>]*data-node="([^"]+)"', page))


def test_three_sizes_of_the_same_drawing(client, board):
    usual = width(client.get(desks.url("storyboard", board)).text)
    small, large = (width(look(client, board, size=size)) for size in ("small", "large"))
    assert (small, large) == (usual * 55 // 100, usual * 160 // 100)


def test_the_size_lasts_while_a_node_is_saved_and_in_another_role_play(client, board, writer):
    small = width(look(client, board, size="small", node="one"))
    address = desks.url("node", board, "one")
    client.post(address, desks.filled(client.get(address), address) | {"node-text": "Інше"})
    assert width(client.get(address).text) == small
    other = desks.draft({**desks.small(), "code": "T77"})
    assert width(client.get(desks.url("storyboard", other)).text) == small


def test_only_what_follows_from_a_node_and_the_whole_again(client, board):
    page = look(client, board, branch="two", node="two")
    assert drawn(page) == {"two", "good"}
    assert "Лише те, що" not in client.get(desks.url("node", board, "one")).text
    assert drawn(client.get(desks.url("node", board, "one")).text) == set(desks.small()["nodes"])
    assert drawn(look(client, board, branch="", node="two")) == set(desks.small()["nodes"])


def test_a_branch_of_one_role_play_is_none_of_another(client, board, writer):
    look(client, board, branch="two")
    other = desks.draft({**desks.small(), "code": "T77"})
    page = client.get(desks.url("storyboard", other)).text
    assert drawn(page) == set(desks.small()["nodes"])


def test_a_branch_whose_node_is_gone_is_the_whole_map(client, board):
    look(client, board, branch="two")
    client.post(desks.url("delete_node", board, "two"), {"draft": desks.token(board)})
    page = client.get(desks.url("storyboard", board)).text
    assert drawn(page) == set(desks.small()["nodes"]) - {"two"}


def test_looking_changes_no_draft_and_what_is_unknown_nothing(client, board):
    before = desks.document_of(board)
    assert client.post(desks.url("look", board), {"size": "huge"}).status_code == 400
    assert drawn(look(client, board, branch="nowhere", node="<script>")) == set(before["nodes"])
    assert client.get(desks.url("look", board)).status_code == 405
    assert desks.document_of(board) == before
    assert board.revisions.count() == 1


def test_only_authors_look(client, board):
    client.force_login(desks.author("access_admin"))
    assert client.post(desks.url("look", board), {"size": "small"}).status_code == 403
