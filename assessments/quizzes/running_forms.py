"""Forms around running quizzes: extensions, answers to disputes, studies of pass marks."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from assessments.quizzes.marking.scope import marker_scope
from assessments.quizzes.models import (
    Attempt,
    Dispute,
    Method,
    PassMarkStudy,
    QuizExtension,
    QuizPage,
)
from assessments.quizzes.services.starting import grant_extension
from assessments.quizzes.standard_setting import InvalidJudgement, Limits, angoff, hofstee
from training.people.cms_forms import PersonByEmailField
from training.people.models import Person
from training.people.models.person import PersonQuerySet
from training.people.scope import scope

LARGEST_TABLE = 100_000


def quiz_choices() -> list[tuple[str, str]]:
    """Quizzes by their lasting key. One query."""
    pages = QuizPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)
    return [(str(key), title) for key, title in pages.values_list("translation_key", "title")]


def people_of(viewer: Person) -> PersonQuerySet:
    """Whom ``viewer`` may give more time or attempts: those they train, and those they lead."""
    if viewer.is_superuser:
        return Person.objects.active()
    trained, led = marker_scope(viewer), scope(viewer).people()
    return led | trained.people() if trained.grants else led


class ExtensionForm(WagtailAdminModelForm):
    person = PersonByEmailField()
    quiz_key = forms.TypedChoiceField(label=_("Quiz"), choices=quiz_choices)

    class Meta:
        model = QuizExtension
        fields = ["person", "quiz_key", "extra_minutes", "extra_attempts", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(self.for_user)

    def save(self, commit: bool = True) -> QuizExtension:
        extension: QuizExtension = super().save(commit=False)
        return grant_extension(extension=extension, granted_by=self.for_user)


class DisputeForm(WagtailAdminModelForm):
    class Meta:
        model = Dispute
        fields = ["answer"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True

    def save(self, commit: bool = True) -> Dispute:
        dispute: Dispute = super().save(commit=False)
        dispute.answered_at, dispute.answered_by = timezone.now(), self.for_user
        dispute.save()
        return dispute


class PassMarkForm(WagtailAdminModelForm):
    """Computes the mark from the judges' table; the decision stays a person's."""

    quiz_key = forms.TypedChoiceField(label=_("Quiz"), choices=quiz_choices)
    judgements = forms.CharField(
        label=_("Judgements"),
        max_length=LARGEST_TABLE,
        widget=forms.Textarea,
        help_text=_(
            "A row for each judge, as copied from a spreadsheet. Angoff: per cent for every "
            "question. Hofstee: lowest and highest mark, lowest and highest share failed, per cent."
        ),
    )

    class Meta:
        model = PassMarkStudy
        fields = [
            "quiz_key",
            "method",
            "judges",
            "judgements",
            "decided_mark",
            "decided_on",
            "note",
        ]
        widgets = {"decided_on": AdminDateInput}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "judgements" not in cleaned or "method" not in cleaned or "quiz_key" not in cleaned:
            return cleaned
        judges = [line for line in cleaned.get("judges", "").splitlines() if line.strip()]
        try:
            rows = _table(cleaned["judgements"])
            if len(rows) != len(judges):
                raise InvalidJudgement("judges")
            self.instance.result = _result(cleaned["method"], rows, cleaned["quiz_key"])
        except InvalidJudgement as refusal:
            self.add_error("judgements", _explain(refusal))
        return cleaned

    def save(self, commit: bool = True) -> PassMarkStudy:
        self.instance.recorded_by = self.for_user
        return super().save(commit)


def _table(text: str) -> list[list[float]]:
    """Rows of numbers, parted by tabs, semicolons or spaces. Raises ``InvalidJudgement``."""
    rows = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        cells = [cell for cell in re.split(r"[;\t ]+", line.strip()) if cell]
        row = []
        for column, cell in enumerate(cells, start=1):
            if not re.fullmatch(r"\d{1,3}([.,]\d{1,4})?%?", cell):
                raise InvalidJudgement("number", number, column)
            row.append(float(cell.rstrip("%").replace(",", ".")))
        rows.append(row)
    return rows


def _result(method: str, rows: Sequence[Sequence[float]], quiz_key: str) -> dict[str, Any]:
    if method == Method.ANGOFF:
        return asdict(angoff(rows))
    for number, row in enumerate(rows, start=1):
        if len(row) != len(Limits.__dataclass_fields__):
            raise InvalidJudgement("four", number)
    return asdict(hofstee([Limits(*row) for row in rows], first_results(quiz_key)))


def first_results(quiz_key: str) -> list[float]:
    """Per cent of everybody's first finished attempt. One query."""
    firsts: dict[int, float] = {}
    rows = (
        Attempt.objects.finished()
        .filter(quiz_key=quiz_key, is_pending=False)
        .order_by("finished_at")
        .values_list("person", "percent")
    )
    for person, percent in rows:
        firsts.setdefault(person, float(percent or 0))
    return list(firsts.values())


def _explain(refusal: InvalidJudgement) -> str:
    place = {"row": refusal.row, "column": refusal.column}
    return {
        "empty": gettext("There is nothing to count: judgements or finished attempts are missing."),
        "judges": gettext("There are not as many rows as judges."),
        "ragged": gettext("Row %(row)d is not as long as the first one.") % place,
        "range": gettext("Row %(row)d, number %(column)d: per cent from 0 to 100 are expected.")
        % place,
        "number": gettext("Row %(row)d, number %(column)d is no number.") % place,
        "four": gettext("Row %(row)d: four numbers are expected.") % place,
        "marks": gettext("Row %(row)d: the lowest mark is above the highest.") % place,
        "fails": gettext("Row %(row)d: the lowest share failed is above the highest.") % place,
    }[refusal.reason]
