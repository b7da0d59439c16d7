"""Which part of the coverage is asked for. Every value comes from a list; nothing else is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest
from django.utils.translation import gettext as _

from modules.models import PrincipleSource
from training.dashboards.coverage.carrying import Competency, Filters

MISSING = "missing"


@dataclass(frozen=True)
class Choice:
    """A list of the form: options as (value, label, is chosen)."""

    name: str
    label: str
    options: list[tuple[str, Any, bool]]


def filters_from(data: Mapping[str, str], competencies: Iterable[str]) -> Filters:
    """Raises ``BadRequest`` naming the field that holds something else."""
    return Filters(
        only_missing=_one_of(data, "show", [MISSING]) == MISSING,
        source=_one_of(data, "source", PrincipleSource.values),
        competency=_one_of(data, "competency", competencies),
    )


def _one_of(data: Mapping[str, str], name: str, known: Iterable[str]) -> str:
    value = data.get(name, "")
    if value and value not in known:
        raise BadRequest(name)
    return value


def filter_lists(filters: Filters, competencies: Iterable[Competency]) -> list[Choice]:
    return [
        _choice(
            "show",
            _("Show"),
            [("", _("everything")), (MISSING, _("only what is missing"))],
            MISSING if filters.only_missing else "",
        ),
        _choice(
            "source",
            _("Source of the principles"),
            [("", _("all sources")), *PrincipleSource.choices],
            filters.source,
        ),
        _choice(
            "competency",
            _("Competency"),
            [("", _("all competencies")), *((one.code, _named(one)) for one in competencies)],
            filters.competency,
        ),
    ]


def _choice(name: str, label: str, options: list[tuple[str, Any]], chosen: str) -> Choice:
    return Choice(name, label, [(value, text, value == chosen) for value, text in options])


def _named(competency: Competency) -> str:
    return f"{competency.code} {competency.name}"
