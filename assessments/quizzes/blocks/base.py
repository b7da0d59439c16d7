"""Pieces that options of all kinds are made of. The id of a block is the identity of the option."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

NUMBER = r"^\s*[+\-−]?[\d\s\u00a0\u202f]*(?:[.,]\d*)?(?:[eE][+-]?\d{1,2})?\s*$"
NUMBER_OR_REST = rf"{NUMBER}|^\s*\*\s*$"
A_NUMBER = {"invalid": _("A number is expected.")}


def text(label: Any = "", **own: Any) -> blocks.TextBlock:
    return blocks.TextBlock(label=label or _("text"), rows=2, **own)


def feedback(**own: Any) -> blocks.TextBlock:
    return blocks.TextBlock(label=_("feedback"), rows=2, required=False, **own)


def percent(*, low: int = 0, required: bool = True, **own: Any) -> blocks.DecimalBlock:
    """Per cent, up to five places after the point."""
    return blocks.DecimalBlock(
        label=_("worth, %"),
        required=required,
        min_value=low,
        max_value=100,
        max_digits=8,
        decimal_places=5,
        **own,
    )


def number(label: Any, *, pattern: str = NUMBER, **own: Any) -> blocks.RegexBlock:
    """A decimal number as text, so that translators never see it."""
    return blocks.RegexBlock(regex=pattern, label=label, error_messages=A_NUMBER, **own)
