"""What each kind takes as an answer. Pure; the marks are proved by test_kinds_examples.py."""

import random

import pytest
from django.http import QueryDict

from assessments.quizzes.exceptions import InvalidResponse
from assessments.quizzes.kinds import KINDS, grade_answer, kind_of
from tests.quizzes.documents import OWN, document, every_document, pinned

EVERY = pytest.mark.parametrize("kind", KINDS)
SHAPES = {"one", "many", "parts", "text", "best_worst"}


def clean(kind, value):
    published = document(kind)
    return kind_of(published).clean(published, value, pinned(published), "7")


def token(kind, one):
    return next(token for token, known in pinned(document(kind)) if known == one)


def test_there_is_a_document_of_every_kind():
    assert set(OWN) == set(KINDS)


@EVERY
def test_every_kind_has_a_shape_and_a_template_of_its_own(kind):
    assert KINDS[kind].shape in SHAPES
    assert KINDS[kind].template_name == f"quizzes/questions/{kind}.html"


@EVERY
def test_every_kind_takes_no_answer(kind):
    published = document(kind)
    options = pinned(published)
    assert clean(kind, None) is None
    assert not KINDS[kind].is_complete(published, None, options)
    assert grade_answer(published, None, options).share == 0
    assert not grade_answer(published, None, options).needs_marking
    empty = KINDS[kind].from_form(published, QueryDict(), "q7", options)
    assert clean(kind, empty) is None


def form_data(shape, value, field):
    """What a browser would send for ``value``."""
    data = QueryDict(mutable=True)
    if shape == "many":
        data.setlist(field, value)
    elif shape in ("parts", "best_worst"):
        data.update({f"{field}-{part}": given for part, given in value.items()})
    else:
        data[field] = value
    return data


@EVERY
def test_the_right_answer_goes_through_a_plain_form_and_earns_everything(kind):
    published = document(kind)
    options = pinned(published)
    right = KINDS[kind].right_value(published, options)
    if kind == "long":
        assert right is None
        return
    sent = KINDS[kind].from_form(
        published, form_data(KINDS[kind].shape, right, "q7"), "q7", options
    )
    stored = clean(kind, sent)
    assert stored == right
    assert KINDS[kind].is_complete(published, stored, options)
    assert grade_answer(published, stored, options).share == 1


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("one", "foreign"),
        ("one", ["T00"]),
        ("one", 7),
        ("true_false", {"best": "T00"}),
        ("true_false", True),
        ("many", "T00"),
        ("many", ["T00", "foreign"]),
        ("many", ["T00", "T00"]),
        ("many", [["T00"]]),
        ("kprim", {"T00": "yes"}),
        ("kprim", {"T00": True}),
        ("kprim", {"foreign": "true"}),
        ("kprim", ["true"]),
        ("matching", {"T00": "T01"}),  # two left sides
        ("matching", {"T03": "T04"}),  # two right ones
        ("categorise", {"T00": "foreign"}),
        ("order", {"T00": "0"}),
        ("order", {"T00": "5"}),
        ("order", {"T00": 1}),
        ("order", {"T00": "01"}),
        ("gap_select", {"T00": "T05"}),  # a choice of the other gap
        ("gap_select", {"T00": "центру"}),
        ("gap_text", {"T00": 5}),
        ("gap_text", {"T00": "я" * 201}),
        ("gap_text", {"T02": "безоплатний"}),
        ("short", 5),
        ("short", ["слово"]),
        ("short", "я" * 501),
        ("number", 30),
        ("number", "1" * 101),
        ("long", {"text": "слово"}),
        ("long", "я" * 20_001),
        ("judgement", "T00"),
        ("judgement", {"best": "foreign"}),
        ("judgement", {"best": "T00", "score": 1}),
        ("judgement_choose", "foreign"),
        ("judgement_rank", {"T00": "9"}),
        ("judgement_rate", {"T00": "5"}),
        ("judgement_rate", {"T00": "-1"}),
        ("judgement_rate", {"T00": 4}),
    ],
)
def test_c15_what_no_form_could_send_is_refused_by_name(kind, value):
    with pytest.raises(InvalidResponse) as refusal:
        clean(kind, value)
    assert refusal.value.field == "7"


def test_ids_are_no_tokens():
    published = document("one")
    with pytest.raises(InvalidResponse):
        clean("one", published["options"][0]["id"])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  два слова ", "  два слова "),
        ("а\r\nб\rв", "а\nб\nв"),
        ("сло\0во", "слово"),
        ("сло\ud800во", "слово"),
        (" \n\t ", None),
        ("", None),
        ("🙂", "🙂"),
    ],
)
def test_a_text_is_kept_as_typed_but_for_what_no_database_keeps(typed, stored):
    assert clean("long", typed) == stored


