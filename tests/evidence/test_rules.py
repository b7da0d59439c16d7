import datetime
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from assessments.evidence.exceptions import BadRule
from assessments.evidence.rules import (
    START_RULE,
    Missing,
    WhyNot,
    add_months,
    evaluate,
    validate_rule,
)
from tests.factories.evidence import EvidenceItemFactory as Item

DAY = datetime.date(2026, 3, 2)
RULE = validate_rule(START_RULE)


def level(*items, on=DAY, is_critical=False):
    return evaluate(items, RULE, on, is_critical=is_critical).level


def days(number):
    return datetime.timedelta(days=number)


def test_nothing_gives_level_0_and_asks_for_level_1():
    result = evaluate([], START_RULE, DAY, is_critical=False)
    assert (result.level, result.holds_until, result.rises_on) == (0, None, None)
    (requirement,) = result.unmet
    assert requirement.alternatives[0].missing == Missing(count=4, sources=1)


@pytest.mark.parametrize(
    ("share", "count", "expected"),
    [("0.60", 4, 1), ("0.59", 4, 0), ("0.60", 3, 0), ("0.95", 40, 1)],
)
def test_level_1_asks_for_a_quiz(share, count, expected):
    assert level(Item(share=Decimal(share), count=count)) == expected


def test_questions_of_different_quizzes_add_up_and_those_of_one_quiz_do_not():
    thin = {"share": Decimal("0.60"), "count": 2}
    assert level(Item(**thin), Item(**thin)) == 1
    assert level(Item(**thin, source="same"), Item(**thin, source="same")) == 0


def test_level_2_asks_for_a_quiz_and_behaviour():
    quiz = Item(share=Decimal("0.80"), count=6)
    assert level(quiz) == 1
    assert level(Item(scenario=True, share=Decimal("0.60"))) == 0
    assert level(quiz, Item(scenario=True, share=Decimal("0.59"))) == 1
    assert level(quiz, Item(scenario=True, share=Decimal("0.60"))) == 2
    assert level(quiz, Item(observation=True, level=2)) == 2
    assert level(quiz, Item(observation=True, level=1)) == 1


def test_level_3_asks_for_two_different_scenarios_with_six_decisions():
    good = {"scenario": True, "share": Decimal("0.75"), "count": 3}
    assert level(Item(**good), Item(**good)) == 3
    assert level(Item(**good, source="same"), Item(**good, source="same")) == 0
    assert level(Item(**good), Item(**{**good, "count": 2})) == 0
    assert level(Item(**good), Item(**{**good, "share": Decimal("0.74")})) == 0


def test_levels_are_not_cumulative():
    assert level(Item(observation=True, level=3)) == 3


def test_level_4_asks_for_two_observers_within_a_year():
    first = Item(observation=True, level=4, observer=1, performed_on=DAY - days(300))
    same = Item(observation=True, level=4, observer=1, source=first.source)
    other = Item(observation=True, level=4, observer=2, source=first.source)
    assert level(first, same) == 3
    assert level(first, other) == 4
    assert level(replace(first, performed_on=DAY - days(366)), other) == 3
    assert level(replace(first, observer=None), other) == 3


def test_level_4_falls_to_3_when_the_older_of_two_observations_turns_a_year():
    first = Item(observation=True, level=4, observer=1, performed_on=datetime.date(2025, 4, 10))
    second = Item(observation=True, level=4, observer=2)
    result = evaluate([first, second], RULE, DAY, is_critical=False)
    assert (result.level, result.falls_to) == (4, 3)
    assert result.holds_until == datetime.date(2026, 4, 10)


@pytest.mark.parametrize(("is_critical", "months"), [(False, 24), (True, 12)])
def test_evidence_ages_on_the_day_after_its_months(is_critical, months):
    item = Item(share=Decimal("0.60"), performed_on=datetime.date(2024, 2, 29))
    last = add_months(item.performed_on, months)
    assert level(item, on=last, is_critical=is_critical) == 1
    assert level(item, on=last + days(1), is_critical=is_critical) == 0


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ((2024, 2, 29), 12, (2025, 2, 28)),
        ((2024, 2, 29), 48, (2028, 2, 29)),
        ((2026, 1, 31), 1, (2026, 2, 28)),
        ((2026, 8, 31), 18, (2028, 2, 29)),
        ((2026, 12, 15), 1, (2027, 1, 15)),
    ],
)
def test_months_are_calendar_months_cut_to_the_month(day, months, expected):
    assert add_months(datetime.date(*day), months) == datetime.date(*expected)


