"""The editor's form of a quiz: a blueprint that the bank cannot meet is refused at its cell."""

from typing import Any

from django.utils.translation import gettext, ngettext
from wagtail.admin.forms import WagtailAdminPageForm

from assessments.quizzes.draw import Cell, Shortfall


class QuizPageForm(WagtailAdminPageForm):
    """A draft may promise more than the bank has; what is published may not."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True
        cells = self._rows("cells")
        fixed = [row.cleaned_data["question"] for row in self._rows("fixed_questions")]
        if unpublished := [question for question in fixed if not question.live]:
            self.add_error(None, self._unpublished(unpublished))
        asked = [self._cell(row.cleaned_data) for row in cells]
        missing = self.instance.shortfalls(asked or [Cell(count=self.instance.draw)], fixed)
        for shortfall in missing:
            if cells:
                cells[shortfall.position].add_error("count", explain(shortfall))
            else:
                self.add_error("draw", explain(shortfall))
        return not missing and not unpublished

    def _rows(self, name: str) -> list[Any]:
        """Forms of the rows that stay, in the order of the page."""
        rows = [
            form
            for form in self.formsets[name].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        return sorted(rows, key=lambda form: form.cleaned_data.get("ORDER") or 0)

    @staticmethod
    def _cell(data: dict[str, Any]) -> Cell:
        competency = data.get("competency")
        return Cell(
            count=data["count"],
            competency=competency.code if competency else "",
            indicator=data.get("indicator") or "",
            difficulty=data.get("difficulty") or 0,
            kind=data.get("kind") or "",
        )

    @staticmethod
    def _unpublished(questions: list[Any]) -> str:
        return gettext("Not published, so nobody can be asked: %(codes)s.") % {
            "codes": ", ".join(question.code for question in questions)
        }


def explain(shortfall: Shortfall) -> str:
    """Why a cell cannot be filled, for the person who wrote it."""
    count, has = shortfall.cell.count, shortfall.has
    if has >= count:
        return gettext(
            "The bank has %(has)d questions that fit, but other rows need the same ones."
        ) % {"has": has}
    return ngettext(
        "The bank has %(has)d published question that fits; %(count)d are asked for.",
        "The bank has %(has)d published questions that fit; %(count)d are asked for.",
        has,
    ) % {"has": has, "count": count}
