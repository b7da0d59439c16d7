"""A field of a node in words, for reading two versions side by side."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scenarios.grammar import Document
from assessments.scenarios.maps.drawing import conditions_in_words
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.storyboard import words
from assessments.scenarios.storyboard.merging import Difference

LABELS: Mapping[str, Any] = {
    "title": gettext_lazy("Title"),
    "speaker": gettext_lazy("Who speaks"),
    "mood": gettext_lazy("Mood"),
    "text": gettext_lazy("Text"),
    "note": gettext_lazy("Note for authors"),
    "hint": gettext_lazy("Hint of the coach"),
    "behaviour": gettext_lazy("For the observer"),
    "level": gettext_lazy("Level of the ending"),
    "follow_up": gettext_lazy("To read afterwards"),
    "rules": gettext_lazy("Rules of the fork"),
    "else": gettext_lazy("Otherwise"),
    "to": gettext_lazy("Leads to"),
    "reaction": gettext_lazy("Reaction"),
    "when": gettext_lazy("Condition"),
    "effects": gettext_lazy("Effects"),
    "qualities": gettext_lazy("Marks"),
    "weight": gettext_lazy("Weight"),
    "move": gettext_lazy("Kind of move"),
    "critical": gettext_lazy("Critical"),
    "recommended": gettext_lazy("Recommended"),
    "once": gettext_lazy("Only once"),
    "feedback": gettext_lazy("Why"),
    "better": gettext_lazy("Stronger wording"),
    "basis": gettext_lazy("Source of law"),
}
SCALES: Mapping[str, words.Labels] = {
    "level": words.LEVELS,
    "weight": words.WEIGHTS,
    "move": words.MOVES,
    "critical": words.CRITICAL,
}


def label(difference: Difference) -> str:
    if difference.field:
        return str(LABELS.get(difference.field, difference.field))
    return _("The whole reply") if difference.choice else _("The whole node")


def described(document: Document, field: str, value: Any) -> str:
    """``value`` of the field as a person reads it; a dash where there is nothing."""
    if value is None:
        return _("– not there –")
    if field in {"to", "else"}:
        return title_of(document, value) if value in document["nodes"] else value or "–"
    if field == "when":
        return conditions_in_words(document, value) or "–"
    if field in SCALES:
        return str(SCALES[field].get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _listed(document, field, value) or "–"


def _listed(document: Document, field: str, value: Any) -> str:
    if field == "effects":
        labels = {item["key"]: item["label"] or item["key"] for item in document["variables"]}
        return ", ".join(
            f"{labels.get(item['variable'], item['variable'])} {item['op']} {item['value']}"
            for item in value
        )
    if field == "qualities":
        return ", ".join(f"{code}: {words.QUALITIES[mark]}" for code, mark in value.items())
    if field == "rules":
        ends = [described(document, "to", rule["to"]) for rule in value]
        ifs = [conditions_in_words(document, rule["when"]) for rule in value]
        return "\n".join(f"{condition} → {end}" for condition, end in zip(ifs, ends, strict=True))
    if field == "follow_up":
        return "\n".join(value)
    if isinstance(value, dict):  # a whole reply or node
        shown = ("text", "title", "to")
        return "\n".join(described(document, key, value[key]) for key in shown if value.get(key))
    return str(value)