def test_a_level_says_until_when_it_holds_and_what_follows():
    old = Item(scenario=True, performed_on=DAY - days(100))
    quiz = Item(performed_on=DAY)
    result = evaluate([quiz, old], RULE, DAY, is_critical=False)
    assert result.level == 2
    assert result.holds_until == add_months(old.performed_on, 24)
    assert result.falls_to == 1
    assert level(quiz, old, on=result.holds_until) == 2
    assert level(quiz, old, on=result.holds_until + days(1)) == 1


def test_an_older_fuller_result_of_the_same_quiz_carries_the_level_while_it_lasts():
    fuller = Item(source="quiz", count=6, performed_on=DAY - days(400))
    thinner = Item(source="quiz", count=3, performed_on=DAY)
    result = evaluate([fuller, thinner], RULE, DAY, is_critical=False)
    assert result.level == 1
    assert result.holds_until == add_months(fuller.performed_on, 24)
    assert result.standing(fuller).counts
    assert result.standing(thinner).why_not is WhyNot.OUTDONE


def test_nothing_runs_out_under_a_rule_without_ages():
    rule = {"levels": [{"level": 1, "requirements": [[{"kind": "pulse", "share": 0.5}]]}]}
    result = evaluate([Item(kind="pulse")], rule, DAY, is_critical=True)
    assert (result.level, result.holds_until, result.falls_to) == (1, None, None)
    assert result.standing(result.items[0]).until is None


def test_a_critical_error_blocks_level_3_by_scenarios_for_180_days_and_then_it_rises():
    error = Item(scenario=True, count=3, is_critical_error=True)
    items = [error, Item(scenario=True, count=3), Item()]
    result = evaluate(items, RULE, DAY, is_critical=False)
    assert (result.level, result.rises_to) == (2, 3)
    assert result.rises_on == DAY + days(180)
    assert level(*items, on=result.rises_on - days(1)) == 2
    assert level(*items, on=result.rises_on) == 3
    (requirement,) = result.unmet
    assert requirement.alternatives[0].is_enough
    assert requirement.alternatives[0].opens_on == result.rises_on


def test_a_critical_error_does_not_block_an_observation():
    assert level(Item(scenario=True, is_critical_error=True), Item(observation=True)) == 3


def test_a_block_that_outlives_the_evidence_promises_nothing():
    error = Item(scenario=True, count=3, is_critical_error=True)
    old = Item(scenario=True, count=3, performed_on=DAY - days(300))
    result = evaluate([error, old], RULE, DAY, is_critical=True)
    assert (result.level, result.rises_on) == (0, None)


def test_what_is_missing_is_counted():
    result = evaluate([Item(scenario=True, count=4)], RULE, DAY, is_critical=False)
    state = result.state(3).requirements[0].alternatives[0]
    assert state.missing == Missing(count=2, sources=1)
    assert state.items == result.items


def test_the_past_is_evaluated_without_what_came_later():
    later = Item(performed_on=DAY + days(1))
    result = evaluate([later], RULE, DAY, is_critical=False)
    assert (result.level, result.items) == (0, ())
    assert result.standing(later).why_not is WhyNot.NOT_YET


@pytest.mark.parametrize(
    ("fields", "why_not"),
    [
        ({"kind": "pulse"}, WhyNot.NOT_ASKED),
        ({"share": Decimal("0.30")}, WhyNot.TOO_LOW),
        ({"share": None}, WhyNot.NO_RESULT),
        ({"share": None, "level": 4}, WhyNot.TOO_LOW),
        ({"performed_on": DAY - days(1000)}, WhyNot.TOO_OLD),
    ],
)
def test_evidence_that_does_not_count_says_why(fields, why_not):
    item = Item(**fields)
    standing = evaluate([item], RULE, DAY, is_critical=False).standing(item)
    assert (standing.counts, standing.why_not) == (False, why_not)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ([], "rule"),
        ({}, "levels"),
        ({"levels": []}, "levels"),
        ({"levels": ["x"]}, "levels[0]"),
        ({"levels": [{"requirements": [[]]}]}, "levels[0].level"),
        ({"levels": [{"level": 5, "requirements": [[]]}]}, "levels[0].level"),
        ({"levels": [{"level": True, "requirements": [[]]}]}, "levels[0].level"),
        ({"levels": [{"level": 1, "requirements": [[]]}]}, "levels[0].requirements[0]"),
        ({**START_RULE, "max_age_months": 0}, "max_age_months"),
        ({**START_RULE, "max_age": 24}, "rule.max_age"),
        ({**START_RULE, "levels": START_RULE["levels"][::-1]}, "levels[1].level"),
    ],
)
def test_a_bad_rule_is_refused_with_the_path(change, path):
    with pytest.raises(BadRule) as refusal:
        validate_rule(change)
    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("alternative", "path"),
    [
        ({"kind": "self"}, ".kind"),
        ({"kind": ["quiz"]}, ".kind"),
        ({"kind": "quiz"}, ""),
        ({"kind": "quiz", "share": "1.1"}, ".share"),
        ({"kind": "quiz", "share": "NaN"}, ".share"),
        ({"kind": "quiz", "share": "much"}, ".share"),
        ({"kind": "quiz", "share": True}, ".share"),
        ({"kind": "quiz", "share": 0.6, "count": 0}, ".count"),
        ({"kind": "quiz", "share": 0.6, "count": 1.5}, ".count"),
        ({"kind": "observation", "level": 5}, ".level"),
        ({"kind": "quiz", "share": 0.6, "shore": 1}, ".shore"),
    ],
)
def test_a_bad_alternative_is_refused_with_the_path(alternative, path):
    with pytest.raises(BadRule) as refusal:
        validate_rule({"levels": [{"level": 1, "requirements": [[alternative]]}]})
    assert refusal.value.path == f"levels[0].requirements[0][0]{path}"


