"""The page and its files: who may open them, what they say, at what cost."""

import csv
import io

import openpyxl
import pytest
from django.urls import reverse

from modules.models import Principle
from tests.dashboards.coverage.world import CMS, author, competency, lesson, principle
from tests.factories.people import PersonFactory
from tests.factories.quizzes import question
from tests.factories.scenarios import scenario
from training.curriculum.permissions import TEAMS

pytestmark = pytest.mark.django_db
PAGE = "coverage:page"


def address(**query):
    return reverse(PAGE, query=query)


def file(ending, **query):
    return reverse("coverage:export", args=[ending], query=query)


@pytest.fixture
def trainer(client):
    person = author()
    client.force_login(person)
    return person


@pytest.fixture
def listening(db):
    return competency("FL-02", name="Активне слухання")


# --- Who may ------------------------------------------------------------------------------------
def test_others_are_refused_and_told_nothing(client, listening):
    principle("P1", (listening, ""))
    reader = author("access_admin", "view_question")
    for visitor in (None, PersonFactory(), reader):
        client.logout()
        if visitor:
            client.force_login(visitor)
        for url in (address(), file("csv"), file("xlsx")):
            answer = client.get(url)
            assert answer.status_code in (302, 403)
            assert "Засада P1" not in answer.content.decode()


def test_the_menu_shows_the_page_to_those_who_may_open_it(client):
    for person, is_shown in ((author(), True), (author("access_admin"), False)):
        client.force_login(person)
        assert (address() in client.get(reverse("wagtailadmin_home")).text) is is_shown


@pytest.mark.parametrize("team", sorted(TEAMS))
def test_trainers_editors_and_reviewers_may_open_it(client, team):
    names = TEAMS[team].model_permissions()
    client.force_login(author(*(name.partition(".")[2] for name in names)))
    assert client.get(address()).status_code == 200


def test_an_administrator_may_open_it(client):
    client.force_login(PersonFactory(superuser=True))
    assert client.get(address()).status_code == 200


@pytest.mark.usefixtures("trainer")
def test_the_page_and_its_files_are_only_read(client):
    for url in (address(), file("csv"), file("xlsx")):
        assert client.post(url).status_code == 405


# --- What it says -------------------------------------------------------------------------------
@pytest.mark.usefixtures("trainer")
def test_what_is_missing_is_said_in_words(client, listening):
    principle("P1", (listening, "FL-02.1"))
    principle("P2")
    text = client.get(address()).text
    assert text.count("no lesson") == text.count("no question") == 2  # P1, and unnamed FL-02.2
    assert "no role-play for this competency" in text
    assert "names no indicator yet" in text


@pytest.mark.usefixtures("trainer")
def test_the_sentence_on_top_adds_it_up(client, listening):
    principle("P1", (listening, ""))
    lesson("urok", (listening, "FL-02.1"))
    assert client.get(address()).context["summary"] == (
        "In all: of 2 indicators, 1 are in a lesson and 0 in a question; "
        "of 1 competency, 0 is in a role-play; of 1 principle, 0 lacks nothing."
    )


