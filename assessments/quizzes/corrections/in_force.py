"""Which keys count today. Reads only; for grading, for verification, for reviews."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from assessments.quizzes.corrections.marks import mark_in_force
from assessments.quizzes.corrections.policies import Override, Rule
from assessments.quizzes.grading import Marks
from assessments.quizzes.models import AttemptItem, CorrectionCase, documents
from assessments.quizzes.models.corrections import IN_FORCE


def keys_in_force(version_ids: Iterable[int]) -> dict[int, Override]:
    """Version → the corrections that bear on it, in order; nothing for most versions. One query.

    What is submitted once a correction is being applied
    takes the new key at once.
    """
    links = (
        CorrectionCase.from_versions.through.objects.filter(
            questionversion__in=set(version_ids), correctioncase__state__in=IN_FORCE
        )
        .select_related("correctioncase")
        .order_by("correctioncase__approved_at", "correctioncase_id")
    )
    rules: dict[int, list[Rule]] = {}
    for link in links:
        rules.setdefault(link.questionversion_id, []).append(rule_of(link.correctioncase))
    return {version: Override(tuple(found)) for version, found in rules.items()}


def rule_of(case: CorrectionCase) -> Rule:
    """The case as data. No query once the mended document has been met."""
    key = None
    if case.to_version_id is not None:
        key = documents.of([case.to_version_id])[case.to_version_id]
    return Rule(case=case.pk, policy=case.policy, key=key, undoes=case.undoes_id)


def mark_items(items: Sequence[AttemptItem], answers: Mapping[str, Any]) -> Marks:
    """Grade ``items`` by the keys in force and write share and correction on each. One query.

    Not saved: ``mark_fields`` says what to save. An item that waits for a marker has no share.
    """
    keys = keys_in_force(item.version_id for item in items)
    marks = mark_in_force(items, answers, keys)
    for item in items:
        item.share = None if item.position in marks.pending else marks.shares[item.position]
        override = keys.get(item.version_id)
        if override is not None:
            item.corrected_by_id, item.is_void = override.case, override.is_void
    return marks


def mark_fields(items: Iterable[AttemptItem]) -> list[str]:
    """What ``mark_items`` may have changed; two columns less for items without corrections."""
    if any(item.corrected_by_id is not None for item in items):
        return ["share", "corrected_by", "is_void"]
    return ["share"]


def overrides_of(items: Iterable[AttemptItem]) -> dict[int, Override]:
    """Position → what entered the stored share of each corrected item. At most one query."""
    corrected = [item for item in items if item.corrected_by_id is not None]
    if not corrected:
        return {}
    keys = keys_in_force(item.version_id for item in corrected)
    return {
        item.position: keys[item.version_id].up_to(item.corrected_by_id)
        for item in corrected
        if item.corrected_by_id is not None
    }
