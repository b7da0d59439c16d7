"""“Import questions” in the editor: check, confirm, report; only for authors; nothing trusted."""

import datetime
import re

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.quizzes.exchange_views import SHELF
from assessments.quizzes.models import Question, QuestionBank
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db

GIFT = "// [id:q1]\n::Пауза:: Людина мовчить? {=так #Добре ~ні}\n\nЗламане {~а ~б}\n"
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def bank(db):
    return QuestionBank.objects.create(code="M2", name="Слухання")


def author(*codenames):
    person = PersonFactory()
    wanted = ("access_admin", *codenames)
    person.user_permissions.set(Permission.objects.filter(codename__in=wanted))
    return person


@pytest.fixture
def editor(client, bank):
    person = author("add_question")
    client.force_login(person)
    return client


def bring(client, bank_, content=GIFT, *, name="питання.gift", **fields):
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return client.post(
        reverse("question_exchange:upload"),
        {"bank": bank_.pk, "format": "auto", "file": file, **fields},
    )


def test_the_check_shows_what_would_happen_and_stores_nothing(editor, bank):
    response = editor.get(bring(editor, bank).url)
    page = response.content.decode()

    assert response.status_code == 200
    assert "M2-001" in page
    assert "Пауза" in page
    assert "Зламане" in page
    assert Question.objects.count() == 0


def test_confirming_imports_what_was_checked_and_links_to_the_drafts(editor, bank):
    address = bring(editor, bank).url

    page = editor.post(address).content.decode()

    question = Question.objects.get()
    assert (question.prompt, question.live, question.owner.email) == (
        "Людина мовчить?",
        False,
        question.latest_revision.user.email,
    )
    assert reverse("wagtailsnippets_quizzes_singlechoicequestion:edit", args=[question.pk]) in page


def test_a_second_confirmation_imports_nothing_more(editor, bank):
    address = bring(editor, bank).url
    editor.post(address)

    assert editor.post(address).status_code == 410
    assert Question.objects.count() == 1


def test_another_person_cannot_confirm_somebodys_file(client, bank):
    client.force_login(author("add_question"))
    address = bring(client, bank).url
    client.logout()
    client.force_login(author("add_question"))

    assert client.post(address).status_code == 410
    assert Question.objects.count() == 0


def test_a_kept_file_expires_after_an_hour(editor, bank):
    with time_machine.travel(datetime.datetime.now(datetime.UTC), tick=False) as clock:
        address = bring(editor, bank).url
        clock.shift(3601)

        assert editor.get(address).status_code == 410


def test_bytes_that_changed_after_the_check_are_not_imported(editor, bank):
    address = bring(editor, bank).url
    token = address.rstrip("/").rpartition("/")[2]
    with storages["private"].open(f"{SHELF.folder}/{token}", "wb") as stream:
        stream.write("Інше? {T}".encode())

    assert editor.post(address).status_code == 410
    assert Question.objects.count() == 0


def test_texts_of_a_file_are_shown_as_texts(editor, bank):
    content = (
        f"::{SCRIPT}:: Що? {SCRIPT} {{=так {SCRIPT} ~ні}}\n\n::{SCRIPT} зламане:: Що? {{~а ~б}}\n"
    )

    page = editor.get(bring(editor, bank, content, name=f"{SCRIPT}.gift").url).content.decode()

    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        ("Питання? {=так ~ні}".encode("cp1251"), "a.gift", 400),
        (b"\x00\x01\x02 nothing", "a.bin", 400),
        (b"PK\x03\x04 broken", "a.zip", 400),
        (b"x" * (10 * 1024 * 1024 + 1), "a.gift", 413),
    ],
)
def test_a_refused_file_is_said_at_its_field_and_the_choice_is_kept(
    editor, bank, content, name, status
):
    response = bring(editor, bank, content, name=name, format="auto")
    form = response.context["form"]

    assert response.status_code == status
    assert form.errors["file"]
    assert form["bank"].value() == str(bank.pk)
    assert re.search(rf'<option value="{bank.pk}"\s+selected', response.content.decode())


@pytest.mark.parametrize("fields", [{"bank": "999"}, {"bank": ""}, {"format": "doc"}])
def test_wrong_choices_are_said_and_keep_nothing(editor, bank, fields):
    assert bring(editor, bank, **fields).status_code == 400
    assert SHELF.session_key not in editor.session


def addresses(bank):
    return [
        ("get", reverse("question_exchange:upload")),
        ("get", reverse("question_exchange:check", args=["token"])),
        ("get", reverse("question_exchange:exports")),
        ("post", reverse("question_exchange:export", args=[bank.code, "csv"])),
    ]


def test_only_people_who_may_add_questions_see_any_of_it(client, bank):
    client.force_login(author("change_question"))

    for method, address in addresses(bank):
        response = getattr(client, method)(address)
        assert response.status_code in (302, 403), address
        assert "attachment" not in response.headers.get("Content-Disposition", "")


def test_strangers_are_sent_to_sign_in(client, bank):
    for method, address in addresses(bank):
        assert getattr(client, method)(address).status_code in (302, 403)


def test_the_menu_leads_here_for_those_who_may(client, bank):
    address = reverse("question_exchange:upload")
    for codename, is_there in (("add_question", True), ("change_question", False)):
        client.force_login(author(codename))
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (address in page) is is_there


# --- Exports ------------------------------------------------------------------------------------
def test_a_bank_is_taken_as_a_file(editor, bank):
    editor.post(bring(editor, bank).url)

    response = editor.post(reverse("question_exchange:export", args=["M2", "gift"]))

    assert response.headers["Content-Disposition"].startswith('attachment; filename="M2-')
    assert "Людина мовчить?" in response.content.decode()
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_a_format_has_no_room_for_is_named_before_the_file_is_taken(editor, bank):
    editor.post(bring(editor, bank, "Скільки? {#7}").url)
    address = reverse("question_exchange:export", args=["M2", "aiken"])

    first = editor.post(address)
    second = editor.post(address, {"anyway": "1"})

    assert "Content-Disposition" not in first.headers
    assert "Скільки" in first.content.decode()
    assert "attachment" in second.headers["Content-Disposition"]


@pytest.mark.parametrize(("code", "name", "status"), [("M9", "csv", 404), ("M2", "doc", 400)])
def test_an_export_of_what_is_not_there_is_refused(editor, bank, code, name, status):
    response = editor.post(reverse("question_exchange:export", args=[code, name]))

    assert response.status_code == status


def test_an_export_is_no_link(editor, bank):
    assert editor.get(reverse("question_exchange:export", args=["M2", "csv"])).status_code == 405


def test_the_export_page_offers_every_format_for_every_bank(editor, bank):
    page = editor.get(reverse("question_exchange:exports")).content.decode()

    for name in ("gift", "moodle-xml", "qti", "csv", "xlsx", "aiken"):
        assert reverse("question_exchange:export", args=["M2", name]) in page
