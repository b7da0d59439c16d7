"""Options of a question. The id of a block is the option's stable identity."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError


class OptionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"), rows=2)
    right = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.TextBlock(
        label=_("feedback"), rows=2, help_text=_("What the person felt or did next, and why.")
    )

    class Meta:
        label = _("option")
        icon = "tick-inverse"


class JudgementOptionBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("reaction"), rows=2)
    key = blocks.ChoiceBlock(
        label=_("by the key"),
        required=False,
        choices=[("best", _("best")), ("worst", _("worst"))],
    )
    feedback = blocks.TextBlock(label=_("feedback"), rows=2)

    class Meta:
        label = _("reaction")
        icon = "comment"


class _OptionsBlock(blocks.StreamBlock):
    """Options; the rules across them stop publishing, not drafts."""

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if self.is_deferred_validation:
            return value
        if faults := [str(fault) for fault in self.faults([child.value for child in value])]:
            raise StreamBlockValidationError(non_block_errors=faults)
        return value

    def faults(self, options: list[Any]) -> list[Any]:
        raise NotImplementedError


class SingleOptionsBlock(_OptionsBlock):
    option = OptionBlock()

    class Meta:
        min_num = 2

    def faults(self, options: list[Any]) -> list[Any]:
        right = sum(bool(option["right"]) for option in options)
        return [] if right == 1 else [_("Mark exactly one option as right.")]


class SeveralOptionsBlock(_OptionsBlock):
    option = OptionBlock()

    class Meta:
        min_num = 3

    def faults(self, options: list[Any]) -> list[Any]:
        right = sum(bool(option["right"]) for option in options)
        if 0 < right < len(options):
            return []
        return [_("Mark at least one option as right and leave at least one wrong.")]


class JudgementOptionsBlock(_OptionsBlock):
    option = JudgementOptionBlock()

    class Meta:
        min_num = 4

    def faults(self, options: list[Any]) -> list[Any]:
        keys = [option["key"] for option in options]
        if keys.count("best") == 1 and keys.count("worst") == 1:
            return []
        return [_("Mark exactly one reaction as best and exactly one as worst.")]
