"""The figures as the page shows them: names beside keys, words beside numbers."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.scenarios.analytics.change import CompetencyChange
from assessments.scenarios.analytics.decisions import DecisionFigures, OptionFigures
from assessments.scenarios.analytics.health import Health
from assessments.scenarios.analytics.paths import EndingFigures, NodeFigures, WayFigures
from assessments.scenarios.analytics.reports import UseReport
from assessments.scenarios.analytics.talks import choices_of
from assessments.scenarios.analytics.wording import (
    about_change,
    about_decision,
    about_node,
    duration,
    figure,
    per_cent,
    tone,
)
from assessments.scenarios.grammar import BEST_QUALITY, Document
from assessments.scenarios.maps.drawing import LEVELS, Drawing, draw
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.models import Scenario

LONGEST_OPTION = 90


@dataclass(frozen=True)
class OptionRow:
    name: str
    text: str
    quality: str
    is_best: bool
    chosen: str
    share: str
    rest: str


@dataclass(frozen=True)
class DecisionRow:
    title: str
    url: str
    said: list[str]
    is_shown: bool
    has_flags: bool
    people: str
    visits: str
    difficulty: str
    discrimination: str
    seconds: str
    options: list[OptionRow]


@dataclass(frozen=True)
class WayRow:
    steps: list[str]
    ending: str
    talks: int
    share: str
    achievement: str


@dataclass(frozen=True)
class NamedShare:
    name: str
    url: str
    number: int
    share: str


@dataclass(frozen=True)
class ChangeRow:
    name: str
    said: str
    is_shown: bool
    people: int
    first: str
    later: str
    difference: str
    decisions: str


@dataclass(frozen=True)
class Names:
    """How nodes and choices of one document are called, and where their form is."""

    scenario: Scenario
    document: Document

    def title(self, node: str) -> str:
        return title_of(self.document, node) if node in self.document["nodes"] else node

    def url(self, node: str) -> str:
        return reverse("scenario_admin:node", args=[self.scenario.pk, node])

    def places(self, node: str) -> dict[str, str]:
        """Id of a choice → its place among the answers, from 1."""
        return {choice: str(place) for place, choice in enumerate(self.texts(node), start=1)}

    def option(self, node: str, choice: str) -> str:
        """``2 («Розкажіть, що вас привело…»)``: the place and the beginning of the text."""
        if choice not in self.texts(node):
            return choice
        return f"{self.places(node)[choice]} ({_shortened(self.texts(node)[choice])})"

    def texts(self, node: str) -> dict[str, str]:
        found = self.document["nodes"].get(node)
        if found is None or found["kind"] != "scene":
            return {}
        return {choice["id"]: choice["text"] for choice in found["choices"]}


def drawing(report: UseReport, names: Names) -> Drawing:
    """Thickness for the share of visits, a tone with its word for the mean quality."""
    by_node = report.by_node
    qualities = {node: row.difficulty for node, row in by_node.items()}
    tones = {node: tone(share) for node, share in qualities.items()}
    tones |= dict.fromkeys(report.paths.unseen, "muted")
    notes = {
        node: about_node(figures, qualities.get(node))
        for node, figures in report.flow.nodes.items()
    }
    return draw(
        report.document,
        hrefs={node: names.url(node) for node in report.document["nodes"]},
        notes={node: note for node, note in notes.items() if note},
        tones={node: mark for node, mark in tones.items() if mark},
        weights=report.flow.weights,
    )


def decision_rows(report: UseReport, names: Names) -> list[DecisionRow]:
    return [_decision(row, report, names) for row in report.decisions]


def _decision(row: DecisionFigures, report: UseReport, names: Names) -> DecisionRow:
    texts = names.texts(row.node)
    return DecisionRow(
        title=names.title(row.node),
        url=names.url(row.node),
        said=about_decision(row, names.places(row.node)),
        is_shown=row.is_shown,
        has_flags=bool(row.flags),
        people=str(row.people) if row.is_shown else "",
        visits=str(row.visits) if row.is_shown else "",
        difficulty=figure(row.difficulty, 2),
        discrimination=figure(row.discrimination, 2),
        seconds=duration(row.median_seconds),
        options=[
            _option(option, place, texts[option.choice])
            for place, option in enumerate(row.options, start=1)
        ],
    )


def _option(option: OptionFigures, place: int, text: str) -> OptionRow:
    return OptionRow(
        name=str(place),
        text=_shortened(text),
        quality=figure(None if option.quality is None else BEST_QUALITY * option.quality, 1),
        is_best=option.is_best,
        chosen=_("%(chosen)d of %(shown)d") % {"chosen": option.chosen, "shown": option.shown},
        share=per_cent(option.share),
        rest=figure(option.rest),
    )


def node_rows(report: UseReport, names: Names) -> list[tuple[str, str, NodeFigures, str]]:
    """The words of the map as a table: title, address, figures, share of talks that stopped."""
    return [
        (
            names.title(node),
            names.url(node),
            figures,
            per_cent(figures.stopped / figures.talks) if figures.is_shown else "",
        )
        for node, figures in report.flow.nodes.items()
    ]


def way_row(way: WayFigures, names: Names) -> WayRow:
    return WayRow(
        steps=[names.title(node) for node in way.nodes[:-1]],
        ending=names.title(way.ending),
        talks=way.talks,
        share=per_cent(way.share),
        achievement=figure(way.achievement),
    )


def ending_row(ending: EndingFigures, names: Names) -> NamedShare:
    name = f"{names.title(ending.ending)} ({LEVELS[ending.level]})"
    return NamedShare(name, names.url(ending.ending), ending.talks, per_cent(ending.share))


def change_row(row: CompetencyChange, competencies: dict[str, str]) -> ChangeRow:
    first, later = row.first, row.later
    spread = {"low": _signed(row.low), "high": _signed(row.high)}
    return ChangeRow(
        name=competencies.get(row.competency, row.competency),
        said=about_change(row),
        is_shown=row.is_shown,
        people=row.people,
        first=_interval(first.share, first.low, first.high) if first else "",
        later=_interval(later.share, later.low, later.high) if later else "",
        difference=f"{_signed(row.difference)} ({_('%(low)s to %(high)s') % spread})",
        decisions=f"{first.decisions} / {later.decisions}" if first and later else "",
    )


def paths_context(report: UseReport, names: Names) -> dict[str, Any]:
    found = report.paths
    choices = choices_of(report.document)
    return {
        "ways": [way_row(way, names) for way in found.ways],
        "rarer": found.rarer,
        "endings": [ending_row(ending, names) for ending in found.endings],
        "stops": [
            NamedShare(names.title(stop.node), names.url(stop.node), stop.stopped, share)
            for stop in found.stops
            if (share := per_cent(stop.share))
        ],
        "unused": [
            (names.title(node), names.url(node), choices[node, choice]["text"])
            for node, choice in found.unused
        ],
        "unseen": [(names.title(node), names.url(node)) for node in found.unseen],
    }


def health_context(health: Health, names: Names) -> dict[str, Any]:
    return {
        "health": health,
        "remarks": [(remark, names.title(remark.node)) for remark in health.remarks],
        "disagreements": [
            (
                names.title(one.node),
                names.url(one.node),
                names.option(one.node, one.choice),
                figure(one.agreement, 2),
                one.experts,
            )
            for one in health.disagreements
        ],
        "accepted": [(names.title(one.node), one.words) for one in health.accepted],
    }


def _interval(share: float, low: float, high: float) -> str:
    """``62 (55–69)`` in per cent."""
    return f"{per_cent(share)} ({per_cent(low)}–{per_cent(high)})"


def _signed(share: float | None) -> str:
    """In points of per cent, with the sign."""
    text = per_cent(share)
    return f"+{text}" if share is not None and round(100 * share) > 0 else text.replace("-", "−")


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_OPTION else text[: LONGEST_OPTION - 1].rstrip() + "…"
