import datetime

import pytest
from django.utils import timezone, translation

from modules.models import LessonPage
from tests.factories.evidence import EvidenceFactory
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.programmes import (
    EnrolmentFactory,
    ProgrammeFactory,
    do,
    finish,
    lessons,
    make_module,
    translate_module,
    translate_programme,
)
from training.programmes.queries import (
    Progress,
    current_enrolment,
    gaps,
    missing,
    outline,
    progress_of,
)
from training.programmes.queries.progress import required_keys
from training.programmes.services import enrol

TODAY = datetime.date(2026, 3, 2)


# outline


def test_an_outline_lays_out_stages_modules_and_steps_in_order(db):
    first, second, third = (make_module(code) for code in ("m1", "m2", "m3"))
    programme = ProgrammeFactory(stages=[[third, first], [second]])

    laid = outline(programme, "uk")

    assert [(stage.title, [module.title for module in stage.modules]) for stage in laid.stages] == [
        ("Етап 1", [third.title, first.title]),
        ("Етап 2", [second.title]),
    ]
    assert [step.key for step in laid.required] == [
        lesson.translation_key for module in (third, first, second) for lesson in lessons(module)
    ]
    assert laid.required[0].url == "/uk/modules/m3/step-1/"
    assert laid.minutes == 60


def test_optional_steps_are_shown_and_not_required(programme, module):
    (laid,) = outline(programme, "uk").modules

    assert [step.required for step in laid.steps] == [True, True, False]
    assert len(laid.required) == 2


def test_drafts_are_no_steps(programme, module):
    LessonPage.objects.filter(pk=lessons(module)[0].pk).update(live=False)

    (laid,) = outline(programme, "uk").modules
    assert [step.title for step in laid.required] == ["Урок m1-2"]


def test_an_unpublished_module_is_named_and_left_out(module):
    hidden = make_module("m2", live=False)
    laid = outline(ProgrammeFactory(stages=[[module, hidden]]), "uk")

    assert [shown.title for shown in laid.modules] == [module.title]
    assert laid.unpublished == (hidden.title,)


def test_a_module_in_two_stages_counts_once(module):
    laid = outline(ProgrammeFactory(stages=[[module], [module]]), "uk")

    assert len(list(laid.modules)) == 2
    assert len(laid.required) == 2


def test_another_language_brings_words_and_the_ukrainian_pages_decide(programme, module):
    translate_programme(programme)
    translated = translate_module(module, steps=1)
    LessonPage.objects.child_of(translated).update(required=False)

    laid = outline(programme, "en")
    (stage,) = laid.stages
    (shown,) = stage.modules

    assert (laid.title, stage.title, shown.title) == (
        f"Programme {programme.code}",
        "Stage 1",
        translated.title,
    )
    assert [(step.title, step.required) for step in shown.steps] == [
        ("Lesson step-1", True),
        ("Урок m1-2", True),
        ("Урок m1-3", False),
    ]
    assert [step.url for step in shown.steps] == [
        "/en/modules/m1-en/step-1/",
        "/en/modules/m1/step-2/",
        "/en/modules/m1/step-3/",
    ]
    assert [step.key for step in laid.required] == [
        step.key for step in outline(programme, "uk").required
    ]


def test_the_english_row_gives_the_same_outline(programme):
    translated = translate_programme(programme)

    assert outline(translated, "uk") == outline(programme, "uk")
    assert outline(translated, "en") == outline(programme, "en")


def test_an_outline_speaks_the_language_asked_for_and_not_the_active_one(programme):
    with translation.override("en"):
        laid = outline(programme, "uk")

    assert laid.required[0].url.startswith("/uk/")


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("language", "queries"), [("uk", 5), ("en", 11)])
def test_an_outline_costs_the_same_for_one_module_and_for_three(
    db, count, language, queries, django_assert_num_queries
):
    modules = [make_module(f"m{number}", steps=count) for number in range(count)]
    programme = ProgrammeFactory(stages=[modules] * count)
    translate_programme(programme)
    for module in modules:
        translate_module(module)
    outline(programme, language)  # content types and home pages are known to a running process

    with django_assert_num_queries(queries):
        outline(programme, language)


