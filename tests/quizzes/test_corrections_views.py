"""The pages of a correction: counts first, names only of people one may see, a second person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.quizzes import correction_hooks
from assessments.quizzes.models import Attempt, CorrectionCase, CorrectionReview
from assessments.quizzes.models.corrections import Policy, State
from assessments.quizzes.services.corrections.computing import compute_case
from tests.factories.corrections import (
    OLD,
    applied,
    approved,
    asked,
    begun,
    corrector,
    mend,
    opened,
    take,
    versions,
)
from tests.factories.people import OrgUnitFactory, PersonFactory, PostingFactory, RoleGrantFactory
from tests.factories.quizzes import question

pytestmark = pytest.mark.django_db

RIGHT = [OLD, OLD, OLD, OLD]
LIST = "quiz_corrections:list"
QUERIES_OF_A_CASE = 16


@pytest.fixture
def visitor(client):
    person = corrector()
    client.force_login(person)
    return person


@pytest.fixture
def mended(quiz_page):
    """The quiz, after one person has passed it by the wrong key and the key was mended."""
    take(quiz_page, RIGHT)
    mend()
    return quiz_page


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def typed(**fields):
    old, new = versions()
    return {
        "from_versions": [old.pk],
        "to_version": new.pk,
        "policy": "strict",
        "reason": "Ключ був хибний.",
        "explanation": "",
        **fields,
    }


def page_of(client, case):
    return client.get(reverse("quiz_corrections:case", args=[case.pk]))


def act(client, case, action):
    return client.post(
        reverse("quiz_corrections:act", args=[case.pk]), {"action": action}, follow=True
    )


def test_only_those_who_may_publish_questions_see_corrections(client, mended):
    case = applied(opened())
    writer = corrector()
    writer.groups.get().permissions.remove(
        *writer.groups.get().permissions.filter(codename="publish_question")
    )
    review = CorrectionReview.objects.get()
    pages = [
        reverse(LIST),
        reverse("quiz_corrections:new", args=[asked().pk]),
        reverse("quiz_corrections:case", args=[case.pk]),
        reverse("quiz_corrections:undo", args=[case.pk]),
        reverse("quiz_corrections:reviews"),
    ]
    posts = [
        reverse("quiz_corrections:act", args=[case.pk]),
        reverse("quiz_corrections:decide", args=[review.pk]),
    ]
    for person in (None, PersonFactory(), writer):
        if person:
            client.force_login(person)
        for address in pages:
            assert client.get(address).status_code in (302, 403)
        for address in (*pages, *posts):
            data = {**typed(), "action": "close", "decision": "Так."}
            assert client.post(address, data).status_code in (302, 403, 405)
    assert CorrectionCase.objects.count() == 1
    assert CorrectionReview.objects.open().count() == 1


def test_a_code_leads_to_a_new_case_and_an_unknown_one_is_named(client, visitor, mended):
    found = client.get(reverse(LIST), {"code": "T-0"})
    assert found.url == reverse("quiz_corrections:new", args=[asked().pk])
    lost = client.get(reverse(LIST), {"code": "\x00nothing"})
    assert lost.status_code == 200
    assert "nothing" in lost.content.decode()


def test_the_form_offers_older_versions_and_a_sentence_for_each_policy(client, visitor, mended):
    form = client.get(reverse("quiz_corrections:new", args=[asked().pk])).context["form"]
    old, new = versions()
    assert form.initial["from_versions"] == [old.pk]
    assert form.initial["to_version"] == new
    assert [value for value, _sentence in form.fields["policy"].choices] == [
        "strict",
        "nobody_loses",
        "both_keys",
        "full_marks",
        "void",
    ]


def test_a_new_case_shows_its_preview(client, visitor, mended):
    begun(mended)
    address = reverse("quiz_corrections:new", args=[asked().pk])

    shown = client.post(address, typed(), follow=True)

    case = CorrectionCase.objects.get()
    assert (case.state, case.opened_by) == (State.COMPUTED, visitor)
    counts = dict(shown.context["counts"])
    assert [*counts.values()] == [1, 1, 0, 1, 0, 1, 0, 0, 0, 0]
    assert shown.context["waiting"] == 1
    assert Attempt.objects.finished().get().percent == 100


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": "р" * 2001}, "reason"),
        ({"from_versions": []}, "from_versions"),
        ({"from_versions": ["x"]}, "from_versions"),
        ({"to_version": ""}, "to_version"),
        ({"to_version": "999999"}, "to_version"),
        ({"policy": "restore"}, "policy"),
    ],
)
def test_what_was_typed_wrongly_is_named_and_the_rest_is_kept(
    client, visitor, mended, fields, field
):
    address = reverse("quiz_corrections:new", args=[asked().pk])
    shown = client.post(address, typed(explanation="Моє пояснення.", **fields))
    assert shown.status_code == 200
    assert field in shown.context["form"].errors
    assert "Моє пояснення." in shown.content.decode()
    assert not CorrectionCase.objects.exists()


def test_versions_of_another_question_are_no_choice(client, visitor, mended):
    other = question(code="X-1").versions.get()
    address = reverse("quiz_corrections:new", args=[asked().pk])
    shown = client.post(address, typed(from_versions=[other.pk]))
    assert "from_versions" in shown.context["form"].errors


def test_a_second_case_on_the_question_is_refused_with_words(client, visitor, mended):
    opened()
    shown = client.post(reverse("quiz_corrections:new", args=[asked().pk]), typed())
    assert shown.context["form"].non_field_errors()
    assert CorrectionCase.objects.count() == 1


def test_a_lost_pass_offers_no_approval_to_who_opened_it(client, visitor, mended):
    case = compute_case(case=opened(by=visitor))
    shown = page_of(client, case)
    assert shown.context["needs_another"]
    assert 'value="approve"' not in shown.content.decode()
    assert act(client, case, "approve").status_code == 200
    case.refresh_from_db()
    assert case.state == State.COMPUTED


def test_another_person_approves_and_the_results_change(client, visitor, mended, commit):
    case = compute_case(case=opened())
    with commit():
        act(client, case, "approve")
    case.refresh_from_db()
    assert (case.state, case.approved_by) == (State.APPLIED, visitor)
    assert Attempt.objects.get().percent == 75
    assert page_of(client, case).context["open_reviews"] == 1


def test_a_stale_preview_is_made_anew_and_nothing_is_applied(client, visitor, mended):
    case = compute_case(case=opened())
    Attempt.objects.update(percent=99)
    act(client, case, "approve")
    case.refresh_from_db()
    assert case.state == State.COMPUTED
    assert case.effects.planned().get().old_percent == 99


@pytest.mark.parametrize(
    ("action", "state"), [("cancel", State.CANCELLED), ("compute", State.COMPUTED)]
)
def test_acts_before_the_approval(client, visitor, mended, action, state):
    case = opened()
    act(client, case, action)
    case.refresh_from_db()
    assert case.state == state


def test_acts_out_of_turn_are_refused_with_words(client, visitor, mended):
    case = approved(opened())
    for action in ("compute", "approve", "cancel", "close"):
        shown = act(client, case, action)
        assert len(list(shown.context["messages"])) == 1
    case.refresh_from_db()
    assert case.state == State.APPROVED
    assert page_of(client, case).context["is_running"]


@pytest.mark.parametrize("action", ["", "delete", "apply"])
def test_an_unknown_act_is_a_bad_request(client, visitor, mended, action):
    case = opened()
    address = reverse("quiz_corrections:act", args=[case.pk])
    assert client.post(address, {"action": action}).status_code == 400


def test_an_applied_case_is_taken_back_by_a_new_one(client, visitor, mended):
    case = applied(opened())
    address = reverse("quiz_corrections:undo", args=[case.pk])
    assert "reason" in client.post(address, {"reason": ""}).context["form"].errors

    shown = client.post(address, {"reason": "Помилка."}, follow=True)

    undoing = CorrectionCase.objects.get(undoes=case)
    assert shown.context["case"] == undoing
    assert undoing.state == State.COMPUTED
    assert page_of(client, case).context["undone_by"] == undoing
    again = client.post(address, {"reason": "Ще раз."})
    assert again.context["form"].non_field_errors()


class TestNames:
    @pytest.fixture
    def leader(self, client):
        """A corrector who also leads a unit."""
        person = corrector()
        unit = OrgUnitFactory()
        RoleGrantFactory(person=person, unit=unit)
        client.force_login(person)
        return unit

    def test_only_people_one_leads_are_named_the_others_are_counted(
        self, client, leader, quiz_page
    ):
        own = PostingFactory(unit=leader).person
        stranger = PersonFactory(surname="Невидимська")
        for person in (own, stranger):
            take(quiz_page, RIGHT, person)
        mend()
        case = compute_case(case=opened())

        shown = page_of(client, case)

        effects = shown.context["effects"]
        assert [row.person for row in effects.rows] == [own]
        assert effects.hidden == 1
        assert "Невидимська" not in shown.content.decode()
        assert case.counts["changed"] == 2

    def test_reviews_name_only_people_one_leads(self, client, leader, quiz_page):
        own = PostingFactory(unit=leader).person
        stranger = PersonFactory(surname="Невидимська")
        for person in (own, stranger):
            take(quiz_page, RIGHT, person)
        mend()
        applied(opened())

        shown = client.get(reverse("quiz_corrections:reviews"))

        assert {row.person for row in shown.context["rows"]} == {own, None}
        assert "Невидимська" not in shown.content.decode()


def test_a_decision_closes_the_review_and_needs_words(client, visitor, mended):
    case = applied(opened())
    review = CorrectionReview.objects.get()
    address = reverse("quiz_corrections:decide", args=[review.pk])
    client.post(address, {"decision": ""})
    assert CorrectionReview.objects.open().exists()

    client.post(address, {"decision": "Сертифікат лишаємо."})

    review.refresh_from_db()
    assert (review.done_by, review.decision) == (visitor, "Сертифікат лишаємо.")
    act(client, case, "close")
    case.refresh_from_db()
    assert case.state == State.CLOSED


def queries(client, address):
    client.get(address)  # content types and permissions are read once a process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_take_the_same_queries_for_one_row_and_for_three(client, quiz_page):
    boss = PersonFactory(superuser=True)
    client.force_login(boss)
    take(quiz_page, RIGHT)
    counted = []
    for code, policy in (("T-0", Policy.STRICT), ("T-1", Policy.STRICT), ("T-2", Policy.STRICT)):
        mend(code)
        case = applied(opened(policy, code=code))
        CorrectionReview.objects.get_or_create(
            case=case,
            attempt=Attempt.objects.get(),
            defaults={
                "person": Attempt.objects.get().person,
                "is_pass_lost": False,
                "created_at": case.opened_at,
            },
        )
        addresses = [reverse(LIST), reverse("quiz_corrections:reviews")]
        counted.append([queries(client, address) for address in addresses])
    assert CorrectionReview.objects.count() == 3
    assert counted[0] == counted[2]


@pytest.mark.parametrize("people", [1, 3])
def test_a_case_takes_the_same_queries_whatever_the_number_of_names(
    client, quiz_page, people, django_assert_num_queries
):
    boss = PersonFactory(superuser=True)
    unit = OrgUnitFactory()
    RoleGrantFactory(person=boss, unit=unit)
    client.force_login(boss)
    for _ in range(people):
        take(quiz_page, RIGHT, PostingFactory(unit=unit).person)
    mend()
    address = reverse("quiz_corrections:case", args=[compute_case(case=opened()).pk])
    client.get(address)

    with django_assert_num_queries(QUERIES_OF_A_CASE):
        shown = client.get(address)

    assert len(shown.context["effects"].rows) == people


def test_the_menu_leads_there_only_those_who_may(rf, mended):
    item = correction_hooks.corrections_item()
    request = rf.get("/")
    for person, is_shown in ((corrector(), True), (PersonFactory(), False)):
        request.user = person
        assert item.is_shown(request) is is_shown
