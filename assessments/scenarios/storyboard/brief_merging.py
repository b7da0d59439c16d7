"""Two versions of a brief, theirs and mine: where they differ, and one picked from both. Pure."""

from collections.abc import Mapping
from typing import Any, cast

from assessments.scenarios.grammar import Document
from assessments.scenarios.storyboard.merging import MINE, THEIRS, Difference

PLAIN = ("title", "summary", "role", "channel", "place", "warning", "difficulty", "minutes")
CLIENT = ("name", "age", "about")
PASS = ("level", "achievement")
COMPETENCY, VARIABLE = "competencies.", "variables."

Brief = dict[str, Any]
"""Values by name: ``title``, ``client.age``, ``pass.level``; ``competencies.FL-02`` holds
``{"trained": True, "required": {"share": 60, "decisions": 2}}`` with ``required`` None where it is
not needed to pass; ``variables.trust`` holds the whole meter.
"""


def brief_of(document: Document) -> Brief:
    """What of ``document`` is its brief, in the order of the form."""
    needed = document["pass"]["competencies"]
    codes = dict.fromkeys([*document["competencies"], *needed])
    values = cast(Mapping[str, Any], document)
    return {
        **{name: values[name] for name in PLAIN},
        **{f"client.{name}": values["client"][name] for name in CLIENT},
        **{f"pass.{name}": values["pass"][name] for name in PASS},
        **{
            COMPETENCY + code: {
                "trained": code in document["competencies"],
                "required": needed.get(code),
            }
            for code in codes
        },
        **{VARIABLE + item["key"]: item for item in document["variables"]},
    }


def with_brief(document: Document, brief: Brief) -> Document:
    """``document`` with another brief; its scenes stay."""
    competencies = _below(COMPETENCY, brief)
    return cast(
        Document,
        {
            **document,
            **{name: brief[name] for name in PLAIN},
            "client": {name: brief[f"client.{name}"] for name in CLIENT},
            "competencies": [code for code, marks in competencies.items() if marks["trained"]],
            "pass": {
                **{name: brief[f"pass.{name}"] for name in PASS},
                "competencies": {
                    code: marks["required"]
                    for code, marks in competencies.items()
                    if marks["required"] is not None
                },
            },
            "variables": list(_below(VARIABLE, brief).values()),
        },
    )


def brief_differences(theirs: Brief, mine: Brief, base: Brief | None) -> list[Difference]:
    """Every part where the two differ; None where a version has no such part.

    With ``base``, the version both started from, a part that only they changed is proposed as
    theirs; any other as mine.
    """
    return [
        Difference(
            name,
            theirs.get(name),
            mine.get(name),
            THEIRS if base is not None and mine.get(name) == base.get(name) else MINE,
        )
        for name in dict.fromkeys([*mine, *theirs])
        if theirs.get(name) != mine.get(name)
    ]


def picked_brief(theirs: Brief, mine: Brief, picks: Mapping[str, str]) -> Brief:
    """The parts picked; what is not picked, or is the same, is mine."""
    found = {
        name: (theirs if picks.get(name) == THEIRS else mine).get(name)
        for name in dict.fromkeys([*mine, *theirs])
    }
    apart = (COMPETENCY, VARIABLE)
    return {
        name: value
        for name, value in found.items()
        if value is not None or not name.startswith(apart)
    }


def _below(prefix: str, brief: Brief) -> dict[str, Any]:
    return {
        name.removeprefix(prefix): value for name, value in brief.items() if name.startswith(prefix)
    }
