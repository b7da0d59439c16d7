"""How somebody listened, counted from the moves on the path. Source: scenarios, after MITI 4.

The choices of a role-play limit what can be said, so a profile means something only beside the
profile of the recommended path of the same role-play, never beside general norms.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from assessments.scenarios.engine import StepResult
from assessments.scenarios.grammar import Document, Scene

QUESTIONS = ("open_question", "closed_question")
SIMPLE = "reflection_simple"
COMPLEX = "reflection_complex"
ADHERENT = ("affirm", "seek_collaboration", "emphasise_autonomy")
NON_ADHERENT = ("confront", "persuade")
PERSUADE = "persuade"


@dataclass(frozen=True, slots=True)
class Profile:
    """How often each kind of move was made; a share is ``None`` where there is nothing to divide.

    Summaries, silence, information and unnamed moves stand in no ratio.
    """

    questions: int
    simple: int
    complex: int
    adherent: int
    non_adherent: int
    persuade: int

    @property
    def reflections(self) -> int:
        return self.simple + self.complex

    @property
    def reflections_a_question(self) -> float | None:
        """R:Q = (SR + CR) / Q."""
        return self.reflections / self.questions if self.questions else None

    @property
    def complex_percent(self) -> float | None:
        """%CR = 100 · CR / (SR + CR)."""
        return 100 * self.complex / self.reflections if self.reflections else None


def moves(document: Document, steps: Sequence[StepResult]) -> list[str]:
    """The moves taken, in order; steps whose choice names none are left out."""
    return [move for step in steps if (move := _move(document, step))]


def profile(taken: Sequence[str]) -> Profile | None:
    """``None`` when no move was named: then there is nothing to say about listening."""
    if not taken:
        return None
    count = Counter(taken)
    return Profile(
        questions=sum(count[move] for move in QUESTIONS),
        simple=count[SIMPLE],
        complex=count[COMPLEX],
        adherent=sum(count[move] for move in ADHERENT),
        non_adherent=sum(count[move] for move in NON_ADHERENT),
        persuade=count[PERSUADE],
    )


def _move(document: Document, step: StepResult) -> str:
    choices = cast(Scene, document["nodes"][step.node])["choices"]
    return next(choice["move"] for choice in choices if choice["id"] == step.choice)