def test_each_thing_leads_to_its_editor_where_one_may_edit(client, listening):
    own = principle("P1", (listening, "FL-02.1"))
    page = lesson("urok", (listening, "FL-02.1"))
    asked = question(code="T-1", competency=listening, indicator="FL-02.1")
    talk = scenario()
    addresses = {
        "change_principle": reverse(Principle.snippet_viewset.get_url_name("edit"), args=[own.pk]),
        "change_question": reverse(
            type(asked).snippet_viewset.get_url_name("edit"), args=["0"]
        ).replace("/0/", f"/{asked.pk}/"),
        "change_scenario": reverse("scenario_admin:storyboard", args=[talk.pk]),
        "scene": reverse("scenario_admin:node", args=[talk.pk, "one"]),
        "page": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    client.force_login(PersonFactory(superuser=True))
    everything = client.get(address()).text
    client.force_login(author())  # who may change questions, and nothing else
    little = client.get(address()).text
    for name in ("change_principle", "change_scenario", "scene", "page"):
        assert f'href="{addresses[name]}"' in everything
        assert f'href="{addresses[name]}"' not in little
    for words in ("Засада P1", "T05", "Початок", "Урок"):
        assert words in little
    assert f'edit/{asked.pk}/"' in everything
    assert f'edit/{asked.pk}/"' in little


@pytest.mark.usefixtures("trainer")
def test_filters_stand_in_the_address_and_hold_in_the_files(client, listening):
    other = competency("FL-03", indicators=1)
    principle("P1", (listening, "FL-02.1"))
    principle("N1", (other, ""), source="round_table")
    query = {"source": "round_table", "competency": "FL-03", "show": "missing"}
    response = client.get(address(**query))
    assert [part.code for part in response.context["principles"]] == ["N1"]
    assert 'value="FL-03" selected' in response.text
    exports = dict(response.context["exports"])
    (row,) = list(read_csv(client.get(exports["CSV"])))[1:]
    assert row[0] == "N1"


@pytest.mark.usefixtures("trainer", "listening")
@pytest.mark.parametrize(
    "query", [{"show": "all"}, {"source": "news"}, {"competency": "FL-99"}, {"show": "<b>"}]
)
def test_what_no_list_offers_is_refused(client, query):
    for url in (address(**query), file("csv", **query)):
        assert client.get(url).status_code == 400


@pytest.mark.usefixtures("trainer")
def test_empty_states_say_what_to_do(client):
    assert "No principles have been entered yet" in client.get(address()).text
    principle("P1", (competency("FL-04", indicators=1), ""))
    nothing = client.get(address(source="round_table"))
    assert "No principle fits these filters" in nothing.text
    assert f'href="{address()}"' in nothing.text


@pytest.mark.usefixtures("trainer")
def test_nothing_missing_is_said_too(client):
    row = competency("FL-02", indicators=1)
    principle("P1", (row, ""))
    lesson("urok", (row, "FL-02.1"))
    question(code="T-1", competency=row, indicator="FL-02.1")
    scenario()
    assert "Nothing is missing under these filters" in client.get(address(show="missing")).text


@pytest.mark.usefixtures("trainer")
def test_d01_titles_with_script_are_escaped(client, listening):
    principle("P1", (listening, ""), title="<script>alert(1)</script>")
    lesson("urok", (listening, "FL-02.1"), title="<script>alert(1)</script>")
    assert "<script>alert(1)" not in client.get(address()).text


# --- Files --------------------------------------------------------------------------------------
def read_csv(response):
    text = response.content.decode("utf-8-sig")
    return csv.reader(io.StringIO(text, newline=""), delimiter=";")


@pytest.mark.usefixtures("trainer")
def test_the_csv_has_a_row_for_each_indicator(client, listening):
    principle("P1", (listening, ""))
    principle("P2")
    lesson("urok", (listening, "FL-02.1"), title="Слухати")
    question(code="T-1", competency=listening, indicator="FL-02.1")
    scenario()
    heading, *rows = read_csv(client.get(file("csv")))
    assert {len(row) for row in (heading, *rows)} == {13}
    talk = "T05 Пробна розмова (answers: 6)"
    start = ["FL-02", "Активне слухання"]
    assert [row[3:] for row in rows] == [
        [*start, "FL-02.1", "Дія 1 з FL-02", "Слухати", "T-1", "", talk, "0", ""],
        [*start, "FL-02.2", "Дія 2 з FL-02", "", "", "", talk, "0", "no lesson; no question"],
        ["", "", "", "", "", "", "", "", "", "names no indicator yet"],
    ]
    assert [row[0] for row in rows] == ["P1", "P1", "P2"]


@pytest.mark.usefixtures("trainer")
def test_d06_files_keep_formulas_as_text(client, listening):
    principle("P1", (listening, "FL-02.1"), title="=1+1")
    lesson("urok", (listening, "FL-02.1"), title="@SUM(A1)")
    _heading, row, *_rest = read_csv(client.get(file("csv")))
    assert (row[1], row[7]) == ("'=1+1", "'@SUM(A1)")
    response = client.get(file("xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
    cell = sheet.cell(row=2, column=2)
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert response["Content-Disposition"] == 'attachment; filename="coverage.xlsx"'


@pytest.mark.usefixtures("trainer")
def test_an_unknown_kind_of_file_is_not_found(client):
    assert client.get(file("exe")).status_code == 404


# --- Cost ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("language", "queries"), [("uk", 17), ("en", 20)])
def test_the_page_takes_the_same_queries_whatever_there_is(
    client, rows, language, queries, django_assert_num_queries
):
    rights = (*CMS, "change_principle", "change_scenario", "change_page")
    client.force_login(author(*rights, language=language))
    for number in range(1, rows + 1):
        row = competency(f"FL-0{number + 1}", indicators=rows)
        indicator = f"{row.code}.1"
        principle(f"P{number}", (row, ""))
        lesson(f"urok-{number}", (row, indicator))
        question(code=f"T-{number}", competency=row, indicator=indicator)
    scenario()
    client.get(address())  # Wagtail keeps sites and content types
    with django_assert_num_queries(queries):
        response = client.get(address())
    assert len(response.context["principles"]) == rows
