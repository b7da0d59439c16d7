"""A self-assessment from its start to its end."""

import uuid

import pytest

from assessments.evidence.models import Completion, Evidence
from assessments.reflections.exceptions import (
    AllEqual,
    AlreadyFinished,
    NothingAnswered,
    NothingToAsk,
    PartOfTheProgramme,
    UnknownStatement,
)
from assessments.reflections.models import Moment, SelfAnswer, SelfAssessment, Statement
from assessments.reflections.services import assessing
from tests.factories import reflections as make
from tests.factories.people import PersonFactory
from tests.factories.tree import locale


def kept(assessment):
    return dict(assessment.answers.values_list("statement", "score"))


# --- Starting ------------------------------------------------------------------------------------


def test_the_statements_are_kept_in_both_languages_in_their_order(person):
    make.statement("SA-FL-02-2", "другий", sort_order=2)
    make.statement("SA-FL-02-1", "перший", en="the first", sort_order=1)
    make.statement("SA-FL-01-1", "нульовий")
    assessment = assessing.start_on_demand(person=person)
    assert assessment.moment == Moment.ON_DEMAND
    assert assessment.step_key is None
    assert assessment.statements == [
        {"code": "SA-FL-01-1", "competency": "FL-01", "text": {"uk": "нульовий"}},
        {
            "code": "SA-FL-02-1",
            "competency": "FL-02",
            "text": {"uk": "перший", "en": "the first"},
        },
        {"code": "SA-FL-02-2", "competency": "FL-02", "text": {"uk": "другий"}},
    ]


def test_a_step_asks_its_competencies_in_its_order(person):
    make.statements("FL-01", "FL-02", "FL-03", each=1)
    page = make.self_assessment_page("FL-03", "FL-01")
    assessment = assessing.start_step(person=person, page=page)
    assert [row["competency"] for row in assessment.statements] == ["FL-03", "FL-01"]
    assert (assessment.step_key, assessment.moment) == (page.translation_key, Moment.BEFORE)


def test_a_step_that_names_none_asks_all(person):
    make.statements("FL-01", "FL-02", each=2)
    assessment = assessing.start_step(person=person, page=make.self_assessment_page())
    assert len(assessment.statements) == 4


def test_the_english_page_asks_what_the_ukrainian_one_names(person):
    make.statements("FL-01", "FL-02", each=1)
    page = make.self_assessment_page("FL-02")
    english = page.copy_for_translation(locale("en"), copy_parents=True)
    english.asked.all().delete()
    english.save_revision().publish()
    english.refresh_from_db()
    assessment = assessing.start_step(person=person, page=english)
    assert [row["competency"] for row in assessment.statements] == ["FL-02"]
    assert assessing.start_step(person=person, page=page) == assessment


def test_unpublished_statements_are_not_asked(person):
    make.statement("SA-FL-01-1", live=False)
    make.statement("SA-FL-01-2", "так", en="yes")
    Statement.objects.filter(locale__language_code="en").update(live=False)
    (row,) = assessing.start_on_demand(person=person).statements
    assert (row["code"], row["text"]) == ("SA-FL-01-2", {"uk": "так"})


def test_nothing_to_ask_is_refused_by_name(person):
    with pytest.raises(NothingToAsk):
        assessing.start_on_demand(person=person)
    with pytest.raises(NothingToAsk):
        assessing.start_step(person=person, page=make.self_assessment_page("FL-01"))
    assert not SelfAssessment.objects.exists()


def test_starting_again_goes_on_with_the_open_one(person):
    make.statements("FL-01")
    page = make.self_assessment_page()
    of_step = assessing.start_step(person=person, page=page)
    own = assessing.start_on_demand(person=person)
    assert own != of_step
    assert assessing.start_step(person=person, page=page) == of_step
    assert assessing.start_on_demand(person=person) == own
    assert assessing.start_on_demand(person=PersonFactory()) != own


def test_a_step_asks_once_and_ones_own_wish_as_often_as_one_likes(person):
    make.statements("FL-01")
    page = make.self_assessment_page()
    of_step = assessing.start_step(person=person, page=page)
    own = assessing.start_on_demand(person=person)
    for one in (of_step, own):
        assessing.save_answers(person=person, key=one.key, answers={"SA-FL-01-1": 2})
        assessing.finish(person=person, key=one.key)
    assert assessing.start_step(person=person, page=page) == of_step
    assert assessing.start_on_demand(person=person) != own


def test_editing_and_deleting_a_statement_changes_nothing_that_was_begun(person):
    row = make.statement("SA-FL-01-1", "старі слова")
    running = assessing.start_on_demand(person=person)
    row.text = "нові слова"
    row.save()
    row.delete()
    assessing.save_answers(person=person, key=running.key, answers={"SA-FL-01-1": 3})
    assessing.finish(person=person, key=running.key)
    running.refresh_from_db()
    assert running.statements[0]["text"] == {"uk": "старі слова"}
    assert kept(running) == {"SA-FL-01-1": 3}


# --- Saving --------------------------------------------------------------------------------------


@pytest.fixture
def draft(person):
    return make.begun(person, asked=["SA-FL-01-1", "SA-FL-01-2", "SA-FL-02-1"])