def test_a_half_answered_judgement_is_kept_and_not_complete():
    published = document("judgement")
    half = clean("judgement", {"best": "T00", "worst": None})
    assert half == {"best": "T00", "worst": None}
    is_complete = KINDS["judgement"].is_complete
    assert not is_complete(published, half, pinned(published))
    assert not is_complete(published, {"best": "T00", "worst": "T00"}, pinned(published))


@pytest.mark.parametrize("kind", ["order", "judgement_rank"])
def test_places_given_twice_are_no_full_answer_yet(kind):
    published = document(kind)
    options = pinned(published)
    tokens = [token for token, _ in options]
    places = dict(zip(tokens, "1234", strict=True))
    assert KINDS[kind].is_complete(published, places, options)
    assert not KINDS[kind].is_complete(published, {**places, tokens[0]: "2"}, options)
    assert not KINDS[kind].is_complete(published, {tokens[0]: "1"}, options)


@EVERY
def test_everything_a_person_may_point_at_is_arranged_once(kind):
    published = document(kind)
    ids = {row["id"] for row in published.get("options", ())}
    ids |= {row["id"] for row in published.get("choices", ())}
    ids |= {row["id"] for gap in published.get("options", ()) for row in gap.get("choices", ())}
    for order in (None, random.Random(3)):
        arranged = KINDS[kind].arrange(published, order)
        assert sorted(arranged) == sorted(ids)
        assert KINDS[kind].arrange(published, None) == KINDS[kind].arrange(published, None)


@pytest.mark.parametrize("seed", [None, *range(30)])
def test_the_order_shown_never_gives_the_right_order_away(seed):
    published = document("order")
    right = [option["id"] for option in published["options"]]
    order = None if seed is None else random.Random(seed)
    assert KINDS["order"].arrange(published, order) != right


def test_right_sides_never_stand_as_authored_beside_their_left_sides():
    published = document("matching")
    shown = KINDS["matching"].arrange(published, None)[len(published["options"]) :]
    texts = {choice["id"]: choice["text"] for choice in published["choices"]}
    assert [texts[one] for one in shown] == sorted(texts.values())


def test_true_and_false_and_categories_are_never_shuffled():
    for seed in range(10):
        order = random.Random(seed)
        assert KINDS["true_false"].arrange(document("true_false"), order) == ["true", "false"]
        assert KINDS["categorise"].arrange(document("categorise"), order)[-2:] == ["id-c1", "id-c2"]


def test_documents_of_the_first_release_are_graded_as_then():
    """No format, points or fractions; options pinned for ``options`` only."""
    published = {
        "schema_version": 1,
        "kind": "many",
        "options": [
            {"id": name, "text": name, "right": name in "ab", "feedback": ""} for name in "abcd"
        ],
    }
    options = [["ta", "a"], ["tb", "b"], ["tc", "c"], ["td", "d"]]
    assert grade_answer(published, ["ta", "tb", "tc"], options).share * 2 == 1
    one = {**published, "kind": "one"}
    assert grade_answer(one, "ta", options).share == 1
    assert grade_answer(one, "tc", options).share == 0


def test_a_long_answer_waits_for_a_person():
    published = document("long")
    grade = grade_answer(published, "Я вислухала.", [])
    assert (grade.share, grade.needs_marking) == (0, True)


def test_the_answer_that_fitted_is_named():
    assert grade_answer(document("short"), "це таємниця", []).matched == "id-a2"
    assert grade_answer(document("number"), "30 днів", []).matched == "id-a1"
    assert grade_answer(document("number"), "багато", []).matched == "id-a2"


def test_a_rating_says_why_it_earns_nothing():
    published = document("judgement_rate")
    options = pinned(published)
    same = {token: "2" for token, _ in options}
    assert grade_answer(published, same, options).note == "all_the_same"
    assert grade_answer(published, {options[0][0]: "4"}, options).note == "incomplete"


def test_parts_say_what_each_part_earned():
    published = document("matching")
    options = pinned(published)
    right = KINDS["matching"].right_value(published, options)
    first = token("matching", "id-o1")
    parts = grade_answer(published, {first: right[first]}, options).parts
    assert parts == {"id-o1": 1, "id-o2": 0, "id-o3": 0}


def test_every_document_differs_from_its_copy():
    assert every_document()["one"] is not every_document()["one"]
