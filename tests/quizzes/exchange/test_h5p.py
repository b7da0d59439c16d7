"""H5P question sets: the two JSON files and pictures, nothing else."""

import json

import pytest

from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.neutral import CannotRead
from tests.quizzes.exchange.pictures import PNG, SVG
from tests.quizzes.exchange.qti_items import archive


def part(library, params, title="Перша розмова", **beside):
    return {"library": library, "params": params, "metadata": {"title": title}, **beside}


def h5p(content, main="H5P.QuestionSet", files=None):
    head = {"title": "Тест", "mainLibrary": main, "language": "uk"}
    return archive(
        {
            "h5p.json": json.dumps(head),
            "content/content.json": json.dumps(content, ensure_ascii=False),
            "H5P.QuestionSet-1.20/js/questionset.js": "alert(1)",
            **(files or {}),
        }
    )


def read(*questions, files=None, **content):
    return read_file("тест.h5p", h5p({"questions": list(questions), **content}, files=files))


def only(question, files=None):
    reading = read(question, files=files)
    assert reading.skipped == []
    return reading.questions[0]


def reason(question):
    reading = read(question)
    assert reading.questions == []
    return reading.skipped[0].reason


def choice(answers, **params):
    rows = [
        {
            "text": f"<div>{text}</div>\n",
            "correct": correct,
            "tipsAndFeedback": {"tip": "", "chosenFeedback": f"<div>{feedback}</div>"},
        }
        for text, correct, feedback in answers
    ]
    return part(
        "H5P.MultiChoice 1.16",
        {"question": "<p>Що ви зробите?</p>\n", "answers": rows, **params},
        subContentId="5f2c0b6e-1111-4a4a-8888-000000000001",
    )


def shares(question):
    return [answer["fraction"] for answer in answers_of(question.document)]


ONE = [("Почекаю", True, "Так"), ("Перерву", False, "Вона замовкне")]
TWO = [*ONE, ("Перекажу", True, ""), ("Піду", False, "")]


def test_a_choice_with_one_right_answer():
    question = only(choice(ONE, behaviour={"type": "auto"}))

    assert (question.kind, question.name, question.document["prompt"]) == (
        "one",
        "Перша розмова",
        "Що ви зробите?",
    )
    assert [
        (one["text"], one["fraction"], one["feedback"]) for one in answers_of(question.document)
    ] == [
        ("Почекаю", 100, "Так"),
        ("Перерву", 0, "Вона замовкне"),
    ]
    assert question.identifier == "5f2c0b6e-1111-4a4a-8888-000000000001"


def test_several_right_answers_a_point_each():
    question = only(choice(TWO, behaviour={"type": "auto", "singlePoint": False}))

    assert (question.kind, question.document["points"]) == ("many", "2")
    assert shares(question) == [50, -50, 50, -50]


def test_several_right_answers_for_one_point():
    question = only(choice(TWO, behaviour={"singlePoint": True}))

    assert (question.document["marking"], question.document["points"]) == ("all_or_nothing", "1")


@pytest.mark.parametrize(("said", "right"), [("true", "true"), ("false", "false"), (True, "true")])
def test_a_statement_whose_truth_is_a_word(said, right):
    behaviour = {"feedbackOnCorrect": "Так, стаття 7.", "feedbackOnWrong": "Перечитайте."}
    params = {"question": "<p>Пауза – це відмова.</p>", "correct": said, "behaviour": behaviour}

    question = only(part("H5P.TrueFalse 1.8", params))

    assert [(one["id"], one["right"], one["feedback"]) for one in question.document["options"]] == [
        (name, name == right, "Так, стаття 7." if name == right else "Перечитайте.")
        for name in ("true", "false")
    ]


def test_blanks_with_other_answers_and_a_tip():
    params = {
        "text": "<p>Заповніть.</p>",
        "questions": ["<p>Спершу *слухайте/вислухайте:дієслово*.</p>", "<p>Тоді *питайте*.</p>"],
        "behaviour": {"caseSensitive": False},
    }

    question = only(part("H5P.Blanks 1.14", params))

    assert question.kind == "gap_text"
    assert question.document["text"] == "Спершу [[g1]].\n\nТоді [[g2]]."
    assert [(one["gap"], one["text"]) for one in answers_of(question.document)] == [
        ("g1", "слухайте"),
        ("g1", "вислухайте"),
        ("g2", "питайте"),
    ]
    assert [gap["case"] for gap in question.document["options"]] == [False, False]
    assert any("дієслово" in loss for loss in question.lost)


def test_dragged_words_with_distractors():
    params = {
        "taskDescription": "Доберіть слова.",
        "textField": "Спершу *слухайте*,\nтоді *питайте:порада\\+Саме так\\-Ні*.",
        "distractors": "*радьте*",
    }

    question = only(part("H5P.DragText 1.10", params))

    assert (question.kind, question.document["points"]) == ("gap_select", "2")
    assert question.document["text"] == "Спершу [[g1]],\nтоді [[g2]]."
    assert [
        (one["text"], one["fraction"], one["feedback"])
        for one in answers_of(question.document)
        if one["gap"] == "g2"
    ] == [("слухайте", 0, ""), ("питайте", 100, "Саме так"), ("радьте", 0, "")]
    assert len(question.lost) == 2


