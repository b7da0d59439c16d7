"""What the author of a long answer learns about its marks: never who gave them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils import timezone

from assessments.quizzes.disclosure import MARKS
from assessments.quizzes.marking.texts import Text, open_return, texts_of
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.attempts import AttemptItemQuerySet
from assessments.quizzes.models.marking import MARKED_WITHIN, Marking, MarkingState, Return
from assessments.quizzes.rubric import Criterion, Level, Points, earned, rubric_of, whole
from assessments.quizzes.services.marking import may_rewrite

WAITING, RETURNED, MARKED = "waiting", "returned", "marked"


@dataclass(frozen=True)
class CriterionResult:
    """``levels``: what each of the people whose marks count chose; equal choices are one."""

    criterion: Criterion
    points: Decimal
    levels: list[Level]


@dataclass(frozen=True)
class MarkingResult:
    """One long answer. ``points`` of ``whole``, ``criteria`` and ``comments`` are there once it is
    marked and the rules of the quiz show marks.

    ``returned``: the reason, while it may be written again. ``expected_at``: when it should be
    marked. ``texts``: every version, the newest last.
    """

    position: int
    state: str
    texts: list[Text]
    expected_at: datetime.datetime
    returned: Return | None = None
    points: Decimal | None = None
    whole: Decimal = Decimal(0)
    criteria: list[CriterionResult] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    @property
    def text(self) -> Text:
        return self.texts[-1]

    @property
    def is_late(self) -> bool:
        return self.state == WAITING and timezone.now() > self.expected_at


@dataclass(frozen=True)
class AttemptMarking:
    """The long answers of one attempt that people mark, by position. Empty when there are none."""

    results: dict[int, MarkingResult] = field(default_factory=dict)

    @property
    def waiting(self) -> list[MarkingResult]:
        return self._in(WAITING)

    @property
    def returned(self) -> list[MarkingResult]:
        return self._in(RETURNED)

    @property
    def is_pending(self) -> bool:
        return bool(self.waiting or self.returned)

    @property
    def is_late(self) -> bool:
        return any(result.is_late for result in self.results.values())

    @property
    def expected_at(self) -> datetime.datetime | None:
        """When the last of what waits should be marked."""
        return max((result.expected_at for result in self.waiting), default=None)

    def _in(self, state: str) -> list[MarkingResult]:
        return [result for result in self.results.values() if result.state == state]


def marking_of(items: AttemptItemQuerySet) -> AttemptMarking:
    """Marks of the long answers among ``items`` of one finished attempt.

    One query where there are none, else five at most. Answers left empty never waited for anybody.
    """
    found = (
        items.filter(version__document__kind="long", attempt__finished_at__isnull=False)
        .select_related("attempt", "decision")
        .prefetch_related("returns__rewriting", "markings")
    )
    now = timezone.now()
    results = [_result(item, now) for item in found.with_documents()]
    return AttemptMarking({result.position: result for result in results if result.text.text})


def _result(item: AttemptItem, now: datetime.datetime) -> MarkingResult:
    texts = texts_of(item)
    returned = open_return(item)
    criteria = rubric_of(item.document)
    can_rewrite = may_rewrite(item)
    state = MARKED if item.share is not None else RETURNED if can_rewrite else WAITING
    is_shown = state == MARKED and MARKS in item.attempt.shows(now)
    counted = _counted(item) if is_shown else []
    return MarkingResult(
        position=item.position,
        state=state,
        texts=texts,
        expected_at=(returned.until if returned else texts[-1].at) + MARKED_WITHIN,
        returned=returned if state == RETURNED else None,
        points=_mean([earned(points) for points in counted]) if counted else None,
        whole=whole(criteria),
        criteria=[_criterion(criterion, counted) for criterion in criteria] if counted else [],
        comments=_comments(item) if is_shown else [],
    )


def _submitted(item: AttemptItem) -> list[Marking]:
    return [
        marking
        for marking in item.markings.all()
        if marking.is_current and marking.state == MarkingState.SUBMITTED
    ]


def _counted(item: AttemptItem) -> list[Points]:
    """The marks that made the share: a decision's alone, or those of everybody who marked."""
    if hasattr(item, "decision"):
        return [item.decision.points]
    return [marking.points for marking in _submitted(item)]


def _comments(item: AttemptItem) -> list[str]:
    comments = [marking.comment for marking in _submitted(item)]
    if hasattr(item, "decision"):
        comments.append(item.decision.comment)
    return [comment for comment in comments if comment]


def _criterion(criterion: Criterion, counted: Sequence[Points]) -> CriterionResult:
    given = [points[criterion.id] for points in counted]
    return CriterionResult(
        criterion=criterion,
        points=_mean([Decimal(points) for points in given]),
        levels=[criterion.level(points) for points in dict.fromkeys(given)],
    )


def _mean(values: Sequence[Decimal]) -> Decimal:
    """Without needless zeros: 2, 2.5."""
    mean = sum(values, Decimal(0)) / len(values)
    return mean.quantize(Decimal(1)) if mean == int(mean) else mean.normalize()
