"""The draft as text, comparison and where to begin, as pages of the editor."""

import re
from copy import deepcopy

import pytest
from django.urls import reverse

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.publishing import publish_version
from assessments.scenarios.sketching.patterns import KEYS, patterns
from assessments.scenarios.sketching.writing import write
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def url(name, board):
    return reverse(f"scenario_admin:{name}", args=[board.pk])


def html(response):
    return re.sub(r"\s+", " ", response.content.decode())


def shown_text(response):
    return desks.filled(response, response.wsgi_request.path)["text"].replace("\r\n", "\n")


def post(client, board, text, do="check", **fields):
    data = {"text": text, "do": do, "detail": "whole", "draft": desks.token(board)}
    return client.post(url("sketch", board), data | fields)


def test_the_draft_is_shown_in_its_normal_form(client, board):
    document = desks.document_of(board)

    assert shown_text(client.get(url("sketch", board))) == write(document)
    outline = client.get(url("sketch", board), {"detail": "outline"})
    assert shown_text(outline) == write(document, whole=False)


def test_a_check_says_what_the_text_would_do_and_saves_nothing(client, board):
    before = desks.document_of(board)
    text = write(before).replace("→ Добре", "→ Новий дім").replace("Початок #one", "Спершу #one")

    response = post(client, board, text)

    assert response.status_code == 200
    assert response.context["created"] == ["Новий дім"]
    assert response.context["lost"] == []
    assert {item.node for item in response.context["comparison"].nodes} == {
        "one",
        "two",
        "novyi-dim",
    }
    assert shown_text(response) == text
    assert desks.document_of(board) == before


def test_what_will_be_gone_is_said_before(client, board):
    text = write(desks.document_of(board))
    kept = [line for line in text.split("\n\n") if not line.startswith("Пішла")]
    kept[0] = "\n".join(line for line in kept[0].split("\n") if " b) " not in line)

    response = post(client, board, "\n\n".join(kept))

    assert response.context["lost"] == ["Пішла", "Початок: Відповідь b клієнтові"]


def test_saving_changes_the_draft_and_keeps_what_text_cannot_say(client, board):
    before = desks.document_of(board)
    text = write(before).replace("Початок #one", "Спершу #one")

    response = post(client, board, text, do="save")

    expected = deepcopy(before)
    expected["nodes"]["one"]["title"] = "Спершу"
    assert response.status_code == 302
    assert desks.document_of(board) == expected


def test_a_text_from_a_windows_browser_says_the_same(client, board):
    before = desks.document_of(board)

    post(client, board, "\ufeff" + write(before).replace("\n", "\r\n"), do="save")

    assert desks.document_of(board) == before
    assert board.revisions.count() == 1


def test_faults_are_named_by_line_the_text_is_kept_and_nothing_is_saved(client, board):
    before = desks.document_of(board)
    text = "Сцена\n- Так → Далі [рекомедовано]\n"

    response = post(client, board, text, do="save")

    assert response.status_code == 422
    assert [problem["line"] for problem in response.context["problems"]] == [2]
    assert shown_text(response) == text
    assert desks.document_of(board) == before


def test_a_draft_saved_elsewhere_is_not_overwritten_and_the_text_is_kept(client, board, writer):
    old = desks.token(board)
    text = write(desks.document_of(board)).replace("Початок #one", "Спершу #one")
    board.graph = desks.document_of(board) | {"title": "Інша назва"}
    board.save_revision(user=writer)

    response = post(client, board, text, do="save", draft=old)

    assert response.status_code == 409
    assert shown_text(response) == text
    assert desks.document_of(board)["title"] == "Інша назва"
    assert desks.document_of(board)["nodes"]["one"]["title"] == "Початок"
    assert post(client, board, text, do="save").status_code == 302


def test_a_locked_draft_is_read_only(client, board):
    board.locked, board.locked_by = True, desks.author(surname="Замкова")
    board.save()
    before = desks.document_of(board)

    page = html(client.get(url("sketch", board)))
    response = post(client, board, "Сцена\n", do="save")

    assert "readonly" in page
    assert 'value="save"' not in html(response)
    assert desks.document_of(board) == before


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\x00",
        "<script>alert(1)</script>",
        "(" * 5000,
        "- " * 5000,
        "Сцена\n" * 600,
        "й" * 600_001,
    ],
)
def test_hostile_texts_get_a_page(client, board, text):
    response = post(client, board, text, do="check", detail="'><b>")

    assert response.status_code in (200, 413, 422)
    assert "<script>alert" not in html(response)


