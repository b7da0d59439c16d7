"""Can the answers of a bank be guessed without reading? Measured over questions as values.

A player knows one trick: the longest option, the first one, the one that repeats the question.
Whoever plays by it through the whole bank should gain no more than by chance and a margin. The
limits are explained in docs/editors-guide.md.
"""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import mean

from training.curriculum.reading.records import Bank, Question

LONGEST_AT_MOST = Fraction(40, 100)
MARGIN = Fraction(15, 100)
LENGTH_RATIO = (0.85, 1.2)
FEW = 8
"""Fewer cases than this say nothing about a habit."""
FEW_ANSWERS = 4
BALANCE = (Fraction(30, 100), Fraction(70, 100))

ABSOLUTE = frozenset(
    {
        "завжди", "ніколи", "лише", "тільки", "всі", "усі", "усе", "все", "жодного",
        "жодної", "жоден", "жодна", "ніхто", "нікому", "нікого", "кожен", "кожного",
        "кожному", "абсолютно", "будь-який", "будь-якого", "виключно", "обовʼязково",
        "нічого",
    }
)  # fmt: skip
_WORD = re.compile(r"[а-яіїєґ]+(?:[ʼ-][а-яіїєґ]+)*")
_STEM = 5
_SMALL = 4


@dataclass(frozen=True)
class Item:
    """A question with one answer to pick; ``right`` is its position in the file, from 0."""

    code: str
    prompt: str
    options: tuple[str, ...]
    right: int

    @property
    def chance(self) -> Fraction:
        return Fraction(1, len(self.options))


Player = Callable[[Item], Sequence[int]]
"""The positions a player would pick; among several he draws one."""


# --- What there is to guess -----------------------------------------------------------------------
def single_items(questions: Sequence[Question]) -> list[Item]:
    """Questions with one right, or one best, option."""
    marks = {"one": _is_right, "judgement": _is_best, "judgement_choose": _is_highest}
    return [item for one in questions if one.kind in marks for item in _items(one, marks[one.kind])]


def worst_items(questions: Sequence[Question]) -> list[Item]:
    """The other half of best and worst."""
    found = [one for one in questions if one.kind == "judgement"]
    return [item for one in found for item in _items(one, _is_worst)]


def _items(question: Question, is_wanted: Callable[[Mapping, Sequence], bool]) -> list[Item]:
    options = question.document["options"]
    wanted = [place for place, option in enumerate(options) if is_wanted(option, options)]
    texts = tuple(option["text"] for option in options)
    return [Item(question.code, question.document["prompt"], texts, wanted[0])] if wanted else []


def _is_right(option: Mapping, _options: Sequence) -> bool:
    return option["right"]


def _is_best(option: Mapping, _options: Sequence) -> bool:
    return option["key"] == "best"


def _is_worst(option: Mapping, _options: Sequence) -> bool:
    return option["key"] == "worst"


def _is_highest(option: Mapping, options: Sequence) -> bool:
    key = "quality" if "quality" in option else "experts"
    return option[key] == max(other[key] for other in options)


# --- Players --------------------------------------------------------------------------------------
def longest(item: Item) -> Sequence[int]:
    return _most(item, len)


def shortest(item: Item) -> Sequence[int]:
    return _most(item, lambda text: -len(text))


def first(item: Item) -> Sequence[int]:
    return [0]


def last(item: Item) -> Sequence[int]:
    return [len(item.options) - 1]


def most_overlapping(item: Item) -> Sequence[int]:
    """What repeats the most words of the question."""
    asked = stems(item.prompt)
    return _most(item, lambda text: len(stems(text) & asked))


def without_absolutes(item: Item) -> Sequence[int]:
    """Whoever says “always” is wrong."""
    return _most(item, lambda text: not has_absolute(text))


def middle_length(item: Item) -> Sequence[int]:
    """Neither the longest nor the shortest."""
    centre = mean(map(len, item.options))
    return _most(item, lambda text: -abs(len(text) - centre))


PLAYERS: tuple[Player, ...] = (
    longest,
    shortest,
    first,
    last,
    most_overlapping,
    without_absolutes,
    middle_length,
)


def _most(item: Item, score: Callable[[str], float]) -> list[int]:
    scores = [score(text) for text in item.options]
    return [place for place, one in enumerate(scores) if one == max(scores)]


def stems(text: str) -> set[str]:
    """The beginnings of the longer words: endings change too much to compare."""
    return {word[:_STEM] for word in _WORD.findall(text.lower()) if len(word) >= _SMALL}


def has_absolute(text: str) -> bool:
    return not ABSOLUTE.isdisjoint(_WORD.findall(text.lower()))


def gain(items: Sequence[Item], player: Player) -> Fraction:
    """The player's expected share of right answers."""
    picks = [(item.right, player(item)) for item in items]
    return mean(Fraction(right in chosen, len(chosen)) for right, chosen in picks)


