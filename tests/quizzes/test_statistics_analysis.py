"""Item analysis against figures worked by hand and against a plain recomputation."""

import json
import math
import random
import statistics as plain
import subprocess
import sys
import time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.quizzes.statistics import item_analysis

EXAMPLE = [[1, 2, 1], [1, 1, 0], [0, 1, 0], [0, 0, 1]]
MAXIMA = [1, 2, 1]
ITEM_NAMES = (
    "facility",
    "sd",
    "discrimination_index",
    "discriminative_efficiency",
    "effective_weight",
    "intended_weight",
    "item_total",
)


def items(name, marks, maxima):
    return [getattr(item, name) for item in item_analysis(marks, maxima).items]


def test_the_worked_example_of_the_docs_holds_for_the_test():
    analysis = item_analysis(EXAMPLE, MAXIMA)
    assert (analysis.attempts, analysis.mean, analysis.median) == (4, 2, 1.5)
    assert analysis.sd == pytest.approx(math.sqrt(2))
    assert analysis.skewness == pytest.approx(math.sqrt(2))
    assert analysis.kurtosis == pytest.approx(1.5)
    assert analysis.internal_consistency == pytest.approx(50)
    assert analysis.error_ratio == pytest.approx(70.7107, abs=1e-4)
    assert analysis.standard_error == pytest.approx(1)


@pytest.mark.parametrize(
    ("name", "figures"),
    [
        ("facility", [0.5, 0.5, 0.5]),
        ("sd", [0.5774, 0.8165, 0.5774]),
        ("discrimination_index", [57.7350, 50, 0]),
        ("discriminative_efficiency", [100, 50, 0]),
        ("effective_weight", [34.1081, 41.7738, 24.1181]),
        ("intended_weight", [25, 50, 25]),
        ("item_total", [0.8165, 0.8660, 0.4082]),
    ],
)
def test_the_worked_example_of_the_docs_holds_for_the_items(name, figures):
    assert items(name, EXAMPLE, MAXIMA) == pytest.approx(figures, abs=1e-4)


def covariance(first, second):
    a, b = plain.fmean(first), plain.fmean(second)
    return sum((x - a) * (y - b) for x, y in zip(first, second, strict=True)) / (len(first) - 1)


def recomputed(marks, maxima):
    """Every figure by its formula, in floats; ``None`` where a denominator vanishes."""
    size, totals = len(marks), [sum(row) for row in marks]
    columns = list(zip(*marks, strict=True))

    def over(top, bottom):
        return top / bottom if abs(bottom) > 1e-9 else None

    k2 = covariance(totals, totals)
    mean = plain.fmean(totals)
    m2, m3, m4 = (sum((total - mean) ** power for total in totals) / size for power in (2, 3, 4))
    alpha = None
    if len(maxima) > 1 and k2 > 1e-9:
        spread = sum(covariance(column, column) for column in columns)
        alpha = len(maxima) / (len(maxima) - 1) * (1 - spread / k2)
    body = {
        "mean": mean,
        "median": plain.median(totals),
        "sd": math.sqrt(k2),
        "skewness": None,
        "kurtosis": None,
        "internal_consistency": None if alpha is None else 100 * alpha,
        "error_ratio": None if alpha is None else 100 * math.sqrt(max(1 - alpha, 0)),
        "standard_error": None if alpha is None else math.sqrt(k2 * max(1 - alpha, 0)),
    }
    if size > 2 and k2 > 1e-9:
        body["skewness"] = size**2 * m3 / ((size - 1) * (size - 2)) / k2**1.5
    if size > 3 and k2 > 1e-9:
        k4 = size**2 * ((size + 1) * m4 - 3 * (size - 1) * m2**2)
        body["kurtosis"] = k4 / ((size - 1) * (size - 2) * (size - 3)) / k2**2
    with_total = [covariance(column, totals) for column in columns]
    roots = [None if value < -1e-9 else math.sqrt(max(value, 0)) for value in with_total]
    rows = []
    for column, maximum, cov_total, root in zip(columns, maxima, with_total, roots, strict=True):
        rest = [total - mark for total, mark in zip(totals, column, strict=True)]
        own, rests, together = (
            covariance(a, b) for a, b in ((column, column), (rest, rest), (column, rest))
        )
        best = covariance(sorted(column), sorted(rest))
        rows.append(
            {
                "facility": over(plain.fmean(column), maximum),
                "sd": math.sqrt(own),
                "discrimination_index": over(100 * together, math.sqrt(own * rests)),
                "discriminative_efficiency": over(100 * together, best),
                "effective_weight": (
                    None if root is None else over(100 * root, sum(r for r in roots if r))
                ),
                "intended_weight": over(100 * maximum, sum(maxima)),
                "item_total": over(cov_total, math.sqrt(own * k2)),
            }
        )
    return body, rows