def test_a_draft_with_faults_of_shape_cannot_be_written_as_text(client, writer):
    broken = desks.draft(desks.small() | {"nodes": {"one": 5}}, writer)

    assert client.get(url("sketch", broken)).status_code == 409


@pytest.mark.parametrize("name", ["sketch", "begin", "compare"])
def test_who_may_not_change_role_plays_is_refused(client, board, name):
    client.force_login(desks.author("view_scenario"))

    assert client.get(url(name, board)).status_code == 403
    if name != "compare":
        assert client.post(url(name, board), {"text": "Сцена", "do": "save"}).status_code == 403


def begin(client, board, wanted, **fields):
    return client.post(url("begin", board), {"from": wanted, "draft": desks.token(board)} | fields)


@pytest.fixture
def blank(writer):
    return desks.draft(desks.small(code="NEW", title="Моя") | {"nodes": {}, "start": ""}, writer)


@pytest.mark.parametrize("key", KEYS)
def test_a_new_role_play_begins_with_a_pattern(client, blank, key):
    response = begin(client, blank, f"pattern:{key}")

    pattern = next(item for item in patterns() if item.key == key)
    assert response.url == url("storyboard", blank)
    assert desks.document_of(blank) == pattern.document | {"code": "NEW", "title": "Моя"}


def test_another_role_play_is_copied_as_its_draft_stands(client, board, blank):
    begin(client, blank, f"copy:{board.pk}")

    assert desks.document_of(blank)["nodes"] == desks.document_of(board)["nodes"]
    assert desks.document_of(blank)["code"] == "NEW"


def test_scenes_already_there_are_replaced_only_when_ticked(client, board):
    before = desks.document_of(board)

    assert begin(client, board, "pattern:empty").status_code == 422
    assert desks.document_of(board) == before
    begin(client, board, "pattern:empty", replace="yes")
    assert desks.document_of(board)["nodes"].keys() == patterns()[0].document["nodes"].keys()


@pytest.mark.parametrize(
    "wanted",
    ["", "pattern:", "pattern:../secret", "copy:", "copy:999999", "copy:-1", "copy:1e3", "x:y"],
)
def test_what_is_not_offered_begins_nothing(client, blank, wanted):
    assert begin(client, blank, wanted).status_code == 422
    assert desks.document_of(blank)["nodes"] == {}


def test_a_broken_draft_is_not_copied(client, blank, writer):
    broken = desks.draft(desks.small(code="BAD") | {"nodes": {"one": 5}}, writer)

    assert begin(client, blank, f"copy:{broken.pk}").status_code == 422


def test_the_draft_is_compared_with_the_newest_version_unless_asked_otherwise(
    client, board, writer
):
    board.save_revision(user=writer)
    publish_version(scenario=Scenario.objects.get(pk=board.pk))
    text = write(desks.document_of(board)).replace("Початок #one", "Спершу #one")
    post(client, board, text, do="save")

    response = client.get(url("compare", board))
    backwards = client.get(url("compare", board), {"old": "draft", "new": "v1"})

    assert (response.context["old"], response.context["new"]) == ("v1", "draft")
    assert "<del>Початок</del> <ins>Спершу</ins>" in html(response)
    assert "<del>Спершу</del> <ins>Початок</ins>" in html(backwards)


def test_two_drafts_are_compared_by_their_revisions(client, board, writer):
    first = board.latest_revision.pk
    post(client, board, write(desks.document_of(board)).replace("Добре [", "Чудово ["), do="save")

    page = client.get(url("compare", board), {"old": f"r{first}", "new": "draft"})

    assert [item.node for item in page.context["comparison"].nodes] == ["good"]


@pytest.mark.parametrize(
    "name", ["v99", "r999999", "x1", "v", "r-1", "v1e3", "' OR 1", "v" + "9" * 30]
)
def test_unknown_states_are_not_found(client, board, name):
    assert client.get(url("compare", board), {"old": name}).status_code == 404


def test_a_revision_of_another_role_play_is_not_found(client, board, writer):
    other = desks.draft(desks.small(code="OTHER"), writer)

    response = client.get(url("compare", board), {"old": f"r{other.latest_revision.pk}"})

    assert response.status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_comparing_costs_the_same_whatever_there_is_to_choose_from(
    client, board, writer, count, django_assert_num_queries
):
    for _ in range(count):
        board.save_revision(user=writer)
    revisions = board.revisions.order_by("pk").values_list("pk", flat=True)
    client.get(url("compare", board))

    with django_assert_num_queries(16):
        client.get(url("compare", board), {"old": f"r{revisions[0]}", "new": "draft"})
