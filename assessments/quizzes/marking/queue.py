"""What waits for a marker, in the order it came."""

import datetime
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from assessments.quizzes.marking.scope import MarkerScope
from assessments.quizzes.marking.texts import Text, texts_of
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.attempts import AttemptItemQuerySet
from assessments.quizzes.models.marking import REWRITE_WITHIN, Marking, MarkingState, Return
from assessments.quizzes.wording import without_markup, words

MARK, DECIDE, RETURNED = "mark", "decide", "returned"
SHOWS = (MARK, DECIDE, RETURNED)
PLACE = ("attempt__finished_at", "pk")
"""The order of the queue: first finished, first marked."""


@dataclass(frozen=True)
class Queue:
    """The queue of one marker at one moment."""

    scope: MarkerScope
    now: datetime.datetime

    def waiting(self) -> AttemptItemQuerySet:
        """Answers without final marks, with what decides whose turn it is. Ordered."""
        own = Marking.objects.current().filter(item=OuterRef("pk"), marker=self.scope.viewer.pk)
        others = (
            Marking.objects.current()
            .filter(item=OuterRef("pk"))
            .exclude(marker=self.scope.viewer.pk)
        )
        given_back = Return.objects.filter(
            item=OuterRef("pk"), rewriting=None, at__gt=self.now - REWRITE_WITHIN
        )
        return (
            self.scope.items()
            .filter(share=None)
            .annotate(
                is_mine=Exists(own.submitted()),
                is_begun=Exists(own.filter(state=MarkingState.DRAFT)),
                is_returned=Exists(given_back),
                done=_count(Marking.objects.current().submitted().filter(item=OuterRef("pk"))),
                leased=_count(others.leased(self.now)),
                needed=Case(
                    When(version__document__markers=2, then=Value(2)),
                    default=Value(1),
                    output_field=IntegerField(),
                ),
            )
            .order_by(*PLACE)
        )

    def show(self, name: str) -> AttemptItemQuerySet:
        """One group of the page. Raises ``KeyError``."""
        return self.waiting().filter(_GROUPS[name])

    def free(self) -> AttemptItemQuerySet:
        """To mark, and nobody else seems to be at it."""
        return self.show(MARK).filter(Q(is_begun=True) | Q(needed__gt=F("done") + F("leased")))

    def counts(self) -> dict[str, int]:
        """How many in each group. One query a group."""
        return {name: self.show(name).count() for name in SHOWS}

    def neighbours(self, item: AttemptItem) -> tuple[int | None, int | None]:
        """Answers before and after this one. Two queries."""
        at = item.attempt.finished_at
        before = Q(attempt__finished_at__lt=at) | Q(attempt__finished_at=at, pk__lt=item.pk)
        after = Q(attempt__finished_at__gt=at) | Q(attempt__finished_at=at, pk__gt=item.pk)
        free = self.free()
        return (
            free.filter(before).reverse().values_list("pk", flat=True).first(),
            free.filter(after).values_list("pk", flat=True).first(),
        )

    def next_after(self, item: AttemptItem) -> int | None:
        """The next to mark, from the start of the queue when there is none behind ``item``."""
        after = self.neighbours(item)[1]
        return after or self.free().values_list("pk", flat=True).first()


_GROUPS = {
    MARK: Q(is_mine=False, is_returned=False, done__lt=F("needed")),
    DECIDE: Q(is_mine=False, is_returned=False, done__gte=F("needed")),
    RETURNED: Q(is_returned=True),
}


def _count(markings: QuerySet[Marking]) -> Coalesce:
    counted = markings.order_by().values("item").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


@dataclass(frozen=True)
class Row:
    """An answer in the queue. No names: who wrote it does not matter to its marks."""

    item: AttemptItem
    code: str
    title: str
    text: Text
    is_begun: bool
    is_taken: bool
    is_second: bool
    is_double: bool


def rows(items: AttemptItemQuerySet) -> list[Row]:
    """Four queries at most, whatever the number of answers. ``items`` come from a ``Queue``."""
    found = items.select_related("attempt").prefetch_related("returns__rewriting")
    return [_row(item) for item in found.with_documents()]


def _row(item: AttemptItem) -> Row:
    document = item.document
    state: dict[str, int] = vars(item)  # the annotations of ``Queue.waiting``
    return Row(
        item=item,
        code=document["code"],
        title=without_markup(words(document, document["prompt"])),
        text=texts_of(item)[-1],
        is_begun=bool(state["is_begun"]),
        is_taken=not state["is_begun"] and state["done"] + state["leased"] >= state["needed"],
        is_second=state["done"] > 0,
        is_double=state["needed"] > 1,
    )
