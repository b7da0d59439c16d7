"""What figures mean, as codes; the words for them are in ``reports.wording``.

Source of the bounds: docs/statistics.md.
"""

from enum import StrEnum

LEAST_ATTEMPTS = 10
ENOUGH_ATTEMPTS = 30

TOO_EASY = 0.95
EASY = 0.90
HARD = 0.35
TOO_HARD = 0.20
SEPARATES_WELL = 0.30
SEPARATES_LITTLE = 0.20
NEEDS_HELP = 0.10


class Verdict(StrEnum):
    TOO_EASY = "too_easy"
    EASY = "easy"
    SUITABLE = "suitable"
    HARD = "hard"
    TOO_HARD = "too_hard"
    SEPARATES_WELL = "separates_well"
    SEPARATES_FAIRLY = "separates_fairly"
    SEPARATES_LITTLE = "separates_little"
    GOES_AGAINST = "goes_against"
    CANNOT_SEPARATE = "cannot_separate"


def difficulty_verdict(facility: float | None) -> Verdict | None:
    """``facility`` is a share, 1 = everybody is right."""
    if facility is None:
        return None
    if facility > EASY:
        return Verdict.TOO_EASY if facility > TOO_EASY else Verdict.EASY
    if facility < HARD:
        return Verdict.TOO_HARD if facility < TOO_HARD else Verdict.HARD
    return Verdict.SUITABLE


def separation_verdict(correlation: float | None) -> Verdict:
    """``correlation`` of item and rest, from -1 to 1."""
    if correlation is None:
        return Verdict.CANNOT_SEPARATE
    if correlation < 0:
        return Verdict.GOES_AGAINST
    if correlation < SEPARATES_LITTLE:
        return Verdict.SEPARATES_LITTLE
    return Verdict.SEPARATES_WELL if correlation > SEPARATES_WELL else Verdict.SEPARATES_FAIRLY


def item_verdicts(facility: float | None, correlation: float | None) -> list[Verdict]:
    """What to say of an item, the difficulty first."""
    difficulty = difficulty_verdict(facility)
    separation = separation_verdict(correlation)
    return [difficulty, separation] if difficulty else [separation]
