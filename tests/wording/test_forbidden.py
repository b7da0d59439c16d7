"""Forbidden phrases are found, their likes are not; an exception is for one phrase of one file."""

import re

import pytest

from tests.wording.forbidden import (
    breaches,
    read_wording,
    shipped_wording,
    unused_exemptions,
)
from tests.wording.texts import ROOT, Passage

SHIPPED = shipped_wording()

RULES = """
rules:
  - name: жертва
    pattern: '\\bжертв\\w*'
    instead: постраждала особа
    why: слово забирає силу
    finds: [Жертва мовчить.]
"""
EXCEPTIONS = """
exceptions:
  - {rule: жертва, file: a.md, phrase: «жертва», why: про саме слово}
"""
LISTS = read_wording(RULES, EXCEPTIONS)


def passage(text, file="a.md"):
    return Passage(ROOT, file, 1, text)


@pytest.mark.parametrize("rule", SHIPPED.rules, ids=lambda rule: rule.name)
def test_each_rule_finds_its_own_and_passes_what_is_right(rule):
    for sentence in rule.finds:
        assert rule.pattern.search(sentence), sentence
    for sentence in rule.passes:
        assert not rule.pattern.search(sentence), sentence


def test_a_breach_names_the_words_and_the_rule():
    (breach,) = breaches(passage("Кожна жертва мовчить."), LISTS)
    assert (breach.words, breach.rule.instead) == ("жертва", "постраждала особа")


def test_an_exception_allows_its_phrase_and_not_the_word_beside_it():
    found = list(breaches(passage("Слово «жертва» шкодить: жертва мовчить."), LISTS))
    assert [breach.words for breach in found] == ["жертва"]


def test_an_exception_holds_in_its_own_file_alone():
    assert list(breaches(passage("Слово «жертва».", file="b.md"), LISTS))


def test_an_exception_that_is_needed_no_more_is_told():
    wording = LISTS
    assert unused_exemptions([passage("Слово «жертва».")], wording) == []
    assert [one.phrase for one in unused_exemptions([passage("Інше.")], wording)] == ["«жертва»"]


@pytest.mark.parametrize(
    ("found", "written"),
    [
        ("про саме слово", "''"),
        ("{rule: жертва", "{rule: інше"),
    ],
)
def test_an_exception_needs_a_reason_and_a_rule(found, written):
    with pytest.raises(ValueError, match="exception"):
        read_wording(RULES, EXCEPTIONS.replace(found, written))


def test_two_rules_of_one_name_are_refused():
    rule = RULES.partition("rules:\n")[2]
    with pytest.raises(ValueError, match="one name"):
        read_wording(RULES + rule)


def test_a_broken_pattern_is_refused():
    with pytest.raises(re.error):
        read_wording(RULES.replace("\\bжертв\\w*", "(жертв"))
