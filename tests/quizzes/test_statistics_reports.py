"""What is said about a quiz: words before figures, nothing about a few people."""

import io
import json
import uuid

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from assessments.quizzes.models import QuizPage, TrueFalseQuestion
from assessments.quizzes.reports.json import quiz_json
from assessments.quizzes.reports.quizzes import quiz_report
from assessments.quizzes.reports.wording import about_item, about_quiz
from assessments.quizzes.services.publishing import publish_version
from assessments.quizzes.services.statistics import fold_finished, note_missed
from assessments.quizzes.statistics import item_analysis
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory
from tests.factories.quizzes import question, quiz
from tests.factories.tree import locale, publish
from tests.quizzes.statistics_data import finished_attempt, question_versions

pytestmark = pytest.mark.django_db

QUIZ = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def versions(db):
    return question_versions(3)


def take(versions, rows, quiz_key=QUIZ, **fields):
    for row in rows:
        finished_attempt(versions, row, quiz_key=quiz_key, **fields)
    note_missed()
    fold_finished()
    return quiz_report(quiz_key)


def by_code(report):
    return {item.family.newest: item for item in report.items}


ROWS = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [1, 0, 1], [0, 0, 0]] * 2


def test_on_a_fixed_form_every_figure_equals_the_table_of_marks(versions):
    report = take(versions, ROWS)
    table = item_analysis(ROWS, [1, 1, 1])
    for version, expected in zip(versions, table.items, strict=True):
        numbers = by_code(report)[version.pk].numbers
        assert numbers.facility == pytest.approx(expected.facility)
        assert numbers.sd == pytest.approx(expected.sd)
        assert numbers.discrimination_index == pytest.approx(expected.discrimination_index)
        assert numbers.effective_weight == pytest.approx(expected.effective_weight)
        assert numbers.intended_weight == pytest.approx(expected.intended_weight)
        assert numbers.item_total == pytest.approx(expected.item_total)
    assert report.is_fixed
    assert report.numbers.internal_consistency == pytest.approx(table.internal_consistency)
    assert report.numbers.error_ratio == pytest.approx(table.error_ratio)
    assert report.numbers.standard_error == pytest.approx(100 * table.standard_error / 3)
    assert report.numbers.mean == pytest.approx(100 * table.mean / 3, abs=0.01)
    assert report.numbers.sd == pytest.approx(100 * table.sd / 3, abs=0.01)
    assert report.numbers.skewness == pytest.approx(table.skewness, abs=1e-3)
    assert report.numbers.kurtosis == pytest.approx(table.kurtosis, abs=1e-3)


def test_below_ten_nothing_is_said_but_the_number(versions):
    body = quiz_json(take(versions, ROWS[:9]))
    assert body["attempts"] == 9
    assert {"mean", "sd", "passed", "internal_consistency"}.isdisjoint(body)
    for item in body["items"]:
        assert item["n"] == 9
        assert {"facility", "discrimination_index", "options", "guess"}.isdisjoint(item)
        assert item["verdicts"] == []
        assert item["words"] == ["Too few answers to say anything: 9, figures come with 10"]


def test_ten_are_shown_as_early_and_thirty_are_not(versions):
    early = take(versions, ROWS)
    assert any(words.startswith("Early") for words in about_item(early.items[0]))
    assert any(words.startswith("Early") for words in about_quiz(early))
    full = take(versions, ROWS * 2)
    assert not any(words.startswith("Early") for words in about_item(full.items[0]))
    assert not any(words.startswith("Early") for words in about_quiz(full))


def test_drawn_forms_have_no_common_total(versions):
    finished_attempt(versions[:2], [1, 0], quiz_key=QUIZ)
    report = take(versions, ROWS)
    assert not report.is_fixed
    assert report.numbers.internal_consistency is None
    assert report.items[0].numbers.effective_weight is None
    assert "no common total" in about_quiz(report)[0]


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ([1] * 20, "Too easy, cannot separate: the marks do not vary"),
        ([1] * 10 + [0] * 10, "Of suitable difficulty, separates well"),
        ([0] * 10 + [1] * 10, "Of suitable difficulty, goes against the rest: check the key"),
        ([1] + [0] * 19, "Too hard, separates fairly"),
    ],
)
def test_words_tell_what_the_figures_mean(versions, marks, words):
    rest = [[1, 1]] * 10 + [[0, 0]] * 10
    report = take(versions, [[mark, *others] for mark, others in zip(marks, rest, strict=True)])
    said = about_item(by_code(report)[versions[0].pk])
    assert said[0] == words.replace("separates fairly", "separates acceptably")


def test_a_wrong_option_that_the_best_choose_is_named_first(versions):
    for place in range(15):
        good = place < 5
        finished_attempt(
            versions,
            [0, int(good), int(good)],
            quiz_key=QUIZ,
            picks=[1 if good else 2, None, None],
        )
    report = take(versions, [])
    item = by_code(report)[versions[0].pk]
    assert about_item(item)[0] == "The best choose 2 (Варіант 2): check the key"
    figures = {one.option: one for one in item.options}
    key, rival, _last = (option["id"] for option in versions[0].document["options"])
    assert figures[key].is_key
    assert not figures[rival].is_key
    assert figures[rival].thirds == (0, 0, 1) or figures[rival].thirds[-1] == 1
    assert figures[rival].share == pytest.approx(1 / 3)


