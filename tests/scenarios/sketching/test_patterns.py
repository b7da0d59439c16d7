"""Patterns play at once: nothing in them would be refused at publishing."""

import pytest

from assessments.scenarios.checker import check
from assessments.scenarios.grammar import MAX_READ_VARIABLES
from assessments.scenarios.recommended import recommended_path
from assessments.scenarios.sketching.merging import merge
from assessments.scenarios.sketching.patterns import KEYS, begun_with, patterns
from assessments.scenarios.sketching.reading import read
from assessments.scenarios.sketching.writing import write
from tests.scenarios.documents import healthy


def test_five_patterns_are_offered_each_with_a_name_and_what_it_is_for():
    offered = patterns()

    assert tuple(item.key for item in offered) == KEYS
    assert len({str(item.name) for item in offered}) == 5
    assert all(item.about for item in offered)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda item: item.key)
def test_a_pattern_has_no_errors_and_its_recommended_way_ends_well(pattern):
    report = check(pattern.document)
    way = recommended_path(pattern.document)

    assert report.errors == ()
    assert report.exhaustive
    assert way.fault == ""
    assert pattern.document["nodes"][way.node]["level"] == 3
    assert len(pattern.document["variables"]) <= MAX_READ_VARIABLES


@pytest.mark.parametrize("pattern", patterns()[1:], ids=lambda item: item.key)
def test_a_pattern_sets_no_bad_example(pattern):
    codes = {finding.message_code for finding in check(pattern.document).warnings}

    assert codes.isdisjoint({"longest_is_best", "first_is_best", "no_feedback", "idle_loop"})


@pytest.mark.parametrize("pattern", patterns(), ids=lambda item: item.key)
def test_a_pattern_can_be_written_as_text(pattern):
    text = write(pattern.document)

    assert merge(pattern.document, read(text)).document == pattern.document


def test_a_role_play_begun_with_a_pattern_keeps_its_own_code_and_title():
    begun = begun_with(patterns()[1].document, healthy(title="Моя розмова"))

    assert (begun["code"], begun["title"]) == ("T01", "Моя розмова")
    assert begun["nodes"] == patterns()[1].document["nodes"]
