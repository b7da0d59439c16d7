"""Who may open the storyboard, and what a lock or a review leaves to them."""

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from assessments.scenarios.models import NodeComment, Scenario
from tests.factories.people import PersonFactory
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
PAGES = [
    ("storyboard",),
    ("node", "one"),
    ("delete_node", "one"),
    ("brief",),
    ("draft_text",),
]
POSTS = [
    ("node", "one"),
    ("act", "one"),
    ("delete_node", "one"),
    ("resolve", "one"),
    ("comment", "one"),
    ("add_node",),
    ("fix",),
    ("undo",),
    ("redo",),
    ("brief",),
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page[0])
def test_pages_are_for_those_who_may_change_role_plays(client, page):
    board = desks.draft()
    client.force_login(desks.author("access_admin"))
    assert client.get(desks.url(page[0], board, *page[1:])).status_code == 403


@pytest.mark.parametrize("page", POSTS, ids=lambda page: page[0])
def test_posts_are_for_those_who_may_change_role_plays(client, page):
    board = desks.draft()
    client.force_login(desks.author("access_admin", "view_scenario"))
    response = client.post(desks.url(page[0], board, *page[1:]), {"draft": desks.token(board)})
    assert response.status_code == 403
    assert board.revisions.count() == 1
    assert not NodeComment.objects.exists()


def test_a_learner_never_comes_this_far(client):
    board = desks.draft()
    client.force_login(PersonFactory())
    assert client.get(desks.url("storyboard", board)).status_code in {302, 403}


@pytest.mark.parametrize("page", [*PAGES, *POSTS], ids=lambda page: page[0])
def test_a_role_play_that_is_not_there_is_not_found(client, writer, page):
    ghost = Scenario(pk=987654)
    method = client.post if page in POSTS else client.get
    assert method(desks.url(page[0], ghost, *page[1:])).status_code == 404


@pytest.mark.parametrize("page", [("act", "one"), ("add_node",), ("undo",)], ids=lambda p: p[0])
def test_changes_are_never_made_by_a_link(client, board, page):
    assert client.get(desks.url(page[0], board, *page[1:])).status_code == 405


def lock(board, person):
    Scenario.objects.filter(pk=board.pk).update(
        locked=True, locked_by=person, locked_at=timezone.now()
    )


@pytest.mark.parametrize(
    ("name", "args", "data"),
    [
        ("node", ["one"], {"node-title": "Х", "choices-TOTAL_FORMS": "0"}),
        ("add_node", [], {"kind": "scene", "title": "Х"}),
        ("act", ["one"], {"do": "copy"}),
        ("delete_node", ["one"], {}),
        ("fix", [], {"fix": "remove|one||"}),
        ("undo", [], {}),
        ("brief", [], {"brief-title": "Х"}),
    ],
)
def test_a_locked_draft_is_read_only_and_names_who_locked_it(client, board, name, args, data):
    lock(board, desks.author(surname="Замикайло"))
    page = client.get(desks.url("node", board, "one")).text
    assert "Замикайло" in page
    assert '<fieldset class="node__all" disabled>' in page
    before = desks.document_of(board)
    answer = client.post(
        desks.url(name, board, *args), {"draft": desks.token(board), **data}, follow=True
    )
    assert answer.status_code == 200
    assert "Замикайло" in answer.text
    assert desks.document_of(board) == before
    assert board.revisions.count() == 1


def test_the_one_who_locked_it_goes_on(client, writer, board):
    lock(board, writer)
    data = {"draft": desks.token(board), "kind": "scene", "title": "Нова"}
    client.post(desks.url("add_node", board), data)
    assert "nova" in desks.document_of(board)["nodes"]


def test_in_review_the_reviewer_writes_and_the_author_waits(client, writer, board):
    reviewer = desks.author("access_admin")
    group = Group.objects.create(name="Рецензенти")
    reviewer.groups.add(group)
    workflow = Workflow.objects.create(name="Рецензування")
    task = GroupApprovalTask.objects.create(name="Рецензія")
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(Scenario.objects.get(pk=board.pk), writer)
    data = {"draft": desks.token(board), "kind": "scene", "title": "Нова"}
    client.post(desks.url("add_node", board), data)
    assert "nova" not in desks.document_of(board)["nodes"]
    client.force_login(reviewer)
    assert client.post(desks.url("add_node", board), data).status_code == 302
    assert "nova" in desks.document_of(board)["nodes"]
