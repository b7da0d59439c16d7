"""QTI items that are typed into: texts, numbers, gaps, long answers."""

import pytest

from assessments.quizzes.exchange.answers import answers_of
from tests.quizzes.exchange.qti_items import (
    MAP_RESPONSE,
    MATCH_CORRECT,
    as_version_3,
    item,
    mapping,
    response,
)
from tests.quizzes.exchange.test_qti_choices import modal, only, reason

ENTRY = '<p>Як це звуть? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
BOTH = pytest.mark.parametrize("form", [lambda data: data, as_version_3], ids=["2.1", "3.0"])


def answers(question):
    return [(one["text"], one["fraction"]) for one in answers_of(question.document)]


@BOTH
def test_a_text_by_its_mapping(form):
    declared = response(
        ["пауза"], mapping({"пауза": 1, "тиша": 0.5}, 'defaultValue="0"'), base="string"
    )

    question = only(form(item(declared, ENTRY, MAP_RESPONSE)))

    assert (question.kind, question.document["case"]) == ("short", False)
    assert answers(question) == [("пауза", 100), ("тиша", 50)]
    assert question.document["prompt"] == "Як це звуть? _____"


def test_capitals_matter_where_the_item_says_so():
    exact = response(["Пауза"], base="string")
    by_entry = response(
        ["Пауза"],
        '<mapping><mapEntry mapKey="Пауза" mappedValue="1" caseSensitive="true"/></mapping>',
        base="string",
    )

    assert only(item(exact, ENTRY, MATCH_CORRECT)).document["case"] is True
    assert only(item(by_entry, ENTRY, MAP_RESPONSE)).document["case"] is True


def test_keys_that_differ_in_capitals_alone_are_told_apart():
    declared = response(["Пауза"], mapping({"Пауза": 1, "пауза": 0.5}), base="string")

    question = only(item(declared, ENTRY, MAP_RESPONSE))

    assert answers(question) == [("Пауза", 100), ("пауза", 50)]
    assert question.document["case"] is True


def test_a_star_of_an_answer_is_no_wildcard():
    declared = response(["5*5"], base="string")

    assert answers(only(item(declared, ENTRY))) == [("5\\*5", 100)]


def condition(test, points="1", feedback=""):
    shown = (
        '<setOutcomeValue identifier="FEEDBACK"><multiple>'
        f'<baseValue baseType="identifier">{feedback}</baseValue></multiple></setOutcomeValue>'
        if feedback
        else ""
    )
    return (
        f"{test}<setOutcomeValue identifier='SCORE'>"
        f'<baseValue baseType="float">{points}</baseValue></setOutcomeValue>{shown}'
    )


def processing(first, *others):
    branches = f"<responseIf>{first}</responseIf>" + "".join(
        f"<responseElseIf>{one}</responseElseIf>" for one in others
    )
    return (
        "<responseProcessing><responseCondition>"
        f"{branches}</responseCondition></responseProcessing>"
    )


def equal(value, tolerance="", mode="absolute"):
    told = 'toleranceMode="exact"'
    if tolerance:
        told = f'toleranceMode="{mode}" tolerance="{tolerance}"'
    return (
        f'<equal {told}><variable identifier="RESPONSE"/>'
        f'<baseValue baseType="float">{value}</baseValue></equal>'
    )


FLOAT = response(base="float")


@BOTH
@pytest.mark.parametrize(
    ("test", "expected"),
    [
        (equal("3.14"), ("3.14", 0, "nominal")),
        (equal("4", "0.1 0.1"), ("4", 0.1, "nominal")),
        (equal("4", "0.5"), ("4", 0.5, "nominal")),
        (equal("200", "5 5", "relative"), ("200", 0.05, "relative")),
        (equal("10", "1 3"), ("11", 2, "nominal")),
        (
            '<and><gte><variable identifier="RESPONSE"/><baseValue baseType="float">5</baseValue>'
            '</gte><lte><variable identifier="RESPONSE"/><baseValue baseType="float">7</baseValue>'
            "</lte></and>",
            ("6", 1, "nominal"),
        ),
    ],
)
def test_a_number_with_its_tolerance(form, test, expected):
    question = only(form(item(FLOAT, ENTRY, processing(condition(test)))))

    [answer] = answers_of(question.document)
    assert question.kind == "number"
    assert (answer["text"], answer["tolerance"], answer["tolerance_kind"]) == expected