def chance(items: Sequence[Item]) -> Fraction:
    return mean(item.chance for item in items)


# --- Judging --------------------------------------------------------------------------------------
def habits(items: Sequence[Item]) -> list[str]:
    """How the answers give themselves away; empty when they do not."""
    if len(items) < FEW:
        return []
    found = [
        f"a player who picks “{player.__name__}” earns {_percent(gain(items, player))}, "
        f"by chance {_percent(chance(items))}"
        for player in PLAYERS
        if gain(items, player) > chance(items) + MARGIN
    ]
    for player in (longest, shortest):
        share = mean(Fraction(player(item) == [item.right]) for item in items)
        if share > LONGEST_AT_MOST:
            found.append(f"the right option is the {player.__name__} in {_percent(share)}")
    ratio = mean(_length_ratio(item) for item in items)
    if not LENGTH_RATIO[0] <= ratio <= LENGTH_RATIO[1]:
        found.append(f"right options are {ratio:.2f} times as long as wrong ones")
    return [*found, *_crowded_positions(items), *_telling_absolutes(items)]


def _length_ratio(item: Item) -> float:
    wrong = [len(text) for place, text in enumerate(item.options) if place != item.right]
    return len(item.options[item.right]) / mean(wrong)


def _crowded_positions(items: Sequence[Item]) -> list[str]:
    limit = chance(items) + MARGIN
    shares = {
        place: Fraction(count, len(items))
        for place, count in Counter(item.right for item in items).items()
    }
    return [
        f"the right option stands at place {place + 1} in {_percent(share)}"
        for place, share in sorted(shares.items())
        if share > limit
    ]


def _telling_absolutes(items: Sequence[Item]) -> list[str]:
    """Words such as “always” should not stand in wrong options alone."""
    marked = [
        place == item.right
        for item in items
        for place, text in enumerate(item.options)
        if has_absolute(text)
    ]
    if len(marked) < FEW:
        return []
    wrong = Fraction(marked.count(False), len(marked))
    if wrong <= 1 - chance(items) + MARGIN:
        return []
    return [f"options with “always” and the like are wrong in {_percent(wrong)}"]


def many_habits(questions: Sequence[Question]) -> list[str]:
    """The same for questions with several right options, yes-or-no and rows of statements."""
    found = []
    counts = [_right_count(one) for one in questions if one.kind == "many"]
    if len(counts) >= FEW_ANSWERS and len(set(counts)) == 1:
        found.append(f"each question of several answers has {counts[0]} right ones")
    truths = [_right_place(one) == 0 for one in questions if one.kind == "true_false"]
    if len(truths) > 1 and not _is_balanced(truths):
        found.append(f"{truths.count(True)} of {len(truths)} yes-or-no answers are “yes”")
    patterns = [_pattern(one) for one in questions if one.kind == "kprim"]
    if len(patterns) > 1 and len(set(patterns)) == 1:
        found.append("rows of statements share one pattern of answers")
    statements = [right for pattern in patterns for right in pattern]
    if len(statements) > FEW and not _is_balanced(statements):
        found.append(f"{statements.count(True)} of {len(statements)} statements are right")
    lengths = [_many_ratio(one) for one in questions if one.kind == "many"]
    if len(lengths) >= FEW_ANSWERS and not LENGTH_RATIO[0] <= mean(lengths) <= LENGTH_RATIO[1]:
        found.append(f"of several answers the right ones are {mean(lengths):.2f} times as long")
    ranks = [_ranks(one) for one in questions if one.kind == "judgement_rank"]
    if len(ranks) > 1 and all(rank == sorted(rank) for rank in ranks):
        found.append("every ranking stands in the file in its right order")
    return found


def _right_count(question: Question) -> int:
    return sum(option["right"] for option in question.document["options"])


def _right_place(question: Question) -> int:
    return [option["right"] for option in question.document["options"]].index(True)


def _pattern(question: Question) -> tuple[bool, ...]:
    return tuple(option["right"] for option in question.document["options"])


def _ranks(question: Question) -> list[int]:
    return [option["rank"] for option in question.document["options"]]


def _many_ratio(question: Question) -> float:
    sizes: dict[bool, list[int]] = {True: [], False: []}
    for option in question.document["options"]:
        sizes[option["right"]].append(len(option["text"]))
    return mean(sizes[True]) / mean(sizes[False])


def _is_balanced(answers: Sequence[bool]) -> bool:
    if len(answers) < FEW_ANSWERS:
        return len(set(answers)) > 1
    return BALANCE[0] <= Fraction(sum(answers), len(answers)) <= BALANCE[1]


def _percent(share: Fraction) -> str:
    return f"{float(share):.0%}"


def giveaways(bank: Bank) -> list[str]:
    """Everything about ``bank`` that helps whoever has not read it."""
    worst = [f"worst reaction: {habit}" for habit in habits(worst_items(bank.questions))]
    return [*habits(single_items(bank.questions)), *worst, *many_habits(bank.questions)]
