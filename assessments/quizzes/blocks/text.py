"""Accepted answers, gaps and units. What is compared with a person's words is never cleaned."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks

from assessments.quizzes.blocks.base import NUMBER_OR_REST, feedback, number, percent, text

POINTS = pgettext_lazy("of a question", "points")
TOLERANCE_KINDS = [
    ("nominal", _("plus or minus so much")),
    ("relative", _("as a part of the value (0.05 is 5 %)")),
    ("geometric", _("as a factor (0.05: from value ÷ 1.05 to value × 1.05)")),
]


class AcceptedTextBlock(blocks.StructBlock):
    accepted = blocks.CharBlock(
        label=_("accepted answer"),
        help_text=_("* stands for anything, \\* for a star. The first that fits counts."),
    )
    fraction = percent(default=100)
    feedback = feedback()

    class Meta:
        label = _("accepted answer")
        icon = "pilcrow"


class AcceptedNumberBlock(blocks.StructBlock):
    value = number(
        _("value"),
        pattern=NUMBER_OR_REST,
        help_text=_("* takes whatever is left; it stands last."),
    )
    tolerance = number(_("tolerance"), default="0", required=False)
    tolerance_kind = blocks.ChoiceBlock(
        label=_("how it is meant"), choices=TOLERANCE_KINDS, default="nominal"
    )
    fraction = percent(default=100)
    feedback = feedback()

    class Meta:
        label = _("accepted number")
        icon = "order"


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("choice"))
    fraction = percent(low=-100, default=0)
    feedback = feedback()

    class Meta:
        label = _("choice")
        icon = "tick-inverse"


class AcceptedTextsBlock(blocks.StreamBlock):
    answer = AcceptedTextBlock()


class AcceptedNumbersBlock(blocks.StreamBlock):
    answer = AcceptedNumberBlock()


class UnitBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=pgettext_lazy("of measure", "unit"), max_length=30)
    factor = number(
        _("base units in it"), default="1", help_text=_("The first unit is the base: 1.")
    )

    class Meta:
        label = pgettext_lazy("of measure", "unit")
        icon = "order"


class UnitsBlock(blocks.StreamBlock):
    unit = UnitBlock()


class GapBlock(blocks.StructBlock):
    """``number`` is that of the marker: gap 1 stands where the text says ``[[1]]``."""

    number = blocks.IntegerBlock(label=_("number of the gap"), min_value=1, max_value=999)
    weight = blocks.DecimalBlock(
        label=_("weight"), default=1, min_value=0, max_digits=6, decimal_places=3
    )


class SelectGapBlock(GapBlock):
    choices = blocks.ListBlock(ChoiceBlock(), label=_("choices"), min_num=0)

    class Meta:
        label = _("gap with choices")
        icon = "list-ul"


class TextGapBlock(GapBlock):
    case = blocks.BooleanBlock(label=_("capitals matter"), required=False)
    answers = blocks.ListBlock(AcceptedTextBlock(), label=_("accepted answers"), min_num=0)

    class Meta:
        label = _("gap to fill with words")
        icon = "pilcrow"


class NumberGapBlock(GapBlock):
    answers = blocks.ListBlock(AcceptedNumberBlock(), label=_("accepted numbers"), min_num=0)

    class Meta:
        label = _("gap to fill with a number")
        icon = "order"


class SelectGapsBlock(blocks.StreamBlock):
    select = SelectGapBlock()


class GapsBlock(blocks.StreamBlock):
    text = TextGapBlock()
    number = NumberGapBlock()
    select = SelectGapBlock()


class LevelBlock(blocks.StructBlock):
    points = blocks.DecimalBlock(label=POINTS, min_value=0, max_digits=6, decimal_places=2)
    text = text(_("what earns them"))


class CriterionBlock(blocks.StructBlock):
    text = text(_("criterion"))
    points = blocks.DecimalBlock(
        label=POINTS, default=1, min_value=0, max_digits=6, decimal_places=2
    )
    levels = blocks.ListBlock(LevelBlock(), label=_("levels"), min_num=0, default=[])

    class Meta:
        label = _("criterion")
        icon = "tasks"


class RubricBlock(blocks.StreamBlock):
    criterion = CriterionBlock()
