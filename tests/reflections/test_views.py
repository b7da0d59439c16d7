import uuid

import pytest
from django.test import Client
from django.urls import reverse

from assessments.reflections.models import MAX_CHARACTERS, PrivateNote
from assessments.reflections.services.notes import write_note
from assessments.reflections.templatetags.reflections_tags import note_for, private_notes
from tests.factories.people import PersonFactory, RoleGrantFactory

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def address(lesson, prompt_id):
    return reverse("reflections:write", args=[lesson.translation_key, prompt_id])


@pytest.fixture
def place(lesson, prompt_id):
    """Where the prompt stands in the lesson."""
    return f"/uk/moduli/t1/{lesson.slug}/#note-{prompt_id}"


@pytest.fixture
def foreign_note(lesson, prompt_id):
    return write_note(
        person=PersonFactory(),
        page_key=lesson.translation_key,
        prompt_id=prompt_id,
        text="Чужа таємниця",
    )


@pytest.fixture(params=["manager", "superuser"])
def powerful(request, client, db):
    """A client of somebody who may see much, but no notes."""
    person = PersonFactory(superuser=request.param == "superuser")
    if request.param == "manager":
        RoleGrantFactory(person=person)
    client.force_login(person)
    return client


# --- Writing -------------------------------------------------------------------------------------


def test_a_note_is_saved_and_leads_back_to_its_place(learner, person, address, place):
    response = learner.post(address, {"text": "Тепло.\r\nІ тихо."})
    assert (response.status_code, response["Location"]) == (302, place)
    (note,) = PrivateNote.objects.all()
    assert (note.person, note.text) == (person, "Тепло.\nІ тихо.")


def test_get_only_leads_to_the_place_in_the_lesson(learner, address, place):
    response = learner.get(address)
    assert (response.status_code, response["Location"]) == (302, place)


def test_the_address_of_the_other_language_stays_there(learner, lesson, prompt_id, place):
    response = learner.post(f"/en/notes/{lesson.translation_key}/{prompt_id}/", {"text": "So."})
    assert response["Location"] == place.replace("/uk/", "/en/", 1)


def test_an_empty_note_is_deleted(learner, address):
    learner.post(address, {"text": "Тепло."})
    learner.post(address, {"text": "  "})
    assert not PrivateNote.objects.exists()


@pytest.mark.parametrize(
    "text", ["ї" * (MAX_CHARACTERS + 1), "a\x00b"], ids=["too long", "with a NUL"]
)
def test_bad_text_is_400_and_kept_on_the_page(learner, address, text):
    response = learner.post(address, {"text": text})
    assert response.status_code == 400
    assert response.context["form"]["text"].value() == text
    assert b"error-summary" in response.content
    assert not PrivateNote.objects.exists()


