"""H5P Branching Scenario, as a package or its bare ``content.json``. Import only.

Nothing of the package but its two JSON files is read: libraries are programs.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.exchange.drafting import Source, drafted
from assessments.scenarios.exchange.json_values import parsed
from assessments.scenarios.exchange.neutral import CannotRead, Reading
from assessments.scenarios.exchange.pieces import Part, Way
from assessments.scenarios.exchange.plain import plain, plain_name
from assessments.scenarios.grammar import BEST_QUALITY
from modules.packages import Package, shown

FORMAT = "h5p"
HEAD = "h5p.json"
CONTENT = "content/content.json"
MOST_CONTENTS = 2_000
SCORED = "h5p-score"
"""Stands for a competency until an author says which one the scores are about."""

Params = Mapping[str, Any]
_QUESTION = "H5P.BranchingQuestion"
_TEXTS = frozenset({"H5P.AdvancedText", "H5P.Text"})
_ENDING = "\0ending"


def looks_like_h5p(value: object) -> bool:
    return isinstance(value, dict) and isinstance(value.get("branchingScenario"), dict)


def read_package(data: bytes) -> Reading:
    """Raises :class:`CannotRead`."""
    package = Package(data)
    for name in (HEAD, CONTENT):
        if name not in package:
            raise CannotRead(_("The package lacks “%(name)s”.") % {"name": name})
    head = parsed(package.read(HEAD), HEAD)
    library = str(head.get("mainLibrary", "")) if isinstance(head, dict) else ""
    content = parsed(package.read(CONTENT), CONTENT)
    if not looks_like_h5p(content):
        raise CannotRead(
            _("The package holds “%(kind)s”; only a Branching Scenario becomes a role-play.")
            % {"kind": shown(library) or "?"}
        )
    title = _words(head.get("title")) if isinstance(head, dict) else ""
    reading = read(content, title)
    media = sum(name.startswith("content/") and name != CONTENT for name in package.names())
    if media:
        reading.stories[0].left_behind["file"] += media
    return reading


def read(value: Any, title: str = "") -> Reading:
    """``value``: a content.json. Raises :class:`CannotRead`."""
    scenario = value["branchingScenario"]
    contents = scenario.get("content")
    if not isinstance(contents, list) or not contents:
        raise CannotRead(_("The branching scenario holds no content."))
    if len(contents) > MOST_CONTENTS:
        raise CannotRead(_("The package holds too much content; split it."))
    return Reading(FORMAT, [drafted(_Scenario(scenario, title).source())])


class _Scenario:
    def __init__(self, scenario: Params, title: str) -> None:
        self._scenario = scenario
        self._contents: Sequence[Any] = scenario["content"]
        self._lost: Counter[str] = Counter()
        self._warnings: list[str] = []
        self._names = self._content_names()
        self._endings: dict[str, Part] = {}
        self._scores: dict[str, float] = {}
        self._has_scores = False
        self._title = title

    def source(self) -> Source:
        start = _mapping(self._scenario.get("startScreen"))
        heading = _words(start.get("startScreenTitle"))
        summary = "\n".join(filter(None, [heading, self._plain(start.get("startScreenSubtitle"))]))
        self._count_pictures(start)
        parts = [self._part(place, item) for place, item in enumerate(self._contents)]
        self._set_levels()
        known: dict[str, Any] = {"summary": summary[:2000]}
        if self._has_scores:
            known["competencies"] = [SCORED]
            self._warnings.append(
                _("Scores became qualities by their rank, to be confirmed by an author.")
            )
        return Source(
            title=self._title
            or _words(self._scenario.get("title"))
            or heading
            or _("Imported story"),
            parts=[*parts, *self._endings.values()],
            start=self._names[0],
            known=known,
            lost=self._lost,
            warnings=self._warnings,
        )

    def _content_names(self) -> list[str]:
        """A name for each content: its title, made unlike the others by its number."""
        names: list[str] = []
        for place, item in enumerate(self._contents):
            kind = _mapping(_mapping(item).get("type"))
            title = _words(_mapping(kind.get("metadata")).get("title"))[:150]
            title = title or _("Screen %(place)d") % {"place": place + 1}
            names.append(f"{title} ({place + 1})" if title in names else title)
        return names

    def _part(self, place: int, item: Any) -> Part:
        name = self._names[place]
        if not isinstance(item, dict):
            self._warnings.append(_("“%(name)s” is no content.") % {"name": name})
        item = _mapping(item)
        kind = _mapping(item.get("type"))
        library = str(kind.get("library", "")).split(" ")[0]
        params = _mapping(kind.get("params"))
        if library == _QUESTION:
            return self._question(name, _mapping(params.get("branchingQuestion")), item)
        if library in _TEXTS:
            text = self._plain(params.get("text"))
        else:
            text = self._placeholder(library, params)
        words = _words(item.get("proceedButtonText")) or _("Continue")
        way = Way(words, self._target(name, item.get("nextContentId"), item))
        return Part(name, text, [way], known={"kind": "scene"})

    def _placeholder(self, library: str, params: Params) -> str:
        """What stands in for content that is no text: its kind, and the words it has."""
        self._lost[shown(library) or "?"] += 1
        words = [self._plain(params.get(key)) for key in ("text", "alt", "question", "title")]
        notice = _("[Here the file has content that cannot be shown: %(kind)s]") % {
            "kind": shown(library) or "?"
        }
        return "\n\n".join([notice, *filter(None, words)])

    def _question(self, name: str, question: Params, item: Params) -> Part:
        part = Part(name, self._plain(question.get("question")), known={"kind": "scene"})
        alternatives = question.get("alternatives")
        alternatives = alternatives if isinstance(alternatives, list) else []
        scores = [_score(_mapping(one)) for one in alternatives]
        ranks = _ranks([score for score in scores if score is not None], BEST_QUALITY)
        for alternative, score in zip(alternatives, scores, strict=True):
            alternative = _mapping(alternative)
            target = alternative.get("nextContentId")
            way = Way(
                " ".join(self._plain(alternative.get("text")).split()) or _("Continue"),
                self._target(name, target, alternative),
            )
            if not _is_ending(target):
                feedback = self._feedback(alternative)
                way.known["feedback"] = "\n".join(feedback)[:3000]
            if len(ranks) > 1 and score is not None:
                way.known["qualities"] = {SCORED: ranks[score]}
                self._has_scores = True
            part.ways.append(way)
        self._count_pictures(item)
        return part

    def _feedback(self, item: Params) -> list[str]:
        feedback = _mapping(item.get("feedback"))
        self._count_pictures(feedback)
        return [
            *filter(None, [_words(feedback.get("title")), self._plain(feedback.get("subtitle"))])
        ]

    def _target(self, name: str, target: Any, item: Params) -> str:
        """The name of the content that ``nextContentId`` leads to, or of an ending."""
        if isinstance(target, str) and target.strip().lstrip("-").isascii():
            digits = target.strip()
            if digits.lstrip("-").isdigit() and len(digits) < 6:
                self._warnings.append(
                    _("“%(name)s”: nextContentId is a text (“%(value)s”), read as a number.")
                    % {"name": name, "value": digits}
                )
                target = int(digits)
        if _is_ending(target):
            return self._ending(item)
        if type(target) is int and target < len(self._names):
            return self._names[target]
        self._warnings.append(
            _("“%(name)s”: nextContentId leads to no content (%(value)s).")
            % {"name": name, "value": shown(str(target))[:40]}
        )
        return f"nextContentId {shown(str(target))[:40]}"

    def _ending(self, item: Params) -> str:
        """An ending of its own for words of its own; the common one else."""
        feedback = _mapping(item.get("feedback"))
        title, text = _words(feedback.get("title")), self._plain(feedback.get("subtitle"))
        key = f"{_ENDING}{title}\0{text}" if title or text else _ENDING
        if not (title or text):
            screens = self._scenario.get("endScreens")
            feedback = _mapping(screens[0]) if isinstance(screens, list) and screens else {}
            title, text = (
                _words(feedback.get("endScreenTitle")),
                self._plain(feedback.get("endScreenSubtitle")),
            )
        if key not in self._endings:
            self._count_pictures(feedback)
            name = title or _("Ending %(place)d") % {"place": len(self._endings) + 1}
            taken = {part.name for part in self._endings.values()} | set(self._names)
            while name in taken:
                name = f"{name} (…)"
            self._endings[key] = Part(name, text or title)
            if (score := _number(feedback.get("endScreenScore"))) is not None:
                self._scores[key] = score
        return self._endings[key].name

    def _set_levels(self) -> None:
        """Levels of endings by the rank of their scores, where they differ."""
        ranks = _ranks(list(self._scores.values()), 3)
        if len(ranks) > 1:
            for key, score in self._scores.items():
                self._endings[key].known["level"] = ranks[score]
            self._warnings.append(
                _("Scores became levels of endings by their rank, to be confirmed by an author.")
            )

    def _plain(self, value: Any) -> str:
        return plain(value, self._lost) if isinstance(value, str) else ""

    def _count_pictures(self, params: Params) -> None:
        for key, value in params.items():
            if "image" in key.lower() and isinstance(value, dict) and value:
                self._lost["image"] += 1


def _is_ending(target: Any) -> bool:
    return target is None or (type(target) is int and target < 0)


def _mapping(value: Any) -> Params:
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> str:
    return plain_name(value) if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and abs(value) < 1e9 else None


def _score(alternative: Params) -> float | None:
    if isinstance(alternative.get("nextContentId"), bool):
        return None
    return _number(_mapping(alternative.get("feedback")).get("endScreenScore"))


def _ranks(scores: Sequence[float], best: int) -> dict[float, int]:
    """From 0 for the lowest score to ``best`` for the highest, even steps between."""
    distinct = sorted(set(scores))
    last = max(len(distinct) - 1, 1)
    return {score: round(best * place / last) for place, score in enumerate(distinct)}
