"""The overviews: one's own way, one's own branch, and nobody outside it."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.evidence.services import complete_step
from assessments.quizzes.services.starting import start_attempt
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory
from tests.factories.programmes import EnrolmentFactory
from tests.factories.quizzes import quiz
from tests.factories.tree import home
from training.people.models import Role, RoleGrant

pytestmark = pytest.mark.django_db
BACKEND = "training.people.backends.PersonBackend"
TEAM = "dashboards:team"


@pytest.fixture
def unit(db):
    home()
    return OrgUnitFactory()


@pytest.fixture
def manager(unit, client):
    person = PersonFactory(surname="Керівна")
    RoleGrant.objects.create(
        person=person, role=Role.MANAGER, unit=unit, date_from=timezone.localdate()
    )
    client.force_login(person, BACKEND)
    return person


def colleague(unit, **fields):
    person = PersonFactory(**fields)
    PostingFactory(person=person, unit=unit)
    return person


def shown(response):
    return {row.person for row in response.context["team"].rows}


def test_a08_the_team_is_the_own_branch_and_nobody_else(client, unit, manager):
    ours, sister = colleague(unit), OrgUnitFactory()
    theirs = colleague(sister)
    assert shown(client.get(reverse(TEAM))) == {ours}
    assert client.get(reverse("dashboards:member", args=[ours.pk])).status_code == 200
    assert client.get(reverse("dashboards:member", args=[theirs.pk])).status_code == 404
    assert client.get(reverse(TEAM), {"unit": sister.pk}).status_code == 404
    assert client.get(reverse(TEAM)).context["team"].counters["all"] == 1


def test_a10_an_ended_role_sees_nobody(client, unit, manager):
    ours = colleague(unit)
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    RoleGrant.objects.update(date_from=yesterday, date_to=yesterday)
    assert client.get(reverse(TEAM)).status_code == 404
    assert client.get(reverse("dashboards:member", args=[ours.pk])).status_code == 404


def test_a_learner_has_no_team(client, unit):
    client.force_login(colleague(unit), BACKEND)
    assert client.get(reverse(TEAM)).status_code == 404
    assert reverse(TEAM) not in client.get(reverse("dashboards:learn")).text


@pytest.mark.parametrize(
    "query",
    [
        {"show": "nobody"},
        {"show": ""},
        {"page": "x"},
        {"page": "0"},
        {"page": "-1"},
        {"unit": "x"},
        {"unit": "0"},
        {"competencies": "secret"},
    ],
)
def test_d10_a11_odd_filters_are_bad_requests(client, manager, query):
    assert client.get(reverse(TEAM), query).status_code == 400


def test_counters_are_the_filters(client, unit, manager):
    today = timezone.localdate()
    late, idle, none = colleague(unit), colleague(unit), colleague(unit)
    month_ago = today - datetime.timedelta(days=30)
    overdue = EnrolmentFactory(
        person=late, started_on=month_ago, due_on=today - datetime.timedelta(1)
    )
    EnrolmentFactory(person=idle, programme=overdue.programme)
    team = client.get(reverse(TEAM)).context["team"]
    assert team.counters == {"all": 3, "overdue": 1, "running": 0, "idle": 2, "done": 0}
    assert shown(client.get(reverse(TEAM), {"show": "overdue"})) == {late}
    assert shown(client.get(reverse(TEAM), {"show": "idle"})) == {late, idle}
    assert none in shown(client.get(reverse(TEAM)))


@pytest.mark.parametrize("people", [1, 3])
def test_the_team_page_takes_a_constant_number_of_queries(
    client, unit, manager, people, django_assert_max_num_queries
):
    first = EnrolmentFactory(person=colleague(unit))
    for _ in range(people - 1):
        EnrolmentFactory(person=colleague(unit), programme=first.programme)
    client.get(reverse(TEAM))
    with django_assert_max_num_queries(24):
        assert len(client.get(reverse(TEAM)).context["team"].rows) == people


def test_nothing_assigned_says_who_assigns(client, unit):
    client.force_login(colleague(unit), BACKEND)
    response = client.get(reverse("dashboards:learn"))
    assert response.status_code == 200
    assert response.context["ways"] == []


def test_continue_leads_into_the_open_attempt(client, unit):
    person = colleague(unit)
    page = quiz()
    enrolment = EnrolmentFactory(person=person, programme__stages=[[page.get_parent().specific]])
    client.force_login(person, BACKEND)
    (way,) = client.get(reverse("dashboards:learn")).context["ways"]
    assert (way.enrolment, way.is_midway) == (enrolment, False)
    attempt = start_attempt(person=person, page=page)
    (way,) = client.get(reverse("dashboards:learn")).context["ways"]
    assert way.resume_url == reverse("quizzes:take", args=[attempt.pk])
    assert way.is_midway


def test_progress_is_one_record_in_both_languages(client, unit):
    person = colleague(unit)
    page = quiz()
    EnrolmentFactory(person=person, programme__stages=[[page.get_parent().specific]])
    complete_step(person=person, step_key=page.translation_key, version="1")
    client.force_login(person, BACKEND)
    for language in ("uk", "en"):
        (way,) = client.get(f"/{language}/learn/").context["ways"]
        assert way.progress.done == 1
