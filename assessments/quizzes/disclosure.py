"""What a person is shown of an attempt, and when: four parts at four moments. Pure.

Whether the attempt was passed, and with how many per cent, is always told once it is finished: the
next step depends on it. ``marks`` are those of each question. Source: docs/quiz-rules.md.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from assessments.quizzes.showing import ShownQuestion

ANSWER, MARKS, RIGHT, FEEDBACK = PARTS = ("answer", "marks", "right", "feedback")
DURING, JUST_AFTER, LATER, AFTER_CLOSE = MOMENTS = ("during", "just_after", "later", "after_close")
JUST_AFTER_FOR = datetime.timedelta(minutes=15)

Parts = frozenset[str]
ALL: Parts = frozenset(PARTS)
NOTHING: Parts = frozenset()
OWN: Parts = frozenset({ANSWER, MARKS})

PLANS: Mapping[str, Mapping[str, Parts]] = {
    "at_once": dict.fromkeys(MOMENTS, ALL),
    "after_submit": {DURING: NOTHING, JUST_AFTER: ALL, LATER: ALL, AFTER_CLOSE: ALL},
    "after_close": {DURING: NOTHING, JUST_AFTER: OWN, LATER: OWN, AFTER_CLOSE: ALL},
    "never": dict.fromkeys(MOMENTS, NOTHING),
}


def plan(rules: Mapping[str, Any]) -> Mapping[str, Parts]:
    """Moment → parts, from the rules an attempt pinned: a named plan, or one of its own."""
    own = rules.get("disclosure")
    if rules["feedback"] == "own" and own is not None:
        return {moment: frozenset(own.get(moment, ())) & ALL for moment in MOMENTS}
    return PLANS[rules["feedback"]]


def limited(question: Callable[..., ShownQuestion], parts: Parts) -> ShownQuestion:
    """The question with so much of its review; ``question(reveal=…)`` makes it.

    Explanations without the right answer are the general one alone: those of single options tell
    which of them is right.
    """
    if RIGHT not in parts:
        hidden = question(reveal=False)
        if FEEDBACK not in parts:
            return hidden
        told = question(reveal=True)
        return replace(hidden, explanation=told.explanation, norm=told.norm)
    told = question(reveal=True)
    if FEEDBACK in parts:
        return told
    return replace(
        told,
        feedback="",
        explanation="",
        sample="",
        options=[replace(option, feedback="") for option in told.options],
        pieces=[
            replace(piece, gap=replace(piece.gap, feedback="")) if piece.gap else piece
            for piece in told.pieces
        ],
    )


def moment(
    *,
    finished_at: datetime.datetime | None,
    closes_at: datetime.datetime | None,
    now: datetime.datetime,
) -> str:
    """Which of the four moments ``now`` is for an attempt."""
    if finished_at is None:
        return DURING
    if closes_at is not None and now >= closes_at:
        return AFTER_CLOSE
    return JUST_AFTER if now - finished_at < JUST_AFTER_FOR else LATER
