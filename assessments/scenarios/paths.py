"""The path of a finished talk on the map, against the recommended one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.scenarios.engine import Hop, StepResult, landing
from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.drawing import Drawing, draw
from assessments.scenarios.models import Run
from assessments.scenarios.queries import chosen
from assessments.scenarios.recommended import recommended_path

TALKS_BEFORE_ALL_IS_SHOWN = 2
WEIGHT_OF_THE_WAY = 0.4


@dataclass(frozen=True)
class WayOnMap:
    """``is_whole``: scenes that were never met are drawn too."""

    drawing: Drawing
    is_whole: bool


def way_on_map(run: Run, steps: Sequence[StepResult]) -> WayOnMap:
    """After the first talk with this client only what was met; after the second the whole map, with
    the recommended path on it. One query.
    """
    document = run.document
    met = visited(document, steps)
    best = visited(document, recommended_path(document).steps)
    talks = Run.objects.finished().filter(
        person=run.person_id, scenario_key=run.scenario_key, origin=None
    )
    is_whole = talks.exclude(ending="").count() >= TALKS_BEFORE_ALL_IS_SHOWN
    taken = {f"{node}.{way}" for node, way in ways(document, steps)}
    numbers = {step.node: number for number, step in reversed(list(enumerate(steps, start=1)))}
    drawing = draw(
        document,
        hrefs={node: f"#step-{number}" for node, number in numbers.items()},
        notes={node: _("on the recommended way too") for node in met if node in best},
        tones={**dict.fromkeys(best, "best"), **dict.fromkeys([*met, *taken], "path")},
        weights=dict.fromkeys(ways(document, steps), WEIGHT_OF_THE_WAY),
        only=None if is_whole else met,
    )
    return WayOnMap(drawing, is_whole)


def visited(document: Document, steps: Iterable[StepResult]) -> list[str]:
    """Scenes, routers passed and the ending, each once, in order."""
    found = dict.fromkeys(node for step in steps for node in _nodes(document, step))
    return list(found)


def ways(document: Document, steps: Iterable[StepResult]) -> set[tuple[str, str]]:
    """The links taken, as (node, branch): a choice's id, ``rule-0`` or ``else``."""
    taken = set()
    for step in steps:
        taken.add((step.node, step.choice))
        for hop in _hops(document, step):
            taken.add((hop.router, "else" if hop.rule < 0 else f"rule-{hop.rule}"))
    return taken


def _nodes(document: Document, step: StepResult) -> list[str]:
    return [step.node, *(hop.router for hop in _hops(document, step)), step.after.node]


def _hops(document: Document, step: StepResult) -> tuple[Hop, ...]:
    target = chosen(document, step)["to"]
    _node, hops = landing(document["nodes"], target, dict(step.after.variables))
    return hops