def test_guess_stands_beside_facility():
    versions = question_versions(2, TrueFalseQuestion)
    report = take(versions, [[1, 0], [0, 1]] * 5)
    numbers = report.items[0].numbers
    assert (numbers.facility, numbers.guess) == (0.5, 0.5)
    low, high = numbers.facility_interval
    assert low < 0.5 < high


def test_new_wording_continues_the_figures_and_a_new_key_begins_anew(versions):
    take(versions, ROWS)
    edited = versions[0].question
    edited = type(edited).objects.get(pk=edited.pk).get_real_instance()
    edited.prompt = "Те саме іншими словами"
    edited.save()
    reworded = publish_version(question=edited)
    report = take([reworded, *versions[1:]], ROWS[:5])
    item = by_code(report)[reworded.pk]
    assert (item.numbers.n, item.family.versions) == (15, (1, 2))

    edited.options[0].value["right"] = False
    edited.options[1].value["right"] = True
    edited.save()
    rekeyed = publish_version(question=edited)
    report = take([rekeyed, *versions[1:]], ROWS[:3])
    found = {
        item.family.versions: item for item in report.items if item.family.question == edited.pk
    }
    assert {key: item.numbers.n for key, item in found.items()} == {(3,): 3, (1, 2): 15}
    assert [found[key].family.is_current for key in ((3,), (1, 2))] == [True, False]


def test_centres_are_compared_only_with_thirty_each(versions):
    large, small = (
        OrgUnitFactory(type="interregional_centre", short_name=name) for name in ("Захід", "Схід")
    )

    def people(unit, rows):
        for row in rows:
            person = PostingFactory(unit=unit).person
            finished_attempt(versions, row, quiz_key=QUIZ, person=person)

    people(large, ROWS * 3)
    people(small, [[0, *row[1:]] for row in ROWS * 3][:29])
    assert take(versions, []).items[0].centres == []
    people(small, [[0, 1, 1]])
    centres = by_code(take(versions, []))[versions[0].pk].centres
    assert [(group.name, group.n, group.facility) for group in centres] == [
        ("Захід", 30, 0.8),
        ("Схід", 30, 0),
    ]


def test_a_centre_apart_at_the_same_ability_is_named(versions):
    units = [
        OrgUnitFactory(type="interregional_centre", short_name=name) for name in ("Захід", "Схід")
    ]
    for unit, marks in zip(units, ([1, 1, 1, 0], [0, 0, 0, 1]), strict=True):
        for place in range(40):
            person = PostingFactory(unit=unit).person
            row = [marks[place % 4], place % 2, place // 2 % 2]
            finished_attempt(versions, row, quiz_key=QUIZ, person=person)
    said = about_item(by_code(take(versions, []))[versions[0].pk])
    assert "Harder for “Схід” than for others of the same ability" in said
    assert "Easier for “Захід” than for others of the same ability" in said


def test_language_versions_are_compared_with_thirty_each(versions):
    key = versions[0].question.translation_key
    english = question(translation_key=key, locale=locale("en")).versions.get()
    take(versions, ROWS * 3)
    report = take([english, *versions[1:]], [[0, *row[1:]] for row in ROWS * 3])
    languages = by_code(report)[english.pk].languages
    assert [(group.name, group.n) for group in languages] == [("en", 30), ("uk", 30)]


@pytest.mark.parametrize("questions", [1, 3])
def test_a_report_takes_the_same_queries(questions, django_assert_num_queries):
    take(question_versions(questions), [row[:questions] for row in ROWS])
    with django_assert_num_queries(5):
        quiz_report(QUIZ)


def test_a_quiz_nobody_took_says_so():
    report = quiz_report(QUIZ)
    assert (report.numbers.attempts, report.items) == (0, [])
    assert about_quiz(report) == ["Too few attempts to say anything: 0, figures come with 10"]


# --- The command ---


@pytest.fixture
def page(db):
    return quiz(questions=2)


def run(*arguments):
    out = io.StringIO()
    call_command("quiz_statistics", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def taken(page, versions):
    for row in ROWS:
        finished_attempt(versions, row, quiz_key=page.translation_key)
    return page


@pytest.mark.parametrize("name", ["slug", "title", "translation_key"])
def test_a_quiz_is_found_by_slug_title_or_key(taken, name):
    body = json.loads(run(str(getattr(taken, name)), "--json"))
    assert body["quiz"]["key"] == str(taken.translation_key)
    assert (body["attempts"], body["waiting"]) == (10, 0)
    assert [item["n"] for item in body["items"]] == [10, 10, 10]
    assert body["counted"] == "first finished attempt of each person"


def test_the_command_says_words_before_figures(taken):
    text = run(taken.slug)
    assert text.index("Counted: the first finished attempt") < text.index("Attempts: 10")
    assert "separates" in text


@pytest.mark.parametrize("name", ["немає", "", "%", "a\0b", str(uuid.UUID(int=1))])
def test_an_unknown_quiz_is_refused(page, name):
    with pytest.raises(CommandError, match="There is no"):
        run(name)


def test_a_title_of_two_quizzes_is_refused_with_their_keys(page):
    other = publish(page.get_parent(), QuizPage(bank=page.bank, title=page.title, slug="other"))
    with pytest.raises(CommandError, match=str(other.translation_key)):
        run(page.title)


def test_only_the_first_attempt_counts_whatever_came_after(page, versions):
    person = PersonFactory()
    for row in ([0, 0, 0], [1, 1, 1]):
        finished_attempt(versions, row, quiz_key=page.translation_key, person=person)
    assert json.loads(run(page.slug, "--json"))["attempts"] == 1
