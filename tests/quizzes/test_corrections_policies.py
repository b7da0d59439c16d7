"""What an answer is worth after corrections, without a database."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.corrections.marks import Part, mark_in_force, parts_of, rounded, total
from assessments.quizzes.corrections.policies import (
    BOTH_KEYS,
    FULL_MARKS,
    NOBODY_LOSES,
    RESTORE,
    STRICT,
    VOID,
    Override,
    Rule,
    applied,
    reviewed_document,
)
from assessments.quizzes.grading import mark
from assessments.quizzes.kinds import grade_answer

OPTIONS = [["ta", "a"], ["tb", "b"], ["tc", "c"]]
POLICIES = (STRICT, NOBODY_LOSES, BOTH_KEYS, FULL_MARKS, VOID)


def one(*fractions, points="1", competency="FL-02"):
    """A question of one of many whose options a, b, c are worth ``fractions`` per cent."""
    return {
        "kind": "one",
        "prompt": "Що спершу?",
        "points": points,
        "competency": competency,
        "explanation": "Спершу людина.",
        "options": [
            {"id": ident, "text": f"{ident}!", "feedback": "", "fraction": str(fraction)}
            for ident, fraction in zip("abc", fractions, strict=True)
        ],
    }


OLD, NEW = one(100, 0, 0), one(0, 100, 50)


@dataclass
class Item:
    """What grading reads of an ``AttemptItem``."""

    position: int
    document: dict[str, Any]
    version_id: int = 0
    share: Decimal | None = None
    options: list[list[str]] = field(default_factory=lambda: OPTIONS)

    @property
    def key(self):
        return str(self.position)

    @property
    def version(self):
        return self


def worth(policy, value, *, before=()):
    rules = (*before, Rule(9, policy, NEW))
    base = grade_answer(OLD, value, OPTIONS).share
    return Override(rules).worth(OLD, value, OPTIONS, base=base)


@pytest.mark.parametrize(
    ("policy", "shares"),
    [  # of the answers a (right by the old key), b (by the new one), c (half by the new one), none
        (STRICT, [0, 1, Fraction(1, 2), 0]),
        (NOBODY_LOSES, [1, 1, Fraction(1, 2), 0]),
        (BOTH_KEYS, [1, 1, Fraction(1, 2), 0]),
        (FULL_MARKS, [1, 1, 1, 1]),
        (VOID, [None, None, None, None]),
    ],
)
def test_each_policy_by_example(policy, shares):
    assert [worth(policy, value) for value in ("ta", "tb", "tc", None)] == shares


def test_nobody_loses_keeps_what_an_earlier_case_gave_and_both_keys_does_not():
    before = (Rule(1, FULL_MARKS),)
    assert worth(NOBODY_LOSES, "tc", before=before) == 1
    assert worth(BOTH_KEYS, "tc", before=before) == Fraction(1, 2)


def test_a_later_key_brings_a_left_out_item_back_but_not_for_nobody_loses():
    before = (Rule(1, VOID),)
    assert worth(STRICT, "tb", before=before) == 1
    assert worth(NOBODY_LOSES, "tb", before=before) is None
    assert Override((*before, Rule(2, NOBODY_LOSES, NEW))).is_void
    assert not Override((*before, Rule(2, STRICT, NEW))).is_void


def test_an_undone_rule_counts_no_more_and_an_undone_undoing_counts_again():
    first, undo = Rule(1, FULL_MARKS), Rule(2, RESTORE, undoes=1)
    redo = Rule(3, RESTORE, undoes=2)
    assert Override((first, undo)).worth(OLD, "tb", OPTIONS, base=Fraction(0)) == 0
    assert Override((first, undo, redo)).worth(OLD, "tb", OPTIONS, base=Fraction(0)) == 1
    assert Override((first, undo, redo)).case == 3


def test_what_stood_earlier_can_be_told():
    rules = Override((Rule(1, FULL_MARKS), Rule(2, STRICT, NEW)))
    assert rules.up_to(1).worth(OLD, "ta", OPTIONS, base=Fraction(1)) == 1
    assert rules.up_to(2).worth(OLD, "ta", OPTIONS, base=Fraction(1)) == 0
    with pytest.raises(ValueError, match="3"):
        rules.up_to(3)


def test_a_rule_that_needs_a_key_refuses_to_guess():
    with pytest.raises(ValueError, match="needs a key"):
        applied(Rule(1, STRICT), Fraction(0), OLD, "ta", OPTIONS)


def test_a_review_shows_the_words_that_were_asked_with_the_key_in_force():
    mended = {**NEW, "prompt": "Нові слова?", "explanation": "Нове пояснення."}
    mended["options"] = [{**row, "text": "інакше"} for row in NEW["options"]]
    shown = reviewed_document(OLD, mended, "")
    assert shown["prompt"] == "Що спершу?"
    assert [row["text"] for row in shown["options"]] == ["a!", "b!", "c!"]
    assert [row["fraction"] for row in shown["options"]] == ["0", "100", "50"]
    assert shown["explanation"] == "Нове пояснення."
    assert reviewed_document(OLD, None, "Просто так.")["explanation"] == "Просто так."
    assert reviewed_document(OLD, None, "")["options"] == OLD["options"]


def test_texts_of_another_format_are_not_mixed():
    shown = reviewed_document(OLD, {**NEW, "format": "html", "prompt": "<p>Що?</p>"}, "")
    assert shown["prompt"] == "<p>Що?</p>"


# --- What holds for every policy ------------------------------------------------------------------

fractions = st.lists(st.integers(-100, 100), min_size=3, max_size=3)
answers = st.sampled_from(["ta", "tb", "tc", None])
keys = st.builds(lambda values: one(*values), fractions)
points = st.sampled_from(["0.5", "1", "2", "3.25"])
rules = st.lists(
    st.builds(
        lambda case, policy, key: (case, policy, key),
        st.just(0),
        st.sampled_from(POLICIES),
        keys,
    ),
    max_size=4,
).map(lambda rows: tuple(Rule(n, policy, key) for n, (_, policy, key) in enumerate(rows, 1)))


@given(keys, keys, answers, st.sampled_from(POLICIES))
def test_applying_a_policy_twice_is_applying_it_once(old, new, value, policy):
    rule = Rule(1, policy, new)
    base = grade_answer(old, value, OPTIONS).share
    once = applied(rule, base, old, value, OPTIONS)
    assert applied(rule, once, old, value, OPTIONS) == once


@given(keys, keys, answers, rules)
def test_nobody_loses_under_nobody_loses(old, new, value, before):
    base = grade_answer(old, value, OPTIONS).share
    was = Override(before).worth(old, value, OPTIONS, base=base)
    now = Override((*before, Rule(9, NOBODY_LOSES, new))).worth(old, value, OPTIONS, base=base)
    assert (now is None) == (was is None)
    assert was is None or now >= was


@st.composite
def corrected_items(draw):
    items, overrides, given = [], {}, {}
    for position in range(1, draw(st.integers(1, 5)) + 1):
        document = one(
            *draw(fractions), points=draw(points), competency=draw(st.sampled_from(["", "A", "B"]))
        )
        items.append(Item(position, document, version_id=position))
        given[str(position)] = {"value": draw(answers)}
        if found := draw(rules):
            overrides[position] = Override(found)
    return items, given, overrides


@given(corrected_items())
def test_the_total_is_the_sum_of_its_parts(case):
    items, given, overrides = case
    parts = parts_of(items, given, overrides)
    entering = [part for part in parts if part.share is not None]
    weight = sum(part.points for part in entering)
    result = total(parts)
    if not weight:
        assert result.percent is None
        return
    earned = sum(part.share * part.points for part in entering)
    assert result.percent == rounded(max(100 * earned / weight, Fraction(0)), "0.01")
    assert sum(count for _, count in result.competencies.values()) == sum(
        bool(part.competency) for part in entering
    )


@given(corrected_items())
def test_without_corrections_marks_are_those_of_grading(case):
    items, given, _overrides = case
    assert mark_in_force(items, given, {}) == mark(items, given)


@given(corrected_items())
def test_undoing_every_correction_gives_the_marks_of_grading(case):
    items, given, overrides = case
    undone = {
        position: Override(
            (
                *override.rules,
                *(Rule(50 + rule.case, RESTORE, undoes=rule.case) for rule in override.rules),
            )
        )
        for position, override in overrides.items()
    }
    assert mark_in_force(items, given, undone) == mark(items, given)


def test_an_item_left_out_lowers_the_maximum_and_the_count_of_the_evidence():
    parts = [
        Part(1, Fraction(1), Fraction(1), "FL-02"),
        Part(2, None, Fraction(1), "FL-02"),
        Part(3, Fraction(0), Fraction(2), "FL-02"),
    ]
    assert total(parts).percent == Decimal("33.33")
    assert total(parts).competencies == {"FL-02": (Decimal("0.3333"), 2)}


def test_with_everything_left_out_there_is_no_percentage():
    assert total([Part(1, None, Fraction(1), "FL-02")]).percent is None
