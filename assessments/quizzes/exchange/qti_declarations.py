"""What a QTI item declares: responses with keys and mappings, outcomes with defaults."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from assessments.quizzes.exchange.qti_xml import children, first, is_true

Atom = str | float | bool


class Value:
    """A QTI value that is not NULL. Two are equal when they match: order counts only if ordered."""

    __slots__ = ("atoms", "cardinality")

    def __init__(self, atoms: Iterable[Atom], cardinality: str = "single") -> None:
        self.atoms: tuple[Atom, ...] = tuple(atoms)
        self.cardinality = cardinality

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Value):
            return NotImplemented
        if "multiple" in (self.cardinality, other.cardinality):
            return sorted(map(str, self.atoms)) == sorted(map(str, other.atoms))
        return self.atoms == other.atoms

    def __hash__(self) -> int:
        return hash(len(self.atoms))

    def __repr__(self) -> str:
        return f"Value({self.atoms!r}, {self.cardinality!r})"


@dataclass(frozen=True)
class MapEntry:
    key: Atom
    points: float
    case: bool


@dataclass(frozen=True)
class ResponseDeclaration:
    """``mapping``: empty when the item has none. ``lower``, ``upper``: bounds of its sum."""

    identifier: str
    cardinality: str
    base_type: str
    correct: Value | None
    mapping: tuple[MapEntry, ...] = ()
    default: float = 0.0
    lower: float | None = None
    upper: float | None = None

    def value(self, atoms: Iterable[Atom]) -> Value:
        return Value(atoms, self.cardinality)

    def mapped(self, value: Value | None) -> float:
        """Points of a value by the mapping, each part once, the sum within the bounds."""
        if value is None:
            return 0.0
        total = sum(self.points_of(part) for part in dict.fromkeys(value.atoms))
        if self.lower is not None:
            total = max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)

    def points_of(self, part: Atom) -> float:
        """Points of one part, before the bounds."""
        for entry in self.mapping:
            if entry.key == part or (
                not entry.case and str(entry.key).casefold() == str(part).casefold()
            ):
                return entry.points
        return self.default


@dataclass(frozen=True)
class OutcomeDeclaration:
    base_type: str
    default: Value | None
    most: float | None


Declared = tuple[dict[str, ResponseDeclaration], dict[str, OutcomeDeclaration]]


def declarations(item: Element) -> Declared:
    responses = {
        response.get("identifier", ""): _response(response)
        for response in children(item, "responseDeclaration")
    }
    outcomes = {
        outcome.get("identifier", ""): OutcomeDeclaration(
            outcome.get("baseType", ""),
            _values(first(outcome, "defaultValue"), outcome),
            number(outcome.get("normalMaximum")),
        )
        for outcome in children(item, "outcomeDeclaration")
    }
    return responses, outcomes


def atom(text: str, base_type: str) -> Atom:
    """A value as its base type compares; strings keep their inner spaces."""
    if base_type in ("integer", "float"):
        parsed = number(text)
        return text.strip() if parsed is None else parsed
    if base_type == "boolean":
        return is_true(text)
    if base_type in ("pair", "directedPair"):
        parts = text.split()
        return " ".join(sorted(parts) if base_type == "pair" else parts)
    return text.strip()


def number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if abs(value) < 1e300 else None  # infinities and NaN are no numbers here


def _response(element: Element) -> ResponseDeclaration:
    base_type = element.get("baseType", "")
    mapping = first(element, "mapping")
    listed = children(mapping, "mapEntry")
    times = Counter(map(_folded, listed))
    entries = tuple(
        MapEntry(
            atom(entry.get("mapKey", ""), base_type),
            number(entry.get("mappedValue")) or 0.0,
            # unsaid, capitals do not matter, unless the item tells two keys apart by them alone
            is_true(entry.get("caseSensitive"))
            or ("caseSensitive" not in entry.attrib and times[_folded(entry)] > 1),
        )
        for entry in listed
    )
    return ResponseDeclaration(
        identifier=element.get("identifier", ""),
        cardinality=element.get("cardinality", "single"),
        base_type=base_type,
        correct=_values(first(element, "correctResponse"), element),
        mapping=entries,
        default=(number(mapping.get("defaultValue")) if mapping is not None else 0.0) or 0.0,
        lower=number(mapping.get("lowerBound")) if mapping is not None else None,
        upper=number(mapping.get("upperBound")) if mapping is not None else None,
    )


def _folded(entry: Element) -> str:
    return entry.get("mapKey", "").strip().casefold()


def _values(parent: Element | None, declaration: Element) -> Value | None:
    base_type = declaration.get("baseType", "")
    atoms = [
        atom("".join(value.itertext()), value.get("baseType", base_type))
        for value in children(parent, "value")
    ]
    return Value(atoms, declaration.get("cardinality", "single")) if atoms else None
