import uuid

import pytest
from django.utils import translation

from assessments.reflections.exceptions import NoSuchPrompt
from assessments.reflections.models import PrivateNote
from assessments.reflections.services.notes import delete_note, write_note
from tests.factories import tree
from tests.factories.people import PersonFactory


@pytest.fixture
def write(person, lesson, prompt_id):
    def write(text, **other):
        keys = {"person": person, "page_key": lesson.translation_key, "prompt_id": prompt_id}
        return write_note(**{**keys, **other}, text=text)

    return write


def test_a_note_is_kept_with_the_words_of_its_prompt(write, person, lesson, prompt_id):
    write("Спокійно.")
    (note,) = PrivateNote.objects.all()
    assert note.person == person
    assert (note.page_key, note.prompt_id) == (lesson.translation_key, prompt_id)
    assert (note.text, note.prompt) == ("Спокійно.", "Як вас зустріли?")


def test_writing_again_replaces_the_note(write):
    write("Спершу так.")
    write("Потім інакше.")
    assert [note.text for note in PrivateNote.objects.all()] == ["Потім інакше."]


def test_writing_again_keeps_the_words_asked_last(write, lesson, prompt_id):
    write("Так.")
    lesson.body[0].value["prompt"] = "Хто вас зустрів?"
    lesson.save_revision().publish()
    write("Так.")
    assert PrivateNote.objects.get().prompt == "Хто вас зустрів?"


@pytest.mark.parametrize("text", ["", "  \n "])
def test_empty_text_deletes_the_note(write, text):
    write("Спершу так.")
    assert write(text) is None
    assert not PrivateNote.objects.exists()


def test_empty_text_without_a_note_changes_nothing(write):
    assert write("") is None


def test_a_note_of_another_person_is_not_touched(write, person):
    other = PersonFactory()
    write("Чуже.", person=other)
    write("Своє.")
    write("")
    assert PrivateNote.objects.get().text == "Чуже."


def test_the_same_note_is_read_and_written_in_both_languages(write, lesson, prompt_id):
    english = lesson.copy_for_translation(tree.locale("en"), copy_parents=True)
    english.body[0].value["prompt"] = "How were you met?"
    english.save_revision().publish()
    write("Тепло.")
    with translation.override("en"):
        write("Warmly.")
    note = PrivateNote.objects.get()
    assert (note.text, note.prompt, note.page_key) == (
        "Warmly.",
        "How were you met?",
        lesson.translation_key,
    )


@pytest.mark.parametrize("missing", ["page_key", "prompt_id"])
def test_refuses_what_no_lesson_asks(write, missing):
    with pytest.raises(NoSuchPrompt):
        write("Так.", **{missing: uuid.uuid4()})


def test_refuses_a_prompt_of_another_lesson(write, make_lesson):
    other = uuid.uuid4()
    make_lesson("inshyi", {other: "Інше?"})
    with pytest.raises(NoSuchPrompt):
        write("Так.", prompt_id=other)


def test_refuses_a_lesson_that_is_not_published(write, lesson):
    lesson.unpublish()
    with pytest.raises(NoSuchPrompt):
        write("Так.")


def test_refuses_a_prompt_that_stands_only_in_a_draft(write, lesson):
    draft = uuid.uuid4()
    lesson.body.append(("reflection", {"prompt": "Чернетка?"}, str(draft)))
    lesson.save_revision()
    with pytest.raises(NoSuchPrompt):
        write("Так.", prompt_id=draft)


def test_deleting_what_is_not_there_changes_nothing(person):
    delete_note(person=person, page_key=uuid.uuid4(), prompt_id=uuid.uuid4())
