import datetime
from decimal import Decimal

import pytest
from django.utils import translation

from assessments.evidence.rules import START_RULE, evaluate
from assessments.evidence.wording import explain, result_words, rule_in_words, standing_words
from tests.factories.evidence import EvidenceItemFactory as Item

DAY = datetime.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def told(*items, on=DAY, rule=START_RULE):
    return explain(evaluate(items, rule, on, is_critical=False))


def test_nothing_measured():
    words = told()
    assert words.why == ("Nothing has been measured here yet.",)
    assert (words.until, words.rises) == ("", "")
    assert words.raises == ("Quiz: 60% or more, 4 questions or more.",)
    assert words.next_level.label == "Aware"


def test_not_enough_says_how_much_is_missing():
    words = told(Item(share=Decimal("0.70"), count=3))
    assert words.why == ("What has been shown so far is not enough for a level.",)
    assert words.raises == ("Quiz: 60% or more, 1 more question.",)


def test_a_level_names_its_rule_its_evidence_its_end_and_the_next_step():
    words = told(Item())
    assert words.why == (
        "Quiz: 60% or more, 4 questions or more. Shown: Quiz, 2 March 2026 (85%, 8 questions).",
    )
    assert words.until == (
        "If nothing is added, it holds until 2 March 2028, then becomes “Not confirmed”."
    )
    assert words.raises == (
        "Role-play: 60% or more; or Observed role-play: level “Guided” or higher.",
    )


def test_one_observed_role_play_is_named_as_a_way_up():
    words = told(Item(), Item(scenario=True))
    assert words.raises == (
        "Role-play: 75% or more, 1 more different one, 2 more decisions; "
        "or Observed role-play: level “Independent” or higher.",
    )


def test_a_block_says_when_it_ends():
    words = told(Item(), Item(scenario=True, is_critical_error=True), Item(scenario=True))
    assert words.rises == (
        "A critical error holds the level back. On 29 August 2026 that ends and the level becomes "
        "“Independent” by itself, if nothing else changes."
    )
    assert words.raises[0].startswith(
        "Role-play: enough is shown, and it counts from 29 August 2026; or "
    )


def test_a_block_is_named_beside_what_is_missing():
    words = told(Item(), Item(scenario=True, is_critical_error=True))
    assert "2 more decisions, counts from 29 August 2026" in words.raises[0]


def test_the_top_asks_for_nothing_more():
    observed = [Item(observation=True, level=4, observer=number) for number in (1, 2)]
    words = told(*observed)
    assert (words.raises, words.next_level) == ((), None)


def test_what_is_missing_from_the_top():
    words = told(Item(observation=True, level=4, observer=1))
    assert words.raises == (
        "Observed role-play: level “Mentor” or higher, 1 more time, 1 more observer.",
    )


def test_a_level_without_end_says_so():
    rule = {"levels": [{"level": 1, "requirements": [[{"kind": "pulse", "share": 0.5}]]}]}
    assert told(Item(kind="pulse"), rule=rule).until == "This level has no end date."


def test_many_results_are_named_in_part():
    items = [Item(performed_on=DAY - datetime.timedelta(days=day)) for day in range(7)]
    (sentence,) = told(*items).why
    assert sentence.count("Quiz, ") == 4
    assert sentence.endswith("; and 3 more.")


def test_the_whole_rule_in_words():
    rule = rule_in_words(evaluate([Item()], START_RULE, DAY, is_critical=False))
    assert [(words.label, words.is_met) for words in rule] == [
        ("Aware", True),
        ("Guided", False),
        ("Independent", False),
        ("Mentor", False),
    ]
    assert [(need.text, need.is_met) for words in rule[1:] for need in words.requirements] == [
        ("Quiz: 80% or more, 6 questions or more.", True),
        ("Role-play: 60% or more; or Observed role-play: level “Guided” or higher.", False),
        (
            "Role-play: 75% or more, 2 different ones, 6 decisions or more, no critical error in "
            "the last 180 days; or Observed role-play: level “Independent” or higher.",
            False,
        ),
        (
            "Observed role-play: level “Mentor” or higher, 2 times or more, 2 different observers, "
            "not older than 12 months.",
            False,
        ),
    ]


def test_a_share_is_rounded_down_so_that_it_never_seems_to_pass():
    assert result_words(Item(share=Decimal("0.7999"), count=1)) == "79%, 1 question"


def test_a_critical_error_is_named():
    item = Item(scenario=True, count=1, is_critical_error=True)
    assert result_words(item) == "80%, 1 decision, critical error"


def test_a_repeat_without_a_result_says_so():
    item = Item(scenario=True, share=None, count=0)
    assert result_words(item) == "no result"
    result = evaluate([item], START_RULE, DAY, is_critical=False)
    assert standing_words(result.standing(item)) == (
        "Does not count: it was done, and no result was measured."
    )


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (Item(), "Counts until 2 March 2028."),
        (Item(kind="pulse"), "Does not count: the rule does not ask for it."),
        (Item(share=Decimal("0.1")), "Does not count: the result is below what the rule asks for."),
        (Item(performed_on=DAY.replace(year=2020)), "Does not count any more: it is too old."),
        (Item(performed_on=DAY.replace(year=2027)), "Does not count yet."),
    ],
)
def test_standing_in_words(item, words):
    result = evaluate([item], START_RULE, DAY, is_critical=False)
    assert standing_words(result.standing(item)) == words


def test_an_outdone_result_says_what_counts_instead():
    thin, full = Item(source="quiz", count=4), Item(source="quiz")
    result = evaluate([thin, full], START_RULE, DAY, is_critical=False)
    assert standing_words(result.standing(thin)) == (
        "Does not count: another result from the same source does."
    )
