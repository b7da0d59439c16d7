import pytest
from django.urls import reverse
from wagtail_localize.models import Translation, TranslationSource

from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import (
    EnrolmentFactory,
    ProgrammeFactory,
    finish,
    locale,
    make_module,
    translate_module,
)
from training.programmes.models import Programme
from training.programmes.queries import outline
from training.programmes.services import enrol


@pytest.fixture
def editor(client, db):
    locale()
    client.force_login(PersonFactory(is_superuser=True))
    return client


def address(action, *args):
    return reverse(Programme.snippet_viewset.get_url_name(action), args=args)


def rows(prefix, *forms):
    """The fields of a set of inline forms, in order."""
    fields = {
        f"{prefix}-TOTAL_FORMS": len(forms),
        f"{prefix}-INITIAL_FORMS": 0,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, form in enumerate(forms):
        fields |= {
            f"{prefix}-{number}-id": "",
            f"{prefix}-{number}-DELETE": "",
            f"{prefix}-{number}-ORDER": number + 1,
        }
        for name, value in form.items():
            if isinstance(value, list):
                fields |= rows(f"{prefix}-{number}-{name}", *value)
            else:
                fields[f"{prefix}-{number}-{name}"] = value
    return fields


def posted(*, stages=(), targets=(), **fields):
    return {
        "code": "ONBOARDING",
        "title": "Адаптація",
        "summary": "",
        "outcomes-count": 0,
        "due_days": 60,
        "hours": 3,
        "validity_months": 36,
        "renewal_days": 60,
        "certificate_title": "",
        "is_active": "on",
        "no_open_critical_error": "on",
        **rows("stages", *stages),
        **rows("targets", *targets),
        **fields,
    }


def test_an_editor_lays_out_a_programme_in_one_form(editor):
    first, second, third = (make_module(code) for code in ("m1", "m2", "m3"))
    competency = CompetencyFactory()

    response = editor.post(
        address("add"),
        posted(
            stages=[
                {"title": "Початок", "modules": [{"module": second.pk}, {"module": first.pk}]},
                {"title": "Далі", "modules": [{"module": third.pk}]},
            ],
            targets=[{"competency": competency.pk, "level": 2}],
        ),
    )

    assert response.status_code == 302, response.context["form"].errors
    programme = Programme.objects.get()
    assert programme.locale.language_code == "uk"
    assert [
        (stage.title, [module.title for module in stage.modules])
        for stage in outline(programme, "uk").stages
    ] == [("Початок", [second.title, first.title]), ("Далі", [third.title])]
    assert programme.targets.get().level == 2
    assert editor.get(address("edit", programme.pk)).status_code == 200
    assert editor.get(address("list")).status_code == 200


def test_a_stage_without_modules_is_refused(editor):
    response = editor.post(address("add"), posted(stages=[{"title": "Порожній", "modules": []}]))

    assert response.status_code == 200
    assert not Programme.objects.exists()


def test_a_stage_takes_ukrainian_modules_only(editor):
    english = translate_module(make_module("m1"))

    response = editor.post(
        address("add"),
        posted(stages=[{"title": "Початок", "modules": [{"module": english.pk}]}]),
    )

    assert response.status_code == 200
    assert not Programme.objects.exists()


@pytest.mark.parametrize("fields", [{"due_days": 0}, {"hours": 0}, {"validity_months": 0}])
def test_numbers_that_cannot_be_are_refused(editor, fields):
    response = editor.post(address("add"), posted(**fields))

    assert response.status_code == 200
    assert fields.keys() <= response.context["form"].errors.keys()


def test_a_programme_with_enrolments_is_protected_from_deletion(editor, programme):
    EnrolmentFactory(programme=programme)
    response = editor.post(address("delete", programme.pk))

    assert response.status_code < 500
    assert Programme.objects.filter(pk=programme.pk).exists()


def test_a_translation_keeps_up_with_the_structure(db):
    first, second = make_module("m1"), make_module("m2")
    programme = ProgrammeFactory(stages=[[first]], title="Адаптація")
    english = locale("en")
    source, _created = TranslationSource.get_or_create_from_instance(programme)
    translation = Translation.objects.create(source=source, target_locale=english)
    translation.save_target()

    programme.refresh_from_db()
    stage = programme.stages.get()
    stage.title = "Початок"
    stage.modules.create(module=second, sort_order=1)
    stage.save()
    programme.hours = 5
    programme.save()
    source.update_from_db()
    translation.save_target()

    translated = Programme.objects.get(locale=english)
    assert translated.translation_key == programme.translation_key
    assert translated.hours == 5
    assert outline(translated, "en").hours == 5
    assert [
        [module.title for module in stage.modules] for stage in outline(translated, "en").stages
    ] == [[first.title, second.title]]


def test_who_learns_by_the_translation_is_certified_once(db):
    module = make_module("m1")
    programme = ProgrammeFactory(stages=[[module]])
    source, _created = TranslationSource.get_or_create_from_instance(programme)
    Translation.objects.create(source=source, target_locale=locale("en")).save_target()
    person = PersonFactory()
    finish(person, translate_module(module))

    for row in Programme.objects.all():
        assert not enrol(person=person, programme=row).is_open
    assert person.certificates.count() == 1
