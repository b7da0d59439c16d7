"""Every kind of question as a text file: read, loaded, published; faults stand at their lines."""

import pytest

from assessments.quizzes.models import Question
from tests.curriculum.samples import FILES, write_folder
from training.curriculum.identity import key_of
from training.curriculum.loading.loader import load
from training.curriculum.reading.faults import FaultyContent

HEAD = """\
code: T2
name: Перший банк
questions:
"""
COMMON = """\
    use: quiz
    competency: FL-02
    difficulty: 2
    prompt: Запитання {kind}?
    explanation: Пауза працює.
"""
OWN = {
    "one": """\
    options:
      - {text: Чекати, right: true, worth: 100, feedback: Так.}
      - {text: Радити, worth: 33.33333, feedback: Ні.}
      - {text: Вийти, worth: -50, feedback: Ні.}
""",
    "many": """\
    marking: all_or_nothing
    options:
      - {text: Погляд, right: true, feedback: Так.}
      - {text: Телефон, feedback: Ні.}
""",
    "true_false": """\
    answer: false
    feedback: {true: Ні., false: Так.}
""",
    "kprim": """\
    statements:
      - {text: Перше, right: true}
      - {text: Друге, right: false, feedback: Бо ні.}
    labels: [Правда, Неправда]
    marking: each
""",
    "matching": """\
    pairs:
      - {left: Перше, right: один}
      - {left: Друге, right: два, feedback: Так.}
      - {left: Третє, right: один}
    distractors: [три]
""",
    "categorise": """\
    categories:
      - name: Відкриває
        items:
          - {text: Що сталося?}
          - {text: Я поруч.}
      - name: Закриває
        items:
          - {text: Самі винні., feedback: Людина піде.}
""",
    "order": """\
    items:
      - {text: Привітатися}
      - {text: Вислухати}
      - {text: Підсумувати}
    marking: distance
    direction: horizontal
""",
    "gap_select": """\
    text: Спершу [[1]], потім [[2]].
    gaps:
      - gap: 1
        choices:
          - {text: слухайте, worth: 100}
          - {text: радьте}
      - gap: 2
        weight: 2
        choices:
          - {text: питайте, worth: 100}
          - {text: йдіть, worth: -50, feedback: Ні.}
""",
    "gap_text": """\
    text: "[[1]] і [[2]] та [[3]]"
    gaps:
      - {gap: 1, case: true, answers: [{text: Пауза}, {text: "*", worth: 0}]}
      - {gap: 2, numbers: [{value: 5.5, tolerance: 0.5}]}
      - {gap: 3, choices: [{text: так, worth: 100}, {text: ні}]}
""",
    "short": """\
    case: true
    answers:
      - {text: перефразування}
      - {text: переказ*, worth: 50, feedback: Майже.}
""",
    "number": """\
    answers:
      - {value: 45, tolerance: 0.1, tolerance_kind: relative}
      - {value: "*", worth: 0, feedback: Ні.}
    unit: required
    units: [{text: хв}, {text: год, factor: 60}]
    unit_penalty: 10
""",
    "long": """\
    rubric:
      - text: Називає почуття
        points: 3
        levels: [{points: 0, text: ні}, {points: 1.5, text: натяк}, {points: 3, text: так}]
      - {text: Пропонує крок, points: 2}
    words: {least: 20, most: 150}
    markers: 2
    sample: Бачу, що ви злі.
    marking_notes: Не знижуйте за помилки.
""",
    "judgement": """\
    options:
      - {text: Побути поруч, best: true, feedback: Так.}
      - {text: Вийти, worst: true, feedback: Ні.}
      - {text: Вода, feedback: Так.}
      - {text: Писати, feedback: Ні.}
""",
    "judgement_choose": """\
    marking: consensus
    options:
      - {text: Побути поруч, experts: 5, feedback: Так.}
      - {text: Вийти, experts: 1, feedback: Ні.}
""",
    "judgement_rank": """\
    options:
      - {text: Побути поруч, rank: 1, feedback: Так.}
      - {text: Вода, rank: 2, feedback: Так.}
      - {text: Вийти, rank: 3, feedback: Ні.}
""",
    "judgement_rate": """\
    anchors: [шкодить, погано, так собі, добре, найкраще]
    options:
      - {text: Побути поруч, rating: 4, feedback: Так.}
      - {text: Вода, rating: 3, feedback: Так.}
      - {text: Вийти, rating: 0, feedback: Ні.}
""",
}
EXTRA = """\
    points: 2.5
    format: html
    siblings: pauza
    lesson: T1-L1
    tags: [пауза, слухання]
"""


