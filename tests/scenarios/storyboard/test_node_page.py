"""One node, one form: read, changed, saved half finished, and refused with what was typed."""

import pytest

from assessments.scenarios.grammar import MAX_CHOICES
from tests.scenarios.documents import ending, made, router, scene, variable
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def opened(client, board, node="one"):
    response = client.get(desks.url("node", board, node))
    assert response.status_code == 200
    return desks.filled(response, desks.url("node", board, node))


def saved(client, board, data, node="one", status=302):
    response = client.post(desks.url("node", board, node), data)
    assert response.status_code == status, response.text
    return response


def test_a_form_sent_untouched_changes_nothing(client, board):
    before = desks.document_of(board)
    for node in before["nodes"]:
        saved(client, board, opened(client, board, node), node)
    assert desks.document_of(board) == before
    assert board.revisions.count() == 1


def test_every_field_of_a_scene_is_saved(client, board):
    data = opened(client, board) | {
        "node-title": "Дата листа",
        "node-speaker": "Ганна",
        "node-mood": "тривожна",
        "node-text": "Рядок один.\r\nРядок два.",
        "node-hint": "Спитайте про дату.",
        "node-behaviour": "Питає відкрито.",
        "node-note": "Звірити з нормою.",
        "choices-0-text": "Коли прийшов лист?",
        "choices-0-to": "out",
        "choices-0-reaction": "Учора.",
        "choices-0-weight": "3",
        "choices-0-move": "open_question",
        "choices-0-critical": "success",
        "choices-0-once": "on",
        "choices-0-feedback": "Бо строк біжить.",
        "choices-0-better": "Коли саме?",
        "choices-0-basis": "law-1",
        "choices-0-quality-FL-02": "3",
        "choices-0-effects-0-op": "-",
        "choices-0-effects-0-value": "1",
        "choices-0-effects-1-variable": "trust",
        "choices-0-effects-1-op": "=",
        "choices-0-effects-1-value": "0",
        "choices-0-when-0-variable": "trust",
        "choices-0-when-0-op": "<=",
        "choices-0-when-0-value": "6",
    }
    del data["choices-0-recommended"]
    saved(client, board, data)
    node = desks.document_of(board)["nodes"]["one"]
    assert {key: node[key] for key in node if key != "choices"} == {
        "kind": "scene",
        "title": "Дата листа",
        "speaker": "Ганна",
        "mood": "тривожна",
        "text": "Рядок один.\nРядок два.",
        "hint": "Спитайте про дату.",
        "behaviour": "Питає відкрито.",
        "note": "Звірити з нормою.",
    }
    assert node["choices"][0] == {
        "id": "a",
        "text": "Коли прийшов лист?",
        "to": "out",
        "reaction": "Учора.",
        "when": [{"variable": "trust", "op": "<=", "value": 6}],
        "effects": [
            {"variable": "trust", "op": "-", "value": 1},
            {"variable": "trust", "op": "=", "value": 0},
        ],
        "qualities": {"FL-02": 3},
        "weight": 3,
        "move": "open_question",
        "critical": "success",
        "recommended": False,
        "once": True,
        "feedback": "Бо строк біжить.",
        "better": "Коли саме?",
        "basis": "law-1",
    }


def test_an_emptied_row_goes(client, board):
    data = opened(client, board)
    assert data["choices-1-when-0-variable"] == "trust"
    saved(client, board, data | {"choices-1-when-0-variable": ""})
    assert desks.document_of(board)["nodes"]["one"]["choices"][1]["when"] == []


def test_a_new_scene_is_made_beside_the_target_and_linked(client, board):
    saved(client, board, opened(client, board) | {"choices-1-new": "Дзвінок доньці"})
    document = desks.document_of(board)
    assert document["nodes"]["one"]["choices"][1]["to"] == "dzvinok-dontsi"
    assert document["nodes"]["dzvinok-dontsi"]["title"] == "Дзвінок доньці"
    assert document["nodes"]["one"]["choices"][0]["to"] == "two"


def test_replies_are_added_moved_and_removed_without_a_script(client, board):
    saved(client, board, opened(client, board) | {"do": "add", "choices-0-text": "Змінено"})
    choices = desks.document_of(board)["nodes"]["one"]["choices"]
    assert [item["id"] for item in choices] == ["a", "b", "c"]
    assert choices[0]["text"] == "Змінено"
    saved(client, board, opened(client, board) | {"do": "up:2"})
    saved(client, board, opened(client, board) | {"do": "down:0"})
    choices = desks.document_of(board)["nodes"]["one"]["choices"]
    assert [item["id"] for item in choices] == ["c", "a", "b"]
    saved(client, board, opened(client, board) | {"do": "remove:1"})
    choices = desks.document_of(board)["nodes"]["one"]["choices"]
    assert [item["id"] for item in choices] == ["c", "b"]


@pytest.mark.parametrize("do", ["remove:9", "up:-1", "down:x", "remove:", "add:add", "fly", "up:²"])
def test_a_step_that_fits_nothing_changes_nothing(client, board, do):
    saved(client, board, opened(client, board) | {"do": do})
    ids = [item["id"] for item in desks.document_of(board)["nodes"]["one"]["choices"]]
    assert ids == (["a", "b", "c"] if do.startswith("add") else ["a", "b"])