def test_required_keys_and_outlines_agree(db):
    first, second = make_module("m1", optional=1), make_module("m2", steps=3)
    LessonPage.objects.filter(pk=lessons(second)[2].pk).update(live=False)
    programmes = [ProgrammeFactory(stages=[[first, second]]), ProgrammeFactory(stages=[[first]])]

    assert required_keys({programme.pk for programme in programmes}) == {
        programme.pk: {step.key for step in outline(programme, "uk").required}
        for programme in programmes
    }


# progress


def test_progress_counts_required_steps_and_names_the_next(programme, module, person):
    enrolment = enrol(person=person, programme=programme)
    first, second, optional = lessons(module)
    do(person, first)
    do(person, optional)

    progress = progress_of([enrolment], "uk")[enrolment.pk]

    assert (progress.done, progress.total, progress.percent) == (1, 2, 50)
    assert progress.next_step.key == second.translation_key
    assert progress.next_step.url == "/uk/modules/m1/step-2/"


def test_the_next_step_is_the_first_gap(programme, module, person):
    enrolment = enrol(person=person, programme=programme)
    first, second, _optional = lessons(module)
    do(person, second)

    assert progress_of([enrolment], "uk")[enrolment.pk].next_step.key == first.translation_key


def test_what_was_done_in_one_language_counts_in_the_other(programme, module, person):
    enrolment = enrol(person=person, programme=programme)
    finish(person, translate_module(module))

    assert progress_of([enrolment], "uk")[enrolment.pk].is_done
    assert progress_of([enrolment], "en")[enrolment.pk].is_done


def test_what_is_completed_stays_complete_when_a_step_is_added(programme, module, person):
    finish(person, module)
    enrolment = enrol(person=person, programme=programme)
    module.refresh_from_db()
    module.add_child(instance=LessonPage(title="Новий урок", slug="new"))

    progress = progress_of([enrolment], "uk")[enrolment.pk]
    assert (progress.percent, progress.next_step) == (100, None)
    assert missing(enrolment, TODAY, "uk") == []


def test_percent_is_a_hundred_only_when_all_is_done():
    assert Progress(done=299, total=300, next_step=None).percent == 99
    assert Progress(done=0, total=0, next_step=None).percent == 0
    assert not Progress(done=0, total=0, next_step=None).is_done


@pytest.mark.parametrize("count", [1, 3])
def test_progress_costs_the_same_for_one_person_and_for_three(db, count, django_assert_num_queries):
    enrolments = []
    for number in range(count):
        module = make_module(f"m{number}", steps=count)
        programme = ProgrammeFactory(stages=[[module]])
        for _person in range(count):
            enrolments.append(EnrolmentFactory(programme=programme))
            do(enrolments[-1].person, lessons(module)[0])
    progress_of(enrolments, "uk")

    with django_assert_num_queries(6):  # an outline and what is done
        progress = progress_of(enrolments, "uk")

    assert {row.done for row in progress.values()} == {1}
    assert progress.keys() == {enrolment.pk for enrolment in enrolments}


def test_progress_of_nobody_is_nothing(db):
    assert progress_of([], "uk") == {}


# current enrolment


def test_the_current_enrolment_is_the_open_one_that_is_due_first(person, module, manager):
    finish(person, module)
    done = enrol(person=person, programme=ProgrammeFactory(stages=[[module]]))
    assert current_enrolment(person) == done

    later, sooner = (
        EnrolmentFactory(person=person, started_on=TODAY, due_on=TODAY + datetime.timedelta(days))
        for days in (30, 20)
    )
    assert current_enrolment(person) == sooner

    sooner.extended_to, sooner.extension_reason = TODAY + datetime.timedelta(40), "Лікарняний"
    sooner.save()
    assert current_enrolment(person) == later


def test_somebody_never_enrolled_has_no_current_enrolment(person):
    assert current_enrolment(person) is None


# missing


