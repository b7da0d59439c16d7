"""Which talks a trainer asks for. Every value comes from a list; nothing else is read."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from assessments.scenarios.models import RunMode


class Hints(StrEnum):
    WITHOUT = ""
    WITH = "coached"


class Attempts(StrEnum):
    ALL = ""
    FIRST = "first"


MODES: dict[str, Any] = {
    "": _("assessed and practice"),
    RunMode.ASSESSED.value: _("assessed only"),
    RunMode.PRACTICE.value: _("practice only"),
}
HINTS: dict[str, Any] = {Hints.WITHOUT: _("without hints"), Hints.WITH: _("with hints on the way")}
ATTEMPTS: dict[str, Any] = {
    Attempts.ALL: _("all talks"),
    Attempts.FIRST: _("each person’s first talk"),
}


@dataclass(frozen=True)
class Filters:
    """``version``: key of the newest version of a group; 0 for the newest group.

    ``unit``: key of a unit of the organisation; 0 for everybody.
    """

    version: int = 0
    mode: str = ""
    hints: Hints = Hints.WITHOUT
    attempts: Attempts = Attempts.ALL
    unit: int = 0

    def wider(self) -> list["Filters"]:
        """This one and what it becomes with mode, attempts or both given up; the unit stays."""
        modes = dict.fromkeys([self.mode, ""])
        attempts = dict.fromkeys([self.attempts, Attempts.ALL])
        return [replace(self, mode=mode, attempts=many) for mode in modes for many in attempts]


def filters_from(data: Mapping[str, str]) -> Filters:
    """Raises ``BadRequest`` naming the field that holds something else."""
    return Filters(
        version=_number(data, "version"),
        mode=_one_of(data, "mode", MODES),
        hints=Hints(_one_of(data, "hints", HINTS)),
        attempts=Attempts(_one_of(data, "attempts", ATTEMPTS)),
        unit=_number(data, "unit"),
    )


def _number(data: Mapping[str, str], name: str) -> int:
    value = data.get(name, "")
    if value and not (value.isascii() and value.isdecimal() and len(value) < 10):
        raise BadRequest(name)
    return int(value or 0)


def _one_of(data: Mapping[str, str], name: str, known: Mapping[str, object]) -> str:
    value = data.get(name, "")
    if value not in known:
        raise BadRequest(name)
    return value
