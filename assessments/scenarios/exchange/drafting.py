"""A document out of the parts of a story: ids, links, kinds of nodes, and the limits kept."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.document import complete, parse_problems
from assessments.scenarios.exchange.neutral import CannotRead, Story, in_words
from assessments.scenarios.exchange.pieces import Part, Way
from assessments.scenarios.exchange.plain import plain_name
from assessments.scenarios.exchange.variables import MOST_EFFECTS, fit
from assessments.scenarios.grammar import CODE, MAX_CHOICES, MAX_NODES, NODE_ID
from assessments.scenarios.storyboard.naming import slug, unique

LONGEST_TEXT = 6000
LONGEST_PASSAGE = 100_000
LONGEST_CHOICE = 1000
LONGEST_TITLE = 200
LONGEST_NOTE = 4000
LEVEL_UNKNOWN = 2
CHOICE_IDS = "abcdefghijkl"


@dataclass
class Source:
    """A story as its file has it. Texts are plain words by now; names are the file's own.

    ``start``: a name among the parts, or one that is not there. ``known``: top keys of our
    document that the file says outright.
    """

    title: str
    parts: list[Part]
    start: str = ""
    identifier: str = ""
    starts: dict[str, int] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def drafted(source: Source) -> Story:
    """Raises :class:`CannotRead` for a story without parts, or with more than fit."""
    if not source.parts:
        raise CannotRead(_("“%(title)s” holds no passage.") % {"title": plain_name(source.title)})
    if len(source.parts) > MAX_NODES:
        raise CannotRead(
            _("“%(title)s” has %(count)d passages; a role-play has at most %(most)d.")
            % {
                "title": plain_name(source.title),
                "count": len(source.parts),
                "most": MAX_NODES,
            }
        )
    if any(len(part.text) > LONGEST_PASSAGE for part in source.parts):
        raise CannotRead(
            _("A passage is longer than %(most)d characters.") % {"most": LONGEST_PASSAGE}
        )
    return _Drafting(source).story()


class _Drafting:
    def __init__(self, source: Source) -> None:
        self._source = source
        self._nodes: dict[str, dict[str, Any]] = {}
        self._warnings = list(source.warnings)
        self._lost = Counter(source.lost)
        self._broken: list[str] = []
        self._ids: dict[str, str] = {}
        self._id_of_part: list[str] = []
        self._missing: dict[str, str] = {}

    def story(self) -> Story:
        source = self._source
        self._name_parts()
        for part in source.parts:
            self._lost.update(part.lost)
        start = self._start()
        self._enter(start)
        fitted = fit(source.parts, source.starts, source.known.get("variables") or ())
        self._warnings += fitted.warnings
        self._lost.update(fitted.lost)
        for part, node_id in zip(source.parts, self._id_of_part, strict=True):
            self._add(part, node_id)
        if len(self._nodes) > MAX_NODES:
            raise CannotRead(
                _("“%(title)s” has too many long passages; shorten or split it.")
                % {"title": plain_name(source.title)}
            )
        self._remark_on_levels()
        title = plain_name(source.title)[:LONGEST_TITLE].strip()
        document = complete(
            {
                "code": _code(title),
                **source.known,
                "title": str(source.known.get("title") or title),
                "start": self._id_of_part[start],
                "variables": fitted.variables,
                "nodes": self._nodes,
            }
        )
        if problems := parse_problems(document):
            raise CannotRead("; ".join(in_words(problems[:5])))
        return Story(
            title=document["title"],
            document=document,
            start=plain_name(source.parts[start].name),
            identifier=source.identifier[:80],
            left_behind=Counter({name: count for name, count in self._lost.items() if count}),
            warnings=self._warnings,
            broken_links=self._broken,
        )

    def _name_parts(self) -> None:
        taken: set[str] = set()
        # names that are ids already keep them, whatever comes before
        reserved = {part.name for part in self._source.parts if NODE_ID.fullmatch(part.name)}
        for place, part in enumerate(self._source.parts, start=1):
            if part.name in reserved and part.name not in taken:
                node_id = part.name
            else:
                wanted = slug(plain_name(part.name), "passage")
                wanted = f"passage-{place}" if wanted == "passage" else wanted
                node_id = unique(wanted, taken | reserved)
            taken.add(node_id)
            self._id_of_part.append(node_id)
            if part.name in self._ids:
                self._remark(part, _("another passage has this name; links lead to the first"))
            else:
                self._ids[part.name] = node_id

    def _start(self) -> int:
        """The place of the part that the story begins with."""
        names = [part.name for part in self._source.parts]
        if self._source.start in names:
            return names.index(self._source.start)
        place = names.index("Start") if "Start" in names else 0
        self._warnings.append(
            _("The story names no first passage that is there; it begins with “%(name)s”.")
            % {"name": plain_name(names[place])[:80]}
        )
        return place

    def _enter(self, start: int) -> None:
        """What happens on coming to a part becomes effects of the choices that lead there."""
        jumped = {way.target for part in self._source.parts for way in part.jumps}
        for place, part in enumerate(self._source.parts):
            if not part.on_entry:
                continue
            if place == start:
                self._begin(part)
            if part.name in jumped:
                self._lost["set"] += len(part.on_entry)
                part.on_entry = []
        entries = {part.name: part.on_entry for part in reversed(self._source.parts)}
        for way in (way for part in self._source.parts for way in part.ways):
            added = entries.get(way.target, [])
            room = max(MOST_EFFECTS - len(way.effects), 0)
            self._lost["set"] += len(added[room:])
            way.effects = [*way.effects, *added[:room]][:MOST_EFFECTS]

    def _begin(self, part: Part) -> None:
        """Numbers set in the first part are what variables start with."""
        for effect in part.on_entry:
            before = self._source.starts.get(effect["variable"], 0)
            step = {"=": effect["value"], "+": before + effect["value"]}
            self._source.starts[effect["variable"]] = step.get(
                effect["op"], before - effect["value"]
            )

    def _add(self, part: Part, node_id: str) -> None:
        if part.jumps and not part.ways and not part.text and part.known.get("kind") != "scene":
            self._nodes[node_id] = self._router(part)
            return
        ways = list(part.ways)
        if len(part.jumps) == 1 or (part.jumps and ways):
            ways += [Way(_("Continue"), jump.target, jump.when) for jump in part.jumps]
        elif part.jumps:
            way_id = self._free(f"{node_id[:36]}-way")
            self._nodes[way_id] = self._router(part)
            self._ids[f"\0{way_id}"] = way_id
            ways.append(Way(_("Continue"), f"\0{way_id}"))
        if not ways and part.known.get("kind") != "scene":
            self._add_ending(part, node_id)
        else:
            self._add_scene(part, node_id, ways)

    def _router(self, part: Part) -> dict[str, Any]:
        rules = [way for way in part.jumps if way.when or way.is_rule]
        plain = [way for way in part.jumps if not (way.when or way.is_rule)]
        return {
            "kind": "router",
            "rules": [{"when": way.when, "to": self._to(part, way.target)} for way in rules[:20]],
            "else": self._to(part, plain[0].target) if plain else "",
        }

    def _to(self, part: Part, target: str) -> str:
        """The id of a target; an id of its own for one that is not there."""
        if not target:
            return ""
        if target in self._ids:
            return self._ids[target]
        self._broken.append(f"{plain_name(part.name)} → {plain_name(target)}"[:300])
        if target not in self._missing:
            self._missing[target] = self._free(slug(plain_name(target), "missing"))
        return self._missing[target]

    def _free(self, wanted: str) -> str:
        return unique(wanted, {*self._id_of_part, *self._nodes, *self._missing.values()})

    def _add_scene(self, part: Part, node_id: str, ways: Sequence[Way]) -> None:
        node_id, text = self._split_text(part, node_id)
        rest: Sequence[Way] = ()
        if len(ways) > MAX_CHOICES:
            ways, rest = ways[: MAX_CHOICES - 1], ways[MAX_CHOICES - 1 :]
        node = {
            "title": _title(part),
            "note": "\n\n".join(part.notes)[:LONGEST_NOTE],
            **part.known,
            "kind": "scene",
            "text": text,
            "choices": [self._choice(part, way, place) for place, way in enumerate(ways)],
        }
        self._nodes[node_id] = node
        if rest:
            more = self._free(f"{node_id[:35]}-more")
            node["choices"].append({"id": CHOICE_IDS[-1], "text": _("Other answers"), "to": more})
            self._remark(part, _("it has more than 12 answers; the rest is in a second scene"))
            added = Part(part.name, _("Other answers"), known={"kind": "scene"})
            self._add_scene(added, more, rest)

    def _choice(self, part: Part, way: Way, place: int) -> dict[str, Any]:
        text = way.text
        if len(text) > LONGEST_CHOICE:
            self._remark(part, _("an answer is longer than 1000 characters and was cut"))
            text = text[:LONGEST_CHOICE]
        return {
            "id": CHOICE_IDS[place],
            "when": way.when,
            "effects": way.effects,
            **way.known,
            "text": text,
            "to": self._to(part, way.target),
        }

    def _add_ending(self, part: Part, node_id: str) -> None:
        node_id, text = self._split_text(part, node_id)
        if part.notes:
            self._lost["note"] += len(part.notes)
        self._nodes[node_id] = {
            "level": LEVEL_UNKNOWN,
            "title": _title(part),
            **part.known,
            "kind": "ending",
            "text": text,
        }

    def _split_text(self, part: Part, node_id: str) -> tuple[str, str]:
        """A text too long for one scene goes on in the next; the last of them is returned."""
        text, base = part.text, node_id[:35]
        while len(text) > LONGEST_TEXT:
            cut = text.rfind(" ", LONGEST_TEXT // 2, LONGEST_TEXT)
            cut = LONGEST_TEXT if cut < 0 else cut
            following = self._free(f"{base}-next")
            self._nodes[following] = {}  # taken from now on; written by the next round
            onward = {"id": "a", "text": _("Continue"), "to": following}
            self._nodes[node_id] = {
                "kind": "scene",
                "title": _title(part),
                "text": text[:cut].strip(),
                "choices": [onward],
            }
            if text == part.text:
                self._remark(part, _("its text is longer than a scene and was split"))
            node_id, text = following, text[cut:].strip()
        return node_id, text

    def _remark(self, part: Part, remark: str) -> None:
        name = plain_name(part.name)[:80]
        line = _("line %(line)d") % {"line": part.line} if part.line else ""
        self._warnings.append(f"{name} ({line}): {remark}" if line else f"{name}: {remark}")

    def _remark_on_levels(self) -> None:
        unknown = sum(
            not part.ways and not part.jumps and "level" not in part.known
            for part in self._source.parts
        )
        if unknown:
            self._warnings.append(
                _("Endings whose level is to be set (now “partial”): %(count)d.")
                % {"count": unknown}
            )


def _title(part: Part) -> str:
    return plain_name(part.name)[:LONGEST_TITLE].strip()


def _code(title: str) -> str:
    code = slug(title, "story")
    return code if CODE.fullmatch(code) else "story"
