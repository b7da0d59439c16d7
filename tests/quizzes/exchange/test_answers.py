"""Answers of every kind in one plain shape."""

import pytest

from assessments.quizzes.exchange.neutral import (
    NeutralQuestion,
    Reading,
    Skipped,
    answers_of,
    as_json,
)


def fractions(document):
    return [answer["fraction"] for answer in answers_of(document)]


def options(*rights):
    return [{"id": f"o{place}", "text": "т", "right": right} for place, right in enumerate(rights)]


def test_without_weights_one_right_answer_earns_everything():
    assert fractions({"kind": "one", "options": options(True, False)}) == [100, 0]


def test_without_weights_several_share_as_an_unweighted_question_is_marked():
    right, wrong = [True] * 3, [False] * 2

    assert fractions({"kind": "many", "options": options(*right, *wrong)}) == [
        33.33333,
        33.33333,
        33.33333,
        -50,
        -50,
    ]
    assert fractions(
        {"kind": "many", "marking": "all_or_nothing", "options": options(True, False)}
    ) == [100, -100]


def test_weights_of_the_document_come_first():
    document = {
        "kind": "many",
        "options": [
            {"id": "a", "text": "а", "right": True, "fraction": "66.66667", "feedback": "так"},
            {"id": "b", "text": "б", "right": False, "fraction": "0"},
        ],
    }

    assert answers_of(document) == [
        {"text": "а", "fraction": 66.66667, "feedback": "так"},
        {"text": "б", "fraction": 0, "feedback": ""},
    ]


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (
            {
                "kind": "true_false",
                "options": [
                    {"id": "true", "text": "", "right": False},
                    {"id": "false", "text": "", "right": True},
                ],
            },
            [("true", 0), ("false", 100)],
        ),
        ({"kind": "kprim", "options": options(True, False)}, [("т", 100), ("т", 0)]),
        ({"kind": "order", "options": options(None, None)}, [("т", 100), ("т", 100)]),
        ({"kind": "short", "answers": [{"text": "а"}]}, [("а", 100)]),
        ({"kind": "long"}, []),
        (
            {
                "kind": "judgement",
                "options": [
                    {"id": "a", "text": "а", "key": "best"},
                    {"id": "b", "text": "б", "key": "worst"},
                ],
            },
            [("а", 100), ("б", 0)],
        ),
        (
            {"kind": "judgement_choose", "options": [{"id": "a", "text": "а", "quality": 3}]},
            [("а", 75)],
        ),
        (
            {
                "kind": "judgement_choose",
                "marking": "consensus",
                "options": [
                    {"id": "a", "text": "а", "experts": 4},
                    {"id": "b", "text": "б", "experts": 1},
                ],
            },
            [("а", 100), ("б", 25)],
        ),
        (
            {"kind": "judgement_rank", "options": [{"id": "a", "text": "а", "rank": 1}]},
            [("а", 100)],
        ),
        (
            {"kind": "judgement_rate", "options": [{"id": "a", "text": "а", "rating": 2}]},
            [("а", 100)],
        ),
    ],
)
def test_every_kind_has_its_answers(document, expected):
    assert [(one["text"], one["fraction"]) for one in answers_of(document)] == expected


@pytest.mark.parametrize("kind", ["matching", "categorise"])
def test_pairs_name_their_stem_and_wrong_answers_have_none(kind):
    document = {
        "kind": kind,
        "options": [{"id": "l1", "text": "кіт", "match": "c2"}],
        "choices": [{"id": "c1", "text": "риба"}, {"id": "c2", "text": "ссавець"}],
    }

    assert [(one["stem"], one["text"], one["fraction"]) for one in answers_of(document)] == [
        ("кіт", "ссавець", 100),
        ("", "риба", 0),
    ]


def test_numbers_and_gaps_name_their_tolerance_and_gap():
    number = {"value": "3", "tolerance": "0.5", "fraction": "100"}
    document = {
        "kind": "gap_text",
        "options": [
            {"id": "g1", "type": "number", "answers": [number]},
            {"id": "g2", "type": "text", "answers": [{"text": "а", "fraction": "50"}]},
            {"id": "g3", "type": "select", "choices": [{"text": "б", "fraction": "0"}]},
        ],
    }

    assert [
        (one["gap"], one["text"], one["fraction"], one.get("tolerance"))
        for one in answers_of(document)
    ] == [("g1", "3", 100, 0.5), ("g2", "а", 50, None), ("g3", "б", 0, None)]
    assert answers_of({"kind": "number", "answers": [number]})[0]["tolerance"] == 0.5


def test_a_reading_as_json_holds_questions_skipped_and_warnings():
    document = {"kind": "short", "points": "1.5", "answers": [{"text": "а"}]}
    reading = Reading(
        "gift",
        [NeutralQuestion(name="П", line=3, document=document, lost=("малюнок",))],
        [Skipped("Р", 9, "причина")],
        ["увага"],
    )

    assert as_json(reading) == {
        "format": "gift",
        "questions": [
            {
                "name": "П",
                "kind": "short",
                "line": 3,
                "max_points": 1.5,
                "answers": [{"text": "а", "fraction": 100, "feedback": ""}],
            }
        ],
        "skipped": [{"name": "Р", "line": 9, "reason": "причина"}],
        "warnings": ["увага", "П: малюнок"],
    }
