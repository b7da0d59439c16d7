"""One decision of a talk as an xAPI 1.0.3 statement. Pure; the shape is docs/scenario-analytics.md.

Nothing in a statement names a person: actor, registration and statement ids are keyed hashes.
"""

import datetime
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.scenarios.grammar import Document

VERSION = "1.0.3"
VERB = {
    "id": "http://adlnet.gov/expapi/verbs/responded",
    "display": {"en-US": "responded", "uk-UA": "відповідає"},
}
DECISION = "http://adlnet.gov/expapi/activities/cmi.interaction"
SCENARIO = "http://adlnet.gov/expapi/activities/simulation"
Statement = Mapping[str, Any]
Hash = Callable[[str, str], str]
"""(purpose, value) → at least 32 hexadecimal digits, keyed by the site."""


@dataclass(frozen=True, slots=True)
class Decided:
    """One stored step. ``since``: when its scene was shown. ``is_finished``: its talk is."""

    run: str
    person: int
    index: int
    node: str
    choice: str
    earned: int
    offered: int
    at: datetime.datetime
    since: datetime.datetime
    mode: str
    feedback: str
    version: int
    is_finished: bool


def statement(step: Decided, document: Document, home: str, keyed: Hash) -> Statement:
    """``home``: address of the site without a slash at its end."""
    base = f"{home}/xapi/scenarios/{document['code']}"
    return {
        "id": _uuid(keyed("statement", f"{step.run}/{step.index}")),
        "actor": {
            "objectType": "Agent",
            "account": {"homePage": home, "name": keyed("actor", str(step.person))[:32]},
        },
        "verb": VERB,
        "object": {
            "objectType": "Activity",
            "id": f"{base}/{step.node}",
            "definition": _definition(document, step.node),
        },
        "result": _result(step),
        "context": {
            "registration": _uuid(keyed("registration", step.run)),
            "revision": str(step.version),
            "language": "uk",
            "contextActivities": {
                "parent": [
                    {
                        "objectType": "Activity",
                        "id": base,
                        "definition": {"type": SCENARIO, "name": {"uk": document["title"]}},
                    }
                ]
            },
            "extensions": {
                f"{home}/xapi/extensions/mode": step.mode,
                f"{home}/xapi/extensions/feedback": step.feedback,
                f"{home}/xapi/extensions/step": step.index,
            },
        },
        "timestamp": step.at.astimezone(datetime.UTC).isoformat(timespec="milliseconds"),
        "version": VERSION,
    }


def _definition(document: Document, name: str) -> dict[str, Any]:
    node = document["nodes"][name]
    if node["kind"] != "scene":
        raise ValueError(f"{name} is no scene")
    return {
        "type": DECISION,
        "name": {"uk": node["title"] or name},
        "description": {"uk": node["text"]},
        "interactionType": "choice",
        "choices": [
            {"id": choice["id"], "description": {"uk": choice["text"]}}
            for choice in node["choices"]
        ],
    }


def _result(step: Decided) -> dict[str, Any]:
    """The score leaves only once the talk is over, and where the decision was scored."""
    body: dict[str, Any] = {
        "response": step.choice,
        "duration": duration((step.at - step.since).total_seconds()),
    }
    if step.is_finished and step.offered:
        body["score"] = {
            "scaled": round(step.earned / step.offered, 4),
            "raw": step.earned,
            "min": 0,
            "max": step.offered,
        }
    return body


def duration(seconds: float) -> str:
    """ISO 8601, to a hundredth of a second: ``PT12.5S``."""
    return f"PT{max(seconds, 0):.2f}".rstrip("0").rstrip(".") + "S"


def _uuid(digest: str) -> str:
    """A name-based UUID (version 5 in its bits) of a keyed hash."""
    return str(uuid.UUID(hex=digest[:32], version=5))
