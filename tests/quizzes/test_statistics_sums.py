"""Running sums: what is added can be taken back, and equals a recomputation from nothing."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.quizzes.statistics import item_analysis
from assessments.quizzes.statistics.families import family_starts
from assessments.quizzes.statistics.inference import (
    Stratum,
    band_of_scores,
    by_band,
    fisher,
    mantel_haenszel,
    median_of,
    strata_of,
    wilson,
)
from assessments.quizzes.statistics.options import key_ids, picked, reading_seconds
from assessments.quizzes.statistics.sums import (
    MOST_SECONDS,
    UNIT,
    Contribution,
    Mark,
    Sums,
    contribution,
    covariance_with_rest,
    merged,
    variance,
)

SHARES = st.sampled_from([Decimal(0), Decimal(1), Decimal("0.5"), Decimal("0.33333")])


def attempt(shares, **fields):
    marks = [
        Mark(
            version=number, share=share, points=Decimal(1 + number % 2), picked=("б", "а"), **fields
        )
        for number, share in enumerate(shares)
    ]
    return contribution(marks, percent=Decimal("12.34"), is_passed=False)


ATTEMPTS = st.lists(st.lists(SHARES, min_size=1, max_size=4).map(attempt), max_size=8)


def folded(attempts, start=None):
    sums = start or {}
    for one in attempts:
        for item in one.items:
            sums.setdefault(item.version, Sums()).count(item)
    return sums


@settings(deadline=None)
@given(ATTEMPTS, st.randoms())
def test_the_order_of_attempts_does_not_matter(attempts, chance):
    shuffled = list(attempts)
    chance.shuffle(shuffled)
    assert folded(shuffled) == folded(attempts)


@settings(deadline=None)
@given(ATTEMPTS, ATTEMPTS)
def test_what_is_taken_back_leaves_no_trace(kept, taken):
    sums = folded([*kept, *taken])
    for one in taken:
        for item in one.items:
            sums[item.version].count(item, -1)
    assert {version: left for version, left in sums.items() if left.n} == folded(kept)


@settings(deadline=None)
@given(ATTEMPTS, ATTEMPTS)
def test_groups_together_equal_all_at_once(first, second):
    parts = [folded(first), folded(second)]
    whole = folded([*first, *second])
    for version, sums in whole.items():
        assert merged(part[version] for part in parts if version in part) == sums


@settings(deadline=None)
@given(ATTEMPTS)
def test_sums_and_contributions_go_to_json_and_back(attempts):
    for one in attempts:
        assert Contribution.from_json(one.as_json()) == one
    for sums in folded(attempts).values():
        assert Sums.from_json(sums.as_json()) == sums


@settings(deadline=None)
@given(st.lists(st.lists(SHARES, min_size=3, max_size=3), min_size=4, max_size=15))
def test_on_a_fixed_form_the_sums_give_the_figures_of_the_table(shares):
    points = [Fraction(1), Fraction(2), Fraction(1)]
    marks = [
        [Fraction(share) * top for share, top in zip(row, points, strict=True)] for row in shares
    ]
    sums = folded(attempt(row) for row in shares)
    for version, figures in enumerate(item_analysis(marks, points).items):
        own = sums[version]
        rest = variance(own.pairs, own.r, own.rr)
        assert own.x / own.n / UNIT == pytest.approx(figures.facility)
        spread = variance(own.n, own.x, own.xx)
        assert float(spread) ** 0.5 * float(points[version]) == pytest.approx(figures.sd)
        if figures.discrimination_index is not None:
            together = covariance_with_rest(own)
            index = 100 * float(together) / float(spread * rest) ** 0.5
            assert index == pytest.approx(figures.discrimination_index, abs=1e-4)


def test_the_rest_is_per_cent_of_the_own_form_without_the_item():
    one = attempt([Decimal(1), Decimal("0.5"), Decimal(0)])  # 1, 2 and 1 points
    assert [item.rest for item in one.items] == [units(1, 3), units(1, 2), units(2, 3)]
    assert one.total == units(1, 2)
    assert {item.score for item in one.items} == {50}


def units(top, bottom):
    return round(Fraction(top, bottom) * UNIT)


def test_one_item_alone_has_no_rest():
    one = attempt([Decimal(1)])
    assert one.items[0].rest is None
    sums = folded([one])[0]
    assert (sums.n, sums.pairs, covariance_with_rest(sums)) == (1, 0, 0)


def test_a_form_of_nothing_and_a_negative_total_have_a_score():
    assert contribution([], percent=Decimal(0), is_passed=False).total == 0
    one = contribution(
        [Mark(version=1, share=Decimal(-1), points=Decimal(1))],
        percent=Decimal(0),
        is_passed=False,
    )
    assert (one.total, one.items[0].score) == (-UNIT, 0)


def test_long_times_are_one_bin():
    item = attempt([Decimal(1)], seconds=99_999).items[0]
    assert item.seconds == MOST_SECONDS


# --- How sure ---


def test_wilson_of_ten_of_forty():
    low, high = wilson(0.25, 40)
    assert (round(low, 4), round(high, 4)) == (0.1419, 0.4019)


@pytest.mark.parametrize("share", [0, 1])
def test_wilson_stays_between_0_and_1(share):
    low, high = wilson(share, 10)
    assert 0 <= low < high <= 1


def test_no_interval_without_answers_or_below_0():
    assert wilson(0.5, 0) is None
    assert wilson(-0.1, 20) is None


def test_fisher_of_a_half_with_thirty():
    low, high = fisher(0.5, 30)
    assert (round(low, 4), round(high, 4)) == (0.1704, 0.729)


@pytest.mark.parametrize(("correlation", "n"), [(None, 30), (1.0, 30), (-1.0, 30), (0.5, 3)])
def test_no_interval_of_what_has_none(correlation, n):
    assert fisher(correlation, n) is None


def test_bands_are_thirds_and_ties_stay_together():
    scores = {"10": 3, "50": 3, "90": 3}
    assert band_of_scores(scores) == {"10": 0, "50": 1, "90": 2}
    assert band_of_scores({"100": 30}) == {"100": 1}
    assert by_band({"10": 1, "90": 2}, band_of_scores(scores)) == [1, 0, 2]


@given(st.dictionaries(st.integers(0, 100).map(str), st.integers(1, 9), min_size=1))
def test_better_scores_are_never_in_a_lower_band(scores):
    placed = band_of_scores(scores)
    ordered = [placed[score] for score in sorted(scores, key=int)]
    assert ordered == sorted(ordered)
    assert set(ordered) <= {0, 1, 2}


def test_mantel_haenszel_by_hand():
    """Two strata of 20: Σad/N = 8·6/20 + 9·3/20 = 3.75; Σbc/N = 2·4/20 + 1·7/20 = 0.75."""
    found = mantel_haenszel([Stratum(8, 2, 4, 6), Stratum(9, 1, 7, 3)])
    assert found.odds_ratio == pytest.approx(5)
    assert found.delta == pytest.approx(3.7822, abs=1e-4)
    # observed 17, expected 6 + 8; variances 10·10·12·8/(400·19) and 10·10·16·4/(400·19)
    assert found.chi_square == pytest.approx(2.5**2 / (9600 / 7600 + 6400 / 7600))
    assert found.p_value == pytest.approx(0.0848, abs=1e-4)
    assert not found.is_notable


def test_mantel_haenszel_of_a_clear_difference_is_notable():
    assert mantel_haenszel([Stratum(5, 35, 30, 10), Stratum(10, 30, 35, 5)]).is_notable


@pytest.mark.parametrize(
    "strata", [[], [Stratum(5, 0, 5, 0)], [Stratum(1, 0, 0, 0)], [Stratum(5, 0, 0, 5)]]
)
def test_mantel_haenszel_is_absent_where_it_is_not_defined(strata):
    assert mantel_haenszel(strata) is None


def test_strata_are_bands_of_both_groups_together():
    strata = strata_of({"10": 2, "90": 1}, {"90": 1}, {"50": 3}, {"50": 2})
    assert strata == [Stratum(0, 2, 0, 0), Stratum(0, 0, 2, 1), Stratum(1, 0, 0, 0)]


@pytest.mark.parametrize(
    ("histogram", "median"), [({}, None), ({"9": 1, "10": 1}, 9.5), ({"2": 1, "30": 2}, 30)]
)
def test_median_of_a_histogram(histogram, median):
    assert median_of(histogram) == median


# --- Documents ---

OPTIONS = [["т1", "а"], ["т2", "б"], ["т3", "в"]]


@pytest.mark.parametrize(
    ("kind", "value", "ids"),
    [
        ("one", "т2", ["б"]),
        ("one", "чуже", []),
        ("one", None, []),
        ("true_false", "т1", ["а"]),
        ("many", ["т1", "т3"], ["а", "в"]),
        ("judgement", {"best": "т3", "worst": "т1"}, ["в"]),
        ("judgement", {"best": None, "worst": "т1"}, []),
        ("judgement_choose", "т1", ["а"]),
        ("short", "т1", []),
        ("matching", {"т1": "т2"}, []),
    ],
)
def test_picked_options_are_named_by_id(kind, value, ids):
    assert picked({"kind": kind}, value, OPTIONS) == ids


@pytest.mark.parametrize(
    ("document", "ids"),
    [
        (
            {"kind": "one", "options": [{"id": "а", "right": True}, {"id": "б", "right": False}]},
            "а",
        ),
        (
            {"kind": "judgement", "options": [{"id": "а", "key": ""}, {"id": "б", "key": "best"}]},
            "б",
        ),
        (
            {
                "kind": "judgement_choose",
                "options": [{"id": "а", "quality": 1}, {"id": "б", "quality": 4}],
            },
            "б",
        ),
    ],
)
def test_the_key_is_read_from_the_document(document, ids):
    assert key_ids(document) == set(ids)


def test_reading_takes_a_second_for_four_words():
    document = {"prompt": "Раз два три чотири п’ять", "options": [{"text": "шість сім вісім"}]}
    assert reading_seconds(document) == 2


def one_of_many(prompt="Питання", right="а"):
    options = [{"id": name, "text": name, "right": name == right} for name in "аб"]
    return {"kind": "one", "prompt": prompt, "options": options}


def test_a_new_key_begins_a_family_and_new_wording_continues_one():
    versions = [
        (4, one_of_many("Інакше", right="б")),
        (1, one_of_many()),
        (2, one_of_many("Інакше")),
        (3, one_of_many("Інакше", right="б")),
    ]
    assert family_starts(versions) == {1: 1, 2: 1, 3: 3, 4: 3}
