"""Stories as JSON: Twine's own form (passages with text) and lists of such stories."""

from collections.abc import Mapping
from typing import Any

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

FORMAT = "twine-json"


def looks_like_twine(value: object) -> bool:
    if isinstance(value, list):
        return bool(value) and looks_like_twine(value[0])
    return (
        isinstance(value, dict)
        and isinstance(value.get("passages"), list)
        and "schema_version" not in value
    )


def read(value: Any) -> Reading:
    """Raises :class:`CannotRead`."""
    stories = value if isinstance(value, list) else [value]
    if len(stories) > MOST_STORIES:
        raise CannotRead(
            _("The archive holds more than %(most)d stories; split it.") % {"most": MOST_STORIES}
        )
    reading = Reading(FORMAT)
    for story in stories:
        if not looks_like_twine(story):
            reading.errors.append(_("A part of the file is no Twine story."))
            continue
        try:
            reading.stories.append(drafted(source_of(_story(story))))
        except CannotRead as error:
            reading.errors.append(str(error))
    return reading


def _story(value: Mapping[str, Any]) -> TwineStory:
    story = TwineStory(
        name=_text(value.get("name")),
        identifier=_text(value.get("ifid")),
        format=_text(value.get("format") or value.get("storyFormat")),
    )
    if len(value["passages"]) > MOST_PASSAGES:
        raise too_many_passages(len(value["passages"]))
    pids: dict[str, str] = {}
    for passage in value["passages"]:
        if not isinstance(passage, dict):
            story.warnings.append(_("A passage that is no mapping is left out."))
            continue
        name = _text(passage.get("name"))
        for key in ("pid", "id"):
            if key in passage:
                pids.setdefault(_text(passage[key]), name)
        metadata = passage.get("metadata")
        story.passages.append(
            Passage(
                name,
                _text(passage.get("text")).replace("\r\n", "\n").replace("\r", "\n"),
                _tags(passage.get("tags")),
                metadata if isinstance(metadata, dict) else {},
            )
        )
    named = _text(value.get("start"))
    numbered = _text(value.get("startnode") or value.get("startPassage"))
    story.start = named or pids.get(numbered, numbered)
    for key, name in (("script", "script"), ("style", "style"), ("stylesheet", "style")):
        if _text(value.get(key)).strip():
            story.lost[name] += 1
    for name in ("StoryTitle", "StoryData"):
        story.passages = [one for one in story.passages if one.name != name]
    return story


def _tags(value: object) -> list[str]:
    if isinstance(value, str):
        return value.split()
    return [tag for tag in value if isinstance(tag, str)] if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    return str(value) if type(value) is int else ""
