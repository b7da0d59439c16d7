"""Twee 3 (and older Twee, which it contains): passages under ``:: Name [tags] {metadata}``."""

import json
import re
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.exchange.drafting import drafted
from assessments.scenarios.exchange.neutral import CannotRead, Reading
from assessments.scenarios.exchange.plain import plain_name
from assessments.scenarios.exchange.twine import (
    MOST_PASSAGES,
    OURS,
    Passage,
    TwineStory,
    source_of,
    too_many_passages,
)

FORMAT = "twee"
MOST_TAGS = 100
LONGEST_HEADER = 300_000  # our own hold all that Twine has no place for
_HEADER = re.compile(r"^::(.*)$", re.MULTILINE)
_NO_HEADER = re.compile(r"^\\::", re.MULTILINE)
_ESCAPED = re.compile(r"\\(.)")
_KNOWN_DATA = frozenset({"ifid", "format", "format-version", "start", "zoom", "tag-colors", OURS})


def read(text: str) -> Reading:
    """Raises :class:`CannotRead`."""
    reading = Reading(FORMAT)
    story = TwineStory()
    data: dict[str, Any] = {}
    for passage in _passages(text, reading):
        if passage.name == "StoryTitle":
            story.name = " ".join(passage.text.split())
        elif passage.name == "StoryData":
            data = _story_data(passage, reading)
        else:
            story.passages.append(passage)
    if not story.passages:
        raise CannotRead(_("The file holds no passage: a line “:: Name” begins one."))
    story.identifier = str(data.get("ifid") or "")
    story.format = str(data.get("format") or "")
    story.start = str(data.get("start") or "")
    if "start" not in data and any(passage.name == "Start" for passage in story.passages):
        story.start = "Start"
    if isinstance(data.get(OURS), dict):
        story.known = dict(data[OURS])
    if unknown := [key for key in data if key not in _KNOWN_DATA]:
        story.lost["metadata"] += len(unknown)
    reading.stories.append(drafted(source_of(story)))
    return reading


def _passages(text: str, reading: Reading) -> list[Passage]:
    headers = list(islice(_HEADER.finditer(text), MOST_PASSAGES + 1))
    if len(headers) > MOST_PASSAGES:
        raise too_many_passages(len(headers))
    if headers and text[: headers[0].start()].strip():
        reading.warnings.append(_("What stands before the first passage is left out."))
    passages: list[Passage] = []
    ends = [*(header.start() for header in headers[1:]), len(text)][: len(headers)]
    line, place = 1, 0
    for header, end in zip(headers, ends, strict=True):
        line += text.count("\n", place, header.start())
        place = header.start()
        passage = _header(header[1], line, reading)
        passage.text = _NO_HEADER.sub("::", text[header.end() + 1 : end])
        passages.append(passage)
    return passages


def _header(header: str, line: int, reading: Reading) -> Passage:
    """``Name [tags] {metadata}``; a backslash takes the meaning from a bracket."""
    if len(header) > LONGEST_HEADER:
        raise CannotRead(_("Line %(line)d is too long for a passage's name.") % {"line": line})
    marks = {sign: _unescaped(header, sign) for sign in "[{"}
    starts = [place for place in marks.values() if place >= 0]
    name = _ESCAPED.sub(r"\1", header[: min(starts, default=len(header))]).strip()
    passage = Passage(name, "", line=line)
    rest = header[min(starts, default=len(header)) :].strip()
    if rest.startswith("["):
        end = _unescaped(rest, "]")
        tags = rest[1:end] if end > 0 else rest[1:]
        passage.tags = [_ESCAPED.sub(r"\1", tag) for tag in tags.split()[:MOST_TAGS]]
        rest = rest[end + 1 :].strip() if end > 0 else ""
    if rest:
        passage.metadata = _metadata(rest, passage, reading)
    return passage


def _metadata(source: str, passage: Passage, reading: Reading) -> dict[str, Any]:
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    reading.warnings.append(
        _("Line %(line)d, “%(name)s”: the metadata is no JSON and is left out.")
        % {"line": passage.line, "name": plain_name(passage.name)[:80]}
    )
    return {"metadata": source}


def _story_data(passage: Passage, reading: Reading) -> dict[str, Any]:
    try:
        found = json.loads(passage.text)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        return found
    reading.warnings.append(
        _("Line %(line)d: “StoryData” is no JSON and is left out.") % {"line": passage.line}
    )
    return {"metadata": passage.text}


def _unescaped(text: str, sign: str) -> int:
    """The first ``sign`` without a backslash before it; -1 for none."""
    match = re.compile(rf"(?:[^\\{re.escape(sign)}]|\\.)*+").match(text)
    place = match.end() if match else 0
    return place if text[place : place + 1] == sign else -1
