"""The spelling check finds what is misspelled and leaves the rest alone."""

import pytest

from tests.wording import spelling
from tests.wording.spelling import (
    ALLOWED,
    NoDictionary,
    is_allowed,
    read_allowed,
    suggestions,
    words,
)


@pytest.mark.usefixtures("dictionary")
def test_a_misspelled_word_is_found_with_what_it_may_have_been():
    assert suggestions(["запитаня"])["запитаня"][0] == "запитання"


@pytest.mark.usefixtures("dictionary")
def test_right_words_are_not_found_whatever_their_apostrophe_case_or_hyphen():
    assert not suggestions(["обовʼязково", "Імʼя", "УКРАЇНА", "будь-хто", "пів", "слово"])


@pytest.mark.usefixtures("dictionary")
def test_each_of_many_words_is_judged_alone():
    asked = ["слухаеш", "по-людськи", "дім", "дім-музей", "привіт", "превіт"]
    assert set(suggestions(asked)) == {"слухаеш", "превіт"}


def test_nothing_is_asked_of_the_dictionary_when_there_is_nothing_to_ask(monkeypatch):
    monkeypatch.setattr(spelling, "HUNSPELL", ("no-such-programme",))
    assert suggestions([]) == {}


def test_a_missing_dictionary_is_said_and_named(monkeypatch):
    monkeypatch.setattr(spelling, "HUNSPELL", ("no-such-programme",))
    with pytest.raises(NoDictionary, match="hunspell-uk"):
        suggestions(["слово"])


def test_words_are_cyrillic_and_come_without_stress_marks():
    assert words("За́мок і замо́к, 5-го ряду: FL-02, QR-код, обʼєкт!") == [
        "Замок",
        "і",
        "замок",
        "ряду",
        "обʼєкт",
    ]


def test_patterns_of_accepted_answers_are_no_words():
    assert words("перенаправ* або *силання") == ["або"]


def test_a_word_with_a_latin_letter_is_left_to_another_rule():
    assert words("клiєнт") == []


@pytest.mark.parametrize("word", ["фронтлайнерка", "Фронтлайнером", "КІАС", "Опів", "опів"])
def test_the_list_allows_capitals_and_any_ending(word):
    assert is_allowed(word, {"фронтлайнер*", "КІАС", "опів"})


@pytest.mark.parametrize("word", ["кіас", "фронтлайн", "опівдні", "Фронт"])
def test_the_list_allows_no_more_than_it_says(word):
    assert not is_allowed(word, {"фронтлайнер*", "КІАС", "опів"})


def test_each_group_of_the_shipped_list_gives_a_reason_and_is_sorted():
    groups = ALLOWED.read_text(encoding="utf-8").strip().split("\n\n")
    for group in groups:
        reason, *entries = group.split("\n")
        assert reason.startswith("# ")
        assert entries == sorted(entries) or all(entry.startswith("# ") for entry in entries)


def test_no_word_is_on_the_list_twice():
    lines = [
        line
        for line in ALLOWED.read_text(encoding="utf-8").split("\n")
        if line and not line.startswith("#")
    ]
    assert len(lines) == len(read_allowed("\n".join(lines)))
