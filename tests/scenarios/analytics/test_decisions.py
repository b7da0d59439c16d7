"""Difficulty, discrimination, shares and flags of decisions, by hand and to two decimals."""

import pytest

from assessments.scenarios.analytics.decisions import Flag, FlagKind, correlation, decisions
from tests.scenarios.analytics.stories import talk
from tests.scenarios.documents import choice, decision, ending, healthy, made, scene, variable

LINE = made(
    decision("s1", "s2"),
    decision("s2", "s3"),
    decision("s3", "good"),
    ending("good", 3),
    variables=[variable("trust")],
)


def row(document, talks, node="s1"):
    return next(one for one in decisions(document, talks) if one.node == node)


def option(figures, name):
    return next(one for one in figures.options if one.choice == name)


def test_a_decision_by_hand():
    plays = ["aaa", "aab", "bab", "bcb", "cca"]
    figures = row(LINE, [talk(LINE, person, *play) for person, play in enumerate(plays)])
    assert (figures.people, figures.talks, figures.visits, figures.pairs) == (5, 5, 5, 5)
    # Marks 4, 4, 2, 2, 0 of 4.
    assert figures.difficulty == pytest.approx((1 + 1 + 0.5 + 0.5 + 0) / 5)
    assert option(figures, "a").share == pytest.approx(0.4)
    assert (option(figures, "a").chosen, option(figures, "a").shown) == (2, 5)
    assert option(figures, "a").is_best
    assert not option(figures, "b").is_best


def test_the_rest_is_the_path_quality_over_the_other_decisions():
    talks = [talk(LINE, person, *"abc") for person in range(5)]
    # Without s1: (2 + 0) of 8; without s3: (4 + 2) of 8.
    assert option(row(LINE, talks), "a").rest == pytest.approx(25)
    assert option(row(LINE, talks, "s3"), "c").rest == pytest.approx(75)


def test_discrimination_needs_thirty_talks_and_two_sides_that_vary():
    plays = ["aaa", "bbb", "ccc"]
    few = [talk(LINE, person, *plays[person % 3]) for person in range(29)]
    assert row(LINE, few).discrimination is None
    enough = [*few, talk(LINE, 29, *"aaa")]
    assert row(LINE, enough).discrimination == pytest.approx(1)
    alike = [talk(LINE, person, *"abb") for person in range(40)]
    assert row(LINE, alike).discrimination is None


def test_correlation_of_four_pairs_by_hand():
    pairs = [(0, 10), (1, 30), (2, 20), (3, 40)]
    # Means 1.5 and 25; sums of products 40, of squares 5 and 500: 40 / √2500 = 0.8.
    assert correlation(pairs) == pytest.approx(0.8)
    assert correlation([]) is None


def test_only_the_first_visit_counts_and_every_visit_is_seen():
    document = made(
        scene("s1", choice("again", "s1", 0), choice("a", "s2", 4)),
        decision("s2", "good"),
        ending("good", 3),
        variables=[variable("trust")],
    )
    talks = [talk(document, person, "again", "a", "b") for person in range(5)]
    figures = row(document, talks)
    assert (figures.talks, figures.visits, figures.difficulty) == (5, 10, 0)
    assert option(figures, "again").share == 1
    assert option(figures, "a").rest is None


def test_an_unscored_scene_has_shares_and_no_difficulty():
    document = made(
        scene("s1", choice("a", "s2"), choice("b", "s2")),
        decision("s2", "good"),
        ending("good", 3),
        variables=[variable("trust")],
    )
    figures = row(document, [talk(document, person, "a", "a") for person in range(5)])
    assert figures.difficulty is None
    assert figures.discrimination is None
    assert option(figures, "a").share == 1
    assert option(figures, "a").quality is None


def test_fewer_than_five_people_leave_nothing_behind():
    talks = [talk(LINE, person, *"abc", number=n) for person in range(4) for n in (1, 2)]
    figures = row(LINE, talks)
    assert not figures.is_shown
    assert (figures.people, figures.talks, figures.options, figures.flags) == (0, 0, (), ())
    assert figures.difficulty is None


def test_the_rest_of_an_option_needs_five_people_of_its_own():
    talks = [talk(LINE, person, *("a" if person < 4 else "b"), "a", "a") for person in range(9)]
    figures = row(LINE, talks)
    assert option(figures, "a").rest is None
    assert option(figures, "b").rest == pytest.approx(100)


def test_a_share_counts_only_talks_in_which_the_option_was_shown():
    document = made(
        decision("s1", "s2"),
        scene("s2", choice("a", "good", 4, when=["trust >= 6"]), choice("b", "good", 2)),
        ending("good", 3),
        variables=[variable("trust")],
    )
    talks = [talk(document, person, "a", "a") for person in range(3)]
    talks += [talk(document, person, "c", "b") for person in range(3, 9)]
    figures = row(document, talks, "s2")
    assert (option(figures, "a").shown, option(figures, "a").share) == (3, 1)


def test_flags_name_what_an_author_should_look_at():
    plays = ["acc"] * 10 + ["baa"] * 10 + ["caa"] * 10
    figures = row(LINE, [talk(LINE, person, *play) for person, play in enumerate(plays)])
    assert figures.flags[0].kind == FlagKind.BETTER_OPTION
    assert Flag(FlagKind.SEPARATES_LITTLE) in figures.flags

    rare = [talk(LINE, person, *"abc") for person in range(40)] + [talk(LINE, 40, *"bbc")]
    assert row(LINE, rare).flags == (
        Flag(FlagKind.RARELY_CHOSEN, "b"),
        Flag(FlagKind.RARELY_CHOSEN, "c"),
    )
    few = [talk(LINE, person, *"abc") for person in range(19)]
    assert row(LINE, few).flags == ()


def test_a_talk_that_was_broken_off_counts_for_shares_and_not_for_the_rest():
    talks = [talk(LINE, person, "a", stopped=True) for person in range(5)]
    figures = row(LINE, talks)
    assert (figures.talks, figures.pairs, figures.difficulty) == (5, 0, 1)


def test_the_median_is_over_first_visits():
    talks = [talk(LINE, person, *"abc", seconds=10 * person) for person in range(5)]
    assert row(LINE, talks).median_seconds == 20


def test_every_scene_with_choices_has_a_row():
    document = healthy()
    assert [one.node for one in decisions(document, [])] == ["s1", "s2", "s3", "s4"]
