"""What the files say, as values. No database, no Django."""

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from training.curriculum.reading.faults import Place
from training.curriculum.reading.fields import Ref
from training.curriculum.reading.richtext import RichText

Translated = Mapping[str, str]
"""A text by language code."""


def digest_of(value: Any) -> str:
    """sha256 of a value as read; changes with any word of it, not with comments or layout."""
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Record:
    """Something with a code. ``digest`` is of its source text."""

    code: str
    place: Place
    digest: str


@dataclass(frozen=True)
class Indicator:
    code: str
    text: Translated


@dataclass(frozen=True, kw_only=True)
class Competency(Record):
    key: str
    is_critical: bool
    target: int
    name: Translated
    definition: Translated
    indicators: tuple[Indicator, ...]
    levels: Mapping[int, Translated]


@dataclass(frozen=True, kw_only=True)
class Principle(Record):
    """What the handbook or the round table asks for. ``carried_by``: the codes of indicators, or of
    whole competencies.
    """

    source: str
    title: Translated
    order: int
    carried_by: tuple[Ref, ...]


@dataclass(frozen=True, kw_only=True)
class Framework:
    """What competencies.yaml says."""

    competencies: tuple[Competency, ...] = ()
    principles: tuple[Principle, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Statement(Record):
    """A sentence of the self-assessment. ``order``: within its competency, from 0."""

    competency: Ref | None
    order: int
    text: Translated


@dataclass(frozen=True, kw_only=True)
class Norm(Record):
    act: str
    article: str
    summary: str
    url: str
    edition: datetime.date | None
    checked: datetime.date | None
    next_check: datetime.date | None
    note: str


@dataclass(frozen=True, kw_only=True)
class Question(Record):
    """``document`` is the published form, without what names something else. Its rows have ids
    such as ``option-2``: the second of its kind; loading makes them lasting.
    """

    kind: str
    use: str
    competency: Ref | None
    indicator: Ref | None
    norm: Ref | None
    lesson: Ref | None
    tags: tuple[str, ...]
    note: str
    document: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Bank(Record):
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, kw_only=True)
class Scenario(Record):
    """``document`` is complete and well formed, or ``None`` when it had faults."""

    title: str
    document: Any
    text: Any
    note: str


@dataclass(frozen=True, kw_only=True)
class Drawing(Record):
    """``code`` is the name of the file, ``svg`` its text; loading judges and cleans it."""

    svg: str


@dataclass(frozen=True)
class Block:
    """A block of a lesson: Wagtail's name for it and its value, lists still without ids.

    Rich text is a ``RichText``, a source of law or the file of a drawing a ``Ref``.
    """

    kind: str
    value: Any
    place: Place


@dataclass(frozen=True, kw_only=True)
class Step(Record):
    slug: str
    title: str
    minutes: int
    required: bool
    objectives: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Lesson(Step):
    file: str
    sources: tuple[str, ...]
    note: str
    indicators: tuple[Ref, ...]
    blocks: tuple[Block, ...]

    def rich_texts(self) -> Iterator[RichText]:
        for block in self.blocks:
            yield from _rich_texts(block.value)

    def checks(self) -> list[Ref]:
        return [block.value["question"] for block in self.blocks if block.kind == "check"]

    def norms(self) -> list[Ref]:
        return [block.value["norm"] for block in self.blocks if block.kind == "norm"]

    def drawings(self) -> list[Ref]:
        """The names of their files."""
        return [block.value["svg"] for block in self.blocks if block.kind == "diagram"]


def _rich_texts(value: Any) -> Iterator[RichText]:
    if isinstance(value, RichText):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _rich_texts(member)
    elif isinstance(value, list):
        for member in value:
            yield from _rich_texts(member)


@dataclass(frozen=True, kw_only=True)
class BlueprintCell:
    """So many questions of what is named; ``None``, 0 and "" leave it open."""

    place: Place
    count: int
    competency: Ref | None
    indicator: str
    difficulty: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class QuizStep(Step):
    intro: str
    bank: Ref | None
    draw: int
    pass_mark: int
    attempts: int | None
    wait_minutes: int
    time_limit: int | None
    shuffle: bool
    feedback: str
    asks_confidence: bool
    blueprint: tuple[BlueprintCell, ...]
    fixed: tuple[Ref, ...]


@dataclass(frozen=True, kw_only=True)
class ScenarioStep(Step):
    intro: str
    scenario: Ref | None
    alternative: Ref | None
    mode: str
    explanations: str


@dataclass(frozen=True, kw_only=True)
class SelfAssessmentStep(Step):
    """``competencies``: whose statements it asks; all when none is named."""

    intro: str
    moment: str
    competencies: tuple[Ref, ...]


@dataclass(frozen=True, kw_only=True)
class Module(Record):
    folder: str
    slug: str
    title: str
    intro: str
    earns: str
    warning: str
    next_review: datetime.date | None
    competencies: tuple[Ref, ...]
    prerequisites: tuple[Ref, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Stage:
    title: str
    modules: tuple[Ref, ...]


@dataclass(frozen=True, kw_only=True)
class Programme(Record):
    title: str
    summary: str
    due_days: int
    hours: int
    validity_months: int | None
    renewal_days: int
    in_order: bool
    certificate_title: str
    outcomes: tuple[str, ...]
    stages: tuple[Stage, ...]
    target_levels: tuple[tuple[Ref, int], ...]
    no_open_critical_error: bool


@dataclass(frozen=True, kw_only=True)
class HomeText(Record):
    """The public face in one language; ``code`` is the language."""

    title: str
    lead: str
    for_whom: tuple[str, ...]
    how_long: str
    steps: tuple[tuple[str, str], ...]
    help: str
    accessibility: str


@dataclass(frozen=True, kw_only=True)
class InfoText(Record):
    """A page of plain text in one language; ``code`` is its name, such as “privacy”."""

    language: str
    title: str
    body: RichText


@dataclass(frozen=True)
class Content:
    """Everything a folder says. References have been followed: each names something in it."""

    competencies: tuple[Competency, ...] = ()
    principles: tuple[Principle, ...] = ()
    statements: tuple[Statement, ...] = ()
    norms: tuple[Norm, ...] = ()
    banks: tuple[Bank, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    modules: tuple[Module, ...] = ()
    programmes: tuple[Programme, ...] = ()
    homes: tuple[HomeText, ...] = ()
    infos: tuple[InfoText, ...] = ()

    def competency_of(self) -> dict[str, str]:
        """Code of an indicator, or of a competency itself → code of the competency."""
        own = {one.code: one.code for one in self.competencies}
        return own | {
            indicator.code: one.code for one in self.competencies for indicator in one.indicators
        }

    def modules_in_order(self) -> list[str]:
        """Codes as the programmes, by the names of their files, name them first; then the rest."""
        named = (
            ref.code
            for programme in self.programmes
            for stage in programme.stages
            for ref in stage.modules
        )
        return list(dict.fromkeys([*named, *(module.code for module in self.modules)]))

    def questions(self) -> Iterator[Question]:
        for bank in self.banks:
            yield from bank.questions

    def lessons(self) -> Iterator[Lesson]:
        for module in self.modules:
            for step in module.steps:
                if isinstance(step, Lesson):
                    yield step
