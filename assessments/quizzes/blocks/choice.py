from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.quizzes.blocks.base import feedback, percent, text


class OptionBlock(blocks.StructBlock):
    text = text()
    right = blocks.BooleanBlock(label=_("right"), required=False)
    fraction = percent(
        low=-100,
        required=False,
        help_text=_("Leave empty unless options are worth different parts; may be below 0."),
    )
    feedback = feedback(help_text=_("What the person felt or did next, and why."))

    class Meta:
        label = _("option")
        icon = "tick-inverse"


class StatementBlock(blocks.StructBlock):
    text = text(_("statement"))
    right = blocks.BooleanBlock(label=_("true"), required=False)
    feedback = feedback()

    class Meta:
        label = _("statement")
        icon = "tick-inverse"


class OptionsBlock(blocks.StreamBlock):
    option = OptionBlock()


class StatementsBlock(blocks.StreamBlock):
    statement = StatementBlock()
