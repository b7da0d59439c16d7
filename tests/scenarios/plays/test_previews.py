"""The preview panel shows a draft in three ways, half finished or broken as it may be."""

import pytest
from django.template.loader import render_to_string

from assessments.scenarios.models import Scenario
from assessments.scenarios.plays.previews import PREVIEW_MODES, preview_context, preview_template
from tests.scenarios.storyboard import desks

MODES = [mode for mode, _name in PREVIEW_MODES]
BROKEN = [{}, None, [], {"nodes": {"one": 5}}, {"nodes": {}, "code": "X"}]


def shown(mode, graph, pk=7):
    scenario = Scenario(pk=pk, code="T01", title="Лист", graph=graph)
    context = {"object": scenario, **preview_context(scenario, mode)}
    return render_to_string(preview_template(mode), context)


def test_the_first_scene_is_shown_with_replies_that_play_on():
    page = shown("play", desks.small())

    assert "Початок" in page
    assert "/scenarios/7/play/?c=a#here" in page
    assert "FL-02" not in page


def test_before_the_first_save_replies_are_words_only():
    page = shown("play", desks.small(), pk=None)

    assert "Відповідь a клієнтові" in page
    assert "/play/" not in page


def test_the_map_shows_every_node():
    page = shown("map", desks.small())

    assert page.count("data-node=") == 4


@pytest.mark.parametrize("mode", ["play", "map"])
@pytest.mark.parametrize("graph", BROKEN)
def test_a_draft_that_is_no_document_yet_gets_a_sentence(mode, graph):
    assert "<h1>" in shown(mode, graph)


def test_an_unknown_mode_prints():
    assert preview_template("secret") == preview_template("print")
    assert preview_context(Scenario(graph=desks.small()), "secret") == {}


def test_every_mode_has_a_template():
    assert len({preview_template(mode) for mode in MODES}) == 3
