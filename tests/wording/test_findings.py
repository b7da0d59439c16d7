"""What is to be mended is told with its file and line; what ships has nothing to mend."""

import pytest

from tests.wording import __main__ as command
from tests.wording import spelling
from tests.wording.findings import findings
from tests.wording.texts import ROOT, Passage, shipped_passages


def told(tmp_path, text):
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    lines = text.strip().split("\n")
    found = findings([Passage(tmp_path, "a.md", 1, line) for line in lines])
    return [line for line in found if line.startswith("a.md")]


@pytest.mark.usefixtures("dictionary")
def test_unknown_words_and_forbidden_phrases_come_in_the_order_of_lines(tmp_path):
    found = told(tmp_path, "Все гаразд.\nЖертва мовчить.\nПоставте запитаня.\n")
    assert [line.partition(" → ")[0] for line in found] == [
        "a.md:2: «Жертва»",
        "a.md:3: запитаня",
    ]
    assert "запитання" in found[1]
    assert "постраждала особа" in found[0]


@pytest.mark.usefixtures("dictionary")
def test_words_of_the_field_and_a_clean_text_have_nothing_to_mend(tmp_path):
    assert told(tmp_path, "Фронтлайнерка БПД відкриває КІАС у своєму бюро.\n") == []


@pytest.mark.usefixtures("dictionary")
def test_what_ships_is_clean():
    assert findings(list(shipped_passages())) == []


@pytest.mark.usefixtures("dictionary")
def test_the_command_ends_with_an_error_when_there_is_something_to_mend(
    tmp_path, monkeypatch, capsys
):
    (tmp_path / "a.md").write_text("Жертва", encoding="utf-8")
    passage = Passage(tmp_path, "a.md", 1, "Жертва")
    monkeypatch.setattr(command, "shipped_passages", lambda: iter([passage]))
    assert command.main() == 1
    assert "a.md:1: «Жертва»" in capsys.readouterr().out


def test_the_command_says_when_it_cannot_look(monkeypatch, capsys):
    monkeypatch.setattr(
        command, "shipped_passages", lambda: iter([Passage(ROOT, "a.md", 1, "запитаня")])
    )
    monkeypatch.setattr(spelling, "HUNSPELL", ("no-such-programme",))
    assert command.main() == 2
    assert "hunspell-uk" in capsys.readouterr().err


def test_the_command_names_the_faults_of_a_curriculum_that_cannot_be_read(monkeypatch, capsys):
    def faulty():
        raise ValueError("banks/m2.yaml:3: unknown key")

    monkeypatch.setattr(command, "shipped_passages", faulty)
    assert command.main() == 2
    assert "banks/m2.yaml:3" in capsys.readouterr().err
