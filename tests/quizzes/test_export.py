"""A bank as a file, and the commands of both ways."""

import json
from io import BytesIO, StringIO
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import ModelLogEntry

from assessments.quizzes.exchange.answers import answers_of
from assessments.quizzes.exchange.detect import read_file
from assessments.quizzes.exchange.neutral import File, NeutralQuestion, Reading, as_json
from assessments.quizzes.models import Question, QuestionBank
from assessments.quizzes.services.exchange import (
    WRITERS,
    Action,
    export_questions,
    import_questions,
)
from tests.factories.people import PersonFactory
from tests.quizzes.documents import every_document
from tests.quizzes.exchange.pictures import PNG

pytestmark = pytest.mark.django_db

GIFT = "// [id:q1] [tag:пауза]\n::Пауза:: Людина мовчить? {=так #Добре ~%-50%ні}\n"
NAMES = {"qti": "a.zip", "gift": "a.gift", "csv": "a.csv", "xlsx": "a.xlsx", "moodle-xml": "a.xml"}
# what no format but our tables has a word for
ONLY_OURS = {"judgement", "judgement_choose", "judgement_rank", "judgement_rate"}


@pytest.fixture
def bank(db):
    return QuestionBank.objects.create(code="M2", name="Слухання")


@pytest.fixture
def full_bank(bank):
    """Every kind, with a picture."""
    documents = json.loads(json.dumps(every_document()).replace("id-g", "g"))
    questions = [
        NeutralQuestion(
            name=f"Питання {kind}",
            line=None,
            document={**document, "code": f"M2-{kind}", "competency": "", "norm": ""},
            identifier=f"q-{kind}",
            category="Модуль 2/Пауза",
            tags=("слухання",),
        )
        for kind, document in documents.items()
    ]
    shown = {
        **documents["one"],
        "code": "M2-picture",
        "format": "html",
        "prompt": '<p>Що на плані? <img src="@@FILE@@/plan.png" alt="План"></p>',
    }
    questions.append(
        NeutralQuestion("Малюнок", None, shown, "q-picture", files=(File("plan.png", PNG),))
    )
    report = import_questions(bank=bank, reading=Reading("csv", questions), by=None, dry_run=False)
    assert report.skipped == []
    return bank


def run(*arguments):
    output = StringIO()
    errors = StringIO()
    call_command(*arguments, stdout=output, stderr=errors)
    return output.getvalue(), errors.getvalue()


@pytest.mark.parametrize("format_name", NAMES)
def test_an_export_comes_back_into_its_bank_without_doubling(full_bank, format_name):
    before = Question.objects.count()

    written = export_questions(bank=full_bank, format=format_name, by=None)
    reading = read_file(NAMES[format_name], written.content)
    report = import_questions(bank=full_bank, reading=reading, by=None, dry_run=False)

    assert Question.objects.count() == before
    assert report.count(Action.NEW) == 0
    assert len(reading.questions) + len(written.skipped) == before


@pytest.mark.parametrize("format_name", ["csv", "xlsx", "qti"])
def test_an_export_says_the_same_in_another_bank(full_bank, format_name):
    other = QuestionBank.objects.create(code="M3", name="Копія")
    written = export_questions(bank=full_bank, format=format_name, by=None)

    reading = read_file(NAMES[format_name], written.content)
    import_questions(bank=other, reading=reading, by=None, dry_run=False)

    for copy in Question.objects.filter(bank=other):
        original = Question.objects.get(bank=full_bank, identifier=copy.identifier)
        one, two = (row.get_latest_revision_as_object().document() for row in (original, copy))
        assert (one["kind"], one["prompt"], answers_of(one)) == (
            two["kind"],
            two["prompt"],
            answers_of(two),
        )


def test_every_kind_has_room_in_our_tables_and_others_are_named_elsewhere(full_bank):
    kinds = {question.code.removeprefix("M2-") for question in Question.objects.all()}

    for format_name, wanted in (("csv", set()), ("qti", ONLY_OURS)):
        skipped = export_questions(bank=full_bank, format=format_name, by=None).skipped
        assert {one.name.removeprefix("Питання ") for one in skipped} == wanted
    assert kinds >= ONLY_OURS


def test_the_export_is_logged(bank):
    person = PersonFactory()

    export_questions(bank=bank, format="gift", by=person)

    entry = ModelLogEntry.objects.get(action="quizzes.export")
    assert (entry.user, entry.data) == (person, {"format": "gift", "questions": 0})


