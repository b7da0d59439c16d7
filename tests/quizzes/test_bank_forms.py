"""The editor: each kind is added, published as the specification says, and refused in its place."""

import pytest
from django.utils import translation
from wagtail.users.models import UserProfile

from assessments.quizzes.kinds import KINDS
from assessments.quizzes.models import MODEL_OF_KIND, Question, QuestionVersion
from modules.models import Indicator
from tests.factories.documents import DOCUMENTS, document
from tests.factories.people import PersonFactory
from tests.factories.quizzes import competency
from tests.quizzes.bank_forms import errors, post, stream, url
from tests.quizzes.test_bank_documents import without_made_up_ids

pytestmark = pytest.mark.django_db
EVERY_KIND = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture
def editor(client):
    Indicator.objects.create(competency=competency(), code="FL-02.1", text="Не перебиває")
    person = PersonFactory(is_superuser=True)
    UserProfile.objects.create(user=person, preferred_language="en")
    client.force_login(person)
    return client


@EVERY_KIND
def test_a_form_publishes_the_document_of_the_specification(editor, kind):
    response = post(editor, kind)
    assert response.status_code == 302, errors(response)
    published = QuestionVersion.objects.get(question__code="F-1").document
    expected = DOCUMENTS[kind] | {"code": "F-1"}
    assert without_made_up_ids(published) == without_made_up_ids(expected)


@EVERY_KIND
def test_the_form_and_the_preview_of_a_question_open(editor, kind):
    post(editor, kind)
    pk = Question.objects.get(code="F-1").pk
    assert editor.get(url(kind, "edit", pk)).status_code == 200
    preview = url(kind, "preview_on_edit", pk)
    assert editor.get(preview).status_code == 200


@EVERY_KIND
def test_a_draft_may_be_empty_and_is_previewed(editor, kind):
    empty = {
        name: []
        for name, value in MODEL_OF_KIND[kind].values_of(document(kind)).items()
        if isinstance(value, list)
    }
    response = post(editor, kind, action="", **empty)
    assert response.status_code == 302, errors(response)
    draft = Question.objects.get(code="F-1")
    assert not draft.live
    assert not draft.versions.exists()
    assert editor.get(url(kind, "preview_on_edit", draft.pk)).status_code == 200


def at(place, field, message):
    """What is wrong with a field of a block."""
    return {"blockErrors": {place: {"blockErrors": {field: {"messages": [message]}}}}}


def inside(place, name, item, field, message):
    """The same for a field of an item of a list in a block."""
    inner = {"blockErrors": {item: {"blockErrors": {field: {"messages": [message]}}}}}
    return {"blockErrors": {place: {"blockErrors": {name: inner}}}}


def whole(message):
    """What is wrong with all blocks together."""
    return {"messages": [message]}


