"""Pictures of questions in the editor: added, looked at, never changed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import SnippetViewSet

from assessments.quizzes.models import QuestionFile
from assessments.quizzes.pictures import MOST_BYTES, NotAPicture, picture_type
from assessments.quizzes.services.files import store_file


class PictureForm(WagtailAdminModelForm):
    picture = forms.FileField(
        label=capfirst(gettext_lazy("picture")),
        help_text=gettext_lazy("PNG, JPEG, GIF or WebP, at most 5 MB and 40 megapixels."),
    )

    def clean_picture(self) -> Any:
        sent = self.cleaned_data["picture"]
        if sent.size > MOST_BYTES:
            raise ValidationError(said("too_large"))
        self.content = sent.read()
        try:
            picture_type(self.content)
        except NotAPicture as refusal:
            raise ValidationError(said(refusal.reason)) from refusal
        return sent

    def save(self, commit: bool = True) -> QuestionFile:
        return store_file(
            bank=self.cleaned_data["bank"],
            name=self.cleaned_data["picture"].name,
            content=self.content,
        )


def said(reason: str) -> str:
    words = {
        "empty": _("The file is empty."),
        "too_large": _("The picture is larger than 5 MB."),
        "too_many_pixels": _("The picture has more than 40 megapixels."),
    }
    return words.get(reason, _("This is no PNG, JPEG, GIF or WebP picture."))


def thumbnail(file: QuestionFile) -> SafeString:
    address = reverse("question_file", args=[file.sha256, file.name])
    return format_html('<img src="{}" alt="" height="60" loading="lazy">', address)


class QuestionFileViewSet(SnippetViewSet):
    model = QuestionFile
    icon = "image"
    menu_label = gettext_lazy("Pictures")
    list_display = [
        "name",
        Column("picture", label=capfirst(gettext_lazy("picture")), accessor=thumbnail),
        Column(
            "reference",
            label=capfirst(gettext_lazy("in the text of a question")),
            accessor="reference",
        ),
        "bank",
        "added_at",
    ]
    list_filter = ["bank"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [FieldPanel("bank"), FieldPanel("picture")], base_form_class=PictureForm
    )
