import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template

from assessments.evidence.services import complete_step
from assessments.evidence.templatetags.evidence_tags import step_states
from modules.queries import module_steps
from tests.factories.people import PersonFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("done", [1, 3])
def test_steps_get_their_state_in_one_query(person, module, done, django_assert_num_queries):
    steps = module_steps(module)
    for step in steps[:done]:
        complete_step(person=person, step_key=step.key, version="1")
    for step in steps:
        complete_step(person=PersonFactory(), step_key=step.key, version="1")
    with django_assert_num_queries(1):
        states = step_states(person, steps)
    assert [state.step for state in states] == steps
    assert [state.status for state in states] == ["done"] * done + ["not_started"] * (3 - done)


def test_a_stranger_has_done_nothing_and_costs_nothing(module, django_assert_num_queries):
    steps = module_steps(module)
    with django_assert_num_queries(0):
        assert not any(state.is_done for state in step_states(AnonymousUser(), steps))


def test_a_lesson_knows_whether_it_is_done(person, lessons):
    complete_step(person=person, step_key=lessons["one"].translation_key, version="1")
    template = Template(
        "{% load evidence_tags %}{% is_step_done user page as done %}{{ done|yesno:'yes,no' }}"
    )
    for slug, words in (("one", "yes"), ("two", "no")):
        assert template.render(Context({"user": person, "page": lessons[slug]})) == words
