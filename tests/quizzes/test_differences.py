"""What a new version says of itself, without a database."""

import copy

import pytest

from assessments.quizzes.differences import Difference, difference
from tests.factories.documents import DOCUMENTS, document


def changed(kind, *path, to):
    """The document of ``kind`` with the place at ``path`` changed."""
    result = document(kind)
    place = result
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return result


def without(kind, *path):
    result = document(kind)
    place = result
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return result


MAJOR = [
    ("one", changed("one", "options", 0, "right", to=False), "key"),
    ("one", changed("one", "options", 1, "fraction", to="50"), "fractions"),
    ("one", without("one", "options", 2), "options_removed"),
    ("one", changed("one", "points", to="2"), "points"),
    ("many", changed("many", "marking", to="all_or_nothing"), "marking"),
    ("matching", changed("matching", "options", 0, "match", to="rb"), "key"),
    ("matching", without("matching", "choices", 3), "options_removed"),
    ("order", changed("order", "marking", to="distance"), "marking"),
    ("gap_select", changed("gap_select", "options", 0, "weight", to="3"), "fractions"),
    ("gap_text", changed("gap_text", "options", 0, "case", to=True), "accepted"),
    (
        "gap_text",
        changed("gap_text", "options", 0, "answers", 0, "text", to="законі"),
        "accepted",
    ),
    ("short", changed("short", "answers", 0, "text", to="переказ"), "accepted"),
    ("short", changed("short", "case", to=True), "accepted"),
    ("short", without("short", "answers", 1), "accepted"),
    ("number", changed("number", "answers", 0, "value", to="46"), "accepted"),
    ("number", changed("number", "answers", 0, "tolerance", to="6"), "tolerance"),
    ("number", changed("number", "unit", to="required"), "units"),
    ("number", changed("number", "units", 1, "factor", to="61"), "units"),
    ("long", changed("long", "rubric", 0, "points", to="4"), "rubric"),
    ("long", without("long", "rubric", 1), "rubric"),
    ("long", changed("long", "markers", to=2), "marking"),
    ("judgement", changed("judgement", "options", 0, "key", to=""), "key"),
    ("judgement_choose", changed("judgement_choose", "options", 0, "quality", to=3), "key"),
    ("judgement_rank", changed("judgement_rank", "options", 0, "rank", to=2), "key"),
    ("judgement_rate", changed("judgement_rate", "options", 0, "rating", to=2), "key"),
    (
        "judgement",
        document("judgement", panel={"raters": 5, "agreement": "0.50", "scored": False}),
        "panel",
    ),
]
MINOR = [
    ("one", changed("one", "prompt", to="Інакше"), "prompt"),
    ("one", changed("one", "options", 0, "text", to="Зачекати"), "options_text"),
    ("one", changed("one", "options", 0, "feedback", to="Так"), "feedback"),
    ("one", changed("one", "explanation", to="Пауза працює."), "explanation"),
    ("one", changed("one", "source", to="інший"), "source"),
    ("one", changed("one", "norm", to="ст. 7"), "source"),
    ("one", changed("one", "tags", to=["пауза"]), "classification"),
    ("one", changed("one", "difficulty", to=3), "classification"),
    ("one", changed("one", "lesson", to="x"), "lesson"),
    ("one", changed("one", "files", to=[{"name": "a.png", "sha256": "1"}]), "files"),
    ("one", changed("one", "format", to="html"), "format"),
    ("kprim", changed("kprim", "labels", to=["Правда", "Ні"]), "options_text"),
    ("gap_select", changed("gap_select", "text", to="Отже, [[g1]] і [[g2]]."), "prompt"),
    ("order", changed("order", "direction", to="horizontal"), "options_text"),
    ("long", changed("long", "most_words", to=200), "limits"),
    ("long", changed("long", "sample", to="інакше"), "notes"),
    ("long", changed("long", "rubric", 0, "text", to="інакше"), "notes"),
    ("short", changed("short", "answers", 0, "feedback", to="Так"), "feedback"),
    (
        "judgement",
        document("judgement", panel={"raters": 5, "agreement": "0.90", "scored": True}),
        "panel_figures",
    ),
]


@pytest.mark.parametrize(("kind", "new", "part"), MAJOR)
def test_what_makes_other_answers_right_is_major(kind, new, part):
    assert difference(DOCUMENTS[kind], new) == Difference("major", (part,))


@pytest.mark.parametrize(("kind", "new", "part"), MINOR)
def test_what_is_only_read_is_minor(kind, new, part):
    assert difference(DOCUMENTS[kind], new) == Difference("minor", (part,))


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_the_same_is_no_difference(kind):
    assert difference(DOCUMENTS[kind], document(kind)) == Difference("none", ())


def test_both_parts_are_named_the_grave_one_first():
    new = changed("one", "prompt", to="Інакше")
    new["options"][0]["right"] = False
    assert difference(DOCUMENTS["one"], new) == Difference("major", ("key", "prompt"))


def test_options_in_another_order_are_a_small_matter_but_items_of_an_order_are_not():
    for kind, level, part in (("one", "minor", "options_order"), ("order", "major", "key")):
        new = document(kind)
        new["options"].reverse()
        assert difference(DOCUMENTS[kind], new) == Difference(level, (part,))


def test_accepted_answers_in_another_order_are_major_because_the_first_counts():
    new = document("short")
    new["answers"][0], new["answers"][1] = new["answers"][1], new["answers"][0]
    assert difference(DOCUMENTS["short"], new) == Difference("major", ("accepted",))


@pytest.mark.parametrize("kind", ["one", "many", "true_false", "judgement"])
def test_a_document_of_the_first_schema_says_the_same(kind):
    old = copy.deepcopy(DOCUMENTS[kind]) | {"schema_version": 1}
    for key in ("format", "points", "siblings", "lesson", "files", "marking"):
        old.pop(key, None)
    assert difference(old, DOCUMENTS[kind]) == Difference("none", ())


def test_what_no_name_is_known_for_is_still_a_difference():
    assert difference(DOCUMENTS["one"], document("one", colour="синій")).parts == ("other",)
