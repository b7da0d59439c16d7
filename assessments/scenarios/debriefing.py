"""A finished talk, explained from its version alone. Reads only; nothing of it leaves earlier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.utils import timezone

from assessments.scenarios import turning
from assessments.scenarios.chart import Course, courses
from assessments.scenarios.engine import StepResult
from assessments.scenarios.grammar import REQUIRED_DECISIONS, Document
from assessments.scenarios.grammar import Ending as EndingNode
from assessments.scenarios.listening import Profile, moves, profile
from assessments.scenarios.models import Run, RunReflection
from assessments.scenarios.peers import Shares, shares
from assessments.scenarios.queries import (
    Change,
    Meter,
    Turn,
    changes,
    chosen,
    meters,
    scene_of,
    transcript,
    whole_talk,
)
from assessments.scenarios.recommended import recommended_path
from assessments.scenarios.scoring import Gate, Result, result
from modules.models import Competency, Norm

SHOWN = {"during", "debrief"}


@dataclass(frozen=True)
class Basis:
    """A source of law that a reply rests on; ``checked`` says when somebody last compared it."""

    text: str
    url: str
    checked: date | None
    is_overdue: bool


@dataclass(frozen=True)
class Other:
    """A reply that was open and was not taken. ``percent`` of colleagues chose it, if known."""

    text: str
    feedback: str
    is_recommended: bool
    percent: int | None


@dataclass(frozen=True)
class Decision:
    """One step as the debrief tells it: words, effect on the client, reason, stronger wording.

    ``step_id`` names the stored step, from which another way can be tried. ``reasons`` say why it
    is a turning point, and are empty where it is none.
    """

    number: int
    step_id: int
    node: str
    turn: Turn
    feedback: str
    better: str
    basis: Basis | None
    earned: int
    offered: int
    critical: str
    is_recommended: bool
    changes: list[Change]
    meters: list[Meter]
    others: list[Other]
    percent: int | None
    reasons: tuple[str, ...]

    @property
    def is_best(self) -> bool:
        return self.offered > 0 and self.earned == self.offered


@dataclass(frozen=True)
class CompetencyLine:
    """What the talk says about one competency, beside what the learner thinks of it.

    ``percent`` is ``None`` when no decision spoke about it; ``is_enough`` compares the number of
    decisions with what is needed to say anything.
    """

    code: str
    name: str
    percent: float | None
    decisions: int
    needed: int
    is_required: bool
    own_rating: int | None

    @property
    def is_enough(self) -> bool:
        return self.decisions >= self.needed


@dataclass(frozen=True)
class Ending:
    title: str
    text: str
    level: int
    follow_up: list[str]


@dataclass(frozen=True)
class Listening:
    """The moves of the learner beside those of the recommended path of the same role-play."""

    own: Profile
    recommended: Profile | None


@dataclass(frozen=True)
class Debrief:
    """``went_well`` is ``None`` when nothing in the talk helped; ``steps`` are those of the whole
    talk, for a branch too.
    """

    steps: list[StepResult]
    ending: Ending
    courses: list[Course]
    meters: list[Meter]
    result: Result
    gates: list[tuple[Gate, str]]
    competencies: list[CompetencyLine]
    decisions: list[Decision]
    turning_points: list[Decision]
    went_well: Decision | None
    listening: Listening | None


def ending_of(document: Document, steps: Sequence[StepResult]) -> Ending:
    """Raises ``KeyError`` for a talk that has not come to an ending."""
    node = cast(EndingNode, document["nodes"][steps[-1].after.node])
    return Ending(node["title"], node["text"], node["level"], node["follow_up"])


def course_of(document: Document, steps: Sequence[StepResult]) -> list[Course]:
    """The client's state from before the first of ``steps`` to after the last."""
    return courses(document, [steps[0].before, *(step.after for step in steps)])


def competency_names(document: Document, codes: Iterable[str] = ()) -> dict[str, str]:
    """Names by code, a code that has no competency for its name. One query."""
    wanted = dict.fromkeys([*document["competencies"], *codes])
    rows = Competency.objects.canonical().filter(code__in=wanted)
    names = dict(rows.values_list("code", "name"))
    return {code: names.get(code, code) for code in wanted}


