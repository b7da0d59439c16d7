"""Opening a panel on a draft, rating it blind, and closing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessments.scenarios.document import complete
from assessments.scenarios.exceptions import ScenarioError
from assessments.scenarios.experts.opinions import Item, items
from assessments.scenarios.grammar import Document
from assessments.scenarios.models import ExpertPanel, ExpertRating, Scenario
from training.people.models import Person
from training.people.models.person import PersonQuerySet
from training.people.queries import EDITOR_ACCESS


class NothingToRate(ScenarioError):
    """No choice of the draft is scored yet."""


class PanelClosed(ScenarioError):
    """The panel is over, or never was this person's; nothing was kept."""


def possible_experts() -> PersonQuerySet:
    """Active people to whom the editor's screens are open: editors, reviewers, trainers there."""
    app_label, codename = EDITOR_ACCESS
    access = Permission.objects.filter(content_type__app_label=app_label, codename=codename)
    teams = Group.objects.filter(permissions__in=access)
    may = Q(is_superuser=True) | Q(user_permissions__in=access) | Q(groups__in=teams)
    allowed: PersonQuerySet = Person.objects.filter(pk__in=Person.objects.filter(may).values("pk"))
    return allowed.active().by_name()


@transaction.atomic
def open_panel(
    *, scenario: Scenario, document: Document, experts: Iterable[Person], opened_by: Person
) -> ExpertPanel:
    """Ask ``experts`` about ``document`` as it stands; what they rate no longer changes.

    Raises:
        NothingToRate: no choice is scored.
    """
    if not items(document):
        raise NothingToRate(scenario.code)
    panel = ExpertPanel.objects.create(scenario=scenario, document=document, opened_by=opened_by)
    panel.experts.set(experts)
    return panel


def close_panel(panel: ExpertPanel) -> None:
    """Nobody rates any more. Closing twice keeps the first day."""
    ExpertPanel.objects.filter(pk=panel.pk, closed_at=None).update(closed_at=timezone.now())


def document_of(panel: ExpertPanel) -> Document:
    """What is rated, with the keys that came into the format later."""
    document: Document = complete(panel.document)
    return document


@dataclass(frozen=True)
class OpenPanel:
    """A panel that waits for an expert, with how much of it is done."""

    panel: ExpertPanel
    done: int
    total: int


def panels_waiting_for(person: Person) -> list[OpenPanel]:
    """Open panels the person was invited to, the oldest first. Two queries."""
    panels = list(
        ExpertPanel.objects.filter(experts=person, closed_at=None)
        .select_related("scenario", "opened_by")
        .order_by("opened_at")
    )
    rated = ExpertRating.objects.filter(panel__in=panels, expert=person)
    done: dict[int, int] = {}
    for panel_id in rated.values_list("panel_id", flat=True):
        done[panel_id] = done.get(panel_id, 0) + 1
    return [
        OpenPanel(panel, done.get(panel.pk, 0), len(items(document_of(panel)))) for panel in panels
    ]


def own_ratings(panel: ExpertPanel, person: Person) -> dict[Item, ExpertRating]:
    """What the person has rated so far. One query."""
    rows = panel.ratings.filter(expert=person)
    return {Item(row.node, row.choice, row.competency): row for row in rows}


@dataclass(frozen=True)
class Said:
    """A rating 0–4 and what was written beside it."""

    rating: int
    comment: str = ""


@transaction.atomic
def keep_ratings(*, panel: ExpertPanel, person: Person, said: Mapping[Item, Said]) -> None:
    """Keep what an expert says; a later rating of the same choice takes the place of the earlier.

    Raises:
        PanelClosed: the panel is over, or the person was not invited; nothing was kept.
    """
    open_panels = ExpertPanel.objects.select_for_update(of=("self",)).filter(closed_at=None)
    if open_panels.filter(pk=panel.pk, experts=person).first() is None:
        raise PanelClosed(str(panel.pk))
    known = set(items(document_of(panel)))
    for item, words in said.items():
        if item in known:
            ExpertRating.objects.update_or_create(
                panel=panel,
                expert=person,
                node=item.node,
                choice=item.choice,
                competency=item.competency,
                defaults={"rating": words.rating, "comment": words.comment},
            )


def ratings_of(panel: ExpertPanel) -> tuple[dict[Item, list[int]], dict[Item, list[str]]]:
    """All ratings and all comments by item, in no order that tells whose they are. One query."""
    ratings: dict[Item, list[int]] = {}
    comments: dict[Item, list[str]] = {}
    rows: Sequence[ExpertRating] = list(panel.ratings.order_by("rating", "pk"))
    for row in rows:
        item = Item(row.node, row.choice, row.competency)
        ratings.setdefault(item, []).append(row.rating)
        if row.comment:
            comments.setdefault(item, []).append(row.comment)
    return ratings, comments
