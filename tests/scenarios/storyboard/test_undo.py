"""Steps back and forth are saves of their own; the draft says what was undone."""

import pytest

from assessments.scenarios.exceptions import NothingToUndo
from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of
from assessments.scenarios.services.undo import standing, step_back, step_forth
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def renamed(client, board, title):
    page = client.get(desks.url("node", board, "one"))
    data = desks.filled(page, desks.url("node", board, "one"))
    client.post(desks.url("node", board, "one"), data | {"node-title": title})


def added(client, board, title):
    data = {"draft": desks.token(board), "kind": "scene", "title": title}
    assert client.post(desks.url("add_node", board), data).status_code == 302


def press(client, board, name, draft=None):
    data = {"draft": draft or desks.token(board)}
    return client.post(desks.url(name, board), data, follow=True)


def scenes(board):
    return set(desks.document_of(board)["nodes"]) - {"one", "two", "good", "out"}


def test_each_step_takes_back_one_save_and_forth_brings_it_again(client, board):
    for title in ("Раз", "Два", "Три"):
        added(client, board, title)
    press(client, board, "undo")
    assert scenes(board) == {"raz", "dva"}
    press(client, board, "undo")
    assert scenes(board) == {"raz"}
    press(client, board, "redo")
    assert scenes(board) == {"raz", "dva"}
    press(client, board, "redo")
    assert scenes(board) == {"raz", "dva", "try"}
    press(client, board, "redo")
    assert scenes(board) == {"raz", "dva", "try"}
    for _ in range(5):
        press(client, board, "undo")
    assert scenes(board) == set()


def test_a_save_after_a_step_back_ends_the_way_forth(client, board):
    added(client, board, "Раз")
    added(client, board, "Два")
    press(client, board, "undo")
    added(client, board, "Інша")
    assert "Нічого" not in press(client, board, "redo").text
    assert scenes(board) == {"raz", "insha"}
    press(client, board, "undo")
    assert scenes(board) == {"raz"}
    press(client, board, "undo")
    assert scenes(board) == set()


def test_nothing_is_lost_by_going_back(client, board):
    added(client, board, "Раз")
    count = board.revisions.count()
    press(client, board, "undo")
    assert board.revisions.count() == count + 1


def test_it_is_said_what_was_undone(client, board):
    renamed(client, board, "Дата листа")
    page = press(client, board, "undo").text
    assert "Дата листа" in page
    assert desks.document_of(board)["nodes"]["one"]["title"] == "Початок"


def test_saves_of_one_node_are_undone_together(client, board):
    renamed(client, board, "Перша спроба")
    renamed(client, board, "Друга спроба")
    press(client, board, "undo")
    assert desks.document_of(board)["nodes"]["one"]["title"] == "Початок"


def test_an_old_page_undoes_nothing(client, board):
    old = desks.token(board)
    added(client, board, "Раз")
    press(client, board, "undo", draft=old)
    assert scenes(board) == {"raz"}


def test_a_first_draft_has_nothing_behind_it(writer, board):
    fresh = Scenario.objects.get(pk=board.pk)
    draft = draft_of(fresh)
    assert (standing(fresh, draft).back, standing(fresh, draft).forth) == (None, None)
    for step in (step_back, step_forth):
        with pytest.raises(NothingToUndo):
            step(scenario=fresh, person=writer, draft=draft)


def test_a_draft_that_fits_no_format_can_be_undone(client, writer, board):
    newest = Scenario.objects.get(pk=board.pk).get_latest_revision_as_object()
    newest.graph = {"nodes": {"a": 1}}
    newest.save_revision(user=writer, clean=False)
    assert client.get(desks.url("storyboard", board)).status_code == 200
    press(client, board, "undo")
    assert set(desks.document_of(board)["nodes"]) == {"one", "two", "good", "out"}
