"""A Twine story, whichever file it came in, as the parts of a role-play."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.document import NODE_DEFAULTS
from assessments.scenarios.exchange import chapbook, harlowe, snowman, sugarcube
from assessments.scenarios.exchange.drafting import LONGEST_PASSAGE, Source
from assessments.scenarios.exchange.expressions import Dialect
from assessments.scenarios.exchange.links import link, link_at
from assessments.scenarios.exchange.pieces import Assign, Lost, Part, Piece, Words, flat, part_of
from assessments.scenarios.exchange.plain import plain, plain_name
from assessments.scenarios.grammar import MAX_NODES
from modules.decoding import CannotRead

OURS = "scenario"
"""The key under which our own Twee files keep what Twine has no place for."""

MOST_PASSAGES = 2_000  # with those that are no scenes, such as scripts
MOST_SIGNS = 60_000  # that may begin markup, in all passages together
_TANGLING = "[(<{`|*@$"
_PICTURE_DATA = re.compile(r"(data:[a-z]{1,20}/[\w.+-]{1,60};base64,)[A-Za-z0-9+/=\s]{64,}")
SPECIAL_NAMES = frozenset(
    (
        *("StoryTitle", "StoryData", "StoryInit", "StoryCaption", "StoryMenu", "StoryBanner"),
        *("StoryAuthor", "StorySubtitle", "StoryDisplayTitle", "StoryInterface", "StoryShare"),
        *("StorySettings", "StoryIncludes", "StoryVariables", "StoryLoadingScreen"),
        *("PassageHeader", "PassageFooter", "PassageReady", "PassageDone", "UserScript"),
        *("UserStylesheet", "StoryStylesheet", "StoryScript"),
    )
)
_WITH_STARTS = frozenset({"StoryInit", "StoryVariables"})
_SPECIAL_TAGS = {
    "script": "script",
    "stylesheet": "style",
    "style": "style",
    "widget": "widget",
    "header": "header",
    "footer": "footer",
    "debug-header": "header",
    "debug-footer": "footer",
    "debug-startup": "startup",
    "twine.private": "note",
    "annotation": "note",
    "twine.image": "image",
    "twine.audio": "audio",
    "twine.video": "video",
    "twine.vtt": "video",
    "twine.font": "font",
}
_START_TAGS = frozenset({"startup", "init"})
_OUR_TAG = re.compile(r"level-([0-3])")
_POSITION = frozenset({"position", "size", OURS})
_UNKEPT_NODE_KEYS = frozenset({"choices", "rules", "text", "else"})


@dataclass(frozen=True)
class Format:
    name: str
    read: Callable[[str], list[Piece]]
    dialect: Dialect | None


def _links_only(text: str) -> list[Piece]:
    pieces: list[Piece] = []
    place = 0
    while (start := text.find("[[", place)) >= 0:
        pieces.append(Words(text[place:start]))
        there = link_at(text, start)
        place = there.end if there else start + 2
        pieces += link(there.inner) if there else [Words("[[")]
    return [*pieces, Words(text[place:])]


FORMATS = {
    "harlowe": Format("harlowe", harlowe.read, harlowe.DIALECT),
    "sugarcube": Format("sugarcube", sugarcube.read, sugarcube.DIALECT),
    "snowman": Format("snowman", snowman.read, snowman.DIALECT),
    "chapbook": Format("chapbook", chapbook.read, chapbook.DIALECT),
}
UNKNOWN = Format("", _links_only, None)
_SIGNS = (
    ("sugarcube", re.compile(r"<</?[A-Za-z=]")),
    ("snowman", re.compile(r"<%")),
    ("harlowe", re.compile(r"\((?:set|if|else|link[\w-]*|go-?to|print|display):", re.IGNORECASE)),
)


@dataclass
class Passage:
    """``line``: where it begins in a text file; 0 in others."""

    name: str
    text: str
    tags: list[str] = field(default_factory=list)
    metadata: Mapping[str, Any] = field(default_factory=dict)
    line: int = 0


@dataclass
class TwineStory:
    """``start``: the name of the first passage, "" if the file names none that is there."""

    name: str = ""
    identifier: str = ""
    format: str = ""
    start: str = ""
    passages: list[Passage] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def source_of(story: TwineStory) -> Source:
    """Raises :class:`CannotRead` for far too many passages."""
    told = [passage for passage in story.passages if not _is_aside(passage)]
    if len(told) > MAX_NODES:
        raise too_many_passages(len(told))
    for passage in told:
        passage.text = _PICTURE_DATA.sub(r"\1", passage.text)
    _check_tangle(told)
    form = _format(story)
    source = Source(
        title=story.name.strip() or _("Imported story"),
        parts=[],
        start=story.start,
        identifier=story.identifier,
        known=story.known,
        lost=Counter(story.lost),
        warnings=list(story.warnings),
    )
    if form is UNKNOWN and story.format:
        source.warnings.append(
            _("The story format “%(name)s” is not known here: only links and words are read.")
            % {"name": plain_name(story.format)[:60]}
        )
    for place, passage in enumerate(story.passages, start=1):
        if special := _special(passage):
            _leave(special, passage, form, source)
        else:
            source.parts.append(_part(passage, form, source, place))
    return source


def too_many_passages(count: int) -> CannotRead:
    return CannotRead(
        _("The story has %(count)d passages; a role-play has at most %(most)d.")
        % {"count": count, "most": MAX_NODES}
    )


def _check_tangle(passages: list[Passage]) -> None:
    """Raises :class:`CannotRead` for markup that would take unreasonably long to read."""
    for passage in passages:
        if len(passage.text) > LONGEST_PASSAGE:
            raise CannotRead(
                _("“%(name)s” is longer than %(most)d characters.")
                % {"name": plain_name(passage.name[:200])[:80], "most": LONGEST_PASSAGE}
            )
    if sum(passage.text.count(sign) for passage in passages for sign in _TANGLING) > MOST_SIGNS:
        raise CannotRead(_("The story holds too much markup to be read."))


def _is_aside(passage: Passage) -> bool:
    """Whether no reader meets it, and nothing in it sets what variables start with."""
    return bool(special := _special(passage)) and special not in _WITH_STARTS


def _format(story: TwineStory) -> Format:
    """What the story says it is, else what its passages look like."""
    said = story.format.strip().lower()
    for name, form in FORMATS.items():
        if said.startswith(name):
            return form
    if said:
        return UNKNOWN
    for name, sign in _SIGNS:
        if any(sign.search(passage.text) for passage in story.passages):
            return FORMATS[name]
    return UNKNOWN


def _special(passage: Passage) -> str:
    """What is counted in place of a passage that no reader meets; "" for all others."""
    for tag in passage.tags:
        if tag.lower() in _SPECIAL_TAGS:
            return _SPECIAL_TAGS[tag.lower()]
        if tag.lower() in _START_TAGS:
            return "StoryInit"
    return passage.name if passage.name in SPECIAL_NAMES else ""


def _leave(special: str, passage: Passage, form: Format, source: Source) -> None:
    if special not in _WITH_STARTS:
        source.lost[special] += 1
        return
    part = part_of(passage.name, form.read(passage.text))
    source.lost.update(part.lost)
    for effect in part.on_entry:
        if effect["op"] == "=":
            source.starts[effect["variable"]] = effect["value"]
    if any(not isinstance(piece, Assign | Words | Lost) for piece in flat(form.read(passage.text))):
        source.lost[special] += 1


def _part(passage: Passage, form: Format, source: Source, place: int) -> Part:
    name = passage.name.strip() or _("Passage %(place)d") % {"place": place}
    part = part_of(name, form.read(passage.text))
    part.line = passage.line
    part.text = plain(part.text, part.lost, form.name)
    for way in part.ways:
        way.text = re.sub(r"[ \t\n]+", " ", plain(way.text, part.lost, form.name))
        way.text = way.text or plain_name(way.target)
    _take_tags(part, passage.tags)
    _take_metadata(part, passage, source)
    return part


def _take_tags(part: Part, tags: list[str]) -> None:
    for tag in tags:
        if match := _OUR_TAG.fullmatch(tag):
            part.known["level"] = int(match[1])
        elif tag not in ("scene", "router", "ending"):
            part.lost["tag"] += 1


def _take_metadata(part: Part, passage: Passage, source: Source) -> None:
    unknown = [key for key in passage.metadata if key not in _POSITION]
    if unknown:
        part.lost["metadata"] += len(unknown)
    ours = passage.metadata.get(OURS)
    if not isinstance(ours, Mapping):
        return
    kind = ours.get("kind")
    if kind not in NODE_DEFAULTS or (kind == "router" and part.text):
        return
    part.known |= {
        key: value
        for key, value in ours.items()
        if key in NODE_DEFAULTS[kind] and key not in _UNKEPT_NODE_KEYS
    }
    part.known["kind"] = kind
    choices = ours.get("choices")
    if isinstance(choices, list) and len(choices) == len(part.ways):
        for way, known in zip(part.ways, choices, strict=True):
            if isinstance(known, Mapping):
                way.known = {
                    str(key): value
                    for key, value in known.items()
                    if key not in ("text", "to", "when", "effects")
                }
