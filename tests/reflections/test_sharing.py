"""One competency to one colleague, and back."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.reflections.exceptions import NotFinished, NotInCircle, NotRated
from assessments.reflections.models import SelfAssessment, Share
from assessments.reflections.queries.circle import circle_of
from assessments.reflections.services import sharing
from tests.factories import reflections as make
from tests.factories.people import (
    OrgUnitFactory,
    PersonFactory,
    PostingFactory,
    RoleGrantFactory,
)
from training.people.models import Person, RoleGrant

ANSWERS = {**make.rated(FL_01=2), "SA-FL-02-1": 3, "SA-FL-03-1": None}


@pytest.fixture
def organisation(person):
    """The owner works in a bureau of a centre; another bureau stands beside it."""
    top = OrgUnitFactory()
    centre = OrgUnitFactory(parent=top)
    bureau, sister = OrgUnitFactory(parent=centre), OrgUnitFactory(parent=centre)
    PostingFactory(person=person, unit=bureau)
    return {"top": top, "centre": centre, "bureau": bureau, "sister": sister}


@pytest.fixture
def grant(organisation):
    """``grant(role, unit)``: somebody who has it, and works there."""

    def make_grant(role, unit, **fields):
        return RoleGrantFactory(role=role, unit=organisation[unit], **fields).person

    return make_grant


@pytest.fixture
def manager(grant):
    return grant("manager", "bureau")


@pytest.fixture
def own(person, organisation):
    for code in ("FL-01", "FL-02", "FL-03"):
        make.competency(code)
    return make.finished(person, ANSWERS)


@pytest.fixture
def shared(person, own, manager):
    return sharing.share(person=person, key=own.key, competency="FL-01", recipient_id=manager.pk)


def item_url(shared):
    return reverse("reflections:shared_item", args=[shared.assessment.key, shared.competency])


def post(client, name, assessment, data):
    return client.post(reverse(f"reflections:{name}", args=[assessment.key]), data)


# --- Who may be chosen ---------------------------------------------------------------------------


def test_the_circle_is_who_leads_or_trains_where_one_works(person, grant):
    inside = {
        grant("manager", "bureau"),
        grant("manager", "centre"),
        grant("hr", "centre"),
        grant("trainer", "bureau"),
        grant("administrator", "top"),
    }
    grant("manager", "sister")
    grant("trainer", "sister")
    PersonFactory()
    PersonFactory(superuser=True)
    assert {colleague.person for colleague in circle_of(person)} == inside


def test_whoever_lost_the_role_or_the_right_to_sign_in_is_out(person, grant):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    grant("manager", "bureau", ended_on=yesterday)
    grant("manager", "bureau", date_to=yesterday)
    grant("manager", "bureau", date_from=timezone.localdate() + datetime.timedelta(days=1))
    gone = grant("manager", "bureau")
    Person.objects.filter(pk=gone.pk).update(is_active=False)
    assert circle_of(person) == []


def test_one_is_not_in_ones_own_circle(person, organisation):
    RoleGrantFactory(person=person, role="manager", unit=organisation["bureau"])
    assert circle_of(person) == []


def test_without_a_posting_there_is_only_the_top(person, grant):
    person.postings.all().delete()
    grant("manager", "bureau")
    top = grant("administrator", "top")
    grant("administrator", "centre")
    assert [colleague.person for colleague in circle_of(person)] == [top]


def test_several_roles_are_one_colleague(person, organisation):
    somebody = PersonFactory()
    for role in ("manager", "trainer"):
        RoleGrantFactory(person=somebody, role=role, unit=organisation["centre"])
    (colleague,) = circle_of(person)
    assert len(colleague.roles) == 2


@pytest.mark.parametrize("count", [1, 3])
def test_the_circle_is_two_queries(person, grant, count, django_assert_num_queries):
    for _number in range(count):
        grant("manager", "bureau")
    with django_assert_num_queries(2):
        assert len(circle_of(person)) == count


# --- Sharing -------------------------------------------------------------------------------------


def test_sharing_twice_is_sharing_once(person, own, manager, shared):
    again = sharing.share(person=person, key=own.key, competency="FL-01", recipient_id=manager.pk)
    assert again == shared == Share.objects.get()


@pytest.mark.parametrize("competency", ["FL-03", "FL-09", "", "FL-01'"])
def test_only_what_is_rated_is_shared(person, own, manager, competency):
    with pytest.raises(NotRated):
        sharing.share(person=person, key=own.key, competency=competency, recipient_id=manager.pk)


def test_a_draft_is_not_shared(person, manager):
    draft = make.begun(person, ANSWERS)
    with pytest.raises(NotFinished):
        sharing.share(person=person, key=draft.key, competency="FL-01", recipient_id=manager.pk)


def test_nobody_outside_the_circle_is_shown_anything(person, own, grant):
    for stranger in (grant("manager", "sister"), PersonFactory(), person):
        with pytest.raises(NotInCircle):
            sharing.share(person=person, key=own.key, competency="FL-01", recipient_id=stranger.pk)


def test_anothers_is_not_shared(own, manager):
    with pytest.raises(SelfAssessment.DoesNotExist):
        sharing.share(person=manager, key=own.key, competency="FL-01", recipient_id=manager.pk)
    with pytest.raises(SelfAssessment.DoesNotExist):
        sharing.withdraw(person=manager, key=own.key, share_id=1)


def test_the_owner_chooses_sees_and_takes_back(learner, own, manager):
    data = {"competency": "FL-01", "recipient": manager.pk}
    response = post(learner, "share", own, data)
    result = reverse("reflections:result", args=[own.key])
    assert response["Location"] == result
    share = Share.objects.get()
    page = learner.get(result)
    assert page.context["shares"] == [share]
    assert manager.full_name in page.content.decode()
    response = post(learner, "withdraw", own, {"share": share.pk})
    assert response["Location"] == result
    assert not Share.objects.exists()
    assert post(learner, "withdraw", own, {"share": share.pk})["Location"] == result


def test_the_choice_names_the_circle_and_nobody_else(learner, own, manager, grant):
    stranger = grant("manager", "sister")
    html = learner.get(reverse("reflections:result", args=[own.key])).content.decode()
    assert manager.full_name in html
    assert stranger.full_name not in html
    assert 'value="FL-03"' not in html


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"competency": "FL-01"},
        {"competency": "FL-03", "recipient": "manager"},
        {"competency": "FL-01", "recipient": "0"},
        {"competency": "FL-01", "recipient": "x"},
    ],
)
def test_a_bad_choice_is_400_with_a_summary_and_kept(learner, own, manager, data):
    if data.get("recipient") == "manager":
        data = {**data, "recipient": manager.pk}
    response = post(learner, "share", own, data)
    assert response.status_code == 400
    assert b"error-summary" in response.content
    assert not Share.objects.exists()


def test_who_left_the_circle_meanwhile_is_refused_with_a_word(learner, own, manager):
    RoleGrant.objects.update(ended_on=timezone.localdate())
    response = post(learner, "share", own, {"competency": "FL-01", "recipient": manager.pk})
    assert response.status_code == 400
    assert manager.full_name not in response.content.decode()


@pytest.mark.parametrize("share", ["", "x", "-1", "٣", "9" * 30])
def test_a_made_up_share_is_400(learner, own, share):
    assert post(learner, "withdraw", own, {"share": share}).status_code == 400


def test_a_share_of_another_self_assessment_is_not_withdrawn_with_it(learner, person, own, shared):
    other = make.finished(person, ANSWERS)
    post(learner, "withdraw", other, {"share": shared.pk})
    assert Share.objects.get() == shared


# --- The one it is shown to ----------------------------------------------------------------------


def test_one_sees_that_competency_and_nothing_else(client, person, manager, own, shared):
    client.force_login(manager)
    listed = client.get(reverse("reflections:shared"))
    assert [row.owner for row in listed.context["rows"]] == [person.full_name]
    assert item_url(shared) in listed.content.decode()
    response = client.get(item_url(shared))
    html = response.content.decode()
    item = response.context["item"]
    assert (item.owner, item.code, str(item.score)) == (person.full_name, "FL-01", "2.67")
    assert [one.code for one in item.items] == ["SA-FL-01-1", "SA-FL-01-2", "SA-FL-01-3"]
    for code in ("SA-FL-02-1", "SA-FL-03-1"):
        assert f"роблю {code}" not in html
    assert response["Cache-Control"] == "private, no-store"
    assert listed["Cache-Control"] == "private, no-store"


def test_opening_is_noted_once_and_the_owner_sees_it(client, manager, own, shared):
    client.force_login(manager)
    client.head(item_url(shared))
    client.get(reverse("reflections:shared"))
    shared.refresh_from_db()
    assert shared.opened_at is None
    client.get(item_url(shared))
    shared.refresh_from_db()
    first = shared.opened_at
    assert first
    client.get(item_url(shared))
    shared.refresh_from_db()
    assert shared.opened_at == first


def test_withdrawn_while_open_is_404_at_the_next_look(client, person, manager, own, shared):
    client.force_login(manager)
    assert client.get(item_url(shared)).status_code == 200
    sharing.withdraw(person=person, key=own.key, share_id=shared.pk)
    assert client.get(item_url(shared)).status_code == 404
    assert client.get(reverse("reflections:shared")).context["rows"] == []
    sharing.note_opened(shared)  # a look that began before it was withdrawn
    assert not Share.objects.exists()


def test_another_competency_of_the_same_is_404(client, manager, own, shared):
    client.force_login(manager)
    for code in ("FL-02", "FL-03", "FL-99"):
        address = reverse("reflections:shared_item", args=[own.key, code])
        assert client.get(address).status_code == 404


def test_nobody_else_sees_it(client, grant, shared):
    for stranger in (grant("manager", "centre"), PersonFactory(superuser=True)):
        client.force_login(stranger)
        assert client.get(item_url(shared)).status_code == 404
        assert client.get(reverse("reflections:shared")).context["rows"] == []


def lose_role(person, manager):
    RoleGrant.objects.filter(person=manager).update(ended_on=timezone.localdate())


def owner_moves(person, manager):
    person.postings.all().delete()
    PostingFactory(person=person)


def owner_leaves(person, manager):
    Person.objects.filter(pk=person.pk).update(is_active=False)


@pytest.mark.parametrize("change", [lose_role, owner_moves, owner_leaves])
def test_who_is_no_longer_in_the_circle_sees_nothing_more(client, person, manager, shared, change):
    client.force_login(manager)
    change(person, manager)
    assert client.get(item_url(shared)).status_code == 404
    assert client.get(reverse("reflections:shared")).context["rows"] == []
    assert Share.objects.exists()  # the owner still sees it, and may take it back


def test_a_recipient_who_may_not_sign_in_any_more_sees_nothing(client, manager, shared):
    client.force_login(manager)
    Person.objects.filter(pk=manager.pk).update(is_active=False)
    assert client.get(item_url(shared)).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_shared_with_me_costs_the_same_however_much_there_is(
    client, organisation, manager, count, django_assert_num_queries
):
    make.competency("FL-01")
    for _number in range(count):
        owner = PersonFactory()
        PostingFactory(person=owner, unit=organisation["bureau"])
        one = make.finished(owner, ANSWERS)
        sharing.share(person=owner, key=one.key, competency="FL-01", recipient_id=manager.pk)
    client.force_login(manager)
    client.get(reverse("reflections:shared"))
    # session, person; shares, grants, postings of the owners, competencies
    with django_assert_num_queries(6):
        assert len(client.get(reverse("reflections:shared")).context["rows"]) == count
