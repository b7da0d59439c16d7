"""Formats that are known and not read, so that the refusal says which and what to do instead."""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from assessments.scenarios.exchange.neutral import CannotRead

INK_JSON = "ink-json"
LOOKED_AT = 20_000  # characters

_YARN = re.compile(r"^title:[^\n]*\n(?:[\w-]+:[^\n]*\n){0,20}---[ \t]*$", re.MULTILINE)
_INK_KNOT = re.compile(
    r"^[ \t]*={2,}[ \t]*(?:function[ \t]+)?\w+[ \t]*(?:\([^)\n]*\))?[ \t]*=*[ \t]*$", re.M
)
_INK_CHOICE = re.compile(r"^[ \t]*[*+][ \t]*\S", re.M)
_INK_DIVERT = re.compile(r"->[ \t]*[\w.]+[ \t]*$", re.M)
_CHOICESCRIPT = re.compile(r"^\*(?:choice|label|goto|create|finish|scene_list)\b", re.M)


class Refused(CannotRead):
    """``format``: what the file was recognised as."""

    def __init__(self, format: str, message: str) -> None:
        self.format = format
        super().__init__(message)


def not_supported(format: str, name: str, hint: str = "") -> Refused:
    sentence = _("The format %(name)s is not supported.") % {"name": name}
    return Refused(format, f"{sentence} {hint}".strip())


def refuse_text(name: str, text: str) -> None:
    """Raises :class:`CannotRead` for program texts of other tools, by name and by looks."""
    text = text[:LOOKED_AT]
    ending = name.lower().rpartition(".")[2]
    if ending == "ink" or (_INK_KNOT.search(text) and _INK_CHOICE.search(text)):
        raise not_supported("ink", "ink (.ink)", ink_hint())
    if ending == "yarn" or _YARN.search(text):
        raise not_supported("yarn", "Yarn")
    if _CHOICESCRIPT.search(text):
        raise not_supported("choicescript", "ChoiceScript")


def refuse_xml(text: str) -> None:
    if re.search(r"<(?:\w+:)?(?:VirtualPatientData|ActivityModel|DataAvailabilityModel)\b", text):
        raise mvp()


def mvp() -> Refused:
    return not_supported("mvp", "MVP (MedBiquitous Virtual Patient)")


def xapi() -> Refused:
    return not_supported("xapi", "xAPI")


def is_ink(value: object) -> bool:
    return isinstance(value, dict) and "inkVersion" in value


def is_xapi(value: object) -> bool:
    statement = value[0] if isinstance(value, list) and value else value
    if isinstance(statement, dict) and isinstance(statement.get("statements"), list):
        statement = next(iter(statement["statements"]), None)
    return isinstance(statement, dict) and {"actor", "verb", "object"} <= statement.keys()


def compiled_ink(value: Mapping[str, Any]) -> Refused:
    """What to say of compiled ink: it is a program, and programs are never run here."""
    return Refused(
        INK_JSON,
        _("This is compiled ink (version %(version)s): a program, which is not run here.")
        % {"version": str(value.get("inkVersion"))[:12]}
        + " "
        + ink_hint(),
    )


def ink_hint() -> str:
    return _(
        "Bring the story over as Twee: each knot a passage “:: Name”, each choice a link"
        " “[[text->Name]]”; or as our table, one row a choice."
    )
