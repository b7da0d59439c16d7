"""The editor's pages of statistics: for those who may edit questions, in constant queries."""

import csv
import io
import uuid

import openpyxl
import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from assessments.quizzes import statistics_hooks
from assessments.quizzes.models import QuizPage
from assessments.quizzes.models.help_requests import HelpReason, HelpRequest
from assessments.quizzes.services.statistics import attempt_finished, fold_finished
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question, quiz
from tests.factories.tree import publish
from tests.quizzes.statistics_data import finished_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(db):
    return quiz(questions=0, title="Перша розмова", draw=1)


@pytest.fixture
def trainer(client):
    person = PersonFactory()
    group = Group.objects.create(name="Тренери")
    for codename in ("access_admin", "change_question"):
        group.permissions.add(Permission.objects.get(codename=codename))
    person.groups.add(group)
    client.force_login(person)
    return person


def take(page, count, questions=1, prompt="Питання"):
    versions = [question(prompt=f"{prompt} {place}").versions.get() for place in range(questions)]
    for place in range(count):
        attempt_finished(
            attempt=finished_attempt(
                versions,
                [place % 2] * questions,
                quiz_key=page.translation_key,
                picks=[1 - place % 2] * questions,
            )
        )
    fold_finished()
    return versions


def addresses(page):
    key = page.translation_key
    return [
        reverse("quiz_statistics:quizzes"),
        reverse("quiz_statistics:help_requests"),
        reverse("quiz_statistics:quiz", args=[key]),
        reverse("quiz_statistics:export", args=[key, "csv"]),
        reverse("quiz_statistics:export", args=[key, "xlsx"]),
    ]


def test_only_those_who_may_edit_questions_see_statistics(client, page):
    reader = PersonFactory()
    reader.user_permissions.add(
        Permission.objects.get(codename="access_admin"),
        Permission.objects.get(codename="view_question"),
    )
    for visitor in (None, PersonFactory(), reader):
        client.logout()
        if visitor:
            client.force_login(visitor)
        for address in addresses(page):
            assert client.get(address).status_code in (302, 403)


def test_a_trainer_sees_them(client, trainer, page):
    take(page, 10)
    for address in addresses(page):
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == 405


@pytest.mark.parametrize("count", [9, 10])
def test_figures_come_with_ten_people(client, trainer, page, count):
    take(page, count)
    response = client.get(reverse("quiz_statistics:quiz", args=[page.translation_key]))
    assert ("<caption>" in response.content.decode()) is True
    numbers = response.context["items"][0]["numbers"]
    assert (numbers.facility is None) is (count < 10)
    assert response.context["report"].numbers.is_shown is (count >= 10)
    assert ("Варіант 1" in response.content.decode()) is (count >= 10)


def test_words_stand_before_figures_in_a_table_with_scopes(client, trainer, page):
    take(page, 10)
    body = client.get(reverse("quiz_statistics:quiz", args=[page.translation_key])).content.decode()
    row = body[body.index('<th scope="row">') :]
    assert row
    assert body.count("<caption") >= 3
    assert '<th scope="col">' in body


@pytest.mark.parametrize("questions", [1, 3])
def test_the_page_of_a_quiz_takes_the_same_queries(
    client, trainer, page, questions, django_assert_num_queries
):
    take(page, 10, questions=questions)
    address = reverse("quiz_statistics:quiz", args=[page.translation_key])
    client.get(address)  # Wagtail keeps sites and content types
    with django_assert_num_queries(QUIZ_QUERIES):
        client.get(address)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_take_the_same_queries(client, trainer, page, rows, django_assert_num_queries):
    for number in range(rows - 1):
        publish(page.get_parent(), QuizPage(bank=page.bank, title="Ще", slug=f"quiz-{number}"))
    for version in take(page, 1, questions=rows):
        HelpRequest.objects.create(
            question_id=version.question_id,
            version=version,
            reason=HelpReason.TOO_EASY,
            evidence={"n": 30, "facility": 0.98},
            owner=trainer,
            opened_at=timezone.now(),
        )
    for name, queries in (("quizzes", LIST_QUERIES), ("help_requests", HELP_QUERIES)):
        address = reverse(f"quiz_statistics:{name}")
        client.get(address)
        with django_assert_num_queries(queries):
            response = client.get(address)
        assert len(response.context["rows"]) == rows


