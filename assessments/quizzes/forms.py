"""The editor's form of a question: rules across its fields, each shown at its place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.blocks.base import BlockField
from wagtail.blocks.list_block import ListBlockValidationError
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError

from assessments.quizzes.decimals import decimal_text
from modules.models import Indicator, LessonPage, ModulePage

Path = Sequence[str | int]
Placed = tuple[Path, str]
"""A path in the form, such as ``("options", 1, "text")``, and what is wrong there."""


def lesson_choices() -> list[tuple[str, Any]]:
    """Lessons of the site's own language by module. Two queries."""
    pages = LessonPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    lessons = list(pages.order_by("path").values_list("path", "translation_key", "title"))
    steplen = ModulePage.steplen
    above = {path[:-steplen] for path, _key, _title in lessons}
    modules = dict(ModulePage.objects.filter(path__in=above).values_list("path", "title"))
    groups: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, key, title in lessons:
        groups[modules.get(path[:-steplen], "–")].append((str(key), title))
    return [("", "---------"), *groups.items()]


class LessonSelect(forms.Select):
    """A lesson by its key, which is the same in every language."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        # Called anew for each form; the stubs know lists only.
        self.choices = lesson_choices  # type: ignore[assignment]  # Django takes a callable


class QuestionForm(WagtailAdminModelForm):
    """A draft may break every rule; what is published or sent to review breaks none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(points := self.initial.get("points"), Decimal):
            self.initial["points"] = decimal_text(points)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.is_deferred_validation:
            self._check_indicator(cleaned)
        return cleaned

    def _check_indicator(self, cleaned: dict[str, Any]) -> None:
        code, competency = cleaned.get("indicator"), cleaned.get("competency")
        if not code or competency is None:
            return
        if not Indicator.objects.filter(competency=competency, code=code).exists():
            self.add_error(
                "indicator",
                gettext("%(competency)s has no indicator %(code)s.")
                % {"competency": competency.code, "code": code},
            )

    def _post_clean(self) -> None:
        """The rules read the question as it would be published, so it has to be put together."""
        super()._post_clean()
        self.instance.tidy()
        if self.is_deferred_validation or self._is_unreadable():
            return
        placed = [
            (self.instance.form_path(fault.path), fault.text(gettext))
            for fault in self.instance.faults()
        ]
        for name, error in errors_at(placed).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, error)

    def _is_unreadable(self) -> bool:
        """Whether blocks were not understood: what they were before would be judged instead."""
        return any(isinstance(self.fields.get(name), BlockField) for name in self.errors)


def errors_at(placed: Iterable[Placed]) -> dict[str, ValidationError]:
    """Errors by field of the form; in a StreamField each stands at its block."""
    by_field: dict[str, list[Placed]] = defaultdict(list)
    for (name, *rest), text in placed:
        by_field[str(name)].append((rest, text))
    return {name: _at_field(inside) for name, inside in by_field.items()}


def _at_field(inside: list[Placed]) -> ValidationError:
    if any(rest for rest, _text in inside):
        own, below = _split(inside)
        return StreamBlockValidationError(
            block_errors={int(place): _at_struct(faults) for place, faults in below.items()},
            non_block_errors=own,
        )
    return ValidationError([text for _rest, text in inside])


def _at_struct(inside: list[Placed]) -> ValidationError:
    own, below = _split(inside)
    return StructBlockValidationError(
        block_errors={str(name): _in_struct(faults) for name, faults in below.items()},
        non_block_errors=own,
    )


def _in_struct(inside: list[Placed]) -> ValidationError:
    """A field of a struct: text, or a list of structs."""
    own, below = _split(inside)
    if not below:
        return ValidationError(own)
    return ListBlockValidationError(
        block_errors={int(place): _at_struct(faults) for place, faults in below.items()},
        non_block_errors=own,
    )


def _split(inside: list[Placed]) -> tuple[list[str], dict[str | int, list[Placed]]]:
    """What is said here, and what is said further down by its next step."""
    own: list[str] = []
    below: dict[str | int, list[Placed]] = defaultdict(list)
    for rest, text in inside:
        if rest:
            below[rest[0]].append((rest[1:], text))
        else:
            own.append(text)
    return own, below