@pytest.mark.parametrize("format_name", WRITERS)
def test_an_empty_bank_makes_a_file(bank, format_name):
    assert export_questions(bank=bank, format=format_name, by=None).skipped == ()


# --- Commands -----------------------------------------------------------------------------------
def test_the_import_command_prints_what_it_promises(bank, tmp_path):
    path = tmp_path / "питання.gift"
    path.write_text(GIFT + "\nЗламане {~а ~б}\n")

    output, _ = run("import_questions", path, "--bank", "M2", "--json")

    printed = json.loads(output)
    assert set(printed) == {"format", "questions", "skipped", "warnings"}
    assert printed["format"] == "gift"
    assert printed["questions"] == [
        {
            "name": "Пауза",
            "kind": "one",
            "line": 2,
            "max_points": 1,
            "answers": [
                {"text": "так", "fraction": 100, "feedback": "Добре"},
                {"text": "ні", "fraction": -50, "feedback": ""},
            ],
        }
    ]
    assert [set(one) for one in printed["skipped"]] == [{"name", "line", "reason"}]
    assert Question.objects.count() == 1


def test_a_dry_run_prints_the_same_and_stores_nothing(bank, tmp_path):
    path = tmp_path / "a.gift"
    path.write_text(GIFT)

    without_bank, _ = run("import_questions", path, "--dry-run", "--json")
    dry, _ = run("import_questions", path, "--bank", "M2", "--dry-run", "--json")
    assert Question.objects.count() == 0
    real, _ = run("import_questions", path, "--bank", "M2", "--json")

    assert json.loads(without_bank) == json.loads(dry) == json.loads(real)


def test_a_dry_run_for_a_bank_that_is_not_there_says_so(tmp_path, db):
    path = tmp_path / "a.gift"
    path.write_text(GIFT)

    output, _ = run("import_questions", path, "--bank", "NEW", "--dry-run", "--json")

    assert any("NEW" in warning for warning in json.loads(output)["warnings"])


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--bank", "NEW"), "NEW"),
        ((), "--bank"),
        (("--bank", "M2", "--format", "aiken"), "UTF-8"),
    ],
)
def test_what_cannot_be_done_is_a_plain_error(bank, tmp_path, arguments, word):
    path = tmp_path / "a.gift"
    path.write_bytes("Питання".encode("cp1251"))

    with pytest.raises(CommandError, match=word):
        run("import_questions", path, *arguments)


def test_a_file_that_is_not_there_is_a_plain_error(bank, tmp_path):
    with pytest.raises(CommandError, match="немає"):
        run("import_questions", tmp_path / "немає.gift", "--bank", "M2")


def test_a_second_run_of_the_command_says_what_is_there_already(bank, tmp_path):
    path = tmp_path / "a.gift"
    path.write_text(GIFT)
    run("import_questions", path, "--bank", "M2")

    output, _ = run("import_questions", path, "--bank", "M2", "--json")

    assert Question.objects.count() == 1
    assert any("M2-001" in warning for warning in json.loads(output)["warnings"])


@pytest.mark.parametrize("format_name", WRITERS)
def test_the_export_command_writes_a_file(full_bank, tmp_path, format_name):
    path = tmp_path / "out"

    run("export_questions", "--bank", "M2", "--format", format_name, "--output", path)

    again = export_questions(bank=full_bank, format=format_name, by=None).content
    if format_name == "xlsx":  # keeps the time of its making
        read = [as_json(read_file("a.xlsx", one)) for one in (path.read_bytes(), again)]
        assert read[0] == read[1]
    else:
        assert path.read_bytes() == again


def test_the_export_command_writes_bytes_to_standard_output(full_bank, monkeypatch):
    stream = BytesIO()
    monkeypatch.setattr("sys.stdout", SimpleNamespace(buffer=stream, write=lambda text: None))

    call_command("export_questions", "--bank", "M2", "--format", "qti")

    assert stream.getvalue().startswith(b"PK")


def test_what_the_format_has_no_room_for_is_said_on_standard_error(full_bank, tmp_path):
    _, errors = run("export_questions", "--bank=M2", "--format=qti", "--output", tmp_path / "o")

    assert "judgement_rank" in errors


def test_the_export_of_an_unknown_bank_is_a_plain_error(db):
    with pytest.raises(CommandError, match="M7"):
        run("export_questions", "--bank", "M7", "--format", "gift")
