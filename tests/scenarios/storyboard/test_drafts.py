"""Saving a draft: never over somebody else's words, never past a lock, folded where it may be."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.models import GroupApprovalTask, ModelLogEntry, Workflow, WorkflowTask

from assessments.scenarios.models import Scenario
from assessments.scenarios.services.drafts import (
    SAVED,
    DraftChanged,
    DraftLocked,
    draft_of,
    save_draft,
)
from assessments.scenarios.storyboard.edits import new_scene
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    return desks.author()


@pytest.fixture
def scenario(db):
    return desks.draft()


def read(scenario):
    return draft_of(Scenario.objects.get(pk=scenario.pk))


def save(scenario, person, title="Нова", subject="node:one", draft=None, **fields):
    draft = draft or read(scenario)
    document, _ = new_scene(draft.document, title)
    options = {"revision_id": draft.revision_id, "stamp": draft.stamp, "note": "Збережено"}
    return save_draft(
        scenario=scenario, document=document, person=person, subject=subject, **options | fields
    )


def test_a_saved_draft_is_the_newest_revision_and_nothing_is_live(scenario, person):
    revision = save(scenario, person)
    row = Scenario.objects.get(pk=scenario.pk)
    assert row.latest_revision_id == revision.pk
    assert "nova" in read(scenario).document["nodes"]
    assert "nova" not in row.graph["nodes"]
    assert not row.live
    entry = ModelLogEntry.objects.get(action=SAVED)
    assert (entry.user, entry.data["note"]) == (person, "Збережено")


def test_the_title_of_the_library_follows_the_document(scenario, person):
    draft = read(scenario)
    document = {**draft.document, "title": "Інша назва"}
    revision = save_draft(
        scenario=scenario,
        document=document,
        person=person,
        revision_id=draft.revision_id,
        note="Назва",
    )
    assert revision.as_object().title == "Інша назва"


def test_a_draft_without_a_revision_is_the_row_itself(person):
    bare = desks.draft()
    bare.revisions.all().delete()
    Scenario.objects.filter(pk=bare.pk).update(latest_revision=None)
    draft = read(bare)
    assert (draft.revision_id, set(draft.document["nodes"])) == (
        None,
        {"one", "two", "good", "out"},
    )
    assert save(bare, person).pk == read(bare).revision_id


@pytest.mark.parametrize("graph", [{}, [], "слово", None, {"nodes": []}, {"nodes": {"a": 1}}])
def test_whatever_was_pasted_can_be_read(graph):
    broken = desks.draft()
    broken.graph = graph
    broken.save_revision(clean=False)
    document = read(broken).document
    assert document["start"] == ""
    assert "title" not in document or document["title"] is not None


def test_saves_of_one_node_within_ten_minutes_are_one_revision(scenario, person):
    first = save(scenario, person, "Раз")
    second = save(scenario, person, "Два")
    assert first.pk == second.pk
    assert scenario.revisions.count() == 2
    assert {"raz", "dva"} <= read(scenario).document["nodes"].keys()


def test_a_later_save_is_a_revision_of_its_own(scenario, person):
    first = save(scenario, person)
    earlier = timezone.now() - datetime.timedelta(minutes=11)
    ModelLogEntry.objects.filter(action=SAVED).update(timestamp=earlier)
    assert save(scenario, person, "Два").pk != first.pk


@pytest.mark.parametrize("subject", ["node:two", ""])
def test_another_subject_is_a_revision_of_its_own(scenario, person, subject):
    first = save(scenario, person)
    assert save(scenario, person, "Два", subject=subject).pk != first.pk


def test_what_another_author_saved_is_never_overwritten(scenario, person):
    first = save(scenario, person)
    assert save(scenario, desks.author(), "Два").pk != first.pk


def test_what_the_main_form_saved_is_never_overwritten(scenario, person):
    kept = read(scenario).revision_id
    assert save(scenario, person).pk != kept


def test_a_published_revision_is_never_overwritten(scenario, person):
    first = save(scenario, person)
    Scenario.objects.filter(pk=scenario.pk).update(live_revision=first)
    assert save(scenario, person, "Два").pk != first.pk


def test_a_revision_sent_to_review_is_never_overwritten(scenario):
    boss = desks.author(superuser=True)
    first = save(scenario, boss)
    workflow = Workflow.objects.create(name="Рецензування")
    task = GroupApprovalTask.objects.create(name="Рецензія")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    workflow.start(Scenario.objects.get(pk=scenario.pk), boss)
    assert save(scenario, boss, "Два").pk != first.pk


def test_an_older_draft_is_refused_and_nothing_is_written(scenario, person):
    stale = read(scenario)
    save(scenario, person)
    with pytest.raises(DraftChanged):
        save(scenario, desks.author(), "Чужа", draft=stale)
    assert "chuzha" not in read(scenario).document["nodes"]


def test_a_second_tab_of_the_same_author_is_refused_too(scenario, person):
    save(scenario, person)
    stale = read(scenario)
    save(scenario, person, "Два")
    assert read(scenario).revision_id == stale.revision_id
    with pytest.raises(DraftChanged):
        save(scenario, person, "Три", draft=stale)


def test_who_may_not_change_role_plays_saves_nothing(scenario):
    with pytest.raises(PermissionDenied):
        save(scenario, desks.author("access_admin"))
    assert scenario.revisions.count() == 1


def test_a_lock_of_somebody_else_names_them(scenario, person):
    other = desks.author(surname="Замикайло")
    Scenario.objects.filter(pk=scenario.pk).update(
        locked=True, locked_by=other, locked_at=timezone.now()
    )
    with pytest.raises(DraftLocked) as refusal:
        save(scenario, person)
    assert "Замикайло" in refusal.value.reason
    save(scenario, other)


def test_a_command_needs_no_right_and_meets_no_lock(scenario, person):
    Scenario.objects.filter(pk=scenario.pk).update(locked=True, locked_by=person)
    assert save(scenario, None).user_id is None
