from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.quizzes.blocks.base import feedback, text


class JudgementOptionBlock(blocks.StructBlock):
    text = text(_("reaction"))
    key = blocks.ChoiceBlock(
        label=_("by the key"),
        required=False,
        choices=[("best", _("best")), ("worst", _("worst"))],
    )
    feedback = feedback()

    class Meta:
        label = _("reaction")
        icon = "comment"


class QualityBlock(blocks.StructBlock):
    text = text(_("reaction"))
    quality = blocks.IntegerBlock(
        label=_("quality"),
        required=False,
        min_value=0,
        max_value=4,
        help_text=_("0 harmful, 1 weak, 2 acceptable, 3 good, 4 best. Used by “by quality”."),
    )
    experts = blocks.IntegerBlock(
        label=_("experts who call it best"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Used by “by consensus”; an expert panel on this question is counted instead."),
    )
    feedback = feedback()

    class Meta:
        label = _("reaction")
        icon = "comment"


class RankBlock(blocks.StructBlock):
    text = text(_("reaction"))
    rank = blocks.IntegerBlock(label=_("place, 1 is best"), min_value=1, max_value=60)
    feedback = feedback()

    class Meta:
        label = _("reaction")
        icon = "comment"


class RatingBlock(blocks.StructBlock):
    text = text(_("reaction"))
    rating = blocks.IntegerBlock(label=_("rating, 0 to 4"), min_value=0, max_value=4)
    feedback = feedback()

    class Meta:
        label = _("reaction")
        icon = "comment"


class JudgementOptionsBlock(blocks.StreamBlock):
    option = JudgementOptionBlock()


class QualitiesBlock(blocks.StreamBlock):
    option = QualityBlock()


class RanksBlock(blocks.StreamBlock):
    option = RankBlock()


class RatingsBlock(blocks.StreamBlock):
    option = RatingBlock()
