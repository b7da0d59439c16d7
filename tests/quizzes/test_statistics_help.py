"""Questions that ask for help: when, why, once, and until when."""

import datetime
import uuid

import pytest
from django.utils import timezone, translation

from assessments.quizzes.models.help_requests import HelpReason, HelpRequest
from assessments.quizzes.reports.help import evidence_in_words, reasons_for_help
from assessments.quizzes.services.help_requests import file_help_requests
from assessments.quizzes.services.publishing import publish_version
from assessments.quizzes.services.statistics import attempt_finished
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question
from tests.factories.tree import locale
from tests.quizzes.statistics_data import finished_attempt, question_versions

pytestmark = pytest.mark.django_db

QUIZ = uuid.UUID(int=7)
NOW = timezone.now()
TOMORROW = NOW + datetime.timedelta(days=1)


@pytest.fixture
def versions(db):
    return question_versions(3)


def take(versions, rows, **fields):
    for row in rows:
        finished_attempt(versions, row, quiz_key=QUIZ, **fields)


def fine(count):
    """Answers nothing is wrong with: two thirds right, the good ones more often."""
    return [[int(place % 3 > 0), int(place % 3 > 0), int(place % 2)] for place in range(count)]


def reasons(version):
    return set(HelpRequest.objects.filter(version=version).values_list("reason", flat=True))


def test_good_questions_ask_for_nothing(versions):
    take(versions[:2], [row[:2] for row in fine(30)])
    assert file_help_requests(NOW) == 0


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([1] * 39 + [0], {HelpReason.TOO_EASY}),
        ([0] * 33 + [1] * 7, {HelpReason.TOO_HARD}),
        ([1] * 40, {HelpReason.TOO_EASY}),
    ],
)
def test_too_easy_and_too_hard_questions_ask_for_help(versions, marks, expected):
    rows = [[mark, mark] for mark in marks]
    take(versions[:2], rows)
    file_help_requests(NOW)
    assert reasons(versions[0]) == expected


