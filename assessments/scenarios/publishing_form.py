"""What the form of a role-play asks before it is published or sent to review."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from assessments.scenarios.findings import Finding, sentence
from assessments.scenarios.grammar import Document
from assessments.scenarios.services.publishing import Sheet, sheet_of

SHOWN_FAULTS = 12
TICK = "accepted"


def check_publishing(form: Any, document: Document, field: str = "graph") -> Sheet:
    """Add to ``form`` what stops ``document`` from being published, at ``field`` where it has it.

    For ``clean()``, and only where the draft is to be published or reviewed: the whole talk is
    explored. The sheet stays on the form (``form.sheet``), with ``form.has_ticked``, for the page
    and for the view that saves.
    """
    scenario = form.instance
    if "review_due" in form.cleaned_data:
        scenario.review_due = form.cleaned_data["review_due"]
    sheet = form.sheet = sheet_of(scenario, document)
    where = field if field in form.fields else None
    for fault in sheet.errors[:SHOWN_FAULTS]:
        form.add_error(where, _placed(fault))
    for play in sheet.broken:
        params = {"play": play.play.name, "reason": play.reason}
        text = _("The named play “%(play)s” goes otherwise now. %(reason)s")
        form.add_error(where, ValidationError(text, code="named_play", params=params))
    form.has_ticked = form.data.get(form.add_prefix(TICK)) == sheet.key
    if sheet.needs_tick and not form.has_ticked:
        text = _("Read the warnings below and tick that you have, or mend them. Nothing is lost.")
        form.add_error(
            TICK if TICK in form.fields else where, ValidationError(text, code="not_accepted")
        )
    return sheet


def _placed(finding: Finding) -> ValidationError:
    return ValidationError(
        _("%(place)s: %(fault)s"),
        code=finding.name,
        params={
            "place": " · ".join(filter(None, (finding.node, finding.choice))) or "—",
            "fault": sentence(finding, translation.get_language() or "uk"),
        },
    )
