"""Fields that give exactly what the format wants, and choices that come from the draft."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.scenarios import grammar
from assessments.scenarios.grammar import Document, Variable
from assessments.scenarios.maps.layout import title_of
from assessments.scenarios.shape import ABSENT_CHARACTERS

WIDEST_LIST = 60
"""Numbers up to this many are offered in a drop-down, more are typed."""
LONGEST_OPTION = 60


@dataclass(frozen=True, slots=True)
class Parts:
    """What the forms of one draft choose from; made once a page.

    ``targets`` are (id, title) in groups by kind; ``competencies`` and ``norms`` are code → name.
    """

    targets: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    variables: Sequence[Variable]
    competencies: Mapping[str, str]
    norms: Mapping[str, str]

    @property
    def numbers(self) -> range:
        """Every value some variable can have."""
        low = min((item["min"] for item in self.variables), default=0)
        high = max((item["max"] for item in self.variables), default=0)
        return range(low, high + 1)


def parts_of(
    document: Document, competencies: Mapping[str, str], norms: Mapping[str, str]
) -> Parts:
    kinds = {"scene": _("Scenes"), "router": _("Forks"), "ending": _("Endings")}
    groups: dict[str, list[tuple[str, str]]] = {kind: [] for kind in kinds}
    for node_id, node in document["nodes"].items():
        groups[node["kind"]].append((node_id, shortened(title_of(document, node_id))))
    targets = [(label, groups[kind]) for kind, label in kinds.items() if groups[kind]]
    return Parts(targets, document["variables"], competencies, norms)


def shortened(text: str) -> str:
    return text if len(text) <= LONGEST_OPTION else f"{text[: LONGEST_OPTION - 1]}…"


class PlainText(forms.CharField):
    """Text as the format keeps it: lines end with a line feed, nothing invisible in it."""

    def __init__(self, limit: int, *, rows: int = 0, **options: Any) -> None:
        if rows:
            options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=limit, strip=not rows, **{"required": False, **options})

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def validate(self, value: str) -> None:
        super().validate(value)
        if ABSENT_CHARACTERS.search(value):
            raise ValidationError(_("The text holds a control character that nobody can see."))


class Number(forms.IntegerField):
    """A whole number within the limits of the format, if no narrower ones are given."""

    def __init__(self, **options: Any) -> None:
        limit = grammar.LARGEST_NUMBER
        super().__init__(**{"min_value": -limit, "max_value": limit, **options})


class Lines(PlainText):
    """A list of short texts, one a line; empty lines are dropped."""

    def __init__(self, each: int, count: int, **options: Any) -> None:
        super().__init__((each + 2) * count, rows=options.pop("rows", 3), **options)
        self.each, self.count = each, count

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:  # type: ignore[override]  # a list comes out
        lines = [line.strip() for line in super().clean(value).split("\n") if line.strip()]
        if len(lines) > self.count:
            raise ValidationError(_("At most %(count)d lines.") % {"count": self.count})
        if any(len(line) > self.each for line in lines):
            raise ValidationError(_("A line is too long: up to %(count)d.") % {"count": self.each})
        return lines


class Picked(forms.TypedChoiceField):
    """One of ``labels``, whose keys keep their type."""

    def __init__(self, labels: Mapping[Any, Any], **options: Any) -> None:
        kind = type(next(iter(labels)))
        super().__init__(choices=list(labels.items()), coerce=lambda value: kind(value), **options)


class Kept(forms.CharField):
    """A name that the form only carries along; ``pattern`` is that of the whole name."""

    def __init__(self, pattern: re.Pattern[str], **options: Any) -> None:
        super().__init__(required=False, widget=forms.HiddenInput, **options)
        self.pattern = pattern

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not self.pattern.fullmatch(value):
            raise ValidationError(_("Choose from the list."))


class Known(forms.CharField):
    """A name of something that the form lists, or of something no longer there: kept, and shown.

    ``pattern`` is that of the name; the empty name stands for "not decided yet".
    """

    def __init__(
        self,
        pattern: re.Pattern[str],
        options: Iterable[Any] = (),
        *,
        empty: Any = "",
        **more: Any,
    ) -> None:
        listed = list(options)
        super().__init__(
            required=False,
            widget=forms.Select(choices=[("", f"— {empty} —" if empty else "—"), *listed]),
            **more,
        )
        self.pattern = pattern
        self.names = {key for key, label in flat(listed)}

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not self.pattern.fullmatch(value):
            raise ValidationError(_("Choose from the list."))

    def prepare_value(self, value: Any) -> Any:
        """Adds what is chosen to the list where it is not there (any more)."""
        if value and isinstance(value, str) and value not in self.names:
            gone = _("“%(name)s” (does not exist)") % {"name": value[:40]}
            self.widget.choices = [*self.widget.choices, (value, gone)]
            self.names.add(value)
        return value


def flat(options: Iterable[Any]) -> Iterable[tuple[str, str]]:
    for key, label in options:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def target_field(parts: Parts, **options: Any) -> Known:
    return Known(grammar.NODE_ID, parts.targets, empty=gettext_lazy("not linked yet"), **options)
