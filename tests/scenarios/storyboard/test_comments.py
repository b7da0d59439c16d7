"""Comments at a node: added, counted in the outline, settled and opened again."""

import pytest

from assessments.scenarios.models import NodeComment, Scenario
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def say(client, board, text, node="one"):
    return client.post(desks.url("comment", board, node), {"text": text}, follow=True)


def test_a_comment_stands_at_its_node_and_is_counted(client, writer, board):
    page = say(client, board, "Чи не задовго?\n<b>Подумайте</b>").text
    found = NodeComment.objects.get()
    assert (found.node, found.author, found.scenario) == ("one", writer, board)
    assert "&lt;b&gt;Подумайте" in page
    assert "<b>Подумайте" not in page
    outline = client.get(desks.url("storyboard", board)).text.split('id="map"')[0]
    assert "1 comment" in outline or "1 коментар" in outline


def test_a_settled_comment_is_counted_no_more_and_can_be_opened_again(client, writer, board):
    say(client, board, "Чи не задовго?")
    found = NodeComment.objects.get()
    client.post(desks.url("settle_comment", board, found.pk))
    found.refresh_from_db()
    assert (found.resolved_by, found.resolved_at is None) == (writer, False)
    assert not board.comments.open().exists()
    client.post(desks.url("settle_comment", board, found.pk))
    found.refresh_from_db()
    assert (found.resolved_by, found.resolved_at) == (None, None)


@pytest.mark.parametrize("text", ["", "   ", "я" * 2001, "знак \x07"])
def test_an_empty_or_endless_comment_is_refused(client, board, text):
    assert say(client, board, text).status_code == 200
    assert not NodeComment.objects.exists()


def test_a_comment_needs_its_node(client, board):
    assert say(client, board, "Слово", "nobody").status_code == 404


def test_a_comment_of_another_role_play_is_not_reached(client, board):
    other = desks.draft(desks.small(code="T02"))
    found = NodeComment.objects.create(scenario=other, node="one", text="Чуже")
    assert client.post(desks.url("settle_comment", board, found.pk)).status_code == 404
    found.refresh_from_db()
    assert found.resolved_at is None


def test_a_locked_draft_may_still_be_talked_about(client, board):
    Scenario.objects.filter(pk=board.pk).update(locked=True, locked_by=desks.author())
    say(client, board, "Зачекаю на вас")
    assert NodeComment.objects.count() == 1
