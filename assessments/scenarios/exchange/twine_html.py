"""Stories in HTML: Twine 2 as published or archived (several stories), and Twine 1.

Read by a scanner that goes through the page once, whatever the page holds. What stands in a
script is text to it, so a format's own code may mention the elements of a story.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.scenarios.exchange.drafting import drafted
from assessments.scenarios.exchange.neutral import MOST_STORIES, CannotRead, Reading
from assessments.scenarios.exchange.twine import (
    MOST_PASSAGES,
    Passage,
    TwineStory,
    source_of,
    too_many_passages,
)

FORMAT = "twine-html"
MOST_TAGS = 100_000
LONGEST_ATTRIBUTES = 20_000

_STORY = re.compile(r"<tw-storydata[\s>]", re.IGNORECASE)
_OLD_STORE = re.compile(r"""<div[^<>]*\bid=["']?store-?area\b""", re.IGNORECASE)
_TAG = re.compile(
    r"<(/?)(tw-storydata|tw-passagedata|tw-tag|script|style|div)(?=[\s>/])|<!--", re.IGNORECASE
)
_ATTRIBUTES = re.compile(r"""(?:[^>"']|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(r"""([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
_OLD_BREAKS = {"\\n": "\n", "\\t": "\t", "\\s": "\\"}


@dataclass(frozen=True)
class _Tag:
    """One element's begin or end; ``start`` and ``end`` are where it stands in the page."""

    name: str
    is_end: bool
    values: dict[str, str]
    start: int
    end: int


def looks_like_twine(text: str) -> bool:
    return bool(_STORY.search(text) or _OLD_STORE.search(text))


def read(text: str) -> Reading:
    """Raises :class:`CannotRead`."""
    stories = _Scanner(text).stories()
    if not stories:
        raise CannotRead(_("The page holds no Twine story."))
    reading = Reading(FORMAT)
    for story in stories:
        try:
            reading.stories.append(drafted(source_of(story)))
        except CannotRead as error:
            reading.errors.append(str(error))
    return reading


def _tags(text: str, lost: dict[str, int]) -> Iterator[_Tag]:
    """Elements of interest; contents of scripts, styles and comments are jumped over.

    ``lost`` counts scripts and styles that say anything.
    """
    place = count = 0
    has_comment_end = True
    while match := _TAG.search(text, place):
        count += 1
        if count > MOST_TAGS:
            raise CannotRead(_("The page holds too much markup to be read."))
        if match[2] is None:
            end = text.find("-->", match.end()) if has_comment_end else -1
            has_comment_end = end >= 0
            place = end + 3 if end >= 0 else match.end()
            continue
        attributes = _ATTRIBUTES.match(text, match.end())
        if attributes is None:  # the page ends within a tag
            return
        place = attributes.end()
        name = match[2].lower()
        if name in ("script", "style") and not match[1]:
            closing = re.compile(rf"</{name}[\s>/]", re.IGNORECASE).search(text, place)
            end = closing.start() if closing else len(text)
            if text[place:end].strip():
                lost[name] = lost.get(name, 0) + 1
            place = end
            continue
        values = {} if match[1] else _values(attributes[0][:LONGEST_ATTRIBUTES].rstrip(">"))
        yield _Tag(name, bool(match[1]), values, match.start(), place)


def _values(attributes: str) -> dict[str, str]:
    values: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(attributes):
        value = next((one for one in match.groups()[1:] if one is not None), "")
        values.setdefault(match[1].lower(), html.unescape(value))
    return values


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._found: list[TwineStory] = []
        self._lost: dict[str, int] = {}
        self._story: TwineStory | None = None
        self._is_old = False
        self._depth = 0
        self._pids: dict[str, str] = {}
        self._start_pid = ""
        self._passage: Passage | None = None
        self._passage_start = 0

    def stories(self) -> list[TwineStory]:
        for tag in _tags(self._text, self._lost):
            opens = tag.name == "tw-storydata" and not tag.is_end
            if opens or (tag.name == "div" and _is_old_store(tag)):
                self._close(tag.start)
                self._open(tag)
            elif self._story is not None:
                self._inside(tag, self._story)
        self._close(len(self._text))
        return self._found

    def _open(self, tag: _Tag) -> None:
        self._story = TwineStory(
            name=tag.values.get("name", ""),
            identifier=tag.values.get("ifid", ""),
            format=tag.values.get("format", ""),
        )
        self._is_old, self._depth = tag.name == "div", 1
        self._start_pid, self._pids = tag.values.get("startnode", ""), {}
        self._found.append(self._story)
        if len(self._found) > MOST_STORIES:
            raise CannotRead(
                _("The archive holds more than %(most)d stories; split it.")
                % {"most": MOST_STORIES}
            )
        self._lost.clear()

    def _inside(self, tag: _Tag, story: TwineStory) -> None:
        if tag.name == "tw-storydata":
            self._close(tag.start)
        elif tag.name == "tw-tag":
            story.lost["tag colour"] += not tag.is_end
        elif tag.name == "tw-passagedata":
            self._end_passage(tag.start)
            if not tag.is_end:
                name = tag.values.get("name", "")
                self._pids.setdefault(tag.values.get("pid", ""), name)
                self._begin_passage(name, tag)
        elif tag.name == "div" and self._is_old:
            self._old_division(tag)

    def _old_division(self, tag: _Tag) -> None:
        self._depth += -1 if tag.is_end else 1
        self._end_passage(tag.start)
        if "tiddler" in tag.values:
            self._begin_passage(tag.values["tiddler"], tag)
        if not self._depth:
            self._close(tag.start)

    def _begin_passage(self, name: str, tag: _Tag) -> None:
        self._passage = Passage(name, "", tag.values.get("tags", "").split())
        self._passage_start = tag.end

    def _end_passage(self, end: int) -> None:
        if self._passage is None or self._story is None:
            return
        text = html.unescape(self._text[self._passage_start : end])
        if self._is_old:  # Twine 1 wrote line breaks as two signs
            text = re.sub(r"\\[nts]", lambda match: _OLD_BREAKS[match[0]], text)
        self._passage.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self._story.passages.append(self._passage)
        if len(self._story.passages) > MOST_PASSAGES:
            raise too_many_passages(len(self._story.passages))
        self._passage = None

    def _close(self, end: int) -> None:
        self._end_passage(end)
        if (story := self._story) is None:
            return
        if self._is_old:
            _finish_old(story)
        elif self._start_pid:
            story.start = self._pids.get(self._start_pid, "")
        story.lost.update(self._lost)
        self._story = None


def _is_old_store(tag: _Tag) -> bool:
    return tag.values.get("id", "").lower() in ("storearea", "store-area")


def _finish_old(story: TwineStory) -> None:
    """Twine 1 kept the title in a passage, and began with the one called Start."""
    story.name = next((one.text.strip() for one in story.passages if one.name == "StoryTitle"), "")
    story.passages = [one for one in story.passages if one.name != "StoryTitle"]
    if any(one.name == "Start" for one in story.passages):
        story.start = "Start"
