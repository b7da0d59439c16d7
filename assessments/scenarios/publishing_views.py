"""The editor's screens of a role-play that publish: a refusal is a message, never an error page."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.snippets.views.snippets import CreateView, EditView, WorkflowActionView

from assessments.scenarios.exceptions import NotAccepted, NotPublishable, PlaysBroken
from assessments.scenarios.findings import Finding, sentence
from assessments.scenarios.plays.named import BrokenPlay
from assessments.scenarios.publishing_form import check_publishing
from assessments.scenarios.services.publishing import record_acceptance

MOST_NAMED = 5


class PublishesOrExplains:
    """For the two forms: keeps who ticked the warnings, and takes back a publishing refused."""

    def get_form(self: Any, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]  # a mixin: the view has it
        form.examine = partial(check_publishing, form)
        return form

    def save_instance(self: Any) -> Any:
        instance = super().save_instance()  # type: ignore[misc]  # a mixin: the view has it
        sheet = getattr(self.form, "sheet", None)
        if sheet is not None and sheet.warnings and self.form.has_ticked:
            record_acceptance(
                scenario=instance,
                sheet=sheet,
                person=self.request.user,
                revision=self.new_revision,
            )
        return instance

    def publish_action(self: Any) -> HttpResponse | None:
        return self._tried(super().publish_action)  # type: ignore[misc]  # a mixin: the view has it

    def workflow_action_action(self: Any) -> HttpResponse | None:
        return self._tried(super().workflow_action_action)  # type: ignore[misc]  # a mixin: the view has it

    def _tried(self: Any, action: Callable[[], HttpResponse | None]) -> HttpResponse | None:
        try:
            with transaction.atomic():
                return action()
        except NotPublishable as refusal:
            explain(self.request, refusal)
            return redirect(self.get_edit_url())


class ScenarioCreateView(PublishesOrExplains, CreateView):
    pass


class ScenarioEditView(PublishesOrExplains, EditView):
    pass


class ScenarioWorkflowActionView(WorkflowActionView):
    """Approval from a list or a dialog, without the form."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            with transaction.atomic():
                return super().post(request, *args, **kwargs)
        except NotPublishable as refusal:
            explain(request, refusal)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            done = {"step": "success", "redirect": self.redirect_url}
            return self.render_modal_json(request, done)
        return redirect(self.redirect_url)


def explain(request: HttpRequest, refusal: NotPublishable) -> None:
    """Say why nothing was published; the draft is as it was."""
    if isinstance(refusal, NotAccepted):
        why = _("Nobody has ticked that the warnings were read. Open the role-play and tick it.")
    elif isinstance(refusal, PlaysBroken):
        why = _("A named play goes otherwise now.")
    else:
        why = _("A learner could get stuck.")
    named = " ".join(map(_in_words, refusal.findings[:MOST_NAMED]))
    messages.error(request, _("Not published. %(why)s %(named)s") % {"why": why, "named": named})


def _in_words(item: object) -> str:
    if isinstance(item, BrokenPlay):
        return f"«{item.play.name}»: {item.reason}"
    if not isinstance(item, Finding):
        return ""
    place = " · ".join(filter(None, (item.node, item.choice)))
    words = sentence(item, translation.get_language() or "uk")
    return f"{place}: {words}" if place else words