def test_a_rule_survives_json():
    assert validate_rule(START_RULE).levels[0].requirements[0][0].share == Decimal("0.60")


def test_rules_import_without_django():
    program = (
        "import sys; from assessments.evidence.rules import evaluate, START_RULE; import datetime;"
        "print(evaluate([], START_RULE, datetime.date(2026, 1, 1), is_critical=True).level);"
        "sys.exit('django' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter and words
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=settings.BASE_DIR
    )
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


# --- Properties ----------------------------------------------------------------------------------
START = datetime.date(2024, 1, 1)


@st.composite
def items(draw):
    kind = draw(st.sampled_from(["quiz", "scenario", "scenario", "observation", "pulse"]))
    is_observed = kind == "observation"
    return Item(
        kind=kind,
        performed_on=START + days(draw(st.integers(0, 900))),
        source=f"{kind} {draw(st.integers(1, 4))}",
        ref=draw(st.uuids()),
        share=None if is_observed else Decimal(draw(st.integers(4, 20))) / 20,
        level=draw(st.integers(1, 4)) if is_observed else None,
        count=draw(st.integers(1, 8)),
        observer=draw(st.sampled_from([None, 1, 2, 3])),
        is_critical_error=draw(st.integers(0, 5)) == 0,
    )


histories = st.lists(items(), max_size=14)
when = st.integers(0, 2000).map(lambda number: START + days(number))


@given(histories, when, st.booleans(), st.randoms(use_true_random=False))
def test_order_does_not_matter(history, on, is_critical, chance):
    shuffled = history[:]
    chance.shuffle(shuffled)
    assert evaluate(shuffled, RULE, on, is_critical=is_critical) == evaluate(
        history, RULE, on, is_critical=is_critical
    )


@given(histories, when, when, st.booleans())
def test_time_alone_never_raises_a_level_unannounced(history, one_day, other_day, is_critical):
    early, late = sorted([one_day, other_day])
    past = [item for item in history if item.performed_on <= early]
    before = evaluate(past, RULE, early, is_critical=is_critical)
    after = evaluate(past, RULE, late, is_critical=is_critical)
    if after.level > before.level:
        assert before.rises_on is not None
        assert before.rises_on <= late
    if before.rises_on is not None:
        on_that_day = evaluate(past, RULE, before.rises_on, is_critical=is_critical)
        assert on_that_day.level == before.rises_to > before.level


@given(histories, when, st.booleans())
def test_a_level_holds_exactly_until_the_day_it_names(history, on, is_critical):
    past = [item for item in history if item.performed_on <= on]
    result = evaluate(past, RULE, on, is_critical=is_critical)
    if result.holds_until is None:
        last = on + days(1500)
        assert result.level == 0 or level(*past, on=last, is_critical=is_critical) >= result.level
        return
    middle = on + (result.holds_until - on) // 2
    for day in (middle, result.holds_until):
        assert level(*past, on=day, is_critical=is_critical) >= result.level
    after = level(*past, on=result.holds_until + days(1), is_critical=is_critical)
    assert after == result.falls_to < result.level


@given(histories, items(), when, st.booleans())
def test_more_evidence_without_an_error_never_lowers_a_level(history, extra, on, is_critical):
    extra = replace(extra, is_critical_error=False)
    before = evaluate(history, RULE, on, is_critical=is_critical)
    assert level(*history, extra, on=on, is_critical=is_critical) >= before.level


@given(histories, when, st.booleans())
def test_evidence_that_counts_is_found_in_the_rule_and_the_rest_is_not(history, on, is_critical):
    result = evaluate(history, RULE, on, is_critical=is_critical)
    used = {
        item
        for state in result.levels
        for alternative in state.alternatives
        for item in alternative.items
    }
    for item in history:
        standing = result.standing(item)
        assert standing.counts == (item in used)
        assert standing.counts == (standing.why_not is None)
