"""The actor's script: who the client is, what they say, how they take each kind of answer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from assessments.scenarios.analytics.talks import quality
from assessments.scenarios.grammar import Choice, Document, Ending, Router, Scene
from assessments.scenarios.maps.drawing import LEVELS
from assessments.scenarios.packs.order import Order, order
from assessments.scenarios.packs.words import (
    Meter,
    conditions_in_words,
    effects_in_words,
    meters,
)

STRONG, PASSABLE = 0.75, 0.5
KINDS = {
    "critical": gettext_lazy("a grave mistake"),
    "strong": gettext_lazy("a strong answer"),
    "passable": gettext_lazy("a passable answer"),
    "weak": gettext_lazy("a weak answer"),
    "": pgettext_lazy("a kind of answer", "a side step"),
}
DEEPEST = 20
"""Forks in a row; publishing makes sure that none turns for ever."""


@dataclass(frozen=True)
class Reply:
    """What a learner may say, only as an example of its kind.

    ``opens``: when this answer is possible at all; empty: always. ``onward``: a line for each way
    the talk may go on.
    """

    kind: str
    text: str
    opens: str
    reaction: str
    effects: list[str]
    onward: list[str]


@dataclass(frozen=True)
class ScriptScene:
    number: int
    title: str
    mood: str
    speaker: str
    text: str
    replies: list[Reply]


@dataclass(frozen=True)
class ScriptEnding:
    letter: str
    title: str
    level: str
    text: str


@dataclass(frozen=True)
class Script:
    """``main`` follows the recommended path; ``aside`` is where a talk may turn instead."""

    meters: list[Meter]
    main: list[ScriptScene]
    aside: list[ScriptScene]
    endings: list[ScriptEnding]


def script(document: Document) -> Script:
    """From a published document, whose links all lead somewhere."""
    places = order(document)
    writer = _Writer(document, places)
    return Script(
        meters=meters(document),
        main=[writer.scene(name) for name in places.main],
        aside=[writer.scene(name) for name in places.aside],
        endings=[writer.ending(name) for name in places.endings],
    )


class _Writer:
    def __init__(self, document: Document, places: Order) -> None:
        self.document = document
        self.numbers = places.numbers
        self.letters = places.letters

    def scene(self, name: str) -> ScriptScene:
        node = self.document["nodes"][name]
        if node["kind"] != "scene":
            raise ValueError(f"{name} is no scene")
        return self._scene(name, node)

    def _scene(self, name: str, node: Scene) -> ScriptScene:
        return ScriptScene(
            number=self.numbers[name],
            title=node["title"] or name,
            mood=node["mood"],
            speaker=node["speaker"] or self.document["client"]["name"],
            text=node["text"],
            replies=[self._reply(choice) for choice in node["choices"]],
        )

    def _reply(self, choice: Choice) -> Reply:
        return Reply(
            kind=str(KINDS[kind_of(choice)]),
            text=choice["text"],
            opens=self._opens(choice),
            reaction=choice["reaction"],
            effects=effects_in_words(self.document, choice["effects"]),
            onward=self._onward(choice["to"]),
        )

    def _opens(self, choice: Choice) -> str:
        conditions = conditions_in_words(self.document, choice["when"])
        only_once = _("it has not been said before") if choice["once"] else ""
        return _(", and ").join(filter(None, (conditions, only_once)))

    def _onward(self, target: str, passed: tuple[str, ...] = (), depth: int = 0) -> list[str]:
        """``passed``: what had to hold at the forks before."""
        node = self.document["nodes"].get(target)
        if node is None or depth > DEEPEST:
            return []
        if node["kind"] == "router":
            return self._forked(node, passed, depth + 1)
        return [": ".join(filter(None, (", ".join(passed), self._place(target))))]

    def _forked(self, node: Router, passed: tuple[str, ...], depth: int) -> list[str]:
        found = []
        for rule in node["rules"]:
            condition = conditions_in_words(self.document, rule["when"])
            words = _("if %(condition)s") % {"condition": condition} if condition else _("always")
            found += self._onward(rule["to"], (*passed, words), depth)
        otherwise = _("otherwise")
        passed = passed if passed[-1:] == (otherwise,) else (*passed, otherwise)
        return found + self._onward(node["else"], passed, depth)

    def _place(self, target: str) -> str:
        node = self.document["nodes"][target]
        if node["kind"] == "ending":
            values = {"letter": self.letters[target], "title": node["title"] or target}
            return _("ending %(letter)s “%(title)s”") % values
        if node["kind"] == "scene":
            values = {"number": str(self.numbers[target]), "title": node["title"] or target}
            return _("scene %(number)s “%(title)s”") % values
        return target

    def ending(self, name: str) -> ScriptEnding:
        node = self.document["nodes"][name]
        if node["kind"] != "ending":
            raise ValueError(f"{name} is no ending")
        return self._ending(name, node)

    def _ending(self, name: str, node: Ending) -> ScriptEnding:
        level = str(LEVELS[node["level"]])
        return ScriptEnding(self.letters[name], node["title"] or name, level, node["text"])


def kind_of(choice: Choice) -> str:
    """A key of ``KINDS``: marks in words, so that an answer in other words finds its reaction."""
    if choice["critical"] == "error":
        return "critical"
    share = quality(choice)
    if share is None:
        return ""
    return "strong" if share >= STRONG else "passable" if share >= PASSABLE else "weak"
