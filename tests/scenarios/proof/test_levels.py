"""The table of what is checked: which finding blocks, which warns, which informs."""

import pytest

from assessments.scenarios.findings import CHECKS, RULINGS
from assessments.scenarios.sentences import SENTENCES

TABLE = {
    1: ("E", {"start_missing", "target_missing", "route_missing"}),
    2: ("W", {"unlinked"}),
    3: ("E", {"no_choices"}),
    4: ("E", {"all_closed"}),
    5: ("E", {"trap", "no_ending", "endless_routers"}),
    6: ("W", {"idle_loop"}),
    7: ("W", {"choice_never_open", "rule_never_used"}),
    8: ("W", {"never_reached", "ending_never_reached"}),
    9: (
        "I",
        {
            "condition_always_true",
            "rule_always_true",
            "idle_effect",
            "variable_never_read",
            "variable_never_set",
        },
    ),
    10: ("W", {"too_few_decisions", "competency_never_scored", "competency_not_promised"}),
    11: ("W", {"good_ending_below_mark", "bad_ending_reaches_mark", "short_path_full_marks"}),
    12: ("W", {"recommended_not_best", "recommended_lower_ending"}),
    13: ("W", {"mixed_weights", "equal_qualities", "no_good_choice", "critical_with_quality"}),
    14: ("W", {"longest_is_best", "first_is_best", "absolute_words"}),
    15: ("I", {"uneven_lengths"}),
    16: ("W", {"long_scene", "long_choice", "no_feedback", "long_path"}),
    17: ("W", {"source_unknown", "source_overdue", "review_overdue"}),
    18: ("W", {"personal_data"}),
    19: ("W", {"passed_by_chance"}),
    20: ("W", {"not_exhaustive", "totals_estimated"}),
}
"""The level of each check, with the findings that have it."""

OTHERWISE = {
    "unlinked_only_ending": "E",  # the only ending of its level
    "nobody_can_pass": "E",
    "gates_never_together": "E",
    "detour_full_marks": "I",
    "recommended_missing": "E",
    "recommended_closed": "E",
    "recommended_twice": "E",
    "recommended_loop": "E",
    "recommended_broken": "E",
    "recommended_off_path": "I",
    "mixed_competencies": "E",
    "empty_text": "E",
    "short_path": "I",
}
"""Findings that stand above or below the level of their check."""


def test_each_check_of_the_table_has_its_level():
    named = {code: (check, level) for check, (level, codes) in TABLE.items() for code in codes}
    assert {code: tuple(ruling) for code, ruling in RULINGS.items() if code in named} == named
    assert {code: r.level for code, r in RULINGS.items() if code not in named} == OTHERWISE


def test_no_check_is_missing():
    assert set(TABLE) | {0} == set(CHECKS)


@pytest.mark.parametrize("code", RULINGS)
def test_each_finding_has_a_sentence_in_both_languages(code):
    ukrainian, english = SENTENCES[code]
    assert ukrainian[-1] == english[-1] == "."
    assert ukrainian != english
