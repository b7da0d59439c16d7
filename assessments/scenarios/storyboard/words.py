"""How the storyboard names the words of the format."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Labels = Mapping[Any, Any]

QUALITIES: Labels = {
    0: _("0 – harmful"),
    1: _("1 – weak"),
    2: _("2 – acceptable"),
    3: _("3 – good"),
    4: _("4 – best"),
}
LEVELS: Labels = {
    0: _("0 – harmful ending"),
    1: _("1 – poor ending"),
    2: _("2 – partial ending"),
    3: _("3 – good ending"),
}
OPERATORS: Labels = {
    ">=": pgettext_lazy("condition", "is at least"),
    "<=": pgettext_lazy("condition", "is at most"),
    "==": pgettext_lazy("condition", "is exactly"),
    "!=": pgettext_lazy("condition", "is not"),
    ">": pgettext_lazy("condition", "is above"),
    "<": pgettext_lazy("condition", "is below"),
}
EFFECTS: Labels = {
    "+": pgettext_lazy("effect", "plus"),
    "-": pgettext_lazy("effect", "minus"),
    "=": pgettext_lazy("effect", "becomes"),
}
CRITICAL: Labels = {
    "none": pgettext_lazy("critical", "no"),
    "error": _("critical error"),
    "success": _("critical success"),
}
WEIGHTS: Labels = {1: _("1 – usual"), 2: _("2 – important"), 3: _("3 – decisive")}
MOVES: Labels = {
    "": _("not named"),
    "open_question": _("open question"),
    "closed_question": _("closed question"),
    "reflection_simple": _("simple reflection"),
    "reflection_complex": _("complex reflection"),
    "summary": pgettext_lazy("listening", "summary"),
    "affirm": _("affirmation"),
    "seek_collaboration": _("seeking collaboration"),
    "emphasise_autonomy": _("emphasising the choice is theirs"),
    "give_information": _("information"),
    "persuade": _("persuasion without permission"),
    "persuade_with_permission": _("advice with permission"),
    "confront": _("confrontation"),
    "silence": _("silence"),
    "other": pgettext_lazy("listening", "something else"),
}
CHANNELS: Labels = {
    "office": _("in the office"),
    "phone": _("on the phone"),
    "chat": _("in a chat"),
    "visit": _("on a visit"),
}
DIFFICULTIES: Labels = {1: _("1 – first steps"), 2: _("2 – usual"), 3: _("3 – hard")}
KINDS_OF_VARIABLE: Labels = {
    "meter": _("meter"),
    "flag": _("yes or no"),
    "counter": _("counter"),
}
SHOWN: Labels = {
    "never": _("never"),
    "during": _("during the talk"),
    "debrief": _("only in the debrief"),
}
BETTER: Labels = {"high": _("more is better"), "low": _("less is better")}
LEVEL_OF_FINDING: Labels = {
    "E": _("Blocks publishing"),
    "W": _("Worth a look"),
    "I": _("Good to know"),
}


def options(labels: Labels) -> list[tuple[Any, Any]]:
    return list(labels.items())
