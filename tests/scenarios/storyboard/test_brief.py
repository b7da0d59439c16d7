"""The brief: client, competencies, pass rule and meters in plain forms."""

import pytest

from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def opened(client, board):
    return desks.filled(client.get(desks.url("brief", board)), desks.url("brief", board))


def saved(client, board, data, status=302):
    response = client.post(desks.url("brief", board), data)
    assert response.status_code == status, response.text
    return response


def test_a_brief_sent_untouched_changes_nothing(client, board):
    before = desks.document_of(board)
    saved(client, board, opened(client, board))
    assert desks.document_of(board) == before
    assert board.revisions.count() == 1


def test_the_brief_is_saved_and_the_library_shows_its_title(client, board):
    data = opened(client, board) | {
        "brief-title": "Тека на сто аркушів",
        "brief-summary": "Про що.\r\nДалі.",
        "brief-role": "Ви на прийомі.",
        "brief-channel": "phone",
        "brief-place": "Бюро, ранок",
        "brief-client_name": "Ганна",
        "brief-client_age": "63",
        "brief-client_about": "Чекає.",
        "brief-warning": "Насильство.",
        "brief-difficulty": "3",
        "brief-minutes": "15",
        "brief-level": "3",
        "brief-achievement": "70",
        "competency-FL-03-trained": "on",
        "competency-FL-03-required": "on",
        "competency-FL-03-share": "75",
        "competency-FL-03-decisions": "3",
    }
    saved(client, board, data)
    document = desks.document_of(board)
    assert document["client"] == {"name": "Ганна", "age": 63, "about": "Чекає."}
    assert document["summary"] == "Про що.\nДалі."
    assert (document["channel"], document["difficulty"], document["minutes"]) == ("phone", 3, 15)
    assert document["competencies"] == ["FL-02", "FL-03"]
    assert document["pass"] == {
        "level": 3,
        "achievement": 70,
        "competencies": {"FL-03": {"share": 75, "decisions": 3}},
    }
    board.refresh_from_db()
    assert board.get_latest_revision_as_object().title == "Тека на сто аркушів"


def test_a_new_meter_gets_a_key_from_its_name(client, board):
    data = opened(client, board) | {
        "variables-1-label": "Напруга клієнтки",
        "variables-1-min": "0",
        "variables-1-max": "6",
        "variables-1-start": "3",
        "variables-1-shown": "during",
        "variables-1-better": "low",
        "variables-1-words": "спокійна\r\nнасторожена\r\nна межі",
        "variables-1-band_from": "0",
        "variables-1-band_to": "2",
    }
    saved(client, board, data)
    assert desks.document_of(board)["variables"][1] == {
        "key": "napruha_kliientky",
        "label": "Напруга клієнтки",
        "min": 0,
        "max": 6,
        "start": 3,
        "kind": "meter",
        "shown": "during",
        "better": "low",
        "words": ["спокійна", "насторожена", "на межі"],
        "band": [0, 2],
    }


def test_a_meter_in_use_stays_and_its_scenes_are_named(client, board):
    page = saved(client, board, opened(client, board) | {"variables-0-DELETE": "on"}, 422).text
    assert "Початок" in page
    assert len(desks.document_of(board)["variables"]) == 1


def test_a_meter_out_of_use_goes(client, writer):
    document = desks.small()
    document["variables"].append({**document["variables"][0], "key": "calm", "label": "Спокій"})
    board = desks.draft(document)
    saved(client, board, opened(client, board) | {"variables-1-DELETE": "on"})
    assert [item["key"] for item in desks.document_of(board)["variables"]] == ["trust"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("brief-title", ""),
        ("brief-title", "я" * 151),
        ("brief-minutes", "0"),
        ("brief-minutes", "сто"),
        ("brief-channel", "telepathy"),
        ("brief-client_age", "300"),
        ("brief-achievement", "101"),
        ("competency-FL-02-share", "500"),
        ("variables-0-min", "10"),
        ("variables-0-start", "11"),
        ("variables-0-max", "99999"),
        ("variables-0-kind", "flag"),
        ("variables-0-words", "одне"),
        ("variables-0-band_from", "3"),
        ("variables-0-key", "a B"),
        ("variables-0-label", ""),
        ("variables-TOTAL_FORMS", "багато"),
    ],
)
def test_a_brief_that_cannot_be_kept_is_refused_and_shown_again(client, board, field, value):
    before = desks.document_of(board)
    data = opened(client, board) | {"brief-summary": "Набране не губиться", field: value}
    assert "Набране не губиться" in saved(client, board, data, 422).text
    assert desks.document_of(board) == before


def test_a_brief_beside_somebody_elses_scene_is_saved_after_a_look(client, board):
    data = opened(client, board) | {"brief-summary": "Набране не губиться"}
    client.post(
        desks.url("add_node", board), {"draft": desks.token(board), "kind": "scene", "title": "Х"}
    )
    page = saved(client, board, data, 409)
    assert "Набране не губиться" in page.text
    address = desks.url("resolve_brief", board)
    assert client.post(address, desks.filled(page, address)).status_code == 302
    document = desks.document_of(board)
    assert document["summary"] == "Набране не губиться"
    assert "kh" in document["nodes"]
