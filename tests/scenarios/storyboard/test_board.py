"""The storyboard as a whole: outline, map, findings and what each of their buttons does."""

import re

import pytest

from assessments.scenarios.checker import check
from assessments.scenarios.models import Proof
from assessments.scenarios.services.proofs import prove
from tests.scenarios.documents import choice, ending, made, scene, variable
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


def press(client, board, name, *args, **data):
    data = {"draft": desks.token(board), **data}
    return client.post(desks.url(name, board, *args), data, follow=True)


def nodes(board):
    return desks.document_of(board)["nodes"]


def test_the_outline_names_every_node_and_way(client, board):
    press(client, board, "add_node", kind="scene", title="Острів")
    page = client.get(desks.url("storyboard", board)).text
    linked, _, loose = page.partition("<h3>")
    assert all(title in linked for title in ("Початок", "Добре", "Пішла"))
    assert "Острів" in loose.split("</ol>")[0]
    assert re.search(r"Відповідь b клієнтові\s*→ Пішла", page)


def test_the_map_leads_to_each_node(client, board):
    page = client.get(desks.url("storyboard", board)).text
    picture = page[page.index('<svg class="map__picture"') :]
    for node in nodes(board):
        assert f'href="{desks.url("node", board, node)}"' in picture


def test_an_empty_draft_invites_to_name_the_first_scene(client, writer):
    empty = desks.draft({**desks.small(), "nodes": {}, "start": ""})
    assert client.get(desks.url("storyboard", empty)).status_code == 200
    press(client, empty, "add_node", kind="scene", title="Дзвінок")
    assert desks.document_of(empty)["start"] == "dzvinok"


@pytest.mark.parametrize(
    ("kind", "title", "added"),
    [
        ("scene", "  Дата   листа ", {"data-lysta"}),
        ("ending", "Кінець", {"kinets"}),
        ("router", "", {"fork"}),
        ("scene", "   ", set()),
        ("ending", "", set()),
    ],
)
def test_a_new_node_needs_a_name_unless_it_is_a_fork(client, board, kind, title, added):
    before = set(nodes(board))
    press(client, board, "add_node", kind=kind, title=title)
    assert set(nodes(board)) - before == added


def test_no_other_kind_of_node_is_made(client, board):
    assert press(client, board, "add_node", kind="script", title="Х").status_code == 400


def test_a_node_and_a_branch_are_copied(client, board):
    press(client, board, "act", "out", do="copy")
    assert nodes(board)["out-2"]["title"] == "Пішла (2)"
    press(client, board, "act", "two", do="copy-branch")
    assert {"two-2", "good-2"} <= set(nodes(board))
    assert {item["to"] for item in nodes(board)["two-2"]["choices"]} == {"good-2"}


def test_the_talk_can_begin_elsewhere(client, board):
    press(client, board, "act", "two", do="start")
    assert desks.document_of(board)["start"] == "two"


@pytest.mark.parametrize(("node", "do", "status"), [("nobody", "copy", 404), ("one", "burn", 400)])
def test_what_is_not_there_is_not_acted_on(client, board, node, do, status):
    assert press(client, board, "act", node, do=do).status_code == status


def test_deleting_asks_first_and_says_what_leads_there(client, board):
    page = client.get(desks.url("delete_node", board, "out")).text
    assert "Відповідь b клієнтові" in page
    press(client, board, "delete_node", "out")
    assert "out" not in nodes(board)
    assert nodes(board)["one"]["choices"][1]["to"] == ""
    assert client.get(desks.url("delete_node", board, "out")).status_code == 404


def test_an_old_page_deletes_nothing(client, board):
    old = desks.token(board)
    press(client, board, "add_node", kind="scene", title="Нова")
    press(client, board, "delete_node", "out", draft=old)
    assert "out" in nodes(board)


def gappy():
    """Every finding that one stroke mends."""
    return made(
        scene("one", choice("a", "lost", 4), choice("b", "", 1), choice("c", "stop", {"FL-03": 2})),
        scene("stop"),
        scene("island", choice("a", "one")),
        ending("good", 3),
        variables=[variable("trust")],
    )


def fixes_of(page):
    return re.findall(r'name="fix" value="([^"]+)"', page)