def bank(*kinds, extra=""):
    questions = (
        f"  - code: K-{number}\n    kind: {kind}\n{COMMON.format(kind=kind)}{OWN[kind]}{extra}"
        for number, kind in enumerate(kinds)
    )
    return HEAD + "".join(questions)


def folder(tmp_path, text):
    return write_folder(tmp_path / "content", FILES | {"banks/t2.yaml": text})


@pytest.fixture
def published(tmp_path, db):
    load(folder(tmp_path, bank(*OWN)))
    return {
        question.kind: question.versions.get().document
        for question in Question.objects.filter(code__startswith="K-")
    }


def test_every_kind_is_published(published):
    assert set(published) == set(OWN)


def test_documents_say_what_the_files_say(published):
    def rows(kind, key, *fields):
        return [tuple(row[field] for field in fields) for row in published[kind][key]]

    assert rows("one", "options", "text", "fraction") == [
        ("Чекати", "100"),
        ("Радити", "33.33333"),
        ("Вийти", "-50"),
    ]
    assert published["many"]["marking"] == "all_or_nothing"
    assert rows("true_false", "options", "id", "right", "feedback") == [
        ("true", False, "Ні."),
        ("false", True, "Так."),
    ]
    assert published["kprim"]["labels"] == ["Правда", "Неправда"]
    texts = {choice["id"]: choice["text"] for choice in published["matching"]["choices"]}
    assert [texts[option["match"]] for option in published["matching"]["options"]] == [
        "один",
        "два",
        "один",
    ]
    assert sorted(texts.values()) == ["два", "один", "три"]
    names = {choice["id"]: choice["text"] for choice in published["categorise"]["choices"]}
    assert [names[option["match"]] for option in published["categorise"]["options"]] == [
        "Відкриває",
        "Відкриває",
        "Закриває",
    ]
    assert (published["order"]["marking"], published["order"]["direction"]) == (
        "distance",
        "horizontal",
    )
    assert published["gap_select"]["text"] == "Спершу [[g1]], потім [[g2]]."
    assert rows("gap_select", "options", "id", "weight") == [("g1", "1"), ("g2", "2")]
    assert rows("gap_text", "options", "id", "type") == [
        ("g1", "text"),
        ("g2", "number"),
        ("g3", "select"),
    ]
    assert published["gap_text"]["options"][1]["answers"][0]["value"] == "5.5"
    assert rows("short", "answers", "text", "fraction") == [
        ("перефразування", "100"),
        ("переказ*", "50"),
    ]
    assert rows("number", "units", "text", "factor") == [("хв", "1"), ("год", "60")]
    assert (published["long"]["least_words"], published["long"]["markers"]) == (20, 2)
    assert rows("judgement_choose", "options", "experts") == [(5,), (1,)]
    assert published["judgement_rate"]["anchors"][4] == "найкраще"


def test_ids_follow_from_the_code_and_the_number(published):
    code = Question.objects.get(prompt="Запитання short?").code
    assert published["short"]["answers"][1]["id"] == str(key_of("question", code, "answer", "2"))
    code = Question.objects.get(prompt="Запитання gap_select?").code
    assert published["gap_select"]["options"][1]["choices"][0]["id"] == str(
        key_of("question", code, "g2", "choice", "1")
    )


