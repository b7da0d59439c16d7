from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from assessments.quizzes.blocks.base import feedback, text


class PairBlock(blocks.StructBlock):
    left = text(_("left side"))
    right = text(_("what belongs to it"))
    feedback = feedback()

    class Meta:
        label = _("pair")
        icon = "resubmit"


class PairsBlock(blocks.StreamBlock):
    pair = PairBlock()


class DistractorBlock(blocks.StructBlock):
    text = text()

    class Meta:
        label = _("right side that belongs to nothing")
        icon = "cross"


class DistractorsBlock(blocks.StreamBlock):
    distractor = DistractorBlock()


class ItemBlock(blocks.StructBlock):
    text = text(_("item"))
    feedback = feedback()

    class Meta:
        label = _("item")
        icon = "list-ul"


class CategoryBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("category"))
    members = blocks.ListBlock(ItemBlock(), label=_("items that belong here"), min_num=0)

    class Meta:
        label = _("category")
        icon = "folder-inverse"


class CategoriesBlock(blocks.StreamBlock):
    category = CategoryBlock()


class ItemsBlock(blocks.StreamBlock):
    item = ItemBlock()
