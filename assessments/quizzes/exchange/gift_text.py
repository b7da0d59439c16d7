"""Signs and formats of a GIFT text: escapes hidden from whoever takes a question apart."""

import re

from django.utils.translation import gettext as _

from assessments.quizzes.exchange.building import Unusable
from assessments.quizzes.exchange.markup import Rich

FORMATS = {"html": "html", "plain": "plain", "markdown": "markdown", "moodle": "auto"}
FORMAT_MARK = re.compile(r"\[(html|plain|markdown|moodle)\]", re.IGNORECASE)

_ESCAPED = re.compile(r"\\([\\:#={}~n])")
_SIGNS = ":#={}~\n"
_HIDING_PLACES = [chr(0xFDD0 + place) for place in range(len(_SIGNS))]  # never characters of a text
_HIDDEN = {
    **dict(zip(_SIGNS.replace("\n", "n"), _HIDING_PLACES, strict=True)),
    "\\": "\\",
}
_SHOWN = str.maketrans(dict(zip(_HIDING_PLACES, _SIGNS, strict=True)))
_TAKEN = re.compile(f"[{_HIDING_PLACES[0]}-{_HIDING_PLACES[-1]}]")


def hidden(text: str) -> str:
    """Escaped signs replaced, so that those left mean something. Raises ``Unusable``."""
    if _TAKEN.search(text):
        raise Unusable(_("The text holds characters that no text may hold (U+FDD0 to U+FDD6)."))
    return _ESCAPED.sub(lambda match: _HIDDEN[match[1]], text)


def legible(text: str) -> str:
    """``text`` without the characters that :func:`hidden` refuses."""
    return _TAKEN.sub("", text)


def shown(text: str) -> str:
    """What a person reads."""
    return text.translate(_SHOWN).strip()


def rich(text: str, default: str) -> Rich:
    """A text with the format written before it, or else ``default``."""
    text = text.strip()
    mark = FORMAT_MARK.match(text)
    if mark:
        return Rich(shown(text[mark.end() :]), FORMATS[mark[1].lower()])
    return Rich(shown(text), default)
