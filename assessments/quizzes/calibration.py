"""How well a person knew what they knew: confidence beside marks. Pure. Source: docs/quiz-rules.md.

Confidence never changes a result. Each answer says 1 (a guess), 2 (rather sure) or 3 (sure), which
stand for the chances below.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

GUESS, RATHER, SURE = "1", "2", "3"
CHANCES = {GUESS: Fraction(1, 2), RATHER: Fraction(3, 4), SURE: Fraction(19, 20)}
FEWEST = 5
CLOSE = Fraction(1, 10)


@dataclass(frozen=True)
class Group:
    """Answers given with one confidence; ``right``: fully right ones."""

    sure: str
    answers: int
    right: int


@dataclass(frozen=True)
class Calibration:
    """``bias``: mean of chance − share, above 0 when confidence ran ahead; ``brier``: 0 is best.

    ``verdict``: ``over``, ``under``, ``close``, or ``few`` below ``FEWEST`` answers.
    """

    groups: tuple[Group, ...]
    bias: float
    brier: float
    verdict: str


def calibration(answers: Iterable[tuple[str, Fraction]]) -> Calibration | None:
    """``(confidence, share)`` of the answers that said how sure; ``None`` where none did."""
    said = [(sure, share) for sure, share in answers if sure in CHANCES]
    if not said:
        return None
    gaps = [CHANCES[sure] - share for sure, share in said]
    bias = sum(gaps, Fraction(0)) / len(gaps)
    return Calibration(
        groups=tuple(
            Group(
                level,
                sum(sure == level for sure, _share in said),
                sum(sure == level and share == 1 for sure, share in said),
            )
            for level in reversed(CHANCES)
            if any(sure == level for sure, _share in said)
        ),
        bias=float(bias),
        brier=float(sum((gap * gap for gap in gaps), Fraction(0)) / len(gaps)),
        verdict=_verdict(bias, len(said)),
    )


def _verdict(bias: Fraction, answers: int) -> str:
    if answers < FEWEST:
        return "few"
    if abs(bias) <= CLOSE:
        return "close"
    return "over" if bias > 0 else "under"
