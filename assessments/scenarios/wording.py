"""Checks 13–16 and 18: what the words and marks of single decisions give away or leave out."""

import math
import re
from collections.abc import Iterable, Iterator

from assessments.scenarios.engine import points
from assessments.scenarios.findings import Finding, found
from assessments.scenarios.grammar import Choice, Document, Scene
from assessments.scenarios.reading import count_words

SCENE_WORDS = 120
CHOICE_WORDS = 30
GOOD_QUALITY = 3
CRITICAL_QUALITY = 1
LENGTH_RATIO = 2
LENGTH_DIFFERENCE = 60
CUE_DECISIONS = 4
CUE_PROBABILITY = 0.05
CUE_WORDS = 3

ABSOLUTE_WORD = re.compile(r"\b(завжди|ніколи|жод(ен|на|не|ні|ного|ної|ному)|always|never)\b", re.I)
PERSONAL_DATA = (
    ("e-mail", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
    ("телефон / phone", re.compile(r"(?<!\d)(\+?38[ (-]*)?0(?![ ()-]*800)(?:[ ()-]*\d){9}(?!\d)")),
    ("РНОКПП / tax number", re.compile(r"(?<!\d)[1-9]\d{9}(?!\d)")),
    ("паспорт / passport", re.compile(r"(?<!\w)[А-ЯІЇЄҐA-Z]{2} ?(?:№ ?)?\d{6}(?!\d)")),
    ("паспорт / ID card", re.compile(r"(?<!\d)\d{9}(?!\d)")),
    ("картка / card", re.compile(r"(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?!\d)")),
)


def wording_findings(document: Document) -> Iterator[Finding]:
    """All findings that need no more than reading the document once."""
    scenes = [
        (node_id, node) for node_id, node in document["nodes"].items() if node["kind"] == "scene"
    ]
    for node_id, scene in scenes:
        yield from _qualities(node_id, scene)
        yield from _uneven_lengths(node_id, scene)
        yield from _texts(node_id, scene)
    for node_id, node in document["nodes"].items():
        if node["kind"] == "ending" and not node["text"].strip():
            yield found("empty_text", node_id)
    yield from _cues([scored for _, scene in scenes if len(scored := _scored(scene)) > 1])
    yield from _personal_data(document)


def _scored(scene: Scene) -> list[Choice]:
    return [choice for choice in scene["choices"] if choice["qualities"]]


def _qualities(node_id: str, scene: Scene) -> Iterator[Finding]:
    scored = _scored(scene)
    for choice in scene["choices"]:
        quality = max(choice["qualities"].values(), default=0)
        if choice["critical"] == "error" and quality > CRITICAL_QUALITY:
            yield found("critical_with_quality", node_id, choice["id"], quality=quality)
    if not scored:
        return
    named = {code for choice in scored for code in choice["qualities"]}
    if any(choice["qualities"].keys() != named for choice in scored):
        yield found("mixed_competencies", node_id, competencies=", ".join(sorted(named)))
    weights = sorted({choice["weight"] for choice in scored})
    if len(weights) > 1:
        yield found("mixed_weights", node_id, weights=", ".join(map(str, weights)))
    if all(choice["qualities"] == scored[0]["qualities"] for choice in scored):
        yield found("equal_qualities", node_id)
    if all(max(choice["qualities"].values()) < GOOD_QUALITY for choice in scored):
        yield found("no_good_choice", node_id)


def _uneven_lengths(node_id: str, scene: Scene) -> Iterator[Finding]:
    lengths = sorted(len(choice["text"].strip()) for choice in scene["choices"])
    if len(lengths) < 2 or not lengths[0]:
        return
    shortest, longest = lengths[0], lengths[-1]
    if longest > LENGTH_RATIO * shortest or longest - shortest > LENGTH_DIFFERENCE:
        yield found("uneven_lengths", node_id, shortest=shortest, longest=longest)


def _texts(node_id: str, scene: Scene) -> Iterator[Finding]:
    words = count_words(scene["text"])
    if not words:
        yield found("empty_text", node_id)
    if words > SCENE_WORDS:
        yield found("long_scene", node_id, words=words, limit=SCENE_WORDS)
    for choice in scene["choices"]:
        words = count_words(choice["text"])
        if not choice["text"].strip():
            yield found("empty_text", node_id, choice["id"])
        if words > CHOICE_WORDS:
            yield found("long_choice", node_id, choice["id"], words=words, limit=CHOICE_WORDS)
        if choice["qualities"] and not choice["feedback"].strip():
            yield found("no_feedback", node_id, choice["id"])


def _cues(decisions: list[list[Choice]]) -> Iterator[Finding]:
    """Signs by which the best choice can be guessed without knowing anything."""
    longest = [
        _best(choices) == [top]
        for choices in decisions
        if len(_best(choices)) == 1 and (top := _only_longest(choices))
    ]
    first = [_best(choices) == choices[:1] for choices in decisions if len(_best(choices)) == 1]
    mean = sum(map(len, decisions)) / len(decisions) if decisions else 1
    for code, hits in (("longest_is_best", longest), ("first_is_best", first)):
        count = sum(hits)
        if len(hits) >= CUE_DECISIONS and at_least(count, len(hits), 1 / mean) < CUE_PROBABILITY:
            yield found(code, count=count, decisions=len(hits))
    absolute = [
        choice in _best(choices)
        for choices in decisions
        for choice in choices
        if ABSOLUTE_WORD.search(choice["text"])
    ]
    if len(absolute) >= CUE_WORDS and not any(absolute):
        yield found("absolute_words", count=len(absolute))


def _best(choices: list[Choice]) -> list[Choice]:
    top = max(map(points, choices))
    return [choice for choice in choices if points(choice) == top]


def _only_longest(choices: list[Choice]) -> Choice | None:
    """The longest choice, unless two are."""
    ranked = sorted(choices, key=lambda choice: len(choice["text"]), reverse=True)
    return ranked[0] if len(ranked[0]["text"]) > len(ranked[1]["text"]) else None


def at_least(hits: int, trials: int, chance: float) -> float:
    """One-sided binomial probability of ``hits`` or more."""
    return sum(
        math.comb(trials, count) * chance**count * (1 - chance) ** (trials - count)
        for count in range(hits, trials + 1)
    )


def _personal_data(document: Document) -> Iterator[Finding]:
    for node_id, choice_id, field, text in _all_texts(document):
        for kind, pattern in PERSONAL_DATA:
            if pattern.search(text):
                yield found("personal_data", node_id, choice_id, kind=kind, field=field)


def _all_texts(document: Document) -> Iterator[tuple[str, str, str, str]]:
    """Every text somebody may read, as (node, choice, field, text)."""
    for key in ("title", "summary", "role", "place", "warning"):
        yield "", "", key, str(document.get(key, ""))
    yield "", "", "client.name", document["client"]["name"]
    yield "", "", "client.about", document["client"]["about"]
    for node_id, node in document["nodes"].items():
        for key, text in _strings(node.items()):
            yield node_id, "", key, text
        if node["kind"] == "scene":
            for choice in node["choices"]:
                for key, text in _strings(choice.items()):
                    yield node_id, choice["id"], key, text


def _strings(items: Iterable[tuple[str, object]]) -> Iterator[tuple[str, str]]:
    for key, value in items:
        if isinstance(value, str):
            yield key, value
        elif key == "follow_up" and isinstance(value, list):
            yield key, " ".join(value)
