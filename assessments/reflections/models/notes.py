"""Notes to oneself. Private data: reached from their owner's request and from nowhere else.

So there is no reverse accessor on ``Person``, no ``visible_to()``, no permission to grant and no
screen in the editor. Source: security.md §1, class V.
"""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext_lazy as _

from training.people.models import Person

MAX_CHARACTERS = 5_000


class PrivateNoteQuerySet(models.QuerySet["PrivateNote"]):
    def of(self, person: Person) -> Self:
        """Notes ``person`` wrote: the only notes they can ever reach."""
        return self.filter(person=person)


class PrivateNote(models.Model):
    """What a person answered to a reflection prompt of a lesson, one note a prompt.

    ``prompt_id`` is the id of the block, ``page_key`` the translation key of the lesson: both are
    the same in every language. ``prompt`` keeps the words asked when the note was written.
    """

    wagtail_reference_index_ignore = True

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="+",
    )
    page_key = models.UUIDField(_("lesson"))
    prompt_id = models.UUIDField(_("prompt"))
    prompt = models.TextField(_("words of the prompt"))
    text = models.TextField(_("note"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = PrivateNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("private note")
        verbose_name_plural = _("private notes")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person", "prompt_id", "page_key"], name="privatenote_one_a_prompt"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="privatenote_not_empty"),
            models.CheckConstraint(
                condition=LessThanOrEqual(Length("text"), Value(MAX_CHARACTERS)),
                name="privatenote_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.page_key}/{self.prompt_id}"  # never its words: this goes to logs
