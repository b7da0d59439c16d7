"""What a drawing may be made of: elements, attributes and the values they take. Nothing else."""

import re
from collections.abc import Callable, Mapping
from math import isfinite

MAX_PATH = 4_000
MAX_NUMBER = 100_000

ELEMENTS = frozenset(
    {
        "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text",
        "tspan", "title", "desc", "defs", "marker",
    }
)  # fmt: skip
WORDED = frozenset({"text", "tspan", "title", "desc"})
CLASSES = frozenset(
    {
        "d-paper", "d-sunken", "d-soft", "d-warm", "d-good", "d-poor", "d-accent", "d-wheat",
        "d-ink", "d-none", "d-line", "d-line-soft", "d-line-accent", "d-line-good", "d-line-poor",
        "d-line-warm", "d-thin", "d-thick", "d-dash", "d-text", "d-small", "d-strong", "d-head",
        "d-number", "d-center", "d-end", "d-muted", "d-accent-ink", "d-good-ink", "d-poor-ink",
        "d-warm-ink", "d-on-accent", "d-on-wheat",
    }
)  # fmt: skip
LEFT_OUT_OF_THE_ROOT = frozenset(
    {
        "width", "height", "version", "baseProfile", "role", "focusable", "aria-hidden",
        "aria-label",
    }
)  # fmt: skip

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_REST_OF_PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz\s,]*")
_TRANSFORM = re.compile(r"(?:translate|scale|rotate|skewX|skewY|matrix)\(([^()]{1,120})\)")
_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
MARKER_URL = re.compile(r"url\(#([A-Za-z_][A-Za-z0-9_.-]{0,63})\)")
SPACE = re.compile(r"[ \t\r\n]+")


def _is_number(value: str) -> bool:
    if not _NUMBER.fullmatch(value):
        return False
    number = float(value)
    return isfinite(number) and abs(number) <= MAX_NUMBER


def _is_length(value: str) -> bool:
    return _is_number(value) and float(value) >= 0


def _are_numbers(value: str) -> bool:
    parts = value.replace(",", " ").split()
    return 0 < len(parts) <= MAX_PATH // 4 and all(map(_is_number, parts))


def _is_view_box(value: str) -> bool:
    parts = value.replace(",", " ").split()
    return len(parts) == 4 and all(map(_is_number, parts)) and all(float(n) > 0 for n in parts[2:])


def _is_path(value: str) -> bool:
    if len(value) > MAX_PATH or not _REST_OF_PATH.fullmatch(_NUMBER.sub(" ", value)):
        return False
    return all(_is_number(number) for number in _NUMBER.findall(value))


def _is_transform(value: str) -> bool:
    if len(value) > 500 or _TRANSFORM.sub("", value).strip(" ,"):
        return False
    return all(_are_numbers(numbers) for numbers in _TRANSFORM.findall(value))


def _are_classes(value: str) -> bool:
    return CLASSES.issuperset(value.split())


def _one_of(*words: str) -> Callable[[str], bool]:
    return frozenset(words).__contains__


def _is_turn(value: str) -> bool:
    return value in {"auto", "auto-start-reverse"} or _is_number(value)


def _is_id(value: str) -> bool:
    return bool(_ID.fullmatch(value))


def _is_marker(value: str) -> bool:
    return value == "none" or bool(MARKER_URL.fullmatch(value))


_COLOUR = _one_of("none", "currentColor")
ATTRIBUTES: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys(
        ("x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "dx", "dy", "refX", "refY"), _is_number
    ),
    **dict.fromkeys(("stroke-dashoffset", "letter-spacing"), _is_number),
    **dict.fromkeys(("width", "height", "r", "rx", "ry"), _is_length),
    **dict.fromkeys(("markerWidth", "markerHeight"), _is_length),
    **dict.fromkeys(("stroke-width", "stroke-miterlimit"), _is_length),
    **dict.fromkeys(("opacity", "fill-opacity", "stroke-opacity"), _is_length),
    **dict.fromkeys(("points", "stroke-dasharray"), _are_numbers),
    **dict.fromkeys(("marker-start", "marker-mid", "marker-end"), _is_marker),
    "viewBox": _is_view_box,
    "d": _is_path,
    "transform": _is_transform,
    "class": _are_classes,
    "id": _is_id,
    "fill": _COLOUR,
    "stroke": _COLOUR,
    "fill-rule": _one_of("nonzero", "evenodd"),
    "stroke-linecap": _one_of("butt", "round", "square"),
    "stroke-linejoin": _one_of("miter", "round", "bevel"),
    "text-anchor": _one_of("start", "middle", "end"),
    "dominant-baseline": _one_of("auto", "middle", "central", "hanging", "alphabetic"),
    "markerUnits": _one_of("strokeWidth", "userSpaceOnUse"),
    "orient": _is_turn,
    "vector-effect": _one_of("none", "non-scaling-stroke"),
    "preserveAspectRatio": _one_of("none", "xMidYMid", "xMidYMid meet", "xMinYMin meet"),
}
