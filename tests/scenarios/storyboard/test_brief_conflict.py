"""Two authors, one brief: both versions are shown, either or a mix is taken, nothing is lost."""

import json

import pytest

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import draft_of, save_draft
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db):
    return desks.author(surname="Співавторка")


def opened(client, board):
    return desks.filled(client.get(desks.url("brief", board)), desks.url("brief", board))


def saved_by(other, board, **parts):
    """``other`` saves the newest document with these top parts."""
    now = draft_of(Scenario.objects.get(pk=board.pk))
    save_draft(
        scenario=Scenario.objects.get(pk=board.pk),
        document={**now.document, **parts},
        person=other,
        revision_id=now.revision_id,
        note="",
    )


def sent(client, board, data):
    response = client.post(desks.url("brief", board), data)
    assert response.status_code == 409, response.text
    return response


def resolved(client, board, page, **picks):
    data = desks.filled(page, desks.url("resolve_brief", board))
    return client.post(desks.url("resolve_brief", board), data | picks)


def meter(**parts):
    trust = desks.small()["variables"][0]
    return {**trust, **parts}


def test_both_versions_are_shown_and_nothing_is_saved(client, board, other):
    data = opened(client, board) | {"brief-summary": "Моє", "brief-channel": "phone"}
    saved_by(other, board, summary="Їхнє")
    page = sent(client, board, data).text
    for words in ("Моє", "Їхнє", "Співавторка", "телефон"):
        assert words in page
    assert desks.document_of(board)["summary"] == "Їхнє"


def test_parts_are_mixed_as_chosen_and_scenes_of_theirs_stay(client, board, other):
    data = opened(client, board) | {
        "brief-summary": "Моє",
        "brief-role": "Моя роль",
        "brief-client_name": "Ганна",
        "brief-level": "3",
        "competency-FL-03-trained": "on",
    }
    nodes = desks.document_of(board)["nodes"]
    changed = {**nodes, "one": {**nodes["one"], "text": "Їхній текст"}}
    saved_by(other, board, summary="Їхнє", role="Їхня роль", place="Їхнє місце", nodes=changed)
    page = sent(client, board, data)
    response = resolved(client, board, page, **{"pick-summary": "theirs", "pick-role": "mine"})
    assert response.url == desks.url("brief", board)
    joined = desks.document_of(board)
    assert (joined["summary"], joined["role"]) == ("Їхнє", "Моя роль")
    assert joined["place"] == "Їхнє місце"  # changed by them alone, so proposed as theirs
    assert (joined["client"]["name"], joined["pass"]["level"]) == ("Ганна", 3)
    assert joined["competencies"] == ["FL-02", "FL-03"]
    assert joined["nodes"]["one"]["text"] == "Їхній текст"


def test_meters_of_both_are_kept_or_dropped_one_by_one(client, board, other):
    data = opened(client, board) | {"variables-1-label": "Спокій"}
    theirs = [meter(start=7), meter(key="haste", label="Поспіх")]
    saved_by(other, board, variables=theirs)
    page = sent(client, board, data)
    resolved(client, board, page)
    assert [item["key"] for item in desks.document_of(board)["variables"]] == [
        "trust",
        "spokii",
        "haste",
    ]
    assert desks.document_of(board)["variables"][0]["start"] == 7


def test_a_meter_that_scenes_need_meanwhile_cannot_be_left_out(client, board, other):
    data = opened(client, board) | {"brief-summary": "Моє"}
    nodes = desks.document_of(board)["nodes"]
    effect = {"variable": "haste", "op": "+", "value": 1}
    first, *rest = nodes["one"]["choices"]
    one = {**nodes["one"], "choices": [{**first, "effects": [effect]}, *rest]}
    variables = [meter(), meter(key="haste", label="Поспіх")]
    saved_by(other, board, variables=variables, nodes={**nodes, "one": one})
    page = sent(client, board, data)
    again = resolved(client, board, page, **{"pick-variables.haste": "mine"})
    assert again.status_code == 409
    assert "«Поспіх»" in again.text
    assert "Моє" in again.text
    assert desks.document_of(board)["summary"] == ""
    resolved(client, board, again, **{"pick-variables.haste": "theirs"})
    assert desks.document_of(board)["summary"] == "Моє"


def test_a_third_save_shows_the_versions_again(client, board, other):
    data = opened(client, board) | {"brief-summary": "Моє"}
    saved_by(other, board, summary="Їхнє")
    page = sent(client, board, data)
    saved_by(other, board, summary="Ще новіше")
    again = resolved(client, board, page)
    assert again.status_code == 409
    assert "Ще новіше" in again.text
    resolved(client, board, again, **{"pick-summary": "mine"})
    assert desks.document_of(board)["summary"] == "Моє"


def test_a_fault_in_an_old_form_does_not_make_it_a_new_one(client, board, other):
    """Mended and sent again, it still meets the version that came meanwhile."""
    data = opened(client, board) | {"brief-summary": "Моє", "brief-minutes": "сто"}
    saved_by(other, board, summary="Їхнє")
    page = client.post(desks.url("brief", board), data)
    assert page.status_code == 422
    mended = desks.filled(page, desks.url("brief", board)) | {"brief-minutes": "10"}
    assert "Їхнє" in sent(client, board, mended).text
    assert desks.document_of(board)["summary"] == "Їхнє"


def test_the_same_words_of_both_are_no_conflict(client, board, other):
    data = opened(client, board) | {"brief-summary": "Те саме"}
    saved_by(other, board, summary="Те саме")
    assert client.post(desks.url("brief", board), data).status_code == 302


@pytest.mark.parametrize(
    "mine",
    ["", "[]", "{}", "null", '"so"', '{"title": 5}', "{broken", '{"competencies.x": null}'],
)
def test_what_is_no_brief_is_refused(client, board, mine):
    before = desks.document_of(board)
    data = {"draft": desks.token(board), "mine": mine}
    assert client.post(desks.url("resolve_brief", board), data).status_code == 400
    assert desks.document_of(board) == before


def test_a_brief_with_script_or_unknown_parts_is_no_document(client, board):
    data = opened(client, board)
    page = client.post(desks.url("brief", board), data | {"draft": "999|x", "brief-summary": "М"})
    mine = json.loads(desks.filled(page, desks.url("resolve_brief", board))["mine"])
    for bad in ({"difficulty": 99}, {"client.age": "stara"}, {"variables.x": {"key": "x"}}):
        sent_again = {"draft": desks.token(board), "mine": json.dumps(mine | bad)}
        assert client.post(desks.url("resolve_brief", board), sent_again).status_code == 400


def test_only_authors_resolve_and_only_by_post(client, board):
    assert client.get(desks.url("resolve_brief", board)).status_code == 405
    client.force_login(desks.author("access_admin"))
    data = {"draft": desks.token(board), "mine": "{}"}
    assert client.post(desks.url("resolve_brief", board), data).status_code == 403
