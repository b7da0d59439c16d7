"""Naming an indicator in the editor: the code has to be one of the competency, each once."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.models import Translation, TranslationSource

from modules.models import LessonIndicator, LessonPage, Principle, PrincipleIndicator
from tests.dashboards.coverage.world import competency, lesson, principle
from tests.factories.people import PersonFactory
from tests.factories.tree import locale

pytestmark = pytest.mark.django_db


@pytest.fixture
def listening(db):
    return competency("FL-02")


@pytest.fixture
def editor(client):
    client.force_login(PersonFactory(superuser=True))
    return client


def row(competency, indicator):
    return {"competency": competency.pk, "indicator": indicator}


def post_lesson(client, page, *rows):
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "minutes": 10,
            "required": "on",
            "objectives": streamfield([]),
            "body": streamfield([]),
            "sources": streamfield([]),
            "editors_note": "",
            "covers": inline_formset(list(rows)),
            "comments": inline_formset([]),
            "action-publish": "action-publish",
        }
    )
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)


def post_principle(client, found, *rows):
    data = nested_form_data(
        {
            "code": found.code,
            "title": found.title,
            "source": found.source,
            "sort_order": 0,
            "indicators": inline_formset(list(rows)),
        }
    )
    url = reverse(Principle.snippet_viewset.get_url_name("edit"), args=[found.pk])
    return client.post(url, data)


def test_a_lesson_names_indicators_in_its_form(editor, listening):
    page = lesson("urok")
    answer = post_lesson(editor, page, row(listening, "FL-02.2"), row(listening, "FL-02.1"))
    assert answer.status_code == 302
    assert [one.indicator for one in page.covers.all()] == ["FL-02.2", "FL-02.1"]


@pytest.mark.parametrize("code", ["FL-02.9", "FL-03.1", "щось"])
def test_a_code_of_another_competency_is_refused_at_its_field(editor, listening, code):
    competency("FL-03")
    page = lesson("urok")
    answer = post_lesson(editor, page, row(listening, code))
    assert answer.status_code == 200
    assert f"FL-02 не має показника {code}" in answer.text
    assert f'value="{code}"' in answer.text  # what was typed is kept
    assert not LessonIndicator.objects.exists()


def test_the_same_indicator_twice_is_refused_and_nothing_is_saved(editor, listening):
    page = lesson("urok")
    answer = post_lesson(editor, page, *[row(listening, "FL-02.1")] * 2)
    assert answer.status_code == 200
    assert not LessonIndicator.objects.exists()


def test_a_lesson_names_an_indicator_and_never_nothing(editor, listening):
    answer = post_lesson(editor, lesson("urok"), row(listening, ""))
    assert answer.status_code == 200
    assert not LessonIndicator.objects.exists()


def test_only_the_ukrainian_row_of_a_competency_can_be_named(editor, listening):
    english = listening.copy_for_translation(locale("en"))
    english.save()
    answer = post_lesson(editor, lesson("urok"), row(english, "FL-02.1"))
    assert answer.status_code == 200
    with pytest.raises(ValidationError):
        LessonIndicator(page=lesson("inshyi"), competency=english, indicator="FL-02.1").full_clean()


def test_a_principle_may_name_a_whole_competency(editor, listening):
    found = principle("P1")
    assert post_principle(editor, found, row(listening, "")).status_code == 302
    assert PrincipleIndicator.objects.get().key == (listening.pk, "")


def test_a_principle_is_refused_an_unknown_code_too(editor, listening):
    answer = post_principle(editor, principle("P1"), row(listening, "FL-02.9"))
    assert answer.status_code == 200
    assert "FL-02 не має показника FL-02.9" in answer.text


def translate(source):
    """As the editor does it: what is not translated yet stays as in the original."""
    source.create_or_update_translation(locale("en"), fallback=True)


def source_of(instance):
    source, _created = TranslationSource.get_or_create_from_instance(instance)
    Translation.objects.create(source=source, target_locale=locale("en"))
    translate(source)
    return source


def test_a_translated_lesson_teaches_the_same_as_the_ukrainian(listening):
    page = lesson("urok", (listening, "FL-02.1"))
    page.copy_for_translation(locale("en"), copy_parents=True).delete()
    source = source_of(page)
    page.covers.set([LessonIndicator(competency=listening, indicator="FL-02.2")])
    page.save_revision().publish()
    source.refresh_from_db()
    source.update_from_db()
    translate(source)
    english = LessonPage.objects.get(translation_key=page.translation_key, locale=locale("en"))
    assert [one.key for one in english.covers.all()] == [(listening.pk, "FL-02.2")]


def test_a_translated_principle_names_the_same_as_the_ukrainian(listening):
    own = principle("P1", (listening, "FL-02.1"))
    source = source_of(own)
    found = Principle.objects.get(translation_key=own.translation_key, locale=locale("en"))
    assert (found.code, found.source, found.title) == ("P1", "handbook", own.title)
    assert [one.key for one in found.indicators.all()] == [(listening.pk, "FL-02.1")]

    own.indicators.set([PrincipleIndicator(competency=listening, indicator="FL-02.2")])
    own.save()
    source.refresh_from_db()
    source.update_from_db()
    translate(source)
    found = Principle.objects.get(pk=found.pk)
    assert [one.key for one in found.indicators.all()] == [(listening.pk, "FL-02.2")]