def debrief(run: Run, reflection: RunReflection | None) -> Debrief:
    """At most five queries: steps (two for a branch), sources of law, competencies, colleagues.

    A branch tells the steps taken in it; its result is that of the whole talk played this way.
    """
    document = run.document
    whole = whole_talk(run)
    ids = list(run.steps.values_list("pk", flat=True))
    steps = whole[len(whole) - len(ids) :]
    scored = result(document, whole, run.version.max_earned)
    tellers = _Teller(document, _bases(document, steps), shares(run.version.structure_hash))
    points = {point.index: point for point in turning.turning_points(document, steps)}
    decisions = [
        tellers.decision(index, step, ids[index], points.get(index))
        for index, step in enumerate(steps)
    ]
    well = turning.went_well(document, steps)
    names = competency_names(document, document["pass"]["competencies"])
    return Debrief(
        steps=whole,
        ending=ending_of(document, steps),
        courses=course_of(document, whole),
        meters=meters(document, steps[-1].after, shown=SHOWN, numbers=True),
        result=scored,
        gates=[(gate, names.get(gate.competency, "")) for gate in scored.gates],
        competencies=_competencies(document, scored, names, reflection),
        decisions=decisions,
        turning_points=[decisions[index] for index in points],
        went_well=None if well is None else decisions[well],
        listening=listening(document, whole),
    )


def listening(document: Document, steps: Sequence[StepResult]) -> Listening | None:
    """``None`` when no move of the learner has a name."""
    own = profile(moves(document, steps))
    if own is None:
        return None
    best = recommended_path(document)
    return Listening(own, None if best.fault else profile(moves(document, best.steps)))


class _Teller:
    """Tells steps with the same document, sources and colleagues."""

    def __init__(self, document: Document, bases: Mapping[str, Basis], peers: Shares) -> None:
        self.document = document
        self.bases = bases
        self.peers = peers

    def decision(
        self, index: int, step: StepResult, step_id: int, point: turning.TurningPoint | None
    ) -> Decision:
        choice = chosen(self.document, step)
        return Decision(
            number=index + 1,
            step_id=step_id,
            node=step.node,
            turn=transcript(self.document, [step])[0],
            feedback=choice["feedback"],
            better=choice["better"],
            basis=self.bases.get(choice["basis"]),
            earned=step.earned.earned,
            offered=step.earned.offered,
            critical=choice["critical"],
            is_recommended=choice["recommended"],
            changes=changes(self.document, step),
            meters=meters(self.document, step.after, shown=SHOWN),
            others=self._others(step),
            percent=self._percent(step.node, step.choice),
            reasons=point.reasons if point else (),
        )

    def _others(self, step: StepResult) -> list[Other]:
        return [
            Other(
                text=other["text"],
                feedback=other["feedback"],
                is_recommended=other["recommended"],
                percent=self._percent(step.node, other["id"]),
            )
            for other in scene_of(self.document, step)["choices"]
            if other["id"] in step.shown and other["id"] != step.choice
        ]

    def _percent(self, node: str, choice: str) -> int | None:
        """0 for what nobody chose where enough people were; ``None`` where they were too few."""
        return self.peers[node].get(choice, 0) if node in self.peers else None


def _competencies(
    document: Document,
    scored: Result,
    names: Mapping[str, str],
    reflection: RunReflection | None,
) -> list[CompetencyLine]:
    found = {score.competency: score for score in scored.competencies}
    required = document["pass"]["competencies"]
    own = reflection.ratings if reflection else {}
    lines = []
    for code, name in names.items():
        score = found.get(code)
        needed = required[code]["decisions"] if code in required else REQUIRED_DECISIONS
        lines.append(
            CompetencyLine(
                code=code,
                name=name,
                percent=100 * score.share if score and score.share is not None else None,
                decisions=score.decisions if score else 0,
                needed=needed,
                is_required=code in required,
                own_rating=own.get(code),
            )
        )
    return lines


def _bases(document: Document, steps: Sequence[StepResult]) -> dict[str, Basis]:
    """Sources in Ukrainian, in which the law is. No query without any."""
    codes = {chosen(document, step)["basis"] for step in steps} - {""}
    if not codes:
        return {}
    today = timezone.localdate()
    norms = Norm.objects.filter(code__in=codes, locale__language_code="uk")
    return {
        norm.code: Basis(str(norm), norm.url, norm.checked, norm.is_overdue(today))
        for norm in norms
    }