def test_an_essay_is_a_long_answer_and_its_key_words_are_for_markers():
    params = {
        "taskDescription": "<p>Опишіть розмову.</p>",
        "solution": {"sample": "<p>Я вислухала її.</p>"},
        "keywords": [{"keyword": "вислухати", "options": {"points": 2}}],
    }

    question = only(part("H5P.Essay 1.5", params))

    assert (question.kind, question.document["sample"]) == ("long", "Я вислухала її.")
    assert "вислухати" in question.document["marking_notes"]
    assert question.lost


def test_marked_words_are_options():
    params = {"taskDescription": "Знайдіть дієслова.", "textField": "Я *слухаю* і *мовчу* поруч"}

    question = only(part("H5P.MarkTheWords 1.11", params))

    assert (question.kind, shares(question)) == ("many", [-50, 50, -50, 50, -50])


def test_a_single_choice_set_has_its_right_answers_first():
    content = {"choices": [{"question": "Що?", "answers": ["<p>так</p>", "ні"]}]}

    [question] = read_file("a.h5p", h5p(content, "H5P.SingleChoiceSet")).questions

    assert (question.kind, shares(question)) == ("one", [100, 0])


def test_one_question_is_a_package_too():
    params = choice(ONE)["params"]

    [question] = read_file("a.h5p", h5p(params, "H5P.MultiChoice")).questions

    assert question.name == "Тест"


def test_settings_of_the_set_are_said():
    reading = read(
        choice(ONE),
        passPercentage=70,
        introPage={"introduction": "<p>Вступ</p>"},
        endGame={"overallFeedback": [{"from": 0, "to": 50, "feedback": "Спробуйте ще"}]},
    )

    assert len(reading.warnings) == 3
    assert "70" in reading.warnings[0]
    assert "Спробуйте ще" in reading.warnings[2]


def media(path):
    image = {"library": "H5P.Image 1.1", "params": {"file": {"path": path}, "alt": 'План "А"'}}
    return {"type": image}


def test_a_picture_above_the_question_comes_along():
    question = only(
        choice(ONE, media=media("images/plan.png")), files={"content/images/plan.png": PNG}
    )

    assert [file.content for file in question.files] == [PNG]
    assert question.document["prompt"].startswith('<p><img src="@@FILE@@/plan.png" alt="План')


@pytest.mark.parametrize(
    "path",
    [
        "images/знак.svg",
        "../h5p.json",
        "http://example.org/a.png",
        "images/ні.png",
        "/etc/passwd",
    ],
)
def test_what_is_no_picture_of_the_package_is_named(path):
    question = only(choice(ONE, media=media(path)), files={"content/images/знак.svg": SVG})

    assert question.files == ()
    assert question.lost


@pytest.mark.parametrize(
    "library", ["H5P.InteractiveVideo 1.27", "H5P.ImageHotspots 1.10", "H5P.Dialogcards", ""]
)
def test_other_content_is_named_by_its_library(library):
    assert library.split(" ")[0] in reason(part(library, {}))


@pytest.mark.parametrize(
    "question",
    [
        choice([("а", False, ""), ("б", False, "")]),
        choice([("а", True, "")]),
        part("H5P.TrueFalse 1.8", {"question": "Що?", "correct": "maybe"}),
        part("H5P.Blanks 1.14", {"text": "Що?", "questions": ["без пропусків"]}),
        part("H5P.Blanks 1.14", {"text": "Що?", "questions": ["*/*"]}),
        part("H5P.DragText 1.10", {"textField": "одне *слово*"}),
        part("H5P.MarkTheWords 1.11", {"textField": "жодного"}),
        part("H5P.MultiChoice 1.16", {"answers": "ні", "question": "Що?"}),
        part("H5P.MultiChoice 1.16", {"answers": [1, 2], "question": "Що?"}),
        {"library": "H5P.MultiChoice 1.16", "params": None},
        "рядок",
    ],
)
def test_no_question_ends_up_without_a_right_answer(question):
    assert reason(question)


@pytest.mark.parametrize(
    "content",
    [
        archive({"h5p.json": "{"}),
        archive({"h5p.json": "{}"}),
        archive({"h5p.json": "[]", "content/content.json": "{}"}),
        archive({"h5p.json": "{}", "content/content.json": "[" * 100_000}),
        h5p({"questions": "ні"}),
        h5p({"questions": [{}] * 2000}),
    ],
)
def test_a_package_that_is_none_is_refused(content):
    with pytest.raises(CannotRead):
        read_file("a.h5p", content)


def test_html_is_cleaned_and_plain_where_nothing_is_lost():
    asked = '<p onclick="x()">Що <script>x()</script>тут?</p>'
    params = choice(ONE)["params"] | {"question": asked}

    assert only(part("H5P.MultiChoice 1.16", params)).document["prompt"] == "Що тут?"
