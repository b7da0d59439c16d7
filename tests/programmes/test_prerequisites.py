import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.utils import translation

from modules.models import ModulePrerequisite
from tests.factories.people import PersonFactory
from tests.factories.programmes import (
    EnrolmentFactory,
    ProgrammeFactory,
    finish,
    make_module,
    translate_module,
)
from training.programmes.queries import unmet_prerequisites
from training.programmes.services import enrol


@pytest.fixture(autouse=True)
def _ukrainian():
    with translation.override("uk"):
        yield


@pytest.fixture
def base(db):
    return make_module("base")


@pytest.fixture
def advanced(base):
    return make_module("advanced", after=[base])


@pytest.fixture
def learner(client, person):
    client.force_login(person)
    return client


def reasons(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# the rule


def test_a_module_waits_for_its_prerequisites(person, base, advanced):
    assert unmet_prerequisites(person, advanced) == [base]
    assert unmet_prerequisites(person, base) == []

    finish(person, base)
    assert unmet_prerequisites(person, advanced) == []


def test_optional_steps_of_a_prerequisite_may_be_left(person):
    base = make_module("base", steps=1, optional=2)
    advanced = make_module("advanced", after=[base])
    finish(person, base)

    assert unmet_prerequisites(person, advanced) == []


def test_prerequisites_come_in_the_editors_order(person):
    first, second = make_module("m1"), make_module("m2")
    module = make_module("m3", after=[second, first])

    assert unmet_prerequisites(person, module) == [second, first]


def test_an_unpublished_prerequisite_does_not_count(person):
    module = make_module("m2", after=[make_module("m1", live=False)])

    assert unmet_prerequisites(person, module) == []


def test_another_person_s_steps_do_not_count(person, base, advanced):
    finish(PersonFactory(), base)

    assert unmet_prerequisites(person, advanced) == [base]


def test_prerequisites_hold_in_every_language(person, base, advanced):
    english_base, english = translate_module(base), translate_module(advanced)

    with translation.override("en"):
        assert unmet_prerequisites(person, english) == [english_base]
        assert unmet_prerequisites(person, advanced) == [english_base]
    finish(person, english_base)
    assert unmet_prerequisites(person, advanced) == []


def test_a_reason_is_given_in_ukrainian_where_there_is_no_translation(person, base, advanced):
    with translation.override("en"):
        assert unmet_prerequisites(person, advanced) == [base]


def test_modules_that_wait_for_each_other_stop_nobody(person, base, advanced):
    ModulePrerequisite.objects.create(page=base, module=advanced)
    last = make_module("last", after=[advanced])

    assert unmet_prerequisites(person, base) == []
    assert unmet_prerequisites(person, advanced) == []
    assert unmet_prerequisites(person, last) == [advanced]


@pytest.mark.parametrize("in_order", [True, False])
def test_stages_in_order_open_one_after_the_other(person, in_order):
    first, second, third = (make_module(code) for code in ("m1", "m2", "m3"))
    programme = ProgrammeFactory(stages=[[first, second], [third]], in_order=in_order)
    enrol(person=person, programme=programme)

    assert unmet_prerequisites(person, second) == []
    assert unmet_prerequisites(person, third) == ([first, second] if in_order else [])
    finish(person, first)
    assert unmet_prerequisites(person, third) == ([second] if in_order else [])


def test_the_order_of_stages_binds_only_who_is_on_the_way(person):
    first, second = make_module("m1"), make_module("m2")
    EnrolmentFactory(programme=ProgrammeFactory(stages=[[first], [second]], in_order=True))

    assert unmet_prerequisites(person, second) == []


def test_stages_against_prerequisites_stop_nobody(person, base, advanced):
    programme = ProgrammeFactory(stages=[[advanced], [base]], in_order=True)
    enrol(person=person, programme=programme)

    assert unmet_prerequisites(person, base) == []
    assert unmet_prerequisites(person, advanced) == []


def test_a_module_without_prerequisites_costs_one_query(
    person, base, advanced, django_assert_num_queries
):
    with django_assert_num_queries(1):
        unmet_prerequisites(person, base)


@pytest.mark.parametrize("count", [1, 3])
def test_prerequisites_cost_two_queries(person, count, django_assert_num_queries):
    first = [make_module(f"m{number}", steps=count) for number in range(count)]
    module = make_module("last", after=first)
    EnrolmentFactory(
        person=person,
        programme=ProgrammeFactory(stages=[[module] for module in first], in_order=True),
    )

    with django_assert_num_queries(2):
        assert unmet_prerequisites(person, module) == first


# the pages


def test_c15_a_closed_module_leads_to_what_comes_first_and_says_why(learner, base, advanced):
    response = learner.get("/uk/modules/advanced/")

    assert (response.status_code, response["Location"]) == (302, "/uk/modules/base/")
    (reason,) = reasons(response)
    assert base.title in reason
    assert advanced.title in reason


def test_c15_a_closed_step_leads_to_its_module_and_says_why_once(learner, base, advanced):
    response = learner.get("/uk/modules/advanced/step-1/")
    assert (response.status_code, response["Location"]) == (302, "/uk/modules/advanced/")
    assert len(reasons(response)) == 1

    response = learner.get("/uk/modules/advanced/step-1/", follow=True)
    assert [url for url, _status in response.redirect_chain] == [
        "/uk/modules/advanced/",
        "/uk/modules/base/",
    ]
    assert response.content.decode().count(f"«{advanced.title}»") == 1 or (
        response.content.decode().count(f"“{advanced.title}”") == 1
    )


@pytest.mark.parametrize(("in_order", "status"), [(True, 302), (False, 200)])
def test_a_later_stage_is_closed_to_who_is_on_an_ordered_way(learner, person, in_order, status):
    first, second = make_module("m1"), make_module("m2")
    programme = ProgrammeFactory(stages=[[first], [second]], in_order=in_order)
    enrol(person=person, programme=programme)

    assert learner.get("/uk/modules/m2/step-1/").status_code == status
    assert learner.get("/uk/modules/m2/").status_code == status
    assert learner.get("/uk/modules/m1/step-1/").status_code == 200
    finish(person, first)
    assert learner.get("/uk/modules/m2/step-1/").status_code == 200


def test_c15_the_english_address_is_closed_as_well(learner, base, advanced):
    translate_module(base)
    translate_module(advanced)

    response = learner.get("/en/modules/advanced-en/step-1/")
    assert (response.status_code, response["Location"]) == (302, "/en/modules/advanced-en/")
    response = learner.get("/en/modules/advanced-en/")
    assert (response.status_code, response["Location"]) == (302, "/en/modules/base-en/")


def test_what_is_open_is_served(learner, person, base, advanced):
    assert learner.get("/uk/modules/base/").status_code == 200
    assert learner.get("/uk/modules/base/step-1/").status_code == 200

    finish(person, base)
    assert learner.get("/uk/modules/advanced/").status_code == 200
    assert learner.get("/uk/modules/advanced/step-1/").status_code == 200


def test_editors_pass(client, base, advanced):
    editors = Group.objects.create(name="Редактори")
    editors.permissions.add(Permission.objects.get(codename="access_admin"))
    editor = PersonFactory()
    editor.groups.add(editors)
    client.force_login(editor)

    assert client.get("/uk/modules/advanced/").status_code == 200
    assert client.get("/uk/modules/advanced/step-1/").status_code == 200


def test_a_stranger_is_sent_to_sign_in_first(client, base, advanced):
    response = client.get("/uk/modules/advanced/")

    assert response.status_code == 302
    assert "next=" in response["Location"]