QUIZ_QUERIES = 15
LIST_QUERIES = 11
HELP_QUERIES = 11


@pytest.mark.parametrize(
    "path", [f"quiz-statistics/{uuid.UUID(int=1)}/", "quiz-statistics/nothing/"]
)
def test_an_unknown_quiz_is_not_found(client, trainer, path):
    assert client.get(reverse("wagtailadmin_home") + path).status_code == 404


def test_an_unknown_kind_of_file_is_not_found(client, trainer, page):
    assert (
        client.get(
            reverse("quiz_statistics:export", args=[page.translation_key, "exe"])
        ).status_code
        == 404
    )


def test_csv_keeps_formulas_as_text(client, trainer, page):  # D06
    take(page, 10, prompt="=cmd|calc")
    response = client.get(reverse("quiz_statistics:export", args=[page.translation_key, "csv"]))
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    heading, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";")
    assert len(heading) == len(row)
    assert row[1] == "'=cmd|calc 0"
    assert "50,0" in row
    assert "attachment" in response["Content-Disposition"]


def test_xlsx_keeps_formulas_as_text(client, trainer, page):  # D06
    take(page, 10, prompt="=1+1")
    response = client.get(reverse("quiz_statistics:export", args=[page.translation_key, "xlsx"]))
    _heading, row = openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows()
    assert (row[1].value, row[1].data_type) == ("=1+1 0", "s")
    assert (row[6].value, row[6].data_type) == (10, "n")


def test_exports_say_nothing_about_a_few(client, trainer, page):
    take(page, 9)
    response = client.get(reverse("quiz_statistics:export", args=[page.translation_key, "csv"]))
    row = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))[1]
    assert row[6] == "9"
    assert set(row[7:]) == {""}


def test_a_task_shows_its_evidence_and_opens_the_editor(client, trainer, page):
    version = take(page, 1)[0]
    task = HelpRequest.objects.create(
        question_id=version.question_id,
        version=version,
        reason=HelpReason.BETTER_OPTION,
        evidence={
            "n": 30,
            "option": version.document["options"][1]["id"],
            "option_share": 0.5,
            "key_share": 0.2,
        },
        opened_at=timezone.now(),
    )
    address = reverse("quiz_statistics:help_requests")
    row = client.get(address).context["rows"][0]
    assert row["request"] == task
    assert "2 (Варіант 2)" in row["evidence"]
    followed = client.get(row["edit_url"], follow=True)
    assert followed.status_code == 200
    assert client.get(address + "?shown=closed").context["rows"] == []
    assert client.get(address + "?shown=x&p=zzz").status_code == 200


def test_reports_and_the_menu_of_a_quiz_lead_to_statistics(client, trainer, page, rf):
    request = rf.get("/")
    request.user = trainer
    assert statistics_hooks.statistics_item().is_shown(request)
    assert statistics_hooks.help_item().is_shown(request)
    (button,) = statistics_hooks.quiz_button(page, trainer, "edit")
    assert button.url == reverse("quiz_statistics:quiz", args=[page.translation_key])


def test_nothing_leads_there_for_others_or_from_other_pages(page, rf):
    request = rf.get("/")
    request.user = PersonFactory()
    assert not statistics_hooks.statistics_item().is_shown(request)
    assert statistics_hooks.quiz_button(page, request.user, "edit") == []
    assert statistics_hooks.quiz_button(page.get_parent(), request.user, "edit") == []
