import re

import pytest

from certificates import numbers
from certificates.numbers import ALPHABET, check, make, normalise

NUMBER = "FL-7K3M-9QXT-2BVD-W"


def test_a_number_is_random_grouped_and_checked():
    """H01: 60 random bits; nobody comes upon a number by walking."""
    made = {make() for _ in range(500)}

    assert len(made) == 500
    assert all(re.fullmatch(rf"FL(-[{ALPHABET}]{{4}}){{3}}-[{ALPHABET}]", one) for one in made)
    assert all(check(one) for one in made)
    assert len(ALPHABET) ** numbers.RANDOM == 2**60


def test_the_token_has_more_than_80_bits():
    tokens = {numbers.make_token() for _ in range(500)}

    assert len(tokens) == 500
    assert {len(token) for token in tokens} == {16}  # base 64: 6 bits each


def test_the_check_character_is_computed_not_guessed():
    body = NUMBER.replace("-", "")[2:14]
    right = [letter for letter in ALPHABET if check(normalise(body + letter))]

    assert len(right) == 1


def test_any_one_wrong_character_is_told():
    body = make().replace("-", "")[2:]
    for place, letter in enumerate(body):
        for other in set(ALPHABET) - {letter}:
            assert not check(normalise(body[:place] + other + body[place + 1 :]))


def test_two_neighbours_that_changed_places_are_told():
    for _ in range(200):
        body = make().replace("-", "")[2:]
        for place in range(len(body) - 1):
            left, right = body[place], body[place + 1]
            if left != right:
                assert not check(normalise(body[:place] + right + left + body[place + 2 :]))


@pytest.mark.parametrize(
    "typed",
    [
        NUMBER,
        NUMBER.lower(),
        "  fl 7k3m 9qxt 2bvd w  ",
        "FL7K3M9QXT2BVDW",
        "7K3M-9QXT-2BVD-W",
        "FL–7K3M—9QXT−2BVD_W",
        "FL-7К3М-9QХТ-2ВVD-W",  # Cyrillic К, М, Х, Т, В
        "ＦＬ-７K3M-9QXT-2BVD-W",
        "FI-7K3M-9QXT-2BVD-W",
    ],
)
def test_spelling_is_forgiven(typed):
    assert normalise(typed) == NUMBER


def test_letters_that_look_like_digits_are_read_as_digits():
    assert normalise("FL-OI1L-0000-0000-0") == "FL-0111-0000-0000-0"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "FL",
        "FL-7K3M-9QXT-2BVD",
        NUMBER + "7",
        "FL-7K3M-9QXT-2BVD-U",
        "FL-7K3M-9QXT-2BVD-Ж",
        "' OR 1=1 --",
        "\x00" * 19,
        "../../etc/passwd",
        "7" * 10_000,
        "🦅" * 13,
    ],
)
def test_what_cannot_be_a_number_is_none(typed):
    """H02, D12: odd input is answered, never an error."""
    assert normalise(typed) == ""
    assert not check(typed)


def test_check_takes_the_one_spelling_only():
    number = make()

    assert check(number)
    assert not check(number.lower())
    assert not check(f" {number}")