def test_two_tabs_keep_both_answers_and_of_the_same_the_last(person, draft):
    save = assessing.save_answers
    save(person=person, key=draft.key, answers={"SA-FL-01-1": 1, "SA-FL-01-2": 2})
    save(person=person, key=draft.key, answers={"SA-FL-01-1": None, "SA-FL-02-1": 0})
    save(person=person, key=draft.key, answers={"SA-FL-01-1": None, "SA-FL-02-1": 0})
    assert kept(draft) == {"SA-FL-01-1": None, "SA-FL-01-2": 2, "SA-FL-02-1": 0}
    assert SelfAnswer.objects.count() == 3


def test_an_unknown_statement_is_refused_and_nothing_is_written(person, draft):
    answers = {"SA-FL-01-1": 1, "SA-FL-09-9": 3}
    with pytest.raises(UnknownStatement) as refusal:
        assessing.save_answers(person=person, key=draft.key, answers=answers)
    assert refusal.value.code == "SA-FL-09-9"
    assert kept(draft) == {}


def test_nothing_is_saved_after_the_end(person, draft):
    assessing.save_answers(person=person, key=draft.key, answers={"SA-FL-01-1": 1})
    assessing.finish(person=person, key=draft.key)
    with pytest.raises(AlreadyFinished):
        assessing.save_answers(person=person, key=draft.key, answers={"SA-FL-01-1": 3})
    assert kept(draft) == {"SA-FL-01-1": 1}


@pytest.mark.parametrize(
    "act",
    [
        lambda person, key: assessing.save_answers(
            person=person, key=key, answers={"SA-FL-01-1": 1}
        ),
        lambda person, key: assessing.finish(person=person, key=key),
        lambda person, key: assessing.delete_assessment(person=person, key=key),
    ],
    ids=["save", "finish", "delete"],
)
def test_anothers_is_as_unknown_as_none(draft, act):
    for key in (draft.key, uuid.uuid4()):
        with pytest.raises(SelfAssessment.DoesNotExist):
            act(PersonFactory(), key)
    assert SelfAssessment.objects.get() == draft


# --- Finishing -----------------------------------------------------------------------------------


def test_one_answer_is_enough_to_finish(person, draft):
    assessing.save_answers(person=person, key=draft.key, answers={"SA-FL-01-1": None})
    assert assessing.finish(person=person, key=draft.key).finished_at


def test_nothing_answered_is_nothing_to_finish(person, draft):
    with pytest.raises(NothingAnswered):
        assessing.finish(person=person, key=draft.key)
    draft.refresh_from_db()
    assert draft.finished_at is None


def test_all_equal_is_asked_about_and_no_mistake(person, draft):
    answers = {"SA-FL-01-1": 2, "SA-FL-01-2": 2, "SA-FL-02-1": 2}
    assessing.save_answers(person=person, key=draft.key, answers=answers)
    with pytest.raises(AllEqual):
        assessing.finish(person=person, key=draft.key)
    draft.refresh_from_db()
    assert draft.finished_at is None
    assert assessing.finish(person=person, key=draft.key, is_sure=True).finished_at


def test_finishing_twice_is_finishing_once(person, draft):
    assessing.save_answers(person=person, key=draft.key, answers={"SA-FL-01-1": 1})
    first = assessing.finish(person=person, key=draft.key)
    assert assessing.finish(person=person, key=draft.key).finished_at == first.finished_at


def test_a_finished_step_is_a_step_done_and_never_evidence(person, commit):
    make.statements("FL-01")
    page = make.self_assessment_page()
    assessment = assessing.start_step(person=person, page=page)
    answers = {"SA-FL-01-1": 3, "SA-FL-01-2": 0}
    assessing.save_answers(person=person, key=assessment.key, answers=answers)
    assert not Completion.objects.exists()
    with commit():
        assessing.finish(person=person, key=assessment.key)
        assessing.finish(person=person, key=assessment.key)
    done = Completion.objects.get()
    assert (done.person, done.step_key) == (person, page.translation_key)
    assert not Evidence.objects.exists()


def test_what_is_told_names_the_statements_and_no_answer(person):
    make.statements("FL-01")
    versions = set()
    for number, somebody in enumerate([person, PersonFactory()]):
        page = make.SelfAssessmentPage.objects.first() or make.self_assessment_page()
        assessment = assessing.start_step(person=somebody, page=page)
        assessing.save_answers(person=somebody, key=assessment.key, answers={"SA-FL-01-1": number})
        assessing.finish(person=somebody, key=assessment.key)
        versions.add(Completion.objects.get(person=somebody).version)
    assert len(versions) == 1
    assert versions == {assessing.statements_digest(assessment.statements)}


def test_ones_own_is_no_step(person, draft):
    assessing.save_answers(person=person, key=draft.key, answers={"SA-FL-01-1": 1})
    assessing.finish(person=person, key=draft.key)
    assert not Completion.objects.exists()


# --- Deleting ------------------------------------------------------------------------------------


def test_deleting_takes_answers_and_shares_with_it(person):
    own = make.finished(person, make.rated(FL_01=2))
    own.shares.create(competency="FL-01", recipient=PersonFactory())
    assessing.delete_assessment(person=person, key=own.key)
    assert not SelfAssessment.objects.exists()
    assert not SelfAnswer.objects.exists()


def test_one_of_the_programme_stays(person):
    own = make.begun(person, asked=["SA-FL-01-1"], step_key=uuid.uuid4(), moment=Moment.BEFORE)
    with pytest.raises(PartOfTheProgramme):
        assessing.delete_assessment(person=person, key=own.key)
    assert SelfAssessment.objects.get() == own
