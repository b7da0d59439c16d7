"""The result: the drawing and the table say the same, beside what was measured."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.evidence.models import CompetencyLevel
from assessments.reflections.models import Moment
from assessments.reflections.queries.results import result_of
from modules.models import ModuleCompetency
from tests.factories import reflections as make
from tests.factories import tree
from tests.factories.people import PersonFactory

Q = Decimal


def page_of(client, assessment):
    return client.get(reverse("reflections:result", args=[assessment.key]))


def measure(person, code, level):
    CompetencyLevel.objects.create(
        person=person,
        competency=make.competency(code),
        level=level,
        rule_version=1,
        computed_on=timezone.localdate(),
    )


def lines(assessment):
    return {line.code: (line.then, line.now, line.change) for line in result_of(assessment).lines}


def test_then_and_now_beside_measured_and_expected(person):
    make.competency("FL-01", target=3)
    make.competency("FL-02")
    measure(person, "FL-01", 2)
    measure(PersonFactory(), "FL-02", 4)
    make.finished(person, make.rated(FL_01=1, FL_02=2), days_ago=30)
    now = make.finished(person, {**make.rated(FL_01=2), "SA-FL-02-1": None})
    first, second = result_of(now).lines
    assert (first.then, first.now, first.change) == (Q("1.33"), Q("2.67"), Q("1.34"))
    assert (first.level, first.measured, first.target) == (2, 2, 3)
    assert (second.then, second.now, second.change) == (Q("2.67"), None, None)
    assert (second.level, second.measured, second.target) == (None, None, 2)
    assert (second.answered, second.asked) == (1, 1)


def test_after_is_compared_with_before_whatever_lies_between(person):
    before = make.finished(person, make.rated(FL_01=1), days_ago=60, moment=Moment.BEFORE)
    between = make.finished(person, make.rated(FL_01=3), days_ago=30)
    after = make.finished(person, make.rated(FL_01=2), moment=Moment.AFTER)
    assert result_of(before).then is None
    assert result_of(between).then == before
    assert result_of(after).then == before
    assert lines(after) == {"FL-01": (Q("1.33"), Q("2.67"), Q("1.34"))}


def test_after_without_before_is_compared_with_the_last_one(person):
    make.finished(person, make.rated(FL_01=0), days_ago=60)
    last = make.finished(person, make.rated(FL_01=3), days_ago=30)
    after = make.finished(person, make.rated(FL_01=2), moment=Moment.AFTER)
    assert result_of(after).then == last


def test_what_came_later_and_what_others_said_does_not_count(person):
    make.finished(PersonFactory(), make.rated(FL_01=0), days_ago=60)
    make.begun(person, make.rated(FL_01=0))
    own = make.finished(person, make.rated(FL_01=3), days_ago=30)
    make.finished(person, make.rated(FL_01=1))
    assert lines(own) == {"FL-01": (None, Q("4.00"), None)}


def test_a_level_is_kept_within_half_a_point_of_the_one_before(person):
    make.finished(person, {"SA-FL-01-1": 3, "SA-FL-01-2": 2}, days_ago=60)  # 3.33
    kept = make.finished(person, make.rated(FL_01=2), days_ago=30)  # 2.67
    lost = make.finished(person, {"SA-FL-01-1": 2, "SA-FL-01-2": 1})  # 2.00
    assert [line.level for line in result_of(kept).lines] == [3]
    assert [line.level for line in result_of(lost).lines] == [2]


def test_suggestions_say_why_and_lead_to_a_module_that_teaches_it(person):
    about = make.competency("FL-01")
    module = tree.module("T1")
    ModuleCompetency.objects.create(page=module, competency=about)
    own = make.finished(person, make.rated(FL_01=1))
    (one,) = result_of(own).suggestions
    assert (one.code, one.module.title) == ("FL-01", "Модуль T1")
    assert one.module.url == "/uk/moduli/t1/"
    assert len(one.reasons) == 1


def test_a_module_that_only_asks_and_one_that_is_not_published_are_no_suggestion(person):
    about = make.competency("FL-01")
    asking = make.self_assessment_page("FL-01").get_parent()
    hidden = tree.module("T2")
    for module in (asking, hidden):
        ModuleCompetency.objects.create(page=module.specific, competency=about)
    hidden.unpublish()
    own = make.finished(person, make.rated(FL_01=1))
    assert [one.module for one in result_of(own).suggestions] == [None]


# --- The page ------------------------------------------------------------------------------------


def test_the_drawing_the_sentence_and_the_table_have_the_same_numbers(learner, person):
    for code in ("FL-01", "FL-02", "FL-03"):
        make.competency(code)
    make.finished(person, make.rated(FL_01=1, FL_02=2, FL_03=3), days_ago=30)
    own = make.finished(person, make.rated(FL_01=3, FL_02=2, FL_03=1))
    response = page_of(learner, own)
    html = response.content.decode()
    drawing = html[html.index("<figure") : html.index("</figure>")]
    table = html[html.index("<table") : html.index("</table>")]
    assert 'role="img"' in drawing
    assert response.context["result"].summary in drawing
    for number in ("4,00", "2,67", "1,33"):
        assert number in drawing
        assert number in table
    assert "+2,67" in table
    assert "−2,67" in table
    assert response["Cache-Control"] == "private, no-store"


def test_two_competencies_are_bars_and_none_is_neither(learner, person):
    two = page_of(learner, make.finished(person, make.rated(FL_01=3, FL_02=2)))
    assert two.context["result"].radar is None
    assert b"self-chart__bar" in two.content
    none = page_of(learner, make.finished(PersonFactory(), {"SA-FL-01-1": None}))
    assert none.status_code == 404
    nothing = page_of(learner, make.finished(person, {"SA-FL-01-1": None}))
    assert nothing.context["result"].bars is None
    assert b"self-chart" not in nothing.content.replace(b"self-chart.css", b"")
    assert nothing.context["result"].suggestions == []


def test_the_first_one_has_no_columns_of_then(learner, person):
    first = page_of(learner, make.finished(person, make.rated(FL_01=3, FL_02=2, FL_03=1)))
    assert first.content.count(b'<th class="num"') == 4
    assert b"self-chart__then" not in first.content


@pytest.mark.parametrize("count", [1, 3])
def test_a_result_costs_the_same_however_much_there_is(
    learner, person, count, django_assert_num_queries
):
    codes = [f"FL-{number:02}" for number in range(1, count + 1)]
    for code in codes:
        measure(person, code, 1)
    answers = {f"SA-{code}-1": 2 for code in codes}
    for days in range(count, 0, -1):
        make.finished(person, answers, days_ago=days)
    own = make.finished(person, answers)
    page_of(learner, own)
    # session, person, this one; all and their answers, competencies, levels, modules that ask and
    # that teach; posting and grants of the circle, shares
    with django_assert_num_queries(12):
        page_of(learner, own)


def test_english_reads_english(learner, person):
    own = make.finished(person, make.rated(FL_01=3, FL_02=2, FL_03=1))
    html = learner.get(f"/en/self-assessments/{own.key}/result/").content.decode()
    assert "2.67" in html
    assert "2,67" not in html
