"""A large role-play stays usable: few inputs, few queries, quick enough pages and saves."""

import time
from functools import partial
from statistics import median

import pytest

from tests.scenarios.storyboard import desks

pytestmark = pytest.mark.django_db
MOST_INPUTS = 300


@pytest.fixture
def large(client, writer):
    """80 scenes × 3 replies, three competencies marked."""
    document = desks.large(80)
    return desks.draft({**document, "competencies": ["FL-02", "FL-03", "FL-04"]}, person=writer)


def seconds(action):
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def test_the_whole_page_of_eighty_scenes_has_few_inputs(client, large):
    page = client.get(desks.url("node", large, "s40"))
    assert desks.read(page).inputs < MOST_INPUTS


@pytest.mark.parametrize("scenes", [3, 30])
def test_queries_do_not_grow_with_the_draft(client, writer, scenes, django_assert_max_num_queries):
    board = desks.draft(desks.large(scenes))
    address = desks.url("node", board, "s1")
    client.get(address)  # content types and the like are kept after the first time
    with django_assert_max_num_queries(22):
        page = client.get(address)
    data = desks.filled(page, address) | {"node-text": "Інший текст"}
    with django_assert_max_num_queries(39):
        assert client.post(address, data).status_code == 302


def test_a_page_of_eighty_scenes_comes_within_two_seconds_and_a_save_within_half(client, large):
    address = desks.url("node", large, "s40")
    client.get(address)
    assert min(seconds(lambda: client.get(address)) for _ in range(2)) < 2
    data = desks.filled(client.get(address), address)
    times = []
    for number in range(5):
        sent = data | {"node-text": f"Текст {number}", "draft": desks.token(large)}
        times.append(seconds(partial(client.post, address, sent)))
    assert median(times) < 0.5


def test_three_hundred_nodes_come_within_five_seconds(client, writer):
    board = desks.draft(desks.large(298))
    assert seconds(lambda: client.get(desks.url("node", board, "s100"))) < 5
