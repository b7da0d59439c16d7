"""The list of all kinds, and the pages about one question."""

import uuid

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Locale
from wagtail.users.models import UserProfile

from assessments.quizzes.models import ExpertVote, Question
from assessments.quizzes.services.publishing import publish_version
from modules.models import Norm
from tests.factories.modules import CompetencyFactory
from tests.factories.people import PersonFactory
from tests.factories.quizzes import bank, draft, question, quiz
from tests.factories.tree import lesson, module
from tests.quizzes.bank_forms import post, url

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_quizzes_question:list"


@pytest.fixture
def editor(client):
    person = PersonFactory(is_superuser=True)
    UserProfile.objects.create(user=person, preferred_language="en")
    client.force_login(person)
    return client


def codes(client, **asked):
    response = client.get(reverse(LIST), asked)
    assert response.status_code == 200
    return [row.code for row in response.context["object_list"]]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_the_same_number_of_queries_whatever_its_length(
    editor, rows, django_assert_num_queries
):
    kinds = ["one", "long", "judgement_rate"]
    for number in range(rows):
        question(kinds[number], code=f"Q-{number}", use="practice" if number == 2 else "quiz")
    codes(editor)  # content types and languages are remembered
    with django_assert_num_queries(QUERIES):
        assert codes(editor) == [f"Q-{number}" for number in range(rows)]


QUERIES = 18  # of them 4 by the account and the menu, 5 by the choices of filters


def test_the_list_shows_what_an_editor_looks_for(editor):
    quiz(1)
    page = editor.get(reverse(LIST)).content.decode()
    for text in ("T-0", "One of many", "FL-02", "medium", "published"):
        assert text in page


@pytest.fixture
def shelf():
    """Questions that differ in everything the list may be narrowed by."""
    other = CompetencyFactory(code="FL-09")
    norm = Norm.objects.create(
        code="law-1", act="Закон", article="ст. 1", summary="Так", locale=Locale.objects.get()
    )
    question("one", code="A", indicator="FL-02.1", tags="пауза, слухання", norm=norm)
    question("long", code="B", indicator="FL-02.2", difficulty=3, tags="слухання", use="practice")
    question("many", code="C", indicator="", bank=bank("U"), competency=other, tags="пауза довга")
    changed = question("one", code="D", indicator="", difficulty=1)
    changed.prompt = "Інакше"
    changed.save_revision()
    unseen = draft("short", code="E", indicator="", live=False)
    unseen.save()
    return {"bank": bank("U").pk, "competency": other.pk, "norm": norm.pk}


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("bank", None, ["C"]),
        ("competency", None, ["C"]),
        ("norm", None, ["A"]),
        ("indicator", "FL-02.2", ["B"]),
        ("difficulty", "3", ["B"]),
        ("state", "live", ["A", "B", "C"]),
        ("state", "changed", ["D"]),
        ("state", "draft", ["E"]),
        ("use", "practice", ["B"]),
        ("tag", "пауза", ["A"]),
        ("tag", "слухання", ["A", "B"]),
        ("tag", "пауза довга", ["C"]),
    ],
)
def test_the_list_is_narrowed(editor, shelf, name, value, found):
    assert codes(editor, **{name: value or shelf[name]}) == found


def test_the_list_is_narrowed_by_kind_and_searched(editor, shelf):
    from django.contrib.contenttypes.models import ContentType  # noqa: PLC0415  for one name

    kind = ContentType.objects.get(app_label="quizzes", model="singlechoicequestion").pk
    assert codes(editor, kind=kind) == ["A", "D"]
    assert codes(editor, q="кричить") == ["B"]
    assert codes(editor, q="кричить", kind=kind) == []


def test_choosing_a_kind_shows_every_kind_with_an_example(editor):
    page = editor.get(reverse("wagtailsnippets_quizzes_question:add")).content.decode()
    for model in Question.__subclasses__():
        if not model._meta.abstract:
            assert reverse(model.snippet_viewset.get_url_name("add")) in page
    assert page.count("/add/") >= 16
    assert "four are usual" not in page


def test_the_page_of_versions_says_what_changed_and_shows_both_texts(editor):
    asked = question("one", code="V-1")
    asked.prompt = "Клієнтка замовкла."
    asked.save_revision().publish()
    page = editor.get(url("one", "versions", asked.pk)).content.decode()
    assert "minor: only wording or filing" in page
    assert "wording of the question" in page
    assert "<del>Клієнт замовк посеред розповіді. Що зробити спершу?</del>" in page
    assert "<ins>Клієнтка замовкла.</ins>" in page
    first = editor.get(url("one", "versions", asked.pk), {"version": "1"}).content.decode()
    assert "<del>" not in first
    assert editor.get(url("one", "versions", asked.pk), {"version": "9"}).status_code == 404


def test_the_page_of_use_names_quizzes_and_lessons(editor):
    page = quiz(1)
    drawn = Question.objects.get(code="T-0")
    assert page.title in editor.get(url("one", "usage", drawn.pk)).content.decode()
    check = question("one", code="P-1", use="practice", bank=bank("U"))
    body = [{"type": "check", "value": {"question": "P-1"}, "id": str(uuid.uuid4())}]
    lesson(module("T2"), slug="l", title="Урок про паузу", body=body)
    shown = editor.get(url("one", "usage", check.pk)).content.decode()
    assert "Урок про паузу" in shown
    assert page.title not in shown
    unused = question("one", code="P-2", use="practice")
    assert "No quiz and no lesson" in editor.get(url("one", "usage", unused.pk)).content.decode()