def test_no_more_replies_are_added_than_the_format_allows(client, board):
    for _ in range(MAX_CHOICES):
        saved(client, board, opened(client, board) | {"do": "add"})
    assert len(desks.document_of(board)["nodes"]["one"]["choices"]) == MAX_CHOICES


def test_half_a_node_is_saved_and_its_gaps_are_findings(client, board):
    data = opened(client, board) | {"choices-0-text": "", "choices-0-to": "", "node-text": ""}
    saved(client, board, data)
    page = client.get(desks.url("node", board, "one")).text
    assert "Після цієї відповіді розмова обірветься" in page
    assert desks.document_of(board)["nodes"]["one"]["choices"][0]["to"] == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("node-title", "я" * 201),
        ("node-text", "знак \x07"),
        ("choices-0-text", "я" * 1001),
        ("choices-0-to", "../../etc"),
        ("choices-0-to", "<script>"),
        ("choices-0-id", "A B"),
        ("choices-0-id", "a b"),
        ("choices-0-basis", "закон про все"),
        ("choices-0-weight", "9"),
        ("choices-0-move", "shout"),
        ("choices-0-critical", "maybe"),
        ("choices-0-quality-FL-02", "5"),
        ("choices-0-effects-0-variable", "nobody"),
        ("choices-0-effects-0-value", "0"),
        ("choices-0-effects-0-value", "99999"),
        ("choices-0-effects-0-value", "багато"),
        ("choices-1-when-0-variable", "nobody"),
        ("choices-1-when-0-op", "~"),
        ("choices-1-when-0-value", "11"),
        ("choices-TOTAL_FORMS", "не число"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_shown_again(client, board, field, value):
    before = desks.document_of(board)
    data = opened(client, board) | {"choices-0-reaction": "Набране не губиться", field: value}
    page = saved(client, board, data, status=422)
    assert desks.document_of(board) == before
    if field != "choices-TOTAL_FORMS":
        assert "Набране не губиться" in page.text
    assert "<script>" not in page.text.replace('<script src="', "")


def test_two_replies_with_one_id_are_told_apart(client, board):
    saved(client, board, opened(client, board) | {"choices-1-id": "a"})
    ids = [item["id"] for item in desks.document_of(board)["nodes"]["one"]["choices"]]
    assert ids == ["a", "a-2"]


def test_a_target_that_is_gone_stays_and_is_named(client, board):
    saved(client, board, opened(client, board) | {"choices-0-to": "nowhere"})
    page = client.get(desks.url("node", board, "one")).text
    assert desks.document_of(board)["nodes"]["one"]["choices"][0]["to"] == "nowhere"
    assert '<option value="nowhere" selected>' in page


def test_a_fork_is_written_rule_by_rule(client, writer):
    document = made(
        router("fork", (["trust >= 6"], "good"), otherwise="poor"),
        ending("good", 3),
        ending("poor", 1),
        scene("lone"),
        variables=[variable("trust")],
    )
    board = desks.draft(document)
    saved(client, board, opened(client, board, "fork") | {"do": "add"}, "fork")
    data = opened(client, board, "fork") | {
        "rules-1-when-0-variable": "trust",
        "rules-1-when-0-op": "<",
        "rules-1-when-0-value": "2",
        "rules-1-new": "Криза",
        "node-new": "Далі",
    }
    saved(client, board, data, "fork")
    node = desks.document_of(board)["nodes"]["fork"]
    assert node["rules"] == [
        {"when": [{"variable": "trust", "op": ">=", "value": 6}], "to": "good"},
        {"when": [{"variable": "trust", "op": "<", "value": 2}], "to": "kryza"},
    ]
    assert node["else"] == "dali"


def test_an_ending_has_a_level_and_things_to_read(client, board):
    data = opened(client, board, "good") | {
        "node-level": "2",
        "node-text": "Дякує.",
        "node-follow_up": "Модуль 2\r\n\r\n Памʼятка ",
    }
    saved(client, board, data, "good")
    node = desks.document_of(board)["nodes"]["good"]
    assert (node["level"], node["text"]) == (2, "Дякує.")
    assert node["follow_up"] == ["Модуль 2", "Памʼятка"]


def test_eleven_things_to_read_are_too_many(client, board):
    data = opened(client, board, "good") | {"node-follow_up": "\n".join("абвгґдеєжзи")}
    assert "10" in saved(client, board, data, "good", status=422).text


def test_script_in_titles_and_replies_is_text(client, writer):
    bad = "<script>alert(1)</script>"
    document = desks.small(title=bad)
    document["nodes"]["one"] |= {"title": bad, "text": bad}
    document["nodes"]["one"]["choices"][0] |= {"text": bad, "to": "two"}
    board = desks.draft(document)
    for name in ("storyboard", "brief"):
        assert bad not in client.get(desks.url(name, board)).text
    for name in ("node", "delete_node"):
        assert bad not in client.get(desks.url(name, board, "one")).text
    assert (
        "&lt;script&gt;alert(1)&lt;/script&gt;" in client.get(desks.url("node", board, "one")).text
    )


def test_a_node_that_is_not_there_is_not_found(client, board):
    assert client.get(desks.url("node", board, "nobody")).status_code == 404