@st.composite
def tables(draw):
    width = draw(st.integers(1, 5))
    quarters = st.integers(-4, 8).map(lambda value: value / 4)
    rows = draw(
        st.lists(st.lists(quarters, min_size=width, max_size=width), min_size=2, max_size=12)
    )
    return rows, draw(st.lists(st.integers(0, 3), min_size=width, max_size=width))


@settings(max_examples=300, deadline=None)
@given(tables())
def test_every_figure_equals_a_plain_recomputation(table):
    marks, maxima = table
    analysis = item_analysis(marks, maxima)
    body, rows = recomputed(marks, maxima)
    for name, expected in body.items():
        assert getattr(analysis, name) == near(expected), name
    for item, row in zip(analysis.items, rows, strict=True):
        for name, expected in row.items():
            assert getattr(item, name) == near(expected), name


def near(figure):
    return None if figure is None else pytest.approx(figure, rel=1e-7, abs=1e-5)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.floats(0, 1) | st.sampled_from([0.1, 1 / 3, 0.1 + 0.2, 0.3])] * 3),
        max_size=8,
    )
)
def test_no_figure_is_ever_nan_or_infinite_and_all_bounds_hold(rows):
    analysis = item_analysis(rows, [1, 1, 1])
    json.dumps(analysis.as_dict(), allow_nan=False)
    for item in analysis.items:
        assert item.discrimination_index is None or -100 <= item.discrimination_index <= 100
        assert item.item_total is None or -1 <= item.item_total <= 1
        assert item.discriminative_efficiency is None or item.discriminative_efficiency <= 100
    assert analysis.internal_consistency is None or analysis.internal_consistency <= 100
    weights = [item.effective_weight for item in analysis.items]
    assert not any(weights) or math.fsum(weight or 0 for weight in weights) == pytest.approx(100)


@pytest.mark.parametrize(
    ("attempts", "names"),
    [
        (0, {"attempts", "items"}),
        (1, {"attempts", "items", "mean", "median"}),
        (2, {"attempts", "items", "mean", "median", "sd", "rel"}),
        (3, {"attempts", "items", "mean", "median", "sd", "rel", "skewness"}),
        (4, {"attempts", "items", "mean", "median", "sd", "rel", "skewness", "kurtosis"}),
    ],
)
def test_few_attempts_leave_figures_out(attempts, names):
    if "rel" in names:
        names = names - {"rel"} | {"internal_consistency", "error_ratio", "standard_error"}
    body = item_analysis(EXAMPLE[:attempts], MAXIMA).as_dict()
    assert set(body) == names
    assert len(body["items"]) == 3


def test_one_attempt_gives_facility_and_weight_only():
    assert item_analysis([[1, 0]], [1, 4]).as_dict()["items"] == [
        {"facility": 1.0, "intended_weight": 20.0},
        {"facility": 0.0, "intended_weight": 80.0},
    ]


def test_an_item_without_variance_has_a_spread_of_0_and_no_correlation():
    item = item_analysis([[1, 0], [1, 1], [1, 1]], [1, 1]).items[0]
    assert item.sd == 0
    assert item.effective_weight == 0
    assert item.discrimination_index is None
    assert item.discriminative_efficiency is None
    assert item.item_total is None


def test_a_rest_without_variance_leaves_discrimination_out_but_not_the_total():
    item = item_analysis([[1, 0], [0, 0], [1, 0]], [1, 1]).items[0]
    assert item.discrimination_index is None
    assert item.item_total == 1


def test_a_total_without_variance_leaves_the_test_out():
    body = item_analysis([[1, 0], [0, 1], [1, 0]], [1, 1]).as_dict()
    assert {"skewness", "kurtosis", "internal_consistency"}.isdisjoint(body)
    assert body["sd"] == 0
    assert body["items"][0]["discrimination_index"] == -100
    assert "effective_weight" not in body["items"][0]


def test_one_item_has_no_rest_and_no_consistency():
    analysis = item_analysis([[1], [0], [1]], [1])
    assert analysis.internal_consistency is None
    assert analysis.items[0].discrimination_index is None
    assert analysis.items[0].item_total == 1
    assert analysis.items[0].effective_weight == 100


def test_a_maximum_of_0_has_no_facility_and_no_maxima_no_weights():
    assert items("facility", [[1, 0]], [1, 0]) == [1, None]
    assert items("intended_weight", [[1, 0]], [1, 0]) == [100, 0]
    assert items("intended_weight", [[1, 0]], [0, 0]) == [None, None]


def test_an_item_that_goes_against_the_total_has_no_effective_weight():
    marks = [[3, 0], [2, 1], [1, 1], [0, 2]]
    first, second = item_analysis(marks, [3, 2]).items
    assert second.item_total < 0
    assert (first.effective_weight, second.effective_weight) == (100, None)