@pytest.mark.parametrize("action", ["edit", "versions", "usage", "experts"])
def test_pages_about_a_question_are_for_those_who_may_change_it(client, action):
    asked = question("judgement")
    reader = PersonFactory()
    group = Group.objects.create(name="Читачі")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    reader.groups.add(group)
    client.force_login(reader)
    assert client.get(url("judgement", action, asked.pk)).status_code == 302
    group.permissions.add(
        Permission.objects.get(content_type__app_label="quizzes", codename="change_question")
    )
    assert client.get(url("judgement", action, asked.pk)).status_code == 200


def test_whoever_ticks_everything_is_a_warning_and_no_refusal(editor):
    from tests.quizzes.bank_forms import stream  # noqa: PLC0415  for one test

    generous = stream("many", "options", (0, "fraction", "50"), (1, "fraction", "50"))
    response = post(editor, "many", indicator="", **generous)
    assert response.status_code == 302
    said = [str(message) for message in editor.get(response["Location"]).context["messages"]]
    assert any("Whoever ticks everything" in text for text in said)


# --- Experts --------------------------------------------------------------------------------------
RATINGS = {"on-a": "4", "on-b": "3", "on-c": "1", "on-d": "0"}


def test_five_experts_who_agree_enter_the_published_document(editor):
    asked = question("judgement_rate", code="E-1")
    address = url("judgement_rate", "experts", asked.pk)
    for number in range(5):
        response = editor.post(address, {"name": f"Експертка {number}", "email": "", **RATINGS})
        assert response.status_code == 302
    assert "The experts agree: the question counts." in editor.get(address).content.decode()
    asked = Question.objects.get(code="E-1")
    version = publish_version(question=asked)
    assert version.document["panel"] == {"raters": 5, "agreement": "1.00", "scored": True}
    assert (version.number, version.level, version.parts) == (2, "minor", ["panel_figures"])


def test_too_few_experts_keep_a_question_from_counting(editor):
    asked = question("judgement_rate", code="E-1")
    address = url("judgement_rate", "experts", asked.pk)
    editor.post(address, {"name": "Експертка", "email": "", **RATINGS})
    form = editor.get(url("judgement_rate", "edit", asked.pk)).content.decode()
    assert "1 expert gave a whole key" in form
    assert "Fewer than five experts" in form
    version = publish_version(question=Question.objects.get(code="E-1"))
    assert version.document["panel"]["scored"] is False
    assert (version.level, version.parts) == ("major", ["panel"])


@pytest.mark.parametrize(
    ("kind", "given", "said"),
    [
        ("judgement_rate", RATINGS | {"on-d": ""}, "This field is required."),
        ("judgement_rate", RATINGS | {"on-d": "7"}, "Select a valid choice"),
        ("judgement_rate", RATINGS | {"name": ""}, "This field is required."),
        ("judgement_rate", RATINGS | {"email": "nobody@example.org"}, "Nobody here has"),
        ("judgement", {"best": "a", "worst": "a"}, "both the best and the worst"),
        (
            "judgement_rank",
            {"on-a": "1", "on-b": "1", "on-c": "2", "on-d": "3"},
            "Each reaction needs a place of its own.",
        ),
        ("judgement_choose", {"chosen": "gone"}, "Select a valid choice"),
    ],
)
def test_a_key_that_is_not_whole_is_refused(editor, kind, given, said):
    asked = question(kind)
    address = url(kind, "experts", asked.pk)
    response = editor.post(address, {"name": "Експертка", "email": "", **given})
    assert said in response.content.decode()
    assert not ExpertVote.objects.exists()


def test_an_expert_gives_one_key_and_it_may_be_removed(editor):
    asked = question("judgement_choose")
    address = url("judgement_choose", "experts", asked.pk)
    given = {"name": "Експертка", "email": "", "chosen": "a"}
    editor.post(address, given)
    again = editor.post(address, given)
    assert "has given a key; remove it first" in again.content.decode()
    vote = ExpertVote.objects.get()
    assert vote.key == {"a": "chosen"}
    editor.post(address, {"remove": str(vote.pk)})
    assert not ExpertVote.objects.exists()


def test_by_consensus_the_panel_is_counted_instead_of_the_author():
    from tests.factories.documents import document  # noqa: PLC0415  for one test

    shown = document("judgement_choose", marking="consensus")
    for option, experts in zip(shown["options"], (9, 1, 0, 0), strict=True):
        del option["quality"]
        option["experts"] = experts
    asked = question("judgement_choose", document=shown)
    assert [o["experts"] for o in asked.versions.get().document["options"]] == [9, 1, 0, 0]
    for name, chosen in (("а", "a"), ("б", "b"), ("в", "b")):
        ExpertVote.objects.create(
            question_key=asked.translation_key, name=name, key={chosen: "chosen"}
        )
    document_now = Question.objects.get(pk=asked.pk).document()
    assert [option["experts"] for option in document_now["options"]] == [1, 2, 0, 0]


def test_only_judgement_has_a_panel():
    with pytest.raises(Exception, match="experts"):
        url("one", "experts", 1)
