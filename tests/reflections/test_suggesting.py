from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from assessments.reflections.scoring import level
from assessments.reflections.suggesting import Reason, Standing, suggestions


def standing(code, now, *, then=None, measured=None, target=2, is_critical=False):
    return Standing(
        code=code,
        now=Decimal(str(now)),
        level=level(Decimal(str(now))),
        then=None if then is None else Decimal(str(then)),
        measured=measured,
        target=target,
        is_critical=is_critical,
    )


def said(*standings):
    return [(row.standing.code, row.reasons) for row in suggestions(standings)]


def test_the_largest_gap_comes_first():
    assert said(standing("A", 1.33), standing("B", 0.44), standing("C", 2.0)) == [
        ("B", (Reason.GAP,)),
        ("A", (Reason.GAP,)),
    ]


def test_a_critical_competency_counts_double():
    rows = said(
        standing("A", 0.44, target=3),
        standing("B", 1.33, target=3, is_critical=True),
        standing("C", 1.33, target=4),
    )
    assert [code for code, _reasons in rows] == ["B", "A", "C"]


def test_what_was_measured_goes_before_ones_own_view():
    assert said(standing("A", 4, measured=1), standing("B", 2.0)) == [
        ("A", (Reason.GAP, Reason.ABOVE_SHOWN))
    ]


def test_one_who_can_more_than_they_think_is_told_so():
    assert said(standing("A", 1.33, measured=3)) == [("A", (Reason.BELOW_SHOWN,))]


def test_half_a_point_less_is_worth_a_word():
    assert said(standing("A", 2.67, then=3.17)) == [("A", (Reason.FELL,))]
    assert said(standing("A", 2.67, then=3.16)) == [("A", (Reason.KEEP,))]


def test_three_kinds_of_reasons_go_before_three_gaps():
    rows = said(
        standing("A", 0, target=3),
        standing("B", 0.44, target=3),
        standing("C", 0.44, target=3),
        standing("D", 3.56, measured=2),
        standing("E", 2.22, then=3.56),
    )
    assert [code for code, _reasons in rows] == ["A", "D", "E"]


def test_where_nothing_is_amiss_the_lowest_score_is_the_place_to_go_on():
    assert said(standing("B", 3), standing("A", 3), standing("C", 4)) == [("A", (Reason.KEEP,))]


def test_nothing_rated_gives_no_suggestion():
    assert suggestions([]) == []


@given(
    st.lists(
        st.builds(
            standing,
            st.sampled_from("ABCDEFGHIJKL"),
            st.decimals(min_value=0, max_value=4, places=2),
            then=st.none() | st.decimals(min_value=0, max_value=4, places=2),
            measured=st.none() | st.integers(min_value=0, max_value=4),
            target=st.integers(min_value=1, max_value=4),
            is_critical=st.booleans(),
        ),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row.code,
    )
)
def test_one_to_three_each_once_and_each_with_a_reason(standings):
    rows = suggestions(standings)
    codes = [row.standing.code for row in rows]
    assert 1 <= len(rows) <= 3
    assert len(set(codes)) == len(codes)
    assert all(row.reasons for row in rows)
    assert suggestions(list(reversed(standings))) == rows
