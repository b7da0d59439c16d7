"""What a case does to attempts, worked out without writing anything.

People are taken a chunk at a time, each with all attempts at the quizzes concerned: which of them
counts may change with the marks.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from assessments.quizzes.corrections.in_force import keys_in_force, rule_of
from assessments.quizzes.corrections.marks import Total, parts_of, stored_share, total
from assessments.quizzes.corrections.policies import Override
from assessments.quizzes.models import (
    Attempt,
    AttemptItem,
    CorrectionCase,
    CorrectionEffect,
)
from assessments.quizzes.queries import QuizStanding

CHUNK, FIRST, LEAST = 50, 10, 5
LOCKED_FOR_SECONDS = 0.08
"""What a transaction aims at; others on SQLite look only every 100 ms whether it is their turn."""

QuizOfPerson = tuple[int, uuid.UUID]


@dataclass(frozen=True)
class ItemChange:
    """Old and new share of an affected item; ``None``: left out. ``stored``: the new column."""

    item: AttemptItem
    old: Decimal | None
    new: Decimal | None
    stored: Decimal


@dataclass(frozen=True)
class Outcome:
    """What one attempt is worth under the case; ``attempt`` still holds what it is worth now."""

    attempt: Attempt
    items: tuple[ItemChange, ...]
    percent: Decimal
    is_passed: bool
    competencies: Mapping[str, tuple[Decimal, int]]

    @property
    def old_percent(self) -> Decimal:
        return self.attempt.percent or Decimal(0)

    @property
    def was_passed(self) -> bool:
        return bool(self.attempt.is_passed)

    @property
    def is_changed(self) -> bool:
        return self.percent != self.old_percent or any(one.old != one.new for one in self.items)

    @property
    def asked_about(self) -> set[str]:
        """Competencies of the affected items."""
        codes = {change.item.document["competency"] for change in self.items}
        return {code for code in codes if code}


@dataclass(frozen=True)
class Chunk:
    """Some people with their affected attempts, and how each stands at each quiz concerned.

    ``others``: marks of attempts the case does not touch, by attempt, where they come to count.
    """

    outcomes: tuple[Outcome, ...]
    before: Mapping[QuizOfPerson, QuizStanding]
    after: Mapping[QuizOfPerson, QuizStanding]
    others: Mapping[uuid.UUID, Total]

    @property
    def people(self) -> list[int]:
        return sorted({outcome.attempt.person_id for outcome in self.outcomes})

    def competencies(self, attempt_id: uuid.UUID) -> Mapping[str, tuple[Decimal, int]] | None:
        """Shares and counts by competency of an attempt, where they are known."""
        for outcome in self.outcomes:
            if outcome.attempt.pk == attempt_id:
                return outcome.competencies
        return self.others[attempt_id].competencies if attempt_id in self.others else None

    def gained(self) -> list[QuizOfPerson]:
        """Quizzes that stand as passed only now."""
        return [
            pair
            for pair, then in self.after.items()
            if then.is_passed and not self.before[pair].is_passed
        ]

    def lost(self) -> list[QuizOfPerson]:
        return [
            pair
            for pair, then in self.after.items()
            if self.before[pair].is_passed and not then.is_passed
        ]


def affected(case: CorrectionCase) -> list[tuple[int, uuid.UUID]]:
    """(person, attempt) of every decided attempt that met an affected version. One query."""
    items = AttemptItem.objects.filter(
        version__in=case.from_versions.all(),
        attempt__finished_at__isnull=False,
        attempt__is_pending=False,
    ).order_by("attempt__person_id", "attempt_id")
    return list(items.values_list("attempt__person_id", "attempt_id").distinct())


def still_to_do(case: CorrectionCase) -> list[tuple[int, uuid.UUID]]:
    """Those of ``affected`` that the case has not reached. One query."""
    items = (
        AttemptItem.objects.filter(
            version__in=case.from_versions.all(),
            attempt__finished_at__isnull=False,
            attempt__is_pending=False,
        )
        .exclude(corrected_by=case)
        .order_by("attempt__person_id", "attempt_id")
    )
    return list(items.values_list("attempt__person_id", "attempt_id").distinct())


@dataclass
class Pace:
    """How many attempts the next transaction takes, so that none keeps others from writing long.

    The first ones are small: a process that has just begun is slow.
    """

    most: int = CHUNK
    size: int = FIRST

    def __post_init__(self) -> None:
        self.size = min(self.size, self.most)

    def took(self, seconds: float) -> None:
        """The last one held its locks for ``seconds``. The next is at most twice as large."""
        wanted = int(self.size * LOCKED_FOR_SECONDS / max(seconds, 0.001))
        self.size = max(min(wanted, 2 * self.size, self.most), min(LEAST, self.most))


def in_chunks(
    rows: Sequence[tuple[int, uuid.UUID]], pace: Pace | None = None
) -> Iterator[list[uuid.UUID]]:
    """Attempts in chunks of at most ``pace.size``; a person's attempts stay together."""
    pace = pace or Pace(size=CHUNK)
    by_person: dict[int, list[uuid.UUID]] = defaultdict(list)
    for person_id, attempt_id in rows:
        by_person[person_id].append(attempt_id)
    chunk: list[uuid.UUID] = []
    for attempts in by_person.values():
        if chunk and len(chunk) + len(attempts) > pace.size:
            yield chunk
            chunk = []
        chunk += attempts
    if chunk:
        yield chunk