def test_missing_says_in_words_what_is_left(module, person):
    competency = CompetencyFactory(is_critical=True)
    hidden = make_module("m2", live=False)
    programme = ProgrammeFactory(stages=[[module, hidden]], targets={competency: 2})
    enrolment = enrol(person=person, programme=programme)
    EvidenceFactory(person=person, competency=competency, is_critical_error=True)

    with translation.override("uk"):
        words = missing(enrolment, timezone.localdate(), "en")

    assert words == [
        "2 steps are left, the next one is “Урок m1-1”.",
        f"The module “{hidden.title}” is not published yet.",
        f"{competency}: level 2 is needed, now it is 1.",
        "A critical error is open: play that situation again without it.",
    ]


def test_an_unpublished_module_alone_keeps_a_round_open(module, person):
    programme = ProgrammeFactory(stages=[[module, make_module("m2", live=False)]])
    enrolment = enrol(person=person, programme=programme)
    finish(person, module)

    found = gaps(enrolment, TODAY, "uk")
    assert (found.steps, found.is_ready) == ((), False)


def test_missing_says_when_a_programme_is_not_ready(person):
    enrolment = enrol(person=person, programme=ProgrammeFactory())

    assert missing(enrolment, TODAY, "en") == ["The programme is still being prepared."]


def test_missing_tells_a_renewal_what_to_show_anew(person, time_machine):
    time_machine.move_to(datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC))
    competency = CompetencyFactory()
    module = make_module("m1", teaches=[competency])
    programme = ProgrammeFactory(stages=[[module]], validity_months=12)
    EvidenceFactory(person=person, competency=competency)
    finish(person, module)
    enrol(person=person, programme=programme)
    time_machine.move_to(datetime.datetime(2027, 2, 1, 12, tzinfo=datetime.UTC))
    second = enrol(person=person, programme=programme)

    assert missing(second, timezone.localdate(), "en") == [
        f"{competency}: level 1 has to be shown anew, so far it is 0."
    ]


def test_levels_count_as_they_are_on_the_day_and_not_as_cached(module, person):
    competency = CompetencyFactory()
    programme = ProgrammeFactory(stages=[[module]], targets={competency: 1})
    enrolment = enrol(person=person, programme=programme)
    EvidenceFactory(person=person, competency=competency)
    finish(person, module)
    today = timezone.localdate()

    assert gaps(enrolment, today, "uk").is_ready
    (gap,) = gaps(enrolment, today + datetime.timedelta(days=3 * 366), "uk").levels
    assert (gap.competency, gap.level, gap.target) == (competency, 0, 1)


def test_a_target_is_the_same_competency_in_every_language(module, person):
    competency = CompetencyFactory()
    translated = competency.copy_for_translation(translate_module(module).locale)
    translated.name = "Listening"
    translated.save()
    programme = ProgrammeFactory(stages=[[module]], targets={competency: 1})
    enrolment = EnrolmentFactory(person=person, programme=programme)
    EvidenceFactory(person=person, competency=translated)

    assert not gaps(enrolment, timezone.localdate(), "en").levels
    assert gaps(enrolment, timezone.localdate(), "en").competencies == {competency.pk: translated}


@pytest.mark.parametrize("count", [1, 3])
def test_gaps_cost_the_same_for_one_competency_and_for_three(
    person, count, django_assert_num_queries
):
    competencies = CompetencyFactory.create_batch(count)
    modules = [
        make_module(f"m{number}", steps=count, teaches=competencies) for number in range(count)
    ]
    enrolment = EnrolmentFactory(
        person=person,
        programme=ProgrammeFactory(stages=[modules], targets=dict.fromkeys(competencies, 2)),
    )
    for competency in competencies:
        EvidenceFactory(person=person, competency=competency)
    EvidenceFactory(person=PersonFactory(), competency=competencies[0])
    gaps(enrolment, TODAY, "uk")

    with django_assert_num_queries(11):  # an outline, done, targets, names, rule, evidence, errors
        found = gaps(enrolment, timezone.localdate(), "uk")
    assert len(found.levels) == count
