"""A fault of a question: where it is and what is wrong, in words to be translated."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from assessments.quizzes.decimals import read_decimal

Document = Mapping[str, Any]
Path = tuple[str | int, ...]
FULL = Decimal("99.99")
"""Per cent that count as all: three options of 33.33333 are a whole."""
LONGEST_TEXT = 20_000
MOST_ROWS = 60


def gettext_noop(message: str) -> str:
    """Marks ``message`` for the catalogue; ``Fault.text`` translates it when it is shown."""
    return message


_ = gettext_noop


@dataclass(frozen=True)
class Fault:
    """``path`` leads to the place in the document: ``("options", 2, "fraction")``."""

    path: Path
    message: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def text(self, translate: Any = str) -> str:
        """``translate`` is ``gettext``; without it the words are English."""
        return str(translate(self.message)) % self.params


Faults = Iterator[Fault]


def blank(row: Mapping[str, Any], key: str) -> bool:
    return not str(row.get(key) or "").strip()


def percent(value: Any) -> Decimal | None:
    """``None`` where there is none or it is no number."""
    return None if value is None or value == "" else read_decimal(value)


def rows(document: Document, key: str) -> Sequence[Mapping[str, Any]]:
    return document.get(key) or ()


def at_least(document: Document, key: str, least: int, message: str) -> Faults:
    count = len(rows(document, key))
    if count < least:
        yield Fault((key,), message, {"least": least, "count": count})
    if count > MOST_ROWS:
        yield Fault((key,), _("At most %(most)d are possible here."), {"most": MOST_ROWS})


def texts_differ(
    items: Iterable[Mapping[str, Any]], path: Path, *, key: str = "text", case: bool = False
) -> Faults:
    """Each has a text of its own."""
    seen: set[str] = set()
    for number, row in enumerate(items):
        text = " ".join(str(row.get(key) or "").split())
        folded = text if case else text.casefold()
        if not text:
            yield Fault((*path, number, key), _("This text is empty."))
        elif folded in seen:
            yield Fault((*path, number, key), _("This is said twice."))
        seen.add(folded)


def fractions_in_range(
    items: Iterable[Mapping[str, Any]], path: Path, *, low: int, is_required: bool
) -> Faults:
    for number, row in enumerate(items):
        given = row.get("fraction")
        if given is None or given == "":
            if is_required:
                yield Fault(
                    (*path, number, "fraction"),
                    _("Say what this is worth, from 0 to 100 per cent."),
                )
            continue
        value = percent(given)
        if value is None or not low <= value <= 100:
            yield Fault(
                (*path, number, "fraction"),
                _("A number from %(low)d to 100 is expected."),
                {"low": low},
            )


def has_full(items: Iterable[Mapping[str, Any]]) -> bool:
    return any((percent(row.get("fraction")) or 0) >= FULL for row in items)


def one_of(document: Document, key: str, allowed: Sequence[str]) -> Faults:
    value = str(document.get(key) or "")
    if value not in allowed:
        yield Fault(
            (key,), _("One of these is expected: %(allowed)s."), {"allowed": ", ".join(allowed)}
        )