def test_a_question_that_hardly_separates_asks_for_help(versions):
    take(versions[:2], [[place % 2, place // 2 % 2] for place in range(40)])
    file_help_requests(NOW)
    found = HelpRequest.objects.get(version=versions[0])
    assert found.reason == HelpReason.SEPARATES_LITTLE
    assert found.evidence == {"n": 40, "discrimination_index": 0.0}


def test_twenty_nine_answers_are_too_few(versions):
    take(versions, [[1, 1, 1]] * 29)
    assert file_help_requests(NOW) == 0
    take(versions, [[1, 1, 1]])
    assert file_help_requests(NOW) == 3


def test_a_wrong_option_that_the_best_choose_asks_for_help(versions):
    for place in range(30):
        good = place % 3 == 0
        finished_attempt(
            versions,
            [int(not good), int(good), int(good)],
            quiz_key=QUIZ,
            picks=[1 if good else 0, None, None],
        )
    file_help_requests(NOW)
    found = HelpRequest.objects.get(version=versions[0], reason=HelpReason.BETTER_OPTION)
    assert found.evidence == {
        "n": 30,
        "option": versions[0].document["options"][1]["id"],
        "option_share": 1.0,
        "key_share": 0.0,
    }


def test_answers_quicker_than_reading_ask_for_help():
    slow, quick = (
        question(prompt="слово " * 80).versions.get(),
        question(prompt="слово " * 80).versions.get(),
    )
    for row in fine(30):
        attempt = finished_attempt([slow, quick], row[:2], quiz_key=QUIZ)
        attempt_finished(attempt=attempt, seconds={"1": 60, "2": 5})
    file_help_requests(NOW)
    assert reasons(slow) == set()
    assert reasons(quick) == {HelpReason.TOO_QUICK}


def test_language_versions_far_apart_both_ask_for_help(versions):
    english = question(
        translation_key=versions[0].question.translation_key, locale=locale("en")
    ).versions.get()
    take(versions[:2], [[1, 1]] * 20 + [[0, 0]] * 10)
    take([english, versions[1]], [[1, 1]] * 15 + [[0, 0]] * 15)
    file_help_requests(NOW)
    assert reasons(versions[0]) == reasons(english) == {HelpReason.LANGUAGES_DIFFER}
    evidence = HelpRequest.objects.filter(version=english).get().evidence
    assert evidence["languages"] == {"en": 50.0, "uk": 66.67}


def test_running_twice_files_nothing_twice(versions):
    take(versions, [[1, 1, 1]] * 30)
    assert (file_help_requests(NOW), file_help_requests(TOMORROW)) == (3, 0)
    assert set(HelpRequest.objects.values_list("opened_at", flat=True)) == {NOW}


def changed(version, *, key=False, prompt="Інакше"):
    edited = version.question.get_real_instance()
    edited.prompt = prompt
    if key:
        edited.options[0].value["right"] = False
        edited.options[1].value["right"] = True
    edited.save()
    return publish_version(question=edited)


@pytest.mark.parametrize("key", [False, True])
def test_thirty_clear_answers_to_the_next_version_close_the_task(versions, key):
    take(versions[:2], [[1, 1]] * 30)
    file_help_requests(NOW)
    task = HelpRequest.objects.get(version=versions[0])
    following = changed(versions[0], key=key)
    take([following, versions[1]], [row[:2] for row in fine(29)])
    file_help_requests(TOMORROW)
    task.refresh_from_db()
    assert task.closed_at is None
    take([following, versions[1]], [[0, 0]])
    file_help_requests(TOMORROW)
    task.refresh_from_db()
    assert task.closed_at == TOMORROW
    assert file_help_requests(TOMORROW) == 0


def test_new_wording_alone_is_no_new_task(versions):
    take(versions[:2], [[1, 1]] * 30)
    file_help_requests(NOW)
    following = changed(versions[0])
    take([following, versions[1]], [[1, 1]] * 30)
    assert file_help_requests(TOMORROW) == 0
    assert HelpRequest.objects.open().filter(version=versions[0]).exists()


def test_a_new_key_with_the_same_fault_is_a_task_of_its_own_and_ends_the_old_one(versions):
    take(versions[:2], [[1, 1]] * 30)
    file_help_requests(NOW)
    following = changed(versions[0], key=True)
    take([following, versions[1]], [[1, 1]] * 30)
    assert file_help_requests(TOMORROW) == 1
    open_ = HelpRequest.objects.open().filter(question=versions[0].question_id)
    assert [task.version_id for task in open_] == [following.pk]


def test_the_task_is_for_the_owner_or_who_published(versions):
    owner, publisher = PersonFactory(), PersonFactory()
    owned = versions[0].question
    type(owned).objects.filter(pk=owned.pk).update(owner=owner)
    other = versions[1].question.get_real_instance()
    other.prompt = "Нове"
    other.save()
    published = publish_version(question=other, published_by=publisher)
    take([versions[0], published], [[1, 1]] * 30)
    file_help_requests(NOW)
    tasks = dict(HelpRequest.objects.values_list("version", "owner"))
    assert tasks == {versions[0].pk: owner.pk, published.pk: publisher.pk}


def test_a_question_that_is_no_longer_published_asks_for_nothing(versions):
    take(versions, [[1, 1, 1]] * 30)
    versions[0].question.get_real_instance().unpublish()
    file_help_requests(NOW)
    assert reasons(versions[0]) == set()
    assert reasons(versions[1]) == {HelpReason.TOO_EASY}


def test_answers_of_several_quizzes_count_together(versions):
    for number in range(3):
        for _ in range(10):
            finished_attempt(versions, [1, 1, 1], quiz_key=uuid.UUID(int=number))
    assert file_help_requests(NOW) == 3


@pytest.mark.parametrize(
    ("reason", "evidence", "words"),
    [
        ("separates_little", {"n": 40, "discrimination_index": 3.25}, "index 3.25 %"),
        ("separates_little", {"n": 40, "discrimination_index": -8.0}, "-8.00 %): check the key"),
        ("too_easy", {"n": 40, "facility": 0.975}, "97.5 %"),
        ("too_hard", {"n": 40, "facility": 0.1}, "only 10.0 %"),
        (
            "better_option",
            {"n": 40, "option": "x", "option_share": 0.6, "key_share": 0.3},
            "the best third chose 2 (Так) (60.0 %) more often than the key (30.0 %)",
        ),
        ("too_quick", {"n": 40, "median_seconds": 5, "reading_seconds": 21}, "within 5 seconds"),
        (
            "languages_differ",
            {"n": 40, "languages": {"en": 50, "uk": 66.7}},
            "en: 50.0 %; uk: 66.7",
        ),
    ],
)
def test_each_reason_is_said_in_words_with_its_figures(reason, evidence, words):
    with translation.override("en"):
        assert words in evidence_in_words(reason, evidence, "2 (Так)")


def test_without_sums_there_is_no_reason(versions):
    from assessments.quizzes.statistics.sums import Sums  # noqa: PLC0415  beside its one use

    assert reasons_for_help(Sums(), versions[0].document, {}) == {}