def test_a_negative_alpha_is_shown_and_its_error_is_defined():
    analysis = item_analysis([[3, 0], [2, 1], [1, 1], [0, 2]], [3, 2])
    assert analysis.internal_consistency < -100
    assert analysis.error_ratio > 100
    assert analysis.standard_error > analysis.sd


def test_a_perfect_test_has_an_error_of_0():
    analysis = item_analysis([[1, 1], [0, 0], [1, 1]], [1, 1])
    assert (analysis.internal_consistency, analysis.error_ratio) == (100, 0)
    assert items("discrimination_index", [[1, 1], [0, 0], [1, 1]], [1, 1]) == [100, 100]


@pytest.mark.parametrize(
    "column",
    [
        [0.1, 0.1, 0.1],
        [0.1 + 0.2, 0.3, 0.3],
        [sum([0.1] * 10), 1.0, 1],
        [0.3 - 0.1 - 0.2, 0.0, 0],
        [Decimal("0.1"), 0.1, Fraction(1, 10)],
        [1e15 + 0.1, 1e15 + 0.2, 1e15],
    ],
)
def test_float_noise_is_no_variance(column):
    item = item_analysis([[mark, row] for row, mark in enumerate(column)], [1.0, 2]).items[0]
    assert (item.sd, item.discrimination_index, item.item_total) == (0, None, None)


def test_thirds_add_up_to_one_as_floats():
    body = item_analysis([[1 / 3, 1 / 3, 1 / 3], [0.5, 0.5, 0.0]], [1, 1, 1]).as_dict()
    assert body["sd"] == 0
    assert "internal_consistency" not in body


def test_kinds_of_numbers_mean_the_same():
    expected = item_analysis([[1, 0], [0, 1], [1, 1]], [1, 2])
    for one, zero, two in (
        (True, False, Fraction(2)),
        (Decimal(1), Decimal("0E-999999"), Decimal("2.0")),
        (1.0, 0.0, 2.0),
    ):
        assert item_analysis([[one, zero], [zero, one], [one, one]], [one, two]) == expected


def test_no_mark_counts_0():
    assert item_analysis([[None, 1], [1, None]], [1, 1]) == item_analysis([[0, 1], [1, 0]], [1, 1])


@pytest.mark.parametrize(
    ("marks", "maxima", "message"),
    [
        ([[1, 0], [1]], [1, 1], "attempt 2: 1 marks, 2 items"),
        ([[1, 0, 0]], [1, 1], "attempt 1: 3 marks, 2 items"),
        ([[1, "1"]], [1, 1], "attempt 1, item 2: '1' is not a usable number"),
        ([[1], [float("nan")]], [1], "attempt 2, item 1: nan"),
        ([[math.inf]], [1], "attempt 1, item 1: inf"),
        ([[Decimal("NaN")]], [1], "attempt 1, item 1"),
        ([[Decimal("sNaN")]], [1], "attempt 1, item 1"),
        ([[Decimal("1E+999999")]], [1], "attempt 1, item 1"),
        ([[10**100]], [1], "attempt 1, item 1"),
        ([[1e300]], [1], "attempt 1, item 1"),
        ([[1j]], [1], "attempt 1, item 1"),
        ([[[1]]], [1], "attempt 1, item 1"),
        ([[1]], [-1], "maximum of item 1: -1 is negative"),
        ([[1]], [None], "maximum of item 1: None is not"),
        ([[1]], ["1"], "maximum of item 1: '1' is not"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused_by_place(marks, maxima, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        item_analysis(marks, maxima)


def test_without_items_only_the_attempts_are_counted():
    assert item_analysis([[], []], []).as_dict() == {"attempts": 2, "items": []}


def test_the_figures_are_frozen_and_named_as_documented():
    analysis = item_analysis(EXAMPLE, MAXIMA)
    assert tuple(vars(analysis.items[0])) == ITEM_NAMES
    with pytest.raises(AttributeError):
        analysis.mean = 1


@pytest.mark.parametrize("mark", [lambda r: r.randint(0, 1), lambda r: r.random()])
def test_two_thousand_attempts_of_thirty_items_take_less_than_two_seconds(mark):
    source = random.Random(1)
    marks = [[mark(source) for _item in range(30)] for _attempt in range(2000)]
    started = time.process_time()
    item_analysis(marks, [1] * 30)
    assert time.process_time() - started < 2


def test_the_analysis_needs_no_django():
    code = (
        "import sys; from assessments.quizzes.statistics import item_analysis; "
        "print(item_analysis([[1]], [1]).attempts, 'django' in sys.modules)"
    )
    done = subprocess.run(  # noqa: S603  our own words
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "False"]