def test_findings_offer_simple_ways_to_mend_them(client, writer):
    board = desks.draft(gappy())
    page = client.get(desks.url("storyboard", board)).text
    assert {value.split("|")[0] for value in fixes_of(page)} == {
        "new-scene",
        "new-ending",
        "end-here",
        "remove",
        "promise",
    }


@pytest.mark.parametrize(
    ("fix", "proof"),
    [
        ("new-scene|one|a|lost", lambda d: d["nodes"]["lost"]["kind"] == "scene"),
        ("new-ending|one|a|lost", lambda d: d["nodes"]["lost"]["kind"] == "ending"),
        ("new-scene|one|b|", lambda d: d["nodes"]["one"]["choices"][1]["to"] in d["nodes"]),
        ("end-here|stop||", lambda d: d["nodes"]["stop"]["kind"] == "ending"),
        ("remove|island||", lambda d: "island" not in d["nodes"]),
        ("promise|||FL-03", lambda d: d["competencies"] == ["FL-02", "FL-03"]),
    ],
)
def test_a_fix_mends_what_it_names(client, writer, fix, proof):
    board = desks.draft(gappy())
    press(client, board, "fix", fix=fix)
    assert proof(desks.document_of(board))


@pytest.mark.parametrize(
    "fix",
    [
        "",
        "|||",
        "burn|one||",
        "remove|one||",
        "remove|nobody||",
        "end-here|one||",
        "promise|||XX-99",
        "drop-rule|one||1",
        "drop-conditions|one|zzz|",
        "new-scene|one|a|good",
        "begin|x|y|z|more",
    ],
)
def test_a_fix_that_fits_nothing_changes_nothing(client, writer, fix):
    board = desks.draft(gappy())
    before = desks.document_of(board)
    assert press(client, board, "fix", fix=fix).status_code == 200
    assert desks.document_of(board) == before


def test_a_dead_condition_is_dropped_and_a_wrong_mark_taken_off(client, writer):
    document = desks.small()
    document["nodes"]["one"]["choices"][1] |= {
        "when": [{"variable": "trust", "op": ">", "value": 10}],
        "recommended": True,
    }
    board = desks.draft(document)
    press(client, board, "fix", fix="drop-conditions|one|b|")
    press(client, board, "fix", fix="unmark|one|b|")
    mended = nodes(board)["one"]["choices"][1]
    assert (mended["when"], mended["recommended"]) == ([], False)


def test_a_proof_brings_its_paths_as_a_readable_talk(client, writer):
    document = desks.small()
    document["nodes"]["two"]["choices"] = [
        {**item, "when": [{"variable": "trust", "op": ">", "value": 8}]}
        for item in document["nodes"]["two"]["choices"]
    ]
    board = desks.draft(document)
    before = client.get(desks.url("storyboard", board)).text
    assert "застрягне" not in before
    prove(document)
    page = client.get(desks.url("storyboard", board)).text
    assert "застрягне" in page
    assert re.search(r"<ol><li><b>Початок</b>: Відповідь a клієнтові</li></ol>", page)


def test_saving_explores_nothing_while_the_author_waits(
    client, board, monkeypatch, django_capture_on_commit_callbacks
):
    asked = []
    monkeypatch.setattr("assessments.scenarios.storyboard.access.prove_later", asked.append)
    monkeypatch.setattr("assessments.scenarios.checker._Checking.report", _never)
    with django_capture_on_commit_callbacks(execute=True):
        press(client, board, "add_node", kind="scene", title="Нова")
    assert [set(document["nodes"]) - {"one", "two", "good", "out"} for document in asked] == [
        {"nova"}
    ]
    assert not Proof.objects.exists()


def _never(self):
    raise AssertionError("explored in the request")


def test_parts_alone_answer_the_script(client, board):
    response = client.get(desks.url("node", board, "one"), headers={"X-Storyboard": "parts"})
    assert "<html" not in response.text
    assert re.findall(r'data-part="(\w+)"', response.text) == [
        "bar",
        "outline",
        "map",
        "form",
        "findings",
    ]


def test_the_whole_draft_can_be_read(client, board):
    assert "Відповідь a клієнтові" in client.get(desks.url("draft_text", board)).text


def test_the_sample_is_what_the_checker_expects():
    assert not check(desks.small()).errors
