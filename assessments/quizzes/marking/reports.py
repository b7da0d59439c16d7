"""Agreement of those who marked the same answers, per question and per pair."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Count

from assessments.quizzes.agreement import FEWEST, Agreement, Scale, agreement
from assessments.quizzes.models import AttemptItem
from assessments.quizzes.models.marking import Marking
from assessments.quizzes.rubric import Criterion, rubric_of
from assessments.quizzes.wording import without_markup
from training.people.models import Person

ScaleKey = tuple[str, str, tuple[str, ...]]
"""Question code, criterion id, its levels: marks on another scale are another row."""


@dataclass
class _Marks:
    """Marks of two people on the same answers, by scale."""

    items: set[int] = field(default_factory=set)
    pairs: dict[ScaleKey, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))

    def scales(self) -> list[Scale]:
        return [Scale(len(levels), pairs) for (_c, _i, levels), pairs in self.pairs.items()]


@dataclass(frozen=True)
class QuestionRow:
    """One criterion of one question."""

    code: str
    criterion: str
    agreement: Agreement


@dataclass(frozen=True)
class PairRow:
    """Two people over everything both have marked."""

    people: tuple[Person, Person]
    agreement: Agreement


@dataclass(frozen=True)
class AgreementReport:
    questions: list[QuestionRow]
    pairs: list[PairRow]
    fewest: int = FEWEST


def agreement_report() -> AgreementReport:
    """Over answers that two people have handed in marks for. At most four queries."""
    doubles = _doubles()
    documents = {
        item.pk: item.document
        for item in AttemptItem.objects.filter(pk__in=doubles).with_documents()
    }
    by_question: dict[ScaleKey, _Marks] = defaultdict(_Marks)
    by_pair: dict[tuple[int, int], _Marks] = defaultdict(_Marks)
    names: dict[ScaleKey, str] = {}
    people: dict[int, Person] = {}
    for item, (first, second) in doubles.items():
        people |= {first.marker_id: first.marker, second.marker_id: second.marker}
        for criterion in rubric_of(documents[item]):
            key = (documents[item]["code"], criterion.id, _scale(criterion))
            names[key] = without_markup(criterion.text)
            ranks = tuple(criterion.rank(one.points[criterion.id]) for one in (first, second))
            for marks in (by_question[key], by_pair[first.marker_id, second.marker_id]):
                marks.items.add(item)
                marks.pairs[key].append((ranks[0], ranks[1]))
    return AgreementReport(
        questions=[
            QuestionRow(key[0], names[key], agreement(marks.scales(), n=len(marks.items)))
            for key, marks in sorted(by_question.items(), key=lambda row: row[0])
        ],
        pairs=[
            PairRow((people[first], people[second]), agreement(marks.scales(), n=len(marks.items)))
            for (first, second), marks in sorted(
                by_pair.items(), key=lambda row: (-len(row[1].items), row[0])
            )
        ],
    )


def _scale(criterion: Criterion) -> tuple[str, ...]:
    return tuple(level.key for level in criterion.levels)


def _doubles() -> dict[int, tuple[Marking, Marking]]:
    """The two marks of each answer that has two, whoever joined first stands first. One query."""
    found: dict[int, list[Marking]] = defaultdict(list)
    submitted = Marking.objects.current().submitted()
    twice = submitted.order_by().values("item").annotate(count=Count("pk")).filter(count__gt=1)
    for marking in (
        submitted.filter(item__in=twice.values("item"))
        .select_related("marker")
        .defer("comment", "note")
        .order_by("item", "marker")
    ):
        found[marking.item_id].append(marking)
    return {item: (both[0], both[1]) for item, both in found.items() if len(both) > 1}
