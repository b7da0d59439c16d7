"""Decimal numbers as published documents write them: text, no exponent, no needless zeros. Pure."""

import re
from decimal import Decimal
from typing import Any

MOST_DIGITS = 30
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?", re.ASCII)


def read_decimal(text: Any) -> Decimal | None:
    """The number an author wrote: decimal comma, spaces between thousands; ``None`` if it is none.

    At most 30 digits on either side of the point.
    """
    plain = _SPACES.sub("", str(text)).replace(",", ".").replace("−", "-")
    if len(plain) > 2 * MOST_DIGITS or not _NUMBER.fullmatch(plain):
        return None
    value = Decimal(plain)
    exponent = value.as_tuple().exponent
    if abs(value.adjusted()) >= MOST_DIGITS or not isinstance(exponent, int):
        return None
    return value if exponent >= -MOST_DIGITS else None


def decimal_text(value: Decimal | int) -> str:
    """``Decimal("1.500")`` → ``"1.5"``, ``Decimal("1E+3")`` → ``"1000"``."""
    text = format(Decimal(value), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def number_text(text: Any) -> str:
    """The written form of what an author typed; what is no number stays as it is."""
    value = read_decimal(text)
    return str(text).strip() if value is None else decimal_text(value)
