"""Missed decisions come back as cards. Practice: a card proves nothing and completes nothing."""

import datetime
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from assessments.scenarios import turning
from assessments.scenarios.cards.plan import DAYS, days_until_next
from assessments.scenarios.cards.queries import best_on_card, card_choices
from assessments.scenarios.engine import StepResult
from assessments.scenarios.exceptions import StepOutOfTurn, UnknownToken
from assessments.scenarios.models import ReviewCard, Run
from training.people.models import Person

MOST_CARDS = 5


def deal_cards(*, run: Run, steps: Sequence[StepResult], at: datetime.datetime) -> None:
    """Make a card of each missed decision of a talk that just ended, the gravest first.

    A decision that is on an open card of this person already gets no second one.
    """
    missed = sorted(
        (index for index, step in enumerate(steps) if turning.is_missed(step)),
        key=lambda index: (
            not turning.is_critical(steps[index]),
            -turning.loss(steps[index]),
            index,
        ),
    )
    if not missed:
        return
    open_cards = ReviewCard.objects.filter(
        step__run__person=run.person_id, step__run__scenario_key=run.scenario_key, finished_at=None
    )
    nodes = set(open_cards.values_list("step__node", flat=True))
    stored = {step.index: step for step in run.steps.filter(index__in=missed)}
    first_day = at + timedelta(days=DAYS[0])
    cards: list[ReviewCard] = []
    for index in missed:
        if stored[index].node not in nodes and len(cards) < MOST_CARDS:
            nodes.add(stored[index].node)
            cards.append(ReviewCard(step=stored[index], due_at=first_day))
    ReviewCard.objects.bulk_create(cards)


@transaction.atomic
def answer_card(
    *,
    card_id: int,
    person: Person,
    round_number: int,
    token: str,
    now: datetime.datetime | None = None,
) -> ReviewCard:
    """Take the choice behind ``token`` and plan when the card comes back. A repeat counts once.

    Raises:
        ReviewCard.DoesNotExist: not this person's.
        StepOutOfTurn: answered meanwhile, or not due; nothing changed.
        UnknownToken: not on the card; nothing changed.
    """
    now = now or timezone.now()
    card = (
        ReviewCard.objects.select_for_update(of=("self",))
        .select_related("step__run")
        .get(pk=card_id, step__run__person=person)
    )
    if card.round != round_number or card.finished_at or card.due_at > now:
        raise StepOutOfTurn(f"card {card.pk}, round {round_number}")
    choice = card_choices(card).get(token)
    if choice is None:
        raise UnknownToken(token)
    is_best = choice in best_on_card(card)
    card.answers = [
        *card.answers,
        {"at": now.isoformat(), "choice": choice["id"], "is_best": is_best},
    ]
    card.round += 1
    days = days_until_next([answer["is_best"] for answer in card.answers])
    if days is None:
        card.finished_at = now
    else:
        card.due_at = now + timedelta(days=days)
    card.save()
    return card
