"""How names are written here."""

import re
import unicodedata

APOSTROPHE = "ʼ"
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def tidy_name(text: str) -> str:
    """Composed letters, one space between words, the Ukrainian apostrophe, no control characters.

    >>> tidy_name("  В'юник ")
    'Вʼюник'
    """
    text = _CONTROL.sub(" ", unicodedata.normalize("NFC", text))
    return " ".join(re.sub(r"['’`]", APOSTROPHE, text).split())