def read_chunk(case: CorrectionCase, attempt_ids: Sequence[uuid.UUID]) -> Chunk:
    """The attempts under ``case``, as a rule on top of those in force. At most 7 queries."""
    affected_versions = set(case.from_versions.values_list("pk", flat=True))
    attempts = list(
        Attempt.objects.filter(pk__in=attempt_ids)
        .select_related("person")
        .order_by("person_id", "pk")
    )
    items = _items(attempt_ids)
    keys = _with(case, affected_versions, keys_in_force(_versions(items)))
    bases = marks_given(items)
    outcomes = tuple(
        _outcome(attempt, items[attempt.pk], affected_versions, keys, bases.get(attempt.pk, {}))
        for attempt in attempts
    )
    before, after = _standings(outcomes)
    counting = {pk for standing in after.values() for pk in standing.counted}
    others = _items(counting - {attempt.pk for attempt in attempts})
    rest = {one.pk: one for standing in after.values() for one in standing.finished}
    other_keys = keys_in_force(_versions(others)) if others else {}
    other_bases = marks_given(others)
    return Chunk(
        outcomes=outcomes,
        before=before,
        after=after,
        others={
            pk: total(
                parts_of(
                    rows,
                    rest[pk].answers,
                    _overrides(rows, other_keys),
                    other_bases.get(pk, {}),
                )
            )
            for pk, rows in others.items()
        },
    )


def _versions(items: Mapping[uuid.UUID, Sequence[AttemptItem]]) -> set[int]:
    return {item.version_id for rows in items.values() for item in rows}


def _items(attempt_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[AttemptItem]]:
    wanted = list(attempt_ids)
    found: dict[uuid.UUID, list[AttemptItem]] = {pk: [] for pk in wanted}
    if wanted:
        rows = AttemptItem.objects.filter(attempt__in=wanted).order_by("position")
        for item in rows.with_documents():
            found[item.attempt_id].append(item)
    return found


def _with(
    case: CorrectionCase, versions: set[int], keys: dict[int, Override]
) -> dict[int, Override]:
    """``keys`` and the rule of ``case``, which a preview adds before it is in force."""
    rule = rule_of(case)
    added = dict(keys)
    for version in versions:
        rules = keys[version].rules if version in keys else ()
        if all(known.case != case.pk for known in rules):
            added[version] = Override((*rules, rule))
    return added


def _overrides(items: Sequence[AttemptItem], keys: Mapping[int, Override]) -> dict[int, Override]:
    """What entered the stored shares: corrections that have not reached an item do not count."""
    return {
        item.position: keys[item.version_id].up_to(item.corrected_by_id)
        for item in items
        if item.corrected_by_id is not None
    }


def _outcome(
    attempt: Attempt,
    items: Sequence[AttemptItem],
    affected_versions: set[int],
    keys: Mapping[int, Override],
    bases: Mapping[int, Fraction],
) -> Outcome:
    now = _overrides(items, keys)
    then = now | {
        item.position: keys[item.version_id]
        for item in items
        if item.version_id in affected_versions
    }
    after = parts_of(items, attempt.answers, then, bases)
    result = total(after)
    percent = result.percent if result.percent is not None else attempt.percent or Decimal(0)
    changes = []
    for part, item in zip(after, items, strict=True):
        if item.version_id not in affected_versions:
            continue
        old = item.share or Decimal(0)
        stored = stored_share(part, Fraction(old))
        changes.append(
            ItemChange(
                item=item,
                old=None if item.is_void else old,
                new=None if part.share is None else stored,
                stored=stored,
            )
        )
    return Outcome(
        attempt=attempt,
        items=tuple(changes),
        percent=percent,
        is_passed=percent >= attempt.pass_mark,
        competencies=result.competencies,
    )


def marks_given(
    items: Mapping[uuid.UUID, Sequence[AttemptItem]],
) -> dict[uuid.UUID, dict[int, Fraction]]:
    """What people gave for long answers that were corrected since. No query without any."""
    corrected = {
        (pk, item.position)
        for pk, rows in items.items()
        for item in rows
        if item.corrected_by_id is not None and item.document["kind"] == "long"
    }
    bases: dict[uuid.UUID, dict[int, Fraction]] = defaultdict(dict)
    if not corrected:
        return bases
    effects = CorrectionEffect.objects.applied().filter(attempt__in={pk for pk, _ in corrected})
    for pk, position, share in effects.order_by("pk").values_list(
        "attempt", "position", "old_share"
    ):
        if (pk, position) in corrected and share is not None:
            bases[pk].setdefault(position, Fraction(share))
    return bases


def _standings(
    outcomes: Sequence[Outcome],
) -> tuple[dict[QuizOfPerson, QuizStanding], dict[QuizOfPerson, QuizStanding]]:
    """How people stand at the quizzes concerned, before and after. One query."""
    pairs = {(outcome.attempt.person_id, outcome.attempt.quiz_key) for outcome in outcomes}
    rows: dict[QuizOfPerson, list[Attempt]] = {pair: [] for pair in pairs}
    finished = Attempt.objects.finished().filter(
        person__in={person for person, _ in pairs}, quiz_key__in={key for _, key in pairs}
    )
    for attempt in finished:
        if (attempt.person_id, attempt.quiz_key) in rows:
            rows[attempt.person_id, attempt.quiz_key].append(attempt)
    changed = {outcome.attempt.pk: outcome for outcome in outcomes}
    before = {pair: QuizStanding(open_attempt=None, finished=found) for pair, found in rows.items()}
    after = {
        pair: QuizStanding(
            open_attempt=None, finished=[with_result(one, changed.get(one.pk)) for one in found]
        )
        for pair, found in rows.items()
    }
    return before, after


def with_result(attempt: Attempt, outcome: Outcome | None) -> Attempt:
    """A copy with the result under the case."""
    if outcome is None:
        return attempt
    then = copy(attempt)
    then.percent, then.is_passed = outcome.percent, outcome.is_passed
    return then
