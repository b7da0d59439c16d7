import re
import uuid
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from wagtail.snippets.models import get_snippet_models

from assessments.reflections.models import MAX_CHARACTERS, PrivateNote
from tests.factories.people import PersonFactory
from training.people.models import Person

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "assessments" / "reflections"
NAMED = re.compile(r"private_?notes?\b|\b(own_notes|notes_on|write_note|delete_note)\b", re.I)


def note(person, text="Думка", **fields):
    keys = {"page_key": uuid.uuid4(), "prompt_id": uuid.uuid4(), "prompt": "Що?"}
    return PrivateNote(person=person, text=text, **{**keys, **fields})


def test_a_person_has_one_note_a_prompt(person):
    first = note(person)
    first.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        note(person, page_key=first.page_key, prompt_id=first.prompt_id).save()
    note(PersonFactory(), page_key=first.page_key, prompt_id=first.prompt_id).save()


@pytest.mark.parametrize("text", ["", "я" * (MAX_CHARACTERS + 1)], ids=["empty", "too long"])
def test_the_database_refuses_a_note_that_is(person, text):
    with pytest.raises(IntegrityError), transaction.atomic():
        note(person, text=text).save()


def test_the_longest_note_fits(person):
    note(person, text="ї" * MAX_CHARACTERS).save()


def test_of_a_person_are_their_own_notes_only(person):
    own = note(person)
    own.save()
    note(PersonFactory()).save()
    assert list(PrivateNote.objects.of(person)) == [own]


def test_the_words_of_a_note_stay_out_of_its_name_in_logs(person):
    written = note(person, text="таємне", prompt="Про що?")
    assert "таємне" not in f"{written} {written!r}"
    assert "Про що?" not in f"{written} {written!r}"


def test_erasing_a_person_erases_their_notes(person):
    note(person).save()
    person.delete()
    assert not PrivateNote.objects.exists()


def test_a07_no_other_app_names_the_note():
    """Managers, reports, exports and screens of the editor have no way to it (class V)."""
    code = [
        path
        for app in apps.get_app_configs()
        if Path(app.path).is_relative_to(ROOT) and ".venv" not in Path(app.path).parts
        for path in Path(app.path).rglob("*.py")
    ]
    strangers = [path for path in code if not path.is_relative_to(HOME)]
    assert len(strangers) > 20, "the search looks in the wrong place"
    assert [str(path) for path in strangers if NAMED.search(path.read_text())] == []


def test_a07_only_the_lesson_and_the_pages_of_notes_show_them():
    loading = [
        str(path.relative_to(ROOT / "templates"))
        for path in (ROOT / "templates").rglob("*.html")
        if "reflections_tags" in path.read_text()
    ]
    assert loading == ["modules/lesson_page.html"]


@pytest.mark.django_db
def test_a07_a_note_has_no_scope_no_accessor_no_screen_and_no_permission():
    assert not hasattr(PrivateNote.objects, "visible_to")
    assert not hasattr(PrivateNote.objects, "for_team")
    assert PrivateNote not in {relation.related_model for relation in _reverse_accessors()}
    assert PrivateNote not in get_snippet_models()
    assert not Permission.objects.filter(content_type__model="privatenote").exists()
    assert not _tables_that_point_to_notes()


def _reverse_accessors():
    return [field for field in Person._meta.get_fields() if field.auto_created]


def _tables_that_point_to_notes():
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        return [
            table
            for table in tables
            if PrivateNote._meta.db_table
            in {
                other
                for _column, other in connection.introspection.get_relations(cursor, table).values()
            }
        ]
