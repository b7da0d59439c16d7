"""Reading review cards: the situation as it was, and after the answer what there is to know."""

import datetime
from dataclasses import dataclass
from typing import cast

from django.utils import timezone
from django.utils.crypto import salted_hmac

from assessments.scenarios.engine import points
from assessments.scenarios.grammar import Choice, Scene
from assessments.scenarios.models import ReviewCard
from assessments.scenarios.queries import ShownChoice
from training.people.models import Person

TOKEN_LENGTH = 20


@dataclass(frozen=True)
class Front:
    """A card before its answer. Holds nothing that tells which choice is best."""

    card_id: int
    round: int
    title: str
    client: str
    speaker: str
    text: str
    choices: list[ShownChoice]


@dataclass(frozen=True)
class Back:
    """A card after its answer: the choice made, what it does, what would be stronger.

    ``due_at`` is ``None`` when the card does not come back.
    """

    title: str
    client: str
    speaker: str
    text: str
    own: str
    reaction: str
    feedback: str
    better: str
    is_best: bool
    best: list[str]
    best_feedback: str
    due_at: datetime.datetime | None
    run_id: str


def due_count(person: Person) -> int:
    """One query."""
    return ReviewCard.objects.due(person).count()


def next_due(person: Person) -> ReviewCard | None:
    """The card that has waited longest. One query."""
    return ReviewCard.objects.due(person).select_related("step__run").first()


def next_day(person: Person) -> datetime.datetime | None:
    """When the next card becomes due; ``None`` without any. One query."""
    cards = ReviewCard.objects.filter(step__run__person=person, finished_at=None)
    return cards.filter(due_at__gt=timezone.now()).values_list("due_at", flat=True).first()


def card_choices(card: ReviewCard) -> dict[str, Choice]:
    """Token → choice as they were shown in the talk; another order in each round."""
    shown = [choice for choice in _scene(card)["choices"] if choice["id"] in card.step.shown]
    return dict(sorted((_token(card, choice["id"]), choice) for choice in shown))


def best_on_card(card: ReviewCard) -> list[Choice]:
    """The choices worth most among those shown, without those that do serious harm."""
    harmless = [choice for choice in card_choices(card).values() if choice["critical"] != "error"]
    most = max((points(choice) for choice in harmless), default=0)
    return [choice for choice in harmless if points(choice) == most]


def front(card: ReviewCard) -> Front:
    document, scene = card.step.run.document, _scene(card)
    return Front(
        card_id=card.pk,
        round=card.round,
        title=document["title"],
        client=document["client"]["name"],
        speaker=scene["speaker"],
        text=scene["text"],
        choices=[ShownChoice(token, item["text"]) for token, item in card_choices(card).items()],
    )


def back(card: ReviewCard) -> Back:
    """What the last answer came to. Raises ``IndexError`` for a card not answered yet."""
    answer = card.answers[-1]
    document, scene = card.step.run.document, _scene(card)
    choice = next(item for item in scene["choices"] if item["id"] == answer["choice"])
    best = best_on_card(card)
    return Back(
        title=document["title"],
        client=document["client"]["name"],
        speaker=scene["speaker"],
        text=scene["text"],
        own=choice["text"],
        reaction=choice["reaction"],
        feedback=choice["feedback"],
        better=choice["better"],
        is_best=answer["is_best"],
        best=[item["text"] for item in best],
        best_feedback=best[0]["feedback"] if len(best) == 1 else "",
        due_at=None if card.finished_at else card.due_at,
        run_id=str(card.step.run_id),
    )


def _scene(card: ReviewCard) -> Scene:
    return cast(Scene, card.step.run.document["nodes"][card.step.node])


def _token(card: ReviewCard, choice_id: str) -> str:
    name = f"{card.pk}:{card.round}:{choice_id}"
    return salted_hmac("scenarios.card", name).hexdigest()[:TOKEN_LENGTH]
