"""H5P Branching Scenario, packed and bare."""

import json

import pytest

from tests.scenarios.exchange.reading import (
    content,
    links,
    nodes,
    package,
    read,
    refusal,
    report,
    story,
)

BARE = content("quiet.h5p.json")
HEAD = json.dumps({"title": "Пан Остап", "mainLibrary": "H5P.BranchingScenario"})


def scenario(*contents, **top):
    return json.dumps({"branchingScenario": {"content": list(contents), **top}})


def text(words, to, title=""):
    kind = {
        "library": "H5P.AdvancedText 1.1",
        "params": {"text": words},
        "metadata": {"title": title},
    }
    return {"type": kind, "nextContentId": to}


def question(*alternatives):
    params = {"branchingQuestion": {"question": "<p>Що?</p>", "alternatives": list(alternatives)}}
    return {"type": {"library": "H5P.BranchingQuestion 1.0", "params": params}}


def alternative(words, to, score=None):
    return {"text": words, "nextContentId": to, "feedback": {"endScreenScore": score}}


def test_the_report_of_a_bare_content():
    assert report(BARE) == {
        "title": "Перша зустріч",
        "start": "Повістка",
        "nodes": 8,
        "choices": 8,
        "links": 8,
        "broken_links": ["Забута → nextContentId 17"],
        "variables": [],
        "left_behind": {"H5P.Video": 1, "formatting": 1, "image": 2, "script": 1},
    }


def test_texts_are_scenes_questions_are_choices_and_other_content_a_notice():
    found = nodes(story(BARE))

    assert found["povistka"]["text"] == "Пан Остап тримає повістку.\n\nВін злий."
    assert links(found["povistka"]) == [("Далі", "persha-fraza")]
    assert links(found["persha-fraza"]) == [
        ("«Бачу, що ви обурені. Розкажіть.»", "video-zi-svidchennia"),
        ("«Заспокойтеся.»", "kryk"),
        ("«Це не до мене.»", "vin-pishov"),
    ]
    assert "H5P.Video" in found["video-zi-svidchennia"]["text"]
    assert found["vin-pishov"]["text"] == "Пан Остап грюкнув дверима."


def test_scores_become_qualities_and_levels_by_rank_to_be_confirmed():
    found = story(BARE)
    choices = nodes(found)["persha-fraza"]["choices"]

    assert [choice["qualities"] for choice in choices] == [
        {"h5p-score": 4},
        {"h5p-score": 2},
        {"h5p-score": 0},
    ]
    assert found.document["competencies"] == ["h5p-score"]
    assert [node["level"] for node in nodes(found).values() if node["kind"] == "ending"] == [0, 3]
    assert sum("to be confirmed" in warning for warning in found.warnings) == 2


def test_scores_that_do_not_differ_say_nothing():
    same = question(alternative("Так", -1, 3), alternative("Ні", -1, 3))
    found = story(scenario(same))

    assert [choice["qualities"] for choice in nodes(found)["screen-1"]["choices"]] == [{}, {}]


@pytest.mark.parametrize(
    ("target", "broken", "warned"),
    [
        (1, 0, 0),
        ("1", 0, 1),
        (-1, 0, 0),
        (-7, 0, 0),
        (None, 0, 0),
        (9, 1, 1),
        ("далі", 1, 1),
        ("²", 1, 1),
        (True, 1, 1),
        ([], 1, 1),
        (1e99, 1, 1),
    ],
)
def test_targets_of_every_kind(target, broken, warned):
    found = story(scenario(text("<p>Раз</p>", target), text("<p>Два</p>", -1)))

    assert len(found.broken_links) == broken
    assert sum("nextContentId" in warning for warning in found.warnings) == warned


def test_a_package_is_read_by_its_two_files_and_the_rest_is_counted():
    data = package(
        h5p_json=HEAD,
        content__content_json=BARE,
        content__images__a="x",
        library__dist__js="alert(1)",
    )
    reading = read(data)

    assert (reading.format, reading.stories[0].title) == ("h5p", "Пан Остап")
    assert reading.stories[0].left_behind["file"] == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (package(h5p_json=HEAD), "lacks “content/content.json”"),
        (package(h5p_json="{", content__content_json=BARE), "no valid JSON"),
        (
            package(h5p_json='{"mainLibrary": "H5P.QuestionSet"}', content__content_json="{}"),
            "H5P.QuestionSet",
        ),
        (package(h5p_json=HEAD, content__content_json=scenario()), "no content"),
        (package(h5p_json=HEAD, **{"..__evil": "x"}), "leads outside"),
        (package(h5p_json=HEAD, bomb="0" * 30_000_000), "suspiciously much"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_packages_that_are_refused(data, reason):
    assert reason in refusal(data)


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, {"type": 3}, {"type": {"params": []}}])
def test_content_of_any_shape_never_breaks_the_reading(value):
    found = story(scenario(value, question(value), question()))

    assert len(nodes(found)) >= 3
