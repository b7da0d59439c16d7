"""Two authors, one node: both versions are shown, either or a mix is taken, nothing is lost."""

import json

import pytest

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of, save_draft
from assessments.scenarios.storyboard import edits
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
NODE = "one"


@pytest.fixture
def other(db):
    return desks.author(surname="Співавторка")


def opened(client, board):
    page = client.get(desks.url("node", board, NODE))
    return desks.filled(page, desks.url("node", board, NODE))


def saved_by(other, board, change):
    """``other`` saves the document that ``change`` makes of the newest one."""
    scenario = Scenario.objects.get(pk=board.pk)
    now = draft_of(scenario)
    save_draft(
        scenario=scenario,
        document=change(now.document),
        person=other,
        revision_id=now.revision_id,
        note="",
    )


def with_fields(**fields):
    return lambda document: edits.with_node(document, NODE, {**document["nodes"][NODE], **fields})


def sent(client, board, data, status=409):
    response = client.post(desks.url("node", board, NODE), data)
    assert response.status_code == status
    return response


def resolved(client, board, page, **picks):
    data = desks.filled(page, desks.url("resolve", board, NODE))
    return client.post(desks.url("resolve", board, NODE), data | picks)


def node(board, name=NODE):
    return desks.document_of(board)["nodes"].get(name)


def test_both_versions_are_shown_and_nothing_is_saved(client, board, other):
    data = opened(client, board) | {"node-text": "Мій текст", "choices-0-text": "Моя відповідь"}
    saved_by(other, board, with_fields(text="Їхній текст"))
    page = sent(client, board, data).text
    for words in ("Мій текст", "Їхній текст", "Моя відповідь", "Співавторка"):
        assert words in page
    assert node(board)["text"] == "Їхній текст"


def test_a_fault_in_an_old_form_does_not_make_it_a_new_one(client, board, other):
    """Mended and sent again, it still meets the version that came meanwhile."""
    data = opened(client, board) | {"node-text": "Мій текст", "node-mood": "я" * 61}
    saved_by(other, board, with_fields(text="Їхній текст"))
    page = sent(client, board, data, 422)
    address = desks.url("node", board, NODE)
    mended = desks.filled(page, address) | {"node-mood": "спокійна"}
    assert "Їхній текст" in sent(client, board, mended).text
    assert node(board)["text"] == "Їхній текст"


def test_fields_are_mixed_as_chosen(client, board, other):
    data = opened(client, board) | {
        "node-text": "Мій текст",
        "node-mood": "мій настрій",
        "choices-0-text": "Моя відповідь",
    }
    saved_by(other, board, with_fields(text="Їхній текст", mood="їхній настрій", hint="Їхня"))
    page = sent(client, board, data)
    resolved(client, board, page, **{"pick-text": "theirs", "pick-mood": "mine"})
    joined = node(board)
    assert (joined["text"], joined["mood"]) == ("Їхній текст", "мій настрій")
    assert joined["choices"][0]["text"] == "Моя відповідь"
    assert joined["hint"] == "Їхня"  # changed by them alone, so proposed as theirs


def test_a_reply_added_on_both_sides_is_two_replies(client, board, other):
    data = opened(client, board) | {"do": "add"}
    addition = edits.blank_choice(["a", "b"]) | {"text": "Їхня нова"}
    saved_by(
        other,
        board,
        lambda document: edits.with_node(
            document,
            NODE,
            {**document["nodes"][NODE], "choices": [*document["nodes"][NODE]["choices"], addition]},
        ),
    )
    resolved(client, board, sent(client, board, data))
    assert [item["id"] for item in node(board)["choices"]] == ["a", "b", "c-2", "c"]


def test_a_reply_they_removed_can_be_kept_or_let_go(client, board, other):
    data = opened(client, board) | {"node-mood": "мій"}
    saved_by(other, board, lambda d: with_fields(choices=d["nodes"][NODE]["choices"][:1])(d))
    page = sent(client, board, data)
    assert desks.filled(page, desks.url("resolve", board, NODE))["pick-choices.b"] == "theirs"
    resolved(client, board, page, **{"pick-choices.b": "mine"})
    assert [item["id"] for item in node(board)["choices"]] == ["a", "b"]


