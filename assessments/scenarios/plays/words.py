"""Effects and marks of a choice as an author reads them."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.scenarios.grammar import Choice, Document, Effect


def effects_in_words(document: Document, effects: Sequence[Effect]) -> str:
    """``Довіра +2, Лист знайдено = 1``; empty without effects."""
    labels = {item["key"]: item["label"] or item["key"] for item in document["variables"]}
    return ", ".join(
        f"{labels.get(item['variable'], item['variable'])} "
        f"{'= ' if item['op'] == '=' else item['op'].replace('-', '−')}{item['value']}"
        for item in effects
    )


def marks_in_words(choice: Choice) -> list[str]:
    """``FL-02: 4``, ``weight 2``, ``critical error`` and so on, each by itself."""
    words = [f"{code}: {quality}" for code, quality in sorted(choice["qualities"].items())]
    if choice["weight"] > 1 and choice["qualities"]:
        words.append(_("weight %(weight)d") % {"weight": choice["weight"]})
    if choice["critical"] == "error":
        words.append(_("critical error"))
    elif choice["critical"] == "success":
        words.append(_("critical success"))
    if choice["recommended"]:
        words.append(_("recommended"))
    if choice["once"]:
        words.append(_("only once"))
    return words
