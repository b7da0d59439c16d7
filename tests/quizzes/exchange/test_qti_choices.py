"""QTI items that choose, order and match: marks, feedback, and what is said of the rest."""

import pytest

from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.exchange.qti import read_item
from tests.quizzes.exchange.qti_items import (
    CHOICE,
    MAP_RESPONSE,
    MATCH_CORRECT,
    as_version_3,
    choice_body,
    choices,
    item,
    mapping,
    response,
    template,
)

FOUR = (("A", "Слухати"), ("B", "Переказати"), ("C", "Перебити"), ("D", "Піти"))


def only(data):
    reading = read_item("item.xml", data)
    assert reading.skipped == []
    [question] = reading.questions
    return question


def reason(data):
    reading = read_item("item.xml", data)
    assert reading.questions == []
    return reading.skipped[0].reason


def fractions(question):
    return [answer["fraction"] for answer in answers_of(question.document)]


def feedback(question):
    return [answer["feedback"] for answer in answers_of(question.document)]


@pytest.mark.parametrize("form", [lambda data: data, as_version_3], ids=["2.1", "3.0"])
def test_a_single_choice_by_its_correct_response(form):
    question = only(form(CHOICE))

    assert (question.kind, question.name, question.identifier) == (
        "one",
        "Перша розмова",
        "item-77",
    )
    assert question.document["prompt"] == "Що ви зробите?"
    assert fractions(question) == [0, 100, 0]


def test_a_mapping_gives_fractions_of_the_best_answer():
    data = item(
        response(["A"], mapping({"A": 4, "B": 1, "C": -2}, 'defaultValue="0"')),
        choice_body(*FOUR),
        MAP_RESPONSE,
    )

    question = only(data)

    assert (fractions(question), question.document["points"]) == ([100, 25, -50, 0], "4")


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('lowerBound="0" upperBound="2" defaultValue="-1"', [50, 50, -50, -50]),
        ('lowerBound="0" upperBound="1" defaultValue="0"', [100, 100, 0, 0]),
        ('defaultValue="-2"', [50, 50, -100, -100]),
    ],
)
def test_several_right_ones_with_bounds_and_a_default_value(attributes, expected):
    declared = response(["A", "B"], mapping({"A": 1, "B": 1}, attributes), cardinality="multiple")

    question = only(item(declared, choice_body(*FOUR, most=0), MAP_RESPONSE))

    assert (question.kind, question.document["marking"]) == ("many", "balance")
    assert fractions(question) == expected


def test_marks_below_zero_are_named_as_lost():
    declared = response(["A"], mapping({"A": 1, "C": -1}), cardinality="multiple")

    question = only(item(declared, choice_body(*FOUR, most=0), MAP_RESPONSE))

    assert len(question.lost) == 1


def test_all_right_ones_or_nothing():
    declared = response(["A", "B"], cardinality="multiple")

    question = only(item(declared, choice_body(*FOUR, most=0)))

    assert question.document["marking"] == "all_or_nothing"
    assert [option["right"] for option in question.document["options"]] == [
        True,
        True,
        False,
        False,
    ]


def test_true_and_false_become_a_statement():
    body = choice_body(("T", "Неправда"), ("F", "Правда"), prompt="Пауза – це відмова.")

    question = only(item(response(["T"]), body))

    assert question.kind == "true_false"
    assert [(one["id"], one["right"]) for one in question.document["options"]] == [
        ("true", False),
        ("false", True),
    ]


FEEDBACK_OF_THE_CHOICE = """
<responseProcessing>
  <responseCondition><responseIf>
    <match><variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></match>
    <setOutcomeValue identifier="SCORE"><baseValue baseType="float">2</baseValue></setOutcomeValue>
    <setOutcomeValue identifier="FEEDBACK"><multiple>
      <baseValue baseType="identifier">good</baseValue></multiple></setOutcomeValue>
  </responseIf><responseElse>
    <setOutcomeValue identifier="FEEDBACK"><multiple>
      <baseValue baseType="identifier">bad</baseValue></multiple></setOutcomeValue>
  </responseElse></responseCondition>
</responseProcessing>"""


def modal(name, text):
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="{name}" showHide="show">'
        f"{text}</modalFeedback>"
    )


@pytest.mark.parametrize("form", [lambda data: data, as_version_3], ids=["2.1", "3.0"])
def test_modal_feedback_goes_to_the_options_that_show_it(form):
    data = item(
        response(["A"]),
        choice_body(("A", "Слухати"), ("B", "Перебити")),
        FEEDBACK_OF_THE_CHOICE,
        modal("good", "Так, вона довіриться.") + modal("bad", "Вона замовкне."),
    )

    question = only(form(data))

    assert feedback(question) == ["Так, вона довіриться.", "Вона замовкне."]
    assert question.document["points"] == "2"


def test_feedback_inside_an_option_is_not_part_of_its_text():
    inside = (
        'Слухати<feedbackInline outcomeIdentifier="FEEDBACK" identifier="A" showHide="show">'
        "Саме так.</feedbackInline>"
    )

    question = only(item(response(["A"]), choice_body(("A", inside), ("B", "Перебити"))))

    assert answers_of(question.document)[0] == {
        "text": "Слухати",
        "fraction": 100,
        "feedback": "Саме так.",
    }