REFUSALS = {
    "two right options": (
        "one",
        stream("one", "options", (1, "right", True)),
        {"options": whole("Mark exactly one option as right.")},
    ),
    "no option worth everything": (
        "one",
        stream("one", "options", (0, "fraction", "90")),
        {
            "options": whole("At least one option has to be worth 100 per cent.")
            | at(0, "right", "Exactly the options that are worth 100 per cent are right.")
        },
    ),
    "an option said twice": (
        "one",
        stream("one", "options", (2, "text", "почекати кілька  секунд")),
        {"options": at(2, "text", "This is said twice.")},
    ),
    "everything right": (
        "many",
        stream("many", "options", (2, "right", True), (3, "right", True)),
        {"options": whole("Mark at least one option as right and leave at least one wrong.")},
    ),
    "full marks out of reach": (
        "many",
        stream("many", "options", (0, "fraction", "50"), (1, "fraction", "40")),
        {"options": whole("The right options have to be worth 100 per cent together, not 90.")},
    ),
    "a right option worth nothing": (
        "many",
        stream("many", "options", (0, "fraction", "100"), (1, "fraction", "-50")),
        {
            "options": at(
                1, "right", "Exactly the options that are worth more than 0 per cent are right."
            )
        },
    ),
    "one word for true and false": (
        "kprim",
        {"label_false": "Так"},
        {"label_false": whole("Two different words are needed for true and false.")},
    ),
    "one pair": (
        "matching",
        {"pairs": stream("matching", "pairs")["pairs"][:1]},
        {"pairs": whole("At least 2 pairs are needed.")},
    ),
    "a spare right side that is the right one": (
        "matching",
        stream("matching", "distractors", (0, "text", "підсумок")),
        {"distractors": at(0, "text", "This is said twice.")},
    ),
    "an item in two categories": (
        "categorise",
        {
            "categories": [
                {
                    "type": "category",
                    "id": name,
                    "value": {
                        "text": name,
                        "members": [
                            {"type": "item", "id": f"{name}-i", "value": {"text": "Я поруч"}}
                        ],
                    },
                }
                for name in ("відкривають", "закривають")
            ]
        },
        {"categories": inside(1, "members", 0, "text", "This is said twice.")},
    ),
    "an item twice in the order": (
        "order",
        stream("order", "items", (3, "text", "Підсумувати почуте")),
        {"items": at(3, "text", "This is said twice.")},
    ),
    "a gap without a marker": (
        "gap_select",
        {"text": "Спершу [[1]], а вже потім решта."},
        {"text": whole("There is a gap 2, but no [[2]] in the text.")},
    ),
    "a marker without a gap": (
        "gap_text",
        {"text": "[[1]] [[2]] [[3]] [[4]]"},
        {"text": whole("The text has [[4]], but there is no gap 4.")},
    ),
    "a gap that nothing fills": (
        "gap_select",
        stream(
            "gap_select",
            "gaps",
            (
                1,
                "choices",
                [
                    {"type": "item", "id": "x", "value": {"text": "а", "fraction": "50"}},
                    {"type": "item", "id": "y", "value": {"text": "б", "fraction": "0"}},
                ],
            ),
        ),
        {
            "gaps": {
                "blockErrors": {
                    1: {
                        "blockErrors": {
                            "choices": {
                                "messages": ["At least one choice has to be worth 100 per cent."]
                            }
                        }
                    }
                }
            }
        },
    ),
    "a wildcard before the others": (
        "short",
        stream("short", "answers", (0, "accepted", "*"), (2, "accepted", "перефразування")),
        {
            "answers": whole(
                "At least one accepted answer, other than *, has to be worth 100 per cent."
            )
            | at(
                0,
                "accepted",
                "* takes every answer: it has to stand last, or those after it never count.",
            )
        },
    ),
    "no accepted number": (
        "number",
        {"answers": []},
        {"answers": whole("This field is required.")},
    ),
    "a unit that is missing": (
        "number",
        {"units": []},
        {"units": whole("Name at least one unit.")},
    ),
    "a base unit that is none": (
        "number",
        stream("number", "units", (0, "factor", "60")),
        {"units": at(0, "factor", "The first unit is the base: its factor is 1.")},
    ),
    "no level earns the points": (
        "long",
        stream("long", "rubric", (0, "points", "4")),
        {"rubric": at(0, "points", "No level of this criterion earns all of its points.")},
    ),
    "fewer words at most than at least": (
        "long",
        {"most_words": "10"},
        {"most_words": whole("The most words are fewer than the least.")},
    ),
    "no worst reaction": (
        "judgement",
        stream("judgement", "options", (3, "key", "")),
        {"options": whole("Mark exactly one reaction as best and exactly one as worst.")},
    ),
    "no reaction of the best quality": (
        "judgement_choose",
        stream("judgement_choose", "options", (0, "quality", "3")),
        {"options": whole("At least one reaction has to be of the best quality, 4.")},
    ),
    "a place taken twice": (
        "judgement_rank",
        stream("judgement_rank", "options", (3, "rank", "3")),
        {"options": at(3, "rank", "Another reaction has this place already.")},
    ),
    "ratings that are all the same": (
        "judgement_rate",
        stream("judgement_rate", "options", *((place, "rating", "2") for place in range(4))),
        {"options": whole("All reactions have the same rating: nothing could be told apart.")},
    ),
    "no points": ("one", {"points": "0"}, {"points": whole("Points have to be more than 0.")}),
    "a foreign indicator": (
        "one",
        {"indicator": "FL-09.1"},
        {"indicator": whole("FL-02 has no indicator FL-09.1.")},
    ),
}


@pytest.mark.parametrize(("kind", "changes", "expected"), REFUSALS.values(), ids=REFUSALS)
def test_what_breaks_a_rule_is_refused_at_its_place_and_kept_as_a_draft(
    editor, kind, changes, expected
):
    response = post(editor, kind, **changes)
    assert response.status_code == 200
    with translation.override("en"):  # the editor's language; some messages are put in words late
        assert errors(response) == expected
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    "case", [name for name in REFUSALS if name not in {"no points", "no accepted number"}]
)
def test_the_same_may_be_kept_as_a_draft(editor, case):
    kind, changes, _expected = REFUSALS[case]
    response = post(editor, kind, action="", **changes)
    assert response.status_code == 302, errors(response)
    assert not Question.objects.get().live


def test_a_fault_of_filing_does_not_hide_a_fault_of_the_key(editor):
    response = post(
        editor, "one", indicator="FL-09.1", **stream("one", "options", (0, "right", False))
    )
    assert errors(response) == {
        "indicator": whole("FL-02 has no indicator FL-09.1."),
        "options": whole("Mark exactly one option as right."),
    }
