from decimal import Decimal

from assessments.reflections.radar import Point, Spoke, bars, radar


def spoke(code, now, then=None):
    return Spoke(code, Decimal(str(now)), None if then is None else Decimal(str(then)))


def test_fewer_than_three_make_no_radar():
    assert radar([spoke("A", 1), spoke("B", 2)]) is None
    assert radar([]) is None


def test_the_first_spoke_points_up_and_four_is_the_edge():
    drawn = radar([spoke("A", 4), spoke("B", 0), spoke("C", 2), spoke("D", 4)])
    assert drawn.now_dots == (
        Point(160, 54),
        Point(160, 150),
        Point(160, 198),
        Point(64, 150),
    )
    assert drawn.now == "160.0,54.0 160.0,150.0 160.0,198.0 64.0,150.0"
    assert len(drawn.rings) == 4
    assert [label.anchor for label in drawn.labels] == ["middle", "start", "middle", "end"]


def test_the_line_of_then_breaks_where_nothing_was_rated_then():
    whole = radar([spoke("A", 4, 1), spoke("B", 4, 1), spoke("C", 4, 1)])
    assert whole.then.count("M") == 3
    broken = radar([spoke("A", 4, 1), spoke("B", 4, 1), spoke("C", 4), spoke("D", 4)])
    assert broken.then.count("M") == 1
    assert len(broken.then_dots) == 2
    assert radar([spoke("A", 4), spoke("B", 4), spoke("C", 4)]).then == ""


def test_every_label_stays_inside_the_drawing():
    drawn = radar([spoke(f"FL-{number:02}", 4) for number in range(1, 13)])
    wide = 45  # five characters of the label
    for label in drawn.labels:
        left = {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
        assert label.x - left >= 0
        assert label.x - left + wide <= drawn.width
        assert 12 <= label.y <= drawn.height - 18


def test_bars_are_as_long_as_their_scores():
    drawn = bars([spoke("A", 4, 2), spoke("B", 1)])
    assert [(bar.now_width, bar.then_width) for bar in drawn.bars] == [(200, 100), (50, None)]
    assert [mark for mark, _x in drawn.marks] == [0, 1, 2, 3, 4]
    assert drawn.height > drawn.bottom
