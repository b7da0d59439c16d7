"""Which phrases are not written here, why, and what stands in their place: ``forbidden.yaml``;
where they may stand all the same: ``exceptions.yaml``.

```yaml
rules:
  - name: участь                      # unique
    pattern: при(?:йма|йня)\\S* участь  # case does not matter
    instead: брати участь
    why: калька
    finds: [Він приймає участь у тренінгу.]
    passes: [Вона бере участь у тренінгу.]
exceptions:
  - {rule: участь, file: modules/m4/3-korektna-mova.md, phrase: «приймати участь», why: …}
```
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.wording.texts import Passage

RULES = Path(__file__).with_name("forbidden.yaml")
EXCEPTIONS = Path(__file__).with_name("exceptions.yaml")


@dataclass(frozen=True)
class Rule:
    """``finds`` and ``passes`` are sentences that prove the pattern."""

    name: str
    pattern: re.Pattern[str]
    instead: str
    why: str
    finds: tuple[str, ...]
    passes: tuple[str, ...]


@dataclass(frozen=True)
class Exemption:
    """Where a phrase of ``file`` may break a rule, and why."""

    rule: str
    file: str
    phrase: str
    why: str


@dataclass(frozen=True)
class Breach:
    passage: Passage
    rule: Rule
    words: str


@dataclass(frozen=True)
class Wording:
    rules: tuple[Rule, ...]
    exemptions: tuple[Exemption, ...]


def shipped_wording() -> Wording:
    """The lists beside this module."""
    return read_wording(RULES.read_text(encoding="utf-8"), EXCEPTIONS.read_text(encoding="utf-8"))


def read_wording(rules_text: str, exceptions_text: str = "exceptions: []") -> Wording:
    """Raises ``ValueError``, ``KeyError`` or ``re.error`` for lists that are not as described."""
    rules = tuple(
        Rule(
            name=one["name"],
            pattern=re.compile(one["pattern"], re.IGNORECASE),
            instead=one["instead"],
            why=one["why"],
            finds=tuple(one["finds"]),
            passes=tuple(one.get("passes", ())),
        )
        for one in yaml.safe_load(rules_text)["rules"]
    )
    exemptions = tuple(Exemption(**one) for one in yaml.safe_load(exceptions_text)["exceptions"])
    names = [rule.name for rule in rules]
    if len(set(names)) < len(names):
        raise ValueError("two rules have one name")
    if unknown := {one.rule for one in exemptions} - set(names):
        raise ValueError(f"exceptions from no rule: {sorted(unknown)}")
    if [one for one in exemptions if not one.why.strip()]:
        raise ValueError("an exception without a reason")
    return Wording(rules, exemptions)


def breaches(passage: Passage, wording: Wording) -> Iterator[Breach]:
    for rule in wording.rules:
        allowed = list(_allowed_spans(passage, rule, wording.exemptions))
        for match in rule.pattern.finditer(passage.text):
            if not any(start <= match.start() and match.end() <= end for start, end in allowed):
                yield Breach(passage, rule, match.group())


def unused_exemptions(passages: Sequence[Passage], wording: Wording) -> list[Exemption]:
    """Exceptions whose phrase stands in its file no more."""
    return [
        one
        for one in wording.exemptions
        if not any(one.file == text.file and one.phrase in text.text for text in passages)
    ]


def _allowed_spans(
    passage: Passage, rule: Rule, exemptions: Sequence[Exemption]
) -> Iterator[tuple[int, int]]:
    for one in exemptions:
        if one.rule == rule.name and one.file == passage.file:
            for match in re.finditer(re.escape(one.phrase), passage.text):
                yield match.span()