def test_line_breaks_count_once(learner, address):
    learner.post(address, {"text": "\r\n".join(["ї"] * (MAX_CHARACTERS // 2))})
    assert len(PrivateNote.objects.get().text) == MAX_CHARACTERS - 1


def test_a_refused_note_leaves_the_earlier_one(learner, address):
    learner.post(address, {"text": "Тепло."})
    learner.post(address, {"text": "ї" * (MAX_CHARACTERS + 1)})
    assert PrivateNote.objects.get().text == "Тепло."


def test_a_script_gets_204_without_a_page(learner, address):
    response = learner.post(address, {"text": "Тепло."}, headers={"X-Fragment": "1"})
    assert (response.status_code, response.content) == (204, b"")
    assert PrivateNote.objects.exists()


def test_a_script_is_told_the_field_and_the_reason(learner, address):
    text = "ї" * (MAX_CHARACTERS + 1)
    response = learner.post(address, {"text": text}, headers={"X-Fragment": "1"})
    assert response.status_code == 400
    assert response.json()["field"] == "text"
    assert response.json()["error"]


def test_c02_unknown_fields_are_refused(learner, address):
    other = PersonFactory()
    response = learner.post(address, {"text": "Тепло.", "person": other.pk})
    assert response.status_code == 400
    assert not PrivateNote.objects.exists()


def test_the_field_must_be_sent(learner, address):
    learner.post(address, {"text": "Тепло."})
    assert learner.post(address, {}).status_code == 400
    assert PrivateNote.objects.get().text == "Тепло."


def test_404_for_a_lesson_that_is_not_there(learner, prompt_id, lesson):
    unknown = reverse("reflections:write", args=[uuid.uuid4(), prompt_id])
    assert learner.post(unknown, {"text": "Тепло."}).status_code == 404


def test_404_for_a_prompt_the_lesson_does_not_ask(learner, lesson):
    unknown = reverse("reflections:write", args=[lesson.translation_key, uuid.uuid4()])
    assert learner.post(unknown, {"text": "Тепло."}).status_code == 404
    assert learner.get(unknown).status_code == 404


def test_404_for_a_lesson_that_is_not_published(learner, lesson, address):
    lesson.unpublish()
    assert learner.post(address, {"text": "Тепло."}).status_code == 404
    assert not PrivateNote.objects.exists()


def test_405_for_another_method(learner, address):
    assert learner.put(address).status_code == 405


def test_c12_403_without_a_token(client_with_csrf, address):
    assert client_with_csrf.post(address, {"text": "Тепло."}).status_code == 403
    assert not PrivateNote.objects.exists()


@pytest.fixture
def client_with_csrf(person):
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    return client


def test_strangers_are_sent_to_sign_in(client, address):
    for response in (
        client.post(address, {"text": "Тепло."}),
        client.get(address),
        client.get(f"{address}delete/"),
        client.get(reverse("reflections:mine")),
        client.get(reverse("reflections:download")),
    ):
        assert response.status_code == 302
        assert reverse("account_login") in response["Location"]
    assert not PrivateNote.objects.exists()


# --- In the lesson -------------------------------------------------------------------------------


def test_the_lesson_shows_the_readers_own_note(learner, lesson, address, foreign_note):
    learner.post(address, {"text": "Моя думка"})
    html = learner.get(f"/uk/moduli/t1/{lesson.slug}/").content.decode()
    assert "Моя думка" in html
    assert foreign_note.text not in html
    assert f'action="{address}"' in html


def test_d01_a_note_is_text_and_nothing_else(learner, lesson, address):
    learner.post(address, {"text": f"</textarea>{SCRIPT}"})
    for page in (f"/uk/moduli/t1/{lesson.slug}/", reverse("reflections:mine"), f"{address}delete/"):
        html = learner.get(page).content.decode()
        assert SCRIPT not in html
        assert "&lt;script&gt;" in html


@pytest.mark.parametrize("count", [1, 3])
def test_the_notes_of_a_lesson_are_one_query(
    learner, person, make_lesson, count, django_assert_num_queries, rf
):
    prompts = {uuid.uuid4(): f"Запитання {number}" for number in range(count)}
    lesson = make_lesson("bahato", prompts)
    for prompt_id, prompt in prompts.items():
        write_note(person=person, page_key=lesson.translation_key, prompt_id=prompt_id, text=prompt)
    request = rf.get("/")
    request.user = person
    with django_assert_num_queries(1):
        notes = private_notes({"request": request}, lesson)
    assert {key: note.text for key, note in notes.items()} == {
        str(prompt_id): prompt for prompt_id, prompt in prompts.items()
    }
    assert note_for(notes, str(uuid.uuid4())) is None


# --- My notes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_my_notes_lists_own_notes_in_constant_queries(
    learner, person, make_lesson, count, foreign_note, django_assert_num_queries
):
    for number in range(count):
        prompt_id = uuid.uuid4()
        lesson = make_lesson(f"urok-{number}", {prompt_id: f"Запитання {number}"})
        write_note(
            person=person,
            page_key=lesson.translation_key,
            prompt_id=prompt_id,
            text=f"Думка {number}",
        )
    learner.get(reverse("reflections:mine"))
    with django_assert_num_queries(4):  # session, person, notes, titles of lessons
        response = learner.get(reverse("reflections:mine"))
    rows = response.context["notes"]
    assert {row.text for row in rows} == {f"Думка {number}" for number in range(count)}
    assert {row.lesson for row in rows} == {f"Урок urok-{number}" for number in range(count)}


def test_my_notes_without_notes_says_where_they_come_from(learner):
    response = learner.get(reverse("reflections:mine"))
    assert response.context["notes"] == []
    assert b"empty" in response.content


def test_a_note_stays_its_owners_when_the_lesson_is_gone(learner, lesson, address):
    learner.post(address, {"text": "Лишається зі мною"})
    lesson.unpublish()
    response = learner.get(reverse("reflections:mine"))
    assert "Лишається зі мною" in response.content.decode()
    assert f'href="{address}"' not in response.content.decode()
    learner.post(f"{address}delete/")
    assert not PrivateNote.objects.exists()


def test_notes_are_downloaded_as_text(learner, address, foreign_note):
    learner.post(address, {"text": f"Їжак & «ґанок»\n{SCRIPT}"})
    response = learner.get(reverse("reflections:download"))
    text = response.content.decode("utf-8-sig")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Disposition"].startswith("attachment")
    assert f"Їжак & «ґанок»\r\n{SCRIPT}" in text
    assert "Як вас зустріли?" in text
    assert foreign_note.text not in text


def test_deleting_asks_first(learner, address):
    learner.post(address, {"text": "Тепло."})
    assert learner.get(f"{address}delete/").status_code == 200
    assert PrivateNote.objects.exists()
    response = learner.post(f"{address}delete/")
    assert response["Location"] == reverse("reflections:mine")
    assert not PrivateNote.objects.exists()


# --- Nobody else ---------------------------------------------------------------------------------


def test_a07_anothers_note_is_404_even_for_managers_and_superusers(powerful, address, foreign_note):
    for response in (powerful.get(f"{address}delete/"), powerful.post(f"{address}delete/")):
        assert response.status_code == 404
        assert foreign_note.text not in response.content.decode()
    assert PrivateNote.objects.get() == foreign_note


def test_a07_managers_and_superusers_find_only_their_own(powerful, lesson, address, foreign_note):
    for page in (
        f"/uk/moduli/t1/{lesson.slug}/",
        reverse("reflections:mine"),
        reverse("reflections:download"),
    ):
        assert foreign_note.text not in powerful.get(page).content.decode("utf-8-sig")
    powerful.post(address, {"text": ""})
    foreign_note.refresh_from_db()
    assert foreign_note.text == "Чужа таємниця"
