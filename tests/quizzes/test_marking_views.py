"""The queue and the marking page: what they show, keep and refuse, with plain forms."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.quizzes.models.marking import Decision, Marking, Return
from assessments.quizzes.services.marking import return_answer, save_draft
from tests.factories.marking import (
    BEST,
    WORST,
    learner_of,
    long_question,
    marked,
    sheet,
    trainer,
    waiting,
)
from tests.factories.people import OrgUnitFactory, PersonFactory
from tests.factories.tree import home

pytestmark = pytest.mark.django_db
BACKEND = "training.people.backends.PersonBackend"
WHOLE = {"c1": "3", "c2": "2", "comment": "Дуже добре", "note": "", "reason": ""}


@pytest.fixture
def unit(db):
    home()
    return OrgUnitFactory()


@pytest.fixture
def marker(unit, client):
    person = trainer(unit)
    client.force_login(person, BACKEND)
    return person


@pytest.fixture
def item(unit):
    return waiting(learner=learner_of(unit))


def address(item, name="mark"):
    return reverse(f"marking:{name}", args=[item.pk])


def post(client, item, action, name="mark", **fields):
    values = {"rev": 0, "revision": 0, "tab": "вікно", "action": action, **fields}
    return client.post(address(item, name), values)


def queued(client, **query):
    return [row.item.pk for row in client.get(reverse("marking:queue"), query).context["rows"]]


def text_of(response):
    return " ".join(response.content.decode().split())


# --- The queue ------------------------------------------------------------------------------------
def test_the_queue_is_in_the_order_of_arrival_and_without_names(client, unit, marker):
    learner = learner_of(unit)
    new, old = waiting(learner=learner, days=1), waiting(learner=learner_of(unit), days=5)
    response = client.get(reverse("marking:queue"))
    assert [row.item for row in response.context["rows"]] == [old, new]
    for private in (learner.surname, learner.email, learner.given_name):
        assert private not in text_of(response)
    assert learner.surname not in text_of(client.get(address(new)))


def test_an_answer_leaves_the_queue_once_it_is_marked(client, unit, marker, item):
    other = waiting(learner=learner_of(unit))
    assert queued(client) == [item.pk, other.pk]
    marked(item, marker, BEST)
    assert queued(client) == [other.pk]


def test_a_second_marker_is_offered_what_the_first_has_marked(client, unit, marker):
    item = waiting(learner=learner_of(unit), to=long_question(markers=2))
    first = trainer(unit)
    marked(item, first, BEST)
    assert queued(client) == [item.pk]
    client.force_login(first, BACKEND)
    assert queued(client) == []


def test_what_two_differ_on_is_to_decide_for_a_third_only(client, unit, marker):
    item = waiting(learner=learner_of(unit), to=long_question(markers=2))
    marked(item, trainer(unit), BEST)
    marked(item, trainer(unit), WORST)
    assert queued(client) == []
    assert queued(client, show="decide") == [item.pk]
    client.force_login(Marking.objects.first().marker, BACKEND)
    assert queued(client, show="decide") == []


def test_returned_answers_are_listed_apart_until_their_time_is_over(
    client, unit, marker, item, time_machine
):
    return_answer(marker=marker, item_id=item.pk, sheet=sheet({}), reason="Ще раз")
    assert (queued(client), queued(client, show="returned")) == ([], [item.pk])
    time_machine.move_to(timezone.now() + datetime.timedelta(days=8))
    assert (queued(client), queued(client, show="returned")) == ([item.pk], [])


def test_an_answer_somebody_is_marking_says_so_for_an_hour(
    client, unit, marker, item, time_machine
):
    save_draft(marker=trainer(unit), item_id=item.pk, sheet=sheet({}))
    [row] = client.get(reverse("marking:queue")).context["rows"]
    assert (row.is_taken, row.is_begun) == (True, False)
    time_machine.move_to(timezone.now() + datetime.timedelta(hours=2))
    [row] = client.get(reverse("marking:queue")).context["rows"]
    assert not row.is_taken


def test_counts_are_those_of_the_groups(client, unit, marker, item):
    waiting(learner=learner_of(unit))
    returned = waiting(learner=learner_of(unit))
    return_answer(marker=marker, item_id=returned.pk, sheet=sheet({}), reason="Ще раз")
    waiting()  # of somebody else's branch
    assert client.get(reverse("marking:queue")).context["counts"] == {
        "mark": 2,
        "decide": 0,
        "returned": 1,
    }


@pytest.mark.parametrize("show", ["", "all", "mark,decide", "0"])
def test_a_group_that_does_not_exist_is_400(client, marker, show):
    assert client.get(reverse("marking:queue"), {"show": show}).status_code == 400


@pytest.mark.parametrize("answers", [1, 3])
def test_the_pages_cost_the_same_for_one_answer_and_for_three(
    client, unit, marker, answers, django_assert_num_queries
):
    question = long_question()
    items = [waiting(learner=learner_of(unit), to=question) for _ in range(answers)]
    client.get(address(items[0]))  # what was asked is read once a process
    with django_assert_num_queries(8):
        # session · person · roles · 3 counts · answers with their attempts · returns
        assert len(client.get(reverse("marking:queue")).context["rows"]) == answers
    with django_assert_num_queries(9):
        # session · person · roles · answer · returns · marks · before · after · left
        client.get(address(items[0]))


# --- Who may --------------------------------------------------------------------------------------
def statuses(client, item):
    return {
        client.get(address(item)).status_code,
        post(client, item, "save", **WHOLE).status_code,
        post(client, item, "submit", **WHOLE).status_code,
        post(client, item, "return", **{**WHOLE, "reason": "Ще"}).status_code,
        post(client, item, "decide", **{**WHOLE, "reason": "Так"}).status_code,
        post(client, item, "save", name="save", **WHOLE).status_code,
    }


def test_a06_an_answer_outside_the_own_branch_does_not_exist(client, unit, marker):
    sister = waiting(learner=learner_of(OrgUnitFactory()))
    assert statuses(client, sister) == {404}
    assert client.get(reverse("marking:mark", args=[999_999])).status_code == 404
    assert not Marking.objects.exists()


def test_a06_own_answers_and_people_who_mark_nobody_get_404(client, unit, marker, item):
    assert statuses(client, waiting(learner=marker)) == {404}
    client.force_login(item.attempt.person, BACKEND)
    assert statuses(client, item) == {404}
    assert client.get(reverse("marking:queue")).status_code == 404


def test_strangers_sign_in_and_scripts_are_told_so(client, item):
    assert "/login/" in client.get(address(item)).url
    assert post(client, item, "save", name="save", **WHOLE).status_code == 401


def test_only_post_saves_a_draft(client, marker, item):
    assert client.get(address(item, "save")).status_code == 405
    assert post(client, item, "erase").status_code == 400


# --- Marking --------------------------------------------------------------------------------------
def test_the_page_has_the_rubric_beside_the_text(client, marker, item):
    response = client.get(address(item))
    text = text_of(response)
    assert "Бачу, що ви дуже стомилися чекати." in text
    assert "називає прямо й без осуду" in text
    assert "Не знижуйте за помилки в письмі." in text
    assert text.count('type="radio"') == 6
    assert "checked" not in text


def test_marks_are_handed_in_and_the_next_answer_opens(client, unit, marker, item):
    following = waiting(learner=learner_of(unit), days=0)
    response = post(client, item, "submit", **WHOLE)
    assert response.url == address(following)
    item.refresh_from_db()
    assert item.share == 1
    assert Marking.objects.get().comment == "Дуже добре"

    response = client.post(
        address(following),
        {**WHOLE, "rev": 0, "revision": 0, "tab": "т", "action": "submit"},
        follow=True,
    )
    assert response.redirect_chain == [(reverse("marking:queue"), 302)]


def test_a_draft_is_there_when_the_page_is_opened_again(client, marker, item):
    response = post(client, item, "save", c1="1.5", comment="Майже", note="Порадитися")
    assert response.url == address(item)
    page = client.get(address(item)).context["page"]
    assert [choice.is_chosen for row in page.rows for choice in row.choices] == [
        False, True, False, False, False, False,
    ]  # fmt: skip
    assert (page.form["comment"].value(), page.form["note"].value()) == ("Майже", "Порадитися")
    assert page.form["rev"].value() == 1


def test_a_script_saves_the_same_draft_and_learns_its_revision(client, marker, item):
    body = post(client, item, "save", name="save", c1="1.5").json()
    assert body.keys() == {"rev", "saved_at"}
    assert post(client, item, "save", name="save", c1="3", rev=1).json()["rev"] == 2
    assert Marking.objects.get().points == {"r1": "3"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"c2": ""}, "c2"),
        ({"c1": "2"}, "c1"),
        ({"comment": "х" * 5001}, "comment"),
        ({"note": "х" * 5001}, "note"),
        ({"rev": "багато"}, "rev"),
        ({"revision": ""}, "revision"),
        ({"tab": ""}, "tab"),
    ],
)
def test_bad_input_is_400_names_the_field_and_keeps_what_was_typed(
    client, marker, item, changes, field
):
    response = post(client, item, "submit", **{**WHOLE, **changes})
    assert response.status_code == 400
    form = response.context["page"].form
    assert set(form.errors) == {field}
    assert response.content.decode().count("error-summary") == 1
    kept = {**WHOLE, **changes}
    assert form["comment"].value() == kept["comment"]
    assert "Дуже добре" in text_of(response) or field == "comment"
    assert not Marking.objects.exists()


def test_fields_no_form_has_change_nothing(client, marker, item):
    forged = {"share": "1", "state": "submitted", "marker": item.attempt.person_id, "points": "{}"}
    post(client, item, "save", **{**WHOLE, "c1": "0", **forged})
    marking = Marking.objects.get()
    assert (marking.state, marking.marker, marking.points["r1"]) == ("draft", marker, "0")
    item.refresh_from_db()
    assert item.share is None


def test_d01_what_people_wrote_is_shown_as_text(client, unit, marker):
    item = waiting(learner=learner_of(unit), text="<script>alert(1)</script>")
    post(client, item, "save", comment="</textarea><img src=x onerror=alert(1)>")
    text = text_of(client.get(address(item)))
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_another_window_is_409_with_both_versions(client, marker, item):
    post(client, item, "save", c1="3", comment="З першого вікна", tab="перше")
    response = post(client, item, "submit", **{**WHOLE, "c1": "0"}, tab="друге")
    assert response.status_code == 409
    assert response.context["conflict"].marking.comment == "З першого вікна"
    page = response.context["page"]
    assert (page.form["comment"].value(), page.form["c1"].value()) == ("Дуже добре", "0")
    assert page.form["rev"].value() == "1"
    assert Marking.objects.get().comment == "З першого вікна"

    body = post(client, item, "save", name="save", c1="0", comment="Друге", tab="друге")
    assert body.status_code == 409
    assert body.json()["saved"] == {
        "points": {"r1": "3"},
        "comment": "З першого вікна",
        "note": "",
    }
    assert body.json()["sent"]["comment"] == "Друге"

    again = post(client, item, "save", c1="0", comment="Так", tab="третє", rev=1)
    assert again.status_code == 302
    assert Marking.objects.get().comment == "Так"


def test_marks_that_come_too_late_are_409_and_not_lost(client, unit, marker, item):
    marked(item, trainer(unit), BEST)
    response = post(client, item, "submit", **{**WHOLE, "comment": "Моя думка"})
    assert response.status_code == 409
    assert response.context["refusal"] == "enough" or response.context["refusal"] == "done"
    assert "Моя думка" in text_of(response)
    closed = post(client, item, "save", name="save", c1="0")
    assert (closed.status_code, closed.json()["error"]) == (409, "closed")


# --- Two markers ----------------------------------------------------------------------------------
@pytest.fixture
def double(unit):
    return waiting(learner=learner_of(unit), to=long_question(markers=2))


def test_the_second_marker_sees_nothing_of_the_first(client, unit, marker, double):
    first = trainer(unit)
    marked(double, first, BEST, comment="Моя похвала", note="Моя нотатка")
    page = client.get(address(double))
    text = text_of(page)
    assert page.context["page"].others == []
    assert "Моя похвала" not in text
    assert "Моя нотатка" not in text
    assert "checked" not in text

    marked(double, marker, WORST)
    text = text_of(client.get(address(double)))
    assert "Моя похвала" in text
    assert "Моя нотатка" in text
    assert first.surname not in text


def test_a_third_person_sees_both_and_decides_with_a_reason(client, unit, marker, double):
    for one, points in ((trainer(unit), BEST), (trainer(unit), WORST)):
        marked(double, one, points)
    page = client.get(address(double)).context["page"]
    assert [given.total for given in page.others] == [5, 0]

    response = post(client, double, "decide", c1="1.5", c2="1", reason="")
    assert response.status_code == 400
    assert set(response.context["page"].form.errors) == {"reason"}
    post(client, double, "decide", c1="1.5", c2="1", reason="Посередині", comment="Ви близько")
    double.refresh_from_db()
    assert double.share == 0.5
    assert Decision.objects.get().moderator == marker


def test_one_of_the_two_who_decides_is_refused(client, unit, marker, double):
    marked(double, marker, BEST)
    marked(double, trainer(unit), WORST)
    response = post(client, double, "decide", c1="3", c2="2", reason="Бо моє краще")
    assert response.status_code == 409
    assert "Бо моє краще" in text_of(response)
    assert not Decision.objects.exists()


# --- Returning ------------------------------------------------------------------------------------
def test_returning_needs_a_reason_and_keeps_the_draft(client, marker, item):
    response = post(client, item, "return", c1="0", comment="Ще не готово")
    assert response.status_code == 400
    assert set(response.context["page"].form.errors) == {"reason"}
    assert response.context["page"].form["comment"].value() == "Ще не готово"
    assert not Return.objects.exists()

    response = post(client, item, "return", c1="0", comment="Ще не готово", reason="Додайте крок")
    assert response.status_code == 302
    assert Return.objects.get().reason == "Додайте крок"
    assert Marking.objects.get().comment == "Ще не готово"
    assert "Додайте крок" in text_of(client.get(address(item)))


def test_returning_twice_is_409_with_the_reason_kept(client, unit, marker, item):
    return_answer(marker=trainer(unit), item_id=item.pk, sheet=sheet({}), reason="Перша причина")
    response = post(client, item, "return", reason="Друга причина")
    assert response.status_code == 409
    assert "Друга причина" in text_of(response)
    assert Return.objects.count() == 1


def test_somebody_who_may_change_questions_marks_without_a_branch(client, item):
    editor = PersonFactory(superuser=True)
    client.force_login(editor, BACKEND)
    assert queued(client) == [item.pk]
