"""What several counted talks say about one competency, with the uncertainty. Pure.

An approximation: decisions are graded and depend on each other, the interval takes them for
independent. The rules with a worked example are docs/scenario-scoring.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from assessments.scenarios.grammar import BEST_QUALITY

Z_80 = 1.2816
LEAST_WEIGHT = 6
LEAST_SCENARIOS = 2
AGEING_BASE = 0.5
DAYS_A_YEAR = 365


class Verdict(StrEnum):
    NOT_ENOUGH = "not_enough"
    SHOWN = "shown"
    DEVELOPING = "developing"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class CountedDecision:
    """One decision of a counted talk about the competency; ``days`` ago, 0 for no ageing."""

    scenario: str
    quality: int
    weight: int
    days: int = 0


@dataclass(frozen=True, slots=True)
class Pooled:
    """``share`` 0–1 with its 80 % interval; all 0 without decisions. ``effective``: n_eff."""

    share: float
    low: float
    high: float
    effective: float
    decisions: int
    scenarios: int

    def verdict(self, threshold: float) -> Verdict:
        """``threshold`` 0–1: the share that is asked for."""
        if self.effective < LEAST_WEIGHT or self.scenarios < LEAST_SCENARIOS:
            return Verdict.NOT_ENOUGH
        if self.low >= threshold:
            return Verdict.SHOWN
        return Verdict.NOT_YET if self.high < threshold else Verdict.DEVELOPING


def pooled(decisions: Sequence[CountedDecision]) -> Pooled:
    """p = Σ w·q/4 / Σ w and n_eff = (Σ w)² / Σ w², with w · 0.5^(days/365) for w."""
    weights = [item.weight * AGEING_BASE ** (item.days / DAYS_A_YEAR) for item in decisions]
    if not weights:
        return Pooled(0.0, 0.0, 0.0, 0.0, 0, 0)
    earned = sum(
        weight * item.quality / BEST_QUALITY
        for weight, item in zip(weights, decisions, strict=True)
    )
    share = earned / sum(weights)
    effective = sum(weights) ** 2 / sum(weight**2 for weight in weights)
    low, high = wilson(share, effective)
    scenarios = len({item.scenario for item in decisions})
    return Pooled(share, low, high, effective, len(decisions), scenarios)


def wilson(share: float, number: float, z: float = Z_80) -> tuple[float, float]:
    """The Wilson interval of a share over ``number`` observations, which is above 0."""
    spread = 1 + z**2 / number
    centre = (share + z**2 / (2 * number)) / spread
    half = z / spread * sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    return max(centre - half, 0.0), min(centre + half, 1.0)
