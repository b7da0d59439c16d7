import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, Workflow, WorkflowContentType, WorkflowTask

from assessments.scenarios.models import Scenario
from tests.scenarios.storyboard import desks


@pytest.fixture
def publisher(client):
    """An author who may publish, signed in."""
    desks.competencies()
    person = desks.author("add_scenario", "change_scenario", "publish_scenario")
    client.force_login(person)
    return person


@pytest.fixture
def draft(publisher):
    """A draft with warnings and without errors."""
    return desks.draft(person=publisher)


@pytest.fixture
def review(db):
    """A workflow for role-plays with one task that only superusers may decide."""
    task = GroupApprovalTask.objects.create(name="Рецензія")
    workflow = Workflow.objects.create(name="Рецензування")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    kind = ContentType.objects.get_for_model(Scenario)
    WorkflowContentType.objects.create(workflow=workflow, content_type=kind)
    return workflow
