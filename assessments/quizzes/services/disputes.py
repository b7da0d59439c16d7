"""Disputing a question, once the person has seen how it was marked."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.quizzes.exceptions import CannotDispute
from assessments.quizzes.models import LONGEST_DISPUTE, AttemptItem, Dispute


@transaction.atomic
def open_dispute(*, item: AttemptItem, text: str) -> Dispute:
    """What is wrong with the question of ``item``, in the person's words. Once a question.

    Raises:
        CannotDispute: nothing said or too much, said before, or the review is not open.
    """
    if item.attempt.is_open or not item.attempt.shows(timezone.now()):
        raise CannotDispute(_("A question can be disputed once its review is open."))
    if len(text) > LONGEST_DISPUTE:
        raise CannotDispute(
            _("Please say it in %(most)d characters at most.") % {"most": LONGEST_DISPUTE}
        )
    words = text.replace("\0", "").strip()
    if not words:
        raise CannotDispute(_("Say what is wrong with the question."))
    dispute, is_new = Dispute.objects.get_or_create(item=item, defaults={"text": words})
    if not is_new:
        raise CannotDispute(_("You have already written about this question."))
    return dispute
