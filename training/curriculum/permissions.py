"""Who may write, and who checks: groups of the editor and the way from draft to published.

Rights over people are not given here: they are grants (``training.people``), and managing accounts
is for administrators alone. What an administrator has changed since is left alone, as any content.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from assessments.quizzes.models import QUESTION_MODELS
from assessments.scenarios.models import Scenario
from training.curriculum.loading.ledger import Item, Ledger
from training.curriculum.reading.faults import Place
from training.curriculum.reading.records import digest_of
from training.people.groups import EDITORS, REVIEWERS, TRAINERS
from training.people.queries import EDITOR_ACCESS
from training.people.services import ensure_group

HERE = Place("permissions", 1)
MODULES_PAGE = "index:uk"
REVIEW = "Рецензування"
WRITE = ("add", "change")
CHECK = ("change", "publish")
FILES = ("image", "document")
ACCESS = ".".join(EDITOR_ACCESS)


@dataclass(frozen=True)
class Team:
    """A group: what its people may do below the list of modules, with snippets and with files."""

    name: str
    pages: Sequence[str]
    snippets: Mapping[str, Sequence[str]]
    files: Sequence[str] = field(default=("add", "change", "choose"))

    def model_permissions(self) -> set[str]:
        """Such as ``quizzes.change_question``."""
        granted = {ACCESS}
        for model, actions in self.snippets.items():
            app, _, name = model.partition(".")
            granted |= {f"{app}.{action}_{name}" for action in actions}
        return granted


TEAMS: dict[str, Team] = {
    "trainers": Team(
        name=TRAINERS,
        pages=WRITE,
        snippets={
            "quizzes.question": WRITE,
            "quizzes.questionbank": WRITE,
            "quizzes.questionfile": ("add", "view"),
            "scenarios.scenario": WRITE,
            "modules.norm": WRITE,
            "modules.competency": ("view",),
            "modules.principle": ("view",),
            "reflections.statement": ("view",),
            "quizzes.dispute": ("change",),
            "quizzes.quizextension": ("add",),
        },
    ),
    "editors": Team(
        name=EDITORS,
        pages=WRITE,
        snippets={
            "quizzes.question": WRITE,
            "quizzes.questionbank": WRITE,
            "quizzes.questionfile": ("add", "view"),
            "scenarios.scenario": WRITE,
            "modules.norm": WRITE,
            "modules.competency": WRITE,
            "modules.principle": WRITE,
            "reflections.statement": WRITE,
            "quizzes.dispute": ("change",),
            "quizzes.passmarkstudy": ("add",),
        },
    ),
    "reviewers": Team(
        name=REVIEWERS,
        pages=(*CHECK, "lock", "unlock"),
        snippets={
            "quizzes.question": (*CHECK, "lock", "unlock"),
            "quizzes.questionbank": ("change",),
            "scenarios.scenario": (*CHECK, "lock", "unlock"),
            "modules.norm": ("change",),
            "modules.competency": CHECK,
            "modules.principle": ("change",),
            "reflections.statement": CHECK,
        },
        files=("choose",),
    ),
}


def load_permissions(ledger: Ledger) -> None:
    if MODULES_PAGE not in ledger.ids:
        return
    for code, team in TEAMS.items():
        ledger.bring(
            Item(
                key=f"group:{code}",
                place=HERE,
                digest=digest_of([team.name, team.pages, dict(team.snippets), team.files]),
                find=partial(_find_group, team.name),
                write=partial(_write_group, team, ledger.ids[MODULES_PAGE]),
                state=lambda group, before: digest_of(_granted(group)),
            )
        )
    ledger.bring(
        Item(
            key="workflow:review",
            place=HERE,
            digest=digest_of([REVIEW, [model.__name__ for model in _reviewed()]]),
            find=Workflow.objects.filter(name=REVIEW).first,
            write=partial(_write_workflow, ledger),
            state=lambda workflow, before: digest_of(_way_of(workflow)),
        )
    )


# --- groups ---------------------------------------------------------------------------------------
def _find_group(name: str) -> Group | None:
    """A group that somebody has given rights; one that may only sign in to the editor is new."""
    group = Group.objects.filter(name=name).first()
    if group is None:
        return None
    has_pages = (
        GroupPagePermission.objects.filter(group=group).exists()
        or GroupCollectionPermission.objects.filter(group=group).exists()
    )
    has_models = group.permissions.exclude(codename=ACCESS.partition(".")[2]).exists()
    return group if has_pages or has_models else None


def _write_group(team: Team, index_page: int, group: Group | None) -> Group:
    group = group or ensure_group(team.name)
    group.permissions.set(_model_permissions(team))
    pages = GroupPagePermission.objects.filter(group=group, page_id=index_page)
    pages.exclude(permission__codename__in=[f"{action}_page" for action in team.pages]).delete()
    for action in team.pages:
        GroupPagePermission.objects.get_or_create(
            group=group,
            page_id=index_page,
            permission=Permission.objects.get(
                content_type__app_label="wagtailcore", codename=f"{action}_page"
            ),
        )
    root = Collection.get_first_root_node()
    names = [f"{action}_{kind}" for kind in FILES for action in team.files]
    files = GroupCollectionPermission.objects.filter(group=group, collection=root)
    files.exclude(permission__codename__in=names).delete()
    for name in names:
        GroupCollectionPermission.objects.get_or_create(
            group=group,
            collection=root,
            permission=Permission.objects.get(
                content_type__app_label__in=["wagtailimages", "wagtaildocs"], codename=name
            ),
        )
    return group


def _model_permissions(team: Team) -> QuerySet[Permission]:
    wanted = team.model_permissions()
    rows = Permission.objects.filter(
        codename__in=[name.partition(".")[2] for name in wanted]
    ).select_related("content_type")
    found = {f"{row.content_type.app_label}.{row.codename}": row.pk for row in rows}
    if missing := wanted - found.keys():
        raise LookupError(f"no such permissions: {sorted(missing)}")
    return Permission.objects.filter(pk__in=[found[name] for name in wanted])


def _granted(group: Group) -> list[Any]:
    """Everything a group may do, in a fixed order."""
    models = group.permissions.values_list("content_type__app_label", "codename")
    pages = GroupPagePermission.objects.filter(group=group)
    files = GroupCollectionPermission.objects.filter(group=group)
    return [
        group.name,
        sorted(models),
        sorted(pages.values_list("page_id", "permission__codename")),
        sorted(files.values_list("collection_id", "permission__codename")),
    ]


# --- workflow -------------------------------------------------------------------------------------
def _reviewed() -> list[type[Any]]:
    """Snippets that are checked before they are published; a workflow is not inherited by kinds."""
    return [*QUESTION_MODELS, Scenario]


def _write_workflow(ledger: Ledger, workflow: Workflow | None) -> Workflow:
    workflow = workflow or Workflow()
    workflow.name = REVIEW
    workflow.active = True
    workflow.save()
    task = GroupApprovalTask.objects.filter(workflow_tasks__workflow=workflow).first()
    if task is None:
        task = GroupApprovalTask.objects.create(name=REVIEW)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    task.groups.set([ledger.pk("group:reviewers", HERE)])
    WorkflowPage.objects.update_or_create(
        page_id=ledger.ids[MODULES_PAGE], defaults={"workflow": workflow}
    )
    for model in _reviewed():
        WorkflowContentType.objects.update_or_create(
            content_type=ContentType.objects.get_for_model(model), defaults={"workflow": workflow}
        )
    return workflow


def _way_of(workflow: Workflow) -> list[Any]:
    """What a workflow does, in a fixed order."""
    tasks = workflow.workflow_tasks.order_by("sort_order").values_list("task_id", flat=True)
    pages = workflow.workflow_pages.order_by("page").values_list("page_id", flat=True)
    kinds = workflow.workflow_content_types.order_by("content_type")
    return [
        workflow.name,
        workflow.active,
        list(tasks),
        list(pages),
        list(kinds.values_list("content_type_id", flat=True)),
    ]
