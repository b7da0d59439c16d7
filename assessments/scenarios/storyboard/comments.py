"""What authors tell each other at a node."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.scenarios.models.authoring import LONGEST_COMMENT, NodeComment
from assessments.scenarios.storyboard.access import Desk, at_the_desk
from assessments.scenarios.storyboard.fields import PlainText
from assessments.scenarios.storyboard.page import address


class CommentForm(forms.Form):
    text = PlainText(LONGEST_COMMENT, required=True)


@require_POST
@at_the_desk
def comment(desk: Desk, node_id: str) -> HttpResponse:
    """Comments need no lock and change no draft."""
    if desk.faults or node_id not in desk.document["nodes"]:
        raise Http404
    form = CommentForm(desk.request.POST)
    if form.is_valid() and form.cleaned_data["text"].strip():
        NodeComment.objects.create(
            scenario=desk.scenario,
            node=node_id,
            text=form.cleaned_data["text"].strip(),
            author=desk.request.user,
        )
        messages.success(desk.request, _("Comment added."))
    else:
        limit = {"limit": LONGEST_COMMENT}
        messages.error(desk.request, _("Write a comment of up to %(limit)d characters.") % limit)
    return redirect(address("node", desk.scenario, node_id))


@require_POST
@at_the_desk
def settle(desk: Desk, comment_id: int) -> HttpResponse:
    """Mark a comment as settled, or open again."""
    found = get_object_or_404(desk.scenario.comments, pk=comment_id)
    is_open = found.resolved_at is None
    found.resolved_at = timezone.now() if is_open else None
    found.resolved_by = desk.request.user if is_open else None
    found.save(update_fields=["resolved_at", "resolved_by"])
    messages.success(desk.request, _("Comment settled.") if is_open else _("Comment open again."))
    if found.node in desk.document["nodes"]:
        return redirect(address("node", desk.scenario, found.node))
    return redirect(address("storyboard", desk.scenario))
