"""Our own document as JSON (docs/scenario-format.md), both ways and without loss."""

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.document import complete, parse_problems
from assessments.scenarios.exchange.neutral import CannotRead, Reading, Story, edges, in_words
from assessments.scenarios.grammar import SCHEMA_VERSION, Document

FORMAT = "json"


def looks_like_ours(value: object) -> bool:
    return isinstance(value, dict) and bool({"nodes", "schema_version"} & value.keys())


def read(value: Any) -> Reading:
    """Raises :class:`CannotRead` for another version of the format; faults become errors."""
    version = value.get("schema_version", SCHEMA_VERSION) if isinstance(value, dict) else None
    if version != SCHEMA_VERSION:
        raise CannotRead(
            _("The file is of version %(version)s of the format; version %(ours)d can be read.")
            % {"version": str(version)[:20], "ours": SCHEMA_VERSION}
        )
    reading = Reading(FORMAT)
    document = complete(value)
    if problems := parse_problems(document):
        reading.errors += in_words(problems)
    else:
        reading.stories.append(story_of(document))
    return reading


def story_of(document: Document) -> Story:
    """A well-formed document with the links that lead nowhere named."""
    nodes = document["nodes"]
    broken = [
        f"{name} → {target}"
        for name, node in nodes.items()
        for target in edges(node)
        if target and target not in nodes
    ]
    story = Story(document["title"], document, start=document["start"], broken_links=broken)
    if document["start"] not in nodes:
        story.warnings.append(_("The first scene is not there; choose one in the storyboard."))
    return story


def write(document: Mapping[str, Any]) -> bytes:
    """UTF-8, letters as letters, a key a line."""
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()