def test_a_node_they_deleted_is_brought_back(client, board, other):
    data = opened(client, board) | {"node-text": "Мій текст"}
    saved_by(other, board, lambda document: edits.without_node(document, NODE))
    resolved(client, board, sent(client, board, data))
    assert node(board)["text"] == "Мій текст"
    assert [item["to"] for item in node(board)["choices"]] == ["two", "out"]


def test_a_node_they_turned_into_an_ending_is_taken_whole(client, board, other):
    data = opened(client, board) | {"node-text": "Мій текст"}
    saved_by(
        other,
        board,
        lambda document: edits.with_node(document, NODE, edits.blank_ending("Кінець")),
    )
    page = client.post(desks.url("node", board, NODE), data)
    assert page.status_code == 409
    resolved(client, board, page, **{"pick-node": "mine"})
    assert (node(board)["kind"], node(board)["text"]) == ("scene", "Мій текст")


def test_a_new_scene_asked_for_in_the_conflict_is_made(client, board, other):
    data = opened(client, board) | {"choices-1-new": "Дата листа"}
    saved_by(other, board, with_fields(text="Їхній текст"))
    resolved(client, board, sent(client, board, data))
    assert node(board)["choices"][1]["to"] == "data-lysta"
    assert node(board, "data-lysta")["title"] == "Дата листа"


def test_work_on_another_node_is_kept_too(client, board, other):
    data = opened(client, board) | {"node-text": "Мій текст"}
    saved_by(other, board, lambda document: edits.new_scene(document, "Їхня сцена")[0])
    resolved(client, board, sent(client, board, data))
    assert node(board)["text"] == "Мій текст"
    assert node(board, "yikhnia-stsena")


def test_a_second_conflict_shows_the_versions_again(client, board, other):
    data = opened(client, board) | {"node-text": "Мій текст"}
    saved_by(other, board, with_fields(text="Їхній текст"))
    page = sent(client, board, data)
    saved_by(other, board, with_fields(text="Ще новіший"))
    again = resolved(client, board, page)
    assert again.status_code == 409
    assert "Ще новіший" in again.text
    assert "Мій текст" in again.text
    resolved(client, board, again, **{"pick-text": "mine"})
    assert node(board)["text"] == "Мій текст"


def test_the_same_form_sent_twice_is_no_conflict(client, board):
    data = opened(client, board) | {"node-text": "Мій текст"}
    sent(client, board, data, 302)
    sent(client, board, data, 302)
    assert board.revisions.count() == 2


@pytest.mark.parametrize(
    "mine",
    [
        "",
        "null",
        "[]",
        "{",
        '{"node": 1, "added": {}}',
        '{"node": {"kind": "scene"}, "added": {}}',
        '{"node": {"kind": "ending", "level": 9, "title": "", "text": "", "follow_up": []}, '
        '"added": {}}',
        '{"added": {"x": 1}}',
    ],
)
def test_a_forged_version_is_refused(client, board, mine):
    before = desks.document_of(board)
    data = {"draft": desks.token(board), "mine": mine}
    assert client.post(desks.url("resolve", board, NODE), data).status_code == 400
    assert desks.document_of(board) == before


@pytest.mark.parametrize("token", ["", "x|y", "99999|", "|", "1" * 40 + "|", "-1|"])
def test_a_token_that_names_no_draft_is_a_conflict(client, board, token):
    data = opened(client, board) | {"node-text": "Мій текст", "draft": token}
    assert "Мій текст" in sent(client, board, data).text


def test_script_in_either_version_is_text(client, board, other):
    bad = "<script>alert(1)</script>"
    data = opened(client, board) | {"node-text": bad}
    saved_by(other, board, with_fields(text=bad + "2"))
    page = sent(client, board, data).text
    assert bad not in page
    assert json.dumps(bad)[1:-1] not in page
