"""The page of figures: for authors only, about enough people only, in so many queries."""

import pytest

from assessments.scenarios.models import FeedbackMode, RunMode, ScenarioRemark
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory, RoleGrantFactory
from tests.scenarios.analytics.generator import people, random_talks, talk, talks, version_of
from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db

GOOD, BAD, STOPS = ["a", "a"], ["c"], ["b"]


def shown(client, scenario, **filters):
    response = client.get(desks.url("analytics", scenario), filters)
    assert response.status_code == 200, response.text
    return response


def report(client, scenario, **filters):
    return shown(client, scenario, **filters).context["report"]


def posted(person, unit):
    PostingFactory(person=person, unit=unit)
    return person


def test_without_the_right_to_change_role_plays_there_is_nothing(client, placed):
    client.force_login(desks.author("access_admin"))
    for name in ("analytics", "analytics_csv"):
        assert client.get(desks.url(name, placed)).status_code == 403
    assert client.post(desks.url("analytics_xapi", placed)).status_code == 403


def test_before_the_first_publishing_it_says_so(client, writer):
    page = shown(client, desks.draft(person=writer))
    assert page.context["report"] is None
    assert (
        client.get(desks.url("analytics_csv", desks.draft(desks.small(code="T2")))).status_code
        == 404
    )


def test_four_people_are_not_told_of_and_five_are(client, placed, version):
    talks([(one, GOOD) for one in people(4) for _ in range(3)], version)
    assert report(client, placed) is None
    assert client.get(desks.url("analytics_csv", placed)).status_code == 404
    talk(PersonFactory(), version, GOOD)
    assert report(client, placed).people == 5


def test_the_page_counts_talks_that_end_stop_and_go_on(client, placed, version):
    talks([(one, GOOD) for one in people(5)], version)
    talks([(one, STOPS) for one in people(2)], version, days_ago=30)
    talk(PersonFactory(), version, STOPS, days_ago=0.01)
    found = report(client, placed)
    assert (found.talks, found.finished, found.stopped, found.under_way) == (8, 5, 2, 1)
    assert found.flow.nodes["two"].stopped == 2
    assert found.flow.weights["one", "a"] == 5 / 8


def test_branches_and_coached_talks_are_left_out_unless_asked_for(client, placed, version):
    own = talks([(one, GOOD) for one in people(5)], version)
    step = own[0].steps.first()
    branch = talk(own[0].person, version, GOOD, mode=RunMode.PRACTICE)
    type(branch).objects.filter(pk=branch.pk).update(origin=step, initial=step.before)
    coached = {"mode": RunMode.PRACTICE, "feedback_mode": FeedbackMode.COACH}
    talks([(one, BAD) for one in people(6)], version, **coached)
    assert report(client, placed).talks == 5
    asked = report(client, placed, hints="coached")
    assert (asked.talks, asked.people) == (6, 6)


def test_a_filter_that_leaves_out_fewer_than_five_people_shows_nothing(client, placed, version):
    crowd = people(9)
    talks([(one, GOOD) for one in crowd], version)
    talks([(one, BAD) for one in crowd[:4]], version, mode=RunMode.PRACTICE)
    assert report(client, placed).talks == 13
    # All minus assessed would be the practice talks of four people.
    assert report(client, placed, mode="assessed") is None
    talk(crowd[4], version, BAD, mode=RunMode.PRACTICE)
    assert report(client, placed, mode="assessed").talks == 9


def test_first_talks_are_shown_only_when_five_people_have_later_ones(client, placed, version):
    crowd = people(8)
    talks([(one, BAD) for one in crowd], version, days_ago=5)
    talks([(one, GOOD) for one in crowd[:4]], version, days_ago=1)
    assert report(client, placed, attempts="first") is None
    talk(crowd[5], version, GOOD)
    first = report(client, placed, attempts="first")
    assert (first.talks, first.finished) == (8, 8)
    assert first.flow.nodes["two"].visits == 0
    assert first.changes is None


def test_units_are_those_of_the_viewer_and_cannot_be_subtracted(client, writer, placed, version):
    root = OrgUnitFactory()
    north, south, small = (OrgUnitFactory(parent=root) for _ in range(3))
    foreign = OrgUnitFactory()
    for unit, number in ((north, 7), (south, 6), (foreign, 6)):
        crowd = [posted(one, unit) for one in people(number)]
        talks([(one, GOOD) for one in crowd], version)
    RoleGrantFactory(person=writer, unit=root)
    assert report(client, placed, unit=north.pk).people == 7
    assert report(client, placed, unit=root.pk).people == 13
    assert client.get(desks.url("analytics", placed), {"unit": foreign.pk}).status_code == 404

    talk(posted(PersonFactory(), small), version, BAD)
    # The whole less north and south would be one person, so the smaller of them is hidden too.
    assert report(client, placed, unit=north.pk).people == 7
    for hidden in (south, small):
        assert report(client, placed, unit=hidden.pk) is None
    offered = shown(client, placed).context["choices"][-1]
    assert [value for value, *_ in offered["options"]] == ["", root.pk, north.pk]


def test_who_leads_nobody_is_offered_no_units(client, placed, version):
    unit = OrgUnitFactory()
    talks([(posted(one, unit), GOOD) for one in people(6)], version)
    assert [one["name"] for one in shown(client, placed).context["choices"]] == [
        "mode",
        "hints",
        "attempts",
    ]
    assert client.get(desks.url("analytics", placed), {"unit": unit.pk}).status_code == 404


@pytest.mark.parametrize(
    "query",
    ["mode=all", "hints=1", "attempts=second", "unit=-1", "unit=a", "version=0x1", "unit=٣"],
)
def test_a_filter_that_no_list_offers_is_refused(client, placed, query):
    assert client.get(f"{desks.url('analytics', placed)}?{query}").status_code == 400


def test_versions_of_one_structure_are_pooled_and_others_are_not(client, placed, version):
    talks([(one, GOOD) for one in people(5)], version)
    placed.graph["nodes"]["one"]["text"] = "Доброго дня."
    placed.save_revision().publish()
    reworded = version_of(placed)
    talks([(one, GOOD) for one in people(5)], reworded)
    assert reworded.structure_hash == version.structure_hash
    assert report(client, placed).talks == 10

    placed.graph["nodes"]["one"]["choices"][1]["qualities"]["FL-02"] = 2
    placed.save_revision().publish()
    assert report(client, placed) is None
    page = shown(client, placed, version=reworded.pk)
    assert page.context["report"].talks == 10
    assert len(page.context["choices"][0]["options"]) == 2
    assert client.get(desks.url("analytics", placed), {"version": 987654}).status_code == 404


def test_nothing_on_the_page_names_a_person(client, placed, version):
    crowd = people(6)
    talks([(one, GOOD) for one in crowd], version)
    text = shown(client, placed).text
    for one in crowd:
        assert one.surname not in text
        assert one.email not in text


@pytest.mark.parametrize("times", [1, 3])
def test_the_number_of_queries_does_not_grow(
    client, writer, placed, version, times, django_assert_num_queries
):
    unit = OrgUnitFactory()
    RoleGrantFactory(person=writer, unit=unit)
    for _ in range(times):
        random_talks(version, [posted(one, unit) for one in people(6)])
        ScenarioRemark.objects.create(
            version=version, node="one", person=PersonFactory(), text="Застаріло"
        )
    shown(client, placed)  # the document is read once a process
    with django_assert_num_queries(QUERIES):
        shown(client, placed)


QUERIES = 22