def test_a_near_miss_earns_its_part_and_shows_its_feedback():
    data = item(
        FLOAT,
        ENTRY,
        processing(condition(equal("30"), "2"), condition(equal("30", "5 5"), "1", "near")),
        modal("near", "Майже: рівно тридцять."),
    )

    question = only(data)

    assert [
        (one["text"], one["tolerance"], one["fraction"], one["feedback"])
        for one in answers_of(question.document)
    ] == [("30", 0, 100, ""), ("30", 5, 50, "Майже: рівно тридцять.")]


@pytest.mark.parametrize(
    "data",
    [
        item(response(["сім"], base="float"), ENTRY),
        item(response(["inf"], base="float"), ENTRY),
        item(FLOAT, ENTRY),
        item(FLOAT, ENTRY, processing(condition("<equalRounded figures='2'/>"))),
        item(
            FLOAT,
            ENTRY,
            processing(
                condition(
                    '<gt><variable identifier="RESPONSE"/>'
                    '<baseValue baseType="float">5</baseValue></gt>'
                )
            ),
        ),
    ],
)
def test_a_number_that_is_not_certain_is_left_out(data):
    assert reason(data)


def test_a_range_without_its_ends_is_taken_with_them_and_that_is_said():
    test = equal("4", "1 1").replace("<equal ", '<equal includeLowerBound="false" ')

    assert only(item(FLOAT, ENTRY, processing(condition(test)))).lost


SELECT = (
    '<inlineChoiceInteraction responseIdentifier="{name}">'
    '<inlineChoice identifier="{name}a">{first}</inlineChoice>'
    '<inlineChoice identifier="{name}b">{second}</inlineChoice></inlineChoiceInteraction>'
)


@BOTH
def test_one_inline_choice_is_a_text_with_a_gap(form):
    body = (
        "<p>Доберіть слово.</p><p>Спершу "
        + SELECT.format(name="RESPONSE", first="слухайте", second="радьте")
        + ", а потім питайте.</p>"
    )

    question = only(form(item(response(["RESPONSEa"]), body)))

    assert question.kind == "gap_select"
    assert (question.document["prompt"], question.document["text"]) == (
        "Доберіть слово.",
        "Спершу [[g1]], а потім питайте.",
    )
    assert answers(question) == [("слухайте", 100), ("радьте", 0)]


def test_gaps_of_several_kinds_with_their_weights():
    declared = (
        response(["Aa"], mapping({"Aa": 2}), name="A")
        + response(["три"], mapping({"три": 1}), name="B", base="string")
        + response(["7"], mapping({"7": 1}), name="C", base="integer")
    )
    body = (
        "<p>"
        + SELECT.format(name="A", first="так", second="ні")
        + '<textEntryInteraction responseIdentifier="B"/>'
        + '<textEntryInteraction responseIdentifier="C"/></p>'
    )

    question = only(item(declared, body, MAP_RESPONSE))

    assert (question.kind, question.document["points"]) == ("gap_text", "4")
    assert [(gap["id"], gap["type"], gap["weight"]) for gap in question.document["options"]] == [
        ("g1", "select", "2"),
        ("g2", "text", "1"),
        ("g3", "number", "1"),
    ]


def test_a_long_answer_with_what_its_markers_get():
    body = (
        '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>Опишіть розмову.</prompt>'
        '</extendedTextInteraction><rubricBlock view="scorer"><p>Шукайте дії.</p></rubricBlock>'
    )

    question = only(item(response(base="string"), body, ""))

    assert question.kind == "long"
    assert question.document["prompt"] == "Опишіть розмову."
    assert question.document["marking_notes"] == "Шукайте дії."
