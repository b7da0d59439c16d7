"""A plain search, written apart from the checker, finds exactly what the checker finds.

For every finding there is a small scenario that has it and one next to it that has not; both are
searched by both, and so are random ones. The search knows dicts, a deque and no module of ours.
"""

import ast
from pathlib import Path

import pytest
from hypothesis import assume, given

from assessments.scenarios.checker import check
from assessments.scenarios.findings import RULINGS, SOURCES
from tests.scenarios.documents import healthy
from tests.scenarios.plain.happening import ANYWHERE, happenings
from tests.scenarios.plain.looking import looks
from tests.scenarios.plain.near_misses import NEAR
from tests.scenarios.plain.walking import World
from tests.scenarios.samples import SAMPLES, spokes
from tests.scenarios.strategies import UNHURRIED, documents

CAPPED = {"not_exhaustive", "totals_estimated"}
WHOLE = sorted(SAMPLES.keys() - CAPPED)


def plainly(document):
    """Every ``(code, node, choice)`` of the plain search."""
    return {*looks(document), *happenings(document)}


def checked(document, **options):
    return {
        (item.message_code, "" if item.message_code in ANYWHERE else item.node, item.choice)
        for item in check(document, **options).findings
    }


def codes(found):
    return {code for code, *_ in found}


def test_every_finding_has_a_sample_and_a_near_miss():
    wanted = {code for code, ruling in RULINGS.items() if ruling.check != SOURCES}
    assert SAMPLES.keys() == NEAR.keys() == wanted


@pytest.mark.parametrize("code", WHOLE)
def test_both_find_it_where_it_is_and_agree_on_all_else(code):
    document = SAMPLES[code].make()
    found = plainly(document)
    assert code in codes(found)
    assert found == checked(document)


@pytest.mark.parametrize("code", sorted(NEAR))
def test_neither_finds_it_next_to_where_it_is(code):
    document = NEAR[code]()
    found = plainly(document)
    assert code not in codes(found)
    assert found == checked(document)


@pytest.mark.parametrize(
    ("code", "make", "cap"),
    [("not_exhaustive", healthy, 3), ("totals_estimated", lambda: spokes(3), 10)],
)
def test_past_the_cap_the_checker_says_so_and_claims_no_more_than_there_is(code, make, cap):
    document = make()
    assert len(World(document).edges) > cap
    told = checked(document, max_states=cap)
    assert code in codes(told)
    assert codes(told) - CAPPED <= codes(plainly(document))


@UNHURRIED
@given(documents(loops=True))
def test_they_agree_on_random_scenarios(document):
    world = World(document)
    assume(len(world.edges) < 400)
    assert plainly(document) == checked(document)


@pytest.mark.parametrize("name", ["walking", "happening", "looking"])
def test_the_plain_search_imports_nothing_of_the_checker(name):
    source = Path(__file__).with_name(f"{name}.py").read_text(encoding="utf-8")
    imported = {
        node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)
    }
    assert all(module.startswith("tests.scenarios.plain") for module in imported if "." in module)