def test_feedback_that_no_answer_shows_is_named():
    question = only(
        item(response(["A"]), choice_body(*FOUR), MATCH_CORRECT, modal("зайвий", "Текст"))
    )

    assert any("зайвий" in loss for loss in question.lost)


def test_an_order_by_its_correct_response():
    body = (
        '<orderInteraction responseIdentifier="RESPONSE"><prompt>У якому порядку?</prompt>'
        + choices(("A", "Домовитися"), ("B", "Привітатися"), ("C", "Вислухати"))
        + "</orderInteraction>"
    )

    question = only(item(response(["B", "C", "A"], cardinality="ordered"), body))

    assert (question.kind, question.document["marking"]) == ("order", "all_or_nothing")
    assert [option["text"] for option in question.document["options"]] == [
        "Привітатися",
        "Вислухати",
        "Домовитися",
    ]


def match_body(left, right):
    return (
        '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="4">'
        "<prompt>Куди звертатися?</prompt>"
        f"<simpleMatchSet>{choices(*left, tag='simpleAssociableChoice')}</simpleMatchSet>"
        f"<simpleMatchSet>{choices(*right, tag='simpleAssociableChoice')}</simpleMatchSet>"
        "</matchInteraction>"
    )


LEFT = (("L1", "Загроза життю"), ("L2", "Позов"))
RIGHT = (("R1", "Бюро"), ("R2", "Поліція"), ("R3", "Нотаріус"))


@pytest.mark.parametrize("form", [lambda data: data, as_version_3], ids=["2.1", "3.0"])
def test_pairs_with_a_distractor(form):
    declared = response(
        ["L1 R2", "L2 R1"],
        mapping({"L1 R2": 1, "L2 R1": 1}),
        cardinality="multiple",
        base="directedPair",
    )

    question = only(form(item(declared, match_body(LEFT, RIGHT), MAP_RESPONSE)))

    assert (question.kind, question.document["points"], question.lost) == ("matching", "2", ())
    assert [(one["stem"], one["text"]) for one in answers_of(question.document)] == [
        ("Загроза життю", "Поліція"),
        ("Позов", "Бюро"),
        ("", "Нотаріус"),
    ]


def test_categories_on_the_left_are_turned_round():
    declared = response(["L1 R1", "L1 R2", "L2 R3"], cardinality="multiple", base="directedPair")

    question = only(item(declared, match_body(LEFT, RIGHT)))

    assert [one["stem"] for one in answers_of(question.document)] == ["Бюро", "Поліція", "Нотаріус"]


# --- What is not imported ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "name",
    [
        "gapMatchInteraction",
        "hottextInteraction",
        "hotspotInteraction",
        "sliderInteraction",
        "associateInteraction",
        "uploadInteraction",
        "customInteraction",
        "mediaInteraction",
    ],
)
def test_other_interactions_are_named(name):
    data = item(response(["A"]), f'<{name} responseIdentifier="RESPONSE"/>')

    assert name.removesuffix("Interaction").split("M")[0].lower()[:6] in reason(data).lower()


def test_two_questions_in_one_item_are_refused_as_a_whole():
    assert reason(item(response(["A"]), choice_body(*FOUR) + choice_body(*FOUR)))


def test_an_item_that_asks_nothing_is_named():
    assert reason(item("", "<p>Тільки текст</p>"))


@pytest.mark.parametrize(
    "data",
    [
        item(response(), choice_body(*FOUR)),
        item(response([], mapping({"A": 0})), choice_body(*FOUR), MAP_RESPONSE),
        item(response(["Z"]), choice_body(*FOUR)),
        item(response(cardinality="multiple"), choice_body(*FOUR, most=0)),
        item(
            response(["B"], cardinality="ordered"),
            '<orderInteraction responseIdentifier="RESPONSE">'
            + choices(*FOUR)
            + "</orderInteraction>",
        ),
    ],
)
def test_no_question_ends_up_without_a_right_answer(data):
    assert reason(data)


@pytest.mark.parametrize(
    "processing",
    [
        template("map_response_point"),
        template("my_own_template"),
        "<responseProcessing><responseCondition><responseIf><customOperator/></responseIf>"
        "</responseCondition></responseProcessing>",
        '<responseProcessing><setOutcomeValue identifier="SCORE"><random/></setOutcomeValue>'
        "</responseProcessing>",
    ],
)
def test_processing_that_is_not_understood_is_named(processing):
    assert reason(item(response(["A"]), choice_body(*FOUR), processing))


def test_items_with_values_drawn_at_random_are_refused():
    data = item(response(["A"]) + '<templateDeclaration identifier="N"/>', choice_body(*FOUR))

    assert reason(data)


def test_vendor_attributes_are_ignored():
    data = CHOICE.decode().replace("<itemBody>", '<itemBody data-x="1" xmlns:v="urn:v" v:y="2">')

    assert only(data.encode()).document == only(CHOICE).document
