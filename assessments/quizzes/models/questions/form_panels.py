"""What the forms of all kinds have in common."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel

from assessments.quizzes.forms import LessonSelect

HEAD_PANELS = [
    FieldRowPanel([FieldPanel("bank"), FieldPanel("code"), FieldPanel("use")]),
    FieldPanel("prompt"),
]
TAIL_PANELS = [
    FieldPanel("explanation"),
    MultiFieldPanel(
        [
            FieldRowPanel(
                [FieldPanel("competency"), FieldPanel("indicator"), FieldPanel("difficulty")]
            ),
            FieldRowPanel([FieldPanel("points"), FieldPanel("siblings"), FieldPanel("tags")]),
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
