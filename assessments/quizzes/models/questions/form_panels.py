"""What the forms of all kinds have in common."""

from django.forms import TextInput
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from assessments.quizzes.forms import LessonSelect


def name_panel(field: str) -> FieldPanel:
    """A name of letters and hyphens as it is typed: the editor's own box makes capitals small."""
    return FieldPanel(field, widget=TextInput)


HEAD_PANELS = [
    FieldRowPanel([FieldPanel("bank"), name_panel("code"), FieldPanel("use")]),
    FieldPanel("prompt"),
]
TAIL_PANELS = [
    FieldPanel("explanation"),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("competency"), FieldPanel("indicator"), FieldPanel("difficulty")]
            ),
            FieldRowPanel([FieldPanel("points"), name_panel("siblings"), FieldPanel("tags")]),
        ],
        heading=_("What it measures"),
    ),
    MultiFieldPanel(
        [
            FieldPanel("norm"),
            FieldPanel("source"),
            FieldPanel("lesson", widget=LessonSelect),
        ],
        heading=_("Where it comes from"),
    ),
    MultiFieldPanel(
        [FieldPanel("owner"), FieldPanel("editors_note"), FieldPanel("format")],
        heading=_("For editors"),
    ),
]
EXPERTS_PANEL = HelpPanel(heading=_("Expert panel"), template="quizzes/admin/panel_agreement.html")
