"""The step of a module, and the statements in the editor."""

import pytest
from django.urls import reverse

from assessments.evidence.queries import completed_steps
from assessments.reflections.models import SelfAssessment, Statement
from assessments.reflections.queries.own import standing
from assessments.reflections.services import assessing
from modules.queries import module_steps, page_url
from tests.factories import reflections as make
from tests.factories.people import PersonFactory
from training.people.groups import EDITORS
from training.people.services import ensure_group

PURPOSE = "Щоб побачити, звідки ви починаєте."


@pytest.fixture
def step(db):
    make.statements("FL-01", "FL-02", "FL-03")
    return make.self_assessment_page("FL-01", "FL-02", intro=PURPOSE)


@pytest.fixture
def editor(client, db):
    client.force_login(PersonFactory(superuser=True))
    return client


def start_url(step):
    return reverse("reflections:start_of_step", args=[step.translation_key])


def test_who_sees_it_is_said_before_anything_else(learner, step):
    html = learner.get(page_url(step)).content.decode()
    assert html.index('id="who-sees"') < html.index(PURPOSE) < html.index(start_url(step))
    assert "<dd>6</dd>" in html  # statements of the two competencies


def test_the_step_is_one_of_its_module(step):
    (link,) = module_steps(step.get_parent())
    assert (link.key, link.minutes, link.url) == (step.translation_key, 10, page_url(step))


def test_the_step_leads_from_start_to_draft_to_result(learner, person, step):
    response = learner.post(start_url(step))
    own = SelfAssessment.objects.get()
    assert response["Location"] == reverse("reflections:answer", args=[own.key])
    assert standing(person, step.translation_key).open == own
    assert "Продовжити" in learner.get(page_url(step)).content.decode()
    assessing.save_answers(person=person, key=own.key, answers={"SA-FL-01-1": 2})
    assessing.finish(person=person, key=own.key)
    html = learner.get(page_url(step)).content.decode()
    assert reverse("reflections:result", args=[own.key]) in html
    assert start_url(step) not in html
    assert completed_steps(person, [step.translation_key]) == {step.translation_key}
    again = learner.post(start_url(step))
    assert again["Location"] == response["Location"]


def test_the_standing_is_ones_own(person, step):
    make.finished(PersonFactory(), make.rated(FL_01=1), step_key=step.translation_key)
    own = standing(person, step.translation_key)
    assert (own.open, own.finished, own.last_on) == (None, None, None)


def test_a_page_without_statements_says_so(learner, step):
    Statement.objects.all().delete()
    html = learner.get(page_url(step)).content.decode()
    assert start_url(step) not in html
    response = learner.post(start_url(step), follow=True)
    assert response.redirect_chain == [(page_url(step), 302)]
    assert not SelfAssessment.objects.exists()


def test_404_for_a_step_that_is_not_there_or_not_published(learner, step):
    step.unpublish()
    assert learner.post(start_url(step)).status_code == 404
    assert learner.get(start_url(step)).status_code == 405


def test_c02_starting_takes_no_fields(learner, step):
    assert learner.post(start_url(step), {"person": "1"}).status_code == 400
    assert not SelfAssessment.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_often_one_did_it(
    learner, person, step, count, django_assert_num_queries
):
    for _number in range(count):
        make.finished(person, make.rated(FL_01=1))
    learner.get(page_url(step))
    # session, person, step, module twice in the frame, standing, competencies asked, statements,
    # steps beside
    with django_assert_num_queries(9):
        learner.get(page_url(step))


# --- In the editor -------------------------------------------------------------------------------


def test_a_preview_shows_the_page_and_starts_nothing(editor, step):
    html = step.make_preview_request(preview_mode=step.default_preview_mode).content.decode()
    assert PURPOSE in html
    assert start_url(step) not in html
    assert "disabled" in html


def test_a_preview_counts_what_is_not_saved_yet(editor, step):
    step.asked = [make.AskedCompetency(competency=make.competency("FL-03"))]
    html = step.make_preview_request(preview_mode=step.default_preview_mode).content.decode()
    assert "<dd>3</dd>" in html


def test_editors_find_and_change_statements_and_nothing_that_was_answered(editor, step):
    row = Statement.objects.get(code="SA-FL-01-1")
    listed = editor.get(reverse(Statement.snippet_viewset.get_url_name("list")))
    assert row.text in listed.content.decode()
    edit = reverse(Statement.snippet_viewset.get_url_name("edit"), args=[row.pk])
    assert editor.get(edit).status_code == 200
    assert editor.get(reverse("wagtailadmin_pages:edit", args=[step.pk])).status_code == 200


def test_deleting_a_statement_in_the_editor_leaves_what_was_begun(editor, person, step):
    own = assessing.start_step(person=person, page=step)
    row = Statement.objects.get(code="SA-FL-01-1")
    delete = reverse(Statement.snippet_viewset.get_url_name("delete"), args=[row.pk])
    assert editor.post(delete).status_code == 302
    assert not Statement.objects.filter(pk=row.pk).exists()
    own.refresh_from_db()
    assert own.statements[0]["text"]["uk"] == row.text


def test_editing_and_publishing_a_statement_leaves_what_was_begun(editor, person, step):
    own = assessing.start_step(person=person, page=step)
    row = Statement.objects.get(code="SA-FL-01-1")
    edit = reverse(Statement.snippet_viewset.get_url_name("edit"), args=[row.pk])
    data = {
        "code": row.code,
        "competency": row.competency_id,
        "sort_order": row.sort_order,
        "text": "нове",
        "action-publish": "1",
    }
    assert editor.post(edit, data).status_code == 302
    row.refresh_from_db()
    assert row.text == "нове"
    own.refresh_from_db()
    assert own.statements[0]["text"]["uk"] == "роблю SA-FL-01-1"


def test_the_group_of_editors_needs_the_right_to_statements(client, step):
    person = PersonFactory()
    person.groups.add(ensure_group(EDITORS))
    client.force_login(person)
    listed = client.get(reverse(Statement.snippet_viewset.get_url_name("list")))
    assert listed.status_code in {302, 403}


def test_the_competencies_page_leads_here(learner):
    html = learner.get(reverse("evidence:profile")).content.decode()
    assert reverse("reflections:self_assessments") in html
