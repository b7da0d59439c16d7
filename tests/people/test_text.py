import pytest

from training.people.passwords import has_context_word, is_predictable
from training.people.text import tidy_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  В'юник ", "Вʼюник"),
        ("В’юник", "Вʼюник"),
        ("Иван  Петро", "Иван Петро"),
        ("и\u0306", "й"),
        ("Зло\u202eй", "Зло й"),
        ("дві\nстрічки\x00", "дві стрічки"),
        ("", ""),
    ],
)
def test_names_are_kept_tidy(typed, kept):
    assert tidy_name(typed) == kept
    assert tidy_name(kept) == kept


@pytest.mark.parametrize(
    "password", ["Frontliner", "фронт-лайнер!", "my legal aid 1", "PRAVOKATOR7"]
)
def test_words_of_the_service_are_found(password):
    assert has_context_word(password)


@pytest.mark.parametrize("password", ["кава-на-світанку-77", "лагідний фронт погоди", ""])
def test_other_words_are_left_alone(password):
    assert not has_context_word(password)


@pytest.mark.parametrize(
    "password", ["aaaaaaaaaaaa", "abc1abc1abc1", "098765432109", "qwertyuiopas"]
)
def test_runs_and_repetitions_are_found(password):
    assert is_predictable(password)


@pytest.mark.parametrize("password", ["abc1abc1abc2", "123456789013", "кава-на-світанку-77"])
def test_what_only_looks_like_one_is_left_alone(password):
    assert not is_predictable(password)
