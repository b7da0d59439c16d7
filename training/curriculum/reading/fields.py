"""Taking typed values out of a mapping; what is wrong is collected and replaced by something empty.

A reader takes the keys it knows and calls ``done()``, which names the others. ``verify`` is known
everywhere: a note for editors.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from assessments.quizzes.decimals import decimal_text, read_decimal
from training.curriculum.reading.faults import Faults, Place
from training.curriculum.reading.faults import gettext_noop as _
from training.curriculum.reading.yamlfile import Map, Seq

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}")
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LANGUAGES = ("uk", "en")
LONG = 20_000
_ABSENT = object()


class Ref(NamedTuple):
    """A code that names something elsewhere, and where it does."""

    code: str
    place: Place


class Fields:
    def __init__(self, value: Any, place: Place, faults: Faults) -> None:
        self.place, self.faults = place, faults
        self.known = {"verify"}
        if not isinstance(value, Map):
            faults.add(place, _("a mapping of keys is expected"))
            value = Map(place.line)
            self.is_mapping = False
        else:
            self.is_mapping = True
        self.value: Map = value

    def at(self, key: str) -> Place:
        """The line of ``key``; of the whole mapping when it is absent."""
        return Place(self.place.file, self.value.lines.get(key, self.place.line))

    def fault(self, key: str, message: str, **params: Any) -> None:
        self.faults.add(self.at(key), message, key=key, **params)

    def take(self, key: str, *, required: bool) -> Any:
        """The raw value; ``_ABSENT`` when there is none, which is a fault where it is required."""
        self.known.add(key)
        if key in self.value:
            return self.value[key]
        if required and self.is_mapping:
            self.faults.add(self.place, _("the key “%(key)s” is missing"), key=key)
        return _ABSENT

    def done(self) -> None:
        for key in self.value:
            if key not in self.known:
                self.fault(key, _("unknown key “%(key)s”"))

    # --- scalars ------------------------------------------------------------------------------
    def text(self, key: str, *, limit: int = LONG, required: bool = True) -> str:
        """Text without outer spaces; not empty where it is required."""
        value = self.take(key, required=required)
        if value is _ABSENT or (value is None and not required):
            return ""
        return self._text(self.at(key), key, value, limit=limit, required=required)

    def _text(self, place: Place, key: str, value: Any, *, limit: int, required: bool) -> str:
        if isinstance(value, int | float | datetime.date) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            self.faults.add(place, _("“%(key)s”: text is expected"), key=key)
            return ""
        value = value.strip()
        if required and not value:
            self.faults.add(place, _("“%(key)s” is empty"), key=key)
        if len(value) > limit:
            self.faults.add(
                place,
                _("“%(key)s” has %(length)d characters; at most %(limit)d fit"),
                key=key,
                length=len(value),
                limit=limit,
            )
        return value

    def line(self, key: str, *, limit: int, required: bool = True) -> str:
        """Text of one line, as titles are."""
        value = self.text(key, limit=limit, required=required)
        if "\n" in value:
            self.fault(key, _("“%(key)s” has to be one line"))
        return value

    def matching(
        self, key: str, pattern: re.Pattern[str], *, limit: int = 40, required: bool = True
    ) -> str:
        value = self.text(key, limit=limit, required=required)
        if value and not pattern.fullmatch(value):
            self.fault(
                key,
                _("“%(key)s”: “%(value)s” has characters that do not belong here"),
                value=value[:60],
            )
        return value

    def code(self, key: str = "code", *, limit: int = 40) -> str:
        return self.matching(key, CODE, limit=limit)

    def slug(self, key: str = "slug") -> str:
        return self.matching(key, SLUG, limit=200)

    def ref(self, key: str, *, required: bool = True) -> Ref | None:
        """A code used to name something else; ``None`` when absent or empty."""
        value = self.matching(key, CODE, required=required)
        return Ref(value, self.at(key)) if value else None

    def word(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        """One of ``allowed``; without a default it has to be there."""
        value = self.take(key, required=default is None)
        if value is _ABSENT:
            return default if default is not None else allowed[0]
        if value not in allowed:
            self.fault(
                key, _("“%(key)s” has to be one of: %(allowed)s"), allowed=", ".join(allowed)
            )
            return allowed[0]
        return str(value)

    def whole(
        self, key: str, low: int, high: int, *, default: int | None = None, required: bool = True
    ) -> int:
        """A whole number in the range; ``default`` when the key is absent."""
        value = self.take(key, required=required and default is None)
        if value is _ABSENT:
            return low if default is None else default
        if type(value) is not int or not low <= value <= high:
            self.fault(
                key,
                _("“%(key)s” has to be a whole number from %(low)d to %(high)d"),
                low=low,
                high=high,
            )
            return low
        return value

    def maybe_whole(self, key: str, low: int, high: int) -> int | None:
        if self.value.get(key) is None:
            self.known.add(key)
            return None
        return self.whole(key, low, high)

    def decimal(self, key: str, *, default: str | None = None) -> str:
        """A number as published documents write it, such as ``"33.33333"``."""
        value = self.take(key, required=default is None)
        if value is _ABSENT:
            return default or "0"
        number = None if isinstance(value, bool) else read_decimal(value)
        if number is None:
            self.fault(key, _("“%(key)s” has to be a number"))
            return "0"
        return decimal_text(number)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        value = self.take(key, required=default is None)
        if value is _ABSENT:
            return bool(default)
        if not isinstance(value, bool):
            self.fault(key, _("“%(key)s” has to be true or false"))
            return False
        return value

    def day(self, key: str) -> datetime.date | None:
        """A date; ``None`` when absent or null."""
        value = self.take(key, required=False)
        if value is _ABSENT or value is None:
            return None
        if not isinstance(value, datetime.date):
            self.fault(key, _("“%(key)s” has to be a date such as 2027-01-31"))
            return None
        return value

    def address(self, key: str) -> str:
        """A web address, or nothing."""
        value = self.line(key, limit=200, required=False)
        if value and not is_web_address(value):
            self.fault(key, _("“%(key)s” has to be an address that begins with https://"))
        return value

    def note(self) -> str:
        """The note for editors, whatever its form."""
        value = self.value.get("verify")
        parts = value if isinstance(value, list) else [value]
        return "\n".join(str(part).strip() for part in parts if part)

    # --- collections --------------------------------------------------------------------------
    def items(
        self, key: str, *, limit: int = 500, required: bool = True, least: int = 1
    ) -> list[tuple[Place, Any]]:
        """The items of a list with their places; at least ``least`` where it is required."""
        value = self.take(key, required=required)
        if value is _ABSENT or (value is None and not required):
            return []
        if not isinstance(value, Seq):
            self.fault(key, _("“%(key)s” has to be a list"))
            return []
        if required and len(value) < least:
            self.fault(key, _("“%(key)s” needs at least %(least)d items"), least=least)
        if len(value) > limit:
            self.fault(key, _("“%(key)s” has more than %(limit)d items"), limit=limit)
            return []
        return [
            (Place(self.place.file, line), item)
            for line, item in zip(value.lines, value, strict=True)
        ]

    def mappings(self, key: str, *, required: bool = True, least: int = 1) -> Iterator["Fields"]:
        for place, item in self.items(key, required=required, least=least):
            yield Fields(item, place, self.faults)

    def mapping(self, key: str, *, required: bool = True) -> "Fields":
        """The mapping under ``key``; an empty one when it is absent or wrong."""
        value = self.take(key, required=required)
        if value is _ABSENT or (value is None and not required):
            value = Map(self.at(key).line)
            inner = Fields(value, self.at(key), self.faults)
            inner.is_mapping = False  # what is not there has no missing keys
            return inner
        return Fields(value, self.at(key), self.faults)

    def texts(self, key: str, *, limit: int = 250, required: bool = True) -> list[str]:
        return [
            self._text(place, key, item, limit=limit, required=True)
            for place, item in self.items(key, required=required)
        ]

    def refs(self, key: str, *, required: bool = True) -> list[Ref]:
        """Codes of other things, none of them twice."""
        refs: list[Ref] = []
        for place, item in self.items(key, required=required):
            code = self._text(place, key, item, limit=40, required=True)
            if code in {ref.code for ref in refs}:
                self.faults.add(place, _("“%(code)s” is here twice"), code=code)
            elif code:
                refs.append(Ref(code, place))
        return refs

    def translated(self, key: str, *, limit: int = LONG) -> dict[str, str]:
        """A text in each language: ``{"uk": …, "en": …}``."""
        inner = self.mapping(key)
        texts = {language: inner.text(language, limit=limit) for language in LANGUAGES}
        inner.done()
        return texts


def is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return (
        parts.scheme in {"https", "http"}
        and bool(parts.hostname)
        and not re.search(r"[\s\"'<>\\]", text)
    )