def test_loading_again_changes_nothing(tmp_path, published):
    report = load(folder(tmp_path / "again", bank(*OWN)))
    assert not report.has_writes


def test_fields_that_all_kinds_share_are_loaded(tmp_path, db):
    load(folder(tmp_path, bank("one", extra=EXTRA)))
    question = Question.objects.get(code="K-0")
    document = question.versions.get().document
    assert (document["points"], document["format"], document["siblings"]) == (
        "2.5",
        "html",
        "pauza",
    )
    assert document["lesson"] == str(key_of("step", "T1-L1"))
    assert question.tags == "пауза, слухання"


FAULTS = [
    ("one", "worth: 100, ", "worth: 90, ", -1, "At least one option has to be worth 100"),
    ("one", "worth: 33.33333", "worth: багато", 0, "“worth” has to be a number"),
    ("one", "worth: -50", "worth: -150", 0, "A number from -100 to 100"),
    ("many", "marking: all_or_nothing", "marking: so", 0, "has to be one of: balance"),
    ("kprim", "labels: [Правда, Неправда]", "labels: [Так]", 0, "Two different words"),
    ("kprim", "right: false", "correct: false", 0, "“right” is missing"),
    ("matching", "{left: Друге", "{left: Перше", 0, "This is said twice"),
    ("matching", "[три]", "[два]", 0, "This is said twice"),
    ("categorise", "text: Самі винні.", "text: Я поруч.", 0, "This is said twice"),
    ("order", "marking: distance", "marking: guess", 0, "has to be one of: all_or_nothing"),
    ("gap_select", "потім [[2]]", "потім решта", 0, "no [[2]] in the text"),
    ("gap_select", "{text: слухайте, worth: 100}", "{text: слухайте}", -1, "worth 100 per cent"),
    ("gap_text", "gap: 3, choices", "gap: 3, films", 0, "a gap needs one of: answers"),
    ("gap_text", "value: 5.5", "value: пʼять", 0, "“value” has to be a number"),
    ("short", "text: перефразування", 'text: "*"', 0, "it has to stand last"),
    ("number", "factor: 60", "factor: 0", 0, "A number above 0"),
    ("number", "units: [{text: хв}", "units: [{text: 5хв}", 0, "does not begin with a digit"),
    ("long", "points: 3\n", "points: 4\n", 0, "No level of this criterion"),
    ("long", "most: 150", "most: 10", 0, "The most words are fewer"),
    ("judgement_choose", "experts: 5", "quality: 4", 0, "unknown key “quality”"),
    ("judgement_rank", "rank: 3", "rank: 2", 0, "Another reaction has this place"),
    ("judgement_rate", "rating: 4", "rating: 9", 0, "whole number from 0 to 4"),
]


@pytest.mark.parametrize(("kind", "old", "new", "down", "said"), FAULTS)
def test_a_fault_stands_at_its_line(tmp_path, db, kind, old, new, down, said):
    text = bank(kind)
    assert text.count(old) == 1
    line = text[: text.index(old)].count("\n") + 1 + down
    with pytest.raises(FaultyContent) as refusal:
        load(folder(tmp_path, text.replace(old, new)))
    found = [str(fault) for fault in refusal.value.faults]
    assert any(fault.startswith(f"banks/t2.yaml:{line}: ") and said in fault for fault in found), (
        line,
        found,
    )
    assert not Question.objects.exists()


def test_a_lesson_that_is_not_there_is_a_fault(tmp_path, db):
    text = bank("one", extra="    lesson: T9-L9\n")
    with pytest.raises(FaultyContent, match="T9-L9"):
        load(folder(tmp_path, text))


def test_files_of_text_bring_no_pictures(tmp_path, db):
    text = bank("one", extra="    format: html\n").replace(
        "prompt: Запитання one?", "prompt: '<img src=\"@@FILE@@/a.png\">'"
    )
    with pytest.raises(FaultyContent, match="bring no pictures"):
        load(folder(tmp_path, text))
